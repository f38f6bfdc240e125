"""What of an event is kept from an officer who may see the event: publicity never sees police facts.

Pure: facts in, references out.
"""

from collections.abc import Iterable
from dataclasses import replace

from fengsui.conduct.access import Actor
from fengsui.ledger.canonical import Fact
from fengsui.response.policy import CASE_READERS
from fengsui.response.state import EventState

PUBLICITY, POLICE = "R11", "police"
_SEES_POLICE_FACTS = frozenset(CASE_READERS) - {PUBLICITY}


def keeps_police_facts_from(actor: Actor) -> bool:
    """Whether no post of the actor's but publicity opens the event."""
    return not actor.is_system and not actor.roles & _SEES_POLICE_FACTS


def police_facts(facts: Iterable[Fact]) -> frozenset[str]:
    """References of the facts of the police: those of its tasks and, in order, all that name or follow from one."""
    found: set[str] = set()
    for fact in facts:
        named = {value for value in fact.payload.values() if isinstance(value, str)}
        if fact.payload.get("department") == POLICE or fact.cause in found or named & found:
            found.add(fact.reference)
    return frozenset(found)


def without(state: EventState, withheld: frozenset[str]) -> EventState:
    """The state as pages may show it: without the withheld tasks and clocks."""
    return replace(
        state,
        tasks={reference: task for reference, task in state.tasks.items() if reference not in withheld},
        clocks={reference: clock for reference, clock in state.clocks.items() if reference not in withheld},
    )
