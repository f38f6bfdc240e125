"""越权记录: what signed-in officers were refused (clause 1.1.d). It holds no case content."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, Ground, covers, require
from fengsui.conduct.house import AccessRule, house
from fengsui.conduct.models import AccessRefusal

VIEW = "conduct.view_refusals"
_READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal: an officer's id, the permission asked for, the route's name, one of :data:`access.Ground`, when."""

    actor: str
    permission: str
    path: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefusalRecord:
    """The newest refusals that somebody may see. ``total``: how many there are; ``by_reason``: how many of each."""

    newest: Sequence[Refusal]
    total: int
    by_reason: Mapping[str, int]


def record_refusal(actor: Actor, *, permission: str, path: str, reason: Ground) -> None:
    """Remember that an officer was refused. ``path``: the route's name, since an address may name a case."""
    AccessRefusal.objects.create(
        actor=actor.officer,
        region=actor.region,
        permission=permission,
        path=path,
        reason=reason,
        at=timekeeping.now(),
    )


def refusals(actor: Actor, *, limit: int = 50) -> RefusalRecord:
    """Refusals of officers of the places that the actor serves, newest first. Raises AccessDenied."""
    require(actor, VIEW)
    counted = AccessRefusal.objects.values_list("region", "reason")
    by_reason = Counter(reason for region, reason in counted.iterator() if covers(actor.region, region))
    newest: list[Refusal] = []
    rows = AccessRefusal.objects.order_by("-at", "-id")
    for row in rows.iterator(chunk_size=_READ_AT_ONCE):
        if len(newest) == limit:
            break
        if covers(actor.region, row.region):
            newest.append(Refusal(row.actor, row.permission, row.path, row.reason, row.at))
    return RefusalRecord(newest, sum(by_reason.values()), dict(by_reason))


def register() -> None:
    """Hand the access rule in: 督查 looks for overstepping, the administrators keep the record."""
    house.add_rule(AccessRule(VIEW, frozenset({"R14", "R16"}), "查看越权记录"))
