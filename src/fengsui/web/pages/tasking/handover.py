"""Bulk handover of open work: who has what, and to whom all of it goes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.acting import Refused
from fengsui.tasking import handing_over
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.tasking.choices import CAUSES, officer_choices
from fengsui.web.submitting import act_arguments, form_page


def show_handover(request: OfficerRequest) -> HttpResponse:
    """Officers with open work, those who have left first; what one of them has, and the form."""
    hands = handing_over.work_in_hands(request.actor)
    wanted = request.GET.get("officer", "") or request.POST.get("old", "")
    chosen = next((one for one in hands if one.officer == wanted), None)
    context = {
        "hands": hands,
        "chosen": chosen,
        "officers": [(value, words) for value, words in officer_choices(request.actor) if value != wanted],
        "causes": list(CAUSES.items()),
        "left": sum(not one.active for one in hands),
        "values": form_values(request, {"cause": "left" if chosen and not chosen.active else "off_duty"}),
    }
    return render(request, "tasking/handover.html", context)


def _hand_over(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    old = reading.text("old", gettext("由谁交出"))
    new = reading.choice("new", gettext("交给谁"), [value for value, _ in officer_choices(request.actor)])
    cause = reading.choice("cause", gettext("为什么交接"), CAUSES)
    reason = reading.text("reason", gettext("说明"), required=cause == "other")
    reading.finish()
    done = handing_over.hand_over(
        actor=request.actor,
        old=old,
        new=new,
        cause=cause,
        reason=reason,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    if done.refused:
        told = gettext("交接了 %(done)d 项；没有交接的：%(why)s")
        raise Refused(told % {"done": done.done, "why": "；".join(done.refused)})
    messages.success(request, gettext("已交接 %(done)d 项，接手的人已收到消息。") % {"done": done.done})
    return reverse("work.handover")


handover_page = form_page("work.handover", show_handover, _hand_over)
