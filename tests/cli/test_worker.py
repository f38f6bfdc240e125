"""The worker's rounds beside the clocks: uploaded tables nobody imported are forgotten; a start says nothing."""

import os
import time
import warnings
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from fengsui.cli import serving
from fengsui.conduct import timekeeping
from fengsui.registry import uploads


@pytest.mark.clause("1.5.d")
def test_uploads_are_forgotten_by_the_worker(province: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day-old table goes within the hour even if nobody opens the import page again; a fresh one stays."""
    old = uploads.keep("contacts", "officer/a", b"old")
    long_ago = time.time() - uploads.KEPT_SECONDS - 60
    for path in (province / uploads.FOLDER).iterdir():
        os.utime(path, (long_ago, long_ago))
    fresh = uploads.keep("contacts", "officer/a", b"fresh")
    tidied = serving._tidy(None)
    assert uploads.find("contacts", "officer/a", old) is None
    assert uploads.find("contacts", "officer/a", fresh) == b"fresh"
    called: list[bool] = []
    monkeypatch.setattr(uploads, "drop_old", lambda: called.append(True))
    assert serving._tidy(tidied) == tidied
    assert called == []
    monkeypatch.setattr(timekeeping, "system_now", lambda: tidied + timedelta(hours=1))
    assert serving._tidy(tidied) == tidied + timedelta(hours=1)
    assert called == [True]


@pytest.mark.django_db
def test_a_start_warns_of_nothing() -> None:
    """The pages start without a warning, whatever the home holds: an operator reads warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Client().get("/health").status_code in {200, 503}
