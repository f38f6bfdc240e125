"""Duties with an end, the nearest first; the head extends an activation here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.command import expiring as room
from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.submitting import act_arguments, page_action


def board(request: OfficerRequest) -> HttpResponse:
    """Everything that ends by itself."""
    actor, now = request.actor, timekeeping.now()
    rows = room.expiring(actor, now)
    context = {
        "now": now,
        "rows": rows,
        "parameter": plan_in_force().parameters.get(room.PARAMETER),
        "extendable": [(row.event, row.of) for row in rows if row.kind == "activation"],
        "may_extend": may(actor, room.EXTEND),
        "values": form_values(request, {}),
    }
    return render(request, "command/expiring.html", context)


def _extend(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    event = reading.text("event", gettext("哪个事件"))
    until = reading.day("until", gettext("延长到"))
    reason = reading.text("reason", gettext("理由"), longest=400)
    reading.finish()
    room.extend_activation(actor=request.actor, event=event, until=until, reason=reason, **act_arguments(request))
    return reverse("expiring")


extend = page_action("expiring")(_extend)
