"""Who does what in an event, department by department (1.3.j): responsible, decides, helps, is told; how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.plan import Plan
from fengsui.response.state import EventState, TaskState
from fengsui.tasking.models import Order
from fengsui.tasking.state import DealingsState

COMMON = frozenset({"0.8", "5.2.1.2.a"})
"""Clauses that every task of an activation names; they say nothing about who works with whom."""


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """One department of the event: its tasks and orders, the letters exchanged, those without a reply."""

    id: str
    name: str
    clause: str
    tasks: Sequence[TaskState]
    orders: Sequence[Order]
    helps: tuple[str, ...]
    letters: Sequence[Mapping[str, Any]]
    waiting: int

    @property
    def standing(self) -> str:
        """``none``, ``unsigned``, ``open`` or ``done``."""
        left = [task for task in self.tasks if not task.done]
        orders = [order for order in self.orders if order.closed_at is None]
        if not self.tasks and not self.orders:
            return "none"
        if any(not task.acknowledged for task in left) or any(order.acknowledged_at is None for order in orders):
            return "unsigned"
        return "open" if left or orders else "done"


def department_lines(
    state: EventState, plan: Plan, orders: Sequence[Order], dealings: DealingsState, *, kept_back: Sequence[str] = ()
) -> list[DepartmentLine]:
    """Every department that has a task, an order or a letter in this event, in the plan's order.

    ``kept_back``: departments whose part the reader must not see.
    """
    tasks: dict[str, list[TaskState]] = {}
    for task in state.tasks.values():
        tasks.setdefault(task.payload["department"], []).append(task)
    lines = []
    for unit in (unit for unit in plan.departments if unit.id not in kept_back):
        mine = tasks.get(unit.id, [])
        his = [order for order in orders if order.department == unit.id]
        letters = dealings.of(unit.id)
        if mine or his or letters:
            waiting = len(dealings.waiting(unit.id))
            helps = _helpers(mine, state)
            lines.append(DepartmentLine(unit.id, unit.name, unit.clause or "", mine, his, helps, letters, waiting))
    return lines


def _helpers(tasks: Sequence[TaskState], state: EventState) -> tuple[str, ...]:
    """Departments whose tasks serve one of the same clauses."""
    served = {clause for task in tasks for clause in _clauses(task)}
    own = {task.fact for task in tasks}
    names = [
        str(task.payload["department_name"])
        for task in state.tasks.values()
        if task.fact not in own and served & set(_clauses(task))
    ]
    return tuple(dict.fromkeys(names))


def _clauses(task: TaskState) -> tuple[str, ...]:
    return tuple(c for c in (task.payload["clause"], *task.payload["clauses"]) if c not in COMMON)
