"""What the jurisdiction knows about blow-ups at this moment, as the input of the grading rules."""

from datetime import datetime, timedelta

from fengsui.conduct.plans import built_in_plan
from fengsui.registry.queries import count_institutions, largest_institutions
from fengsui.response import facts, rules
from fengsui.response.models import Blowup, Event

LONGEST_WINDOW = timedelta(days=90)


def situation_now(jurisdiction: str, now: datetime) -> facts.Situation:
    """Blow-ups of the last 90 days that were not rejected, and the ranking frozen before the first of the window."""
    rows = list(
        Blowup.objects.filter(occurred_at__gt=now - LONGEST_WINDOW)
        .exclude(status="rejected")
        .order_by("occurred_at", "id")
    )
    dismissed = set(Event.objects.filter(id__in={row.event for row in rows}, status="dismissed").values_list("id", flat=True))
    rows = [row for row in rows if row.event not in dismissed]
    in_window = [row for row in rows if row.occurred_at > now - rules.WINDOW_2K]
    ranking = facts.Ranking.model_validate(in_window[0].ranking) if in_window else make_ranking(jurisdiction, now)
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
    return facts.Ranking(
        metric="借贷余额",
        as_of=rules.month_end_before(now),
        k=k,
        institutions=tuple(institution for institution, _ in ranked),
    )


def _event_of_spell() -> str:
    """The open event that carries the present spell of grade 1: one set of notices per spell (settled.md)."""
    graded = Event.objects.filter(status="open", grade="extraordinary").order_by("opened_at")
    proposed = Event.objects.filter(status="open", grade="", proposed_grade="extraordinary").order_by("opened_at")
    first = graded.first() or proposed.first()
    return first.id if first else ""
