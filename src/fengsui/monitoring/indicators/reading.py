"""An uploaded table of measures → rows of typed values, and everything wrong with the cells. Pure.

A hostile or broken file gives findings, never an exception.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from fengsui.monitoring.indicators.cells import Reading, quoted, read_measure
from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.template import (
    IDENTIFYING,
    KEY_COLUMNS,
    HeadingColumn,
    KeyColumn,
    MeasureColumn,
    column_heading,
    heading_column,
    unit_problem,
)
from fengsui.monitoring.texts.masking import mask_numbers
from fengsui.registry.raw_tables import HEADER_ROW, Finding, Limits, RawRow
from fengsui.registry.region_matching import RegionMatcher, built_in_matcher
from fengsui.registry.table_cells import Severity, read_cell, without_export_apostrophe
from fengsui.registry.table_reading import read_cells

LIMITS: Final = Limits(rows=50_000, line_characters=20_000)
MOST_VALUES: Final = 120_000
"""Of one file: two months of sixty institutions with thirty measures a day. More would not fit a small server."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One usable row. ``keys``: what names the institution, as written. ``values``: measure → (integer, text)."""

    row_number: int
    keys: Mapping[str, str]
    as_of: date
    values: Mapping[str, tuple[int | None, str]]
    confirmed: bool = False


