"""One staffed province for each module; each test begins at 09:12 of the same morning and leaves nothing behind."""

from collections.abc import Iterator
from typing import Any

import pytest

from fengsui.conduct import streams
from fengsui.conduct.access import Actor
from tests.plan_2019_75.evening import staffed_province
from tests.warning.room import Room


@pytest.fixture(scope="module")
def staff_by_login(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Actor]]:
    """The officers of the invented province by login; the world is rolled back when the module ends."""
    with django_db_blocker.unblock(), staffed_province(tmp_path_factory.mktemp("home")) as officers:
        yield officers


@pytest.fixture
def room(staff_by_login: dict[str, Actor], db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """The warning room before anything came in, with monitoring's answers in the test's hand."""
    yield Room(staff_by_login, monkeypatch)
    streams.forget_all()
