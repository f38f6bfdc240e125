"""Files of past failures and of platforms → rows, columns recognised by their headings. Pure: bytes in, rows out."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from fengsui.registry.raw_tables import FILE_ROW, Finding, Limits
from fengsui.registry.table_reading import read_cells
from fengsui.warning.replay.dating import FailureDay, read_day, writes_months_with_two_digits

FILE_LIMITS: Final = Limits(size_bytes=32 * 1024 * 1024, rows=200_000)

INCIDENT_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "platform_name", "平台名称", "机构名称", "名称", "平台", "institution"),
    "day": ("date", "问题发生时间", "爆雷时间", "事发时间", "发生时间", "日期", "occurred_on"),
    "kind": ("type", "出问题原因", "事件类型", "类型", "原因", "reason"),
    "place": ("region", "所在地区", "注册地", "地区", "register_location", "registered_region"),
    "began": ("online", "上线时间", "成立时间", "register_time", "registered_on"),
    "source": ("source", "来源", "数据来源"),
    "balance": ("outstanding_wan", "待收余额(万元)", "借贷余额(万元)", "待收(万元)"),
    "lenders": ("people", "涉及人数", "出借人数", "投资人数"),
}
PLATFORM_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": INCIDENT_COLUMNS["name"],
    "place": INCIDENT_COLUMNS["place"],
    "began": ("register_time", "registered_on", "登记日期", "注册日期", *INCIDENT_COLUMNS["began"]),
}
_INCIDENT_REQUIRED: Final = ("name", "day", "place")
_PLATFORM_REQUIRED: Final = ("name", "place", "began")
_NUMBER: Final = re.compile(r"^(\d[\d,]*(?:\.\d+)?)(万元|元|万|人)?$")
_FEN_PER_YUAN: Final = 100
_YUAN_PER_WAN: Final = 10_000


class UnreadableFile(Exception):
    """The file is no table of this kind; the message (Chinese) says what to correct."""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One row of the incidents file.

    ``key``: the name folded, under which rows are one platform. ``day`` None: undated. ``balance_fen``, ``lenders``
    None: unknown. Texts are as in the file; empty where there is none.
    """

    key: str
    day: FailureDay | None
    kind: str
    place: str
    began: date | None
    source: str
    balance_fen: int | None
    lenders: int | None


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One row of the registry: who, where, since when (None: unknown)."""

    key: str
    place: str
    began: date | None


def read_incidents(content: bytes, what: str) -> list[IncidentRow]:
    """The rows of an incidents file (CSV or XLSX); ``what`` names the file in messages. Raises UnreadableFile."""
    rows = list(_records(content, what, INCIDENT_COLUMNS, _INCIDENT_REQUIRED))
    two_digits = writes_months_with_two_digits(row.get("day", "") for row in rows)
    incidents = [
        IncidentRow(
            key=fold_name(row["name"]),
            day=read_day(row["day"], two_digit_months=two_digits),
            kind=_filled(row.get("kind", "")),
            place=row["place"],
            began=_begin(row.get("began", "")),
            source=_filled(row.get("source", "")),
            balance_fen=_fen_of_wan(row.get("balance", "")),
            lenders=_whole(row.get("lenders", "")),
        )
        for row in rows
        if fold_name(row["name"])
    ]
    if not any(incident.day for incident in incidents):
        raise UnreadableFile(f"{what}：没有一行写明日期，无从回放")
    return incidents


def read_platforms(content: bytes, what: str) -> list[PlatformRow]:
    """The rows of a registry (CSV or XLSX). Raises UnreadableFile."""
    rows = _records(content, what, PLATFORM_COLUMNS, _PLATFORM_REQUIRED)
    platforms = [
        PlatformRow(fold_name(row["name"]), row["place"], _begin(row["began"]))
        for row in rows
        if fold_name(row["name"])
    ]
    if not platforms:
        raise UnreadableFile(f"{what}：没有一行机构")
    return platforms


def fold_name(text: str) -> str:
    """A name as it is compared: full-width as half-width, no spaces, lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _records(
    content: bytes, what: str, columns: Mapping[str, tuple[str, ...]], required: Sequence[str]
) -> Iterator[dict[str, str]]:
    table = read_cells(content, FILE_LIMITS)
    _refuse_errors(table.findings, what)
    places = _positions(table.header, columns)
    missing = [column for column in required if column not in places]
    if missing:
        wanted = "；".join("、".join(columns[column][:4]) for column in missing)
        raise UnreadableFile(f"{what}：首行缺少这样的列：{wanted}")
    width = len(table.header)
    for row in table.rows:
        if any(cell.strip() for cell in row.cells[width:]):
            raise UnreadableFile(f"{what} 第 {row.row_number} 行：比表头多出几列，请检查逗号和引号")
        # read_cells gives the cells of formulas as empty: a name or date that nobody computed is no name or date.
        yield {name: row.cells[at].strip() if at < len(row.cells) else "" for name, at in places.items()}
    _refuse_errors(table.findings, what)


def _refuse_errors(findings: Sequence[Finding], what: str) -> None:
    for finding in findings:
        if finding.severity == "error":
            where = f" 第 {finding.row_number} 行" if finding.row_number != FILE_ROW else ""
            raise UnreadableFile(f"{what}{where}：{finding.message_zh}")


def _positions(header: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Where each column stands; the first name in the list that the header has wins."""
    headings = [fold_name(cell) for cell in header]
    found = {}
    for column, names in columns.items():
        for name in names:
            if fold_name(name) in headings:
                found[column] = headings.index(fold_name(name))
                break
    return found


def _filled(text: str) -> str:
    return "" if text.strip("-—－ ") == "" else text


def _begin(text: str) -> date | None:
    day = read_day(text, two_digit_months=True)
    return day.day if day else None


def _number(text: str) -> tuple[Decimal, str] | None:
    found = _NUMBER.match(text.strip())
    if not found:
        return None
    try:
        return Decimal(found.group(1).replace(",", "")), found.group(2) or ""
    except InvalidOperation:
        return None


def _fen_of_wan(text: str) -> int | None:
    """分 of an amount in 万元, unless the cell itself says 元; None for what is no amount."""
    found = _number(text)
    if found is None:
        return None
    factor = _FEN_PER_YUAN if found[1] == "元" else _FEN_PER_YUAN * _YUAN_PER_WAN
    return int(found[0] * factor)


def _whole(text: str) -> int | None:
    found = _number(text)
    return int(found[0]) if found else None
