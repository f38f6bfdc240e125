"""Settled: who signs what, row by row; nobody signs for another, nobody is both, the telephone has its limits."""

from dataclasses import replace

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.response import grading
from fengsui.response.queries import matters_of
from tests.plan_2019_75.evening import Evening, minute

DAY = 24 * 60
TONIGHT = {
    "confirm_blowup": ([("R4",), ("R3",)], False, None, False),
    "upgrade_grade": ([("R3",)], False, ("R1",), False),
    "downgrade_grade": ([("R1",)], False, None, True),
    "activate_plan": ([("R1",)], True, None, False),
    "approve_first_notice": ([("R1", "R2")], True, None, False),
    "send_first_notice": ([("R3",)], False, None, False),
    "sign_written_report": ([("R1", "R2")], True, None, False),
    "terminate_event": ([("R1",)], False, None, True),
    "dismiss_event": ([("R3",)], False, None, True),
}


def test_table_is_the_plan_s(evening: Evening) -> None:
    """The rows of signatures.yaml: roles of each signature, telephone, countersignature, whether a reason is asked."""
    plan = evening.room(evening.open()).plan
    rows = {
        row.act: (
            [slot.roles for slot in row.slots],
            row.phone_allowed,
            row.countersign.roles if row.countersign else None,
            row.reason_required,
        )
        for row in plan.signatures
    }
    assert {act: rows[act] for act in TONIGHT} == TONIGHT
    assert {row.phone_countersign.hours for row in plan.signatures if row.phone_countersign} == {24}
    assert plan.signature_requirement("upgrade_grade").countersign is not None
    assert plan.signature_requirement("sign_written_report").signs_as == "签发人"


@pytest.mark.parametrize(
    ("first", "second"), [("dingfang", "zhiban"), ("zhiban", "dingfang"), ("dingfang2", "zhiban2")]
)
def test_blowup_is_confirmed_by_watcher_and_duty_chief(evening: Evening, first: str, second: str) -> None:
    """In either order; after the first of the two it is still only suspected."""
    event = evening.open_blown_up(0)
    evening.sign(event, "confirm_blowup", first)
    assert {row.status for row in evening.state(event).suspicions.values()} == {"suspected"}
    evening.sign(event, "confirm_blowup", second)
    assert {row.status for row in evening.state(event).suspicions.values()} == {"confirmed"}


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("zhiban", "zhiban", "不能签两次"),
        ("zhiban", "zhiban2", "盯防专人"),
        ("dingfang", "dingfang2", "值班长"),
        ("dingfang", "zuzhang", "值班长"),
    ],
)
def test_two_signatures_are_two_people_in_two_roles(evening: Evening, first: str, second: str, why: str) -> None:
    """Neither the same person nor two of the same role, nor the head in another's place, make it confirmed."""
    event = evening.open_blown_up(0)
    evening.sign(event, "confirm_blowup", first)
    with pytest.raises(Refused, match=why):
        evening.sign(event, "confirm_blowup", second)
    assert {row.status for row in evening.state(event).suspicions.values()} == {"suspected"}


def test_one_person_with_both_roles_is_one_signature(evening: Evening) -> None:
    """An officer who is watcher and duty chief signs once; the other signature is somebody else's."""
    event = evening.open_blown_up(0)
    both = replace(evening.people["zhiban"], roles=frozenset({"R3", "R4"}))
    matter = evening.waiting(event, "confirm_blowup")

    def sign() -> None:
        grading.sign(
            actor=both,
            matter=matter.opened,
            seen_hash=matter.seen_hash,
            idempotency_key=evening.key(),
        )

    sign()
    with pytest.raises(Refused, match="不能签两次"):
        sign()
    assert {row.status for row in evening.state(event).suspicions.values()} == {"suspected"}
    evening.sign(event, "confirm_blowup", "zhiban2")
    assert {row.status for row in evening.state(event).suspicions.values()} == {"confirmed"}


def test_blowup_is_not_confirmed_by_telephone(evening: Evening) -> None:
    """Evidence is looked at; no telephone takes its place."""
    event = evening.open_blown_up(0)
    with pytest.raises(Refused, match="不能电话批准"):
        evening.telephone(event, "confirm_blowup", "dingfang")


