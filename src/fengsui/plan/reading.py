"""From the text of one YAML file to plain values with the line of each, bounded whatever the file holds.

A plan file may come from anywhere: by mail, from another province. So the parser's events are taken one by one and
never recursed into, and what a plan has no use for is refused where it stands: anchors and aliases (a small file could
unfold into gigabytes), tags, several documents, keys that are no text, keys written twice, invisible characters (one
key could look like another, a forbidden word like none), as they stand or escaped in quotes. libyaml reads the events;
on the national plan it is 25 times as fast as ruamel.yaml's parser, and a plan of 2,000 rules has to be checked in two
seconds.

Plain scalars mean what YAML 1.2 says: true and false, whole numbers, decimals, dates, nothing; all else is text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import yaml

ElementPath = tuple[str | int, ...]

# The whole national plan has 10,000 events; a plan of 2,000 grading rules 50,000 in one file.
MOST_EVENTS: Final = 150_000
# The deepest place in a plan file lies 6 deep.
DEEPEST: Final = 20
# The longest text in the national plan has 200 characters.
LONGEST_TEXT: Final = 20_000
MOST_DIGITS: Final = 18

_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Letters and marks by their category, yet nothing shows: joiners, fillers, a braille cell without dots, selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u2800\u3164\ufe00-\ufe0f\uffa0\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0100-\U000e01ef]"
)
# Format and control characters, private ones, halves of characters; \u00ad (a soft hyphen) is a format character.
_UNSEEN: Final = frozenset({"Cf", "Cc", "Co", "Cs"})
_BYTE_ORDER_MARK = "\ufeff"
_START: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_END: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)

# What libyaml says, by a part of it, and what a person does about it.
_SYNTAX: Final[tuple[tuple[str, str, str], ...]] = (
    ("cannot start any token", "这里有不能开头的符号", "缩进用空格，不用制表符；以 @ ` % 开头的文字加引号"),
    ("tab character", "缩进里有制表符", "缩进用空格，不用制表符"),
    ("mapping values are not allowed", "一行里有两个冒号", "文字里有“: ”的，给整段文字加引号"),
    ("could not find expected ':'", "键后面没有冒号", "每个键写成“键: 值”，冒号用半角，后面空一格"),
    ("expected ',' or", "括号没有配对", "补上 ] 或者 }，各项之间用半角逗号"),
    ("unexpected end of stream", "引号没有收尾", "补上后一个引号"),
    ("did not find expected '-'", "列表的一项没有对齐", "同一列表的各项以“- ”开头，左边对齐"),
    ("expected key", "缩进没有对齐，或者引号、括号没有配对", "同一层的键左边对齐，引号、括号成对"),
    ("not allowed in this context", "缩进没有对齐", "同一层的各项左边对齐"),
    ("expected <document start>", "这里多出了内容", "一个文件只写一层最外面的键，检查这一行和上一行的缩进"),
    ("escape character", "双引号里有不认识的反斜杠写法", "改用单引号"),
    ("node content", "这里缺一个值，或者括号没有配对", "补上值，或者删去多余的逗号"),
)


class Refused(Exception):
    """A text that is not read. `line` counts from 1; `message` says what is wrong, `remedy` what to do."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.line, self.message, self.remedy = line, message, remedy


def decoded(content: bytes) -> str:
    """The text of a file. Raises Refused where it is not UTF-8 or holds invisible characters."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(1, "文件的编码是 UTF-16", "在编辑器里另存为 UTF-8")
    try:
        text = content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(line, "文件的编码不是 UTF-8", "在编辑器里另存为 UTF-8") from error
    if found := _INVISIBLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        name = f"U+{ord(found.group()):04X}"
        raise Refused(line, f"有看不见的控制字符 {name}", "删去这一行的这个字符，或者把这一行重新打一遍")
    return text


def read_text(text: str) -> tuple[Any, dict[ElementPath, int]]:
    """The plain values of a text (mappings, tuples, scalars) and the line of each path, counted from 1.

    Raises Refused at the first place that is no YAML, or is YAML that a plan has no use for.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _syntax_fault(str(error.problem or error.context), 0 if mark is None else mark.line + 1) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise Refused(0, "这不是 YAML 文件", "对照国家预案的同名文件重写") from error
    return builder.content, builder.lines


def _syntax_fault(problem: str, line: int) -> Refused:
    for part, message, remedy in _SYNTAX:
        if part in problem:
            return Refused(line, f"{message}（{problem.strip()}）", remedy)
    return Refused(line, f"YAML 写法有误（{problem.strip()}）", "对照国家预案的同名文件改写这一行")


