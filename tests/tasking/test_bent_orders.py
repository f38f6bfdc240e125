"""Orders, evidence and dealings against whoever bends them, asked of the acts themselves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied, Actor, system_actor
from fengsui.conduct.acting import Refused
from fengsui.ledger.reading import count_facts
from fengsui.registry.actions import appoint_officer
from fengsui.registry.queries import actor_for_officer
from fengsui.response.joining import leading, merging
from fengsui.tasking import dealings, evidence, handing_over, ordering, queries, working
from fengsui.tasking.ordering import OrderEntry
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening
from tests.tasking.commanded import PIECE

EAST = "990500"


def officer(login: str, region: str, *roles: str, department: str = "") -> Actor:
    """Appoint one."""
    outcome = appoint_officer(
        actor=system_actor("test", "990000"),
        name=f"示例{login}",
        roles=roles,
        login=login,
        region=region,
        department=department,
    )
    return actor_for_officer(outcome.fact.stream)


def entry(owner: str, region: str = "990000", **changes: Any) -> OrderEntry:
    """An order until the day after tomorrow."""
    due = timekeeping.now() + timedelta(days=2)
    return replace(OrderEntry(title="核对余额", region=region, owner=owner, due_at=due), **changes)


def issued(evening: Evening, owner: str, region: str = "990000", **changes: Any) -> str:
    """An order by the duty chief of the province."""
    given = entry(owner, region, **changes)
    return ordering.issue_order(actor=evening.people["zhiban"], entry=given, idempotency_key=evening.key()).fact.stream


@clause("1.1.d")
def test_an_order_names_nobody_of_another_place(evening: Evening) -> None:
    """Owner and deputy belong to the issuer's places and to the order's: nobody elsewhere learns of it."""
    east, city = officer("east", EAST, "R6"), officer("city", "990300", "R3")
    for actor, region in ((evening.people["zhiban"], "990300"), (city, "990300")):
        with pytest.raises(Refused, match="地区"):
            ordering.issue_order(actor=actor, entry=entry(east.officer, region), idempotency_key=evening.key())
    with_deputy = entry(city.officer, "990300", deputy=east.officer)
    with pytest.raises(Refused, match="地区"):
        ordering.issue_order(actor=city, entry=with_deputy, idempotency_key=evening.key())
    assert queries.own_orders(east) == []


@clause("1.1.g", "1.1.d")
def test_nobody_passes_down_beyond_his_own_place(evening: Evening) -> None:
    """The owner of a province's order who serves one city passes it down in that city, and into no other."""
    city, east = officer("city", "990300", "R8"), officer("east", EAST, "R6")
    order = issued(evening, city.officer)
    before = count_facts()
    with pytest.raises((AccessDenied, Refused)):
        ordering.pass_down(actor=city, parent=order, entry=entry(east.officer, EAST), idempotency_key=evening.key())
    with pytest.raises((AccessDenied, Refused)):
        ordering.pass_down(actor=city, parent=order, entry=entry(city.officer), idempotency_key=evening.key())
    assert count_facts() == before
    below = entry(officer("county", "990300", "R6").officer, "990300")
    below = replace(below, due_at=timekeeping.now() + timedelta(days=1))
    ordering.pass_down(actor=city, parent=order, entry=below, idempotency_key=evening.key())


@clause("3.2.7")
def test_nobody_finds_his_own_work_done(evening: Evening) -> None:
    """Who works an order does not close it as done, his own or one he was handed."""
    duty = evening.people["zhiban"]
    order = issued(evening, duty.officer)
    working.acknowledge_order(actor=duty, order=order)
    working.report_order(actor=duty, order=order, note="核对完毕", done=True)
    with pytest.raises(Refused, match="别人认定"):
        working.close_order(actor=duty, order=order, outcome="done", reason="我看办完了")
    working.close_order(actor=evening.people["zuzhang"], order=order, outcome="done")


@clause("1.1.d")
def test_work_goes_over_to_who_serves_the_place(evening: Evening) -> None:
    """The province hands a city's order over to an officer of that city or over it, never of another."""
    city, east = officer("city", "990300", "R6"), officer("east", EAST, "R6")
    order = issued(evening, city.officer, "990300")
    done = handing_over.hand_over(actor=evening.people["zhiban"], old=city.officer, new=east.officer, cause="off_duty")
    assert done.done == 0
    assert "地区" in done.refused[0]
    assert queries.own_orders(east) == []
    assert queries.order_of(city, order).owner == city.officer


@clause("1.1.d")
def test_tasks_of_an_event_go_to_nobody_elsewhere(evening: Evening) -> None:
    """A task goes over to an officer of a place of the event."""
    event = evening.activated()
    elsewhere = next(place for place in ("990500", "990400") if place not in evening.state(event).regions)
    new = officer("far", elsewhere, "R8")
    old = next(task.payload["owner"] for task in evening.state(event).tasks.values() if task.payload["owner"])
    done = handing_over.hand_over(actor=evening.people["zhiban"], old=old, new=new.officer, cause="off_duty")
    assert done.done == 0
    assert done.refused


