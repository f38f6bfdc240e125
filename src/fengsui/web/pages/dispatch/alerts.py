"""Alerts: what waits for a signature and how far up it went; sign on the page, or telephone and record it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.dispatch import answering, queries
from fengsui.dispatch.alerting import alert_stream
from fengsui.dispatch.queries import CallRoom
from fengsui.registry.queries import phones_of
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.routes import GET, POST, Route
from fengsui.web.submitting import act_arguments, form_page, not_kept, page_action

WHY = {
    "addressee": gettext_lazy("本人"),
    "deputy": gettext_lazy("替补"),
    "superior": gettext_lazy("上一级"),
    "head": gettext_lazy("组长"),
    "told": gettext_lazy("已通知过"),
}
OUTCOMES = (
    ("reached", gettext_lazy("接通，已签收")),
    ("no_answer", gettext_lazy("没有接通")),
    ("wrong_number", gettext_lazy("号码不对")),
)
DONE = {
    "raised": gettext_lazy("发出，无人签收"),
    "deputy": gettext_lazy("通知替补"),
    "superior": gettext_lazy("报上一级"),
    "head": gettext_lazy("报组长"),
    "answered": gettext_lazy("已签收"),
    "called": gettext_lazy("电话"),
    "closed": gettext_lazy("已了结"),
}
PURPOSE = "电话通知急件"


def show_alerts(request: OfficerRequest) -> HttpResponse:
    """What waits for a signature, who was told so far, and what could not be delivered."""
    actor = request.actor
    waiting, over = queries.alerts(actor)
    return render(
        request,
        "dispatch/alerts.html",
        {
            "now": timekeeping.now(),
            "terms": queries.ladder_terms(),
            "waiting": [_shown(line) for line in waiting],
            "over": [_shown(line) for line in over],
            "undelivered": queries.undelivered(actor),
            "may_sign": may(actor, "dispatch.answer_alert"),
            "may_call": may(actor, "dispatch.record_call"),
        },
    )


def _shown(line: Any) -> dict[str, Any]:
    steps = [(step, DONE.get(step.kind, step.kind)) for step in line.steps]
    matter, _, fact = line.row.pk.rpartition("#")
    return {"row": line.row, "steps": steps, "line": line, "matter": matter, "fact": fact}


def _sign(request: OfficerRequest) -> str:
    message = request.POST.get("message", "")
    matter = message.rpartition("#")[0]
    key = act_arguments(request)["idempotency_key"]
    answering.answer(actor=request.actor, stream=alert_stream(matter), messages=[message], idempotency_key=key)
    return reverse("alerts")


def call(request: OfficerRequest, matter: str, fact: int) -> HttpResponse:
    """The telephone script: whom to call in order, what to say, what came of it."""
    return _call_page(request, queries.call_room(request.actor, f"{matter}#{fact}"), matter, fact, {})


def _call_page(
    request: OfficerRequest, room: CallRoom, matter: str, fact: int, numbers: dict[str, str]
) -> HttpResponse:
    now = timekeeping.now()
    people = [(one, WHY[one.why], numbers.get(one.officer.pk, "")) for one in room.people]
    response = render(
        request,
        "dispatch/call.html",
        {
            "alert": _shown(room.line),
            "people": people,
            "numbers": bool(numbers),
            "may_numbers": may(request.actor, "registry.export_contacts"),
            "choices": [(one.officer.pk, f"{one.officer.name}（{WHY[one.why]}）") for one in room.people],
            "outcomes": OUTCOMES,
            "matter": matter,
            "fact": fact,
            "minutes": max(0, int((now - room.line.row.since).total_seconds()) // 60),
            "values": form_values(request, {"outcome": "reached", **moment_values("called", now)}),
        },
    )
    return not_kept(response) if numbers else response


def _record_call(request: OfficerRequest, matter: str, fact: int) -> str:
    room = queries.call_room(request.actor, f"{matter}#{fact}")
    reading = Reading(request.POST)
    officer = reading.choice("officer", gettext("通知谁"), [one.officer.pk for one in room.people])
    outcome: Any = reading.choice("outcome", gettext("结果"), [key for key, _ in OUTCOMES])
    spoke_with = reading.text("spoke_with", gettext("接电话的人"), required=outcome == "reached", longest=60)
    called_at = reading.moment("called", gettext("通话时间"))
    note = reading.text("note", gettext("备注"), required=False, longest=200)
    reading.finish()
    answering.record_call(
        actor=request.actor,
        stream=alert_stream(matter),
        messages=[f"{matter}#{fact}"],
        officer=officer,
        outcome=outcome,
        spoke_with=spoke_with,
        called_at=called_at,
        note=note,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    if outcome == "reached":
        return reverse("alerts")
    return reverse("alert.call", kwargs={"matter": matter, "fact": fact})


def show_numbers(request: OfficerRequest, matter: str, fact: int) -> HttpResponse:
    """The same page with the telephone numbers, opened for this purpose and on record."""
    room = queries.call_room(request.actor, f"{matter}#{fact}")
    numbers = phones_of(request.actor, [one.officer.pk for one in room.people], purpose=PURPOSE)
    return _call_page(request, room, matter, fact, numbers)


CALL = "alerts/<path:matter>/<int:fact>/call"
ROUTES: tuple[Route, ...] = (
    Route("alerts", "alerts", show_alerts, "dispatch.view_alerts", title=gettext_lazy("急件"), section="desk"),
    Route("alerts/sign", "alerts.sign", page_action("alerts")(_sign), "dispatch.answer_alert", POST),
    Route(
        CALL,
        "alert.call",
        form_page("alert.call", call, _record_call),
        "dispatch.record_call",
        (*GET, *POST),
        gettext_lazy("电话通知"),
        "desk",
    ),
    Route(f"{CALL}/numbers", "alert.numbers", show_numbers, "registry.export_contacts", POST, section="desk"),
)
