"""``act()``: whole or absent, once for each idempotency key, never on an outdated page."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from fengsui.clock.models import Clock
from fengsui.conduct import runner, streams, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused, SeenOutdated
from fengsui.conduct.rebuild import compare_with_database, write_projections
from fengsui.ledger.reading import read_all, read_stream, stream_number
from fengsui.ledger.sealer import unsealed_count
from fengsui.notify.models import Delivery, Message
from fengsui.response import grading, opening
from fengsui.response.state import EventState
from tests.conduct.lines import note, open_event
from tests.conftest import MORNING
from tests.plan_2019_75.evening import Evening
from tests.staffing import institution_ids, institution_in_event


def test_the_same_act_twice_is_one_fact(officers: dict[str, Actor]) -> None:
    """A page sent twice gets the first answer; the remembered state is not spoilt by it."""
    duty = officers["zhiban"]
    first = open_event(duty, "k", crowd=6000)
    note(duty, first.fact.stream, "n1")
    again = open_event(duty, "k", crowd=6000)
    assert again.repeated
    assert again.fact == first.fact
    assert note(duty, first.fact.stream, "n2").state.figure_history == first.state.figure_history
    assert streams.state_of(first.fact.stream) == streams.fold_facts(first.fact.stream, read_stream(first.fact.stream))


def test_a_key_of_another_officer_is_refused(officers: dict[str, Actor]) -> None:
    """Nobody gets another's answer by guessing a key."""
    event = open_event(officers["zhiban"], "k").fact.stream
    with pytest.raises(Refused, match="已被他人使用"):
        note(officers["dingfang"], event, "k")


def test_a_key_of_another_act_is_refused(officers: dict[str, Actor]) -> None:
    """A key used for one thing never answers for another: neither in another stream nor in the same."""
    duty = officers["zhiban"]
    event, other = (open_event(duty, key, institution=rank).fact.stream for rank, key in enumerate("ab"))
    written = note(duty, event, "k").fact
    for stream, key in ((other, "k"), (event, "a")):
        with pytest.raises(Refused, match="已用于另一件事"):
            note(duty, stream, key)
    assert note(duty, event, "k").fact == written
    assert [fact.kind for fact in read_stream(other)].count("note.added") == 0


