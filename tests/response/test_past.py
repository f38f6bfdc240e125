"""An event as it was known at a past moment."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.conduct import streams
from fengsui.conduct.house import house
from fengsui.ledger.reading import read_stream
from fengsui.response.past import event_as_known, known_at, state_as_known
from fengsui.response.state import EventState, fold_event
from tests.plan_2019_75.evening import Evening, minute, staffed_province
from tests.proofs.event_pages import DUTY, words
from tests.proofs.proving import Desk

MINUTES = (3, 9, 14, 22, 40, 41, 170)


@pytest.fixture(scope="module")
def lived(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Evening, str, dict[int, EventState]]]:
    """A grade-1 evening, with the state that its officers had before them at each minute."""
    with django_db_blocker.unblock(), staffed_province(tmp_path_factory.mktemp("home")) as officers:
        evening = Evening(officers)
        event = evening.cluster()
        then = {0: streams.state_of(event)}
        steps: tuple[Any, ...] = (
            lambda: evening.figures(event, lender_count=23_000),
            lambda: evening.grade(event),
            lambda: evening.figures(event, known=-30, lender_count=24_000),  # typed late: known since 08:42
            lambda: evening.activate(event),
            lambda: evening.confirm(event),
            lambda: evening.sent(event),
            lambda: None,  # a clock's line passes
        )
        for number, step in zip(MINUTES, steps, strict=True):
            evening.at(number)
            step()
            then[number] = streams.state_of(event)
        yield evening, event, then


@pytest.mark.usefixtures("db")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(seconds=st.integers(0, 200 * 60))
def test_as_of_a_moment_is_what_was_before_the_officers_then(
    lived: tuple[Evening, str, dict[int, EventState]], seconds: int
) -> None:
    """At any moment the page of then holds the state that was folded then, whatever was typed later about earlier."""
    _, event, then = lived
    last = max(number for number in then if number * 60 <= seconds)
    assert state_as_known(read_stream(event), minute(0) + timedelta(seconds=seconds)) == then[last]


@pytest.mark.usefixtures("db")
def test_at_each_facts_recording_the_state_is_that_of_the_facts_so_far(
    lived: tuple[Evening, str, dict[int, EventState]],
) -> None:
    """As of the recording of any fact: every fact of that moment counts, none recorded later does."""
    facts = read_stream(lived[1])
    for fact in facts:
        upto = [other for other in facts if other.recorded_at <= fact.recorded_at]
        state = EventState()
        for other in upto:
            state = fold_event(state, house.current(other))
        assert list(known_at(facts, fact.recorded_at)) == upto
        assert state_as_known(facts, fact.recorded_at) == state
    assert known_at(facts, minute(-1)) == ()


@pytest.mark.usefixtures("db")
def test_publicity_sees_no_police_fact_of_the_past(lived: tuple[Evening, str, dict[int, EventState]]) -> None:
    """What is kept from an officer today is kept of the past too."""
    evening, event, _ = lived
    whole = event_as_known(evening.people["zhiban"], event, minute(41))
    less = event_as_known(evening.people["xuanchuan"], event, minute(41))
    police = [task for task in whole.state.tasks.values() if task.payload["department"] == "police"]
    assert police
    assert not [task for task in less.state.tasks.values() if task.payload["department"] == "police"]
    assert len(less.facts) < len(whole.facts)


@pytest.mark.usefixtures("db")
def test_the_page_of_then_is_framed_as_past(lived: tuple[Evening, str, dict[int, EventState]]) -> None:
    """It says the moment, how much came later, what was known, and holds no form that acts; odd moments do no harm."""
    evening, event, _ = lived
    desk, address = Desk(evening.people, Path(), evening), f"/events/{event.partition('/')[2]}"
    page = desk.page(DUTY, f"{address}?as_of=2026-03-02T09:15")
    assert 'method="post"' not in page.partition("<main")[2].partition("</main>")[0]
    told = words(page)
    assert "这是过去" in told
    assert "23,000" in told
    assert "24,000" not in told
    assert "预案启动" not in told
    assert "24,000" in words(desk.page(DUTY, f"{address}?as_of=2026-03-02T09:26"))
    assert "那时还没有登记这个事件" in words(desk.page(DUTY, f"{address}?as_of=2026-03-01T10:30"))
    for odd in ("", "x", "2026-13-45T99:99", "0000-00-00", "9999-12-31T23:59", "2026-03-02", "1' or 1"):
        assert "这是过去" in words(desk.page(DUTY, f"{address}?as_of={odd}"))
    assert desk.server_errors == []
