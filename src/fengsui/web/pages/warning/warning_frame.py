"""What the pages of one institution's warning share: reading the room, the frame, the levels to choose from."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.plan import Plan
from fengsui.registry.queries import institution_many, watches_of
from fengsui.warning import queries
from fengsui.warning.queries import InstitutionWarning
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.monitoring.showing import open_address
from fengsui.web.pages.response.event_frame import Powers


def reference_of(institution: str, fact: int) -> str:
    """``X1``, 17 → ``warning/X1#17``."""
    return f"{queries.warning_stream(institution)}#{fact}"


def number_of(reference: str) -> int:
    """``warning/X1#17`` → 17."""
    return int(reference.rpartition("#")[2])


def warning_address(institution: str, page: str = "warning", **arguments: Any) -> str:
    """The address of a page of the warning."""
    return reverse(page, kwargs={"institution": institution, **arguments})


def room_of(request: OfficerRequest, institution: str) -> InstitutionWarning:
    """The warning, if the officer may see it. Raises AccessDenied, NotThere."""
    return queries.institution_warning(request.actor, institution)


def level_choices(plan: Plan, *, none: bool = False) -> list[tuple[str, str]]:
    """The plan's levels, the gravest first; ``none``: also 不需关注."""
    levels = [(str(level.rank), level.name) for level in plan.warning.levels]
    return [*levels, ("0", gettext("不需关注"))] if none else levels


def show(request: OfficerRequest, template: str, room: InstitutionWarning, **context: Any) -> HttpResponse:
    """A page of the warning, with its title line."""
    frame = {
        "room": room,
        "state": room.state,
        "institution": room.institution,
        "row": institution_many([room.institution])[room.institution],
        "ticket": room.state.ticket,
        "level": room.state.ticket.level if room.state.ticket else room.state.level,
        "level_is_signed": _is_decided(room),
        "watchers": watches_of([room.institution]).get(room.institution),
        "now": timekeeping.now(),
        "can": Powers(request.actor, "warning"),
        "institution_address": open_address(request.actor, "institution", institution=room.institution),
        "indicators_address": open_address(request.actor, "indicators.institution", institution=room.institution),
    }
    return render(request, f"warning/{template}.html", {**frame, **context})


def _is_decided(room: InstitutionWarning) -> bool:
    """Whether an officer has decided the level that is shown."""
    ticket = room.state.ticket
    row = next((row for row in room.tickets if ticket is not None and row.pk == ticket.fact), None)
    by_judgement = row is not None and row.basis == "judgement" and row.raised_at is None
    return bool(room.state.signed) or by_judgement


def form(
    request: OfficerRequest,
    template: str,
    room: InstitutionWarning,
    *,
    title: str,
    button: str,
    clause: str = "",
    follows: Sequence[str] = (),
    problem: str = "",
    **context: Any,
) -> HttpResponse:
    """A page with one form. ``follows``: what happens then; ``problem``: why it can't be done now, in its place."""
    words = {"title": title, "button": button, "clause_id": clause, "follows": follows, "problem": problem}
    return show(request, template, room, **words, **context)
