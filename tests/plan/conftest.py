"""The national plan, as it is and as a copy that a test may spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fengsui.plan import Plan, Vocabulary, load_plan

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
    return Vocabulary(
        figures={
            "blown_up_in_top_k_30_days": "integer",
            "blown_up_in_top_2k_60_days": "integer",
            "on_site_head_count": "integer",
        },
        fact_kinds=frozenset(
            kind
            for clock in load_plan(NATIONAL).clocks.values()
            for kind in (clock.starts_on, clock.provisional_on, clock.settled_by)
            if kind is not None
        ),
    )
