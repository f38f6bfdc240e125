"""Sensitive periods (0.4): which there are, who is on duty in them, the daily report; the three forms."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, covers, may
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import this_world
from fengsui.warning import queries, readiness
from fengsui.warning.queries import Period
from fengsui.warning.reactions.readiness import DAILY_REPORT
from fengsui.warning.sensitive_periods import READINESS
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.monitoring.showing import open_address, section_tabs
from fengsui.web.pages.response.clock_steps import ClockLine, Step
from fengsui.web.submitting import act_arguments, form_page

MOST_COVER_DAYS = 14
FILE, DECLARE = "warning.file_daily_report", "warning.declare_sensitive_period"


class ReadinessLine(ClockLine):
    """A clock of a daily report; it leads to the sensitive periods."""

    @property
    def home(self) -> str:
        """The address of the page of sensitive periods."""
        return reverse("warnings.sensitive_periods")


def readiness_lines(actor: Actor) -> list[ClockLine]:
    """Running clocks of daily reports, the nearest line first."""
    return [
        ReadinessLine(
            stream=clock["stream"],
            event_name=gettext("敏感时期"),
            name=clock["name"],
            subjects=(clock["subject_name"],),
            clause=clock["clause"],
            parameter=clock["parameter"],
            provisional=False,
            owner_roles=tuple(clock["owner_roles"]),
            started_at=clock["started_at"],
            due_at=clock["due_at"],
            step=Step(
                gettext("等每日报告，没有情况的报零报告"),
                gettext("报告"),
                f"{reverse('warnings.daily_report')}?day={clock['subject']}",
                may(actor, FILE),
            ),
        )
        for clock in queries.daily_clocks(actor)
    ]


def today_in_beijing() -> date:
    """The day by which periods are counted."""
    return timekeeping.now().astimezone(BEIJING).date()


def readiness_now(actor: Actor) -> dict[str, Any]:
    """What the duty desk shows in a sensitive period: which it is, and the gaps of today's cover; empty outside one."""
    today, jurisdiction = today_in_beijing(), this_world().jurisdiction
    period = queries.period_on(plan_in_force(), today)
    if period is None or not covers(actor.region, jurisdiction):
        return {}
    return {"period": period, "gaps": queries.gaps_of(jurisdiction, [today])[today]}


def show_periods(request: OfficerRequest) -> HttpResponse:
    """Every period, the days of the running one with the gaps of their cover, the reports of the days."""
    actor, today, plan, jurisdiction = request.actor, today_in_beijing(), plan_in_force(), this_world().jurisdiction
    known = queries.periods(plan)
    now = next((period for period in known if period.holds(today)), None)
    days = _days_of(now, today) if now else []
    gaps = queries.gaps_of(jurisdiction, days)
    return render(
        request,
        "warning/sensitive_periods.html",
        {
            "tabs": section_tabs(actor, "warnings.sensitive_periods"),
            "provided": plan.provides(READINESS),
            "clock": plan.clocks.get(DAILY_REPORT),
            "raise": plan.warning.sensitive_raise,
            "today": today,
            "period": now,
            "periods": [(period, _standing(period, today)) for period in known],
            "cover": [(day, gaps[day]) for day in days],
            "reports": queries.daily_reports(actor),
            "lines": readiness_lines(actor),
            "now": timekeeping.now(),
            "may_declare": may(actor, DECLARE) and covers(actor.region, jurisdiction),
            "may_end": may(actor, DECLARE) and bool(_ending(known, today)),
            "may_file": may(actor, FILE),
            "roster_address": open_address(actor, "roster"),
        },
    )


def _days_of(period: Period, today: date) -> list[date]:
    left = min((period.last_day - today).days + 1, MOST_COVER_DAYS)
    return [today + timedelta(days=number) for number in range(left)]


def _standing(period: Period, today: date) -> str:
    if period.holds(today):
        return "now"
    return "later" if period.first_day > today and period.ended_on is None else "over"


def _ending(known: Iterable[Period], today: date) -> list[Period]:
    """Declared periods that can still be ended."""
    return [one for one in known if one.fact and one.ended_on is None and one.last_day >= today]


def declare_form(request: OfficerRequest) -> HttpResponse:
    """Declaring a period: name, days, reason."""
    today = today_in_beijing().isoformat()
    context = {"provided": plan_in_force().provides(READINESS), "raise": plan_in_force().warning.sensitive_raise}
    values = form_values(request, {"first_day": today, "last_day": today})
    return render(request, "warning/sensitive_period_declare.html", {**context, "values": values})


def _declare(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    name = reading.text("name", gettext("名称"))
    first_day = reading.day("first_day", gettext("首日"))
    last_day = reading.day("last_day", gettext("末日"))
    reason = reading.text("reason", gettext("理由"))
    reading.finish()
    readiness.declare_period(
        actor=request.actor,
        name=name,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return reverse("warnings.sensitive_periods")


def end_form(request: OfficerRequest) -> HttpResponse:
    """Ending a declared period from today on."""
    known = _ending(queries.periods(plan_in_force()), today_in_beijing())
    choices = [(period.fact, f"{period.name}（{period.first_day}–{period.last_day}）") for period in known]
    return render(
        request,
        "warning/sensitive_period_end.html",
        {"choices": choices, "values": form_values(request, {"period": choices[0][0] if choices else ""})},
    )


def _end(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    known = _ending(queries.periods(plan_in_force()), today_in_beijing())
    period = reading.choice("period", gettext("敏感时期"), [one.fact for one in known])
    reason = reading.text("reason", gettext("理由"))
    reading.finish()
    key = act_arguments(request)["idempotency_key"]
    readiness.end_period(actor=request.actor, period=period, reason=reason, idempotency_key=key)
    return reverse("warnings.sensitive_periods")


KINDS = (("nothing", gettext_lazy("零报告（无情况）")), ("something", gettext_lazy("有情况")))


def report_form(request: OfficerRequest) -> HttpResponse:
    """The report of one day: a zero report, or what there was."""
    owed = _owed(request.actor)
    asked = request.GET.get("day", "")
    days = [(day, day) for day in owed]
    values = form_values(request, {"day": asked if asked in owed else next(iter(owed), ""), "kind": "nothing"})
    return render(request, "warning/daily_report.html", {"days": days, "kinds": KINDS, "values": values})


def _owed(actor: Actor) -> list[str]:
    """Days whose report is still out, the earliest first."""
    return [row.day.isoformat() for row in reversed(queries.daily_reports(actor)) if row.filed_at is None]


def _report(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    day = reading.choice("day", gettext("哪一天"), _owed(request.actor))
    kind = reading.choice("kind", gettext("报告"), dict(KINDS))
    text = reading.text("text", gettext("情况"), required=kind == "something", longest=400)
    reading.finish()
    readiness.file_report(
        actor=request.actor,
        day=date.fromisoformat(day),
        nothing=kind == "nothing",
        text=text,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return reverse("warnings.sensitive_periods")


declare_page = form_page("warnings.sensitive_periods.declare", declare_form, _declare)
end_page = form_page("warnings.sensitive_periods.end", end_form, _end)
report_page = form_page("warnings.daily_report", report_form, _report)
