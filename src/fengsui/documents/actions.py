"""Acts on papers: submit, withdraw, send, record a receipt. Each is one fact."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.failpoints import failpoint
from fengsui.conduct.shapes import SealedText
from fengsui.conduct.signatures import nobody_signs, requirement_for, why_not_asked
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import sealed_values
from fengsui.documents.facts import (
    PaperKind,
    PaperSent,
    PaperSubmitted,
    PaperWithdrawn,
    ReceiptRecorded,
    Sending,
    UsedFigure,
)
from fengsui.documents.files import FileLost, keep_file, read_file
from fengsui.documents.layout import Block, Paper, ReceiptTable, available_fonts, render_docx, render_pdf, render_text
from fengsui.documents.policy import leading
from fengsui.documents.queries import paper_row
from fengsui.documents.state import APPROVAL, HasPapers, PaperState, next_serial, under_way
from fengsui.ledger.canonical import Fact
from fengsui.ledger.sealed import SealBroken, SealedReference
from fengsui.ledger.sealer import checkpoint_line
from fengsui.ledger.writing import find_by_idempotency_key, take_number

CHANNELS = ("电话", "专线", "公文交换", "传真", "邮件", "当面")
_CHANGED = "公文内容与签批时的不一致，不能发出。请管理员运行 fengsui ledger verify 查明，再撤回重新送签。"
EACH_ITS_OWN = "逐家编号"
"""In place of a number: each unit's paper takes one of its own."""
Compose = Callable[[Drafting, str], tuple[Paper, tuple[UsedFigure, ...]]]
"""(locked event, document number) → the paper and where its figures come from."""


def submit_paper(
    *,
    actor: Actor,
    stream: str,
    kind: PaperKind,
    compose: Compose,
    number_mark: str,
    addressees: Sequence[str],
    regions: Sequence[str],
    clause: str,
    seen: int | None,
    idempotency_key: str,
    corrects: str = "",
) -> Outcome:
    """Send a composed paper for approval; it takes its document number here, or none where ``number_mark`` is empty.

    Raises Refused when one is under way.
    """

    def make(drafting: Drafting) -> PaperSubmitted:
        state: HasPapers = drafting.state
        if requirement_for(drafting.plan, APPROVAL[kind], getattr(state, "grade", None)) is None:
            named = (row.name for row in drafting.plan.papers if row.id == kind)
            raise Refused(nobody_signs(next(named, "公文")))
        waiting = under_way(state.papers, kind, after=state.spell_floor)
        if waiting is not None:
            msg = f"{waiting.payload['title']}已送签或已发出。要改动，请先撤回；已发出的请另发更正报。"
            raise Refused(msg)
        _require_sent(state, corrects)
        year = drafting.now.astimezone(BEIJING).year
        numbered = f"{number_mark}〔{year}〕{take_number(f'book/{number_mark}/{year}')}号" if number_mark else ""
        number = numbered or EACH_ITS_OWN
        paper, figures = compose(drafting, number)
        content = paper.model_dump_json()
        reference = sealed_values().seal(subject=stream, label=kind, text=content, now=drafting.now)
        return PaperSubmitted(
            kind=kind,
            title=paper.title.replace("\n", ""),
            number=number,
            content=_sealed(reference),
            content_hash=hashlib.sha256(content.encode()).hexdigest(),
            figures=figures,
            addressees=tuple(addressees),
            grade=getattr(state, "grade", None),
            serial=next_serial(state.papers, kind),
            corrects=corrects,
        )

    return act(
        actor=actor,
        permission="documents.submit_paper",
        stream=stream,
        make=make,
        seen=seen,
        idempotency_key=idempotency_key,
        clause=clause,
        regions=leading(regions),
    )


def _require_sent(state: HasPapers, corrects: str) -> None:
    """Only what went out is corrected by a further paper; before that it is withdrawn and written anew."""
    corrected = state.papers.get(corrects)
    if corrects and (corrected is None or corrected.sent is None):
        msg = "只有已发出的公文才另文更正；没有发出的，撤回重写"
        raise Refused(msg)