@pytest.mark.parametrize("grade", ["extraordinary", "major", "other"])
def test_first_grade_is_an_upgrade(evening: Evening, grade: str) -> None:
    """Whatever the first grade is: the duty chief signs alone, and the head owes a countersignature in 24 hours."""
    event = evening.open(0)
    evening.grade(event, grade, reason="组织研判认定")
    assert evening.state(event).grades[-1]["direction"] == "first"
    [request] = evening.state(event).matters.owed
    clock = evening.clocks(event, "countersignature")[request]
    assert (clock.due_at, clock.parameter, clock.owner_roles) == (minute(DAY), "PAR-27", ["R1"])


def test_upgrade_counts_at_once_and_is_countersigned(evening: Evening) -> None:
    """The grade holds from the duty chief's signature on; the head's countersignature settles its clock."""
    event = evening.open(0)
    evening.grade(event, "other", reason="仅一家")
    evening.countersign(event, "upgrade_grade", "zuzhang")
    evening.grade(event, "major", reason="跨市影响")
    assert (evening.state(event).grade, evening.state(event).grades[-1]["direction"]) == ("major", "upgrade")
    for login in ("zhiban2", "fuzuzhang"):
        with pytest.raises(Refused, match="组长"):
            evening.countersign(event, "upgrade_grade", login)
    evening.at(300)
    evening.countersign(event, "upgrade_grade", "zuzhang")
    assert evening.state(event).matters.owed == {}
    assert evening.statuses(event, "countersignature") == {"settled"}


def test_countersignature_that_never_comes_lapses(evening: Evening) -> None:
    """After 24 hours the lapse is on record; the grade stands."""
    event = evening.graded()
    evening.at(DAY + 1)
    [clock] = evening.clocks(event, "countersignature").values()
    assert (clock.status, clock.lapsed_at) == ("running", minute(DAY))
    assert evening.state(event).grade == "extraordinary"


def test_head_who_grades_owes_nothing(evening: Evening) -> None:
    """The head may sign the grade himself; then there is nobody left to countersign."""
    event = evening.cluster()
    evening.grade(event, by="zuzhang")
    assert evening.state(event).matters.owed == {}
    assert evening.clocks(event, "countersignature") == {}


def test_downgrade_is_the_head_s_with_a_reason_in_person(evening: Evening) -> None:
    """Not the duty chief, not without a reason, and there is no matter that a telephone call could approve."""
    event = evening.graded()
    with pytest.raises(Refused, match="组长"):
        evening.grade(event, "major", reason="影响有限")
    with pytest.raises(AccessDenied):
        evening.grade(event, "major", by="fuzuzhang", reason="影响有限")
    with pytest.raises(Refused, match="理由"):
        evening.grade(event, "major", by="zuzhang", reason=" ")
    assert not evening.room(event).plan.signature_requirement("downgrade_grade").phone_allowed
    waiting = {matter.act for matter in matters_of(evening.room(event), evening.people["zhiban"])}
    assert not waiting & {"downgrade_grade", "upgrade_grade"}
    evening.grade(event, "major", by="zuzhang", reason="影响有限")
    assert evening.state(event).grades[-1]["direction"] == "downgrade"


def test_termination_is_the_head_s(evening: Evening) -> None:
    """Duty chief and deputy head can't end an event; the head can, with the checklist gone through."""
    event = evening.activated()
    for login in ("zhiban", "fuzuzhang"):
        with pytest.raises(AccessDenied):
            evening.end(event, by=login, reason="风险已消除")
    evening.end(event, reason="风险已消除")
    closing = evening.state(event).closing
    assert {row["condition"] for row in closing["conditions"]} == {
        row.id for row in evening.room(event).plan.termination_conditions
    }


def test_first_notice_is_approved_then_sent_by_the_duty_chief(evening: Evening) -> None:
    """Head or deputy approve; without it nothing is sent; the duty chief sends, and nobody else."""
    event = evening.graded()
    paper = evening.submit(event)
    with pytest.raises(Refused, match="还没有批准"):
        evening.send(event, paper)
    with pytest.raises(Refused, match="组长"):
        evening.sign(event, "approve_first_notice", "zhiban")
    evening.sign(event, "approve_first_notice", "fuzuzhang")
    for login in ("wendian", "zuzhang", "fuzuzhang"):
        with pytest.raises(AccessDenied):
            evening.send(event, paper, by=login)
    evening.send(event, paper)
    state = evening.state(event).papers[paper]
    assert (state.status, state.signatory) == ("sent", "程北川")


