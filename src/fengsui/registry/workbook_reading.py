"""Uploaded workbook (.xlsx) → rows of text cells, streaming. Pure.

A sheet is gone through piece by piece, whatever it says of its own size. Cells that hold a formula have no text here:
what a formula showed in another office is not what somebody wrote and answers for.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from fengsui.registry.raw_tables import FILE_ROW, FileRefused, Limits, RawRow, RawTable
from fengsui.registry.workbook_parts import (
    ZIP_START,
    SheetPart,
    Workbook,
    is_old_workbook,
    old_workbook_refusal,
    open_archive,
)

__all__ = ["ZIP_START", "is_old_workbook", "number_in_words", "old_workbook_refusal", "read_workbook"]

_REFERENCE: Final = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_ESCAPED: Final = re.compile(r"_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_")  # no halves of a pair
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384
_LONGEST_NUMBER: Final = 40
_DIGITS: Final = 15  # all that a spreadsheet keeps of a number
_MOST_MERGED: Final = 50  # findings about merged cells
_FORMULA: Final = "是公式，请复制后“选择性粘贴”为数值"


def read_workbook(content: bytes, limits: Limits, table: RawTable) -> Iterator[RawRow]:
    """Rows of the first visible sheet that isn't empty, with the spreadsheet's numbers, blank ones left out.

    Raises FileRefused, at the start or between two rows.
    """
    table.encoding = "xlsx"
    with open_archive(content, limits) as archive:
        workbook = Workbook(archive)
        filled = [sheet for sheet in workbook.sheets() if not sheet.explains and _holds_text(workbook, sheet)]
        if not filled:
            raise FileRefused("工作簿里没有内容")
        chosen, *others = filled
        if others:
            names = "、".join(f"“{sheet.name[:20]}”" for sheet in others[:5])
            words = f"工作簿有 {len(filled)} 张有内容的表，只读了第一张“{chosen.name[:20]}”，没有读{names}"
            table.find(FILE_ROW, "warning", words)
        reading = _Sheet(workbook.strings(), workbook.number_formats(), limits, from_1904=workbook.from_1904)
        last_row = 0
        for row in _rows(workbook, chosen, reading):
            last_row = row.row_number
            yield row
        reading.tell_merged(table, last_row)


def _rows(workbook: Workbook, sheet: SheetPart, reading: "_Sheet") -> Iterator[RawRow]:
    for _ in workbook.stream(sheet.path, reading.start, reading.end, reading.text):
        yield from reading.taken()


def _holds_text(workbook: Workbook, sheet: SheetPart) -> bool:
    """True as soon as one value is met; formatted empty cells are none."""
    found = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal found
        found = found or name in {"v", "is", "f"}

    for _ in workbook.stream(sheet.path, start, lambda _name: None, lambda _text: None):
        if found:
            return True
    return found


class _Sheet:
    """The state of reading one sheet."""

    def __init__(self, strings: list[str], formats: list[str], limits: Limits, *, from_1904: bool) -> None:
        self._strings = strings
        self._formats = formats
        self._limits = limits
        self._epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
        self._done: list[RawRow] = []
        self._merged: list[str] = []
        self._row_number = 0
        self._cells: dict[int, str] = {}
        self._problems: dict[int, str] = {}
        self._column = -1
        self._kind = self._style = ""
        self._formula = False
        self._pieces: list[str] = []
        self._characters = 0
        self._met = 0
        self._taking = ""
        self._phonetic = 0

    def taken(self) -> list[RawRow]:
        """The rows finished since the last call."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "c":
                self._start_cell(attributes)
            case "v" | "t":
                self._taking = name if not self._phonetic else ""
            case "f":
                self._formula = True
            case "rPh":
                self._phonetic += 1
            case "row":
                self._start_row(attributes)
            case "mergeCell" if len(self._merged) < _MOST_MERGED:
                self._merged.append(attributes.get("ref", "")[:30])

    def end(self, name: str) -> None:
        match name:
            case "c":
                self._end_cell()
            case "row":
                self._end_row()
            case "rPh":
                self._phonetic -= 1
        self._taking = ""

    def text(self, piece: str) -> None:
        if self._taking:
            self._characters += len(piece)
            if self._characters > self._limits.line_characters:
                words = f"第 {self._row_number} 行超过 {self._limits.line_characters} 字，不像表格，请检查文件"
                raise FileRefused(words)
            self._pieces.append(piece)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        row_number = int(number) if number.isdigit() and len(number) <= len(str(_LAST_ROW)) else self._row_number + 1
        if not self._row_number < row_number <= _LAST_ROW:
            raise FileRefused("工作簿的行号错乱，请用表格软件打开后另存为 .xlsx 再上传")
        self._row_number, self._column, self._characters = row_number, -1, 0
        self._cells, self._problems = {}, {}

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._met += 1
        if self._met > self._limits.cells:
            words = "起单元格过多（含只有格式的空单元格），请删去表格右侧和下方的空行空列后上传"
            raise FileRefused(f"第 {self._row_number} 行{words}")
        match = _REFERENCE.match(attributes.get("r", ""))
        self._column = _column_number(match[1]) if match else self._column + 1
        if self._column >= _LAST_COLUMN:
            raise FileRefused("工作簿的列号错乱，请用表格软件打开后另存为 .xlsx 再上传")
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula, self._pieces = False, []

    def _end_cell(self) -> None:
        raw = "".join(self._pieces)
        self._pieces = []
        if self._formula:
            self._keep("", _FORMULA)
        elif self._kind == "e":
            self._keep("", f"是错误值 {raw[:20]}，请更正后重填")
        elif raw:
            self._keep(self._text_of(raw))

    def _keep(self, text: str, problem: str = "") -> None:
        if not text and not problem:
            return
        if self._column >= self._limits.columns:
            words = f"第 {self._row_number} 行的内容超出 {self._limits.columns} 列，请删去右侧多余的列"
            raise FileRefused(words)
        self._cells[self._column] = text
        if problem:
            self._problems[self._column] = problem

    def _text_of(self, raw: str) -> str:
        match self._kind:
            case "s":
                index = int(raw) if raw.isdigit() and len(raw) < 10 else -1  # noqa: PLR2004 (digits of an index)
                if not 0 <= index < len(self._strings):
                    raise FileRefused("工作簿已损坏：单元格引用的文字不存在，请另存为 .xlsx 再上传")
                text = _unescaped(self._strings[index])
                self._characters += len(text)
                return text
            case "b":
                return "是" if raw == "1" else "否"
            case "n":
                return number_in_words(raw, self._format(), self._epoch)
            case "d":
                return raw.replace("T", " ").removesuffix(" 00:00:00")
        return _unescaped(raw)

    def _format(self) -> str:
        style = int(self._style) if self._style.isdigit() and len(self._style) < 8 else 0  # noqa: PLR2004
        return self._formats[style] if style < len(self._formats) else ""

    def _end_row(self) -> None:
        if self._cells:
            width = max(self._cells) + 1
            cells = [self._cells.get(column, "") for column in range(width)]
            self._done.append(RawRow(self._row_number, cells, self._problems))

    def tell_merged(self, table: RawTable, last_row: int) -> None:
        """Merged cells hold their value in the first of them only: the others would silently be read as empty."""
        for reference in self._merged:
            first, _, last = reference.partition(":")
            match = _REFERENCE.match(first)
            if match and int(match[2]) <= last_row:
                where = f"{first}至{last}" if last else first
                table.find(int(match[2]), "error", f"单元格 {where} 是合并的，请取消合并，在每一行写明内容")


