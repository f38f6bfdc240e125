"""Duties that end by themselves are told before they end, and the head extends an activation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.command.expiring import expiring, near
from fengsui.command.periods import last_day, number_in
from fengsui.conduct import timekeeping
from fengsui.conduct.access import system_actor
from fengsui.conduct.rebuild import compare_with_database
from fengsui.dispatch import links
from fengsui.ledger.reading import read_all, read_stream
from fengsui.registry.actions import assign_duty
from tests.clauses import clause
from tests.plan_2019_75.evening import minute
from tests.proofs.event_pages import DUTY, HEAD, activated, refused, send, words
from tests.proofs.proving import Desk

FIRST = date(2026, 3, 2)
DAY = 24 * 60


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("三十日", date(2026, 4, 1)),
        ("30日内", date(2026, 4, 1)),
        ("十五天", date(2026, 3, 17)),
        ("一个月", date(2026, 4, 2)),
        ("两周", date(2026, 3, 16)),
        ("一百二十日", date(2026, 6, 30)),
        ("至2026年4月30日", date(2026, 4, 30)),
        ("到 2026-04-30 止", date(2026, 4, 30)),
        ("处置完毕为止", None),
        ("三十日或者一个月", None),
        ("至2026年2月30日", None),
        ("零日", None),
        ("9999个月", None),
    ],
)
def test_the_last_day_of_a_period_in_words(said: str, expected: date | None) -> None:
    """Days, weeks, months and named days; what could mean two things, or none, is not guessed."""
    assert last_day(said, FIRST) == expected


@given(days=st.integers(1, 999), words=st.sampled_from(("日", "天")))
def test_a_number_of_days_counts_from_the_first(days: int, words: str) -> None:
    """So many days later, however many."""
    assert last_day(f"{days}{words}", FIRST) == FIRST + timedelta(days=days)


@given(said=st.text(max_size=30))
def test_no_words_do_harm(said: str) -> None:
    """Whatever an officer types is a day or none."""
    found = last_day(said, FIRST)
    assert found is None or isinstance(found, date)
    number_in(said)


def rows(desk: Desk, login: str = DUTY) -> dict[str, tuple[str, bool]]:
    """What → (of what, whether it is warned of)."""
    return {row.what: (row.of, row.warned) for row in expiring(desk.people[login], timekeeping.now())}


@clause("3.2.3.a")
def test_an_activation_is_told_before_it_ends_and_extended_by_the_head(desk: Desk) -> None:
    """Thirty days: silent at first, on the desk a week before, red after; the head extends it by signature."""
    event = activated(desk)
    assert rows(desk)["启动令的预计期限"] == ("江桥贷停付", False)
    assert "启动令的预计期限" not in words(desk.page(DUTY, "/desk"))
    assert "4月2日00:00" in words(desk.page(DUTY, "/expiring"))
    desk.evening.at(24 * DAY + 60)
    assert rows(desk)["启动令的预计期限"][1]
    assert "启动令的预计期限：江桥贷停付" in words(desk.page(DUTY, "/desk"))
    desk.evening.at(32 * DAY)
    assert "已过期" in words(desk.page(DUTY, "/expiring"))
    stream = f"event/{event.rpartition('/')[2]}"
    typed = {"event": stream, "until": "2026-05-01", "reason": "仍有未兑付"}
    refused(desk, DUTY, "/expiring/extend", **typed)
    assert "不能早于今天" in refused(desk, HEAD, "/expiring/extend", **{**typed, "until": "2026-04-01"})
    refused(desk, HEAD, "/expiring/extend", **{**typed, "event": "event/2026-099"})
    assert "组长已延长" in send(desk, HEAD, "/expiring/extend", **typed)
    assert not rows(desk)["启动令的预计期限"][1]
    assert read_stream(stream)[-1].kind == "activation.extended"
    assert "启动期限延长到2026-05-01" in words(desk.page(DUTY, f"{event}/timeline"))
    assert compare_with_database(read_all()) == []


@clause("1.1.h")
def test_a_roster_that_runs_out_is_told_the_day_before(desk: Desk) -> None:
    """A post without a next shift stands on the desk; one more shift, and it does not."""
    desk.evening.at(2 * DAY)
    told = [row.of for row in near(desk.people[DUTY], timekeeping.now()) if row.kind == "roster"]
    assert "值班长" in told
    assign_duty(
        actor=system_actor("test", "990000"),
        region="990000",
        post="值班长",
        starts_at=minute(3 * DAY - 42),
        ends_at=minute(9 * DAY),
        officer_a=desk.people[DUTY].officer,
        officer_b=desk.people["zhiban2"].officer,
    )
    assert "值班长" not in [row.of for row in near(desk.people[DUTY], timekeeping.now()) if row.kind == "roster"]


@clause("1.3.j")
def test_an_unused_link_is_told_before_it_ends(desk: Desk) -> None:
    """The link nobody used yet stands in the list until it is used or ends, warned of in its last hour."""
    activated(desk)
    state = desk.evening.state("event/2026-001")
    about = next(fact for fact, task in state.tasks.items() if not task.acknowledged)
    links.issue(actor=desk.people[DUTY], about=about, liaison="苏联络", hours=4, idempotency_key="k")
    assert rows(desk)["答复链接"] == ("江桥贷停付 苏联络", False)
    desk.evening.at(200)
    assert rows(desk)["答复链接"][1]
    desk.evening.at(241)
    assert "答复链接" not in rows(desk)


@clause("1.1.h")
def test_another_place_sees_none_of_it(desk: Desk) -> None:
    """A prefecture does not see when the province's roster runs out."""
    assert "值班长" not in words(desk.page("donglu", "/expiring"))
