"""Tickets: opened once, joined, raised, lowered, verified and closed, each with its reason."""

from typing import Any

import pytest

from fengsui.conduct.access import AccessDenied, NotThere
from fengsui.conduct.acting import Refused
from fengsui.conduct.house import house
from fengsui.conduct.projecting import differences
from fengsui.conduct.rebuild import project_all
from fengsui.ledger.reading import read_all
from fengsui.warning import ticketing
from fengsui.warning.models import SignedLevel, Ticket
from fengsui.warning.queries import institution_warning, news_for, ticket_page, tickets
from tests.warning.room import CALM, GRAVE, MILD, Room, minute


def test_evidence_joins_the_one_open_ticket(room: Room) -> None:
    """Further evidence is an assessment of the same stream; there is one ticket, raised once."""
    room.know(MILD)
    first = room.ticket
    assert (first.level, first.payload["basis"]) == (3, "rule")
    room.know({**MILD, "net_outflow_7_days_ppm": 61_000})
    room.know({**MILD, **GRAVE})
    room.know({**MILD, **GRAVE, "net_outflow_7_days_ppm": 62_000})
    assert room.ticket.fact == first.fact
    assert room.ticket.level == 1
    assert len(room.facts("ticket.opened")) == len(room.facts("ticket.raised")) == 1
    assert len(room.facts("attention.assessed")) == 4
    assert Ticket.objects.get().level == 1


def test_an_unchanged_answer_writes_nothing(room: Room) -> None:
    """The same figures again give no fact; a milder answer does, and leaves the ticket as it is."""
    room.know(GRAVE)
    before = len(room.facts())
    assert room.know(GRAVE) is None
    assert len(room.facts()) == before
    room.know(CALM)
    assert room.ticket.level == 1
    assert room.state().proposed_level == 0


def test_ticket_of_level_one_rings_watchers_and_duty_chief(room: Room) -> None:
    """The message is written with the ticket, urgent, to the named pair and R3, and is found on their desks."""
    room.watchers()
    room.know(GRAVE)
    message = room.messages()[0]
    assert (message.fact, message.urgency, message.audience_roles) == (room.ticket.fact, "urgent", ["R3"])
    assert set(message.audience_officers) == {room.people[login].officer for login in ("dingfang", "dingfang2")}
    assert "内部研判1级" in message.subject
    for login in ("dingfang", "zhiban"):
        assert [row.pk for row in news_for(room.people[login])] == [message.pk]


def test_ticket_without_watchers_tells_every_watcher(room: Room) -> None:
    """Nobody is named yet: whoever may be hears of it."""
    room.know(MILD)
    assert room.messages()[0].audience_roles == ["R3", "R4"]
    assert room.messages()[0].urgency == "normal"


def test_verification_clock_runs_by_level_and_raising_shortens_it(room: Room) -> None:
    """Eight hours at level 3; raised to level 1 it is two hours from then, and the old line no longer applies."""
    room.know(MILD)
    assert [clock.due_at for clock in room.clocks("verification")] == [minute(8 * 60)]
    room.at(30)
    room.know({**MILD, **GRAVE})
    old, new = room.clocks("verification")
    assert (old.status, new.status, new.due_at) == ("ended", "running", minute(150))


def test_raising_late_keeps_the_nearer_line(room: Room) -> None:
    """A raise in the last hour gives no more time."""
    room.know(MILD)
    room.at(7 * 60)
    room.know({**MILD, **GRAVE})
    assert [(clock.status, clock.due_at) for clock in room.clocks("verification")] == [("running", minute(480))]


def test_finding_settles_the_verification_clock(room: Room) -> None:
    """A check with its result, by the watcher; an empty one is refused."""
    room.know(MILD)
    room.at(20)
    arguments: dict[str, Any] = {"actor": room.people["dingfang"], "ticket": room.ticket.fact, "finding": "partly"}
    with pytest.raises(Refused, match="怎样核查"):
        ticketing.verify_ticket(**arguments, note=" ")
    ticketing.verify_ticket(**arguments, note="电话核对，确有延迟兑付")
    clock = room.clocks("verification")[0]
    assert (clock.status, clock.settled_at) == ("settled", minute(20))
    assert room.ticket.verified["finding"] == "partly"


def test_lapse_is_told_and_stays(room: Room) -> None:
    """Nobody checked within two hours: the lapse is a message to its owners and supervision, and stays on record."""
    room.know(GRAVE)
    room.at(121)
    lapsed = [message for message in room.messages() if message.subject.startswith("已超时限：预警核查")]
    assert lapsed[0].audience_roles == ["R4", "R3", "R14"]
    room.close()
    clock = room.clocks("verification")[0]
    assert (clock.status, clock.lapsed_at) == ("ended", minute(120))


def test_lowering_takes_the_duty_chief_and_a_reason(room: Room) -> None:
    """The watcher may raise, never lower; a lower level without a reason is refused; reasons are kept."""
    room.know(GRAVE)
    with pytest.raises(Refused, match="值班长"):
        room.sign_level(3, "核实为系统升级", by="dingfang")
    with pytest.raises(Refused, match="理由"):
        room.sign_level(3)
    room.sign_level(3, "核实为系统升级，已恢复")
    signed = room.facts("attention.signed")[0].payload
    assert (signed["direction"], signed["previous"], signed["proposed"], signed["role"]) == ("lower", 1, 1, "R3")
    assert room.ticket.level == 3
    assert SignedLevel.objects.get(pk=room.first).reason == "核实为系统升级，已恢复"
    room.know({**GRAVE, "site_unreachable_hours": 5})
    assert room.ticket.level == 3, "what the officer knew when he signed does not raise it again"


