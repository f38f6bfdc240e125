"""Ways round 只严不宽 that were once open (0.6): each overlay here loaded, and made the national plan weaker."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from fengsui.conduct.plans import vocabulary
from fengsui.plan import Plan, PlanError, Problem, bounds, tightening
from fengsui.plan import tightened_terms as terms
from fengsui.plan.build import build_plan
from fengsui.plan.citing import cited, law_on
from fengsui.plan.differences import differences
from fengsui.plan.files import PlanFiles
from fengsui.plan.loader import load_files, read_sources
from fengsui.plan.model import Parameter, Quantity
from fengsui.plan.named_lengths import lengths_in, lengths_of
from fengsui.plan.tightening import ListRule, problems
from tests.plan.overlays import NATIONAL, laid, national, written

ACTIVATE = "signatures:\n  - {act: activate_plan, slots: "
WEIGHT = "indicators:\n  - {id: own, code: Z9, name: 自设, figure: blown_up_30_days, unit: count, direction: higher, "
NEVER = "watch: blown_up_30_days >= 999999, clause: 4.1.b, weight: "
SCORE = "parameters:\n  - {id: PAR-28, quantities: "
BANDS = "parameters:\n  - {id: PAR-11, quantities: "
OFFICE = "addressees:\n  - {id: rectification_office, "
OLD = "网络借贷风险专项整治工作领导小组办公室, 网贷风险专项整治办"
LAW = "legal_basis:\n  - {id: fundraising_regulation_stop, "
OWN_LAW = "legal_basis:\n  - {id: own, title: 云汀省规定, says: 某事, clause: P.3, effective_from: 2020-01-01"
CYCLE = "cycles:\n  - {id: own, name: 资料保存, kind: retention, parameter: PAR-20, key: case_file, clause: 3.2.9}"
CASES = "案卷30年或者永久；系统日志5年"


def refusals(**parts: str) -> tuple[Problem, ...]:
    """The problems an overlay is refused with; empty where it loads."""
    try:
        laid(**{part: f"{text}\n" for part, text in parts.items()})
    except PlanError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    ("part", "text", "where"),
    [
        # 一个数的参数，另写 quantities
        ("parameters", "parameters:\n  - {id: PAR-07, quantities: {x: {amount: 1, unit: months}}}", "quantities.x"),
        ("parameters", "parameters:\n  - {id: PAR-47, quantities: {x: {amount: 1, unit: count}}}", "quantities.x"),
        # 签不齐
        (
            "signatures",
            f"signatures:\n  - {{act: activate_plan, slots: [{', '.join(['{roles: [R1]}'] * 50)}]}}",
            "slots",
        ),
        ("signatures", "signatures:\n  - {act: activate_plan, slots: [{roles: [R1]}, {roles: [R1]}]}", "slots"),
        (
            "signatures",
            f"{ACTIVATE}[{{roles: [R1]}}, {{roles: [R2]}}, {{roles: [R3]}}, {{roles: [R4]}}]}}",
            "slots",
        ),
        (
            "signatures",
            "signatures:\n  - {act: confirm_blowup, countersign: {roles: [R17], parameter: PAR-27}}",
            "countersign",
        ),
        ("signatures", "signatures:\n  - {act: activate_plan, slots: [{roles: [R1]}, {roles: [R18]}]}", "slots"),
        # 研判指数
        ("warning", f"{WEIGHT}{NEVER}100000000}}", "indicators.0.weight"),
        ("warning", f"{WEIGHT}{NEVER}1}}", "indicators.0.weight"),
        ("warning", "indicators:\n  - {id: L5a, weight: 1}", "indicators.0.weight"),
        ("warning", "indicators:\n  - {id: A1, weight: 1000}", "indicators.0.weight"),
        ("parameters", SCORE + "{watch: {amount: 0}}}", "quantities.watch"),
        ("parameters", SCORE + "{severe: {amount: -5}}}", "quantities.severe"),
        ("parameters", SCORE + "{smallest_coverage: {amount: 1000000}}}", "quantities.smallest_coverage"),
        ("parameters", SCORE + "{smallest_coverage: {amount: -1}}}", "quantities.smallest_coverage"),
        ("parameters", SCORE + "{gravest_by_thin_score: {amount: 4}}}", "quantities.gravest_by_thin_score"),
        ("parameters", BANDS + "{level_1: {amount: 1000000}}}", "quantities.level_1"),
        ("parameters", BANDS + "{ticket: {amount: 2}}}", "quantities.ticket"),
        # 报送单位
        ("documents", f"{OFFICE}name: 本省办公室, aliases: [{OLD}, 网贷整治办]}}", "addressees.0.name"),
        ("documents", f"{OFFICE}full_name: 本省领导小组办公室}}", "addressees.0.full_name"),
        ("documents", f"{OFFICE}aliases: [{OLD}, 互金整治办]}}", "addressees.0.aliases"),
        ("documents", f"{OFFICE}aliases: [{OLD}, 公安]}}", "addressees.0.aliases"),
        ("documents", f"{OFFICE}aliases: [{OLD}, 网络借贷风险事件应急处置领导小组]}}", "addressees.0.aliases"),
        ("documents", f"{OFFICE}dated_names: []}}", "addressees.0.dated_names"),
        (
            "documents",
            "addressees:\n  - {id: own, name: 省办, full_name: 省办公室, aliases: [处非办], clause: 5.2.1.1.a}",
            "addressees.0",
        ),
        # 法律依据
        ("legal_basis", OWN_LAW + "}", "legal_basis.0.verified"),
        ("legal_basis", LAW + "effective_from: 2000-01-01}", "legal_basis.0.effective_from"),
        ("legal_basis", LAW + "effective_to: 2022-01-01}", "legal_basis.0.effective_to"),
        ("legal_basis", LAW + "replaced_by: emergency_law_2024}", "legal_basis.0.replaced_by"),
        ("legal_basis", "legal_basis:\n  - {id: transfer_rules_2001, effective_to: 2020-01-01}", "effective_to"),
        ("legal_basis", "legal_basis:\n  - {id: emergency_law_2024, clauses: [3.2.3.a]}", "legal_basis.0.clauses"),
        # 文字与数
        ("parameters", "parameters:\n  - {id: PAR-26, value: 29, text: 收到请求后三个月内}", "parameters.0.text"),
        ("parameters", "parameters:\n  - {id: PAR-27, value: 12, text: 十二个工作日内补签}", "parameters.0.text"),
        ("parameters", "parameters:\n  - {id: PAR-07, value: 6, text: 每十年一次}", "parameters.0.text"),
        (
            "parameters",
            "parameters:\n  - {id: PAR-06, quantities: {table_top: {amount: 6, words: 每两年一次}}}",
            "parameters.0.quantities.table_top.words",
        ),
        # 责任人
        ("clauses", "clauses:\n  - {id: 5.2.1.1.a, owners: [R18]}", "clauses.0.owners"),
        ("clauses", "clauses:\n  - {id: 4.2.7.a, owners: [R17, R18]}", "clauses.0.owners"),
        ("duties", "duties:\n  - {id: activate_and_terminate, owners: [R1, R17]}", "duties.0.owners"),
        ("duties", "cycles:\n  - {id: log_retention, owners: [R18]}", "cycles.0.owners"),
        ("practices", "practices:\n  - {id: field_investigation, owners: [R18]}", "practices.0.owners"),
        # 个人权利
        ("parameters", "parameters:\n  - {id: PAR-51, quantities: {representatives: {amount: 0}}}", "representatives"),
        (
            "parameters",
            f"parameters:\n  - {{id: PAR-20, text: 个人信息永久保存；{CASES}, quantities: {{log: {{amount: 60}}}}}}",
            "text",
        ),
        ("parameters", f"parameters:\n  - {{id: PAR-20, text: {CASES}, quantities: {{log: {{amount: 60}}}}}}", "text"),
        (
            "parameters",
            "parameters:\n  - {id: PAR-20, quantities: {own: {amount: 999, unit: months}}}",
            "quantities.own",
        ),
        (
            "parameters",
            "parameters:\n  - {id: PAR-20, quantities: {log: {amount: 60, words: 个人信息一并保存}}}",
            "quantities.log.words",
        ),
        ("duties", CYCLE, "cycles.0"),
        # 响应级别
        ("grading", "grades:\n  - {id: extraordinary, response_level: 四级}", "grades.0.response_level"),
        ("grading", "grades:\n  - {id: extraordinary, response_level: 不响应}", "grades.0.response_level"),
        # 权限
        ("access", "access:\n  - {id: web.home, roles: [R19]}", "access.0.roles"),
        ("access", "access:\n  - {id: plan.view, roles: [R19]}", "access.0.roles"),
        ("access", "access:\n  - {id: plan.propose, roles: [R7]}", "access.0.roles"),
        ("access", "access:\n  - {id: plan.review, roles: [R7]}", "access.0.roles"),
        ("access", "access:\n  - {id: plan.adopt, roles: [R2]}", "access.0.roles"),
        ("access", "access:\n  - {id: response.sign, roles: [R4]}", "access.0.roles"),
        ("access", "access:\n  - {id: response.sign_grade, roles: [R3]}", "access.0.roles"),
    ],
)
def test_a_way_round_is_closed(part: str, text: str, where: str) -> None:
    """Refused at the province's own line, with what to write instead."""
    found = refusals(**{part: text})
    told = [problem for problem in found if where in problem.where and problem.file == f"{part}.yaml"]
    assert told, [str(problem) for problem in found]
    assert all(problem.line >= 1 and problem.remedy for problem in told)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("parameters", "parameters:\n  - {id: PAR-07, value: 6, text: 每半年一次；情形变化的随时修订}"),
        ("parameters", "parameters:\n  - {id: PAR-39, value: 16, text: 每日16时前报告，没有情况的报零报告}"),
        ("parameters", "parameters:\n  - {id: PAR-18, value: 12, text: 启动后十二小时内，最迟不晚于次日8时30分}"),
        ("parameters", SCORE + "{watch: {amount: 400000}, smallest_coverage: {amount: 200000}}}"),
        ("parameters", SCORE + "{gravest_by_thin_score: {amount: 2}}}"),
        ("parameters", BANDS + "{level_4: {amount: 30000}, ticket: {amount: 4}}}"),
        ("warning", f"{WEIGHT}{NEVER}0}}"),
        ("signatures", "signatures:\n  - {act: activate_plan, slots: [{roles: [R1]}, {roles: [R2]}, {roles: [R3]}]}"),
        ("legal_basis", OWN_LAW + ", verified: false}"),
        ("legal_basis", LAW + "effective_to: 2030-12-31, replaced_by: emergency_law_2024, verified: false}"),
        ("clauses", "clauses:\n  - {id: 4.2.7.a, owners: [R5]}"),
        ("access", "access:\n  - {id: ledger.view, roles: [R1, R14]}"),
    ],
)
def test_what_is_stricter_still_passes(part: str, text: str) -> None:
    """Closing the ways round took nothing from a province that tightens."""
    assert [str(problem) for problem in refusals(**{part: text})] == []


