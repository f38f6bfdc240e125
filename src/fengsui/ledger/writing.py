"""Appending facts. Every function here runs inside the caller's transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from fengsui.ledger import models
from fengsui.ledger.canonical import GENESIS, Fact, canonical_json, fact_hash, parse_timestamp, timestamp
from fengsui.ledger.checkpoint import CheckpointRecord
from fengsui.ledger.reading import fact_of_row


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact that has not been numbered yet."""

    stream: str
    kind: str
    payload: dict[str, Any]
    happened_at: datetime
    actor: str
    version: int = 1
    plan_version: str = ""
    clause: str = ""
    cause: str = ""
    rule: str = ""
    key: str = ""
    idempotency_key: str = ""


class Pen:
    """Numbers and chains new facts in memory, then writes them all at once.

    Take it with :func:`take_pen` inside a transaction; the streams named there stay locked until it ends.
    """

    def __init__(self, heads: Mapping[str, tuple[int, str]], recorded_at: datetime) -> None:
        self._heads = dict(heads)
        self._original = dict(heads)
        self._recorded_at = recorded_at
        self._facts: list[Fact] = []

    def number(self, stream: str) -> int:
        """The number of the stream's last fact, counting what this pen has drawn."""
        return self._heads.get(stream, (0, GENESIS))[0]

    def draw(self, new: NewFact) -> Fact:
        """Give ``new`` its number and its hash."""
        number, previous = self._heads.get(new.stream, (0, GENESIS))
        if new.stream not in self._heads:
            msg = f"stream {new.stream} was not locked"
            raise RuntimeError(msg)
        # The payload is read back from its canonical spelling, so that what rules see is what is stored.
        fact = Fact(
            stream=new.stream,
            number=number + 1,
            kind=new.kind,
            version=new.version,
            payload=new.payload,
            happened_at=parse_timestamp(timestamp(new.happened_at)),
            recorded_at=self._recorded_at,
            actor=new.actor,
            plan_version=new.plan_version,
            clause=new.clause,
            cause=new.cause,
            rule=new.rule,
            key=new.key,
            idempotency_key=new.idempotency_key,
            previous_hash=previous,
        )
        fact = replace(fact, hash=fact_hash(fact))
        self._heads[new.stream] = (fact.number, fact.hash)
        self._facts.append(fact)
        return fact

    @property
    def streams(self) -> frozenset[str]:
        """The streams this pen holds the lock of."""
        return frozenset(self._heads)

    @property
    def facts(self) -> Sequence[Fact]:
        """What was drawn so far, in order."""
        return tuple(self._facts)

    def write(self) -> None:
        """Insert the facts and move the heads. Raises IntegrityError when another writer created a stream first."""
        if not self._facts:
            return
        changed = {fact.stream for fact in self._facts}
        created = [
            models.StreamHead(stream=stream, number=self._heads[stream][0], hash=self._heads[stream][1])
            for stream in sorted(changed)
            if self._original[stream][0] == 0
        ]
        moved = sorted(stream for stream in changed if self._original[stream][0] > 0)
        if created:
            models.StreamHead.objects.bulk_create(created)
        self._move(moved)
        # After the heads: where two create one stream, the second waits there, and is told so by name.
        rows = models.FactRow.objects.bulk_create([_row(fact) for fact in self._facts])
        models.UnsealedFact.objects.bulk_create([models.UnsealedFact(fact_id=row.pk) for row in rows])

    def _move(self, streams: list[str]) -> None:
        if len(streams) == 1:
            number, digest = self._heads[streams[0]]
            models.StreamHead.objects.filter(stream=streams[0]).update(number=number, hash=digest)
        elif streams:
            models.StreamHead.objects.bulk_update(
                [
                    models.StreamHead(stream=stream, number=self._heads[stream][0], hash=self._heads[stream][1])
                    for stream in streams
                ],
                ["number", "hash"],
            )


def take_pen(streams: Iterable[str], recorded_at: datetime) -> Pen:
    """Lock the heads of ``streams`` (in one order, so that writers never deadlock) and hand out a pen."""
    wanted = sorted(set(streams))
    rows = models.StreamHead.objects.filter(stream__in=wanted).order_by("stream")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    heads = dict.fromkeys(wanted, (0, GENESIS))
    heads.update({row.stream: (row.number, row.hash) for row in rows})
    return Pen(heads, parse_timestamp(timestamp(recorded_at)))


