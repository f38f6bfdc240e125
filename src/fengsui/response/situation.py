"""What the jurisdiction knows about blow-ups at this moment, as the input of the grading rules."""

from collections.abc import Callable, Collection
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import Q

from fengsui.conduct.acting import Refused
from fengsui.conduct.world import this_world
from fengsui.response import facts, population, rules
from fengsui.response.conditions import KnownConditions, look_up, look_up_and_keep
from fengsui.response.models import Blowup, Event, EventInstitution
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.sheets import standing_sheets
from fengsui.response.standing import GONE, Standing, StandingBlowup, shortened, standing_blowups
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
    conditions: Callable[[str, datetime], KnownConditions] = look_up,
) -> facts.Situation:
    """What the jurisdiction knows now, seen from ``event``; base and ranking are those frozen before the first blow-up.

    ``joining``: a blow-up that is just being written. ``takes_part`` False: the event brings nothing the rules read.
    Where none of its ``institutions`` blew up either, its readings are only shown: the conditions are not looked up,
    nor the history of the population as long as nothing has blown up elsewhere. ``conditions``: how they are
    looked up.
    """
    standing = standing_blowups(now)
    present = _spells()
    if not standing and joining is None and not takes_part:
        base = population.registered_base(jurisdiction, now)
        ranking = population.registered_ranking(jurisdiction, base, now)
        words = standing_words(Standing(), None)
        return facts.Situation(
            jurisdiction=jurisdiction, blowups=(), base=base, ranking=ranking, standing=words, **present
        )
    if joining is not None:
        standing = _with(standing, joining)
    looks = takes_part or joining is not None or any(row.institution in institutions for row in standing)
    known = conditions(jurisdiction, now) if looks else None
    return _whole(jurisdiction, standing, now, event, known).model_copy(update=present)


def _whole(
    jurisdiction: str,
    standing: list[StandingBlowup],
    now: datetime,
    event: str,
    conditions: KnownConditions | None,
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
        conditions=dict(conditions.figures) if conditions else {},
        conditions_at=conditions.at if conditions else None,
        standing=standing_words(Standing.of((row.entry for row in standing), now), conditions),
    )


def standing_words(standing: Standing, conditions: KnownConditions | None) -> str:
    """What an event has read, in short: the blow-ups that stand, and the conditions where it looked them up."""
    return f"{standing.words}#{conditions.words if conditions else ''}"


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
    conditions = look_up(region, at)
    return facts.Situation(
        jurisdiction=region,
        blowups=measured.entries,
        base=measured.base,
        ranking=measured.ranking,
        conditions=dict(conditions.figures),
        conditions_at=at,
        standing=standing_words(Standing.of(measured.entries, at), conditions),
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


def some_event_has_a_part() -> bool:
    """Whether an open event holds a blow-up that stands: a proposal attaches to it, not to a new one."""
    running = Event.objects.filter(status="open")
    own = Blowup.objects.filter(event__in=running.values("id")).exclude(status__in=GONE)
    return own.exists() or running.exclude(proposed_grade="").exists()


def events_out_of_date(now: datetime, limit: int = 50) -> list[str]:
    """Open events, graded or with a blow-up of their own, that last read other blow-ups or conditions than there are.

    A blow-up on a warning's sheet is the event's own where it holds the institution.
    """
    own = Blowup.objects.exclude(status__in=GONE).values("event")
    named = {sheet.institution for sheet in standing_sheets(now - rules.LONGEST_WINDOW)}
    holding = EventInstitution.objects.filter(institution__in=named).values("event")
    rows = Event.objects.filter(Q(pk__in=own) | Q(pk__in=holding) | ~Q(grade=""), status="open")
    if not rows.exists():
        return []
    standing, jurisdiction = Standing.now(now), this_world().jurisdiction
    known = look_up_and_keep(jurisdiction, now)
    late = rows.exclude(situation_standing=standing_words(standing, known))
    if known.at != now and late.exists():  # the event may have looked later than the worker
        known = look_up_and_keep(jurisdiction, now, anew=True)
        late = rows.exclude(situation_standing=standing_words(standing, known))
    return list(late.order_by("opened_at", "id").values_list("id", flat=True)[:limit])


def _spells() -> dict[str, Any]:
    """The open event that carries the present spell of grade 1 (one set of notices per spell), and the last one's end.

    A spell ends by downgrade or with its event, before the present one if one runs. One query.
    """
    proposed = Q(status="open", grade="", proposed_grade="extraordinary")
    rows = Event.objects.filter(proposed | Q(grade="extraordinary") | Q(left_grade_one_at__isnull=False))
    carrying, decided, ends = [], [], []
    columns = ("id", "status", "grade", "decided_at", "closed_at", "left_grade_one_at")
    for event, status, grade, decided_at, closed_at, left_at in rows.order_by("opened_at", "id").values_list(*columns):
        graded = grade == "extraordinary"
        if status == "open" and grade in {"", "extraordinary"}:
            carrying.append((not graded, event))
        if status == "open" and graded:
            decided.append(decided_at)
        ends += [left_at] if left_at else []
        ends += [closed_at] if graded and status != "open" and closed_at else []
    present = min(filter(None, decided), default=None)
    return {
        "grade_one_event": min(carrying, key=itemgetter(0), default=(False, ""))[1],
        "spell_ended_at": max((moment for moment in ends if present is None or moment < present), default=None),
    }
