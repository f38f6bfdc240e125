"""The plans this copy can read: the one in force, those that ship with the program, those kept under their hash."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fengsui.conduct.plans import (
    BUILT_IN,
    UNREADABLE,
    PlanNotAsKept,
    built_in_plan,
    plan_in_force,
    plan_of_version,
    version_of,
)
from fengsui.plan import Plan, PlanError, load_plan
from fengsui.plan.source import read_source

FOLDER = "folder:"
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class KnownPlan:
    """One plan to choose. ``key`` is all that an address may carry: a version's name, or ``folder:`` and a name.

    ``version`` is ``national-2019-75@<first 12 of its hash>``, ``number`` the version as its author counts.
    """

    key: str
    version: str
    title: str
    number: str
    in_force: bool = False


def known_plans() -> tuple[KnownPlan, ...]:
    """The plan in force first, then the built-in one, the other folders, the kept versions; each content once.

    A folder that can't be read is left out. A kept version is only named here; reading it may still fail.
    """
    force = plan_in_force()
    found = [_known(force, version_of(force), in_force=True), _known(built_in_plan(), version_of(built_in_plan()))]
    found += [_known(plan, FOLDER + name) for name, plan in _folders()]
    found += _kept()
    seen: dict[str, KnownPlan] = {}
    for known in found:
        seen.setdefault(known.version, known)
    return tuple(seen.values())


def read_known(known: KnownPlan) -> Plan:
    """The plan itself. Raises PlanNotAsKept, in words, when it can't be read (any more)."""
    if known.version == version_of(built_in_plan()):  # in a copy founded on another plan nothing keeps it
        return built_in_plan()
    if not known.key.startswith(FOLDER):
        return plan_of_version(known.version)
    plan = dict(_folders()).get(known.key.removeprefix(FOLDER))
    if plan is None:
        msg = f"预案目录 {known.key.removeprefix(FOLDER)} 读不出来"
        raise PlanNotAsKept(msg)
    return plan


def _known(plan: Plan, key: str, *, in_force: bool = False) -> KnownPlan:
    return KnownPlan(key, version_of(plan), plan.title, plan.version, in_force)


def _folders() -> Iterator[tuple[str, Plan]]:
    root = Path(settings.PLANS)
    for header in sorted(root.glob("*/plan.yaml")):
        name = header.parent.name
        plan = None if name == BUILT_IN else _read(root, name, _stamp(root))
        if plan is not None:
            yield name, plan


def _stamp(root: Path) -> tuple[tuple[str, int, int], ...]:
    """When any file of any plan was changed: an overlay also changes with the plan it is laid over."""
    stats = ((str(path), path.stat()) for path in sorted(root.glob("*/*.yaml")))
    return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)


@lru_cache(maxsize=32)
def _read(root: Path, name: str, _stamp: tuple[tuple[str, int, int], ...]) -> Plan | None:
    try:
        return load_plan(root / name)
    except UNREADABLE:
        return None


def _kept() -> Iterator[KnownPlan]:
    """Named by their folder and their own header: reading all of them whole would take too long for a list."""
    folder = Path(settings.HOME) / "plans"
    names = sorted(path.parent.name for path in folder.glob("*_*/plan.yaml"))[:MOST_KEPT]
    for name in names:
        plan_id, _, short_hash = name.rpartition("_")
        try:
            header = read_source(folder / name / "plan.yaml", "plan.yaml").content
        except PlanError:
            continue
        if plan_id and not name.startswith(".") and isinstance(header, dict):
            title, number = (str(header.get(key, "")) for key in ("title", "version"))
            yield KnownPlan(f"{plan_id}@{short_hash}", f"{plan_id}@{short_hash}", title, number)
