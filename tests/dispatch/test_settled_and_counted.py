"""What ends an alert besides a signature for the news, and what officers of other places are told of alerts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied
from fengsui.conduct.house import house
from fengsui.dispatch import answering, queries
from fengsui.dispatch.alerting import alert_stream, run_alerts
from fengsui.dispatch.models import Alert
from fengsui.notify.models import Acknowledgement, Delivery, Message
from fengsui.tasking import ordering, working
from fengsui.tasking.ordering import OrderEntry
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening

pytestmark = pytest.mark.django_db


def ordered(evening: Evening) -> str:
    """An order of the duty chief to the chief of the next shift."""
    due = timekeeping.now() + timedelta(days=2)
    entry = OrderEntry(title="核对余额", region="990000", owner=evening.people["zhiban2"].officer, due_at=due)
    return ordering.issue_order(actor=evening.people["zhiban"], entry=entry, idempotency_key=evening.key()).fact.stream


def round_at(evening: Evening, number: float) -> None:
    """The clock stands there, and the worker went round."""
    evening.at(number)
    run_alerts(timekeeping.now())


@clause("1.1.f")
def test_who_signed_for_an_order_is_not_called_about_it(evening: Evening) -> None:
    """An order signed for on its own page goes up no ladder, and one on the ladder leaves it."""
    early, late = ordered(evening), ordered(evening)
    working.acknowledge_order(actor=evening.people["zhiban2"], order=early)
    round_at(evening, 6)
    assert list(Alert.objects.filter(running=True).values_list("matter", flat=True)) == [late]
    working.acknowledge_order(actor=evening.people["zhiban2"], order=late)
    round_at(evening, 11)
    row = Alert.objects.get(matter=late)
    assert (row.running, row.step, row.ended_by) == (False, "", "指令已经签收")


@clause("1.1.f")
def test_a_closed_order_calls_nobody(evening: Evening) -> None:
    """Withdrawn before anybody signed: nothing goes up any more."""
    order = ordered(evening)
    round_at(evening, 6)
    working.close_order(actor=evening.people["zhiban"], order=order, outcome="withdrawn", reason="重复下达")
    round_at(evening, 11)
    assert Alert.objects.get(matter=order).ended_by == "指令已经关闭"


@clause("1.1.d")
def test_counts_are_of_the_own_places(evening: Evening) -> None:
    """How many messages were not delivered, and how many wait, tells nothing of other places."""
    event = evening.activated()
    round_at(evening, 6)
    message = Message.objects.filter(stream=event).first()
    assert message is not None
    Delivery.objects.filter(message_id=message.pk).delete()
    now = timekeeping.system_now()
    Delivery.objects.create(
        message_id=message.pk, channel="email", queued_at=now, next_attempt_at=now, problem="邮件服务器没有答复"
    )
    duty = evening.people["zhiban"]
    inside = replace(duty, region=evening.state(event).regions[0])
    outside = replace(duty, region="990400")
    assert "990400" not in evening.state(event).regions
    assert [queries.undelivered_count(actor) for actor in (duty, inside, outside)] == [1, 1, 0]
    assert queries.waiting_count(outside) == 0
    assert queries.waiting_count(inside) == queries.waiting_count(duty) > 0


@clause("1.1.d")
def test_what_names_no_place_is_not_everybody_s(evening: Evening) -> None:
    """An alert about a matter of the whole copy belongs to the whole copy: no prefecture signs for it."""
    stream = alert_stream("plan_version/2026-1")
    assert house.regions_of_stream["alert"](stream) == ("990000",)
    city = replace(evening.people["zhiban"], region="990300")
    with pytest.raises(AccessDenied):
        answering.answer(actor=city, stream=stream, messages=["plan_version/2026-1#1"])


@clause("1.1.d")
def test_nobody_reads_away_what_another_place_is_told(evening: Evening) -> None:
    """Marking a message of another place as read is refused and counts for nothing: the ladder goes on."""
    event = evening.activated()
    message = Message.objects.filter(stream=event, urgency="urgent").order_by("created_at", "id")[0].pk
    far = replace(evening.people["zhiban2"], region="990400")
    with pytest.raises(AccessDenied):
        answering.read(far, message)
    answering.read(far, "event/2026-999#1")
    assert not Acknowledgement.objects.exists()
    answering.read(evening.people["zhiban"], message)
    assert Acknowledgement.objects.get().message_id == message
