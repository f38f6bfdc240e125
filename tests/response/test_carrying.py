"""From a warning to an event and back: sheets that count, events that grow out of tickets, 待核实, the named watch."""

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import NotThere
from fengsui.conduct.acting import Outcome, Refused
from fengsui.registry.models import Watch
from fengsui.response import carrying, opening, queries
from fengsui.response.explaining import explain
from fengsui.response.models import Event
from fengsui.response.sheets import sheet_of_ticket
from fengsui.response.situation import events_out_of_date
from fengsui.response.tickets import prefill_from_ticket
from fengsui.warning.models import Ticket, WatchCase
from fengsui.warning.ticketing import open_ticket
from fengsui.warning.verifying import reject_sheet
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, minute
from tests.warning.room import Room


@pytest.fixture
def room(evening: Evening) -> Room:
    """The warning room of the same province."""
    return Room(evening.people)


def ticket_of(room: Room, rank: int) -> str:
    """A ticket opened by judgement on the institution of this rank."""
    outcome = open_ticket(
        actor=room.people["zhiban"],
        institution=room.institutions[rank].pk,
        level=1,
        reason="停付公告",
        idempotency_key=room.key(),
    )
    return outcome.fact.reference


def sheet_on(room: Room, rank: int) -> str:
    """A sheet on which B2 is met."""
    return room.sheet(institution=room.institutions[rank].pk, B2="yes").fact.reference


def verified(room: Room, sheet: str) -> None:
    """Watcher and duty chief sign the sheet."""
    room.sign(sheet, "dingfang")
    room.sign(sheet, "zhiban")


def report_from(evening: Evening, room: Room, ticket: str, rank: int = 0) -> Outcome:
    """Open the event that the report form proposes for a ticket."""
    found = prefill_from_ticket(room.people["zhiban"], ticket)
    sheet = found.sheet
    assert sheet is not None
    entry = opening.SuspicionEntry(
        sheet.institution, sheet.condition, sheet.evidence, sheet.occurred_at, sheet.known_at, sheet.reference
    )
    times = {"occurred_at": sheet.occurred_at, "known_at": sheet.known_at}
    report = evening.report(rank, suspicion=entry, ticket=ticket, **times)
    return opening.open_event(actor=room.people["zhiban"], report=report, idempotency_key=room.key())


def test_a_sheet_counts_from_submission_and_confirmed_from_two_signatures(evening: Evening, room: Room) -> None:
    """Nothing of it is in any event: the jurisdiction's grade reads it, suspected first, then confirmed."""
    sheet = sheet_on(room, 0)
    [failure] = explain("990000")["failures"]
    assert (failure["event"], failure["sheet"], failure["confirmed"]) == ("", sheet, False)
    assert failure["balance_fen"] == room.institutions[0].outstanding_balance_fen
    assert explain("990000")["proposal"]["grade"] == "major"
    verified(room, sheet)
    assert [row["confirmed"] for row in explain("990000")["failures"]] == [True]


def test_a_rejected_sheet_counts_no_longer(evening: Evening, room: Room) -> None:
    """What did not hold is out of the figures."""
    sheet = sheet_on(room, 0)
    reject_sheet(actor=room.people["zhiban"], sheet=sheet, reason="公告系伪造", idempotency_key=room.key())
    assert explain("990000")["failures"] == []


def test_a_sheet_reaches_a_running_event(evening: Evening, room: Room) -> None:
    """A second of the largest on a sheet makes the event that runs out of date; the worker's reading proposes anew."""
    event = evening.open_blown_up(0)
    assert event not in events_out_of_date(timekeeping.now())
    sheet_on(room, 1)
    assert event in events_out_of_date(timekeeping.now())
    opening.assess_situations(timekeeping.now())
    assert evening.state(event).proposal["grade"] == "extraordinary"
    assert event not in events_out_of_date(timekeeping.now())


def test_two_signatures_on_the_sheet_are_not_asked_again(evening: Evening, room: Room) -> None:
    """The event grown out of a verified sheet starts with the blow-up confirmed, and counts it once."""
    ticket = ticket_of(room, 0)
    verified(room, sheet_on(room, 0))
    event = report_from(evening, room, ticket).fact.stream
    [suspicion] = evening.state(event).suspicions.values()
    assert (suspicion.status, bool(suspicion.verification)) == ("confirmed", True)
    assert queries.matters_of(evening.room(event), room.people["zhiban"]) == []
    assert len(explain("990000")["failures"]) == 1
    assert evening.state(event).proposal["figures"]["blown_up_30_days"] == 1


