"""``fengsui grade explain`` and the page of the jurisdiction's grade: the same numbers, for people and for programs."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from openpyxl import load_workbook

from fengsui.cli.main import main
from fengsui.conduct import timekeeping
from fengsui.response import carrying
from fengsui.response.models import Event
from tests.plan_2019_75.evening import Evening
from tests.response.test_carrying import sheet_on, ticket_of
from tests.warning.room import Room
from tests.web.forms import fill_in

Output = pytest.CaptureFixture[str]


@pytest.fixture
def browser(evening: Evening) -> Callable[[str], Client]:
    """A browser in which the officer of this login has signed in."""

    def signed_in(login: str) -> Client:
        client = Client()
        user, _ = User.objects.get_or_create(username=login)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def told(capsys: Output, *arguments: str) -> dict[str, Any]:
    """The one JSON document that was printed."""
    assert main(["grade", "explain", "--json", *arguments]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_one_document_tells_everything(evening: Evening, capsys: Output) -> None:
    """Proposal, rules, figures, thresholds, floors, what is unknown, reviews, base and failures; the plan's version."""
    evening.cluster()
    found = told(capsys, "--region", "990000")
    assert (found["proposal"]["grade"], found["proposal"]["rule"]) == ("extraordinary", "GR-1")
    assert {"rules", "figures", "thresholds", "floors", "unknown", "reviews", "base", "failures"} <= found.keys()
    [large] = [row for row in found["rules"] if row["rule"] == "GR-1"]
    share = next(one for one in large["comparisons"] if one["figure"] == "blown_up_balance_share_ppm")
    assert (share["sign"], share["threshold"], share["met"]) == (">=", 200_000, True)
    assert share["value"] == found["figures"]["blown_up_balance_share_ppm"]["value"]
    assert {row["rule"] for row in found["unknown"]} >= {"ES-1a", "GR-4"}
    floors = found["floors"]
    assert floors["large_area"] == max(floors["smallest"], floors["k99"])
    assert len(found["failures"]) == 2


def test_the_past_and_a_city(evening: Evening, capsys: Output) -> None:
    """``--at`` tells what was known then; a city is marked as shown only."""
    evening.cluster()
    evening.at(30)
    before = (timekeeping.now() - timedelta(minutes=31)).isoformat()
    then = told(capsys, "--at", before)
    assert (then["as_of"], then["failures"]) == (True, [])
    assert told(capsys, "--region", "990100")["shown_only"] is True


def test_words_for_people(evening: Evening, capsys: Output) -> None:
    """Without ``--json`` the same in words, rule by rule."""
    evening.cluster()
    assert main(["grade", "explain"]) == 0
    words = capsys.readouterr().out
    for line in ("建议：特别重大（GR-1）", "GR-2", "爆雷机构余额占比", "家数下限", "待核"):
        assert line in words, line


@pytest.mark.parametrize(
    "wrong",
    [["--region", "110000"], ["--region", "99"], ["--at", "yesterday"], ["--at", "2026-03-02T09:00"]],
)
def test_unknown_place_or_time_is_three(evening: Evening, wrong: list[str], capsys: Output) -> None:
    """A place of another jurisdiction or none, a time nobody can read: 3, words, nothing on standard output."""
    assert main(["grade", "explain", "--json", *wrong]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip()


def test_the_future_is_not_explained(evening: Evening, capsys: Output) -> None:
    """A moment still to come: 3."""
    later = (timekeeping.now() + timedelta(days=1)).isoformat()
    assert main(["grade", "explain", "--at", later]) == 3
    assert "晚于现在" in capsys.readouterr().err


def test_page_shows_numbers_thresholds_floors_and_history(evening: Evening, browser: Callable[[str], Client]) -> None:
    """Numbers with thresholds, the three windows, base with its date, floors, failures, history; also of the past."""
    event = evening.cluster()
    evening.grade(event)
    html = browser("zhiban").get("/grading").content.decode()
    for words in ("GR-1", "临界", "7 日", "90 日", "2026-01-31", "λ = b·N", "k99", "近 90 日爆雷", "锡安 签", "待核"):
        assert words in html, words
    assert evening.institutions[0].name in html
    past = browser("zhiban").get("/grading?at=2026-03-01T09:00").content.decode()
    assert evening.institutions[0].name not in past
    assert browser("zhiban").get("/grading?at=2031-03-01T09:00").status_code == 404
    assert browser("zhiban").get("/grading?region=110000").status_code in {403, 404}


def test_page_as_a_workbook(evening: Evening, browser: Callable[[str], Client]) -> None:
    """Rules, figures, failures and history as sheets."""
    evening.cluster()
    answer = browser("zhiban").get("/grading/workbook")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    assert book.sheetnames == ["规则", "数字", "爆雷", "历史"]
    names = [row[0] for row in book["爆雷"].iter_rows(min_row=2, values_only=True)]
    assert set(names) == {row.name for row in evening.institutions[:2]}


def test_an_officer_of_a_city_sees_the_city(evening: Evening, browser: Callable[[str], Client]) -> None:
    """Whose post lies in one city is shown that city's numbers, marked as such."""
    evening.cluster()
    html = browser("donglu").get("/grading").content.decode()
    assert "只作展示" in html


def test_report_form_comes_filled_in_from_the_ticket(evening: Evening, browser: Callable[[str], Client]) -> None:
    """Institution, condition, times and evidence stand in the form; the event that is opened names both papers."""
    room = Room(evening.people)
    ticket = ticket_of(room, 0)
    sheet = sheet_on(room, 0)
    for login in ("dingfang", "zhiban"):
        room.sign(sheet, login)
    client = browser("zhiban")
    address = f"/events/new?ticket={ticket.replace('#', '%23')}"
    html = client.get(address).content.decode()
    assert "不再重复签字" in html
    answer = fill_in(client, address, having="narrative", event_type="E1", narrative="平台公告停付。")
    assert answer.status_code == 303
    [row] = Event.objects.all()
    [suspicion] = evening.state(row.pk).suspicions.values()
    assert (row.ticket, suspicion.sheet, suspicion.status) == (ticket, sheet, "confirmed")
    assert client.get("/events/new?ticket=warning/none%231").status_code in {403, 404}


def test_unverified_event_is_marked_everywhere(evening: Evening, browser: Callable[[str], Client]) -> None:
    """待核实 stands in the list, at the head of the event and on the desk."""
    room = Room(evening.people)
    sheet_on(room, 0)
    sheet_on(room, 1)
    carrying.carry_proposals(timekeeping.now())
    number = Event.objects.get().number
    client = browser("zhiban")
    for address in ("/events", f"/events/{number}", "/"):
        assert "待核实</span>" in client.get(address, follow=True).content.decode(), address
