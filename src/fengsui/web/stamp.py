"""What the page of a sent paper shows of its seal: the electronic one, and the scans of the stamped print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct.access import Actor
from fengsui.documents import scans
from fengsui.documents.seal_program import seal_command
from fengsui.documents.state import PaperState
from fengsui.registry.queries import officers_many
from fengsui.web.submitting import Misfilled, not_kept

MEGABYTES = scans.LARGEST_BYTES // (1024 * 1024)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Its seal with who put it there, its scans with their addresses, and where the forms for both are."""

    connected: bool
    sealed: Mapping[str, Any] | None
    by: str
    scans: Sequence[tuple[Mapping[str, Any], str]]
    seal_address: str
    file_address: str
    scan_address: str


def stamp_of(found: PaperState, *, seal: str, sealed_file: str, scan: str) -> Stamp:
    """Of a paper; the addresses are those of its own pages, a scan's ends with its place in the list."""
    by = str(found.sealed["by"]) if found.sealed else ""
    officer = officers_many({by}).get(by) if by else None
    rows = [(row, f"{scan}/{place}") for place, row in enumerate(scans.scans_of(found.opened), start=1)]
    return Stamp(bool(seal_command()), found.sealed, officer.name if officer else "", rows, seal, sealed_file, scan)


def attach_uploaded(
    request: HttpRequest, actor: Actor, found: PaperState, regions: tuple[str, ...], idempotency_key: str
) -> None:
    """Keep the file of the form as a scan of this paper. Raises Misfilled, AccessDenied, Refused."""
    uploaded = request.FILES.get("file")
    if not isinstance(uploaded, UploadedFile):
        raise Misfilled({"file": gettext("请选择文件。")})
    if (uploaded.size or 0) > scans.LARGEST_BYTES:
        raise Misfilled({"file": gettext("文件最大 %(largest)d MB。") % {"largest": MEGABYTES}})
    scans.attach_scan(
        actor=actor,
        paper=found.opened,
        content=uploaded.read(),
        name=uploaded.name or "",
        regions=regions,
        idempotency_key=idempotency_key,
    )


def to_save(content: bytes, media: str, name: str) -> HttpResponse:
    """A file, to save."""
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return not_kept(response)
