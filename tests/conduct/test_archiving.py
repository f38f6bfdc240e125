"""Taking a home away and bringing it back: nothing is lost, nothing destroyed comes back, nothing hostile gets in."""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from fengsui.conduct import archiving, streams, world
from fengsui.conduct.access import Actor
from fengsui.conduct.archiving import BadBackup
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.exporting import LedgerExport, verify_ledger
from fengsui.ledger.keys import make_keys, open_keys
from fengsui.ledger.models import DestroyedSubject, SealedValue, SubjectKey
from fengsui.ledger.reading import read_all
from fengsui.ledger.sealer import seal
from fengsui.registry.models import Officer
from fengsui.registry.queries import actor_for_officer
from tests.conduct.lines import note, open_event
from tests.conftest import MORNING

Move = Callable[[str], Path]


@pytest.fixture
def event(officers: dict[str, Actor]) -> str:
    """An event in a staffed province, sealed by a checkpoint."""
    stream = open_event(officers["zhiban"], "k", crowd=6000).fact.stream
    seal(holder="test", now=MORNING, keys=world.keys())
    return stream


@pytest.fixture
def move(tmp_path: Path, settings: Any) -> Move:
    """Go to another, empty home."""

    def to(name: str) -> Path:
        archiving.empty_home()
        settings.HOME = tmp_path / name
        settings.HOME.mkdir()
        open_keys.cache_clear()
        return tmp_path / name

    return to


def narrative_of(event: str) -> str | None:
    """The sealed account of an event."""
    sealed = streams.state_of(event).opened["narrative"]["sealed"]
    return world.sealed_values().open([sealed], purpose="核对", actor="officer/a", now=MORNING)[sealed]


def test_a_backup_brings_everything_back(event: str, tmp_path: Path, move: Move) -> None:
    """Facts, rows to the microsecond, sealed texts, batches; and work goes on where it stopped."""
    known, officers = list(read_all()), Officer.objects.count()
    data, keys = archiving.backup(tmp_path / "backups")
    move("restored")
    archiving.restore(data, keys, None)
    assert list(read_all()) == known
    assert Officer.objects.count() == officers
    assert verify_ledger(public_key=world.keys().public_key).holds
    assert compare_with_database(read_all()) == []
    assert narrative_of(event) == "张某来电称停付"
    duty = actor_for_officer("officer/zhiban")
    note(duty, event, "after")
    assert open_event(duty, "after-2", institution=1).fact.stream == "event/2026-002"
    seal(holder="after", now=MORNING, keys=world.keys())
    assert verify_ledger(public_key=world.keys().public_key).holds


def test_each_half_of_a_backup_alone_opens_nothing(event: str, tmp_path: Path) -> None:
    """Keys are in one file, everything else in the other; the clear text is in neither."""
    data, keys = archiving.backup(tmp_path / "backups")
    with zipfile.ZipFile(data) as archive:
        assert not [name for name in archive.namelist() if "SubjectKey" in name or "keys/" in name]
        contents = b"".join(archive.read(name) for name in archive.namelist())
    with zipfile.ZipFile(keys) as archive:
        assert not [name for name in archive.namelist() if "SealedValue" in name]
    assert "张某来电".encode() not in contents
    assert keys.stat().st_mode & 0o077 == 0


