"""只严不宽 (0.6): what a province may change in the national plan, and what is refused with line, clause and remedy."""

from typing import get_args

import pytest

from fengsui.plan import Plan, PlanError, Problem
from fengsui.plan.carriers import Carrier, without
from fengsui.plan.files import FILE_SHAPES, PlanFiles
from fengsui.plan.lengths import never_longer
from fengsui.plan.loader import read_sources
from fengsui.plan.model import Element
from fengsui.plan.sensitivity import at_least_as_sensitive
from fengsui.plan.tightening import LISTS, problems
from tests.plan.overlays import HEADER, NATIONAL, laid

GR_2 = "blown_up_in_top_k_30_days >= 2 or blown_up_in_top_2k_60_days >= 3"
ES_1A = "rules:\n  - {id: ES-1a, explanation: 改, when: "


def refusals(header: str = HEADER, **parts: str) -> tuple[Problem, ...]:
    """The problems an overlay is refused with; empty where it loads."""
    try:
        laid(header, **parts)
    except PlanError as error:
        return error.problems
    return ()


LESSER_ROW = """\
signatures:
  - act: downgrade_grade
    grades: [other]
    name: 降级
    slots: [{roles: [R3]}]
    phone_allowed: false
    reason_required: true
    clause: 1.1.e
    tighten: add_only
"""
BY_PHONE = """\
signatures:
  - act: upgrade_grade
    phone_allowed: true
    phone_countersign: {roles: [R3], parameter: PAR-27}
"""
NO_POWER = """\
measures:
  - id: seal_it
    name: 查封财产
    kind: control
    bodies: [tax]
    approvers: [R1]
    clause: 5.2.1.2.c
    legal_basis: [fundraising_regulation_stop]
    remedy_notice: true
"""
TAKEN_OVER = """\
addressees:
  - id: rectification_office
    aliases: [网络借贷风险专项整治工作领导小组办公室, 网贷风险专项整治办, 云汀省地方金融局]
  - id: internet_finance_office
    dated_names:
      - {name: 云汀省互联网金融工作承接单位, effective_from: 2024-01-01, verified: false}
"""

