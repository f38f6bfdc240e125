"""What the pages of one letter share: reading it, its receivers, the frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.documents.letters.queries import letter_for, letter_stream
from fengsui.documents.letters.state import LetterState
from fengsui.documents.queries import papers_of
from fengsui.documents.state import PaperState
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import Powers
from fengsui.web.routes import Words

STATUSES: Mapping[str, Words] = {
    "drafted": gettext_lazy("起草中"),
    "submitted": gettext_lazy("待签发"),
    "approved": gettext_lazy("已签发，待发出"),
    "sent": gettext_lazy("已发出"),
    "copying": gettext_lazy("逐家成文中"),
    "copied": gettext_lazy("已逐家发出"),
    "dropped": gettext_lazy("不再办理"),
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """One receiving unit: how it was sent, its receipt. ``place`` counts from 1."""

    place: int
    name: str
    sending: Mapping[str, Any] | None
    receipt: Mapping[str, Any] | None


def status_of(state: LetterState) -> str:
    """How the letter stands, one of STATUSES."""
    if state.dropped:
        return "dropped"
    if state.ordered:
        return "copied" if state.completed else "copying"
    return "drafted" if state.paper is None or state.paper.status == "withdrawn" else state.paper.status


def submitted_paper(state: LetterState) -> PaperState:
    """What was submitted last. Raises Http404 while nothing was."""
    if state.paper is None:
        raise Http404
    return state.paper


def receivers_of(letter: str, found: PaperState) -> list[Receiver]:
    """The letter's receiving units in their order."""
    rows = {row["id"]: row["receipts"] for row in papers_of(letter_stream(letter))}
    receipts: Mapping[str, Any] = rows.get(found.opened, {})
    sendings = {row["addressee"]: row for row in found.sent["sendings"]} if found.sent else {}
    return [
        Receiver(place, name, sendings.get(name), receipts.get(name))
        for place, name in enumerate(found.payload["addressees"], start=1)
    ]


def letter_address(letter: str) -> str:
    """The letter's page."""
    return reverse("letter", kwargs={"letter": letter})


def show(request: OfficerRequest, template: str, letter: str, **more: Any) -> HttpResponse:
    """A page of one letter."""
    state, number = letter_for(request.actor, letter)
    about = str(state.begun["about"]).removeprefix("event/")
    context = {
        "letter": letter,
        "state": state,
        "stream_number": number,
        "status": status_of(state),
        "words": STATUSES[status_of(state)],
        "form_name": state.begun["form_name"],
        "about": about,
        "paper": state.paper,
        "now": timekeeping.now(),
        "can": Powers(request.actor, "documents"),
    }
    return render(request, f"letters/{template}.html", {**context, **more})
