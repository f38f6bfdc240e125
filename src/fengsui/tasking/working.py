"""Work on an order: sign for it, report, explain a delay; the issuer sends it back or closes it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.shapes import FactModel
from fengsui.response.wording import minute_of
from fengsui.tasking import facts
from fengsui.tasking.models import Order
from fengsui.tasking.ordering import tree_lock
from fengsui.tasking.policy import CASCADE
from fengsui.tasking.queries import order_of
from fengsui.tasking.state import OrderState


def acknowledge_order(
    *,
    actor: Actor,
    order: str,
    by_telephone: bool = False,
    receiver: str = "",
    acknowledged_at: datetime | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """Sign for an order (签收); the duty chief may write down that it was signed for by telephone."""
    row = order_of(actor, order)

    def make(drafting: Drafting) -> facts.OrderAcknowledged:
        state = _open(drafting)
        if state.acknowledged:
            msg = "这份指令已经签收"
            raise Refused(msg)
        if by_telephone and not receiver.strip():
            msg = "请写明电话里签收的人"
            raise Refused(msg)
        if not by_telephone:
            _require_theirs(actor, state)
        at = acknowledged_at or drafting.now
        if not minute_of(state.issued_at) <= at <= drafting.now:
            msg = "签收时间应在下达之后、现在之前"
            raise Refused(msg)
        return facts.OrderAcknowledged(
            officer="" if by_telephone else actor.officer,
            officer_name=receiver if by_telephone else actor.name,
            by_telephone=by_telephone,
        )

    permission = "tasking.acknowledge_order_by_telephone" if by_telephone else "tasking.work_order"
    return _on(row, make, actor, permission, key=idempotency_key, clause="1.3.j", happened_at=acknowledged_at)


def report_order(*, actor: Actor, order: str, note: str, done: bool, idempotency_key: str = "") -> Outcome:
    """What was done so far; ``done``: reported finished, which the issuer still has to accept by closing it."""

    def make(drafting: Drafting) -> facts.OrderProgressed:
        state = _open(drafting)
        _require_theirs(actor, state)
        if not state.acknowledged:
            msg = "请先签收，再反馈进展"
            raise Refused(msg)
        if state.completed:
            msg = "已经报办结，等下达人关闭或者退回"
            raise Refused(msg)
        if not note.strip():
            msg = "请写做了什么、结果怎样"
            raise Refused(msg)
        if done and state.is_overdue(drafting.now) and not state.reasons:
            msg = "已经超过时限：请先写明超期原因，再报办结"
            raise Refused(msg)
        return facts.OrderProgressed(note=note, done=done)

    return _on(order_of(actor, order), make, actor, "tasking.work_order", key=idempotency_key, clause="1.3.j")


def explain_overdue(*, actor: Actor, order: str, reason: str, idempotency_key: str = "") -> Outcome:
    """Why it is late (超期原因)."""

    def make(drafting: Drafting) -> facts.OverdueExplained:
        state = _open(drafting)
        _require_theirs(actor, state)
        if not state.is_overdue(drafting.now):
            msg = "还没有超过时限，不用写超期原因"
            raise Refused(msg)
        if not reason.strip():
            msg = "请写明超期原因"
            raise Refused(msg)
        return facts.OverdueExplained(reason=reason)

    return _on(order_of(actor, order), make, actor, "tasking.work_order", key=idempotency_key, clause="3.2.7")


def return_order(*, actor: Actor, order: str, reason: str, idempotency_key: str = "") -> Outcome:
    """Send a finished report back: not done yet, and why."""

    def make(drafting: Drafting) -> facts.OrderReturned:
        state = _open(drafting)
        _require_issuer(actor, state)
        if not state.completed:
            msg = "还没有报办结，不用退回"
            raise Refused(msg)
        if not reason.strip():
            msg = "请写明为什么退回、还要办什么"
            raise Refused(msg)
        return facts.OrderReturned(reason=reason)

    return _on(order_of(actor, order), make, actor, "tasking.close_order", key=idempotency_key, clause="3.2.7")


def close_order(*, actor: Actor, order: str, outcome: str, reason: str = "", idempotency_key: str = "") -> Outcome:
    """The issuer closes it as done, or withdraws it.

    A reason must be written where it was withdrawn, never signed for, never reported done, late without a reason, or
    where orders passed down from it are still open: these are named in the fact and their owners are told.
    """
    row = order_of(actor, order)

    def make(drafting: Drafting) -> facts.OrderClosed:
        state = _open(drafting)
        _require_issuer(actor, state)
        if outcome not in {"done", "withdrawn"}:
            msg = "请选择“已办结”或者“撤销”"
            raise Refused(msg)
        if outcome == "done" and actor.officer in state.officers:
            msg = "自己办理的指令，办没办结由别人认定：请下达人，或者组长、副组长关闭"
            raise Refused(msg)
        children = open_children(row.pk) if drafting.plan.provides(CASCADE) else ()
        wanting = _wanting(state, drafting.now, outcome, children)
        if wanting and not reason.strip():
            msg = f"{'；'.join(wanting)}。要关闭请写明理由"
            raise Refused(msg)
        return facts.OrderClosed(
            outcome="done" if outcome == "done" else "withdrawn",
            reason=reason,
            unsigned=not state.acknowledged,
            overdue=state.is_overdue(drafting.now),
            open_children=children,
        )

    lock = (tree_lock(row.root),)
    return _on(row, make, actor, "tasking.close_order", key=idempotency_key, clause="3.2.1", also_lock=lock)


def _wanting(state: OrderState, now: datetime, outcome: str, children: Sequence[facts.OpenChild]) -> list[str]:
    """What a reason has to answer for, in the user's words."""
    found = []
    if outcome == "withdrawn":
        found.append("撤销指令")
    if not state.acknowledged:
        found.append("还没有签收")
    elif outcome == "done" and not state.completed:
        found.append("责任人还没有报办结")
    if outcome == "done" and state.is_overdue(now) and not state.reasons:
        found.append("已超期，没有写超期原因")
    if children:
        found.append(f"分解下去的 {'、'.join(child.number for child in children)} 还没有办结")
    return found


