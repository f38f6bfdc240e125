"""Facts → rows: in the database, or in memory for rebuild, as-of and what-if."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import NOT_PROVIDED

from fengsui.conduct.house import Put, RowChange


class RowConflict(Exception):
    """A projector changed a row that is not there, or wrote one twice."""


def merged(changes: Iterable[RowChange]) -> list[RowChange]:
    """One change per row: an update of a row that is put in the same act becomes part of it."""
    rows: dict[tuple[str, str], RowChange] = {}
    for change in changes:
        place = (change.table, change.id)
        before = rows.get(place)
        if before is None:
            rows[place] = change
        elif isinstance(change, Put) and not change.new:
            # Written over as a whole; whether the row had to be there before stays as it was.
            values = {**column_defaults(change.table), **change.values}
            rows[place] = replace(before, values=values)
        elif isinstance(change, Put):
            msg = f"{change.table} {change.id} is put twice"
            raise RowConflict(msg)
        elif isinstance(before, Put):
            rows[place] = Put(before.table, before.id, {**before.values, **change.values}, new=before.new)
        else:
            rows[place] = change.__class__(change.table, change.id, {**before.values, **change.values})
    return list(rows.values())


def apply_to_database(changes: Iterable[RowChange]) -> None:
    """Write row changes, few statements per table. Call inside the act's transaction."""
    puts: dict[tuple[str, bool], list[Put]] = {}
    for change in merged(changes):
        if isinstance(change, Put):
            puts.setdefault((change.table, change.new), []).append(change)
        elif apps.get_model(change.table)._default_manager.filter(pk=change.id).update(**change.values) != 1:  # noqa: SLF001
            msg = f"{change.table} {change.id} is not there"
            raise RowConflict(msg)
    for (table, new), rows in puts.items():
        _insert(apps.get_model(table), rows, new=new)


def _insert(model: type[models.Model], rows: list[Put], *, new: bool) -> None:
    instances = [model(pk=row.id, **row.values) for row in rows]
    if new:
        model._default_manager.bulk_create(instances, batch_size=500)  # noqa: SLF001
        return
    columns = [f.name for f in model._meta.concrete_fields if not f.primary_key]  # noqa: SLF001
    model._default_manager.bulk_create(  # noqa: SLF001
        instances, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=500
    )


class MemoryTables:
    """The projected tables as plain dictionaries: table → row id → column → value."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = {}

    def apply(self, changes: Iterable[RowChange]) -> None:
        """The same meaning as :func:`apply_to_database`."""
        for change in changes:
            table = self.rows.setdefault(change.table, {})
            if isinstance(change, Put):
                if change.new and change.id in table:
                    msg = f"{change.table} {change.id} is put twice"
                    raise RowConflict(msg)
                table[change.id] = {**column_defaults(change.table), **change.values}
            elif change.id not in table:
                msg = f"{change.table} {change.id} is not there"
                raise RowConflict(msg)
            else:
                table[change.id].update(change.values)


def column_defaults(table: str) -> dict[str, Any]:
    """What a column holds when a projector does not name it."""
    defaults: dict[str, Any] = {}
    for column in apps.get_model(table)._meta.concrete_fields:  # noqa: SLF001
        if column.primary_key:
            continue
        if column.default is not NOT_PROVIDED:
            defaults[column.name] = column.get_default()
        else:
            defaults[column.name] = None if column.null else ""
    return defaults


def database_rows(table: str) -> dict[str, dict[str, Any]]:
    """The rows of one projected table, by id."""
    model = apps.get_model(table)
    key = model._meta.pk.name  # noqa: SLF001
    return {str(row.pop(key)): row for row in model._default_manager.values()}  # noqa: SLF001


def differences(expected: Mapping[str, Mapping[str, Mapping[str, Any]]], tables: Iterable[str]) -> list[str]:
    """Row by row, what the database holds otherwise than ``expected``; empty when they agree."""
    found: list[str] = []
    for table in tables:
        want, have = expected.get(table, {}), database_rows(table)
        found.extend(f"{table} {row}: 数据库缺少该行" for row in want.keys() - have.keys())
        found.extend(f"{table} {row}: 底账推不出该行" for row in have.keys() - want.keys())
        for row in want.keys() & have.keys():
            columns = [name for name, value in want[row].items() if have[row].get(name) != value]
            found.extend(
                f"{table} {row}.{name}: 底账 {want[row][name]!r}，数据库 {have[row].get(name)!r}" for name in columns
            )
    return sorted(found)
