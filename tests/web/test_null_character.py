"""The null character, which PostgreSQL can't be asked for: in an address and a search it names nothing."""

from pathlib import Path

import pytest
from django.db import DataError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from fengsui.web.access import AccessMiddleware
from fengsui.web.routes import PUBLIC
from fengsui.web.urls import ROUTES
from tests.web.two_events import TwoEvents, province, worked

__all__ = ["province", "worked"]


def test_no_address_and_no_search_asks_the_tables_for_it(province: TwoEvents) -> None:
    """Of every page: 404 with it in the address; behind the question mark the words find nothing."""
    browser = province.browser("zhiban")
    for route in ROUTES:
        if route.permission is PUBLIC or "GET" not in route.methods:
            continue
        assert browser.get(province.address(route), {"search": "a\0b", "a\0": "1"}).status_code < 500, route.name
    for address in (
        "/events/%00",
        "/orders/2026%00",
        "/papers/letters/%00",
        "/alerts/%00/1/call",
        "/evidence/%00/hand",
    ):
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code in {404, 405}


@pytest.mark.parametrize(("typed", "told"), [("a\0b", 404), ("ab", None)])
def test_a_form_that_asks_for_it_is_answered(province: TwoEvents, home: Path, typed: str, told: int | None) -> None:
    """Where the database refuses a form because of it, the form asked for what is not there; else it is an error."""
    middleware = AccessMiddleware(lambda _request: HttpResponse())
    request = RequestFactory().post("/calls/follow", {"call": typed})
    request.__dict__.update(session={}, user=None, actor=None, route=None, csp_nonce="")
    answer = middleware.process_exception(request, DataError("text fields cannot contain NUL (0x00) bytes"))
    assert (answer.status_code if answer else None) == told


def test_visitors_are_sent_to_sign_in_all_the_same(province: TwoEvents) -> None:
    """The door comes first."""
    assert Client().get("/events/%00").status_code == 303
