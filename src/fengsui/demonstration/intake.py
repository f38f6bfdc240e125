"""What came in during sixty days: texts by the week, measures in a few tables, checks of what was said (演示数据)."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from fengsui.conduct import streams, timekeeping
from fengsui.demonstration import measures, texts
from fengsui.demonstration.measures import DAILY, MONTHLY, Sized, Values
from fengsui.demonstration.stage import Stage, Story
from fengsui.demonstration.texts import Composer, Subject, Text
from fengsui.monitoring.facts import Channel
from fengsui.monitoring.indicators.importing import import_indicators
from fengsui.monitoring.texts.importing import import_texts
from fengsui.registry.queries import region_name
from fengsui.warning import ticketing
from fengsui.warning.reactions.clocks import CHECKS
from fengsui.warning.state import WarningState

PRESS, POSTS, BANKS = "公开报道监测", "公开帖文监测", "存管银行报送"
IN_STORIES: Final = frozenset({0, 1, 2, 4, 6, 7, 8, 10})
"""Ranks of the institutions whose texts only the stories tell."""
_OUTSET: Final = timedelta(minutes=100)
_TABLES: Final = ((59, 38), (37, 11), (10, 5), (4, 1))
"""Ages of the first and the last day of each table of the banks."""


class Intake:
    """Hands texts and measures in as the analyst does. ``last``: the day of age 0."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.last = timezone.localdate(stage.now - _OUTSET)
        self.sized = [
            Sized(rank, row.name, (row.outstanding_balance_fen or 0) // 100, row.lender_count or 0)
            for rank, row in enumerate(stage.register)
        ]
        self.subjects = [Subject(row.platform_name, region_name(row.registered_region)) for row in stage.register]
        self.composer = Composer([it for rank, it in enumerate(self.subjects) if rank not in IN_STORIES])

    def texts(self, source: str, channel: Channel, brought: Sequence[Text], *, as_lines: bool = False) -> None:
        """Import a file of texts."""
        actor, content = self.stage.who("yanpan"), (texts.as_lines if as_lines else texts.as_table)(brought)
        name = f"信息{self.stage.key()}.{'jsonl' if as_lines else 'csv'}"
        import_texts(
            actor=actor,
            content=content,
            filename=name,
            source=source,
            channel=channel,
            seen_sha256=hashlib.sha256(content).hexdigest(),
            idempotency_key=self.stage.key(),
        )

    def say(self, rank: int, source: str, channel: Channel, *told: tuple[int, str, str]) -> None:
        """Import texts of a story: minutes ago, title and text, in which ``{p}`` is the platform."""
        now = timekeeping.now()
        subject = self.subjects[rank]
        about = [self.composer.about(subject, (title, text), now - timedelta(minutes=ago)) for ago, title, text in told]
        self.texts(source, channel, about)

    def measures(
        self, source: str, rows: Iterable[tuple[str, date, Values]], columns: Sequence[str], channel: Channel
    ) -> None:
        """Import a table of measures."""
        actor, content = self.stage.who("yanpan"), measures.table(rows, columns)
        name = f"指标{self.stage.key()}.csv"
        import_indicators(
            actor=actor,
            content=content,
            filename=name,
            source=source,
            channel=channel,
            seen_sha256=hashlib.sha256(content).hexdigest(),
            idempotency_key=self.stage.key(),
        )

    def days(self, ranks: Iterable[int], ages: Iterable[int]) -> None:
        """Import what the banks tell of these institutions and days."""
        rows = measures.daily_rows([self.sized[rank] for rank in ranks], ages, self.last)
        self.measures(BANKS, rows, DAILY, "custody_bank")

    def told(self, rank: int, source: str, channel: Channel, **values: int | str) -> None:
        """Import single measures of one institution as of the newest day there may be."""
        day = min(self.last, timezone.localdate(timekeeping.now()))
        self.measures(source, [(self.sized[rank].name, day, values)], tuple(values), channel)

    def months(self, month: int, day: date) -> None:
        """Import what all institutions disclosed of a month's end."""
        rows = [(it.name, day, measures.month_of(it, month)) for it in self.sized]
        self.measures("机构信息披露", rows, MONTHLY, "institution")


def what_came_in(intake: Intake) -> Iterable[Story]:
    """The routine of the office, one story for each sort of information."""
    return (_tables(intake), _weeks(intake))


def _tables(intake: Intake) -> Story:
    """The banks' tables: many days at a time at first, closer together towards the end; with them what was disclosed.

    A month is disclosed within five days of its end; months that end before the sixty days are known from the outset.
    """
    ends, day = [], intake.last
    for _ in range(3):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    untold = list(enumerate(ends))
    everyone = range(len(intake.sized))
    for first, last in _TABLES:
        yield timedelta(days=last - 1, hours=7)
        disclosed = [(month, end) for month, end in untold if (intake.last - end).days >= last + 4]
        for month, end in reversed(disclosed):
            intake.months(month, end)
            untold.remove((month, end))
        intake.days(everyone, range(last, first + 1))


def _weeks(intake: Intake) -> Story:
    """What was published, by the week; every other week what the offices heard. Hours later it has been checked."""
    by = intake.composer
    for week in range(9):
        yield timedelta(days=57 - 7 * week, hours=5)
        now = timekeeping.now()
        intake.texts(PRESS, "press", texts.press_of_week(by, week, now))
        intake.texts(POSTS, "public_post", texts.posts_of_week(by, week, now), as_lines=True)
        if week % 2:
            notices, calls = texts.office_of_fortnight(by, now)
            intake.texts("监管通报", "regulator", notices)
            intake.texts("热线摘要", "hotline", calls)
        yield timedelta(days=57 - 7 * week, hours=1)
        check_what_waits(intake)


def check_what_waits(intake: Intake) -> None:
    """Check every rumour and report that waits, but for the institutions of the stories."""
    kept = {intake.stage.institutions[rank].id for rank in IN_STORIES}
    others = sorted(institution.id for institution in intake.stage.institutions if institution.id not in kept)
    states: dict[str, WarningState] = streams.states_of(f"warning/{institution}" for institution in others)
    for institution in others:
        for kind, definition in CHECKS.items():
            if states[f"warning/{institution}"].running(definition):
                check(intake.stage, institution, kind)


def check(stage: Stage, institution: str, kind: str) -> None:
    """One check for everything of this kind that waits about an institution."""
    state: WarningState = streams.state_of(f"warning/{institution}")
    signals = state.pending.get(kind, ())
    if not signals:
        return
    found = ticketing.SignalFinding(
        signal=signals[0],
        also=tuple(signals[1:]),
        kind=kind,
        method="致电机构并比对存管流水" if kind == "K1" else "查阅原文，核对公开登记和机构说明",
        finding="false" if kind == "K1" else "partly",
        evidence="存管流水正常，机构书面说明已归档" if kind == "K1" else "所述事项属实，对兑付没有影响",
        response="answer",
    )
    ticketing.check_signal(actor=stage.who("yanpan"), institution=institution, found=found, idempotency_key=stage.key())
