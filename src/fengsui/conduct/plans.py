"""Which plan a stream runs under: the version in force when it began, read back by its content's hash."""

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.house import house
from fengsui.plan import Plan, PlanError, Vocabulary, load_plan
from fengsui.plan.build import build_plan
from fengsui.plan.files import FILE_NAMES, FILE_SHAPES, PlanFiles

BUILT_IN = "national-2019-75"
UNREADABLE = (
    *(PlanError, ArithmeticError, AttributeError, LookupError, MemoryError),
    *(OSError, RecursionError, TypeError, ValueError),
)
"""What files that somebody spoilt may raise on the way to a plan. None of it may take the copy down."""


def vocabulary() -> Vocabulary:
    """The words a plan may use: the figures and fact kinds the rooms handed in."""
    return Vocabulary(
        figures={figure.name: figure.type for figure in house.figures.values()},
        fact_kinds=frozenset(house.kinds),
        permissions={rule.permission: rule.roles for rule in house.rules.values()},
        provisions=frozenset(house.provisions),
        signed_acts=house.signed_acts,
    )


@lru_cache(maxsize=1)
def built_in_plan() -> Plan:
    """The national plan, shipped with the program. Raises PlanError when its files are broken."""
    return load_plan(Path(settings.PLANS) / BUILT_IN, vocabulary())


@lru_cache(maxsize=4)
def _shipped_plan(plan_id: str) -> Plan:
    return load_plan(Path(settings.PLANS) / plan_id, vocabulary())


def founding_plan() -> Plan:
    """The plan this copy was founded on, as the program ships it: the national one, or that of another kind of event.

    Where its files are missing or broken, it is the text that was kept when the copy was founded, and
    :func:`unreadable_versions` tells. Raises PlanError before anything was founded, PlanNotAsKept without a kept text.
    """
    version = _founded_on()
    plan_id = version.partition("@")[0]
    failed = _known.spoilt.get(plan_id)
    if failed is None or time.monotonic() - failed[0] >= READ_AGAIN_SECONDS:
        try:
            plan = built_in_plan() if plan_id == BUILT_IN else _shipped_plan(plan_id)
        except UNREADABLE as error:
            if "@" not in version:
                raise
            _known.spoilt[plan_id] = (time.monotonic(), str(error))
        else:
            _known.spoilt.pop(plan_id, None)
            return plan
    return _kept_plan(version)


def _founded_on() -> str:
    if _known.founded_on is None or _known.founded_home != settings.HOME:
        _known.founded_on, _known.founded_home = _known.founding(), settings.HOME
    return _known.founded_on or BUILT_IN


def ask_founding_from(source: Callable[[], str | None]) -> None:
    """Hand in who knows the version that the world was founded under; None where that can't be told yet."""
    _known.founding, _known.founded_on = source, None


def found_on(plan_id: str) -> None:
    """The world that is being founded runs under this plan. Raises PlanError when it can't be read."""
    _known.founded_on, _known.founded_home = plan_id, settings.HOME
    founding_plan()


def shipped_plans() -> list[str]:
    """The ids of the plans in the folder of plans, the national one first."""
    found = [path.parent.name for path in sorted(Path(settings.PLANS).glob("*/plan.yaml"))]
    return sorted(found, key=lambda name: (name != BUILT_IN, name))


@dataclass(frozen=True, slots=True)
class Adoption:
    """A version that the leading group adopted, and the first Beijing day on which it applies (clauses P.5, 0.9)."""

    version: str
    effective_from: date


@dataclass
class _Known:
    """What this process knows of adoptions. ``source`` tells them in the order of adoption; None where it can't."""

    source: Callable[[], Sequence[Adoption] | None] = lambda: ()
    adoptions: Sequence[Adoption] = ()
    asked_at: float | None = None
    home: object = None
    today: tuple[int, date] | None = None
    spoilt: dict[str, tuple[float, str]] = field(default_factory=dict)
    founding: Callable[[], str | None] = lambda: None
    founded_on: str | None = None
    founded_home: object = None


