"""Rows of the two files → one life per platform: since when, until when, where. Pure.

One failure per name, the earliest dated row; undated rows are counted and left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Final

from fengsui.warning.replay.batches import BatchDay, find_batch_days
from fengsui.warning.replay.places import Place, Places
from fengsui.warning.replay.reading import IncidentRow, PlatformRow
from fengsui.warning.replay.selection import Selection

LIFE_WHERE_UNKNOWN_DAYS: Final = 365
_FEWEST_LIVES: Final = 10
_ORDER_OF_MONTH: Final = 31


@dataclass(frozen=True, slots=True)
class Life:
    """One platform. In the population from ``began`` on and before ``failed`` (None: as long as the files reach).

    ``counted``: its end counts as a blow-up. ``number`` stands for the name, which goes no further than this module.
    """

    number: int
    place: Place
    began: date
    failed: date | None = None
    counted: bool = False
    month_only: bool = False
    balance_fen: int | None = None
    lenders: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What was in the files and what became of it: rows, names, failures (one per name)."""

    rows: int
    dated_rows: int
    undated_rows: int
    month_only_rows: int
    names: int
    names_dated: int
    names_only_undated: int
    names_only_undated_with_type: int
    repeated_dated_rows: int
    names_dated_over_a_month_apart: int
    failures: int
    failures_counted: int
    failures_month_only: int
    failures_outside_registry: int
    failures_in_batches: int
    failures_of_left_out_types: int
    failures_without_jurisdiction: int
    failures_without_prefecture: int
    registry_rows: int
    registry_without_date: int
    begin_assumed: int
    assumed_life_days: int
    population_without_jurisdiction: int


@dataclass(frozen=True, slots=True)
class History:
    """The lives, the batch days and the counts, under one selection."""

    lives: tuple[Life, ...]
    batch_days: tuple[BatchDay, ...]
    counts: Counts
    selection: Selection


def build_history(
    incidents: Sequence[IncidentRow], registry: Sequence[PlatformRow], selection: Selection, places: Places
) -> History:
    """One life per name under the population rule."""
    return _Building(incidents, registry, selection, places).history()


