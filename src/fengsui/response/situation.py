"""What the jurisdiction knows about blow-ups at this moment, as the input of the grading rules."""

from datetime import datetime

from django.db.models import Count, Q

from fengsui.conduct.plans import built_in_plan
from fengsui.registry.queries import count_institutions, institution_many, largest_institutions
from fengsui.response import facts, rules
from fengsui.response.models import Blowup, Event


def situation_now(jurisdiction: str, now: datetime, event: str) -> facts.Situation:
    """What the jurisdiction knows now, seen from ``event``; the ranking is the one frozen before the first blow-up."""
    standing = Blowup.objects.filter(occurred_at__gt=now - rules.WINDOW_2K).exclude(status="rejected")
    frozen = standing.order_by("occurred_at", "id").values_list("ranking", flat=True).first()
    ranking = facts.Ranking.model_validate(frozen) if frozen else make_ranking(jurisdiction, now)
    told = standing.filter(Q(institution__in=ranking.institutions) | Q(event=event)) if frozen else standing.none()
    rows = list(told.order_by("occurred_at", "id")) if frozen else []
    counts = dict(standing.values_list("status").annotate(count=Count("id"))) if frozen else {}
    return facts.Situation(
        jurisdiction=jurisdiction,
        blowups=tuple(
            facts.Blowup(
                institution=row.institution,
                name=row.name,
                event=row.event,
                occurred_at=row.occurred_at,
                known_at=row.known_at,
                confirmed=row.status == "confirmed",
            )
            for row in rows
        ),
        others_suspected=counts.get("suspected", 0) - sum(row.status == "suspected" for row in rows),
        others_confirmed=counts.get("confirmed", 0) - sum(row.status == "confirmed" for row in rows),
        ranking=ranking,
        grade_one_event=_event_of_spell(),
    )


def with_blowup(situation: facts.Situation, suspicion: facts.Suspicion, name: str, event: str) -> facts.Situation:
    """The situation with the suspicion that is just being written."""
    blowup = facts.Blowup(
        institution=suspicion.institution,
        name=name,
        event=event,
        occurred_at=suspicion.occurred_at,
        known_at=suspicion.known_at,
        confirmed=False,
    )
    return situation.model_copy(update={"blowups": (*situation.blowups, blowup)})


def make_ranking(jurisdiction: str, now: datetime) -> facts.Ranking:
    """The largest institutions by 借贷余额 with K by PAR-21. Empty (unknown) when no balance is on record."""
    parameter = built_in_plan().parameter("PAR-21")
    smallest = parameter.quantities["smallest"].amount
    largest = parameter.quantities["largest"].amount
    population = count_institutions(jurisdiction)
    if not population:
        return rules.empty_ranking()
    k = rules.top_k(population, smallest=smallest, largest=largest)
    ranked = largest_institutions(jurisdiction, 2 * k)
    dates = [row.balance_as_of for row in institution_many(key for key, _ in ranked).values() if row.balance_as_of]
    newest = max(dates, default=None)
    return facts.Ranking(
        metric="借贷余额",
        as_of=newest.isoformat() if newest else rules.month_end_before(now),
        k=k,
        institutions=tuple(institution for institution, _ in ranked),
    )


def event_with_notices(event: str) -> str:
    """Another open event that is graded 特别重大: its notices serve for the whole spell. Empty when there is none."""
    graded = Event.objects.filter(status="open", grade="extraordinary").exclude(pk=event).order_by("opened_at", "id")
    return graded.values_list("id", flat=True).first() or ""


def _event_of_spell() -> str:
    """The open event that carries the present spell of grade 1: one set of notices per spell (settled.md)."""
    carrying = Q(grade="extraordinary") | Q(grade="", proposed_grade="extraordinary")
    rows = Event.objects.filter(carrying, status="open").order_by("opened_at").values_list("id", "grade")
    found = list(rows[:20])
    return next((event for event, grade in found if grade), found[0][0] if found else "")
