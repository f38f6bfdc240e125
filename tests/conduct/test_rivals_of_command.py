"""Two at once in the rooms of command: crosswise merges, one number, one link, one signature. On both databases."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from fengsui.command import deciding
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.streams import state_of
from fengsui.dispatch import links
from fengsui.ledger.reading import read_all, read_stream
from fengsui.response.joining import merging
from fengsui.response.models import Event
from fengsui.tasking import ordering, working
from fengsui.tasking.models import Order
from fengsui.tasking.ordering import OrderEntry
from tests.command.test_places import entry as decision_entry
from tests.conduct.test_rivals import duty, errors, nothing_is_wrong, together
from tests.plan_2019_75.evening import Evening

__all__ = ["duty"]
pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def evening(duty: Actor, officers: dict[str, Actor]) -> Evening:
    """The staffed province, committed for all to see."""
    return Evening(officers)


def order(evening: Evening, key: str, **changes: Any) -> Callable[[], Any]:
    """An order that is about to be issued."""
    due = timekeeping.now() + timedelta(days=2)
    given = OrderEntry(title="核对", region="990000", owner=evening.people["zhiban2"].officer, due_at=due)
    return partial(ordering.issue_order, actor=evening.people["zhiban"], entry=given, idempotency_key=key)


def test_two_merge_crosswise(evening: Evening) -> None:
    """A into B and B into A at once: one is done, the other refused; one event goes on, with all institutions."""
    first, second = evening.open_blown_up(0), evening.open_blown_up(2)
    merge = partial(merging.merge_events, actor=evening.people["zhiban"], reason="同案", seen=None)
    results = together(
        partial(merge, event=first, into=second, idempotency_key="m1"),
        partial(merge, event=second, into=first, idempotency_key="m2"),
    )
    assert [type(error) for error in errors(results)] == [Refused]
    assert sorted(Event.objects.values_list("status", flat=True)) == ["merged", "open"]
    staying = Event.objects.get(status="open").pk
    assert len(state_of(staying).institutions) == 2
    nothing_is_wrong()


def test_each_order_has_a_number_of_its_own(evening: Evening) -> None:
    """Six orders at once: six numbers, none twice, none left out."""
    results = together(*(order(evening, f"o{index}") for index in range(6)))
    assert errors(results) == []
    assert sorted(Order.objects.values_list("id", flat=True)) == [f"order/2026-{n:03d}" for n in range(1, 7)]
    nothing_is_wrong()


def test_a_parent_is_not_closed_under_a_child_that_appears(evening: Evening) -> None:
    """Closing without a reason and passing down at once: either is refused, or the child came before and is named."""
    outcome = order(evening, "parent")()
    parent, owner = outcome.fact.stream, evening.people["zhiban2"]
    working.acknowledge_order(actor=owner, order=parent)
    working.report_order(actor=owner, order=parent, note="办完", done=True)
    below = OrderEntry(title="分解", region="990000", owner=owner.officer, due_at=timekeeping.now() + timedelta(days=1))
    results = together(
        partial(working.close_order, actor=evening.people["zhiban"], order=parent, outcome="done"),
        partial(ordering.pass_down, actor=evening.people["zhiban"], parent=parent, entry=below),
    )
    assert [type(error) for error in errors(results)] == [Refused]
    nothing_is_wrong()


def test_a_link_is_answered_with_once(evening: Evening) -> None:
    """Opened in three windows and sent from all at once: the task is signed for once, by one fact."""
    event = evening.activated()
    task = next(iter(evening.state(event).tasks))
    _, token = links.issue(actor=evening.people["zhiban"], about=task, liaison="联络人", hours=2, idempotency_key="l")
    link = links.opened(token, "somewhere", "opened")
    assert link is not None
    results = together(*[partial(links.answer, link, "")] * 3)
    assert not [error for error in errors(results) if not isinstance(error, Refused)]
    assert [fact.kind for fact in read_stream(event)].count("task.acknowledged") == 1
    assert [fact.kind for fact in read_stream(link.stream)] == ["answer_link.issued", "answer_link.used"]
    nothing_is_wrong()


def test_a_revoked_link_answers_nothing(evening: Evening) -> None:
    """Revoked and answered at once: one of the two, never a signature after the revocation."""
    event = evening.activated()
    task = next(iter(evening.state(event).tasks))
    duty = evening.people["zhiban"]
    _, token = links.issue(actor=duty, about=task, liaison="联络人", hours=2, idempotency_key="l")
    link = links.opened(token, "somewhere", "opened")
    assert link is not None
    key = link.stream.partition("/")[2]
    together(partial(links.answer, link, ""), partial(links.revoke, actor=duty, key=key, idempotency_key="r"))
    order_of = [(fact.stream.partition("/")[0], fact.kind) for fact in read_all()]
    kinds = [kind for _, kind in order_of]
    if "task.acknowledged" not in kinds:
        assert "answer_link.revoked" in kinds
        assert "answer_link.used" not in kinds
    nothing_is_wrong()


def test_a_decision_is_signed_once(evening: Evening) -> None:
    """Signed and returned at once, from two windows: one of the two stands."""
    head = evening.people["zuzhang"]
    made = deciding.record_decision(actor=evening.people["zhiban"], event="", entry=decision_entry(head.officer)).fact
    results = together(
        partial(deciding.sign_decision, actor=head, decision=made.reference, seen_hash=made.hash),
        partial(deciding.return_decision, actor=head, decision=made.reference, reason="不符"),
    )
    assert [type(error) for error in errors(results)] == [Refused]
    assert len(read_stream(made.stream)) == 2
    nothing_is_wrong()
