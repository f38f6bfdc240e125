"""What each command does: parse, call one action or query, print."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connections

from fengsui import demonstration
from fengsui.cli import grading, importing, keeping, replaying, serving
from fengsui.cli.reference import reference
from fengsui.cli.stopping import BAD_INPUT, Stop
from fengsui.cli.tables import migrate, migrate_apart
from fengsui.clock import calendar
from fengsui.conduct import world
from fengsui.conduct.access import Actor, system_actor
from fengsui.conduct.house import house
from fengsui.conduct.plans import BUILT_IN, built_in_plan
from fengsui.registry import actions as registry
from fengsui.registry import credentials, identities, queries, setting_up

__all__ = ["Stop", "run"]


def run(options: argparse.Namespace) -> int:
    """Dispatch to the command; those of ``fengsui plan`` are in `plan_commands`."""
    calendar.prepare()
    step = getattr(options, "step", "")
    return _COMMANDS[f"{options.command} {step}".strip()](options)


def say(options: argparse.Namespace, document: dict[str, Any], text: str) -> None:
    """One JSON document, or words."""
    if getattr(options, "json", False):
        print(json.dumps(document, ensure_ascii=False, default=str))
    else:
        print(text)


def _init(options: argparse.Namespace) -> int:
    migrate()
    start = _moment(options.start) if options.start else None
    password = setting_up.make_empty_copy(
        jurisdiction=options.jurisdiction,
        kind=options.kind,
        administrator_login=options.administrator,
        administrator_name=options.name,
        password=None,
        start=start,
        plan=options.plan or BUILT_IN,
    )
    print(f"已建立：{queries.region_name(options.jurisdiction)}（{options.jurisdiction}），{options.kind}")
    print(f"管理员 {options.administrator}，临时密码 {password}（首次登录后请修改）")
    return 0


def _demo_reset(_options: argparse.Namespace) -> int:
    migrate()
    found = world.current_world()
    if found is not None and found.kind != "demonstration":
        msg = "这里不是演示环境，不能重置。什么都没有改。"
        raise Stop(msg, BAD_INPUT)
    demonstration.reset(progress=_progress)
    print(demonstration.sign_ins_in_words())
    return 0


def _world_show(options: argparse.Namespace) -> int:
    found = world.this_world()
    names = ("kind", "jurisdiction", "jurisdiction_name", "time_source", "plan_version")
    document = {name: getattr(found, name) for name in names}
    say(options, document, "\n".join(f"{name}: {value}" for name, value in document.items()))
    return 0


def _world_advance(options: argparse.Namespace) -> int:
    world.advance_time(_moment(options.to))
    serving.work_once("advance")
    print(f"模拟时钟已拨到 {options.to}")
    return 0


def _password(options: argparse.Namespace) -> int:
    officer = _actor(options.login).officer
    password = credentials.make_temporary_password()
    credentials.set_password(officer, password, system_actor("command-line", world.this_world().jurisdiction))
    print(f"{options.login} 的临时密码：{password}")
    return 0


def _import(options: argparse.Namespace) -> int:
    actor = _actor(options.login)
    if options.template in importing.INFORMATION:
        say(options, *importing.import_information(options, actor, _count))
        return 0
    content = importing.read_upload(options.file)
    preview = registry.preview_table(actor=actor, template_id=options.template, content=content, progress=_count)
    for finding in preview.findings[:50]:
        print(f"{finding.where_zh} {finding.column}：{finding.message_zh}", file=sys.stderr)
    if preview.errors:
        msg = f"有 {len(preview.errors)} 处错误，什么都没有导入"
        raise Stop(msg, BAD_INPUT)
    outcome = registry.import_table(
        actor=actor,
        template_id=options.template,
        content=content,
        seen_sha256=preview.sha256,
        idempotency_key=f"import:{options.template}:{preview.sha256}",
        progress=_count,
    )
    warnings = sum(finding.severity == "warning" for finding in preview.findings)
    payload = outcome.fact.payload
    document = {"rows": payload["row_count"], "added": payload["added"], "changed": payload["changed"]}
    document["warnings"] = warnings
    say(options, document, f"已导入 {payload['row_count']} 行（新增 {payload['added']}），警告 {warnings} 处")
    return 0


def _actor(login: str) -> Actor:
    return queries.actor_for_officer(identities.officer_id(login))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"看不懂时间 {text!r}，请写成 2018-07-01T09:00+08:00"
        raise Stop(msg, BAD_INPUT) from error
    if moment.tzinfo is None:
        msg = "时间要带时区，北京时间写 +08:00"
        raise Stop(msg, BAD_INPUT)
    return moment


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _count(done: int, total: int) -> None:
    if done == total or done % 1000 == 0:
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def _migrate(_options: argparse.Namespace) -> int:
    migrate()
    return 0


def _serve(options: argparse.Namespace) -> int:
    migrate_apart()
    if world.current_world() is None:
        if not options.demonstration:
            msg = "这里还没有环境。请先运行 fengsui init --jurisdiction 区划代码，或用 ./run 打开演示环境。"
            raise Stop(msg, BAD_INPUT)
        _build_demonstration_apart()
    elif demonstration.is_unfinished():
        _build_demonstration_apart()
    return serving.serve(options, demonstration.sign_ins_in_words())


def _build_demonstration_apart() -> None:
    """Typesetting and data frames start threads; web workers forked from a process that has them would hang."""
    connections.close_all()
    command = [sys.executable, "-m", "fengsui.cli", "demo", "reset"]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:  # noqa: S603 (the own program)
        msg = "演示省份没有建成，请看上面的提示"
        raise Stop(msg, BAD_INPUT)
    world.forget_world()


def _work(options: argparse.Namespace) -> int:
    return serving.work(once=options.once)


def _docs(options: argparse.Namespace) -> int:
    print(reference(options.parser, house, built_in_plan()), end="")
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": _serve,
    "work": _work,
    "init": _init,
    "migrate": _migrate,
    "demo reset": _demo_reset,
    "world show": _world_show,
    "world advance": _world_advance,
    "password": _password,
    "import": _import,
    "docs": _docs,
    "replay": replaying.run_replay,
    "grade explain": grading.explain_grade,
    "ledger verify": keeping.verify,
    "ledger rebuild": keeping.rebuild,
    "ledger export": keeping.export,
    "backup": keeping.backup,
    "restore": keeping.restore,
}
