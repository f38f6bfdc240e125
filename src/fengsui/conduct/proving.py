"""What the chain of hashes alone does not prove: that sealed values and kept plans are the ones the facts mean."""

from collections.abc import Iterable, Iterator
from typing import Any

from fengsui.conduct import world
from fengsui.conduct.batches import BatchMissing, read_batch
from fengsui.conduct.plans import kept_plan_problems
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import plan_versions, read_all, snapshot
from fengsui.ledger.sealed import SealedReference, references_in
from fengsui.ledger.verifying import Finding

_COMMITMENT = "_commitment"


def unproven() -> list[Finding]:
    """Sealed values that are lost or changed, batches that are, and plans that are, in this home."""
    missing: list[Finding] = []
    with snapshot():
        found = list(world.sealed_values().check(_named(read_all(), missing)))
        versions = plan_versions()
    return [*missing, *found, *(Finding("plans", problem) for problem in kept_plan_problems(versions))]


def _named(facts: Iterable[Fact], missing: list[Finding]) -> Iterator[tuple[str, SealedReference]]:
    """Sealed values by the fact that commits to them, in its payload or in its batch; batches not there go aside."""
    for fact in facts:
        for reference in references_in(fact.payload):
            yield fact.reference, reference
        batch = fact.payload.get("batch")
        if isinstance(batch, str) and batch:
            try:
                rows = read_batch(batch)
            except BatchMissing as error:
                missing.append(Finding(fact.reference, str(error)))
                continue
            for row in rows:
                yield from ((fact.reference, reference) for reference in _in_row(row))


def _in_row(row: dict[str, Any]) -> Iterator[SealedReference]:
    """A batch row holds ``<column>_commitment`` beside ``<column>_sealed``, or beside ``<column>`` itself."""
    for name, commitment in row.items():
        if name.endswith(_COMMITMENT) and commitment:
            column = name.removesuffix(_COMMITMENT)
            value = row.get(f"{column}_sealed") or row.get(column)
            if value:
                yield SealedReference(value, commitment)
