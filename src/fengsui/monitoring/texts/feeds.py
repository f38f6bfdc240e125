"""RSS and Atom: a feed's bytes → texts. Authors, contributors and comments are never looked at (guard-rail N2)."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

import feedparser

from fengsui.monitoring.texts.raw_texts import RawText, RawTexts
from fengsui.registry.raw_tables import FILE_ROW, size_in_words

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_ENTRIES: Final = 5000
LONGEST_TEXT: Final = 100_000
_ENTITY: Final = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_READ: Final = {"title", "summary", "content", "published", "updated", "link", "id", "description"}
_BLOCKS: Final = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_UNSEEN: Final = frozenset({"script", "style"})


def read_feed(content: bytes) -> RawTexts:
    """The entries of a feed. Never raises for any bytes."""
    texts = RawTexts("rss")
    if len(content) > MOST_BYTES:
        texts.find(FILE_ROW, "error", f"订阅源超过 {size_in_words(MOST_BYTES)}，请换用条目较少的地址")
        return texts
    if _ENTITY.search(content) or _ENTITY.search(content.replace(b"\0", b"")):
        texts.find(FILE_ROW, "error", "订阅源里定义了实体（ENTITY），不读这样的文件")
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
        texts.find(FILE_ROW, "error", f"订阅源超过 {MOST_ENTRIES} 条，请换用条目较少的地址")
    elif any(len(row.text) > LONGEST_TEXT for row in texts.rows):
        texts.find(FILE_ROW, "error", f"有一条信息超过 {LONGEST_TEXT} 字，不像报道，请检查订阅源")
    return texts


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
    """The words of a piece of HTML, a line for each block."""
    if "<" not in markup and "&" not in markup:
        return markup
    reader = _Words()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    """Collects what a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the base's shape)
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)
