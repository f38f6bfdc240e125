"""Drafting the 风险提示函 of a ticket: three passages beside the letter as it would go out now (应对法 art. 64)."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.documents.state import newest
from fengsui.warning import prompting
from fengsui.warning.papers import KIND, LONGEST_TEXT, PASSAGES, UNKNOWN
from fengsui.warning.queries import InstitutionWarning
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.warning.warning_frame import number_of, room_of, show, warning_address
from fengsui.web.paging import whole_number
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept


def draft(request: OfficerRequest, institution: str) -> HttpResponse:
    """The passages to write, and the whole letter as it would go out now."""
    room = room_of(request, institution)
    under_way = newest(room.state.papers, KIND, "submitted", "approved", "sent", after=room.state.spell_floor)
    ticket = room.state.ticket
    if ticket is None or under_way is not None:
        address = warning_address(institution, "warning.paper", fact=number_of(under_way.opened)) if under_way else ""
        return show(request, "prompt_form", room, under_way=under_way, paper_address=address, sheet=None)
    texts, revision = _texts(request, ticket.fact)
    chosen = _chosen(request, room)
    names = [(key, name) for key, name in _addressees(room).items() if key != prompting.TO_INSTITUTION]
    # An empty passage is shown as 待核 here; submitting still asks for it.
    preview = prompting.preview_prompt(
        actor=request.actor,
        ticket=ticket.fact,
        texts={name: text.strip()[:LONGEST_TEXT] or UNKNOWN for name, text in texts.items()},
        addressees=chosen,
    )
    page = show(
        request,
        "prompt_form",
        room,
        under_way=None,
        fields=PASSAGES.items(),
        longest=LONGEST_TEXT,
        addressees=names,
        chosen=chosen,
        revision=revision,
        saved=getattr(request, "saved_revision", 0),
        sheet=sheet_of(preview),
        values=texts,
    )
    return not_kept(page)


def _addressees(room: InstitutionWarning) -> dict[str, str]:
    return prompting.addressee_names(room.state, room.plan)


def _texts(request: OfficerRequest, ticket: str) -> tuple[dict[str, str], int]:
    """What was typed after a refusal or for a preview; else what was saved or what the facts say."""
    typed: Any = getattr(request, "typed", None)
    if typed is None:
        return prompting.prompt_texts(actor=request.actor, ticket=ticket)
    return _typed_texts(typed), whole_number(typed.get("revision", ""))


def _typed_texts(typed: Any) -> dict[str, str]:
    return {name: typed.get(name, "").replace("\r\n", "\n") for name in PASSAGES}


def _chosen(request: OfficerRequest, room: InstitutionWarning) -> tuple[str, ...]:
    typed: Any = getattr(request, "typed", None)
    asked = typed.getlist("addressee") if typed is not None else []
    return tuple(key for key in _addressees(room) if key in asked and key != prompting.TO_INSTITUTION)


def _do_draft(request: OfficerRequest, institution: str) -> str | HttpResponse:
    room = room_of(request, institution)
    if room.state.ticket is None:
        raise Misfilled({"": gettext("这家机构没有未销的预警单。")})
    texts = _typed_texts(request.POST)
    match request.POST.get("decision"):
        case "submit":
            return _submit(request, room, texts)
        case "save":
            typed = request.POST.copy()
            saved = prompting.save_prompt_draft(
                actor=request.actor,
                ticket=room.state.ticket.fact,
                texts=texts,
                revision=whole_number(typed.get("revision", "")),
            )
            typed["revision"] = str(saved)
            request.__dict__.update(typed=typed, saved_revision=saved)
        case _:
            request.__dict__["typed"] = request.POST
    return draft(request, institution)


def _submit(request: OfficerRequest, room: InstitutionWarning, texts: dict[str, str]) -> str:
    missing = {name: label for name, label in PASSAGES.items() if not texts[name].strip()}
    if missing:
        words = gettext("请写“%(label)s”；不清楚的写“待核”。")
        raise Misfilled({name: words % {"label": label} for name, label in missing.items()})
    request.__dict__["typed"] = request.POST
    outcome = prompting.submit_prompt(
        actor=request.actor,
        ticket=room.state.ticket.fact if room.state.ticket else "",
        texts=texts,
        addressees=_chosen(request, room),
        **act_arguments(request),
    )
    return warning_address(room.institution, "warning.paper", fact=outcome.fact.number)


draft_page = form_page("warning.prompt", draft, _do_draft)
