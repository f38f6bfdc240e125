"""Settled: what is typed in late counts from when it happened; the lag shows; a lapse that fired stays, marked 补录."""

import pytest

from fengsui.conduct.acting import Refused
from fengsui.documents.models import Receipt
from fengsui.response import commanding
from tests.plan_2019_75.evening import OFFICES, Evening, minute


def test_receipt_in_time_typed_before_the_line(evening: Evening) -> None:
    """A receipt of minute 50 typed at minute 100 settles at minute 50; there is no lapse."""
    event = evening.graded()
    paper = evening.sent(event)
    evening.at(100)
    evening.receipt(event, paper, OFFICES[0], 50)
    clock = evening.clocks(event, "first_notice")[OFFICES[0]]
    assert (clock.status, clock.settled_at, clock.settled_recorded_at) == ("settled", minute(50), minute(100))
    evening.at(121)
    assert evening.clocks(event, "first_notice")[OFFICES[0]].lapsed_at is None


def test_receipt_typed_after_the_lapse(evening: Evening) -> None:
    """Received at 110, typed at 150: settled by when it happened, yet the lapse that fired at 120 stays on record."""
    event = evening.graded()
    paper = evening.sent(event)
    evening.at(150)
    evening.receipt(event, paper, OFFICES[0], 110)
    clock = evening.clocks(event, "first_notice")[OFFICES[0]]
    assert (clock.status, clock.settled_at, clock.lapsed_at) == ("settled", minute(110), minute(120))
    assert clock.settled_recorded_at == minute(150)
    lapses = [fact for fact in evening.facts(event, "clock.lapsed") if fact.payload["clock"] == clock.pk]
    assert len(lapses) == 1


def test_lag_shows_on_the_record_and_in_the_timeline(evening: Evening) -> None:
    """The receipt keeps both times, and its line in the timeline stands where it happened, marked 补录 with the lag."""
    event = evening.graded()
    paper = evening.sent(event)
    evening.at(150)
    evening.receipt(event, paper, OFFICES[0], 110)
    row = Receipt.objects.get(paper=paper, addressee=OFFICES[0])
    assert (row.received_at, row.recorded_at) == (minute(110), minute(150))
    [line] = [line for line in evening.room(event).lines if line.kind == "receipt.recorded"]
    assert (line.at, line.entry_lag) == (minute(110), "补录，晚 40分钟")


def test_prompt_entry_is_not_marked(evening: Evening) -> None:
    """What is typed within minutes is no late entry."""
    event = evening.graded()
    paper = evening.sent(event)
    evening.at(55)
    evening.receipt(event, paper, OFFICES[0], 50)
    [line] = [line for line in evening.room(event).lines if line.kind == "receipt.recorded"]
    assert line.entry_lag == ""


def test_lateness_itself_is_kept(evening: Evening) -> None:
    """A receipt of minute 130 settles the clock ten minutes after its line; nobody can move it before."""
    event = evening.graded()
    evening.at(60)
    paper = evening.sent(event, at=60)
    evening.at(131)
    evening.receipt(event, paper, OFFICES[0], 130)
    clock = evening.clocks(event, "first_notice")[OFFICES[0]]
    assert (clock.settled_at, clock.due_at, clock.lapsed_at) == (minute(130), minute(120), minute(120))
    with pytest.raises(Refused, match="已登记过"):
        evening.receipt(event, paper, OFFICES[0], 100)


@pytest.mark.parametrize(("received", "why"), [(20, "早于发出"), (90, "晚于现在")])
def test_receipt_lies_between_sending_and_now(evening: Evening, received: float, why: str) -> None:
    """A late entry can't be put before the paper went out, nor into the future."""
    event = evening.graded()
    evening.at(60)
    paper = evening.sent(event, at=30)
    with pytest.raises(Refused, match=why):
        evening.receipt(event, paper, OFFICES[0], received)


def test_task_signed_by_telephone_typed_late(evening: Evening) -> None:
    """The same holds for a task that was signed for by telephone."""
    event = evening.activated()
    task = next(task for task in evening.state(event).tasks.values() if task.payload["department"] == "police")
    evening.at(40)
    commanding.acknowledge_task(
        actor=evening.people["zhiban"],
        task=task.fact,
        by_telephone=True,
        receiver="何定",
        acknowledged_at=minute(12),
        regions=evening.state(event).regions,
        idempotency_key=evening.key(),
    )
    clock = evening.clocks(event, "task_acknowledgement")[task.fact]
    assert (clock.status, clock.settled_at, clock.lapsed_at) == ("settled", minute(12), minute(15))


def test_event_reported_late_counts_from_when_it_was_known(evening: Evening) -> None:
    """An event typed at 09:12 that was known at 07:00 runs from 07:00: its two hours are over, and that shows."""
    event = evening.open_blown_up(0, occurred=-300, known=-200)
    evening.suspect(event, 1, occurred=-180, known=-132)
    evening.at(0)
    clocks = evening.clocks(event, "first_notice").values()
    assert {(clock.started_at, clock.due_at, clock.lapsed_at) for clock in clocks} == {
        (minute(-132), minute(-12), minute(-12))
    }
