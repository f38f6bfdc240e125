"""What would make a warning look calmer than it is: who may not, what is not forgotten, which lines come sooner."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from fengsui.monitoring.models import InstitutionNews
from fengsui.warning import assessing, ticketing, verifying, watching
from fengsui.warning.models import Ticket
from tests.warning.room import CALM, GRAVE, MILD, Room, minute
from tests.warning.test_room_watch import DAY, log


def working_elsewhere(room: Room) -> tuple[str, Actor]:
    """An institution of one prefecture that works in another, and an officer there with every role of a watch."""
    for row in room.institutions:
        places = [place for place in row.operating_regions if place[:4] != row.registered_region[:4]]
        inside = [place for place in places if place.startswith("99")]
        if inside:
            region = f"{inside[0][:4]}00"
            return row.pk, replace(room.people["donglu"], region=region, roles=frozenset({"R3", "R4"}))
    raise AssertionError


def test_only_the_place_of_registration_calms_a_warning(room: Room) -> None:
    """Where it only works an officer sees, verifies and raises; lowering, closing and signing are the home place's."""
    institution, officer = working_elsewhere(room)
    room.know(MILD, institution=institution)
    ticket = room.state(institution).ticket
    assert ticket is not None
    same: dict[str, Any] = {
        "actor": officer,
        "institution": institution,
        "seen_hash": room.state(institution).assessment_hash,
    }
    ticketing.sign_level(**same, level=2, reason="现场见大额转移")
    with pytest.raises(Refused, match="注册地"):
        ticketing.sign_level(**same, level=4, reason="已恢复")
    with pytest.raises(Refused, match="注册地"):
        ticketing.close_ticket(actor=officer, ticket=ticket.fact, outcome="resolved", reason="已化解")
    sheet = room.sheet(institution=institution, B2="yes").fact
    with pytest.raises(Refused, match="注册地"):
        verifying.sign(actor=officer, matter=sheet.reference, seen_hash=sheet.hash)
    with pytest.raises(Refused, match="注册地"):
        verifying.reject_sheet(actor=officer, sheet=sheet.reference, reason="已恢复")
    room.watchers(institution)
    watch = room.watch(institution=institution, because=ticket.fact)
    with pytest.raises(Refused, match="注册地"):
        watching.end_watch(actor=officer, watch=watch, reason="已化解")


def test_a_lowered_ticket_rises_with_what_is_new(room: Room) -> None:
    """A new hard rule, and the same level after a calm spell, are news to the officer who lowered it (N9)."""
    room.know(GRAVE)
    room.sign_level(3, "核实为系统升级，已恢复")
    room.know({**GRAVE, "site_unreachable_hours": 5})
    assert room.ticket.level == 3
    room.know({**GRAVE, "runaway_reported": True})
    assert room.ticket.level == 1
    room.sign_level(3, "负责人已到场，跑路不实")
    room.know(CALM)
    room.know(GRAVE)
    assert room.ticket.level == 1


def test_closing_a_ticket_drops_no_text_that_waits_for_a_check(room: Room) -> None:
    """Rumours still have to be verified (4.2.1): neither their clock ends nor does the line move."""
    room.know(GRAVE, rumours=["signal-1"])
    room.close()
    assert room.state().pending["K1"] == ("signal-1",)
    assert [(clock.status, clock.due_at) for clock in room.clocks("rumour_check")] == [("running", minute(120))]
    assert room.know(GRAVE, rumours=["signal-1"]) is None


def test_a_ticket_after_a_verified_sheet_is_verified(room: Room) -> None:
    """Two people signed before the rules saw anything: nothing is left to verify, and no clock runs to its line."""
    sheet = room.sheet(B2="yes").fact.reference
    for login in ("dingfang", "zhiban"):
        room.sign(sheet, login)
    room.know(GRAVE)
    assert (room.ticket.verified["finding"], room.ticket.verified["sheet"]) == ("true", sheet)
    assert [clock.status for clock in room.clocks("verification")] == ["settled"]


def test_raising_brings_every_line_nearer(room: Room) -> None:
    """Prompt and rumours within two hours of level 1, the watch log within a day; never later than before."""
    room.watchers()
    room.know(MILD, rumours=["signal-1"])
    room.watch(level=3)
    room.at(30)
    room.know({**MILD, **GRAVE}, rumours=["signal-1"])
    for definition in ("verification", "warning_notice", "rumour_check"):
        assert [clock.due_at for clock in room.clocks(definition, status="running")] == [minute(150)], definition
    assert [clock.due_at for clock in room.clocks("watch_log", status="running")] == [minute(30 + DAY)]
    room.at(40)
    watch = room.state().watch
    assert watch is not None
    log(room, watch.fact, at=40)
    assert [clock.due_at for clock in room.clocks("watch_log", status="running")] == [minute(40 + DAY)]


def test_an_entry_about_the_time_before_settles_no_clock(room: Room) -> None:
    """It is on record; what is owed for the present interval is still owed, by the same line."""
    room.watchers()
    room.know(GRAVE)
    watch = room.watch()
    room.at(60)
    log(room, watch, at=60)
    room.at(90)
    log(room, watch, at=30)
    assert [(clock.status, clock.due_at) for clock in room.clocks("watch_log")][1:] == [("running", minute(60 + DAY))]
    assert len(room.facts("watch.logged")) == 2


def test_one_unreadable_institution_keeps_none_waiting(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker reads on, waits ten minutes with the one that failed, and reads it as soon as it can be read."""
    ids = [row.pk for row in room.institutions[:3]]
    InstitutionNews.objects.bulk_create(
        [InstitutionNews(id=pk, fact="intake/990000#1", at=minute(number)) for number, pk in enumerate(ids)]
    )
    room.set_figures(ids[0], {"payment_limit": "all"})  # type: ignore[dict-item]  # what must never happen
    for institution in ids[1:]:
        room.set_figures(institution, GRAVE)
    for _ in range(3):
        assessing.assess_warnings(minute(0), 1)
    assert {row.institution for row in Ticket.objects.all()} == set(ids[1:])
    assert assessing.assess_warnings(minute(9), 1) == 0
    room.set_figures(ids[0], GRAVE)
    assert assessing.assess_warnings(minute(11), 1) == 1
    assert Ticket.objects.count() == len(ids)
