"""What the national plan says, read back from its files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from fengsui.monitoring import figures as institution
from fengsui.plan import Plan, Vocabulary, load_plan, names_in, run_cases
from fengsui.plan.model import Department
from tests.plan.conftest import NATIONAL


def test_identity(plan: Plan) -> None:
    """The plan names its document and applies from the day it was issued."""
    assert (plan.id, plan.document_number) == ("national-2019-75", "整治办函〔2019〕75号")
    assert plan.effective_from == date(2019, 9, 20)
    assert plan.in_force(date(2019, 9, 20))
    assert not plan.in_force(date(2019, 9, 19))


def test_elements_may_narrow_the_dates() -> None:
    """An element applies between its own dates, both included; without dates, always."""
    unit = Department(
        id="late", name="晚设部门", clause="1.3.j", effective_from=date(2021, 5, 1), effective_to=date(2023, 4, 30)
    )
    days = [date(2021, 4, 30), date(2021, 5, 1), date(2023, 4, 30), date(2023, 5, 1)]
    assert [unit.in_force(day) for day in days] == [False, True, True, False]
    assert Department(id="any", name="部门", clause="1.3.j").in_force(date(2019, 9, 20))


def test_every_clause_resolves(plan: Plan) -> None:
    """All 177 clauses are there, each with its section and quote."""
    assert len(plan.clauses) == 177
    assert all(clause.section and clause.quote for clause in plan.clauses.values())
    assert plan.clause("2.1").quote == "辖内网贷机构发生的逾期兑付事件"
    assert plan.clause("5.2.1.1.d").deadline_words == "4小时内"
    assert plan.clause("1.6.a").deadline_words == ""


def test_three_grades(plan: Plan) -> None:
    """Three grades, the gravest first, mapped to response levels one to three."""
    assert [(grade.id, grade.name, grade.rank, grade.response_level) for grade in plan.grades] == [
        ("extraordinary", "特别重大", 1, "一级"),
        ("major", "重大", 2, "二级"),
        ("other", "其他", 3, "三级"),
    ]
    assert plan.grade("major").clause == "5.1.2.a"
    with pytest.raises(KeyError):
        plan.grade("fourth")


def test_scope(plan: Plan) -> None:
    """Six event types (the second with five subtypes), five blow-up tests, six institution classes."""
    assert [(kind.id, kind.clause) for kind in plan.event_types] == [(f"E{n}", f"2.{n}") for n in range(1, 7)]
    assert len(plan.event_type("E2").subtypes) == 5
    assert [condition.id for condition in plan.blowup_conditions] == ["B1", "B2", "B3", "B4", "B5"]
    assert [kind.code for kind in plan.institution_classes] == ["A1", "A2", "B1", "B2", "B3", "B4"]
    assert {kind.clause for kind in plan.institution_classes} == {"P.4"}


def test_organisation(plan: Plan) -> None:
    """Nineteen roles; the head's positions stand on their clauses; each grade has somebody who decides."""
    assert [role.id for role in plan.roles] == [f"R{n}" for n in range(1, 20)]
    positions = {position.id: position.clause for position in plan.organisation.positions}
    assert positions["group_head"] == "3.1.c"
    assert positions["government_head"] == "1.2.c"
    assert plan.organisation.roles_deciding("extraordinary") == ("R1",)
    assert all(plan.organisation.roles_deciding(grade.id) for grade in plan.grades)


@pytest.mark.clause("5.2.1.1.a", "5.2.1.1.b", "5.2.1.1.c", "5.2.1.1.d")
def test_notice_clocks(plan: Plan) -> None:
    """The 2-hour and 4-hour clocks run for each of three addressees, at the gravest grade only."""
    assert [(office.name, office.clause) for office in plan.addressees] == [
        ("网贷整治办", "5.2.1.1.a"),
        ("互金整治办", "5.2.1.1.b"),
        ("处非办", "5.2.1.1.c"),
    ]
    for clock_id, hours in (("first_notice", 2), ("written_report", 4)):
        clock = plan.clocks[clock_id]
        assert clock.per_addressee
        assert clock.for_grades == ("extraordinary",)
        assert (clock.amount, clock.unit) == (hours, "hours")
        term = plan.clock_term(clock_id, "extraordinary")
        assert (term.parameter, term.provincial) == (None, False)
        with pytest.raises(KeyError):
            plan.clock_term(clock_id, "major")
    assert [clock.id for clock in plan.clocks_for("major")] == [
        "task_acknowledgement",
        "countersignature",
        "watch_log",
        "watch_analysis",
        "watch_report",
    ]
    assert [copy.id for copy in plan.copy_to] == ["provincial_government"]


