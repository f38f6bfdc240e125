"""``fengsui replay``: what it prints and writes, and its exit codes 0, 2 and 3."""

import json
from pathlib import Path

import pytest

from fengsui.cli.main import main
from tests.warning.replay_files import failing, incidents_file, platforms, registry_file
from tests.warning.test_replay_days import START

Output = pytest.CaptureFixture[str]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The two options with invented files."""
    (tmp_path / "incidents.csv").write_bytes(incidents_file(failing(["甲0", "甲1"], START, apart=3)))
    (tmp_path / "registry.csv").write_bytes(registry_file(platforms(28)))
    return ["--incidents", str(tmp_path / "incidents.csv"), "--registry", str(tmp_path / "registry.csv")]


def test_one_document_on_standard_output(files: list[str], capsys: Output) -> None:
    """0; standard output is one JSON document, progress goes to standard error."""
    assert main(["replay", *files, "--json", "--population", "registry", "--without-types", "转型"]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert found["options"]["population"] == "registry"
    assert found["options"]["without_types"] == ["转型"]
    assert found["options"]["from"] == "2018-07-01"
    assert "days" not in found["regions"][0]
    assert "37/37" in printed.err


def test_a_table_and_a_chart(files: list[str], tmp_path: Path, capsys: Output) -> None:
    """Without --json a table; --chart writes what its ending says."""
    page = tmp_path / "chart.html"
    assert main(["replay", *files, "--from", "2018-07-02", "--chart", str(page)]) == 0
    assert "安徽省" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    "wrong",
    [["--chart", "chart.bmp"], ["--registry", "absent.csv"], ["--from", "2030-01-01"], ["--chart", "absent/x.html"]],
)
def test_bad_input_is_three_and_says_why(files: list[str], wrong: list[str], capsys: Output) -> None:
    """A file that cannot be read or written, or days without a failure: 3, words, nothing on standard output."""
    assert main(["replay", *files, *wrong]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip()


def test_a_broken_file_is_three(files: list[str], tmp_path: Path, capsys: Output) -> None:
    """A table that is none: 3, with the file's part named."""
    (tmp_path / "incidents.csv").write_bytes(b"a,b\n1,2\n")
    assert main(["replay", *files]) == 3
    assert "爆雷表" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--population", "all"], ["--from", "July"]])
def test_wrong_usage_is_two(files: list[str], wrong: list[str]) -> None:
    """An unknown population rule or a date that is none: 2."""
    with pytest.raises(SystemExit) as stopped:
        main(["replay", *files, *wrong])
    assert stopped.value.code == 2
