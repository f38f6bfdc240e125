"""RSS and Atom: a feed's bytes → texts. Authors, contributors and comments are never looked at (guard-rail N2)."""

import html
import io
import re
from collections.abc import Iterator
from typing import Any, Final

import feedparser

from fengsui.monitoring.texts.raw_texts import RawText, RawTexts
from fengsui.registry.raw_tables import FILE_ROW, size_in_words

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_ENTRIES: Final = 5000
LONGEST_TEXT: Final = 100_000
_MOST_TAGS: Final = 150_000
_LONGEST_TAG: Final = 32 * 1024  # the parser takes quadratic time over a tag's attributes
_MOST_NAMESPACES: Final = 500
_ENTITY: Final = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_ENTRY: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_LONG_TAG: Final = re.compile(rb"<[^<>]{%d}" % _LONGEST_TAG)
_READ: Final = {"title", "summary", "content", "published", "updated", "link", "id", "description"}
_BLOCKS: Final = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_UNSEEN: Final = frozenset({"script", "style"})


def read_feed(content: bytes) -> RawTexts:
    """The entries of a feed. Never raises for any bytes."""
    texts = RawTexts("rss")
    if len(content) > MOST_BYTES:
        texts.find(FILE_ROW, "error", f"订阅源超过 {size_in_words(MOST_BYTES)}，请换用条目较少的地址")
        return texts
    if problem := _problem_of(content) or _problem_of(content.replace(b"\0", b"")):  # UTF-16 is ASCII among zeros
        texts.find(FILE_ROW, "error", problem)
        return texts
    try:
        # Through a stream: given plain bytes or a text, the parser would take it for a file's name or an address.
        feed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
        texts.encoding = str(feed.get("encoding", ""))
        texts.rows = list(_rows(feed.entries[:MOST_ENTRIES]))
        texts.drop(_dropped(feed.entries))
    except Exception:  # noqa: BLE001 (a parser of others on hostile bytes: whatever it trips over, the file is no feed)
        texts.rows = []
        feed = {"entries": []}
    texts.read_columns = frozenset({"title", "text", "published_at", "address"})
    if not texts.rows:
        texts.find(FILE_ROW, "error", "不是 RSS 或 Atom 订阅源，或者一条信息也没有")
    elif len(feed["entries"]) > MOST_ENTRIES:
        texts.find(FILE_ROW, "error", _TOO_MANY)
    elif any(len(row.text) > LONGEST_TEXT for row in texts.rows):
        texts.find(FILE_ROW, "error", f"有一条信息超过 {LONGEST_TEXT} 字，不像报道，请检查订阅源")
    return texts


_TOO_MANY: Final = f"订阅源超过 {MOST_ENTRIES} 条，请换用条目较少的地址"


def _problem_of(content: bytes) -> str:
    """Why a feed is not even given to the parser, which was not made for hostile bytes; empty if it is."""
    if _ENTITY.search(content):
        return "订阅源里定义了实体（ENTITY），不读这样的文件"
    if sum(1 for _ in _ENTRY.finditer(content)) > MOST_ENTRIES:
        return _TOO_MANY
    if content.count(b"<") > _MOST_TAGS or content.count(b"xmlns") > _MOST_NAMESPACES or _LONG_TAG.search(content):
        return "订阅源里的标记过多或过长，不像订阅源，请检查文件"
    return ""


def _rows(entries: list[Any]) -> Iterator[RawText]:
    for number, entry in enumerate(entries, 1):
        contents = [part.get("value", "") for part in entry.get("content", ())]
        body = max((*contents, entry.get("summary", "")), key=len)
        yield RawText(
            number,
            title=plain_text(entry.get("title", "")),
            text=plain_text(body),
            published=entry.get("published") or entry.get("updated") or "",
            address=entry.get("link", ""),
        )


def _dropped(entries: list[Any]) -> Iterator[str]:
    for entry in entries[:MOST_ENTRIES]:
        yield from (name for name in entry if name not in _READ and not name.endswith(("_detail", "_parsed", "links")))


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, a line for each block: what a reader of the page would see.

    In one walk, whatever is left open: the standard library's parser takes minutes over a hundred thousand open tags.
    """
    if "<" not in markup and "&" not in markup:
        return markup
    lines = (" ".join(line.split()) for line in "".join(_words_of(_Markup(markup))).split("\n"))
    return "\n".join(line for line in lines if line)


class _Markup:
    """A piece of HTML that is looked through from beginning to end; what is missing once is not looked for again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._missing: set[str] = set()

    def after(self, mark: str, place: int) -> int:
        """The place behind the next ``mark`` (a tag's name in small letters, or a sign), or -1 where there is none."""
        if mark in self._missing:
            return -1
        found = re.compile(re.escape(mark), re.IGNORECASE).search(self.text, place)
        if found is None:
            self._missing.add(mark)
        return found.end() if found else -1


def _words_of(markup: _Markup) -> Iterator[str]:
    text, place = markup.text, 0
    for found in _TAG.finditer(text):
        if found.start() < place:
            continue
        name = found[1].lower()
        if name == "!--" and (end := markup.after("-->", found.end())) > 0:
            closes = end
        elif name in _UNSEEN:
            end = markup.after(f"</{name}", found.end())
            closes = markup.after(">", end) if end > 0 else len(text)
        else:
            closes = markup.after(">", found.end())
        if closes < 0:
            break
        yield html.unescape(text[place : found.start()])
        if name.removeprefix("/") in _BLOCKS:
            yield "\n"
        place = closes
    yield html.unescape(text[place:])


_TAG: Final = re.compile(r"<(!--|[!?]|/?[a-zA-Z][a-zA-Z0-9]{0,20})")
