"""The very first start: the demonstration is built, served, and sets type, in one go."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from bench.http_client import Visitor
from tests.survival.homes import REPOSITORY

PATIENCE_SECONDS = 120


def test_a_first_start_serves_pages_and_papers(tmp_path: Path) -> None:
    """A newcomer signs in, sees the running event and open warnings, reads an order as PDF (set in a web worker)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FENGSUI_")}
    environment |= {"FENGSUI_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "fengsui.settings"}
    command = [sys.executable, "-m", "fengsui.cli", "serve", "--demonstration", "--port", str(port)]
    server = subprocess.Popen(
        command, env=environment, cwd=REPOSITORY, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        visitor = _visitor(port)
        entries = json.loads((tmp_path / "demonstration-sign-ins.json").read_text(encoding="utf-8"))
        entry = next(row for row in entries if row["username"] == "zhiban")
        visitor.sign_in(entry["username"], entry["password"])
        status, desk = visitor.get("/desk")
        found = re.search(r"/events/(\d{4}-\d{3})", desk)
        assert status == 200
        assert found
        status, paper = visitor.get(f"/events/{found.group(1)}/activation/order/pdf")
        assert (status, paper[:5]) == (200, "%PDF-")
        status, warnings = visitor.get("/warnings")
        assert status == 200
        assert all(words in warnings for words in ("二级研判", "三级研判", "未定盯防专人"))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(PATIENCE_SECONDS)


def _visitor(port: int) -> Visitor:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with suppress(OSError):
            visitor = Visitor("127.0.0.1", port)
            visitor.get("/sign-in")
            return visitor
        time.sleep(0.5)
    msg = "the server did not start"
    raise AssertionError(msg)
