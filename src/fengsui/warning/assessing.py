"""The worker's step: the plan's attention rules read what is known of an institution, and a new answer is a fact.

An answer equal to the last one writes nothing: how far the rules have read is kept beside the ledger.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import system_actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force, version_of
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.streams import states_of
from fengsui.conduct.world import this_world
from fengsui.monitoring.models import InstitutionNews
from fengsui.plan import Plan, RuleError
from fengsui.warning import facts
from fengsui.warning.gathering import Known, known_of
from fengsui.warning.models import AssessmentMark, Attention, Ticket
from fengsui.warning.places import warning_stream, watched_many
from fengsui.warning.rules.attention import BandReading, assess
from fengsui.warning.sensitive_periods import period_on, turned_at
from fengsui.warning.state import OPEN, WarningState

log = logging.getLogger(__name__)
READ_AGAIN_AFTER = timedelta(days=1)
"""Figures run out of their windows: an institution under attention is read again though nothing came in."""
FAILED, TRY_AGAIN_AFTER = "failed", timedelta(minutes=10)
"""In place of the news that was read: an institution that can't be read waits, and keeps none waiting behind it."""
AT_ONCE, LONGEST_LINE = 100, 400
"""Institutions in one round, about ten milliseconds each: the next round's clocks don't wait for a whole import."""
NOT_COMPARED = frozenset({"institution", "figures", "signals", "signal_count", "to_check"})


class _Unchanged(Refused):
    """The rules give the same answer as before; nothing is written."""


def assess_warnings(now: datetime, limit: int = AT_ONCE) -> int:
    """Read up to ``limit`` institutions of which something came in, or that are due; returns how many were read.

    A plan without attention rules, or without the mechanism (4.1.a), reads nothing: tickets are opened by judgement.
    """
    plan = plan_in_force()
    if not plan.warning.levels or not plan.provides("warning.mechanism"):
        return 0
    institutions = _due(now, limit)
    if not institutions:
        return 0
    news = dict(InstitutionNews.objects.filter(pk__in=institutions).values_list("id", "fact"))
    known, named = known_of(institutions, now), watched_many(institutions)
    for institution in institutions:
        mark = news.get(institution, "")
        if institution in named:
            try:
                _write(named[institution], known[institution])
            except _Unchanged:
                pass
            except (Refused, RuleError, ValueError, KeyError):
                log.exception("%s can't be assessed; looking again in %s", institution, TRY_AGAIN_AFTER)
                mark = FAILED
        AssessmentMark.objects.update_or_create(pk=institution, defaults={"news": mark, "looked_at": now})
    return len(institutions)


def _due(now: datetime, limit: int) -> list[str]:
    """Institutions with news that the rules have not read, oldest first; then those under attention, once a day."""
    mine = AssessmentMark.objects.filter(pk=OuterRef("pk"))
    read = mine.filter(Q(news=OuterRef("fact")) | Q(news=FAILED, looked_at__gt=now - TRY_AGAIN_AFTER))
    fresh = InstitutionNews.objects.filter(~Exists(read)).order_by("at", "id").values_list("id", flat=True)
    due = list(fresh[:limit])
    if len(due) < limit:
        late = AssessmentMark.objects.filter(looked_at__lte=_last_turn(now)).exclude(pk__in=due)
        open_tickets = Ticket.objects.filter(status=OPEN).values("institution")
        attended = Attention.objects.filter(proposed_level__gt=0).values("id")
        rows = late.filter(pk__in=open_tickets) | late.filter(pk__in=attended)
        due += rows.order_by("looked_at", "id").values_list("id", flat=True)[: limit - len(due)]
    return due


def _last_turn(now: datetime) -> datetime:
    """What was read up to this moment is read again: a day ago, or when a sensitive period began or ended (0.4)."""
    turned, day_ago = turned_at(plan_in_force(), now), now - READ_AGAIN_AFTER
    return day_ago if turned is None or turned == now else max(turned, day_ago)


def assess_institution(institution: str, now: datetime) -> Outcome | None:
    """Read one institution at once; None where the rules give the same answer as before."""
    named = watched_many([institution])
    try:
        return _write(named[institution], known_of([institution], now)[institution])
    except _Unchanged:
        return None


def _write(institution: facts.WatchedInstitution, known: Known) -> Outcome:
    state: WarningState = states_of([warning_stream(institution.id)])[warning_stream(institution.id)]
    # The rules in force now, whatever plan the stream began under: an adopted change holds for every institution.
    payload = _payload(plan_in_force(), institution, known, timekeeping.now())
    if not _differs(state, payload):  # spares a lock for each that says the same
        raise _Unchanged

    def make(drafting: Drafting) -> FactModel:
        if not _differs(drafting.state, payload):
            raise _Unchanged
        return payload

    return act(
        actor=system_actor("attention", this_world().jurisdiction),
        permission="warning.assess",
        stream=warning_stream(institution.id),
        make=make,
        clause="4.1.b",
    )


def _differs(state: WarningState, payload: facts.AttentionAssessed) -> bool:
    """Whether the answer, a figure's value or a text that asks for a check is new; later dates of the same are not."""
    if not state.assessment:
        return True
    new, old = payload.model_dump(mode="json"), state.assessment
    if any(new[name] != old.get(name) for name in new if name not in NOT_COMPARED):
        return True
    if _values(new) != _values(old):
        return True
    known = {*state.checks, *(signal for signals in state.pending.values() for signal in signals)}
    return any(row["signal"] not in known for row in new["to_check"])


def _values(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {figure["name"]: figure["value"] for figure in payload["figures"]}


def _payload(plan: Plan, institution: facts.WatchedInstitution, known: Known, now: datetime) -> facts.AttentionAssessed:
    period = period_on(plan, now.astimezone(BEIJING).date())
    read = assess(plan.warning, known.values(), sensitive=period.name if period else "")
    return facts.AttentionAssessed(
        institution=institution,
        level=read.level,
        score_ppm=read.score_ppm,
        hard_rules=read.hard_rules,
        coverage_ppm=read.coverage_ppm,
        borderline=read.borderline,
        bands=tuple(_band(reading) for reading in read.bands),
        why=tuple(line[:LONGEST_LINE] for line in read.why),
        unknown=read.unknown,
        figures=known.used(),
        signals=known.signals,
        signal_count=known.signal_count,
        to_check=known.to_check,
        sensitive_period=period.name if period else "",
        ticket_level=ticket_level(plan),
        rules_version=version_of(plan),
        plan_numbers=_numbers(plan),
    )


def _band(reading: BandReading) -> facts.BandReached:
    return facts.BandReached(
        indicator=reading.indicator,
        figure=reading.figure,
        band=reading.band,
        weight=reading.weight,
        points_ppm=reading.points_ppm,
        borderline=reading.borderline,
        at_least=reading.at_least,
    )


def ticket_level(plan: Plan) -> int:
    """At this level of attention or graver a ticket opens (PAR-11); 0 where the plan has no levels."""
    parameter = plan.parameters.get(plan.warning.level_parameter)
    given = parameter.quantities.get("ticket") if parameter else None
    return given.amount if given else max((level.rank for level in plan.warning.levels), default=0)


def _numbers(plan: Plan) -> dict[str, int | str]:
    """The numbers of the plan that the score was made with, so that the fact explains itself later."""
    warning = plan.warning
    numbers: dict[str, int | str] = {f"level_{level.rank}_ppm": level.score_at_least_ppm for level in warning.levels}
    numbers |= {f"{band}_ppm": points for band, points in warning.points_ppm.items()}
    return {**numbers, "smallest_coverage_ppm": warning.smallest_coverage_ppm}
