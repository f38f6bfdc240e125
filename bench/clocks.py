"""1,000 clocks due at once: how long until every one has fired and its notice has gone out.

Peer: Healthchecks with 1,000 checks due in one second took 15–29 s on a like machine (one worker and ten workers), and
lost six after a kill -9.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

from bench.postgres import postgres

EVENTS = 1000


def main() -> None:
    """Measure on PostgreSQL and on SQLite, each in a process of its own."""
    print("| database | clocks fired | facts and rows, s | notices sent, s |\n|---|---|---|---|", flush=True)
    with postgres() as url:
        _run("PostgreSQL", {"FENGSUI_DATABASE_URL": url})
    _run("SQLite", {})
    print("| *Healthchecks, 10 workers / 1 worker (measured elsewhere)* | 1,000 | 14.7 / 28.7 | included |")


def _run(name: str, more: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as home:
        environment = {**os.environ, "FENGSUI_HOME": home, "DJANGO_SETTINGS_MODULE": "fengsui.settings", **more}
        command = [sys.executable, "-c", f"from bench.clocks import measure; measure({name!r})"]
        subprocess.run(command, env=environment, check=True)  # noqa: S603


def measure(name: str) -> None:
    """Build events that must be activated at once (5.2.1.0.a), go to their common line, fire, send."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from fengsui.conduct import runner, timekeeping, world  # noqa: PLC0415

    _build()
    line = timekeeping.now() + timedelta(minutes=15)
    world.advance_time(line)
    started = time.monotonic()
    fired = runner.tick(line)
    facts = time.monotonic() - started
    sent = _send_all()
    print(f"| {name} | {fired} | {facts:.2f} | {facts + sent:.2f} |", flush=True)


def _build() -> None:
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from fengsui.conduct import world  # noqa: PLC0415
    from fengsui.demonstration.staffing import staff_province  # noqa: PLC0415
    from fengsui.registry.queries import actor_for_officer  # noqa: PLC0415

    start = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=start)
    officers = staff_province(password=None, as_of=date(2026, 1, 31), now=start)
    duty = actor_for_officer(officers["zhiban"])
    for number in range(EVENTS):
        _grade_one(duty, number, start)


def _grade_one(duty: Any, number: int, start: Any) -> None:
    from fengsui.response import facts, grading, opening  # noqa: PLC0415

    event = opening.open_event(
        actor=duty,
        idempotency_key=f"open-{number}",
        report=opening.Report(
            name=f"测试事件{number}",
            event_type="E1",
            institutions=[facts.InstitutionInEvent(id=f"i-{number}", name="测试机构", registered_region="990100")],
            occurred_at=start,
            known_at=start,
            source="电话",
            narrative="测试",
        ),
    )
    grading.sign_grade(
        actor=duty,
        event=event.fact.stream,
        grade="extraordinary",
        reason="测试",
        seen=None,
        idempotency_key=f"grade-{number}",
    )


def _send_all() -> float:
    from pathlib import Path  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415

    from fengsui.conduct import timekeeping  # noqa: PLC0415
    from fengsui.notify.channels import Outlet  # noqa: PLC0415
    from fengsui.notify.outbox import send_waiting  # noqa: PLC0415
    from fengsui.registry.recipients import recipients  # noqa: PLC0415

    outlet = Outlet(email_url="", capture=Path(settings.HOME) / "captured")
    started = time.monotonic()
    while send_waiting(now=timekeeping.system_now(), resolve=recipients, outlet=outlet, limit=500):
        pass
    return time.monotonic() - started
