"""Questions about officers and organisation, for pages and other rooms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import SEPARATELY_PLANNED, AccessDenied, Actor, covers, require
from fengsui.conduct.plans import plan_in_force
from fengsui.registry.models import Contact, Department, DutyAssignment, GroupMember, LeadingGroup, Officer
from fengsui.registry.projectors import group_id

APPOINTED_ROLES = {"R1": "group_head", "R2": "deputy_head"}
_NOT_LIAISONS = frozenset({"R1", "R14", "R15", "R16", "R17", "R18", "R19"})
_LIAISON_ROLES = frozenset({"R8", "R9", "R10", "R11", "R12"})
_OFFICE_HEADS = ("R2", "R3", "R7")
"""Who heads the group's office, in this order, where nobody else stands in for a lone liaison."""


@dataclass(frozen=True, slots=True)
class Liaisons:
    """Who answers for a department: A, and B, who is another person (clause 1.1.h). None: nobody is named."""

    owner: Officer | None
    deputy: Officer | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """A leading group as it stands on a day."""

    group: LeadingGroup
    head: GroupMember | None
    deputies: tuple[GroupMember, ...]
    members: tuple[GroupMember, ...]


def actor_for_officer(officer_id: str) -> Actor:
    """The officer as one who acts: the roles held today. Raises AccessDenied for one who has left, or is unknown.

    Where the leading group has a record of a head or deputy head, the role lasts as long as the record says.
    """
    row = Officer.objects.filter(pk=officer_id).first()
    if row is None or not row.active:
        msg = "您的账号没有对应的在任人员，请联系系统管理员"
        raise AccessDenied(msg)
    department = Department.objects.filter(code=row.department).first() if row.department else None
    return Actor(
        officer=row.pk,
        name=row.name,
        roles=_roles_today(row),
        region=row.region,
        department=(department.plan_id or department.code) if department else row.department,
    )


def _roles_today(row: Officer) -> frozenset[str]:
    roles = set(row.roles)
    positions = {role: position for role, position in APPOINTED_ROLES.items() if role in roles}
    if positions:
        today = timezone.localdate(timekeeping.now())
        records = list(GroupMember.objects.filter(officer=row.pk, position__in=positions.values()))
        for role, position in positions.items():
            mine = [record for record in records if record.position == position]
            if mine and not any(_in_force(record, today) for record in mine):
                roles.discard(role)
    return frozenset(roles)


def _in_force(record: GroupMember, day: date) -> bool:
    return record.valid_from <= day and (record.valid_to is None or day <= record.valid_to)


def officer(officer_id: str) -> Officer | None:
    """One officer, in office or not; None for an unknown id."""
    return Officer.objects.filter(pk=officer_id).first()


def officers_many(ids: Iterable[str]) -> dict[str, Officer]:
    """Officers by id, one query."""
    return Officer.objects.in_bulk(list(ids))


def officers(actor: Actor, search: str = "", *, left: bool = False) -> QuerySet[Officer]:
    """Officers of the actor's jurisdiction by name; ``left`` adds those who have left. Raises AccessDenied."""
    require(actor, "registry.view_officers")
    rows = Officer.objects.order_by("department", "name", "id").filter(in_copy(actor, "region"))
    if search.strip():
        rows = rows.filter(Q(name__icontains=search.strip()) | Q(post__icontains=search.strip()))
    return rows if left else rows.filter(active=True)


def officers_with_role(role: str, region: str | None = None) -> list[Officer]:
    """Officers in office who hold a role; with ``region``, those who serve it."""
    return [
        row
        for row in Officer.objects.filter(active=True).order_by("id")
        if role in row.roles and (region is None or covers(row.region, region))
    ]


def department_liaisons(department: str, regions: Iterable[str] = ()) -> Liaisons:
    """Who answers for a department of the plan. B is A's own deputy, else a colleague, else the office's head.

    ``regions``: where the matter belongs; only officers who serve one of them answer for it.
    """
    return liaisons_by_department([department], regions)[department]


def liaisons_by_department(departments: Sequence[str], regions: Iterable[str] = ()) -> dict[str, Liaisons]:
    """:func:`department_liaisons` for many, in two queries."""
    places = tuple(regions)
    plan_ids = {row.code: row.plan_id or row.code for row in Department.objects.all()}
    able = [
        row
        for row in Officer.objects.filter(active=True).order_by("id")
        if not _NOT_LIAISONS & set(row.roles) and (not places or any(covers(row.region, place) for place in places))
    ]
    staff: dict[str, list[Officer]] = {}
    for row in able:
        staff.setdefault(plan_ids.get(row.department, row.department), []).append(row)
    group = plan_in_force().leading_group
    heads = _office_heads(staff.get(group.department, []) if group else [], able)
    return {department: _liaisons(staff.get(department, []), able, heads) for department in departments}


def _office_heads(office: list[Officer], able: list[Officer]) -> list[Officer]:
    ranked = [row for role in _OFFICE_HEADS for row in office if role in row.roles]
    return [*ranked, *office, *(row for row in able if "R2" in row.roles)]


