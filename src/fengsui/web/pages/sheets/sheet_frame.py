"""What the pages of one form share: its words, its address, the frame."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.acting import Refused
from fengsui.documents.sheets.queries import sheet_for, sheet_stream
from fengsui.ledger.reading import stream_number
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import Powers
from fengsui.web.routes import Words

STATUSES: Mapping[str, Words] = {
    "drafted": gettext_lazy("填写中"),
    "submitted": gettext_lazy("待签字"),
    "signed": gettext_lazy("已签字"),
    "dropped": gettext_lazy("不再办理"),
}


def sheet_address(sheet: str, page: str = "sheet") -> str:
    """A page of the form."""
    return reverse(page, kwargs={"sheet": sheet})


def or_lost(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page, or why its content can't be opened: a key that was destroyed is no fault of the program."""

    @wraps(view)
    def opened(request: OfficerRequest, sheet: str, **parts: Any) -> HttpResponse:
        try:
            return view(request, sheet, **parts)
        except Refused as problem:
            return show(request, "lost", sheet, problem=str(problem))

    return opened


def show(request: OfficerRequest, template: str, number: str, /, **more: Any) -> HttpResponse:
    """A page of one form."""
    state = sheet_for(request.actor, number)
    context = {
        "number": number,
        "state": state,
        "stream_number": stream_number(sheet_stream(number)),
        "words": STATUSES[state.status],
        "form_name": state.begun["form_name"],
        "about": str(state.begun["about"]).removeprefix("event/"),
        "now": timekeeping.now(),
        "can": Powers(request.actor, "documents"),
    }
    return render(request, f"sheets/{template}.html", {**context, **more})
