"""What the stories of the kept exports promise to tell."""

from pathlib import Path

from fengsui.ledger.exporting import LedgerExport
from tests.exports import forms_and_copies
from tests.exports.command_and_papers import KINDS, PAPER_KINDS, STORY


def test_the_export_of_command_and_papers_tells_every_kind() -> None:
    """Each kind of fact and of paper that came with command and papers stands in the kept export of its story."""
    facts = list(LedgerExport(Path(__file__).parent / f"{STORY}.zip").facts())
    assert KINDS - {fact.kind for fact in facts} == set()
    assert {fact.payload["kind"] for fact in facts if fact.kind == "paper.submitted"} >= PAPER_KINDS


def test_the_export_of_forms_and_copies_tells_every_kind() -> None:
    """Each kind of fact that came with forms, offline reports, letters to many units and seals stands in theirs."""
    facts = LedgerExport(Path(__file__).parent / f"{forms_and_copies.STORY}.zip").facts()
    assert forms_and_copies.KINDS - {fact.kind for fact in facts} == set()
