"""Taking the whole home away and bringing it back: exports, backups, restores. The same on both databases."""

import json
import os
import secrets
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction

from fengsui.conduct import streams, timekeeping, world
from fengsui.conduct.batches import batch_folder, read_batch, store_file
from fengsui.conduct.house import house
from fengsui.conduct.projecting import database_rows
from fengsui.conduct.rebuild import note_shape, write_projections
from fengsui.conduct.row_lines import encode, row_lines, rows_of_lines
from fengsui.ledger.exporting import LedgerExport, import_facts, write_export
from fengsui.ledger.keys import open_keys
from fengsui.ledger.reading import read_all, snapshot
from fengsui.ledger.sealed import DESTROYED, replay_destructions

KEY_TABLES = ("ledger.SubjectKey",)
LEFT_OUT = {"sessions.Session", "contenttypes.ContentType", "auth.Permission", "ledger.Lease"}
FOLDERS = ("batches", "files", "plans")
PAIR = "pair"
"""Member of both files of a backup: the number that they share."""
LEDGER_KEYS = ("master.key", "checkpoint.key")
"""What a home can't do without. A session key it makes itself when it starts, and takes the backup's over it."""
_ROWS = 500


class BadBackup(Exception):
    """The file is not a backup of this program; the message is for the operator."""


def write_export_file(path: Path) -> int:
    """The ledger, the projected rows and the batches as one zip; returns the number of facts. Whole or not at all."""
    found = world.this_world()
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    description = {name: getattr(found, name) for name in ("kind", "jurisdiction", "jurisdiction_name", "plan_version")}
    with partial.open("wb") as file:
        count = write_export(file, keys=world.keys(), world=description, extra=_extra_members())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return count


def _extra_members() -> Iterator[tuple[str, bytes]]:
    for table in house.tables:
        rows = database_rows(table)
        lines = (json.dumps([row, _encoded(rows[row])], ensure_ascii=False) for row in sorted(rows))
        yield f"rows/{table}.jsonl", "".join(line + "\n" for line in lines).encode()
    for path in sorted(batch_folder().glob("*.parquet")):
        yield f"batches/{path.name}", path.read_bytes()
    for path in sorted((Path(settings.HOME) / "plans").rglob("*.yaml")):
        yield f"plans/{path.relative_to(Path(settings.HOME) / 'plans').as_posix()}", path.read_bytes()


def load_export(export: LedgerExport) -> list[str]:
    """Fill an empty database from an export with projectors only; returns where rows differ from the exported ones."""
    folders = {"batches/": batch_folder(), "plans/": Path(settings.HOME) / "plans"}
    for name in (name for prefix in folders for name in export.names(prefix)):
        _inside(name)  # before anything is written
    for prefix, folder in folders.items():
        for name, content in export.members(prefix):
            store_file(folder / _inside(name), content)
    with transaction.atomic():
        import_facts(export)
        write_projections(read_all(), read_batch)
    return differences_from_export(export)


def differences_from_export(export: LedgerExport) -> list[str]:
    """Rows that the exporting copy held otherwise. Tables or columns of another version are passed over."""
    found = []
    for table in house.tables:
        lines = list(export.lines(f"rows/{table}.jsonl"))
        want: dict[str, dict[str, Any]] = dict(map(json.loads, lines))
        have = {row: json.loads(json.dumps(_encoded(values))) for row, values in database_rows(table).items()}
        if not lines and table not in {name.removesuffix(".jsonl") for name, _ in export.members("rows/")}:
            continue
        found += [f"{table} {row}: 重建后缺少" for row in sorted(want.keys() - have.keys())]
        found += [f"{table} {row}: 重建后多出" for row in sorted(have.keys() - want.keys())]
        for row in sorted(want.keys() & have.keys()):
            shared = want[row].keys() & have[row].keys()
            found += [f"{table} {row}.{name}" for name in sorted(shared) if want[row][name] != have[row][name]]
    return found


