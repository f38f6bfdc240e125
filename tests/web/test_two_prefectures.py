"""One prefecture's officer, with every post, asks every address about another prefecture's event: nothing comes out.

Not only the answer's number counts. What is told in a list, a count, a redirect or a refusal counts as well.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.test import Client
from django.urls import reverse

from fengsui.conduct.house import house
from fengsui.ledger.reading import count_facts, read_all
from fengsui.registry.models import Officer
from fengsui.web.routes import PUBLIC
from fengsui.web.urls import ROUTES
from tests.clauses import clause
from tests.web.elsewhere import WORD, Elsewhere, everything_elsewhere
from tests.web.two_events import CITY, SECOND, TwoEvents, methods_of, province, worked

__all__ = ["province", "worked"]

GUARDED = [route for route in ROUTES if route.permission is not PUBLIC]
NAMELESS = {"<int:unit>": "1", "<int:scan>": "1"}


@pytest.fixture
def elsewhere(province: TwoEvents) -> Elsewhere:
    """Everything there is of the second event."""
    return everything_elsewhere(province)


def secrets(province: TwoEvents) -> tuple[str, ...]:
    """What tells of the other prefecture: its event, its institution, whatever was typed about it."""
    other = province.evening.institutions[4]
    return (WORD, "2026-002", other.name, other.name[:4])


def number(reference: str) -> str:
    """``order/2026-003`` → ``2026-003``; of a fact its number."""
    return reference.rpartition("#")[2] if "#" in reference else reference.partition("/")[2]


def addresses(province: TwoEvents, found: Elsewhere) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(route, methods, address) of everything that is the other event's."""
    for route in GUARDED:
        kwargs = province.arguments(route, SECOND)
        if "letter" in kwargs:
            kwargs["letter"] = number(found.letter)
        if "fact" in kwargs and route.name.startswith("answer_link"):
            kwargs["fact"] = int(number(found.task))
        if "key" in kwargs and route.name.startswith("answer_link"):
            kwargs["key"] = found.link
        named = [kwargs]
        if route.path.startswith("orders/<"):
            named = [{**kwargs, "number": number(order)} for order in (found.order, found.child)]
        if route.path.startswith("evidence/<"):
            named = [{**kwargs, "number": number(found.evidence)}]
        if "reference" in kwargs:
            named = [{**kwargs, "reference": fact.reference} for fact in read_all() if belongs(fact.stream, found)]
        for one in named:
            yield route.name, tuple(methods_of(route)), reverse(route.name, kwargs=one)


def belongs(stream: str, found: Elsewhere) -> bool:
    """Whether the stream is of the other event, or of the province's own desk."""
    event = found.event.partition("/")[2]
    named = {found.order, found.child, found.evidence, found.letter, f"answer_link/{found.link}"}
    own = {f"{sort}/{event}" for sort in ("event", "decision", "meeting", "dealings", "alert/event")}
    return stream in named | own | {"decision/990000", "calls/990000", "duty/990000"}


def forms(found: Elsewhere) -> Iterator[dict[str, str]]:
    """What somebody might send who knows every number."""
    event = found.event
    yield {}
    yield {
        "decision": found.decision,
        "seen_hash": found.decision_hash,
        "reason": "看看",
        "meeting": found.meeting,
        "conclusions": "看看",
        "present": "税务部门：某人",
        "call": found.call,
        "outcome": "看看",
        "message": f"{event}#1",
        "purpose": "看看",
        "event": event,
        "about": event,
        "subject": event,
        "form": "coordination_letter",
        "handover": found.handover,
        "old": found.owner,
        "new": found.owner,
        "owner": found.owner,
        "cause": "off_duty",
        "officer": found.owner,
        "into": event.partition("/")[2],
        "title": "看看",
    }
    yield {
        "call": found.loose_call,
        "decision": found.loose_decision,
        "subject": found.order,
        "shift": found.shift,
        "incoming": found.owner,
        "outcome": "done",
        "reason": "看看",
        "task": found.task,
        "handover": found.handover,
        "seen_hash": found.handover_hash,
        "approver": found.owner,
        "decision_": "acknowledge",
    }


@clause("1.1.d", "1.5.d")
def test_addresses_of_another_prefecture_tell_nothing(province: TwoEvents, elsewhere: Elsewhere) -> None:
    """Every address with the other event's numbers, read and written: no word of it in any answer, no fact written."""
    browser, words = province.browser(CITY), secrets(province)
    before, told = count_facts(), []
    for name, methods, address in addresses(province, elsewhere):
        for method in methods:
            sent = [{}] if method == "GET" else list(forms(elsewhere))
            for form in sent:
                told += asked(browser, method, address, form, words, name=name)
    assert in_lines(told) == ""
    assert count_facts() == before


