"""The league table by place, and the institution page with its charts: findings, thresholds, one time axis."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fengsui.conduct import streams, timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.plans import built_in_plan
from fengsui.monitoring.indicators.figures import series, series_many
from fengsui.monitoring.models import SignalReading
from fengsui.monitoring.texts.daily import TextsOfDay, texts_per_day
from fengsui.plan.warning import constant_of
from fengsui.registry.models import Institution
from fengsui.registry.regions import built_in_regions
from fengsui.warning.place_table import PlaceRow, place_table
from fengsui.web.pages.registry.institution_charts import finding, thresholds_of
from tests.clauses import clause
from tests.monitoring.test_indicator_import import DAILY, TODAY, bring, daily, table
from tests.plan_2019_75.evening import staffed_province
from tests.warning.room import GRAVE, MILD, Room
from tests.web.looking import browser, data_of, page


@pytest.fixture(scope="module")
def staff_by_login(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Actor]]:
    """The officers of the invented province by login; the world is rolled back when the module ends."""
    with django_db_blocker.unblock(), staffed_province(tmp_path_factory.mktemp("home")) as officers:
        yield officers


@pytest.fixture
def room(staff_by_login: dict[str, Actor], db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """The warning room, with monitoring's answers in the test's hand."""
    yield Room(staff_by_login, monkeypatch)
    streams.forget_all()


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Title → rows of a workbook."""
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.values) for sheet in book}


def first_rows(room: Room) -> dict[str, PlaceRow]:
    """The duty chief's table by place, before any blow-up."""
    return {row.region: row for row in place_table(room.people["zhiban"], places(), {})}


def places() -> list[str]:
    """The prefectures of the invented province."""
    return [region.code for region in built_in_regions().children("990000")]


@clause("4.1.0", "1.1.a")
def test_places_stand_by_their_gravest_ticket(room: Room) -> None:
    """Open tickets by level in force, the gravest place first; what nobody signed is said to be proposed."""
    one, other = room.institutions[0], room.institutions[1]
    room.know(MILD, institution=one.pk)
    room.know(GRAVE, institution=other.pk)
    rows = place_table(room.people["zhiban"], places(), {other.pk: False, one.pk: True})
    assert (rows[0].region, rows[0].gravest, rows[0].tickets[1], rows[0].proposed[1]) == (
        other.registered_region,
        1,
        1,
        1,
    )
    assert (rows[0].blown_up, rows[0].suspected) == (0, 1)
    first = next(row for row in rows if row.region == one.registered_region)
    assert (first.blown_up, first.gravest > 1) == (1, True)
    assert {row.region for row in rows} == set(places())
    assert sum(row.institutions for row in rows) == 40
    room.sign_level(2, reason="已现场核实")
    again = first_rows(room)[one.registered_region]
    assert (again.tickets[2], again.proposed[2]) == (1, 0)


@clause("1.1.d")
def test_a_city_sees_its_own(room: Room) -> None:
    """A city's officer counts what is registered there, and beside it what only operates there."""
    city = replace(room.people["zhiban"], region="990300")
    rows = {row.region: row for row in place_table(city, ["990300"], {})}
    own = Institution.objects.filter(registered_region="990300").count()
    assert rows["990300"].institutions == own
    assert rows[""].institutions == 1
    assert set(rows) == {"990300", ""}


def test_the_page_shows_nought_and_the_unknown_apart(room: Room) -> None:
    """A place without institutions has 0, one without data 待核; numbers lead to the lists; the same as a workbook."""
    Institution.objects.filter(registered_region="990100").update(
        outstanding_balance_fen=None, balance_as_of=None, lender_count=None
    )
    Institution.objects.filter(registered_region="990600").update(registered_region="990500")
    room.know(GRAVE)
    html = page(browser("zhiban"), "/warnings/league")
    rows = dict(
        re.findall(r'<th scope="row"><a href="/institutions\?region=(\d+)">.*?</th>(.*?)</tr>', html, re.DOTALL)
    )
    assert set(rows) == set(places())
    assert rows["990100"].count("待核") == 3
    assert "待核" not in rows["990600"]
    assert "一级研判 1（建议 1）" in rows["990100"]
    assert "echarts" not in html
    book = sheets(browser("zhiban").get("/warnings/league?format=xlsx").content)
    (lines,) = book.values()
    by_code = {line[1]: line for line in lines}
    assert (by_code["990100"][3], by_code["990600"][2], by_code["990600"][3]) == ("待核", 0, 0)
    outside = next(login for login, actor in room.people.items() if actor.roles == {"R12"})
    assert browser(outside).get("/warnings/league").status_code == 403


def test_the_number_of_queries_does_not_grow(room: Room) -> None:
    """League and institution page ask as often with tickets, texts and indicators everywhere as with one."""
    one, duty = room.institutions[0], browser("zhiban")
    analyst = next(actor for actor in room.people.values() if "R5" in actor.roles)
    bring(analyst, table(DAILY, *daily(one, 3)))
    room.know(GRAVE)
    before = counted(duty, "/warnings/league", f"/institutions/{one.pk}")
    bring(analyst, table(DAILY, *daily(one, 20), *daily(room.institutions[1], 5)))
    for other in room.institutions[1:6]:
        room.know(GRAVE, institution=other.pk)
    room.sheet(by="dingfang", B2="yes")
    for ago in (1, 1, 2):
        reading(one.pk, ago)
    assert counted(duty, "/warnings/league", f"/institutions/{one.pk}") == before
    assert before["/warnings/league"] < 30


def counted(client: Client, *paths: str) -> dict[str, int]:
    """Path → queries, at the second look."""
    numbers = {}
    for path in paths:
        page(client, path)
        with CaptureQueriesContext(connection) as queries:
            page(client, path)
        numbers[path] = len(queries)
    return numbers


