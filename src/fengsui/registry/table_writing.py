"""CSV for people's spreadsheets: UTF-8 with BOM, so that Excel opens Chinese; no cell runs as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Protocol

from fengsui.registry.table_cells import FORMULA_STARTS, INSTITUTION_STATUSES, LIST_SEPARATOR, Cell
from fengsui.registry.table_reading import Finding
from fengsui.registry.table_templates import Column, Template

_FEN_PLACES: Final = {"money_yuan": 2, "money_wan_yuan": 6}
_SEVERITY_ZH: Final = {"error": "错误", "warning": "提醒"}


class Findings(Protocol):
    """Anything that was checked and holds what is wrong: a preview, a checked table."""

    @property
    def findings(self) -> Iterable[Finding]:
        """What is wrong, in the order of the file."""


def formula_safe(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would take it for a formula.

    A blank before the sign doesn't help, for some programs drop it.
    """
    risky = text.lstrip(" \u3000\n").startswith(FORMULA_STARTS) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if risky else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Any table as a download. Numbers are written as numbers, all text formula-safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([formula_safe(cell) for cell in header])
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def blank_template(template: Template) -> bytes:
    """The template to fill in: headings (required ones marked *) and one example row, which reading skips."""
    columns = template.blank_columns
    header = [f"{column.label_zh}{'*' if column.required else ''}" for column in columns]
    return write_csv(header, [[column.example for column in columns]])


def export_rows(template: Template, rows: Iterable[Mapping[str, Cell]]) -> bytes:
    """Rows by column key, in the shape that reading takes back."""
    columns = template.blank_columns
    return write_csv(
        [column.label_zh for column in columns],
        ([_cell_text(column, row.get(column.key)) for column in columns] for row in rows),
    )


def export_findings(checked: Findings, template: Template) -> bytes:
    """Everything to correct, for the person who made the file."""
    labels = {column.name: column.label_zh for column in template.columns}
    return write_csv(
        ("行号", "列", "程度", "说明"),
        (
            (
                finding.row_number or "整个文件",
                labels.get(finding.column, ""),
                _SEVERITY_ZH[finding.severity],
                finding.message_zh,
            )
            for finding in checked.findings
        ),
    )


def _plain(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    text = LIST_SEPARATOR.join(cell) if isinstance(cell, tuple) else cell
    return formula_safe(text)


def _cell_text(column: Column, cell: Cell) -> Cell:
    places = _FEN_PLACES.get(column.kind)
    if places is not None and isinstance(cell, int):
        whole, rest = divmod(cell, 10**places)
        return f"{whole}.{rest:0{places}d}"
    if column.kind == "status" and isinstance(cell, str):
        return INSTITUTION_STATUSES.get(cell, cell)
    return cell
