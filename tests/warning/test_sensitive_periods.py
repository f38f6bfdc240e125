"""Sensitive periods (0.4): one clock a day, none outside, lapses stay; who declares and ends; gaps in the cover."""

from collections.abc import Callable
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.clock.models import Clock
from fengsui.conduct import plans, streams, timekeeping
from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from fengsui.plan.build import build_plan
from fengsui.plan.warning import SensitivePeriod
from fengsui.registry.actions import assign_duty
from fengsui.registry.models import DutyAssignment
from fengsui.warning import readiness
from fengsui.warning.models import DailyReport
from fengsui.warning.queries import gaps_of, period_on, periods
from fengsui.warning.sensitive_periods import readiness_stream, start_of
from tests.clauses import clause
from tests.warning.room import MILD, Room, minute

TODAY = date(2026, 3, 2)
"""The first morning's day; its report is due at 17:00, minute 468."""
DAY, LINE = 1440, 468


def declare(room: Room, first: date = TODAY, last: date = TODAY + timedelta(days=2), by: str = "zuzhang") -> str:
    """The head declares a period; returns its reference."""
    return readiness.declare_period(
        actor=room.people[by],
        name="重要会议期间",
        first_day=first,
        last_day=last,
        reason="上级通知",
        idempotency_key=room.key(),
    ).fact.reference


def work(room: Room, number: float) -> int:
    """The clock at this minute: what is due fires, and the worker starts what the days owe; returns how many."""
    room.at(number)
    started = readiness.start_daily_reports(timekeeping.now())
    room.at(number)
    return started


def clocks() -> list[Clock]:
    """The clocks of daily reports by day."""
    return list(Clock.objects.filter(stream=readiness_stream("990000")).order_by("subject"))


def report(room: Room, day: date = TODAY, *, nothing: bool = True, text: str = "", by: str = "zhiban") -> None:
    """File the report of a day."""
    readiness.file_report(actor=room.people[by], day=day, nothing=nothing, text=text, idempotency_key=room.key())


@clause("0.4")
def test_one_clock_a_day_and_none_outside(room: Room) -> None:
    """However often the worker comes round, each day has one clock, due at 17:00; after the period there is none."""
    assert work(room, 0) == 0
    declare(room)
    for number in (1, 2, 600, DAY, DAY + 1, 2 * DAY, 3 * DAY, 4 * DAY):
        work(room, number)
    assert [clock.subject for clock in clocks()] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert [clock.due_at for clock in clocks()] == [minute(LINE + number * DAY) for number in range(3)]
    assert {clock.clause for clock in clocks()} == {"0.4"}
    assert {clock.parameter for clock in clocks()} == {"PAR-39"}


