"""What becomes of the running clocks with each grade that may be signed: shown before the signature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.response.joining.rules import effect_of_grade
from fengsui.response.queries import EventRoom
from fengsui.response.rules import GRAVEST


@dataclass(frozen=True, slots=True)
class GradeClocks:
    """A grade by its name, and the running clocks that stop with it or go on."""

    name: str
    stops: Sequence[dict[str, Any]]
    goes_on: Sequence[dict[str, Any]]


def clocks_by_grade(room: EventRoom, grades: Iterable[str]) -> list[GradeClocks]:
    """One row for each grade other than the present one; none where no clock runs."""
    running = [clock for clock in room.clocks if clock["status"] == "running"]
    if not running:
        return []
    return [_with(room, running, grade) for grade in grades if grade != room.state.grade]


def _with(room: EventRoom, running: Sequence[dict[str, Any]], grade: str) -> GradeClocks:
    found = room.plan.grade(grade)
    stops: list[dict[str, Any]] = []
    goes_on: list[dict[str, Any]] = []
    for clock in running:
        effect = effect_of_grade(
            clock["definition"],
            clock["subject"],
            provisional=clock["provisional"],
            gravest=found.rank == GRAVEST,
        )
        (stops if effect == "stops" else goes_on).append(clock)
    return GradeClocks(found.name, stops, goes_on)
