"""Settled: clocks run as 暂计 from a grade-1 proposal on; signing confirms or ends them; one set a spell."""

import pytest

from fengsui.conduct.acting import Refused
from fengsui.response import opening
from tests.plan_2019_75.evening import OFFICES, Evening, minute

NOTICES = ("first_notice", "written_report")


def every_clock(evening: Evening, event: str) -> list[tuple[str, bool]]:
    """(status, provisional) of the notice clocks, each pair once."""
    rows = [clock for name in NOTICES for clock in evening.clocks(event, name).values()]
    return sorted({(clock.status, clock.provisional) for clock in rows})


def test_proposal_starts_provisional_clocks(evening: Evening) -> None:
    """Three addressees by two papers run from T0 on suspicion alone; nothing is graded, nothing goes out."""
    event = evening.cluster()
    assert {office for name in NOTICES for office in evening.clocks(event, name)} == set(OFFICES)
    assert every_clock(evening, event) == [("running", True)]
    due = {name: {clock.due_at for clock in evening.clocks(event, name).values()} for name in NOTICES}
    assert due == {"first_notice": {minute(120)}, "written_report": {minute(240)}}
    assert evening.state(event).grades == ()
    assert not evening.facts(event, "paper.submitted", "paper.sent")


def test_signing_confirms_from_t0(evening: Evening) -> None:
    """An hour later the signature makes the same clocks count, from T0 and not from the signature."""
    event = evening.cluster()
    before = {clock.pk for name in NOTICES for clock in evening.clocks(event, name).values()}
    evening.at(60)
    evening.grade(event)
    assert every_clock(evening, event) == [("running", False)]
    clocks = [clock for name in NOTICES for clock in evening.clocks(event, name).values()]
    assert {clock.pk for clock in clocks} == before
    assert {clock.started_at for clock in clocks} == {minute(0)}
    assert {clock.due_at for clock in clocks} == {minute(120), minute(240)}


def test_line_that_passed_before_the_signature_stays_passed(evening: Evening) -> None:
    """Signing after two hours wins no time: the lapse of the provisional clock is the clock's lapse, once."""
    event = evening.cluster()
    evening.at(125)
    evening.grade(event)
    evening.at(126)
    clocks = evening.clocks(event, "first_notice").values()
    assert {clock.lapsed_at for clock in clocks} == {minute(120)}
    lapses = [fact.payload["clock"] for fact in evening.facts(event, "clock.lapsed")]
    assert sorted(lapses) == sorted(clock.pk for clock in clocks)


def test_rejecting_calls_them_off_with_the_reason(evening: Evening) -> None:
    """A proposal that isn't followed cancels all six, and each says why; they never lapse."""
    event = evening.cluster()
    evening.reject(event, "第二家停付系系统故障，已恢复")
    clocks = [clock for name in NOTICES for clock in evening.clocks(event, name).values()]
    assert every_clock(evening, event) == [("cancelled", True)]
    assert {clock.reason for clock in clocks} == {"第二家停付系系统故障，已恢复"}
    evening.at(300)
    assert not evening.facts(event, "clock.lapsed", "clock.warned")


def test_suspicion_that_falls_calls_them_off(evening: Evening) -> None:
    """Where the second failure doesn't hold, no rule proposes 特别重大 any more, and its provisional clocks end."""
    event = evening.cluster()
    opening.reject_blowup(
        actor=evening.people["zhiban"],
        event=event,
        matter=evening.waiting(event, "confirm_blowup").opened,
        reason="误传，已核实正常兑付",
        idempotency_key=evening.key(),
    )
    assert evening.state(event).proposal["grade"] == "major"
    assert every_clock(evening, event) == [("cancelled", True)]
    evening.at(300)
    assert not evening.facts(event, "clock.lapsed")


def test_lower_grade_calls_them_off(evening: Evening) -> None:
    """Signing 重大 against the proposal cancels the provisional clocks; nothing was ever due."""
    event = evening.cluster()
    evening.grade(event, "major", reason="两家关联度低，影响限于一市")
    assert every_clock(evening, event) == [("cancelled", True)]


