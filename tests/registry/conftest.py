"""Fixtures of the register's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.registry.copies import empty_copy


@pytest.fixture
def copy(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty copy of the invented province 990000."""
    with empty_copy(tmp_path, monkeypatch):
        yield


@pytest.fixture
def centre(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty copy of the centre."""
    with empty_copy(tmp_path, monkeypatch, "100000"):
        yield
