"""Seals on an event's paper that went out: the electronic one, and the scan of the stamped print."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from fengsui.conduct.acting import Refused
from fengsui.documents import scans, sealing
from fengsui.documents.files import FileLost
from fengsui.documents.seal_program import seal_command
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.documents.paper import READING, paper_in
from fengsui.web.pages.response.event_frame import room_of, show
from fengsui.web.stamp import MEGABYTES, attach_uploaded, to_save
from fengsui.web.submitting import act_arguments, form_page


def _address(number: str, fact: int) -> str:
    return reverse("paper", kwargs={"number": number, "fact": fact})


def scan_form(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """Which file is the scanned copy."""
    room = room_of(request, number)
    return show(
        request, "documents/scan.html", room, paper=paper_in(room, number, fact), fact=fact, megabytes=MEGABYTES
    )


def _attach(request: OfficerRequest, number: str, fact: int) -> str:
    room = room_of(request, number)
    key = act_arguments(request)["idempotency_key"]
    attach_uploaded(request, request.actor, paper_in(room, number, fact), room.state.regions, key)
    return _address(number, fact)


def scan_file(request: OfficerRequest, number: str, fact: int, scan: int) -> HttpResponse:
    """One scanned copy, to save."""
    room = room_of(request, number)
    found = paper_in(room, number, fact)
    rows = scans.scans_of(found.opened)
    if not 1 <= scan <= len(rows):
        raise Http404
    try:
        content, media = scans.scan_content(
            actor=request.actor,
            paper=found.opened,
            digest=rows[scan - 1]["digest"],
            purpose=READING,
            regions=room.state.regions,
        )
    except (FileLost, Refused) as problem:
        return show(request, "documents/file_lost.html", room, paper=found, fact=fact, problem=str(problem))
    return to_save(content, media, f"{found.payload['number']}-{scan}.{scans.ending_of(media)}")


def seal_form(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """What is sealed, by what, and what follows."""
    room = room_of(request, number)
    found = paper_in(room, number, fact)
    return show(request, "documents/seal.html", room, paper=found, fact=fact, connected=bool(seal_command()))


def _affix(request: OfficerRequest, number: str, fact: int) -> str:
    room = room_of(request, number)
    sealing.affix_seal(
        actor=request.actor,
        paper=paper_in(room, number, fact).opened,
        regions=room.state.regions,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return _address(number, fact)


def sealed_file(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """The sealed PDF, to save."""
    room = room_of(request, number)
    found = paper_in(room, number, fact)
    if found.sealed is None:
        raise Http404
    try:
        content = sealing.sealed_file(
            actor=request.actor, paper=found.opened, purpose=READING, regions=room.state.regions
        )
    except (FileLost, Refused) as problem:
        return show(request, "documents/file_lost.html", room, paper=found, fact=fact, problem=str(problem))
    return to_save(content, "application/pdf", f"{found.payload['number']}（电子印章）.pdf")


scan_page = form_page("paper.scan", scan_form, _attach)
seal_page = form_page("paper.seal", seal_form, _affix)
