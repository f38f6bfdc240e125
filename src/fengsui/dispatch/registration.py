"""What this room hands in at start-up."""

from fengsui.conduct.house import FactKind, StreamKind, house
from fengsui.conduct.shapes import FactModel
from fengsui.dispatch import facts, policy, projectors
from fengsui.dispatch.ladder import ESCALATION
from fengsui.dispatch.state import AlertState, fold_alerts

KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("alert.raised", facts.AlertsRaised, "急件无人签收"),
    ("alert.stepped", facts.AlertsStepped, "急件逐级报告"),
    ("alert.answered", facts.AlertAnswered, "签收急件"),
    ("alert.called", facts.AlertCalled, "电话通知"),
    ("alert.closed", facts.AlertsClosed, "急件了结"),
)
STREAM = "alert"


def register() -> None:
    """Kinds, fold, projectors, tables, access rules and the provision."""
    for name, model, title in KINDS:
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projectors.project_alerts)
    house.add_projector("alert.stepped", projector=projectors.project_notices)
    house.add_stream(StreamKind(STREAM, AlertState, fold_alerts))
    house.add_regions(STREAM, _regions)
    house.add_table(*projectors.TABLES)
    for rule in policy.RULES:
        house.add_rule(rule)
    house.add_provision(ESCALATION, "急件没有人签收的，按期再通知并逐级报告，直到有人签收")


def _regions(stream: str) -> tuple[str, ...]:
    matter = stream.partition("/")[2]
    asked = house.regions_of_stream.get(matter.partition("/")[0])
    return asked(matter) if asked else ()
