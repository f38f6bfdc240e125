"""Faults in plan files are found at load and told with file, line and place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fengsui.plan import Plan, PlanError, Vocabulary, load_plan, run_cases

Spoil = Callable[[str, str, str], Path]


def line_of(directory: Path, name: str, text: str) -> int:
    """The first line of a file that holds the text, from 1."""
    lines = (directory / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        (("clocks.yaml", "    words: 2小时内", "    wrods: 2小时内"), "clocks.0.wrods", "是否指 'words'"),
        (("clocks.yaml", "clause: 5.2.1.1.a", "clause: 5.2.1.1.z"), "clocks.0.clause", "5.2.1.1"),
        (
            ("clocks.yaml", "for_grades: [extraordinary]", "for_grades: [extraordinry]"),
            "clocks.0.for_grades",
            "extraordinary",
        ),
        (("clocks.yaml", "{amount: 2, unit: hours}", "{amount: 2, unit: hour}"), "clocks.0.term.unit", "hours"),
        (
            ("clocks.yaml", "{amount: 2, unit: hours}", "{amount: -2, unit: hours}"),
            "clocks.0.term.amount",
            "必须大于 0",
        ),
        (("clocks.yaml", "{amount: 2, unit: hours}", "{amount: 2.5, unit: hours}"), "clocks.0.term.amount", "整数"),
        (
            ("clocks.yaml", "{amount: 2, unit: hours}", "{amount: 2, parameter: PAR-19}"),
            "clocks.0.term",
            "只在参数里出现一次",
        ),
        (("clocks.yaml", "{parameter: PAR-25}", "{parameter: PAR-01}"), "clocks.2.term", "没有"),
        (("clocks.yaml", "{parameter: PAR-25}", "{parameter: PAR-99}"), "clocks.2.term.parameter", "没有参数"),
        (("clocks.yaml", "tighten: lower", "tighten: loosen"), "clocks.0.tighten", "lower"),
        (("tasks.yaml", "department: police", "department: polcie"), "tasks.1.department", "'police'"),
        (
            (
                "tasks.yaml",
                "      major: {parameter: PAR-17, key: group_study}",
                "      majr: {parameter: PAR-17, key: group_study}",
            ),
            "tasks.13.due.majr",
            "没有等级",
        ),
        (("tasks.yaml", "key: group_study", "key: group_studi"), "tasks.13.due.major", "group_studi"),
        (
            ("signatures.yaml", "[{roles: [R4]}, {roles: [R3]}]", "[{roles: [R4]}, {roles: [R33]}]"),
            "signatures.0.slots.1.roles",
            "R33",
        ),
        (("signatures.yaml", "act: upgrade_grade", "act: confirm_blowup"), "signatures.1", "重复"),
        (("signatures.yaml", "phone_allowed: false", "phone_allowed: true"), "signatures.0.phone_allowed", "补签"),
        (("grading.yaml", "rank: 2", "rank: 1"), "grades.0.rank", "重复"),
        (
            ("grading.yaml", "blown_up_in_top_k_30_days >= 2 or", "blown_up_in_top_k_30_days >= 2 xor"),
            "rules.1.when",
            "规则",
        ),
        (
            (
                "grading.yaml",
                "    when: blown_up_30_days >= 1\n",
                "    when: blown_up_30_days >= 1\n    by_judgement: true\n",
            ),
            "rules.4",
            "by_judgement",
        ),
        (
            ("grading.yaml", "known_blown_up_balance_share_ppm >= 20%", "known_blown_up_balance_share_ppm >= 20.5 %"),
            "rules.0.when",
            "规则",
        ),
        (("warning.yaml", "payout_7_days_ppm < 98%", "payout_7_days_ppm < 98% or"), "indicators.4.warn", "规则"),
        (
            ("warning.yaml", "when: payment_limit >= 2, level: 1", "when: payment_limit >= 2, level: 7"),
            "hard_rules.1.level",
            "研判级别",
        ),
        (("warning.yaml", "rank: 4", "rank: 3"), "levels", "重复"),
        (("warning.yaml", "score_parameter: PAR-28", "score_parameter: PAR-98"), "score_parameter", "没有参数"),
        (("warning.yaml", "weight: 8", "weight: -8"), "indicators.0.weight", "不能小于 0"),
        (("clocks.yaml", "for_levels: [1, 2, 3, 4]", "for_levels: [1, 2, 3, 9]"), "clocks.6.for_levels", "9"),
        (("clocks.yaml", "    for_levels: [1, 2, 3, 4]\n", ""), "clocks.6", "for_levels"),
        (("grading.yaml", "key: no_new_blowup", "key: no_new"), "termination_conditions.0.key", "no_new"),
        (("scope.yaml", "clause: '2.1'", "clause: 2.1"), "event_types.0.clause", "读到的是数 2.1"),
        (("parameters.yaml", "value: 24\n    unit: hours", "value: 25\n    unit: hours"), "parameters.17", "上限"),
        (("plan.yaml", "handling: 内部", "handling: 内部\neffective_to: 2018-01-01"), "effective_to", "早于"),
        (("organisation.yaml", "id: tax", "id: police"), "departments.2", "重复"),
    ],
)
def test_faults_name_file_line_and_place(
    spoiled: Spoil, change: tuple[str, str, str], where: str, message: str
) -> None:
    """A fault in a plan file is told with the file, the line, the element and what is wrong."""
    name = change[0]
    directory = spoiled(*change)
    with pytest.raises(PlanError) as caught:
        load_plan(directory)
    found = [problem for problem in caught.value.problems if problem.where == where]
    assert found, str(caught.value)
    assert found[0].file == name
    assert message in found[0].message
    assert found[0].remedy
    assert f"{name}:{found[0].line}: {where}: " in str(caught.value)
    assert found[0].line > 1


def test_missing_number_is_told_where_it_is_needed(spoiled: Spoil) -> None:
    """A number that the warning rules need and the parameter lacks is told, with parameter and key."""
    with pytest.raises(PlanError) as caught:
        load_plan(spoiled("parameters.yaml", "smallest_coverage:", "smallest_cover:"))
    (problem,) = caught.value.problems
    assert (problem.file, problem.where) == ("warning.yaml", "score_parameter")
    assert "PAR-28" in problem.message
    assert "smallest_coverage" in problem.message


def test_line_is_the_line_of_the_fault(spoiled: Spoil) -> None:
    """The line told is the line to edit."""
    directory = spoiled("tasks.yaml", "department: police", "department: polcie")
    with pytest.raises(PlanError) as caught:
        load_plan(directory)
    assert [problem.line for problem in caught.value.problems] == [line_of(directory, "tasks.yaml", "polcie")]


def test_duplicate_key_is_refused(spoiled: Spoil) -> None:
    """A key written twice is refused, not silently the later one."""
    directory = spoiled("clocks.yaml", "    name: 首报", "    name: 首报\n    name: 二报")
    with pytest.raises(PlanError) as caught:
        load_plan(directory)
    (problem,) = caught.value.problems
    assert "写了两次" in problem.message
    assert problem.line == line_of(directory, "clocks.yaml", "二报")


def test_all_faults_at_once(spoiled: Spoil) -> None:
    """Every problem of every file is listed, so that one run is enough."""
    spoiled("tasks.yaml", "department: police", "department: polcie")
    directory = spoiled("clocks.yaml", "clause: 5.2.1.1.d", "clause: 5.9")
    with pytest.raises(PlanError) as caught:
        load_plan(directory)
    assert [problem.file for problem in caught.value.problems] == ["clocks.yaml", "tasks.yaml"]


def test_missing_and_broken_files(spoiled: Spoil) -> None:
    """A missing file and broken YAML are problems with a name, not a stack trace."""
    directory = spoiled("tasks.yaml", "tasks:", "tasks: [")
    (directory / "scope.yaml").unlink()
    with pytest.raises(PlanError) as caught:
        load_plan(directory)
    assert {problem.file for problem in caught.value.problems} == {"scope.yaml", "tasks.yaml"}


def test_unknown_figure_and_fact_kind(spoiled: Spoil, vocabulary: Vocabulary) -> None:
    """With the vocabulary, a misspelt figure or fact kind is an error with the nearest known name."""
    spoiled("grading.yaml", "on_site_head_count >= 1000", "on_site_haed_count >= 1000")
    directory = spoiled("clocks.yaml", "settled_by: task.acknowledged", "settled_by: task.acknowleged")
    load_plan(directory)  # without a vocabulary nobody can know
    with pytest.raises(PlanError) as caught:
        load_plan(directory, vocabulary)
    text = str(caught.value)
    assert "'on_site_head_count'" in text
    assert "'task.acknowledged'" in text
    assert len(caught.value.problems) == 2


def test_hash_follows_content_not_layout(spoiled: Spoil, plan: Plan) -> None:
    """A comment leaves the version's hash alone; a changed number changes it."""
    directory = spoiled("clocks.yaml", "clocks:", "# another remark\nclocks:")
    assert load_plan(directory).source_hash == plan.source_hash
    directory = spoiled("clocks.yaml", "{amount: 4, unit: hours}", "{amount: 3, unit: hours}")
    assert load_plan(directory).source_hash != plan.source_hash


