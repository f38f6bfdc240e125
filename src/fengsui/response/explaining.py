"""The grade of a jurisdiction explained: every rule with its text, figures, thresholds; floors; base; what is missing.

What is graded is the copy's jurisdiction; a place inside it is only shown. Reads, decides nothing (N8).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from fengsui.conduct import timekeeping
from fengsui.conduct.access import covers
from fengsui.conduct.acting import Refused
from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.streams import states_of
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import timestamp
from fengsui.plan import FigureValue, GradeProposal, GradingRule, Plan, RuleResult
from fengsui.registry.regions import built_in_regions
from fengsui.response import facts, rules
from fengsui.response.figures import value_in_words
from fengsui.response.models import Event
from fengsui.response.reactions import head_counts
from fengsui.response.situation import situation_at
from fengsui.warning.rules.grading import GradingTerms, terms_of
from fengsui.warning.rules.poisson import smallest_rare_count

MILLION = 1_000_000
WINDOWS = (("7 日", "blown_up_7_days"), ("30 日", "blown_up_30_days"), ("90 日", "blown_up_90_days"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a rule: figure, sign, threshold in the figure's unit. ``met`` None: a value is missing."""

    figure: str
    sign: str
    threshold: FigureValue
    against: str
    value: FigureValue
    met: bool | None


@dataclass(frozen=True, slots=True)
class RuleExplained:
    """One rule of the plan and how it reads."""

    rule: GradingRule
    result: RuleResult | None
    comparisons: tuple[Comparison, ...]

    @property
    def truth(self) -> bool | None:
        """True, false, or None: unknown, or left to judgement."""
        return self.result.truth if self.result else None


@dataclass(frozen=True, slots=True)
class Floors:
    """The Poisson floors computed: λ = b·N in millionths; smallest k with P(≥ k) at most 1 % and 10 %, and in force."""

    population: int
    base_rate_ppm: int
    expected_millionths: int
    rare_tail_ppm: int
    k99: int
    unusual_tail_ppm: int
    k90: int
    smallest: int

    @property
    def expected_words(self) -> str:
        """λ with two decimals."""
        hundredths = (self.expected_millionths + 5_000) // 10_000
        return f"{hundredths // 100}.{hundredths % 100:02d}"

    @property
    def large_area(self) -> int:
        """Blow-ups from which GR-1 reads the count."""
        return max(self.smallest, self.k99)

    @property
    def scattered(self) -> int:
        """Blow-ups from which GR-3 reads the count."""
        return max(self.smallest, self.k90)


@dataclass(frozen=True, slots=True)
class GradingExplained:
    """All that the grading of one place says at one moment. ``shown_only``: a place inside the jurisdiction."""

    region: str
    region_name: str
    at: datetime
    as_of: bool
    shown_only: bool
    plan: Plan
    situation: facts.Situation
    figures: Mapping[str, FigureValue]
    proposal: GradeProposal
    rules: tuple[RuleExplained, ...]
    floors: Floors | None

    @property
    def reviews(self) -> tuple[RuleExplained, ...]:
        """Checks that people must make before anybody signs."""
        return self._true("review")

    @property
    def reports(self) -> tuple[RuleExplained, ...]:
        """What must be reported only."""
        return self._true("report")

    @property
    def unknown(self) -> tuple[RuleExplained, ...]:
        """Rules that a missing figure keeps from being answered."""
        return tuple(row for row in self.rules if row.result is not None and row.truth is None)

    @property
    def winner(self) -> RuleExplained | None:
        """The rule that gives the proposed grade."""
        return next((row for row in self.rules if row.rule.id == self.proposal.rule_id), None)

    def _true(self, effect: str) -> tuple[RuleExplained, ...]:
        return tuple(row for row in self.rules if row.truth and row.rule.effect == effect)


def explained(region: str, at: datetime | None = None) -> GradingExplained:
    """The grading of the jurisdiction, or of a place inside it, now or as it was known at ``at``.

    Raises Refused for a place outside the jurisdiction and for a time that is still to come.
    """
    now, jurisdiction = timekeeping.now(), this_world().jurisdiction
    moment = at or now
    if moment > now:
        msg = "不能解释将来的等级：--at 不能晚于现在"
        raise Refused(msg)
    if region not in built_in_regions() or not (region == jurisdiction or covers(jurisdiction, region)):
        msg = f"{region} 不在本辖区（{jurisdiction}），没有可以解释的等级"
        raise Refused(msg)
    plan = plan_in_force()
    terms = terms_of(plan)
    situation = situation_at(region, moment, whole=region == jurisdiction)
    figures = rules.figures_at(situation, _head_counts(region, moment), moment, terms)
    proposal = plan.propose_grade(figures)
    results = {result.rule_id: result for result in proposal.results}
    return GradingExplained(
        region=region,
        region_name=built_in_regions().full_name(region),
        at=moment,
        as_of=at is not None and at < now,
        shown_only=region != jurisdiction,
        plan=plan,
        situation=situation,
        figures=figures,
        proposal=proposal,
        rules=tuple(
            RuleExplained(rule, results.get(rule.id), tuple(comparisons(rule.when or "", figures)))
            for rule in plan.grading_rules
        ),
        floors=_floors(situation, terms),
    )


def _head_counts(region: str, at: datetime) -> tuple[rules.HeadCount, ...]:
    """The largest newest head-count of the events that ran at ``at``: one site is not added to another."""
    rows = Event.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at), opened_at__lte=at)
    ids = [key for key, lead in rows.values_list("id", "lead_region") if lead == region or covers(region, lead)]
    newest = []
    for state in states_of(ids).values():
        known = [count for count in head_counts(state) if count.known_at <= at]
        newest.extend(known[-1:])
    return tuple(sorted(newest, key=lambda count: count.persons)[-1:])


