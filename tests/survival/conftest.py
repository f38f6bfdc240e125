"""A staffed home for every kill test, on each database there is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.survival.homes import DATABASES, Home, copy, prepare


@pytest.fixture(scope="session", params=DATABASES)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Prepared once for each database."""
    home = prepare(tmp_path_factory.mktemp("template") / "home", request.param)
    yield home
    home.drop()


@pytest.fixture
def living(template: Home, tmp_path: Path) -> Iterator[Home]:
    """A fresh copy."""
    home = copy(template, tmp_path / "living")
    yield home
    home.drop()
