"""``fengsui plan diff A B``: what two plans say differently, in words and as one JSON document."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from fengsui.cli.main import main
from fengsui.conduct.plans import BUILT_IN, built_in_plan, keep_plan, keep_written
from fengsui.plan import load_plan

Output = pytest.CaptureFixture[str]
NATIONAL = Path(settings.PLANS) / BUILT_IN


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """A folder with the national plan, its first notice due in 90 minutes."""
    folder = tmp_path / "stricter"
    shutil.copytree(NATIONAL, folder)
    clocks = folder / "clocks.yaml"
    text = clocks.read_text(encoding="utf-8")
    term = "term: {amount: 2, unit: hours}"
    assert term in text
    clocks.write_text(text.replace(term, "term: {amount: 90, unit: minutes}", 1), encoding="utf-8")
    return folder


def test_differences_are_told_by_part(stricter: Path, capsys: Output) -> None:
    """0, the part, then the sentence with its direction and clause."""
    assert main(["plan", "diff", str(NATIONAL), str(stricter)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["【时钟】", "  时钟 首报：特别重大 2小时 → 90分钟（收紧），条款 五（二）1（1）"]


def test_equal_plans_have_no_differences(capsys: Output) -> None:
    """0, and it says so; comments and layout don't count."""
    assert main(["plan", "diff", str(NATIONAL), str(NATIONAL)]) == 0
    assert capsys.readouterr().out == "两份预案没有差别\n"


def test_a_kept_version_is_named_by_its_hash(province: Path, stricter: Path, capsys: Output) -> None:
    """A version that facts carry can be compared with a folder; as JSON, with before and after."""
    version = keep_plan()
    assert main(["plan", "diff", str(stricter), version, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (change,) = document["changes"]
    assert (change["direction"], change["before"], change["after"]) == ("relaxed", "90分钟", "2小时")
    assert change["clauses"] == ["5.2.1.1.a"]


def test_the_folder_of_a_kept_overlay_is_that_version(province: Path, capsys: Output) -> None:
    """A kept overlay is whole: named by its folder it is not laid over its base again, which need not be there."""
    version = keep_written(load_plan(NATIONAL.parent / "yunting-2026").written)
    folder = province / "plans" / version.replace("@", "_")
    assert main(["plan", "diff", str(folder), version]) == 0
    assert capsys.readouterr().out == "两份预案没有差别\n"
    assert main(["plan", "check", str(folder)]) == 1
    assert "留存的版本已与 national-2019-75 合成一体" in capsys.readouterr().out


def test_what_cannot_be_read_is_bad_input(stricter: Path, home: Path, capsys: Output) -> None:
    """3 with the file and line, or with what may be given; nothing is printed on standard output."""
    (stricter / "clocks.yaml").write_text("clocks: [{id: first_notice", encoding="utf-8")
    assert main(["plan", "diff", str(NATIONAL), str(stricter)]) == 3
    said = capsys.readouterr()
    assert "clocks.yaml:" in said.err
    assert said.out == ""
    for named in ("nowhere", f"{built_in_plan().id}@000000000000", "../../etc@x"):
        assert main(["plan", "diff", str(NATIONAL), named]) == 3
        assert named in capsys.readouterr().err


def test_plans_of_the_program_are_known_by_name(capsys: Output) -> None:
    """What ships with the program needs no path; a name that nothing bears is answered with those there are."""
    assert main(["plan", "diff", "national-2019-75", "yunting-2026"]) == 0
    assert "收紧" in capsys.readouterr().out
    assert main(["plan", "diff", "national-2019-75", "nowhere"]) == 3
    assert "guarantee-2026" in capsys.readouterr().err
