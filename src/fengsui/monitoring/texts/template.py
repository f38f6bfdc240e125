"""Texts for people's spreadsheets: the blank table to fill in, and what is wrong with a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fengsui.registry.raw_tables import Finding
from fengsui.registry.table_writing import TableFormat, write_table


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """A column of the blank table. ``note_zh``: how to fill it in."""

    label_zh: str
    note_zh: str


BLANK_COLUMNS: Final = (
    BlankColumn("标题", "标题和正文至少填一项"),
    BlankColumn("正文", "全文或摘要；个人号码会隐去"),
    BlankColumn("发布时间", "2026-11-23 09:12（北京时间）；空着的按导入时间计"),
    BlankColumn("链接", "http 或 https 开头的公开地址，可空"),
)
_SEVERITY_ZH: Final = {"error": "错误", "warning": "提醒"}


def blank_texts(table_format: TableFormat = "csv") -> bytes:
    """The table to fill in: headings only, for a row of any words is a text."""
    return write_table("风险信息", [column.label_zh for column in BLANK_COLUMNS], (), table_format)


def export_text_findings(findings: Iterable[Finding], table_format: TableFormat = "csv") -> bytes:
    """Everything to correct in a file, for the person who made it."""
    rows = ((f.row_number or "整个文件", _SEVERITY_ZH[f.severity], f.message_zh) for f in findings)
    return write_table("需更正", ("行号", "程度", "说明"), rows, table_format)
