"""Whatever officers and workers do with urgent news, in whatever order, the ladder keeps its promises."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.conduct import streams, timekeeping
from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.dispatch import answering, queries
from fengsui.dispatch.alerting import alert_stream, run_alerts
from fengsui.dispatch.models import Alert, AlertStep
from fengsui.dispatch.rules import STEPS
from fengsui.ledger.reading import read_all, read_stream
from fengsui.notify.models import Acknowledgement, Delivery
from tests.plan_2019_75.evening import Evening, minute

pytestmark = pytest.mark.django_db
READERS = ("zhiban", "zuzhang", "wendian", "ducha")
ENDS = {"alert.answered", "alert.closed", "alert.called"}
deeds = st.one_of(
    st.tuples(st.just("later"), st.sampled_from((1, 4, 5, 6, 15, 45, 600))),
    st.tuples(st.just("worker"), st.just(0)),
    st.tuples(st.just("sent"), st.just(0)),
    st.tuples(st.sampled_from(("read", "sign", "call", "missed", "task")), st.integers(0, 30)),
)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is done to nobody."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    streams.forget_all()


class Life:
    """One event in the gravest grade, its alerts, and what was done with them."""

    def __init__(self, evening: Evening, event: str) -> None:
        self._evening = evening
        self._event = event
        self._minute = 0
        self._keys = 0

    def do(self, deed: str, number: int) -> None:
        """One deed; what is not possible now is refused in words and changes nothing."""
        alerts = list(Alert.objects.filter(matter=self._event).order_by("pk"))
        match deed:
            case "later":
                self._minute += number
                self._evening.at(self._minute)
            case "worker":
                run_alerts(timekeeping.now())
            case "sent":
                Delivery.objects.update(state="sent")
            case "read" if alerts:
                login = READERS[number % len(READERS)]
                answering.read(self._evening.people[login], alerts[number % len(alerts)].pk)
            case "sign" | "call" | "missed" if alerts:
                self._answer(deed, alerts[number % len(alerts)].pk)
            case "task":
                self._sign_task(number)

    def _answer(self, deed: str, message: str) -> None:
        duty, stream = self._evening.people["zhiban"], alert_stream(self._event)
        self._keys += 1
        try:
            if deed == "sign":
                answering.answer(actor=duty, stream=stream, messages=[message])
                return
            answering.record_call(
                actor=duty,
                stream=stream,
                messages=[message],
                officer="officer/zuzhang",
                outcome="reached" if deed == "call" else "no_answer",
                spoke_with="张望山",
                called_at=minute(self._minute),
                note="",
                idempotency_key=f"call-{self._keys}",
            )
        except Refused:
            assert not Alert.objects.get(pk=message).running

    def _sign_task(self, number: int) -> None:
        state = self._evening.state(self._event)
        waiting = [name for name, task in state.tasks.items() if not task.acknowledged]
        if waiting:
            task = waiting[number % len(waiting)]
            owner = state.tasks[task].payload["owner"]
            by = {actor.officer: login for login, actor in self._evening.people.items()}
            self._evening.acknowledge(task, by[owner])

    def check(self) -> None:
        """The promises, after the worker went round once more."""
        run_alerts(timekeeping.now())
        facts = read_stream(alert_stream(self._event))
        over: set[str] = set()
        steps: dict[str, list[str]] = {}
        for fact in facts:
            if fact.kind == "alert.stepped":
                assert not over.intersection(fact.payload["messages"]), "it went up after a signature"
                for message in fact.payload["messages"]:
                    steps.setdefault(message, []).append(fact.payload["step"])
            if fact.kind in ENDS and fact.payload.get("outcome", "reached") == "reached":
                assert not over.intersection(fact.payload["messages"]), "it ended twice"
                over.update(fact.payload["messages"])
        for message, taken in steps.items():
            assert tuple(taken) == STEPS[: len(taken)], f"{message}: {taken}"
        self._check_rows(over)
        assert compare_with_database(read_all()) == []

    def _check_rows(self, over: set[str]) -> None:
        now = timekeeping.now()
        read = set(Acknowledgement.objects.exclude(officer="officer/ducha").values_list("message_id", flat=True))
        for row in Alert.objects.filter(matter=self._event):
            assert row.running == (row.pk not in over)
            assert not (row.running and row.pk in read)
            minutes = (now - row.since).total_seconds() / 60
            if row.running and minutes >= row.terms["head"]:
                # Grade 1 is never silent: unsigned, everybody up to the head was told, at whatever hour.
                told = AlertStep.objects.get(alert=row.pk, kind="head").told
                assert {one["name"] for one in told} >= {self._evening.people["zuzhang"].name}
                assert Delivery.objects.filter(message_id=row.pk).exists()
        shown = {line.row.pk for line in queries.alerts(self._evening.people["zhiban"])[0]}
        assert shown == set(Alert.objects.filter(running=True).values_list("pk", flat=True))


def test_whatever_happens_to_urgent_news(evening: Evening) -> None:
    """No rung after a signature, none left out or twice, one end each, never silent in grade 1, rows as facts say."""
    event = evening.activated()

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(deeds, min_size=1, max_size=14))
    def lives(done: list[tuple[str, int]]) -> None:
        with taken_back():
            life = Life(evening, event)
            for deed, number in done:
                life.do(deed, number)
            life.check()

    lives()
