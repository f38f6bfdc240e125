"""Reading facts back."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from fengsui.ledger import models
from fengsui.ledger.canonical import Fact, split_reference

_BATCH = 2000


@contextmanager
def snapshot() -> Iterator[None]:
    """Every read in the block sees the same moment, and nobody who writes has to wait for it.

    Inside a transaction that is already running it changes nothing.
    """
    database: Any = connection
    if database.in_atomic_block:
        yield
    elif database.vendor == "postgresql":
        with transaction.atomic():
            with database.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Transactions that write take SQLite's only lock at once; one that reads must not.
        database.ensure_connection()
        usual, database.transaction_mode = database.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            database.transaction_mode = usual


def fact_of_row(row: models.FactRow, position: int | None = None) -> Fact:
    """A table row as a fact."""
    return Fact(
        stream=row.stream,
        number=row.number,
        kind=row.kind,
        version=row.version,
        payload=json.loads(row.payload),
        happened_at=row.happened_at.astimezone(UTC),
        recorded_at=row.recorded_at.astimezone(UTC),
        actor=row.actor,
        plan_version=row.plan_version,
        clause=row.clause,
        cause=row.cause,
        rule=row.rule,
        key=row.key,
        idempotency_key=row.idempotency_key,
        previous_hash=row.previous_hash,
        hash=row.hash,
        position=position,
    )


def read_stream(stream: str, *, after: int = 0) -> list[Fact]:
    """The facts of one stream in order, from number ``after + 1`` on."""
    rows = models.FactRow.objects.filter(stream=stream, number__gt=after).order_by("number")
    return [fact_of_row(row) for row in rows]


def read_streams(streams: Iterable[str]) -> dict[str, list[Fact]]:
    """Several streams in one query; a stream without facts maps to an empty list."""
    facts: dict[str, list[Fact]] = {stream: [] for stream in streams}
    for row in models.FactRow.objects.filter(stream__in=list(facts)).order_by("stream", "number"):
        facts[row.stream].append(fact_of_row(row))
    return facts


def read_streams_after(numbers: Mapping[str, int]) -> dict[str, list[Fact]]:
    """Several streams in one query, each from number ``numbers[stream] + 1`` on."""
    facts: dict[str, list[Fact]] = {stream: [] for stream in numbers}
    wanted = Q(stream__in=[stream for stream, number in numbers.items() if number <= 0])
    for stream, number in numbers.items():
        if number > 0:
            wanted |= Q(stream=stream, number__gt=number)
    if facts:
        for row in models.FactRow.objects.filter(wanted).order_by("stream", "number"):
            facts[row.stream].append(fact_of_row(row))
    return facts


def first_facts(streams: Iterable[str]) -> dict[str, Fact]:
    """The fact that began each stream, in one query; a stream without facts is left out."""
    rows = models.FactRow.objects.filter(stream__in=list(streams), number=1)
    return {row.stream: fact_of_row(row) for row in rows}


def read_fact(reference: str) -> Fact | None:
    """One fact by ``stream#number``, with its position if it has one."""
    try:
        stream, number = split_reference(reference)
    except ValueError:
        return None
    row = models.FactRow.objects.filter(stream=stream, number=number).first()
    if row is None:
        return None
    position = models.Position.objects.filter(fact_id=row.pk).values_list("position", flat=True).first()
    return fact_of_row(row, position)


def consequences_of(reference: str) -> list[Fact]:
    """The derived facts that name this one as their cause."""
    return [fact_of_row(row) for row in models.FactRow.objects.filter(cause=reference).order_by("id")]


def read_all() -> Iterator[Fact]:
    """Every fact in the order it was written; within a stream, in number order. Streams in batches."""
    last = 0
    while True:
        rows = list(
            models.FactRow.objects.filter(id__gt=last).order_by("id").select_related(None)[:_BATCH],
        )
        if not rows:
            return
        positions = dict(
            models.Position.objects.filter(fact_id__in=[row.pk for row in rows]).values_list("fact_id", "position")
        )
        for row in rows:
            yield fact_of_row(row, positions.get(row.pk))
        last = rows[-1].pk


def count_facts() -> int:
    """How many facts the ledger holds."""
    return models.FactRow.objects.count()


@dataclass(frozen=True, slots=True)
class LastFact:
    """The newest fact that carries a clause: where it stands, what it is, when it happened."""

    reference: str
    kind: str
    happened_at: datetime


def last_facts_by_clause(*, leaving_out: Iterable[str] = ()) -> dict[str, LastFact]:
    """Clause → the fact written last under it, in two queries; ``leaving_out``: kinds that don't count."""
    rows = models.FactRow.objects.exclude(clause="").exclude(kind__in=list(leaving_out))
    newest = rows.order_by().values_list("clause").annotate(newest=Max("id")).values_list("newest", flat=True)
    columns = ("clause", "stream", "number", "kind", "happened_at")
    return {
        clause: LastFact(f"{stream}#{number}", kind, happened_at.astimezone(UTC))
        for clause, stream, number, kind, happened_at in models.FactRow.objects.filter(pk__in=list(newest)).values_list(
            *columns
        )
    }


def latest_facts(limit: int, *, streams: Sequence[str] | None = None, before: int | None = None) -> list[Fact]:
    """The newest facts with a position, newest first; ``before`` pages back by position."""
    positions = models.Position.objects.select_related("fact").order_by("-position")
    if streams is not None:
        positions = positions.filter(fact__stream__in=streams)
    if before is not None:
        positions = positions.filter(position__lt=before)
    return [fact_of_row(row.fact, row.position) for row in positions[:limit]]


def stream_number(stream: str) -> int:
    """The number of the stream's last fact; 0 when the stream does not exist."""
    return models.StreamHead.objects.filter(stream=stream).values_list("number", flat=True).first() or 0


def heads_of(streams: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Stream → (number, hash) of its last fact, in one query; a stream that does not exist is left out."""
    rows = models.StreamHead.objects.filter(stream__in=list(streams)).values_list("stream", "number", "hash")
    return {stream: (number, digest) for stream, number, digest in rows}


def plan_versions() -> set[str]:
    """Every plan version that a fact was written under."""
    return set(models.FactRow.objects.values_list("plan_version", flat=True).distinct())


def plan_versions_of(streams: Iterable[str]) -> dict[str, str]:
    """The plan version of each stream: that of its first fact."""
    rows = models.FactRow.objects.filter(stream__in=list(streams), number=1)
    return dict(rows.values_list("stream", "plan_version"))
