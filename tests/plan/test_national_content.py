"""The content of the national plan: duties, cycles, measures by law, forms, parameters, playbooks, later names."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from pydantic import ValidationError

from fengsui.plan import Plan
from fengsui.plan.element import DatedName
from fengsui.plan.model import CentralBody, Quantity

ELEVEN_DUTIES = [f"3.2.{number}" for number in range(1, 12)]
FORMS = {
    "first_notice": 33,
    "written_report": 13,
    "follow_up_report": 10,
    "final_report": 18,
    "activation_order": 14,
    "termination_order": 8,
    "transfer_letter": 21,
    "closure_letter": 13,
    "revocation_proposal": 8,
    "control_request": 20,
    "claim": 22,
    "reception_register": 17,
    "redemption_plan_filing": 19,
    "living_will": 12,
    "admonition": 9,
    "exercise": 22,
    "training": 11,
    "accountability": 14,
    "rumour_check": 12,
    "answer_line": 11,
    "order": 9,
}
SEALED = {
    "transfer_letter": {"identity_numbers"},
    "admonition": {"persons"},
    "control_request": {"account_number"},
    "claim": {"name", "identity_number", "mobile", "payout_account"},
    "reception_register": {"representatives"},
}
# Where a department has a task of its own without being asked: 1.3 at the gravest grade, 5.2.2 and 5.2.3 below it.
PLAYBOOK = {
    "extraordinary": {
        *("anti_illegal_fundraising", "police", "tax", "market_regulation", "financial_regulation", "communications"),
        *("publicity", "court", "procuratorate", "petition", "internet_information"),
    },
    "major": {
        *("rectification_office", "financial_regulation", "anti_illegal_fundraising"),
        *("police", "communications", "market_regulation"),
    },
    "other": {"rectification_office", "financial_regulation", "internet_information", "publicity"},
}
TEXT_ONLY = {"PAR-01", "PAR-29", "PAR-47"}
"""Parameters that are a rule, a table elsewhere, or a name: they have no number and so no unit."""
TIME = {"minutes", "hours", "calendar_days", "working_days", "months"}


def test_the_eleven_duties_of_the_leading_group(plan: Plan) -> None:
    """三（二） item by item, each with who answers for it and how it shows that it was done."""
    first = [duty for duty in plan.duties if duty.clause.startswith("3.2.")]
    assert [".".join(duty.clause.split(".")[:3]) for duty in first] == ELEVEN_DUTIES
    assert all(duty.owners and duty.shown_by and duty.name for duty in plan.duties)
    served = {clause for duty in first for clause in (duty.clause, *duty.clauses)}
    assert {clause for clause in plan.clauses if clause.startswith("3.2.")} <= served


def test_every_cycle_takes_its_length_from_a_parameter(plan: Plan) -> None:
    """Training, exercises, reviews, inspections, retention and reports come round after a time that stands once."""
    assert {cycle.kind for cycle in plan.cycles} == {
        *("training", "exercise", "review", "inspection", "retention", "report")
    }
    for cycle in plan.cycles:
        parameter = plan.parameter(cycle.parameter)
        quantity = parameter.quantities[cycle.key] if cycle.key else None
        assert (quantity.unit if quantity else parameter.unit) in TIME, cycle.id
        assert quantity.amount if quantity else parameter.value, cycle.id
        assert cycle.owners, cycle.id


def test_plan_is_reviewed_yearly_and_on_six_occasions(plan: Plan) -> None:
    """The six occasions on which a plan is revised whatever its year says."""
    (review,) = [cycle for cycle in plan.cycles if cycle.id == "plan_review"]
    assert (plan.parameter(review.parameter).value, plan.parameter(review.parameter).unit) == (12, "months")
    assert [trigger.id for trigger in review.triggers] == [
        *("law_changed", "command_changed", "risk_changed", "resources_changed"),
        *("key_information_changed", "problem_found"),
    ]


def test_library_of_law_is_dated(plan: Plan) -> None:
    """Every entry says something, dates are in order, a replaced one ends the day before its successor begins."""
    library = {basis.id: basis for basis in plan.legal_basis}
    for basis in library.values():
        assert basis.says, basis.id
        assert basis.effective_from is not None or not basis.verified, basis.id
        if basis.replaced_by is not None:
            successor = library[basis.replaced_by]
            assert basis.effective_to is not None, basis.id
            assert successor.effective_from == basis.effective_to + timedelta(days=1), basis.id


@pytest.mark.parametrize(
    ("old", "new", "first_day"),
    [
        ("emergency_law_2007", "emergency_law_2024", date(2024, 11, 1)),
        ("petition_regulation_2005", "petition_rules_2022", date(2022, 5, 1)),
        ("transfer_rules_2001", "transfer_rules_2020", date(2020, 8, 7)),
        ("consumer_finance_capital_2014", "consumer_finance_capital_2024", date(2024, 4, 18)),
    ],
)
def test_law_goes_by_the_day_of_the_act(plan: Plan, old: str, new: str, first_day: date) -> None:
    """The text before a change is law to its last day, the text after it from its first."""
    library = {basis.id: basis for basis in plan.legal_basis}
    eve = first_day - timedelta(days=1)
    assert [library[name].in_force(eve) for name in (old, new)] == [True, False]
    assert [library[name].in_force(first_day) for name in (old, new)] == [False, True]


def test_plan_and_laws_it_names_are_in_the_library(plan: Plan) -> None:
    """0.2 and P.3, P.4: the plan's own number, 突发事件应对法 in both texts, 175号文."""
    (own,) = [basis for basis in plan.legal_basis if basis.clause == "0.2"]
    assert own.document_number == plan.document_number
    assert sum(basis.id.startswith("emergency_law_2007") for basis in plan.legal_basis) >= 10
    assert sum(basis.id.startswith("emergency_law_2024") for basis in plan.legal_basis) >= 20
    classification = next(basis for basis in plan.legal_basis if basis.id == "classification_opinion")
    assert (classification.clause, classification.document_number) == ("P.4", "整治办函〔2018〕175号")


