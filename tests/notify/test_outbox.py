"""Deliveries: one that fails holds up no other, what went out is known at once, who is not there yet is waited for."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from fengsui.notify import outbox
from fengsui.notify.audience import audience_marks
from fengsui.notify.channels import CHANNELS, Envelope, Outlet, Recipient
from fengsui.notify.models import Delivery, Message, MessageAudience
from fengsui.notify.outbox import NOBODY, enqueue, mark_seen, messages_for, send_waiting

NOW = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
NOWHERE = Outlet("", None)
SOMEBODY = [Recipient("officer/a", "secret.person@example.cn")]
Channel = Callable[[Envelope, Sequence[Recipient], Outlet], None]

pytestmark = pytest.mark.django_db


def somebody(messages: Sequence[Message], _channel: str) -> list[list[Recipient]]:
    """Each message reaches the same officer."""
    return [SOMEBODY for _ in messages]


def nobody(messages: Sequence[Message], _channel: str) -> list[list[Recipient]]:
    """No message reaches anybody."""
    return [[] for _ in messages]


def written(number: int, *, stream: str = "event/1", start: int = 0, **audience: object) -> list[str]:
    """So many new messages, one a second; their ids."""
    rows = [
        Message(
            id=f"{stream}#{start + index}",
            stream=stream,
            fact=f"{stream}#{start + index}",
            subject="首报",
            created_at=NOW + timedelta(seconds=start + index),
            **audience,
        )
        for index in range(number)
    ]
    Message.objects.bulk_create(rows)
    MessageAudience.objects.bulk_create(
        MessageAudience(id=f"{row.pk}|{mark}", message_id=row.pk, mark=mark, stream=stream, created_at=row.created_at)
        for row in rows
        for mark in audience_marks(row.audience_roles, row.audience_officers, row.audience_department)
    )
    return [row.pk for row in rows]


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Callable[[Channel], None]:
    """Let mail go through a function of the test."""

    def put(channel: Channel) -> None:
        monkeypatch.setitem(CHANNELS, "email", channel)

    return put


def test_a_broken_delivery_stops_no_other(through: Callable[[Channel], None], caplog: pytest.LogCaptureFixture) -> None:
    """Whatever the channel raises for one message, the others go out once; the log and the row name no address."""
    tried: Counter[str] = Counter()

    def breaks_on_every_third(envelope: Envelope, recipients: Sequence[Recipient], _outlet: Outlet) -> None:
        tried[envelope.number] += 1
        if int(envelope.number.rpartition("#")[2]) % 3 == 0:
            raise OSError(f"refused {recipients[0].address}")

    through(breaks_on_every_third)
    enqueue(written(9), ("email",), NOW)
    with caplog.at_level(logging.INFO):
        assert send_waiting(now=NOW, resolve=somebody, outlet=NOWHERE) == 9
        assert send_waiting(now=NOW + timedelta(seconds=20), resolve=somebody, outlet=NOWHERE) == 0
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"sent": 6, "waiting": 3}
    assert set(tried.values()) == {1}
    send_waiting(now=NOW + timedelta(seconds=31), resolve=somebody, outlet=NOWHERE)
    assert sorted(tried.values()) == [1] * 6 + [2] * 3
    assert "secret.person" not in caplog.text
    assert not Delivery.objects.filter(problem__contains="secret.person").exists()


def test_what_went_out_is_known_when_the_sender_dies(through: Callable[[Channel], None]) -> None:
    """A sender that is stopped in the middle has saved what it sent: after the hold only the rest goes out."""
    sent: Counter[str] = Counter()

    def is_interrupted_at_the_fifth(envelope: Envelope, _recipients: Sequence[Recipient], _outlet: Outlet) -> None:
        if len(sent) == 4 and envelope.number not in sent:
            sent["interrupted"] += 1
            raise KeyboardInterrupt
        sent[envelope.number] += 1

    through(is_interrupted_at_the_fifth)
    ids = written(8)
    enqueue(ids, ("email",), NOW)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(now=NOW, resolve=somebody, outlet=NOWHERE)
    assert Delivery.objects.filter(state="sent").count() == 4
    send_waiting(now=NOW + outbox.HOLD, resolve=somebody, outlet=NOWHERE)
    assert {number: sent[number] for number in ids} == dict.fromkeys(ids, 1)


def test_slow_mail_is_saved_one_by_one(through: Callable[[Channel], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each message takes its time, each is on record before the next one goes out."""
    monkeypatch.setattr(outbox, "SAVE_SECONDS", 0.0)
    on_record: list[int] = []
    through(lambda *_: on_record.append(Delivery.objects.filter(state="sent").count()))
    enqueue(written(4), ("email",), NOW)
    send_waiting(now=NOW, resolve=somebody, outlet=NOWHERE)
    assert on_record == [0, 1, 2, 3]


