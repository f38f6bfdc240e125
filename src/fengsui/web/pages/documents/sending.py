"""Sending an approved paper, and taking one back before it went out."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.documents import actions
from fengsui.documents.facts import Sending
from fengsui.documents.layout import available_fonts
from fengsui.response.paper_kinds.composing import CLAUSES
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.offline_calls import noted_sending
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.documents.paper import addressees_of, paper_in
from fengsui.web.pages.response.event_frame import reference_of, regions_of, room_of, show
from fengsui.web.submitting import act_arguments, form_page

USUAL_CHANNEL = "专线"


def send(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """To whom, by which channel, when; and what is frozen by it."""
    room, now = room_of(request, number), timekeeping.now()
    found = paper_in(room, number, fact)
    addressees = addressees_of(room, found)
    defaults: dict[str, str] = {}
    for addressee in addressees:
        known = addressee.contact.channel if addressee.contact else ""
        defaults[f"channel-{addressee.id}"] = known if known in actions.CHANNELS else USUAL_CHANNEL
        defaults |= moment_values(f"sent-{addressee.id}", now)
        defaults |= noted_sending(room, found, addressee.id)
    fonts = available_fonts()
    return show(
        request,
        "documents/send.html",
        room,
        paper=found,
        fact=fact,
        addressees=addressees,
        channels=[(channel, channel) for channel in actions.CHANNELS],
        font_sentences=() if fonts.complete else fonts.sentences(),
        values=form_values(request, defaults),
    )


def _send(request: OfficerRequest, number: str, fact: int) -> str:
    room = room_of(request, number)
    found, reading = paper_in(room, number, fact), Reading(request.POST)
    sendings = []
    for addressee in addressees_of(room, found):
        channel = reading.choice(f"channel-{addressee.id}", gettext("渠道"), actions.CHANNELS)
        sent_at = reading.moment(f"sent-{addressee.id}", gettext("发往%(name)s的时间") % {"name": addressee.name})
        if f"sent-{addressee.id}-date" not in reading.faults and sent_at > timekeeping.now():
            reading.faults[f"sent-{addressee.id}-date"] = gettext("发出时间不能晚于现在。")
        sendings.append((addressee, channel, sent_at))
    reading.finish()
    actions.send_paper(
        actor=request.actor,
        paper=found.opened,
        sendings=[
            Sending(addressee=a.id, addressee_name=a.name, channel=channel, sent_at=sent_at)
            for a, channel, sent_at in sendings
        ],
        regions=room.state.regions,
        clause=CLAUSES[found.kind],
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return reverse("paper", kwargs={"number": number, "fact": fact})


def withdraw(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """Take a paper back: why; its number is void."""
    room = room_of(request, number)
    found = paper_in(room, number, fact)
    values = form_values(request, {})
    return show(request, "documents/withdraw.html", room, paper=found, fact=fact, values=values)


def _withdraw(request: OfficerRequest, number: str, fact: int) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("撤回理由"), longest=400)
    reading.finish()
    actions.withdraw_paper(
        actor=request.actor,
        paper=reference_of(number, fact),
        reason=reason,
        regions=regions_of(number),
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return reverse("paper", kwargs={"number": number, "fact": fact})


send_page = form_page("paper.send", send, _send)
withdraw_page = form_page("paper.withdraw", withdraw, _withdraw)