def values() -> list[str]:
    """The national parameters that are one number."""
    return [one.id for one in national()[0].parameters.parameters if isinstance(one.value, int)]


@pytest.mark.parametrize("key", ["extraordinary", "level_1", "sensitive_period", "own"])
def test_no_single_number_is_pushed_aside(key: str) -> None:
    """A parameter of one number gets no quantity beside it, whatever grade, level or day it is for."""
    beside = f"quantities: {{{key}: {{amount: 30, unit: working_days}}}}"
    text = "parameters:\n" + "".join(f"  - {{id: {parameter}, {beside}}}\n" for parameter in values())
    told = {problem.where for problem in refusals(parameters=text)}
    assert {f"parameters.{index}.quantities.{key}" for index in range(len(values()))} <= told


def with_parameter(written: PlanFiles, parameter: Parameter) -> PlanFiles:
    """The plan with one parameter put otherwise, unchecked."""
    kept = tuple(parameter if one.id == parameter.id else one for one in written.parameters.parameters)
    return written.model_copy(update={"parameters": written.parameters.model_copy(update={"parameters": kept})})


@pytest.mark.parametrize(
    ("parameter", "changes"),
    [
        ("PAR-25", {"quantities": {"extraordinary": Quantity(amount=30, unit="working_days")}}),
        ("PAR-39", {"quantities": {"sensitive_period": Quantity(amount=23, unit="hours")}}),
        ("PAR-35", {"quantities": {f"level_{rank}": Quantity(amount=9, unit="hours") for rank in range(1, 5)}}),
        ("PAR-48", {"value": 4}),
        (
            "PAR-22",
            {
                "quantities": dict.fromkeys(
                    ("no_new_blowup", "outflow_normal"), Quantity(amount=13, unit="calendar_days")
                )
            },
        ),
    ],
)
def test_what_reads_a_parameter_is_compared_by_itself(
    monkeypatch: pytest.MonkeyPatch, plan: Plan, parameter: str, changes: dict[str, object]
) -> None:
    """Were the check of parameters blind, the clock, cycle or condition that nobody rewrote would still be longer."""
    monkeypatch.setattr(terms, "parameter_faults", lambda *_: iter(()))
    blind = ListRule(by_whole=frozenset(Parameter.model_fields))
    monkeypatch.setitem(tightening.LISTS, ("parameters", "parameters"), blind)
    relaxed = with_parameter(plan.written, plan.parameters[parameter].model_copy(update=changes))
    found = problems(plan.written, relaxed, read_sources(NATIONAL))
    assert found
    assert {problem.file for problem in found} == {"parameters.yaml"}


