"""``@clause("5.2.1.1.b")``: which clauses of the plan a test proves. An id the plan lacks is an error at once."""

from functools import lru_cache
from pathlib import Path

import pytest

from fengsui.plan import load_plan

NATIONAL = Path(__file__).resolve().parents[1] / "plans" / "national-2019-75"


@lru_cache(maxsize=1)
def clause_ids() -> frozenset[str]:
    """The ids of the plan's atomic clauses."""
    return frozenset(load_plan(NATIONAL).clauses)


def clause(*ids: str) -> pytest.MarkDecorator:
    """Mark a test with the clauses it proves. Raises ValueError for none, or for an id that the plan doesn't have."""
    unknown = [name for name in ids if name not in clause_ids()]
    if unknown or not ids:
        msg = f"no such clause in the plan: {', '.join(unknown) or 'none given'}"
        raise ValueError(msg)
    return pytest.mark.clause(*ids)