class _Building:
    """The state of building one history."""

    def __init__(
        self, incidents: Sequence[IncidentRow], registry: Sequence[PlatformRow], selection: Selection, places: Places
    ) -> None:
        self._incidents = incidents
        self._registry = registry
        self._selection = selection
        self._places = places
        self._rows_of: dict[str, list[IncidentRow]] = defaultdict(list)
        for row in incidents:
            self._rows_of[row.key].append(row)
        self._registered: dict[str, PlatformRow] = {}
        for platform in registry:
            self._registered.setdefault(platform.key, platform)
        self._earliest = {key: _earliest(rows) for key, rows in self._rows_of.items()}
        self._batches = find_batch_days(incidents)
        self._batched = {(batch.day, batch.source) for batch in self._batches if batch.kind == "clean_up"}
        self._assumed_days = _usual_life(incidents)
        self._begin_assumed = 0

    def history(self) -> History:
        lives = tuple(self._life(number, key) for number, key in enumerate(sorted(self._members()), 1))
        return History(lives, tuple(self._batches), self._counts(lives), self._selection)

    def _members(self) -> set[str]:
        dated = {key for key, row in self._earliest.items() if row}
        registered = set(self._registered)
        match self._selection.population:
            case "registry":
                return registered
            case "incidents":
                return dated
            case "known-fate":
                return (registered | dated) - {
                    key for key, row in self._earliest.items() if not row and self._ended(key)
                }
            case _:
                return registered | dated

    def _ended(self, key: str) -> bool:
        return any(row.kind for row in self._rows_of[key])

    def _life(self, number: int, key: str) -> Life:
        row = self._earliest.get(key)
        failed = row.day.day if row and row.day else None
        rows = self._rows_of.get(key, [])
        return Life(
            number=number,
            place=self._place(key),
            began=self._begin(key, failed),
            failed=failed,
            counted=row is not None and not self._left_out(row),
            month_only=bool(row and row.day and row.day.month_only),
            balance_fen=next((each.balance_fen for each in rows if each.balance_fen is not None), None),
            lenders=next((each.lenders for each in rows if each.lenders is not None), None),
        )

    def _place(self, key: str) -> Place:
        """The most precise place that a file names; the registry's goes first."""
        texts = [self._registered[key].place] if key in self._registered else []
        texts += [row.place for row in self._rows_of.get(key, ()) if row.place]
        found = [self._places.place(text) for text in texts]
        known = [place for place in found if place.jurisdiction]
        if not known:
            return Place()
        return next((place for place in known if place.prefecture), known[0])

    def _begin(self, key: str, failed: date | None) -> date:
        written = [self._registered[key].began] if key in self._registered else []
        written += sorted(row.began for row in self._rows_of.get(key, ()) if row.began)
        usable = [day for day in written if day is not None and (failed is None or day < failed)]
        if usable:
            return usable[0]
        self._begin_assumed += 1
        return failed - timedelta(days=self._assumed_days) if failed else date.min

    def _left_out(self, row: IncidentRow) -> bool:
        return row.kind in self._selection.without_types or (self._selection.without_batch_days and self._in_batch(row))

    def _in_batch(self, row: IncidentRow) -> bool:
        return row.day is not None and not row.day.month_only and (row.day.day, row.source) in self._batched

    def _counts(self, lives: Iterable[Life]) -> Counts:
        dated = [row for row in self._incidents if row.day]
        undated_names = [key for key, row in self._earliest.items() if not row]
        failures = [row for row in self._earliest.values() if row]
        lives = list(lives)
        ends = [life for life in lives if life.failed]
        blown = [life for life in ends if life.counted]
        return Counts(
            rows=len(self._incidents),
            dated_rows=len(dated),
            undated_rows=len(self._incidents) - len(dated),
            month_only_rows=sum(row.day is not None and row.day.month_only for row in dated),
            names=len(self._rows_of),
            names_dated=len(failures),
            names_only_undated=len(undated_names),
            names_only_undated_with_type=sum(self._ended(key) for key in undated_names),
            repeated_dated_rows=len(dated) - len(failures),
            names_dated_over_a_month_apart=sum(_spread_days(rows) > _ORDER_OF_MONTH for rows in self._rows_of.values()),
            failures=len(ends),
            failures_counted=len(blown),
            failures_month_only=sum(life.month_only for life in blown),
            failures_outside_registry=sum(row.key not in self._registered for row in failures),
            failures_in_batches=sum(self._in_batch(row) for row in failures),
            failures_of_left_out_types=sum(row.kind in self._selection.without_types for row in failures),
            failures_without_jurisdiction=sum(not life.place.jurisdiction for life in blown),
            failures_without_prefecture=sum(not life.place.prefecture for life in blown),
            registry_rows=len(self._registry),
            registry_without_date=sum(platform.began is None for platform in self._registry),
            begin_assumed=self._begin_assumed,
            assumed_life_days=self._assumed_days,
            population_without_jurisdiction=sum(not life.place.jurisdiction for life in lives),
        )


def _earliest(rows: Iterable[IncidentRow]) -> IncidentRow | None:
    ranked = [(row.day.rank, row) for row in rows if row.day]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _spread_days(rows: Iterable[IncidentRow]) -> int:
    days = [row.day.day for row in rows if row.day]
    return (max(days) - min(days)).days if days else 0


def _usual_life(rows: Iterable[IncidentRow]) -> int:
    """The median of the lives whose both ends the file names, in days: for failures whose beginning nobody wrote."""
    lives = [(row.day.day - row.began).days for row in rows if row.day and row.began and row.began < row.day.day]
    return median_low(lives) if len(lives) >= _FEWEST_LIVES else LIFE_WHERE_UNKNOWN_DAYS
