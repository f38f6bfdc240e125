"""What changes what is known: figures, a suspected blow-up, its rejection, a note."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.registry.queries import institution as institution_of
from fengsui.registry.queries import institutions as find_institutions
from fengsui.response import opening
from fengsui.response.facts import InstitutionInEvent
from fengsui.response.figures import TYPED
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.event_report import read_suspicion
from fengsui.web.forms.figures import FIGURE_CHOICES, read_figures
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
from fengsui.web.pages.response.opening import in_event
from fengsui.web.pages.response.overview import shown_figures
from fengsui.web.submitting import Misfilled, act_arguments, form_page

CHANNELS = ("电话", "当面", "巡查", "会议", "其他")


def figures(request: OfficerRequest, number: str) -> HttpResponse:
    """Every figure with its source, and the older values that stay."""
    room = room_of(request, number)
    history = [figure for figure in reversed(room.state.figure_history) if room.state.figures[figure.name] != figure]
    return show(
        request,
        "response/figures.html",
        room,
        tab="event.figures",
        figures=shown_figures(room),
        history=[(_label(figure.name), figure) for figure in history],
        definitions={definition.name: definition for definition in TYPED},
    )


def _label(name: str) -> str:
    return next((definition.label for definition in TYPED if definition.name == name), name)


def figures_form(request: OfficerRequest, number: str) -> HttpResponse:
    """New figures: what is typed is added, what stands already stays in the ledger."""
    room, now = room_of(request, number), timekeeping.now()
    defaults = {**moment_values("as_of", now), **moment_values("known", now)}
    return show(
        request,
        "response/figures_form.html",
        room,
        tab="event.figures",
        definitions=[(definition, room.state.figures.get(definition.name)) for definition in TYPED],
        **FIGURE_CHOICES,
        values=form_values(request, defaults),
    )


def _record_figures(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    found = read_figures(reading)
    known_at = reading.moment("known", gettext("获知时间"))
    if not found and not reading.faults:
        reading.faults[f"value-{TYPED[0].name}"] = gettext("没有填写任何数据。至少填一项；不知道的不用填，会写“待核”。")
    reading.finish()
    opening.record_figures(
        actor=request.actor,
        event=stream_of(number),
        figures=found,
        known_at=known_at,
        regions=regions_of(number),
        **act_arguments(request),
    )
    return event_address(number, "event.figures")


def blowup_form(request: OfficerRequest, number: str) -> HttpResponse:
    """A suspected blow-up at an institution of the event, or at a further one found in the register."""
    room, now = room_of(request, number), timekeeping.now()
    search = request.GET.get("search", "").strip()
    found = find_institutions(request.actor, search=search).rows[:10] if search else ()
    further = request.GET.get("further", "")
    joining = institution_of(request.actor, further) if further else None
    choices = [(row["id"], row["name"]) for row in room.state.institutions.values()]
    if joining is not None and joining.pk not in room.state.institutions:
        choices.append((joining.pk, gettext("%(name)s（新加入本事件）") % {"name": joining.name}))
    chosen = joining.pk if joining is not None else choices[0][0]
    defaults = {"institution": chosen, **moment_values("blowup_occurred", now), **moment_values("blowup_known", now)}
    return show(
        request,
        "response/blowup_form.html",
        room,
        choices=choices,
        search=search,
        found=found,
        conditions=room.plan.blowup_conditions,
        exclusions=room.plan.blowup_exclusions,
        values=form_values(request, defaults),
    )


def _suspect(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    chosen = reading.text("institution", gettext("机构"))
    entry = read_suspicion(reading, room.plan, chosen)
    reading.finish()
    known = room.state.institutions.get(chosen)
    opening.suspect_blowup(
        actor=request.actor,
        event=stream_of(number),
        institution=InstitutionInEvent.model_validate(known) if known else _further(request, chosen),
        entry=entry,
        regions=regions_of(number),
        **act_arguments(request),
    )
    return event_address(number)


def _further(request: OfficerRequest, institution: str) -> InstitutionInEvent:
    row = institution_of(request.actor, institution)
    if row is None:
        raise Misfilled({"institution": gettext("名册里没有这家机构，请先登记机构。")})
    return in_event(row)


def rejection_form(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """The suspicion did not hold: why."""
    room = room_of(request, number)
    suspicion = room.state.suspicions.get(reference_of(number, fact))
    if suspicion is None:
        raise Http404
    return show(request, "response/reject_blowup.html", room, suspicion=suspicion, values=form_values(request, {}))


def _reject(request: OfficerRequest, number: str, fact: int) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("不成立的理由"))
    reading.finish()
    opening.reject_blowup(
        actor=request.actor,
        event=stream_of(number),
        matter=reference_of(number, fact),
        reason=reason,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return event_address(number)


def note_form(request: OfficerRequest, number: str) -> HttpResponse:
    """A line of the log."""
    room = room_of(request, number)
    defaults = {"channel": CHANNELS[0], **moment_values("known", timekeeping.now())}
    channels = [(channel, channel) for channel in CHANNELS]
    return show(request, "response/note_form.html", room, channels=channels, values=form_values(request, defaults))


def _add_note(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    text = reading.text("text", gettext("内容"), longest=2000)
    known_at = reading.moment("known", gettext("时间"))
    channel = reading.choice("channel", gettext("途径"), CHANNELS)
    reading.finish()
    opening.add_note(
        actor=request.actor,
        event=stream_of(number),
        text=text,
        known_at=known_at,
        channel=channel,
        regions=regions_of(number),
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return event_address(number, "event.timeline")


figures_page = form_page("event.figures.new", figures_form, _record_figures)
blowup_page = form_page("event.blowup", blowup_form, _suspect)
rejection_page = form_page("event.blowup.reject", rejection_form, _reject)
note_page = form_page("event.note", note_form, _add_note)
