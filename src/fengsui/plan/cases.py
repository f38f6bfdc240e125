"""Given/then cases beside the plan: a lawyer writes them, the tests and `fengsui plan check` run them.

A case gives figures and says which grade the rules propose, by which rule, and which rules stay unknown:

    cases:
      - name: 一句话说清情形
        clause: 5.1.1.b
        given: {blown_up_in_top_k_30_days: 2}
        then: {grade: 特别重大, rule: GR-2, unknown: [ES-1a, ES-1b]}

A file may begin with `given:`, figures that hold in each of its cases unless the case says otherwise (`null`: unknown).
Shares may be written as `10.4%`. `reviews` and `reports` list the rules that ask for a review or a report.

A case may instead give a grade (`given_grade: 特别重大`), an attention level (`given_level: 1`) or a day
(`given_day: 敏感时期`) and say how long clocks run: `then_terms: {first_notice: 2小时}`. Or it gives an act, where it
matters with a grade, and says who signs it:

        given_act: upgrade_grade
        then_signatures: [[值班长]]
        then_phone: 不允许
        then_countersign: 组长 24小时
        then_reason: 不要
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from fengsui.plan.contents import GradeProposal, Plan
from fengsui.plan.errors import PlanError, Problem, RuleError
from fengsui.plan.loader import load_plan
from fengsui.plan.model import Countersign, Element, Grade, SignatureRequirement, Term
from fengsui.plan.references import Vocabulary
from fengsui.plan.rules import FigureValue, parts_per_million, suggestion
from fengsui.plan.source import read_source, validated

NO_GRADE = "无等级"
NO_TERM = "不适用"
NOBODY = "不要"
# Files in cases/. More are not opened: reading a plan has to end.
MOST_FILES: Final = 50
_PERCENTAGE = re.compile(r"\d{1,15}(\.\d{1,4})?%")


class Outcome(Element):
    """What the rules must say; `grade` by its Chinese name, 无等级 when no rule gives one. None: not asked."""

    grade: str
    rule: str | None = None
    unknown: tuple[str, ...] = ()
    borderline: bool | None = None
    reviews: tuple[str, ...] | None = None
    reports: tuple[str, ...] | None = None


class Case(Element):
    """One case: figures with an outcome; a grade, an attention level or a day with terms; or an act with signatures.

    `then_signatures` has one list of role names for each signature, any of whom may give it. A later signature is
    written as 组长 24小时, roles joined by 、; 不要 where there is none.
    """

    name: str
    clause: str
    given: Mapping[str, FigureValue] = Field(default_factory=dict)
    then: Outcome | None = None
    given_grade: str | None = None
    given_level: int | None = None
    given_day: Literal["敏感时期"] | None = None
    then_terms: Mapping[str, str] = Field(default_factory=dict)
    given_act: str | None = None
    then_signatures: tuple[tuple[str, ...], ...] = ()
    then_phone: Literal["允许", "不允许"] | None = None
    then_countersign: str | None = None
    then_phone_countersign: str | None = None
    then_reason: Literal["要写", "不要"] | None = None

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        about_terms = (None if self.given_act else self.given_grade, self.given_level, self.given_day)
        asked = [question for question in (self.then, self.given_act, *about_terms) if question is not None]
        if len(asked) != 1:
            raise ValueError(
                "案例只问一件事：given 和 then；given_act 和 then_signatures；"
                "或者 given_grade、given_level、given_day 之一和 then_terms"
            )
        if bool(self.then_terms) != (self.then is None and self.given_act is None):
            raise ValueError("问时限的案例要写 then_terms，别的案例不写")
        if bool(self.then_signatures) != (self.given_act is not None):
            raise ValueError("问签字的案例要写 then_signatures，别的案例不写")
        if self.then is None and self.given:
            raise ValueError("given 只与 then 同写")
        signing = (self.then_phone, self.then_countersign, self.then_phone_countersign, self.then_reason)
        if self.given_act is None and any(answer is not None for answer in signing):
            raise ValueError("then_phone、then_countersign、then_phone_countersign、then_reason 只与 given_act 同写")
        return self


class CasesFile(Element):
    """One file in cases/; `given` holds in every case that does not say otherwise."""

    given: Mapping[str, FigureValue] = Field(default_factory=dict)
    cases: tuple[Case, ...] = Field(min_length=1)


@dataclass(frozen=True)
class CaseResult:
    """How one case came out; `differences` is empty when it passed.

    `shows` are the parts of the plan that the case pins down: ("rule", id, "true" or "false"), ("clock", id, grade,
    level or day), ("signature", act and grades).
    """

    file: str
    line: int
    name: str
    differences: tuple[str, ...]
    shows: frozenset[tuple[str, ...]] = frozenset()
    clause: str = ""

    @property
    def passed(self) -> bool:
        """True when the plan says what the case says."""
        return not self.differences


def run_cases(directory: Path, plan: Plan | None = None, vocabulary: Vocabulary | None = None) -> list[CaseResult]:
    """Run every case in `directory`/cases/*.yaml against the plan in `directory` (or the one given).

    With a vocabulary, a case that gives a figure which code does not offer fails. Raises PlanError when the plan or a
    case file cannot be read.
    """
    plan = plan or load_plan(directory)
    problems: list[Problem] = []
    results = list(results_of(directory, plan, vocabulary, problems))
    if problems:
        raise PlanError(problems)
    return results


def results_of(
    directory: Path, plan: Plan, vocabulary: Vocabulary | None, problems: list[Problem]
) -> Iterator[CaseResult]:
    """The result of every case that can be read; what is wrong with the others is added to `problems`."""
    folder = directory / "cases"
    names = sorted(path.name for path in islice(folder.glob("*.yaml"), MOST_FILES + 1)) if folder.is_dir() else []
    if len(names) > MOST_FILES:
        problems.append(Problem("cases", 0, "(目录)", f"案例文件多于 {MOST_FILES} 个", "把案例合并到较少的文件里"))
    for name in names[:MOST_FILES]:
        try:
            source = read_source(folder / name, f"cases/{name}")
            written = validated(source, CasesFile)
        except PlanError as error:
            problems += error.problems
            continue
        for index, case in enumerate(written.cases):
            asking = _Asking(plan, None if vocabulary is None else frozenset(vocabulary.figures))
            differences = tuple(asking.differences(case, {**written.given, **case.given}))
            line = source.lines["cases", index]
            yield CaseResult(source.file, line, case.name, differences, frozenset(asking.shows), case.clause)


def without_cases(plan: Plan, results: list[CaseResult]) -> list[tuple[str, ...]]:
    """The parts of the plan that no passed case pins down, as in `CaseResult.shows`.

    A rule over figures wants a case in which it holds and is named, and one in which it does not; a clock one for each
    grade, attention level and day it runs at; a signature one.
    """
    shown = {part for result in results if result.passed for part in result.shows}
    rules = [rule.id for rule in plan.grading_rules if rule.when is not None]
    wanted = [("rule", rule, truth) for rule in rules for truth in ("true", "false")]
    for clock in plan.clocks.values():
        wanted += [("clock", clock.id, grade) for grade in clock.for_grades]
        wanted += [("clock", clock.id, str(level)) for level in clock.for_levels]
        wanted += [("clock", clock.id, "敏感时期")] if clock.in_sensitive_period else []
    return [part for part in [*wanted, *map(_row, plan.signatures)] if part not in shown]


def _row(requirement: SignatureRequirement) -> tuple[str, ...]:
    return ("signature", " ".join((requirement.act, *requirement.grades)))


def _in_whole_numbers(given: Mapping[str, FigureValue]) -> dict[str, FigureValue]:
    """Shares written as `10.4%` as whole parts per million."""
    return {
        name: parts_per_million(value[:-1]) if isinstance(value, str) and _PERCENTAGE.fullmatch(value) else value
        for name, value in given.items()
    }


class _Asking:
    """Asks the plan one case's question; yields every difference, and notes in `shows` what was pinned down.

    `figures` are the names that code offers; None: whatever the case gives.
    """

    def __init__(self, plan: Plan, figures: frozenset[str] | None) -> None:
        self.plan = plan
        self.figures = figures
        self.shows: set[tuple[str, ...]] = set()

    def differences(self, case: Case, given: Mapping[str, FigureValue]) -> Iterator[str]:
        """Where the plan says something else than the case."""
        if case.clause not in self.plan.clauses:
            yield f"没有条款 {case.clause[:60]!r}"
        if case.then is not None:
            yield from self.grading(given, case.then)
        elif case.given_act is not None:
            yield from self.signing(case, case.given_act)
        else:
            yield from self.timing(case)

    def grading(self, given: Mapping[str, FigureValue], then: Outcome) -> Iterator[str]:
        """What the grading rules say of figures."""
        for name in given if self.figures is not None else ():
            if self.figures is not None and name not in self.figures:
                yield f"没有指标 {name[:60]!r}{suggestion(name, self.figures)}"
        try:
            proposal = self.plan.propose_grade(_in_whole_numbers(given))
        except RuleError as error:
            yield str(error)
            return
        self._note_rules(proposal, then)
        yield from self._proposed(proposal, then)

    def _note_rules(self, proposal: GradeProposal, then: Outcome) -> None:
        named = {then.rule, *(then.reviews or ()), *(then.reports or ())}
        for result in proposal.results:
            if result.truth is False or (result.truth is True and result.rule_id in named):
                self.shows.add(("rule", result.rule_id, "true" if result.truth else "false"))

    def _proposed(self, proposal: GradeProposal, then: Outcome) -> Iterator[str]:
        grade = NO_GRADE if proposal.grade_id is None else self.plan.grade(proposal.grade_id).name
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

    def timing(self, case: Case) -> Iterator[str]:
        """How long clocks run at a grade, at an attention level, on a day."""
        grade = self._grade(case.given_grade)
        if case.given_grade is not None and grade is None:
            yield self._no_grade(case.given_grade)
            return
        if case.given_level is not None and case.given_level not in {level.rank for level in self.plan.warning.levels}:
            yield f"没有研判级别 {case.given_level}"
            return
        for clock_id, words in case.then_terms.items():
            if clock_id not in self.plan.clocks:
                yield f"没有时钟 {clock_id[:60]!r}{suggestion(clock_id, frozenset(self.plan.clocks))}"
                continue
            term = self._term(clock_id, grade, case.given_level)
            actual = NO_TERM if term is None else term.words
            if actual != words:
                yield f"时钟 {clock_id} 应为 {words}，实为 {actual}"
            at = grade.id if grade else str(case.given_level or case.given_day)
            self.shows.add(("clock", clock_id, at))

    def signing(self, case: Case, act: str) -> Iterator[str]:
        """Who signs an act."""
        grade = self._grade(case.given_grade)
        if case.given_grade is not None and grade is None:
            yield self._no_grade(case.given_grade)
            return
        try:
            needed = self.plan.signature_requirement(act, grade.id if grade else None)
        except KeyError:
            acts = frozenset(row.act for row in self.plan.signatures)
            yield f"签字表里没有 {act[:60]!r}{suggestion(act, acts)}"
            return
        self.shows.add(_row(needed))
        signers = [self._names(slot.roles) for slot in needed.slots]
        expected = ["、".join(slot) for slot in case.then_signatures]
        actual = {
            "签字人": ("；".join(expected), "；".join(signers)),
            "电话批准": (case.then_phone, "允许" if needed.phone_allowed else "不允许"),
            "事后会签": (case.then_countersign, self._later(needed.countersign)),
            "电话补签": (case.then_phone_countersign, self._later(needed.phone_countersign)),
            "理由": (case.then_reason, "要写" if needed.reason_required else "不要"),
        }
        for what, (wanted, found) in actual.items():
            if wanted is not None and wanted != found:
                yield f"{what}应为 {wanted}，实为 {found}"

    def _term(self, clock_id: str, grade: Grade | None, level: int | None) -> Term | None:
        clock = self.plan.clocks[clock_id]
        if grade is not None:
            return clock.terms.get(grade.id)
        return clock.day_term if level is None else clock.level_terms.get(level)

    def _grade(self, name: str | None) -> Grade | None:
        return next((grade for grade in self.plan.grades if grade.name == name), None)

    def _no_grade(self, name: str) -> str:
        return f"没有等级 {name[:60]!r}{suggestion(name, frozenset(grade.name for grade in self.plan.grades))}"

    def _names(self, roles: tuple[str, ...]) -> str:
        return "、".join(self.plan.role(role).name_zh for role in roles)

    def _later(self, countersign: Countersign | None) -> str:
        return NOBODY if countersign is None else f"{self._names(countersign.roles)} {countersign.hours}小时"