@clause("1.1.d")
def test_a_supporting_place_takes_no_work_from_the_lead(evening: Evening) -> None:
    """A duty chief of a place that supports the event hands over what his own officers have, not what others have."""
    event = evening.activated()
    chief = officer("support", evening.state(event).regions[1], "R3", "R6")
    theirs = next(task.payload["owner"] for task in evening.state(event).tasks.values() if task.payload["owner"])
    with pytest.raises(Refused, match="辖区"):
        handing_over.hand_over(actor=chief, old=theirs, new=chief.officer, cause="off_duty")
    assert handing_over.work_in_hands(chief) == []


def test_an_ended_event_takes_no_further_order_or_letter(evening: Evening) -> None:
    """Once it has ended: no order passed down, no letter, no resource; what is on record stays."""
    people, event = evening.people, evening.activated()
    owner = people["zhiban2"].officer
    order = issued(evening, owner, event=event)
    evening.at(5)
    target = evening.open_blown_up(2, occurred=-30, known=2)
    evening.grade(target)
    evening.activate(target)
    _merge(evening, event, target)
    now = timekeeping.now()
    before = count_facts()
    with pytest.raises(Refused, match="结束"):
        ordering.pass_down(actor=people["zhiban"], parent=order, entry=entry(owner), idempotency_key=evening.key())
    with pytest.raises(Refused, match="结束"):
        dealings.record_letter(
            actor=people["zhiban"], event=event, department="tax", direction="sent", title="函", exchanged_at=now
        )
    with pytest.raises(Refused, match="结束"):
        dealings.record_resource(
            actor=people["zhiban"], event=event, item="人", amount=1, unit="人", provider="局", used_at=now
        )
    with pytest.raises(Refused, match="并入"):
        _collect(evening, event)
    assert count_facts() == before


def test_orders_and_evidence_go_on_with_a_merged_event(evening: Evening) -> None:
    """Where the event goes on, its file lists what was ordered and found before the merge."""
    event = evening.activated()
    order = issued(evening, evening.people["zhiban2"].officer, event=event)
    piece = _collect(evening, event)
    evening.at(5)
    target = evening.open_blown_up(2, occurred=-30, known=2)
    evening.grade(target)
    evening.activate(target)
    _merge(evening, event, target)
    duty = evening.people["zhiban"]
    assert [row.pk for row in queries.orders_of_event(duty, target)] == [order]
    assert [row.pk for row in queries.evidence_of(duty, event=target)] == [piece]


@clause("1.6.a")
@pytest.mark.parametrize("second", ["王栈", " 王栈 ", "王\u3000栈", "王\u200b栈", "\u200b"])
def test_two_people_are_two(evening: Evening, second: str) -> None:
    """One person written in two ways is one, and nobody is none."""
    event = evening.activated()
    with pytest.raises(Refused, match="两名以上"):
        _collect(evening, event, collectors=[("王栈", "专人"), (second, "专人")])


@clause("1.6.a", "1.1.d")
def test_evidence_belongs_to_its_event_s_places(evening: Evening) -> None:
    """Whoever supports the event reads its evidence, and whoever led it before the lead passed on."""
    event = evening.activated()
    piece = _collect(evening, event)
    state = evening.state(event)
    lead, other = state.regions[0], leading.places_to_lead(state)[0]
    there = officer("there", other, "R4", "R8")
    assert [row.pk for row in queries.evidence_of(there, event=event)] == [piece]
    leading.transfer_lead(
        actor=evening.people["zuzhang"],
        event=event,
        region=other,
        reason="主要资产在当地",
        seen=None,
        idempotency_key=evening.key(),
    )
    assert queries.evidence_page(there, piece)[0].pk == piece
    assert queries.evidence_page(officer("former", lead, "R4"), piece)[0].pk == piece
    elsewhere = next(place for place in ("990500", "990400", "990100") if place not in (lead, other))
    with pytest.raises(AccessDenied):
        queries.evidence_page(officer("elsewhere", elsewhere, "R4"), piece)


def _collect(evening: Evening, event: str, **changes: Any) -> str:
    piece = replace(PIECE, subject=event, original="档案柜", collected_at=timekeeping.now(), **changes)
    return evidence.collect_evidence(
        actor=evening.people["zhiban"], entry=piece, idempotency_key=evening.key()
    ).fact.stream


def _merge(evening: Evening, event: str, into: str) -> None:
    merging.merge_events(
        actor=evening.people["zhiban"],
        event=event,
        into=into,
        reason="同一实际控制人",
        seen=None,
        idempotency_key=evening.key(),
    )
