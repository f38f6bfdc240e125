"""Tasks of an event change hands with everything else: the new owner signs for them, rows equal what facts give."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from fengsui.response.models import Task
from fengsui.tasking import evidence, handing_over, ordering
from fengsui.tasking.ordering import OrderEntry
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, staffed_province


@pytest.fixture
def evening(tmp_path: Path, db: None) -> Iterator[Evening]:
    """The staffed province at 09:12 of its first morning."""
    with staffed_province(tmp_path) as people:
        yield Evening(people)


@clause("1.1.h")
def test_the_new_owner_signs_for_the_task(evening: Evening) -> None:
    """A task that went over is the new owner's: she may sign for it, and the old one is its owner no more."""
    event = evening.activated()
    people = evening.people
    old, new = people["fayuan"], people["gongan2"]
    task = Task.objects.get(event=event, owner=old.officer)
    with pytest.raises(Refused, match="联络人签收"):
        evening.acknowledge(task.pk, "gongan2")
    done = handing_over.hand_over(actor=people["zhiban"], old=old.officer, new=new.officer, cause="off_duty")
    assert (done.done, done.refused) == (1, ())
    told = evening.facts(event, "task.handed_over")[-1].payload
    assert (told["old_name"], told["new_name"], told["post"], told["cause"]) == (
        old.name,
        new.name,
        "owner",
        "off_duty",
    )
    evening.acknowledge(task.pk, "gongan2")
    assert Task.objects.get(pk=task.pk).owner == new.officer
    assert compare_with_database(read_all()) == []


@clause("1.1.h")
def test_the_other_of_the_pair_does_not_take_both_places(evening: Evening) -> None:
    """A stays another person than B: what the deputy owns already does not go to the deputy again."""
    evening.activated()
    people = evening.people
    done = handing_over.hand_over(
        actor=people["zhiban"], old=people["gongan"].officer, new=people["gongan2"].officer, cause="left"
    )
    assert done.done == 0
    assert "A、B角不能是同一个人" in done.refused[0]


def test_evidence_and_orders_may_belong_to_a_task(evening: Evening) -> None:
    """A task is urged by an order of its event and carries evidence; what is no task of the event is refused."""
    event = evening.activated()
    duty = evening.people["zhiban"]
    task = next(iter(evening.state(event).tasks))
    entry = OrderEntry(title="限时办结", region="990000", department="tax", origin="overdue", event=event, task=task)
    issued = ordering.issue_order(actor=duty, entry=entry).fact.payload
    assert (issued["task"], issued["grade"], issued["due_basis"]) == (task, "extraordinary", "PAR-40")
    assert evidence.subject_of(duty, task)[0] == event
    with pytest.raises(Refused, match="没有这项任务"):
        ordering.issue_order(
            actor=duty,
            entry=OrderEntry(title="限时", region="990000", department="tax", event=event, task=f"{event}#1"),
        )
