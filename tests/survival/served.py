"""The real server as a process group, and a browser's part of HTTP."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from tempfile import TemporaryFile
from typing import IO, Self
from urllib.parse import urlencode

from tests.survival.homes import REPOSITORY, Home

PATIENCE_SECONDS = 90
Form = Mapping[str, str | Sequence[str]]


class Lost(Exception):
    """The server is not there, or went away before it answered."""


class Served:
    """``fengsui serve`` with its worker, in a process group of its own."""

    def __init__(self, home: Home, **environment: str) -> None:
        self.home = home
        self.environment = environment
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def __enter__(self) -> Self:
        self._complaints: IO[bytes] = TemporaryFile()
        self._server = subprocess.Popen(
            [sys.executable, "-m", "fengsui.cli", "serve", "--port", str(self.port), "--workers", "2"],
            env=self.home.environment(**self.environment),
            cwd=REPOSITORY,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            start_new_session=True,
        )
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            with suppress(Lost):
                Browser(self.port).get("/sign-in")
                return self
            time.sleep(0.1)
        self.kill()
        self._complaints.seek(0)
        raise AssertionError(self._complaints.read().decode())

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._complaints.close()

    def kill(self) -> None:
        """-9 to the whole group: web processes, worker, and who started them."""
        with suppress(ProcessLookupError):
            os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait(PATIENCE_SECONDS)

    def wait_until_killed(self) -> None:
        """The failpoint takes the group along."""
        assert self._server.wait(PATIENCE_SECONDS) == -signal.SIGKILL


class Browser:
    """Cookies, forms, no scripts."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def get(self, address: str) -> tuple[int, str, str]:
        """(status, body, where a redirect leads). Raises Lost."""
        return self._ask("GET", address, b"", {})

    def post(self, address: str, form: Form) -> tuple[int, str, str]:
        """The same for a form. Raises Lost."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self._cookies.get("csrftoken", ""),
        }
        return self._ask("POST", address, urlencode(form, doseq=True).encode(), headers)

    def sign_in(self, login: str, password: str) -> None:
        """Come in."""
        self.get("/sign-in")
        status, body, _ = self.post("/sign-in", {"username": login, "password": password})
        assert status in {302, 303}, (status, re.sub(r"<[^>]+>|\s+", " ", body))

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, str, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            connection.request(method, address, body=body, headers={**headers, "Cookie": cookies})
            answer = connection.getresponse()
            content = answer.read().decode()
        except (OSError, HTTPException) as error:
            raise Lost from error
        finally:
            connection.close()
        for cookie in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, content, answer.getheader("Location") or ""


def report_form(institution: str, name: str) -> dict[str, str]:
    """A report as the page for a new event sends it."""
    return {
        "institution": institution,
        "name": name,
        "event_type": "E1",
        "occurred-date": "2026-03-02",
        "occurred-time": "08:10",
        "known-date": "2026-03-02",
        "known-time": "08:32",
        "source": "存管银行电话",
        "narrative": "存管银行来电，平台停付。",
        "condition": "B2",
        "evidence": "停付公告截图",
        "idempotency_key": str(uuid.uuid4()),
    }