@clause("1.1.d", "1.5.d")
def test_lists_counts_and_searches_tell_nothing(province: TwoEvents, elsewhere: Elsewhere) -> None:
    """Every page without a number of its own, searched for the other's words and narrowed to its event."""
    browser, words, told = province.browser(CITY), secrets(province), []
    event = elsewhere.event.partition("/")[2]
    asks: tuple[dict[str, str], ...] = (
        {},
        {"search": WORD},
        {"event": event, "about": elsewhere.event, "stream": elsewhere.event, "status": "open"},
        {"event": elsewhere.event, "task": number(elsewhere.task), "officer": elsewhere.owner},
        {"stream": elsewhere.order, "subject": elsewhere.order},
        {"stream": f"decision/{event}", "subject": elsewhere.task},
        {"stream": "duty/990000", "subject": elsewhere.event},
        {"stream": "calls/990000", "news": "all"},
        {"stream": f"alert/{elsewhere.event}"},
    )
    for route in GUARDED:
        if route.has_parameters or "GET" not in route.methods:
            continue
        for query in asks:
            answer = browser.get(reverse(route.name), query)
            page = without_typed(text_of(answer), query.values())
            told += [(route.name, answer.status_code, word) for word in words if word in page]
            if answer.status_code >= 500:
                told.append((route.name, answer.status_code, "error"))
    assert in_lines(told) == ""


@clause("1.1.d", "1.5.d")
def test_forms_of_no_event_can_not_be_turned_on_another_s(province: TwoEvents, elsewhere: Elsewhere) -> None:
    """Every form without a number in its address, sent with the other's numbers: no word back, and nothing written."""
    browser, words, told = province.browser(CITY), secrets(province), []
    for route in GUARDED:
        if route.has_parameters or "POST" not in route.methods:
            continue
        for form in forms(elsewhere):
            told += asked(browser, "POST", reverse(route.name), form, words, name=route.name)
    assert in_lines(told) == ""
    sent = {fact.stream for fact in read_all() if fact.actor == city_officer()}
    assert {stream for stream in sent if belongs(stream, elsewhere)} == set()


@clause("1.1.d")
def test_every_stream_says_where_it_belongs(province: TwoEvents, elsewhere: Elsewhere) -> None:
    """Of every stream of the other event and of the province's desk, the room that writes it knows the places."""
    streams = {fact.stream for fact in read_all() if belongs(fact.stream, elsewhere)}
    places = {stream: tuple(house.regions_of_stream[stream.partition("/")[0]](stream)) for stream in streams}
    assert {stream.partition("/")[0] for stream in streams} >= {
        *("order", "evidence", "dealings", "decision", "meeting", "calls", "duty", "alert", "answer_link", "paper"),
    }
    for stream, found in places.items():
        assert found, stream
        assert not any(place.startswith(("9902", "9903")) for place in found), stream


def city_officer() -> str:
    """The officer who asks."""
    return str(Officer.objects.get(login=CITY).pk)


def in_lines(told: Iterable[tuple[object, ...]]) -> str:
    """Each thing that was told, once, on a line of its own."""
    return "\n".join(sorted({str(one) for one in told}))


def asked(
    browser: Client, method: str, address: str, form: dict[str, str], words: tuple[str, ...], *, name: str
) -> list[tuple[str, str, int, str]]:
    """What one request told that it must not: words of the other event, or an error page."""
    if method == "GET":
        answer = browser.get(address)
    else:
        answer = browser.post(address, {"idempotency_key": str(uuid.uuid4()), "seen": "", **form})
    page = without_typed(text_of(answer), (address, unquote(address), *form.values()))
    found = [(name, method, answer.status_code, word) for word in words if word in page]
    return [*found, (name, method, answer.status_code, "error")] if answer.status_code >= 500 else found


def without_typed(page: str, typed: Iterable[str]) -> str:
    """The page without what the officer sent himself: it may stand in the field he typed it in."""
    for value in sorted(typed, key=len, reverse=True):
        page = page.replace(value, "").replace(quote(value, safe=""), "").replace(quote(value), "")
    return page


def text_of(answer: Any) -> str:
    """Body and where it leads to."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="ignore") + unquote(answer.get("Location", "")) + str(dict(answer.headers))


@clause("1.1.d")
def test_the_place_itself_reads_all_of_it(province: TwoEvents, elsewhere: Elsewhere) -> None:
    """The same addresses hold those words for the officer of the place: what is closed above is not merely empty."""
    browser, seen = province.browser("duty.east"), set()
    for name, methods, address in addresses(province, elsewhere):
        if "GET" in methods and WORD in text_of(browser.get(address)):
            seen.add(name)
    assert seen >= {"order", "evidence", "letter", "event.command", "event.case_file", "event.decisions", "ledger.fact"}
    assert seen >= {"event.meetings", "event.picture", "event.neighbours", "answer_links", "alert.call", "order.close"}
