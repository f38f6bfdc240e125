"""Where the matters of the command desk belong (1.1.d): to their event's places, or to the region of the desk."""

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.world import this_world
from fengsui.response.queries import event_regions

OF_EVENTS = ("decision", "meeting")
OF_DESKS = ("calls", "duty", "place-reports")


def regions_of_stream(stream: str) -> tuple[str, ...]:
    """``decision/2026-001`` → the event's places; ``decision/990000``, ``calls/990000`` → that region."""
    number = stream.partition("/")[2]
    return event_regions(f"event/{number}") or ((number,) if number.isdigit() else ())


def serves_the_desk(actor: Actor) -> bool:
    """Whether the officer belongs to the desk of this copy; those of places inside it do not."""
    return covers(actor.region, this_world().jurisdiction)