def _floors(situation: facts.Situation, terms: GradingTerms | None) -> Floors | None:
    count = situation.base.count if situation.base else None
    if count is None or terms is None:
        return None
    return Floors(
        population=count,
        base_rate_ppm=terms.base_rate_ppm,
        expected_millionths=terms.base_rate_ppm * count,
        rare_tail_ppm=terms.rare_tail_ppm,
        k99=smallest_rare_count(count, terms.base_rate_ppm, terms.rare_tail_ppm),
        unusual_tail_ppm=terms.unusual_tail_ppm,
        k90=smallest_rare_count(count, terms.base_rate_ppm, terms.unusual_tail_ppm),
        smallest=terms.smallest_floor,
    )


_COMPARISON = re.compile(r"\b([a-z]\w*)\s*(>=|<=|==|!=|<|>)\s*(?:(\d+(?:\.\d+)?)(%?)|([a-z]\w*))")


def comparisons(expression: str, figures: Mapping[str, FigureValue]) -> Iterator[Comparison]:
    """Every comparison of a figure with a number or another figure, in the rule's order."""
    for found in _COMPARISON.finditer(expression):
        name, sign, number, percent, other = found.groups()
        threshold = figures.get(other) if other else _whole(number, percent)
        value = figures.get(name)
        yield Comparison(name, sign, threshold, other or "", value, _compare(value, sign, threshold))


def _whole(number: str, percent: str) -> int:
    if not percent:
        return int(number)
    whole, _, decimals = number.partition(".")
    return int(whole + decimals.ljust(4, "0"))


def _compare(value: FigureValue, sign: str, threshold: FigureValue) -> bool | None:
    if not isinstance(value, int) or not isinstance(threshold, int):
        return None
    answers = {
        ">=": value >= threshold,
        "<=": value <= threshold,
        "==": value == threshold,
        "!=": value != threshold,
        ">": value > threshold,
        "<": value < threshold,
    }
    return answers[sign]


def figure_label(name: str) -> str:
    """The figure's name in Chinese; its code where no room handed it in."""
    found = house.figures.get(name)
    return found.label if found else name


def figure_words(name: str, value: FigureValue) -> str:
    """A figure's value with its unit; 待核 for none."""
    if value is None:
        return "待核"
    found = house.figures.get(name)
    return value_in_words(value, found.unit if found else "")


def explain(region: str, at: datetime | None = None) -> dict[str, Any]:
    """The explanation as one JSON document: moments in UTC, money in 分, ratios in ppm; null is unknown.

    Raises Refused as :func:`explained`.
    """
    told = explained(region, at)
    grade = told.proposal.grade_id
    base, ranking = told.situation.base, told.situation.ranking
    return {
        "region": told.region,
        "region_name": told.region_name,
        "at": timestamp(told.at),
        "as_of": told.as_of,
        "shown_only": told.shown_only,
        "window_days": rules.WINDOW.days,
        "parameters": told.plan.version,
        "proposal": {
            "grade": grade,
            "grade_name": told.plan.grade(grade).name if grade else None,
            "rule": told.proposal.rule_id,
            "borderline": told.proposal.borderline,
        },
        "rules": [_rule(row) for row in told.rules],
        "figures": {
            name: {"label": figure_label(name), "value": value, "unit": _unit(name)}
            for name, value in told.figures.items()
        },
        "thresholds": {
            row.rule.id: [
                {"figure": one.figure, "sign": one.sign, "threshold": one.threshold, "against": one.against or None}
                for one in row.comparisons
            ]
            for row in told.rules
        },
        "floors": _floors_document(told.floors),
        "unknown": [{"rule": row.rule.id, "missing": list(row.result.missing)} for row in told.unknown if row.result],
        "reviews": [{"rule": row.rule.id, "explanation": row.rule.explanation} for row in told.reviews],
        "reports": [{"rule": row.rule.id, "explanation": row.rule.explanation} for row in told.reports],
        "base": base.model_dump(mode="json") if base else None,
        "ranking": ranking.model_dump(mode="json"),
        "failures": [blowup.model_dump(mode="json") for blowup in told.situation.blowups],
    }


def _rule(row: RuleExplained) -> dict[str, Any]:
    return {
        "rule": row.rule.id,
        "phrase": row.rule.phrase,
        "clause": row.rule.clause,
        "parameter": row.rule.parameter,
        "grade": row.rule.grade_id,
        "effect": row.rule.effect,
        "when": row.rule.when,
        "explanation": row.rule.explanation,
        "truth": row.truth,
        "borderline": bool(row.result and row.result.borderline),
        "missing": list(row.result.missing) if row.result else [],
        "comparisons": [
            {
                "figure": one.figure,
                "value": one.value,
                "sign": one.sign,
                "threshold": one.threshold,
                "against": one.against or None,
                "met": one.met,
            }
            for one in row.comparisons
        ],
    }


def _unit(name: str) -> str:
    found = house.figures.get(name)
    return found.unit if found else ""


def _floors_document(floors: Floors | None) -> dict[str, Any] | None:
    if floors is None:
        return None
    names = ("population", "base_rate_ppm", "expected_millionths", "rare_tail_ppm", "k99", "unusual_tail_ppm", "k90")
    computed = {name: getattr(floors, name) for name in names}
    return {**computed, "smallest": floors.smallest, "large_area": floors.large_area, "scattered": floors.scattered}
