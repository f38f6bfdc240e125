"""The worker: no mail server, fault or simulated clock keeps it from its clocks; uploads are forgotten in time."""

import os
import time
import warnings
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.test import Client

from fengsui.cli import serving
from fengsui.clock.models import Clock
from fengsui.clock.transitions import RUNNING
from fengsui.conduct import runner, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.ledger.models import Lease
from fengsui.ledger.sealer import last_beat, seal, unsealed_count
from fengsui.notify.channels import CHANNELS
from fengsui.notify.models import Delivery
from fengsui.registry import uploads
from tests.conduct.lines import note, open_event
from tests.conftest import MORNING


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


def until(reached: Any, seconds: float = 20) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "did not come"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_silent_mail_server_stops_no_clock(officers: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    """While a message hangs on a server that never answers, clocks fire and facts are sealed; later it all goes out."""
    duty = officers["zhiban"]
    event = open_event(duty, "event", suspected=True, crowd=6000).fact.stream
    hanging, answered = Event(), Event()

    def never_answers(*_: object) -> None:
        hanging.set()
        assert answered.wait(30)

    monkeypatch.setitem(CHANNELS, "email", never_answers)
    world.advance_time(MORNING + timedelta(hours=2))
    serving.fire()
    assert Delivery.objects.filter(state="waiting").exists()
    sender = serving.Sender()
    sender.start()
    try:
        assert hanging.wait(20)
        world.advance_time(MORNING + timedelta(hours=30))
        note(duty, event, "mail-hangs")
        serving.fire()
        serving.seal("worker")
        assert not Clock.objects.filter(status=RUNNING, next_stage_at__lte=timekeeping.now()).exists()
        assert unsealed_count() == 0
        answered.set()
        until(lambda: not Delivery.objects.filter(state="waiting", attempts=0).exists())
    finally:
        answered.set()
        sender.stop()
    assert not sender._thread.is_alive()


class Rounds:
    """Stands for the signal: asked to stop after so many rounds."""

    def __init__(self, rounds: int) -> None:
        self._left = rounds

    @property
    def asked(self) -> bool:
        """Whether this was the last."""
        self._left -= 1
        return self._left < 0


def test_the_worker_outlives_any_fault(
    province: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Clocks that can't be fired, whatever the fault, stop neither sealing nor worker; it is heard when well."""
    assert province.exists()
    monkeypatch.setattr(serving, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(serving, "close_old_connections", lambda: None)
    monkeypatch.setattr(serving.Sender, "start", lambda _self: None)
    monkeypatch.setattr(serving.Sender, "stop", lambda _self: None)
    monkeypatch.setattr(serving, "_Stopping", lambda: Rounds(3))
    sealed: list[str] = []

    def seals(holder: str) -> int:
        sealed.append(holder)
        return 0

    monkeypatch.setattr(serving, "seal", seals)
    with monkeypatch.context() as broken:
        broken.setattr(runner, "tick", lambda _now: [].pop())
        assert serving.work(once=False) == 0
    assert len(sealed) == 3
    assert last_beat("worker") is None
    assert "IndexError" in caplog.text
    monkeypatch.setattr(serving, "_Stopping", lambda: Rounds(1))
    assert serving.work(once=False) == 0
    assert last_beat("worker") is not None


def test_the_sender_outlives_any_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round of sending that fails is followed by the next one."""
    rounds: list[int] = []

    def fails_first(_stopped: object) -> int:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise RuntimeError
        return 0

    monkeypatch.setattr(serving, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(serving, "send", fails_first)
    monkeypatch.setattr(serving, "close_old_connections", lambda: None)
    sender = serving.Sender()
    sender.start()
    until(lambda: len(rounds) >= 3)
    sender.stop()
    assert not sender._thread.is_alive()


def test_leases_run_out_on_a_clock_that_stands(officers: dict[str, Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a simulated clock that stands still, another sealer takes over 10 seconds after the first one died."""
    duty = officers["zhiban"]
    serving.seal("died")
    event = open_event(duty, "event", suspected=True, crowd=6000).fact.stream
    serving.seal("next")
    assert unsealed_count() > 0
    later = timekeeping.system_now() + timedelta(seconds=11)
    monkeypatch.setattr(timekeeping, "system_now", lambda: later)
    assert serving.seal("next") > 0
    assert unsealed_count() == 0
    note(duty, event, "future-lease")
    Lease.objects.filter(name="sealer").update(holder="simulated", until=later + timedelta(days=400))
    assert seal(holder="next", now=timekeeping.now(), keys=world.keys(), leased_at=later) > 0


def test_mail_is_tried_again_on_a_clock_that_stands(
    officers: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mail written on a simulated clock, years from now or ago, is due at once, and again by the machine's time."""
    open_event(officers["zhiban"], "event", suspected=True, crowd=6000)
    world.advance_time(MORNING + timedelta(hours=2))
    serving.fire()
    tried: list[object] = []

    def is_down(envelope: Any, *_: object) -> None:
        tried.append(envelope.number)
        raise OSError

    monkeypatch.setitem(CHANNELS, "email", is_down)
    assert serving.send() > 0
    first = len(tried)
    assert first > 0
    assert serving.send() == 0
    later = timekeeping.system_now() + timedelta(seconds=31)
    monkeypatch.setattr(timekeeping, "system_now", lambda: later)
    serving.send()
    assert len(tried) == 2 * first
