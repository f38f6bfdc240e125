"""The plan a fact was written under stays in the home, and is the one it was."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from fengsui.conduct import plans, streams
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from tests.conduct.lines import note, open_event


def forget() -> None:
    """As after a new start of the program."""
    plans.built_in_plan.cache_clear()
    plans.plan_of_version.cache_clear()
    streams.forget_all()


@pytest.fixture
def shipped(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The plan's files as the program ships them, to be changed by an upgrade."""
    folder = tmp_path / "shipped"
    shutil.copytree(django_settings.PLANS, folder)
    settings.PLANS = folder
    forget()
    yield folder / plans.BUILT_IN / "grading.yaml"
    forget()


def upgrade(grading: Path, before: str, after: str) -> None:
    """A new version of the program brings another wording of the plan."""
    text = grading.read_text(encoding="utf-8")
    assert before in text
    grading.write_text(text.replace(before, after), encoding="utf-8")
    forget()


def test_an_event_begun_after_an_upgrade_survives_the_next_one(shipped: Path, officers: dict[str, Actor]) -> None:
    """The home was founded under an older version; the one an event begins under is kept with its first fact."""
    duty = officers["zhiban"]
    upgrade(shipped, "只有一家不算", "仅一家不算")
    event = open_event(duty, "k").fact.stream
    version = plans.version_of(plans.built_in_plan())
    upgrade(shipped, "仅一家不算", "单独一家不算")
    outcome = note(duty, event, "after")
    assert outcome.fact.plan_version == version
    assert plans.version_of(plans.plan_of_version(version)) == version
    assert plans.kept_plan_problems([version]) == []


def test_a_kept_plan_that_was_edited_is_not_used(shipped: Path, home: Path, officers: dict[str, Actor]) -> None:
    """Facts would name one plan and follow another: the act is refused and says what to do."""
    duty = officers["zhiban"]
    event = open_event(duty, "k").fact.stream
    version = plans.version_of(plans.built_in_plan())
    upgrade(shipped, "只有一家不算", "仅一家不算")
    upgrade(home / "plans" / version.replace("@", "_") / "grading.yaml", "只有一家不算", "几家都算")
    with pytest.raises(plans.PlanNotAsKept, match="被改动过"):
        plans.plan_of_version(version)
    with pytest.raises(Refused, match="被改动过"):
        note(duty, event, "after")
    (problem,) = plans.kept_plan_problems([version, ""])
    assert problem.startswith(version)


def test_files_exchanged_under_a_running_program_are_not_kept_as_its_plan(
    shipped: Path, home: Path, officers: dict[str, Actor]
) -> None:
    """What is kept under a version has that version's hash, or nothing is kept and nothing done before a new start."""
    duty = officers["zhiban"]
    version = plans.version_of(plans.built_in_plan())
    shutil.rmtree(home / "plans")
    text = shipped.read_text(encoding="utf-8")
    shipped.write_text(text.replace("只有一家不算", "仅一家不算"), encoding="utf-8")
    with pytest.raises(Refused, match="重新启动"):
        open_event(duty, "k")
    assert list((home / "plans").iterdir()) == []
    forget()
    assert open_event(duty, "k").fact.plan_version != version
