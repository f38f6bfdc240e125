"""Acceptance of the cover letter and the preamble: joint work; one way of handling, left only with a reason."""

from collections.abc import Callable

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.documents import actions as documents
from fengsui.response import opening
from fengsui.response.models import Event, Task
from fengsui.response.queries import own_tasks
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening

DEPARTMENTS = {
    "anti_illegal_fundraising": "chufei",
    "police": "gongan",
    "tax": "shuiwu",
    "market_regulation": "shijian",
    "financial_regulation": "hecha",
    "communications": "tongxin",
    "publicity": "xuanchuan",
    "court": "fayuan",
    "procuratorate": "jiancha",
    "petition": "jiefang",
    "internet_information": "wangxin",
}


@clause("0.8")
def test_response_is_joint(evening: Evening) -> None:
    """Activation gives eleven departments one list of tasks; each finds its own and signs for it by name."""
    event = evening.activated()
    tasks = {task.department: task for task in Task.objects.filter(event=event)}
    assert tasks.keys() == DEPARTMENTS.keys()
    for department, login in DEPARTMENTS.items():
        actor = evening.people[login]
        assert tasks[department].pk in {task.pk for task in own_tasks(actor)}
        evening.acknowledge(tasks[department].pk, login)
        task = Task.objects.get(pk=tasks[department].pk)
        assert (task.acknowledged_by, task.acknowledged_at is not None) == (actor.name, True)
    assert evening.statuses(event, "task_acknowledgement") == {"settled"}
    assert len(evening.facts(event, "task.acknowledged")) == len(DEPARTMENTS)


@clause("0.8")
def test_no_department_signs_for_another(evening: Evening) -> None:
    """Joint work needs each one's own word: tax can't sign for the police's task, nor can the head."""
    event = evening.activated()
    police = Task.objects.get(event=event, department="police")
    with pytest.raises(Refused, match="须由其联络人签收"):
        evening.acknowledge(police.pk, "shuiwu")
    with pytest.raises(AccessDenied):
        evening.acknowledge(police.pk, "zuzhang")
    assert Task.objects.get(pk=police.pk).acknowledged_at is None


@clause("P.1")
def test_every_event_goes_the_same_way(evening: Evening) -> None:
    """Opened, graded, activated, terminated, in this order; a step out of its turn is refused, and the end is final."""
    event = evening.cluster()
    with pytest.raises(Refused, match="先定级"):
        evening.draft_order(event)
    evening.grade(event)
    evening.activate(event)
    with pytest.raises(Refused, match="已经启动"):
        evening.draft_order(event)
    with pytest.raises(Refused, match="由组长终止"):
        evening.dismiss(event, "查无此事")
    evening.end(event, reason="风险已消除")
    assert Event.objects.get(pk=event).status == "terminated"
    with pytest.raises(Refused, match="已经结束"):
        evening.grade(event, "major", by="zuzhang", reason="补定")
    with pytest.raises(Refused, match="已经结束"):
        evening.figures(event, lender_count=1)
    with pytest.raises(Refused, match="已经结束"):
        evening.suspect(event, 2)
    with pytest.raises(Refused, match="已经结束"):
        evening.end(event, reason="再终止一次")
    order = [fact.kind for fact in evening.facts(event)]
    steps = ["event.opened", "grade.proposed", "grade.signed", "plan.activated", "event.terminated"]
    assert sorted(steps, key=order.index) == steps


def _by_judgement(evening: Evening, reason: str) -> str:
    event = evening.open(0)
    evening.grade(event, "major", reason=reason)
    return event


def _against_proposal(evening: Evening, reason: str) -> str:
    event = evening.cluster()
    evening.reject(event, reason)
    return event


def _downgrade(evening: Evening, reason: str) -> str:
    event = evening.cluster()
    evening.grade(event)
    evening.grade(event, "major", by="zuzhang", reason=reason)
    return event


def _false_alarm(evening: Evening, reason: str) -> str:
    event = evening.open(0)
    evening.dismiss(event, reason)
    return event


def _rejected_blowup(evening: Evening, reason: str) -> str:
    event = evening.open_blown_up(0)
    opening.reject_blowup(
        actor=evening.people["zhiban"],
        event=event,
        matter=evening.waiting(event, "confirm_blowup").opened,
        reason=reason,
        idempotency_key=evening.key(),
    )
    return event


def _withdrawn_paper(evening: Evening, reason: str) -> str:
    event = evening.cluster()
    documents.withdraw_paper(
        actor=evening.people["wendian"],
        paper=evening.submit(event),
        reason=reason,
        regions=evening.state(event).regions,
        idempotency_key=evening.key(),
    )
    return event


def _end(evening: Evening, reason: str) -> str:
    event = evening.cluster()
    evening.end(event, reason=reason)
    return event


def _end_before_its_conditions(evening: Evening, reason: str) -> str:
    event = evening.cluster()
    evening.end(event, unmet={"claims_channel_running": reason}, reason="移交后终止")
    return event


@clause("P.1")
@pytest.mark.parametrize(
    ("deviate", "kind"),
    [
        (_by_judgement, "grade.signed"),
        (_against_proposal, "grade.proposal_rejected"),
        (_downgrade, "grade.signed"),
        (_false_alarm, "event.dismissed"),
        (_rejected_blowup, "blowup.rejected"),
        (_withdrawn_paper, "paper.withdrawn"),
        (_end, "event.terminated"),
        (_end_before_its_conditions, "event.terminated"),
    ],
)
@pytest.mark.parametrize("reason", ["", "  ", "实地核查后认定"])
def test_a_deviation_has_its_reason(
    evening: Evening, deviate: Callable[[Evening, str], str], kind: str, reason: str
) -> None:
    """Whatever departs from the ordinary way is refused without a reason, and the reason stays in the ledger."""
    if not reason.strip():
        with pytest.raises(Refused, match=r"理由|为什么"):
            deviate(evening, reason)
        return
    event = deviate(evening, reason)
    payload = evening.facts(event, kind)[-1].payload
    assert reason in {payload["reason"], *(row["note"] for row in payload.get("conditions", ()))}
