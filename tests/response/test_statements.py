"""The lines by which the public is told: from T0 of the gravest grade, met by a recorded release (PAR-14)."""

from dataclasses import replace
from typing import Any

import pytest

from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from fengsui.response import queries
from fengsui.response.statements.actions import StatementEntry, record_statement
from fengsui.response.statements.reactions import CLOCKS
from fengsui.web.pages.response.grade_clocks import clocks_by_grade
from tests.clauses import clause
from tests.plan_2019_75.evening import Evening, minute
from tests.response.test_joining_pages import at, browser, read
from tests.web.forms import errors_of, fill_in

ENTRY = StatementEntry("first_information", "情况说明", "省政府网站", minute(0), ("许言", "顾文简", "程北川"))


def record(evening: Evening, event: str, by: str = "xuanchuan", **changes: Any) -> None:
    """Record what was published."""
    record_statement(
        actor=evening.people[by],
        event=event,
        entry=replace(ENTRY, **changes),
        seen=None,
        idempotency_key=evening.key(),
    )


def lines(evening: Evening, event: str) -> dict[str, tuple[str, Any]]:
    """Definition → (status, line) of the newest clock of each."""
    rows = [row for row in evening.room(event).clocks if row["definition"] in CLOCKS]
    return {row["definition"]: (row["status"], row["due_at"]) for row in rows}


@clause("5.2.1.3.a")
def test_both_lines_count_from_t0(evening: Evening) -> None:
    """5 hours and 24 hours from T0, not from the signature; what was published stops its own line by when it was."""
    event = evening.cluster()
    evening.at(8)
    assert lines(evening, event) == {}
    evening.grade(event)
    assert lines(evening, event) == {
        "first_information": ("running", minute(300)),
        "briefing": ("running", minute(1440)),
    }
    evening.at(120)
    record(evening, event, published_at=minute(100))
    assert lines(evening, event)["first_information"][0] == "settled"
    assert lines(evening, event)["briefing"][0] == "running"
    record(evening, event, kind="further", published_at=minute(110))
    assert lines(evening, event)["briefing"][0] == "running"
    evening.at(1441)
    assert [row["name"] for row in evening.room(event).clocks if row["lapsed_at"] and row["definition"] in CLOCKS] == [
        "新闻发布会"
    ]
    record(evening, event, kind="briefing", published_at=minute(1430))
    assert lines(evening, event)["briefing"][0] == "settled"
    assert compare_with_database(read_all()) == []


def test_a_downgrade_ends_the_lines_and_says_so_before(evening: Evening) -> None:
    """The page of the grade lists them among those that stop; the signature ends what runs, and a met one stays met."""
    event = evening.graded()
    record(evening, event)
    room = queries.event_room(evening.people["zhiban"], event)
    told = str(clocks_by_grade(room, ["major"]))
    assert "新闻发布会" in told
    evening.grade(event, "major", by="zuzhang", reason="兑付恢复")
    assert lines(evening, event)["first_information"][0] == "settled"
    assert lines(evening, event)["briefing"][0] == "ended"
    assert read("zhiban", at(event))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"published_at": minute(5)}, "不能晚于现在"),
        ({"released": ("许言", "", "程北川")}, "保密审查"),
        ({"released": ("许言", "程北川", "程北川")}, "不同的人"),
        ({"released": ("许言",)}, "请写明谁签的"),
        ({"kind": "rumour"}, "请选择"),
        ({"title": "致张某13800000000"}, "手机号"),
    ],
)
def test_a_release_that_was_not_signed_is_no_release(evening: Evening, changes: dict[str, Any], why: str) -> None:
    """Every signature of the plan by another person, not in the future, no numbers of persons."""
    event = evening.graded()
    with pytest.raises(Refused, match=why):
        record(evening, event, **changes)
    assert lines(evening, event)["first_information"][0] == "running"


def test_the_page_records_it(evening: Evening) -> None:
    """The clock leads to the form; it asks who signed what; the list and the course of the event tell it afterwards."""
    event = evening.graded()
    assert "登记发布" in read("zhiban", at(event))
    page = at(event, "/statements")
    answer = fill_in(browser("xuanchuan"), page, having="title", title="情况说明", channel="省政府网站")
    assert answer.status_code == 422
    assert "法律审查" in errors_of(answer)
    signed = {"signature-1": "许言", "signature-2": "顾文简", "signature-3": "程北川"}
    answer = fill_in(browser("xuanchuan"), page, having="title", title="情况说明", channel="省政府网站", **signed)
    assert answer.status_code == 303, errors_of(answer)
    assert "保密审查 顾文简" in read("zhiban", page)
    assert "登记对外发布：情况说明（省政府网站）" in read("zhiban", at(event, "/timeline"))
    assert browser("gongan").get(page).status_code == 403
