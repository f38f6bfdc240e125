"""Reading one file of a plan with the line of every value, so that an error can name it."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from fengsui.plan.errors import PlanError, Problem
from fengsui.plan.model import Element
from fengsui.plan.reading import ElementPath, Refused, decoded, read_text
from fengsui.plan.wording import fault_in_words, is_echo

__all__ = ["LARGEST_FILE", "ElementPath", "Source", "read_source", "validated"]

Shape = TypeVar("Shape", bound=Element)

# Bytes. A plan of 2,000 grading rules has 1 MB; what is larger is no plan, and is not read at all.
LARGEST_FILE: Final = 4 * 1024 * 1024
# A person mends the first faults and looks again; a file that is wrong throughout need not be listed throughout.
MOST_PROBLEMS: Final = 100
# Places with a line, in all files of a plan together, and again in all its cases. The national plan has 12,000, one
# with 2,000 more rules 40,000.
MOST_PLACES: Final = 300_000
# How much of what was parsed is kept, in places of about 200 bytes each. The program's own plans and cases have 15,000.
_MOST_KEPT: Final = 120_000
_WHOLE_FILE = "(文件)"


@dataclass(frozen=True)
class Source:
    """A parsed file: plain values (mappings, tuples, scalars) and the line of each path, counted from 1."""

    file: str
    content: Any
    lines: Mapping[ElementPath, int]

    def problem(self, path: ElementPath, message: str, remedy: str = "") -> Problem:
        """A problem at a path, with the clause of the element around it.

        The nearest enclosing element lends its line where the path itself has none.
        """
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        where = ".".join(str(part) for part in path) or _WHOLE_FILE
        return Problem(self.file, self.lines.get(known, 1), where, message, remedy, self._clause(path))

    def _clause(self, path: ElementPath) -> str:
        value, found = self.content, ""
        for part in (*path, None):
            if isinstance(value, Mapping) and isinstance(clause := value.get("clause"), str):
                found = clause
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                break
        return found


def read_source(path: Path, name: str) -> Source:
    """Parse the YAML file `name` of a plan's folder, which lies at `path`.

    Raises PlanError for a file that is missing, is no plain file of this folder, is larger than LARGEST_FILE, or is
    refused by `reading`. The same text is parsed once: kept plans mostly repeat the built-in one.
    """
    try:
        return _parsed(name, decoded(_content(path, name)))
    except Refused as refused:
        where = _WHOLE_FILE if refused.line == 0 else "(YAML)"
        raise PlanError([Problem(name, refused.line, where, refused.message, refused.remedy)]) from refused


def _content(path: Path, name: str) -> bytes:
    """The bytes of the file; a pipe, a device or a file elsewhere is never opened, since opening it may never end."""
    folder = path.parents[len(PurePath(name).parts) - 1]
    try:
        if not path.exists():
            raise Refused(0, "没有这个文件", f"把 {name} 放进预案目录，内容可以照国家预案的同名文件改写")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Refused(0, "文件是指向预案目录之外的链接", "把文件本身放进预案目录")
        if not path.is_file():
            raise Refused(0, "不是普通文件", "换成普通的 YAML 文本文件")
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large()
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, RuntimeError, ValueError) as error:
        raise Refused(0, f"无法读取: {error.__class__.__name__}", "检查文件的权限和链接") from error
    if len(content) > LARGEST_FILE:
        raise _too_large()
    return content


def _too_large() -> Refused:
    return Refused(0, f"文件大于 {LARGEST_FILE // 1024 // 1024} MiB", "删去不属于预案的内容")


def too_much(file: str) -> Problem:
    """Files that hold more than MOST_PLACES together; told at the one with which they do."""
    message = f"读到这个文件，已经多于 {MOST_PLACES} 个值，后面的没有读"
    return Problem(file, 0, _WHOLE_FILE, message, "删去不属于预案的内容")


class Parsing:
    """Parses texts and keeps the latest, within a bound: a file that somebody sent must not stay in memory for good.

    A text that would fill more than half of the bound is parsed anew each time.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._kept: OrderedDict[tuple[str, bytes], tuple[Source, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, name: str, text: str) -> Source:
        key = (name, hashlib.sha256(text.encode("utf-8")).digest())
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        source = Source(name, *read_text(text))
        size = len(source.lines) + len(text) // 50
        if size <= self.most // 2:
            self._keep(key, source, size)
        return source

    def _keep(self, key: tuple[str, bytes], source: Source, size: int) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = (source, size)
                self.held += size
            while self.held > self.most:
                _, (_, left) = self._kept.popitem(last=False)
                self.held -= left

    def cache_clear(self) -> None:
        """Forget everything, as in a fresh process."""
        with self._lock:
            self._kept.clear()
            self.held = 0


_parsed = Parsing(_MOST_KEPT)


def validated(source: Source, shape: type[Shape]) -> Shape:
    """The content of a file as `shape`. Raises PlanError naming the line of every fault, in Chinese."""
    try:
        return shape.model_validate(source.content)
    except ValidationError as error:
        found = (fault for fault in error.errors(include_url=False) if not is_echo(source.content, fault))
        faults = (fault_in_words(shape, source.content, fault) for fault in found)
        problems = (source.problem(path, message, remedy) for path, message, remedy in faults)
        raise PlanError(islice(_once(problems), MOST_PROBLEMS)) from error


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem once, and none put into words before it is asked for: finding what was meant takes time."""
    told: set[Problem] = set()
    for problem in problems:
        if problem not in told:
            told.add(problem)
            yield problem
