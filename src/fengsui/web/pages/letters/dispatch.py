"""Signing a letter, taking it back, sending it, recording its receipts."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.documents import actions as papers
from fengsui.documents.facts import Sending
from fengsui.documents.layout import available_fonts
from fengsui.documents.letters import actions
from fengsui.documents.letters.copies import order_copies
from fengsui.documents.letters.queries import letter_for, letter_stream, may_sign
from fengsui.documents.letters.state import LetterState
from fengsui.documents.queries import paper_content
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.letters.letter_frame import letter_address, receivers_of, show, submitted_paper
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.submitting import act_arguments, form_page, not_kept

CHANNELS = [(name, name) for name in papers.CHANNELS]
USUAL_CHANNEL = "公文交换"


def _letter(request: OfficerRequest, letter: str) -> LetterState:
    return letter_for(request.actor, letter)[0]


def _key(request: OfficerRequest) -> str:
    return act_arguments(request)["idempotency_key"]


def sign(request: OfficerRequest, letter: str) -> HttpResponse:
    """The letter to sign as it stands, and what follows from the signature."""
    state = _letter(request, letter)
    found = state.paper
    matter = state.matters.by_fact.get(found.opened) if found else None
    sheet = None
    if found is not None:
        content = paper_content(actor=request.actor, paper=found.opened, purpose=gettext("审签"), regions=state.regions)
        sheet = sheet_of(content.model_copy(update={"signatory": found.signatory or None}))
    signs = matter is not None and not matter.closed and may_sign(request.actor, matter)
    return not_kept(show(request, "sign", letter, matter=matter, sheet=sheet, signs=signs))


def _sign(request: OfficerRequest, letter: str) -> str:
    found = submitted_paper(_letter(request, letter))
    actions.sign_letter(
        actor=request.actor,
        paper=found.opened,
        seen_hash=request.POST.get("seen_hash", ""),
        idempotency_key=_key(request),
    )
    return letter_address(letter)


def withdraw(request: OfficerRequest, letter: str) -> HttpResponse:
    """Take a letter back before it went out: why; its number is void."""
    return show(request, "withdraw", letter, values=form_values(request, {}))


def _withdraw(request: OfficerRequest, letter: str) -> str:
    state = _letter(request, letter)
    found, reading = submitted_paper(state), Reading(request.POST)
    reason = reading.text("reason", gettext("撤回理由"), longest=400)
    reading.finish()
    papers.withdraw_paper(
        actor=request.actor, paper=found.opened, reason=reason, regions=state.regions, idempotency_key=_key(request)
    )
    return letter_address(letter)


def send(request: OfficerRequest, letter: str) -> HttpResponse:
    """By which channel and when each unit was sent it; and what is frozen by it."""
    found, fonts = _letter(request, letter).paper, available_fonts()
    receivers = receivers_of(letter, found) if found else []
    defaults = {"channel": USUAL_CHANNEL, **moment_values("sent", timekeeping.now())}
    return show(
        request,
        "send",
        letter,
        receivers=receivers,
        channels=CHANNELS,
        font_sentences=() if fonts.complete else fonts.sentences(),
        values=form_values(request, defaults),
    )


def _send(request: OfficerRequest, letter: str) -> str:
    state = _letter(request, letter)
    found, reading = submitted_paper(state), Reading(request.POST)
    if state.separate:
        channel = reading.choice("channel", gettext("渠道"), papers.CHANNELS)
        reading.finish()
        order_copies(actor=request.actor, letter=letter_stream(letter), channel=channel, idempotency_key=_key(request))
        return letter_address(letter)
    sendings = []
    if found.payload["addressees"]:
        channel = reading.choice("channel", gettext("渠道"), papers.CHANNELS)
        sent_at = reading.moment("sent", gettext("发出时间"))
        sendings = [
            Sending(addressee=name, addressee_name=name, channel=channel, sent_at=sent_at)
            for name in found.payload["addressees"]
            if not reading.faults
        ]
    reading.finish()
    papers.send_paper(
        actor=request.actor,
        paper=found.opened,
        sendings=sendings,
        regions=state.regions,
        clause="",
        idempotency_key=_key(request),
    )
    return letter_address(letter)


def receipt(request: OfficerRequest, letter: str, unit: int) -> HttpResponse:
    """One receiving unit, and the form for its receipt."""
    found = submitted_paper(_letter(request, letter))
    receivers = receivers_of(letter, found)
    if not 1 <= unit <= len(receivers):
        raise Http404
    row = receivers[unit - 1]
    channel = row.sending["channel"] if row.sending else USUAL_CHANNEL
    values = form_values(request, {"channel": channel, **moment_values("received", timekeeping.now())})
    return show(request, "receipt", letter, receiver=row, channels=CHANNELS, values=values)


def _record(request: OfficerRequest, letter: str, unit: int) -> str:
    state = _letter(request, letter)
    found, reading = submitted_paper(state), Reading(request.POST)
    receiver = reading.text("receiver", gettext("接收人"), longest=60)
    channel = reading.choice("channel", gettext("渠道"), papers.CHANNELS)
    received_at = reading.moment("received", gettext("回执时间"))
    note = reading.text("note", gettext("备注"), required=False, longest=400)
    reading.finish()
    names = found.payload["addressees"]
    if not 1 <= unit <= len(names):
        raise Http404
    papers.record_receipt(
        actor=request.actor,
        paper=found.opened,
        addressee=names[unit - 1],
        channel=channel,
        receiver=receiver,
        received_at=received_at,
        note=note,
        clause="",
        regions=state.regions,
        idempotency_key=_key(request),
    )
    return letter_address(letter)


sign_page = form_page("letter.sign", sign, _sign)
withdraw_page = form_page("letter.withdraw", withdraw, _withdraw)
send_page = form_page("letter.send", send, _send)
receipt_page = form_page("letter.receipt", receipt, _record)
