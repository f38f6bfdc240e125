"""A dead mail server and a dead webhook: nothing is lost, the ladder goes on by the page, the desk says what waits."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from json import loads
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fengsui.conduct import timekeeping
from fengsui.dispatch.alerting import run_alerts
from fengsui.dispatch.models import Alert
from fengsui.notify import webhook
from fengsui.notify.channels import Outlet
from fengsui.notify.models import Delivery, Message
from fengsui.notify.outbox import send_waiting
from fengsui.notify.webhook import Webhooks
from fengsui.registry.recipients import recipients
from tests.notify.dead_servers import Served, closed_port, drops, fails, hangs, serving, takes
from tests.plan_2019_75.evening import Evening

MAIL = "mailto://name:secret@127.0.0.1:{}?from=fengsui@example.cn&mode=insecure&cto=0.3&rto=0.3"


def refuses_mail(connection: Any, _stopped: threading.Event, _served: Served) -> None:
    """A mail server that is out of order."""
    connection.sendall(b"554 out of order\r\n")


DEAD: dict[str, tuple[Callable[..., None] | None, Callable[..., None] | None]] = {
    "refuse": (None, None),
    "hang": (hangs, hangs),
    "fail": (refuses_mail, fails),
    "drop": (drops, drops),
}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A webhook is configured, and a second is long enough for it."""
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    settings.WEBHOOK_URLS = {"duty": "set by the test"}


def outlet(home: Path, mail: int, duty: int) -> Outlet:
    """A live outlet with a mail server and a webhook on this machine."""
    hooks = Webhooks({"duty": f"http://127.0.0.1:{duty}/"}, frozenset({"127.0.0.1"}), home / "keys")
    return Outlet(MAIL.format(mail), None, hooks)


def sent(now: datetime, way_out: Outlet) -> int:
    """One batch at a moment of the machine's."""
    return send_waiting(now=now, resolve=recipients, outlet=way_out)


def page(login: str, address: str) -> str:
    """What an officer reads there."""
    client = Client()
    client.force_login(User.objects.get_or_create(username=login)[0], "django.contrib.auth.backends.ModelBackend")
    return client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("kind", DEAD)
def test_with_everything_dead_the_ladder_goes_on_and_nothing_is_lost(
    evening: Evening, tmp_path: Path, kind: str
) -> None:
    """Mail server and webhook refuse, hang, fail or drop: each delivery waits with its reason, and the head is told."""
    event = evening.graded()
    machine = timekeeping.system_now()
    with ExitStack() as stack:
        mail, duty = (stack.enter_context(serving(answer)).port if answer else closed_port() for answer in DEAD[kind])
        way_out = outlet(tmp_path, mail, duty)
        for number in (6, 11, 16, 21):
            evening.at(number)
            run_alerts(timekeeping.now())
            waiting = Delivery.objects.filter(state="waiting").count()
            Delivery.objects.exclude(pk__in=_newest(2)).update(next_attempt_at=machine + timedelta(days=1))
            sent(machine + timedelta(minutes=number), way_out)
            assert Delivery.objects.filter(state="waiting").count() == waiting, "a delivery was lost"
    message = Message.objects.get(stream=event, subject="等级已签字确认").pk
    assert Alert.objects.get(pk=message).step == "head"
    tried = Delivery.objects.filter(attempts__gt=0)
    assert {row.channel for row in tried} == {"email", "webhook:duty"}
    assert all(row.state == "waiting" and row.problem for row in tried)
    desk, alerts = page("zhiban", "/desk"), page("zhiban", "/alerts")
    assert "条消息没有送出" in desk
    for row in tried:
        assert row.problem in alerts
    assert "推送 duty" in alerts
    assert "报组长" in page("zuzhang", "/desk?news=all")


def _newest(number: int) -> list[int]:
    """One waiting delivery of each channel that somebody can be written to about: those of the newest messages."""
    found = [
        Delivery.objects.filter(state="waiting", channel=channel).order_by("-pk").values_list("pk", flat=True)[:1]
        for channel in ("email", "webhook:duty")
    ]
    return [pk for rows in found for pk in rows][:number]


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
def test_what_waited_goes_out_when_the_servers_are_back(evening: Evening, tmp_path: Path) -> None:
    """After hours of a dead webhook each message goes out once, under its number; a repeat has a number of its own."""
    evening.activated()
    machine = timekeeping.system_now()
    Delivery.objects.filter(channel="email").delete()
    dead = outlet(tmp_path, closed_port(), closed_port())
    for number in (1, 6, 21, 60):
        evening.at(number)
        run_alerts(timekeeping.now())
        sent(machine + timedelta(minutes=number), dead)
    Delivery.objects.filter(channel="email").delete()
    due = Delivery.objects.filter(state="waiting").count()
    assert due > 10
    with serving(takes) as served:
        for hour in range(2, 12):
            sent(machine + timedelta(hours=hour), outlet(tmp_path, closed_port(), served.port))
    numbers = Counter(loads(request.partition(b"\r\n\r\n")[2])["number"] for request in served.requests)
    assert set(numbers.values()) == {1}
    assert len(numbers) == due
    assert not Delivery.objects.filter(state="waiting").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
