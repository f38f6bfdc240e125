"""What waits for a signature in an event, in the words of a button: matters, countersignatures, the grade."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.access import Actor, may
from fengsui.ledger.canonical import split_reference
from fengsui.response import queries
from fengsui.response.queries import EventRoom


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. ``mine``: this officer can move it on; ``who``: whose turn it is."""

    title: str
    detail: str
    button: str
    address: str
    mine: bool
    who: str
    fact: str


def waiting_of(room: EventRoom, actor: Actor) -> list[Waiting]:
    """Everything in the event that waits for a signature, the officer's own first."""
    found = [*_matters(room, actor), *_owed(room, actor)]
    return sorted(found, key=lambda waiting: not waiting.mine)


def _matters(room: EventRoom, actor: Actor) -> list[Waiting]:
    found = []
    for matter in queries.matters_of(room, actor):
        roles = "、".join(room.plan.role(role).name_zh for role in matter.missing_roles)
        signed = gettext("已签：%(names)s") % {"names": "、".join(matter.signed_by)} if matter.signed_by else ""
        button = (
            gettext("查看并签") if matter.may_sign else gettext("记电话批准") if matter.telephone else gettext("查看")
        )
        found.append(
            Waiting(
                title=matter.title,
                detail=signed,
                button=button,
                address=_address("event.sign", matter.opened),
                mine=(matter.may_sign or matter.telephone) and may(actor, "response.sign"),
                who=roles,
                fact=matter.opened,
            )
        )
    return found


def _owed(room: EventRoom, actor: Actor) -> list[Waiting]:
    names = {s.officer: s.officer_name for matter in room.state.matters.by_fact.values() for s in matter.signatures}
    found = []
    for reference, owed in room.state.matters.owed.items():
        roles = "、".join(room.plan.role(role).name_zh for role in owed.roles)
        mine = owed.officer in {"", actor.officer} and bool(actor.roles & set(owed.roles))
        found.append(
            Waiting(
                title=owed.title,
                detail=gettext("只能由批准人本人补签") if owed.officer else gettext("须由另一人会签"),
                button=gettext("查看并补签"),
                address=_address("event.countersign", reference),
                mine=mine and may(actor, "response.sign"),
                who=names.get(owed.officer, "") if owed.officer else roles,
                fact=reference,
            )
        )
    return found


def _address(route: str, reference: str) -> str:
    stream, fact = split_reference(reference)
    return reverse(route, kwargs={"number": stream.partition("/")[2], "fact": fact})
