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

Resolver = Callable[[Sequence[Message], str], Sequence[Sequence[Recipient]]]
"""(messages, channel) → for each message who is to be reached now; handed in by whoever knows the officers."""


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


def send_waiting(*, now: datetime, resolve: Resolver, outlet: Outlet, limit: int = 100) -> int:
    """Send what is waiting, a batch at a time; returns how many deliveries of this batch were tried."""
    waiting = _claim(now, limit)
    for channel in sorted({delivery.channel for delivery in waiting}):
        _send_batch([delivery for delivery in waiting if delivery.channel == channel], channel, now, resolve, outlet)
    return len(waiting)


def _claim(now: datetime, limit: int) -> list[Delivery]:
    with transaction.atomic():
        rows = Delivery.objects.filter(state="waiting", next_attempt_at__lte=now).order_by("next_attempt_at")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        found = list(rows[:limit])
        # Pushed forward before sending: if this process dies the deliveries are tried again, never forgotten.
        Delivery.objects.filter(pk__in=[row.pk for row in found]).update(next_attempt_at=now + HOLD)
    return found


def _send_batch(deliveries: Sequence[Delivery], channel: str, now: datetime, resolve: Resolver, outlet: Outlet) -> None:
    messages = Message.objects.in_bulk([delivery.message_id for delivery in deliveries])
    known = [delivery for delivery in deliveries if delivery.message_id in messages]
    reached = resolve([messages[delivery.message_id] for delivery in known], channel)
    for delivery, recipients in zip(known, reached, strict=True):
        _send(delivery, messages[delivery.message_id], recipients, now, outlet)
    for delivery in deliveries:
        if delivery.message_id not in messages:
            delivery.state, delivery.problem = "void", "消息不存在"
    columns = ["state", "attempts", "sent_at", "recipients", "problem", "next_attempt_at"]
    Delivery.objects.bulk_update(deliveries, columns)


def _send(delivery: Delivery, message: Message, recipients: Sequence[Recipient], now: datetime, outlet: Outlet) -> None:
    """Send one and note on its row how it went; the row is saved with its batch."""
    delivery.attempts += 1
    try:
        if recipients:
            envelope = Envelope(message.pk, message.subject, message.body, message.urgency == "urgent")
            CHANNELS[delivery.channel](envelope, recipients, outlet)
    except ChannelFailed as error:
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(delivery.attempts - 1, 10))
        delivery.next_attempt_at, delivery.problem = now + wait, str(error)[:300]
        return
    delivery.state = "sent" if recipients else "nobody"
    delivery.sent_at = now
    delivery.recipients = len(recipients)
    delivery.problem = "" if recipients else "此刻没有可送达的收件人"


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