_known = _Known()
ASK_AGAIN_SECONDS = 1.0
"""Every act and every access check asks for the plan: the adoptions are looked up once in so many seconds."""
READ_AGAIN_SECONDS = 60.0
"""A version that could not be read is tried again after so long; meanwhile the last good one serves."""


def ask_in_force_from(source: Callable[[], Sequence[Adoption] | None]) -> None:
    """Hand in who knows the adopted versions (the register, one floor up), in the order of adoption."""
    _known.source = source
    forget_adoptions()


def forget_adoptions() -> None:
    """Ask anew next time: a version was adopted here, or the home is another one."""
    _known.adoptions, _known.asked_at, _known.today = (), None, None
    _known.founded_on = None
    _known.spoilt.clear()


def versions_on(adoptions: Sequence[Adoption], on: date) -> list[str]:
    """The adopted versions that have begun by a day, the one in force first. Pure.

    The latest first day goes before, and among versions of the same first day the one adopted last.
    """
    never = overtaken(adoptions)
    begun = [
        (entry.effective_from, number)
        for number, entry in enumerate(adoptions)
        if entry.effective_from <= on and entry.version not in never
    ]
    return [adoptions[number].version for _, number in sorted(begun, reverse=True)]


def overtaken(adoptions: Sequence[Adoption]) -> frozenset[str]:
    """The versions whose place was taken, before they began, by one adopted later from an earlier day on. Pure.

    So a mistyped first day is mended by the next adoption.
    """
    return frozenset(
        entry.version
        for number, entry in enumerate(adoptions)
        if any(later.effective_from < entry.effective_from for later in adoptions[number + 1 :])
    )


def plan_in_force(on: date | None = None) -> Plan:
    """The plan that new matters run under on a Beijing day, today by the world's clock where none is given.

    It is the adopted version in force on that day, else the plan the copy was founded on. A version that can't be read
    is passed over for the one before it (:func:`unreadable_versions` tells): nobody's broken file takes the copy down.
    So is one whose last day is over (0.9).
    """
    adoptions = _adoptions()
    if not adoptions:
        return founding_plan()
    day = on or _today()
    for version in versions_on(adoptions, day):
        plan = _readable(version)
        if plan is not None and (plan.effective_to is None or day <= plan.effective_to):
            return plan
    return founding_plan()


def unreadable_versions() -> list[tuple[str, str]]:
    """(version, why) of what should be in force today and can't be read, for those who can mend it."""
    found: list[tuple[str, str]] = []
    for version in versions_on(_adoptions(), _today()) if _adoptions() else []:
        if _readable(version) is not None:
            return found
        found.append((version, _known.spoilt[version][1]))
    founding_plan()
    plan_id = _founded_on().partition("@")[0]
    if plan_id in _known.spoilt:
        found.append((plan_id, _known.spoilt[plan_id][1]))
    return found


def _adoptions() -> Sequence[Adoption]:
    now = time.monotonic()
    if _known.asked_at is None or _known.home != settings.HOME or not 0 <= now - _known.asked_at < ASK_AGAIN_SECONDS:
        answer = _known.source()
        if answer is None:  # the database doesn't answer: what was known goes on, the next call asks again
            return _known.adoptions if _known.home == settings.HOME else ()
        _known.adoptions, _known.asked_at, _known.home, _known.today = answer, now, settings.HOME, None
    return _known.adoptions


def _today() -> date:
    """Today by the world's clock. A simulated clock lies in the database: it is read again when it was moved."""
    if timekeeping.costs_nothing():
        return timekeeping.now().astimezone(BEIJING).date()
    moves = timekeeping.moves()
    if _known.today is None or _known.today[0] != moves:
        _known.today = (moves, timekeeping.now().astimezone(BEIJING).date())
    return _known.today[1]


