"""The only place that reads the time of day. Everything else is given ``now`` or asks here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from fengsui.conduct.models import SimulatedTime

_held: ContextVar[datetime | None] = ContextVar("held_time", default=None)


def now() -> datetime:
    """The world's time in UTC: a held moment, the simulated clock where there is one, else the system clock."""
    held = _held.get()
    if held is not None:
        return held
    if _trusted.system:
        return datetime.now(UTC)
    simulated = SimulatedTime.objects.filter(pk=1).values_list("now", flat=True).first()
    return simulated or datetime.now(UTC)


def system_now() -> datetime:
    """The time of day of the machine, whatever the world's clock says: for the health of processes."""
    return datetime.now(UTC)


def trust_system_clock(*, trusted: bool) -> None:
    """The world is on the system clock and never goes back (world.py says so): don't ask the database each time."""
    _trusted.system = trusted


def costs_nothing() -> bool:
    """Whether :func:`now` answers without asking the database: the time is held, or the system's."""
    return _held.get() is not None or _trusted.system


def moves() -> int:
    """How often this process moved the simulated clock: who remembers a day forgets it when this number changes."""
    return _trusted.moves


class _Trust:
    system = False
    moves = 0


_trusted = _Trust()


def set_simulated_time(moment: datetime | None) -> None:
    """Move the simulated clock; None hands the world to the system clock."""
    _trusted.moves += 1
    if moment is None:
        SimulatedTime.objects.all().delete()
    else:
        SimulatedTime.objects.update_or_create(pk=1, defaults={"now": moment.astimezone(UTC)})


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the time for the length of a block: building a demonstration, tests."""
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
