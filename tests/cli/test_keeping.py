"""``fengsui ledger …``, ``backup`` and ``restore``: what they print, and their exit codes 0, 1, 2, 3."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fengsui.cli.main import main
from fengsui.clock.models import Clock
from fengsui.conduct import archiving, world
from fengsui.ledger.keys import open_keys
from fengsui.ledger.models import FactRow
from fengsui.ledger.reading import count_facts
from fengsui.ledger.sealer import checkpoint_line, seal
from tests.conduct.lines import open_event
from tests.conftest import MORNING
from tests.staffing import staff

Output = pytest.CaptureFixture[str]


@pytest.fixture
def event(province: Path) -> str:
    """An event in a staffed province, sealed by a checkpoint."""
    stream = open_event(staff(MORNING)["zhiban"], "k", crowd=6000).fact.stream
    seal(holder="test", now=MORNING, keys=world.keys())
    return stream


def document(output: Output) -> dict[str, Any]:
    """The one JSON document that was printed."""
    found: dict[str, Any] = json.loads(output.readouterr().out)
    return found


def test_a_whole_ledger_verifies(event: str, capsys: Output) -> None:
    """0, with how much was looked at; the checkpoint printed on papers is accepted."""
    assert main(["ledger", "verify", "--json", "--checkpoint", checkpoint_line()]) == 0
    assert document(capsys) == {"facts": count_facts(), "checkpoints": 1, "findings": []}


def test_a_changed_fact_is_located(event: str, capsys: Output) -> None:
    """1, and the fact is named."""
    FactRow.objects.filter(stream=event, number=1).update(actor="officer/other")
    assert main(["ledger", "verify"]) == 1
    assert f"{event}#1: " in capsys.readouterr().out


def test_a_checkpoint_that_is_not_there_is_found(event: str, capsys: Output) -> None:
    """1: a ledger cut before a checkpoint that somebody kept."""
    assert main(["ledger", "verify", "--checkpoint", "7:0123456789abcdef"]) == 1
    assert "checkpoint 7" in capsys.readouterr().out


def test_rebuild_finds_and_mends_a_damaged_row(event: str, capsys: Output) -> None:
    """0 on a sound home, 1 on a damaged one; --write mends it."""
    assert main(["ledger", "rebuild", "--json"]) == 0
    assert document(capsys) == {"differences": []}
    Clock.objects.filter(stream=event).update(status="settled")
    assert main(["ledger", "rebuild"]) == 1
    assert ".status: 底账 'running'，数据库 'settled'" in capsys.readouterr().out
    assert main(["ledger", "rebuild", "--write"]) == 1
    assert main(["ledger", "rebuild"]) == 0


def test_an_export_verifies_elsewhere(event: str, tmp_path: Path, capsys: Output) -> None:
    """The file is checked without the database it came from, and a torn or foreign file is bad input (3)."""
    target = tmp_path / "ledger.zip"
    assert main(["ledger", "export", str(target), "--json"]) == 0
    assert document(capsys) == {"file": str(target), "facts": count_facts()}
    checkpoint = checkpoint_line()
    archiving.empty_home()
    assert main(["ledger", "verify", str(target), "--checkpoint", checkpoint]) == 0
    capsys.readouterr()
    (tmp_path / "torn.zip").write_bytes(target.read_bytes()[:-100])
    (tmp_path / "other.zip").write_text("x")
    assert main(["ledger", "verify", str(tmp_path / "torn.zip")]) == 3
    assert main(["ledger", "verify", str(tmp_path / "other.zip")]) == 3
    assert main(["ledger", "verify", str(tmp_path / "nowhere.zip")]) == 3


@pytest.mark.parametrize("line", ["{}", "[1]", "no json", '{"stream": 1}'])
def test_an_export_with_a_line_that_is_no_fact_is_bad_input(
    event: str, tmp_path: Path, capsys: Output, line: str
) -> None:
    """3, and the line is named."""
    assert main(["ledger", "export", str(tmp_path / "ledger.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "ledger.zip") as before, zipfile.ZipFile(tmp_path / "bad.zip", "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name) if name != "facts.jsonl" else line + "\n")
    assert main(["ledger", "verify", str(tmp_path / "bad.zip")]) == 3
    assert "facts.jsonl 第 1 行" in capsys.readouterr().err


def test_rebuilding_from_an_export_needs_an_empty_home(event: str, tmp_path: Path, settings: Any) -> None:
    """3 and nothing changed in a home in use; 0 in an empty one."""
    target = tmp_path / "ledger.zip"
    assert main(["ledger", "export", str(target)]) == 0
    count = count_facts()
    assert main(["ledger", "rebuild", str(target)]) == 3
    assert count_facts() == count
    archiving.empty_home()
    settings.HOME = tmp_path / "rebuilt"
    open_keys.cache_clear()
    assert main(["ledger", "rebuild", str(target)]) == 0
    assert count_facts() == count


def test_a_hostile_export_is_bad_input(event: str, tmp_path: Path, settings: Any) -> None:
    """3: a batch whose name leads out of the home; nothing is written."""
    target = tmp_path / "ledger.zip"
    assert main(["ledger", "export", str(target)]) == 0
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("batches/../../evil.parquet", "x")
    archiving.empty_home()
    settings.HOME = tmp_path / "rebuilt"
    open_keys.cache_clear()
    assert main(["ledger", "rebuild", str(target)]) == 3
    assert count_facts() == 0
    assert not list(tmp_path.rglob("*evil*"))
    assert not (tmp_path / "rebuilt" / "batches").exists()


def test_backup_and_restore(event: str, tmp_path: Path, settings: Any, capsys: Output) -> None:
    """0; a home in use and a file that is none are bad input (3)."""
    assert main(["backup", str(tmp_path / "kept")]) == 0
    data, keys = (str(next((tmp_path / "kept").glob(f"{name}-*.zip"))) for name in ("data", "keys"))
    count = count_facts()
    assert main(["restore", data, keys]) == 3
    archiving.empty_home()
    settings.HOME = tmp_path / "restored"
    settings.HOME.mkdir()
    open_keys.cache_clear()
    assert main(["restore", data, str(tmp_path / "nowhere.zip")]) == 3
    assert count_facts() == 0
    assert main(["restore", data, keys]) == 0
    assert "底账完整" in capsys.readouterr().out
    assert count_facts() == count


def test_wrong_usage_is_told(capsys: Output) -> None:
    """2, and the usage is printed."""
    for arguments in ([], ["ledger"], ["ledger", "mend"], ["backup"], ["no-such-command"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
    assert "usage: fengsui" in capsys.readouterr().err


def test_commands_that_need_a_world_say_so(db: None, home: Path, capsys: Output) -> None:
    """3 in a home that was never founded."""
    for arguments in (["ledger", "verify"], ["ledger", "rebuild"], ["backup", str(home / "b")], ["world", "show"]):
        assert main(arguments) == 3
    assert "还没有建立环境" in capsys.readouterr().err
