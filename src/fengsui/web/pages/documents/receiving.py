"""Recording one addressee's receipt: who took it, by which channel, when. Typed late it counts from then (补录)."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.documents import actions
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.offline_calls import noted_receipt
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.documents.paper import addressees_of, paper_in
from fengsui.web.pages.response.event_frame import reference_of, regions_of, room_of, show
from fengsui.web.submitting import act_arguments, form_page


def receipt(request: OfficerRequest, number: str, fact: int, addressee: str) -> HttpResponse:
    """One addressee: what was sent, and the form for its receipt."""
    room, now = room_of(request, number), timekeeping.now()
    found = paper_in(room, number, fact)
    rows = addressees_of(room, found)
    row = next((known for known in rows if known.id == addressee), None)
    if row is None:
        raise Http404
    channel = row.sending["channel"] if row.sending else actions.CHANNELS[0]
    defaults = {"channel": channel, **moment_values("received", now), **noted_receipt(room, found, addressee)}
    return show(
        request,
        "documents/receipt.html",
        room,
        paper=found,
        fact=fact,
        addressee=row,
        channels=[(name, name) for name in actions.CHANNELS],
        values=form_values(request, defaults),
    )


def _record(request: OfficerRequest, number: str, fact: int, addressee: str) -> str:
    reading = Reading(request.POST)
    receiver = reading.text("receiver", gettext("接收人"), longest=60)
    channel = reading.choice("channel", gettext("渠道"), actions.CHANNELS)
    received_at = reading.moment("received", gettext("回执时间"))
    note = reading.text("note", gettext("备注"), required=False, longest=400)
    reading.finish()
    actions.record_receipt(
        actor=request.actor,
        paper=reference_of(number, fact),
        addressee=addressee,
        channel=channel,
        receiver=receiver,
        received_at=received_at,
        note=note,
        regions=regions_of(number),
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return reverse("paper", kwargs={"number": number, "fact": fact})


receipt_page = form_page("paper.receipt", receipt, _record)
