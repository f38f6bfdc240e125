"""Floors under counts: how many failures a normal month reaches by chance only so rarely. Pure.

Decimals of sixty digits, so that no engine or machine answers otherwise at the edge; the context is local, whatever
the caller's is.
"""

from decimal import Decimal, localcontext
from functools import lru_cache

from fengsui.warning.rules.parts import MILLION

_DIGITS = 60


@lru_cache(maxsize=8192)
def smallest_rare_count(population: int, base_rate_ppm: int, tail_ppm: int) -> int:
    """Smallest k with P(Poisson(base rate · population) ≥ k) ≤ tail; base rate a month and tail in parts per million.

    The answer is at least 1 as long as the tail is below one. Raises ValueError for a negative number or a tail
    outside 1 … 1,000,000.
    """
    if population < 0 or base_rate_ppm < 0 or not 0 < tail_ppm <= MILLION:
        msg = f"no such tail: {population} institutions, {base_rate_ppm} ppm a month, tail {tail_ppm} ppm"
        raise ValueError(msg)
    with localcontext() as context:
        context.prec = _DIGITS
        mean = Decimal(base_rate_ppm * population) / MILLION
        tail = Decimal(tail_ppm) / MILLION
        probability = (-mean).exp()  # of exactly `count`
        count, at_least = 0, Decimal(1)  # P(X ≥ count)
        while at_least > tail:
            at_least -= probability
            count += 1
            probability *= mean / count
    return count