def backup(folder: Path) -> tuple[Path, Path]:
    """(data file, keys file). Keys lie apart: whoever holds only one of the two can read nothing sealed.

    Only the operator's account can read either. Both carry one number, so that no half is restored with another's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = timekeeping.now().strftime("%Y%m%dT%H%M%SZ")
    data, keys = folder / f"data-{stamp}.zip", folder / f"keys-{stamp}.zip"
    home, pair = Path(settings.HOME), (PAIR, secrets.token_hex(16).encode())
    with snapshot():
        _write_zip(keys, [pair, *_key_members(home)])
        _write_zip(data, chain([pair], _data_members(home)))
    return data, keys


def _data_members(home: Path) -> Iterator[tuple[str, bytes]]:
    for model in _models():
        if model._meta.label not in KEY_TABLES:  # noqa: SLF001
            yield f"tables/{model._meta.label}.jsonl", _dump(model)  # noqa: SLF001
    for name in FOLDERS:
        for path in sorted((home / name).rglob("*")):
            unfinished = any(part.startswith(".") for part in path.relative_to(home).parts)
            if path.is_file() and not unfinished:
                yield f"home/{path.relative_to(home).as_posix()}", path.read_bytes()


def _key_members(home: Path) -> Iterator[tuple[str, bytes]]:
    for label in KEY_TABLES:
        yield f"tables/{label}.jsonl", _dump(apps.get_model(label))
    for path in sorted((home / "keys").glob("*")):
        if path.suffix in {".key", ".jsonl"}:
            yield f"home/keys/{path.name}", path.read_bytes()


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.label not in LEFT_OUT and model._meta.managed]  # noqa: SLF001


def _dump(model: type[models.Model]) -> bytes:
    return "".join(line + "\n" for line in row_lines(model)).encode()


def _encoded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: encode(value) for name, value in values.items()}


def _write_zip(path: Path, members: Iterable[tuple[str, bytes]]) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    # Nobody else's from the first byte on, however wide the folder is open.
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members:
                archive.writestr(name, content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def restore(data: Path, keys: Path, destroyed: Path | None) -> int:
    """Load a backup into an empty, migrated home; returns the rows loaded. Destructions since are replayed first.

    Raises BadBackup, before anything is changed, for a file that is no backup or halves of two, and for a home that
    holds other keys: a key written over is lost with all that was sealed under it.
    """
    home = Path(settings.HOME)
    later = [*_lines(home / "keys" / DESTROYED), *(_lines(destroyed) if destroyed else [])]
    _check_names(keys, ("keys",))
    _check_names(data, FOLDERS)
    _check_pair(data, keys)
    _check_keys(keys, home)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=home) as staging, transaction.atomic():
        staged = Path(staging)
        _empty_tables()
        count = sum(_load_zip(path, staged) for path in (keys, data))
        lines = list(dict.fromkeys([*_lines(staged / "keys" / DESTROYED), *later]))
        replay_destructions(lines)
        _go_on_counting()
        if lines:
            (staged / "keys" / DESTROYED).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        # Last, when no row can fail any more. Should the commit fail all the same, the same backup can be restored
        # again: its keys are then the ones that lie here.
        _move_files(staged, home)
    streams.forget_all()
    world.forget_world()
    open_keys.cache_clear()
    return count


def _move_files(staged: Path, home: Path) -> None:
    for path in sorted(staged.rglob("*")):
        if path.is_file():
            target = home / path.relative_to(staged)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(target)


def _check_names(path: Path, folders: Iterable[str]) -> None:
    """Raise BadBackup, before anything is written, for an archive with a file that does not belong there."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise _bad(path, error) from error
    for name in names:
        if name.startswith("home/") and _inside(name.removeprefix("home/")).parts[:1] not in {(f,) for f in folders}:
            msg = f"{path.name} 里有不属于备份的文件：{name}"
            raise BadBackup(msg)


def _check_pair(data: Path, keys: Path) -> None:
    numbers = []
    for path in (data, keys):
        try:
            with zipfile.ZipFile(path) as archive:
                numbers.append(archive.read(PAIR))
        except (zipfile.BadZipFile, KeyError) as error:
            raise _bad(path, error) from error
    if numbers[0] != numbers[1]:
        msg = f"{data.name} 和 {keys.name} 不是同一次备份的两半，请找出同一时间的两个文件。什么都没有改。"
        raise BadBackup(msg)


def _check_keys(keys: Path, home: Path) -> None:
    with zipfile.ZipFile(keys) as archive:
        for name in LEDGER_KEYS:
            try:
                content = archive.read(f"home/keys/{name}")
            except (zipfile.BadZipFile, KeyError) as error:
                raise _bad(keys, error) from error
            present = home / "keys" / name
            if present.exists() and present.read_bytes() != content:
                msg = (
                    f"{home / 'keys'} 里已有另一套密钥（{name}），不能覆盖。"
                    "请换一个空的 FENGSUI_HOME；确实不再要的，先把 keys 目录移到别处。什么都没有改。"
                )
                raise BadBackup(msg)


def _bad(path: Path, error: Exception) -> BadBackup:
    return BadBackup(f"{path.name} 不是本程序的备份，或已损坏：{error}")


def _load_zip(path: Path, home: Path) -> int:
    count = 0
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            for name in names:
                if name.startswith("home/"):
                    target = home / _inside(name.removeprefix("home/"))
                    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    target.write_bytes(archive.read(name))
                    if target.parent.name == "keys":
                        target.chmod(0o600)
            for model in _models():
                name = f"tables/{model._meta.label}.jsonl"  # noqa: SLF001
                if name in names:
                    count += _load(model, archive.read(name))
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise _bad(path, error) from error
    return count


def _load(model: type[models.Model], content: bytes) -> int:
    rows = list(rows_of_lines(model, iter(_split(content.decode()))))
    model._default_manager.bulk_create(rows, batch_size=_ROWS)  # noqa: SLF001
    return len(rows)


def _go_on_counting() -> None:
    """PostgreSQL counts row numbers apart from the rows: after a load they go on where the backup ended."""
    statements = connection.ops.sequence_reset_sql(no_style(), _models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def empty_home() -> None:
    """Delete every row of a home that is about to be built anew (demonstration), and what memory holds of it."""
    with transaction.atomic():
        _empty_tables()
        note_shape()
    streams.forget_all()
    world.forget_world()


def _empty_tables() -> None:
    """An empty home holds rows that migrations made; the backup brings its own."""
    for model in _models():
        model._default_manager.all().delete()  # noqa: SLF001


def _lines(path: Path) -> list[str]:
    return _split(path.read_text(encoding="utf-8")) if path.exists() else []


def _split(text: str) -> list[str]:
    """Lines as they were written: ``splitlines`` would also cut at marks that a text may hold (U+2028, U+0085)."""
    return [line for line in text.split("\n") if line]


def _inside(name: str) -> Path:
    """A relative path that stays inside the home. Raises BadBackup for one that does not (hostile archives)."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts:
        msg = f"文件里有越界的路径：{name}"
        raise BadBackup(msg)
    return path
