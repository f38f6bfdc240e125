"""A staffed province behind the pages, and browsers of officers who have signed in."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from fengsui.conduct.access import Actor
from tests.conftest import MORNING
from tests.staffing import institution_ids
from tests.worlds import founded_staffed_and_sealed

PASSWORD = "xinyu-bridge-42"
NARRATIVE = "某甲来电称当日起停付"
SignIn = Callable[[str], Client]


@pytest.fixture
def people(db: None, home: Path) -> dict[str, Actor]:
    """The invented province's officers by login; what they did is sealed."""
    return founded_staffed_and_sealed()


@pytest.fixture
def sign_in(people: dict[str, Actor]) -> SignIn:
    """A browser in which the officer of this login has signed in."""

    def signed_in(login: str) -> Client:
        from django.contrib.auth.models import User  # noqa: PLC0415

        client = Client()
        user, _ = User.objects.get_or_create(username=login)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def with_password(people: dict[str, Actor]) -> Callable[[str], str]:
    """Give an officer a password of the officer's own choosing; returns it."""

    def give(login: str) -> str:
        from fengsui.registry.credentials import set_password  # noqa: PLC0415

        set_password(people[login].officer, PASSWORD, people[login])
        return PASSWORD

    return give


@pytest.fixture
def event(people: dict[str, Actor]) -> str:
    """An event that the duty chief reported with one suspected blow-up; its stream."""
    from fengsui.registry.queries import institution  # noqa: PLC0415
    from fengsui.response import facts, opening  # noqa: PLC0415

    duty, before = people["zhiban"], MORNING - timedelta(minutes=40)
    row = institution(duty, institution_ids(duty)[0])
    assert row is not None
    concerned = facts.InstitutionInEvent(
        id=row.pk,
        name=row.name,
        registered_region=row.registered_region,
        operating_regions=tuple(row.operating_regions),
    )
    outcome = opening.open_event(
        actor=duty,
        idempotency_key="the-event-of-the-pages",
        report=opening.Report(
            name="云汀市江桥贷停付",
            event_type="E1",
            institutions=[concerned],
            occurred_at=before,
            known_at=before,
            source="存管银行电话",
            narrative=NARRATIVE,
            suspicion=opening.SuspicionEntry(row.pk, "B2", "停付公告截图", before, before),
        ),
    )
    return outcome.fact.stream
