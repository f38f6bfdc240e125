"""A copy of its own for a test: home, world, departments, an administrator; and people to act in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import count_facts, read_all
from fengsui.registry.actions import appoint_officer, import_table, preview_table
from fengsui.registry.queries import actor_for_officer
from fengsui.registry.setting_up import make_empty_copy
from tests.worlds import built_once

JURISDICTION = "990000"
START = datetime(2019, 10, 8, 1, 0, tzinfo=UTC)
ADMINISTRATOR = "officer/admin.one"
PASSWORD = "lamp-tower-smoke-1"


@contextmanager
def empty_copy(jurisdiction: str = JURISDICTION) -> Iterator[None]:
    """An empty copy in the test's home, with the clock standing at START."""

    def build() -> None:
        make_empty_copy(
            jurisdiction,
            "test",
            administrator_login="admin.one",
            administrator_name="示例管理员",
            password=PASSWORD,
            start=START,
        )

    with timekeeping.held_at(START):
        built_once(f"empty copy of {jurisdiction}", build)
        yield


def administrator() -> Actor:
    """The first administrator."""
    return actor_for_officer(ADMINISTRATOR)


def appointed(name: str, *roles: str, **more: Any) -> Actor:
    """A newly appointed officer, ready to act."""
    outcome = appoint_officer(actor=administrator(), name=name, roles=roles, **more)
    return actor_for_officer(outcome.fact.stream)


def imported(actor: Actor, template_id: str, text: str, encoding: str = "utf-8") -> Outcome:
    """Preview and import a table in one go."""
    content = text.encode(encoding)
    table = preview_table(actor=actor, template_id=template_id, content=content)
    return import_table(actor=actor, template_id=template_id, content=content, seen_sha256=table.sha256)


def assert_ledger_tells_the_same() -> None:
    """Projectors alone give every row of the database."""
    assert count_facts() > 0
    assert compare_with_database(read_all()) == []
