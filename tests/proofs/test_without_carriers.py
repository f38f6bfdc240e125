"""Each proof once more, with the plan loaded without what carries the clause: it must fail."""

import pytest

from tests.proofs import test_event_room
from tests.proofs.proving import PROOFS, Desk, plan_without

MODULES = (test_event_room,)
"""Importing them fills PROOFS."""


@pytest.mark.parametrize("clause_id", sorted(PROOFS))
def test_a_proof_fails_without_what_carries_its_clause(desk: Desk, clause_id: str) -> None:
    """The failure is an assertion of the proof, not a fault of the server: without the element the house still answers."""
    with plan_without(clause_id):
        for prove in PROOFS[clause_id]:
            with pytest.raises(AssertionError):
                prove(desk)
    assert desk.server_errors == []
