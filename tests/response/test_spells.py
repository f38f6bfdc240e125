"""Spells of grade 1: where T0 lies in each, who carries the notices, who decides, how late typing counts."""

from collections.abc import Callable

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Outcome, Refused
from fengsui.documents import actions as documents
from fengsui.documents.state import newest
from fengsui.ledger.canonical import parse_timestamp
from fengsui.response import commanding, ending, facts, grading, opening
from fengsui.response.situation import events_out_of_date
from tests.plan_2019_75.evening import Evening, minute

DAY = 24 * 60


def _terminate(evening: Evening, event: str) -> None:
    plan = evening.room(event).plan
    ending.terminate_event(
        actor=evening.people["zuzhang"],
        event=event,
        reason="处置完毕",
        conditions=[facts.ConditionChecked(condition=row.id, met=True) for row in plan.termination_conditions],
        residual="",
        seen=None,
        idempotency_key=evening.key(),
    )


def test_a_second_spell_has_a_t0_of_its_own(evening: Evening) -> None:
    """After the first spell was ended by signature, a new failure starts another: its clocks are not born lapsed."""
    first = evening.graded()
    evening.at(60)
    _terminate(evening, first)
    evening.at(10 * DAY)
    second = evening.open_blown_up(3, occurred=10 * DAY - 60, known=10 * DAY - 5)
    evening.grade(second)
    assert parse_timestamp(evening.state(second).grades[-1]["t0"]) == minute(10 * DAY - 5)
    clocks = evening.clocks(second, "first_notice").values()
    assert {(clock.status, clock.lapsed_at) for clock in clocks} == {("running", None)}


def test_a_run_that_was_broken_by_the_window_starts_anew(evening: Evening) -> None:
    """Two failures long ago have left the window: the next two start the run, not the first one of all."""
    event = evening.open_blown_up(0)
    evening.suspect(event, 1)
    evening.reject(event, "按步骤兑付，不定特别重大")
    evening.at(70 * DAY)
    opening.assess_situations(minute(70 * DAY))
    later = evening.open_blown_up(2, occurred=70 * DAY - 60, known=70 * DAY - 50)
    evening.suspect(later, 3, occurred=70 * DAY - 40, known=70 * DAY - 10)
    assert parse_timestamp(evening.state(later).proposal["t0"]) == minute(70 * DAY - 10)


def test_the_carrier_of_the_notices_does_not_leave_another_event_without_clocks(evening: Evening) -> None:
    """Downgrading the carrier is refused until the other event has taken the notices over, from its own T0."""
    carrier = evening.graded()
    evening.at(10)
    other = evening.open_blown_up(2, occurred=-50, known=5)
    evening.grade(other)
    assert evening.state(other).notices_with == carrier
    assert evening.clocks(other, "first_notice") == {}
    with pytest.raises(Refused, match="接过通知"):
        evening.grade(carrier, "major", by="zuzhang", reason="影响有限")
    grading.take_over_notices(actor=evening.people["zhiban"], event=other, idempotency_key=evening.key())
    t0 = parse_timestamp(evening.state(other).grades[-1]["t0"])
    assert {clock.started_at for clock in evening.clocks(other, "first_notice").values()} == {t0}
    evening.grade(carrier, "major", by="zuzhang", reason="影响有限")
    assert {clock.status for clock in evening.clocks(carrier, "first_notice").values()} == {"ended"}
    assert {clock.status for clock in evening.clocks(other, "first_notice").values()} == {"running"}


def test_a_place_of_operation_supports_and_does_not_decide(evening: Evening) -> None:
    """Its duty chief and head, whatever their posts, can't grade, sign or end an event of another place."""
    event = evening.open_blown_up(1)
    place = evening.people["donglu"]
    assert place.region in evening.state(event).regions
    chief = type(place)(officer="officer/x", name="外地值班长", roles=frozenset({"R1", "R3"}), region=place.region)
    acts: tuple[Callable[[], Outcome], ...] = (
        lambda: grading.sign_grade(
            actor=chief, event=event, grade="major", reason="x", seen=None, idempotency_key=evening.key()
        ),
        lambda: ending.dismiss_event(actor=chief, event=event, reason="x", seen=None, idempotency_key=evening.key()),
        lambda: grading.reject_proposal(actor=chief, event=event, reason="x", seen=None, idempotency_key=evening.key()),
    )
    paper = evening.submit(event)
    acts += (
        lambda: documents.withdraw_paper(
            actor=chief, paper=paper, reason="x", regions=evening.state(event).regions, idempotency_key=evening.key()
        ),
    )
    for act in acts:
        with pytest.raises(AccessDenied):
            act()


def test_a_failure_in_another_event_reaches_this_one(evening: Evening) -> None:
    """Earlier knowledge typed into a second event raises the T0 correction of the first, within a worker's round."""
    event = evening.graded()
    evening.at(20)
    other = evening.open_blown_up(2, occurred=-100, known=-30)
    assert event in events_out_of_date(minute(20))
    assert opening.assess_situations(minute(20)) >= 1
    assert other not in events_out_of_date(minute(20))
    [raised] = evening.state(event).corrections
    assert parse_timestamp(raised["computed"]) == minute(-30)


def test_a_telephone_approval_typed_late_counts_from_when_it_was_given(evening: Evening) -> None:
    """Approved after three minutes, typed after forty: activation settles at three, the lapse that fired stays."""
    event = evening.ordered()
    evening.at(40)
    evening.telephone(event, "activate_plan", "zuzhang", at=3)
    [clock] = evening.clocks(event, "activation").values()
    assert (clock.settled_at, clock.lapsed_at) == (minute(3), minute(15))
    assert evening.room(event).row.activated_at == minute(3)


def test_nothing_is_answered_before_it_was_asked(evening: Evening) -> None:
    """No approval before the grade, no signing-for before the task."""
    event = evening.ordered()
    evening.at(5)
    with pytest.raises(Refused, match="早于"):
        evening.telephone(event, "activate_plan", "zuzhang", at=-5000)
    evening.telephone(event, "activate_plan", "zuzhang", at=4)
    task = next(iter(evening.state(event).tasks))
    with pytest.raises(Refused, match="任务下达"):
        commanding.acknowledge_task(
            actor=evening.people["zhiban"],
            task=task,
            by_telephone=True,
            receiver="何",
            acknowledged_at=minute(-9999),
            regions=("990100",),
            idempotency_key=evening.key(),
        )


def test_a_second_grade_one_in_the_same_event_has_papers_of_its_own(evening: Evening) -> None:
    """Raised, lowered and raised again: the old 首报 serves the old spell, a new one can be sent."""
    event = evening.graded()
    evening.submit(event)
    evening.at(30)
    evening.grade(event, "major", by="zuzhang", reason="核实后影响有限")
    evening.at(60)
    evening.grade(event, reason="又有机构停付")
    assert {clock.status for clock in evening.clocks(event, "first_notice").values()} == {"running"}
    again = evening.submit(event)
    assert again != next(iter(evening.state(event).papers))
    found = newest(evening.state(event).papers, "first_notice")
    assert found is not None
    assert found.opened == again
