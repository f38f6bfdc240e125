"""Daily reports of the prefectures in a sensitive period: who reported, who did not, and reporting."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.command import place_reports as room
from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.routes import Words
from fengsui.web.submitting import act_arguments, page_action

KINDS: tuple[tuple[str, Words], ...] = (
    ("nothing", gettext_lazy("零报告：没有情况")),
    ("something", gettext_lazy("有情况，写在下面")),
)


def board(request: OfficerRequest) -> HttpResponse:
    """The days of the sensitive period, place by place."""
    actor = request.actor
    rows = room.reports_owed(actor)
    owed = [row for row in rows if row.filed is None]
    choices = [(f"{row.region} {row.day.isoformat()}", f"{row.place} {row.day.isoformat()}") for row in owed]
    context = {
        "now": timekeeping.now(),
        "rows": rows,
        "owed": choices,
        "kinds": KINDS,
        "may_file": may(actor, room.FILE),
        "values": form_values(request, {"which": choices[0][0] if choices else "", "kind": "nothing"}),
    }
    return render(request, "command/place_reports.html", context)


def _file(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    owed = [f"{row.region} {row.day.isoformat()}" for row in room.reports_owed(request.actor) if row.filed is None]
    which = reading.choice("which", gettext("哪里、哪一天"), owed)
    kind = reading.choice("kind", gettext("报告"), dict(KINDS))
    text = reading.text("text", gettext("情况"), required=kind == "something", longest=400)
    reading.finish()
    region, _, day = which.partition(" ")
    room.file_place_report(
        actor=request.actor,
        region=region,
        day=date.fromisoformat(day),
        nothing=kind == "nothing",
        text=text,
        **act_arguments(request),
    )
    return reverse("place_reports")


file = page_action("place_reports")(_file)
