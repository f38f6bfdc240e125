"""Scanned copies: a paper that went out was printed, stamped and scanned; the file is kept beside what was sent."""

import hashlib
from typing import Any

from django.db import transaction

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.documents.facts import ScanAttached
from fengsui.documents.files import keep_file, read_file
from fengsui.documents.models import Scan
from fengsui.documents.policy import leading
from fengsui.documents.queries import paper_row
from fengsui.documents.state import HasPapers

LARGEST_BYTES = 20 * 1024 * 1024
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


def media_of(content: bytes) -> str:
    """What a file is by its first bytes, whatever its name says. Raises Refused for anything but PDF, JPEG, PNG."""
    for first, media, _ in _SIGNATURES:
        if content.startswith(first):
            return media
    msg = "只收 PDF、JPEG、PNG 文件；这个文件的内容不是其中任何一种"
    raise Refused(msg)


def ending_of(media: str) -> str:
    """The file name's ending for a kind of file."""
    return next(ending for _, known, ending in _SIGNATURES if known == media)


def attach_scan(
    *, actor: Actor, paper: str, content: bytes, name: str, regions: tuple[str, ...], idempotency_key: str
) -> Outcome:
    """Keep the scan of a sent paper, sealed under its hash; the same file is attached once.

    Raises AccessDenied, Refused.
    """
    require(actor, "documents.record_receipt", regions=leading(regions))
    row = paper_row(paper)
    if not content or len(content) > LARGEST_BYTES:
        msg = f"文件最大 {LARGEST_BYTES // (1024 * 1024)} MB，不能是空文件"
        raise Refused(msg)
    media, digest = media_of(content), hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        if row.status == "sent":
            keep_file(stream=row.stream, content=content, now=timekeeping.now())

    def make(drafting: Drafting) -> ScanAttached:
        state: HasPapers = drafting.state
        found = state.papers.get(paper)
        if found is None or found.sent is None:
            msg = "公文发出后才登记用印扫描件"
            raise Refused(msg)
        if Scan.objects.filter(paper=paper, digest=digest).exists():
            msg = "这个文件已经登记过"
            raise Refused(msg)
        return ScanAttached(paper=paper, digest=digest, media=media, name=name[-100:], size=len(content))

    return act(
        actor=actor,
        permission="documents.record_receipt",
        stream=row.stream,
        make=make,
        regions=leading(regions),
        idempotency_key=idempotency_key,
    )


def scans_of(paper: str) -> list[dict[str, Any]]:
    """The scans of a paper, oldest first."""
    return [dict(row) for row in Scan.objects.filter(paper=paper).order_by("attached_at", "id").values()]


def scan_content(*, actor: Actor, paper: str, digest: str, purpose: str, regions: tuple[str, ...]) -> tuple[bytes, str]:
    """(bytes, media) of one scan. Raises AccessDenied, Refused for none, FileLost."""
    require(actor, "documents.open_paper", regions=regions, purpose=purpose)
    row = Scan.objects.filter(paper=paper, digest=digest).first()
    if row is None:
        msg = "没有这个扫描件"
        raise Refused(msg)
    return read_file(stream=row.stream, digest=digest), row.media
