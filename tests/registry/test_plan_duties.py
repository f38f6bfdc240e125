"""The checklist of 0.7, practices and evidence: who is named, what is late, what has been done."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from fengsui.clock.calendar import add_working_days
from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import plan_in_force
from fengsui.plan import Plan
from fengsui.registry.plan_duties.actions import mark_implemented, name_owner, record_practice
from fengsui.registry.plan_duties.checklist import ChecklistLine, checklist, practices, records_of
from fengsui.registry.plan_duties.evidence import evidence
from tests.registry.copies import START, appointed, assert_ledger_tells_the_same
from tests.registry.duties_plan import (
    EXEMPTION,
    OPTION,
    OPTIONAL_PRACTICE,
    PRACTICE,
    in_force,
    plan_of,
)

pytestmark = pytest.mark.usefixtures("copy")
DEADLINE = add_working_days(START, 30)


@pytest.fixture
def plan(copy: None) -> Iterator[Plan]:
    """The plan with practices, in force."""
    with in_force(plan_of()) as plan:
        yield plan


@pytest.fixture
def chief(plan: Plan) -> Actor:
    """The duty chief."""
    return appointed("锡安", "R3")


def line(plan: Plan, clause: str, *, late: bool = False) -> ChecklistLine:
    """One line of the checklist, before the deadline or at it."""
    lines = checklist(plan, DEADLINE if late else START).lines
    return next(one for one in lines if one.clause.id == clause)


def test_every_duty_is_on_the_list_and_nothing_else(plan: Plan) -> None:
    """An option and an exemption are not; the time counts 30 working days by the holiday calendar."""
    found = checklist(plan, START)
    assert {one.clause.id for one in found.lines} == set(plan.clauses) - {OPTION, EXEMPTION}
    assert {one.due for one in found.lines} == {DEADLINE}
    assert found.counts == {"overdue": 0, "unnamed": len(found.lines), "running": 0, "done": 0}


def test_a_clause_goes_from_unnamed_to_done(plan: Plan, chief: Actor) -> None:
    """未定人, 进行中, 已落实, each by a fact of its own; rebuilding draws the same rows."""
    duty = appointed("王栈", "R4", deputy=chief.officer)
    assert line(plan, "1.1.a").status == "unnamed"
    name_owner(actor=chief, clauses=["1.1.a", "1.1.b"], officer=duty.officer)
    named = line(plan, "1.1.a")
    assert (named.status, named.owner and named.owner.officer_name) == ("running", "王栈")
    assert named.owner is not None
    assert named.owner.deputy == chief.officer
    assert line(plan, "1.1.b").owner is not None
    mark_implemented(actor=duty, clauses=["1.1.a"], note="印发处置手册")
    assert line(plan, "1.1.a", late=True).status == "done"
    assert line(plan, "1.1.b", late=True).status == "overdue"
    assert_ledger_tells_the_same()


def test_a_whole_chapter_is_named_at_once(plan: Plan, chief: Actor) -> None:
    """One fact for all clauses of the chapter; naming anew replaces, what is in place stays."""
    chapter = [clause for clause in plan.clauses if clause.startswith("2.")]
    other = appointed("李屿", "R4")
    outcome = name_owner(actor=chief, clauses=chapter, officer=chief.officer, deputy=other.officer)
    assert outcome.fact.payload["clauses"] == chapter
    mark_implemented(actor=chief, clauses=["2.1"], note="已入制度")
    name_owner(actor=chief, clauses=["2.1"], officer=other.officer, deputy=chief.officer)
    first = line(plan, "2.1")
    assert (first.status, first.owner and first.owner.officer) == ("done", other.officer)


def test_only_who_is_named_and_the_duty_chief_mark(plan: Plan, chief: Actor) -> None:
    """Somebody else is told who answers for it; a clause that nobody answers for can't be marked."""
    owner, other = appointed("王栈", "R4", deputy=chief.officer), appointed("顾文简", "R7")
    with pytest.raises(Refused, match=r"请先指定责任人：1\.1\.a"):
        mark_implemented(actor=chief, clauses=["1.1.a"], note="有制度")
    name_owner(actor=chief, clauses=["1.1.a"], officer=owner.officer)
    with pytest.raises(Refused, match="由王栈负责"):
        mark_implemented(actor=other, clauses=["1.1.a"], note="有制度")
    with pytest.raises(AccessDenied):
        name_owner(actor=other, clauses=["1.1.a"], officer=other.officer, deputy=chief.officer)
    with pytest.raises(Refused, match="请写明凭什么"):
        mark_implemented(actor=owner, clauses=["1.1.a"], note="  ")
    with pytest.raises(Refused, match="手机号"):
        mark_implemented(actor=owner, clauses=["1.1.a"], note="联系人 13800138000")
    assert line(plan, "1.1.a").status == "running"


@pytest.mark.parametrize(
    ("clause", "officer", "deputy", "sentence"),
    [
        ("", "chief", "", "至少选一条"),
        (OPTION, "chief", "", "落实清单里没有"),
        ("9.9.z", "chief", "", "落实清单里没有"),
        ("1.1.a", "officer/nobody", "", "在任人员"),
        ("1.1.a", "chief", "", "请选 B 角"),
        ("1.1.a", "chief", "chief", "两个人"),
    ],
)
def test_naming_is_refused_with_the_reason(chief: Actor, clause: str, officer: str, deputy: str, sentence: str) -> None:
    """No clause, one that is no duty, nobody in office, nobody who stands in: nothing is written."""
    known = {"chief": chief.officer}
    with pytest.raises(Refused, match=sentence):
        name_owner(
            actor=chief,
            clauses=[clause] if clause else [],
            officer=known.get(officer, officer),
            deputy=known.get(deputy, deputy),
        )
    assert all(one.owner is None for one in checklist(plan_in_force(), START).lines)


