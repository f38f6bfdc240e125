"""What the grading reads beside the blow-ups reaches the events that run: once when it changed, and not again."""

from datetime import datetime, timedelta

import pytest

from fengsui.conduct import timekeeping
from fengsui.ledger.canonical import parse_timestamp
from fengsui.monitoring.indicators.conditions import grading_conditions
from fengsui.registry.models import Institution
from fengsui.response import conditions as looked_up
from fengsui.response import opening
from fengsui.response.models import ConditionsLookedUp
from fengsui.response.situation import events_out_of_date
from tests.plan_2019_75.evening import Evening, minute
from tests.plan_2019_75.information import call, indicators
from tests.warning.room import Room


@pytest.fixture
def room(evening: Evening) -> Room:
    """The warning room of the same province."""
    return Room(evening.people)


def assess(now: float = 0) -> int:
    """The worker's round; returns how many events read again."""
    return opening.assess_situations(minute(now))


def test_a_crowd_note_reaches_the_event_that_runs(evening: Evening, room: Room) -> None:
    """No blow-up changed: the note alone makes the event read again, once; 1,200 people are at least 重大 (ES-1)."""
    event = evening.open_blown_up(25)
    assert (assess(), evening.state(event).proposal["grade"]) == (0, "other")
    call(room, "门前有人聚集", on_site_head_count=1200)
    assert (assess(), assess()) == (1, 0)
    assert evening.state(event).proposal["grade"] == "major"
    assert len(evening.facts(event, "situation.assessed")) == 1


def test_inspections_reach_the_event_that_runs(evening: Evening, room: Room) -> None:
    """All inspected and most not compliant (GR-4): the event of 其他 is proposed as 重大."""
    event = evening.open_blown_up(25)
    rows = [(row.name, "2026-03-01", "不合规") for row in room.institutions]
    indicators(room, ("行政核查结论",), *rows)
    assert (assess(), assess()) == (1, 0)
    assert evening.state(event).proposal["grade"] == "major"
    assert evening.state(event).proposal["rule"] == "GR-4"


def test_the_register_and_time_count_within_a_minute(evening: Evening) -> None:
    """An institution that begins to exit leaves the schedule unknown: no import says so, a minute later it is read."""
    event = evening.open_blown_up(25)
    assert assess() == 0
    Institution.objects.filter(pk=evening.institutions[3].pk).update(status="exiting")
    assert assess() == 0
    evening.at(1.5)
    assert (assess(1.5), assess(1.5)) == (1, 0)
    assert evening.state(event).proposal["figures"]["exits_known"] is False


def test_nothing_is_looked_up_while_no_event_runs(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor twice in a minute while one does and nothing comes in: rounds come twice a second."""
    asked: list[str] = []

    def asking(jurisdiction: str, now: datetime) -> dict[str, int | bool | None]:
        asked.append(jurisdiction)
        return grading_conditions(jurisdiction, now)

    monkeypatch.setattr(looked_up, "grading_conditions", asking)
    assert events_out_of_date(timekeeping.now()) == []
    assert (asked, ConditionsLookedUp.objects.count()) == ([], 0)
    evening.open_blown_up(0)
    asked.clear()
    for second in range(20):
        assert events_out_of_date(minute(second / 60)) == []
    assert len(asked) == 1


def test_a_failure_that_leaves_the_window_is_read_again(evening: Evening) -> None:
    """Thirty days later the event proposes what is true then; the sixty-day window of GR-2 still holds the failure."""
    event = evening.open_blown_up(0)
    evening.at(0)
    occurred = parse_timestamp(evening.state(event).situation["blowups"][0]["occurred_at"])
    after = occurred + timedelta(days=30, minutes=1)
    evening.at((after - minute(0)).total_seconds() / 60)
    assert opening.assess_situations(after) == 1
    assert evening.state(event).proposal["figures"]["blown_up_30_days"] == 0
    assert opening.assess_situations(after) == 0
