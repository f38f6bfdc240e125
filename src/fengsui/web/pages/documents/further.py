"""A further paper about one that went out: its correction, or the recall from a unit that should not have it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.documents.facts import EventPaperKind
from fengsui.documents.state import under_way
from fengsui.response import reporting
from fengsui.response.paper_texts import PAPER_NAMES, TEXTS, missing_texts
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.documents.paper import paper_in
from fengsui.web.pages.response.event_frame import room_of, show, stream_of
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.routes import View
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept

UNNAMEABLE = set(" /?#<>@\"'\\")
"""What the name of a unit can't hold: it stands in the address of its receipt."""


def _page(kind: EventPaperKind) -> Callable[..., HttpResponse]:
    def page(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
        """What is wrong with the sent paper, beside the further paper as it would go out now."""
        room = room_of(request, number)
        found = paper_in(room, number, fact)
        typed: Any = getattr(request, "typed", None) or {}
        texts = _texts(typed, kind)
        return not_kept(
            show(
                request,
                "documents/further.html",
                room,
                tab="event.papers",
                paper=found,
                kind=kind,
                kind_name=PAPER_NAMES[kind],
                fields=TEXTS[kind],
                under_way=under_way(room.state.papers, kind),
                sheet=sheet_of(_preview(request, room, kind, texts, found.opened)) if found.sent else None,
                values=texts,
            )
        )

    return page


def _preview(request: OfficerRequest, room: EventRoom, kind: EventPaperKind, texts: dict[str, str], about: str) -> Any:
    return reporting.preview(
        actor=request.actor, event=room.row.pk, kind=kind, texts=texts, plan=room.plan, about=about
    )


def _texts(typed: Any, kind: EventPaperKind) -> dict[str, str]:
    return {text.name: str(typed.get(text.name, "")).replace("\r\n", "\n") for text in TEXTS[kind]}


def _do(kind: EventPaperKind) -> Callable[..., str | HttpResponse]:
    def done(request: OfficerRequest, number: str, fact: int) -> str | HttpResponse:
        room = room_of(request, number)
        found, texts = paper_in(room, number, fact), _texts(request.POST, kind)
        if request.POST.get("decision") != "submit":
            request.__dict__["typed"] = request.POST
            return _page(kind)(request, number, fact)
        _check(kind, texts, room)
        outcome = reporting.submit(
            actor=request.actor,
            event=stream_of(number),
            kind=kind,
            texts=texts,
            about=found.opened,
            **act_arguments(request),
        )
        return reverse("paper", kwargs={"number": number, "fact": outcome.fact.number})

    return done


def _check(kind: EventPaperKind, texts: dict[str, str], room: EventRoom) -> None:
    words = gettext("请填写“%(label)s”（●必报）。")
    faults = {text.name: words % {"label": text.label} for text in missing_texts(kind, texts, room.plan)}
    longer = gettext("“%(label)s”超过 %(longest)d 字，请写短一些。")
    for text in TEXTS[kind]:
        if len(texts[text.name]) > text.longest:
            faults[text.name] = longer % {"label": text.label, "longest": text.longest}
    if UNNAMEABLE & set(texts.get("unit", "").strip()):
        faults["unit"] = gettext("单位名称里不要有空格、引号和 / ? # < > @。")
    if faults:
        raise Misfilled(faults)


def _form(route: str, kind: EventPaperKind) -> View:
    return form_page(route, _page(kind), _do(kind))


correct_page = _form("paper.correct", "correction_report")
recall_page = _form("paper.recall", "recall_notice")
