"""Signals as a table to take away: what spreadsheets get, title included, text not."""

from collections.abc import Sequence

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor
from fengsui.monitoring.models import SignalReading
from fengsui.monitoring.texts.signals import SignalFilter, SignalRow, signal_rows
from fengsui.registry.queries import institution_many
from fengsui.registry.table_cells import Cell

HEADER = (
    "编号",
    "发布时间",
    "收到时间",
    "来源",
    "渠道",
    "标题",
    "链接",
    "信息种类",
    "提到的机构",
    "口气",
    "负面",
    "重复于",
)
CHANNEL_NAMES = {
    "press": "媒体",
    "public_post": "公开发帖",
    "regulator": "监管部门",
    "custody_bank": "存管银行",
    "institution": "机构",
    "hotline": "热线",
    "telephone": "电话",
    "inspection": "检查",
}
STANCE_NAMES = {
    "report": "报告",
    "denial": "否认",
    "clarification": "澄清",
    "advertising": "广告",
    "question": "询问",
    "education": "宣传教育",
    "statistics": "统计",
}


def signal_table(actor: Actor, wanted: SignalFilter) -> tuple[tuple[str, ...], list[Sequence[Cell]]]:
    """(headings, rows) for a spreadsheet, newest first; times in Beijing. Raises AccessDenied.

    The writer of the file makes cells formula-safe: a title may begin with an equals sign.
    """
    rows = signal_rows(actor, wanted)
    names = institution_many({reading.institution for row in rows for reading in row.readings})
    return HEADER, [_cells(row, {key: institution.name for key, institution in names.items()}) for row in rows]


def _cells(row: SignalRow, names: dict[str, str]) -> Sequence[Cell]:
    signal = row.signal
    published = signal.published_at.astimezone(BEIJING) if signal.published_at else None
    return (
        signal.pk,
        f"{published:%Y-%m-%d %H:%M}" if published else "",
        f"{signal.received_at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        signal.source,
        CHANNEL_NAMES.get(signal.channel, signal.channel),
        row.title,
        signal.address,
        "、".join(signal.marks.split()),
        "；".join(names.get(reading.institution, reading.institution) for reading in row.readings),
        "；".join(_stances(row.readings)),
        "是" if any(reading.negative for reading in row.readings) else "",
        signal.duplicate_of,
    )


def _stances(readings: Sequence[SignalReading]) -> list[str]:
    return list(dict.fromkeys(STANCE_NAMES.get(reading.stance, reading.stance) for reading in readings))
