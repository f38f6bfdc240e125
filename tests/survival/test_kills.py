"""Processes killed with -9 under four writers: an act is whole or absent, a stage fires once, no notice is lost."""

import random

import pytest

from tests.survival.homes import Home
from tests.survival.killing import Story

PLACES_OF_AN_ACT = ("before-append", "after-append", "after-project", "before-commit", "after-commit")


@pytest.mark.clause("1.1.b", "1.3.j")
def test_killed_inside_an_act(living: Home) -> None:
    """Wherever inside an act the group dies, what was acknowledged is there whole, and nothing is there by half."""
    with Story(living) as story:
        for turn, place in enumerate(PLACES_OF_AN_ACT):
            story.kill_at(place, after=3 + turn)
        kinds = story.restart()
        assert story.kills == len(PLACES_OF_AN_ACT)
        assert kinds["event.opened"] >= 4
        assert len(story.acknowledged) > 20


@pytest.mark.clause("5.2.1.1.a", "5.2.1.1.d")
def test_killed_while_clocks_fire_and_papers_go_out(living: Home) -> None:
    """Two rival runners, killed before and after they wrote: each stage fires once, none is missed."""
    with Story(living, workers=2) as story:
        for place, after in (
            ("tick-before-write", 0),
            ("tick-before-commit", 0),
            ("paper-files-kept", 0),
            ("tick-before-commit", 1),
            ("tick-before-write", 1),
        ):
            story.kill_at(place, after=after)
        kinds = story.restart()
        assert story.kills == 5
        assert kinds["clock.lapsed"] >= 3
        assert kinds["clock.warned"] >= 9


@pytest.mark.parametrize("seed", [2])
def test_killed_at_any_moment(living: Home, seed: int) -> None:
    """Five kills at random moments under load: nothing acknowledged is lost, nothing is doubled."""
    moments = random.Random(seed)  # noqa: S311
    with Story(living, workers=1 + seed % 2) as story:
        for _ in range(5):
            story.kill_after(moments.uniform(0.0, 1.5))
        story.restart()
        assert story.kills == 5