@pytest.mark.parametrize(("login", "name"), [("zuzhang", "张望山"), ("fuzuzhang", "程北川")])
def test_written_report_bears_its_signatory(evening: Evening, login: str, name: str) -> None:
    """签发人 is the head or a deputy head, whoever signed."""
    event = evening.graded()
    paper = evening.submit(event, "written_report")
    evening.sign(event, "sign_written_report", login)
    assert evening.state(event).papers[paper].signatory == name


def test_telephone_approval_is_the_duty_chief_s_record(evening: Evening) -> None:
    """Its own fact: who approved, who wrote it down, when the call was; nobody but a duty chief writes one."""
    event = evening.submitted()
    evening.at(12)
    with pytest.raises(AccessDenied):
        evening.telephone(event, "approve_first_notice", "zuzhang", by="wendian")
    with pytest.raises(AccessDenied):
        evening.telephone(event, "approve_first_notice", "fuzuzhang", by="zuzhang")
    evening.telephone(event, "approve_first_notice", "zuzhang", at=10)
    [fact] = evening.facts(event, "signature.given")
    assert fact.payload["mode"] == "telephone"
    assert fact.payload["officer"] == evening.people["zuzhang"].officer
    assert fact.payload["recorded_by"] == fact.actor == evening.people["zhiban"].officer
    assert (fact.happened_at, fact.recorded_at) == (minute(10), minute(12))


def test_call_cannot_lie_in_the_future(evening: Evening) -> None:
    """An approval that hasn't been given isn't written down."""
    event = evening.submitted()
    with pytest.raises(Refused, match="晚于现在"):
        evening.telephone(event, "approve_first_notice", "zuzhang", at=5)


def test_telephone_approval_comes_from_who_may_sign(evening: Evening) -> None:
    """Neither the duty chief's own word nor another's counts as the head's, and the deputy doesn't activate."""
    event = evening.ordered()
    for login in ("zhiban", "zhiban2", "fuzuzhang", "gongan"):
        with pytest.raises(Refused):
            evening.telephone(event, "activate_plan", login)
    assert not evening.state(event).activated


def test_who_approved_by_telephone_countersigns_himself(evening: Evening) -> None:
    """Within 24 hours the same person signs; nobody does it for him, though he hold the same office."""
    event = evening.submitted()
    evening.telephone(event, "approve_first_notice", "fuzuzhang")
    request = evening.owed(event, "approve_first_notice")
    clock = evening.clocks(event, "countersignature")[request]
    assert clock.due_at == minute(DAY)
    for login in ("zuzhang", "zhiban"):
        with pytest.raises(Refused, match="批准人本人"):
            evening.countersign(event, "approve_first_notice", login)
    evening.at(60)
    evening.countersign(event, "approve_first_notice", "fuzuzhang")
    clock = evening.clocks(event, "countersignature")[request]
    assert (clock.status, clock.settled_at) == ("settled", minute(60))
    with pytest.raises(IndexError):
        evening.owed(event, "approve_first_notice")


def test_telephone_approval_without_countersignature_lapses(evening: Evening) -> None:
    """The act stands, and that the signature never came is on record after 24 hours."""
    event = evening.ordered()
    evening.telephone(event, "activate_plan", "zuzhang")
    request = evening.owed(event, "activate_plan")
    evening.at(DAY + 1)
    assert evening.clocks(event, "countersignature")[request].lapsed_at == minute(DAY)
    assert evening.state(event).activated


def test_nobody_signs_what_he_has_not_seen(evening: Evening) -> None:
    """A signature carries the hash of the page signed; one of another version is refused."""
    event = evening.submitted()
    matter = evening.waiting(event, "approve_first_notice")
    with pytest.raises(Refused, match="不一致"):
        grading.sign(
            actor=evening.people["zuzhang"],
            matter=matter.opened,
            seen_hash="0" * 64,
            idempotency_key=evening.key(),
        )
    assert evening.state(event).papers[matter.opened].status == "submitted"
