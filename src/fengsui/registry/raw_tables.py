"""A table as it stands in an uploaded file: rows of text cells, before anybody asks what the columns mean. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from fengsui.registry.table_cells import Severity

FILE_ROW: Final = 0  # row number of findings about the file as a whole
HEADER_ROW: Final = 1  # the header's, so that numbers agree with the spreadsheet's own


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one upload may hold.

    ``size_bytes``: the file. ``rows``: data rows. ``line_characters``: one row, all its cells. ``findings``: what is
    wrong. ``columns``: cells of a row. ``cells``: cells of a workbook's sheet, formatted empty ones too.
    ``unpacked_bytes``: all parts of a workbook together, unpacked.
    """

    size_bytes: int = 16 * 1024 * 1024
    rows: int = 100_000
    line_characters: int = 100_000
    findings: int = 20_000
    columns: int = 256
    cells: int = 3_000_000
    unpacked_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct. Row numbers are the spreadsheet's (header 1); 0 is the file itself.

    `column` is the column's English name; empty where no single column is meant.
    """

    row_number: int
    column: str
    severity: Severity
    message_zh: str

    @property
    def where_zh(self) -> str:
        """Where it stands, for sentences."""
        return f"第 {self.row_number} 行" if self.row_number != FILE_ROW else "整个文件"


class FileRefused(Exception):
    """The file can't be read as a table; carries the finding's row and text."""

    def __init__(self, message_zh: str, row_number: int = FILE_ROW) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh
        self.row_number = row_number


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row. ``problems``: position of a cell → why it has no text (a formula, an error value), in Chinese."""

    row_number: int
    cells: list[str]
    problems: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class RawTable:
    """A file as it is being read.

    ``header``: texts of the first row. ``rows``: the rows after it that aren't blank, to be gone through once.
    ``encoding``: the text's encoding, or "xlsx". ``findings`` and ``row_count`` (rows met, broken ones too) are
    complete when ``rows`` has been gone through.
    """

    encoding: str = ""
    header: list[str] = field(default_factory=list)
    rows: Iterator[RawRow] = field(default_factory=lambda: iter(()))
    findings: list[Finding] = field(default_factory=list)
    row_count: int = 0

    def find(self, row_number: int, severity: Severity, message_zh: str) -> None:
        """Note something to correct."""
        self.findings.append(Finding(row_number, "", severity, message_zh))

    @property
    def refused(self) -> bool:
        """True when the file or its header can't be read at all."""
        return any(finding.row_number <= HEADER_ROW and finding.severity == "error" for finding in self.findings)


def size_in_words(size_bytes: int) -> str:
    """A size in MB, as messages say it."""
    return f"{size_bytes // (1024 * 1024)} MB"