def test_the_parameter_alone_is_told_where_it_is_at_fault() -> None:
    """One number, one refusal: the clocks that read it are not told beside it."""
    (problem,) = refusals(parameters="parameters:\n  - {id: PAR-30, quantities: {level_1: {amount: 3}}}")
    assert problem.where == "parameters.0.quantities.level_1"


def test_quantities_beside_a_number_read_as_what_they_do(plan: Plan) -> None:
    """15 minutes that become 30 working days are told as laxer, and the way back as stricter."""
    quantities = {"extraordinary": Quantity(amount=30, unit="working_days")}
    longer = with_parameter(plan.written, plan.parameters["PAR-25"].model_copy(update={"quantities": quantities}))
    (change,) = differences(plan.written, longer)
    assert (change.direction_name, change.before, change.after) == ("放宽", "15分钟", "30个工作日")
    (back,) = differences(longer, plan.written)
    assert (back.direction_name, back.before, back.after) == ("收紧", "30个工作日", "15分钟")


def test_a_lower_response_reads_as_laxer(plan: Plan) -> None:
    """一级 is the gravest level of response."""
    grades = tuple(
        grade.model_copy(update={"response_level": "二级"}) if grade.id == "extraordinary" else grade
        for grade in plan.written.grading.grades
    )
    lower = plan.written.model_copy(update={"grading": plan.written.grading.model_copy(update={"grades": grades})})
    assert [change.direction for change in differences(plan.written, lower)] == ["relaxed"]
    assert [change.direction for change in differences(lower, plan.written)] == ["tightened"]


