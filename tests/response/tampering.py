"""Tampering with exports: whatever one does to one, verification finds it and says where."""

import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from fengsui.conduct import archiving, rebuild
from fengsui.conduct.house import house
from fengsui.conduct.projecting import differences
from fengsui.ledger.exporting import LedgerExport
from fengsui.ledger.sealer import checkpoint_line

Tampered = tuple[str, dict[str, list[str]]]
"""Where verification must point, and the changed members of the export."""


def check_export(path: Path, chance: Random) -> None:
    """Export, verify, project in memory, compare with the database; then change, remove, swap and cut."""
    archiving.write_export_file(path)
    export = LedgerExport(path)
    assert export.verify().holds
    assert differences(rebuild.project_all(export.facts()).rows, house.tables) == []
    lines = list(export.lines("facts.jsonl"))
    checkpoint = checkpoint_line()
    for tampering in (_change, _remove, _swap, _cut):
        where, members = tampering(lines, path, chance)
        tampered = path.with_name("tampered.zip")
        _write(tampered, path, members)
        findings = LedgerExport(tampered).verify(given=checkpoint).findings
        assert where in {finding.where for finding in findings}, (tampering.__name__, where, findings)


def _change(lines: list[str], _path: Path, chance: Random) -> Tampered:
    """One letter of one payload, time or actor."""
    place = chance.randrange(len(lines))
    content = json.loads(lines[place])
    column = chance.choice(("payload", "happened_at", "actor"))
    if column == "payload":
        content["payload"] = {**content["payload"], "note": "x"}
    elif column == "happened_at":
        content["happened_at"] = content["happened_at"].replace("2026-", "2025-")
    else:
        content["actor"] += "x"
    changed = [*lines[:place], json.dumps(content, ensure_ascii=False), *lines[place + 1 :]]
    return f"{content['stream']}#{content['number']}", {"facts.jsonl": changed}


def _remove(lines: list[str], _path: Path, chance: Random) -> Tampered:
    """One fact is gone: the next of its stream shows it, or the stream's head."""
    place = chance.randrange(len(lines))
    gone = json.loads(lines[place])
    after = gone["number"] + 1
    last = not any(
        row["stream"] == gone["stream"] and row["number"] == after for row in map(json.loads, lines[place + 1 :])
    )
    where = f"{gone['stream']}#{gone['number'] if last else after}"
    return where, {"facts.jsonl": [*lines[:place], *lines[place + 1 :]]}


def _swap(lines: list[str], _path: Path, chance: Random) -> Tampered:
    """Two facts of one stream change places, numbers and positions with them."""
    rows = [json.loads(line) for line in lines]
    streams_of = Counter(row["stream"] for row in rows)
    stream = chance.choice([name for name, count in streams_of.items() if count > 1])
    places = [place for place, row in enumerate(rows) if row["stream"] == stream]
    first = chance.randrange(len(places) - 1)
    one, two = places[first], places[first + 1]
    rows[one], rows[two] = (
        {**rows[two], "number": rows[one]["number"], "position": rows[one]["position"]},
        {**rows[one], "number": rows[two]["number"], "position": rows[two]["position"]},
    )
    changed = [json.dumps(row, ensure_ascii=False) for row in rows]
    return f"{stream}#{rows[one]['number']}", {"facts.jsonl": changed}


def _cut(lines: list[str], path: Path, chance: Random) -> Tampered:
    """The ledger ends earlier, with heads and checkpoints cut to match: only a checkpoint kept elsewhere shows it."""
    export = LedgerExport(path)
    checkpoints = list(export.lines("checkpoints.jsonl"))
    kept = chance.randrange(len(checkpoints))
    end = json.loads(checkpoints[kept - 1])["position"] if kept else 0
    facts_kept = [line for line in lines if json.loads(line)["position"] <= end]
    heads: dict[str, list[Any]] = {}
    for row in map(json.loads, facts_kept):
        heads[row["stream"]] = [row["stream"], row["number"], row["hash"]]
    members = {
        "facts.jsonl": facts_kept,
        "checkpoints.jsonl": checkpoints[:kept],
        "heads.jsonl": [json.dumps(head) for head in heads.values()],
    }
    return f"checkpoint {len(checkpoints)}", members


def _write(target: Path, source: Path, members: Mapping[str, list[str]]) -> None:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name in members:
                content = "".join(line + "\n" for line in members[name]).encode()
            after.writestr(name, content)
