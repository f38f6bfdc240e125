"""The outbox: deliveries are written with the act and sent after it; a killed sender loses nothing.

Holds and retries go by the machine's time, never by the world's, which may be simulated.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from fengsui.notify.audience import audience_marks
from fengsui.notify.channels import ChannelFailed, Envelope, Outlet, Recipient, send
from fengsui.notify.models import Acknowledgement, Delivery, Message, MessageAudience

log = logging.getLogger(__name__)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=30)
NOBODY_AFTER = timedelta(hours=24)
"""How long a message waits for somebody it can reach: a shift may begin, an address may be entered."""
HOLD = timedelta(minutes=2)
"""How long a claimed delivery is left alone: after it, another sender may try again."""
BATCH_SECONDS = 60
"""A batch ends well within HOLD, however slow the server: what it did not come to is given back."""
SAVED = ("state", "attempts", "sent_at", "recipients", "problem", "next_attempt_at")
SAVED_TOGETHER, SAVE_SECONDS = 25, 1.0
NOBODY = "此刻没有可送达的收件人"

Resolver = Callable[[Sequence[Message], str], Sequence[Sequence[Recipient]]]
"""(messages, channel) → for each message who is to be reached now; handed in by whoever knows the officers."""


def enqueue(message_ids: Iterable[str], channels: Sequence[str], now: datetime) -> None:
    """Write the deliveries of new messages. Call inside the act's transaction; ``now`` is the machine's time."""
    Delivery.objects.bulk_create(
        [
            Delivery(message_id=message, channel=channel, queued_at=now, next_attempt_at=now)
            for message in message_ids
            for channel in channels
        ],
        ignore_conflicts=True,
    )


def repeat(rounds: Mapping[str, int], channels: Sequence[str], now: datetime) -> int:
    """Write one more delivery of each message whose number of repeats (``rounds``) is not reached; returns how many.

    What still waits is not repeated: a server that was dead for hours gets no pile. ``now`` is the machine's time.
    """
    wanted = {message: number for message, number in rounds.items() if number > 0}
    known: dict[tuple[str, str], int] = {}
    waiting: set[tuple[str, str]] = set()
    rows = Delivery.objects.filter(message_id__in=list(wanted), channel__in=list(channels))
    for message, channel, number, state in rows.values_list("message_id", "channel", "round", "state"):
        known[message, channel] = max(number, known.get((message, channel), 0))
        if state == "waiting":
            waiting.add((message, channel))
    fresh = [
        Delivery(message_id=message, channel=channel, round=number, queued_at=now, next_attempt_at=now)
        for message, number in wanted.items()
        for channel in channels
        if (message, channel) not in waiting and known.get((message, channel), 0) < number
    ]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def send_waiting(
    *,
    now: datetime,
    resolve: Resolver,
    outlet: Outlet,
    limit: int = 100,
    stopped: Callable[[], bool] = lambda: False,
    mine: Callable[[str], bool] = lambda _: True,
) -> int:
    """Send what is waiting, a batch at a time; returns how many deliveries of this batch were tried.

    ``now`` is the machine's time. ``stopped`` is asked before each delivery: what is left then is given back.
    ``mine``: whether this sender sends on a channel; senders of their own keep a tarpit from holding up the others.
    """
    due = Delivery.objects.filter(state="waiting", next_attempt_at__lte=now)
    # The usual case, nothing, takes no lock that an act might wait for.
    channels = sorted(filter(mine, set(due.values_list("channel", flat=True))))
    tried = 0
    for channel in channels:
        # Each has its own claim and its own share of the time: a dead mail server holds up no other channel.
        batch = _Batch(now, outlet, stopped, BATCH_SECONDS / len(channels))
        batch.send(_claim(now, limit, channel), channel, resolve)
        tried += batch.tried
    return tried


def _claim(now: datetime, limit: int, channel: str) -> list[Delivery]:
    with transaction.atomic():
        rows = Delivery.objects.filter(state="waiting", next_attempt_at__lte=now, channel=channel)
        rows = rows.order_by("next_attempt_at")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        found = list(rows[:limit])
        # Pushed forward before sending: if this process dies the deliveries are tried again, never forgotten.
        Delivery.objects.filter(pk__in=[row.pk for row in found]).update(next_attempt_at=now + HOLD)
    return found


def number_of(message: str, turn: int) -> str:
    """What a delivery bears outside: the message's id, and which repetition it is."""
    return f"{message}·{turn}" if turn else message