def test_without_the_parameter_nothing_is_late(chief: Actor) -> None:
    """A plan that states no length: the date is unknown, and nobody is told to be overdue."""
    with in_force(plan_of(days=None)) as silent:
        found = checklist(silent, START + timedelta(days=900))
        assert found.length is None
        assert {(one.due, one.status) for one in found.lines} == {(None, "unnamed")}


def test_without_the_provision_nobody_is_named(chief: Actor) -> None:
    """A plan without the checklist of 0.7 takes no names; the refusal says which clause is missing."""
    with in_force(plan_of(provisions=())), pytest.raises(Refused, match=r"0\.7"):
        name_owner(actor=chief, clauses=["1.1.a"], officer=chief.officer, deputy=appointed("李屿", "R4").officer)


def test_a_practice_is_due_again_by_its_cycle(plan: Plan, chief: Actor) -> None:
    """Never done: from the day the copy was made; done: three months after that day. An option is never overdue."""
    late = START + timedelta(days=93)
    must, option = practices(plan, late)
    assert (must.last, must.overdue, option.overdue) == (None, True, False)
    timekeeping_day = date(2019, 10, 8)
    record_practice(actor=chief, practice=PRACTICE, done_on=timekeeping_day, entries={"what": "与三家媒体座谈"})
    must, _ = practices(plan, START)
    assert must.last is not None
    assert must.last.done_on == timekeeping_day
    assert must.due is not None
    assert (must.overdue, must.due.astimezone(DEADLINE.tzinfo).date()) == (False, date(2020, 1, 9))
    assert [row.entries[0]["text"] for row in records_of(PRACTICE)] == ["与三家媒体座谈"]
    assert_ledger_tells_the_same()


@pytest.mark.parametrize(
    ("done_on", "entries", "sentence"),
    [
        (date(2019, 10, 9), {"what": "座谈"}, "不能晚于今天"),
        (date(2019, 10, 8), {"what": " "}, "请填“做了什么”"),
        (date(2019, 10, 8), {"what": "座谈", "people": "三十"}, "整数"),
        (date(2019, 10, 8), {"what": "座谈", "day": "昨天"}, "2026-11-23"),
        (date(2019, 10, 8), {"what": "找了张某 13800138000"}, "手机号"),
        (date(2019, 10, 8), {"what": "长" * 1001}, "做了什么"),
    ],
)
def test_a_record_is_refused_with_the_reason(
    plan: Plan, chief: Actor, done_on: date, entries: dict[str, str], sentence: str
) -> None:
    """What is missing, is no number, is no day, or names a person's number: nothing is written."""
    with pytest.raises(Refused, match=sentence):
        record_practice(actor=chief, practice=PRACTICE, done_on=done_on, entries=entries)
    assert records_of(PRACTICE) == []


def test_a_practice_is_recorded_by_its_own_posts(plan: Plan, chief: Actor) -> None:
    """Its owners and the duty chief; another post is told so, and so is who asks for a practice that is none."""
    with pytest.raises(Refused, match="别的岗位"):
        record_practice(
            actor=appointed("顾文简", "R7"), practice=PRACTICE, done_on=date(2019, 10, 8), entries={"what": "座谈"}
        )
    spokesman = appointed("许言", "R11")
    record_practice(actor=spokesman, practice=PRACTICE, done_on=date(2019, 10, 8), entries={"what": "座谈"})
    with pytest.raises(Refused, match="没有这项实务"):
        record_practice(actor=chief, practice="none", done_on=date(2019, 10, 8), entries={})
    assert len(records_of(PRACTICE)) == 1


def test_evidence_is_what_the_ledger_holds(plan: Plan, chief: Actor) -> None:
    """Never, done with its fact, and a practice's record for every clause it stands on."""
    found = evidence(plan, START)
    assert found["1.5.b"].standing == "never"
    assert found["1.1.h"].standing == "done"  # officers were appointed
    name_owner(actor=chief, clauses=["1.1.a"], officer=chief.officer, deputy=appointed("李屿", "R4").officer)
    recorded = record_practice(
        actor=chief, practice=PRACTICE, done_on=date(2019, 10, 8), entries={"what": "座谈"}
    ).fact.reference
    found = evidence(plan, START)
    assert found["0.7"].last is not None
    assert found["0.7"].last.kind == "duty.owner_named"
    for clause in ("1.5.a", "1.5.b"):
        last = found[clause].last
        assert (found[clause].standing, last and last.reference) == ("done", recorded)
    assert found["1.5.a"].as_json()["last_fact"] == recorded


def test_an_option_is_never_overdue(plan: Plan, chief: Actor) -> None:
    """A practice past its day makes a duty overdue, an option not."""
    late = world.this_world().founded_at + timedelta(days=400)
    found = evidence(plan, late)
    assert found["1.5.a"].standing == "overdue"
    assert found[OPTION].standing == "never"
    record_practice(
        actor=chief, practice=OPTIONAL_PRACTICE, done_on=timekeeping.now().date(), entries={"what": "表彰一次"}
    )
    assert evidence(plan, late)[OPTION].standing == "done"
