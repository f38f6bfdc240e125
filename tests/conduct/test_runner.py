"""The runner of clocks when something is wrong: with the database, or with one row."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from fengsui.clock.models import Clock, Postponement
from fengsui.conduct import runner
from fengsui.conduct.acting import write
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_all, read_stream
from fengsui.ledger.writing import Pen
from tests.plan_2019_75.conftest import evening, people  # noqa: F401
from tests.plan_2019_75.evening import Evening

pytestmark = pytest.mark.usefixtures("db")


def fired(event: str) -> list[Fact]:
    """What the runner wrote."""
    return [fact for fact in read_stream(event) if fact.kind in {"clock.warned", "clock.lapsed"}]


def broken_for(error: Exception, monkeypatch: pytest.MonkeyPatch, clock: str = "") -> None:
    """Writing fails with ``error``: always, or only where ``clock`` moves."""

    def fail(pen: Pen) -> None:
        if not clock or any(fact.cause == clock for fact in pen.facts):
            raise error
        write(pen)

    monkeypatch.setattr(runner, "write", fail)


def test_a_busy_database_postpones_no_clock(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """A lock that times out or a lost connection is no clock's fault: the next round fires, not one in ten minutes."""
    event = evening.graded()
    due = Clock.objects.filter(stream=event, status="running").order_by("due_at")[0].due_at
    now = due + timedelta(seconds=1)
    broken_for(OperationalError("database is locked"), monkeypatch)
    with pytest.raises(OperationalError):
        runner.tick(now)
    assert not Postponement.objects.exists()
    monkeypatch.setattr(runner, "write", write)
    assert runner.tick(now + timedelta(seconds=1)) > 0
    assert fired(event)


def test_a_database_that_goes_away_between_two_clocks_postpones_none(
    evening: Evening,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also while clocks are tried one by one."""
    event = evening.graded()
    evening.open(5)
    now = Clock.objects.filter(stream=event, status="running").order_by("-due_at")[0].due_at
    errors: list[Exception] = [ValueError("a broken row"), OperationalError("gone")]

    def fail(_pen: Pen) -> None:
        raise errors.pop(0)

    monkeypatch.setattr(runner, "write", fail)
    with pytest.raises(OperationalError):
        runner.tick(now)
    assert errors == []
    assert not Postponement.objects.exists()


def test_one_broken_clock_waits_and_its_row_stays_as_the_facts_say(
    evening: Evening,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The others fire at once; the broken one is looked at again after ten minutes; rebuild finds no difference."""
    event = evening.graded()
    clocks = list(Clock.objects.filter(stream=event, status="running").order_by("due_at", "id"))
    assert len(clocks) > 1
    now = clocks[-1].due_at + timedelta(seconds=1)
    broken_for(ValueError("broken"), monkeypatch, clocks[0].pk)
    assert runner.tick(now) > 0
    assert {fact.cause for fact in fired(event)} >= {clock.pk for clock in clocks[1:]}
    assert not [fact for fact in fired(event) if fact.cause == clocks[0].pk]
    assert list(Postponement.objects.values_list("clock", flat=True)) == [clocks[0].pk]
    assert compare_with_database(read_all()) == []
    assert runner.tick(now + timedelta(minutes=9)) == 0
    monkeypatch.setattr(runner, "write", write)
    assert runner.tick(now + runner.BROKEN_ROW_WAIT) > 0
    assert clocks[0].pk in {fact.cause for fact in fired(event)}