class _Builder:
    """Takes events and builds the value they describe; `content` is whole after the last one."""

    def __init__(self) -> None:
        self.content: Any = None
        self.lines: dict[ElementPath, int] = {(): 1}
        self._open: list[_Collection] = []
        self._events = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        self._events += 1
        line = event.start_mark.line + 1
        if self._events > MOST_EVENTS:
            raise Refused(line, f"文件太长，多于 {MOST_EVENTS} 个值", "删去不属于预案的内容")
        if isinstance(event, yaml.ScalarEvent):
            _refuse_marks(event, line)
            self._place(_scalar(event, line), line)
        elif isinstance(event, _START):
            _refuse_marks(event, line)
            self._begin(event, line)
        elif isinstance(event, _END):
            self._finish()
        elif isinstance(event, yaml.AliasEvent):
            raise _no_reuse(line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Refused(line, "一个文件里有几份文档", "删去多出的“---”，一个文件只写一份")
            if event.version or event.tags:
                raise Refused(line, "不用 % 开头的指令", "删去这一行")

    def _begin(self, event: Any, line: int) -> None:
        if len(self._open) >= DEEPEST:
            raise Refused(line, f"嵌套多于 {DEEPEST} 层", "对照国家预案的同名文件改写，去掉多余的层次")
        holder = self._open[-1] if self._open else None
        if holder is not None and holder.wants_key:
            raise _no_text_key(line)
        path = holder.next_path() if holder is not None else ()
        if holder is not None and not holder.is_mapping:
            self.lines[path] = line
        self._open.append(_Collection(path, is_mapping=isinstance(event, yaml.MappingStartEvent)))

    def _finish(self) -> None:
        closed = self._open.pop()
        value = closed.members if closed.is_mapping else tuple(closed.items)
        if self._open:
            self._open[-1].put(value)
        else:
            self.content = value

    def _place(self, value: Any, line: int) -> None:
        if not self._open:
            self.content = value
            return
        holder = self._open[-1]
        if not holder.wants_key:
            if not holder.is_mapping:
                self.lines[holder.next_path()] = line
            holder.put(value)
            return
        if not isinstance(value, str):
            raise _no_text_key(line)
        if value in holder.members:
            raise Refused(line, f"键 {value[:60]!r} 写了两次", "只留一个")
        holder.key = value
        holder.wants_key = False
        self.lines[holder.next_path()] = line


class _Collection:
    """A mapping or a list whose end has not come yet."""

    __slots__ = ("is_mapping", "items", "key", "members", "path", "wants_key")

    def __init__(self, path: ElementPath, *, is_mapping: bool) -> None:
        self.path = path
        self.is_mapping = is_mapping
        self.wants_key = is_mapping
        self.key = ""
        self.members: dict[str, Any] = {}
        self.items: list[Any] = []

    def next_path(self) -> ElementPath:
        """Where the next value belongs."""
        return (*self.path, self.key if self.is_mapping else len(self.items))

    def put(self, value: Any) -> None:
        """Take the next value."""
        if self.is_mapping:
            self.members[self.key] = value
            self.wants_key = True
        else:
            self.items.append(value)


def _refuse_marks(event: Any, line: int) -> None:
    if event.anchor is not None:
        raise _no_reuse(line)
    if event.tag is not None:
        raise Refused(line, f"不用 ! 标签（{event.tag[:40]}）", "删去标签；文字以 ! 开头的加引号")


def _no_reuse(line: int) -> Refused:
    return Refused(line, "不用 & 锚和 * 引用", "把内容照写一遍；文字以 & 或者 * 开头的加引号")


def _no_text_key(line: int) -> Refused:
    return Refused(line, "键不是文字", "键写成英文名，如 name；数字作键的加引号")


def _refuse_unseen(text: str, line: int) -> None:
    """What the value holds, however it was written: in double quotes an escape is no character of the file."""
    if text.replace("\n", "").isprintable():
        found = None if text.isascii() else _BLANK.search(text)
        unseen = found and found.group()
    else:
        unseen = next((sign for sign in text if _is_unseen(sign)), None)
    if unseen:
        message = f"有看不见的字符 U+{ord(unseen):04X}"
        raise Refused(line, message, "删去这个字符；双引号里用反斜杠写出来的也不行")


def _is_unseen(sign: str) -> bool:
    return sign not in "\n\t" and (unicodedata.category(sign) in _UNSEEN or _BLANK.match(sign) is not None)


def _scalar(event: Any, line: int) -> Any:
    text: str = event.value
    if len(text) > LONGEST_TEXT:
        raise Refused(line, f"一个值长于 {LONGEST_TEXT} 字", "分成几项写")
    _refuse_unseen(text, line)
    if event.style or not event.implicit[0]:
        return text  # quoted or block: text, whatever it looks like
    if text in _NAMED:
        return _NAMED[text]
    if not text[0].isascii() or text[0].isalpha():
        return text
    if _WHOLE.fullmatch(text):
        if len(text.lstrip("+-")) > MOST_DIGITS:
            raise Refused(line, "数太大", f"整数不超过 {MOST_DIGITS} 位；编号加引号")
        return int(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise Refused(line, f"没有 {text} 这一天", "写成历上有的日子，如 2019-09-20") from error
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan")) if _DECIMAL.fullmatch(text) else text
