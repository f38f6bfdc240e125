"""Proving that the ledger is the truth: projectors alone must reproduce every projection, row by row."""

import hashlib
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import transaction

from fengsui.conduct import streams, world
from fengsui.conduct.batches import read_batch
from fengsui.conduct.house import BatchReader, Put, house
from fengsui.conduct.models import ProjectionShape
from fengsui.conduct.projecting import MemoryTables, apply_to_database, differences
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import snapshot
from fengsui.ledger.writing import hold_everything

DRAWING = 1
"""One more whenever a projector fills a column otherwise than before; new and changed columns show by themselves."""


def project_all(facts: Iterable[Fact], batches: BatchReader = read_batch) -> MemoryTables:
    """Every projection, in memory, from facts alone."""
    tables = MemoryTables()
    for fact in facts:
        tables.apply(house.project(fact, batches))
    return tables


def compare_with_database(facts: Iterable[Fact], batches: BatchReader = read_batch) -> list[str]:
    """Where the database's projections are not what the facts say; empty when they agree."""
    with snapshot():
        return differences(project_all(facts, batches).rows, house.tables)


def write_projections(facts: Iterable[Fact], batches: BatchReader = read_batch) -> dict[str, int]:
    """Throw the projections away and draw them anew from ``facts``; returns rows per table."""
    with transaction.atomic():
        hold_everything()  # a fact written between the reading and the writing would lose its rows
        tables = project_all(facts, batches)
        for table in reversed(house.tables):
            apps.get_model(table)._default_manager.all().delete()  # noqa: SLF001
        apply_to_database(_puts(tables))
        note_shape()
    streams.forget_all()
    world.forget_world()
    return {table: len(rows) for table, rows in tables.rows.items()}


def _puts(tables: MemoryTables) -> Iterator[Put]:
    for table in house.tables:
        for row, values in tables.rows.get(table, {}).items():
            yield Put(table, row, values)


def shape_of_projections() -> str:
    """What the projections of this version look like: every table with its columns, and how they are drawn."""
    lines = [str(DRAWING)]
    for table in sorted(house.tables):
        columns = apps.get_model(table)._meta.concrete_fields  # noqa: SLF001
        lines += [f"{table}.{column.name} {column.get_internal_type()}" for column in columns]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def drawn_otherwise() -> bool:
    """Whether the rows were drawn by a version of another shape: new columns are empty in them."""
    return not ProjectionShape.objects.filter(pk=1, shape=shape_of_projections()).exists()


def note_shape() -> None:
    """From now on the rows are of this version's shape."""
    ProjectionShape.objects.update_or_create(pk=1, defaults={"shape": shape_of_projections()})
