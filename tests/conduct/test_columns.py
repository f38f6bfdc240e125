"""No text that a fact may hold is too long for its column: PostgreSQL refuses the act that SQLite lets pass."""

import types
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from django.apps import apps
from django.db import models
from pydantic import BaseModel, StringConstraints

from fengsui.conduct.house import FactKind, house
from fengsui.ledger.canonical import Fact, timestamp
from fengsui.ledger.models import Sequence
from fengsui.registry.facts import GroupEstablished

MOMENT = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
CODES = {
    r"^\d{6}$": "990000",
    r"^[0-9a-f]{64}$": "a" * 64,
    r"^([0-9a-f]{64})?$": "a" * 64,
    r"^(\d{4}-\d{2}-\d{2})?$": "2026-03-02",
}
DIGESTS, DIGEST = {"file_sha256", "batch"}, "a" * 64
DRAWN = "x"
"""A text without a limit is drawn by the program: an id, a role, a hash, a name from the plan."""


def longest(annotation: Any, constraints: tuple[Any, ...] = ()) -> Any:
    """The longest value, as JSON, that a field of this type takes."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return longest(arguments[0], (*constraints, *arguments[1:]))
    if origin is Literal:
        return max(arguments, key=lambda value: len(str(value)))
    if origin in {Union, types.UnionType}:
        texts = [option for option in arguments if option is not type(None)]
        found = [longest(option, constraints) for option in texts]
        return max(found, key=lambda value: len(value) if isinstance(value, str) else 0)
    if origin is tuple:
        return [longest(arguments[0])]
    if origin is dict:
        return {}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return payload_of(annotation)
    if annotation is str:
        return longest_text(constraints)
    return {int: 1, bool: True, date: "2026-03-02", datetime: timestamp(MOMENT)}[annotation]


def longest_text(constraints: tuple[Any, ...]) -> str:
    """As many characters as the limit allows."""
    limits = [part for part in constraints if isinstance(part, StringConstraints)]
    for limit in limits:
        if isinstance(limit.pattern, str):
            return CODES[limit.pattern]
    sizes = [limit.max_length for limit in limits if limit.max_length]
    return "长" * min(sizes) if sizes else DRAWN


def payload_of(model: type[BaseModel]) -> dict[str, Any]:
    """A payload with every text as long as may be."""
    return {
        name: DIGEST if name in DIGESTS else longest(field.annotation, tuple(field.metadata))
        for name, field in model.model_fields.items()
    }


def too_long(kind: FactKind) -> Iterator[str]:
    """Columns that a fact of this kind would overflow."""
    fact = Fact(
        stream="event/2026-001",
        number=1,
        kind=kind.name,
        version=kind.version,
        payload=payload_of(kind.model),
        happened_at=MOMENT,
        recorded_at=MOMENT,
        actor="officer/zhiban",
        plan_version="",
        clause="",
        cause="",
        rule="",
        key="",
        idempotency_key="",
        previous_hash="",
    )
    for change in house.project(fact, lambda _: []):
        yield from overflowing(change.table, change.values)


def overflowing(table: str, values: Mapping[str, Any]) -> Iterator[str]:
    """Columns of a row that a value does not fit in."""
    for name, value in values.items():
        column = apps.get_model(table)._meta.get_field(name)
        if isinstance(column, models.CharField) and isinstance(value, str) and len(value) > (column.max_length or 0):
            yield f"{table}.{name} holds {column.max_length}, a fact may hold {len(value)}"


@pytest.mark.parametrize("kind", list(house.kinds.values()), ids=lambda kind: kind.name)
def test_every_text_of_a_fact_fits_its_column(kind: FactKind) -> None:
    """Names of 200 and lines of 400 characters, with whatever the projector writes before them."""
    assert list(too_long(kind)) == []


def test_a_document_number_fits_its_book_and_its_paper() -> None:
    """机构代字 may be as long as its field in the record of the leading group; number books are named after it."""
    mark = payload_of(GroupEstablished)["number_mark"]
    assert len(f"book/{mark}/2026") <= (Sequence._meta.get_field("name").max_length or 0)
    number = apps.get_model("documents.Paper")._meta.get_field("number").max_length or 0
    assert len(f"{mark}〔2026〕{10**9}号") <= number
