"""Each proof once more, with the plan loaded without what carries the clause: it must fail."""

import csv
from importlib import import_module
from pathlib import Path

import pytest

from tests.proofs.proving import PROOFS, Desk, faults_without, plan_without

HERE = Path(__file__).parent
BUILT = frozenset({"Tonight's room", "Early warning", "The plan as data, whole", "Command and papers"})
"""The capabilities that are there, of capabilities.csv; a clause of any other waits for its own."""

for module in sorted(HERE.glob("test_*.py")):  # importing them fills PROOFS
    if module != Path(__file__):
        import_module(f"tests.proofs.{module.stem}")


def built_clauses() -> list[str]:
    """The clauses that a capability which is there proves."""
    with (HERE / "capabilities.csv").open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file) if row["proven_with"] in BUILT]


def test_every_clause_of_what_is_built_has_a_proof() -> None:
    """85 clauses have a proof each; none waits for a capability that is there."""
    built = built_clauses()
    assert len(built) == 85
    assert [clause_id for clause_id in built if clause_id not in PROOFS] == []


@pytest.mark.parametrize("clause_id", sorted(PROOFS))
def test_a_proof_fails_without_what_carries_its_clause(desk: Desk, clause_id: str) -> None:
    """The failure is an assertion of the proof, not a fault of the server: the house still answers without it."""
    with plan_without(clause_id):
        for prove in PROOFS[clause_id]:
            with pytest.raises(AssertionError):
                prove(desk)
    assert desk.server_errors == []


@pytest.mark.parametrize("clause_id", sorted(PROOFS))
def test_the_plan_without_them_is_a_plan(clause_id: str) -> None:
    """Nothing else in the plan names what was taken out: it passes the checks of every plan."""
    assert faults_without(clause_id) == []
