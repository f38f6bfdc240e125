"""The papers of an event, and drafting one: passages beside the paper as it would go out now."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.documents import queries as paper_queries
from fengsui.documents.facts import EventPaperKind
from fengsui.documents.state import under_way as paper_under_way
from fengsui.response import reporting
from fengsui.response.departures import drafted_departures
from fengsui.response.paper_kinds.composing import ABOUT_ANOTHER, KINDS, draftable, why_not_now
from fengsui.response.paper_texts import NOTICE_NAMES, PAPER_NAMES, TEXTS, missing_texts
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.chain import chain_of_reports, reports_by_office
from fengsui.web.pages.response.event_frame import room_of, show, stream_of
from fengsui.web.pages.response.filling_in import (
    fill_faults,
    fill_values,
    fills_of,
    restored,
    sound_changes,
    typed_changes,
)
from fengsui.web.paging import whole_number
from fengsui.web.paper_sheet import PAPER_STATUSES, sheet_of
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept


def event_papers(request: OfficerRequest, number: str) -> HttpResponse:
    """The papers of an event, and what can be drafted."""
    room = room_of(request, number)
    rows = [
        {**row, "kind_name": PAPER_NAMES[row["kind"]], "words": PAPER_STATUSES[row["status"]]}
        for row in paper_queries.papers_of(room.row.pk)
    ]
    return show(
        request,
        "response/event_papers.html",
        room,
        tab="event.papers",
        papers=rows,
        drafts=draftable(room.state, room.plan),
        chain=chain_of_reports(room),
        offices=reports_by_office(room),
    )


def draft(request: OfficerRequest, number: str, kind: str) -> HttpResponse:
    """The passages of a paper to write, and the whole paper as it would go out now."""
    room, known = room_of(request, number), _kind(kind)
    texts, revision, changes = _typed(request, room, known)
    under_way = paper_under_way(room.state.papers, known, after=room.state.spell_floor)
    untimely = "" if known in NOTICE_NAMES else why_not_now(known, room.state)
    drafted = reporting.drafted(
        actor=request.actor,
        event=room.row.pk,
        kind=known,
        texts=texts,
        plan=room.plan,
        changes=None if changes is None else sound_changes(changes),
    )
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
        untimely=untimely,
        sheet=sheet_of(drafted.paper),
        departures=drafted_departures(drafted.filled),
        fills=fills_of(drafted.filled),
        filled_passages=[row for row in drafted.filled if row.passage],
        values={**texts, **fill_values(drafted.filled, changes or {})},
    )
    return not_kept(page)


def _kind(kind: str) -> EventPaperKind:
    if kind not in KINDS or kind in ABOUT_ANOTHER:
        raise Http404
    return KINDS[kind]


def _typed(
    request: OfficerRequest, room: EventRoom, kind: EventPaperKind
) -> tuple[dict[str, str], int, dict[str, str] | None]:
    """What was typed after a refusal or for a preview; else what was saved or what the facts say."""
    typed: Any = getattr(request, "typed", None)
    if typed is None:
        begun = reporting.begun_draft(actor=request.actor, event=room.row.pk, kind=kind)
        return dict(begun.texts), begun.revision, None
    revision = typed.get("revision", "")
    return _typed_texts(typed, kind), whole_number(revision), typed_changes(typed)


def _typed_texts(typed: Any, kind: EventPaperKind) -> dict[str, str]:
    return {text.name: typed.get(text.name, "").replace("\r\n", "\n") for text in TEXTS[kind]}


def _do_draft(request: OfficerRequest, number: str, kind: str) -> str | HttpResponse:
    known, event = _kind(kind), stream_of(number)
    typed = restored(request.POST)
    texts, changes, decision = _typed_texts(typed, known), typed_changes(typed), typed.get("decision")
    if wrong := fill_faults(changes):
        raise Misfilled(wrong)
    if decision == "submit":
        return _submit(request, number, known, texts, changes)
    if decision == "save":
        saved = reporting.save_draft(
            actor=request.actor,
            event=event,
            kind=known,
            texts=texts,
            changes=changes,
            revision=whole_number(typed.get("revision", "")),
        )
        typed["revision"] = str(saved)
        request.__dict__["saved_revision"] = saved
    request.__dict__["typed"] = typed
    return draft(request, number, kind)


def _submit(
    request: OfficerRequest, number: str, kind: EventPaperKind, texts: dict[str, str], changes: dict[str, str]
) -> str:
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
        actor=request.actor,
        event=stream_of(number),
        kind=kind,
        texts=texts,
        changes=changes,
        **act_arguments(request),
    )
    return reverse("paper", kwargs={"number": number, "fact": outcome.fact.number})


draft_page = form_page("paper.draft", draft, _do_draft)
