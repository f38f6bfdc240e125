"""Acts on the organisation: the leading group, its members, the roster (plan section 三（一）)."""

from datetime import date, datetime
from typing import Unpack, get_args

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.registry.acting import Sent, faults_refused, officer_in_post, require_two_persons
from fengsui.registry.facts import DutyAssigned, GroupEstablished, GroupPosition, MemberAppointed
from fengsui.registry.models import DutyAssignment, GroupMember, LeadingGroup, Officer
from fengsui.registry.projectors import group_id
from fengsui.registry.provisions import EXISTING_GROUP_SERVES, LEADING_GROUP
from fengsui.registry.regions import built_in_regions

POSITION_ROLES = {"group_head": "R1", "deputy_head": "R2"}
"""Role that a position needs (clauses 3.1.c, 3.1.d); members need none."""
POSITION_NAMES = {"group_head": "组长", "deputy_head": "副组长", "member": "组员"}
_CLAUSES = {"group_head": "3.1.c", "deputy_head": "3.1.d", "member": "3.1.e"}


def region_stream(region: str) -> str:
    """The stream of a region's leading group."""
    return f"region/{region}"


def roster_stream(region: str) -> str:
    """The stream of a region's roster."""
    return f"roster/{region}"


def establish_group(
    *,
    actor: Actor,
    region: str,
    name: str,
    established_on: date,
    government_head_name: str,
    established_by: str = "",
    predecessor_document: str = "",
    paper_mark: str = "",
    number_mark: str = "",
    again: bool = False,
    **sent: Unpack[Sent],
) -> Outcome:
    """Enter the leading group of a region: set up by a document (3.1.a), or an earlier group that serves (3.1.b).

    ``government_head_name``: who bears overall responsibility (1.2.c). ``again``: correct the entry of a group that is
    there. Raises AccessDenied, Refused.
    """

    def make(_: Drafting) -> FactModel:
        if region not in built_in_regions():
            msg = f"没有区划代码 {region}"
            raise Refused(msg)
        if not plan_in_force().provides(LEADING_GROUP):
            msg = "现行预案没有写明设置领导小组，不能登记"
            raise Refused(msg)
        exists = LeadingGroup.objects.filter(pk=group_id(region)).exists()
        if exists and not again:
            msg = "本地区已有领导小组，无需另设；有变更请更改原登记"
            raise Refused(msg)
        if not established_by.strip() and not predecessor_document.strip():
            msg = "请填设立文件；前期已设立风险处置小组的，填原设立文件"
            raise Refused(msg)
        if not established_by.strip() and not plan_in_force().provides(EXISTING_GROUP_SERVES):
            msg = "请填设立文件：现行预案没有写明前期已设立的小组可以承担"
            raise Refused(msg)
        with faults_refused():
            return GroupEstablished(
                region=region,
                name=name,
                established_by=established_by,
                established_on=established_on,
                predecessor_document=predecessor_document,
                government_head_name=government_head_name,
                paper_mark=paper_mark,
                number_mark=number_mark,
            )

    return act(
        actor=actor,
        permission="registry.manage_group",
        stream=region_stream(region),
        make=make,
        clause="3.1.a" if established_by.strip() else "3.1.b",
        regions=(region,),
        **sent,
    )


