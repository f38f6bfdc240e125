"""What the stories of the kept exports promise to tell."""

from pathlib import Path

from fengsui.ledger.exporting import LedgerExport
from tests.exports.command_and_papers import KINDS, PAPER_KINDS, STORY


def test_the_export_of_command_and_papers_tells_every_kind() -> None:
    """Each kind of fact and of paper that came with command and papers stands in the kept export of its story."""
    facts = list(LedgerExport(Path(__file__).parent / f"{STORY}.zip").facts())
    assert KINDS - {fact.kind for fact in facts} == set()
    assert {fact.payload["kind"] for fact in facts if fact.kind == "paper.submitted"} >= PAPER_KINDS
