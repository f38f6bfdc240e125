"""``serve`` and ``work``: the web server with the worker beside it, or the worker alone."""

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from operator import eq
from pathlib import Path
from types import FrameType
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections, connections
from granian import Granian
from granian.constants import Interfaces

from fengsui.conduct import runner, timekeeping, world
from fengsui.dispatch.alerting import run_alerts
from fengsui.documents.letters.copies import make_copies
from fengsui.ledger import sealer
from fengsui.notify.channels import Outlet, outside_channels
from fengsui.notify.outbox import send_waiting
from fengsui.notify.webhook import PREFIX, Webhooks
from fengsui.registry import uploads
from fengsui.registry.recipients import recipients
from fengsui.response.carrying import carry_over, carry_proposals
from fengsui.response.joining.carrying import pass_receipts
from fengsui.response.opening import assess_situations
from fengsui.warning.assessing import assess_warnings
from fengsui.warning.readiness import start_daily_reports

log = logging.getLogger(__name__)
PAUSE_SECONDS = 0.5
SENDER_SECONDS = 5
BEAT_EVERY = timedelta(seconds=5)
READ_EVERY = timedelta(seconds=1)
"""A busy desk's worker goes round without a pause: clocks and sealing come first, reading anew once a second."""
TELL_EVERY = timedelta(seconds=5)
"""The ladder goes by minutes."""
TIDY_EVERY = timedelta(hours=1)
Result = TypeVar("Result")


def work_once(holder: str) -> int:
    """One round: fire what is due, seal what is new, send what waits. Returns how much was done."""
    return fire() + make_out() + seal(holder) + send()


def fire() -> int:
    """Fire what is due, read anew what changed, tell what nobody signed for; returns how much that was."""
    return tick() + read_anew() + tell()


def tick() -> int:
    """Fire the clocks that are due; returns how many."""
    return runner.tick(timekeeping.now())


def read_anew() -> int:
    """Read the institutions and the events about which something came in, and what follows; returns how many."""
    now = timekeeping.now()
    read = start_daily_reports(now) + assess_warnings(now) + assess_situations(now)
    return read + carry_over(now) + carry_proposals(now) + pass_receipts()


def tell() -> int:
    """Repeat urgent news that nobody signed for, and tell them up the ladder; returns how many facts that made."""
    return run_alerts(timekeeping.now())


def make_out() -> int:
    """Make a few of the papers that were ordered unit by unit; returns how many, so that a busy worker goes on."""
    return make_copies(timekeeping.system_now())


def seal(holder: str) -> int:
    """Seal what is new at the world's time; the lease runs by the machine's. Returns how many facts were sealed."""
    leased_at = timekeeping.system_now()
    return sealer.seal(holder=holder, now=timekeeping.now(), keys=world.keys(), leased_at=leased_at)


def send(stopped: Callable[[], bool] = lambda: False, mine: Callable[[str], bool] = lambda _: True) -> int:
    """Send a batch of what waits on the channels that are ``mine``, or as much of it as comes before ``stopped``.

    Returns how many were tried.
    """
    now = timekeeping.system_now()
    return send_waiting(now=now, resolve=recipients, outlet=_outlet(), stopped=stopped, mine=mine)


def _outlet() -> Outlet:
    """Only a live world reaches outside; every other captures (guard-rail: no channel out of an exercise)."""
    capture = None if world.this_world().kind == "live" else Path(settings.HOME) / "captured"
    desk = f"{settings.CSRF_TRUSTED_ORIGINS[0]}/alerts" if settings.CSRF_TRUSTED_ORIGINS else ""
    webhooks = Webhooks(settings.WEBHOOK_URLS, settings.WEBHOOK_HOSTS, Path(settings.HOME) / "keys", desk)
    return Outlet(email_url=settings.EMAIL_URL, capture=capture, webhooks=webhooks)


def work(*, once: bool) -> int:
    """Work until told to stop, whatever fails; ``once``: one round, and what fails in it is raised.

    Clocks and sealing wait neither for each other's failures nor for mail, which goes out beside them.
    """
    world.this_world()
    holder = f"{os.uname().nodename}:{os.getpid()}"
    if once:
        work_once(holder)
        _beat(holder, None)
        _tidy(None)
        return 0
    stopping, senders = _Stopping(), senders_of_channels()
    for sender in senders:
        sender.start()
    heard = tidied = read_at = told_at = None
    read: int | None = 0
    while not stopping.asked:
        if read_at is None or timekeeping.system_now() - read_at >= READ_EVERY:
            read, read_at = _surviving(read_anew), timekeeping.system_now()
        if told_at is None or timekeeping.system_now() - told_at >= TELL_EVERY:
            _surviving(tell)
            told_at = timekeeping.system_now()
        done = [_surviving(tick), _surviving(partial(seal, holder)), _surviving(make_out)]
        if None not in (*done, read):  # a worker that can't do its work is not heard, and the health page says so
            heard = _surviving(partial(_beat, holder, heard))
        tidied = _surviving(partial(_tidy, tidied)) or timekeeping.system_now()
        if not any(done):
            time.sleep(PAUSE_SECONDS)
    for sender in senders:
        sender.leave_off()
    for sender in senders:
        sender.stop()
    return 0


def _surviving(step: Callable[[], Result]) -> Result | None:
    """What a step of a round gives; None if it failed, whatever the fault. The next round goes on."""
    try:
        return step()
    except Exception:
        log.exception("a round failed; the next one goes on")
        close_old_connections()
        return None


def senders_of_channels() -> list["Sender"]:
    """A sender for each webhook, and one for everything else: a server that never ends an answer holds up its own."""
    webhooks = {name for name in outside_channels() if name.startswith(PREFIX)}
    return [Sender(lambda name: name not in webhooks), *(Sender(partial(eq, name)) for name in sorted(webhooks))]


class Sender:
    """Sends what waits in a thread with its own database connection: a silent mail server must not stop a clock."""

    def __init__(self, mine: Callable[[str], bool] | None = None) -> None:
        """``mine``: the channels that are this sender's; all of them where there is none."""
        self._mine = {"mine": mine} if mine is not None else {}
        self._stopping = threading.Event()
        # A daemon: a server that never answers does not hold the process either; what is not saved is sent again.
        self._thread = threading.Thread(target=self._work, name="sender", daemon=True)

    def start(self) -> None:
        """Start sending."""
        self._thread.start()

    def leave_off(self) -> None:
        """Begin no further message."""
        self._stopping.set()

    def stop(self) -> None:
        """Let the message that is being sent end, for a few seconds."""
        self.leave_off()
        self._thread.join(timeout=SENDER_SECONDS)

    def _work(self) -> None:
        try:
            while not self._stopping.is_set():
                if not _surviving(partial(send, self._stopping.is_set, **self._mine)):
                    self._stopping.wait(PAUSE_SECONDS)
        finally:
            connections.close_all()


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
        blocking_threads=1,  # measured: threads of one process share one core and cost a third more a request
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
