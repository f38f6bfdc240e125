"""Founding a copy on one of the plans that ship with the program: ``fengsui init --plan``."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from fengsui.cli.main import main
from fengsui.conduct import plans
from fengsui.conduct.plans import plan_in_force, unreadable_versions
from fengsui.conduct.world import current_world, forget_world

INIT = ("init", "--jurisdiction", "990000", "--kind", "test")


def test_init_takes_the_plan(db: None, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan named is in force from the first act on, kept under its hash, and still so after a new start."""
    assert main((*INIT, "--plan", "guarantee-2026")) == 0
    capsys.readouterr()
    forget_world()
    assert plan_in_force().id == "guarantee-2026"
    assert [path.name.partition("_")[0] for path in (home / "plans").iterdir()] == ["guarantee-2026"]
    assert main(("world", "show")) == 0
    assert "plan_version: guarantee-2026@" in capsys.readouterr().out


def test_an_overlay_founds_a_copy_too(db: None, home: Path) -> None:
    """A province may begin under its own stricter plan; what is kept of it stands by itself."""
    assert main((*INIT, "--plan", "yunting-2026")) == 0
    forget_world()
    assert plan_in_force().id == "yunting-2026"
    assert plan_in_force().written.header.base == "national-2019-75"


def test_without_a_plan_it_is_the_national_one(db: None, home: Path) -> None:
    """Whoever names none gets the national plan."""
    assert main(INIT) == 0
    assert plan_in_force().id == "national-2019-75"


def test_a_plan_that_is_gone_takes_nothing_down(db: None, home: Path, tmp_path: Path, settings: Any) -> None:
    """After an upgrade without the folder, the text kept at the founding goes on, and the fault is told."""
    assert main((*INIT, "--plan", "guarantee-2026")) == 0
    before = plan_in_force().source_hash
    settings.PLANS = tmp_path / "elsewhere"
    plans._shipped_plan.cache_clear()  # as after a new start
    forget_world()
    try:
        assert plan_in_force().source_hash == before
        assert [version for version, _ in unreadable_versions()] == ["guarantee-2026"]
    finally:
        plans._shipped_plan.cache_clear()
        forget_world()


def test_a_folder_under_another_name_founds_nothing(
    db: None, home: Path, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan is found again by its id: a folder must bear it. Nothing is made."""
    shutil.copytree(Path(settings.PLANS) / "guarantee-2026", tmp_path / "shelf" / "our-province")
    settings.PLANS = tmp_path / "shelf"
    assert main((*INIT, "--plan", "our-province")) == 3
    assert "guarantee-2026" in capsys.readouterr().err
    assert not (home / "plans").exists()
    assert not (home / "keys" / "master.key").exists()


@pytest.mark.parametrize("name", ["nowhere", "../national-2019-75"])
def test_an_unknown_plan_founds_nothing(db: None, home: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """The message lists the plans there are; no keys, no world, nothing is left behind."""
    assert main((*INIT, "--plan", name)) == 3
    assert "national-2019-75、" in capsys.readouterr().err
    assert current_world() is None
    assert not (home / "plans").exists()
    assert plan_in_force().id == "national-2019-75"
