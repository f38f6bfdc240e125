"""Founding a copy on one of the plans that ship with the program: ``fengsui init --plan``."""

from pathlib import Path

import pytest

from fengsui.cli.main import main
from fengsui.conduct.plans import plan_in_force
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


@pytest.mark.parametrize("name", ["nowhere", "../national-2019-75"])
def test_an_unknown_plan_founds_nothing(db: None, home: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """The message lists the plans there are; no keys, no world, nothing is left behind."""
    assert main((*INIT, "--plan", name)) == 3
    assert "national-2019-75、" in capsys.readouterr().err
    assert current_world() is None
    assert not (home / "plans").exists()
    assert plan_in_force().id == "national-2019-75"