def test_what_was_destroyed_after_the_backup_stays_destroyed(event: str, tmp_path: Path, move: Move) -> None:
    """The list of destructions is kept apart and replayed before anything is served (应对法 2024 art. 85)."""
    data, keys = archiving.backup(tmp_path / "backups")
    world.sealed_values().destroy(event, reason="期满", now=MORNING)
    destroyed = Path(django_settings.HOME) / "keys" / "destroyed.jsonl"
    assert narrative_of(event) is None
    home = move("restored")
    archiving.restore(data, keys, destroyed)
    assert narrative_of(event) is None
    assert not SubjectKey.objects.filter(subject=event).exists()
    assert bytes(SealedValue.objects.filter(subject=event)[0].ciphertext) == b""
    assert DestroyedSubject.objects.get().subject == event
    assert verify_ledger(public_key=world.keys().public_key).holds
    # A second restore over a second move still knows.
    assert event in (home / "keys" / "destroyed.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("which", ["data", "keys"])
@pytest.mark.parametrize(
    "name", ["home/../../evil.txt", "home//etc/evil", "home/files/../../evil", "home/evil.sqlite3", "home/keys/../x"]
)
def test_a_hostile_backup_is_refused(event: str, tmp_path: Path, move: Move, which: str, name: str) -> None:
    """A path that leads out of the home, or to where no backup has files, is refused before anything is written."""
    data, keys = archiving.backup(tmp_path / "backups")
    with zipfile.ZipFile(data if which == "data" else keys, "a") as archive:
        archive.writestr(name, "x")
    home = move("restored")
    with pytest.raises(BadBackup):
        archiving.restore(data, keys, None)
    assert list(home.iterdir()) == []
    assert not list(tmp_path.rglob("evil*"))
    assert list(read_all()) == []


def test_a_torn_backup_is_refused_whole(event: str, tmp_path: Path, move: Move) -> None:
    """A file cut short, or one that is no backup, changes nothing."""
    data, keys = archiving.backup(tmp_path / "backups")
    data.write_bytes(data.read_bytes()[:-200])
    move("restored")
    with pytest.raises(BadBackup):
        archiving.restore(data, keys, None)
    assert list(read_all()) == []


def test_an_export_fills_an_empty_home(event: str, tmp_path: Path, move: Move) -> None:
    """Projectors alone give the rows that the exporting home had."""
    known = list(read_all())
    archiving.write_export_file(tmp_path / "ledger.zip")
    move("rebuilt")
    export = LedgerExport(tmp_path / "ledger.zip")
    assert export.verify().holds
    assert archiving.load_export(export) == []
    assert list(read_all()) == known
    assert compare_with_database(read_all()) == []


def test_an_export_holds_no_sealed_text_and_no_key(event: str, tmp_path: Path) -> None:
    """What must be forgettable never leaves in an export."""
    archiving.write_export_file(tmp_path / "ledger.zip")
    with zipfile.ZipFile(tmp_path / "ledger.zip") as archive:
        contents = b"".join(archive.read(name) for name in archive.namelist())
        assert "keys" not in {name.partition("/")[0] for name in archive.namelist()}
        assert json.loads(archive.read("manifest.json"))["world"]["jurisdiction"] == "990000"
    assert "张某来电".encode() not in contents


def test_an_export_of_the_same_facts_is_the_same_file(event: str, tmp_path: Path) -> None:
    """Two exports of one state agree byte by byte."""
    for name in ("one.zip", "two.zip"):
        archiving.write_export_file(tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_marks_that_look_like_line_ends_survive(event: str, tmp_path: Path, move: Move) -> None:
    """U+2028 and U+0085 in a text are no ends of lines."""
    Officer.objects.filter(pk="officer/zhiban").update(post="值\u2028班\u0085长")
    data, keys = archiving.backup(tmp_path / "backups")
    move("restored")
    archiving.restore(data, keys, None)
    assert Officer.objects.get(pk="officer/zhiban").post == "值\u2028班\u0085长"


def test_only_the_operator_reads_a_backup(event: str, tmp_path: Path) -> None:
    """Both halves are closed to others from the first byte on, whatever the umask."""
    before = os.umask(0)
    try:
        for path in archiving.backup(tmp_path / "backups"):
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_keys_that_lie_in_the_home_are_never_written_over(event: str, tmp_path: Path, move: Move) -> None:
    """A key written over is lost with all that was sealed under it: refused, and everything stays as it was."""
    data, keys = archiving.backup(tmp_path / "backups")
    home = move("other")
    make_keys(home)
    (home / "keys" / "session.key").write_text("of this home", encoding="ascii")
    before = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}
    with pytest.raises(BadBackup, match="已有另一套密钥"):
        archiving.restore(data, keys, None)
    assert {path.name: path.read_bytes() for path in (home / "keys").iterdir()} == before
    assert list(read_all()) == []
    for name in ("master.key", "checkpoint.key"):
        (home / "keys" / name).unlink()
    archiving.restore(data, keys, None)  # a session key that the program made when it started is in nobody's way
    assert narrative_of(event) == "张某来电称停付"


def test_rows_that_can_not_be_loaded_leave_no_file_behind(event: str, tmp_path: Path, move: Move) -> None:
    """Keys and files come last: a backup that breaks half-way leaves an empty home empty, and it can be tried again."""
    data, keys = archiving.backup(tmp_path / "backups")
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(data) as before, zipfile.ZipFile(broken, "w") as after:
        for name in before.namelist():
            after.writestr(name, b'{"nonsense": 1}\n' if name.endswith("FactRow.jsonl") else before.read(name))
    home = move("restored")
    with pytest.raises(BadBackup):
        archiving.restore(broken, keys, None)
    assert list(home.iterdir()) == []
    archiving.restore(data, keys, None)
    assert narrative_of(event) == "张某来电称停付"
    assert not list(home.glob(".*"))


def test_halves_of_two_backups_are_no_backup(event: str, tmp_path: Path, move: Move) -> None:
    """Subject keys of one day don't open the values of another: refused before anything is written."""
    data, _ = archiving.backup(tmp_path / "first")
    _, keys = archiving.backup(tmp_path / "second")
    home = move("restored")
    with pytest.raises(BadBackup, match="不是同一次备份的两半"):
        archiving.restore(data, keys, None)
    assert list(home.iterdir()) == []
