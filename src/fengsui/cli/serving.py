"""``serve`` and ``work``: the web server with the worker beside it, or the worker alone."""

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from granian import Granian
from granian.constants import Interfaces

from fengsui.conduct import runner, timekeeping, world
from fengsui.ledger import sealer
from fengsui.notify.channels import Outlet
from fengsui.notify.outbox import send_waiting
from fengsui.registry import uploads
from fengsui.registry.recipients import recipients

log = logging.getLogger(__name__)
PAUSE_SECONDS = 0.5
BEAT_EVERY = timedelta(seconds=5)
TIDY_EVERY = timedelta(hours=1)


def work_once(holder: str) -> int:
    """One round: fire what is due, seal what is new, send what waits. Returns how much was done."""
    now = timekeeping.now()
    done = runner.tick(now)
    done += sealer.seal(holder=holder, now=now, keys=world.keys())
    done += send_waiting(now=now, resolve=recipients, outlet=_outlet())
    return done


def _outlet() -> Outlet:
    """Only a live world reaches outside; every other captures (guard-rail: no channel out of an exercise)."""
    capture = None if world.this_world().kind == "live" else Path(settings.HOME) / "captured"
    return Outlet(email_url=settings.EMAIL_URL, capture=capture)


def work(*, once: bool) -> int:
    """Work until told to stop."""
    world.this_world()
    holder = f"{os.uname().nodename}:{os.getpid()}"
    stopping = _Stopping()
    heard = tidied = None
    while True:
        try:
            done = work_once(holder)
            heard = _beat(holder, heard)
            tidied = _tidy(tidied)
        except DatabaseError:
            log.exception("a round failed; the next one goes on")
            done = 0
            close_old_connections()
        if once or stopping.asked:
            return 0
        if done == 0:
            time.sleep(PAUSE_SECONDS)


def _beat(holder: str, heard: datetime | None) -> datetime:
    """Let the health page hear the worker every few seconds; returns when it was last heard."""
    now = timekeeping.system_now()
    if heard is not None and now - heard < BEAT_EVERY:
        return heard
    sealer.beat("worker", holder, now)
    return now


def _tidy(tidied: datetime | None) -> datetime:
    """Forget once an hour the uploaded tables nobody imported: they may hold phones. Returns when it last did."""
    now = timekeeping.system_now()
    if tidied is not None and now - tidied < TIDY_EVERY:
        return tidied
    uploads.drop_old()
    return now


class _Stopping:
    """Remembers that the process was asked to stop, so that a round ends before it does."""

    def __init__(self) -> None:
        self.asked = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def serve(options: argparse.Namespace, sign_ins: str) -> int:
    """Serve pages with the worker beside them until Ctrl-C."""
    found = world.this_world()
    print(f"\n烽燧 · {found.jurisdiction_name} · http://{options.host}:{options.port}", flush=True)
    if sign_ins and found.kind == "demonstration":
        print(sign_ins, flush=True)
    worker = Worker()
    server = Granian(
        "fengsui.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=4,
        log_enabled=False,
        respawn_failed_workers=True,
    )
    worker.start()
    try:
        server.serve()
    finally:
        worker.stop()
    return 0


class Worker:
    """The worker process beside the web server: started again whenever it dies, because clocks must not stand still."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher = threading.Thread(target=self._watch, name="worker-watcher", daemon=True)

    def start(self) -> None:
        """Start working."""
        self._watcher.start()

    def stop(self) -> None:
        """Let the round end, then stop."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen([sys.executable, "-m", "fengsui.cli", "work"])
            code = self._process.wait()
            if not self._stopping.is_set():
                log.error("the worker ended with %s; starting it again", code)
                self._stopping.wait(1)
