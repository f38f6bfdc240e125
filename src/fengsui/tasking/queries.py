"""Reads for pages. Every one that takes an actor is confined to his own work and his places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from fengsui.clock.due import clocks_of, running_clocks
from fengsui.conduct.access import Actor, NotThere, OutsideJurisdiction, covers, may, require
from fengsui.conduct.acting import Refused
from fengsui.conduct.streams import state_at, state_of
from fengsui.ledger.reading import stream_number
from fengsui.notify.outbox import messages_for
from fengsui.registry.people import served
from fengsui.response.queries import event_regions, event_room
from fengsui.tasking.models import Evidence, Order
from fengsui.tasking.state import DealingsState, EvidenceState, OrderState

VIEW, VIEW_EVIDENCE = "tasking.view_orders", "tasking.view_evidence"


@dataclass(frozen=True, slots=True)
class EventOfOrder:
    """The event an order belongs to; all empty where it stands alone."""

    name: str = ""
    grade: str = ""


def event_of_order(actor: Actor | None, event: str, task: str) -> EventOfOrder:
    """Name and signed grade of the order's event. ``actor``: must see it. Raises NotThere, Refused when it is over."""
    if not event:
        if task:
            msg = "任务要和它的事件一起写"
            raise Refused(msg)
        return EventOfOrder()
    if actor is None:
        state = state_of(event)
        return EventOfOrder(str(state.opened.get("name", "")), state.grade or "")
    room = event_room(actor, event)
    if not room.state.is_open:
        msg = "事件已经结束，不能在里面下达指令"
        raise Refused(msg)
    if task and task not in room.state.tasks:
        msg = "这个事件里没有这项任务"
        raise Refused(msg)
    return EventOfOrder(room.row.name, room.state.grade or "")


def event_is_open(event: str) -> bool:
    """Whether the event is in progress."""
    return bool(state_of(event).is_open)


def merged_into(event: str) -> str:
    """The event in which this one goes on; empty where it was not merged."""
    state = state_of(event) if event else None
    return str(state.closing.get("into", "")) if state is not None else ""


def with_absorbed(event: str) -> tuple[str, ...]:
    """The event and, at any depth, those that go on in it: what was ordered and found there is its own now."""
    found = [event]
    for one in found:
        found += [row["event"] for row in state_of(one).joining.absorbed if row["event"] not in found]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One order of a tree; ``opens``: the actor may open it."""

    row: Order
    opens: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order whole: ``below`` is its tree, from the top; ``number`` is what the page was made from."""

    row: Order
    state: OrderState
    number: int
    above: TreeLine | None
    below: Sequence[TreeLine]
    clocks: Sequence[dict[str, Any]]
    evidence: Sequence[Evidence]


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """Orders the actor may open: his own and his department's; for those who read all, those of his places."""
    mine = Q(owner=actor.officer) | Q(deputy=actor.officer) | Q(issuer=actor.officer)
    if actor.department:
        mine |= Q(department=actor.department) & served("region", actor.region)
    if may(actor, VIEW):
        mine |= served("region", actor.region) | served("issuer_region", actor.region)
    return Order.objects.filter(mine)


def order_of(actor: Actor, order: str) -> Order:
    """One order. Raises NotThere, also where it is another's and another place's."""
    row = visible_orders(actor).filter(pk=order).first()
    if row is None:
        if Order.objects.filter(pk=order).exists():
            msg = "这份指令不是您单位的"
            raise OutsideJurisdiction(msg)
        msg = "没有这份指令"
        raise NotThere(msg)
    return row


def order_page(actor: Actor, order: str) -> OrderPage:
    """One order with its tree. Raises AccessDenied, NotThere."""
    require(actor, "tasking.view_own_orders")
    row = order_of(actor, order)
    number = stream_number(row.pk)
    state: OrderState = state_at(row.pk, number)[0]
    tree = list(Order.objects.filter(root=row.root).order_by("depth", "number"))
    seen = set(visible_orders(actor).filter(root=row.root).values_list("pk", flat=True))
    above = next((TreeLine(one, one.pk in seen) for one in tree if one.pk == row.parent), None)
    evidence = list(Evidence.objects.filter(subject=row.pk).order_by("number")) if may(actor, VIEW_EVIDENCE) else []
    below = tuple(TreeLine(one, one.pk in seen) for one in _under(row.pk, tree))
    return OrderPage(row, state, number, above, below, clocks_of(row.pk), evidence)


def _under(order: str, tree: Sequence[Order]) -> Iterable[Order]:
    """The orders below one, each followed by its own."""
    for row in tree:
        if row.parent == order:
            yield row
            yield from _under(row.pk, tree)


