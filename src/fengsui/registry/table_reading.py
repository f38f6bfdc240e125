"""Uploaded CSV to a preview: every usable row and everything that is wrong, before anything is kept.

Pure: bytes in, preview out. A hostile or broken file gives findings, never an exception.
"""

import codecs
import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fengsui.registry.region_matching import RegionMatcher
from fengsui.registry.table_cells import Cell, Severity, read_cell
from fengsui.registry.table_templates import Column, Template, Unique

FILE_ROW: Final = 0  # row number of findings about the file as a whole
HEADER_ROW: Final = 1  # the header's, so that numbers agree with the spreadsheet's own


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may hold: bytes, data rows, characters in a line, findings."""

    size_bytes: int = 16 * 1024 * 1024
    rows: int = 100_000
    line_characters: int = 100_000
    findings: int = 20_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct. Row numbers are the spreadsheet's (header 1); 0 is the file itself.

    `column` is the column's English name; empty where no single column is meant.
    """

    row_number: int
    column: str
    severity: Severity
    message_zh: str


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


class _Refused(Exception):
    """The file can't be read as a table; carries the finding's row and text."""

    def __init__(self, message_zh: str, row_number: int = FILE_ROW) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh
        self.row_number = row_number


def read_table(content: bytes, template: Template, matcher: RegionMatcher, *, limits: Limits | None = None) -> Preview:
    """Read an uploaded file against a template."""
    limits = limits or Limits()
    digest = hashlib.sha256(content).hexdigest()
    encoding = ""
    try:
        text, encoding = decode_table(content, limits)
        reading = _Reading(template, matcher, limits)
        reading.read(text)
    except _Refused as refused:
        finding = Finding(refused.row_number, "", "error", refused.message_zh)
        return Preview(template.id, [], [finding], digest, encoding, 0)
    return Preview(template.id, reading.rows_ok, reading.sorted_findings(), digest, encoding, reading.row_count)


def decode_table(content: bytes, limits: Limits) -> tuple[str, str]:
    """Text and encoding of an upload: UTF-8, UTF-8 with BOM, UTF-16 with BOM, else GB18030 (which holds GBK)."""
    if not content.strip():
        raise _Refused("文件是空的")
    if len(content) > limits.size_bytes:
        raise _Refused(f"文件超过 {limits.size_bytes // (1024 * 1024)} MB，请拆分后上传")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _Refused("这是 Excel 工作簿，请在 Excel 中“另存为”CSV（逗号分隔）后上传")
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise _Refused("文件含有空字节，不是文本表格，请另存为 CSV 后上传")
        if any(len(line) > limits.line_characters for line in io.StringIO(text)):
            raise _Refused(f"有一行超过 {limits.line_characters} 字，不像表格，请检查文件")
        return text, encoding
    raise _Refused("无法识别文字编码，请另存为 UTF-8 或 GBK 编码的 CSV 后上传")


def _encodings(content: bytes) -> Sequence[str]:
    if content.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    return ("utf-8", "gb18030")


def _heading(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return re.sub(r"\s|\*|\(必填\)|\(选填\)", "", folded)


class _Reading:
    """The state of reading one file."""

    def __init__(self, template: Template, matcher: RegionMatcher, limits: Limits) -> None:
        self._template = template
        self._matcher = matcher
        self._limits = limits
        self._findings: list[Finding] = []
        self._columns: list[Column | None] = []
        self._seen: dict[tuple[Unique, tuple[Cell, ...]], int] = {}
        self.rows_ok: list[ParsedRow] = []
        self.row_count = 0

    def sorted_findings(self) -> list[Finding]:
        return sorted(self._findings, key=lambda finding: finding.row_number)

    def read(self, text: str) -> None:
        records = self._records(text)
        header = next(records, None)
        if header is None or header[0] != HEADER_ROW:
            raise _Refused("表头读不出来，请检查首行的双引号", HEADER_ROW)
        self._read_header(header[1])
        if any(finding.severity == "error" for finding in self._findings):
            return
        example = self._example_cells()
        for row_number, cells in records:
            if not any(cell.strip() for cell in cells):
                continue
            self.row_count += 1
            if self._over_limits(row_number):
                return
            if [cell.strip() for cell in cells] == example:
                self.row_count -= 1
                self._find(row_number, "", "warning", "这是模板的示例行，已略过")
                continue
            self._read_row(row_number, cells)

    def _find(self, row_number: int, column: str, severity: Severity, message_zh: str) -> None:
        self._findings.append(Finding(row_number, column, severity, message_zh))

    def _over_limits(self, row_number: int) -> bool:
        if self.row_count > self._limits.rows:
            self._find(row_number, "", "error", f"超过 {self._limits.rows} 行，自本行起未读，请拆分后上传")
            return True
        if len(self._findings) >= self._limits.findings:
            self._find(row_number, "", "error", f"问题已超过 {self._limits.findings} 条，自本行起未读，请先更正")
            return True
        return False

    def _records(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Records with the spreadsheet's row numbers; a broken record is a finding, and reading goes on."""
        first_line = text[: text.find("\n")] if "\n" in text else text
        delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        row_number = 0
        while True:
            row_number += 1
            try:
                yield row_number, next(reader)
            except StopIteration:
                return
            except csv.Error:
                self.row_count += row_number > HEADER_ROW
                self._find(row_number, "", "error", "引号不成对或单元格过长，自此处起可能漏读，请检查双引号")
                if self._over_limits(row_number):
                    return

    def _read_header(self, cells: Sequence[str]) -> None:
        known = {_heading(name): column for column in self._template.columns for name in (column.name, column.label_zh)}
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        for cell in cells:
            column = known.get(_heading(cell))
            if column is not None and column in self._columns:
                self._find(HEADER_ROW, column.name, "error", f"表头“{column.label_zh}”重复")
            elif column is None:
                self._find(HEADER_ROW, "", "warning", f"表头“{cell.strip()[:20]}”不在模板中，该列不读入")
            self._columns.append(column)
        missing = [column for column in self._template.columns if column.required and column not in self._columns]
        if len(missing) == sum(column.required for column in self._template.columns):
            labels = "、".join(column.label_zh for column in missing)
            raise _Refused(f"首行不是“{self._template.title_zh}”的表头，缺少必填列：{labels}", HEADER_ROW)
        for column in missing:
            self._find(HEADER_ROW, column.name, "error", f"缺少必填列“{column.label_zh}”")
        for column in self._template.columns:
            if column.kind == "credit_code" and column not in self._columns:
                self._find(HEADER_ROW, column.name, "warning", f"没有“{column.label_zh}”列，各行均按未填登记")

    def _example_cells(self) -> list[str]:
        return [column.example if column else "" for column in self._columns]

    def _read_row(self, row_number: int, cells: list[str]) -> None:
        width = len(self._columns)
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            self._find(row_number, "", "error", f"应有 {width} 列，本行 {len(cells)} 列，请检查逗号和引号")
            return
        values: dict[str, Cell] = {column.key: None for column in self._template.columns}
        usable = True
        for column, cell in zip(self._columns, cells, strict=False):
            if column is not None:
                usable &= self._read_cell(row_number, column, cell, values)
        if self._template.row_check is not None:
            for problem in self._template.row_check(values):
                self._find(row_number, problem.column, problem.severity, problem.message_zh)
                usable &= problem.severity != "error"
        usable &= self._check_uniques(row_number, values)
        if usable:
            self.rows_ok.append(ParsedRow(row_number, values))

    def _read_cell(self, row_number: int, column: Column, cell: str, values: dict[str, Cell]) -> bool:
        reading = read_cell(column.kind, cell, self._matcher)
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
