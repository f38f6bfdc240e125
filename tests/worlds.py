"""Worlds that are built once in a process of the tests; every later test is given the same rows and the same home.

What the building acts do is tested where they are the matter. Elsewhere they were only repeated, some hundred times.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from fengsui.conduct import plans, streams, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.ledger.keys import open_keys
from fengsui.ledger.sealer import seal
from tests.conftest import MORNING
from tests.staffing import staff

Built = TypeVar("Built")
MADE_BY_MIGRATIONS = (ContentType, Permission)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A world as it was when it was built. ``built``: what its builder returned."""

    rows: Sequence[tuple[type[Model], Sequence[Model]]]
    home: Path
    built: Any


_kept: dict[tuple[str, str], _Kept] = {}


def forget() -> None:
    """Nothing of an earlier test's world stays in memory."""
    for forgotten in (streams.forget_all, world.forget_world, open_keys.cache_clear):
        forgotten()


def built_once(name: str, build: Callable[[], Built]) -> Built:
    """What ``build`` returns, and what it writes into the database and into settings.HOME: both must be empty.

    ``name``: the same for the same world. A world built under another plan (a test may have put one in place of the
    national one) is another world.
    """
    forget()
    home, key = Path(settings.HOME), (name, plans.version_of(plans.built_in_plan()))
    kept = _kept.get(key)
    if kept is None:
        built = build()
        folder = Path(tempfile.mkdtemp(prefix="world-", dir=os.environ["FENGSUI_HOME"]))
        shutil.copytree(home, folder, dirs_exist_ok=True)
        _kept[key] = _Kept(_all_rows(), folder, built)
        return built
    shutil.copytree(kept.home, home, dirs_exist_ok=True)
    for model, rows in kept.rows:
        model._base_manager.bulk_create(rows)
    forget()
    again: Built = kept.built
    return again


def _all_rows() -> Sequence[tuple[type[Model], Sequence[Model]]]:
    models = [model for model in apps.get_models(include_auto_created=True) if model not in MADE_BY_MIGRATIONS]
    kept = [(model, tuple(model._base_manager.all())) for model in models]
    return [(model, rows) for model, rows in kept if rows]


def founded() -> None:
    """The invented province at 09:12, nobody in office yet."""

    def build() -> None:
        world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)

    built_once("founded", build)


def founded_and_staffed() -> dict[str, Actor]:
    """The same with its people and institutions; officers by login."""

    def build() -> dict[str, Actor]:
        founded()
        return staff(MORNING)

    return dict(built_once("staffed", build))


def founded_staffed_and_sealed() -> dict[str, Actor]:
    """The same; what was done until now stands under a checkpoint."""

    def build() -> dict[str, Actor]:
        people = founded_and_staffed()
        seal(holder="test", now=timekeeping.now(), keys=world.keys())
        return people

    return dict(built_once("staffed and sealed", build))
