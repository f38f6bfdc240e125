"""Alerts on a staffed evening: who is told, in which order, and what ends it."""

from typing import Any

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.dispatch import alerting, answering, ladder, queries
from fengsui.dispatch.alerting import alert_stream, run_alerts
from fengsui.dispatch.models import Alert, AlertStep, PassedOver
from fengsui.ledger.reading import read_all, read_stream
from fengsui.notify.models import Acknowledgement, Delivery, Message
from fengsui.registry.models import Officer
from fengsui.warning import facts as warned
from fengsui.warning import ticketing, verifying
from tests.plan_2019_75.evening import Evening, minute
from tests.warning.room import conditions

pytestmark = pytest.mark.django_db


def went_round(evening: Evening, number: float) -> None:
    """The clock stands so many minutes after 09:12, and the worker went round."""
    evening.at(number)
    run_alerts(timekeeping.now())


def task_messages(event: str) -> list[str]:
    """The messages of the event's orders."""
    rows = Message.objects.filter(stream=event, subject__startswith="新任务").order_by("pk")
    return [row.pk for row in rows]


def steps_of(message: str) -> list[str]:
    """What was done about an alert, in order."""
    return list(AlertStep.objects.filter(alert=message).order_by("number").values_list("kind", flat=True))


def test_an_order_goes_up_rung_by_rung(evening: Evening) -> None:
    """Nothing before five minutes; then the repeat, the deputy, the duty chief, the head with all told before."""
    event = evening.activated()
    message = task_messages(event)[0]
    went_round(evening, 4)
    assert not Alert.objects.exists()
    for number in (5, 10, 15, 20, 21):
        went_round(evening, number)
    assert steps_of(message) == ["raised", "deputy", "superior", "head"]
    told = {row.kind: {one["name"] for one in row.told} for row in AlertStep.objects.filter(alert=message)}
    chief, head = evening.people["zhiban"].name, evening.people["zuzhang"].name
    assert chief in told["superior"]
    assert told["head"] >= {head} | told["raised"] | told["superior"]
    assert compare_with_database(read_all()) == []


def test_each_rung_is_news_on_the_page_of_whoever_is_told(evening: Evening) -> None:
    """Of one rung one message, however many orders it is about; it names the minutes and the orders."""
    event = evening.activated()
    for number in (5, 15):
        went_round(evening, number)
    notices = [row for row in Message.objects.filter(stream=event) if "无人签收" in row.subject]
    about_orders = [row for row in notices if "新任务" in row.body and "报上一级" in row.subject]
    assert about_orders
    assert all("officer/zhiban" in row.audience_officers for row in about_orders)
    assert sum(len(row.body.splitlines()) for row in about_orders) >= len(task_messages(event))
    assert not Alert.objects.filter(pk__in=[row.pk for row in notices]).exists()


def test_a_worker_that_was_away_leaves_no_rung_out(evening: Evening) -> None:
    """After an hour without a worker every rung is taken at once, the lower before the higher."""
    event = evening.activated()
    went_round(evening, 60)
    assert steps_of(task_messages(event)[0]) == ["raised", "deputy", "superior", "head"]


def test_reading_ends_it(evening: Evening) -> None:
    """已阅 on the page is a fact; after it nothing goes up, whatever the hour."""
    event = evening.activated()
    message, other = task_messages(event)[:2]
    went_round(evening, 6)
    answering.read(evening.people["zhiban"], message)
    went_round(evening, 40)
    assert steps_of(message) == ["raised", "answered"]
    assert steps_of(other)[-1] == "head"
    row = Alert.objects.get(pk=message)
    assert (row.running, row.ended_by) == (False, f"{evening.people['zhiban'].name}（页面签收）")
    assert Acknowledgement.objects.filter(message_id=message, officer="officer/zhiban").exists()
    assert compare_with_database(read_all()) == []


def test_reading_the_notice_signs_for_what_it_is_about(evening: Evening) -> None:
    """Whoever reads the news of a rung signs for every message it names."""
    event = evening.activated()
    went_round(evening, 16)
    rows = Message.objects.filter(stream=event, subject__contains="报上一级")
    notice = next(row for row in rows if "新任务" in row.body)
    answering.read(evening.people["zhiban"], notice.pk)
    meant = AlertStep.objects.filter(fact=notice.pk).values_list("alert", flat=True)
    assert meant
    assert not Alert.objects.filter(pk__in=list(meant), running=True).exists()


