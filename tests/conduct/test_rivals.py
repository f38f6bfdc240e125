"""Several at once: runners, acts on one stream, one key in two hands, two blow-ups in one minute. On both databases."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from fengsui.clock.models import Clock
from fengsui.conduct import runner, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome, SeenOutdated
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.exporting import verify_ledger
from fengsui.ledger.reading import count_facts, read_all, snapshot, stream_number
from fengsui.ledger.sealer import seal, unsealed_count
from fengsui.response import grading
from fengsui.response.models import Event
from tests.conduct.lines import note, open_event
from tests.conftest import MORNING

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def duty(transactional_db: None, officers: dict[str, Actor]) -> Actor:
    """The duty chief of a staffed province, committed for all to see."""
    return officers["zhiban"]


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do all at once, each on a connection of its own; results or errors in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(30)
        try:
            return act()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(120) for future in [pool.submit(run, act) for act in acts]]


def nothing_is_wrong() -> None:
    """Chains, positions, rows."""
    now = timekeeping.now()
    while unsealed_count():
        assert seal(holder="one", now=now, keys=world.keys())
    assert verify_ledger(public_key=world.keys().public_key).findings == []
    assert compare_with_database(read_all()) == []


def errors(results: Sequence[Any]) -> list[Exception]:
    """Those that are errors."""
    return [result for result in results if isinstance(result, Exception)]


def test_rival_runners_fire_each_stage_once(duty: Actor) -> None:
    """Four runners on the same clocks: every stage is one fact, and none is missed."""
    for index in range(6):
        open_event(duty, f"k{index}", institution=index, crowd=6000)
        _grade(duty, f"event/2026-{index + 1:03d}", f"g{index}")
    for minutes in (8, 16, 61, 125, 241, 1500):
        world.advance_time(MORNING + timedelta(minutes=minutes))
        now = timekeeping.now()
        results = together(*[partial(runner.tick, now, limit=5)] * 4)
        assert errors(results) == []
        while runner.tick(now):
            pass
        assert not Clock.objects.filter(status="running", next_stage_at__lte=now).exists()
    fired = Counter(
        (fact.payload["clock"], fact.payload["stage"])
        for fact in read_all()
        if fact.kind.startswith("clock.") and "stage" in fact.payload
    )
    assert set(fired.values()) == {1}
    assert sum(stage == "lapsed" for _, stage in fired) == Clock.objects.filter(due_at__lte=now).count()
    nothing_is_wrong()


def test_two_acts_on_one_page(duty: Actor) -> None:
    """Two officers decide on the same page: one act is done, the other is told that something came in between."""
    event = open_event(duty, "k", crowd=6000).fact.stream
    seen = stream_number(event)
    results = together(
        lambda: _grade(duty, event, "one", seen=seen, grade="extraordinary"),
        lambda: _grade(duty, event, "two", seen=seen, grade="major"),
    )
    assert sum(isinstance(result, Outcome) for result in results) == 1
    assert sum(isinstance(result, SeenOutdated) for result in results) == 1
    nothing_is_wrong()


def test_acts_on_one_stream_queue(duty: Actor) -> None:
    """Acts that do not depend on the page follow one another without a gap."""
    event = open_event(duty, "k").fact.stream
    before = stream_number(event)
    results = together(*[lambda index=index: note(duty, event, f"n{index}") for index in range(6)])
    assert errors(results) == []
    assert sorted(result.fact.number for result in results) == list(range(before + 1, before + 7))
    nothing_is_wrong()


def test_one_key_in_two_hands_is_one_fact(duty: Actor) -> None:
    """The same form sent twice at the same moment: both get the same fact; the number book has no gap."""
    results = together(*[lambda: open_event(duty, "same")] * 3)
    assert errors(results) == []
    assert len({result.fact.hash for result in results}) == 1
    assert sorted(result.repeated for result in results) == [False, True, True]
    assert open_event(duty, "next", institution=1).fact.stream == "event/2026-002"
    nothing_is_wrong()


@pytest.mark.clause("5.1.1.b")
def test_two_blowups_at_the_same_moment_never_miss_each_other(duty: Actor) -> None:
    """特别重大 needs both: whichever is entered second sees the first, and only one carries the provisional clocks."""
    results = together(
        *[lambda index=index: open_event(duty, f"b{index}", institution=index, suspected=True) for index in range(2)]
    )
    assert errors(results) == []
    assert sorted(Event.objects.values_list("proposed_grade", flat=True)) == ["extraordinary", "major"]
    assert Clock.objects.filter(definition="first_notice", provisional=True).count() == 3
    nothing_is_wrong()


def test_runners_acts_and_the_sealer_never_deadlock(duty: Actor) -> None:
    """Clocks fire, officers write, the ledger is sealed and read, all at once, for a while."""
    events = []
    for index in range(4):
        events.append(open_event(duty, f"k{index}", institution=index, crowd=6000).fact.stream)
        _grade(duty, events[-1], f"g{index}")
    world.advance_time(MORNING + timedelta(minutes=130))
    now = timekeeping.now()

    def write(hand: int) -> int:
        for turn in range(8):
            note(duty, events[(turn + hand) % 4], f"n{hand}-{turn}")
        return 8

    def look() -> list[Any]:
        found: list[Any] = []
        for _ in range(6):
            with snapshot():
                found += verify_ledger(public_key=world.keys().public_key).findings
                found += compare_with_database(read_all())
        return found

    results = together(
        lambda: write(0),
        lambda: write(1),
        lambda: [runner.tick(now, limit=3) for _ in range(10)],
        lambda: [runner.tick(now, limit=3) for _ in range(10)],
        lambda: [seal(holder="one", now=now, keys=world.keys()) for _ in range(10)],
        look,
    )
    assert errors(results) == []
    assert results[-1] == []
    while runner.tick(now):
        pass
    nothing_is_wrong()


def test_a_snapshot_does_not_keep_writers_waiting(duty: Actor) -> None:
    """While somebody exports, officers go on; the export does not see what they write."""
    event = open_event(duty, "k").fact.stream
    with snapshot():
        before = count_facts()
        results = together(lambda: note(duty, event, "n"))
        assert errors(results) == []
        assert count_facts() == before
    assert count_facts() == before + 1


def _grade(actor: Actor, event: str, key: str, *, seen: int | None = None, grade: str = "extraordinary") -> Outcome:
    return grading.sign_grade(
        actor=actor,
        event=event,
        grade=grade,
        reason="会商",
        seen=seen,
        idempotency_key=key,
    )
