"""Given/then cases: every rule, clock and signature has one, and a case that asks wrongly is found out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fengsui.plan import PlanError, Vocabulary, load_plan, run_cases
from fengsui.plan.case_demands import without_cases
from tests.plan.conftest import NATIONAL

Spoil = Callable[[str, str, str], Path]
ADDED = "  - {{name: 试验, clause: {clause}, {question}}}\n"


def asked(tmp_path: Path, question: str, clause: str = "1.1.e", vocabulary: Vocabulary | None = None) -> list[str]:
    """The differences of one case asked of the national plan."""
    folder = tmp_path / "cases"
    folder.mkdir(exist_ok=True)
    text = "cases:\n" + ADDED.format(clause=clause, question=question)
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    (result,) = run_cases(tmp_path, load_plan(NATIONAL), vocabulary)
    return list(result.differences)


def test_every_rule_clock_and_signature_has_its_cases() -> None:
    """Each grading rule holds in one case and not in another; each clock is asked wherever it runs; each signature."""
    results = run_cases(NATIONAL)
    assert [f"{result.file}:{result.line} {result.differences}" for result in results if not result.passed] == []
    assert without_cases(load_plan(NATIONAL), results) == []


@pytest.mark.parametrize(
    ("file", "name", "missing"),
    [
        ("cases/signatures.yaml", "given_act: upgrade_grade", [("signature", "upgrade_grade")]),
        ("cases/clocks.yaml", "given_level: 2", [("clock", "verification", "2"), ("clock", "watch_report", "2")]),
        ("cases/grading.yaml", "reports: [ES-1c]", [("rule", "ES-1c", "true")]),
    ],
)
def test_a_missing_case_is_noticed(tmp_path: Path, file: str, name: str, missing: list[tuple[str, ...]]) -> None:
    """Without its cases a rule, a clock at a level, a signature is named."""
    for path in (NATIONAL / "cases").glob("*.yaml"):
        (tmp_path / "cases").mkdir(exist_ok=True)
        head, *cases = path.read_text(encoding="utf-8").split("\n  - name: ")
        kept = [case for case in cases if f"cases/{path.name}" != file or name not in case]
        text = "\n  - name: ".join([head, *kept])
        (tmp_path / "cases" / path.name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    plan = load_plan(NATIONAL)
    told = without_cases(plan, run_cases(tmp_path, plan))
    assert set(missing) <= set(told)
    assert {part[0] for part in told} == {missing[0][0]}


@pytest.mark.parametrize(
    ("question", "difference"),
    [
        ("given_act: upgrade_grade, then_signatures: [[组长]]", "签字人应为 组长，实为 值班长"),
        ("given_act: confirm_blowup, then_signatures: [[盯防专人]]", "盯防专人；值班长"),
        ("given_act: approve_first_notice, then_signatures: [[组长], [副组长]]", "实为 组长、副组长"),
        ("given_act: upgrade_grade, then_signatures: [[值班长]], then_phone: 允许", "电话批准应为 允许，实为 不允许"),
        ("given_act: upgrade_grade, then_signatures: [[值班长]], then_countersign: 不要", "实为 组长 24小时"),
        (
            "given_act: activate_plan, then_signatures: [[组长]], then_phone_countersign: 组长 48小时",
            "实为 组长 24小时",
        ),
        ("given_act: downgrade_grade, then_signatures: [[组长]], then_reason: 不要", "理由应为 不要，实为 要写"),
        ("given_act: upgrade_grad, then_signatures: [[值班长]]", "是否指 'upgrade_grade'"),
        ("given_act: upgrade_grade, given_grade: 特大, then_signatures: [[值班长]]", "没有等级 '特大'"),
        ("given_grade: 特别重大, then_terms: {first_notice: 3小时}", "first_notice 应为 3小时，实为 2小时"),
        ("given_grade: 特别重大, then_terms: {first_notic: 2小时}", "是否指 'first_notice'"),
        ("given_grade: 特大, then_terms: {first_notice: 2小时}", "没有等级"),
        ("given_level: 9, then_terms: {verification: 2小时}", "没有研判级别 9"),
        ("given: {on_site_head_count: 10}, then: {grade: 重大, rule: ES-1a}", "等级应为 重大"),
        ("given: {on_site_head_count: true}, then: {grade: 无等级}", "类型不一致"),
    ],
)
def test_a_case_that_the_plan_does_not_bear_out_is_told(tmp_path: Path, question: str, difference: str) -> None:
    """What came out instead is said, and a misspelt name gets the nearest known one."""
    assert any(difference in told for told in asked(tmp_path, question)), asked(tmp_path, question)


def test_a_figure_that_code_does_not_offer_is_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A misspelt figure would be unknown to every rule; with the vocabulary the case fails and names it."""
    question = "given: {on_site_haed_count: 1}, then: {grade: 无等级}"
    told = asked(tmp_path, question, "'2.5'", vocabulary)
    assert any("'on_site_head_count'" in difference for difference in told)


def test_an_unknown_clause_is_told(tmp_path: Path) -> None:
    """A case stands on a clause that the plan has."""
    told = asked(tmp_path, "given_act: upgrade_grade, then_signatures: [[值班长]]", "9.9.z")
    assert told == ["没有条款 '9.9.z'"]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("given: {a: 1}", "只问一件事"),
        ("given_grade: 重大, given_level: 1, then_terms: {first_notice: 不适用}", "只问一件事"),
        ("given_act: upgrade_grade, then: {grade: 重大}, then_signatures: [[组长]]", "只问一件事"),
        ("given_grade: 重大", "then_terms"),
        ("given_act: upgrade_grade", "then_signatures"),
        ("given_act: upgrade_grade, then_signatures: [[组长]], then_terms: {first_notice: 2小时}", "then_terms"),
        ("given_grade: 重大, then_terms: {first_notice: 不适用}, then_reason: 要写", "只与 given_act 同写"),
        (
            "given_grade: 重大, then_terms: {first_notice: 不适用}, given: {a: 1}",
            "given 只与 then 或者 then_attention 同写",
        ),
        ("given_act: upgrade_grade, then_signatures: [[组长]], then_phone: 可以", "只能写"),
        ("given_act: upgrade_grade, then_signatures: [[组长]], then_fone: 允许", "then_phone"),
    ],
)
def test_a_case_that_asks_nothing_or_two_things_is_refused(tmp_path: Path, question: str, message: str) -> None:
    """A case that would pass whatever the plan says is no case: it is refused with its line."""
    with pytest.raises(PlanError) as caught:
        asked(tmp_path, question)
    (problem,) = caught.value.problems
    assert problem.file == "cases/one.yaml"
    assert problem.line == 2
    assert message in problem.message
    assert problem.remedy