def withdraw_paper(
    *, actor: Actor, paper: str, reason: str, regions: Sequence[str], idempotency_key: str = ""
) -> Outcome:
    """Take a paper back before it was sent: its number is void and stays on record."""
    row = paper_row(paper)

    def make(drafting: Drafting) -> PaperWithdrawn:
        if getattr(drafting.state, "in_batch", False):
            msg = "正在逐家成文，不能再撤。已发出的差错请另发一件。"
            raise Refused(msg)
        if _paper(drafting, paper).status not in {"submitted", "approved"}:
            msg = "公文已发出或已撤回，不能再撤。已发出的差错请另发更正报。"
            raise Refused(msg)
        if not reason.strip():
            msg = "撤回公文要写明理由"
            raise Refused(msg)
        return PaperWithdrawn(paper=paper, reason=reason)

    return act(
        actor=actor,
        permission="documents.withdraw_paper",
        stream=row.stream,
        make=make,
        regions=leading(regions),
        idempotency_key=idempotency_key,
    )


def send_paper(
    *,
    actor: Actor,
    paper: str,
    sendings: Sequence[Sending],
    regions: Sequence[str],
    clause: str,
    idempotency_key: str,
) -> Outcome:
    """Freeze an approved paper and record to whom it went. Rendering comes first: a failure there leaves no trace.

    Raises Refused when it is not approved, was sent, or an addressee has no channel.
    """
    require(actor, "documents.send_paper", regions=leading(regions))
    row = paper_row(paper)
    frozen = _Frozen() if find_by_idempotency_key(idempotency_key) else _freeze(row.stream, paper, actor, sendings)

    def make(drafting: Drafting) -> PaperSent:
        current = _paper(drafting, paper)
        if current.status != "approved":
            raise Refused(_why_not_sendable(current))
        if current.payload["number"] == EACH_ITS_OWN:
            msg = "这件公文逐家成文，由系统按单位逐件编号发出，不能一件发给各家"
            raise Refused(msg)
        if current.payload["kind"] == "first_notice":
            grade = getattr(drafting.state, "grade", None)
            if reason := why_not_asked(drafting.plan, "send_first_notice", "发出首报", actor.roles, grade):
                raise Refused(reason)
        approved_at = datetime.fromisoformat(current.approved_at).replace(second=0, microsecond=0)
        if any(not approved_at <= sending.sent_at <= drafting.now for sending in sendings):
            msg = "发出时间应在批准之后、现在之前"
            raise Refused(msg)
        missing = set(current.payload["addressees"]) - {sending.addressee for sending in sendings}
        if missing:
            msg = "每个接收单位都要写明渠道和发出时间"
            raise Refused(msg)
        return PaperSent(
            paper=paper,
            kind=current.payload["kind"],
            number=current.payload["number"],
            signatory=current.signatory,
            pdf=frozen.pdf,
            docx=frozen.docx,
            text=frozen.text,
            checkpoint=frozen.checkpoint,
            substituted_fonts=frozen.substituted_fonts,
            sendings=tuple(sendings),
        )

    return act(
        actor=actor,
        permission="documents.send_paper",
        stream=row.stream,
        make=make,
        regions=leading(regions),
        clause=clause,
        idempotency_key=idempotency_key,
    )


@dataclass(frozen=True, slots=True)
class _Frozen:
    """The files of a paper as it goes out. Empty for a repeated act, which only hands out the earlier fact."""

    pdf: str = ""
    docx: str = ""
    text: str = ""
    checkpoint: str = ""
    substituted_fonts: tuple[str, ...] = ()


def _freeze(stream: str, paper: str, actor: Actor, sendings: Sequence[Sending]) -> _Frozen:
    state: HasPapers = state_of(stream)
    approved = state.papers.get(paper)
    if approved is None or approved.status != "approved":
        raise Refused(_why_not_sendable(approved))
    now = timekeeping.now()
    final = _final_form(approved, actor, now, sendings)
    fonts = available_fonts()
    # Nothing is locked while this goes on: it takes a while.
    contents = (render_pdf(final, fonts=fonts), render_docx(final), render_text(final).encode())
    with transaction.atomic():
        pdf, docx, text = (keep_file(stream=stream, content=content, now=now) for content in contents)
    failpoint("paper-files-kept")
    substituted = tuple(use.role for use in fonts.uses if use.substitute)
    return _Frozen(pdf, docx, text, final.checkpoint or "", substituted)


def _final_form(paper: PaperState, actor: Actor, now: datetime, sendings: Sequence[Sending]) -> Paper:
    content = approved_content(paper, actor, now)
    today = now.astimezone(BEIJING).date()
    approved = Paper.model_validate_json(content)
    return approved.model_copy(
        update={
            "blocks": tuple(with_sendings(block, sendings) for block in approved.blocks),
            "signatory": paper.signatory,
            "issued_on": today,
            "printed_on": today,
            "checkpoint": f"底账检查点 {checkpoint_line()}",
            "draft": False,
        }
    )


