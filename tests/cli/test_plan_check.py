"""``fengsui plan check`` and ``plan schema``: what they print, and their exit codes 0, 1, 3."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fengsui.cli.main import main
from fengsui.plan.json_schema import schema_names
from tests.plan.conftest import NATIONAL

Output = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the national plan to spoil."""
    copy = tmp_path / "national-2019-75"
    shutil.copytree(NATIONAL, copy)
    return copy


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a text that must be there."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_national_plan_is_fine(capsys: Output) -> None:
    """0, with how many cases ran and the version; nothing is without a case."""
    assert main(["plan", "check", str(NATIONAL)]) == 0
    said = capsys.readouterr().out
    assert "没有发现问题：national-2019-75@" in said
    assert "0 个不符" in said
    assert "还没有案例的" not in said


def test_every_problem_is_listed_with_line_clause_and_remedy(folder: Path, capsys: Output) -> None:
    """1; each line names file, line, place, clause and what to do, and one run finds them all."""
    spoil(folder, "clocks.yaml", "settled_by: receipt.recorded", "settled_by: receipt.recordet")
    spoil(folder, "tasks.yaml", "department: police", "department: polcie")
    (folder / "clock.yaml").touch()
    assert main(["plan", "check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "clocks.yaml:12: clocks.0.settled_by: 未知的事实种类 'receipt.recordet'，是否指 'receipt.recorded'" in said
    assert "（条款 5.2.1.1.a）。改法：" in said
    assert "没有部门 'polcie'，是否指 'police'" in said
    assert "clock.yaml:0" in said
    assert "发现 3 处问题，预案不能施行" in said


def test_a_case_that_fails_is_a_problem(folder: Path, capsys: Output) -> None:
    """A plan that says something else than its cases is not fine, and the case is named with its line."""
    spoil(folder, "grading.yaml", "on_site_head_count >= 1000", "on_site_head_count >= 1001")
    assert main(["plan", "check", str(folder), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["fine"] is False
    assert document["cases"]["failed"] == len(document["problems"]) > 0
    problem = document["problems"][0]
    assert problem["file"] == "cases/grading.yaml"
    assert problem["line"] > 1
    assert problem["clause"] == "2.5"
    assert "案例“" in problem["message"]
    assert problem["remedy"]
    assert document["plan"].startswith("national-2019-75@")


def test_access_can_only_be_narrowed(folder: Path, capsys: Output) -> None:
    """A permission that the program does not know, and a role beyond its limit, are told; a narrower grant is fine."""
    grants = (
        "access:\n"
        "  - {id: plan.propose, name: 提出预案版本, roles: [R3, R18], clause: 1.2.a}\n"
        "  - {id: plan.propos, name: 提出预案版本, roles: [R3], clause: 1.2.a}\n"
        "  - {id: plan.view, name: 查看预案, roles: [R1], clause: 1.2.a}\n"
    )
    (folder / "access.yaml").write_text(grants, encoding="utf-8")
    assert main(["plan", "check", str(folder), "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    told = {problem["where"]: problem["message"] for problem in problems if problem["file"] == "access.yaml"}
    assert "权限只能收窄" in told["access.0.roles"]
    assert "不能再给 R18" in told["access.0.roles"]
    assert "'plan.propose'" in told["access.1.id"]
    assert set(told) == {"access.0.roles", "access.1.id"}


def test_an_unknown_provision_is_told(folder: Path, capsys: Output) -> None:
    """A rule that the program does not have by that name is told with the nearest name."""
    with (folder / "provisions.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {id: room.no_such_rule, name: 没有, explanation: 没有, clause: 1.2.a}\n")
    assert main(["plan", "check", str(folder)]) == 1
    assert "程序里没有规则 'room.no_such_rule'" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["nowhere", "empty", "file"])
def test_what_is_no_plan_is_bad_input(tmp_path: Path, what: str, capsys: Output) -> None:
    """3, with the reason: no such folder, or a folder without plan.yaml."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert main(["plan", "check", str(tmp_path / what)]) == 3
    assert what in capsys.readouterr().err


def test_a_schema_is_printed_listed_and_written(tmp_path: Path, capsys: Output) -> None:
    """Without a file the names, with one its schema, with --write all, overlays' apart; 3 for an unknown name."""
    assert main(["plan", "schema"]) == 0
    assert tuple(capsys.readouterr().out.split()) == schema_names()
    assert main(["plan", "schema", "clocks.yaml"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "预案 clocks.yaml"
    assert main(["plan", "schema", "clock.yaml"]) == 3
    assert "clocks.yaml" in capsys.readouterr().err
    assert main(["plan", "schema", "--write", str(tmp_path / "new")]) == 0
    written = {path.name for path in (tmp_path / "new").glob("*.json")}
    assert written == {name.replace(".yaml", ".schema.json") for name in schema_names()}
    assert written == {path.name for path in (tmp_path / "new" / "overlay").iterdir()}
    (tmp_path / "taken").touch()
    assert main(["plan", "schema", "--write", str(tmp_path / "taken")]) == 3


def test_a_check_starts_without_what_only_acts_need() -> None:
    """Whoever writes a plan checks after every change: data frames, mail and holidays are not read for it."""
    heavy = {
        "polars",
        "apprise",
        "openpyxl",
        "holidays",
        "typst",
        "docx",
        "opencc",
        "feedparser",
        "fengsui.demonstration",
    }
    program = "import sys; from fengsui.cli.main import main; main(['plan', 'check', sys.argv[1]]); print(*sys.modules)"
    command = [sys.executable, "-c", program, str(NATIONAL)]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert "fengsui.plan.checking" in loaded
    assert heavy & set(loaded) == set()


def test_a_spoilt_base_beside_the_folder_is_told(tmp_path: Path, capsys: Output) -> None:
    """An overlay is held against what ships, not against a relaxed copy under its name; the right copy is fine."""
    overlay, base = tmp_path / "yunting-2026", tmp_path / "national-2019-75"
    shutil.copytree(NATIONAL.parent / "yunting-2026", overlay)
    shutil.copytree(NATIONAL, base)
    assert main(["plan", "check", str(overlay)]) == 0
    capsys.readouterr()
    spoil(base, "parameters.yaml", "decider: 组长", "decider: 副组长")
    assert main(["plan", "check", str(overlay), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    line = (overlay / "plan.yaml").read_text(encoding="utf-8").splitlines()[problem["line"] - 1]
    assert (problem["file"], problem["where"], line) == ("plan.yaml", "base", "base: national-2019-75")
    assert "与程序自带的内容不同" in problem["message"]
    assert "plans" in problem["remedy"]


def test_a_base_that_does_not_ship_may_lie_beside(tmp_path: Path) -> None:
    """A plan of one's own can be a base too: only the ids that ship stand for what ships."""
    shutil.copytree(NATIONAL, tmp_path / "own-2026", ignore=shutil.ignore_patterns("cases"))
    spoil(tmp_path / "own-2026", "plan.yaml", "id: national-2019-75", "id: own-2026")
    overlay = tmp_path / "over"
    overlay.mkdir()
    header = (NATIONAL.parent / "yunting-2026" / "plan.yaml").read_text(encoding="utf-8")
    header = header.replace("base: national-2019-75", "base: own-2026").replace("id: yunting-2026", "id: over")
    (overlay / "plan.yaml").write_text(header, encoding="utf-8")
    assert main(["plan", "check", str(overlay)]) == 0