def test_scores_have_a_direction(plan: Plan) -> None:
    """A band that begins higher, fewer points, or more that must be known: each is laxer."""
    said = []
    for parameter, key, amount in (
        ("PAR-11", "level_1", 300_001),
        ("PAR-11", "ticket", 2),
        ("PAR-28", "watch", 299_999),
        ("PAR-28", "smallest_coverage", 300_001),
        ("PAR-28", "gravest_by_thin_score", 4),
        ("PAR-51", "representatives", 4),
    ):
        old = plan.parameters[parameter]
        quantity = old.quantities[key].model_copy(update={"amount": amount})
        other = with_parameter(plan.written, old.model_copy(update={"quantities": {**old.quantities, key: quantity}}))
        said += [change.direction for change in differences(plan.written, other)]
    assert said == ["relaxed"] * 6


def test_law_that_a_province_adds_is_printed_as_unchecked(plan: Plan) -> None:
    """Whoever reads the order sees 待核, whether the law is named as a whole or by article (P.3)."""
    day = date(2026, 3, 2)
    whole = build_plan(laid(legal_basis=f"{OWN_LAW}, verified: false}}\n"))
    assert "《云汀省规定》（待核）" in cited(law_on(whole, "3.2.3.a", day))
    article = f"{OWN_LAW}, article: 第一条, clauses: [3.2.3.a], verified: false}}\n"
    assert "《云汀省规定》第一条（待核）" in cited(law_on(build_plan(laid(legal_basis=article)), "3.2.3.a", day))
    assert "云汀省规定" not in cited(law_on(plan, "3.2.3.a", day))


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("三个月内", {("months", Fraction(3))}),
        ("24小时、二十四小时、２４小时、一天、一昼夜", {("minutes", Fraction(1440))}),
        ("一个半小时、90分钟、90分内", {("minutes", Fraction(90))}),
        ("半年、每季度、一年半", {("months", Fraction(months)) for months in (6, 3, 18)}),
        ("第5个工作日，五个工作日", {("working_days", Fraction(5))}),
        ("一百二十天", {("minutes", Fraction(120 * 1440))}),
        ("二〇天、两万小时", {("minutes", Fraction(20 * 1440)), ("minutes", Fraction(1_200_000))}),
        ("每日17时", {("minutes", Fraction(1440)), ("minutes", Fraction(17 * 60))}),
        ("1.5小时、6刻钟", {("minutes", Fraction(90))}),
        ("2026年3月1日起，第一时间，三分之一，日报，上月末，四级", set()),
    ],
)
def test_lengths_are_read_in_figures_and_in_characters(text: str, lengths: set[tuple[str, Fraction]]) -> None:
    """What a text calls a time, however it writes it; dates and other words are none."""
    assert {*lengths_in(text)} == lengths


