"""The sealer: gives committed facts a global position and signs a checkpoint over them.

Streams chain when they are written, so writers never queue on one lock. About once a second one leased sealer lines the
committed facts up. A checkpoint covers the facts since the last one and the heads they moved; as each checkpoint also
covers the one before it, a checkpoint printed on a paper pins everything up to its position: changing, removing,
reordering or cutting at or before it shows.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from fengsui.ledger import models
from fengsui.ledger.canonical import GENESIS, parse_timestamp, timestamp
from fengsui.ledger.checkpoint import checkpoint_digest
from fengsui.ledger.keys import KeyRing

BATCH = 5000
LEASE = timedelta(seconds=10)
LONGEST_LEASE = timedelta(minutes=1)
"""A lease that seems to run longer was taken by another clock: a simulated one, a machine's before it was set right."""


def take_lease(name: str, holder: str, now: datetime) -> bool:
    """True when ``holder`` has the job until ``now`` + 10 s. Call inside a transaction: the row stays locked in it.

    ``now`` is the machine's time: on a simulated clock that stands still a dead holder's lease would never run out.
    """
    models.Lease.objects.bulk_create([models.Lease(name=name, holder="", until=now)], ignore_conflicts=True)
    rows = models.Lease.objects.filter(name=name)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    row = rows.first()
    if row is None or (row.holder != holder and now < row.until <= now + LONGEST_LEASE):
        return False
    models.Lease.objects.filter(name=name).update(holder=holder, until=now + LEASE)
    return True


def seal(*, holder: str, now: datetime, keys: KeyRing, leased_at: datetime | None = None) -> int:
    """Position every committed fact and sign a checkpoint if there were any. Returns how many were positioned.

    ``now`` is the world's time, which the checkpoint bears; ``leased_at`` the machine's, by which the lease runs
    (left out: the two are the same).
    """
    sealed = 0
    while True:
        with transaction.atomic():
            if not take_lease("sealer", holder, leased_at or now):
                return sealed
            batch = list(
                models.UnsealedFact.objects.order_by("fact_id")
                .select_related("fact")
                .only("fact__stream", "fact__number", "fact__hash")[:BATCH]
            )
            if not batch:
                return sealed
            _position_and_sign([row.fact for row in batch], now, keys)
            models.UnsealedFact.objects.filter(fact_id__in=[row.fact_id for row in batch]).delete()
            sealed += len(batch)
        if len(batch) < BATCH:
            return sealed


def beat(name: str, holder: str, now: datetime) -> None:
    """Say that a job is being done: the health page shows when it was last seen."""
    models.Lease.objects.update_or_create(name=f"beat/{name}", defaults={"holder": holder, "until": now})


def last_beat(name: str) -> datetime | None:
    """When a job was last seen; None if never."""
    return models.Lease.objects.filter(name=f"beat/{name}").values_list("until", flat=True).first()


def _position_and_sign(facts: list[models.FactRow], now: datetime, keys: KeyRing) -> None:
    last = models.Checkpoint.objects.order_by("-number").first()
    start = models.Position.objects.aggregate(last=Max("position"))["last"] or 0
    models.Position.objects.bulk_create(
        [models.Position(position=start + offset, fact_id=fact.pk) for offset, fact in enumerate(facts, 1)]
    )
    number = last.number + 1 if last else 1
    at = parse_timestamp(timestamp(now))
    previous = last.digest if last else GENESIS
    entries = [(start + offset, fact.stream, fact.number, fact.hash) for offset, fact in enumerate(facts, 1)]
    digest = checkpoint_digest(number, start + len(facts), at, previous, entries)
    models.Checkpoint.objects.create(
        number=number,
        position=start + len(facts),
        at=at,
        previous_digest=previous,
        digest=digest,
        signature=keys.sign(digest.encode()).hex(),
    )


def latest_checkpoint() -> models.Checkpoint | None:
    """The newest signed line, or None before the first second has passed."""
    return models.Checkpoint.objects.order_by("-number").first()


def checkpoint_line() -> str:
    """The newest checkpoint as it is printed on papers and pages: ``12:1f0c…`` (number, first 16 of the digest)."""
    checkpoint = latest_checkpoint()
    return f"{checkpoint.number}:{checkpoint.digest[:16]}" if checkpoint else "0:" + GENESIS[:16]


def unsealed_count() -> int:
    """Facts that are committed but have no position yet."""
    return models.UnsealedFact.objects.count()