def take_free_pen(streams: Iterable[str], recorded_at: datetime) -> Pen:
    """A pen for those of the existing ``streams`` that nobody else holds now: the rest are for the next round."""
    rows = models.StreamHead.objects.filter(stream__in=set(streams)).order_by("stream")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return Pen({row.stream: (row.number, row.hash) for row in rows}, parse_timestamp(timestamp(recorded_at)))


def take_number(name: str) -> int:
    """The next gapless number of a book, from 1. It is given back if the transaction is rolled back."""
    row = _raise_number(name)
    if row is None:
        models.Sequence.objects.bulk_create([models.Sequence(name=name, value=0)], ignore_conflicts=True)
        row = _raise_number(name)
    if row is None:  # pragma: no cover - nothing deletes a sequence
        msg = f"the book {name} is gone"
        raise RuntimeError(msg)
    return int(row[0])


def _raise_number(name: str) -> tuple[int] | None:
    # One statement on both databases, so that the row is locked as briefly as may be.
    table = connection.ops.quote_name(models.Sequence._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET value = value + 1 WHERE name = %s RETURNING value", [name])  # noqa: S608
        row: tuple[int] | None = cursor.fetchone()
    return row


def hold(names: Iterable[str]) -> None:
    """Hold named locks until the transaction ends: acts that must not overlap though their streams differ."""
    if not connection.features.has_select_for_update:
        return  # one writer at a time anyway
    for name in sorted(set(names)):
        rows = models.Sequence.objects.filter(name=f"lock/{name}")
        if rows.select_for_update().first() is None:
            models.Sequence.objects.bulk_create([models.Sequence(name=f"lock/{name}")], ignore_conflicts=True)
            rows.select_for_update().first()


def hold_everything() -> None:
    """Let running acts end, and let none begin until the transaction ends."""
    if connection.vendor == "postgresql":  # SQLite's transactions take its only lock anyway
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{models.StreamHead._meta.db_table}" IN EXCLUSIVE MODE')  # noqa: SLF001


def find_by_idempotency_key(key: str) -> Fact | None:
    """The primary fact an earlier try of the same act wrote, if any."""
    row = models.FactRow.objects.filter(idempotency_key=key).first() if key else None
    return fact_of_row(row) if row else None


def _row(fact: Fact) -> models.FactRow:
    return models.FactRow(
        stream=fact.stream,
        number=fact.number,
        kind=fact.kind,
        version=fact.version,
        payload=canonical_json(fact.payload),
        happened_at=fact.happened_at,
        recorded_at=fact.recorded_at,
        actor=fact.actor,
        plan_version=fact.plan_version,
        clause=fact.clause,
        cause=fact.cause,
        rule=fact.rule,
        key=fact.key,
        idempotency_key=fact.idempotency_key,
        previous_hash=fact.previous_hash,
        hash=fact.hash,
    )


def insert_exported(facts: Iterable[Fact], checkpoints: Iterable[CheckpointRecord]) -> int:
    """Insert facts of an export into an empty ledger, with their positions, heads and checkpoints."""
    count = 0
    ends: dict[str, tuple[int, str]] = {}
    with transaction.atomic():
        if models.FactRow.objects.exists():
            msg = "the ledger is not empty"
            raise RuntimeError(msg)
        for batch in batched(facts, 1000):
            rows = models.FactRow.objects.bulk_create([_row(fact) for fact in batch])
            placed = [(row.pk, fact.position) for row, fact in zip(rows, batch, strict=True)]
            models.Position.objects.bulk_create(
                [models.Position(position=place, fact_id=pk) for pk, place in placed if place is not None]
            )
            models.UnsealedFact.objects.bulk_create(
                [models.UnsealedFact(fact_id=pk) for pk, place in placed if place is None]
            )
            ends.update({fact.stream: (fact.number, fact.hash) for fact in batch})
            count += len(batch)
        models.StreamHead.objects.bulk_create(
            [models.StreamHead(stream=stream, number=number, hash=digest) for stream, (number, digest) in ends.items()],
            batch_size=1000,
        )
        models.Checkpoint.objects.bulk_create([models.Checkpoint(**asdict(record)) for record in checkpoints])
    return count


def batched(facts: Iterable[Fact], size: int) -> Iterator[list[Fact]]:
    """Lists of up to ``size`` (``itertools.batched`` needs Python 3.12)."""
    source = iter(facts)
    while batch := list(islice(source, size)):
        yield batch