class _Batch:
    """Claimed deliveries on their way out. One that fails, whatever it raises, holds up none of the others."""

    def __init__(self, now: datetime, outlet: Outlet, stopped: Callable[[], bool], seconds: float) -> None:
        self.tried = 0
        self._seconds = seconds
        self._now = now
        self._outlet = outlet
        self._stopped = stopped
        self._ends_at: float | None = None

    def send(self, deliveries: Sequence[Delivery], channel: str, resolve: Resolver) -> None:
        """Send them one after the other and save how each went."""
        messages = Message.objects.in_bulk([delivery.message_id for delivery in deliveries])
        reached = _reached(list(messages.values()), channel, resolve)
        with _Saving() as saving:
            for delivery in deliveries:
                message = messages.get(delivery.message_id)
                if message is None:
                    delivery.state, delivery.problem = "void", "消息不存在"
                elif self._go_on():
                    self._send_one(delivery, message, reached[message.pk])
                else:
                    delivery.next_attempt_at = self._now
                saving.add(delivery)

    def _go_on(self) -> bool:
        """Whether there is time for one more; there is for the first, or a slow start would never end."""
        if self._ends_at is None:
            self._ends_at = time.monotonic() + self._seconds
            return not self._stopped()
        return time.monotonic() < self._ends_at and not self._stopped()

    def _send_one(self, delivery: Delivery, message: Message, recipients: Sequence[Recipient] | None) -> None:
        self.tried += 1
        delivery.attempts += 1
        if recipients is None:
            self._later(delivery, "收件人没有查出来")
        elif not recipients:
            self._later(delivery, NOBODY)
            if self._now - delivery.queued_at >= NOBODY_AFTER:
                delivery.state = "nobody"
        else:
            self._hand_over(delivery, message, recipients)

    def _hand_over(self, delivery: Delivery, message: Message, recipients: Sequence[Recipient]) -> None:
        number = number_of(message.pk, delivery.round)
        envelope = Envelope(number, message.subject, message.body, message.urgency == "urgent")
        try:
            send(delivery.channel, envelope, recipients, self._outlet)
        except ChannelFailed as error:
            self._later(delivery, str(error))
        except Exception as error:  # noqa: BLE001  (a broken channel must not stop the others)
            # The error's own text may quote an address: neither the log nor the row gets it.
            log.error("%s on %s: the channel raised %s", message.pk, delivery.channel, type(error).__name__)  # noqa: TRY400
            self._later(delivery, f"发送出错（{type(error).__name__}）")
        else:
            delivery.state, delivery.sent_at, delivery.problem = "sent", self._now, ""
            delivery.recipients = len(recipients)

    def _later(self, delivery: Delivery, problem: str) -> None:
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(delivery.attempts - 1, 10))
        delivery.next_attempt_at, delivery.problem = self._now + wait, problem[:300]


def _reached(messages: Sequence[Message], channel: str, resolve: Resolver) -> dict[str, Sequence[Recipient] | None]:
    """Message → who is to be reached; None where that can't be found out. One bad message spoils no other."""
    try:
        return dict(zip((message.pk for message in messages), resolve(messages, channel), strict=True))
    except Exception as error:  # noqa: BLE001
        if len(messages) == 1:
            log.error("%s: no recipients could be found: %s", messages[0].pk, type(error).__name__)  # noqa: TRY400
            return {messages[0].pk: None}
    found: dict[str, Sequence[Recipient] | None] = {}
    for message in messages:
        found.update(_reached([message], channel, resolve))
    return found


class _Saving:
    """Saves deliveries on whatever way out: each by itself where sending is slow, in small groups where it is fast."""

    def __init__(self) -> None:
        self._ended: list[Delivery] = []
        self._saved_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._save()

    def add(self, delivery: Delivery) -> None:
        """This one is through for now."""
        self._ended.append(delivery)
        if len(self._ended) >= SAVED_TOGETHER or time.monotonic() - self._saved_at >= SAVE_SECONDS:
            self._save()

    def _save(self) -> None:
        ended, self._ended = self._ended, []
        if ended:
            with transaction.atomic():
                for row in ended:
                    values = {name: getattr(row, name) for name in SAVED}
                    Delivery.objects.filter(pk=row.pk).update(**values)
        self._saved_at = time.monotonic()


def messages_for(
    officer: str,
    roles: Iterable[str],
    department: str,
    *,
    streams: Collection[str] | QuerySet[Any, str] | None = None,
    limit: int = 50,
) -> list[Message]:
    """The newest messages for an officer that he has not yet marked as seen, however many came for others since.

    ``streams``: what he may see, where that is confined; a message that names him reaches him in any case.
    """
    rows = MessageAudience.objects.filter(mark__in=audience_marks(roles, (officer,), department))
    if streams is not None:
        rows = rows.filter(Q(mark=officer) | Q(stream__in=streams))
    seen = Acknowledgement.objects.filter(message_id=OuterRef("message_id"), officer=officer)
    newest = rows.filter(~Exists(seen)).order_by("-created_at", "-message_id")
    ids = [row[0] for row in newest.values_list("message_id", "created_at").distinct()[:limit]]
    found = Message.objects.in_bulk(ids)
    return [found[message] for message in ids if message in found]


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
