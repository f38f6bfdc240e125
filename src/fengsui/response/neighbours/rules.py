"""Which provinces are to be told. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from fengsui.plan import Plan

PARAMETER = "neighbour_notice"
"""Key of the plan's parameter with the quantities ``lenders`` and ``share``."""
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Threshold:
    """From so many lenders, or so large a share of all (parts per million), a province is told."""

    lenders: int
    share_ppm: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A province with its lenders and their share of all."""

    region: str
    lenders: int
    share_ppm: int
    told: bool
    """Whether it is to be told."""


def threshold_of(plan: Plan) -> Threshold | None:
    """The plan's threshold; None where it sets none: then every province that holds a lender is told."""
    parameter = next((row for row in plan.parameters.values() if row.key == PARAMETER), None)
    if parameter is None:
        return None
    return Threshold(parameter.quantities["lenders"].amount, parameter.quantities["share"].amount)


def neighbours(counts: Iterable[tuple[str, int]], home: str, threshold: Threshold | None) -> list[Neighbour]:
    """Provinces other than ``home``, the most lenders first. The share is of all lenders, those at home included."""
    rows = list(counts)
    whole = sum(lenders for _, lenders in rows)
    found = []
    for region, lenders in rows:
        if region[:2] == home[:2] or not lenders:
            continue
        share = lenders * MILLION // whole
        told = threshold is None or lenders >= threshold.lenders or share >= threshold.share_ppm
        found.append(Neighbour(region, lenders, share, told))
    return sorted(found, key=lambda row: (-row.lenders, row.region))
