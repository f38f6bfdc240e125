"""Exports made once and kept: every version of the program verifies and rebuilds them, and finds where one was hurt."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fengsui.conduct.archiving import load_export
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.canonical import fact_hash
from fengsui.ledger.exporting import BadExport, LedgerExport, fact_from_json, fact_to_json, verify_ledger
from fengsui.ledger.reading import read_all

FOLDER = Path(__file__).parent
EXPORTS = sorted(FOLDER.glob("*.zip"))
LARGEST = 400_000
Lines = list[str]

pytestmark = pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)


def test_a_kept_export_is_whole(path: Path) -> None:
    """Chains, positions, checkpoints and signatures of every kept export hold; the file stays small."""
    export = LedgerExport(path)
    outcome = export.verify()
    assert outcome.findings == []
    assert outcome.facts == export.manifest["facts"] > 100
    assert outcome.checkpoints > 1
    assert path.stat().st_size < LARGEST


def test_the_checkpoint_printed_on_a_paper_is_in_the_export(path: Path) -> None:
    """The checkpoint that a sent paper bears proves the ledger it was printed from."""
    export = LedgerExport(path)
    printed = [fact.payload["checkpoint"].split()[-1] for fact in export.facts() if fact.kind == "paper.sent"]
    assert printed
    for given in printed:
        assert export.verify(given=given).findings == []
    assert not export.verify(given="1:0000000000000000").holds


@pytest.mark.usefixtures("home", "db")
def test_a_kept_export_fills_an_empty_home(path: Path) -> None:
    """Projectors alone bring back every row as the exporting copy held it, and the ledger verifies where it is now."""
    export = LedgerExport(path)
    assert load_export(export) == []
    outcome = verify_ledger(public_key=export.manifest["public_key"])
    assert (outcome.findings, outcome.facts) == ([], export.manifest["facts"])
    assert compare_with_database(read_all()) == []


def _hurt(path: Path, target: Path, change: Callable[[Lines], Lines], member: str = "facts.jsonl") -> LedgerExport:
    """The export with the lines of one member changed."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == member:
                lines = change(content.decode().removesuffix("\n").split("\n"))
                content = "".join(line + "\n" for line in lines).encode()
            copy.writestr(name, content)
    return LedgerExport(target)


def _chosen(path: Path) -> tuple[int, str]:
    """A fact in the middle of an event: its line (from 0) and its reference."""
    facts = list(LedgerExport(path).facts())
    index = next(index for index, fact in enumerate(facts) if fact.kind == "grade.signed")
    return index, facts[index].reference


def _places(export: LedgerExport) -> list[str]:
    return [finding.where for finding in export.verify().findings]


def test_a_flipped_byte_is_found(path: Path, tmp_path: Path) -> None:
    """One character of one payload changed: the verification names that very fact."""
    index, reference = _chosen(path)

    def flip(lines: Lines) -> Lines:
        changed = lines[index].replace('"grade":"extraordinary"', '"grade":"Extraordinary"')
        assert changed != lines[index]
        return [*lines[:index], changed, *lines[index + 1 :]]

    assert _places(_hurt(path, tmp_path / "hurt.zip", flip)) == [reference]


def test_a_fact_made_to_fit_is_found(path: Path, tmp_path: Path) -> None:
    """A changed fact with its hash recomputed breaks the chain at the next one and the checkpoint above it."""
    index, reference = _chosen(path)

    def forge(lines: Lines) -> Lines:
        fact = fact_from_json(lines[index])
        forged = replace(fact, payload={**fact.payload, "reason": "另有考虑"})
        forged = replace(forged, hash=fact_hash(forged))
        return [*lines[:index], fact_to_json(forged), *lines[index + 1 :]]

    stream, _, number = reference.rpartition("#")
    places = _places(_hurt(path, tmp_path / "hurt.zip", forge))
    assert places[0] == f"{stream}#{int(number) + 1}"
    assert places[-1].startswith("checkpoint ")


def test_a_removed_line_is_found(path: Path, tmp_path: Path) -> None:
    """A fact cut out of the middle: the fact after it says so, and so does the checkpoint that covers it."""
    index, reference = _chosen(path)
    stream, _, number = reference.rpartition("#")
    places = _places(_hurt(path, tmp_path / "hurt.zip", lambda lines: [*lines[:index], *lines[index + 1 :]]))
    assert places[0] == f"{stream}#{int(number) + 1}"
    assert any(place.startswith("checkpoint ") for place in places)


def test_a_cut_tail_is_found(path: Path, tmp_path: Path) -> None:
    """The last fact of the file gone: the head of its stream still knows of it."""
    last = list(LedgerExport(path).facts())[-1].reference
    assert last in _places(_hurt(path, tmp_path / "hurt.zip", lambda lines: lines[:-1]))


def test_swapped_lines_are_found(path: Path, tmp_path: Path) -> None:
    """Two neighbours of one stream swapped: found where the order breaks."""
    index, reference = _chosen(path)
    stream, _, number = reference.rpartition("#")

    def swap(lines: Lines) -> Lines:
        return [*lines[:index], lines[index + 1], lines[index], *lines[index + 2 :]]

    places = _places(_hurt(path, tmp_path / "hurt.zip", swap))
    assert places[0] == f"{stream}#{int(number) + 1}"
    assert reference in places


def test_a_forged_checkpoint_is_found(path: Path, tmp_path: Path) -> None:
    """A checkpoint whose signature is another's does not pass."""

    def forge(lines: Lines) -> Lines:
        content = json.loads(lines[0])
        content["signature"] = "00" * 64
        return [json.dumps(content), *lines[1:]]

    assert _places(_hurt(path, tmp_path / "hurt.zip", forge, "checkpoints.jsonl")) == ["checkpoint 1"]


def test_what_is_no_fact_is_refused(path: Path, tmp_path: Path) -> None:
    """A line that can't be read stops the verification with the number of the line."""
    export = _hurt(path, tmp_path / "hurt.zip", lambda lines: [lines[0], lines[1][:-9], *lines[2:]])
    with pytest.raises(BadExport, match="第 2 行"):
        export.verify()
