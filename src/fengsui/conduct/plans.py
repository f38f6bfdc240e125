"""Which plan a stream runs under: the version in force when it began, read back by its content's hash."""

import shutil
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fengsui.conduct.house import house
from fengsui.plan import Plan, Vocabulary, load_plan

BUILT_IN = "national-2019-75"


def vocabulary() -> Vocabulary:
    """The words a plan may use: the figures and fact kinds the rooms handed in."""
    return Vocabulary(
        figures={figure.name: figure.type for figure in house.figures.values()}, fact_kinds=frozenset(house.kinds)
    )


@lru_cache(maxsize=1)
def built_in_plan() -> Plan:
    """The plan shipped with the program. Raises PlanError when its files are broken."""
    return load_plan(Path(settings.PLANS) / BUILT_IN, vocabulary())


def version_of(plan: Plan) -> str:
    """``national-2019-75@<first 12 of its hash>``: what facts carry."""
    return f"{plan.id}@{plan.source_hash[:12]}"


@lru_cache(maxsize=16)
def plan_of_version(version: str) -> Plan:
    """The plan as it was when facts of this version were written. Raises FileNotFoundError when it was not kept."""
    plan = built_in_plan()
    if version in {"", version_of(plan)}:
        return plan
    return load_plan(_kept(version))


def keep_plan() -> str:
    """Keep a copy of the built-in plan's files under its hash, so that running events survive an upgrade."""
    version = version_of(built_in_plan())
    target = _kept(version)
    if not target.exists():
        partial = target.with_name(target.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(Path(settings.PLANS) / BUILT_IN, partial)
        partial.replace(target)
    return version


def _kept(version: str) -> Path:
    return Path(settings.HOME) / "plans" / version.replace("@", "_")
