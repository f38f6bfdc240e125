"""Decisions of the event room: pure, the time is an argument.

What the rules read is computed by ``warning.rules.grading`` from a snapshot, on what was known at a moment. T0
(PAR-01): facts in order of 获知时间, suspected blow-ups counted; T0 is the first moment at which a grade-1 rule is true
on what was known by then; graded 特别重大 by judgement without a rule, it is the 认定时间.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fengsui.plan import FigureValue, GradeProposal, Plan
from fengsui.response.facts import Base, BlowupGroup, Ranking, Situation
from fengsui.warning.rules import grading

WINDOW = grading.WINDOW
"""W of §3.4: the base population is that of one window before."""
WINDOW_2K = grading.DOUBLE_K_WINDOW
LONGEST_WINDOW = grading.LONG_WINDOW
"""The longest window that is shown."""
GRAVEST = 1
WATCHED_GRADES = ("extraordinary", "major")
"""Grades whose institutions a named pair watches (4.1.d)."""


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many people stood on a site, as known from ``known_at`` on."""

    known_at: datetime
    persons: int


@dataclass(frozen=True, slots=True)
class TimeZero:
    """T0 with the words that say where it comes from."""

    at: datetime
    basis: str


def top_k(population: int, *, smallest: int, largest: int) -> int:
    """K = clamp(⌈0.1·N⌉, smallest, largest): a fixed top ten would be a third of a small province."""
    return max(smallest, min(largest, -(-population // 10)))


def figures_at(
    situation: Situation, head_counts: Iterable[HeadCount], moment: datetime, terms: grading.GradingTerms | None
) -> dict[str, FigureValue]:
    """The named figures of the grading rules, on what was known at ``moment``. What nobody knows is None, never zero.

    The event's own head-count goes before one that the jurisdiction heard of otherwise.
    """
    return _reading(situation, tuple(head_counts), terms)(moment)


def _reading(
    situation: Situation, head_counts: tuple[HeadCount, ...], terms: grading.GradingTerms | None
) -> Callable[[datetime], dict[str, FigureValue]]:
    """The snapshot made ready to be read at any moment."""
    base, failures = base_of(situation), tuple(failures_of(situation))
    elsewhere = situation.conditions.get("on_site_head_count")
    others = {name: value for name, value in situation.conditions.items() if name != "on_site_head_count"}

    def figures(moment: datetime) -> dict[str, FigureValue]:
        counts = [count.persons for count in head_counts if count.known_at <= moment]
        # When people elsewhere were counted is not kept with the snapshot: it says nothing of an earlier moment.
        heard = elsewhere if situation.conditions_at is not None and moment >= situation.conditions_at else None
        conditions = grading.Conditions({**others, "on_site_head_count": counts[-1] if counts else heard})
        read = grading.grading_figures(base, failures, conditions, terms, moment)
        # Where nobody looked, that nobody told of the exits is no answer.
        return read if situation.conditions_at is not None else {**read, "exits_known": None}

    return figures


def base_of(situation: Situation) -> grading.Base:
    """The base population of a snapshot. One without it (older facts) knows its ranking only."""
    known, ranking = situation.base or Base(as_of=""), situation.ranking
    return grading.Base(
        count=known.count,
        balance_fen=known.balance_fen,
        lenders=known.lenders,
        prefectures=known.prefectures,
        k=ranking.k,
        ranking=ranking.institutions,
    )


def failures_of(situation: Situation) -> Iterator[grading.Failure]:
    """The failures of a snapshot, those that were summed spread over as many unnamed institutions."""
    for blowup in situation.blowups:
        if blowup.outside:
            continue
        yield grading.Failure(
            institution=blowup.institution,
            occurred_at=blowup.occurred_at,
            known_at=blowup.known_at,
            confirmed=blowup.confirmed,
            balance_fen=blowup.balance_fen,
            lenders=blowup.lenders,
            prefecture=blowup.prefecture,
            crosses_provinces=blowup.crosses_provinces,
            national_rank=blowup.national_rank,
        )
    for number, group in enumerate(situation.others):
        yield from _spread(group, number)


def _spread(group: BlowupGroup, number: int) -> Iterator[grading.Failure]:
    """As many unnamed institutions of like size: their sum is exact, and none is larger than one that stands alone."""
    balances = _parts(group.balance_fen, group.count, group.without_balance)
    lenders = _parts(group.lenders, group.count, group.without_lenders)
    for place, (balance, people) in enumerate(zip(balances, lenders, strict=True)):
        yield grading.Failure(
            institution=f"summed/{number}/{place}",
            occurred_at=group.occurred_at,
            known_at=group.known_at,
            confirmed=place < group.confirmed,
            balance_fen=balance,
            lenders=people,
            prefecture=group.prefecture,
            crosses_provinces=group.crosses_provinces,
        )


def _parts(total: int, count: int, unknown: int) -> list[int | None]:
    """``total`` shared among those of ``count`` whose number is known, the first take what is left over."""
    known = count - unknown
    whole, rest = divmod(total, known) if known else (0, 0)
    return [*(whole + (place < rest) for place in range(known)), *([None] * unknown)]


def time_zero_by_rule(
    plan: Plan, situation: Situation, head_counts: tuple[HeadCount, ...], *, now: datetime
) -> TimeZero | None:
    """The moment of knowledge at which the present run of grade 1 by rule began; None when no rule speaks for it now.

    A run ends when a window runs out, or when the former spell was ended by signature: what was known then does not
    start another.
    """
    figures = _reading(situation, head_counts, grading.terms_of(plan))
    gravest = _gravest_rules_only(plan)
    seen = [(one.occurred_at, one.known_at) for one in situation.blowups]
    seen += [(group.occurred_at, group.known_at) for group in situation.others]
    known = {at for _, at in seen} | {count.known_at for count in head_counts}
    expiries = {occurred + window for occurred, _ in seen for window in (WINDOW, WINDOW_2K)}
    ended = situation.spell_ended_at
    start: TimeZero | None = None
    for moment in sorted(moment for moment in known | expiries if moment <= now):
        if ended is not None and moment <= ended:
            continue
        proposal = gravest.propose_grade(figures(moment))
        if proposal.grade_id is None:
            start = None
        elif start is None and moment in known:
            start = TimeZero(moment, f"按 {'、'.join(true_rules(proposal))}，依当时已知情况首次成立的获知时间")
    return start


def _gravest_rules_only(plan: Plan) -> Plan:
    """The plan with only the rules that can propose 特别重大: a history is read moment by moment."""
    gravest = {grade.id for grade in plan.grades if grade.rank == GRAVEST}
    rules = (rule for rule in plan.grading_rules if rule.grade_id in gravest and rule.effect == "grade")
    return replace(plan, grading_rules=tuple(rules))


def true_rules(proposal: GradeProposal) -> tuple[str, ...]:
    """Every rule that is true, in the plan's order."""
    return tuple(result.rule_id for result in proposal.results if result.truth)


def demanded(plan: Plan, proposal: GradeProposal, effect: str) -> tuple[str, ...]:
    """True rules that give no grade but demand something: ``review`` by people, or a ``report``."""
    return tuple(rule for rule in true_rules(proposal) if plan.grading_rule(rule).effect == effect)


def time_zero(
    plan: Plan, situation: Situation, head_counts: tuple[HeadCount, ...], *, decided_at: datetime
) -> TimeZero:
    """T0 of a 特别重大 grade: by rule, else the moment of the decision (认定时间)."""
    by_rule = time_zero_by_rule(plan, situation, head_counts, now=decided_at)
    return by_rule or TimeZero(decided_at, "没有规则成立，由人工认定：以认定时间起算")


def would_move(fixed: datetime, computed: TimeZero, *, by_rule: bool) -> bool:
    """Whether what is known now would put T0 elsewhere: earlier than signed, or, where a rule set it, anywhere else."""
    return computed.at < fixed or (by_rule and computed.at != fixed)


def is_gravest(plan: Plan, proposal: GradeProposal) -> bool:
    """Whether the proposal is 特别重大."""
    return proposal.grade_id is not None and plan.grade(proposal.grade_id).rank == GRAVEST


def direction(plan: Plan, previous: str | None, grade: str) -> str:
    """first, upgrade, downgrade or same. A first grade counts as an upgrade for who signs."""
    if previous is None:
        return "first"
    before, after = plan.grade(previous).rank, plan.grade(grade).rank
    if before == after:
        return "same"
    return "upgrade" if after < before else "downgrade"


def act_of_direction(step: str) -> str:
    """The act of the plan's signatures that a step in grade needs."""
    return "downgrade_grade" if step == "downgrade" else "upgrade_grade"


def month_end_before(moment: datetime) -> str:
    """The last day of the month before ``moment`` (ISO date): where the ranking is frozen."""
    first = moment.astimezone(UTC).replace(day=1)
    return (first - timedelta(days=1)).date().isoformat()


def order_of_regions(registered: str, operating: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """(lead, support): the place of registration leads, other places of operation support (5.2.1.0.b–c)."""
    seen = dict.fromkeys(region for region in operating if region and region != registered)
    return registered, tuple(seen)


def missing_assignments(departments: Iterable[str], assigned: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """Departments without one named owner and a different named deputy (1.1.h AB角)."""
    return tuple(
        department
        for department in departments
        if department not in assigned
        or not assigned[department][0]
        or not assigned[department][1]
        or assigned[department][0] == assigned[department][1]
    )


def empty_ranking() -> Ranking:
    """A ranking nobody could make: no institution has a balance on record."""
    return Ranking(metric="借贷余额", as_of="", k=0, institutions=())