RELAXING = [
    # 时钟
    ("clocks", "clocks:\n  - {id: first_notice, term: {amount: 3, unit: hours}}", "clocks.0.term"),
    ("clocks", "clocks:\n  - {id: first_notice, term: {amount: 1, unit: working_days}}", "clocks.0.term"),
    ("clocks", "clocks:\n  - {id: activation, term: {amount: 16, unit: minutes}}", "clocks.0.term"),
    ("clocks", "clocks:\n  - {id: written_report, term: {parameter: PAR-27}}", "clocks.0.term"),
    ("clocks", "clocks:\n  - {id: task_acknowledgement, for_grades: [extraordinary]}", "clocks.0.for_grades"),
    ("clocks", "clocks:\n  - {id: verification, for_levels: [1]}", "clocks.0.for_levels"),
    ("clocks", "clocks:\n  - {id: first_notice, warn_before_minutes: [10]}", "clocks.0.warn_before_minutes"),
    ("clocks", "clocks:\n  - {id: first_notice, per_addressee: false}", "clocks.0.per_addressee"),
    ("clocks", "clocks:\n  - {id: first_notice, starts_on: plan.activated}", "clocks.0.starts_on"),
    ("clocks", "clocks:\n  - {id: first_notice, settled_by: paper.sent}", "clocks.0.settled_by"),
    ("clocks", "clocks:\n  - {id: first_notice, tighten: free}", "clocks.0.tighten"),
    ("clocks", "clocks:\n  - {id: first_notice, clause: 5.2.3.a}", "clocks.0.clause"),
    ("clocks", "clocks:\n  - {id: first_notice, effective_to: 2026-01-31}", "clocks.0.effective_to"),
    ("clocks", "clocks:\n  - {id: first_notice, effective_from: 2027-01-01}", "clocks.0.effective_from"),
    ("clocks", "clocks:\n  - {id: first_notice, words: 24小时内}", "clocks.0.words"),
    # 参数
    ("parameters", "parameters:\n  - {id: PAR-19, quantities: {other: {amount: 2}}}", "parameters.0.quantities.other"),
    ("parameters", "parameters:\n  - {id: PAR-19, quantities: {major: {unit: working_days}}}", "quantities.major"),
    ("parameters", "parameters:\n  - {id: PAR-18, value: 30, ceiling: 48}", "parameters.0.value"),
    ("parameters", "parameters:\n  - {id: PAR-18, ceiling: 48}", "parameters.0.ceiling"),
    ("parameters", "parameters:\n  - {id: PAR-27, unit: months}", "parameters.0"),
    ("parameters", "parameters:\n  - {id: PAR-01, value: first_knowledge}", "parameters.0.value"),
    ("parameters", "parameters:\n  - {id: PAR-09, text: 关停从宽}", "parameters.0.text"),
    ("parameters", "parameters:\n  - {id: PAR-18, text: 启动后三日内}", "parameters.0.text"),
    ("parameters", "parameters:\n  - {id: PAR-20, quantities: {log: {amount: 12}}}", "quantities.log"),
    ("parameters", "parameters:\n  - {id: PAR-20, tighten: lower}", "parameters.0.tighten"),
    ("parameters", "parameters:\n  - {id: PAR-21, quantities: {smallest: {amount: 2}}}", "quantities.smallest"),
    ("parameters", "parameters:\n  - {id: PAR-22, quantities: {no_new_blowup: {amount: 7}}}", "parameters.0"),
    ("parameters", "parameters:\n  - {id: PAR-08, quantities: {base_rate: {amount: 40000}}}", "quantities.base_rate"),
    ("parameters", "parameters:\n  - {id: PAR-08, quantities: {rare_tail: {amount: 1}}}", "quantities.rare_tail"),
    ("parameters", "parameters:\n  - {id: PAR-02, quantities: {first_day_length: {amount: 4}}}", "first_day_length"),
    ("parameters", "parameters:\n  - {id: PAR-16, quantities: {half: {amount: 90}}}", "quantities.half"),
    ("parameters", "parameters:\n  - {id: PAR-19, decider: 值班员}", "parameters.0.decider"),
    # 签字
    ("signatures", "signatures:\n  - {act: confirm_blowup, slots: [{roles: [R3]}]}", "signatures.0.slots"),
    ("signatures", "signatures:\n  - {act: downgrade_grade, slots: [{roles: [R1, R2]}]}", "signatures.0.slots"),
    ("signatures", "signatures:\n  - {act: downgrade_grade, slots: [{roles: [R3]}]}", "signatures.0.slots"),
    (
        "signatures",
        LESSER_ROW,
        "signatures.0.slots",
    ),
    (
        "signatures",
        BY_PHONE,
        "signatures.0.phone_allowed",
    ),
    ("signatures", "signatures:\n  - {act: terminate_event, reason_required: false}", "signatures.0.reason_required"),
    (
        "signatures",
        "signatures:\n  - {act: upgrade_grade, countersign: {roles: [R1, R2], parameter: PAR-27}}",
        "signatures.0.countersign",
    ),
    (
        "signatures",
        "signatures:\n  - {act: upgrade_grade, countersign: {roles: [R1], parameter: PAR-07}}",
        "signatures.0.countersign",
    ),
    # 公文和报送
    ("documents", "addressees:\n  - {id: rectification_office, name: 新名}", "addressees.0.name"),
    ("documents", "addressees:\n  - {id: rectification_office, aliases: []}", "addressees.0.aliases"),
    ("documents", "copy_to:\n  - {id: provincial_government, name: 某县政府}", "copy_to.0.name"),
    ("documents", "papers:\n  - {id: first_notice, handling: 公开}", "papers.0.handling"),
    ("documents", "papers:\n  - {id: risk_prompt, parts: [{id: level, name: 不写}]}", "papers.0.parts"),
    # 分级
    ("grading", "borderline_percent: 10", "borderline_percent"),
    ("grading", "rules:\n  - {id: GR-2, when: blown_up_in_top_k_30_days >= 2}", "rules.0.when"),
    (
        "grading",
        "rules:\n  - {id: GR-2, when: blown_up_in_top_k_30_days >= 3 or blown_up_in_top_2k_60_days >= 3}",
        "when",
    ),
    ("grading", f"rules:\n  - {{id: GR-2, when: not ({GR_2})}}", "rules.0.when"),
    ("grading", f"rules:\n  - {{id: GR-2, when: ({GR_2}) and exits_known}}", "rules.0.when"),
    ("grading", ES_1A + "on_site_head_count >= 1001}", "rules.0.when"),
    ("grading", ES_1A + "on_site_head_count > 1000}", "rules.0.when"),
    ("grading", "rules:\n  - {id: GR-5R, when: blown_up_30_days >= 1 and not exits_known}", "rules.0.when"),
    ("grading", "rules:\n  - {id: ES-1b, grade_id: major}", "rules.0.grade_id"),
    ("grading", "rules:\n  - {id: ES-1a, effect: report}", "rules.0.effect"),
    ("grading", "rules:\n  - {id: ES-1a, explanation: 参考}", "rules.0.explanation"),
    ("grading", "grades:\n  - {id: other, rank: 1}", "grades.0.rank"),
    ("grading", "grades:\n  - {id: minor, name: 较小, rank: 4, response_level: 四级, clause: 5.1.3.a}", "grades.0"),
    ("grading", "termination_conditions:\n  - {id: no_new_blowup, parameter: PAR-18}", "termination_conditions.0"),
    # 任务
    ("tasks", "tasks:\n  - {id: tax_data, due: {extraordinary: {amount: 3, unit: working_days}}}", "tasks.0.due"),
    ("tasks", "tasks:\n  - {id: tax_data, department: police}", "tasks.0.department"),
    ("tasks", "tasks:\n  - {id: tax_data, detail: 有空再说}", "tasks.0.detail"),
    # 组织、范围、条款
    ("organisation", "decision_rights:\n  - {grade: extraordinary, roles: [R1, R3]}", "decision_rights.0.roles"),
    (
        "scope",
        "blowup_exclusions:\n  - {id: X9, name: 大机构, description: 大机构不算, clause: 5.1.3.b}",
        "blowup_exclusions.0",
    ),
    ("scope", "blowup_conditions:\n  - {id: B1, description: 兑付率连续三十日低于90%}", "blowup_conditions.0"),
    ("clauses", "clauses:\n  - {id: 5.2.1.1.a, quote: 可以不报}", "clauses.0.quote"),
    ("clauses", "clauses:\n  - {id: 5.2.1.1.a, modality: option}", "clauses.0.modality"),
    ("clauses", "clauses:\n  - {id: 5.2.1.1.a, counterparts: [5.2.3.a]}", "clauses.0.counterparts"),
    # 预警、词库
    ("warning", "notice: 法定预警，不是法定预警以外的", "notice"),
    ("warning", "borderline_percent: 5", "borderline_percent"),
    ("warning", "indicators:\n  - {id: L5a, severe: payout_7_days_ppm < 80%}", "indicators.0.severe"),
    ("warning", "indicators:\n  - {id: L5a, weight: 0}", "indicators.0.weight"),
    ("warning", "hard_rules:\n  - {id: H6, level: 3}", "hard_rules.0.level"),
    ("warning", "hard_rules:\n  - {id: H6, when: crowd_head_count >= 200}", "hard_rules.0.when"),
    ("warning", "levels:\n  - {rank: 1, name: 提示}", "levels.0.name"),
    ("lexicon", "entries:\n  - {id: K5-01, words: [逾期兑付]}", "entries.0.words"),
    ("lexicon", "entries:\n  - {id: K5-01, weight: 1}", "entries.0.weight"),
    ("lexicon", "negations:\n  - {id: X-1, before: [逾期], note: 放宽, reviewed_on: 2026-01-01}", "negations.0"),
    # 规则、权限、措施、表单
    ("provisions", "provisions:\n  - {id: warning.mechanism, explanation: 不用了}", "provisions.0.explanation"),
    ("measures", "measures:\n  - {id: admonition_talk, bodies: [police, court]}", "measures.0.bodies"),
    ("measures", "measures:\n  - {id: admonition_talk, approvers: [R3]}", "measures.0.approvers"),
    ("measures", "measures:\n  - {id: admonition_talk, conditions: []}", "measures.0.conditions"),
    ("measures", "measures:\n  - {id: admonition_talk, remedy_notice: false}", "measures.0.remedy_notice"),
    ("measures", "measures:\n  - {id: admonition_talk, legal_basis: []}", "measures.0.legal_basis"),
    (
        "measures",
        NO_POWER,
        "measures.0.bodies",
    ),
    ("forms", "forms:\n  - {id: first_notice, handling: 公开}", "forms.0.handling"),
    ("forms", "forms:\n  - {id: first_notice, fields: [{id: known_at, must: false}]}", "forms.0.fields"),
    ("duties", "duties:\n  - {id: activate_and_terminate, owners: []}", "duties.0.owners"),
    ("practices", "practices:\n  - {id: field_investigation, modality: option}", "practices.0.modality"),
]