def _liaisons(staff: list[Officer], able: list[Officer], heads: list[Officer]) -> Liaisons:
    if not staff:
        return Liaisons(None, None)
    ranked = sorted(staff, key=lambda row: (not _LIAISON_ROLES & set(row.roles), not row.roles, row.pk))
    owner = ranked[0]
    named = next((row for row in able if row.pk == owner.deputy), None)
    others = (row for row in (*ranked[1:], *heads) if row.pk != owner.pk)
    return Liaisons(owner, named or next(others, None))


def departments() -> list[Department]:
    """Every member unit, by clause and name."""
    return list(Department.objects.order_by("clause", "id"))


def leading_group(region: str, on: date | None = None) -> GroupView | None:
    """The leading group of a region as it stands on a day (today by default); None where there is none."""
    group = LeadingGroup.objects.filter(pk=group_id(region)).first()
    if group is None:
        return None
    day = on or timezone.localdate(timekeeping.now())
    standing = [
        row for row in GroupMember.objects.filter(group=group.pk).order_by("valid_from", "id") if _in_force(row, day)
    ]
    by_position: dict[str, list[GroupMember]] = {"group_head": [], "deputy_head": [], "member": []}
    for row in standing:
        by_position[row.position].append(row)
    heads = by_position["group_head"]
    return GroupView(
        group, heads[-1] if heads else None, tuple(by_position["deputy_head"]), tuple(by_position["member"])
    )


def group_records(region: str) -> list[GroupMember]:
    """Every appointment record of a leading group, those that ended too, oldest first."""
    return list(GroupMember.objects.filter(group=group_id(region)).order_by("valid_from", "id"))


def contact_for(addressee: str) -> Contact | None:
    """The entry of the contact book for an addressee of the plan; the one written by hand goes before imported ones."""
    rows = list(Contact.objects.filter(addressee=addressee).order_by("id"))
    return next((row for row in rows if row.pk == f"contact/{addressee}"), rows[0] if rows else None)


def contacts(actor: Actor, search: str = "") -> QuerySet[Contact]:
    """The contact book of the actor's jurisdiction. Raises AccessDenied."""
    require(actor, "registry.view_contacts")
    rows = Contact.objects.order_by("organisation", "id").filter(in_copy(actor, "region"))
    words = search.strip()
    return rows.filter(Q(organisation__icontains=words) | Q(purpose__icontains=words)) if words else rows


def duty_now(now: datetime, region: str = "") -> list[DutyAssignment]:
    """The shifts that run at ``now``; with ``region``, of that roster only."""
    rows = DutyAssignment.objects.filter(starts_at__lte=now, ends_at__gt=now, replaced_by="").order_by("post", "id")
    return list(rows.filter(region=region) if region else rows)


def roster(region: str, start: datetime, end: datetime) -> list[DutyAssignment]:
    """The shifts of a region that touch the time from ``start`` to ``end``."""
    rows = DutyAssignment.objects.filter(region=region, replaced_by="", starts_at__lt=end, ends_at__gt=start)
    return list(rows.order_by("starts_at", "post"))


def rosters(region: str, start: datetime, end: datetime) -> list[DutyAssignment]:
    """The same for every roster within a region: the province's own and those of its prefectures and counties."""
    rows = DutyAssignment.objects.filter(served("region", region), replaced_by="", starts_at__lt=end, ends_at__gt=start)
    return list(rows.order_by("region", "starts_at", "post"))


def phones_of(actor: Actor, officer_ids: Iterable[str], *, purpose: str) -> dict[str, str]:
    """Phone numbers by officer id, opened for a stated purpose and logged. Raises AccessDenied."""
    require(actor, "registry.export_contacts", purpose=purpose)
    rows = Officer.objects.filter(in_copy(actor, "region"), pk__in=list(officer_ids))
    return open_sealed({row.pk: row.phone for row in rows}, purpose=purpose, by=actor.officer)


def open_sealed(sealed: Mapping[str, str], *, purpose: str, by: str) -> dict[str, str]:
    """The texts behind sealed ids, by the same keys; those that are empty or destroyed are left out."""
    wanted = {key: value_id for key, value_id in sealed.items() if value_id}
    if not wanted:
        return {}
    # The log holds the purpose in 60 characters.
    opened = world.sealed_values().open(wanted.values(), purpose=purpose[:60], actor=by, now=timekeeping.now())
    return {key: text for key, value_id in wanted.items() if (text := opened[value_id]) is not None}


def in_copy(actor: Actor, column: str) -> Q:
    """Rows of the region that the actor serves; for those who serve the whole copy, every row."""
    if actor.is_system or actor.region == world.this_world().jurisdiction:
        return Q()
    return served(column, actor.region)


def served(column: str, region: str) -> Q:
    """Rows whose region lies in the jurisdiction ``region``: GB/T 2260 nesting, 计划单列市 apart (clause 0.3)."""
    if not region:
        return Q(pk__in=[])
    if region == "100000":
        return Q()
    if not region.endswith("00"):
        return Q(**{column: region})
    if not region.endswith("0000"):
        return Q(**{f"{column}__startswith": region[:4]})
    inside = Q(**{f"{column}__startswith": region[:2]})
    for city in separately_planned_in(region):
        inside &= ~Q(**{f"{column}__startswith": city})
    return inside


def separately_planned_in(province: str) -> list[str]:
    """The first four digits of the 计划单列市 inside a province's digits."""
    return sorted(code for code in SEPARATELY_PLANNED if code[:2] == province[:2])
