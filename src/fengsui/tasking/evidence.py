"""Acts on evidence (1.6.a): two people take it, its file is sealed, and it changes hands without a gap."""

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, NotThere
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.batches import store_file
from fengsui.conduct.world import sealed_values
from fengsui.documents.files import FileLost, file_folder
from fengsui.ledger.canonical import parse_timestamp
from fengsui.ledger.writing import take_number
from fengsui.response.queries import event_regions, event_room
from fengsui.response.wording import minute_of
from fengsui.tasking import facts
from fengsui.tasking.policy import CUSTODY
from fengsui.tasking.queries import evidence_page, evidence_places, merged_into, order_of
from fengsui.tasking.state import EvidenceState

LARGEST_BYTES = 10 * 1024 * 1024
SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "pdf"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"\xff\xd8\xff", 0, "jpg"),
    (b"PK\x03\x04", 0, "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "doc"),
    (b"ftyp", 4, "mp4"),
    (b"ID3", 0, "mp3"),
    (b"WAVE", 8, "wav"),
)
"""(what the bytes begin with, from which byte on, the ending): what a file is, whatever its name says."""


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """What is typed about a piece of evidence. ``subject``: an event, one of its tasks, or an order."""

    subject: str
    what: str
    source: str
    place: str
    collected_at: datetime
    collectors: Sequence[tuple[str, str]]
    original: str = ""
    holder: str = ""


def file_type(content: bytes) -> str:
    """What the bytes are by their signature; empty for anything else."""
    return next((kind for mark, at, kind in SIGNATURES if content[at : at + len(mark)] == mark), "")


def collect_evidence(
    *, actor: Actor, entry: EvidenceEntry, content: bytes | None = None, idempotency_key: str = ""
) -> Outcome:
    """Register a piece of evidence; ``content``: its file. Raises AccessDenied, Refused, NotThere."""
    event, regions = subject_of(actor, entry.subject)

    def make(drafting: Drafting) -> facts.EvidenceCollected:
        if not drafting.plan.provides(CUSTODY):
            msg = "现行预案没有规定证据登记，不能登记"
            raise Refused(msg)
        into = merged_into(event)
        if into:
            msg = f"本事件已并入{into.partition('/')[2]}号事件，请在那里登记"
            raise Refused(msg)
        names = [name.strip() for name, _ in entry.collectors]
        people = {_as_read(name) for name in names} - {""}
        if len(names) < 2 or len(people) < len(names):  # noqa: PLR2004 (两人以上)
            msg = "取证要有两名以上人员，写明各自的姓名和职务"
            raise Refused(msg)
        if entry.collected_at > drafting.now:
            msg = "取证时间不能晚于现在"
            raise Refused(msg)
        if content is None and not entry.original.strip():
            msg = "请上传文件，或者写明原件存放在哪里"
            raise Refused(msg)
        kept = _keep(drafting, content) if content is not None else None
        return facts.EvidenceCollected(
            number=f"证〔{drafting.stream.partition('/')[2].replace('-', '〕')}号",
            subject=entry.subject,
            event=event,
            what=entry.what,
            source=entry.source,
            place=entry.place,
            collected_at=entry.collected_at,
            collectors=tuple(facts.Collector(name=name, post=post) for name, post in entry.collectors),
            file=kept,
            original=entry.original,
            holder=entry.holder.strip() or names[0],
            region=regions[0],
        )

    return act(
        actor=actor,
        permission="tasking.collect_evidence",
        stream=_new_number(),
        make=make,
        happened_at=entry.collected_at,
        regions=regions,
        idempotency_key=idempotency_key,
        clause="1.6.a",
    )


