"""The 大事记 of an event, to save as PDF or DOCX."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.documents.queries import FORMATS, content_as_docx, content_as_pdf
from fengsui.response.chronicle import chronicle
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import room_of
from fengsui.web.stamp import to_save


def file(request: OfficerRequest, number: str, form: str) -> HttpResponse:
    """What this officer sees of the event's course, drawn from the facts of this moment."""
    if form not in FORMATS:
        raise Http404
    room = room_of(request, number)
    paper = chronicle(actor=request.actor, room=room, now=timekeeping.now())
    content = content_as_pdf(paper) if form == "pdf" else content_as_docx(paper)
    return to_save(content, FORMATS[form], gettext("大事记（%(number)s）.%(form)s") % {"number": number, "form": form})
