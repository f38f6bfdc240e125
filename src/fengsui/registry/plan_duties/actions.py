"""Acts of carrying the plan out: name who answers for clauses, mark them as in place, record a practice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Unpack

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.plan import Plan
from fengsui.plan.duties import Practice, PracticeField
from fengsui.registry.acting import Sent, faults_refused, officer_in_post, require_two_persons
from fengsui.registry.models import DutyOwner, Officer
from fengsui.registry.plan_duties.checklist import day_begins
from fengsui.registry.plan_duties.facts import DutyImplemented, DutyOwnerNamed, PracticeEntry, PracticeRecorded
from fengsui.registry.plan_duties.policy import DUTY_CHIEF

CHECKLIST_PROVISION = "registry.checklist_from_the_clauses"
OWNER_PROVISION = "registry.no_duty_without_owner"
PROVISIONS = (
    (CHECKLIST_PROVISION, "按条款生成落实清单：每条有责任人、期限和落实情况"),
    (OWNER_PROVISION, "每一条都有责任岗位：没有的在覆盖页和命令里标红"),
)
PROVISION_CLAUSE = "0.7"
LONGEST_COUNT = 12
"""Digits of a number in a practice's record."""


def checklist_stream(region: str) -> str:
    """The stream of a region's checklist."""
    return f"checklist/{region}"


def practices_stream(region: str) -> str:
    """The stream of a region's records of practices."""
    return f"practices/{region}"


def name_owner(
    *, actor: Actor, clauses: Sequence[str], officer: str, deputy: str = "", **sent: Unpack[Sent]
) -> Outcome:
    """Name the officer who answers for these clauses, one or a whole chapter, and who stands in.

    ``deputy`` empty: the B角 of the officer's own entry. Raises AccessDenied, Refused.
    """
    region = world.this_world().jurisdiction

    def make(_: Drafting) -> FactModel:
        asked = _clauses(clauses)
        holder = _officer(officer)
        standing_in = _officer(deputy or holder.deputy) if deputy or holder.deputy else None
        if standing_in is None:
            msg = f"请选 B 角：{holder.name}的登记没有写明由谁顶岗"
            raise Refused(msg)
        require_two_persons(holder.pk, standing_in.pk)
        return DutyOwnerNamed(
            region=region,
            clauses=asked,
            officer=holder.pk,
            officer_name=holder.name,
            deputy=standing_in.pk,
            deputy_name=standing_in.name,
        )

    return _on_checklist(actor, "duties.name_owner", region, make, **sent)


def mark_implemented(*, actor: Actor, clauses: Sequence[str], note: str, **sent: Unpack[Sent]) -> Outcome:
    """Mark that what these clauses ask is in place; ``note``: by what that shows.

    Only whoever is named for each of them, A or B, and the duty chief may. Raises AccessDenied, Refused.
    """
    region = world.this_world().jurisdiction

    def make(_: Drafting) -> FactModel:
        asked = _clauses(clauses)
        owners = {row.clause: row for row in DutyOwner.objects.filter(region=region, clause__in=asked)}
        unnamed = [clause for clause in asked if clause not in owners]
        if unnamed:
            msg = f"请先指定责任人：{'、'.join(unnamed[:5])}"
            raise Refused(msg)
        others = {row.officer_name for row in owners.values() if actor.officer not in {row.officer, row.deputy}}
        if others and DUTY_CHIEF not in actor.roles and not actor.is_system:
            msg = f"这些条款由{'、'.join(sorted(others)[:3])}负责，请由责任人或值班长登记"
            raise Refused(msg)
        if not note.strip():
            msg = "请写明凭什么看出已经落实，如文件编号、制度名称、完成日期"
            raise Refused(msg)
        with faults_refused():
            return DutyImplemented(region=region, clauses=asked, note=note)

    return _on_checklist(actor, "duties.mark_implemented", region, make, **sent)


def _on_checklist(
    actor: Actor, permission: str, region: str, make: Callable[[Drafting], FactModel], **sent: Unpack[Sent]
) -> Outcome:
    return act(
        actor=actor,
        permission=permission,
        stream=checklist_stream(region),
        make=make,
        clause=PROVISION_CLAUSE,
        regions=(region,),
        **sent,
    )


def record_practice(
    *, actor: Actor, practice: str, done_on: date, entries: Mapping[str, str], idempotency_key: str = ""
) -> Outcome:
    """Record that a practice was carried out on a day. ``entries``: field id → what was filled in.

    Only the practice's own posts and the duty chief may. Raises AccessDenied, Refused.
    """
    region = world.this_world().jurisdiction

    def make(drafting: Drafting) -> FactModel:
        asked = practice_of(plan_in_force(), practice)
        if not (actor.is_system or actor.roles & {*asked.owners, DUTY_CHIEF}):
            msg = "这项实务由别的岗位办理，请由责任岗位或值班长登记"
            raise Refused(msg)
        if done_on > drafting.now.astimezone(BEIJING).date():
            msg = "办理日期不能晚于今天"
            raise Refused(msg)
        filled = tuple(_entry(box, entries.get(box.id, "")) for box in asked.fields)
        given = tuple(entry for entry in filled if entry.text)
        if not given:
            msg = "请至少填一栏"
            raise Refused(msg)
        return PracticeRecorded(
            region=region,
            practice=asked.id,
            practice_name=asked.name[:400],
            clauses=tuple(dict.fromkeys((asked.clause, *asked.clauses))),
            done_on=done_on,
            entries=given,
        )

    return act(
        actor=actor,
        permission="duties.record_practice",
        stream=practices_stream(region),
        make=make,
        happened_at=_happened(done_on),
        idempotency_key=idempotency_key,
        clause=practice_of(plan_in_force(), practice).clause,
        regions=(region,),
    )


def _happened(done_on: date) -> datetime:
    """Now for today; the beginning of an earlier day, of which the record knows no hour."""
    now = timekeeping.now()
    return now if done_on >= now.astimezone(BEIJING).date() else day_begins(done_on)


def practice_of(plan: Plan, practice: str) -> Practice:
    """The practice of this id. Raises Refused where the plan has none."""
    found: Practice | None = next((known for known in plan.practices if known.id == practice), None)
    if found is None:
        msg = "现行预案里没有这项实务，请回到实务列表重新选"
        raise Refused(msg)
    return found


def _clauses(clauses: Sequence[str]) -> tuple[str, ...]:
    plan = plan_in_force()
    if not plan.provides(CHECKLIST_PROVISION):
        msg = "现行预案没有落实清单（条款 0.7），不能指定责任人或登记落实"
        raise Refused(msg)
    asked = tuple(dict.fromkeys(clauses))
    if not asked:
        msg = "请至少选一条"
        raise Refused(msg)
    for clause in asked:
        if clause not in plan.clauses or plan.clauses[clause].modality != "duty":
            msg = f"现行预案的落实清单里没有“{clause[:20]}”，请刷新页面重选"
            raise Refused(msg)
    return asked


def _officer(officer: str) -> Officer:
    return officer_in_post(officer, "请从名册里选一位在任人员")


def _entry(box: PracticeField, typed: str) -> PracticeEntry:
    text = typed.strip()
    if box.required and not text:
        msg = f"请填“{box.name}”"
        raise Refused(msg)
    if text and box.kind == "count" and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_COUNT):
        msg = f"“{box.name}”请填整数"
        raise Refused(msg)
    if text and box.kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError as error:
            msg = f"“{box.name}”请写成 2026-11-23 的样子"
            raise Refused(msg) from error
    with faults_refused(f"{box.name}："):
        return PracticeEntry(field=box.id, name=box.name[:400], text=text)
