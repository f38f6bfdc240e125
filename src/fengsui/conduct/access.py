"""The access check, in one place: role, jurisdiction, handling mark, purpose (clauses 1.1.d, 1.5.d)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from fengsui.conduct.house import House, house
from fengsui.conduct.plans import plan_in_force

ALL_ROLES = frozenset(f"R{number}" for number in range(1, 20))
CASE_BLIND = frozenset({"R16", "R17", "R18", "R19"})
"""Roles that never see case content (三员, institutions, the public, exercise directors)."""


Ground = Literal["post", "place", "mark", "purpose"]
"""Why somebody was refused, in one word: what the record of refusals holds, free of case content (clause 1.1.d)."""


class AccessDenied(Exception):
    """The actor may not; the message says why in the user's words."""

    def __init__(self, message: str, ground: Ground = "post") -> None:
        super().__init__(message)
        self.ground = ground


class NotThere(AccessDenied):
    """There is no such matter. Nobody can tell this answer from that of a matter of another place."""


class OutsideJurisdiction(NotThere):
    """The matter belongs to places that the actor doesn't serve."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "place")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an officer with the roles held now, the region served and the department."""

    officer: str
    name: str
    roles: frozenset[str]
    region: str
    department: str = ""
    institution: str = ""
    handling: frozenset[str] = field(default=frozenset({"公开", "内部"}))

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind it (runner, set-up)."""
        return self.officer.startswith("system:")


def system_actor(name: str, region: str = "") -> Actor:
    """The actor of derived and set-up facts."""
    return Actor(officer=f"system:{name}", name=name, roles=frozenset(), region=region, handling=frozenset())


def may(actor: Actor, permission: str, *, registry: House = house) -> bool:
    """Whether one of the actor's roles carries the permission. Raises KeyError for a permission nobody handed in."""
    return bool(actor.roles & roles_allowed(permission, registry=registry))


def roles_allowed(permission: str, *, registry: House = house) -> frozenset[str]:
    """The roles that hold a permission today: the program's limit, narrowed by what the plan in force grants.

    Raises KeyError for a permission nobody handed in.
    """
    most = registry.rules[permission].roles
    granted = plan_in_force().roles_granted(permission)
    return most if granted is None else most & granted


def covers(region: str, target: str) -> bool:
    """Whether an officer of ``region`` serves ``target``: GB/T 2260 nesting. 计划单列市 stand beside their province."""
    if region in {"", "100000"}:
        return region == "100000"
    if region[2:] == "0000":
        return target[:2] == region[:2] and target[:4] not in SEPARATELY_PLANNED
    if region[4:] == "00":
        return target[:4] == region[:4]
    return target == region


SEPARATELY_PLANNED = frozenset({"2102", "3302", "3502", "3702", "4403"})
"""大连 宁波 厦门 青岛 深圳: jurisdictions of their own (clause 0.3)."""


def require(
    actor: Actor,
    permission: str,
    *,
    regions: Iterable[str] = (),
    handling: str = "内部",
    purpose: str = "",
) -> None:
    """Raise AccessDenied unless the actor may. ``regions``: the places the matter belongs to; one covered is enough.

    Where none is covered, it is OutsideJurisdiction that is raised.
    """
    rule = house.rules[permission]
    if actor.is_system:
        return
    allowed = roles_allowed(permission)
    if not actor.roles & allowed:
        posts = "、".join(sorted(allowed, key=_role_order)) or "预案没有把这项权限给任何岗位"
        msg = f"您的岗位不能{rule.title}。需要的岗位：{posts}"
        raise AccessDenied(msg)
    places = tuple(regions)
    if places and not any(covers(actor.region, place) for place in places):
        msg = "该事项不在您的辖区"
        raise OutsideJurisdiction(msg)
    if handling not in actor.handling:
        msg = f"您没有“{handling}”材料的知悉权限"
        raise AccessDenied(msg, "mark")
    if rule.needs_purpose and not purpose.strip():
        msg = "请写明用途：查看个人信息必须说明用于什么"
        raise AccessDenied(msg, "purpose")


def _role_order(role: str) -> int:
    return int(role[1:])
