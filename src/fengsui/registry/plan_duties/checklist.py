"""The implementation checklist (0.7) and the practices as pages read them: who, by when, how far."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Literal

from fengsui.clock.calendar import BEIJING, add_working_days
from fengsui.clock.transitions import due_time
from fengsui.conduct import world
from fengsui.plan import Plan
from fengsui.plan.duties import Practice
from fengsui.plan.model import UNIT_NAMES, Clause, Parameter
from fengsui.registry.models import DutyImplementation, DutyOwner, PracticeRecord

IMPLEMENTATION_PARAMETER, IMPLEMENTATION_KEY = "PAR-38", "implementation"
Status = Literal["overdue", "unnamed", "running", "done"]
STATUSES: tuple[Status, ...] = ("overdue", "unnamed", "running", "done")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as the plan states it: in words, and as amount and unit."""

    words: str
    amount: int
    unit: str

    def after(self, start: datetime) -> datetime:
        """When it is over."""
        return due_time(start, self.amount, self.unit, add_working_days)


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One duty clause. ``due`` is None where the plan states no length for carrying it out."""

    clause: Clause
    owner: DutyOwner | None
    implementation: DutyImplementation | None
    due: datetime | None
    status: Status

    @property
    def last_day(self) -> date | None:
        """The last day in Beijing on which it is in time."""
        return last_day(self.due)

    @property
    def chapter(self) -> str:
        """What the clause's id begins with."""
        return self.clause.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every duty clause of a plan, when the time began to count, and how long the plan gives."""

    lines: tuple[ChecklistLine, ...]
    since: datetime
    length: Length | None

    @property
    def counts(self) -> dict[Status, int]:
        """Lines by status."""
        return count(self.lines)


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice with its latest record and the day it is due again. ``length`` None: only when the occasion arises.

    ``unset``: the plan names a cycle whose length it does not state.
    """

    practice: Practice
    last: PracticeRecord | None
    times: int
    length: Length | None
    unset: bool
    due: datetime | None
    overdue: bool

    @property
    def last_day(self) -> date | None:
        """The last day in Beijing on which it is in time."""
        return last_day(self.due)


def count(lines: Iterable[ChecklistLine]) -> dict[Status, int]:
    """How many lines stand where."""
    found = Counter(line.status for line in lines)
    return {status: found[status] for status in STATUSES}


def checklist(plan: Plan, now: datetime) -> Checklist:
    """The checklist of this copy under a plan: duties only; what is optional or exempt is nobody's to be late with."""
    here = world.this_world()
    owners = {row.clause: row for row in DutyOwner.objects.filter(region=here.jurisdiction)}
    done = {row.clause: row for row in DutyImplementation.objects.filter(region=here.jurisdiction)}
    length = stated_length(plan, IMPLEMENTATION_PARAMETER, IMPLEMENTATION_KEY)
    due = length.after(here.founded_at) if length else None
    lines = []
    for clause in plan.clauses.values():
        if clause.modality == "duty":
            owner, implementation = owners.get(clause.id), done.get(clause.id)
            late = due is not None and due <= now
            lines.append(ChecklistLine(clause, owner, implementation, due, _status(owner, implementation, late=late)))
    return Checklist(tuple(lines), here.founded_at, length)


def _status(owner: DutyOwner | None, implementation: DutyImplementation | None, *, late: bool) -> Status:
    if implementation is not None:
        return "done"
    if late:
        return "overdue"
    return "unnamed" if owner is None else "running"


def practices(plan: Plan, now: datetime) -> tuple[PracticeView, ...]:
    """Every practice of the plan, in its order."""
    records: dict[str, list[PracticeRecord]] = {}
    here = world.this_world()
    for record in PracticeRecord.objects.filter(region=here.jurisdiction).order_by("done_on", "recorded_at", "id"):
        records.setdefault(record.practice, []).append(record)
    return tuple(_view(plan, one, records.get(one.id, []), here.founded_at, now) for one in plan.practices)


def records_of(practice: str) -> list[PracticeRecord]:
    """The records of one practice, the newest first."""
    here = world.this_world().jurisdiction
    return list(
        PracticeRecord.objects.filter(region=here, practice=practice).order_by("-done_on", "-recorded_at", "-id")
    )


def _view(
    plan: Plan, practice: Practice, records: list[PracticeRecord], founded_at: datetime, now: datetime
) -> PracticeView:
    cycle = next((known for known in plan.cycles if known.id == practice.cycle), None)
    length = stated_length(plan, cycle.parameter, cycle.key) if cycle else None
    last = records[-1] if records else None
    start = founded_at if last is None else day_begins(last.done_on) + timedelta(days=1)
    due = length.after(start) if length else None
    return PracticeView(
        practice=practice,
        last=last,
        times=len(records),
        length=length,
        unset=practice.cycle is not None and length is None,
        due=due,
        overdue=practice.modality == "duty" and due is not None and due <= now,
    )


def day_begins(day: date) -> datetime:
    """0:00 of a day in Beijing."""
    return datetime.combine(day, time_of_day(), tzinfo=BEIJING)


def last_day(due: datetime | None) -> date | None:
    """The day before which a term ends at 24:00: a line at 0:00 belongs to the day that it closes."""
    return (due - timedelta(microseconds=1)).astimezone(BEIJING).date() if due else None


def stated_length(plan: Plan, parameter: str, key: str | None) -> Length | None:
    """The length of time a parameter states, under a key or by itself; None where it states none."""
    found = plan.parameters.get(parameter)
    return None if found is None else _length(found, key)


def _length(parameter: Parameter, key: str | None) -> Length | None:
    quantity = parameter.quantities.get(key) if key else None
    amount, unit = (quantity.amount, quantity.unit) if quantity else (parameter.value, parameter.unit)
    if not isinstance(amount, int) or unit is None or unit not in UNIT_NAMES:
        return None
    return Length(f"{amount}{UNIT_NAMES[unit]}", amount, unit)