def number_in_words(raw: str, number_format: str, epoch: datetime = WINDOWS_EPOCH) -> str:
    """A stored number as its reader sees it: ``1234.5``, ``2019-06-30``, ``12.5%``; never with float artefacts.

    Numbers of more digits than a spreadsheet keeps stay in scientific notation, which the readers of cells refuse.
    """
    try:
        value = Decimal(raw) if len(raw) <= _LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value.adjusted() < -_LONGEST_NUMBER:
        return raw[:_LONGEST_NUMBER]
    if number_format == "date" and 0 <= value < 2_958_466:  # noqa: PLR2004 (the end of the year 9999)
        return _moment_in_words(from_excel(float(value), epoch))
    if value.adjusted() >= _DIGITS:
        return f"{value:.14E}"
    rounded = Decimal(f"{float(value):.{_DIGITS}g}")
    if number_format == "percent":
        return f"{_plain(rounded * 100)}%"
    return _plain(rounded)


def _moment_in_words(moment: object) -> str:
    if isinstance(moment, datetime):
        whole = moment.replace(microsecond=0)
        return whole.date().isoformat() if whole.time() == time() else whole.isoformat(sep=" ")
    if isinstance(moment, date | time):
        return moment.isoformat()[:10]
    return str(moment)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-0"} else text


def _column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _unescaped(text: str) -> str:
    """Undo the escapes of control characters (``_x000D_``) in a workbook's texts."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