def test_grade_specific_signatures_go_first(spoiled: Spoil) -> None:
    """A row for a grade goes before the general row of the same act; other grades keep the general one."""
    special = """
  - act: activate_plan
    name: 启动预案
    grades: [major]
    slots: [{roles: [R1]}, {roles: [R2]}]
    phone_allowed: false
    reason_required: true
    clause: 3.2.3.a
    tighten: add_only
  - act: activate_plan
    name: 启动预案
    slots: [{roles: [R1]}]
"""
    plan = load_plan(
        spoiled(
            "signatures.yaml",
            "\n  - act: activate_plan\n    name: 启动预案\n    slots: [{roles: [R1]}]\n",
            special,
        )
    )
    assert len(plan.signature_requirement("activate_plan", "major").slots) == 2
    assert len(plan.signature_requirement("activate_plan", "extraordinary").slots) == 1
    assert len(plan.signature_requirement("activate_plan").slots) == 1


def test_a_wrong_case_is_told(spoiled: Spoil) -> None:
    """A case that the plan does not bear out is reported with file and line and what came out instead."""
    directory = spoiled("grading.yaml", "on_site_head_count >= 1000", "on_site_head_count >= 1001")
    failed = [result for result in run_cases(directory) if not result.passed]
    assert failed
    assert all(result.file == "cases/grading.yaml" and result.line > 1 for result in failed)
    assert any("重大" in difference for result in failed for difference in result.differences)
