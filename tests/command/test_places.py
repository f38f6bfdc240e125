"""The command desk against officers of other places, asked of the acts and reads themselves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fengsui.command import calling, deciding, handing_over, meeting
from fengsui.command.calling import CallEntry
from fengsui.command.deciding import DecisionEntry
from fengsui.command.desk import command_desk
from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied, Actor, system_actor
from fengsui.conduct.acting import Refused
from fengsui.ledger.reading import count_facts
from fengsui.registry.actions import appoint_officer, assign_duty
from fengsui.registry.queries import actor_for_officer
from fengsui.response.queries import event_regions
from tests.clauses import clause
from tests.proofs.event_pages import open_event
from tests.proofs.proving import Desk

EAST = "990500"
EVERY = tuple(f"R{number}" for number in range(1, 16))


def officer(login: str, region: str, *roles: str) -> Actor:
    """Appoint one."""
    outcome = appoint_officer(
        actor=system_actor("test", "990000"), name=f"示例{login}", roles=roles, login=login, region=region
    )
    return actor_for_officer(outcome.fact.stream)


def entry(approver: str, **changes: Any) -> DecisionEntry:
    """A decision with everything it needs."""
    now = timekeeping.now()
    whole = DecisionEntry(
        question="是否约谈",
        options=["约谈", "不约谈"],
        no_options_reason="",
        clauses=[],
        facts=[],
        basis="",
        legal_reviewer="法规处",
        legal_opinion="可以",
        no_legal_review_reason="",
        votes=[],
        decision="约谈",
        approver=approver,
        decided_at=now,
    )
    return replace(whole, **changes)


def stream_of(address: str) -> str:
    """``/events/2026-001`` → its stream."""
    return f"event/{address.rpartition('/')[2]}"


@clause("1.6.e", "1.1.d")
def test_an_approver_of_another_place_is_not_named(desk: Desk) -> None:
    """Named by hand, the head of another prefecture is refused, and learns of nothing on the own desk."""
    event, duty = stream_of(open_event(desk)), desk.people["zhiban"]
    elsewhere = next(place for place in (EAST, "990400") if place not in event_regions(event))
    far = officer("far", elsewhere, "R1")
    before = count_facts()
    for of in (event, ""):
        with pytest.raises(Refused, match="本地区"):
            deciding.record_decision(actor=duty, event=of, entry=entry(far.officer))
    assert count_facts() == before
    assert far.officer not in dict(deciding.approvers(duty, event))
    assert far.officer not in dict(deciding.approvers(duty))
    assert command_desk(far, timekeeping.now()).to_sign == []


@clause("1.6.e")
def test_who_writes_a_decision_down_does_not_approve_it(desk: Desk) -> None:
    """The head writes none down for the own signature: two persons stand behind each record."""
    event, head = stream_of(open_event(desk)), desk.people["zuzhang"]
    with pytest.raises(Refused, match="两个人"):
        deciding.record_decision(actor=head, event=event, entry=entry(head.officer))
    assert head.officer not in dict(deciding.approvers(head, event))
    deciding.record_decision(actor=head, event=event, entry=entry(desk.people["fuzuzhang"].officer))


@clause("1.1.h", "1.1.d")
def test_a_desk_is_handed_over_inside_its_place(desk: Desk) -> None:
    """A prefecture's officer hands nothing of the province over, takes nothing over, and reads no list."""
    duty, city, now = desk.people["zhiban"], officer("city", "990300", *EVERY), timekeeping.now()
    shift = assign_duty(
        actor=system_actor("test", "990000"),
        region="990000",
        post="夜班",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
        officer_a=duty.officer,
        officer_b=city.officer,
    ).fact.reference
    with pytest.raises(Refused, match="名单"):
        handing_over.hand_over(actor=duty, shift=shift, incoming=city.officer, notes="", now=now)
    with pytest.raises(Refused, match="自己的班"):  # the province's roster isn't there for the city
        handing_over.hand_over(actor=city, shift=shift, incoming=duty.officer, notes="", now=now)
    handing_over.hand_over(actor=duty, shift=shift, incoming=desk.people["zhiban2"].officer, notes="盯住", now=now)
    assert handing_over.handovers(city) == []
    assert handing_over.shifts_to_hand_over(city, now) == []
    assert handing_over.gaps(city, now + timedelta(days=1)) == []
    assert city.officer not in dict(handing_over.takers(duty, ["990000"]))
    assert len(handing_over.handovers(duty)) == 1


@clause("3.2.9", "1.1.d")
def test_a_prefecture_keeps_a_log_of_its_own(desk: Desk) -> None:
    """What its officer writes down stands in its own log and the province's, in no other prefecture's."""
    city, east = officer("city", "990300", *EVERY), officer("east", EAST, *EVERY)
    call = CallEntry("in", "市公安局", answered=True, said="问进展", follows="回电", at=timekeeping.now())
    logged = calling.log_call(actor=city, entry=call).fact
    assert logged.stream == "calls/990300"
    for reader, sees in ((city, True), (desk.people["zhiban"], True), (east, False)):
        rows = list(calling.calls(reader))
        assert bool(rows) == sees
        whole = list(calling.calls(desk.people["zhiban"]))
        assert bool(calling.open_texts(reader, whole, "核对")) == sees
    with pytest.raises(AccessDenied):
        calling.follow_up(actor=east, call=logged.reference, outcome="已回")
    calling.follow_up(actor=city, call=logged.reference, outcome="已回")


@clause("1.3.k")
def test_publicity_reads_no_meeting_of_the_police(desk: Desk) -> None:
    """A joint meeting of the police stays closed to the spokesperson, unless publicity was called to it as well."""
    event, duty = stream_of(open_event(desk)), desk.people["zhiban"]
    for title, departments in (
        ("案情会商", ["police", "tax"]),
        ("发布会商", ["police", "publicity"]),
        ("接访会商", ["tax"]),
    ):
        meeting.convene(
            actor=duty,
            event=event,
            title=title,
            begins_at=timekeeping.now(),
            place="",
            departments=departments,
            agenda=["进展"],
        )
    assert {row.title for row in meeting.meetings(desk.people["xuanchuan"], event)} == {"接访会商", "发布会商"}
    assert len(meeting.meetings(duty, event)) == 3
    address = f"/events/{event.partition('/')[2]}"
    for page in ("picture", "meetings"):
        assert "案情会商" not in desk.page("xuanchuan", f"{address}/{page}")
        assert "案情会商" in desk.page("zhiban", f"{address}/{page}")
