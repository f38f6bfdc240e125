"""The papers of an event, and drafting one: passages beside the paper as it would go out now."""

from typing import Any, get_args

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.documents import queries as paper_queries
from fengsui.documents.facts import EventPaperKind
from fengsui.documents.layout import Paper
from fengsui.documents.state import newest
from fengsui.response import reporting
from fengsui.response.papers import PAPER_NAMES, TEXTS, missing_texts
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import room_of, show, stream_of
from fengsui.web.paging import whole_number
from fengsui.web.paper_sheet import PAPER_STATUSES, sheet_of
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept

KINDS: dict[str, EventPaperKind] = {kind: kind for kind in get_args(EventPaperKind)}


def event_papers(request: OfficerRequest, number: str) -> HttpResponse:
    """The papers of an event, and what can be drafted."""
    room = room_of(request, number)
    rows = [
        {**row, "kind_name": PAPER_NAMES[row["kind"]], "words": PAPER_STATUSES[row["status"]]}
        for row in paper_queries.papers_of(room.row.pk)
    ]
    drafts = [
        (kind, name)
        for kind, name in PAPER_NAMES.items()
        if newest(room.state.papers, kind, "submitted", "approved", "sent", after=room.state.spell_floor) is None
    ]
    return show(
        request,
        "response/event_papers.html",
        room,
        tab="event.papers",
        papers=rows,
        drafts=drafts if room.state.is_open else [],
    )


def draft(request: OfficerRequest, number: str, kind: str) -> HttpResponse:
    """The passages of a paper to write, and the whole paper as it would go out now."""
    room, known = room_of(request, number), _kind(kind)
    texts, revision = _texts(request, room, known)
    under_way = newest(room.state.papers, known, "submitted", "approved", "sent", after=room.state.spell_floor)
    page = show(
        request,
        "response/draft.html",
        room,
        tab="event.papers",
        kind=known,
        kind_name=PAPER_NAMES[known],
        fields=TEXTS[known],
        missing=missing_texts(known, texts, room.plan),
        revision=revision,
        saved=getattr(request, "saved_revision", 0),
        under_way=under_way,
        sheet=sheet_of(_preview(request, room, known, texts)),
        values=texts,
    )
    return not_kept(page)


def _kind(kind: str) -> EventPaperKind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _texts(request: OfficerRequest, room: EventRoom, kind: EventPaperKind) -> tuple[dict[str, str], int]:
    """What was typed after a refusal or for a preview; else what was saved or what the facts say."""
    typed: Any = getattr(request, "typed", None)
    if typed is None:
        return reporting.prefilled_texts(actor=request.actor, event=room.row.pk, kind=kind)
    revision = typed.get("revision", "")
    return _typed_texts(typed, kind), whole_number(revision)


def _typed_texts(typed: Any, kind: EventPaperKind) -> dict[str, str]:
    return {text.name: typed.get(text.name, "").replace("\r\n", "\n") for text in TEXTS[kind]}


def _preview(request: OfficerRequest, room: EventRoom, kind: EventPaperKind, texts: dict[str, str]) -> Paper:
    return reporting.preview(actor=request.actor, event=room.row.pk, kind=kind, texts=texts, plan=room.plan)


def _do_draft(request: OfficerRequest, number: str, kind: str) -> str | HttpResponse:
    known, event = _kind(kind), stream_of(number)
    texts = _typed_texts(request.POST, known)
    match request.POST.get("decision"):
        case "submit":
            return _submit(request, number, known, texts)
        case "save":
            typed = request.POST.copy()
            revision = typed.get("revision", "")
            saved = reporting.save_draft(
                actor=request.actor,
                event=event,
                kind=known,
                texts=texts,
                revision=whole_number(revision),
            )
            typed["revision"] = str(saved)
            request.__dict__.update(typed=typed, saved_revision=saved)
        case _:
            request.__dict__["typed"] = request.POST
    return draft(request, number, kind)


def _submit(request: OfficerRequest, number: str, kind: EventPaperKind, texts: dict[str, str]) -> str:
    missing = missing_texts(kind, texts, room_of(request, number).plan)
    if missing:
        raise Misfilled(
            {text.name: gettext("请填写“%(label)s”（●必报）。") % {"label": text.label} for text in missing}
        )
    long = [text for text in TEXTS[kind] if len(texts[text.name]) > text.longest]
    if long:
        words = gettext("“%(label)s”超过 %(longest)d 字，请写短一些。")
        raise Misfilled({text.name: words % {"label": text.label, "longest": text.longest} for text in long})
    outcome = reporting.submit(
        actor=request.actor, event=stream_of(number), kind=kind, texts=texts, **act_arguments(request)
    )
    return reverse("paper", kwargs={"number": number, "fact": outcome.fact.number})


draft_page = form_page("paper.draft", draft, _do_draft)
