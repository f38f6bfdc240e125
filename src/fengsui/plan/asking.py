"""What a plan says to the question of one case, and where that is something else than the case expects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import or_
from typing import Generic, TypeVar

from fengsui.plan.case_shapes import Case, Outcome
from fengsui.plan.contents import Plan
from fengsui.plan.errors import RuleError
from fengsui.plan.model import Countersign, Grade, GradingRule, SignatureRequirement, Term
from fengsui.plan.rule_steps import FigureValue
from fengsui.plan.rules import evaluate_rule, parts_per_million, suggestion
from fengsui.plan.truth_table import TruthTable, cases_in
from fengsui.plan.warning import HardRule

NO_GRADE = "无等级"
NO_LEVEL = "无级别"
NO_TERM = "不适用"
NOBODY = "不要"
_PERCENTAGE = re.compile(r"\d{1,15}(\.\d{1,4})?%")
Rule = TypeVar("Rule")


@dataclass
class Reading(Generic[Rule]):
    """What rules say of the figures of one case. `error`: a figure has the wrong kind of value.

    `first_false`: the rules that do not hold here, and did hold or were unknown in all cases before.
    """

    true: list[Rule] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    first_false: list[str] = field(default_factory=list)
    borderline: bool = False
    error: str = ""


def readings(
    rules: Sequence[tuple[Rule, str]], cases: Sequence[Mapping[str, FigureValue]], borderline_percent: int
) -> list[Reading[Rule]]:
    """What each rule says of each case; a rule comes with its text, and has an id."""
    table = TruthTable(cases, borderline_percent)
    found: list[Reading[Rule]] = [Reading() for _ in cases]
    read = [(rule, table.read(text)) for rule, text in rules]
    fine = table.all & ~table.odd
    for rule, truths in read:
        name = str(getattr(rule, "id", ""))
        for number in cases_in(truths.true):
            found[number].true.append(rule)
        for number in cases_in(fine & ~truths.true & ~truths.false):
            found[number].unknown.append(name)
        for number in islice(cases_in(fine & truths.false), 1):
            found[number].first_false.append(name)
    for number in cases_in(reduce(or_, (truths.borderline for _, truths in read), 0)):
        found[number].borderline = True
    for number in cases_in(table.odd):
        found[number] = Reading(error=_error([text for _, text in rules], cases[number]))
    return found


def _error(texts: Iterable[str], figures: Mapping[str, FigureValue]) -> str:
    """What is wrong with the figures of an odd case."""
    for text in texts:
        try:
            evaluate_rule(text, figures)
        except RuleError as error:
            return str(error)
    return ""


def _unknown(expected: Iterable[str], actual: Iterable[str]) -> Iterator[str]:
    if set(expected) != set(actual):
        yield f"未知的规则应为 {sorted(expected)}，实为 {sorted(actual)}"


def signature_part(requirement: SignatureRequirement) -> tuple[str, ...]:
    """How a row of the table of signatures is named among the parts of a plan."""
    return ("signature", " ".join((requirement.act, *requirement.grades)))


def whole_numbers(given: Mapping[str, FigureValue]) -> dict[str, FigureValue]:
    """Shares written as `10.4%` as whole parts per million."""
    return {
        name: parts_per_million(value[:-1]) if isinstance(value, str) and _PERCENTAGE.fullmatch(value) else value
        for name, value in given.items()
    }


class Asking:
    """Asks the plan one case's question; yields every difference, and notes in `shows` what was pinned down.

    `figures` are the names that code offers; None: whatever the case gives.
    """

    def __init__(self, plan: Plan, figures: frozenset[str] | None) -> None:
        self.plan = plan
        self.figures = figures
        self.shows: set[tuple[str, ...]] = set()

    def differences(self, case: Case) -> Iterator[str]:
        """What the plan says otherwise of terms and signatures."""
        yield from self._clause(case)
        if case.given_act is not None:
            yield from self.signing(case, case.given_act)
        else:
            yield from self.timing(case)

    def grading(self, case: Case, given: Mapping[str, FigureValue], reading: Reading[GradingRule]) -> Iterator[str]:
        """What the grading rules say otherwise."""
        yield from self._clause(case)
        yield from self._unknown_figures(given)
        then = case.then
        if then is None:
            return
        self._note("rule", {then.rule or "", *(then.reviews or ()), *(then.reports or ())}, reading.first_false)
        if reading.error:
            yield reading.error
            return
        yield from self._graded(then, reading)
        weighed = self.plan.weigh(reading.true)
        for words, expected, rules in (
            ("复核", then.reviews, weighed.reviews),
            ("报告", then.reports, weighed.reports),
        ):
            actual = {rule.id for rule in rules}
            if expected is not None and actual != set(expected):
                yield f"要求{words}的规则应为 {sorted(expected)}，实为 {sorted(actual)}"

    def _graded(self, then: Outcome, reading: Reading[GradingRule]) -> Iterator[str]:
        giving = self.plan.weigh(reading.true).giving
        grade = NO_GRADE if giving is None else self.plan.grade(giving.grade_id or "").name
        rule = None if giving is None else giving.id
        if grade != then.grade:
            yield f"等级应为 {then.grade}，规则给出 {grade}"
        if rule != then.rule:
            yield f"规则应为 {then.rule}，实为 {rule}"
        yield from _unknown(then.unknown, reading.unknown)
        if then.borderline is not None and then.borderline != reading.borderline:
            yield f"临界标记应为 {then.borderline}，实为 {reading.borderline}"

    def attention(self, case: Case, given: Mapping[str, FigureValue], reading: Reading[HardRule]) -> Iterator[str]:
        """What the hard rules of early warning say otherwise."""
        yield from self._clause(case)
        yield from self._unknown_figures(given)
        then = case.then_attention
        if then is None:
            return
        self._note("hard_rule", set(then.hard_rules), reading.first_false)
        if reading.error:
            yield reading.error
            return
        held = {rule.id for rule in reading.true}
        if held != set(then.hard_rules):
            yield f"成立的硬规则应为 {sorted(then.hard_rules)}，实为 {sorted(held)}"
        level = min((rule.level for rule in reading.true), default=None)
        if level != then.level:
            yield f"研判级别应为 {then.level or NO_LEVEL}，实为 {level or NO_LEVEL}"
        yield from _unknown(then.unknown, reading.unknown)

    def _clause(self, case: Case) -> Iterator[str]:
        if case.clause not in self.plan.clauses:
            yield f"没有条款 {case.clause[:60]!r}"

    def _unknown_figures(self, given: Mapping[str, FigureValue]) -> Iterator[str]:
        for name in given if self.figures is not None else ():
            if self.figures is not None and name not in self.figures:
                yield f"没有指标 {name[:60]!r}{suggestion(name, self.figures)}"

    def _note(self, kind: str, named: Iterable[str], first_false: Iterable[str]) -> None:
        self.shows |= {(kind, rule, "true") for rule in named}
        self.shows |= {(kind, rule, "false") for rule in first_false}

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
        self.shows.add(signature_part(needed))
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
