"""Keeping ready in sensitive periods (0.4): declare one, end it early, start each day's clock, file its report."""

import logging
from collections.abc import Callable
from datetime import date, datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor, system_actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.world import this_world
from fengsui.plan import ClockDefinition, Plan
from fengsui.warning import facts
from fengsui.warning.acting import require_words
from fengsui.warning.reactions.readiness import DAILY_REPORT
from fengsui.warning.readiness_state import ReadinessState
from fengsui.warning.sensitive_periods import READINESS, Period, days_owed, line_of, readiness_stream, start_of

log = logging.getLogger(__name__)
CLAUSE = "0.4"
LONGEST_PERIOD_DAYS = 366


def declare_period(
    *, actor: Actor, name: str, first_day: date, last_day: date, reason: str, idempotency_key: str = ""
) -> Outcome:
    """The head declares a sensitive period: attention goes up, cover round the clock, a report every day.

    Raises AccessDenied; Refused for days out of order or over, a period that another one covers already, no reason, or
    a plan that knows no such readiness.
    """
    jurisdiction = this_world().jurisdiction

    def make(drafting: Drafting) -> facts.SensitivePeriodDeclared:
        if not plan_in_force().provides(READINESS):
            msg = "现行预案没有规定敏感时期的做法，不能宣布"
            raise Refused(msg)
        require_words(name, "请写明敏感时期的名称")
        require_words(reason, "请写明理由")
        _check_days(first_day, last_day, drafting.now)
        _check_free(drafting.state, first_day, last_day)
        return facts.SensitivePeriodDeclared(
            jurisdiction=jurisdiction,
            name=name,
            first_day=first_day,
            last_day=last_day,
            reason=reason,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return _act(actor, "warning.declare_sensitive_period", jurisdiction, make, idempotency_key)


def _check_days(first_day: date, last_day: date, now: datetime) -> None:
    if last_day < first_day:
        msg = "末日不能早于首日"
        raise Refused(msg)
    if last_day < now.astimezone(BEIJING).date():
        msg = "末日已经过去，不能事后宣布"
        raise Refused(msg)
    if (last_day - first_day).days >= LONGEST_PERIOD_DAYS:
        msg = "敏感时期最长一年，请分次宣布"
        raise Refused(msg)


def _check_free(state: ReadinessState, first_day: date, last_day: date) -> None:
    for fact, period in state.periods.items():
        over = state.ended[fact]["ended_on"] if fact in state.ended else ""
        begins, ends = period["first_day"], period["last_day"]
        if begins <= last_day.isoformat() and first_day.isoformat() <= ends and not over:
            msg = f"与“{period['name']}”（{begins}至{ends}）的日期重叠，请改日期或者先结束那一个"
            raise Refused(msg)


def end_period(*, actor: Actor, period: str, reason: str, idempotency_key: str = "") -> Outcome:
    """End a declared period from today on, with the reason; today's report is no longer due.

    Raises AccessDenied; Refused for a period that is over, or no reason.
    """

    def make(drafting: Drafting) -> facts.SensitivePeriodEnded:
        state: ReadinessState = drafting.state
        today = drafting.now.astimezone(BEIJING).date()
        declared = state.periods.get(period)
        if declared is None or period in state.ended or declared["last_day"] < today.isoformat():
            msg = "这个敏感时期已经结束，请刷新页面"
            raise Refused(msg)
        require_words(reason, "请写明提前结束的理由")
        return facts.SensitivePeriodEnded(
            period=period, ended_on=today, reason=reason, officer=actor.officer, officer_name=actor.name
        )

    return _act(actor, "warning.declare_sensitive_period", this_world().jurisdiction, make, idempotency_key)


def file_report(*, actor: Actor, day: date, nothing: bool, text: str = "", idempotency_key: str = "") -> Outcome:
    """File the report of a day: ``nothing`` for a zero report (零报告), else what there was.

    Raises AccessDenied; Refused for a day that owes none, one that was filed, or a report that says nothing.
    """
    jurisdiction = this_world().jurisdiction

    def make(drafting: Drafting) -> facts.DailyReportFiled:
        state: ReadinessState = drafting.state
        if day.isoformat() not in state.due:
            msg = f"{day} 不需要每日报告"
            raise Refused(msg)
        if day.isoformat() in state.filed:
            msg = f"{day} 已由{state.filed[day.isoformat()]['officer_name']}报告，请刷新页面"
            raise Refused(msg)
        if nothing == bool(text.strip()):
            msg = "请写明情况；没有情况的选“零报告”，不写情况"
            raise Refused(msg)
        return facts.DailyReportFiled(
            jurisdiction=jurisdiction,
            day=day,
            nothing=nothing,
            text=text,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return _act(actor, "warning.file_daily_report", jurisdiction, make, idempotency_key)


class _Started(Refused):
    """Another worker has started the day's clock."""


def start_daily_reports(now: datetime) -> int:
    """Start the clock of every day of a sensitive period that has begun; returns how many. One clock a day."""
    plan = plan_in_force()
    started = 0
    for day, period in days_owed(plan, now):
        try:
            _start(plan, day, period)
        except _Started:
            continue
        except Refused:
            log.exception("the clock of the daily report of %s can't be started", day)
            continue
        started += 1
    return started


def _start(plan: Plan, day: date, period: Period) -> Outcome:
    clock = plan.clocks[DAILY_REPORT]
    jurisdiction = this_world().jurisdiction

    def make(drafting: Drafting) -> facts.DailyReportDue:
        if day.isoformat() in drafting.state.due:
            raise _Started
        return _due(plan, clock, day, period, jurisdiction)

    return _act(
        system_actor("readiness", jurisdiction), "warning.start_daily_report", jurisdiction, make, f"daily-report:{day}"
    )


def _due(plan: Plan, clock: ClockDefinition, day: date, period: Period, jurisdiction: str) -> facts.DailyReportDue:
    begin, line = start_of(day), line_of(plan, day)
    if line is None:
        msg = "现行预案没有每日报告的时限"
        raise Refused(msg)
    return facts.DailyReportDue(
        jurisdiction=jurisdiction,
        day=day,
        period=period.name,
        clock_name=clock.name,
        clause=clock.clause,
        parameter=clock.parameter or "",
        started_at=max(begin, period.declared_at) if period.declared_at else begin,
        due_at=line,
        warn_before_minutes=clock.warn_before_minutes,
    )


def _act(
    actor: Actor, permission: str, jurisdiction: str, make: Callable[[Drafting], FactModel], idempotency_key: str
) -> Outcome:
    return act(
        actor=actor,
        permission=permission,
        stream=readiness_stream(jurisdiction),
        make=make,
        regions=(jurisdiction,),
        idempotency_key=idempotency_key,
        clause=CLAUSE,
    )
