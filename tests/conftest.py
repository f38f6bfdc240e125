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
    from fengsui.conduct import plans  # noqa: PLC0415 (the house is ready once tests are collected)

    plans.ASK_AGAIN_SECONDS = 24 * 3600.0


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """An empty home; what earlier tests left in memory is forgotten."""
    from tests.worlds import forget  # noqa: PLC0415

    settings.HOME = tmp_path
    forget()
    yield tmp_path
    forget()


@pytest.fixture
def province(db: None, home: Path) -> Path:
    """A test world of the invented province, its clock standing at 09:12."""
    from tests.worlds import founded  # noqa: PLC0415

    founded()
    return home


@pytest.fixture
def officers(db: None, home: Path) -> dict[str, Any]:
    """The same with its officers, an :class:`Actor` for each login, and its institutions."""
    from tests.worlds import founded_and_staffed  # noqa: PLC0415

    return founded_and_staffed()
