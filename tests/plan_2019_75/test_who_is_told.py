"""Who is written to and whose desk it is on: those who serve the event's places, and nobody else (1.1.d, 1.5.d)."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from fengsui.conduct.access import Actor, OutsideJurisdiction, system_actor
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from fengsui.notify.models import Message, MessageAudience
from fengsui.registry.actions import appoint_officer, assign_duty
from fengsui.registry.models import Department
from fengsui.registry.queries import actor_for_officer
from fengsui.registry.recipients import recipients
from fengsui.response.models import Task
from fengsui.response.queries import news_for, own_tasks, task_of
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, minute

ELSEWHERE = "990400"
ADMINISTRATION = system_actor("test", "990000")


def appointed(login: str, *roles: str, region: str = ELSEWHERE, **more: Any) -> Actor:
    """An officer of a place that the event has nothing to do with."""
    outcome = appoint_officer(
        actor=ADMINISTRATION,
        name=login,
        roles=roles,
        region=region,
        login=login,
        email=f"{login}@example.cn",
        **more,
    )
    return actor_for_officer(outcome.fact.stream)


def reached(event: str) -> dict[str, set[str]]:
    """Subject → officers who get the event's messages of that subject by e-mail."""
    messages = list(Message.objects.filter(stream=event))
    found: dict[str, set[str]] = {}
    for message, to in zip(messages, recipients(messages, "email"), strict=True):
        found.setdefault(message.subject, set()).update(recipient.officer for recipient in to)
    return found


@clause("1.1.d")
def test_no_mail_to_another_place(evening: Evening) -> None:
    """Role holders of a place outside the event get none of its mail, those of its own places and the province do."""
    event = evening.activated()
    regions = evening.state(event).regions
    assert ELSEWHERE not in regions
    far = {appointed("yuan.er", "R7").officer, appointed("yuan.san", "R3").officer}
    near = appointed("jin.qi", "R7", region=regions[0]).officer
    evening.at(70)
    found = reached(event)
    assert far & set().union(*found.values()) == set()
    signed = found["等级已签字确认"]
    assert {near, evening.people["zhiban"].officer} <= signed


@clause("1.1.d")
def test_another_places_roster_narrows_nothing(evening: Evening) -> None:
    """Whoever is on duty elsewhere takes no message away from the event's own duty chiefs, nor gets it."""
    event = evening.graded()
    before = reached(event)
    far, also = appointed("yuan.san", "R3"), appointed("yuan.si", "R3")
    assign_duty(
        actor=ADMINISTRATION,
        region=ELSEWHERE,
        post="值班长",
        starts_at=minute(-60),
        ends_at=minute(600),
        officer_a=far.officer,
        officer_b=also.officer,
    )
    assert reached(event) == before
    assert evening.people["zhiban"].officer in before["等级已签字确认"]


@clause("1.1.d")
def test_a_task_belongs_to_the_department_here(evening: Evening) -> None:
    """The police of another city neither gets the task, nor finds it, nor opens it; it is not named for it either."""
    department = Department.objects.get(plan_id="police").code
    far = appointed("aa.yuan", "R8", department=department)
    event = evening.activated()
    task = Task.objects.get(event=event, department="police")
    assert far.department == "police"
    assert far.officer not in {task.owner, task.deputy}
    assert own_tasks(far) == []
    with pytest.raises(OutsideJurisdiction):
        task_of(far, task.pk)
    near = appointed("jin.ba", "R8", region=evening.state(event).regions[0], department=department)
    assert [row.pk for row in own_tasks(near)] == [task.pk]
    assert task_of(near, task.pk).pk == task.pk


@clause("4.1.b")
def test_unread_news_stay_on_the_desk(evening: Evening) -> None:
    """The head's unread messages stay, however many newer ones there are for others."""
    event = evening.graded()
    head = evening.people["zuzhang"]
    before = [message.pk for message in news_for(head)]
    assert before
    for index in range(400):
        row = {"stream": event, "created_at": minute(1) + timedelta(seconds=index)}
        Message.objects.create(id=f"{event}#x{index}", fact=event, audience_roles=["R8"], subject="他人", **row)
        MessageAudience.objects.create(id=f"{event}#x{index}|R8", message_id=f"{event}#x{index}", mark="R8", **row)
    assert [message.pk for message in news_for(head)] == before


@clause("1.6.b")
def test_audiences_are_what_the_facts_say(evening: Evening) -> None:
    """Drawn with the act, anew from the ledger, or by an upgrade for messages from before: the same rows each time."""
    evening.activated()
    evening.at(70)
    assert compare_with_database(read_all()) == []
    assert MessageAudience.objects.count() > 10
    MessageAudience.objects.all().delete()
    import_module("fengsui.notify.migrations.0002_audiences_and_system_time").draw_audiences(apps, None)
    assert compare_with_database(read_all()) == []
