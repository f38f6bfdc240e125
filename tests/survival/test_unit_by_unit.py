"""A worker killed with -9 in the middle of a batch of papers: the next goes on, nothing twice, no number skipped."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress

import psycopg

from tests.survival.homes import REPOSITORY, Home
from tests.survival.unit_by_unit import UNITS

PATIENCE_SECONDS = 60


def worker(home: Home, **environment: str) -> subprocess.Popen[str]:
    """One worker in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.survival.unit_by_unit"],
        env=home.environment(**environment),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def killed_at(home: Home, place: str, after: int) -> None:
    """The failpoint takes the worker along."""
    process = worker(home, FENGSUI_FAILPOINT=place, FENGSUI_FAILPOINT_AFTER=str(after))
    process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == -signal.SIGKILL


def killed_beside_a_rival(home: Home) -> None:
    """Two workers at once; one is killed from outside after its first paper, the other goes on to the end."""
    victim, rival = worker(home), worker(home)
    assert victim.stdout is not None
    victim.stdout.readline()
    with suppress(ProcessLookupError):
        os.killpg(victim.pid, signal.SIGKILL)
    victim.communicate(timeout=PATIENCE_SECONDS)
    rival.communicate(timeout=PATIENCE_SECONDS)
    assert victim.returncode in {-signal.SIGKILL, 0}, "a rival that made all the others leaves it nothing to do"
    assert rival.returncode == 0


def rows(home: Home, statement: str) -> list[tuple[object, ...]]:
    """What the database says, asked from outside."""
    if home.database_url:
        with psycopg.connect(home.database_url) as connection:
            return connection.execute(statement.encode()).fetchall()
    with closing(sqlite3.connect(home.folder / "fengsui.sqlite3")) as connection:
        return connection.execute(statement).fetchall()


def test_killed_in_the_middle_of_a_batch(living: Home) -> None:
    """Killed with files kept and no fact, before a commit, and from outside beside a second worker.

    In the end each unit has one paper, the numbers run without a gap, and every file is as its fact says.
    """
    killed_at(living, "paper-files-kept", 2)
    killed_at(living, "before-commit", 4)
    killed_beside_a_rival(living)
    done = living.run("tests.survival.restart")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["findings"] == []
    assert report["kinds"]["paper.sent"] == len(UNITS)
    assert report["kinds"]["letter.copies_completed"] == 1
    letters = rows(living, "SELECT unit, status FROM documents_letter WHERE copy_of <> '' ORDER BY place")
    assert letters == [(unit, "sent") for unit in UNITS]
    numbers = rows(living, "SELECT ordinal FROM documents_booknumber WHERE mark <> '' ORDER BY ordinal")
    assert [row[0] for row in numbers] == list(range(1, len(UNITS) + 1))
    assert rows(living, "SELECT count(*) FROM documents_copyproblem") == [(0,)]
