"""The outbox: deliveries are written with the act and sent after it; a killed sender loses nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from fengsui.notify.channels import CHANNELS, ChannelFailed, Envelope, Outlet, Recipient
from fengsui.notify.models import Acknowledgement, Delivery, Message

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=30)
HOLD = timedelta(minutes=2)
"""How long a claimed delivery is left alone: after it, another sender may try again."""

Resolver = Callable[[Message, str], Sequence[Recipient]]
"""(message, channel) → who is to be reached now; handed in by ``registry`` through ``conduct``."""


def enqueue(message_ids: Iterable[str], channels: Sequence[str], now: datetime) -> None:
    """Write the deliveries of new messages. Call inside the act's transaction."""
    Delivery.objects.bulk_create(
        [
            Delivery(message_id=message, channel=channel, next_attempt_at=now)
            for message in message_ids
            for channel in channels
        ],
        ignore_conflicts=True,
    )


def send_waiting(*, now: datetime, resolve: Resolver, outlet: Outlet, limit: int = 50) -> int:
    """Send what is waiting; returns how many deliveries were tried."""
    tried = 0
    for delivery_id in _claim(now, limit):
        _send(delivery_id, now, resolve, outlet)
        tried += 1
    return tried


def _claim(now: datetime, limit: int) -> list[int]:
    with transaction.atomic():
        rows = Delivery.objects.filter(state="waiting", next_attempt_at__lte=now).order_by("next_attempt_at")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        ids = [row.pk for row in rows[:limit]]
        # Pushed forward before sending: if this process dies the delivery is tried again, never forgotten.
        Delivery.objects.filter(pk__in=ids).update(next_attempt_at=now + HOLD)
    return ids


def _send(delivery_id: int, now: datetime, resolve: Resolver, outlet: Outlet) -> None:
    delivery = Delivery.objects.get(pk=delivery_id)
    message = Message.objects.filter(pk=delivery.message_id).first()
    if message is None:
        Delivery.objects.filter(pk=delivery_id).update(state="void", problem="消息不存在")
        return
    try:
        recipients = resolve(message, delivery.channel)
        if recipients:
            envelope = Envelope(message.pk, message.subject, message.body, message.urgency == "urgent")
            CHANNELS[delivery.channel](envelope, recipients, outlet)
    except ChannelFailed as error:
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(delivery.attempts, 10))
        Delivery.objects.filter(pk=delivery_id).update(
            attempts=delivery.attempts + 1, next_attempt_at=now + wait, problem=str(error)[:300]
        )
        return
    Delivery.objects.filter(pk=delivery_id).update(
        state="sent" if recipients else "nobody",
        attempts=delivery.attempts + 1,
        sent_at=now,
        recipients=len(recipients),
        problem="" if recipients else "此刻没有可送达的收件人",
    )


def messages_for(officer: str, roles: Iterable[str], department: str, *, limit: int = 50) -> list[Message]:
    """The newest messages for an officer that he has not yet marked as seen."""
    mine = {str(role) for role in roles}
    seen = set(Acknowledgement.objects.filter(officer=officer).values_list("message_id", flat=True))
    newest = Message.objects.filter(Q(audience_department__in=["", department])).order_by("-created_at")[: limit * 8]
    return [
        message
        for message in newest
        if message.pk not in seen
        and (
            officer in message.audience_officers
            or mine & set(message.audience_roles)
            or (message.audience_department and message.audience_department == department)
        )
    ][:limit]


def mark_seen(message: str, officer: str, now: datetime) -> None:
    """The officer has read it."""
    Acknowledgement.objects.bulk_create(
        [Acknowledgement(message_id=message, officer=officer, seen_at=now)], ignore_conflicts=True
    )


def delivery_states(stream: str) -> list[dict[str, object]]:
    """Message subjects of a stream with how their deliveries stand."""
    messages = {row.pk: row for row in Message.objects.filter(stream=stream)}
    return [
        {"message": messages[row.message_id], "delivery": row}
        for row in Delivery.objects.filter(message_id__in=list(messages)).order_by("-pk")
    ]