def test_what_the_officer_changes_is_signed_anew(evening: Evening, room: Room) -> None:
    """Another time than the one that was signed: the sheet stays named, the signatures are asked for again."""
    ticket = ticket_of(room, 0)
    verified(room, sheet_on(room, 0))
    sheet = sheet_of_ticket(ticket)
    assert sheet is not None
    entry = opening.SuspicionEntry(sheet.institution, "B2", "停付公告", minute(-300), minute(-9), sheet.reference)
    event = evening.open(0, suspicion=entry, ticket=ticket, occurred_at=minute(-300), known_at=minute(-9))
    [suspicion] = evening.state(event).suspicions.values()
    assert (suspicion.status, suspicion.sheet, suspicion.verification) == ("suspected", sheet.reference, "")
    carrying.carry_over(timekeeping.now())
    [suspicion] = evening.state(event).suspicions.values()
    assert suspicion.status == "suspected"


def test_the_verdict_on_the_sheet_follows_into_the_event_and_the_ticket_closes(evening: Evening, room: Room) -> None:
    """Opened while suspected: the ticket waits; once signed the event has it confirmed and the ticket is 转为事件."""
    ticket = ticket_of(room, 0)
    sheet = sheet_on(room, 0)
    event = report_from(evening, room, ticket).fact.stream
    assert carrying.carry_over(timekeeping.now()) == 0
    verified(room, sheet)
    assert carrying.carry_over(timekeeping.now()) == 2
    [suspicion] = evening.state(event).suspicions.values()
    assert suspicion.status == "confirmed"
    row = Ticket.objects.get(pk=ticket)
    assert (row.status, row.outcome, row.into) == ("closed", "became_event", event)
    assert carrying.carry_over(timekeeping.now()) == 0


def test_a_sheet_that_falls_falls_in_the_event_too(evening: Evening, room: Room) -> None:
    """Rejected on the warning: the event's suspicion from it is rejected, with the reason."""
    ticket = ticket_of(room, 0)
    sheet = sheet_on(room, 0)
    event = report_from(evening, room, ticket).fact.stream
    reject_sheet(actor=room.people["zhiban"], sheet=sheet, reason="公告系伪造", idempotency_key=room.key())
    assert carrying.carry_over(timekeeping.now()) == 2
    assert {row.status for row in evening.state(event).suspicions.values()} == {"rejected"}
    assert evening.state(event).proposal["grade"] is None


def test_only_an_open_ticket_becomes_an_event(evening: Evening, room: Room) -> None:
    """An unknown ticket shows nothing; a report that names one nobody keeps open is refused."""
    with pytest.raises(NotThere):
        prefill_from_ticket(room.people["zhiban"], "warning/none#1")
    with pytest.raises(Refused, match="销单"):
        evening.open(0, ticket="warning/none#1")


def test_sheets_alone_open_an_event_that_waits_for_an_officer(evening: Evening, room: Room) -> None:
    """Two of the largest on sheets: one event as 待核实 carries the provisional clocks; nothing goes out."""
    sheet_on(room, 0)
    assert carrying.carry_proposals(timekeeping.now()) == 0
    sheet_on(room, 1)
    assert carrying.carry_proposals(timekeeping.now()) == 1
    [row] = Event.objects.all()
    assert (row.unverified, row.opened_by) == (True, "system:proposals")
    assert carrying.carry_proposals(timekeeping.now()) == 1  # the second institution joins
    assert carrying.carry_proposals(timekeeping.now()) == 0
    state = evening.state(row.pk)
    assert state.unverified
    assert {one.institution for one in state.suspicions.values()} == {i.pk for i in room.institutions[:2]}
    assert state.proposal["grade"] == "extraordinary"
    clocks = evening.clocks(row.pk, "first_notice").values()
    assert {(clock.status, clock.provisional) for clock in clocks} == {("running", True)}
    assert {clock.started_at for clock in clocks} == {minute(-10)}
    assert state.grades == ()
    assert not evening.facts(row.pk, "paper.submitted")


