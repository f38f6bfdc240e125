"""An uploaded file of texts → rows as they stand in it: CSV, XLSX, JSON lines, RSS and Atom, told by the content.

Pure. What nobody asked for is dropped here, before anything else sees it (guard-rail N2); a hostile or broken file
gives findings, never an exception.
"""

import codecs
import json
from collections import Counter
from functools import lru_cache
from typing import Any

from fengsui.monitoring.texts.columns import TextColumn, chosen
from fengsui.monitoring.texts.feeds import read_feed
from fengsui.monitoring.texts.masking import mask_numbers
from fengsui.monitoring.texts.raw_texts import LIMITS, UNNAMED, RawText, RawTexts
from fengsui.registry.delimited_reading import decode_table
from fengsui.registry.raw_tables import FILE_ROW, HEADER_ROW, FileRefused, size_in_words
from fengsui.registry.table_reading import read_cells


def read_texts(content: bytes) -> RawTexts:
    """Read a file of texts, whatever its format. Never raises for any bytes."""
    first = _first_character(content)
    if first == "<":
        return read_feed(content)
    return _read_json_lines(content) if first == "{" else _read_cells(content)


def _first_character(content: bytes) -> str:
    start = content[:400]
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return start.decode(encoding, errors="ignore").strip("\ufeff \t\r\n")[:1]


def _read_cells(content: bytes) -> RawTexts:
    table = read_cells(content, LIMITS)
    texts = RawTexts("xlsx" if table.encoding == "xlsx" else "csv", table.encoding)
    places = chosen(table.header)
    if not table.refused and not ({"title", "text"} & places.keys()):
        headings = "、".join(mask_numbers(cell.strip()[:100])[0][:20] for cell in table.header[:8])
        texts.find(HEADER_ROW, "error", f"首行没有“标题”或“正文”列（读到：{headings}），请核对表头和分隔符")
        return texts
    texts.read_columns = frozenset(places)
    texts.drop(heading for place, heading in enumerate(table.header) if place not in places.values())
    width = len(table.header)
    for row in table.rows:
        if len(row.cells) != width and any(cell.strip() for cell in row.cells[width:]):
            texts.find(row.row_number, "error", f"应有 {width} 列，本行 {len(row.cells)} 列，请检查逗号和引号")
            continue
        troubled = [place for column, place in places.items() if place in row.problems and column != "number"]
        if troubled:
            texts.find(row.row_number, "error", row.problems[troubled[0]])
            continue
        cells = {column: row.cells[place] if place < len(row.cells) else "" for column, place in places.items()}
        texts.rows.append(_raw(row.row_number, cells))
    texts.findings[:0] = table.findings
    return texts


def _raw(row_number: int, cells: dict[TextColumn, str]) -> RawText:
    return RawText(
        row_number,
        title=cells.get("title", ""),
        text=cells.get("text", ""),
        published=cells.get("published_at", ""),
        address=cells.get("address", ""),
    )


def _read_json_lines(content: bytes) -> RawTexts:
    texts = RawTexts("jsonl")
    try:
        if len(content) > LIMITS.size_bytes:
            raise FileRefused(f"文件超过 {size_in_words(LIMITS.size_bytes)}，请拆分后上传")  # noqa: TRY301
        text, texts.encoding = decode_table(content, LIMITS)
    except FileRefused as refused:
        texts.find(FILE_ROW, "error", refused.message_zh)
        return texts
    seen: Counter[str] = Counter()
    read: set[TextColumn] = set()
    kept: set[str] = set()
    for row_number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        if len(texts.rows) >= LIMITS.rows:
            texts.find(row_number, "error", f"超过 {LIMITS.rows} 行，自本行起未读，请拆分后上传")
            break
        record = _record(line)
        if record is None:
            texts.find(row_number, "error", "本行不是一个 JSON 对象")
            if len(texts.findings) > 100:  # noqa: PLR2004 (clearly another format)
                break
            continue
        headings = tuple(record)
        if len(headings) > LIMITS.columns:
            texts.find(row_number, "error", f"有 {len(headings)} 个字段，超过 {LIMITS.columns} 个，请检查文件")
            break
        seen.update(headings)
        places = _places(headings)
        read |= places.keys()
        kept |= {headings[place] for place in places.values()}
        texts.rows.append(_raw(row_number, {c: _words(record[headings[place]]) for c, place in places.items()}))
    texts.read_columns = frozenset(read)
    # What only few records have may be no field but data: comments by the name of who wrote them.
    often = len(texts.rows) / 2
    texts.drop(heading if count >= often else UNNAMED for heading, count in seen.items() if heading not in kept)
    if texts.rows and not {"title", "text"} & read:
        texts.find(FILE_ROW, "error", "没有“title”或“text”（标题、正文）这样的字段，请核对")
    return texts


@lru_cache(maxsize=64)
def _places(headings: tuple[str, ...]) -> dict[TextColumn, int]:
    return chosen(headings)


def _record(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _words(value: Any) -> str:
    """A text; what is nested (an author's record, a list of comments) is never looked into."""
    return value if isinstance(value, str) else ""
