"""Fixtures of the register's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.registry.copies import empty_copy


@pytest.fixture
def copy(db: None, home: Path) -> Iterator[None]:
    """An empty copy of the invented province 990000."""
    with empty_copy():
        yield
