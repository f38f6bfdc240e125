"""Electronic seals: after a paper went out, the duty chief has the office's program seal its PDF; both files stay."""

import hashlib
from pathlib import PurePath

from django.db import transaction

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import sealed_values
from fengsui.documents.facts import PaperSealed
from fengsui.documents.files import keep_file, read_file
from fengsui.documents.policy import leading
from fengsui.documents.queries import paper_row
from fengsui.documents.seal_program import seal_command, sealed_by_program
from fengsui.documents.state import HasPapers, PaperState
from fengsui.ledger.writing import find_by_idempotency_key

PERMISSION = "documents.send_paper"
_NOT_SENT = "公文发出、定稿冻结以后才加盖电子印章"
_TWICE = "这件公文已经加盖过电子印章"


def affix_seal(*, actor: Actor, paper: str, regions: tuple[str, ...], idempotency_key: str) -> Outcome:
    """Have the PDF that went out sealed; keep the sealed one beside it under its own hash.

    Raises AccessDenied; Refused where it did not go out, has its seal, or the program fails: then nothing is written.
    """
    require(actor, PERMISSION, regions=leading(regions))
    row = paper_row(paper)
    found = find_by_idempotency_key(idempotency_key)
    fact = PaperSealed.model_validate(found.payload) if found else _sealed(row.stream, paper)

    def make(drafting: Drafting) -> PaperSealed:
        _sealable(drafting.state, paper)
        return fact

    return act(
        actor=actor,
        permission=PERMISSION,
        stream=row.stream,
        make=make,
        regions=leading(regions),
        idempotency_key=idempotency_key,
    )


def _sealable(state: HasPapers, paper: str) -> PaperState:
    found = state.papers.get(paper)
    if found is None or found.sent is None:
        raise Refused(_NOT_SENT)
    if found.sealed is not None:
        raise Refused(_TWICE)
    return found


def _sealed(stream: str, paper: str) -> PaperSealed:
    """What the program gave back, kept. Nothing is locked while it works: it takes a while."""
    found = _sealable(state_of(stream), paper)
    digest = str(found.sent["pdf"]) if found.sent else ""
    sealed, pages = sealed_by_program(read_file(stream=stream, digest=digest))
    output = hashlib.sha256(sealed).hexdigest()
    with transaction.atomic():
        keep_file(stream=stream, content=sealed, now=timekeeping.now())
    return PaperSealed(
        paper=paper,
        number=found.payload["number"],
        input=digest,
        output=output,
        pages=pages,
        size=len(sealed),
        program=PurePath(seal_command()[0]).name[:100],
    )


def sealed_file(*, actor: Actor, paper: str, purpose: str, regions: tuple[str, ...]) -> bytes:
    """The sealed PDF. Handing it out is logged as an opening of the paper. Raises AccessDenied, Refused, FileLost."""
    require(actor, "documents.open_paper", regions=regions, purpose=purpose)
    row = paper_row(paper)
    state: HasPapers = state_of(row.stream)
    found = state.papers.get(paper)
    if found is None or found.sealed is None:
        msg = "这件公文没有加盖电子印章"
        raise Refused(msg)
    content = read_file(stream=row.stream, digest=str(found.sealed["output"]))
    sealed_values().open([row.content], purpose=purpose, actor=actor.officer, now=timekeeping.now())
    return content