@pytest.mark.parametrize(("part", "text", "where"), RELAXING)
def test_relaxing_is_refused_with_line_clause_and_remedy(part: str, text: str, where: str) -> None:
    """Whatever relaxes the national plan is refused at the province's own line, with what to write instead."""
    found = refusals(**{part: text + "\n"})
    told = [problem for problem in found if where in problem.where and problem.file == f"{part}.yaml"]
    assert told, [str(problem) for problem in found]
    assert all(problem.line >= 1 and problem.remedy for problem in told)


TIGHTENING = [
    ("clocks", "clocks:\n  - {id: first_notice, term: {amount: 90, unit: minutes}, words: 90分钟内}"),
    ("clocks", "clocks:\n  - {id: first_notice, warn_before_minutes: [90, 60, 30, 10]}"),
    ("clocks", "clocks:\n  - {id: preventive_measure, term: {amount: 24, unit: hours}}"),
    ("parameters", "parameters:\n  - {id: PAR-19, quantities: {other: {amount: 8, unit: hours}}}"),
    ("parameters", "parameters:\n  - {id: PAR-27, value: 12, text: 12小时内补签}"),
    ("parameters", "parameters:\n  - {id: PAR-07, value: 6, ceiling: 6}"),
    ("parameters", "parameters:\n  - {id: PAR-22, quantities: {no_new_blowup: {amount: 21}}}"),
    (
        "parameters",
        "parameters:\n  - {id: PAR-08, quantities: {base_rate: {amount: 20000}, rare_tail: {amount: 20000}}}",
    ),
    ("parameters", "parameters:\n  - {id: PAR-11, quantities: {level_1: {amount: 250000}}}"),
    ("parameters", "parameters:\n  - {id: PAR-21, quantities: {smallest: {amount: 5}}}"),
    ("signatures", "signatures:\n  - {act: terminate_event, slots: [{roles: [R2]}, {roles: [R1]}]}"),
    ("signatures", "signatures:\n  - {act: sign_written_report, slots: [{roles: [R1]}], phone_allowed: false}"),
    ("signatures", "signatures:\n  - {act: downgrade_grade, countersign: {roles: [R2], parameter: PAR-27}}"),
    ("documents", TAKEN_OVER),
    ("documents", "copy_to:\n  - {id: province_committee, name: 省委, clause: 1.2.d}"),
    ("grading", ES_1A + "on_site_head_count >= 800}"),
    ("grading", ES_1A + "on_site_head_count >= 1000 or office_head_count >= 300}"),
    (
        "grading",
        "rules:\n  - {id: GR-5R, when: blown_up_30_days >= 1 and (not exits_known or exits_on_schedule_ppm < 90%)}",
    ),
    ("grading", "rules:\n  - {id: ES-2, effect: grade}"),
    ("grading", "rules:\n  - {id: ES-1a, grade_id: extraordinary}"),
    ("grading", "grades:\n  - {id: major, response_level: 一级}"),
    ("tasks", "tasks:\n  - {id: tax_data, due: {extraordinary: {amount: 4, unit: hours, provincial: true}}}"),
    ("tasks", "tasks:\n  - {id: transferred_case, due: {extraordinary: {amount: 1, unit: hours, provincial: true}}}"),
    ("organisation", "decision_rights:\n  - {grade: major, roles: [R1]}"),
    ("clauses", "clauses:\n  - {id: 5.2.2.3.a, modality: duty}\n  - {id: 云.1, section: 补充, quote: 补充}"),
    ("warning", "indicators:\n  - {id: L5a, severe: payout_7_days_ppm < 95%}"),
    ("warning", "hard_rules:\n  - {id: H6, when: crowd_head_count >= 50, words: 达到50人}"),
    ("lexicon", "entries:\n  - {id: YT-1, kinds: [K5], words: [提不了钱], note: 省里的说法, reviewed_on: 2026-01-05}"),
    ("measures", "measures:\n  - {id: admonition_talk, bodies: [financial_regulation], approvers: [R2]}"),
    ("legal_basis", "legal_basis:\n  - {id: fundraising_regulation_stop, effective_to: 2027-12-31, verified: false}"),
    ("practices", "practices:\n  - {id: field_investigation, fields: [{id: weather, name: 天气, required: false}]}"),
]


