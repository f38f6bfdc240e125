"""The table of attention levels: what it says, who adopted which version when, and adopting it (4.1.0, 4.1.a)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.access import covers, may
from fengsui.conduct.plans import plan_in_force, version_of
from fengsui.conduct.world import this_world
from fengsui.plan.warning import Band
from fengsui.warning import preventing, queries
from fengsui.warning.rules.attention_words import percent_words
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.monitoring.showing import section_tabs
from fengsui.web.pages.plan import warning_in_words
from fengsui.web.submitting import act_arguments, form_page


def show_levels(request: OfficerRequest) -> HttpResponse:
    """Levels, hard rules and bands as the plan has them, and the adoptions, the newest first."""
    return render(request, "warning/levels.html", _context(request))


def _context(request: OfficerRequest) -> dict[str, Any]:
    actor, plan, jurisdiction = request.actor, plan_in_force(), this_world().jurisdiction
    own = covers(actor.region, jurisdiction)
    adopted = queries.adopted_tables(actor, jurisdiction) if own else []
    version = version_of(plan)
    return {
        "tabs": section_tabs(actor, "warnings.levels"),
        "plan": plan,
        "version": version,
        "adopted": adopted,
        "own": own,
        "in_force": bool(adopted) and adopted[0].plan_version == version,
        "points": [
            (name, percent_words(plan.warning.points_ppm[band])) for band, name in _bands() if plan.warning.levels
        ],
        "coverage": percent_words(plan.warning.smallest_coverage_ppm),
        "may_adopt": own and may(actor, "warning.adopt_table") and bool(actor.roles & preventing.adopters(plan)),
        **warning_in_words(plan),
    }


def _bands() -> list[tuple[Band, str]]:
    return [("watch", gettext("关注")), ("warn", gettext("预警")), ("severe", gettext("严重"))]


def adopt_form(request: OfficerRequest) -> HttpResponse:
    """Adopting the table: by which document."""
    context = {**_context(request), "values": form_values(request, {})}
    return render(request, "warning/adopt.html", context)


def _adopt(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    document = reading.text("document", gettext("文件名称或者文号"))
    reading.finish()
    key = act_arguments(request)["idempotency_key"]
    preventing.adopt_attention_table(actor=request.actor, document=document, idempotency_key=key)
    return reverse("warnings.levels")


adopt_page = form_page("warnings.levels.adopt", adopt_form, _adopt)
