"""What ./run, ./test and the locks promise, as far as it shows without a fresh machine."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, files

PROGRAMS = ["run", "test", ".ci/run"]
SOURCED = ["scripts/environment.sh", "scripts/postgres.sh"]
LOCKS = ["installer", "run", "dev"]

_PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


def pinned(name: str) -> dict[str, str]:
    return dict(_PINNED.findall(lock(name)))


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_can_be_started(program: str) -> None:
    """Each of the three programs is executable and asks for nothing but a POSIX shell."""
    path = ROOT / program
    assert os.access(path, os.X_OK)
    assert path.read_text(encoding="utf-8").startswith("#!/bin/sh\n")


@pytest.mark.parametrize("program", PROGRAMS + SOURCED)
def test_shell_parses(program: str) -> None:
    """The shell that a bare system has can read each script."""
    outcome = subprocess.run(["sh", "-n", ROOT / program], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr


def test_continuous_integration_runs_the_tests() -> None:
    """What a change must pass is what a developer runs: ./test, and nothing beside it."""
    assert "exec ./test\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_no_address(name: str) -> None:
    """A lock names packages, versions and hashes; where to fetch them from is each machine's own setting."""
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|\bfile:|\.in\b", lock(name))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_pin_and_hash_everything(name: str) -> None:
    """Every package is at one version and carries at least one SHA-256."""
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", lock(name), flags=re.MULTILINE))
    assert len(entries) == len(pinned(name))
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_development_environment_also_serves() -> None:
    """All that the run lock names is in the development lock at the same version, so one environment does both."""
    assert pinned("run").items() <= pinned("dev").items()


def test_declared_dependencies_are_locked() -> None:
    """pyproject.toml and the locks agree on which packages the project needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def names(requirements: list[str]) -> set[str]:
        found = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in requirements)
        return {re.sub(r"[._]", "-", match.group()).lower() for match in found if match}

    assert names(project["project"]["dependencies"]) <= pinned("run").keys()
    assert names(project["dependency-groups"]["dev"]) <= pinned("dev").keys()


def bare_machine(folder: Path, *, without: set[str]) -> dict[str, str]:
    """Make a search path of links to this machine's basic programs, with some missing.

    Returns the environment for such a machine, where the caller is an ordinary user.
    """
    programs = ["sh", "date", "dirname", "id", "cat", "sed", "cut", "sha256sum", "find", "head", "tail", "mktemp"]
    programs += ["rm", "chmod", "apt-get", "basename", "env"]
    for program in set(programs) - without:
        for place in ("/usr/bin", "/bin"):
            if Path(place, program).exists():
                (folder / program).symlink_to(Path(place, program))
                break
    (folder / "id").unlink()
    (folder / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (folder / "id").chmod(0o755)
    return {"PATH": str(folder), "HOME": str(folder)}


def copy_of_the_scripts(folder: Path) -> Path:
    """Copy ./run, ./test and what they source; an absolute interpreter must not rescue them."""
    for name in [*PROGRAMS, *SOURCED]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        body = (ROOT / name).read_text(encoding="utf-8").replace("/usr/bin/python3", "/nowhere/python3")
        target.write_text(body.replace("/usr/lib/postgresql", "/nowhere"), encoding="utf-8")
        target.chmod(0o755)
    return folder


def test_run_says_what_an_ordinary_user_must_install(tmp_path: Path) -> None:
    """Without Python and without root rights, ./run prints the exact command, changes nothing and exits 3."""
    tree = copy_of_the_scripts(tmp_path / "tree")
    (tmp_path / "bin").mkdir()
    outcome = subprocess.run(
        [tree / "run"],
        env=bare_machine(tmp_path / "bin", without=set()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 3
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3 python3-venv" in outcome.stderr
    )
    assert not (tree / ".venv").exists()


def test_test_names_everything_that_is_missing_at_once(tmp_path: Path) -> None:
    """./test lists browser, database and the rest in one command, not one after another."""
    tree = copy_of_the_scripts(tmp_path / "tree")
    (tmp_path / "bin").mkdir()
    outcome = subprocess.run(
        [tree / "test"],
        env=bare_machine(tmp_path / "bin", without=set()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 3
    for package in ("chromium", "postgresql", "poppler-utils", "gettext", "python3-venv"):
        assert package in outcome.stderr.splitlines()[1], package


def test_a_system_without_apt_is_told_what_is_missing(tmp_path: Path) -> None:
    """Where apt-get is not known, the message names the need, not a command that can't work."""
    tree = copy_of_the_scripts(tmp_path / "tree")
    (tmp_path / "bin").mkdir()
    outcome = subprocess.run(
        [tree / "run"],
        env=bare_machine(tmp_path / "bin", without={"apt-get"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 3
    assert "Python 3.11 or newer" in outcome.stderr
    assert "sudo" not in outcome.stderr


def test_nothing_made_by_set_up_is_tracked() -> None:
    """Environments, data and keys stay out of the repository."""
    unwanted = {".venv", "var", "__pycache__"}
    assert [str(path) for path in files() if unwanted & set(path.parts) or path.suffix in {".sqlite3", ".key"}] == []
