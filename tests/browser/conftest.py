"""A real server over a home of its own, and a real browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.windows import Window, faults_of, open_window
from tests.survival.homes import REPOSITORY, Home

Opener = Callable[..., Window]
SECONDS_TO_START = 30


@pytest.fixture(scope="session")
def served_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The staffed province, before anything has happened in it."""
    home = Home(tmp_path_factory.mktemp("home") / "home", "")
    home.folder.mkdir()
    done = home.run("tests.browser.province")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="session")
def site(served_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``fengsui serve`` in a process group of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "serve.log"
    command = [sys.executable, "-m", "fengsui.cli", "serve", "--port", str(port), "--workers", "1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=served_home.environment(),
            cwd=REPOSITORY,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/sign-in", process, log)
        yield address
    finally:
        _end(process)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 (our own server)
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole process group: the server, its page processes, the worker."""
    for wanted in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, wanted)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. It is closed with the module: while it is open, this thread may not use Django's database."""
    path = os.environ.get("FENGSUI_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures of the pages are kept."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def window(browser: Browser, site: str, pictures: Path) -> Iterator[Opener]:
    """Opens windows. In the end no page of theirs may have had a fault."""
    print(f"pictures: {pictures}")  # noqa: T201 (shown when the test fails)
    opened: list[Window] = []

    def opener(name: str, **wishes: Any) -> Window:
        opened.append(open_window(browser, site, pictures, name, **wishes))
        return opened[-1]

    yield opener
    for one in opened:
        one.page.context.close()
    faults = faults_of(opened)
    assert not faults, "\n".join(faults)