def test_states_of_several_streams_are_those_of_each(
    officers: dict[str, Actor], django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    """Two queries for all that is not remembered, one for what is; new facts are added to what is remembered."""
    duty = officers["zhiban"]
    events = [open_event(duty, f"k{rank}", institution=rank).fact.stream for rank in range(3)]
    streams.forget_all()
    with django_assert_num_queries(2):
        found = streams.states_of([*events, "event/2026-999"])
    with django_assert_num_queries(1):
        assert streams.states_of(events) == {event: found[event] for event in events}
    note(duty, events[1], "n")
    for _ in range(2):
        for event, state in streams.states_of(events).items():
            assert state == streams.fold_facts(event, read_stream(event))
        streams.forget_all()
        streams.state_of(events[0])
    assert found["event/2026-999"] == streams.fold_facts("event/2026-999", [])


def test_an_outdated_page_says_what_changed(officers: dict[str, Actor]) -> None:
    """Who decided on an older page is told what came in between, and nothing is written."""
    duty = officers["zhiban"]
    opened = open_event(duty, "k")
    event, seen = opened.fact.stream, stream_number(opened.fact.stream)
    note(duty, event, "n")
    with pytest.raises(SeenOutdated, match="日志") as caught:
        grading.sign_grade(
            actor=duty,
            event=event,
            grade="major",
            reason="会商",
            seen=seen,
            idempotency_key="g",
        )
    assert [fact.kind for fact in caught.value.changes] == ["note.added"]
    assert stream_number(event) == seen + 1


def test_what_the_house_writes_for_itself_stops_nobody(officers: dict[str, Actor]) -> None:
    """The worker reads the jurisdiction anew and a clock warns while an officer reads the page: the signature holds."""
    evening = Evening(officers)
    event = evening.cluster()
    evening.confirm(event)
    seen = stream_number(event)
    assert opening.assess_situations(timekeeping.now()) > 0
    world.advance_time(timekeeping.now() + timedelta(minutes=70))
    runner.tick(timekeeping.now())
    came = [fact.kind for fact in read_stream(event, after=seen)]
    assert set(came) == {"situation.assessed", "clock.warned"}
    signed = grading.sign_grade(
        actor=evening.people["zhiban"],
        event=event,
        grade="extraordinary",
        reason="",
        seen=seen,
        idempotency_key="behind",
    )
    assert signed.fact.number == seen + len(came) + 1


def test_a_page_from_the_future_is_refused(officers: dict[str, Actor]) -> None:
    """A number beyond the stream's is no page of ours."""
    duty = officers["zhiban"]
    event = open_event(duty, "k").fact.stream
    with pytest.raises(SeenOutdated):
        grading.reject_proposal(
            actor=duty, event=event, reason="r", seen=stream_number(event) + 5, idempotency_key="future"
        )


def test_a_refused_act_leaves_nothing(officers: dict[str, Actor]) -> None:
    """No fact, no number of the book, no sealed text."""
    duty = officers["zhiban"]
    before = (len(list(read_all())), unsealed_count(), Message.objects.count())
    with pytest.raises(Refused):
        open_event(duty, "k", ago=-1)
    assert (len(list(read_all())), unsealed_count(), Message.objects.count()) == before
    assert open_event(duty, "k").fact.stream == "event/2026-001"


def test_every_message_has_its_delivery(officers: dict[str, Actor]) -> None:
    """News is queued in the act's own transaction."""
    open_event(officers["zhiban"], "k", crowd=6000)
    assert set(Delivery.objects.values_list("message_id", flat=True)) == set(
        Message.objects.values_list("id", flat=True)
    )
    assert Message.objects.exists()


@pytest.mark.clause("5.2.1.1.a", "5.2.1.1.d")
@pytest.mark.parametrize("late", [30, 65, 125, 245])
def test_signing_keeps_what_fired_on_the_same_line(officers: dict[str, Actor], late: int) -> None:
    """A provisional clock that warned or lapsed before the grade was signed does so once, and nothing is stuck."""
    duty = officers["zhiban"]
    opened = open_event(duty, "k", crowd=6000)
    event = opened.fact.stream
    world.advance_time(MORNING + timedelta(minutes=late))
    runner.tick(timekeeping.now())
    grading.sign_grade(
        actor=duty,
        event=event,
        grade="extraordinary",
        reason="",
        seen=None,
        idempotency_key="g",
    )
    for minutes in range(late, 300, 5):
        world.advance_time(MORNING + timedelta(minutes=minutes))
        runner.tick(timekeeping.now())
        assert not Clock.objects.filter(status="running", next_stage_at__lte=timekeeping.now()).exists()
    fired = [
        (fact.payload["clock"], fact.payload["stage"])
        for fact in read_stream(event)
        if fact.kind in {"clock.warned", "clock.lapsed"} and "first_notice" in _definition(fact.payload["clock"])
    ]
    assert len(fired) == len(set(fired))
    assert sum(stage == "lapsed" for _, stage in fired) == 3
    assert compare_with_database(read_all()) == []


def _definition(clock: str) -> str:
    return Clock.objects.get(pk=clock).definition


@pytest.mark.clause("1.6.d")
def test_a_rejected_suspicion_no_longer_counts(officers: dict[str, Actor]) -> None:
    """Two suspected blow-ups propose 特别重大; when one is rejected, what the largest alone is worth stays: 重大."""
    duty = officers["zhiban"]
    opened = open_event(duty, "k", suspected=True)
    second = opening.suspect_blowup(
        actor=duty,
        event=opened.fact.stream,
        institution=institution_in_event(duty, institution_ids(duty)[1]),
        entry=opening.SuspicionEntry(institution_ids(duty)[1], "B2", "公告", MORNING, MORNING),
        regions=opened.state.regions,
        seen=None,
        idempotency_key="s",
    )
    state: EventState = second.state
    assert state.proposal["grade"] == "extraordinary"
    rejected = opening.reject_blowup(
        actor=duty,
        event=opened.fact.stream,
        matter=second.fact.reference,
        reason="核实未停付",
        idempotency_key="r",
    )
    assert rejected.state.proposal["grade"] == "major"


def test_projections_drawn_anew_are_the_same(officers: dict[str, Actor]) -> None:
    """Rows damaged behind the ledger's back are found, and come back from facts alone."""
    event = open_event(officers["zhiban"], "k", crowd=6000).fact.stream
    Clock.objects.filter(stream=event).update(due_at=MORNING)
    assert len(compare_with_database(read_all())) == Clock.objects.filter(stream=event).count()
    write_projections(read_all())
    assert compare_with_database(read_all()) == []