def test_a_measure_never_stands_on_no_law(plan: Plan) -> None:
    """On every day on which a measure may be taken one of its bases at least is law, and none is law only on others."""
    library = {basis.id: basis for basis in plan.legal_basis}
    days = {plan.effective_from, date(2030, 1, 1)}
    for basis in library.values():
        days |= {day for day in (basis.effective_from, basis.effective_to) if day and day > plan.effective_from}
    for measure in plan.measures:
        bases = [library[name] for name in measure.legal_basis]
        assert bases, measure.id
        for day in days:
            if measure.in_force(day):
                assert any(basis.in_force(day) for basis in bases), (measure.id, day)
        for basis in bases:
            assert any(measure.in_force(day) and basis.in_force(day) for day in days), (measure.id, basis.id)


def test_nobody_freezes_without_the_power_to(plan: Plan) -> None:
    """A freeze is the police's or a court's; the lead department for illegal fund-raising may query and seal."""
    for measure in plan.measures:
        if "冻结" in measure.name or "保全" in measure.name:
            assert set(measure.bodies) <= {"police", "court"}, measure.id
            assert measure.remedy_notice, measure.id
    query = next(measure for measure in plan.measures if measure.id == "account_query")
    assert (query.bodies, query.effective_from) == (("anti_illegal_fundraising",), date(2021, 5, 1))


def test_exit_restriction_by_the_lead_department_begins_in_2021(plan: Plan) -> None:
    """In 2019 the power did not exist: police and courts had it already, the lead department has it since 条例."""
    measures = {measure.id: measure for measure in plan.measures}
    event = date(2019, 12, 1)
    assert not measures["exit_restriction_fundraising"].in_force(event)
    assert measures["exit_restriction_fundraising"].in_force(date(2021, 5, 1))
    assert measures["exit_restriction_police"].in_force(event)


def test_every_control_tells_its_remedy_and_closing_passes_the_gate(plan: Plan) -> None:
    """Who is controlled is told of the remedy; a site is closed only with data kept and repayment possible."""
    for measure in plan.measures:
        if measure.kind == "control" and measure.id not in {"account_query", "fund_watch"}:
            assert measure.remedy_notice, measure.id
        assert measure.conditions, measure.id
        if measure.term is not None:
            assert measure.parameter is not None, measure.id
            assert measure.term in plan.parameter(measure.parameter).quantities, measure.id
    closure = next(measure for measure in plan.measures if measure.id == "site_closure")
    words = "；".join(closure.conditions)
    assert all(needed in words for needed in ("认定文书", "数据已经保全", "兑付通道", "公告", "不得关停"))


