"""Figures that texts and notes give of an institution (P4; the flags of the hard rules; 4.2.1, 4.2.2, 4.2.7, 4.2.9).

Reports count. A denial, a clarification, advertising, teaching or a statistic is no report, and neither is the same
text a second time. Nobody is called a runaway here: a flag says that a text reports it, and a person looks.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fengsui.monitoring.figure_reading import FigureReading
from fengsui.monitoring.models import Intake, Signal, SignalReading

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
_ITEMS: Final = "条"
_PEOPLE: Final = "人"
_MOST_SOURCES: Final = 20
_AT_ONCE: Final = 500
_NAMED: Final = frozenset({"report", "question"})
"""A question spreads what it asks about: it counts as an item, never as a report that something happened."""
_RUNAWAY: Final = re.compile(r"跑路|卷款|卷钱|潜逃|逃匿|人去楼空|失联|失去联系|联系不上|无法联系|失踪|集体消失")
_POLICE: Final = re.compile(r"立案|经侦|警方|公安|警情|刑拘|刑事|逮捕|批捕|侦查|查封|移送|提起公诉|专案")
_PAYMENT: Final = re.compile(
    r"停付|(?:停止|暂停|中止|无法|不能|拒绝|关闭)(?:按时|正常)?(?:兑付|提现|取现|付款|支付|回款)"
    r"|(?:兑付|提现)(?:停止|暂停|困难|难|不了)|提不了现"
)


@dataclass(frozen=True, slots=True)
class _Flag:
    """A report that something happened: words of the text that carry one of these kinds, and are not taken back."""

    name: str
    kinds: frozenset[str]
    words: re.Pattern[str]


_FLAGS: Final = (
    _Flag("runaway_reported", frozenset({"K9", "E2"}), _RUNAWAY),
    _Flag("police_filing_reported", frozenset({"K9", "E3"}), _POLICE),
    _Flag("payment_stop_reported", frozenset({"K5", "E1"}), _PAYMENT),
)


def text_figures(institution_ids: Iterable[str], now: datetime) -> dict[str, dict[str, FigureReading]]:
    """Figures by institution and name, as of ``now``.

    ``negative_items_24_hours``, ``negative_items_7_days``, ``rumour_items_7_days`` (K1), ``crowd_items_7_days`` (K7):
    distinct items. ``runaway_reported``, ``police_filing_reported``, ``payment_stop_reported``: of the last seven days.
    ``crowd_head_count`` of the newest note of the last 24 hours, left out without one; ``traffic_blocked``. Where
    nothing at all came in for seven days, nobody was listening: what would be zero is left out, for it is unknown.
    """
    wanted = list(dict.fromkeys(institution_ids))
    listening = Intake.objects.filter(
        kind__in=("texts", "note"), imported_at__gt=now - WEEK, imported_at__lte=now
    ).exists()
    readings: dict[str, list[SignalReading]] = {institution: [] for institution in wanted}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = SignalReading.objects.filter(institution__in=some, at__gt=now - WEEK, at__lte=now, duplicate=False)
        for row in rows.order_by("at", "id"):
            readings[row.institution].append(row)
    notes = _notes(readings, now)
    return {
        institution: {figure.name: figure for figure in _figures(rows, notes, now, listening=listening or bool(rows))}
        for institution, rows in readings.items()
    }


def _notes(readings: Mapping[str, Sequence[SignalReading]], now: datetime) -> dict[str, Signal]:
    """Notes of the last 24 hours, by id, with what was seen on the spot."""
    of_the_day = {row.signal for rows in readings.values() for row in rows if row.at > now - DAY}
    if not of_the_day:
        return {}
    notes = Signal.objects.exclude(note_sealed="").filter(at__gt=now - DAY, at__lte=now)
    return {note.pk: note for note in notes if note.pk in of_the_day}


def _figures(
    rows: Sequence[SignalReading], notes: Mapping[str, Signal], now: datetime, *, listening: bool
) -> Iterable[FigureReading]:
    if listening:
        items = [row for row in rows if row.stance in _NAMED]
        negative = [row for row in items if row.negative]
        yield _count("negative_items_24_hours", [row for row in negative if row.at > now - DAY], now)
        yield _count("negative_items_7_days", negative, now)
        yield _count("rumour_items_7_days", [row for row in items if "K1" in row.kinds], now)
        yield _count("crowd_items_7_days", [row for row in items if "K7" in row.kinds], now)
        reports = [row for row in rows if row.stance == "report"]
        for flag in _FLAGS:
            yield _yes_no(flag.name, [row for row in reports if _says(row, flag)], now)
    seen = [(row, notes[row.signal]) for row in rows if row.signal in notes]
    if listening:
        yield _yes_no("traffic_blocked", [row for row, note in seen if note.traffic_blocked], now)
    counted = [(row, note.on_site_head_count) for row, note in seen if note.on_site_head_count is not None]
    if counted:
        newest, people = counted[-1]
        yield FigureReading("crowd_head_count", people or 0, _PEOPLE, newest.at, sources=(newest.signal,))


def _says(row: SignalReading, flag: _Flag) -> bool:
    return any(
        not hit["negated"] and hit["kind"] in flag.kinds and flag.words.search(hit["word"]) is not None
        for hit in row.hits
    )


def _count(name: str, rows: Sequence[SignalReading], now: datetime) -> FigureReading:
    return _figure(name, len(rows), _ITEMS, rows, now)


def _yes_no(name: str, rows: Sequence[SignalReading], now: datetime) -> FigureReading:
    return _figure(name, bool(rows), "", rows, now)


def _figure(name: str, value: int, unit: str, rows: Sequence[SignalReading], now: datetime) -> FigureReading:
    sources = tuple(row.signal for row in rows[-_MOST_SOURCES:])
    return FigureReading(name, value, unit, rows[-1].at if rows else now, sources=sources)