def approved_content(paper: PaperState, actor: Actor, now: datetime) -> str:
    """The text that was signed, and no other: what lies sealed is compared with what the signers' fact names."""
    value = paper.payload["content"]["sealed"]
    try:
        content = sealed_values().open([value], purpose="发出公文", actor=actor.officer, now=now).get(value)
    except SealBroken as error:
        raise Refused(_CHANGED) from error
    if content is None:
        msg = "公文内容的密钥已销毁，不能发出"
        raise Refused(msg)
    if hashlib.sha256(content.encode()).hexdigest() != paper.payload["content_hash"]:
        raise Refused(_CHANGED)
    return content


def with_sendings(block: Block, sendings: Sequence[Sending]) -> Block:
    """The table of receiving units with how and when each was sent: known only now, and all that changes."""
    if not isinstance(block, ReceiptTable):
        return block
    rows = []
    for row, sending in zip(block.receipts, sendings, strict=False):
        sent_at = sending.sent_at.astimezone(BEIJING)
        rows.append(row.model_copy(update={"channel": sending.channel, "sent_at": f"{sent_at:%m-%d %H:%M}"}))
    return block.model_copy(update={"receipts": (*rows, *block.receipts[len(rows) :])})


def record_receipt(
    *,
    actor: Actor,
    paper: str,
    addressee: str,
    channel: str,
    receiver: str,
    received_at: datetime,
    note: str = "",
    clause: str = "5.2.1.1.a",
    regions: Sequence[str],
    seen: int | None = None,
    idempotency_key: str,
) -> Outcome:
    """Record one addressee's receipt. It counts from when it was received, however late it is typed in (补录)."""
    row = paper_row(paper)

    def make(drafting: Drafting) -> ReceiptRecorded:
        current = _paper(drafting, paper)
        if current.sent is None:
            msg = "公文还没有发出，不能登记回执"
            raise Refused(msg)
        sending = next((s for s in current.sent["sendings"] if s["addressee"] == addressee), None)
        if sending is None:
            msg = "这件公文没有发给该单位"
            raise Refused(msg)
        if addressee in current.receipts:
            msg = f"{sending['addressee_name']}的回执已登记过"
            raise Refused(msg)
        if received_at > drafting.now:
            msg = "回执时间不能晚于现在"
            raise Refused(msg)
        if received_at < datetime.fromisoformat(sending["sent_at"]).astimezone(UTC):
            msg = "回执时间不能早于发出时间"
            raise Refused(msg)
        return ReceiptRecorded(
            paper=paper,
            kind=current.payload["kind"],
            addressee=addressee,
            addressee_name=sending["addressee_name"],
            channel=channel,
            receiver=receiver,
            received_at=received_at,
            note=note,
        )

    return act(
        actor=actor,
        permission="documents.record_receipt",
        stream=row.stream,
        make=make,
        happened_at=received_at,
        regions=leading(regions),
        seen=seen,
        idempotency_key=idempotency_key,
        clause=clause,
    )


def _paper(drafting: Drafting, paper: str) -> PaperState:
    state: HasPapers = drafting.state
    if paper not in state.papers:
        msg = "没有这件公文"
        raise Refused(msg)
    return state.papers[paper]


def _why_not_sendable(paper: PaperState | None) -> str:
    status = paper.status if paper else ""
    return {
        "submitted": "公文还没有批准，不能发出。可请组长、副组长签字，或电话批准后由值班长记录。",
        "sent": "公文已经发出",
        "withdrawn": "公文已撤回，请重新送签",
    }.get(status, "没有这件公文")


def _sealed(reference: SealedReference) -> SealedText:
    return SealedText(sealed=reference.id, commitment=reference.commitment)


KEPT_FILES: Mapping[str, tuple[str, ...]] = {
    "paper.sent": ("pdf", "docx", "text"),
    "paper.sealed": ("output",),
    "scan.attached": ("digest",),
}
"""Fact kind → the fields that name kept files."""


def sent_files_hold(fact: Fact) -> list[str]:
    """Which kept files of a fact are lost or changed; empty when all are as they were, or the fact names none."""
    lost = []
    for name in KEPT_FILES.get(fact.kind, ()):
        try:
            read_file(stream=fact.stream, digest=fact.payload[name])
        except FileLost as error:
            lost.append(f"{fact.payload.get('number', fact.payload['paper'])} {name}: {error}")
    return lost