@given(
    first=st.integers(0, 3),
    length=st.integers(1, 4),
    rounds=st.lists(st.integers(0, 8 * DAY), min_size=1, max_size=6).map(sorted),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_worker_that_stood_still_makes_up_for_every_day(
    room: Room, first: int, length: int, rounds: list[int], savepoint: Callable[[], None]
) -> None:
    """Whenever it looks, each day of the period that has begun has exactly one clock, from midnight on."""
    savepoint()
    begins = TODAY + timedelta(days=first)
    declare(room, begins, begins + timedelta(days=length - 1))
    for number in rounds:
        work(room, number)
    last = timekeeping.now() + timedelta(hours=8)
    expected = [begins + timedelta(days=number) for number in range(length)]
    begun = [day.isoformat() for day in expected if day <= last.date()]
    assert [clock.subject for clock in clocks()] == begun
    assert all(clock.started_at == max(start_of(date.fromisoformat(clock.subject)), minute(0)) for clock in clocks())


@pytest.fixture
def savepoint(room: Room) -> Callable[[], None]:
    """Take back what the last example did."""
    point = transaction.savepoint()

    def back() -> None:
        transaction.savepoint_rollback(point)
        streams.forget_all()

    return back


@clause("0.4")
def test_a_report_settles_its_day_and_a_late_one_stays_lapsed(room: Room) -> None:
    """In time: settled. After the line: settled too, and that it lapsed stays on record and was told."""
    declare(room)
    work(room, 1)
    report(room)
    work(room, DAY + LINE + 5)
    report(room, TODAY + timedelta(days=1), nothing=False, text="接访两批共十人")
    first, second = clocks()
    assert (first.status, first.lapsed_at, first.settled_at) == ("settled", None, minute(1))
    assert (second.status, second.lapsed_at) == ("settled", minute(DAY + LINE))
    row = DailyReport.objects.get(day=TODAY + timedelta(days=1))
    assert (row.nothing, row.text, row.officer_name) == (False, "接访两批共十人", "锡安")


def test_a_day_that_was_over_when_the_period_was_declared_owes_nothing(room: Room) -> None:
    """Declared at 18:12 for today and tomorrow: today's line had passed, so only tomorrow has a clock."""
    room.at(540)
    declare(room)
    assert work(room, 541) == 0
    assert work(room, DAY) == 1


@pytest.mark.parametrize(
    ("given_report", "words"),
    [
        ({"day": TODAY + timedelta(days=9)}, "不需要每日报告"),
        ({"nothing": True, "text": "有情况"}, "请写明情况"),
        ({"nothing": False}, "请写明情况"),
    ],
)
def test_a_report_says_nothing_or_something(room: Room, given_report: dict[str, object], words: str) -> None:
    """A zero report has no text, another has one; a day outside every period has none at all."""
    declare(room)
    work(room, 1)
    with pytest.raises(Refused, match=words):
        report(room, **given_report)  # type: ignore[arg-type]
    report(room)
    with pytest.raises(Refused, match="已由锡安报告"):
        report(room)


def test_only_the_head_declares_and_days_are_in_order(room: Room) -> None:
    """The duty chief may not; days out of order, over, or of another period are refused."""
    with pytest.raises(AccessDenied):
        declare(room, by="zhiban")
    with pytest.raises(Refused, match="早于首日"):
        declare(room, TODAY, TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="已经过去"):
        declare(room, TODAY - timedelta(days=3), TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="最长一年"):
        declare(room, TODAY, TODAY + timedelta(days=400))
    declare(room)
    with pytest.raises(Refused, match="重叠"):
        declare(room, TODAY + timedelta(days=2), TODAY + timedelta(days=5))


@clause("0.4")
def test_a_period_ended_early_asks_for_no_more(room: Room) -> None:
    """Ended on the second day: its clock no longer applies, the first day's stays, attention goes down again."""
    plan = plans.plan_in_force()
    period = declare(room)
    work(room, 1)
    report(room)
    work(room, DAY)
    readiness.end_period(actor=room.people["zuzhang"], period=period, reason="会议提前结束", idempotency_key=room.key())
    assert work(room, DAY + 1) == 0
    assert [clock.status for clock in clocks()] == ["settled", "ended"]
    assert period_on(plan, TODAY) is not None
    assert period_on(plan, TODAY + timedelta(days=1)) is None
    with pytest.raises(Refused, match="已经结束"):
        readiness.end_period(actor=room.people["zuzhang"], period=period, reason="再结束", idempotency_key=room.key())


@clause("0.4")
def test_attention_is_a_level_graver_in_a_declared_period(room: Room) -> None:
    """The same figures give a graver level inside the period, and the fact names the period."""
    room.know(MILD)
    calm = room.state().proposed_level
    declare(room)
    room.at(1)
    room.know(MILD)
    assert room.state().proposed_level == calm - 1
    assert room.state().assessment["sensitive_period"] == "重要会议期间"


def test_the_calendar_of_the_plan_counts_too(room: Room) -> None:
    """Days named in the plan's own calendar start clocks from the day on which the house first sees them."""
    whole = plans.built_in_plan()
    assert whole.written.warning is not None
    days = SensitivePeriod(
        id="week", name="节日", first_day=TODAY - timedelta(days=5), last_day=TODAY + timedelta(days=1), clause="0.4"
    )
    dated = whole.written.warning.model_copy(update={"sensitive_periods": (days,)})
    plan = build_plan(whole.written.model_copy(update={"warning": dated}))
    with patch.object(readiness, "plan_in_force", lambda: plan):
        for number in (0, 1, DAY, 3 * DAY):
            work(room, number)
    assert [clock.subject for clock in clocks()] == ["2026-03-02", "2026-03-03"]
    assert [period.name for period in periods(plan)] == ["节日"]


@clause("0.4")
def test_gaps_in_the_cover_are_found(room: Room) -> None:
    """A shift from noon on leaves the morning open; a day it covers whole has no gap; a day without any is one."""
    DutyAssignment.objects.all().delete()
    noon = start_of(TODAY) + timedelta(hours=12)
    assign_duty(
        actor=room.people["zhiban"],
        region="990000",
        post="值班长",
        starts_at=noon,
        ends_at=noon + timedelta(hours=36),
        officer_a=room.people["zhiban"].officer,
        officer_b=room.people["zhiban2"].officer,
        idempotency_key=room.key(),
    )
    days = [TODAY + timedelta(days=number) for number in range(3)]
    gaps = gaps_of("990000", days)
    assert [(gap.starts_at, gap.ends_at) for gap in gaps[days[0]]] == [(start_of(TODAY), noon)]
    assert gaps[days[1]] == []
    whole = (start_of(days[2]), start_of(days[2]) + timedelta(days=1))
    assert [(gap.starts_at, gap.ends_at) for gap in gaps[days[2]]] == [whole]


@clause("0.4")
def test_rows_can_be_drawn_anew_from_the_facts(room: Room) -> None:
    """Periods, days and clocks are projections: rebuilt from the ledger they are the same."""
    period = declare(room)
    work(room, 1)
    report(room)
    work(room, DAY + LINE + 5)
    readiness.end_period(actor=room.people["zuzhang"], period=period, reason="会议结束", idempotency_key=room.key())
    differences = [
        line for line in compare_with_database(read_all()) if "DeclaredPeriod" in line or "DailyReport" in line
    ]
    assert differences == []
    before = streams.state_of(readiness_stream("990000"))
    streams.forget_all()
    assert streams.state_of(readiness_stream("990000")) == before
