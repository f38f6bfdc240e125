"""Running process groups over a home and killing them with -9, at a named place or after a while."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from queue import Empty, Queue
from tempfile import TemporaryFile
from threading import Event, Thread
from types import TracebackType
from typing import IO, Self

from tests.survival.homes import REPOSITORY, Home

PATIENCE_SECONDS = 90
"""How long a group may take to its first act, or to the place where it is to be killed."""


class Story:
    """What happens to one home: group after group is killed; ``acknowledged`` are the acts the test heard of."""

    def __init__(self, home: Home, *, workers: int = 1) -> None:
        self.home = home
        self.workers = workers
        self.acknowledged: list[str] = []
        self.kills = 0
        self._news: Queue[dict[str, int]] = Queue()
        self._acted = Event()

    def __enter__(self) -> Self:
        self._complaints: IO[bytes] = TemporaryFile()
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.survival.nursery"],
            env=self.home.environment(),
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The listener ends when the last process that could still say something is gone."""
        self._ask_nursery_to_end()
        self._nursery.wait(PATIENCE_SECONDS)
        self._listener.join(PATIENCE_SECONDS)
        self._complaints.close()

    def kill_at(self, failpoint: str, *, after: int) -> None:
        """Run until a process has passed the place ``after`` times and comes there again: it takes its group along."""
        group = self._start(FENGSUI_FAILPOINT=failpoint, FENGSUI_FAILPOINT_AFTER=str(after))
        self._finish(group)

    def kill_after(self, seconds: float) -> None:
        """Kill the group this long after its first act."""
        self._acted.clear()
        group = self._start()
        acted = self._acted.wait(PATIENCE_SECONDS)
        with suppress(Empty):
            self._news.put(self._news.get(timeout=seconds))
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        self._finish(group)
        assert acted, f"no act was acknowledged: {self._what_was_said()}"

    def restart(self) -> dict[str, int]:
        """Restart the worker, assert that nothing is wrong, and return how many facts of each kind there are."""
        self._ask_nursery_to_end()
        self._listener.join(PATIENCE_SECONDS)
        done = subprocess.run(
            [sys.executable, "-m", "tests.survival.restart"],
            env=self.home.environment(),
            cwd=REPOSITORY,
            input="".join(self.acknowledged),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        assert report["findings"] == [], report["findings"]
        kinds: dict[str, int] = report["kinds"]
        return kinds

    def _start(self, **environment: str) -> int:
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps({"workers": self.workers, "environment": environment}) + "\n")
        self._nursery.stdin.flush()
        return self._news.get(timeout=PATIENCE_SECONDS)["group"]

    def _finish(self, group: int) -> None:
        try:
            ended = self._news.get(timeout=PATIENCE_SECONDS)["ended"]
        except Empty:
            os.killpg(group, signal.SIGKILL)
            msg = f"the group never came to the place where it was to be killed: {self._what_was_said()}"
            raise AssertionError(msg) from None
        if ended != -signal.SIGKILL:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        assert ended == -signal.SIGKILL, self._what_was_said()
        self.kills += 1

    def _listen(self) -> None:
        assert self._nursery.stdout is not None
        for line in self._nursery.stdout:
            if line.startswith('{"key"'):
                self.acknowledged.append(line)
                self._acted.set()
            else:
                self._news.put(json.loads(line))

    def _ask_nursery_to_end(self) -> None:
        assert self._nursery.stdin is not None
        with suppress(BrokenPipeError):
            self._nursery.stdin.close()

    def _what_was_said(self) -> str:
        self._complaints.seek(0)
        return self._complaints.read().decode()[-4000:]
