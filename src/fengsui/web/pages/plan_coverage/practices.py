"""Practices: clauses that people carry, with the day each was last done, when it is due again, and its records."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor, covers, may
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import plan_in_force
from fengsui.plan.duties import Practice, PracticeField
from fengsui.registry.plan_duties import actions
from fengsui.registry.plan_duties.checklist import practices, records_of
from fengsui.registry.plan_duties.facts import LONGEST_ENTRY
from fengsui.registry.plan_duties.policy import DUTY_CHIEF
from fengsui.registry.queries import officers_many
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.ledger import actor_in_words
from fengsui.web.routes import GET, POST, Route
from fengsui.web.submitting import act_arguments, form_page


def show_practices(request: OfficerRequest) -> HttpResponseBase:
    """Every practice of the plan in force."""
    views = practices(plan_in_force(), timekeeping.now())
    context = {
        "views": [(view, _may_record(request.actor, view.practice)) for view in views],
        "overdue": sum(view.overdue for view in views),
        "never": sum(view.last is None for view in views),
        "may_open": may(request.actor, "duties.view_records"),
        "current": "plan.practices",
    }
    return render(request, "plan/coverage/practices.html", context)


def show_practice(request: OfficerRequest, practice: str) -> HttpResponseBase:
    """One practice with its records, the newest first. What they say is for officers of the whole copy."""
    found = _practice(practice)
    view = next(one for one in practices(plan_in_force(), timekeeping.now()) if one.practice.id == practice)
    opens = covers(request.actor.region, world.this_world().jurisdiction)
    records = records_of(practice) if opens else []
    names = {key: officer.name for key, officer in officers_many({row.recorded_by for row in records}).items()}
    context = {
        "view": view,
        "opens": opens,
        "records": [(row, actor_in_words(row.recorded_by, names)) for row in records],
        "may_record": _may_record(request.actor, found),
        "current": "plan.practices",
    }
    return render(request, "plan/coverage/practice.html", context)


def record_form(request: OfficerRequest, practice: str) -> HttpResponseBase:
    """The record of one practice, its boxes as the plan names them."""
    found = _practice(practice)
    today = timekeeping.now().astimezone(BEIJING).date()
    context = {
        "practice": found,
        "boxes": [(f"entry-{box.id}", box) for box in found.fields],
        "dated": _own_date(found) is not None,
        "may_record": _may_record(request.actor, found),
        "longest": LONGEST_ENTRY,
        "values": form_values(request, {"done_on": today.isoformat(), **_today_in(found, today.isoformat())}),
        "current": "plan.practices",
    }
    return render(request, "plan/coverage/record_practice.html", context)


def _today_in(practice: Practice, today: str) -> dict[str, str]:
    dated = _own_date(practice)
    return {f"entry-{dated.id}": today} if dated else {}


def _record(request: OfficerRequest, practice: str) -> str:
    found = _practice(practice)
    reading = Reading(request.POST)
    dated = _own_date(found)
    done_on = reading.day(f"entry-{dated.id}", dated.name) if dated else reading.day("done_on", gettext("办理日期"))
    entries = {
        box.id: reading.text(f"entry-{box.id}", box.name, required=box.required, longest=LONGEST_ENTRY)
        for box in found.fields
    }
    reading.finish()
    key = act_arguments(request)["idempotency_key"]
    actions.record_practice(
        actor=request.actor, practice=practice, done_on=done_on, entries=entries, idempotency_key=key
    )
    return reverse("plan.practice", kwargs={"practice": practice})


def _own_date(practice: Practice) -> PracticeField | None:
    """The box that says on which day it was done, where the plan has one: nobody is asked twice."""
    return next((box for box in practice.fields if box.kind == "date" and box.required), None)


def _practice(practice: str) -> Practice:
    try:
        return actions.practice_of(plan_in_force(), practice)
    except Refused as error:
        raise Http404 from error


def _may_record(actor: Actor, practice: Practice) -> bool:
    return (
        may(actor, "duties.record_practice")
        and bool(actor.roles & {*practice.owners, DUTY_CHIEF})
        and covers(actor.region, world.this_world().jurisdiction)
    )


ROUTES: tuple[Route, ...] = (
    Route("plan/practices", "plan.practices", show_practices, "plan.view", title=gettext_lazy("实务"), section="plan"),
    Route(
        "plan/practices/<str:practice>",
        "plan.practice",
        show_practice,
        "duties.view_records",
        title=gettext_lazy("实务办理记录"),
        section="plan",
    ),
    Route(
        "plan/practices/<str:practice>/record",
        "plan.practice.record",
        form_page("plan.practice.record", record_form, _record),
        "duties.record_practice",
        (*GET, *POST),
        gettext_lazy("登记实务办理情况"),
        "plan",
    ),
)
