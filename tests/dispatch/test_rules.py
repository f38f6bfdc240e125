"""The ladder's laws: never silent in grade 1, no rung left out, none taken twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.conduct.plans import built_in_plan
from fengsui.dispatch.ladder import terms_of
from fengsui.dispatch.rules import STEPS, Ladder, due_steps, is_quiet, is_silent, repeats_due

SINCE = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
LADDER = Ladder(repeat=5, deputy=10, superior=15, head=20, afterwards=30, quiet_hours=8)
minutes = st.integers(1, 60)
ladders = st.builds(
    Ladder,
    repeat=minutes,
    deputy=minutes,
    superior=minutes,
    head=minutes,
    afterwards=minutes,
    quiet_hours=st.integers(0, 9),
)
moments = st.integers(0, 60 * 24 * 14).map(lambda number: SINCE + timedelta(minutes=number))


def test_each_rung_at_its_minute() -> None:
    """Nothing before ten minutes; then the deputy, the superior, the head, each once."""
    at = [due_steps(LADDER, SINCE, SINCE + timedelta(minutes=number), "", silent=False) for number in (9, 10, 15, 20)]
    assert at == [(), ("deputy",), ("deputy", "superior"), STEPS]
    assert due_steps(LADDER, SINCE, SINCE + timedelta(minutes=20), "superior", silent=False) == ("head",)


@given(ladders, moments, st.sampled_from(("", *STEPS)))
def test_rungs_come_in_order_and_none_is_left_out(ladder: Ladder, now: datetime, taken: str) -> None:
    """What is due continues where the last rung left off, without a gap; after the head there is none."""
    due = due_steps(ladder, SINCE, now, taken, silent=False)
    begun = STEPS.index(taken) + 1 if taken else 0
    assert due == STEPS[begun : begun + len(due)]


@given(ladders, moments)
def test_grade_one_is_never_silent(ladder: Ladder, now: datetime) -> None:
    """At whatever hour, what is not known to be lower goes up when its minutes are over, and is repeated on and on."""
    assert not is_silent(now, ladder.quiet_hours, known_lower=False)
    if now - SINCE >= timedelta(minutes=max(ladder.deputy, ladder.superior, ladder.head)):
        assert due_steps(ladder, SINCE, now, "", silent=False) == STEPS
    later = now + timedelta(minutes=ladder.afterwards + ladder.repeat + ladder.head)
    assert repeats_due(ladder, SINCE, later, gravest=True) > repeats_due(ladder, SINCE, now, gravest=True)


@given(ladders, moments, moments)
def test_repeats_never_go_back_and_end_below_grade_one(ladder: Ladder, one: datetime, other: datetime) -> None:
    """Later means at least as many; below the gravest grade they end when everybody was told."""
    first, second = min(one, other), max(one, other)
    for gravest in (True, False):
        counts = [repeats_due(ladder, SINCE, at, gravest=gravest) for at in (first, second)]
        assert counts[0] <= counts[1]
    assert repeats_due(ladder, SINCE, second, gravest=False) <= ladder.head // ladder.repeat


def test_quiet_hours_end_at_seven_in_beijing() -> None:
    """Eight hours before seven: quiet from 23:00 on, at 6:59 too, not at 7:00 and not at 22:59."""
    beijing = {"23:00": (2, 15, 0), "06:59": (2, 22, 59), "07:00": (2, 23, 0), "22:59": (2, 14, 59)}
    quiet = {
        name: is_quiet(datetime(2026, 3, day, hour, minute, tzinfo=UTC), 8)
        for name, (day, hour, minute) in beijing.items()
    }
    assert quiet == {"23:00": True, "06:59": True, "07:00": False, "22:59": False}
    assert not is_quiet(datetime(2026, 3, 2, 20, tzinfo=UTC), 0)


@pytest.mark.parametrize(
    ("change", "expected"),
    [({}, 5), ({"repeat": (0, "minutes")}, 1), ({"repeat": (1, "hours")}, 60), ({"repeat": (1, "months")}, None)],
)
def test_any_plan_gives_a_ladder_or_none(change: dict[str, tuple[int, str]], expected: int | None) -> None:
    """Zero counts as a minute, hours are read as minutes; a plan that names half a ladder has none."""
    plan = built_in_plan()
    known = next(one for one in plan.parameters.values() if one.key == "escalation")
    quantities = {
        name: quantity.model_copy(update=dict(zip(("amount", "unit"), change[name], strict=True)))
        if name in change
        else quantity
        for name, quantity in known.quantities.items()
    }
    changed = known.model_copy(update={"quantities": quantities})
    terms = terms_of(replace(plan, parameters={**plan.parameters, known.id: changed}))
    assert (terms.repeat if terms else None) == expected
