"""Every one of the 177 clauses is carried by something, answered for by somebody, and of the right modality (1.1.b)."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from fengsui.plan import Plan
from fengsui.plan.build import build_plan
from fengsui.plan.carriers import Carrier, carriers_by_clause, without
from fengsui.plan.files import PlanFiles

CAPABILITIES = Path(__file__).resolve().parents[1] / "proofs" / "capabilities.csv"
READY = {"Tonight's room", "Early warning", "The plan as data, whole"}
with CAPABILITIES.open(encoding="utf-8") as rows:
    BUILT = {row["id"]: row["proven_with"] in READY for row in csv.DictReader(rows)}
OPTIONS = {"5.2.2.3.a", "5.2.2.3.b", "5.2.2.3.c", "5.2.2.4.b"}
EXEMPTIONS = {"3.1.b"}
# Reviewed: what a person has to do in person, and why, stands in practices.yaml. One more here wants a reason as good.
PRACTICES = {
    "key_points_notice": "5.2.1.4.a",
    "field_investigation": "1.6.a",
    "negotiation_meeting": "5.2.2.2.a",
    "public_education": "1.5.c",
    "campaign_handover": "3.1.f",
}
# The sentences that a lawyer reads first, with the kind of element that must carry each.
CARRIED_BY = [
    ("0.1", "职责"),
    ("0.2", "法律依据"),
    ("P.3", "法律依据"),
    ("P.4", "机构分类"),
    ("1.2.d", "抄送"),
    ("1.4.b", "措施"),
    ("1.4.c", "措施"),
    ("1.5.b", "发布规则"),
    ("1.7.a", "表单"),
    ("2.6", "事件类型"),
    ("3.2.2", "周期"),
    ("3.2.7", "周期"),
    ("3.2.8.a", "周期"),
    ("3.2.8.b", "表单"),
    ("3.2.9", "周期"),
    ("5.2.1.1.b", "报送单位"),
    ("5.2.1.1.d", "时钟"),
    ("5.2.1.1.e", "周期"),
    ("5.2.1.2.a", "任务"),
    ("5.2.1.2.c", "措施"),
    ("5.2.1.2.d", "措施"),
    ("5.2.1.2.e", "措施"),
    ("5.2.1.2.g", "措施"),
    ("5.2.1.3.d", "发布规则"),
    ("5.2.1.4.a", "实务"),
    ("5.2.1.4.e", "表单"),
    ("5.2.1.4.g", "发布规则"),
    ("5.2.2.2.c", "措施"),
    ("5.2.2.3.b", "措施"),
    ("5.2.2.4.a", "措施"),
    ("5.2.2.5.a", "措施"),
    ("5.2.2.5.e", "表单"),
    ("5.2.2.6.b", "措施"),
    ("5.2.2.6.e", "任务"),
    ("5.2.2.7.a", "措施"),
    ("5.2.3.g", "任务"),
    ("5.2.3.h", "周期"),
]


@pytest.fixture(scope="module")
def carried(plan: Plan) -> Mapping[str, tuple[Carrier, ...]]:
    return carriers_by_clause(plan.written)


def test_every_clause_is_carried(plan: Plan, carried: Mapping[str, tuple[Carrier, ...]]) -> None:
    """177 of 177: none without an element that names it, and no element names a clause that is not there."""
    assert len(plan.clauses) == 177
    assert [clause for clause in plan.clauses if clause not in carried] == []
    assert [clause for clause in carried if clause not in plan.clauses] == []


def test_every_clause_has_somebody_who_answers_for_it(plan: Plan) -> None:
    """No duty without an owner; the owners are roles of the plan, one of them at least an officer of the office."""
    roles = {role.id: role for role in plan.roles}
    for clause in plan.clauses.values():
        assert clause.owners, clause.id
        assert len(set(clause.owners)) == len(clause.owners), clause.id
        assert any(not roles[owner].public for owner in clause.owners), clause.id


def test_options_and_the_exemption_are_no_duties(plan: Plan) -> None:
    """可以 and 鼓励 are options, 无需 exempts; everything else is a duty."""
    found = {
        kind: {clause.id for clause in plan.clauses.values() if clause.modality == kind}
        for kind in ("option", "exemption")
    }
    assert found == {"option": OPTIONS, "exemption": EXEMPTIONS}


def test_an_option_is_never_due(plan: Plan, carried: Mapping[str, tuple[Carrier, ...]]) -> None:
    """What carries an option has no term: no task, no clock, no cycle, so nothing can be called overdue."""
    for clause in OPTIONS:
        assert {carrier.kind for carrier in carried[clause]} <= {"措施", "法律依据"}, clause
        assert all(measure.parameter is None for measure in plan.measures if measure.clause == clause), clause
    assert {measure.clause for measure in plan.measures if measure.modality == "option"} == OPTIONS


def test_practices_are_the_reviewed_few(plan: Plan) -> None:
    """Only what no software could carry, each with its reason and a record that can be filled."""
    assert {practice.id: practice.clause for practice in plan.practices} == PRACTICES
    cycles = {cycle.id for cycle in plan.cycles}
    for practice in plan.practices:
        assert practice.reason, practice.id
        assert sum(box.required for box in practice.fields) >= 3, practice.id
        assert any(box.kind == "date" for box in practice.fields), practice.id
        assert practice.cycle is None or practice.cycle in cycles, practice.id


def test_practices_carry_nothing_alone_but_what_the_office_must_fetch(
    carried: Mapping[str, tuple[Carrier, ...]],
) -> None:
    """A practice stands beside another carrier; the unpublished notice has its placeholder in the law."""
    for clause in PRACTICES.values():
        assert {carrier.kind for carrier in carried[clause]} - {"实务"}, clause


@pytest.mark.parametrize(("clause", "kind"), CARRIED_BY)
def test_clause_is_carried_by_what_fits_it(carried: Mapping[str, tuple[Carrier, ...]], clause: str, kind: str) -> None:
    """A deadline by a clock or cycle, a measure by a measure, a record by a form: not by a sentence of duty alone."""
    assert kind in {carrier.kind for carrier in carried[clause]}


def test_plan_stands_without_what_carries_any_one_clause(
    plan: Plan, carried: Mapping[str, tuple[Carrier, ...]]
) -> None:
    """A proof takes away all that carries its clause: nothing that is left names what is gone."""
    assert sum(BUILT.values()) == 66
    for clause, built in BUILT.items():
        less = without(plan.written, carried.get(clause, ()))
        assert clause not in carriers_by_clause(less)
        if built:
            assert dangling(less) == set(), clause


@pytest.mark.parametrize("clause", ["0.2", "P.3", "3.2.2"])
def test_plan_without_what_carries_a_clause_can_be_built(
    plan: Plan, carried: Mapping[str, tuple[Carrier, ...]], clause: str
) -> None:
    """The clause is still quoted there: it is the plan's text, only nothing carries it."""
    less = build_plan(without(plan.written, carried[clause]))
    assert less.clause(clause).quote == plan.clause(clause).quote
    assert less.source_hash != plan.source_hash


def dangling(written: PlanFiles) -> set[str]:
    """Law, forms and cycles that an element names and that are not there."""
    measures = written.measures.measures if written.measures else ()
    library = written.legal_basis.legal_basis if written.legal_basis else ()
    practices = written.practices.practices if written.practices else ()
    forms = written.forms.forms if written.forms else ()
    cycles = written.duties.cycles if written.duties else ()
    named = {basis for measure in measures for basis in measure.legal_basis}
    named |= {basis.replaced_by for basis in library if basis.replaced_by}
    named |= {measure.form for measure in measures if measure.form}
    named |= {practice.cycle for practice in practices if practice.cycle}
    return named - {element.id for elements in (library, forms, cycles) for element in elements}
