"""The list of events, and opening one from a manual report (clauses 2.1–2.6)."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.registry.queries import institution as institution_of
from fengsui.registry.queries import institutions as find_institutions
from fengsui.registry.queries import region_name
from fengsui.response import opening, queries
from fengsui.response.facts import InstitutionInEvent
from fengsui.response.figures import TYPED
from fengsui.response.tickets import Prefilled, prefill_from_ticket
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.event_report import LONGEST_NARRATIVE, SOURCES, read_report
from fengsui.web.forms.figures import FIGURE_CHOICES
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import STATUSES
from fengsui.web.paging import page_number
from fengsui.web.submitting import act_arguments, form_page

PAGE_SIZE = 25
MOST_FOUND = 10


def events(request: OfficerRequest) -> HttpResponse:
    """Events of the officer's places, newest first, with search, status and pages."""
    search = request.GET.get("search", "").strip()
    status = request.GET.get("status", "")
    status = status if status in STATUSES else ""
    page = page_number(request)
    rows, total = queries.events(request.actor, search=search, status=status, page=page, size=PAGE_SIZE)
    pages = max(1, -(-total // PAGE_SIZE))
    if page > pages:
        page = pages
        rows, total = queries.events(request.actor, search=search, status=status, page=page, size=PAGE_SIZE)
    plan = plan_in_force()
    kinds = {kind.id: kind.name for kind in plan.event_types}
    return render(
        request,
        "response/events.html",
        {
            "rows": [(row, kinds.get(row.event_type, row.event_type), STATUSES[row.status]) for row in rows],
            "search": search,
            "status": status,
            "statuses": STATUSES.items(),
            "total": total,
            "page": page,
            "pages": pages,
            "may_open": may(request.actor, "response.open_event"),
        },
    )


def new_event(request: OfficerRequest) -> HttpResponse:
    """The manual report. Institutions are found first; the rest is one form."""
    typed: Any = getattr(request, "typed", None)
    source = typed if typed is not None else request.GET
    ticket = source.get("ticket", "")
    prefilled = prefill_from_ticket(request.actor, ticket) if ticket else None
    named = source.getlist("institution")
    if prefilled is not None and typed is None:
        named = [prefilled.institution, *named]
    chosen = _chosen(request, named)
    search = source.get("search", "").strip()
    found = find_institutions(request.actor, search=search) if search else None
    plan, now = plan_in_force(), timekeeping.now()
    defaults = {
        "source": SOURCES[0],
        **moment_values("occurred", now),
        **moment_values("known", now),
        **moment_values("as_of", now),
    }
    if chosen:
        defaults["name"] = chosen[0].name[:56]
    if prefilled is not None:
        defaults |= _from_ticket(prefilled)
    taken = {row.pk for row in chosen}
    return render(
        request,
        "response/event_form.html",
        {
            "chosen": [(row, region_name(row.registered_region), _places(row)) for row in chosen],
            "search": search,
            "found": [row for row in found.rows if row.pk not in taken][:MOST_FOUND] if found else [],
            "found_total": found.total if found else 0,
            "plan": plan,
            "definitions": [(definition, None) for definition in TYPED],
            **FIGURE_CHOICES,
            "subtypes": [(s.id, s.name) for kind in plan.event_types for s in kind.subtypes],
            "kinds": [(kind.id, kind.name) for kind in plan.event_types],
            "conditions": [(row.id, f"{row.id} {row.name}") for row in plan.blowup_conditions],
            "blowup_institutions": [(row.pk, row.name) for row in chosen],
            "sources": SOURCES,
            "longest": LONGEST_NARRATIVE,
            "values": form_values(request, defaults),
            "prefilled": prefilled,
            "now": now,
        },
    )


def _from_ticket(prefilled: Prefilled) -> dict[str, str]:
    """What the warning already knows; everything may be changed before the event is opened."""
    found = {"source": "监测"}
    sheet = prefilled.sheet
    if sheet is None:
        return found
    return {
        **found,
        **moment_values("occurred", sheet.occurred_at),
        **moment_values("known", sheet.known_at),
        "condition": sheet.condition,
        "evidence": sheet.evidence,
        "blowup_institution": sheet.institution,
    }


def _choose(request: OfficerRequest) -> HttpResponse:
    """Find, add or take out an institution: the page comes back with everything that was typed."""
    typed = request.POST.copy()
    chosen = [row for row in typed.getlist("institution") if row != typed.get("remove")]
    if typed.get("add"):
        chosen.append(typed.get("add", ""))
        typed["search"] = ""
    typed.setlist("institution", list(dict.fromkeys(chosen)))
    if chosen and not typed.get("name"):
        first = institution_of(request.actor, chosen[0])
        typed["name"] = first.name[:56] if first else ""
    request.__dict__["typed"] = typed
    return new_event(request)


def _places(row: Any) -> str:
    return "、".join(region_name(region) for region in row.operating_regions if region != row.registered_region)


def _chosen(request: OfficerRequest, ids: Iterable[str]) -> list[Any]:
    rows = (institution_of(request.actor, institution) for institution in dict.fromkeys(ids) if institution)
    return [row for row in rows if row is not None]


def in_event(row: Any) -> InstitutionInEvent:
    """An institution of the register as it stands when it enters an event."""
    return InstitutionInEvent(
        id=row.pk,
        name=row.name,
        registered_region=row.registered_region,
        operating_regions=tuple(row.operating_regions),
        class_code=row.class_code,
    )


def _open_event(request: OfficerRequest) -> str | HttpResponse:
    if {"find", "add", "remove"} & request.POST.keys():
        return _choose(request)
    chosen = _chosen(request, request.POST.getlist("institution"))
    report = read_report(Reading(request.POST), plan_in_force(), [in_event(row) for row in chosen])
    key = act_arguments(request)["idempotency_key"]
    outcome = opening.open_event(actor=request.actor, report=report, idempotency_key=key)
    return reverse("event", kwargs={"number": outcome.fact.stream.partition("/")[2]})


new_event_page = form_page("event.new", new_event, _open_event)
