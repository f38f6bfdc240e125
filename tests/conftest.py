"""A home of its own for every test that wants one, and a world in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# The same cases in every run, and no limit of time for one: a busy machine is no fault of the program.
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis_settings.load_profile("repeatable")

MORNING = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
"""09:12 Beijing time on a Monday: where simulated clocks of tests begin."""


@pytest.fixture(scope="session", autouse=True)
def adoptions_are_asked_for_when_told() -> None:
    """Not once a second: how many queries a page makes does not hang on how quick the machine is."""
    from fengsui.conduct import plans  # noqa: PLC0415

    plans.ASK_AGAIN_SECONDS = 24 * 3600.0


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """An empty home; what earlier tests left in memory is forgotten."""
    from fengsui.conduct import streams, world  # noqa: PLC0415
    from fengsui.ledger.keys import open_keys  # noqa: PLC0415

    settings.HOME = tmp_path
    for forget in (streams.forget_all, world.forget_world, open_keys.cache_clear):
        forget()
    yield tmp_path
    for forget in (streams.forget_all, world.forget_world, open_keys.cache_clear):
        forget()


@pytest.fixture
def province(db: None, home: Path) -> Path:
    """A test world of the invented province, its clock standing at 09:12."""
    from fengsui.conduct import world  # noqa: PLC0415

    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    return home
