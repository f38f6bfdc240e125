"""What this copy has to show for each clause: done when, open, overdue, or never."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from fengsui.clock.due import ClausesClock, clocks_by_clause
from fengsui.ledger.reading import LastFact, last_facts_by_clause
from fengsui.plan import Plan
from fengsui.plan.coverage import national_ids
from fengsui.plan.model import Clause
from fengsui.registry.plan_duties.checklist import PracticeView, day_begins, last_day, practices

# That a clock began, came near its line, passed it or was called off is no doing of what its clause asks.
NOT_DOING = frozenset(
    {"clock.started", "clock.confirmed", "clock.warned", "clock.lapsed", "clock.cancelled", "clock.ended"}
)
Standing = Literal["overdue", "open", "done", "never"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One clause here. ``lapses`` counts lines that passed, settled since or not; ``due_again`` is of its practices.

    ``last``: the newest fact that carries the clause, those that rules drew included.
    """

    standing: Standing
    last: LastFact | None
    open: int
    overdue: int
    lapses: int
    due_again: datetime | None

    @property
    def due_day(self) -> date | None:
        """The last day in Beijing on which its practices are in time."""
        return last_day(self.due_again)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``: times are ISO 8601 in UTC."""
        return {
            "status": self.standing,
            "last_fact": self.last.reference if self.last else None,
            "last_at": self.last.happened_at.isoformat() if self.last else None,
            "open": self.open,
            "overdue": self.overdue,
            "lapses": self.lapses,
            "due_again": self.due_again.isoformat() if self.due_again else None,
        }


def evidence(plan: Plan, now: datetime) -> dict[str, Evidence]:
    """Evidence for every clause of a plan, from a handful of queries however many facts there are.

    An option or an exemption is never overdue, whatever line has passed.
    """
    last = last_facts_by_clause(leaving_out=NOT_DOING)
    clocks = clocks_by_clause()
    carried: dict[str, list[PracticeView]] = defaultdict(list)
    for view in practices(plan, now):
        for clause in (view.practice.clause, *view.practice.clauses):
            carried[clause].append(view)
    return {clause.id: _of(clause, last, clocks, carried[clause.id], now) for clause in plan.clauses.values()}


def _of(
    clause: Clause,
    last: dict[str, LastFact],
    clocks: dict[str, list[ClausesClock]],
    views: list[PracticeView],
    now: datetime,
) -> Evidence:
    names = national_ids(clause)
    facts = [last[name] for name in names if name in last] + [_of_record(view) for view in views if view.last]
    newest = max(facts, key=lambda fact: (fact.happened_at, fact.reference), default=None)
    mine = [clock for name in names for clock in clocks.get(name, ())]
    running = [clock for clock in mine if clock.running]
    overdue = 0
    if clause.modality == "duty":
        overdue = sum(clock.due_at <= now for clock in running) + sum(view.overdue for view in views)
    standing: Standing = "overdue" if overdue else "open" if running else "done" if newest else "never"
    return Evidence(
        standing=standing,
        last=newest,
        open=len(running),
        overdue=overdue,
        lapses=sum(clock.lapsed for clock in mine),
        due_again=min((view.due for view in views if view.due), default=None),
    )


def _of_record(view: PracticeView) -> LastFact:
    """A practice's record stands for all of its clauses, though its fact names only the first."""
    if view.last is None:
        raise ValueError(view.practice.id)
    return LastFact(view.last.pk, "practice.recorded", day_begins(view.last.done_on))