def test_every_national_text_names_its_own_numbers(plan: Plan) -> None:
    """Where a national parameter is one length of time, its text says that length."""
    single = [plan.parameters[one] for one in values()]
    assert [one.id for one in single if not {*lengths_of(one)} <= {*lengths_in(one.text)}] == []


@pytest.mark.parametrize(
    ("part", "text", "where"),
    [
        (
            "clocks",
            (
                "clocks:\n  - {id: own, name: 自设, starts_on: grade.signed, settled_by: plan.activated, "
                "for_grades: [extraordinary], warn_before_minutes: [5], clause: 5.2.1.1.a, "
                "term: {amount: 1, unit: hours}, tighten: lower}"
            ),
            "clocks",
        ),
        ("signatures", "signatures:\n  - {act: dismiss_event, slots: [{roles: [R3]}, {roles: [R1]}]}", "slots"),
        (
            "signatures",
            (
                "signatures:\n  - {act: own, name: 自设, slots: [{roles: [R3]}], phone_allowed: false, "
                "reason_required: false, clause: 1.1.e, tighten: add_only}"
            ),
            "act",
        ),
    ],
)
def test_what_would_have_no_effect_is_refused(part: str, text: str, where: str) -> None:
    """A clock that nothing starts and a signature that nobody asks for would promise what does not happen."""
    assert any(where in problem.where for problem in refusals(**{part: text}))


@pytest.mark.parametrize(
    ("part", "text", "where"),
    [
        ("clocks", "clocks:\n  - {id: first_notice, for_grades: [extraordinary, major]}", "for_grades"),
        ("clocks", "clocks:\n  - {id: activation, for_levels: [1]}", "for_levels"),
        ("clocks", "clocks:\n  - {id: activation, in_sensitive_period: true}", "in_sensitive_period"),
        ("clocks", "clocks:\n  - {id: activation, provisional_on: grade.proposed}", "provisional_on"),
        ("clocks", "clocks:\n  - {id: activation, per_addressee: true}", "per_addressee"),
        (
            "signatures",
            "signatures:\n  - {act: terminate_event, countersign: {roles: [R2], parameter: PAR-27}}",
            "countersign",
        ),
    ],
)
def test_what_nothing_starts_or_nobody_can_give_is_refused(part: str, text: str, where: str) -> None:
    """A clock at a grade where nothing starts it, a countersignature nobody asks for, or none may give."""
    assert any(where in problem.where for problem in refusals(**{part: text}))


@pytest.mark.parametrize(("part", "listed", "most"), [("documents", "addressees", 50), ("tasks", "tasks", 200)])
def test_one_signature_starts_no_more_than_can_be_written(part: str, listed: str, most: int) -> None:
    """A plan of a thousand addressees or tasks would stop the act that starts a clock for each."""
    written, sources = national()
    file = getattr(written, part)
    one = getattr(file, listed)[0]
    many = tuple(one.model_copy(update={"id": f"own_{number}"}) for number in range(most + 1))
    larger = written.model_copy(update={part: file.model_copy(update={listed: many})})
    assert [problem.where for problem in bounds.problems(larger, sources)] == [listed]


def test_an_end_may_ask_for_a_second_signature() -> None:
    """An act whose signatures are all asked for may get one more."""
    assert refusals(signatures="signatures:\n  - {act: terminate_event, slots: [{roles: [R1]}, {roles: [R2]}]}") == ()


def test_a_signer_without_the_permission_is_refused(tmp_path: Path) -> None:
    """A second signature of a post that may not sign would hold up the act for ever."""
    text = "signatures:\n  - {act: activate_plan, slots: [{roles: [R1]}, {roles: [R5]}]}\n"
    with pytest.raises(PlanError) as refused:
        load_files(written(tmp_path, signatures=text), vocabulary())
    assert any("R5 都没有签" in problem.message for problem in refused.value.problems)
