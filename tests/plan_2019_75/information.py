"""Information as it arrives at the desk of an invented province: a press file, an indicator table, a call."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from fengsui.conduct import timekeeping
from fengsui.conduct.acting import Outcome
from fengsui.monitoring.indicators.importing import import_indicators, preview_indicators
from fengsui.monitoring.texts.importing import import_texts, preview_texts
from fengsui.monitoring.texts.notes import take_note
from fengsui.warning.assessing import assess_warnings
from tests.warning.room import Room, minute


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def texts(room: Room, *rows: tuple[str, str], channel: str = "press", published: str = "2026-03-01 18:00") -> Outcome:
    """Import texts (title, text), and let the worker read on."""
    lines = [(title, text, published, f"https://news.example/{number}") for number, (title, text) in enumerate(rows)]
    content = table(("标题", "正文", "发布时间", "链接"), lines)
    sender: dict[str, Any] = {
        "filename": "新闻.csv",
        "source": "示例日报",
        "channel": channel,
        "actor": room.people["yanpan"],
    }
    seen = preview_texts(content=content, **sender).sha256
    outcome = import_texts(content=content, seen_sha256=seen, idempotency_key=room.key(), **sender)
    work()
    return outcome


def indicators(room: Room, header: Sequence[str], *rows: Sequence[object], source: str = "存管银行日报") -> Outcome:
    """Import measures (name, day, values), and let the worker read on."""
    content = table(("机构名称", "日期", *header), rows)
    sender: dict[str, Any] = {
        "filename": "指标.csv",
        "source": source,
        "channel": "custody_bank",
        "actor": room.people["yanpan"],
    }
    seen = preview_indicators(content=content, **sender).sha256
    outcome = import_indicators(content=content, seen_sha256=seen, idempotency_key=room.key(), **sender)
    work()
    return outcome


def call(room: Room, text: str, **more: Any) -> Outcome:
    """Take a note of a call about the first institution, and let the worker read on."""
    given: dict[str, Any] = {
        "actor": room.people["zhiban"],
        "channel": "telephone",
        "source": "市工作组电话",
        "text": text,
        "happened_at": minute(-20),
        "region": "990100",
        "institutions": [room.first],
        "idempotency_key": room.key(),
        **more,
    }
    outcome = take_note(**given)
    work()
    return outcome


def work() -> int:
    """The worker's round; returns how many institutions were read."""
    return assess_warnings(timekeeping.now())
