"""Sensitive periods of one jurisdiction and the reports of their days, as their facts add up (0.4). Pure, immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.ledger.canonical import Fact
from fengsui.warning.clock_state import ClockState, fold_clocks

PREFIX = "readiness"


@dataclass(frozen=True, slots=True)
class ReadinessState:
    """``periods``: by the fact that declared each; ``ended`` by the same. ``due``, ``filed``: by day (ISO)."""

    periods: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ended: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    due: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    filed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    clocks: Mapping[str, ClockState] = field(default_factory=dict)

    def running(self) -> tuple[ClockState, ...]:
        """Clocks of days whose report is still out."""
        return tuple(clock for clock in self.clocks.values() if clock.running)


def fold_readiness(state: ReadinessState, fact: Fact) -> ReadinessState:
    """The state after one more fact."""
    payload = fact.payload
    match fact.kind:
        case "sensitive_period.declared":
            return replace(state, periods={**state.periods, fact.reference: payload})
        case "sensitive_period.ended":
            return replace(state, ended={**state.ended, payload["period"]: payload})
        case "daily_report.due":
            return replace(state, due={**state.due, payload["day"]: {**payload, "fact": fact.reference}})
        case "daily_report.filed":
            return replace(state, filed={**state.filed, payload["day"]: {**payload, "fact": fact.reference}})
    if fact.kind.startswith("clock."):
        return replace(state, clocks=fold_clocks(state.clocks, fact))
    return state