def test_what_only_oversight_read_goes_on(evening: Evening) -> None:
    """An inspector's 已阅 leaves his own page; it is nobody's signature."""
    event = evening.activated()
    message = task_messages(event)[0]
    went_round(evening, 6)
    inspector = next(actor for actor in evening.people.values() if actor.roles == frozenset({"R14"}))
    answering.read(inspector, message)
    went_round(evening, 20)
    assert steps_of(message)[-1] == "head"
    with pytest.raises(AccessDenied):
        answering.answer(actor=inspector, stream=alert_stream(event), messages=[message])


def test_an_order_that_is_signed_for_never_goes_up(evening: Evening) -> None:
    """签收 of the order itself settles its news: before the first repeat nothing is raised, later it is closed."""
    event = evening.activated()
    state = evening.state(event)
    early, late = list(state.tasks)[:2]
    by = {actor.officer: login for login, actor in evening.people.items()}
    evening.acknowledge(early, by[state.tasks[early].payload["owner"]])
    went_round(evening, 6)
    assert PassedOver.objects.filter(pk=early).exists()
    evening.acknowledge(late, by[state.tasks[late].payload["owner"]])
    went_round(evening, 30)
    assert steps_of(early) == []
    assert steps_of(late) == ["raised", "closed"]


def test_a_call_that_reached_somebody_is_a_signature(evening: Evening) -> None:
    """No answer is on record and the ladder goes on; reached, the person's name ends it."""
    event = evening.activated()
    message = task_messages(event)[0]
    went_round(evening, 6)
    call: dict[str, Any] = {
        "actor": evening.people["zhiban"],
        "stream": alert_stream(event),
        "messages": [message],
        "officer": queries.call_room(evening.people["zhiban"], message).people[0].officer.pk,
        "called_at": minute(6),
        "note": "",
    }
    answering.record_call(**call, outcome="no_answer", spoke_with="", idempotency_key="call-1")
    went_round(evening, 10)
    assert steps_of(message)[-1] == "deputy"
    with pytest.raises(Refused, match="接电话的人"):
        answering.record_call(**call, outcome="reached", spoke_with=" ", idempotency_key="call-2")
    late: dict[str, Any] = {**call, "called_at": minute(60)}
    with pytest.raises(Refused, match="通话时间"):
        answering.record_call(**late, outcome="reached", spoke_with="值班员", idempotency_key="call-3")
    answering.record_call(**call, outcome="reached", spoke_with="苏值班", idempotency_key="call-4")
    went_round(evening, 60)
    assert steps_of(message)[-1] == "called"
    assert Alert.objects.get(pk=message).ended_by.startswith("苏值班（电话签收")
    with pytest.raises(Refused, match="已经有人签收"):
        answering.record_call(**call, outcome="reached", spoke_with="苏值班", idempotency_key="call-5")
    assert compare_with_database(read_all()) == []


def test_with_nobody_on_a_rung_the_next_is_told_at_once(evening: Evening) -> None:
    """Where no duty chief and no deputy head is left, the head is told when the superior would have been."""
    event = evening.activated()
    message = task_messages(event)[0]
    for row in Officer.objects.filter(active=True):
        if {"R2", "R3"}.intersection(row.roles):
            Officer.objects.filter(pk=row.pk).update(roles=["R7"])
    for number in (5, 10, 15):
        went_round(evening, number)
    assert steps_of(message)[-2:] == ["superior", "head"]
    assert AlertStep.objects.get(alert=message, kind="superior").told == []
    assert AlertStep.objects.get(alert=message, kind="head").told


def test_without_any_address_the_page_tells_and_the_desk_says_so(evening: Evening) -> None:
    """Nobody has an e-mail address: the ladder goes on, and who is told by the page alone is named."""
    Officer.objects.update(email="")
    event = evening.activated()
    for number in (5, 20):
        went_round(evening, number)
    waiting, _ = queries.alerts(evening.people["zhiban"])
    line = next(one for one in waiting if one.row.pk == task_messages(event)[0])
    assert line.row.step == "head"
    assert evening.people["zuzhang"].name in line.page_only


