"""Recording the check of a rumour or of a media report (4.2.1, 4.2.2)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.monitoring import queries as information
from fengsui.warning import ticketing
from fengsui.warning.queries import SignalToCheck, signal_to_check
from fengsui.warning.state import WarningState
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.monitoring.showing import CHANNELS
from fengsui.web.pages.warning import choices
from fengsui.web.pages.warning.warning_frame import warning_address
from fengsui.web.submitting import act_arguments, form_page

MOST_ALSO = 10


def check_form(request: OfficerRequest, institution: str, signal: str) -> HttpResponse:
    """One text: what it alleges, how it was checked, what was found, whether a correction stands."""
    found = signal_to_check(request.actor, institution, signal)
    row = information.signal(request.actor, signal)
    state: WarningState = found.state
    came = row.signal
    defaults: dict[str, str] = {"kind": found.kind, "outlet": came.source, "address": came.address, "response": "none"}
    if came.published_at:
        defaults |= moment_values("published", came.published_at)
    return render(
        request,
        "warning/check_form.html",
        {
            "found": found,
            "institution": institution,
            "row": row,
            "channel": CHANNELS.get(came.channel, came.channel),
            "pieces": information.marked_text(request.actor, signal, institution),
            "check": state.checks.get(signal),
            "check_finding": _finding(state, signal),
            "also": _also(request, found, signal),
            "back": _back(request, institution, signal),
            "kinds": choices.SIGNAL_KINDS,
            "findings": choices.FINDINGS,
            "responses": choices.RESPONSES,
            "now": timekeeping.now(),
            "values": form_values(request, defaults),
        },
    )


def _finding(state: WarningState, signal: str) -> Any:
    check = state.checks.get(signal)
    return choices.words_of(choices.FINDINGS, check["finding"]) if check else ""


def _also(request: OfficerRequest, found: SignalToCheck, signal: str) -> list[tuple[str, str]]:
    """Other texts that wait for the same kind of check, newest first: they may share this one."""
    wanted = information.SignalFilter(institution=found.institution, without_duplicates=True)
    others = {other for other in found.waiting if other != signal}
    rows = information.signal_page(request.actor, wanted).rows
    listed = [(row.signal.pk, row.title or row.signal.source) for row in rows if row.signal.pk in others]
    return listed[:MOST_ALSO]


def _back(request: OfficerRequest, institution: str, signal: str) -> str:
    """The ticket for who may see it, else the text."""
    if may(request.actor, "warning.view"):
        return warning_address(institution)
    return reverse("signal", kwargs={"signal": signal})


def _check(request: OfficerRequest, institution: str, signal: str) -> str:
    reading = Reading(request.POST)
    response = reading.choice("response", gettext("回应"), dict(choices.RESPONSES))
    found = ticketing.SignalFinding(
        signal=signal,
        kind=reading.choice("kind", gettext("种类"), dict(choices.SIGNAL_KINDS)),
        method=reading.text("method", gettext("怎样核实"), longest=400),
        finding=reading.choice("finding", gettext("结论"), dict(choices.FINDINGS)),  # type: ignore[arg-type]
        also=tuple(dict.fromkeys(request.POST.getlist("also")))[:MOST_ALSO],
        claim=reading.text("claim", gettext("说了什么"), required=False, longest=2000),
        outlet=reading.text("outlet", gettext("首发处"), required=False),
        published_at=reading.moment_or_none("published", gettext("发布时间")),
        address=reading.text("address", gettext("网址"), required=False, longest=2000),
        evidence=reading.text("evidence", gettext("证据"), required=False, longest=400),
        response=response,
        correction=reading.text("correction", gettext("何时何处公开回应"), required=response == "publish", longest=400),
    )
    reading.finish()
    ticketing.check_signal(actor=request.actor, institution=institution, found=found, **act_arguments(request))
    return _back(request, institution, signal)


check_page = form_page("warning.check", check_form, _check)
