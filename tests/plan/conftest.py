"""The national plan, as it is and as a copy that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fengsui.monitoring import figures as institution
from fengsui.plan import FigureType, Plan, Vocabulary, load_plan
from fengsui.response import figures as event
from fengsui.warning import figures as grading

NATIONAL = Path(__file__).resolve().parents[2] / "plans" / "national-2019-75"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load_plan(NATIONAL)


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Copy the plan, replace one text in one file (it must be there), and give the directory."""

    def spoil(name: str, old: str, new: str) -> Path:
        directory = tmp_path / "plan"
        if not directory.exists():
            shutil.copytree(NATIONAL, directory)
        text = (directory / name).read_text(encoding="utf-8")
        assert old in text
        (directory / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return directory

    return spoil


@pytest.fixture
def vocabulary() -> Vocabulary:
    """What code would offer to the national plan."""
    figures: dict[str, FigureType] = {figure.name: figure.type for figure in event.FIGURES}
    figures |= {figure.name: figure.type for figure in grading.FIGURES}
    figures |= {figure.name: figure.type for figure in institution.FIGURES}
    return Vocabulary(
        figures=figures,
        fact_kinds=frozenset(
            kind
            for clock in load_plan(NATIONAL).clocks.values()
            for kind in (clock.starts_on, clock.provisional_on, clock.settled_by)
            if kind is not None
        ),
    )
