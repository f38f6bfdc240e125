"""The sheet of 爆雷: two signatures by two persons, suspected in between, rejected with a reason; checks of signals."""

from datetime import timedelta
from typing import Any

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.warning import facts, ticketing, verifying, watching
from fengsui.warning.models import SignalCheck
from fengsui.warning.queries import desk_matters, institution_warning, prevention, standing_sheets, verified_sheet
from tests.warning.room import CALM, GRAVE, MILD, Room, conditions, minute

PROVINCE = "990000"


def test_two_persons_make_a_blowup_verified(room: Room) -> None:
    """Suspected from submission; watcher and duty chief sign; nobody twice; the ticket's finding follows."""
    room.know(GRAVE)
    sheet = room.sheet(B2="yes", B4="unknown").fact.reference
    suspected = standing_sheets(PROVINCE)[0]
    assert (suspected.status, suspected.condition, suspected.signers) == ("suspected", "B2", ())
    assert (suspected.occurred_at, suspected.known_at) == (minute(-120), minute(-10))
    assert [matter.opened for matter in desk_matters(room.people["dingfang"])] == [sheet]
    room.sign(sheet, "dingfang")
    assert not room.facts("blowup.verified")
    with pytest.raises(Refused, match="不能签两次"):
        room.sign(sheet, "dingfang")
    with pytest.raises(Refused, match="值班长"):
        room.sign(sheet, "dingfang2")
    room.sign(sheet, "zhiban")
    verified = room.facts("blowup.verified")[0]
    assert (verified.payload["condition"], verified.payload["sheet"]) == ("B2", sheet)
    assert room.ticket.verified["finding"] == "true"
    found = verified_sheet(sheet)
    assert found is not None
    assert (found.status, found.signers) == ("verified", ("王栈（R4）", "锡安（R3）"))
    assert {clock.status for clock in room.clocks("verification")} == {"settled"}
    assert desk_matters(room.people["zhiban"]) == []


def test_signature_of_a_changed_page_is_refused(room: Room) -> None:
    """Who signs must have seen this sheet."""
    room.know(GRAVE)
    sheet = room.sheet(B1="yes").fact.reference
    with pytest.raises(Refused, match="不一致"):
        verifying.sign(actor=room.people["zhiban"], matter=sheet, seen_hash="0" * 64)
    with pytest.raises(AccessDenied):
        verifying.sign(actor=room.people["yanpan"], matter=sheet, seen_hash="0" * 64)


def test_sheet_without_a_condition_met_is_a_finding(room: Room) -> None:
    """All no: not true; one unknown: unclear. Nothing waits for a signature and nothing counts as suspected."""
    room.know(GRAVE)
    room.sheet(B3="unknown")
    assert room.ticket.verified["finding"] == "unclear"
    room.sheet()
    assert room.ticket.verified["finding"] == "false"
    assert standing_sheets(PROVINCE) == []
    assert desk_matters(room.people["zhiban"]) == []
    room.close("unfounded", "各项均不符合")


def test_rejected_sheet_counts_no_longer(room: Room) -> None:
    """The duty chief rejects with a reason; the ticket could not be closed while it waited; another may follow."""
    room.know(GRAVE)
    sheet = room.sheet(B2="yes").fact.reference
    with pytest.raises(Refused, match="已有一份"):
        room.sheet(B1="yes")
    with pytest.raises(Refused, match="等签字"):
        room.close()
    with pytest.raises(Refused, match="为什么"):
        verifying.reject_sheet(actor=room.people["zhiban"], sheet=sheet, reason=" ")
    verifying.reject_sheet(actor=room.people["zhiban"], sheet=sheet, reason="公告系伪造，当日已正常兑付")
    assert standing_sheets(PROVINCE) == []
    assert (room.ticket.verified["finding"], room.ticket.verified["note"]) == ("false", "公告系伪造，当日已正常兑付")
    with pytest.raises(Refused):
        room.sign(sheet, "zhiban")
    room.sheet(B1="yes")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"conditions": conditions()[1:]}, "每一条"),
        ({"conditions": [*conditions()[:4], facts.ConditionFound(condition="B5", met="yes")]}, "证据"),
        ({"checks": []}, "至少要有一项核查"),
        ({"finding": " "}, "核查结论"),
        ({"known_at": minute(5)}, "获知时间"),
        ({"occurred_at": minute(-1)}, "事发时间"),
    ],
)
def test_incomplete_sheet_is_refused(room: Room, changes: dict[str, Any], words: str) -> None:
    """Every condition answered, evidence for what is met, a check made, times in order."""
    entry: dict[str, Any] = {
        "conditions": conditions(B2="yes"),
        "occurred_at": minute(-120),
        "known_at": minute(-10),
        "checks": [facts.CheckMade(kind="telephone", made_at=minute(-5), result="无人接听")],
        "finding": "停付",
        **changes,
    }
    with pytest.raises(Refused, match=words):
        verifying.submit_sheet(
            actor=room.people["dingfang"],
            institution=room.first,
            entry=verifying.SheetEntry(**entry),
        )


