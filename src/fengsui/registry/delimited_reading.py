"""Uploaded CSV → rows of text cells: encoding, delimiter, lines, quotes. Pure."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from fengsui.registry.raw_tables import HEADER_ROW, FileRefused, Limits, RawRow, RawTable

_READ: Final = {",": "逗号", "\t": "制表符"}
_READ_WITH_A_WORD: Final = {";": "分号“;”", "|": "竖线“|”"}
# These stand in Chinese texts all the time, so that a file separated by them can't be told apart.
_NEVER_READ: Final = {"，": "全角逗号“，”", "；": "全角分号“；”", "、": "顿号“、”", "｜": "全角竖线“｜”"}


def read_delimited(content: bytes, limits: Limits, table: RawTable) -> Iterator[RawRow]:
    """Rows with the spreadsheet's row numbers, the header first; a broken one is a finding, and reading goes on.

    Raises FileRefused for what is no text table.
    """
    text, table.encoding = decode_table(content, limits)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, table), strict=True)
    row_number = 0
    while True:
        row_number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            table.row_count += row_number > HEADER_ROW
            table.find(row_number, "error", "引号不成对或单元格过长，自此处起可能漏读，请检查双引号")
            if table.row_count > limits.rows:
                return
            continue
        if len(cells) > limits.columns:
            table.find(row_number, "error", f"有 {len(cells)} 列，超过 {limits.columns} 列，请检查分隔符")
            return
        yield RawRow(row_number, cells)


def decode_table(content: bytes, limits: Limits) -> tuple[str, str]:
    """Text and encoding of an upload: UTF-8, UTF-8 with BOM, UTF-16 with BOM, else GB18030 (which holds GBK)."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise FileRefused("文件含有空字节，不是文本表格，请另存为 .xlsx 或 CSV 后上传")
        if any(len(line) > limits.line_characters for line in io.StringIO(text)):
            raise FileRefused(f"有一行超过 {limits.line_characters} 字，不像表格，请检查文件")
        return text, encoding
    raise FileRefused("无法识别文字编码，请另存为 .xlsx，或 UTF-8、GBK 编码的 CSV 后上传")


def _encodings(content: bytes) -> Sequence[str]:
    if content.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _delimiter(text: str, table: RawTable) -> str:
    """What separates the cells of the first line. Raises FileRefused for what can't be told from running text."""
    first_line = next(iter(io.StringIO(text)), "")
    outside = "".join(first_line.split('"')[::2])
    counts = {mark: outside.count(mark) for mark in (*_READ, *_READ_WITH_A_WORD, *_NEVER_READ)}
    if counts["\t"] > counts[","]:
        return "\t"
    if counts[","]:
        return ","
    likely = max((*_READ_WITH_A_WORD, *_NEVER_READ), key=lambda mark: counts[mark])
    if not counts[likely]:
        return ","
    if likely in _NEVER_READ:
        words = f"首行用{_NEVER_READ[likely]}分隔，无法与正文里的标点区分，请改用半角逗号分隔，或另存为 .xlsx 后上传"
        raise FileRefused(words, HEADER_ROW)
    table.find(HEADER_ROW, "warning", f"分隔符是{_READ_WITH_A_WORD[likely]}，不是逗号，已按此读入，请核对各列")
    return likely
