"""The forms of orders: issue one, pass one down, close one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import this_world
from fengsui.plan import Plan
from fengsui.response.queries import event_room, open_events
from fengsui.tasking import ordering, queries, working
from fengsui.tasking.policy import CASCADE
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.tasking.choices import ORIGINS, OUTCOMES, department_choices, officer_choices, region_choices
from fengsui.web.pages.tasking.orders import has_form, order_address, stream_of
from fengsui.web.submitting import act_arguments, form_page


def new_order(request: OfficerRequest) -> HttpResponse:
    """A new order: source, what, to whom, by when; within an event (and one of its tasks) or alone."""
    actor, plan = request.actor, plan_in_force()
    events = open_events(actor) if may(actor, "response.view_events") else []
    event, task = request.GET.get("event", ""), request.GET.get("task", "")
    defaults = {"region": actor.region, "origin": "own"}
    if any(row.pk == f"event/{event}" for row in events):
        room = event_room(actor, f"event/{event}")
        defaults |= {"event": room.row.pk, "region": room.row.lead_region}
        found = room.state.tasks.get(f"event/{event}#{task}")
        if found is not None:
            told = found.payload
            defaults |= {"task": found.fact, "origin": "overdue", "title": told["title"]}
            defaults |= {"department": told["department"], "detail": told["detail"][:400]}
    context = {
        **_offered(request, plan, actor.region),
        "events": [(row.pk, f"{row.number} {row.name}") for row in events],
        "origins": list(ORIGINS.items()),
        "provided": has_form(),
        "by_plan": plan.parameters.get(ordering.ANSWER),
        "values": form_values(request, defaults),
    }
    return render(request, "tasking/order_form.html", context)


def _offered(request: OfficerRequest, plan: Plan, within: str) -> dict[str, Any]:
    return {
        "regions": region_choices(within),
        "departments": department_choices(plan),
        "officers": officer_choices(request.actor),
        "jurisdiction": this_world().jurisdiction_name,
    }


def _issue(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    plan = plan_in_force()
    events = {row.pk for row in open_events(request.actor)} if may(request.actor, "response.view_events") else set()
    entry = _read(
        request,
        reading,
        plan,
        request.actor.region,
        event=reading.choice("event", gettext("属于哪个事件"), events, required=False),
    )
    reading.finish()
    outcome = ordering.issue_order(
        actor=request.actor, entry=entry, idempotency_key=act_arguments(request)["idempotency_key"]
    )
    return order_address(outcome.fact.stream.partition("/")[2])


def _read(
    request: OfficerRequest, reading: Reading, plan: Plan, within: str, *, event: str = "", origin: bool = True
) -> ordering.OrderEntry:
    officers = [value for value, _ in officer_choices(request.actor)]
    return ordering.OrderEntry(
        title=reading.text("title", gettext("任务")),
        region=reading.choice("region", gettext("下到哪里"), [code for code, _ in region_choices(within)]),
        detail=reading.text("detail", gettext("要求"), required=False, longest=400),
        origin=reading.choice("origin", gettext("来源"), ORIGINS) if origin else "superior",
        source=reading.text("source", gettext("来源文号或者说明"), required=False),
        department=reading.choice(
            "department", gettext("责任单位"), [unit.id for unit in plan.departments], required=False
        ),
        owner=reading.choice("owner", gettext("责任人（A角）"), officers, required=False),
        deputy=reading.choice("deputy", gettext("替补（B角）"), officers, required=False),
        due_at=reading.moment_or_none("due", gettext("办结时限")),
        event=event,
        task=reading.typed.get("task", "") if event else "",
    )


def pass_down_form(request: OfficerRequest, number: str) -> HttpResponse:
    """Pass the order down: where, to whom, by when; never later than the order itself."""
    page = queries.order_page(request.actor, stream_of(number))
    plan, row = plan_in_force(), page.row
    below = [(code, name) for code, name in region_choices(row.region)]
    defaults = {"title": row.title, "region": below[0][0] if below else "", **moment_values("due", row.due_at)}
    context = {
        **_offered(request, plan, row.region),
        "row": row,
        "number": number,
        "now": timekeeping.now(),
        "provided": plan.provides(CASCADE) and page.state.is_open,
        "values": form_values(request, defaults),
    }
    return render(request, "tasking/pass_down.html", context)


def _pass_down(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    row = queries.order_of(request.actor, stream_of(number))
    entry = _read(request, reading, plan_in_force(), row.region, origin=False)
    reading.finish()
    ordering.pass_down(
        actor=request.actor,
        parent=row.pk,
        entry=entry,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return order_address(number)


def close_form(request: OfficerRequest, number: str) -> HttpResponse:
    """Close the order: done or withdrawn; what a reason has to answer for is said before."""
    page = queries.order_page(request.actor, stream_of(number))
    context = {
        "row": page.row,
        "state": page.state,
        "number": number,
        "now": timekeeping.now(),
        "overdue": page.state.is_overdue(timekeeping.now()),
        "open_below": [line for line in page.below if line.row.closed_at is None],
        "outcomes": list(OUTCOMES.items()),
        "values": form_values(request, {"outcome": "done" if page.state.completed else ""}),
    }
    return render(request, "tasking/close.html", context)


def _close(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    outcome = reading.choice("outcome", gettext("结果"), OUTCOMES)
    reason = reading.text("reason", gettext("理由"), required=False, longest=400)
    reading.finish()
    working.close_order(
        actor=request.actor,
        order=stream_of(number),
        outcome=outcome,
        reason=reason,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return order_address(number)


new_page = form_page("order.new", new_order, _issue)
pass_down_page = form_page("order.pass_down", pass_down_form, _pass_down)
close_page = form_page("order.close", close_form, _close)
