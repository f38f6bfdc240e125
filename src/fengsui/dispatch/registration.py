"""What this room hands in at start-up."""

from fengsui.conduct.house import FactKind, StreamKind, house
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import this_world
from fengsui.dispatch import facts, link_facts, links, policy, projectors
from fengsui.dispatch.ladder import ESCALATION
from fengsui.dispatch.state import AlertState, fold_alerts
from fengsui.response.queries import event_regions

KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("alert.raised", facts.AlertsRaised, "急件无人签收"),
    ("alert.stepped", facts.AlertsStepped, "急件逐级报告"),
    ("alert.answered", facts.AlertAnswered, "签收急件"),
    ("alert.called", facts.AlertCalled, "电话通知"),
    ("alert.closed", facts.AlertsClosed, "急件了结"),
)
LINK_KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("answer_link.issued", link_facts.LinkIssued, "发出答复链接"),
    ("answer_link.revoked", link_facts.LinkRevoked, "撤销答复链接"),
    ("answer_link.used", link_facts.LinkUsed, "凭链接答复"),
)
STREAM = "alert"


def register() -> None:
    """Kinds, fold, projectors, tables, access rules and the provision."""
    for name, model, title in KINDS:
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projectors.project_alerts)
    for name, model, title in LINK_KINDS:
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projectors.project_links)
    house.add_stream(StreamKind(links.PREFIX, links.Link, links.fold_link))
    house.add_regions(links.PREFIX, lambda stream: event_regions(state_of(stream).event))
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
    # What names no place belongs to the whole copy, as for whoever is written to: never to everybody.
    return asked(matter) if asked else (this_world().jurisdiction,)
