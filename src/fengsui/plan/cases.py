"""Given/then cases beside the plan: a lawyer writes them, the tests run them.

A case gives figures and says which grade the rules propose, by which rule, and which rules stay unknown:

    cases:
      - name: 一句话说清情形
        clause: 5.1.1.b
        given: {blown_up_in_top_k_30_days: 2}
        then: {grade: 特别重大, rule: GR-2, unknown: [ES-1a, ES-1b]}

A file may begin with `given:`, figures that hold in each of its cases unless the case says otherwise (`null`: unknown).
Shares may be written as `10.4%`. `reviews` and `reports` list the rules that ask for a review or a report.

A case may instead give a grade (`given_grade: 特别重大`) or an attention level (`given_level: 1`) and say how long
clocks run: `then_terms: {first_notice: 2小时}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from fengsui.plan.contents import Plan
from fengsui.plan.errors import RuleError
from fengsui.plan.loader import load_plan
from fengsui.plan.model import Element
from fengsui.plan.rules import FigureValue, parts_per_million
from fengsui.plan.source import read_source, validated

NO_GRADE = "无等级"
_PERCENTAGE = re.compile(r"\d+(\.\d{1,4})?%")


class Outcome(Element):
    """What the rules must say; `grade` by its Chinese name, 无等级 when no rule gives one. None: not asked."""

    grade: str
    rule: str | None = None
    unknown: tuple[str, ...] = ()
    borderline: bool | None = None
    reviews: tuple[str, ...] | None = None
    reports: tuple[str, ...] | None = None


class Case(Element):
    """One case: figures with an outcome, or a grade or an attention level with the terms of clocks."""

    name: str
    clause: str
    given: Mapping[str, FigureValue] = Field(default_factory=dict)
    then: Outcome | None = None
    given_grade: str | None = None
    given_level: int | None = None
    then_terms: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        asked = [question for question in (self.then, self.given_grade, self.given_level) if question is not None]
        if len(asked) != 1:
            raise ValueError("案例要么写 given 和 then，要么写 given_grade 或者 given_level 和 then_terms")
        return self


class CasesFile(Element):
    """One file in cases/; `given` holds in every case that does not say otherwise."""

    given: Mapping[str, FigureValue] = Field(default_factory=dict)
    cases: tuple[Case, ...] = Field(min_length=1)


@dataclass(frozen=True)
class CaseResult:
    """How one case came out; `differences` is empty when it passed."""

    file: str
    line: int
    name: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True when the plan says what the case says."""
        return not self.differences


def run_cases(directory: Path, plan: Plan | None = None) -> list[CaseResult]:
    """Run every case in `directory`/cases/*.yaml against the plan in `directory` (or the one given).

    Raises PlanError when the plan or a case file cannot be read.
    """
    plan = plan or load_plan(directory)
    results: list[CaseResult] = []
    for path in sorted((directory / "cases").glob("*.yaml")):
        source = read_source(path, f"cases/{path.name}")
        written = validated(source, CasesFile)
        for index, case in enumerate(written.cases):
            line = source.lines[("cases", index)]
            given = _in_whole_numbers({**written.given, **case.given})
            results.append(CaseResult(source.file, line, case.name, tuple(_differences(case, given, plan))))
    return results


def _in_whole_numbers(given: Mapping[str, FigureValue]) -> dict[str, FigureValue]:
    """Shares written as `10.4%` as whole parts per million."""
    return {
        name: parts_per_million(value[:-1]) if isinstance(value, str) and _PERCENTAGE.fullmatch(value) else value
        for name, value in given.items()
    }


def _differences(case: Case, given: Mapping[str, FigureValue], plan: Plan) -> Iterator[str]:
    if case.clause not in plan.clauses:
        yield f"没有条款 {case.clause!r}"
    if case.then is not None:
        yield from _grading_differences(given, case.then, plan)
    else:
        yield from _term_differences(case, plan)


def _grading_differences(given: Mapping[str, FigureValue], then: Outcome, plan: Plan) -> Iterator[str]:
    try:
        proposal = plan.propose_grade(given)
    except RuleError as error:
        yield str(error)
        return
    grade = NO_GRADE if proposal.grade_id is None else plan.grade(proposal.grade_id).name
    if grade != then.grade:
        yield f"等级应为 {then.grade}，规则给出 {grade}"
    if proposal.rule_id != then.rule:
        yield f"规则应为 {then.rule}，实为 {proposal.rule_id}"
    unknown = {result.rule_id for result in proposal.unknown}
    if unknown != set(then.unknown):
        yield f"未知的规则应为 {sorted(then.unknown)}，实为 {sorted(unknown)}"
    if then.borderline is not None and then.borderline != proposal.borderline:
        yield f"临界标记应为 {then.borderline}，实为 {proposal.borderline}"
    for words, expected, results in (
        ("复核", then.reviews, proposal.reviews),
        ("报告", then.reports, proposal.reports),
    ):
        actual = {result.rule_id for result in results}
        if expected is not None and actual != set(expected):
            yield f"要求{words}的规则应为 {sorted(expected)}，实为 {sorted(actual)}"


def _term_differences(case: Case, plan: Plan) -> Iterator[str]:
    grade = next((grade for grade in plan.grades if grade.name == case.given_grade), None)
    if grade is None and case.given_level is None:
        yield f"没有等级 {case.given_grade!r}"
        return
    for clock_id, words in case.then_terms.items():
        clock = plan.clocks.get(clock_id)
        term = None
        if clock is not None:
            term = clock.terms.get(grade.id) if grade else clock.level_terms.get(case.given_level or 0)
        actual = "不适用" if term is None else term.words
        if actual != words:
            yield f"时钟 {clock_id} 应为 {words}，实为 {actual}"
