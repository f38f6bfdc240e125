"""Table rows as lines of JSON and back, to the microsecond and to the byte (the framework's serialiser cuts both)."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models

from fengsui.ledger.canonical import parse_timestamp, timestamp


def encode(value: Any) -> Any:
    """A column's value as JSON can hold it."""
    if isinstance(value, datetime):
        return {"at": timestamp(value)}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, (dict, list, tuple)):
        return {"json": value}
    return value


def decode(value: Any) -> Any:
    """The inverse of :func:`encode`. Raises ValueError for a shape it never wrote."""
    if not isinstance(value, dict):
        return value
    match value:
        case {"at": str(text)}:
            return parse_timestamp(text)
        case {"on": str(text)}:
            return date.fromisoformat(text)
        case {"bytes": str(text)}:
            return base64.b64decode(text)
        case {"json": content}:
            return content
    msg = f"not a column's value: {value!r}"
    raise ValueError(msg)


def row_lines(model: type[models.Model]) -> Iterator[str]:
    """Every row of a table, one line each, by key."""
    for row in model._default_manager.order_by("pk").values().iterator(500):  # noqa: SLF001
        yield json.dumps({name: encode(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True)


def rows_of_lines(model: type[models.Model], lines: Iterator[str]) -> Iterator[models.Model]:
    """Unsaved rows from lines. Raises ValueError for a line that is not a row of the table."""
    for line in lines:
        content = json.loads(line)
        yield model(**{name: decode(value) for name, value in content.items()})
