"""A figure of one institution as monitoring reads it, with all that shows where it comes from. Pure."""

from dataclasses import dataclass
from datetime import datetime

FigureValue = int | bool


@dataclass(frozen=True, slots=True)
class FigureReading:
    """One figure. ``value``: an integer in ``unit`` (ppm, bp, fen, count, hours, days) or a yes/no; None: unknown.

    ``as_of``: of when it is; None where nothing is known. ``numerator`` and ``denominator`` show a ratio's parts;
    ``sources`` name what it was read from: signals, intakes. ``note``: in Chinese, why it is unknown or what it lacks.
    """

    name: str
    value: FigureValue | None
    unit: str
    as_of: datetime | None
    numerator: int | None = None
    denominator: int | None = None
    sources: tuple[str, ...] = ()
    note: str = ""
