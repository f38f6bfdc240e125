"""The activation order as a paper: on the page and as PDF, drawn from the facts whenever it is asked for."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.documents.layout import Paper
from fengsui.documents.queries import content_as_pdf
from fengsui.response.orders import activation_order
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import room_of, show
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.submitting import not_kept


def order(request: OfficerRequest, number: str) -> HttpResponse:
    """The order as it stands: 待签 until the head has signed."""
    room = room_of(request, number)
    paper = _order(request, room)
    matter = room.state.matters.by_fact.get(room.state.activation_fact)
    page = show(
        request,
        "response/order.html",
        room,
        tab="event.papers",
        sheet=sheet_of(paper),
        order_fact=room.state.activation_fact,
        signatures=matter.signatures if matter else (),
    )
    return not_kept(page)


def order_pdf(request: OfficerRequest, number: str) -> HttpResponse:
    """The same as PDF, to print."""
    paper = _order(request, room_of(request, number))
    response = HttpResponse(content_as_pdf(paper), content_type="application/pdf")
    name = gettext("启动令（%(number)s）.pdf") % {"number": paper.document_number}
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return not_kept(response)


def _order(request: OfficerRequest, room: EventRoom) -> Paper:
    paper = activation_order(actor=request.actor, room=room)
    if paper is None:
        raise Http404
    return paper
