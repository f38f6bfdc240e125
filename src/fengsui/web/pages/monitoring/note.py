"""Information taken by telephone or on a visit (clauses 4.2.7.b, 4.2.7.c): one form, counts of people only."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.monitoring import queries
from fengsui.monitoring.texts.importing import LONGEST_SOURCE
from fengsui.monitoring.texts.notes import LONGEST_LINE, LONGEST_NOTE, take_note
from fengsui.registry.queries import institution as institution_of
from fengsui.registry.queries import institutions as find_institutions
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import NotExact, Reading, read_whole
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.monitoring.showing import CHANNELS, kinds_of_events, kinds_of_information, open_address, show
from fengsui.web.pages.registry.showing import place_choices, place_name
from fengsui.web.submitting import act_arguments, form_page

MOST_FOUND = 10
MOST_PEOPLE = 1_000_000
NOTE_CHANNELS = (
    "telephone",
    "hotline",
    "inspection",
    "institution",
    "regulator",
    "custody_bank",
    "press",
    "public_post",
)
"""The channels as the form offers them: what a note comes by most often first."""


def new_note(request: OfficerRequest) -> HttpResponse:
    """The form. Institutions are found first; kinds may be left to the reader."""
    typed: Any = getattr(request, "typed", None)
    source = typed if typed is not None else request.GET
    chosen = _chosen(request, source.getlist("institution"))
    search = source.get("search", "").strip()[:80]
    found = find_institutions(request.actor, search=search) if search else None
    taken = {row.pk for row in chosen}
    now = timekeeping.now()
    return show(
        request,
        "note_form",
        chosen=[(row, place_name(row.registered_region)) for row in chosen],
        search=search,
        found=[(r, place_name(r.registered_region)) for r in found.rows if r.pk not in taken][:MOST_FOUND]
        if found
        else [],
        found_total=found.total if found else 0,
        most_found=MOST_FOUND,
        channels=[(channel, CHANNELS[channel]) for channel in NOTE_CHANNELS],
        places=place_choices(request.actor.region),
        kinds=list(kinds_of_information().values()),
        events=list(kinds_of_events().values()),
        longest=LONGEST_NOTE,
        longest_line=LONGEST_LINE,
        longest_source=LONGEST_SOURCE,
        values=form_values(
            request, {"channel": NOTE_CHANNELS[0], "region": request.actor.region, **moment_values("happened", now)}
        ),
        list_address=open_address(request.actor, "information"),
    )


def _chosen(request: OfficerRequest, ids: Iterable[str]) -> list[Any]:
    rows = (institution_of(request.actor, institution) for institution in dict.fromkeys(ids) if institution)
    return [row for row in rows if row is not None]


def _choose(request: OfficerRequest) -> HttpResponse:
    """Find, add or take out an institution: the page comes back with everything that was typed."""
    typed = request.POST.copy()
    chosen = [row for row in typed.getlist("institution") if row != typed.get("remove")]
    if typed.get("add"):
        chosen.append(typed.get("add", ""))
        typed["search"] = ""
    typed.setlist("institution", list(dict.fromkeys(chosen)))
    request.__dict__["typed"] = typed
    return new_note(request)


def _take_note(request: OfficerRequest) -> str | HttpResponse:
    if {"find", "add", "remove"} & request.POST.keys():
        return _choose(request)
    reading = Reading(request.POST)
    channel = reading.choice("channel", gettext("渠道"), NOTE_CHANNELS)
    source = reading.text("source", gettext("来源"), longest=LONGEST_SOURCE)
    happened_at = reading.moment("happened", gettext("时间"))
    region = reading.choice("region", gettext("发生地"), dict(place_choices(request.actor.region)))
    text = reading.text("text", gettext("说了什么"), longest=LONGEST_NOTE)
    head_count = _head_count(reading)
    behaviour = reading.text("behaviour", gettext("行为"), required=False, longest=LONGEST_LINE)
    safety = reading.text("safety", gettext("安全情况"), required=False, longest=LONGEST_LINE)
    kinds = [code for code in (*kinds_of_information(), *kinds_of_events()) if reading.checked(f"kind-{code}")]
    reading.finish()
    outcome = take_note(
        actor=request.actor,
        channel=channel,
        source=source,
        text=text,
        happened_at=happened_at,
        region=region,
        institutions=[row.pk for row in _chosen(request, request.POST.getlist("institution"))],
        kinds=kinds,
        on_site_head_count=head_count,
        at_office=reading.checked("at_office"),
        traffic_blocked=reading.checked("traffic_blocked"),
        behaviour=behaviour,
        safety=safety,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return reverse("signal", kwargs={"signal": queries.note_signal(outcome.fact.number)})


def _head_count(reading: Reading) -> int | None:
    typed = reading.typed.get("head_count", "").strip()
    if not typed:
        return None
    try:
        count = read_whole(typed)
    except NotExact as fault:
        reading.faults["head_count"] = str(fault)
        return None
    if count > MOST_PEOPLE:
        reading.faults["head_count"] = gettext("人数太大，请检查。")
    return count


note_page = form_page("note.new", new_note, _take_note)
