"""Fixtures of the register's tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fengsui.conduct import plans, streams
from fengsui.conduct.access import Actor
from tests.plan_2019_75.evening import staffed_province
from tests.registry.copies import empty_copy
from tests.registry.plan_desk import PlanDesk


@pytest.fixture
def copy(db: None, home: Path) -> Iterator[None]:
    """An empty copy of the invented province 990000."""
    with empty_copy():
        yield


@pytest.fixture(scope="module")
def staffed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, Actor]]]:
    """The home and the officers of the invented province, once for the module."""
    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), staffed_province(home) as officers:
        yield home, officers


@pytest.fixture
def desk(staffed: tuple[Path, dict[str, Actor]], db: None) -> Iterator[PlanDesk]:
    """The officers before any version was proposed; what a test does is taken back."""
    streams.forget_all()
    yield PlanDesk(staffed[1])
    streams.forget_all()
    plans.plan_of_version.cache_clear()