def reading(institution: str, ago: int, stance: str = "report", *, negative: bool = False) -> None:
    """A text of so many days ago."""
    at = timekeeping.now() - timedelta(days=ago)
    number = SignalReading.objects.count()
    SignalReading.objects.create(
        id=f"text-{number}",
        signal=f"text-{number}",
        institution=institution,
        at=at,
        received_at=at,
        channel="press",
        stance=stance,
        negative=negative,
    )


@clause("4.2.5", "4.1.b")
def test_a_chart_says_its_finding_and_the_line_it_crossed(room: Room) -> None:
    """Pay-out below nine tenths: the title tells it, the plan's lines are on it, the workbook says the same."""
    one = room.institutions[0]
    analyst = next(actor for actor in room.people.values() if "R5" in actor.roles)
    fact = bring(analyst, table(DAILY, *daily(one, 20), (one, TODAY.isoformat(), 124000, 10, 20, 100, 0))).fact
    reading(one.pk, 1, negative=True)
    room.know({**GRAVE, "payout_7_days_ppm": 771_428})
    html = page(browser("zhiban"), f"/institutions/{one.pk}")
    payout = data_of(html, "payout")
    assert payout["title"] == "7日实兑率降到 77.1%，低于90%（严重）"
    assert [(line["label"], line["value"]) for line in payout["thresholds"]] == [
        ("严重 90%", 90.0),
        ("预警 98%", 98.0),
        ("关注 100%", 100.0),
    ]
    assert (payout["unit"], payout["worse"], payout["series"][0]["points"][-1]) == ("%", "lower", ["2026-03-02", 77.14])
    assert [event["label"] for event in payout["events"]] == ["预警单"]
    assert data_of(html, "texts")["title"] == "近7日 1 条信息，其中负面 1 条"
    assert "来源：存管银行日报" in html
    assert "建议 一级研判" in html
    assert "全部暂停，停止兑付（硬规则，一级研判）" in html
    assert fact.reference in html
    for name in ("chart-balance", "outflow-7", "outflow-30", "overdue"):
        assert f'id="{name}"' in html
    book = sheets(browser("zhiban").get(f"/institutions/{one.pk}?format=xlsx&chart=payout").content)
    assert book["7日实兑率"][:2] == [("日期", "7日实兑率（%）"), ("2026-03-02", "77.14")]
    assert list(book) == ["说明", "7日实兑率"]


def test_who_may_not_see_warnings_sees_the_register_alone(room: Room) -> None:
    """A post outside the office has the register's part of the page, and no level, chart or text."""
    room.know(GRAVE)
    client = browser("zhiban")
    path = f"/institutions/{room.first}"
    assert 'id="attention"' in page(client, path)
    outside = next(login for login, actor in room.people.items() if actor.roles == {"R12"})
    html = page(browser(outside), path)
    assert "统一社会信用代码" in html
    assert not re.search(r'id="(attention|charts|measures)"', html)
    assert "研判" not in html


def test_several_series_are_the_same_as_one_by_one(room: Room) -> None:
    """One read for all charts gives what each alone gives."""
    one = room.institutions[0]
    analyst = next(actor for actor in room.people.values() if "R5" in actor.roles)
    bring(analyst, table(DAILY, *daily(one, 20)))
    names, since = ("due_to_lenders", "payout_7_days_ppm", "institution_balance_fen"), TODAY - timedelta(days=9)
    assert series_many(one.pk, names, since) == {name: series(one.pk, name, since) for name in names}
    with pytest.raises(KeyError):
        series_many(one.pk, ("payout_7_days_ppm", "nothing"), since)


def test_texts_are_counted_by_beijing_day(room: Room) -> None:
    """Reports and others apart; a text that says the same again is not counted; another's text neither."""
    reading(room.first, 1, negative=True)
    reading(room.first, 1, "denial")
    reading(room.first, 3)
    reading(room.institutions[1].pk, 1)
    SignalReading.objects.filter(pk="text-2").update(duplicate=True)
    now = timekeeping.now()
    assert texts_per_day(room.first, now - timedelta(days=7), now) == [
        TextsOfDay(TODAY - timedelta(days=1), reports=1, others=1, negative=1)
    ]


@pytest.mark.parametrize(
    ("rule", "constant"),
    [
        ("payout_7_days_ppm < 90%", 900_000),
        ("overdue_ppm >= 2.5%", 25_000),
        ("rate_above_sector_bp >= 300", 300),
        ("governance_hits >= 3 or governance_severe", None),
        ("veto_finding", None),
        ("one_ppm > other_ppm", None),
    ],
)
def test_the_constant_of_a_band(rule: str, constant: int | None) -> None:
    """A line can be drawn where the rule is one comparison with a number."""
    assert constant_of(rule) == constant


def test_every_drawn_indicator_has_its_lines() -> None:
    """The national plan's bands of the charts are single comparisons: three lines each, and a title for each state."""
    warning = built_in_plan().warning
    day = date(2026, 3, 1)
    for figure in ("payout_7_days_ppm", "net_outflow_7_days_ppm", "net_outflow_30_days_ppm", "overdue_ppm"):
        indicator = warning.indicator_of(figure)
        assert indicator is not None
        assert [line.band for line in thresholds_of(indicator)] == ["severe", "warn", "watch"]
    outflow = warning.indicator("L1")
    assert (
        finding(outflow, [(day, 10_000), (day + timedelta(days=1), 53_000)]) == "7日净流出率升到 5.3%，达到5%（预警）"
    )
    assert finding(outflow, [(day, 10_000)]) == "7日净流出率为 1.0%，未到关注线"
    assert finding(outflow, []) == "7日净流出率"