@pytest.mark.parametrize(("part", "text"), TIGHTENING)
def test_tightening_is_let_through(part: str, text: str) -> None:
    """What specifies or tightens loads."""
    assert [str(problem) for problem in refusals(**{part: text + "\n"})] == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("effective_from: 2026-01-01", "effective_from: 2019-01-01", "effective_from"),
        ("handling: 内部", "handling: 公开", "handling"),
    ],
)
def test_the_header_may_not_relax(old: str, new: str, where: str) -> None:
    """A province cannot apply the plan before it was issued, nor publish what is 内部 (0.1, 0.9)."""
    (problem,) = refusals(HEADER.replace(old, new))
    assert (problem.file, problem.where) == ("plan.yaml", where)


def test_every_list_of_a_plan_has_its_direction() -> None:
    """No list of elements was forgotten; one that were could not be changed at all."""
    lists = {
        (part, key)
        for part, shape in FILE_SHAPES.items()
        for key, field in shape.model_fields.items()
        if (inner := get_args(field.annotation)) and isinstance(inner[0], type) and issubclass(inner[0], Element)
    }
    assert lists - set(LISTS) == set()


def test_an_element_that_is_gone_is_found(plan: Plan) -> None:
    """However a plan was made: what its base has and it has not is told."""
    gone = without(plan.written, [Carrier("documents", "addressees", "rectification_office", "")])
    (problem,) = problems(plan.written, gone, read_sources(NATIONAL))
    assert "rectification_office" in problem.message
    lost = PlanFiles.model_validate({**dict(plan.written), "warning": None})
    assert any("warning" in problem.message for problem in problems(plan.written, lost, read_sources(NATIONAL)))