def test_a_batch_ends_before_its_hold(through: Callable[[Channel], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow server keeps no delivery claimed beyond the hold: what the batch did not come to waits again at once."""
    monkeypatch.setattr(outbox, "BATCH_SECONDS", 0)
    through(lambda *_: None)
    enqueue(written(3), ("email",), NOW)
    assert [send_waiting(now=NOW, resolve=somebody, outlet=NOWHERE) for _ in range(4)] == [1, 1, 1, 0]
    assert send_waiting(now=NOW, resolve=somebody, outlet=NOWHERE, stopped=lambda: True) == 0
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_a_message_nobody_can_be_found_for_spoils_no_other(through: Callable[[Channel], None]) -> None:
    """Recipients of one message can't be worked out: the others are sent, this one is tried again."""

    def fails_for_the_second(messages: Sequence[Message], channel: str) -> list[list[Recipient]]:
        if any(message.pk.endswith("#1") for message in messages):
            raise ValueError
        return somebody(messages, channel)

    through(lambda *_: None)
    enqueue(written(4), ("email",), NOW)
    send_waiting(now=NOW, resolve=fails_for_the_second, outlet=NOWHERE)
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"sent": 3, "waiting": 1}


def test_nobody_yet_is_waited_for(through: Callable[[Channel], None]) -> None:
    """Nobody can be reached now: it is tried again ever more rarely for 24 hours, and goes out when somebody can be."""
    through(lambda *_: None)
    first, second = written(2)
    enqueue([first], ("email",), NOW)
    assert send_waiting(now=NOW, resolve=nobody, outlet=NOWHERE) == 1
    row = Delivery.objects.get()
    assert (row.state, row.problem, row.sent_at) == ("waiting", NOBODY, None)
    assert send_waiting(now=row.next_attempt_at, resolve=somebody, outlet=NOWHERE) == 1
    row.refresh_from_db()
    assert (row.state, row.recipients, row.problem) == ("sent", 1, "")
    enqueue([second], ("email",), NOW)
    tries = [NOW]
    while (row := Delivery.objects.get(message_id=second)).state == "waiting":
        tries.append(row.next_attempt_at)
        send_waiting(now=row.next_attempt_at, resolve=nobody, outlet=NOWHERE)
        assert len(tries) < 100
    assert row.state == "nobody"
    assert timedelta(hours=24) <= tries[-1] - NOW <= timedelta(hours=25)
    assert max(later - sooner for sooner, later in pairwise(tries)) == outbox.LONGEST_RETRY


def test_unread_news_stay_however_many_come_for_others() -> None:
    """An officer's unread messages are found behind any number of newer ones for others, each once, newest first."""
    mine = written(3, audience_roles=["R1"], audience_officers=["officer/a"])
    written(500, start=10, audience_roles=["R8"])
    found = messages_for("officer/a", ["R1"], "police", limit=2)
    assert [message.pk for message in found] == [mine[2], mine[1]]
    mark_seen(mine[2], "officer/a", NOW)
    assert [message.pk for message in messages_for("officer/a", ["R1"], "", limit=9)] == [mine[1], mine[0]]
    assert messages_for("officer/b", ["R2"], "police") == []


def test_news_of_other_places_take_nobodys_room() -> None:
    """Messages of streams that the officer may not see don't count towards the limit; those that name him do come."""
    mine = written(1, audience_roles=["R3"])
    named = written(1, stream="event/3", start=1, audience_officers=["officer/a"])
    written(60, stream="event/2", start=2, audience_roles=["R3"])
    found = messages_for("officer/a", ["R3"], "", streams=["event/1"], limit=5)
    assert [message.pk for message in found] == [*named, *mine]


def test_a_department_finds_its_messages() -> None:
    """A department's message is on the desk of its officers, and of no other department's."""
    ids = written(1, audience_department="police")
    assert [message.pk for message in messages_for("officer/a", ["R8"], "police")] == ids
    assert messages_for("officer/b", ["R8"], "tax") == []
    assert audience_marks(["R3", "R3"], [], "tax") == ("R3", "department/tax")
    assert MessageAudience.objects.count() == 1