def orders(
    actor: Actor, *, search: str = "", status: str = "", event: str = "", page: int = 1, size: int = 25
) -> tuple[list[Order], int]:
    """(orders of one page, newest first; how many). ``status``: open, unsigned, overdue, closed or empty for all."""
    require(actor, VIEW)
    rows = visible_orders(actor)
    if search.strip():
        words = search.strip()
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words) | Q(owner_name__icontains=words))
    if event:
        rows = rows.filter(event=event)
    match status:
        case "open":
            rows = rows.filter(closed_at__isnull=True)
        case "unsigned":
            rows = rows.filter(closed_at__isnull=True, acknowledged_at__isnull=True)
        case "overdue":
            rows = rows.filter(closed_at__isnull=True, overdue=True)
        case "closed":
            rows = rows.filter(closed_at__isnull=False)
    start = (max(1, page) - 1) * size
    return list(rows.order_by("-issued_at", "-number")[start : start + size]), rows.count()


def own_orders(actor: Actor) -> list[Order]:
    """Open orders of the officer, as owner, deputy or member of the department: unsigned first, then by line."""
    require(actor, "tasking.view_own_orders")
    mine = Q(owner=actor.officer) | Q(deputy=actor.officer)
    if actor.department:
        mine |= Q(department=actor.department) & served("region", actor.region)
    rows = Order.objects.filter(mine, closed_at__isnull=True, completed_at__isnull=True)
    return sorted(rows, key=lambda row: (row.acknowledged_at is not None, row.due_at))


def orders_to_close(actor: Actor) -> list[Order]:
    """Orders the officer issued that are reported done and wait to be closed or sent back."""
    rows = Order.objects.filter(issuer=actor.officer, closed_at__isnull=True, completed_at__isnull=False)
    return list(rows.order_by("completed_at"))


def order_clocks(actor: Actor, *, limit: int = 60) -> list[dict[str, Any]]:
    """Running clocks of open orders the officer reads, the nearest line first, with the order's title and number."""
    if not may(actor, VIEW):
        return []
    rows = {row.pk: row for row in visible_orders(actor).filter(closed_at__isnull=True)}
    clocks = list(running_clocks(rows)[:limit].values())
    return [{**clock, "title": rows[clock["stream"]].title} for clock in clocks]


def news_for(actor: Actor, *, limit: int = 20) -> list[Any]:
    """Messages about orders that name the officer, or his posts in orders he may read."""
    streams = visible_orders(actor).values_list("pk", flat=True)
    return list(messages_for(actor.officer, actor.roles, actor.department, streams=streams, limit=limit))


def evidence_of(actor: Actor, *, event: str = "", subject: str = "") -> list[Evidence]:
    """Evidence of an event and of those merged into it, or of one subject; of the actor's places."""
    require(actor, VIEW_EVIDENCE)
    wanted = Q(subject=subject) if subject else Q(event__in=with_absorbed(event))
    places: dict[tuple[str, str], tuple[str, ...]] = {}
    found = []
    for row in Evidence.objects.filter(wanted).order_by("number"):
        of = (row.event, row.region)
        if of not in places:
            places[of] = evidence_places(*of)
        if any(covers(actor.region, place) for place in places[of]):
            found.append(row)
    return found


def evidence_page(actor: Actor, evidence: str) -> tuple[Evidence, EvidenceState, int]:
    """(row, state with its chain, the stream's number). Raises AccessDenied, NotThere."""
    require(actor, VIEW_EVIDENCE)
    row = Evidence.objects.filter(pk=evidence).first()
    if row is None:
        msg = "没有这份证据"
        raise NotThere(msg)
    require(actor, VIEW_EVIDENCE, regions=evidence_places(row.event, row.region))
    number = stream_number(row.pk)
    return row, state_at(row.pk, number)[0], number


def evidence_places(event: str, region: str) -> tuple[str, ...]:
    """Where a piece belongs: to the places of its event as they are now, or to the place of its order."""
    return event_regions(event) if event else (region,)


def dealings_stream(event: str) -> str:
    """``event/2026-001`` → ``dealings/2026-001``."""
    return f"dealings/{event.partition('/')[2]}"


def dealings_of(event: str) -> DealingsState:
    """Letters and resources of an event."""
    state: DealingsState = state_of(dealings_stream(event))
    return state


def orders_of_event(actor: Actor, event: str) -> list[Order]:
    """Orders of an event, and of those merged into it, that the actor may read, by number."""
    return list(visible_orders(actor).filter(event__in=with_absorbed(event)).order_by("number"))


def order_regions(order: str) -> tuple[str, ...]:
    """Where an order belongs, for senders."""
    row = Order.objects.filter(pk=order).first()
    return (row.region, row.issuer_region) if row else ()


def evidence_regions(evidence: str) -> tuple[str, ...]:
    """Where a piece of evidence belongs, for senders."""
    row = Evidence.objects.filter(pk=evidence).first()
    return evidence_places(row.event, row.region) if row else ()


def dealings_regions(dealings: str) -> tuple[str, ...]:
    """Where an event's dealings belong, for senders."""
    return event_regions(f"event/{dealings.partition('/')[2]}")
