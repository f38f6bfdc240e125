"""One 风险提示函: its text, how it stands, sending it, taking it back, its receipts, its frozen files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.conduct.acting import Refused
from fengsui.documents import actions
from fengsui.documents import queries as paper_queries
from fengsui.documents.files import FileLost
from fengsui.documents.state import PaperState
from fengsui.registry.queries import contact_for
from fengsui.warning import prompting
from fengsui.warning.prompting import TO_INSTITUTION
from fengsui.warning.queries import PromptRoom, prompt_room
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.documents.paper import FORMS, READING, as_it_stands
from fengsui.web.pages.monitoring.showing import open_address
from fengsui.web.pages.response.event_frame import Powers
from fengsui.web.pages.warning.warning_frame import reference_of, warning_address
from fengsui.web.paper_sheet import PAPER_STATUSES, sheet_of
from fengsui.web.submitting import act_arguments, form_page, not_kept


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom the letter goes to: how it was sent, its receipt, who answers there today."""

    id: str
    name: str
    sending: Mapping[str, Any] | None
    receipt: Mapping[str, Any] | None
    contact: Any


def _paper(request: OfficerRequest, institution: str, fact: int) -> tuple[PromptRoom, PaperState]:
    room = prompt_room(request.actor, institution)
    found = room.state.papers.get(reference_of(institution, fact))
    if found is None:
        raise Http404
    return room, found


def _receivers(room: PromptRoom, found: PaperState) -> list[Receiver]:
    names = prompting.addressee_names(room.state, room.plan)
    rows = {row["id"]: row["receipts"] for row in paper_queries.papers_of(room.state.stream)}
    receipts: Mapping[str, Any] = rows.get(found.opened, {})
    sendings = {row["addressee"]: row for row in found.sent["sendings"]} if found.sent else {}
    return [
        Receiver(
            id=key,
            name=names.get(key, key),
            sending=sendings.get(key),
            receipt=receipts.get(key),
            contact=contact_for(key) if key != TO_INSTITUTION else None,
        )
        for key in found.payload["addressees"]
    ]


def _show(
    request: OfficerRequest, template: str, room: PromptRoom, found: PaperState, fact: int, **more: Any
) -> HttpResponse:
    context = {
        "room": room,
        "institution": room.institution,
        "name": room.name,
        "paper": found,
        "fact": fact,
        "words": PAPER_STATUSES[found.status],
        "now": timekeeping.now(),
        "can": Powers(request.actor, "warning"),
        "warning_address": open_address(request.actor, "warning", institution=room.institution),
    }
    return render(request, f"warning/{template}.html", {**context, **more})


def paper(request: OfficerRequest, institution: str, fact: int) -> HttpResponse:
    """One letter: its text with every figure linked, how it stands, what comes next."""
    room, found = _paper(request, institution, fact)
    sheet = None
    if may(request.actor, "documents.open_paper"):
        content = paper_queries.paper_content(
            actor=request.actor, paper=found.opened, purpose=READING, regions=room.regions
        )
        sheet = sheet_of(content.model_copy(update=as_it_stands(found, content)))
    page = _show(
        request,
        "paper",
        room,
        found,
        fact,
        sheet=sheet,
        matter=room.state.matters.by_fact.get(found.opened),
        waiting=next((row for row in room.matters if row.opened == found.opened), None),
        receivers=_receivers(room, found),
    )
    return not_kept(page)


def file(request: OfficerRequest, institution: str, fact: int, form: str) -> HttpResponse:
    """A frozen file of a sent letter, for reading (阅办)."""
    if form not in FORMS:
        raise Http404
    room, found = _paper(request, institution, fact)
    try:
        content = paper_queries.paper_file(
            actor=request.actor, paper=found.opened, form=form, purpose=READING, regions=room.regions
        )
    except (FileLost, Refused) as problem:
        return _show(request, "paper_lost", room, found, fact, problem=str(problem))
    ending, kind = FORMS[form]
    response = HttpResponse(content, content_type=kind)
    name = gettext("%(title)s（%(number)s）") % {"title": found.payload["title"], "number": found.payload["number"]}
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}")
    response["Content-Disposition"] = disposition or "attachment"
    return not_kept(response)


def _channels() -> list[tuple[str, str]]:
    return [(name, name) for name in actions.CHANNELS]


def send_form(request: OfficerRequest, institution: str, fact: int) -> HttpResponse:
    """By which channel, when; and what is frozen by it."""
    room, found = _paper(request, institution, fact)
    values = form_values(request, {"channel": "当面", **moment_values("sent", timekeeping.now())})
    receivers = _receivers(room, found)
    return _show(request, "paper_send", room, found, fact, receivers=receivers, channels=_channels(), values=values)


def _send(request: OfficerRequest, institution: str, fact: int) -> str:
    reading = Reading(request.POST)
    channel = reading.choice("channel", gettext("渠道"), actions.CHANNELS)
    sent_at = reading.moment("sent", gettext("发出时间"))
    reading.finish()
    prompting.send_prompt(
        actor=request.actor,
        paper=reference_of(institution, fact),
        channel=channel,
        sent_at=sent_at,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return warning_address(institution, "warning.paper", fact=fact)


def withdraw_form(request: OfficerRequest, institution: str, fact: int) -> HttpResponse:
    """Take a letter back: why; its number is void."""
    room, found = _paper(request, institution, fact)
    return _show(request, "paper_withdraw", room, found, fact, values=form_values(request, {}))


def _withdraw(request: OfficerRequest, institution: str, fact: int) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("撤回理由"), longest=400)
    reading.finish()
    room, found = _paper(request, institution, fact)
    actions.withdraw_paper(
        actor=request.actor,
        paper=found.opened,
        reason=reason,
        regions=room.regions,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return warning_address(institution, "warning.paper", fact=fact)


def receipt_form(request: OfficerRequest, institution: str, fact: int, addressee: str) -> HttpResponse:
    """One receiver: what was sent, and the form for its receipt."""
    room, found = _paper(request, institution, fact)
    row = next((known for known in _receivers(room, found) if known.id == addressee), None)
    if row is None:
        raise Http404
    channel = row.sending["channel"] if row.sending else actions.CHANNELS[0]
    values = form_values(request, {"channel": channel, **moment_values("received", timekeeping.now())})
    return _show(request, "paper_receipt", room, found, fact, receiver=row, channels=_channels(), values=values)


def _record(request: OfficerRequest, institution: str, fact: int, addressee: str) -> str:
    reading = Reading(request.POST)
    receiver = reading.text("receiver", gettext("接收人"), longest=60)
    channel = reading.choice("channel", gettext("渠道"), actions.CHANNELS)
    received_at = reading.moment("received", gettext("回执时间"))
    note = reading.text("note", gettext("备注"), required=False, longest=400)
    reading.finish()
    room, found = _paper(request, institution, fact)
    actions.record_receipt(
        actor=request.actor,
        paper=found.opened,
        addressee=addressee,
        channel=channel,
        receiver=receiver,
        received_at=received_at,
        note=note,
        regions=room.regions,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return warning_address(institution, "warning.paper", fact=fact)


send_page = form_page("warning.paper.send", send_form, _send)
withdraw_page = form_page("warning.paper.withdraw", withdraw_form, _withdraw)
receipt_page = form_page("warning.paper.receipt", receipt_form, _record)
