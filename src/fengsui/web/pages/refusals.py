"""越权记录: what signed-in officers were refused, for who inspects and who administers (clause 1.1.d)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fengsui.conduct.access import Actor
from fengsui.conduct.house import house
from fengsui.conduct.refusals import VIEW, refusals
from fengsui.registry.queries import officers_many
from fengsui.web.access import OfficerRequest
from fengsui.web.routes import Route, Words

GROUNDS: Mapping[str, Words] = {
    "post": gettext_lazy("岗位"),
    "place": gettext_lazy("辖区"),
    "mark": gettext_lazy("知悉范围"),
    "purpose": gettext_lazy("没写用途"),
}


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """One refusal in words. ``page`` is the name of the route, which names no case."""

    at: datetime
    officer: str
    doing: str
    page: str
    ground: Words


@dataclass(frozen=True, slots=True)
class RefusalTable:
    """What the pages show of the record: the newest lines, how many there are, and how many for each reason."""

    lines: tuple[RefusalLine, ...]
    total: int
    counts: tuple[tuple[Words, int], ...]


def refusal_table(actor: Actor) -> RefusalTable:
    """The record as far as the actor may see it. Raises AccessDenied."""
    record = refusals(actor)
    names = {key: row.name for key, row in officers_many({refusal.actor for refusal in record.newest}).items()}
    lines = tuple(
        RefusalLine(
            at=refusal.at,
            officer=names.get(refusal.actor, refusal.actor),
            doing=house.rules[refusal.permission].title if refusal.permission in house.rules else "",
            page=refusal.path,
            ground=GROUNDS.get(refusal.reason, refusal.reason),
        )
        for refusal in record.newest
    )
    counts = tuple((words, record.by_reason[key]) for key, words in GROUNDS.items() if key in record.by_reason)
    return RefusalTable(lines, record.total, counts)


def show_refusals(request: OfficerRequest) -> HttpResponse:
    """The newest refusals of the places that the officer serves."""
    return render(request, "web/refusals.html", {"refusals": refusal_table(request.actor)})


ROUTES: tuple[Route, ...] = (
    Route("system/refusals", "refusals", show_refusals, VIEW, title=gettext_lazy("越权记录"), section="system"),
)