def hand_evidence(
    *,
    actor: Actor,
    evidence: str,
    taker: str,
    taker_post: str,
    handed_at: datetime,
    reason: str,
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """The holder gives it to somebody else. The giver is who holds it by the record: no link can be left out."""
    row, _, _ = evidence_page(actor, evidence)

    def make(drafting: Drafting) -> facts.EvidenceHanded:
        state: EvidenceState = drafting.state
        if taker.strip() == state.holder:
            msg = f"{state.holder}已经是保管人"
            raise Refused(msg)
        if not minute_of(state.held_since) <= handed_at <= drafting.now:
            since = parse_timestamp(state.held_since).astimezone(BEIJING)
            msg = f"移交时间应在{state.holder}接手（{since:%m月%d日 %H:%M}）之后、现在之前"
            raise Refused(msg)
        return facts.EvidenceHanded(
            giver=state.holder, taker=taker, taker_post=taker_post, handed_at=handed_at, reason=reason
        )

    return act(
        actor=actor,
        permission="tasking.hand_evidence",
        stream=row.pk,
        make=make,
        happened_at=handed_at,
        regions=evidence_places(row.event, row.region),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.6.a",
    )


def open_file(*, actor: Actor, evidence: str, purpose: str, idempotency_key: str = "") -> tuple[bytes, str]:
    """(the file's bytes, its ending); each opening is a fact. Raises AccessDenied, Refused, FileLost."""
    row, state, _ = evidence_page(actor, evidence)
    file = state.collected["file"]
    if not file:
        msg = "这份证据没有上传文件，请看原件存放处"
        raise Refused(msg)
    act(
        actor=actor,
        permission="tasking.open_evidence",
        stream=row.pk,
        make=lambda _: facts.EvidenceOpened(purpose=purpose),
        regions=evidence_places(row.event, row.region),
        purpose=purpose,
        idempotency_key=idempotency_key,
        clause="1.6.a",
    )
    return _read(row.pk, file["sha256"]), file["type"]


def subject_of(actor: Actor, subject: str) -> tuple[str, tuple[str, ...]]:
    """(event or empty, the places) of what evidence belongs to. Raises NotThere for anything the actor can't see."""
    stream, _, number = subject.partition("#")
    if stream.startswith("order/") and not number:
        row = order_of(actor, stream)
        return row.event, (row.region, row.issuer_region)
    if stream.startswith("event/"):
        room = event_room(actor, stream)
        if not number or subject in room.state.tasks:
            return stream, event_regions(stream)
    msg = "没有这个事件、任务或者指令"
    raise NotThere(msg)


def _as_read(name: str) -> str:
    """A name without what makes one person look like two: spaces, width, what is not seen."""
    folded = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign) != "Cf")


def _new_number() -> Callable[[], str]:
    def stream() -> str:
        year = timekeeping.now().astimezone(BEIJING).year
        return f"evidence/{year}-{take_number(f'evidence/{year}'):03d}"

    return stream


def _keep(drafting: Drafting, content: bytes) -> facts.KeptFile:
    if not content or len(content) > LARGEST_BYTES:
        msg = f"文件不能是空的，也不能超过 {LARGEST_BYTES // 1024 // 1024} MB；大的请写明原件存放处"
        raise Refused(msg)
    kind = file_type(content)
    if not kind:
        msg = "收不了这种文件。可以上传 PDF、图片、办公文档（含压缩包）、录音和录像"
        raise Refused(msg)
    digest = hashlib.sha256(content).hexdigest()
    name = _name(drafting.stream, digest)
    sealed = sealed_values().encrypt_file(subject=drafting.stream, name=name, content=content, now=drafting.now)
    store_file(file_folder() / name[:2] / f"{name}.sealed", sealed)
    return facts.KeptFile(sha256=digest, type=kind, size_bytes=len(content))


def _read(stream: str, digest: str) -> bytes:
    name = _name(stream, digest)
    try:
        sealed = (file_folder() / name[:2] / f"{name}.sealed").read_bytes()
    except FileNotFoundError as error:
        msg = f"文件 {digest[:12]} 不在本机"
        raise FileLost(msg) from error
    content = sealed_values().decrypt_file(subject=stream, name=name, content=sealed)
    if content is None or hashlib.sha256(content).hexdigest() != digest:
        msg = f"文件 {digest[:12]} 与登记时不一致，或其密钥已销毁"
        raise FileLost(msg)
    return content


def _name(stream: str, digest: str) -> str:
    """The name it lies under: one file may be evidence twice, each sealed under its own key."""
    return hashlib.sha256(f"{stream}\n{digest}".encode()).hexdigest()
