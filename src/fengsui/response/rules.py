"""Decisions of the event room: pure, the time is an argument.

What the rules read (PAR-21): how many of the largest institutions blew up within a window, on what was known at a
moment. T0 (PAR-01): facts in order of 获知时间, suspected blow-ups counted; T0 is the first moment at which
a grade-1 rule is true on what was known by then; graded 特别重大 by judgement without a rule, it is the 认定时间.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fengsui.plan import GradeProposal, Plan
from fengsui.response.facts import Blowup, Ranking, Situation

WINDOW_K = timedelta(days=30)
WINDOW_2K = timedelta(days=60)
GRAVEST = 1


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
    situation: Situation, head_counts: Iterable[HeadCount], moment: datetime
) -> dict[str, int | bool | None]:
    """The named figures of the grading rules, on what was known at ``moment``.

    A ranking without institutions leaves the top-K figures unknown (None), never zero.
    """
    counts = [count.persons for count in head_counts if count.known_at <= moment]
    figures: dict[str, int | bool | None] = {"on_site_head_count": counts[-1] if counts else None}
    ranking = situation.ranking
    if not ranking.institutions:
        return {"blown_up_in_top_k_30_days": None, "blown_up_in_top_2k_60_days": None, **figures}
    known = [blowup for blowup in situation.blowups if blowup.known_at <= moment]
    return {
        "blown_up_in_top_k_30_days": _count(known, ranking.institutions[: ranking.k], moment, WINDOW_K),
        "blown_up_in_top_2k_60_days": _count(known, ranking.institutions[: 2 * ranking.k], moment, WINDOW_2K),
        **figures,
    }


def _count(blowups: Iterable[Blowup], ranked: tuple[str, ...], moment: datetime, window: timedelta) -> int:
    return len(
        {b.institution for b in blowups if b.institution in ranked and moment - window < b.occurred_at <= moment}
    )


def time_zero_by_rule(
    plan: Plan, situation: Situation, head_counts: tuple[HeadCount, ...], *, now: datetime
) -> TimeZero | None:
    """The moment of knowledge at which the present run of grade 1 by rule began; None when no rule speaks for it now.

    A run ends when a window runs out, or when the former spell was ended by signature: what was known then does not
    start another.
    """
    known = {b.known_at for b in situation.blowups} | {count.known_at for count in head_counts}
    expiries = {b.occurred_at + window for b in situation.blowups for window in (WINDOW_K, WINDOW_2K)}
    ended = situation.spell_ended_at
    start: TimeZero | None = None
    for moment in sorted(moment for moment in known | expiries if moment <= now):
        if ended is not None and moment <= ended:
            continue
        proposal = plan.propose_grade(figures_at(situation, head_counts, moment))
        if not is_gravest(plan, proposal):
            start = None
        elif start is None and moment in known:
            start = TimeZero(moment, f"按 {proposal.rule_id}，依当时已知情况首次成立的获知时间")
    return start


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
