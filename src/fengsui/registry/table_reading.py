"""Uploaded CSV to a preview: every usable row and everything that is wrong, before anything is kept.

Pure: bytes in, preview out. A hostile or broken file gives findings, never an exception.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fengsui.registry.delimited_reading import read_delimited
from fengsui.registry.raw_tables import (
    FILE_ROW,
    HEADER_ROW,
    FileRefused,
    Finding,
    Limits,
    RawRow,
    RawTable,
    size_in_words,
)
from fengsui.registry.region_matching import RegionMatcher
from fengsui.registry.table_cells import Cell, Severity, read_cell
from fengsui.registry.table_templates import Column, Template, Unique
from fengsui.registry.workbook_reading import ZIP_START, is_old_workbook, old_workbook_refusal, read_workbook

__all__ = [
    "FILE_ROW",
    "HEADER_ROW",
    "Finding",
    "Limits",
    "ParsedRow",
    "Preview",
    "RawRow",
    "RawTable",
    "read_cells",
    "read_table",
]

_MONEY_KINDS: Final = frozenset({"money_yuan", "money_wan_yuan"})
_UNIT: Final = re.compile(r"\([^()]*元\)$|(?:百|千|万|亿)*元$")


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One usable row: typed values by column key (money in 分, several values as a tuple, empty None)."""

    row_number: int
    values: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an upload would bring. `row_count` counts data rows that aren't blank, bad ones too."""

    template_id: str
    rows_ok: list[ParsedRow]
    findings: list[Finding]
    sha256: str
    encoding: str
    row_count: int

    @property
    def errors(self) -> list[Finding]:
        """Findings that keep a row, or the whole file, out."""
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def file_refused(self) -> bool:
        """True when the file or its header is wrong, so that no row was read."""
        return any(finding.row_number <= HEADER_ROW for finding in self.errors)


def read_table(content: bytes, template: Template, matcher: RegionMatcher, *, limits: Limits | None = None) -> Preview:
    """Read an uploaded file, CSV or XLSX by its content, against a template. The template may be of any room."""
    limits = limits or Limits()
    raw = read_cells(content, limits)
    reading = _Reading(template, matcher, limits)
    if not raw.refused:
        reading.read(raw)
    findings = sorted([*raw.findings, *reading.findings], key=lambda finding: finding.row_number)
    digest = hashlib.sha256(content).hexdigest()
    row_count = max(raw.row_count - reading.examples, 0)
    return Preview(template.id, reading.rows_ok, findings, digest, raw.encoding, row_count)


def read_cells(content: bytes, limits: Limits | None = None) -> RawTable:
    """An uploaded file, CSV or XLSX by its content, as rows of text cells; never raises.

    What is wrong with the file stands in ``findings`` (``refused``: nothing could be read); whoever reads the rows
    looks at the findings afterwards, for a file can break off in the middle, and at each row's ``problems`` for
    cells that hold a formula or an error value. Dates come as ISO texts (``2019-06-30``, with the time after a space
    where there is one), numbers without float artefacts (``1234.5``), percentages as shown (``12.5%``), truth values
    as 是 and 否. Blank rows are left out; row numbers are the spreadsheet's.
    """
    limits = limits or Limits()
    table = RawTable()
    try:
        rows = _rows_of(content, limits, table)
        header = next(rows, None)
        if header is None or header.row_number != HEADER_ROW:
            raise FileRefused("表头读不出来，请检查首行：不能空着，双引号须成对", HEADER_ROW)  # noqa: TRY301
    except FileRefused as refused:
        table.find(refused.row_number, "error", refused.message_zh)
        return table
    table.header = header.cells
    table.rows = _data_rows(rows, limits, table)
    return table


def _rows_of(content: bytes, limits: Limits, table: RawTable) -> Iterator[RawRow]:
    if not content.strip():
        raise FileRefused("文件是空的")
    if len(content) > limits.size_bytes:
        raise FileRefused(f"文件超过 {size_in_words(limits.size_bytes)}，请拆分后上传")
    if is_old_workbook(content):
        raise old_workbook_refusal(content)
    if content.startswith(ZIP_START):
        return read_workbook(content, limits, table)
    return read_delimited(content, limits, table)


def _data_rows(rows: Iterator[RawRow], limits: Limits, table: RawTable) -> Iterator[RawRow]:
    try:
        for row in rows:
            if not row.problems and not any(cell.strip() for cell in row.cells):
                continue
            table.row_count += 1
            if table.row_count > limits.rows:
                table.find(row.row_number, "error", f"超过 {limits.rows} 行，自本行起未读，请拆分后上传")
                return
            yield row
    except FileRefused as refused:
        table.find(refused.row_number, "error", refused.message_zh)