@pytest.mark.parametrize(
    ("new", "old", "shorter"),
    [
        ((60, "minutes"), (1, "hours"), True),
        ((61, "minutes"), (1, "hours"), False),
        ((24, "hours"), (1, "calendar_days"), True),
        ((1, "calendar_days"), (1, "working_days"), True),
        ((24, "hours"), (1, "working_days"), True),
        ((1, "working_days"), (5, "calendar_days"), False),
        ((1, "working_days"), (1, "months"), True),
        ((30, "calendar_days"), (1, "months"), False),
        ((1, "months"), (31, "calendar_days"), True),
        ((5, "count"), (5, "count"), True),
        ((5, "count"), (5, "hours"), False),
    ],
)
def test_lengths_in_other_units_are_compared_by_their_worst(
    new: tuple[int, str], old: tuple[int, str], *, shorter: bool
) -> None:
    """A working day may be long: a term in working days never counts as shorter than the same number of days."""
    assert never_longer(*new, *old) is shorter


@pytest.mark.parametrize(
    ("old", "new", "sensitive"),
    [
        ("a >= 5", "a >= 4", True),
        ("a >= 5", "a >= 6", False),
        ("a < 5", "a < 6", True),
        ("5 <= a", "4 <= a", True),
        ("5 <= a", "6 <= a", False),
        ("a >= -5", "a >= -6", True),
        ("not a >= 5", "not a >= 6", True),
        ("not a >= 5", "not a >= 4", False),
        ("a >= 5", "b or a >= 5 or c", True),
        ("a >= 5 or b", "b or a >= 5", False),
        ("a >= 5 and b", "a >= 4 and b", True),
        ("a >= 5 and b", "a >= 5", False),
        ("a >= 5 and b", "(a >= 5 or c) and b", True),
        ("not (a >= 5 and b)", "not (a >= 5 and b and c)", True),
        ("not (a >= 5 or b)", "not (a >= 5 or b or c)", False),
        ("a == 5", "a == 4", False),
        ("a >= b", "a >= b", True),
        ("a >= b + 1", "a >= b", False),
        ("a + b >= 5", "a + b >= 4", True),
        ("a * 2 >= 5", "a * 3 >= 5", False),
        ("a >= 5%", "a >= 4.9999%", True),
        ("a == 'x'", "a == 'y'", False),
        ("a >= 5", "a >= ", False),
    ],
)
def test_a_rule_is_only_taken_for_more_sensitive_where_that_can_be_seen(old: str, new: str, *, sensitive: bool) -> None:
    """The same shape with numbers moved to the sensitive side, or a further alternative; nothing else."""
    assert at_least_as_sensitive(old, new) is sensitive
