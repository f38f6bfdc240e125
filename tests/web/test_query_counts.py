"""A page asks the database as often for twelve events as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengsui.conduct import streams, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.ledger.sealer import seal
from tests.plan_2019_75.evening import Evening
from tests.web.conftest import SignIn

PAGES = ("/desk", "/events", "/papers", "/institutions", "/ledger")


def counted(sign_in: SignIn) -> dict[str, tuple[int, int]]:
    """Page → queries when nothing is remembered of any stream, and when all is."""
    seal(holder="test", now=timekeeping.now(), keys=world.keys())
    browser, found = sign_in("zhiban"), {}
    for page in PAGES:
        numbers = []
        for forget in (True, False):
            if forget:
                streams.forget_all()
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page).status_code == 200
            numbers.append(len(queries))
        found[page] = (numbers[0], numbers[1])
    return found


@pytest.fixture
def evening(people: dict[str, Actor]) -> Evening:
    """The staffed province at work."""
    return Evening(people)


def reported(evening: Evening, rank: int) -> None:
    """An event with a clock, a grade, tasks and a notice that waits for its signature."""
    event = evening.open_blown_up(rank)
    evening.grade(event, reason="组织研判认定")
    evening.submit(event)


def test_pages_ask_no_more_for_more_events(evening: Evening, sign_in: SignIn) -> None:
    """Desk, lists and the ledger's page: for twelve events no more queries than for one, remembered or not."""
    sign_in("zhiban").get("/desk")  # what is read once for the process
    reported(evening, 0)
    one = counted(sign_in)
    for rank in range(1, 12):
        reported(evening, rank)
    many = counted(sign_in)
    assert {page: many[page] for page in PAGES if many[page][0] > one[page][0] or many[page][1] > one[page][1]} == {}