def open_children(order: str) -> tuple[facts.OpenChild, ...]:
    """The orders passed down from this one, at any depth, that are still open."""
    found: list[facts.OpenChild] = []
    level = [order]
    while level:
        rows = list(Order.objects.filter(parent__in=level).order_by("number"))
        found += [
            facts.OpenChild(
                order=row.pk,
                number=row.number,
                title=row.title,
                officers=tuple(officer for officer in (row.owner, row.deputy) if officer),
            )
            for row in rows
            if row.closed_at is None
        ]
        level = [row.pk for row in rows]
    return tuple(found)


def _on(
    row: Order,
    make: Callable[[Drafting], FactModel],
    actor: Actor,
    permission: str,
    *,
    key: str,
    clause: str,
    happened_at: datetime | None = None,
    also_lock: Sequence[str] = (),
) -> Outcome:
    """One act on an order. Who may see it was asked by ``order_of``; whose turn it is, ``make`` asks."""
    return act(
        actor=actor,
        permission=permission,
        stream=row.pk,
        make=make,
        happened_at=happened_at,
        idempotency_key=key,
        clause=clause,
        also_lock=also_lock,
    )


def _open(drafting: Drafting) -> OrderState:
    state: OrderState = drafting.state
    if not state.is_open:
        msg = "这份指令已经关闭"
        raise Refused(msg)
    return state


def _require_theirs(actor: Actor, state: OrderState) -> None:
    """The owner, the deputy, or a colleague of the department in the place it went to."""
    unit, region = state.issued["department"], state.issued["region"]
    colleague = bool(unit) and actor.department == unit and covers(actor.region, region)
    if actor.officer not in state.officers and not colleague:
        msg = f"这份指令由{state.owners['owner_name']}办理"
        raise Refused(msg)


def _require_issuer(actor: Actor, state: OrderState) -> None:
    """The issuer, or the head or deputy of the place that issued it."""
    leads = bool(actor.roles & {"R1", "R2"}) and covers(actor.region, state.issued["issuer_region"])
    if actor.officer != state.issued["issuer"] and not leads:
        msg = f"须由下达人（{state.issued['issuer_name']}）或者组长、副组长关闭、退回"
        raise Refused(msg)
