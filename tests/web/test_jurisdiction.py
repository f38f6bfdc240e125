"""An officer sees what belongs to his place, by any door: list, page, task, paper, record, export, guess."""

import re
from dataclasses import replace

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.ledger.reading import count_facts, stream_number
from fengsui.registry.models import Institution
from fengsui.response.queries import event_room, events, task_of
from fengsui.web.routes import PUBLIC
from fengsui.web.urls import ROUTES
from tests.clauses import clause
from tests.web.two_events import CITY, FIRST, SECOND, TwoEvents, ask, login_of, methods_of, province, worked

__all__ = ["province", "worked"]

OTHER_NUMBERS = ("orders/", "evidence/")
OF_AN_EVENT = [
    route
    for route in ROUTES
    if {"<str:number>", "<path:reference>"} & set(route.path.split("/")) and not route.path.startswith(OTHER_NUMBERS)
]
CLOSED = {403, 404}
"""403 where the post is missing, whatever is asked for; 404 for what isn't there and for what is another place's."""


@clause("5.2.1.0.c", "1.2.g")
@pytest.mark.parametrize(
    ("region", "seen"),
    [
        ("990000", {FIRST, SECOND}),
        ("990200", {FIRST}),
        ("990300", {FIRST}),
        ("990500", {SECOND}),
        ("990400", set()),
        ("980000", {FIRST}),
        ("100000", {FIRST, SECOND}),
        ("", set()),
    ],
)
def test_lead_and_support_see_an_event(province: TwoEvents, region: str, seen: set[str]) -> None:
    """Province and centre see both; a city or another province sees the event it leads or supports."""
    watcher = replace(province.evening.people["dingfang"], region=region)
    assert {row.pk for row in events(watcher)[0]} == seen
    for event in (FIRST, SECOND):
        if event in seen:
            assert event_room(watcher, event).row.pk == event
        else:
            with pytest.raises(AccessDenied, match="辖区"):
                event_room(watcher, event)
            with pytest.raises(AccessDenied):
                task_of(watcher, next(iter(province.evening.state(event).tasks)))


def test_addresses_of_an_event_are_these() -> None:
    """The pages asked below are all that name an event; a new one joins by its address alone."""
    named = {route.name for route in OF_AN_EVENT}
    assert {"event", "event.timeline", "event.grade", "task", "paper", "paper.text", "paper.file"} <= named
    assert "ledger.fact" in named
    assert all(route.permission is not PUBLIC for route in OF_AN_EVENT)


@clause("1.5.d")
def test_city_works_on_its_event(province: TwoEvents) -> None:
    """Every page of the event that the city supports opens for its officer, but for what the lead alone writes."""
    browser = province.browser(CITY)
    answers = {route.name: ask(browser, province, route, "GET") for route in OF_AN_EVENT if "GET" in route.methods}
    assert {name for name, status in answers.items() if status != 200} == {
        "event.offline.preview",
        "event.offline.template",
    }


@clause("1.5.d")
def test_city_reaches_nothing_of_another_city_s_event(province: TwoEvents) -> None:
    """With every role and real numbers in the address, reading and writing are refused, and nothing is written."""
    browser = province.browser(CITY)
    before, facts = stream_number(SECOND), count_facts()
    answers = {
        (method, route.name): ask(browser, province, route, method, SECOND)
        for route in OF_AN_EVENT
        for method in methods_of(route)
    }
    assert {asked: status for asked, status in answers.items() if status not in CLOSED} == {}
    assert (stream_number(SECOND), count_facts()) == (before, facts)


@clause("1.5.d")
@pytest.mark.parametrize("address", ["/desk", "/events", "/events?search=停付", "/papers", "/tasks", "/ledger"])
def test_lists_hold_the_officer_s_own(province: TwoEvents, address: str) -> None:
    """Desk, lists, search and the ledger's page name the event of the place and are silent about the other."""
    own = province.browser(CITY).get(address)
    assert own.status_code == 200
    page = own.content.decode()
    assert "2026-002" not in page
    assert "东麓停付" not in page
    whole = province.browser("zhiban").get(address).content.decode()
    assert ("2026-002" in whole) or address == "/tasks"


