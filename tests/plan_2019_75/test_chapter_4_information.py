"""Acceptance of section 四（二）: rumours, media reports, overdue and stopped payment, early redemption, crowds."""

from collections.abc import Mapping

import pytest

from fengsui.conduct.access import Actor
from fengsui.monitoring.indicators.figures import series
from fengsui.monitoring.models import Signal
from fengsui.warning import ticketing
from fengsui.warning.queries import institution_warning, ticket_page
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening
from tests.plan_2019_75.information import call, indicators, texts, work
from tests.warning.room import Room, minute


@pytest.fixture
def room(evening: Evening, people: Mapping[str, Actor]) -> Room:
    """The warning room of the staffed province."""
    return Room(people)


def used(room: Room) -> dict[str, dict[str, object]]:
    """The figures of the newest assessment by name."""
    return {figure["name"]: figure for figure in room.state().assessment["figures"]}


@clause("4.2.1")
def test_rumour_is_verified_in_time_and_answered(room: Room) -> None:
    """A rumour from an imported text starts the check's clock; claim, check, finding and public correction are kept."""
    name = room.institutions[0].name
    texts(room, ("网传消息", f"网传{name}老板跑路，消息未经证实。"), channel="public_post")
    [signal] = room.state().pending["K1"]
    clock = room.clocks("rumour_check")[0]
    hours = 2 if room.state().proposed_level == 1 else 8
    assert (clock.clause, clock.due_at) == ("4.2.1", minute(hours * 60))
    room.at(50)
    found = ticketing.SignalFinding(
        signal=signal,
        kind="K1",
        claim="称负责人跑路",
        method="到办公地点核对，负责人在岗",
        finding="false",
        evidence="现场照片编号1",
        response="publish",
        correction="3月2日10:00门户网站第一条",
    )
    ticketing.check_signal(actor=room.people["dingfang"], institution=room.first, found=found)
    assert room.clocks("rumour_check")[0].settled_at == minute(50)
    kept = room.facts("signal.checked")[0].payload
    assert (kept["finding"], kept["method"], kept["correction"]) == ("false", found.method, found.correction)
    assert kept["claim"]["sealed"]
    assert not {"remove", "delete", "block"} & set(kept)


@clause("4.2.2")
def test_media_report_is_checked_the_same_day(room: Room) -> None:
    """Outlet, date, link, alleged facts and the result of the check; the clock is of the working day."""
    name = room.institutions[0].name
    texts(room, (f"{name}逾期调查", f"本报记者获悉，{name}多个项目逾期，投资人无法提现。"))
    [signal] = room.state().pending["K2"]
    assert room.clocks("media_check")[0].due_at == minute(8 * 60)
    row = Signal.objects.get(pk=signal)
    found = ticketing.SignalFinding(
        signal=signal,
        kind="K2",
        outlet=row.source,
        published_at=row.published_at,
        address=row.address,
        claim="称多个项目逾期",
        method="调取存管流水",
        finding="partly",
    )
    ticketing.check_signal(actor=room.people["yanpan"], institution=room.first, found=found)
    kept = room.facts("signal.checked")[0].payload
    assert (kept["outlet"], kept["address"]) == ("示例日报", "https://news.example/0")
    assert kept["published_at"].startswith("2026-03-01T10:00")
    assert room.clocks("media_check")[0].status == "settled"


@clause("4.2.5")
def test_stopped_payment_is_seen_with_value_and_source(room: Room) -> None:
    """Suspended payout in a custody table jumps to level 1; the figure names its import; the check goes by level."""
    name = room.institutions[0].name
    imported = indicators(room, ("限额兑付",), (name, "2026-03-01", "全部暂停"))
    page = ticket_page(room.people["dingfang"], room.ticket.fact)
    assert page.ticket.level == 1
    assert "H2" in page.room.state.assessment["hard_rules"]
    figure = used(room)["payment_limit"]
    assert figure["value"] == 2
    assert imported.fact.reference in str(figure["sources"])
    assert "net_outflow_7_days_ppm" in page.room.state.assessment["unknown"]
    assert room.clocks("verification")[0].due_at == minute(120)


@clause("4.2.7.a")
def test_surge_of_early_redemption_is_a_series_of_amounts(room: Room) -> None:
    """Aggregates from the custody bank, day by day; the ratio is a figure with its parts and reaches its band."""
    row = room.institutions[0]
    balance = row.outstanding_balance_fen or 0
    asked = balance // 1_000_000 // 28
    days = [f"2026-02-{day:02d}" for day in range(23, 29)] + ["2026-03-01"]
    indicators(room, ("当日申请提前兑付（万元）",), *((row.name, day, asked) for day in days))
    figure = used(room)["early_redemption_7_days_ppm"]
    assert figure["numerator"] == asked * 7 * 1_000_000
    assert figure["denominator"] == balance
    bands = {band["indicator"]: band["band"] for band in room.state().assessment["bands"]}
    assert bands["L3"] == "severe"
    amounts = series(room.first, "early_redemption_requested", minute(-8 * 24 * 60).date())
    assert [value for _, value in amounts] == [asked * 1_000_000] * 7


@clause("4.2.7.b")
def test_crowd_on_the_spot_is_an_aggregate_report(room: Room) -> None:
    """Place, time, head-count, behaviour and safety; a hundred people are level 1; nobody is named."""
    call(
        room,
        "机构门前聚集约一百五十人，秩序尚可。",
        kinds=["K7"],
        on_site_head_count=150,
        at_office=True,
        behaviour="静坐，打横幅",
        safety="公安到场维持秩序",
    )
    assert room.ticket.level == 1
    assert "H6" in room.state().assessment["hard_rules"]
    assert used(room)["crowd_head_count"]["value"] == 150
    note = Signal.objects.get()
    assert (note.region, note.on_site_head_count, note.at_office) == ("990100", 150, True)
    assert (note.behaviour, note.safety, note.published_at) == ("静坐，打横幅", "公安到场维持秩序", minute(-20))
    assert room.messages()[0].urgency == "urgent"


@clause("4.2.7.c")
def test_blocked_traffic_is_reported_at_once(room: Room) -> None:
    """A report of blocked traffic is on the institution's record as a fact with its place and time."""
    call(room, "人群占用机动车道，交通堵塞。", kinds=["K7"], on_site_head_count=120, traffic_blocked=True)
    figure = used(room)["traffic_blocked"]
    assert figure["value"] is True
    assert figure["sources"] == [Signal.objects.get().pk]
    assert Signal.objects.get().traffic_blocked
    assert institution_warning(room.people["zuzhang"], room.first).state.ticket is not None


def test_worker_reads_news_once_and_attention_daily(room: Room) -> None:
    """What was read is not read again; an institution under attention is read once a day, its figures run out."""
    call(room, "人群聚集。", kinds=["K7"], on_site_head_count=120)
    assert work() == 0
    facts_before = len(room.facts())
    room.at(24 * 60 + 1)
    assert work() == 1
    assert room.state().proposed_level != 1, "the head-count is older than a day"
    assert len(room.facts()) > facts_before
    assert work() == 0
