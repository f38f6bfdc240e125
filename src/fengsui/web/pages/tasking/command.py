"""Command of an event: departments with their part (1.3.j), organisation and staffing (3.2.4), letters, resources."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.registry.queries import duty_now, leading_group, region_name
from fengsui.response.withholding import POLICE, keeps_police_facts_from
from fengsui.tasking import dealings, queries
from fengsui.tasking.departments import department_lines
from fengsui.tasking.policy import DEPARTMENT_LIST, ORGANISATION
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import NotExact, Reading, read_whole
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import room_of, show, stream_of
from fengsui.web.pages.tasking.choices import department_choices
from fengsui.web.submitting import act_arguments, form_page


def command(request: OfficerRequest, number: str) -> HttpResponse:
    """Who leads, who is on duty, what each department does, what was asked and answered, what is in use."""
    room, actor = room_of(request, number), request.actor
    state, plan, now = room.state, room.plan, timekeeping.now()
    orders = queries.orders_of_event(actor, room.row.pk)
    found = queries.dealings_of(room.row.pk)
    kept_back = (POLICE,) if keeps_police_facts_from(actor) else ()
    listed = plan.provides(DEPARTMENT_LIST)
    lines = department_lines(state, plan, orders, found, kept_back=kept_back) if listed else []
    lead = room.row.lead_region
    places = list(dict.fromkeys((lead, f"{lead[:2]}0000")))
    groups = [(region_name(place), group) for place in places if (group := leading_group(place))]
    return show(
        request,
        "tasking/command.html",
        room,
        tab="event.command",
        lines=lines,
        lists_departments=listed,
        decides=state.activated.get("signatory", "") if state.activated else "",
        orders=orders,
        clocks={clock["subject"]: clock for clock in room.clocks},
        organised=plan.provides(ORGANISATION),
        groups=groups,
        shifts=[shift for place in places for shift in duty_now(now, place)],
        support=[(region_name(row["region"]), row) for row in state.support.values()],
        unstaffed=[t.payload["department_name"] for t in state.tasks.values() if not t.payload["owner"]],
        resources=found.resources,
        unanswered=sum(line.waiting for line in lines),
        may_order=may(actor, "tasking.issue_order") and state.is_open,
        may_deal=may(actor, "tasking.record_dealings") and state.is_open,
        sees_orders=may(actor, queries.VIEW),
    )


def letter_form(request: OfficerRequest, number: str) -> HttpResponse:
    """A letter to a department, or its reply."""
    room = room_of(request, number)
    found = queries.dealings_of(room.row.pk)
    department, answers = request.GET.get("department", ""), request.GET.get("answers", "")
    asked = next((row for row in found.letters.values() if row["fact"].rpartition("#")[2] == answers), None)
    defaults = {"department": department, "direction": "received" if asked else "sent"}
    if asked is not None:
        defaults |= {"answers": asked["fact"], "department": asked["department"]}
    open_letters = [row for unit in room.plan.departments for row in found.waiting(unit.id)]
    return show(
        request,
        "tasking/letter.html",
        room,
        departments=department_choices(room.plan),
        directions=[("sent", gettext("去函")), ("received", gettext("来函、复函"))],
        open_letters=[
            (row["fact"], f"{row['department_name']} {row['title']} {row['number']}") for row in open_letters
        ],
        provided=room.plan.provides(DEPARTMENT_LIST),
        values=form_values(request, {**defaults, **moment_values("exchanged", timekeeping.now())}),
    )


def _letter(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    departments = [unit.id for unit in room.plan.departments]
    arguments = {
        "department": reading.choice("department", gettext("单位"), departments),
        "direction": reading.choice("direction", gettext("去函还是来函"), ("sent", "received")),
        "title": reading.text("title", gettext("事由")),
        "number": reading.text("number", gettext("文号"), required=False, longest=60),
        "answers": reading.typed.get("answers", ""),
    }
    at = reading.moment("exchanged", gettext("时间"))
    reading.finish()
    dealings.record_letter(
        actor=request.actor,
        event=stream_of(number),
        exchanged_at=at,
        idempotency_key=act_arguments(request)["idempotency_key"],
        **arguments,
    )
    return reverse("event.command", kwargs={"number": number})


def resource_form(request: OfficerRequest, number: str) -> HttpResponse:
    """People or things put to work."""
    room = room_of(request, number)
    provided = room.plan.provides(ORGANISATION)
    values = form_values(request, moment_values("used", timekeeping.now()))
    return show(request, "tasking/resource.html", room, provided=provided, values=values)


def _resource(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    item = reading.text("item", gettext("人员、物资"))
    unit = reading.text("unit", gettext("单位（人、辆、间……）"), longest=20)
    provider = reading.text("provider", gettext("由谁提供"))
    at = reading.moment("used", gettext("使用时间"))
    amount = 0
    try:
        amount = read_whole(request.POST.get("amount", ""))
    except NotExact as fault:
        reading.faults["amount"] = str(fault)
    reading.finish()
    dealings.record_resource(
        actor=request.actor,
        event=stream_of(number),
        item=item,
        amount=amount,
        unit=unit,
        provider=provider,
        used_at=at,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return reverse("event.command", kwargs={"number": number})


letter_page = form_page("event.letter", letter_form, _letter)
resource_page = form_page("event.resource", resource_form, _resource)
