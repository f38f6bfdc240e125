"""What the facts of a matter's alerts add up to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fengsui.ledger.canonical import Fact


@dataclass(frozen=True, slots=True)
class Alert:
    """One message on the ladder: the last rung taken (empty: none), who was told so far, and whether it is over."""

    message: str
    subject: str
    since: str
    step: str = ""
    told: tuple[str, ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class AlertState:
    """Every alert of a matter by its message. ``notices``: the house's own news about them → the messages meant."""

    alerts: Mapping[str, Alert] = field(default_factory=dict)
    notices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def running(self, messages: Iterable[str]) -> tuple[str, ...]:
        """Those of the messages that still wait for a signature."""
        return tuple(name for name in messages if name in self.alerts and not self.alerts[name].over)


def fold_alerts(state: AlertState, fact: Fact) -> AlertState:
    """The state after one more fact."""
    payload = fact.payload
    changed = dict(state.alerts)
    match fact.kind:
        case "alert.raised":
            for row in payload["messages"]:
                told = tuple(one["officer"] for one in row["told"])
                changed[row["message"]] = Alert(row["message"], row["subject"], row["since"], told=told)
        case "alert.stepped":
            told = tuple(one["officer"] for one in payload["told"])
            for name in payload["messages"]:
                alert = changed[name]
                changed[name] = replace(alert, step=payload["step"], told=tuple(dict.fromkeys((*alert.told, *told))))
            return AlertState(changed, {**state.notices, fact.reference: tuple(payload["messages"])})
        case "alert.answered" | "alert.closed" | "alert.called":
            if payload.get("outcome", "reached") == "reached":
                changed.update({name: replace(changed[name], over=True) for name in payload["messages"]})
    return replace(state, alerts=changed)
