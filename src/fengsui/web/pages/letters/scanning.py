"""The printed, stamped and scanned copy of a letter that went out: kept beside it, handed out for reading."""

from django.http import Http404, HttpResponse

from fengsui.conduct.acting import Refused
from fengsui.documents import scans
from fengsui.documents.files import FileLost
from fengsui.documents.letters.queries import letter_for
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.documents.paper import READING
from fengsui.web.pages.letters.letter_frame import letter_address, show, submitted_paper
from fengsui.web.stamp import MEGABYTES, attach_uploaded, to_save
from fengsui.web.submitting import act_arguments, form_page


def scan_form(request: OfficerRequest, letter: str) -> HttpResponse:
    """Which file is the scanned copy."""
    return show(request, "scan", letter, megabytes=MEGABYTES)


def _attach(request: OfficerRequest, letter: str) -> str:
    state, _ = letter_for(request.actor, letter)
    key = act_arguments(request)["idempotency_key"]
    attach_uploaded(request, request.actor, submitted_paper(state), state.regions, key)
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
    return to_save(content, media, f"{found.payload['number']}-{scan}.{scans.ending_of(media)}")


scan_page = form_page("letter.scan", scan_form, _attach)