def test_terms_that_the_province_sets(plan: Plan) -> None:
    """Acknowledgement differs by grade and, like every term the text lacks, names its parameter."""
    terms = [plan.clock_term("task_acknowledgement", grade.id) for grade in plan.grades]
    assert [(term.amount, term.unit) for term in terms] == [(15, "minutes"), (1, "hours"), (1, "working_days")]
    assert {(term.parameter, term.provincial) for term in terms} == {("PAR-19", True)}
    assert plan.clock_term("activation", "extraordinary").words == "15分钟"
    assert plan.clocks["activation"].words == "立即"
    stated = {
        clock.id
        for clock in plan.clocks.values()
        if not any(
            term.provincial
            for term in (*clock.terms.values(), *clock.level_terms.values(), *filter(None, (clock.day_term,)))
        )
    }
    assert stated == {"first_notice", "written_report"}


def test_terms_at_attention_levels(plan: Plan) -> None:
    """Clocks of early warning run at attention levels, the graver the shorter; a watch at event grades too."""
    assert [plan.clock_term_at_level("verification", level).words for level in (1, 2, 3, 4)] == ["2小时"] + [
        "8小时"
    ] * 3
    assert plan.clock_term("watch_log", "extraordinary").words == "4小时"
    assert plan.clock_term_at_level("watch_log", 1).words == "1天"
    assert {clock.id for clock in plan.clocks_at_level(2)} >= {"rumour_check", "media_check", "watch_report"}
    assert plan.clocks["verification"].gravest_term.words == "2小时"
    with pytest.raises(KeyError):
        plan.clock_term_at_level("first_notice", 1)
    for clock in plan.clocks_at_level(1):
        assert all(term.parameter and term.provincial for term in clock.level_terms.values())


def test_early_warning(plan: Plan) -> None:
    """Four internal levels, marked as no statutory warning; every indicator's clause exists and its figure is read."""
    warning = plan.warning
    assert [level.name for level in warning.levels] == ["一级研判", "二级研判", "三级研判", "四级研判"]
    assert warning.notice == "内部研判级别，不是法定预警"
    scores = [level.score_at_least_ppm for level in warning.levels]
    assert scores == sorted(scores, reverse=True)
    assert {rule.id for rule in warning.hard_rules} == {"H1", "H2", "H3", "H4", "H5", "H6"}
    assert all(rule.level == 1 for rule in warning.hard_rules)
    read = {name for indicator in warning.indicators for _, rule in indicator.bands for name in names_in(rule)}
    assert read | {"institution_balance_fen"} == {figure.name for figure in institution.FIGURES}
    assert all(indicator.clause in plan.clauses for indicator in warning.indicators)
    outflow = warning.indicator_of("net_outflow_7_days_ppm")
    assert outflow is not None
    assert [band for band, _ in outflow.bands] == ["severe", "warn", "watch"]


def test_sensitive_periods_are_days_of_beijing(spoiled: Callable[[str, str, str], Path]) -> None:
    """A province adds its sensitive periods; both ends are inside, and attention goes up by the plan's step."""
    period = (
        "sensitive_periods:\n  - {id: one, name: 某会议, first_day: 2020-05-20, last_day: 2020-05-29, clause: '0.4'}"
    )
    warning = load_plan(spoiled("warning.yaml", "sensitive_periods: []", period)).warning
    assert warning.sensitive_raise == 1
    found = [warning.sensitive_period(date(2020, 5, day)) for day in (19, 20, 29, 30)]
    assert [bool(period) for period in found] == [False, True, True, False]


def test_risk_prompt_has_eight_parts(plan: Plan) -> None:
    """风险提示函 says eight things (4.1.b)."""
    paper = plan.paper("risk_prompt")
    assert paper.kind == "函"
    assert [part.name for part in paper.parts] == [
        "预警类别",
        "级别",
        "起始时间",
        "可能影响的范围",
        "警示事项",
        "应当采取的措施",
        "发布单位",
        "发布时间",
    ]