def test_seven_kinds_of_measure_of_the_second_grade(plan: Plan) -> None:
    """五（二）2（1）to（7）: each has at least one measure, and classes named are those of 175号文."""
    named = {clause for measure in plan.measures for clause in (measure.clause, *measure.clauses)}
    for number in range(1, 8):
        own = [clause for clause in plan.clauses if clause.startswith(f"5.2.2.{number}.")]
        assert set(own) - {"5.2.2.7.b"} <= named, number
    classes = {known.code for known in plan.institution_classes}
    assert all(set(measure.institution_classes) <= classes for measure in plan.measures)


def test_every_form_of_the_office_is_there(plan: Plan) -> None:
    """The twenty papers people fill (启动令 and 终止令 apart), box by box."""
    assert {form.id: len(form.fields) for form in plan.forms} == FORMS
    for form in plan.forms:
        assert len({box.id for box in form.fields}) == len(form.fields), form.id
        assert any(box.must for box in form.fields), form.id
        assert form.handling == "内部", form.id
    written = plan.written.forms
    assert written is not None
    assert {"number", "source", "verification"} <= {box.id for box in written.common_fields}


def test_first_notice_may_go_out_with_unknown_numbers(plan: Plan) -> None:
    """Amounts and head-counts are 待核 where unknown; times, place, institution and the three offices are needed."""
    form = next(form for form in plan.forms if form.id == "first_notice")
    must = {box.id for box in form.fields if box.must}
    assert not must & {"outstanding", "lenders", "borrowers", "overdue", "on_site", "casualties", "insurance"}
    assert must >= {"happened_at", "known_at", "graded_at", "place", "institution", *(a.id for a in plan.addressees)}


def test_personal_data_is_asked_only_where_it_serves(plan: Plan) -> None:
    """Sealed boxes stand in four forms; the account for payment is not asked before payment."""
    sealed = {form.id: {box.id for box in form.fields if box.sealed} for form in plan.forms}
    assert {form: boxes for form, boxes in sealed.items() if boxes} == SEALED
    claim = next(form for form in plan.forms if form.id == "claim")
    assert next(box for box in claim.fields if box.id == "payout_account").only_when == "兑付阶段"
    names = "".join(box.name for form in plan.forms for box in form.fields)
    assert not any(word in names for word in ("单位地址", "家庭", "民族", "微信", "照片", "行踪", "人脸"))


def test_catalogue_of_parameters_is_whole(plan: Plan) -> None:
    """PAR-01 on, without a gap: each with reason, decider and unit, or it is a rule in words."""
    numbers = sorted(int(name.removeprefix("PAR-")) for name in plan.parameters)
    assert numbers == list(range(1, 57))
    for parameter in plan.parameters.values():
        assert parameter.default_reason, parameter.id
        assert parameter.decider, parameter.id
        assert parameter.quantities or parameter.unit or parameter.id in TEXT_ONLY, parameter.id


def test_where_nothing_bounds_a_parameter_its_reason_says_so(plan: Plan) -> None:
    """A floor or a ceiling, or the words that there is none."""
    for parameter in plan.parameters.values():
        bounds = [parameter.floor, parameter.ceiling]
        bounds += [bound for quantity in parameter.quantities.values() for bound in (quantity.floor, quantity.ceiling)]
        assert any(bound is not None for bound in bounds) or "没有上下限" in parameter.default_reason, parameter.id


@pytest.mark.parametrize(
    ("parameter", "key", "ceiling"),
    [
        ("PAR-06", "functional", 36),
        ("PAR-12", "late", 5),
        ("PAR-13", "completion", 60),
        ("PAR-14", "first_information", 5),
        ("PAR-17", "hand_over", 24),
        ("PAR-46", "administrative_seal", 30),
    ],
)
def test_terms_of_law_bound_what_a_province_may_set(plan: Plan, parameter: str, key: str, ceiling: int) -> None:
    """A province shortens a term of the law; more than the law's is no value at all."""
    quantity = plan.parameter(parameter).quantities[key]
    assert quantity.ceiling == ceiling
    with pytest.raises(ValidationError, match="上限"):
        Quantity(**{**quantity.model_dump(), "amount": ceiling + 1})


