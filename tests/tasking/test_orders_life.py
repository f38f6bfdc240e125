"""An order's life, whatever officers do in whatever order: the laws that no sequence of acts may break."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.conduct import runner, timekeeping, world
from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.conduct.streams import state_of
from fengsui.ledger.canonical import parse_timestamp
from fengsui.ledger.reading import read_all, read_stream
from fengsui.tasking import evidence, handing_over, ordering, working
from fengsui.tasking.models import Evidence, Order
from fengsui.tasking.ordering import OrderEntry
from fengsui.tasking.state import EvidenceState, OrderState
from tests.plan_2019_75.evening import staffed_province
from tests.tasking.commanded import PIECE

STEP = st.tuples(
    st.sampled_from(
        (
            *("down", "sign", "sign", "sign", "report", "done", "done", "explain"),
            *("return", "close", "withdraw", "hand", "wait", "collect", "give"),
        )
    ),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(("right", "right", "right", "right", "zhiban", "donglu", "gongan", "zuzhang")),
)


@pytest.fixture
def people(tmp_path: Path, db: None) -> Iterator[dict[str, Actor]]:
    """The staffed province at 09:12 of its first morning."""
    with staffed_province(tmp_path) as officers:
        yield officers


class Life:
    """Officers at work on a few orders; refused acts change nothing."""

    def __init__(self, people: dict[str, Actor]) -> None:
        self.people = people
        self.orders: list[str] = []
        self.pieces: list[str] = []
        owner = people["donglu"].officer
        due = timekeeping.now() + timedelta(hours=30)
        entry = OrderEntry(title="核对余额", region="990300", owner=owner, due_at=due)
        self.orders.append(ordering.issue_order(actor=people["zhiban"], entry=entry).fact.stream)

    def step(self, act: str, which: int, reasoned: bool, who: str) -> None:  # noqa: FBT001 (drawn)
        """One act of one officer; what is refused is refused whole."""
        order = self.orders[which % len(self.orders)]
        actor = self._whose_turn(act, order) if who == "right" else self.people[who]
        reason = "写明理由" if reasoned else ""
        before = len(read_stream(order))
        try:
            self._do(act, actor, order, reason)
        except Refused:
            assert len(read_stream(order)) == before
        except AccessDenied:
            # An officer of another place or post.
            assert len(read_stream(order)) == before

    def _whose_turn(self, act: str, order: str) -> Actor:
        state: OrderState = state_of(order)
        if act in {"hand", "collect", "give", "wait"}:
            return self.people["zhiban"]
        wanted = state.issued["issuer"] if act in {"return", "close", "withdraw"} else state.owners["owner"]
        return next(actor for actor in self.people.values() if actor.officer == wanted)

    def _do(self, act: str, actor: Actor, order: str, reason: str) -> None:  # noqa: C901 (one line for each act)
        match act:
            case "down":
                entry = OrderEntry(title="下级核对", region="990304", owner=self.people["donglu"].officer)
                self.orders.append(ordering.pass_down(actor=actor, parent=order, entry=entry).fact.stream)
            case "sign":
                working.acknowledge_order(actor=actor, order=order)
            case "report" | "done":
                working.report_order(actor=actor, order=order, note="已核对", done=act == "done")
            case "explain":
                working.explain_overdue(actor=actor, order=order, reason=reason)
            case "return":
                working.return_order(actor=actor, order=order, reason=reason)
            case "close" | "withdraw":
                outcome = "done" if act == "close" else "withdrawn"
                working.close_order(actor=actor, order=order, outcome=outcome, reason=reason)
            case "hand":
                old = state_of(order).owners["owner"]
                new = self.people["gongan" if old != self.people["gongan"].officer else "donglu"].officer
                handing_over.hand_over(actor=actor, old=old, new=new, cause="off_duty", reason=reason)
            case "wait":
                world.advance_time(timekeeping.now() + timedelta(hours=11))
                runner.tick(timekeeping.now())
            case "collect":
                piece = {"subject": order, "collected_at": timekeeping.now()}
                entry_ = evidence.EvidenceEntry(**{**_fields(), **piece})
                self.pieces.append(evidence.collect_evidence(actor=actor, entry=entry_, content=None).fact.stream)
            case "give" if self.pieces:
                taker = f"保管人{len(read_stream(self.pieces[-1]))}"
                at = timekeeping.now()
                evidence.hand_evidence(
                    actor=actor, evidence=self.pieces[-1], taker=taker, taker_post="档案", handed_at=at, reason="移交"
                )


def _fields() -> dict[str, Any]:
    names = ("what", "source", "place", "collectors")
    return {**{name: getattr(PIECE, name) for name in names}, "original": "卷柜"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=14, max_size=40))
def test_no_sequence_of_acts_breaks_the_laws(people: dict[str, Actor], steps: list[Any]) -> None:
    """Nothing closes unsigned-for, late or over open children without a reason; custody has no gap; rows fit facts."""
    life = Life(people)
    for step in steps:
        life.step(*step)
    for order in life.orders:
        _check_order(order)
    for piece in life.pieces:
        _check_custody(piece)
    assert compare_with_database(read_all()) == []


def _check_order(order: str) -> None:
    state: OrderState = state_of(order)
    row = Order.objects.get(pk=order)
    assert (row.owner, row.closed_at is None) == (state.owners["owner"], state.is_open)
    if row.parent:
        parent = Order.objects.get(pk=row.parent)
        assert row.due_at <= parent.due_at
        closing = state_of(row.parent).closing
        if closing and (row.closed_at is None or (parent.closed_at and row.closed_at > parent.closed_at)):
            assert order in {child["order"] for child in closing["open_children"]}
    if state.closing:
        assert row.closed_at is not None
        told = state.closing
        excused = bool(told["reason"])
        assert excused or (state.acknowledged and state.completed and not told["open_children"])
        assert excused or not told["overdue"] or state.reasons
        assert not any(clock.running for clock in state.clocks.values())
        after = [fact.kind for fact in read_stream(order) if fact.happened_at > row.closed_at]
        assert not any(kind.startswith("order.") for kind in after)
    for one in state.handovers:
        assert one["old"] != one["new"]


def _check_custody(piece: str) -> None:
    state: EvidenceState = state_of(piece)
    holder, since = state.collected["holder"], state.collected["collected_at"]
    for link in state.chain:
        assert link.giver == holder
        assert parse_timestamp(link.at) >= parse_timestamp(since)
        holder, since = link.taker, link.at
    assert Evidence.objects.get(pk=piece).holder == state.holder == holder