def test_grade_one_is_repeated_at_night_and_without_end(evening: Evening) -> None:
    """特别重大: at three in the morning too each round is one more delivery, until somebody signs."""
    event = evening.activated()
    message = task_messages(event)[0]
    went_round(evening, 21)
    Delivery.objects.update(state="sent")
    rounds = []
    for number in (18 * 60, 18 * 60 + 30, 18 * 60 + 60):  # 03:12, 03:42, 04:12 in Beijing
        went_round(evening, number)
        Delivery.objects.update(state="sent")
        rounds.append(max(Delivery.objects.filter(message_id=message).values_list("round", flat=True)))
    assert rounds == sorted(set(rounds))
    answering.read(evening.people["zhiban"], message)
    went_round(evening, 20 * 60)
    assert max(Delivery.objects.filter(message_id=message).values_list("round", flat=True)) == rounds[-1]


def test_a_dead_server_gets_no_pile(evening: Evening) -> None:
    """While a delivery still waits, no further one of the same message is written."""
    event = evening.activated()
    message = task_messages(event)[0]
    for number in (5, 10, 15, 20, 50, 80):
        went_round(evening, number)
    assert Delivery.objects.filter(message_id=message).count() == 1


def test_a_lower_grade_is_quiet_at_night(evening: Evening) -> None:
    """Signed below the gravest grade, news of the night wait for seven o'clock; then every rung comes."""
    event = evening.open()
    evening.at(13 * 60 + 50)  # 23:02 in Beijing
    evening.grade(event, "other", reason="单家机构，未爆雷")
    message = Message.objects.get(stream=event, subject="等级已签字确认").pk
    went_round(evening, 15 * 60)
    assert steps_of(message) == ["raised"]
    went_round(evening, 21 * 60 + 47)  # 06:59
    assert steps_of(message) == ["raised"]
    went_round(evening, 21 * 60 + 49)
    assert steps_of(message)[-1] == "head"


def test_two_workers_take_each_rung_once(evening: Evening) -> None:
    """A second look at the same minute writes nothing."""
    event = evening.activated()
    for number in (5, 10, 15, 20):
        went_round(evening, number)
        before = len(read_stream(alert_stream(event)))
        assert run_alerts(timekeeping.now()) == 0
        assert len(read_stream(alert_stream(event))) == before


def test_the_end_of_the_event_ends_its_alerts(evening: Evening) -> None:
    """A false alarm wants nobody's signature any more."""
    event = evening.open_blown_up()
    evening.suspect(event, 1)
    went_round(evening, 6)
    assert Alert.objects.filter(matter=event, running=True).exists()
    evening.dismiss(event, "核实为系统故障，已恢复兑付")
    went_round(evening, 7)
    assert not Alert.objects.filter(matter=event, running=True).exists()


def test_news_of_a_signature_end_with_the_signature(evening: Evening) -> None:
    """A sheet that waits for signatures wants nobody once it is rejected; the alert is closed with the reason."""
    duty = evening.people["zhiban"]
    institution = evening.institutions[0].pk
    by: dict[str, Any] = {"actor": duty, "institution": institution}
    ticketing.open_ticket(**by, level=1, reason="传闻增多", idempotency_key="ticket")
    sheet = verifying.submit_sheet(
        actor=evening.people["dingfang"],
        institution=institution,
        entry=verifying.SheetEntry(
            conditions=conditions(B2="yes"),
            occurred_at=timekeeping.now(),
            known_at=timekeeping.now(),
            checks=[warned.CheckMade(kind="telephone", made_at=timekeeping.now(), result="无人接听")],
            finding="停付",
        ),
        idempotency_key="sheet",
    ).fact.reference
    went_round(evening, 6)
    assert Alert.objects.get(pk=sheet).running
    verifying.reject_sheet(actor=duty, sheet=sheet, reason="系统故障，已恢复", idempotency_key="reject")
    went_round(evening, 11)
    row = Alert.objects.get(pk=sheet)
    assert (row.running, row.step, row.ended_by) == (False, "", "已经签字")


def test_a_signature_at_the_very_moment_wins(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody signs while the worker looks up whom to tell: the rung is not written."""
    event = evening.activated()
    message = task_messages(event)[0]
    went_round(evening, 6)
    real, duty = ladder.rung, evening.people["zhiban"]

    def signed_meanwhile(*arguments: Any) -> Any:
        if Alert.objects.get(pk=message).running:
            answering.answer(actor=duty, stream=alert_stream(event), messages=[message])
        return real(*arguments)

    monkeypatch.setattr(alerting, "rung", signed_meanwhile)
    went_round(evening, 30)
    assert steps_of(message) == ["raised", "answered"]
    assert compare_with_database(read_all()) == []