def _readable(version: str) -> Plan | None:
    failed = _known.spoilt.get(version)
    if failed is not None and time.monotonic() - failed[0] < READ_AGAIN_SECONDS:
        return None
    try:
        plan = plan_of_version(version)
    except PlanNotAsKept as error:
        _known.spoilt[version] = (time.monotonic(), str(error))
        return None
    _known.spoilt.pop(version, None)
    return plan


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
    plan = founding_plan()
    if version in {"", version_of(plan)}:
        return plan
    return _read_kept(version)


def keep_plan() -> str:
    """Keep the founding plan's files under its hash, so that running events survive an upgrade.

    Every act asks for it; once the copy is there, that costs one look at the disk. Raises PlanNotAsKept when the
    files were exchanged since this process read them: what it would keep is not what it works by.
    """
    plan = founding_plan()
    version = version_of(plan)
    target = _kept(version)
    if target.exists():
        return version
    if plan.id != BUILT_IN:
        return keep_written(plan.written)
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


def keep_written(written: PlanFiles) -> str:
    """Keep a plan that was read and checked, whole and by itself, under its hash; returns its version.

    Its files are JSON under the names of the plan's files: a province's plan is read back in a fraction of the time.
    Raises PlanNotAsKept when what lies there is not the plan.
    """
    version = version_of(build_plan(written))
    target = _kept(version)
    if target.exists():
        try:
            _read_kept(version)
        except PlanNotAsKept:  # spoilt since: here is what it should be; what was there is kept for whoever looks
            target.rename(target.with_name(f".{target.name}.spoilt-{secrets.token_hex(4)}"))
    if not target.exists():
        _put_files(written_as_json(written), target)
    plan_of_version(version)
    return version


def _put_files(files: Mapping[str, str], target: Path) -> None:
    """The files in a folder that is there whole or not at all."""
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    try:
        for name, content in files.items():
            (partial / name).write_text(content, encoding="utf-8")
        try:
            partial.replace(target)
        except OSError:  # another process kept it first
            if not target.exists():
                raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def written_as_json(written: PlanFiles) -> dict[str, str]:
    """The files of a merged plan, by name. It stands by itself: no ``base``."""
    files = {}
    for part, name in FILE_NAMES.items():
        content = getattr(written, part)
        if content is not None:
            files[name] = json.dumps(content.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    return files


@lru_cache(maxsize=4)
def _kept_plan(version: str) -> Plan:
    return _read_kept(version)


def _read_kept(version: str) -> Plan:
    folder = _kept(version)
    try:
        plan = _read_json(folder) or load_plan(folder)
    except UNREADABLE as error:
        msg = f"留存的预案 {version} 读不出来，请从备份恢复目录 plans：{error}"
        raise PlanNotAsKept(msg) from error
    if version_of(plan) != version:
        msg = f"留存的预案 {version} 被改动过（现在是 {version_of(plan)}），请从备份恢复目录 plans。"
        raise PlanNotAsKept(msg)
    return plan


def _read_json(folder: Path) -> Plan | None:
    """A plan kept by :func:`keep_written`; None for one kept as its author wrote it.

    It was checked before it was kept, and its hash says that it is still the same: nothing is checked again.
    """
    texts = {part: path for part, name in FILE_NAMES.items() if (path := folder / name).exists()}
    if "header" not in texts or not texts["header"].read_text(encoding="utf-8").startswith("{"):
        return None
    parts = {
        part: FILE_SHAPES[part].model_validate_json(path.read_text(encoding="utf-8")) for part, path in texts.items()
    }
    return build_plan(PlanFiles.model_validate(parts))


def _version_in(folder: Path) -> str:
    try:
        return version_of(load_plan(folder))
    except PlanError:
        return ""


def _kept(version: str) -> Path:
    """The folder of a kept plan. Raises PlanNotAsKept for a name that would lead anywhere else."""
    folder = Path(settings.HOME) / "plans"
    place = folder / version.replace("@", "_")
    if "\0" in version or place.name.startswith(".") or place.parent != folder:
        msg = f"“{version[:80]}”不是预案版本的名称"
        raise PlanNotAsKept(msg)
    return place
