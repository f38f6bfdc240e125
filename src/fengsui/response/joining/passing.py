"""What passes from one event to another, gathered from rows and states with the reference of its source."""

from collections.abc import Iterable, Mapping
from typing import Any

from fengsui.clock.due import clocks_of
from fengsui.conduct.acting import Refused
from fengsui.conduct.signatures import nobody_signs, requirement_for
from fengsui.plan import Plan
from fengsui.response import facts as event_facts
from fengsui.response.joining import facts
from fengsui.response.models import Blowup
from fengsui.response.state import EventState, SuspicionState

_CLOCK = ("definition", "name", "subject", "subject_name", "clause", "parameter", "owner_roles", "started_at", "due_at")


def signing_role(plan: Plan, act: str, title: str, roles: Iterable[str], reason: str) -> str:
    """The role in which the officer signs. Raises Refused for one whom the plan does not ask, and without a reason."""
    requirement = requirement_for(plan, act)
    if requirement is None:
        raise Refused(nobody_signs(title))
    asked = [role for slot in requirement.slots for role in slot.roles]
    role = next((role for role in asked if role in set(roles)), "")
    if not role:
        names = "、".join(plan.role(name).name_zh for name in asked)
        msg = f"“{requirement.name}”应由{names}签字"
        raise Refused(msg)
    if not reason.strip():
        msg = f"“{requirement.name}”必须写明理由"
        raise Refused(msg)
    return role


def clock_rows(event: str) -> dict[str, dict[str, Any]]:
    """Every clock of an event by its reference."""
    return {row["id"]: row for row in clocks_of(event)}


def clock_taken(row: Mapping[str, Any]) -> facts.ClockTaken:
    """A clock as it goes on elsewhere: the same start, the same line."""
    return facts.ClockTaken(
        **{name: row[name] for name in _CLOCK},
        warn_before_minutes=tuple(row["warn_before_minutes"]),
        calendar_version=row["calendar_version"],
        provisional=row["provisional"],
        source=row["id"],
    )


def suspicion_taken(state: EventState, suspicion: SuspicionState) -> facts.SuspicionTakenOver:
    """A standing suspicion of ``state``, with what it was first measured against."""
    row = Blowup.objects.get(pk=suspicion.fact)
    matter = state.matters.by_fact.get(suspicion.fact)
    names = ("officer", "officer_name", "role", "mode", "at", "fact")
    signatures = matter.signatures if matter and suspicion.status == "suspected" else ()
    return facts.SuspicionTakenOver(
        source=suspicion.fact,
        institution=event_facts.InstitutionInEvent.model_validate(state.institutions[suspicion.institution]),
        suspicion=event_facts.Suspicion(
            institution=suspicion.institution,
            condition=suspicion.condition,
            occurred_at=row.occurred_at,
            known_at=row.known_at,
            evidence=suspicion.evidence,
            sheet=suspicion.sheet,
            verification=suspicion.verification,
        ),
        status="confirmed" if suspicion.status == "confirmed" else "suspected",
        settled_at=row.settled_at,
        signatures=tuple(
            facts.SignatureTaken(**{name: getattr(signature, name) for name in names}) for signature in signatures
        ),
        ranking=event_facts.Ranking.model_validate(row.ranking),
        base=event_facts.Base.model_validate(row.base) if row.base else None,
        size=row.size,
    )


def seen_from(
    situation: event_facts.Situation, *, before: str, after: str, institution: str = ""
) -> event_facts.Situation:
    """The snapshot with the blow-ups of one event as those of another; of one ``institution``, or of all."""
    rows = tuple(
        blowup.model_copy(update={"event": after})
        if blowup.event == before and institution in {"", blowup.institution}
        else blowup
        for blowup in situation.blowups
    )
    return situation.model_copy(update={"blowups": rows})