def test_a_dead_mail_server_holds_up_no_webhook(evening: Evening, tmp_path: Path) -> None:
    """A hundred mails for a server that hangs: the webhook's messages go out in the same batch."""
    evening.activated()
    begun = time.monotonic()
    with serving(hangs) as mail, serving(takes) as duty:
        way_out = outlet(tmp_path, mail.port, duty.port)
        send_waiting(
            now=timekeeping.system_now(),
            resolve=recipients,
            outlet=way_out,
            mine=lambda channel: channel == "webhook:duty",
        )
    assert len(duty.requests) == Delivery.objects.filter(channel="webhook:duty").count()
    assert not Delivery.objects.filter(channel="webhook:duty", state="waiting").exists()
    assert time.monotonic() - begun < 20


# ── a sender that is killed

MESSAGES = 12


@pytest.fixture
def live_home(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A live home in a folder, with messages that wait for the webhook; and the environment of its commands."""
    home = tmp_path / "home"
    environment = {**os.environ, "FENGSUI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "fengsui.settings"}
    environment.pop("FENGSUI_TEST_SQLITE", None)
    environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
    environment["FENGSUI_WEBHOOK_HOSTS"] = "127.0.0.1"
    command(environment, "init", "--jurisdiction", "330000")
    with closing(sqlite3.connect(home / "fengsui.sqlite3")) as database:
        moment = "2026-03-02 01:12:00"
        for number in range(1, MESSAGES + 1):
            name = f"world/this#{number + 100}"
            database.execute(
                "INSERT INTO notify_message (id, stream, fact, audience_roles, audience_officers, audience_department,"
                " urgency, subject, body, created_at) VALUES (?, 'world/this', ?, '[]', '[]', '', 'normal', ?, '', ?)",
                (name, name, f"消息{number}", moment),
            )
            database.execute(
                "INSERT INTO notify_delivery (message_id, channel, round, state, attempts, queued_at, next_attempt_at,"
                " recipients, problem) VALUES (?, 'webhook:duty', 0, 'waiting', 0, ?, ?, 0, '')",
                (name, moment, moment),
            )
        database.commit()
    return home, environment


def command(environment: dict[str, str], *words: str) -> str:
    """Run a command of the program to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "fengsui.cli", *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_a_sender_killed_with_minus_nine_loses_nothing(live_home: tuple[Path, dict[str, str]]) -> None:
    """Killed between taking and saving: every message arrives, and only those not yet saved come a second time."""
    home, environment = live_home
    reached = threading.Event()

    def stalls(connection: Any, stopped: threading.Event, served: Served) -> None:
        takes(connection, stopped, served)
        if len(served.requests) == MESSAGES // 2:
            reached.set()

    with serving(stalls) as served:
        environment["FENGSUI_WEBHOOK_URLS"] = f"duty=http://127.0.0.1:{served.port}/"
        process = subprocess.Popen([sys.executable, "-m", "fengsui.cli", "work"], env=environment)
        try:
            assert reached.wait(60), "the worker sent nothing"
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        with closing(sqlite3.connect(home / "fengsui.sqlite3")) as database:
            states = dict(database.execute("SELECT message_id, state FROM notify_delivery").fetchall())
            # The hold of what the dead sender had claimed is over.
            database.execute("UPDATE notify_delivery SET next_attempt_at = '2026-03-02 01:12:00'")
            database.commit()
        first = len(served.requests)
        command(environment, "work", "--once")
    assert len(states) == MESSAGES
    numbers = Counter(loads(request.partition(b"\r\n\r\n")[2])["number"] for request in served.requests)
    assert len(numbers) == MESSAGES
    saved = {name for name, state in states.items() if state == "sent"}
    assert all(numbers[name] == 1 for name in saved)
    assert max(numbers.values()) <= 2
    assert sum(numbers.values()) <= MESSAGES + first
