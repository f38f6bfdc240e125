"""One staffed province for each module of proofs; what a proof does is taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fengsui.conduct import streams
from fengsui.conduct.access import Actor
from tests.plan_2019_75.evening import Evening, staffed_province
from tests.proofs.proving import Desk


@pytest.fixture(scope="module")
def staffed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, Actor]]]:
    """The home and its officers by login; the world is rolled back when the module ends."""
    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), staffed_province(home) as officers:
        yield home, officers


@pytest.fixture
def desk(staffed: tuple[Path, dict[str, Actor]], db: None) -> Iterator[Desk]:
    """The province at 09:12 of its first morning, through its pages and commands."""
    home, people = staffed
    at_work = Desk(people, home, Evening(people))
    yield at_work
    streams.forget_all()
    assert at_work.server_errors == []
