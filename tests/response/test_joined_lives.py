"""Whatever sequence of merges, splits and reopenings: no stated deadline gets longer, no clock goes without a word."""

from dataclasses import dataclass

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from fengsui.conduct.access import Actor
from fengsui.response.joining import rules
from tests.response.joined_lives import JoinedLife
from tests.response.test_life import quick_papers
from tests.staffing import institution_ids, institution_in_event

__all__ = ["quick_papers"]

SETTINGS = settings(
    max_examples=5 if connection.vendor == "postgresql" else 14,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    # A life is long: what it did is read from the failure, shrinking it takes many minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@pytest.mark.usefixtures("quick_papers")
@pytest.mark.clause("1.1.e", "5.2.1.0.b", "5.2.1.1.a")
def test_whatever_is_merged_split_and_reopened(officers: dict[str, Actor]) -> None:
    """Rows equal the rebuild, no event is both merged and open, no line gets later, no refused act leaves a trace."""
    largest = [institution_in_event(officers["zhiban"], i) for i in institution_ids(officers["zhiban"])[:12]]
    life = type("ThisLife", (JoinedLife,), {"people": officers, "institutions": largest})
    run_state_machine_as_test(life, settings=SETTINGS)


@dataclass(frozen=True)
class Ran:
    """A clock as the rules look at it."""

    fact: str
    definition: str
    subject: str
    due_at: str
    running: bool
    settled: bool


def clocks(event: str) -> st.SearchStrategy[list[Ran]]:
    """Clocks of an event: running ones of a kind at most once, settled ones any number."""
    one = st.tuples(
        st.sampled_from(("first_notice", "written_report", "task_acknowledgement")),
        st.sampled_from(("office-1", "office-2", f"{event}#4")),
        st.sampled_from([f"2026-03-0{day}" for day in range(1, 8)]),
        st.sampled_from(("running", "settled", "ended")),
    )

    def made(rows: list[tuple[str, str, str, str]]) -> list[Ran]:
        return [
            Ran(f"{event}#{n}", name, subject, due, state == "running", state == "settled")
            for n, (name, subject, due, state) in enumerate(rows, 10)
        ]

    return st.lists(one, max_size=8, unique_by=lambda row: (row[0], row[1], row[3])).map(made)


@given(clocks("event/a"), clocks("event/b"), st.sets(st.sampled_from(("office-1", "office-2"))))
def test_every_clock_has_one_fate(going: list[Ran], staying: list[Ran], there: set[str]) -> None:
    """Each running clock for an office has exactly one fate; of two lines the nearer one is left; none gets later."""
    served = frozenset(("first_notice", subject) for subject in there)
    found = rules.fates(going, staying, served=served)
    fates = {fate.clock: fate for fate in found}
    assert len(fates) == len(found)
    running = {(row.definition, row.subject): row for row in staying if row.running}
    for clock in going:
        key = (clock.definition, clock.subject)
        if "#" in clock.subject:
            assert clock.fact not in fates
        elif clock.running:
            other, fate = running.get(key), fates[clock.fact]
            settles = any(f.step == "serves" and other is not None and f.other == other.fact for f in found)
            if key in served:
                assert fate.step == "served"
            elif other is None:
                assert fate.step == "goes_on"
            elif not settles:
                left = clock.due_at if fate.step == "nearer" else other.due_at
                assert left == min(clock.due_at, other.due_at)
