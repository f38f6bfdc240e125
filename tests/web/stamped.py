"""A paper with its electronic seal and its scan, for pages that want one."""

from unittest.mock import patch

from fengsui.documents import scans, sealing
from tests.plan_2019_75.evening import Evening


def stamp(evening: Evening, paper: str, regions: tuple[str, ...], *, scan: bool = True) -> None:
    """Seal a sent paper as the office's program would, without starting one; record a scan of it."""
    duty = evening.people["zhiban"]
    with (
        patch.object(sealing, "seal_command", lambda: ("seal",)),
        patch.object(sealing, "sealed_by_program", lambda pdf: (pdf + b"%sealed\n", 1)),
    ):
        sealing.affix_seal(actor=duty, paper=paper, regions=regions, idempotency_key=evening.key())
    if scan:
        scans.attach_scan(
            actor=duty,
            paper=paper,
            content=b"%PDF-1.7\n",
            name="scan.pdf",
            regions=regions,
            idempotency_key=evening.key(),
        )