def test_an_officer_takes_the_unverified_event_over(evening: Evening, room: Room) -> None:
    """Signing the grade adopts it; a false alarm ends it, and the same sheets open no other."""
    sheet_on(room, 0)
    sheet_on(room, 1)
    carrying.carry_proposals(timekeeping.now())
    carrying.carry_proposals(timekeeping.now())
    event = Event.objects.get().pk
    evening.grade(event)
    assert not Event.objects.get(pk=event).unverified
    assert not evening.state(event).unverified


def test_a_false_alarm_is_not_opened_again(evening: Evening, room: Room) -> None:
    """Dismissed as 误报: the clocks are off and the same sheets are no reason for another event."""
    sheet_on(room, 0)
    sheet_on(room, 1)
    carrying.carry_proposals(timekeeping.now())
    carrying.carry_proposals(timekeeping.now())
    event = Event.objects.get().pk
    evening.dismiss(event, "公告系伪造，已核实正常兑付")
    assert carrying.carry_proposals(timekeeping.now()) == 0
    assert Event.objects.count() == 1
    assert not evening.running(event, "first_notice")


def test_no_second_event_while_one_has_a_part(evening: Evening, room: Room) -> None:
    """An open event with a blow-up of its own: the proposal attaches to it."""
    event = evening.open_blown_up(0)
    sheet_on(room, 1)
    assert carrying.carry_proposals(timekeeping.now()) == 0
    assert Event.objects.count() == 1
    opening.assess_situations(timekeeping.now())
    assert evening.clocks(event, "first_notice")


@clause("4.1.d")
def test_grave_events_get_a_named_watch(evening: Evening, room: Room) -> None:
    """Graded 特别重大: the named pair watches each institution; where none is named the event says so until one is."""
    event = evening.cluster()
    first, second = (row.pk for row in room.institutions[:2])
    Watch.objects.all().delete()
    room.watchers(first)
    evening.grade(event)
    assert [key for key, _ in queries.unwatched_institutions(evening.room(event))] == [second]
    carrying.carry_over(timekeeping.now())
    watched = {row.institution: row for row in WatchCase.objects.filter(because=event)}
    assert set(watched) == {first}
    assert (watched[first].grade, watched[first].watcher_a) == ("extraordinary", room.people["dingfang"].officer)
    room.watchers(second, a="dingfang2", b="dingfang")
    carrying.carry_over(timekeeping.now())
    assert {row.institution for row in WatchCase.objects.filter(because=event)} == {first, second}
    assert queries.unwatched_institutions(evening.room(event)) == []
    assert carrying.carry_over(timekeeping.now()) == 0


@clause("4.1.d")
def test_lesser_events_need_no_named_watch(evening: Evening, room: Room) -> None:
    """A grade of 其他 opens no watch."""
    event = evening.open_blown_up(25)
    evening.grade(event, "other")
    carrying.carry_over(timekeeping.now())
    assert not WatchCase.objects.filter(because=event).exists()
    assert queries.unwatched_institutions(evening.room(event)) == []


def test_with_several_events_the_proposal_is_that_of_the_changed_institution(evening: Evening) -> None:
    """The second failure stands in an event of its own: 特别重大 is proposed there; the first event stays as it was."""
    first = evening.open_blown_up(0)
    second = evening.open_blown_up(1, occurred=-60, known=-20)
    opening.assess_situations(timekeeping.now())
    assert evening.state(second).proposal["grade"] == "extraordinary"
    assert evening.state(first).proposal["grade"] == "major"
    assert evening.state(first).proposal["figures"]["blown_up_30_days"] == 2
    assert evening.clocks(first, "first_notice") == {}
    assert evening.clocks(second, "first_notice")


def test_a_sheet_on_an_institution_of_the_event_gives_it_a_part(evening: Evening, room: Room) -> None:
    """An event without a blow-up of its own reads the sheet of its institution, and no second event is opened."""
    event = evening.open(0)
    assert evening.state(event).proposal["grade"] is None
    sheet_on(room, 0)
    sheet_on(room, 1)
    opening.assess_situations(timekeeping.now())
    assert evening.state(event).proposal["grade"] == "extraordinary"
    assert carrying.carry_proposals(timekeeping.now()) == 0
    assert Event.objects.count() == 1
