"""Workbooks (.xlsx) for people's spreadsheets. Text is stored as text, so that no cell runs as a formula."""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from fengsui.registry.table_cells import LIST_SEPARATOR, Written

EXPLANATION_SHEET: Final = "填写说明"
"""The sheet of a template that explains its columns; reading passes it over."""
_LONGEST_CELL: Final = 32_767
_LONGEST_TITLE: Final = 31
_NARROWEST: Final = 8
_WIDEST: Final = 48
_MEASURED_ROWS: Final = 200
_EXACT_BELOW: Final = 10**13  # in 元 with two places: a spreadsheet keeps fifteen digits of a number
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
# Characters that the format can't hold.
_NOT_IN_CELLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEADER_FILL: Final = "E8EDF2"

Sheet = tuple[str, Sequence[str], Iterable[Sequence[Written]]]
"""Title, header, rows."""


def write_workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Written]], *more: Sheet) -> bytes:
    """A table as a workbook: one sheet with a frozen header; ``more`` sheets after it.

    Whole numbers and decimals are written as numbers, dates as ISO texts, several values with ；, everything else as
    text that no spreadsheet runs.
    """
    book = Workbook(write_only=True)
    for one_title, one_header, one_rows in ((title, header, rows), *more):
        _write_sheet(book, one_title, one_header, one_rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(book: Workbook, title: str, header: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    sheet: Any = book.create_sheet(_NOT_IN_TITLES.sub(" ", title).strip()[:_LONGEST_TITLE] or "表")
    listed = [list(row) for row in rows]
    for position, heading in enumerate(header):
        cells = [heading, *(_shown(row[position]) for row in listed[:_MEASURED_ROWS] if position < len(row))]
        width = max(_width(cell) for cell in cells) + 2
        sheet.column_dimensions[get_column_letter(position + 1)].width = min(max(width, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, cell) for cell in header])
    for row in listed:
        sheet.append([_cell(sheet, cell) for cell in row])


def _heading(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=_HEADER_FILL)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: Any, value: Written) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, int) and abs(value) < _EXACT_BELOW:
        return value
    if isinstance(value, Decimal) and abs(value) < _EXACT_BELOW:
        cell: Any = WriteOnlyCell(sheet)
        cell.value = value
        places = max(0, -int(value.as_tuple().exponent))
        cell.number_format = f"0.{'0' * places}" if places else "0"
        return cell
    return _text(sheet, _shown(value))


def _text(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = _NOT_IN_CELLS.sub("", text)[:_LONGEST_CELL]
    cell.data_type = "s"  # also where the text begins with “=”: the format tells a text from a formula
    cell.number_format = "@"
    return cell


def _shown(value: Written) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _width(text: str) -> int:
    """Width in characters of a digit; a Chinese character is two."""
    first = text.partition("\n")[0][:_WIDEST]
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in first)
