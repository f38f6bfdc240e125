"""Bulk handover: everything open in an officer's hands goes to another, when the officer leaves or goes off duty.

One act for each stream, so that one refused item (done meanwhile by somebody else) does not undo the others; every
fact names the old and the new owner and the reason, and the page tells what went over and what did not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from django.db.models import Q, QuerySet

from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.registry.models import Officer
from fengsui.registry.people import in_copy, served
from fengsui.response.handing_over import hand_over_task, tasks_in_hands
from fengsui.response.models import Task
from fengsui.response.queries import event_regions, visible_events
from fengsui.tasking import facts
from fengsui.tasking.models import Order
from fengsui.tasking.people import able_officers, ready_officer, works_in
from fengsui.tasking.state import OrderState

PERMISSION = "tasking.hand_over"
CAUSES = get_args(facts.HandoverCause)


@dataclass(frozen=True, slots=True)
class InHands:
    """What an officer has open: tasks of events and orders. ``active``: still in office."""

    officer: str
    name: str
    active: bool
    tasks: Sequence[Task]
    orders: Sequence[Order]

    @property
    def count(self) -> int:
        """How many pieces of work."""
        return len(self.tasks) + len(self.orders)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of it: how many went over, and why the others did not."""

    done: int
    refused: tuple[str, ...]


def work_in_hands(actor: Actor) -> list[InHands]:
    """Officers with open work in the actor's places: those who have left first, then by how much they have."""
    require(actor, PERMISSION)
    events = list(visible_events(actor).filter(status="open").values_list("pk", flat=True))
    tasks = list(Task.objects.filter(event__in=events, done_at__isnull=True).order_by("due_at", "id"))
    orders = list(_orders(actor).order_by("due_at", "number"))
    pairs = [(row.owner, row.deputy) for row in tasks] + [(row.owner, row.deputy) for row in orders]
    hands = {officer for pair in pairs for officer in pair if officer}
    found = []
    for row in Officer.objects.filter(in_copy(actor, "region"), pk__in=hands):
        mine = [task for task in tasks if row.pk in {task.owner, task.deputy}]
        his = [order for order in orders if row.pk in {order.owner, order.deputy}]
        found.append(InHands(row.pk, row.name, row.active, mine, his))
    return sorted(found, key=lambda one: (one.active, -one.count, one.name))


def hand_over(
    *, actor: Actor, old: str, new: str, cause: str, reason: str = "", idempotency_key: str = ""
) -> HandedOver:
    """Hand everything open over. Raises AccessDenied; Refused where nothing is open or the new owner can't own it."""
    require(actor, PERMISSION)
    if cause not in CAUSES:
        msg = "请选择为什么交接"
        raise Refused(msg)
    if cause == "other" and not reason.strip():
        msg = "请写明为什么交接"
        raise Refused(msg)
    taker = _taker(actor, old, new)
    events = list(visible_events(actor).filter(status="open").values_list("pk", flat=True))
    tasks = tasks_in_hands(old, events)
    orders = list(_orders(actor).filter(Q(owner=old) | Q(deputy=old)).order_by("number"))
    if not tasks and not orders:
        msg = "这名人员手里没有未办结的任务和指令"
        raise Refused(msg)
    done, refused = 0, []
    for task in tasks:
        try:
            hand_over_task(
                actor=actor,
                task=task.pk,
                old=old,
                new=taker,
                cause=cause,
                reason=reason,
                regions=event_regions(task.event),
                permission=PERMISSION,
                idempotency_key=f"{idempotency_key}:{task.pk}" if idempotency_key else "",
            )
            done += 1
        except Refused as error:
            refused.append(str(error))
    for order in orders:
        key = f"{idempotency_key}:{order.pk}" if idempotency_key else ""
        try:
            _hand_over_order(actor, order, old=old, new=taker, cause=cause, reason=reason, idempotency_key=key)
            done += 1
        except Refused as error:
            refused.append(str(error))
    return HandedOver(done, tuple(refused))


def _taker(actor: Actor, old: str, new: str) -> Officer:
    """Who takes over; both belong to the actor's places. Raises Refused."""
    if new == old:
        msg = "接手的人和原来的人是同一个"
        raise Refused(msg)
    if not Officer.objects.filter(in_copy(actor, "region"), pk=old).exists():
        # A place that only supports an event takes no work out of the hands of the place that leads it.
        msg = "交出工作的人不在您的辖区"
        raise Refused(msg)
    taker = ready_officer(new)
    if taker.pk not in {row.pk for row in able_officers(actor)}:
        msg = "接手的人不在您的辖区"
        raise Refused(msg)
    return taker


def _orders(actor: Actor) -> QuerySet[Order]:
    places = served("region", actor.region) | served("issuer_region", actor.region)
    return Order.objects.filter(places, closed_at__isnull=True)


def _hand_over_order(
    actor: Actor, order: Order, *, old: str, new: Officer, cause: str, reason: str, idempotency_key: str
) -> Outcome:
    def make(drafting: Drafting) -> facts.OrderHandedOver:
        state: OrderState = drafting.state
        post = next((post for post in ("owner", "deputy") if state.owners[post] == old), "")
        if not state.is_open or not post:
            msg = f"{order.number} 已经关闭，或不再由原来的人办理"
            raise Refused(msg)
        if not works_in(new, order.region):
            msg = f"{new.name}不在办理 {order.number} 的地区"
            raise Refused(msg)
        if new.pk in state.officers:
            msg = f"{new.name}已经是 {order.number} 的责任人或者替补，A、B角不能是同一个人"
            raise Refused(msg)
        return facts.OrderHandedOver.model_validate(
            {
                "post": post,
                "old": old,
                "old_name": state.owners[f"{post}_name"],
                "new": new.pk,
                "new_name": new.name,
                "cause": cause,
                "reason": reason,
            }
        )

    return act(
        actor=actor,
        permission=PERMISSION,
        stream=order.pk,
        make=make,
        regions=(order.region, order.issuer_region),
        idempotency_key=idempotency_key,
        clause="1.1.h",
    )
