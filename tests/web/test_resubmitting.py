"""Forms sent again after “back”, and slips that no page may take."""

from typing import Any

import pytest
from django.test import Client

from fengsui.ledger.reading import read_stream
from tests.web.conftest import SignIn
from tests.web.forms import errors_of
from tests.web.markup import Page


@pytest.fixture
def duty(event: str, sign_in: SignIn) -> Client:
    """The duty chief's browser."""
    return sign_in("zhiban")


def form(duty: Client, address: str, **typed: str) -> dict[str, str]:
    """The hidden fields of the form on the page, with what the officer types."""
    hidden = [field for field in Page(duty.get(address).content.decode()).all("input") if field.get("type") == "hidden"]
    kept = {field["name"]: field["value"] for field in hidden if field["name"] in {"idempotency_key", "seen"}}
    return {**kept, **typed}


def notes(event: str) -> int:
    """How many lines the event's log has."""
    return sum(fact.kind == "note.added" for fact in read_stream(event))


def test_a_form_changed_after_back_is_another_act(duty: Client, event: str) -> None:
    """Sent twice, a note is written once; changed and sent again from the same form, it is written too."""
    address = f"/events/{event.partition('/')[2]}/note"
    first = form(duty, address, channel="电话", text="第一条", **{"known-date": "2026-03-02", "known-time": "09:12"})
    for typed in (first, first, {**first, "text": "改过的第二条"}):
        assert duty.post(address, typed).status_code == 303
    assert notes(event) == 2


@pytest.mark.parametrize("year", ["0001", "0202", "1989", "2062", "9999"])
def test_a_slip_in_the_year_comes_back_in_words(duty: Client, event: str, year: str) -> None:
    """Year 0202 is told at its field and nothing is written."""
    address = f"/events/{event.partition('/')[2]}/note"
    moment = {"known-date": f"{year}-01-01", "known-time": "00:00"}
    answer = duty.post(address, form(duty, address, channel="电话", text="来电", **moment))
    assert answer.status_code == 422
    assert "1990 年以后" in errors_of(answer)
    assert notes(event) == 0


@pytest.mark.parametrize("page", ["9" * 30, "-1", "²", "٣", "0", "x", "999999"])
@pytest.mark.parametrize("address", ["/events", "/institutions", "/papers", "/officers", "/contacts"])
def test_any_page_number_is_answered(duty: Client, address: str, page: str) -> None:
    """Whatever stands after ``page=``, the list shows a page of it: the last one for a number too large."""
    answer: Any = duty.get(address, {"page": page})
    assert answer.status_code == 200
    if address == "/events":
        assert "云汀市江桥贷停付" in answer.content.decode()


@pytest.mark.parametrize("before", ["9" * 30, "9" * 15, "-1", "²", ""])
def test_any_position_of_the_ledger_is_answered(duty: Client, before: str) -> None:
    """The ledger pages back from any number that is typed."""
    assert duty.get("/ledger", {"before": before}).status_code == 200
