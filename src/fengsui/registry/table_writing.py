"""Tables for people's spreadsheets: XLSX, or CSV in UTF-8 with BOM, so that Excel opens Chinese; no formula runs."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal, Protocol

from fengsui.conduct.plans import plan_in_force
from fengsui.registry.table_cells import (
    FORMULA_STARTS,
    INSTITUTION_STATUSES,
    LIST_SEPARATOR,
    Cell,
    CellKind,
    Written,
)
from fengsui.registry.table_reading import Finding
from fengsui.registry.table_templates import Column, Template
from fengsui.registry.workbook_writing import EXPLANATION_SHEET, write_workbook

__all__ = [
    "TableFormat",
    "blank_template",
    "export_findings",
    "export_rows",
    "formula_safe",
    "write_csv",
    "write_table",
]

TableFormat = Literal["csv", "xlsx"]

_FEN_PLACES: Final = {"money_yuan": 2, "money_wan_yuan": 6}
_FORMATS_ZH: Final[Mapping[CellKind, str]] = {
    "names": "多个名称用分号“；”隔开",
    "identifier": "字母、数字、点、横线和下划线，64 位以内",
    "count": "非负整数",
    "money_yuan": "以元为单位的数，最多两位小数",
    "money_wan_yuan": "以万元为单位的数，最多六位小数",
    "date": "日期，如 2019-07-01",
    "credit_code": "十八位统一社会信用代码",
    "region": "全称或六位区划代码",
    "regions": "全称或六位区划代码，多地用分号“；”隔开",
    "status": "、".join(INSTITUTION_STATUSES.values()),
    "roles": "角色代码，多个用分号“；”隔开",
    "phone": "电话号码，单元格设为文本",
    "email": "邮箱地址",
    "login": "3 至 32 位小写字母、数字、点、横线或下划线，以字母开头",
    "website": "网址",
    "clause": "条款编号，如 3.2.1",
}
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


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Written]]) -> bytes:
    """Any table as a download. Numbers are written as numbers, all text formula-safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([formula_safe(cell) for cell in header])
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def write_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Written]], table_format: TableFormat
) -> bytes:
    """Any table as a download in the format asked for."""
    return write_workbook(title, header, rows) if table_format == "xlsx" else write_csv(header, rows)


def blank_template(template: Template, table_format: TableFormat = "csv") -> bytes:
    """The template to fill in: headings (required ones marked *) and one example row, which reading skips.

    The workbook has a second sheet that explains every column; reading skips that too.
    """
    columns = template.blank_columns
    header = [f"{column.label_zh}{'*' if column.required else ''}" for column in columns]
    rows: list[list[Written]] = [[column.example for column in columns]]
    if table_format == "csv":
        return write_csv(header, rows)
    explained = [(column.label_zh, "必填" if column.required else "选填", *_explained(column)) for column in columns]
    return write_workbook(
        template.title_zh, header, rows, (EXPLANATION_SHEET, ("列", "是否必填", "格式", "例"), explained)
    )


def export_rows(template: Template, rows: Iterable[Mapping[str, Cell]], table_format: TableFormat = "csv") -> bytes:
    """Rows by column key, in the shape that reading takes back."""
    columns = template.blank_columns
    return write_table(
        template.title_zh,
        [column.label_zh for column in columns],
        ([_cell_text(column, row.get(column.key)) for column in columns] for row in rows),
        table_format,
    )


def export_findings(checked: Findings, template: Template, table_format: TableFormat = "csv") -> bytes:
    """Everything to correct, for the person who made the file."""
    labels = {column.name: column.label_zh for column in template.columns}
    return write_table(
        "需更正",
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
        table_format,
    )


def _explained(column: Column) -> tuple[str, str]:
    return column.note_zh or _format_of(column.kind), column.example


def _format_of(kind: CellKind) -> str:
    if kind == "class_code":
        return f"机构分类代码：{'、'.join(known.code for known in plan_in_force().institution_classes)}"
    return _FORMATS_ZH.get(kind, "文字")


def _plain(cell: Written) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    text = LIST_SEPARATOR.join(cell) if isinstance(cell, tuple) else cell
    return formula_safe(text)


def _cell_text(column: Column, cell: Cell) -> Written:
    places = _FEN_PLACES.get(column.kind)
    if places is not None and isinstance(cell, int):
        return Decimal(cell).scaleb(-places)
    if column.kind == "status" and isinstance(cell, str):
        return INSTITUTION_STATUSES.get(cell, cell)
    return cell
