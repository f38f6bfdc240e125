"""Building the demonstration: sixty days of invented history, lived through the same acts, then handed to the clock.

The running event is placed so that its clocks are really running when the pages open: knowledge about an hour ago, two
of three receipts in, the third to come.
"""

import json
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from fengsui.conduct import archiving, runner, timekeeping, world
from fengsui.demonstration import warnings
from fengsui.demonstration.bridge import warning_of_the_largest
from fengsui.demonstration.command_desk import command_desk
from fengsui.demonstration.contact_book import write_contact_book
from fengsui.demonstration.filled_forms import filled_forms
from fengsui.demonstration.intake import Intake, what_came_in
from fengsui.demonstration.news import read_the_news
from fengsui.demonstration.orders import orders_of_the_day
from fengsui.demonstration.people import ADMINISTRATOR, PEOPLE, PROVINCE
from fengsui.demonstration.plan_duties import carrying_out
from fengsui.demonstration.plan_revision import revising
from fengsui.demonstration.readiness import sensitive_days
from fengsui.demonstration.running import running_event
from fengsui.demonstration.staffing import staff_province
from fengsui.demonstration.stage import Stage
from fengsui.demonstration.stories import past_events
from fengsui.ledger import sealer

HISTORY = timedelta(days=60)
SIGN_INS = "demonstration-sign-ins.json"
Progress = Callable[[str], None]


def reset(*, progress: Progress) -> None:
    """Empty a demonstration home and build it anew. Raises Refused when the home holds anything else."""
    now = timekeeping.now() if world.current_world() is None else _system_now()
    if world.current_world() is not None:
        progress("清空旧的演示数据…")
        _clear()
    progress("建立演示省份：机构、人员、名册…")
    start = now - HISTORY
    world.found(kind="demonstration", jurisdiction=PROVINCE, jurisdiction_name="云汀省", start=start)
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    officers = staff_province(
        password=password,
        as_of=(now.replace(day=1) - timedelta(days=1)).date(),
        now=now,
        group_since=(start - timedelta(days=30)).date(),
    )
    write_contact_book()
    progress("演示省份：六十天的信息、指标、预警和事件…")
    _live(Stage(now, officers))
    sealer.seal(holder="demonstration", now=timekeeping.now(), keys=world.keys(), leased_at=timekeeping.system_now())
    world.hand_to_system_clock()
    _write_sign_ins(password)
    progress("演示省份已就绪。")


def _live(stage: Stage) -> None:
    """Sixty days, told side by side, up to the moment the pages open."""
    intake = Intake(stage)
    stage.play(
        carrying_out(stage),
        revising(stage),
        warnings.outset(intake),
        sensitive_days(stage),
        *what_came_in(intake),
        *past_events(stage),
        warnings.mended(intake),
        warnings.unfounded(intake),
        warnings.watched(intake),
        warnings.noted(intake),
        warning_of_the_largest(intake),
        warnings.not_yet_watched(intake),
        warnings.rumoured(intake),
        running_event(intake),
        command_desk(stage),
        orders_of_the_day(stage),
        filled_forms(stage),
    )
    stage.at(timedelta())
    read_the_news(stage)
    runner.tick(timekeeping.now())


def sign_ins_in_words() -> str:
    """The invented sign-ins for the screen; empty where there are none."""
    path = Path(settings.HOME) / SIGN_INS
    if not path.exists():
        return ""
    entries = json.loads(path.read_text(encoding="utf-8"))
    lines = [f"  {row['username']:<12}{row['password']:<20}{row['post']} {row['name']}" for row in entries]
    return "演示数据，人员和机构均为虚构。可用以下账号登录：\n" + "\n".join(lines)


def is_unfinished() -> bool:
    """Whether building was interrupted: the demonstration still stands on its simulated clock."""
    found = world.current_world()
    return found is not None and found.kind == "demonstration" and found.time_source == "simulated"


def _write_sign_ins(password: str) -> None:
    shown = [(p.login, p.post, p.name) for p in PEOPLE if p.shown] + [(ADMINISTRATOR[0], ADMINISTRATOR[1], "三员")]
    rows = [{"username": login, "post": post, "name": name, "password": password} for login, post, name in shown]
    path = Path(settings.HOME) / SIGN_INS
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)


def _clear() -> None:
    home = Path(settings.HOME)
    archiving.empty_home()
    for name in ("files", "batches", "captured", "plans", "uploads"):
        shutil.rmtree(home / name, ignore_errors=True)
    (home / SIGN_INS).unlink(missing_ok=True)


def _system_now() -> datetime:
    timekeeping.set_simulated_time(None)
    return timekeeping.now()
