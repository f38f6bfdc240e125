"""Reads of letters for pages, confined to the officer's places."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from fengsui.conduct.access import Actor, NotThere, covers, may, require
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.signatures import Matter, open_slots, requirement_for
from fengsui.conduct.streams import state_of, states_of
from fengsui.documents.letters.state import PREFIX, LetterState
from fengsui.documents.models import Letter
from fengsui.ledger.reading import stream_number


def letter_stream(number: str) -> str:
    """``2026-003`` → ``paper/2026-003``."""
    return f"{PREFIX}/{number}"


def letter_state(letter: str) -> LetterState:
    """The state of a letter. Raises NotThere for none."""
    state = state_of(letter) if letter.startswith(f"{PREFIX}/") else None
    if not isinstance(state, LetterState) or not state.begun:
        msg = "没有这件公文"
        raise NotThere(msg)
    return state


def letter_for(actor: Actor, number: str) -> tuple[LetterState, int]:
    """(state, stream number) of a letter the officer may see. Raises AccessDenied, NotThere."""
    state = letter_state(letter_stream(number))
    require(actor, "documents.view_papers", regions=state.regions)
    return state, stream_number(letter_stream(number))


def regions_of(stream: str) -> tuple[str, ...]:
    """Where a letter belongs, for senders."""
    row = Letter.objects.filter(pk=stream).first()
    return tuple(row.regions) if row else ()


def letters(actor: Actor, *, limit: int = 100) -> list[dict[str, Any]]:
    """The newest letters of the officer's places."""
    require(actor, "documents.view_papers")
    return list(islice(_served(actor, Letter.objects.filter(copy_of="").order_by("-begun_at", "-id")), limit))


def _served(actor: Actor, rows: QuerySet[Letter]) -> Iterator[dict[str, Any]]:
    """Those of the officer's places. Others' letters, however many, take no room in the list."""
    for row in rows.values().iterator():
        if any(covers(actor.region, region) for region in row["regions"]):
            yield dict(row)


def waiting_letters(actor: Actor) -> list[Matter]:
    """Letters that wait for this officer's signature, oldest first."""
    if not may(actor, "documents.sign_letter"):
        return []
    rows = Letter.objects.filter(status="submitted").order_by("begun_at", "id")
    streams = [row["id"] for row in _served(actor, rows)]
    found = []
    for state in states_of(streams).values():
        matter = state.matters.by_fact.get(state.paper.opened) if state.paper else None
        if matter is not None and not matter.closed and may_sign(actor, matter):
            found.append(matter)
    return found


def may_sign(actor: Actor, matter: Matter) -> bool:
    """Whether a signature is missing that this officer may give."""
    requirement = requirement_for(plan_in_force(), matter.act)
    if requirement is None or not may(actor, "documents.sign_letter"):
        return False
    return any(actor.roles & roles for roles in open_slots(requirement, matter.signatures))
