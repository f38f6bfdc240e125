"""The act of signing a form; with the last signature it is printed once and frozen."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.signatures import Signature
from fengsui.documents import drafts
from fengsui.documents.files import keep_file
from fengsui.documents.layout import Paper, render_docx, render_pdf
from fengsui.documents.policy import leading
from fengsui.documents.sheets import policy, signing_rules
from fengsui.documents.sheets.facts import SheetFiles, SheetSigned
from fengsui.documents.sheets.filling import KIND
from fengsui.documents.sheets.queries import paper_of, plan_of_sheet, read_content, sheet_state, slots_for
from fengsui.documents.sheets.sealed import opened_boxes
from fengsui.documents.sheets.state import SheetState, Version
from fengsui.ledger.sealer import checkpoint_line
from fengsui.ledger.writing import find_by_idempotency_key
from fengsui.plan.model import Slot

SIGNING = "审签"
_CHANGED = "这份表单刚刚有了变化，请刷新页面看过再签"


def sign_sheet(*, actor: Actor, sheet: str, seen_hash: str, idempotency_key: str) -> Outcome:
    """Sign a submitted form in person. Printing comes first: a failure there leaves no trace.

    Raises AccessDenied, Refused.
    """
    before = sheet_state(sheet)
    require(actor, policy.SIGN, regions=leading(before.regions))
    slots = slots_for(sheet, before)
    role, slot = signing_rules.open_to(slots, before.current.signatures, actor.roles)
    repeated = find_by_idempotency_key(idempotency_key) is not None
    problem = _problem(before, slots, actor, seen_hash)
    if problem and not repeated:
        raise Refused(problem)
    last = not repeated and len(signing_rules.waiting(slots, before.current.signatures)) == 1
    checkpoint = f"底账检查点 {checkpoint_line()}" if last else ""
    whole = _with_signature(before.current, actor, role, slot, checkpoint)
    files = _freeze(actor, sheet, before, whole) if last else None

    def make(drafting: Drafting) -> SheetSigned:
        state: SheetState = drafting.state
        if _problem(state, slots, actor, seen_hash) or state.current != before.current:
            raise Refused(_problem(state, slots, actor, seen_hash) or _CHANGED)
        return SheetSigned(
            submitted=state.current.opened,
            version=state.current.number,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            slot=slot,
            seen_hash=seen_hash,
            files=files,
            checkpoint=checkpoint,
        )

    clause = next((row.clause for row in plan_of_sheet(sheet).forms if row.id == before.form), "")
    outcome = act(
        actor=actor,
        permission=policy.SIGN,
        stream=sheet,
        make=make,
        regions=leading(before.regions),
        clause=clause,
        idempotency_key=idempotency_key,
    )
    if files is not None:
        drafts.drop_draft(stream=sheet, kind=KIND)
    return outcome


def _problem(state: SheetState, slots: Sequence[Slot], actor: Actor, seen_hash: str) -> str:
    return signing_rules.why_not(state.current, slots, officer=actor.officer, roles=actor.roles, seen_hash=seen_hash)


def _with_signature(version: Version, actor: Actor, role: str, slot: str, checkpoint: str) -> Version:
    """The version as it will be once this last signature stands."""
    signature = Signature(actor.officer, actor.name, role, "in_person", timekeeping.now().isoformat(), "")
    return replace(
        version,
        signatures=(*version.signatures, signature),
        slots=(*version.slots, slot),
        signed={"checkpoint": checkpoint},
    )


def _freeze(actor: Actor, sheet: str, state: SheetState, version: Version) -> SheetFiles:
    now = timekeeping.now()
    content = read_content(version, SIGNING, actor.officer)
    day = {"issued_on": now.astimezone(BEIJING).date(), "printed_on": now.astimezone(BEIJING).date()}

    def print_of(opened: dict[str, str] | None) -> tuple[bytes, bytes]:
        paper: Paper = paper_of(sheet, state, version, content, opened).model_copy(update=day)
        return render_pdf(paper), render_docx(paper)

    prints = [print_of(None)]
    if _has_sealed(version):
        prints.append(print_of(opened_boxes(version, SIGNING, actor.officer)))
    with transaction.atomic():
        kept = [keep_file(stream=sheet, content=file, now=now) for pair in prints for file in pair]
    return SheetFiles(**dict(zip(("pdf", "docx", "whole_pdf", "whole_docx"), kept, strict=False)))


def _has_sealed(version: Version) -> bool:
    return bool(version.payload.get("sealed"))
