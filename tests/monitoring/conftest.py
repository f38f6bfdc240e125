"""One staffed province for each module; what a test does in it is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest

from fengsui.conduct import streams
from fengsui.conduct.access import Actor
from tests.plan_2019_75.evening import staffed_province


@pytest.fixture(scope="module")
def staff_by_login(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Actor]]:
    """The officers of the invented province by login; the world is rolled back when the module ends."""
    with django_db_blocker.unblock(), staffed_province(tmp_path_factory.mktemp("home")) as officers:
        yield officers


@pytest.fixture
def people(staff_by_login: dict[str, Actor], db: None) -> Iterator[dict[str, Actor]]:
    """Its officers by login, before anything came in. ``db`` takes back what the test does."""
    yield staff_by_login
    streams.forget_all()