@dataclass(slots=True)
class MeasureTable:
    """A file as read. ``row_count``: data rows, bad ones too. ``measures``: those with a column, in its order."""

    sha256: str
    encoding: str = ""
    row_count: int = 0
    rows: list[MeasureRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    measures: tuple[str, ...] = ()


def read_measures(content: bytes, *, limits: Limits = LIMITS) -> MeasureTable:
    """Read an uploaded file, CSV or XLSX by its content."""
    table = MeasureTable(hashlib.sha256(content).hexdigest())
    raw = read_cells(content, limits)
    table.encoding = raw.encoding
    reading = _Reading(table, built_in_matcher(), limits)
    if not raw.refused and reading.read_header(raw.header):
        for row in raw.rows:
            if not reading.read_row(row):
                break
        reading.doubt_small_shares()
    table.row_count = max(raw.row_count - reading.examples, 0)
    table.findings = sorted([*raw.findings, *table.findings], key=lambda finding: finding.row_number)
    return table


class _Reading:
    """The state of reading one file."""

    def __init__(self, table: MeasureTable, matcher: RegionMatcher, limits: Limits) -> None:
        self._table = table
        self._matcher = matcher
        self._limits = limits
        self._columns: list[HeadingColumn | None] = []
        self._bare_shares: dict[str, list[bool]] = {}
        self._values = 0
        self.examples = 0

    def _find(self, row_number: int, column: str, severity: Severity, message: str) -> None:
        self._table.findings.append(Finding(row_number, column, severity, message))

    def read_header(self, cells: Sequence[str]) -> bool:
        """Give every column its meaning; False where no row can be read under these headings."""
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        before = len(self._table.findings)
        for cell in cells:
            column = heading_column(cell)
            if column is None:
                self._find(HEADER_ROW, "", "warning", f"表头“{quoted(cell.strip())}”不在模板中，该列不读入")
            elif column in self._columns:
                self._find(HEADER_ROW, column.name, "error", f"表头“{quoted(cell.strip())}”重复")
            elif isinstance(column, MeasureColumn):
                self._check_unit(column)
            self._columns.append(column)
        self._check_keys()
        named = (column.name for column in self._columns if isinstance(column, MeasureColumn))
        self._table.measures = tuple(dict.fromkeys(named))
        if not self._table.measures:
            self._find(HEADER_ROW, "", "error", "首行没有一个指标的表头，请用模板的表头")
        return not any(finding.severity == "error" for finding in self._table.findings[before:])

    def _check_unit(self, column: MeasureColumn) -> None:
        problem = unit_problem(column)
        if problem:
            self._find(HEADER_ROW, column.name, "error", problem)
        elif column.measure.unit == "fen" and not column.unit:
            self._find(HEADER_ROW, column.name, "warning", f"表头“{column.label_zh}”没有写单位，按元读入，请核对")

    def _check_keys(self) -> None:
        names = {column.name for column in self._columns if isinstance(column, KeyColumn)}
        for column in KEY_COLUMNS:
            if column.required and column.name not in names:
                self._find(HEADER_ROW, column.name, "error", f"缺少必填列“{column.label_zh}”")
        if not names.intersection(IDENTIFYING):
            labels = "、".join(column.label_zh for column in KEY_COLUMNS if column.name in IDENTIFYING)
            self._find(HEADER_ROW, "", "error", f"没有一列说明是哪家机构，至少要有其中一列：{labels}")

    def read_row(self, row: RawRow) -> bool:
        """Read one row; False where the file holds too many mistakes to go on."""
        if len(self._table.findings) >= self._limits.findings:
            words = f"问题已超过 {self._limits.findings} 条，自本行起未读，请先更正"
            self._find(row.row_number, "", "error", words)
            return False
        if self._values > MOST_VALUES:
            words = f"超过 {MOST_VALUES} 个数，自本行起未读，请按时间或机构拆分后上传"
            self._find(row.row_number, "", "error", words)
            return False
        cells = [cell.strip() for cell in row.cells]
        width = len(self._columns)
        if self._table.encoding == "xlsx":
            # A workbook ends each row at its last filled cell, so that a short row is no fault there.
            cells += [""] * (width - len(cells))
        if len(cells) < width or any(cells[width:]):
            self._find(row.row_number, "", "error", f"应有 {width} 列，本行 {len(cells)} 列，请检查逗号和引号")
            return True
        if self._is_example(cells):
            self.examples += 1
            self._find(row.row_number, "", "warning", "这是模板的示例行，已略过")
            return True
        self._read_cells(row.row_number, cells, row.problems)
        return True

    def _is_example(self, cells: Sequence[str]) -> bool:
        """The template's own row: every cell the example, however a spreadsheet writes the same number."""
        return all(_same(cell, example_of(column)) for cell, column in zip(cells, self._columns, strict=False))

    def _read_cells(self, row_number: int, cells: Sequence[str], problems: Mapping[int, str]) -> None:
        keys: dict[str, str] = {}
        values: dict[str, tuple[int | None, str]] = {}
        good = True
        for place, (column, cell) in enumerate(zip(self._columns, cells, strict=False)):
            if column is None:
                continue
            if place in problems:
                self._find(row_number, column.name, "error", f"{column.label_zh}：{problems[place]}")
                good = False
            elif isinstance(column, KeyColumn):
                keys[column.name] = cell
            else:
                good &= self._read_measure(row_number, column, cell, values)
        as_of = self._as_of(row_number, keys.pop("as_of", ""))
        if not any(keys.get(name) for name in IDENTIFYING):
            self._find(row_number, "", "error", "没有写是哪家机构")
            good = False
        if as_of is None or not good:
            return
        if not values:
            self._find(row_number, "", "warning", "没有填任何指标，此行略过")
            return
        self._values += len(values)
        confirmed = keys.pop("confirmed", "") in ("是", "1", "yes")
        self._table.rows.append(MeasureRow(row_number, keys, as_of, values, confirmed))

    def _read_measure(
        self, row_number: int, column: MeasureColumn, cell: str, values: dict[str, tuple[int | None, str]]
    ) -> bool:
        reading = read_measure(column, cell)
        if reading.problem:
            self._find(row_number, column.name, "error", f"{column.label_zh}：{reading.problem}")
            return False
        if reading.empty:
            return True
        if reading.doubt:
            self._find(row_number, column.name, "warning", f"{column.label_zh}：{reading.doubt}")
        self._note_share(column, cell, reading)
        earlier = values.setdefault(column.name, (reading.value, reading.text))
        if earlier != (reading.value, reading.text):
            self._find(row_number, column.name, "error", f"{column.label_zh}：与同行另一单位的同一数值不一致")
            return False
        return True

    def _note_share(self, column: MeasureColumn, cell: str, reading: Reading) -> None:
        if column.measure.unit == "ppm" and reading.value and "%" not in cell and "％" not in cell:
            self._bare_shares.setdefault(column.name, []).append(reading.value <= 10_000)  # noqa: PLR2004 (1 %)

    def doubt_small_shares(self) -> None:
        """A column of shares none of which passes 1 may be in fractions: 0.285 for 28.5 %."""
        for column in self._columns:
            small = self._bare_shares.get(column.name, []) if column is not None else []
            if column is not None and len(small) > 1 and all(small):
                words = f"“{column.label_zh}”各值都不超过 1，按百分数读入（0.5 即 0.5%）；若是小数，请乘以 100"
                self._find(HEADER_ROW, column.name, "warning", words)

    def _as_of(self, row_number: int, cell: str) -> date | None:
        reading = read_cell("date", cell.partition(" ")[0], self._matcher)
        for problem in reading.problems:
            self._find(row_number, "as_of", "error", f"日期：{mask_numbers(problem.message_zh)[0]}")
        if isinstance(reading.value, date):
            return reading.value
        if not reading.problems:
            self._find(row_number, "as_of", "error", "日期：必填项未填")
        return None


def _same(cell: str, example: str) -> bool:
    cell = without_export_apostrophe(cell)
    try:
        return cell == example or Decimal(cell) == Decimal(example)
    except InvalidOperation:
        return False


def example_of(column: HeadingColumn | None) -> str:
    """The cell of a column in the template's example row."""
    if column is None:
        return ""
    return column.example if isinstance(column, KeyColumn) else column.measure.example


def headings(measures: Sequence[str] | None = None) -> list[str]:
    """Headings of the template, or of a table of some measures."""
    keys = [f"{column.label_zh}{'*' if column.required else ''}" for column in KEY_COLUMNS]
    return [*keys, *(column_heading(MEASURES[name]) for name in (measures or MEASURES))]
