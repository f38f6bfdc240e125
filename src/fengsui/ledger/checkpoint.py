"""What a checkpoint covers. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from fengsui.ledger.canonical import canonical_json, timestamp


@dataclass(frozen=True, slots=True)
class CheckpointRecord:
    """A checkpoint as exported."""

    number: int
    position: int
    at: datetime
    previous_digest: str
    digest: str
    signature: str


def checkpoint_digest(
    number: int, position: int, at: datetime, previous: str, entries: list[tuple[int, str, int, str]]
) -> str:
    """SHA-256 over the checkpoint: ``entries`` are (position, stream, number, hash) of the facts since the last one."""
    facts = hashlib.sha256()
    heads: dict[str, tuple[int, str]] = {}
    for place, stream, fact_number, fact_hash in entries:
        facts.update(f"{place}\t{stream}\t{fact_number}\t{fact_hash}\n".encode())
        heads[stream] = (fact_number, fact_hash)
    moved = canonical_json([[stream, *heads[stream]] for stream in sorted(heads)])
    content = canonical_json([number, position, timestamp(at), previous, facts.hexdigest(), moved])
    return hashlib.sha256(content.encode()).hexdigest()
