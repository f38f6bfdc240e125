"""Hundreds of kills, as many as fit into the time; each dozen ends with the whole comparison."""

import random
import time
from pathlib import Path

import pytest

from tests.survival.homes import Home, copy
from tests.survival.killing import Story

KILLS = 300
MOST_SECONDS = 900
"""For each database, whichever comes first."""
ROUND = 12
PLACES = (
    "before-append",
    "after-append",
    "after-project",
    "before-commit",
    "after-commit",
    "tick-before-write",
    "tick-before-commit",
    "paper-files-kept",
    "",
    "",
    "",
    "",
)


def test_hundreds_of_kills(template: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing acknowledged is lost, no stage is doubled or missed, no notice is lost; the figures are printed."""
    moments = random.Random(75)  # noqa: S311
    began = time.monotonic()
    kills = acts = facts = 0
    while kills < KILLS and time.monotonic() - began < MOST_SECONDS:
        home = copy(template, tmp_path / f"round-{kills}")
        with Story(home, workers=2) as story:
            for place in moments.sample(PLACES, ROUND):
                if place:
                    story.kill_at(place, after=moments.randrange(4 if place.endswith("append") else 2))
                else:
                    story.kill_after(moments.uniform(0, 2))
            kinds = story.restart()
        kills += story.kills
        acts += len(story.acknowledged)
        facts += sum(kinds.values())
        home.drop()
    database = "PostgreSQL" if template.database_url else "SQLite"
    with capsys.disabled():
        print(f"\n{database}: {kills} kills, {acts} acknowledged acts, {facts} facts, none lost")  # noqa: T201
    assert kills >= ROUND
