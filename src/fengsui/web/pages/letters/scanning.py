"""The printed, stamped and scanned copy of a letter that went out: kept beside it, handed out for reading."""

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct.acting import Refused
from fengsui.documents import scans
from fengsui.documents.files import FileLost
from fengsui.documents.letters.queries import letter_for
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.documents.paper import READING
from fengsui.web.pages.letters.letter_frame import letter_address, show, submitted_paper
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept


def scan_form(request: OfficerRequest, letter: str) -> HttpResponse:
    """Which file is the scanned copy."""
    return show(request, "scan", letter, megabytes=scans.LARGEST_BYTES // (1024 * 1024))


def _attach(request: OfficerRequest, letter: str) -> str:
    state, _ = letter_for(request.actor, letter)
    found, uploaded = submitted_paper(state), request.FILES.get("file")
    if not isinstance(uploaded, UploadedFile):
        raise Misfilled({"file": gettext("请选择文件。")})
    if (uploaded.size or 0) > scans.LARGEST_BYTES:
        largest = scans.LARGEST_BYTES // (1024 * 1024)
        raise Misfilled({"file": gettext("文件最大 %(largest)d MB。") % {"largest": largest}})
    scans.attach_scan(
        actor=request.actor,
        paper=found.opened,
        content=uploaded.read(),
        name=uploaded.name or "",
        regions=state.regions,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return letter_address(letter)


def scan_file(request: OfficerRequest, letter: str, scan: int) -> HttpResponse:
    """One scanned copy, to save."""
    state, _ = letter_for(request.actor, letter)
    found = submitted_paper(state)
    rows = scans.scans_of(found.opened)
    if not 1 <= scan <= len(rows):
        raise Http404
    try:
        content, media = scans.scan_content(
            actor=request.actor,
            paper=found.opened,
            digest=rows[scan - 1]["digest"],
            purpose=READING,
            regions=state.regions,
        )
    except (FileLost, Refused) as problem:
        return show(request, "lost", letter, problem=str(problem))
    response = HttpResponse(content, content_type=media)
    name = f"{found.payload['number']}-{scan}.{scans.ending_of(media)}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return not_kept(response)


scan_page = form_page("letter.scan", scan_form, _attach)