@clause("1.5.d")
def test_record_of_another_place_is_closed(province: TwoEvents) -> None:
    """A fact is read where its event may be read; the same fact opens for the province."""
    for number in (1, 2, 5):
        address = f"/ledger/fact/{SECOND}%23{number}"
        assert province.browser(CITY).get(address).status_code == 404
        assert province.browser("zhiban").get(address).status_code == 200
    assert province.browser(CITY).get(f"/ledger/fact/{FIRST}%231").status_code == 200


@clause("1.5.d")
def test_export_and_register_end_at_the_place(province: TwoEvents) -> None:
    """The exported table and the list hold institutions of the place; another's page is refused by its address too."""
    browser = province.browser(CITY)
    inside = Institution.objects.get(pk=province.evening.institutions[1].pk)
    outside = Institution.objects.get(pk=province.evening.institutions[4].pk)
    table = browser.get("/institutions/export").content.decode("utf-8-sig", errors="ignore")
    assert inside.credit_code in table
    assert outside.credit_code not in table
    assert len(re.findall(r"\b91\w{16}\b", table)) < Institution.objects.count()
    for pages in ("/institutions", f"/institutions?search={outside.name[:2]}"):
        assert outside.name not in browser.get(pages).content.decode()
    for ending in ("", "/change", "/watchers"):
        assert browser.get(f"/institutions/{outside.pk}{ending}").status_code in CLOSED
    assert browser.get(f"/institutions/{inside.pk}").status_code == 200


@clause("1.5.d")
def test_guessed_numbers_open_nothing(province: TwoEvents) -> None:
    """Counting through the facts of a closed event finds no task, no paper, no signature page and no error either."""
    browser = province.browser(CITY)
    for number in range(1, stream_number(SECOND) + 2):
        for address in (
            f"/tasks/2026-002/{number}",
            f"/papers/2026-002/{number}",
            f"/papers/2026-002/{number}/file/pdf?purpose=x",
            f"/events/2026-002/sign/{number}",
        ):
            assert browser.get(address).status_code in CLOSED, address


@clause("1.5.d")
@pytest.mark.parametrize("number", ["2026-003", "2026-999", "0", "event", "2026-001#1", "%2e%2e", "2026-001%00"])
def test_event_that_is_not_there(province: TwoEvents, number: str) -> None:
    """An unknown or odd number is answered as a closed one, for reading and for writing, even to the duty chief."""
    browser = province.browser("zhiban")
    for ending in ("", "/timeline", "/grade", "/note", "/papers/first_notice/draft"):
        address = f"/events/{number.replace('#', '%23')}{ending}"
        assert browser.get(address).status_code in CLOSED, address
        assert browser.post(address).status_code in CLOSED | {405}, address


@clause("1.5.d")
def test_fact_of_another_sort_is_no_paper_and_no_task(province: TwoEvents) -> None:
    """In an open event, a number that is not a paper's or a task's is "not there", never somebody else's content."""
    state = province.evening.state(FIRST)
    papers = {int(name.rpartition("#")[2]) for name in state.papers}
    tasks = {int(name.rpartition("#")[2]) for name in state.tasks}
    browser = province.browser("zhiban")
    for number in range(1, stream_number(FIRST) + 2):
        assert (browser.get(f"/papers/2026-001/{number}").status_code == 200) == (number in papers), number
        assert (browser.get(f"/tasks/2026-001/{number}").status_code == 200) == (number in tasks), number


@clause("1.5.d")
def test_officer_without_a_place_sees_nothing(province: TwoEvents) -> None:
    """Somebody whose appointment names no region of the copy has no events, whatever the role."""
    nobody = replace(province.evening.people["zhiban"], region="")
    assert events(nobody) == ([], 0)
    with pytest.raises(AccessDenied):
        event_room(nobody, FIRST)
    assert login_of("R3") != nobody.officer