def appoint_member(
    *,
    actor: Actor,
    region: str,
    officer: str,
    position: GroupPosition,
    document: str,
    valid_from: date,
    valid_to: date | None = None,
    deputy: str = "",
    **sent: Unpack[Sent],
) -> Outcome:
    """Appoint an officer to a position of the leading group, by a document, from a day on.

    A new head ends the former head's membership the day before; so does a new record of the same officer in the same
    position. Members need a ``deputy`` (B角). Raises AccessDenied, Refused.
    """

    def make(_: Drafting) -> FactModel:
        if position not in get_args(GroupPosition):
            msg = f"没有职位“{position}”"
            raise Refused(msg)
        if all(known.id != position for known in plan_in_force().organisation.positions):
            msg = f"现行预案没有写明领导小组的{POSITION_NAMES[position]}，不能任命"
            raise Refused(msg)
        if not LeadingGroup.objects.filter(pk=group_id(region)).exists():
            msg = "请先登记领导小组，再任命成员"
            raise Refused(msg)
        if valid_to is not None and valid_to < valid_from:
            msg = "任期止不能早于任期起"
            raise Refused(msg)
        holder = _officer(officer)
        role = POSITION_ROLES.get(position)
        if role is not None and role not in holder.roles:
            msg = f"{holder.name}没有{POSITION_NAMES[position]}的角色（{role}），请先由管理员任命角色"
            raise Refused(msg)
        standing_in = _deputy(deputy, officer) if deputy else None
        if position == "member" and standing_in is None:
            msg = "组员须写明 B 角"
            raise Refused(msg)
        with faults_refused():
            return MemberAppointed(
                region=region,
                officer=holder.pk,
                officer_name=holder.name,
                position=position,
                document=document,
                valid_from=valid_from,
                valid_to=valid_to,
                deputy=standing_in.pk if standing_in else "",
                deputy_name=standing_in.name if standing_in else "",
                ends=_membership_ended(region, officer, position, valid_from),
            )

    return act(
        actor=actor,
        permission="registry.manage_group",
        stream=region_stream(region),
        make=make,
        clause=_CLAUSES.get(position, ""),
        regions=(region,),
        **sent,
    )


def assign_duty(
    *,
    actor: Actor,
    region: str,
    post: str,
    starts_at: datetime,
    ends_at: datetime,
    officer_a: str,
    officer_b: str,
    extension: str = "",
    replaces: str = "",
    **sent: Unpack[Sent],
) -> Outcome:
    """Assign a shift, A and B, to a post such as 值班长. ``replaces``: id of the shift that no longer stands.

    Raises AccessDenied; Refused for one person twice, or a post that is taken at that time.
    """

    def make(_: Drafting) -> FactModel:
        if ends_at <= starts_at:
            msg = "值班止须晚于值班起"
            raise Refused(msg)
        require_two_persons(officer_a, officer_b)
        first, second = _officer(officer_a), _officer(officer_b)
        standing = DutyAssignment.objects.filter(region=region, replaced_by="")
        if replaces and not standing.filter(pk=replaces).exists():
            msg = "要替换的排班不存在或已被替换，请刷新页面"
            raise Refused(msg)
        overlapping = standing.filter(post=post.strip(), starts_at__lt=ends_at, ends_at__gt=starts_at)
        if overlapping.exclude(pk=replaces).exists():
            msg = f"该时段的{post.strip()}已有排班，请替换原排班"
            raise Refused(msg)
        with faults_refused():
            return DutyAssigned(
                region=region,
                post=post,
                starts_at=starts_at,
                ends_at=ends_at,
                officer_a=first.pk,
                officer_a_name=first.name,
                officer_b=second.pk,
                officer_b_name=second.name,
                extension=extension,
                replaces=replaces,
            )

    return act(
        actor=actor,
        permission="registry.assign_duty",
        stream=roster_stream(region),
        make=make,
        clause="3.1.e",
        regions=(region,),
        **sent,
    )


def _officer(officer: str) -> Officer:
    return officer_in_post(officer, f"“{officer}”不是在任人员")


def _deputy(deputy: str, officer: str) -> Officer:
    require_two_persons(deputy, officer)
    return _officer(deputy)


def _membership_ended(region: str, officer: str, position: str, valid_from: date) -> str:
    """The membership that a new record replaces; a head is one at a time. Raises Refused for one that starts later."""
    standing = GroupMember.objects.filter(group=group_id(region), position=position).exclude(valid_to__lt=valid_from)
    if position != "group_head":
        standing = standing.filter(officer=officer)
    row = standing.order_by("-valid_from").first()
    if row is None:
        return ""
    if row.valid_from >= valid_from:
        msg = f"{row.officer_name}自 {row.valid_from} 起任{POSITION_NAMES[position]}，新任命须晚于这一天"
        raise Refused(msg)
    return row.pk
