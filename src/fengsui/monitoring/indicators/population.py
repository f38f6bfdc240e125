"""The institutions of a jurisdiction with money outstanding on a day: what shares of blow-ups are taken of (5.1.1.a).

Asks nobody's permission: for the grading, not for a page.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from fengsui.monitoring.indicators.history import Point
from fengsui.monitoring.indicators.values import newest_values
from fengsui.registry.models import Institution
from fengsui.registry.people import served
from fengsui.registry.regions import RegionTable, UnknownRegionError, built_in_regions

MEASURES_OF_SIZE: Final = ("outstanding_balance", "current_lenders", "lenders_elsewhere_share", "national_rank")
CROSSING_SHARE_PPM: Final = 200_000
"""A fifth of the lenders in another province makes an institution cross provinces (PAR-08, GR-3)."""


class Standing(NamedTuple):
    """An institution's size and reach on a day; None: nobody knows. ``prefecture``: a region code, empty if unknown."""

    balance_fen: int | None
    lenders: int | None
    prefecture: str
    crosses_provinces: bool | None
    national_rank: int | None


@dataclass(frozen=True, slots=True)
class Population:
    """Institutions with 借贷余额 > 0 on a day. ``count`` None: no balance of any institution is known.

    ``lenders`` sums the known head-counts (a lender of two institutions counts twice); None where none is known.
    ``ranking``: ids by balance, largest first. ``unknown``: institutions whose balance nobody knows.
    """

    count: int | None
    balance_fen: int | None
    lenders: int | None
    prefectures: int
    ranking: tuple[str, ...]
    standings: dict[str, Standing]
    unknown: int


def base_population(jurisdiction: str, day: date, *, received_by: datetime | None = None) -> Population:
    """The base population of a jurisdiction on a Beijing day (domain: population A of the grading)."""
    every = balances_at(jurisdiction, day, received_by=received_by)
    standings = {institution: standing for institution, standing in every.items() if standing.balance_fen}
    known = [standing for standing in every.values() if standing.balance_fen is not None]
    balances = {institution: standing.balance_fen or 0 for institution, standing in standings.items()}
    lenders = [standing.lenders for standing in standings.values() if standing.lenders is not None]
    return Population(
        count=len(standings) if known else None,
        balance_fen=sum(balances.values()) if known else None,
        lenders=sum(lenders) if lenders else None,
        prefectures=len({standing.prefecture for standing in standings.values() if standing.prefecture}),
        ranking=tuple(sorted(balances, key=lambda institution: (-balances[institution], institution))),
        standings=standings,
        unknown=len(every) - len(known),
    )


def balances_at(jurisdiction: str, day: date, *, received_by: datetime | None = None) -> dict[str, Standing]:
    """Size and reach of every institution registered in a jurisdiction: the newest measures on or before a Beijing day.

    Where no measure tells, the register does. Institutions founded after the day are left out. Two queries.
    """
    regions = built_in_regions()
    rows = {
        row.pk: row
        for row in Institution.objects.filter(served("registered_region", jurisdiction))
        if row.registered_on is None or row.registered_on <= day
    }
    # The population of a whole jurisdiction: naming thousands of ids would pass a database's limit of parameters.
    values = newest_values(MEASURES_OF_SIZE, day, received_by=received_by)
    return {institution: _standing(row, values.get(institution, {}), day, regions) for institution, row in rows.items()}


def _standing(row: Institution, values: dict[str, Point], day: date, regions: RegionTable) -> Standing:
    def value(measure: str) -> int | None:
        return values[measure].value if measure in values else None

    lenders = value("current_lenders")
    return Standing(
        balance_fen=_balance(row, values.get("outstanding_balance"), day),
        lenders=row.lender_count if lenders is None else lenders,
        prefecture=prefecture_of(row.registered_region, regions),
        crosses_provinces=_crosses(row, value("lenders_elsewhere_share"), regions),
        national_rank=value("national_rank"),
    )


def _balance(row: Institution, measured: Point | None, day: date) -> int | None:
    """The newer of the two; what the register holds of a later day is better than nothing, but no better than that."""
    if measured is None or measured.value is None:
        return row.outstanding_balance_fen
    newer = row.balance_as_of is not None and measured.as_of < row.balance_as_of <= day
    return row.outstanding_balance_fen if newer and row.outstanding_balance_fen is not None else measured.value


def prefecture_of(region: str, regions: RegionTable) -> str:
    """The prefecture that a place lies in, else empty; a county right below a province (直辖市) stands for itself."""
    for unit in regions.ancestors(region):
        if unit.level in ("prefecture", "separately_planned_city"):
            return unit.code
    place = regions.get(region)
    if place is not None:
        return place.code if place.level == "county" else ""
    # A county code that the table lacks goes by its first four digits, as GB/T 2260 builds them.
    return f"{region[:4]}00" if f"{region[:4]}00" in regions and not region.endswith("0000") else ""


def _crosses(row: Institution, elsewhere_ppm: int | None, regions: RegionTable) -> bool | None:
    try:
        home = regions.jurisdiction_of(row.registered_region)
        abroad = any(regions.jurisdiction_of(place) != home for place in row.operating_regions)
    except UnknownRegionError:
        abroad = False
    if abroad or (elsewhere_ppm is not None and elsewhere_ppm >= CROSSING_SHARE_PPM):
        return True
    return None if elsewhere_ppm is None else False
