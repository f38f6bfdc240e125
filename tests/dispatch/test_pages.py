"""The pages of urgent news: the desk's line, the list, the telephone script; and what may not be done there."""

import re
from typing import Any

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import system_actor
from fengsui.dispatch.alerting import run_alerts
from fengsui.dispatch.models import Alert, AlertStep
from fengsui.ledger.reading import read_stream
from fengsui.registry.actions import appoint_officer
from tests.dispatch.test_answer_links import browser, form, text
from tests.plan_2019_75.evening import Evening

pytestmark = pytest.mark.django_db
MOMENT = {"called-date": "2026-03-02", "called-time": "09:18"}


def unsigned(evening: Evening, number: float = 6) -> tuple[str, str]:
    """An event whose orders nobody signed for: its stream, and the address of the first order's call."""
    event = evening.activated()
    evening.at(number)
    run_alerts(timekeeping.now())
    row = Alert.objects.filter(matter=event, subject__startswith="新任务").order_by("pk")[0]
    return row.pk, f"/alerts/{event}/{row.pk.rpartition('#')[2]}/call"


def test_the_desk_says_how_many_wait(evening: Evening) -> None:
    """值班台 has a line with the number and the way; who may not see alerts has none."""
    unsigned(evening)
    count = Alert.objects.filter(running=True).count()
    assert f"{count}件急件无人签收" in text(browser("zhiban").get("/desk"))
    assert "件急件无人签收" not in text(browser("shuiwu").get("/desk"))


def test_the_script_says_whom_to_call_and_what_to_say(evening: Evening) -> None:
    """In order: addressee, deputy, superior, head; numbers only on demand, on record; the words name the order."""
    message, call = unsigned(evening)
    page = browser("zhiban").get(call)
    told = text(page)
    first, last = told.index("本人"), told.index("组长", told.index("一、按顺序打给"))
    assert told.index("一、按顺序打给") < first < last
    assert Alert.objects.get(pk=message).subject.replace(" ", "") in told
    assert "已经6分钟没有人签收" in told
    assert not re.search(r"0990-\d{4}|1[3-9]\d{9}", told)
    opened = browser("zhiban").post(f"{call}/numbers", form())
    assert opened.status_code == 200
    assert opened["Cache-Control"] == "no-store"
    assert browser("dingfang").post(f"{call}/numbers", form()).status_code == 403


def test_no_answer_then_reached(evening: Evening) -> None:
    """Not reached comes back to the script with the attempt on it; reached ends the alert in the typed name."""
    message, call = unsigned(evening)
    duty = browser("zhiban")
    missed = form(officer="officer/zuzhang", outcome="no_answer", spoke_with="", note="占线", **MOMENT)
    assert duty.post(call, missed)["Location"] == call
    assert "没有接通" in text(duty.get(call)).partition("已经做过的")[2]
    reached = form(officer="officer/zuzhang", outcome="reached", spoke_with="张望山", note="", **MOMENT)
    assert duty.post(call, reached)["Location"] == "/alerts"
    assert Alert.objects.get(pk=message).ended_by.startswith("张望山（电话签收")
    assert "不用再打" in text(duty.get(call))
    fact = read_stream(f"alert/{message.rpartition('#')[0]}")[-1]
    assert (fact.kind, fact.payload["caller"], fact.clause) == ("alert.called", "officer/zhiban", "1.1.f")


@pytest.mark.parametrize(
    "wrong",
    [
        {"officer": "officer/nobody"},
        {"outcome": "maybe"},
        {"spoke_with": ""},
        {"spoke_with": "13800000000"},
        {"called-time": "25:00"},
        {"called-date": "2020-01-01"},
        {"note": "字" * 300},
        {"idempotency_key": "x"},
    ],
)
def test_what_is_typed_wrong_comes_back(evening: Evening, wrong: dict[str, str]) -> None:
    """Each fault is told on the page and nothing is recorded."""
    message, call = unsigned(evening)
    fields = {"officer": "officer/zuzhang", "outcome": "reached", "spoke_with": "张望山", "note": "", **MOMENT}
    answer: Any = browser("zhiban").post(call, {**form(**fields), **wrong})
    assert answer.status_code == 422
    assert "办不了" in text(answer)
    assert list(AlertStep.objects.filter(alert=message).values_list("kind", flat=True)) == ["raised"]


def test_the_same_form_twice_is_one_call(evening: Evening) -> None:
    """Sent twice, one fact."""
    message, call = unsigned(evening)
    once = form(officer="officer/zuzhang", outcome="no_answer", spoke_with="", note="", **MOMENT)
    for _ in range(2):
        browser("zhiban").post(call, once)
    assert AlertStep.objects.filter(alert=message, kind="called").count() == 1


def test_another_place_sees_and_signs_nothing(evening: Evening) -> None:
    """An officer of a place without part in the event finds no alert, no call, and can't sign (1.5.d)."""
    event = evening.open(4)  # 990500 alone
    evening.grade(event, "other", reason="单家机构，未爆雷")
    appoint_officer(
        actor=system_actor("test", "990000"), name="示例值班", roles=("R3",), login="duty.city", region="990300"
    )
    evening.at(6)
    run_alerts(timekeeping.now())
    row = Alert.objects.get(matter=event)
    elsewhere, call = browser("duty.city"), f"/alerts/{event}/{row.pk.rpartition('#')[2]}/call"
    assert row.subject not in text(elsewhere.get("/alerts"))
    assert elsewhere.get(call).status_code == 404
    assert elsewhere.post("/alerts/sign", form(message=row.pk)).status_code == 404
    assert Alert.objects.get(pk=row.pk).running
    assert browser("zhiban").post("/alerts/sign", form(message=row.pk)).status_code == 303


@pytest.mark.parametrize("message", ["", "event/2026-001#9999", "x", "alert/event/2026-001#1", "event/2026-001#'--"])
def test_signing_for_nothing_is_refused(evening: Evening, message: str) -> None:
    """A made-up message is refused in words, never a fault of the server."""
    unsigned(evening)
    assert browser("zhiban").post("/alerts/sign", form(message=message)).status_code in {404, 422}