def test_every_department_has_its_task_where_the_plan_asks(plan: Plan) -> None:
    """All of 1.3 at the gravest grade, those of 5.2.2 at the second, those of 5.2.3 at the third."""
    for grade, departments in PLAYBOOK.items():
        assert {task.department for task in plan.tasks_for(grade)} == departments, grade
    asked = {clause for task in plan.tasks_for("extraordinary") for clause in (task.clause, *task.clauses)}
    assert {f"1.3.{letter}" for letter in "abcdefghi"} <= asked
    below = {clause for task in plan.tasks_for("major") for clause in (task.clause, *task.clauses)}
    assert {"5.2.2.0.b", "5.2.2.0.d", "5.2.2.1.c", "5.2.2.2.a", "5.2.2.5.a", "5.2.2.6.c"} <= below
    rest = {clause for task in plan.tasks_for("other") for clause in (task.clause, *task.clauses)}
    assert {f"5.2.3.{letter}" for letter in "abcdefghi"} <= rest


def test_tasks_never_ask_for_an_option(plan: Plan) -> None:
    """A task has a term and can be late; an option cannot."""
    options = {clause.id for clause in plan.clauses.values() if clause.modality != "duty"}
    assert not options & {clause for task in plan.tasks for clause in (task.clause, *task.clauses)}


def test_organs_keep_their_names_of_2019_and_tell_later_ones(plan: Plan) -> None:
    """Whom a letter of a later day addresses; what nobody confirmed says so."""
    bodies = {body.id: body for body in plan.organisation.central_bodies}
    conference = bodies["joint_conference"]
    assert conference.name == "处置非法集资部际联席会议"
    assert conference.name_on(date(2019, 12, 1)) == "处置非法集资部际联席会议"
    assert "银保监会" in conference.name_on(date(2023, 5, 17))
    assert "国家金融监督管理总局" in conference.name_on(date(2023, 5, 18))
    organs = (*bodies.values(), *plan.departments, *plan.addressees, *plan.organisation.offices)
    later = [name for organ in organs for name in organ.dated_names]
    assert any(not name.verified for name in later)
    for organ in organs:
        for one, next_one in pairwise(organ.dated_names):
            assert one.effective_to is not None, organ.id
            assert one.effective_to < next_one.effective_from, organ.id


def test_a_name_without_dates_of_its_own_is_the_plan_s() -> None:
    """Between two later names, and after the last has ended, the plan's own word stands."""
    body = CentralBody(
        id="one",
        name="某小组",
        part="牵头",
        clause="1.2.a",
        dated_names=(DatedName(name="某办", effective_from=date(2020, 1, 1), effective_to=date(2020, 12, 31)),),
    )
    assert [body.name_on(date(year, 12, 31)) for year in (2019, 2020, 2021)] == ["某小组", "某办", "某小组"]


def test_hard_words_are_served_by_facts_and_service(plan: Plan) -> None:
    """Each hard word about public opinion has its lawful service and what the head sees of it."""
    served = {rule.clause: rule for rule in plan.statement_rules}
    assert {"1.5.a", "1.5.b", *(f"5.2.1.3.{letter}" for letter in "acde"), "5.2.1.4.d", "5.2.1.4.g"} <= set(served)
    assert "不得限制任何人出行" in served["5.2.1.4.g"].served_by
    assert all(rule.served_by and rule.measured_by for rule in plan.statement_rules)


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        ("release_statement", [("R11",), ("R7",), ("R2", "R9")]),
        ("confirm_claim", [("R12",), ("R12",)]),
        ("destroy_personal_data", [("R1",), ("R15",)]),
        ("request_control_measure", [("R1", "R2"), ("R8", "R9", "R10")]),
        ("transfer_case", [("R9",), ("R1",)]),
    ],
)
def test_acts_of_later_capabilities_have_their_signatures(plan: Plan, act: str, roles: list[tuple[str, ...]]) -> None:
    """Statement, claim, destruction, control and transfer each need two or more people, none by telephone."""
    row = plan.signature_requirement(act)
    assert [slot.roles for slot in row.slots] == roles
    assert all(slot.name for slot in row.slots)
    assert not row.phone_allowed
