"""Duties that end by themselves: an activation's expected period, an appointment, a roster, a sensitive period, a link.

Each is told before it ends (省定参数), and stays in view when it ended and nobody dealt with it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Unpack

from fengsui.clock.calendar import BEIJING, add_working_days, end_of_day
from fengsui.clock.transitions import due_time
from fengsui.command.facts import ActivationExtended
from fengsui.command.periods import Expiring, in_order, last_day
from fengsui.conduct.access import Actor, may, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.streams import states_of
from fengsui.conduct.world import this_world
from fengsui.dispatch.models import AnswerLink
from fengsui.plan import Plan
from fengsui.plan.build import TIME_UNITS
from fengsui.registry.acting import Sent, faults_refused
from fengsui.registry.models import GroupMember, LeadingGroup
from fengsui.registry.people import in_copy
from fengsui.registry.queries import officers_many, region_name, rosters
from fengsui.response.queries import visible_events
from fengsui.response.situation import lead_regions
from fengsui.response.state import EventState
from fengsui.warning.sensitive_periods import periods

PARAMETER, VIEW, EXTEND, CLAUSE = "PAR-56", "command.view_expiring", "command.extend_activation", "3.2.3.a"
KEPT_IN_VIEW = timedelta(days=30)
"""How long an appointment that ended stays in view."""


def expiring(actor: Actor, now: datetime) -> list[Expiring]:
    """Everything with an end in the officer's places, the nearest first. Raises AccessDenied."""
    require(actor, VIEW)
    plan = plan_in_force()
    rows = [
        *_activations(actor),
        *_appointments(actor, now),
        *_sensitive_periods(plan, now),
        *_rosters(actor, now),
        *_links(actor, now),
    ]
    return in_order([replace(row, warned=_is_near(plan, row, now)) for row in rows])


def near(actor: Actor, now: datetime) -> list[Expiring]:
    """Of these what ends soon, has ended, or has no readable end; none for who may not see it.

    Sensitive periods are left out: the desk says of them until when they last.
    """
    rows = expiring(actor, now) if may(actor, VIEW) else []
    return [row for row in rows if row.warned and row.kind != "sensitive_period"]


def _is_near(plan: Plan, row: Expiring, now: datetime) -> bool:
    parameter = plan.parameters.get(PARAMETER)
    quantity = parameter.quantities.get(row.kind) or parameter.quantities.get("other") if parameter else None
    unit = TIME_UNITS.get(quantity.unit) if quantity else None
    if quantity is None or unit is None:
        return False
    return row.ends_at is None or row.ends_at <= due_time(now, quantity.amount, unit, add_working_days)


def _activations(actor: Actor) -> Iterable[Expiring]:
    """Expected periods (应对法 art. 72) of events whose plan is in force, as the order says or the head extended it."""
    rows = visible_events(actor).filter(status="open", activated_at__isnull=False)
    names = dict(rows.values_list("pk", "name"))
    states: dict[str, EventState] = states_of(names)
    for event, name in names.items():
        state = states[event]
        words = str(state.activation.get("expected_period", ""))
        longer = state.joining.extended
        began = datetime.fromisoformat(state.activated_at).astimezone(BEIJING).date()
        ends = date.fromisoformat(longer["until"]) if longer else last_day(words, began)
        yield Expiring(
            "activation",
            "启动令的预计期限",
            name,
            end_of_day(ends) if ends else None,
            event=event,
            words=words,
            extended=str(longer["fact"]) if longer else "",
        )


def _appointments(actor: Actor, now: datetime) -> Iterable[Expiring]:
    """Positions in the leading group whose newest record has a last day, of officers still in office."""
    newest: dict[tuple[str, str], GroupMember] = {}
    groups = LeadingGroup.objects.filter(in_copy(actor, "region")).values_list("pk", flat=True)
    for row in GroupMember.objects.filter(group__in=list(groups)).order_by("valid_from", "appointed_at"):
        newest[row.officer, row.position] = row
    people = officers_many(row.officer for row in newest.values())
    for row in newest.values():
        officer = people.get(row.officer)
        if row.valid_to is not None and officer is not None and officer.active:
            ends = end_of_day(row.valid_to)
            if ends + KEPT_IN_VIEW > now:
                yield Expiring("appointment", "任职", row.officer_name, ends, words=row.document)


def _sensitive_periods(plan: Plan, now: datetime) -> Iterable[Expiring]:
    today = now.astimezone(BEIJING).date()
    for period in periods(plan):
        if period.holds(today):
            yield Expiring("sensitive_period", "敏感时期", period.name, end_of_day(period.last_day))


def _rosters(actor: Actor, now: datetime) -> Iterable[Expiring]:
    """When a post of a roster runs out of shifts."""
    region = actor.region or this_world().jurisdiction
    last: dict[tuple[str, str], datetime] = {}
    for row in rosters(region, now, now + timedelta(days=366)):
        last[row.region, row.post] = max(row.ends_at, last.get((row.region, row.post), row.ends_at))
    for (place, post), ends in last.items():
        yield Expiring("roster", "值班表排到", post if place == region else f"{region_name(place)} {post}", ends)


def _links(actor: Actor, now: datetime) -> Iterable[Expiring]:
    names = dict(visible_events(actor).filter(status="open").values_list("pk", "name"))
    rows = AnswerLink.objects.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)
    for row in rows.order_by("expires_at"):
        event = row.about.partition("#")[0]
        if event in names:
            yield Expiring("answer_link", "答复链接", f"{names[event]} {row.liaison}", row.expires_at, event=event)


def extend_activation(*, actor: Actor, event: str, until: date, reason: str, **sent: Unpack[Sent]) -> Outcome:
    """The head signs that the plan stays in force until another day. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> ActivationExtended:
        state: EventState = drafting.state
        if not state.is_open or not state.activated:
            msg = "这个事件没有正在执行的启动令"
            raise Refused(msg)
        if until < drafting.now.astimezone(BEIJING).date():
            msg = "延长到的日期不能早于今天"
            raise Refused(msg)
        if not reason.strip():
            msg = "请写明为什么延长"
            raise Refused(msg)
        with faults_refused("理由："):
            return ActivationExtended(
                order=state.activation_fact,
                until=until,
                reason=reason,
                officer=actor.officer,
                officer_name=actor.name,
            )

    return act(
        actor=actor, permission=EXTEND, stream=event, make=make, regions=lead_regions(event), clause=CLAUSE, **sent
    )
