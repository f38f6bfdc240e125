"""Which plan a stream runs under: the version in force when it began, read back by its content's hash."""

import os
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fengsui.conduct.house import house
from fengsui.plan import Plan, PlanError, Vocabulary, load_plan

BUILT_IN = "national-2019-75"


def vocabulary() -> Vocabulary:
    """The words a plan may use: the figures and fact kinds the rooms handed in."""
    return Vocabulary(
        figures={figure.name: figure.type for figure in house.figures.values()},
        fact_kinds=frozenset(house.kinds),
        permissions={rule.permission: rule.roles for rule in house.rules.values()},
        provisions=frozenset(house.provisions),
    )


@lru_cache(maxsize=1)
def built_in_plan() -> Plan:
    """The plan shipped with the program. Raises PlanError when its files are broken."""
    return load_plan(Path(settings.PLANS) / BUILT_IN, vocabulary())


def plan_in_force() -> Plan:
    """The plan that new matters run under today."""
    return built_in_plan()


def version_of(plan: Plan) -> str:
    """``national-2019-75@<first 12 of its hash>``: what facts carry."""
    return f"{plan.id}@{plan.source_hash[:12]}"


class PlanNotAsKept(ValueError):
    """The plan that facts were written under is not in this home, or is another; the message is for the operator."""


@lru_cache(maxsize=16)
def plan_of_version(version: str) -> Plan:
    """The plan as it was when facts of this version were written.

    Raises PlanNotAsKept when its files were not kept, or no longer give the hash that the version names.
    """
    plan = built_in_plan()
    if version in {"", version_of(plan)}:
        return plan
    return _read_kept(version)


def keep_plan() -> str:
    """Keep a copy of the built-in plan's files under its hash, so that running events survive an upgrade.

    Every act asks for it; once the copy is there, that costs one look at the disk. Raises PlanNotAsKept when the
    files were exchanged since this process read them: what it would keep is not what it works by.
    """
    version = version_of(built_in_plan())
    target = _kept(version)
    if target.exists():
        return version
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        shutil.copytree(Path(settings.PLANS) / BUILT_IN, partial)
        if _version_in(partial) != version:
            msg = "预案文件已更换，而程序还按原来的运行。请重新启动程序再办。"
            raise PlanNotAsKept(msg)
        try:
            partial.replace(target)
        except OSError:  # another process kept it first
            if not target.exists():
                raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return version


def kept_plan_problems(versions: Iterable[str]) -> list[str]:
    """What is wrong with the kept plans of these versions, a line each; empty when each is there and is the one."""
    problems = []
    for version in sorted(set(versions) - {""}):
        try:
            _read_kept(version)
        except PlanNotAsKept as error:
            problems.append(f"{version}: {error}")
    return problems


def _read_kept(version: str) -> Plan:
    try:
        plan = load_plan(_kept(version))
    except PlanError as error:
        msg = f"留存的预案 {version} 读不出来，请从备份恢复目录 plans：{error}"
        raise PlanNotAsKept(msg) from error
    if version_of(plan) != version:
        msg = f"留存的预案 {version} 被改动过（现在是 {version_of(plan)}），请从备份恢复目录 plans。"
        raise PlanNotAsKept(msg)
    return plan


def _version_in(folder: Path) -> str:
    try:
        return version_of(load_plan(folder))
    except PlanError:
        return ""


def _kept(version: str) -> Path:
    return Path(settings.HOME) / "plans" / version.replace("@", "_")
