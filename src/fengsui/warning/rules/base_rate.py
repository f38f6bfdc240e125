"""The monthly base rate of failures, estimated again from months without a crisis (PAR-08). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.warning.rules.parts import MILLION
from fengsui.warning.rules.poisson import smallest_rare_count

MONTHS_LOOKED_AT = 24


@dataclass(frozen=True, slots=True)
class Month:
    """One past month of a jurisdiction: how many institutions there were at its beginning and how many failed in it."""

    population: int
    failures: int


@dataclass(frozen=True, slots=True)
class BaseRate:
    """A new estimate: failures per institution-month in ppm, and on what it stands. ``rate_ppm`` None: on nothing."""

    rate_ppm: int | None
    months: int
    left_out: int
    failures: int
    institution_months: int


def reestimated(months: Sequence[Month], base_rate_ppm: int, rare_tail_ppm: int) -> BaseRate:
    """The base rate over the last 24 months that were no crisis; ``months`` in order of time, the newest last.

    A month with more failures than the "large area" floor of its own population (at the rate now in use) is a crisis
    and left out, so that a wave does not make the next wave look normal. A province adopts the number or not: this
    only proposes one.
    """
    normal: list[Month] = []
    left_out = 0
    for month in reversed(months):
        if len(normal) == MONTHS_LOOKED_AT:
            break
        if month.failures > smallest_rare_count(month.population, base_rate_ppm, rare_tail_ppm):
            left_out += 1
        else:
            normal.append(month)
    failures = sum(month.failures for month in normal)
    exposed = sum(month.population for month in normal)
    rate = None if exposed == 0 else (failures * MILLION + exposed // 2) // exposed
    return BaseRate(rate, len(normal), left_out, failures, exposed)
