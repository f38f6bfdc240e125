"""One installation = one world = one database = one home. Its first fact fixes what it is."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from django.db import DatabaseError
from pydantic import StringConstraints

from fengsui.conduct import timekeeping
from fengsui.conduct.access import system_actor
from fengsui.conduct.acting import Refused, act
from fengsui.conduct.house import AccessRule, BatchReader, FactKind, Put, RowChange, Update, house
from fengsui.conduct.models import World
from fengsui.conduct.plans import (
    BUILT_IN,
    ask_founding_from,
    forget_adoptions,
    found_on,
    founding_plan,
    keep_plan,
    shipped_plans,
)
from fengsui.conduct.shapes import FactModel, Name
from fengsui.ledger.canonical import Fact
from fengsui.ledger.keys import KeyRing, KeysOfAnotherWorld, make_keys, open_keys
from fengsui.ledger.sealed import SealedValues
from fengsui.plan import PlanError

STREAM = "world/this"
TABLE = "conduct.World"
WorldKind = Literal["live", "demonstration", "exercise", "test"]


class WorldFounded(FactModel):
    """The first fact of a home."""

    kind: WorldKind
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    jurisdiction_name: Name
    plan_version: str
    time_source: Literal["system", "simulated"]


class ClockHanded(FactModel):
    """A demonstration built on a simulated clock is handed, once, to the system clock."""

    time_source: Literal["system"] = "system"


def found(
    *,
    kind: WorldKind,
    jurisdiction: str,
    jurisdiction_name: str,
    start: datetime | None = None,
    plan: str = BUILT_IN,
) -> None:
    """Make an empty home of this kind. ``start``: where the simulated clock begins; live worlds have none.

    ``plan``: the id of the plan it runs under, one of those that ship with the program; later versions are adopted.
    Raises Refused for no such plan, when the home already holds a world, or keys made for another: a demonstration
    never mixes with live data. Raises PlanError for a plan that can't be read.
    """
    if current_world() is not None:
        msg = "这个目录里已经有一套数据，不能再建。请换一个 FENGSUI_HOME，或先备份后清空。"
        raise Refused(msg)
    if kind == "live" and start is not None:
        msg = "正式环境只用系统时钟"
        raise Refused(msg)
    if plan not in shipped_plans():
        msg = f"没有预案“{plan}”。可以选的是：{'、'.join(shipped_plans())}"
        raise Refused(msg)
    _check_plan(plan)
    try:
        make_keys(Path(settings.HOME), seed=None if kind in {"live", "demonstration"} else f"{kind}:{jurisdiction}")
    except KeysOfAnotherWorld as error:
        msg = "这个目录里的密钥是为另一种环境造的，不能用在这里。请换一个 FENGSUI_HOME；不再要的，先移走 keys 目录。"
        raise Refused(msg) from error
    if start is not None:
        timekeeping.set_simulated_time(start)
    found_on(plan)
    plan_version = keep_plan()
    act(
        actor=system_actor("found", jurisdiction),
        permission="world.found",
        stream=STREAM,
        make=lambda _: WorldFounded(
            kind=kind,
            jurisdiction=jurisdiction,
            jurisdiction_name=jurisdiction_name,
            plan_version=plan_version,
            time_source="simulated" if start is not None else "system",
        ),
        clause="P.5",
        seen=0,
    )
    forget_world()


def _check_plan(plan: str) -> None:
    """Raise Refused, before anything is made, for a plan that can't be read or whose folder bears another name."""
    try:
        found_on(plan)
        told = founding_plan().id
    except PlanError as error:
        forget_adoptions()
        msg = f"预案“{plan}”读不出来：{error}"
        raise Refused(msg) from error
    forget_adoptions()
    if told != plan:
        msg = f"目录“{plan}”里是预案 {told}。请把目录改成和预案编号一样的名称"
        raise Refused(msg)


def hand_to_system_clock() -> None:
    """End the simulated time of a demonstration. Raises Refused for any other world."""
    world = this_world()
    if world.kind != "demonstration" or world.time_source != "simulated":
        msg = "只有模拟时钟上的演示环境可以交给系统时钟，而且只有一次"
        raise Refused(msg)
    act(
        actor=system_actor("found", world.jurisdiction),
        permission="world.found",
        stream=STREAM,
        make=lambda _: ClockHanded(),
    )
    timekeeping.set_simulated_time(None)
    forget_world()


def advance_time(moment: datetime) -> None:
    """Move the simulated clock forward. Raises Refused in a world on the system clock, or backwards."""
    world = this_world()
    if world.time_source != "simulated":
        msg = "本环境用系统时钟，时间不能拨动"
        raise Refused(msg)
    if moment < timekeeping.now():
        msg = "模拟时钟只能向前拨"
        raise Refused(msg)
    timekeeping.set_simulated_time(moment.astimezone(UTC))


@lru_cache(maxsize=1)
def _remembered_world() -> World | None:
    return World.objects.filter(pk=STREAM).first()


def current_world() -> World | None:
    """The world of this home, or None before ``init``."""
    world = _remembered_world()
    if world is None:
        _remembered_world.cache_clear()
    else:
        timekeeping.trust_system_clock(trusted=world.time_source == "system")
    return world


def this_world() -> World:
    """The world of this home. Raises Refused before ``init``."""
    world = current_world()
    if world is None:
        msg = "这里还没有建立环境。请先运行 fengsui init --jurisdiction 区划代码，或 ./run 打开演示环境。"
        raise Refused(msg)
    return world


def _founding_version() -> str | None:
    """The version of the plan that the world was founded under; None before that, or where nobody can be asked."""
    try:
        world = current_world()
    except (DatabaseError, RuntimeError):  # no tables yet, not reachable, or shut off for a check of files
        return None
    return world.plan_version if world else None


def forget_world() -> None:
    """Read the world again next time, and ask again which plan is in force."""
    _remembered_world.cache_clear()
    forget_adoptions()
    timekeeping.trust_system_clock(trusted=False)


def keys() -> KeyRing:
    """The keys of this home."""
    return open_keys(Path(settings.HOME))


def sealed_values() -> SealedValues:
    """The cabinet of sealed values of this home."""
    return SealedValues(keys(), Path(settings.HOME))


def _project(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    payload = fact.payload
    if fact.kind == "world.founded":
        yield Put(TABLE, fact.stream, {**payload, "founded_at": fact.recorded_at})
    else:
        yield Update(TABLE, fact.stream, {"time_source": payload["time_source"]})


def register() -> None:
    """Hand the kinds, the projector and the access rule in."""
    house.add_kind(FactKind("world.founded", WorldFounded, "建立环境"))
    house.add_kind(FactKind("world.clock_handed", ClockHanded, "交给系统时钟"))
    house.add_projector("world.founded", "world.clock_handed", projector=_project)
    house.add_table(TABLE)
    ask_founding_from(_founding_version)
    house.add_rule(AccessRule("world.found", frozenset(), "建立环境"))
