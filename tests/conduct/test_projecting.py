"""Row changes mean the same in the database, in memory, and merged or one by one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengsui.conduct.house import Put, RowChange, Update
from fengsui.conduct.projecting import MemoryTables, RowConflict, apply_to_database, differences, merged

TABLE = "response.OpenMatter"
WHEN = datetime(2026, 3, 2, tzinfo=UTC)

ids = st.sampled_from(["a", "b", "c"])
columns: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["甲", "乙", ""]),
        "roles": st.sampled_from([["R1"], [], ["R3", "R4"]]),
        "closed_at": st.sampled_from([None, WHEN]),
        "officer": st.sampled_from(["", "officer/a"]),
    },
)
BASE: dict[str, Any] = {"event": "event/1", "act": "sign", "title": "题", "roles": [], "opened_at": WHEN}
changes = st.lists(
    st.one_of(
        st.builds(lambda row, more: Put(TABLE, row, {**BASE, **more}), ids, columns),
        st.builds(lambda row, more: Put(TABLE, row, {**BASE, **more}, new=False), ids, columns),
        st.builds(lambda row, more: Update(TABLE, row, {"act": "sign", **more}), ids, columns),
    ),
    max_size=8,
)


def in_memory(batches: list[list[RowChange]]) -> MemoryTables | None:
    """The rows after the changes; None where they contradict one another."""
    tables = MemoryTables()
    try:
        for batch in batches:
            tables.apply(batch)
    except RowConflict:
        return None
    return tables


def apply_all(batches: list[list[RowChange]]) -> None:
    """An act at a time."""
    for batch in batches:
        apply_to_database(batch)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(changes, max_size=4))
def test_the_database_holds_what_memory_holds(db: None, batches: list[list[RowChange]]) -> None:
    """Any lawful sequence of changes, an act at a time, gives the same rows in both; an unlawful one is refused."""
    expected = in_memory(batches)
    point = transaction.savepoint()
    try:
        if expected is None:
            with pytest.raises((RowConflict, IntegrityError)), transaction.atomic():
                apply_all(batches)
        else:
            apply_all(batches)
            assert differences(expected.rows, [TABLE]) == []
    finally:
        transaction.savepoint_rollback(point)


@given(changes)
def test_merging_changes_nothing(batch: list[RowChange]) -> None:
    """The changes of one act, merged to one per row, leave the rows that they leave one by one."""
    expected = in_memory([batch])
    if expected is not None:
        together = merged(batch)
        assert len({(change.table, change.id) for change in together}) == len(together)
        found = in_memory([together])
        assert found is not None
        assert found.rows == expected.rows


def test_a_difference_is_named_by_row_and_column(db: None) -> None:
    """A row changed behind the ledger's back, a lost one and a smuggled one are each told apart."""
    rows = MemoryTables()
    rows.apply([Put(TABLE, name, BASE) for name in ("a", "b")])
    apply_to_database([Put(TABLE, name, BASE) for name in ("a", "c")])
    apply_to_database([Update(TABLE, "a", {"title": "改"})])
    assert differences(rows.rows, [TABLE]) == [
        f"{TABLE} a.title: 底账 '题'，数据库 '改'",
        f"{TABLE} b: 数据库缺少该行",
        f"{TABLE} c: 底账推不出该行",
    ]
