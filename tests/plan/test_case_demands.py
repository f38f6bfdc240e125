"""Every rule, hard rule, clock and signature is refused without its cases, at the line where it is written."""

import re
import shutil
from pathlib import Path

import pytest

from fengsui.plan.checking import check_directory
from tests.plan.overlays import PLANS, written

NATIONAL_KINDS = {
    "grading.yaml": ("  - name: 平稳时期，不建议任何等级", "规则", "grading.yaml"),
    "warning.yaml": ("  - name: 现场聚集100人，一级", "硬规则 H6", "warning.yaml"),
    "clocks.yaml": ("  - name: 特别重大事件，首报2小时，书面报告4小时", "时钟 ", "clocks.yaml"),
    "signatures.yaml": ("  - name: 降级，组长签", "签字 downgrade_grade", "signatures.yaml"),
}


def without(folder: Path, file: str, head: str) -> None:
    """Take away the case that begins with a line, and for grading every case of that file that names ES-1c."""
    path = folder / "cases" / file
    first, *cases = path.read_text(encoding="utf-8").split("\n  - name: ")
    name = head.removeprefix("  - name: ")
    kept = [case for case in cases if not case.startswith(name) and "[ES-1c]" not in case and "H2, H6" not in case]
    assert len(kept) < len(cases)
    path.write_text("\n  - name: ".join([first, *kept]).rstrip("\n") + "\n", encoding="utf-8")


@pytest.mark.parametrize("plan", ["national-2019-75", "guarantee-2026", "yunting-2026"])
def test_the_plans_that_ship_have_all_their_cases(plan: str) -> None:
    """None of them is without a case for anything of its own, and every case is borne out."""
    checked = check_directory(PLANS / plan)
    assert checked.problems == ()
    assert checked.without_cases == ()
    assert checked.cases


@pytest.mark.parametrize("file", sorted(NATIONAL_KINDS))
def test_what_has_no_case_is_refused(tmp_path: Path, file: str) -> None:
    """File, line, clause and remedy of the rule, clock or signature itself, in Chinese."""
    folder = tmp_path / "plan"
    shutil.copytree(PLANS / "national-2019-75", folder)
    head, told, where = NATIONAL_KINDS[file]
    without(folder, file, head)
    problems = check_directory(folder).problems
    assert problems
    for problem in problems:
        line = (folder / where).read_text(encoding="utf-8").splitlines()[problem.line - 1]
        assert problem.file == where
        assert re.match(r" *- (\{?id|act): ", line) or line.lstrip().startswith("- {"), line
        assert told in problem.message
        assert "没有案例" in problem.message
        assert problem.clause
        assert "cases 目录" in problem.remedy


def test_a_rule_wants_both_answers(tmp_path: Path) -> None:
    """A new hard rule is refused until one case says when it holds and another when not."""
    folder = tmp_path / "plan"
    shutil.copytree(PLANS / "national-2019-75", folder)
    path = folder / "warning.yaml"
    rule = "hard_rules:\n  - {id: H7, name: 试, when: crowd_head_count >= 7000, level: 1, words: 试, clause: 4.2.5}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("hard_rules:\n", rule, 1), encoding="utf-8")
    (problem,) = check_directory(folder).problems
    assert "硬规则 H7 没有案例：缺成立的一例" in problem.message
    assert "不成立" not in problem.message
    with (folder / "cases" / "warning.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  - {name: 七千人, clause: 4.2.5, given: {crowd_head_count: 7000},"
            " then_attention: {level: 1, hard_rules: [H6, H7]}}\n"
        )
    assert check_directory(folder).problems == ()


def test_hard_rules_are_held_against_their_cases(tmp_path: Path) -> None:
    """A hard rule that turns, and a level that changes, fail their cases and are told."""
    folder = tmp_path / "plan"
    shutil.copytree(PLANS / "national-2019-75", folder)
    path = folder / "warning.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("crowd_head_count >= 100, level: 1", "crowd_head_count >= 150, level: 2", 1), "utf-8")
    told = " ".join(problem.message for problem in check_directory(folder).problems)
    assert "案例“现场聚集100人，一级”不符：成立的硬规则应为 ['H6']，实为 []；研判级别应为 1，实为 无" in told


def test_an_overlay_owes_cases_for_what_it_changes(tmp_path: Path) -> None:
    """A parameter that moves a clock asks for that clock at the parameter's line; what stays as it was asks nothing."""
    overlay = written(tmp_path, parameters="parameters:\n  - id: PAR-25\n    value: 10\n    text: 10分钟内\n")
    (problem,) = check_directory(overlay).problems
    assert (problem.file, problem.line) == ("parameters.yaml", 2)
    assert problem.message == "时钟 activation 没有案例：缺特别重大"
    (overlay / "cases").mkdir()
    case = "cases:\n  - {name: 快, clause: 5.2.1.0.a, given_grade: 特别重大, then_terms: {activation: 10分钟}}\n"
    (overlay / "cases" / "clocks.yaml").write_text(case, encoding="utf-8")
    assert check_directory(overlay).problems == ()


def test_a_case_that_fails_asks_all_the_same(tmp_path: Path) -> None:
    """What a case asks wrongly is one fault, not two: the clock is not called without a case as well."""
    overlay = written(tmp_path, parameters="parameters:\n  - id: PAR-25\n    value: 10\n    text: 10分钟内\n")
    (overlay / "cases").mkdir()
    case = "cases:\n  - {name: 快, clause: 5.2.1.0.a, given_grade: 特别重大, then_terms: {activation: 11分钟}}\n"
    (overlay / "cases" / "clocks.yaml").write_text(case, encoding="utf-8")
    (problem,) = check_directory(overlay).problems
    assert "应为 11分钟，实为 10分钟" in problem.message
