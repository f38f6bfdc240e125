"""The steps every event goes through, from the report to the end, and how far this one has come (P.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from fengsui.response.provisions import ORDERED_STEPS
from fengsui.response.queries import EventRoom
from fengsui.response.timeline import Line

STEPS: Mapping[str, frozenset[str]] = {
    "报告": frozenset({"event.opened"}),
    "核实": frozenset({"blowup.confirmed", "blowup.rejected"}),
    "定级": frozenset({"grade.signed"}),
    "启动": frozenset({"plan.activated"}),
    "报送": frozenset({"paper.sent"}),
    "处置": frozenset({"task.progressed"}),
    "结束": frozenset({"event.terminated", "event.dismissed"}),
}
"""A step by the facts that take it; the newest counts, so that a grade signed anew shows with its reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``line`` is what took it, None while it is still to come."""

    title: str
    line: Line | None


def steps_of(room: EventRoom) -> tuple[Step, ...]:
    """The event's steps in order; none where its plan does not set them."""
    if not room.plan.provides(ORDERED_STEPS):
        return ()
    return tuple(
        Step(title, next((line for line in room.lines if line.kind in taken), None)) for title, taken in STEPS.items()
    )
