"""What the jurisdiction knows about blow-ups at this moment, as the input of the grading rules."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Min, Q

from fengsui.conduct.acting import Refused
from fengsui.monitoring.indicators.conditions import grading_conditions
from fengsui.response import facts, population, rules
from fengsui.response.models import Blowup, Event, EventInstitution
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.sheets import standing_sheets
from fengsui.response.standing import Standing, StandingBlowup, shortened, standing_blowups
from fengsui.response.state import EventState

MOST_BLOWUPS = 120
"""So many blow-ups stand one by one in a snapshot; more are summed."""


def situation_now(
    jurisdiction: str,
    now: datetime,
    event: str,
    *,
    joining: facts.Blowup | None = None,
    takes_part: bool = True,
    institutions: Collection[str] = (),
) -> facts.Situation:
    """What the jurisdiction knows now, seen from ``event``; base and ranking are those frozen before the first blow-up.

    ``joining``: a blow-up that is just being written. ``takes_part`` False: the event brings nothing the rules read.
    Where none of its ``institutions`` blew up either, its readings are only shown: the conditions are not looked up,
    nor the history of the population as long as nothing has blown up elsewhere.
    """
    standing = standing_blowups(now)
    present: dict[str, Any] = {"grade_one_event": _event_of_spell(), "spell_ended_at": _last_spell_ended_at()}
    if not standing and joining is None and not takes_part:
        base = population.registered_base(jurisdiction, now)
        ranking = population.registered_ranking(jurisdiction, base, now)
        words = Standing().words
        return facts.Situation(
            jurisdiction=jurisdiction, blowups=(), base=base, ranking=ranking, standing=words, **present
        )
    if joining is not None:
        standing = _with(standing, joining)
    looks = takes_part or joining is not None or any(row.institution in institutions for row in standing)
    conditions = dict(grading_conditions(jurisdiction, now)) if looks else None
    return _whole(jurisdiction, standing, now, event, conditions).model_copy(update=present)


def _whole(
    jurisdiction: str,
    standing: list[StandingBlowup],
    now: datetime,
    event: str,
    conditions: Mapping[str, facts.Value] | None,
) -> facts.Situation:
    measured = population.measure(jurisdiction, standing, now)
    first = frozenset(measured.ranking.institutions)
    shown, others = shortened(measured.entries, first, event, now, MOST_BLOWUPS)
    confirmed = sum(group.confirmed for group in others)
    return facts.Situation(
        jurisdiction=jurisdiction,
        blowups=shown,
        others=others,
        others_suspected=sum(group.count for group in others) - confirmed,
        others_confirmed=confirmed,
        base=measured.base,
        ranking=measured.ranking,
        conditions=dict(conditions or {}),
        conditions_at=None if conditions is None else now,
        standing=Standing.of(row.entry for row in standing).words,
    )


def _with(standing: list[StandingBlowup], joining: facts.Blowup) -> list[StandingBlowup]:
    """With the blow-up that is being written; the sheet it was taken from counts no longer beside it."""
    kept = [row for row in standing if row.entry.event or not joining.sheet or row.entry.sheet != joining.sheet]
    return [*kept, StandingBlowup(joining)]


def situation_at(region: str, at: datetime, *, whole: bool = True) -> facts.Situation:
    """What was known at a moment: recorded and known by then; seen from no event, every blow-up one by one.

    ``whole`` False: of a place inside the jurisdiction, with a population and a ranking of its own.
    """
    standing = standing_blowups(at, as_known_at=at)
    if not whole:
        standing = population.registered_in(region, standing)
    measured = population.measure(region, standing, at, as_known_at=at)
    return facts.Situation(
        jurisdiction=region,
        blowups=measured.entries,
        base=measured.base,
        ranking=measured.ranking,
        conditions=dict(grading_conditions(region, at)),
        conditions_at=at,
        standing=Standing.of(measured.entries).words,
    )


def joining_blowup(suspicion: facts.Suspicion, name: str, event: str) -> facts.Blowup:
    """The suspicion that is just being written, as the snapshot holds it."""
    return facts.Blowup(
        institution=suspicion.institution,
        name=name,
        event=event,
        occurred_at=suspicion.occurred_at,
        known_at=suspicion.known_at,
        confirmed=False,
        condition=suspicion.condition,
        sheet=suspicion.sheet,
    )


def event_with_notices(event: str) -> str:
    """Another open event of grade 特别重大 that carries the notices of the spell. Empty when there is none."""
    graded = Event.objects.filter(status="open", grade="extraordinary", notices_with="").exclude(pk=event)
    return graded.order_by("opened_at", "id").values_list("id", flat=True).first() or ""


def events_relying_on(event: str) -> list[str]:
    """Numbers of open events of grade 1 whose notices this event carries."""
    rows = Event.objects.filter(status="open", grade="extraordinary", notices_with=event)
    return list(rows.values_list("number", flat=True))


def refuse_leaving_notices_behind(state: EventState, event: str) -> None:
    """Another event's notices must not vanish with this one's grade: it takes them over first. Raises Refused."""
    relying = events_relying_on(event) if state.running(*NOTICE_CLOCKS) else []
    if relying:
        msg = f"{'、'.join(relying)}号事件的首报和书面报告由本事件承担。请先在那个事件里“接过通知”，再降级或结束。"
        raise Refused(msg)


def situation_lock(jurisdiction: str) -> str:
    """Acts that change blow-ups or grades of one jurisdiction are done one after another: none may miss another."""
    return f"situation/{jurisdiction}"


def lead_regions(event: str) -> tuple[str, ...]:
    """The place of registration, whose officers alone decide (5.2.1.0.b). Raises Refused for an unknown event."""
    lead = Event.objects.filter(pk=event).values_list("lead_region", flat=True).first()
    if lead is None:
        msg = "没有这个事件"
        raise Refused(msg)
    return (lead,)


def events_out_of_date(now: datetime, limit: int = 50) -> list[str]:
    """Open events, graded or with a blow-up of their own, that last read other blow-ups than stand now.

    A blow-up on a warning's sheet is the event's own where it holds the institution.
    """
    own = Blowup.objects.exclude(status="rejected").values("event")
    named = {sheet.institution for sheet in standing_sheets(now - rules.LONGEST_WINDOW)}
    holding = EventInstitution.objects.filter(institution__in=named).values("event")
    rows = Event.objects.filter(Q(pk__in=own) | Q(pk__in=holding) | ~Q(grade=""), status="open")
    return list(rows.exclude(situation_standing=Standing.now(now).words).values_list("id", flat=True)[:limit])


def _last_spell_ended_at() -> datetime | None:
    """When the last spell of grade 1 was over (downgrade, or with its event), before the present one if one runs."""
    present = Event.objects.filter(status="open", grade="extraordinary").aggregate(at=Min("decided_at"))["at"]
    closed = Event.objects.filter(grade="extraordinary").exclude(status="open").values_list("closed_at", flat=True)
    left = Event.objects.filter(left_grade_one_at__isnull=False).values_list("left_grade_one_at", flat=True)
    ends = [moment for moment in (*closed, *left) if moment and (present is None or moment < present)]
    return max(ends, default=None)


def _event_of_spell() -> str:
    """The open event that carries the present spell of grade 1: one set of notices per spell."""
    carrying = Q(grade="extraordinary") | Q(grade="", proposed_grade="extraordinary")
    rows = Event.objects.filter(carrying, status="open").order_by("opened_at").values_list("id", "grade")
    found = list(rows[:20])
    return next((event for event, grade in found if grade), found[0][0] if found else "")