def _heading(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return re.sub(r"\s|\*|\(必填\)|\(选填\)", "", folded)


class _Reading:
    """The state of reading one table."""

    def __init__(self, template: Template, matcher: RegionMatcher, limits: Limits) -> None:
        self._template = template
        self._matcher = matcher
        self._limits = limits
        self._columns: list[Column | None] = []
        self._seen: dict[tuple[Unique, tuple[Cell, ...]], int] = {}
        self.findings: list[Finding] = []
        self.rows_ok: list[ParsedRow] = []
        self.examples = 0

    def read(self, raw: RawTable) -> None:
        try:
            self._read_header(raw.header)
        except FileRefused as refused:
            self._find(refused.row_number, "", "error", refused.message_zh)
        if any(finding.severity == "error" for finding in self.findings):
            return
        example = self._example_cells()
        for row in raw.rows:
            if len(self.findings) >= self._limits.findings:
                words = f"问题已超过 {self._limits.findings} 条，自本行起未读，请先更正"
                self._find(row.row_number, "", "error", words)
                return
            cells = [cell.strip() for cell in row.cells]
            if cells + [""] * (len(example) - len(cells)) == example:
                self.examples += 1
                self._find(row.row_number, "", "warning", "这是模板的示例行，已略过")
                continue
            self._read_row(row, padded=raw.encoding == "xlsx")

    def _find(self, row_number: int, column: str, severity: Severity, message_zh: str) -> None:
        self.findings.append(Finding(row_number, column, severity, message_zh))

    def _read_header(self, cells: Sequence[str]) -> None:
        known = {_heading(name): column for column in self._template.columns for name in (column.name, column.label_zh)}
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        for cell in cells:
            column = known.get(_heading(cell))
            if column is not None and column in self._columns:
                self._find(HEADER_ROW, column.name, "error", f"表头“{column.label_zh}”重复")
            elif column is None:
                self._find_unknown(cell)
            self._columns.append(column)
        missing = [column for column in self._template.columns if column.required and column not in self._columns]
        if len(missing) == sum(column.required for column in self._template.columns):
            labels = "、".join(column.label_zh for column in missing)
            raise FileRefused(f"首行不是“{self._template.title_zh}”的表头，缺少必填列：{labels}", HEADER_ROW)
        for column in missing:
            self._find(HEADER_ROW, column.name, "error", f"缺少必填列“{column.label_zh}”")
        for column in self._template.columns:
            if column.kind == "credit_code" and column not in self._columns:
                self._find(HEADER_ROW, column.name, "warning", f"没有“{column.label_zh}”列，各行均按未填登记")

    def _find_unknown(self, cell: str) -> None:
        """A heading that no column has. An amount without its unit, or in another one, is never guessed."""
        bare = _UNIT.sub("", _heading(cell))
        money = [column for column in self._template.columns if column.kind in _MONEY_KINDS]
        alike = [column.label_zh for column in money if _UNIT.sub("", _heading(column.label_zh)) == bare]
        if bare and alike:
            words = "或".join(f"“{label}”" for label in alike)
            message = f"表头“{cell.strip()[:20]}”没有写清金额的单位，请按数值的实际单位改为{words}"
            self._find(HEADER_ROW, "", "error", message)
        else:
            self._find(HEADER_ROW, "", "warning", f"表头“{cell.strip()[:20]}”不在模板中，该列不读入")

    def _example_cells(self) -> list[str]:
        return [column.example if column else "" for column in self._columns]

    def _read_row(self, row: RawRow, *, padded: bool) -> None:
        """``padded``: a workbook ends each row at its last filled cell, so that a short row is no fault there."""
        row_number, cells, width = row.row_number, row.cells, len(self._columns)
        if padded and len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            self._find(row_number, "", "error", f"应有 {width} 列，本行 {len(cells)} 列，请检查逗号和引号")
            return
        values: dict[str, Cell] = {column.key: None for column in self._template.columns}
        usable = True
        for position, (column, cell) in enumerate(zip(self._columns, cells, strict=False)):
            if column is None:
                continue
            if position in row.problems:
                self._find(row_number, column.name, "error", f"“{column.label_zh}”{row.problems[position]}")
                usable = False
            else:
                usable &= self._read_cell(row_number, column, cell, values)
        if self._template.row_check is not None:
            for problem in self._template.row_check(values):
                self._find(row_number, problem.column, problem.severity, problem.message_zh)
                usable &= problem.severity != "error"
        usable &= self._check_uniques(row_number, values)
        if usable:
            self.rows_ok.append(ParsedRow(row_number, values))

    def _read_cell(self, row_number: int, column: Column, cell: str, values: dict[str, Cell]) -> bool:
        reading = column.reading(cell) if column.reading else read_cell(column.kind, cell, self._matcher)
        usable = True
        for problem in reading.problems:
            self._find(row_number, column.name, problem.severity, f"{column.label_zh}：{problem.message_zh}")
            usable &= problem.severity != "error"
        if reading.value is None:
            if column.required and not reading.problems:
                self._find(row_number, column.name, "error", f"{column.label_zh}：必填项未填")
                usable = False
            return usable
        earlier = values[column.key]
        if earlier is not None and earlier != reading.value:
            self._find(row_number, column.name, "error", f"{column.label_zh}：与同行另一单位的同一数值不一致")
            return False
        values[column.key] = reading.value
        return usable

    def _check_uniques(self, row_number: int, values: Mapping[str, Cell]) -> bool:
        usable = True
        for unique in self._template.uniques:
            key = tuple(values[name] for name in unique.keys)
            if any(part is None for part in key):
                continue
            first = self._seen.setdefault((unique, key), row_number)
            if first != row_number:
                labels = "、".join(self._label(name) for name in unique.keys)
                self._find(row_number, unique.keys[0], unique.severity, f"{labels}与第 {first} 行重复")
                usable &= unique.severity != "error"
        return usable

    def _label(self, key: str) -> str:
        return next(column.label_zh for column in self._template.columns if column.key == key)
