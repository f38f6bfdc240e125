"""Issuing orders (3.2.1), and passing them down to places below (1.1.g)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fengsui.clock.calendar import BEIJING, add_working_days
from fengsui.clock.transitions import due_time
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.ledger.writing import take_number
from fengsui.plan import Plan
from fengsui.registry.queries import liaisons_by_department
from fengsui.registry.regions import built_in_regions
from fengsui.tasking import facts
from fengsui.tasking.models import Order
from fengsui.tasking.people import ready_for, ready_officer
from fengsui.tasking.policy import CASCADE, COMMAND
from fengsui.tasking.queries import event_is_open, event_of_order, order_of

FORM, ANSWER = "order", "PAR-40"
DEEPEST = 9


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """What is typed. ``owner`` may be left empty where a department is named: its A and B are taken then.

    ``due_at`` None: by the plan (PAR-40), or the line of the order above. ``parent``: the order it is passed down from.
    """

    title: str
    region: str
    detail: str = ""
    origin: str = "own"
    source: str = ""
    department: str = ""
    owner: str = ""
    deputy: str = ""
    due_at: datetime | None = None
    event: str = ""
    task: str = ""


def issue_order(*, actor: Actor, entry: OrderEntry, idempotency_key: str = "") -> Outcome:
    """Issue an order or 督办单 (3.2.1), within an event or standing alone. Raises AccessDenied, Refused, NotThere."""
    told = event_of_order(actor, entry.event, entry.task)
    stream: list[str] = []

    def make(drafting: Drafting) -> facts.OrderIssued:
        _require_form(drafting.plan)
        if entry.origin not in {"superior", "own", "overdue"}:
            msg = "请选择来源：上级指令、本级指令或者逾期督办"
            raise Refused(msg)
        due_at, basis = _line(drafting, entry.due_at)
        _check_line(due_at, drafting.now)
        return _issued(drafting, actor, entry, told.name, told.grade, due_at=due_at, basis=basis, root=drafting.stream)

    return act(
        actor=actor,
        permission="tasking.issue_order",
        stream=_new_number(stream),
        make=make,
        regions=(entry.region,),
        idempotency_key=idempotency_key,
        clause="3.2.1",
    )


def pass_down(*, actor: Actor, parent: str, entry: OrderEntry, idempotency_key: str = "") -> Outcome:
    """Pass an order down to a place below (1.1.g), with an owner of its own and no later line."""
    above = order_of(actor, parent)
    stream: list[str] = []

    def make(drafting: Drafting) -> facts.OrderIssued:
        _require_form(drafting.plan)
        if not drafting.plan.provides(CASCADE):
            msg = "现行预案没有规定任务逐级分解，不能分解下达"
            raise Refused(msg)
        row = Order.objects.get(pk=above.pk)
        if row.closed_at is not None:
            msg = f"{row.number} 已经关闭，不能再分解"
            raise Refused(msg)
        if row.event and not event_is_open(row.event):
            msg = "事件已经结束，不能在里面下达指令"
            raise Refused(msg)
        if actor.officer not in {row.owner, row.deputy, row.issuer} and not actor.roles & set(COMMAND):
            msg = f"{row.number} 由{row.owner_name}办理，须由责任人或者下达人分解"
            raise Refused(msg)
        if not covers(row.region, entry.region):
            msg = f"只能分解到{row.region_name}以内的地方"
            raise Refused(msg)
        if row.depth >= DEEPEST:
            msg = "分解的层级太多"
            raise Refused(msg)
        due_at = entry.due_at or row.due_at
        if due_at > row.due_at:
            msg = f"下级的时限不能晚于上级的时限（{row.due_at.astimezone(BEIJING):%m月%d日 %H:%M}）"
            raise Refused(msg)
        _check_line(due_at, drafting.now)
        return facts.OrderIssued.model_validate(
            {
                **_issued(
                    drafting, actor, entry, row.event_name, _grade_of(row), due_at=due_at, basis="", root=row.root
                ).model_dump(),
                "event": row.event,
                "task": row.task,
                "parent": row.pk,
                "depth": row.depth + 1,
                "origin": "superior",
                "source": entry.source or row.number,
            }
        )

    return act(
        actor=actor,
        permission="tasking.pass_down",
        stream=_new_number(stream),
        make=make,
        regions=(entry.region,),
        idempotency_key=idempotency_key,
        clause="1.1.g",
        also_lock=(tree_lock(above.root),),
    )


def tree_lock(root: str) -> str:
    """The lock that passing down and closing share: no child appears while its parent is being closed."""
    return f"order-tree/{root}"


def _new_number(taken: list[str]) -> Callable[[], str]:
    """The next number of the year's book; a second try after a rival's act takes another."""

    def stream() -> str:
        year = timekeeping.now().astimezone(BEIJING).year
        taken[:] = [f"order/{year}-{take_number(f'order/{year}'):03d}"]
        return taken[0]

    return stream


def _issued(
    drafting: Drafting,
    actor: Actor,
    entry: OrderEntry,
    event_name: str,
    grade: str,
    *,
    due_at: datetime,
    basis: str,
    root: str,
) -> facts.OrderIssued:
    plan = drafting.plan
    unit = next((unit for unit in plan.departments if unit.id == entry.department), None)
    if entry.department and unit is None:
        msg = "请从预案的成员单位里选责任单位"
        raise Refused(msg)
    place = built_in_regions().get(entry.region)
    if place is None:
        msg = "请选择指令下到哪里"
        raise Refused(msg)
    owner, deputy = entry.owner, entry.deputy
    if not owner and entry.department:
        both = liaisons_by_department([entry.department], (entry.region,))[entry.department]
        owner = both.owner.pk if both.owner else ""
        deputy = deputy or (both.deputy.pk if both.deputy else "")
    if not owner:
        msg = "请写明责任人：选一个人，或者选已指定联络人的单位"
        raise Refused(msg)
    # Liaisons taken from the register serve the place; who is typed must as well.
    first = ready_for(actor, owner, entry.region) if entry.owner else ready_officer(owner)
    second = ready_for(actor, deputy, entry.region) if entry.deputy else ready_officer(deputy) if deputy else None
    if second is not None and second.pk == first.pk:
        msg = "责任人和替补不能是同一个人（AB角）"
        raise Refused(msg)
    role = next((role for role in ("R1", "R2", "R3") if role in actor.roles), min(actor.roles, default=""))
    return facts.OrderIssued(
        number=f"督〔{drafting.stream.partition('/')[2].replace('-', '〕')}号",
        origin=entry.origin,
        source=entry.source,
        title=entry.title,
        detail=entry.detail,
        event=entry.event,
        event_name=event_name,
        task=entry.task,
        root=root,
        depth=0,
        department=entry.department,
        department_name=unit.name if unit else "",
        region=entry.region,
        region_name=built_in_regions().full_name(entry.region),
        owner=first.pk,
        owner_name=first.name,
        deputy=second.pk if second else "",
        deputy_name=second.name if second else "",
        due_at=due_at,
        due_basis=basis,
        grade=grade,
        issuer=actor.officer,
        issuer_name=actor.name,
        issuer_role=role,
        issuer_region=actor.region,
    )


def _grade_of(row: Order) -> str:
    return event_of_order(None, row.event, "").grade


def _require_form(plan: Plan) -> None:
    if not any(form.id == FORM for form in plan.forms):
        msg = "现行预案没有指令、督办单这张表，不能下达"
        raise Refused(msg)


def _line(drafting: Drafting, typed: datetime | None) -> tuple[datetime, str]:
    """(by when, the parameter it was taken from): typed, or by the plan."""
    if typed is not None:
        return typed, ""
    parameter = drafting.plan.parameters.get(ANSWER)
    quantity = parameter.quantities.get("answer") if parameter else None
    if quantity is None or quantity.amount is None:
        msg = "请写办结时限：现行预案没有督办答复的时限"
        raise Refused(msg)
    return due_time(drafting.now, int(quantity.amount), str(quantity.unit), add_working_days), ANSWER


def _check_line(due_at: datetime, now: datetime) -> None:
    if due_at <= now:
        msg = "办结时限要在现在以后"
        raise Refused(msg)
