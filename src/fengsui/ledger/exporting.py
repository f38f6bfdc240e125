"""The ledger as a file: facts, checkpoints and (if asked) sealed values, readable in thirty years without this program.

A zip of UTF-8 JSON lines: ``manifest.json``, ``facts.jsonl``, ``checkpoints.jsonl``, ``heads.jsonl``, and whatever the
caller adds (projected rows, batches).
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from fengsui.ledger import models
from fengsui.ledger.canonical import Fact, canonical_json, parse_timestamp, timestamp
from fengsui.ledger.checkpoint import CheckpointRecord
from fengsui.ledger.keys import KeyRing
from fengsui.ledger.reading import read_all, snapshot
from fengsui.ledger.verifying import Verification, verify_facts
from fengsui.ledger.writing import insert_exported

FORMAT = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip without times of its own: same content, same bytes


def fact_to_json(fact: Fact) -> str:
    """One line of ``facts.jsonl``."""
    content = asdict(fact)
    content["happened_at"], content["recorded_at"] = timestamp(fact.happened_at), timestamp(fact.recorded_at)
    return canonical_json(content)


def fact_from_json(line: str) -> Fact:
    """The inverse of :func:`fact_to_json`. Raises ValueError, KeyError or TypeError for a line that is not a fact."""
    content = json.loads(line)
    content["happened_at"] = parse_timestamp(content["happened_at"])
    content["recorded_at"] = parse_timestamp(content["recorded_at"])
    return Fact(**content)


def checkpoints() -> Iterator[CheckpointRecord]:
    """Every checkpoint in order."""
    for row in models.Checkpoint.objects.order_by("number"):
        yield CheckpointRecord(row.number, row.position, row.at, row.previous_digest, row.digest, row.signature)


def recent_checkpoints(limit: int) -> list[CheckpointRecord]:
    """The newest checkpoints, newest first."""
    rows = models.Checkpoint.objects.order_by("-number")[:limit]
    return [CheckpointRecord(r.number, r.position, r.at, r.previous_digest, r.digest, r.signature) for r in rows]


def heads() -> dict[str, tuple[int, str]]:
    """The stored last (number, hash) of each stream."""
    return {row.stream: (row.number, row.hash) for row in models.StreamHead.objects.all()}


def waiting() -> frozenset[str]:
    """References of the facts that wait for a position."""
    rows = models.UnsealedFact.objects.values_list("fact__stream", "fact__number")
    return frozenset(f"{stream}#{number}" for stream, number in rows)


def sequences() -> list[tuple[str, int]]:
    """Gapless numbers as they stand: the next event and paper number follow from them."""
    return sorted(models.Sequence.objects.exclude(name__startswith="lock/").values_list("name", "value"))


def verify_ledger(*, public_key: str, given: str = "") -> Verification:
    """Verify the ledger of this home as it stands in the database."""
    with snapshot():
        return verify_facts(
            read_all(), checkpoints(), public_key=public_key, heads=heads(), waiting=waiting(), given=given
        )


def write_export(target: BinaryIO, *, keys: KeyRing, world: dict[str, Any], extra: Iterable[tuple[str, bytes]]) -> int:
    """Write the export; returns the number of facts. ``extra``: more (name, content) members."""
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, snapshot():
        with archive.open(_member("facts.jsonl"), "w") as file:
            for fact in read_all():
                file.write(fact_to_json(fact).encode() + b"\n")
                count += 1
        _write_lines(archive, "checkpoints.jsonl", (_checkpoint_json(record) for record in checkpoints()))
        _write_lines(archive, "heads.jsonl", (canonical_json([s, n, h]) for s, (n, h) in sorted(heads().items())))
        _write_lines(archive, "sequences.jsonl", (canonical_json([name, value]) for name, value in sequences()))
        for name, content in extra:
            archive.writestr(_member(name), content)
        manifest = {"format": FORMAT, "facts": count, "public_key": keys.public_key, "world": world}
        archive.writestr(_member("manifest.json"), canonical_json(manifest))
    return count


class LedgerExport:
    """An export file opened for reading. Raises BadExport for anything that is not one."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self._archive.read("manifest.json"))
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            msg = f"{path.name} 不是底账导出文件：{error}"
            raise BadExport(msg) from error
        if self.manifest.get("format") != FORMAT:
            msg = f"{path.name} 的格式版本是 {self.manifest.get('format')}，本程序能读的是 {FORMAT}"
            raise BadExport(msg)

    def facts(self) -> Iterator[Fact]:
        """The facts in the order they were written."""
        for number, line in enumerate(self.lines("facts.jsonl"), 1):
            try:
                yield fact_from_json(line)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                msg = f"facts.jsonl 第 {number} 行不是一条事实：{error}"
                raise BadExport(msg) from error

    def checkpoints(self) -> Iterator[CheckpointRecord]:
        """The checkpoints in order."""
        for number, line in enumerate(self.lines("checkpoints.jsonl"), 1):
            try:
                content = json.loads(line)
                content["at"] = parse_timestamp(content["at"])
                yield CheckpointRecord(**content)
            except (ValueError, KeyError, TypeError) as error:
                msg = f"checkpoints.jsonl 第 {number} 行不是一个检查点：{error}"
                raise BadExport(msg) from error

    def heads(self) -> dict[str, tuple[int, str]]:
        """Last (number, hash) of each stream as exported."""
        return {stream: (number, digest) for stream, number, digest in map(json.loads, self.lines("heads.jsonl"))}

    def lines(self, name: str) -> Iterator[str]:
        """The lines of one member; none when it is absent."""
        if name in self._archive.namelist():
            with self._archive.open(name) as file:
                for line in file:
                    yield line.decode().rstrip("\n")

    def names(self, prefix: str) -> list[str]:
        """Names, without the prefix, of the members under ``prefix``."""
        return [name.removeprefix(prefix) for name in self._archive.namelist() if name.startswith(prefix)]

    def members(self, prefix: str) -> Iterator[tuple[str, bytes]]:
        """(name without prefix, content) of the members under ``prefix``."""
        for name in self.names(prefix):
            yield name, self._archive.read(prefix + name)

    def verify(self, *, given: str = "") -> Verification:
        """Verify the export without a database."""
        return verify_facts(
            self.facts(), self.checkpoints(), public_key=self.manifest["public_key"], heads=self.heads(), given=given
        )


class BadExport(Exception):
    """The file can't be read as an export; the message is for the operator."""


def import_facts(export: LedgerExport) -> int:
    """Load an export's facts, positions, heads and checkpoints into an empty ledger; returns the number of facts."""
    count = insert_exported(export.facts(), export.checkpoints())
    models.Sequence.objects.bulk_create(
        [models.Sequence(name=name, value=value) for name, value in map(json.loads, export.lines("sequences.jsonl"))]
    )
    return count


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _write_lines(archive: zipfile.ZipFile, name: str, lines: Iterable[str]) -> None:
    archive.writestr(_member(name), "".join(line + "\n" for line in lines))


def _checkpoint_json(record: CheckpointRecord) -> str:
    content = asdict(record)
    content["at"] = timestamp(record.at)
    return canonical_json(content)