def test_sheet_needs_no_ticket(room: Room) -> None:
    """A blow-up that nothing announced is verified all the same, and counts as one without an earlier ticket."""
    sheet = room.sheet(B4="yes").fact.reference
    for login in ("dingfang", "zhiban"):
        room.sign(sheet, login)
    assert standing_sheets(PROVINCE)[0].ticket == ""
    told = prevention(room.people["zhiban"], minute(-60 * 24))
    assert (told.blown_up, told.with_earlier_ticket, told.median_lead) == (1, 0, None)


def test_sheet_outlives_its_ticket(room: Room) -> None:
    """The ticket becomes an event; the verified blow-up stands, and a later ticket may have a sheet of its own."""
    room.know(MILD)
    sheet = room.sheet(B2="yes").fact.reference
    for login in ("dingfang", "zhiban"):
        room.sign(sheet, login)
    room.close("became_event", "已建立事件", into="event/2026-001")
    assert [row.fact for row in standing_sheets(PROVINCE)] == [sheet]
    assert standing_sheets("980000") == []
    room.know(CALM)
    room.know(GRAVE)
    room.sheet(B3="yes")
    told = prevention(room.people["zhiban"], minute(-60 * 24))
    assert (told.opened, told.still_open, told.closed) == (2, 1, {"became_event": 1})
    assert told.lead == (timedelta(minutes=-120),)


def test_rumours_and_reports_have_one_clock_each(room: Room) -> None:
    """Two hours for rumours at level 1, eight for reports; settled when none waits; later ones start another."""
    room.know(GRAVE, rumours=["signal-1", "signal-2"], reports=["signal-3"])
    assert [clock.due_at for clock in room.clocks("rumour_check")] == [minute(120)]
    assert [clock.due_at for clock in room.clocks("media_check")] == [minute(480)]
    found = ticketing.SignalFinding(signal="signal-1", kind="K1", method="电话核对存管银行", finding="false")
    check(room, found)
    assert [clock.status for clock in room.clocks("rumour_check")] == ["running"]
    with pytest.raises(Refused, match="已核实过"):
        check(room, found)
    room.at(30)
    second = ticketing.SignalFinding(
        signal="signal-2", kind="K1", method="现场查看", finding="true", claim="称该平台已停付", response="none"
    )
    check(room, second)
    clock = room.clocks("rumour_check")[0]
    assert (clock.status, clock.settled_at) == ("settled", minute(30))
    assert [clock.status for clock in room.clocks("media_check")] == ["running"]
    room.know(GRAVE, rumours=["signal-1", "signal-4"])
    assert [clock.status for clock in room.clocks("rumour_check")] == ["settled", "running"]
    assert room.state().pending["K1"] == ("signal-4",)


def check(room: Room, found: ticketing.SignalFinding, by: str = "dingfang") -> None:
    ticketing.check_signal(actor=room.people[by], institution=room.first, found=found, idempotency_key=room.key())


def test_one_check_may_cover_several_texts_and_keeps_the_claim_sealed(room: Room) -> None:
    """What was alleged is sealed and opened for a purpose; a published answer says where it stands."""
    room.know(MILD, rumours=["signal-1", "signal-2"])
    found: dict[str, Any] = {
        "signal": "signal-1",
        "also": ("signal-2",),
        "kind": "K1",
        "method": "查存管流水",
        "finding": "false",
    }
    with pytest.raises(Refused, match="何时在何处"):
        check(room, ticketing.SignalFinding(**found, response="publish"))
    words: dict[str, Any] = {"response": "publish", "correction": "3月2日门户网站发布", "claim": "称某平台老板跑路"}
    check(room, ticketing.SignalFinding(**found, **words))
    assert room.state().pending["K1"] == ()
    assert "跑路" not in str([fact.payload for fact in room.facts()])
    opened = watching.open_log(actor=room.people["zhiban"], institution=room.first, purpose="复核")
    assert [text.text for text in opened] == ["称某平台老板跑路"]
    with pytest.raises(AccessDenied):
        watching.open_log(actor=room.people["zhiban"], institution=room.first, purpose="")
    assert SignalCheck.objects.get().also == ["signal-2"]
    assert institution_warning(room.people["yanpan"], room.first).state.checks["signal-2"]["finding"] == "false"