def test_who_signs(plan: Plan) -> None:
    """The signature table says what the settled questions say."""
    blowup = plan.signature_requirement("confirm_blowup")
    assert [slot.roles for slot in blowup.slots] == [("R4",), ("R3",)]
    upgrade = plan.signature_requirement("upgrade_grade", "extraordinary")
    assert [slot.roles for slot in upgrade.slots] == [("R3",)]
    assert upgrade.countersign is not None
    assert (upgrade.countersign.roles, upgrade.countersign.hours) == (("R1",), 24)
    for act in ("downgrade_grade", "terminate_event"):
        row = plan.signature_requirement(act)
        assert [slot.roles for slot in row.slots] == [("R1",)]
        assert row.reason_required
        assert not row.phone_allowed
    for act in ("activate_plan", "approve_first_notice", "sign_written_report"):
        row = plan.signature_requirement(act)
        assert row.phone_allowed
        assert row.phone_countersign is not None
        assert row.phone_countersign.hours == 24
    assert plan.signature_requirement("send_first_notice").slots[0].roles == ("R3",)
    assert plan.signature_requirement("sign_written_report").signs_as == "签发人"
    assert plan.signature_requirement("dismiss_event").reason_required
    assert [slot.roles for slot in plan.signature_requirement("verify_blowup").slots] == [("R4",), ("R3",)]
    assert plan.signature_requirement("lower_attention").reason_required
    assert plan.signature_requirement("send_risk_prompt").slots[0].roles == ("R3", "R2")
    assert plan.signature_requirement("adopt_attention_table").slots[0].roles == ("R1",)
    with pytest.raises(KeyError):
        plan.signature_requirement("publish_by_itself")


@pytest.mark.clause("1.3.j", "5.2.1.2.a")
def test_tasks(plan: Plan) -> None:
    """Eleven units get one task each at the gravest grade; the lesser the grade, the fewer the tasks."""
    tasks = plan.tasks_for("extraordinary")
    assert len({task.department for task in tasks}) == len(tasks) == 11
    counts = [len(plan.tasks_for(grade.id)) for grade in plan.grades]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] > 0
    assert all(task.due.provincial for task in plan.tasks)  # the text states no time for any of them
    statement = next(task for task in tasks if task.department == "publicity")
    assert (statement.due.amount, statement.due.unit, statement.due.parameter) == (5, "hours", "PAR-14")
    assert all(plan.department(task.department).name for task in plan.tasks)


def test_parameters(plan: Plan) -> None:
    """The whole catalogue is there, each entry provincial and in words; the ranking can be computed from it."""
    assert {f"PAR-{number:02}" for number in range(1, 25)} <= set(plan.parameters)
    assert all(parameter.provincial and parameter.text for parameter in plan.parameters.values())
    ranking = plan.parameter("PAR-21").quantities
    assert (ranking["share"].amount, ranking["smallest"].amount, ranking["largest"].amount) == (100_000, 3, 10)
    assert isinstance(plan.parameter("PAR-01").value, str)


def test_termination_checklist(plan: Plan) -> None:
    """Six conditions before 终止, two of which must have held for fourteen days."""
    assert [(line.id, line.days) for line in plan.termination_conditions][:2] == [
        ("no_new_blowup", 14),
        ("outflow_normal", 14),
    ]
    assert len(plan.termination_conditions) == 6


def test_every_grading_rule_reads_figures(plan: Plan) -> None:
    """Every grading rule of the plan is written out over figures; none is left to judgement."""
    families = {rule.family for rule in plan.grading_rules}
    assert families == {"GR-1", "GR-2", "GR-3", "GR-4", "GR-5", "ES-1", "ES-2", "ES-3", "ES-4", "ES-5"}
    assert [rule.id for rule in plan.grading_rules if rule.when is None] == []
    effects = {rule.id: rule.effect for rule in plan.grading_rules if rule.effect != "grade"}
    assert effects == {"GR-5R": "review", "ES-1c": "report", "ES-2": "review", "ES-3": "review", "ES-5R": "review"}


def test_cases_beside_the_plan() -> None:
    """Every given/then case that lies beside the plan comes out as it says."""
    results = run_cases(NATIONAL)
    assert len(results) >= 70
    assert [
        f"{result.file}:{result.line} {result.name} {result.differences}" for result in results if not result.passed
    ] == []


def test_plan_kept_before_early_warning_keeps_its_hash(tmp_path: Path) -> None:
    """A plan kept by an earlier program, without warning.yaml, still loads and is still the version it was."""
    with ZipFile(Path(__file__).with_name("plan-before-warning.zip")) as kept:
        kept.extractall(tmp_path)
    old = load_plan(tmp_path)
    assert old.source_hash == "0f3a01a137581084c08e4d12a851d02c62984a5e9e3d504ef5e18e5fdb75499d"
    assert old.warning.levels == ()
    assert old.propose_grade({"on_site_head_count": 5000}).rule_id == "ES-1b"


def test_loads_with_the_vocabulary(plan: Plan, vocabulary: Vocabulary) -> None:
    """With every name known, the vocabulary adds no problem and no change."""
    assert load_plan(NATIONAL, vocabulary).source_hash == plan.source_hash
