"""The clocks of one stream as the reactions see them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fengsui.ledger.canonical import Fact


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock: ``subject`` is what it runs for."""

    fact: str
    definition: str
    subject: str
    subject_name: str
    started_at: str
    due_at: str
    running: bool = True
    settled: bool = False
    fired: tuple[str, ...] = ()

    @property
    def lapsed(self) -> bool:
        """Whether the line passed unsettled."""
        return "lapsed" in self.fired


def fold_clocks(clocks: Mapping[str, ClockState], fact: Fact) -> Mapping[str, ClockState]:
    """What a clock fact changes."""
    payload = fact.payload
    if fact.kind == "clock.started":
        same = ("definition", "subject", "subject_name", "started_at", "due_at")
        clock = ClockState(fact.reference, *(payload[name] for name in same))
        return {**clocks, fact.reference: clock}
    clock = clocks[payload["clock"]]
    match fact.kind:
        case "clock.warned" | "clock.lapsed":
            clock = replace(clock, fired=tuple(payload["fired"]))
        case "clock.settled" | "clock.cancelled" | "clock.ended":
            clock = replace(clock, running=False, settled=fact.kind == "clock.settled")
    return {**clocks, clock.fact: clock}