def test_watcher_raises_and_hidden_change_is_refused(room: Room) -> None:
    """Raising needs a reason where the rules propose less; a page that showed another proposal is out of date."""
    room.know(MILD)
    shown = room.state().assessment_hash
    room.sign_level(2, "现场见大额转移", by="dingfang")
    assert room.ticket.level == 2
    room.know({**MILD, **GRAVE})
    with pytest.raises(Refused, match="刷新"):
        ticketing.sign_level(
            actor=room.people["zhiban"], institution=room.first, level=3, reason="已化解", seen_hash=shown
        )


def test_confirming_the_proposal_needs_no_reason(room: Room) -> None:
    """定级别 by the rule: the proposal becomes the signed level."""
    room.know(GRAVE)
    room.sign_level(1, by="dingfang")
    assert room.facts("attention.signed")[0].payload["direction"] == "confirm"


def test_closing_asks_for_outcome_reason_and_finding(room: Room) -> None:
    """Unfounded only after a check; into an event only with its name; the clocks end, and only the chief closes."""
    room.know(GRAVE)
    with pytest.raises(AccessDenied):
        room.close(by="dingfang")
    with pytest.raises(Refused, match="核查结论"):
        room.close("unfounded", "传闻不实")
    with pytest.raises(Refused, match="哪个事件"):
        room.close("became_event", "已建立事件")
    with pytest.raises(Refused, match="理由"):
        room.close("resolved", " ")
    room.close("became_event", "已建立事件", into="event/2026-001")
    assert room.state().ticket is None
    assert {clock.status for clock in room.clocks("verification", "warning_notice")} == {"ended"}
    row = Ticket.objects.get()
    assert (row.status, row.outcome, row.into) == ("closed", "became_event", "event/2026-001")


def test_closed_ticket_is_not_opened_again_by_what_it_knew(room: Room) -> None:
    """The same level opens none; after a calm spell, or for a new hard rule, a new ticket opens."""
    room.know(MILD)
    room.close()
    room.know({**MILD, "net_outflow_7_days_ppm": 61_000})
    assert room.state().ticket is None
    room.know({**MILD, **GRAVE})
    assert room.ticket.level == 1
    room.close()
    room.know({**MILD, **GRAVE, "runaway_reported": True})
    assert room.ticket.level == 1
    room.close()
    room.know(CALM)
    room.know(MILD)
    assert room.ticket.level == 3
    assert len(room.facts("ticket.opened")) == 4


def test_ticket_by_judgement(room: Room) -> None:
    """An officer opens a ticket where no rule does, with a reason; a second one is refused."""
    arguments: dict[str, Any] = {"actor": room.people["dingfang"], "institution": room.first, "level": 2}
    with pytest.raises(Refused, match="理由"):
        ticketing.open_ticket(**arguments, reason="")
    with pytest.raises(Refused, match="级别"):
        ticketing.open_ticket(**{**arguments, "level": 7}, reason="线索")
    ticketing.open_ticket(**arguments, reason="举报线索较为具体")
    with pytest.raises(Refused, match="已有预警单"):
        ticketing.open_ticket(**arguments, reason="又一条线索")
    assert (room.ticket.level, room.ticket.payload["basis"]) == (2, "judgement")


def test_another_place_sees_nothing(room: Room) -> None:
    """An officer of one prefecture sees the tickets of its institutions only; an unknown one looks the same."""
    donglu = room.people["donglu"]
    inspector = type(donglu)(
        **{**{name: getattr(donglu, name) for name in donglu.__slots__}, "roles": frozenset({"R4"})}
    )
    here = next(row for row in room.institutions if row.registered_region == "990300")
    elsewhere = next(
        row for row in room.institutions if "990300" not in {row.registered_region, *row.operating_regions}
    )
    for row in (here, elsewhere):
        room.know(GRAVE, institution=row.pk)
    assert [line.row.institution for line in tickets(inspector)] == [here.pk]
    hidden = room.state(elsewhere.pk).ticket
    assert hidden is not None
    for reference in (hidden.fact, "warning/nobody#1"):
        with pytest.raises(NotThere):
            ticket_page(inspector, reference)
    with pytest.raises(NotThere):
        ticketing.open_ticket(actor=inspector, institution=elsewhere.pk, level=1, reason="线索")
    with pytest.raises(AccessDenied):
        institution_warning(room.people["gongan"], room.first)


def test_desk_and_page_show_the_whole_ticket(room: Room) -> None:
    """The gravest first with its next clock; the page has level, why, history, clocks, prompts and what one may do."""
    room.know(MILD, institution=room.institutions[1].pk)
    room.know(GRAVE)
    lines = tickets(room.people["zhiban"])
    assert [(line.row.institution, line.level) for line in lines] == [
        (room.first, 1),
        (room.institutions[1].pk, 3),
    ]
    assert lines[0].next_clock is not None
    assert lines[0].next_clock["due_at"] == minute(120)
    page = ticket_page(room.people["dingfang"], room.ticket.fact)
    assert page.ticket.payload["why"]
    assert page.room.history[0].level == 1
    assert [fact.kind for fact in page.facts][:2] == ["attention.assessed", "ticket.opened"]
    assert {"warning.verify", "warning.submit_sheet"} <= page.room.may
    assert "warning.close_ticket" not in page.room.may
    assert page.room.prompts[0].deliveries[0][0] == "email"


def test_rows_follow_from_the_ledger(room: Room) -> None:
    """What the tables hold is what the facts say."""
    room.watchers()
    room.know(MILD, rumours=["signal-1"])
    room.sign_level(2, "线索具体", by="dingfang")
    room.watch(level=2)
    room.sheet(B2="yes")
    room.know({**MILD, **GRAVE})
    tables = [table for table in house.tables if table.startswith("warning.")]
    assert differences(project_all(read_all()).rows, tables) == []