def test_downgrade_ends_what_runs_and_erases_nothing(evening: Evening) -> None:
    """After a downgrade running clocks are 不再适用; a receipt and a lapse that happened stay as they are."""
    event = evening.graded()
    paper = evening.sent(event)
    evening.receipt(event, paper, OFFICES[0], 0)
    evening.at(130)
    lapsed = {name for name, clock in evening.clocks(event, "first_notice").items() if clock.lapsed_at}
    assert lapsed == set(OFFICES[1:])
    evening.grade(event, "major", by="zuzhang", reason="核实后影响限于一市")
    first = evening.clocks(event, "first_notice")
    assert first[OFFICES[0]].status == "settled"
    for office in OFFICES[1:]:
        assert (first[office].status, first[office].lapsed_at) == ("ended", minute(120))
        assert first[office].reason.startswith("不再适用")
    assert {(c.status, c.lapsed_at) for c in evening.clocks(event, "written_report").values()} == {("ended", None)}
    assert evening.statuses(event, "activation") == {"ended"}
    evening.at(300)
    told_of_the_downgrade, activated = 1, 1
    assert len(evening.facts(event, "clock.lapsed")) == len(OFFICES[1:]) + activated + told_of_the_downgrade


def test_further_failures_start_no_second_set(evening: Evening) -> None:
    """Within the spell a third failure changes the figures, not the clocks: one set of notices, one rhythm."""
    event = evening.cluster()
    evening.suspect(event, 2)
    evening.grade(event)
    evening.suspect(event, 3)
    others = ("activation", "countersignature", "follow_up_report", "first_information", "briefing")
    assert len(evening.facts(event, "clock.started")) == 2 * len(OFFICES) + len(others)
    assert all(len(evening.clocks(event, name)) == len(OFFICES) for name in NOTICES)


def test_second_event_of_the_spell_starts_no_set(evening: Evening) -> None:
    """The province is at 特别重大 once: another event in the same spell has no notices of its own, graded or not."""
    first = evening.cluster()
    evening.grade(first)
    second = evening.open_blown_up(2, occurred=-30, known=0)
    assert evening.state(second).proposal["grade"] == "extraordinary"
    assert evening.statuses(second, *NOTICES) == set()
    evening.grade(second)
    assert evening.statuses(second, *NOTICES) == set()
    assert evening.statuses(second, "activation") == {"running"}
    assert every_clock(evening, first) == [("running", False)]


def test_two_events_before_any_signature(evening: Evening) -> None:
    """The event that started the clocks gives them up when the other one is signed first; one set runs in all."""
    first = evening.cluster()
    second = evening.open_blown_up(2, occurred=-30, known=0)
    evening.grade(second)
    assert every_clock(evening, second) == [("running", False)]
    evening.grade(first)
    assert every_clock(evening, first) == [("cancelled", True)]
    assert all("2026-002号事件" in clock.reason for clock in evening.clocks(first, "first_notice").values())


def test_new_spell_has_notices_of_its_own(evening: Evening) -> None:
    """After a downgrade the next 特别重大 is a new spell: a new set runs, from the moment of the new decision's T0."""
    event = evening.graded()
    evening.grade(event, "major", by="zuzhang", reason="核实后影响限于一市")
    evening.at(30)
    evening.suspect(event, 2, occurred=10, known=28)
    evening.grade(event)
    running = [clock for name in NOTICES for clock in evening.running(event, name)]
    assert len(running) == 2 * len(OFFICES)
    assert {clock.provisional for clock in running} == {False}


def test_dismissed_event_leaves_nothing_running(evening: Evening) -> None:
    """A false alarm cancels the provisional clocks as 误报, and the event can't be graded any more."""
    event = evening.cluster()
    evening.dismiss(event, "公告系伪造，两家均正常")
    clocks = [clock for name in NOTICES for clock in evening.clocks(event, name).values()]
    assert {(clock.status, clock.reason) for clock in clocks} == {("cancelled", "误报")}
    with pytest.raises(Refused, match="已经结束"):
        evening.grade(event)
