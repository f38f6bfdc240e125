"""What becomes of clocks when two events go on as one, and what a grade does to them. Pure.

Two laws: no clock is dropped without a word, and no line that was stated gets later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Step = Literal["goes_on", "nearer", "kept", "served", "serves"]


class RunsClock(Protocol):
    """As much of a clock as the rules look at; times in one spelling, so that they compare as text."""

    @property
    def fact(self) -> str:
        """Its reference."""

    @property
    def definition(self) -> str:
        """Which clock of the plan."""

    @property
    def subject(self) -> str:
        """For whom or what it runs."""

    @property
    def due_at(self) -> str:
        """Its line."""

    @property
    def running(self) -> bool:
        """Whether it runs."""

    @property
    def settled(self) -> bool:
        """Whether what it waited for happened."""


@dataclass(frozen=True, slots=True)
class ClockFate:
    """What becomes of ``clock``, of the event that goes; ``other``: the clock of the event that stays.

    goes_on: starts there with its own line. nearer: takes the place of the other, whose line is later. kept: the
    other's line is as near or nearer, it runs on. served: what it waits for was done there already. serves: it was
    settled here, and settles the other.
    """

    step: Step
    clock: str
    other: str = ""


def is_bound(subject: str) -> bool:
    """Whether a clock runs for a record of its own event (a task, a request, a signature), not for an office."""
    return "#" in subject


def fates(
    going: Iterable[RunsClock], staying: Sequence[RunsClock], *, served: frozenset[tuple[str, str]]
) -> tuple[ClockFate, ...]:
    """One fate for every clock of the event that goes that runs for an office, and for those that serve the other.

    ``going``: its running clocks, and those settled in the present spell. ``served``: definition and subject of what
    was done there already.
    """
    running = {(clock.definition, clock.subject): clock for clock in staying if clock.running}
    found: list[ClockFate] = []
    ordered = sorted((clock for clock in going if not is_bound(clock.subject)), key=lambda clock: clock.due_at)
    met: set[tuple[str, str]] = set()
    for clock in ordered:
        key = (clock.definition, clock.subject)
        other = running.get(key)
        if clock.settled:
            if other is not None and key not in met:
                found.append(ClockFate("serves", clock.fact, other.fact))
                met.add(key)
        elif clock.running and key in served:
            found.append(ClockFate("served", clock.fact))
        elif clock.running and other is None:
            found.append(ClockFate("goes_on", clock.fact))
        elif clock.running and other is not None:
            nearer = clock.due_at < other.due_at and key not in met
            found.append(ClockFate("nearer" if nearer else "kept", clock.fact, other.fact))
            met.add(key)
    return tuple(found)


Effect = Literal["stops", "goes_on", "confirmed"]


def effect_of_grade(definition: str, subject: str, *, provisional: bool, gravest: bool) -> Effect:
    """What signing a grade does to a running clock: the clocks of grade 1 end with it, all others go on.

    Must say what ``reactions.grading.after_grade`` does.
    """
    if definition not in GRADE_ONE_CLOCKS or is_bound(subject):
        return "goes_on"
    if not gravest:
        return "stops"
    return "confirmed" if provisional else "goes_on"


GRADE_ONE_CLOCKS = frozenset(
    {"first_notice", "written_report", "activation", "follow_up_report", "first_information", "briefing"}
)
