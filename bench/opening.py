"""Opening a whole event over HTTP: the form, the ledger, its consequences, rows and deliveries in one transaction.

Peers (measured elsewhere on a like machine): FIR 33/s with 8 clients and 47 ms CPU a create, Dispatch 2–4/s and
400–530 ms.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.http_client import Visitor
from bench.postgres import postgres

CLIENTS, EACH, WARM_UP = 8, 100, 6
BEIJING = timedelta(hours=8)
_INSTITUTION = re.compile(r'name="add" value="([^"]+)"')


def main() -> None:
    """Measure on PostgreSQL with 1 and 8 clients, then on SQLite."""
    print("| database | clients | events/s | p50 ms | p95 ms | failed | CPU ms of the server per event |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with postgres() as url:
        _measure("PostgreSQL", {"FENGSUI_DATABASE_URL": url})
    _measure("SQLite", {})
    print("| *FIR on PostgreSQL (measured elsewhere)* | 8 | 33 | 238 | 309 | 0 | 47 |")
    print("| *Dispatch on PostgreSQL, 4 processes (measured elsewhere)* | 8 | 3.7 | 2,027 | 3,323 | 0 | 495–513 |")


def _measure(name: str, more: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as home:
        port = 8700 + os.getpid() % 200
        environment = {**os.environ, "FENGSUI_HOME": home, "PORT": str(port), **more}
        command = [sys.executable, "-m", "fengsui.cli", "serve", "--demonstration"]
        with Path(home, "log").open("wb") as log:
            server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        try:
            _wait_for(port)
            password = json.loads(Path(home, "demonstration-sign-ins.json").read_text(encoding="utf-8"))[0]["password"]
            for clients in (1, CLIENTS):
                _run(name, clients, port, password, server.pid)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(port: int) -> None:
    for _ in range(240):
        try:
            if Visitor("127.0.0.1", port).get("/sign-in")[0] == 200:
                return
        except OSError:
            time.sleep(0.5)
    msg = "the server did not start"
    raise RuntimeError(msg)


def _run(name: str, clients: int, port: int, password: str, group: int) -> None:
    visitors = [_ready(port, password) for _ in range(clients)]
    times: list[float] = []
    failed: list[str] = []

    def work(visitor: Visitor, institution: str, number: int) -> None:
        for turn in range(EACH):
            started = time.perf_counter()
            status, where = visitor.post("/events/new", _form(institution, f"{clients}-{number}-{turn}"))
            times.append(time.perf_counter() - started)
            if status != 303 or "/events/" not in where:
                failed.append(f"{status} {where[:300]}")

    for visitor, institution in visitors * WARM_UP:
        visitor.post("/events/new", _form(institution, "warm-up"))
    used = _cpu_seconds(group)
    started = time.perf_counter()
    threads = [
        threading.Thread(target=work, args=(visitor, institution, number))
        for number, (visitor, institution) in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, used = time.perf_counter() - started, _cpu_seconds(group) - used
    times.sort()
    p50, p95 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
    print(
        f"| {name} | {clients} | {len(times) / wall:.0f} | {p50:.0f} | {p95:.0f} | {len(failed)} |"
        f" {used * 1000 / len(times):.1f} |",
        flush=True,
    )
    for line in failed[:3]:
        print(line, file=sys.stderr)


def _ready(port: int, password: str) -> tuple[Visitor, str]:
    visitor = Visitor("127.0.0.1", port)
    visitor.sign_in("zhiban", password)
    _, page = visitor.get("/events/new?search=%E5%AF%92%E5%A1%98")
    found = _INSTITUTION.search(page)
    if found is None:
        msg = "the form shows no institution to choose"
        raise RuntimeError(msg)
    return visitor, found.group(1)


def _form(institution: str, key: str) -> dict[str, str]:
    now = datetime.now(UTC) + BEIJING - timedelta(minutes=2)
    return {
        "institution": institution,
        "name": f"测试事件{key}",
        "event_type": "E1",
        "occurred-date": now.date().isoformat(),
        "occurred-time": (now - timedelta(minutes=1)).strftime("%H:%M") if now.hour or now.minute > 5 else "00:00",
        "known-date": now.date().isoformat(),
        "known-time": now.strftime("%H:%M"),
        "source": "电话",
        "narrative": "测试经过",
        "idempotency_key": str(uuid.uuid4()),
    }


def _cpu_seconds(group: int) -> float:
    """User and system seconds of every process in the server's group (web workers and clock worker)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
