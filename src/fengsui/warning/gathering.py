"""What monitoring knows of institutions, as the attention rules and the assessment's fact want it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fengsui.monitoring.figure_reading import FigureReading
from fengsui.monitoring.indicators.figures import institution_figures
from fengsui.monitoring.models import SignalReading
from fengsui.monitoring.queries import readings_of
from fengsui.warning.facts import FigureUsed, SignalToCheck

WINDOW = timedelta(days=7)
MOST_SIGNALS = 20
MOST_SOURCES = 20
CHECKED_STANCES = frozenset({"report", "question"})
MEDIA = frozenset({"press"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one institution: figures by name, the newest texts about it, and those that ask for a check."""

    figures: Mapping[str, FigureReading] = field(default_factory=dict)
    signals: tuple[str, ...] = ()
    signal_count: int = 0
    to_check: tuple[SignalToCheck, ...] = ()

    def values(self) -> dict[str, int | bool | None]:
        """Value by figure; None where nobody knows."""
        return {name: figure.value for name, figure in self.figures.items()}

    def used(self) -> tuple[FigureUsed, ...]:
        """The figures that somebody knows, as the fact keeps them, by name."""
        return tuple(
            FigureUsed(
                name=figure.name,
                value=figure.value,
                unit=figure.unit,
                as_of=figure.as_of,
                numerator=figure.numerator,
                denominator=figure.denominator,
                sources=tuple(figure.sources)[:MOST_SOURCES],
            )
            for _, figure in sorted(self.figures.items())
            if figure.value is not None
        )


def known_of(institutions: Sequence[str], now: datetime) -> dict[str, Known]:
    """What is known of these institutions at ``now``, in a few queries."""
    figures = institution_figures(institutions, now)
    return {institution: _known(figures.get(institution, {}), institution, now) for institution in institutions}


def _known(figures: Mapping[str, FigureReading], institution: str, now: datetime) -> Known:
    readings = [row for row in readings_of(institution, now - WINDOW) if not row.duplicate and row.at <= now]
    return Known(
        figures=figures,
        signals=tuple(row.signal for row in readings[:MOST_SIGNALS]),
        signal_count=len(readings),
        to_check=tuple(_to_check(readings))[:MOST_SIGNALS],
    )


def _to_check(readings: Iterable[SignalReading]) -> Iterable[SignalToCheck]:
    """Rumours (K1, clause 4.2.1) and negative reports of the press (K2, 4.2.2); what denies or teaches is neither."""
    for row in readings:
        if row.stance not in CHECKED_STANCES:
            continue
        if "K1" in row.kinds:
            yield SignalToCheck(signal=row.signal, kind="K1")
        elif "K2" in row.kinds or (row.negative and row.channel in MEDIA):
            yield SignalToCheck(signal=row.signal, kind="K2")
