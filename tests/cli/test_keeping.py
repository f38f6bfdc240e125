"""``fengsui ledger …``, ``backup`` and ``restore``: what they print, and their exit codes 0, 1, 2, 3."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fengsui.cli.main import main
from fengsui.clock.models import Clock
from fengsui.conduct import archiving, world
from fengsui.conduct.access import Actor, system_actor
from fengsui.conduct.batches import _read, batch_folder, read_batch
from fengsui.ledger.keys import open_keys
from fengsui.ledger.models import FactRow, SealedValue, StreamHead, SubjectKey, UnsealedFact
from fengsui.ledger.reading import count_facts
from fengsui.ledger.sealer import checkpoint_line, seal
from fengsui.registry.queries import actor_for_officer
from tests.conduct.lines import note, open_event
from tests.conftest import MORNING
from tests.registry.copies import imported

Output = pytest.CaptureFixture[str]


@pytest.fixture
def event(officers: dict[str, Actor]) -> str:
    """An event in a staffed province, sealed by a checkpoint."""
    stream = open_event(officers["zhiban"], "k", crowd=6000).fact.stream
    seal(holder="test", now=MORNING, keys=world.keys())
    return stream


def staffed(login: str) -> Actor:
    """The officer of this login."""
    return actor_for_officer(f"officer/{login}")


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


def test_rebuild_writes_nothing_from_a_broken_ledger(event: str, capsys: Output) -> None:
    """1, and the tables stay: rows drawn from changed facts would give the change a face."""
    FactRow.objects.filter(stream=event, number=1).update(actor="officer/other")
    Clock.objects.filter(stream=event).update(status="settled")
    assert main(["ledger", "rebuild", "--write"]) == 1
    output = capsys.readouterr()
    assert f"{event}#1: " in output.out
    assert "没有改动" in output.err
    assert set(Clock.objects.filter(stream=event).values_list("status", flat=True)) == {"settled"}


def test_a_fact_outside_the_queue_and_a_stream_without_head_are_found(event: str, capsys: Output) -> None:
    """1 for a fact that will never be covered, 1 for a head that is gone."""
    note(staffed("zhiban"), event, "new")
    assert main(["ledger", "verify"]) == 0
    waiting = UnsealedFact.objects.order_by("fact_id")[0]
    UnsealedFact.objects.all().delete()
    assert main(["ledger", "verify"]) == 1
    assert "does not wait for one" in capsys.readouterr().out
    UnsealedFact.objects.create(fact_id=waiting.fact_id)
    StreamHead.objects.filter(stream=event).delete()
    assert main(["ledger", "verify"]) == 1
    assert "no head" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["ledger", "verify"], ["ledger", "rebuild"]])
def test_sealed_values_are_proven(event: str, capsys: Output, command: list[str]) -> None:
    """1 where one is missing, changed or has lost its key; 0 where its key was destroyed on record."""
    assert main(command) == 0
    value = SealedValue.objects.get(subject=event)
    key = SubjectKey.objects.get(subject=event)
    SealedValue.objects.filter(pk=value.pk).update(ciphertext=bytes(value.ciphertext)[::-1])
    assert main(command) == 1
    assert f"{event}#1: sealed value {value.pk} is not the one" in capsys.readouterr().out
    SealedValue.objects.filter(pk=value.pk).delete()
    assert main(command) == 1
    assert "is missing" in capsys.readouterr().out
    value.save(force_insert=True)
    SubjectKey.objects.filter(pk=event).delete()
    assert main(command) == 1
    assert "no destruction is on record" in capsys.readouterr().out
    key.save(force_insert=True)
    world.sealed_values().destroy(event, reason="期满", now=MORNING)
    assert main(command) == 0


def test_a_sealed_value_exchanged_with_its_key_is_found(event: str, capsys: Output) -> None:
    """Whoever holds the keys can seal another text; the commitment in the chain tells."""
    value = SealedValue.objects.get(subject=event)
    cabinet = world.sealed_values()
    key = cabinet._subject_key(event, MORNING)
    other = AESGCM(key).encrypt(bytes(value.nonce), "另一段经过".encode(), value.pk.encode())
    SealedValue.objects.filter(pk=value.pk).update(ciphertext=other)
    assert cabinet.open([value.pk], purpose="核对", actor="officer/a", now=MORNING) == {value.pk: "另一段经过"}
    assert main(["ledger", "verify"]) == 1
    assert "is not the one the fact committed to" in capsys.readouterr().out


def test_sealed_numbers_of_an_imported_table_are_proven(event: str, capsys: Output) -> None:
    """Commitments of a table lie in its batch: a phone that was lost is found, and so is a batch."""
    table = "姓名,单位编号,职务,角色,电话,邮箱,地区,登录名\n示例乙,police,科员,R4,13900000002,,云汀省,officer.two\n"
    fact = imported(system_actor("test", "990000"), "officers", table).fact
    (row,) = read_batch(fact.payload["batch"])
    value = row["phone"]
    assert main(["ledger", "verify"]) == 0
    SealedValue.objects.filter(pk=value).delete()
    assert main(["ledger", "verify"]) == 1
    assert f"{fact.reference}: sealed value {value} is missing" in capsys.readouterr().out
    (batch_folder() / f"{fact.payload['batch']}.parquet").unlink()
    _read.cache_clear()
    assert main(["ledger", "verify"]) == 1
    assert f"{fact.reference}: 缺少数据批次" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["ledger", "verify"], ["ledger", "rebuild"]])
def test_kept_plans_are_proven(province: Path, capsys: Output, command: list[str]) -> None:
    """1 where the plan that facts were written under was edited, or is gone."""
    assert main(command) == 0
    (folder,) = (province / "plans").iterdir()
    grading = folder / "grading.yaml"
    text = grading.read_text(encoding="utf-8")
    grading.write_text(text.replace("只有一家不算", "仅一家不算"), encoding="utf-8")
    assert main(command) == 1
    assert "被改动过" in capsys.readouterr().out
    shutil.rmtree(folder)
    assert main(command) == 1
    assert "读不出来" in capsys.readouterr().out


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
