"""Activation, support, a false alarm, the end of an event: one thing per page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.signatures import requirement_for
from fengsui.plan.model import Quantity
from fengsui.registry.queries import department_liaisons, region_name
from fengsui.response import commanding, ending
from fengsui.response.commanding import ActivationEntry
from fengsui.response.facts import ConditionChecked
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import (
    event_address,
    reference_of,
    regions_of,
    room_of,
    show,
    stream_of,
)
from fengsui.web.submitting import act_arguments, form_page

CHANNELS = ("电话", "专线", "公文交换", "传真", "邮件", "当面")
LONGEST_FIELD = 200
"""The fields of an order are names of a fact: 200 characters each."""


def activation(request: OfficerRequest, number: str) -> HttpResponse:
    """The activation order: four required fields, prefilled, and who will get which task."""
    room = room_of(request, number)
    return show(
        request,
        "response/activation.html",
        room,
        assignments=_assignments(room),
        tasks=room.plan.tasks_for(room.state.grade) if room.state.grade else (),
        places=[region_name(region) for region in room.state.support_regions],
        values=form_values(request, _default_order(room)),
    )


def _default_order(room: EventRoom) -> dict[str, str]:
    """Sensible words to start from; the officer edits them before they go to the head."""
    state, plan = room.state, room.plan
    if state.activation:
        names = ("matters", "response_level", "expected_period", "measures", "scope")
        return {name: str(state.activation[name]) for name in names}
    level = plan.grade(state.grade).response_level if state.grade else ""
    institutions = "、".join(str(row["name"]) for row in state.institutions.values())
    places = "、".join(region_name(region) for region in state.regions)
    return {
        "matters": gettext("处置%(name)s") % {"name": room.row.name},
        "response_level": level,
        "expected_period": gettext("自启动之日起30日，视情延长或终止"),
        "measures": gettext(
            "及时传递信息；核查资金和资产，依法防止转移；统一口径、发布权威信息；开设接访和登记渠道，畅通维权途径"
        ),
        "scope": gettext("%(places)s；%(institutions)s及其关联机构")[:LONGEST_FIELD]
        % {"places": places, "institutions": institutions},
    }


def _assignments(room: EventRoom) -> list[dict[str, Any]]:
    """Department → its named owner and deputy now; None where the register names nobody (1.1.h)."""
    rows = []
    grade = room.state.grade
    for department in dict.fromkeys(task.department for task in room.plan.tasks_for(grade)) if grade else ():
        liaisons = department_liaisons(department)
        rows.append(
            {
                "name": room.plan.department(department).name,
                "owner": liaisons.owner,
                "deputy": liaisons.deputy,
                "tasks": [task.title for task in room.plan.tasks_for(str(grade)) if task.department == department],
            }
        )
    return rows


def _draft_activation(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    entry = ActivationEntry(
        matters=reading.text("matters", gettext("响应事项"), longest=LONGEST_FIELD),
        response_level=reading.text("response_level", gettext("响应级别"), longest=20),
        expected_period=reading.text("expected_period", gettext("预计期限"), longest=LONGEST_FIELD),
        measures=reading.text("measures", gettext("应急处置措施"), longest=LONGEST_FIELD),
        scope=reading.text("scope", gettext("范围"), longest=LONGEST_FIELD),
    )
    reading.finish()
    commanding.draft_activation(
        actor=request.actor,
        event=stream_of(number),
        entry=entry,
        **act_arguments(request),
    )
    return event_address(number)


def support(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """One request for support: its answer."""
    room = room_of(request, number)
    wanted = room.state.support.get(reference_of(number, fact))
    if wanted is None:
        raise Http404
    defaults = {"channel": CHANNELS[0], "agreed": "yes", **moment_values("answered", timekeeping.now())}
    return show(
        request,
        "response/support.html",
        room,
        wanted=wanted,
        place=region_name(wanted["region"]),
        channels=[(channel, channel) for channel in CHANNELS],
        agreeing=[("yes", gettext("能支持")), ("no", gettext("不能支持，写明理由"))],
        values=form_values(request, defaults),
    )


def _record_answer(request: OfficerRequest, number: str, fact: int) -> str:
    reading = Reading(request.POST)
    officer_name = reading.text("officer_name", gettext("答复人"), longest=60)
    channel = reading.choice("channel", gettext("渠道"), CHANNELS)
    answered_at = reading.moment("answered", gettext("答复时间"))
    agreed = reading.choice("agreed", gettext("能否支持"), ("yes", "no")) == "yes"
    given = reading.text("given", gettext("给予的支持"), required=False, longest=400)
    note = reading.text("note", gettext("答复要点"), required=not agreed, longest=400)
    reading.finish()
    commanding.record_support_answer(
        actor=request.actor,
        request=reference_of(number, fact),
        officer_name=officer_name,
        channel=channel,
        answered_at=answered_at,
        note=note,
        agreed=agreed,
        given=given,
        regions=regions_of(number),
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return event_address(number, "event.tasks")


def dismissal(request: OfficerRequest, number: str) -> HttpResponse:
    """A false alarm: why, and what stops."""
    room = room_of(request, number)
    running = [clock for clock in room.clocks if clock["status"] == "running"]
    confirmed = any(suspicion.status == "confirmed" for suspicion in room.state.suspicions.values())
    return show(
        request,
        "response/dismiss.html",
        room,
        running=len(running),
        possible=room.state.is_open and not room.state.activated and not confirmed,
        values=form_values(request, {}),
    )


def _dismiss(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("理由"))
    reading.finish()
    ending.dismiss_event(
        actor=request.actor,
        event=stream_of(number),
        reason=reason,
        **act_arguments(request),
    )
    return event_address(number)


def termination(request: OfficerRequest, number: str) -> HttpResponse:
    """The end of the event: the checklist of PAR-22, each condition met or explained."""
    room = room_of(request, number)
    parameter = room.plan.parameter("PAR-22")
    requirement = requirement_for(room.plan, "terminate_event", room.state.grade)
    return show(
        request,
        "response/terminate.html",
        room,
        conditions=[(row, _holding(parameter.quantities.get(row.id))) for row in room.plan.termination_conditions],
        running=[clock for clock in room.clocks if clock["status"] == "running"],
        open_tasks=[task for task in room.state.tasks.values() if not task.done],
        signers=len(requirement.slots) if requirement else 1,
        values=form_values(request, {}),
    )


def _holding(quantity: Quantity | None) -> str:
    return gettext("须持续 %(days)d 天") % {"days": quantity.amount} if quantity else ""


def _terminate(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    conditions = []
    for row in room.plan.termination_conditions:
        answer = reading.choice(f"met-{row.id}", row.name, ("yes", "no"))
        needed = answer == "no"
        label = gettext("“%(name)s”的说明") % {"name": row.name}
        note = reading.text(f"note-{row.id}", label, required=needed, longest=400)
        conditions.append((row.id, answer == "yes", note))
    reason = reading.text("reason", gettext("终止理由"))
    residual = reading.text("residual", gettext("遗留事项"), required=False, longest=400)
    reading.finish()
    outcome = ending.terminate_event(
        actor=request.actor,
        event=stream_of(number),
        reason=reason,
        conditions=[ConditionChecked(condition=name, met=met, note=note) for name, met, note in conditions],
        residual=residual,
        **act_arguments(request),
    )
    if outcome.fact.kind == "termination.proposed":  # the proposer is one of the signers
        return event_address(number, "event.sign", fact=outcome.fact.number)
    return event_address(number)


activation_page = form_page("event.activation", activation, _draft_activation)
support_page = form_page("event.support", support, _record_answer)
dismissal_page = form_page("event.dismiss", dismissal, _dismiss)
termination_page = form_page("event.terminate", termination, _terminate)
