"""The pages of coverage, checklist and practices: what they say, who may act, and what nobody is shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengsui.conduct.access import Actor
from fengsui.plan import Plan
from fengsui.plan.build import build_plan
from fengsui.plan.duties import PracticeField, PracticesFile
from fengsui.registry.plan_duties.actions import name_owner, record_practice
from fengsui.registry.plan_duties.checklist import checklist, records_of
from tests.conftest import MORNING
from tests.plan_2019_75.evening import Evening
from tests.registry.duties_plan import OPTION, PRACTICE, UNOWNED, in_force, plan_of
from tests.web.conftest import SignIn
from tests.web.markup import Page

ACT = {"idempotency_key": "11111111-1111-4111-8111-111111111111", "seen": ""}


@pytest.fixture
def plan(people: dict[str, Actor]) -> Iterator[Plan]:
    """The plan with practices, in force."""
    with in_force(plan_of()) as plan:
        yield plan


def row_of(html: str, anchor: str) -> str:
    """The row of a table that carries this id."""
    return html.partition(f'id="{anchor}"')[2].partition("</tr>")[0]


def post(browser: Client, address: str, **fields: Any) -> str:
    """What a form is answered with, redirects followed."""
    return browser.post(address, {**ACT, **fields}, follow=True).content.decode()


def test_coverage_shows_every_clause(plan: Plan, sign_in: SignIn) -> None:
    """177 rows, folded by chapter; owner, carriers that lead to the plan's pages, and what was done here."""
    html = sign_in("zhiban").get("/plan/coverage").content.decode()
    assert html.count('id="cover-') == 177
    assert "一、总体要求" in Page(html).text
    line = row_of(html, "cover-5.2.1.1.a")
    assert "值班长" in line
    assert 'href="/plan/clocks#' in line
    assert "未办" in line
    assert "办过" in row_of(html, "cover-1.1.h")
    assert 'href="/ledger/fact/' in row_of(html, "cover-1.1.h")


def test_a_clause_without_owner_is_red(plan: Plan, sign_in: SignIn) -> None:
    """1.1.b: it says so in its row, the page counts it, and it can be listed alone."""
    html = sign_in("zhiban").get("/plan/coverage?standing=gap").content.decode()
    assert "没有责任岗位" in row_of(html, f"cover-{UNOWNED}")
    assert "条有缺口" in html


def test_without_the_rule_nothing_is_red(people: dict[str, Actor], sign_in: SignIn) -> None:
    """A plan that does not ask for owners: the page says that it doesn't look for them."""
    with in_force(plan_of(provisions=())):
        html = sign_in("zhiban").get("/plan/coverage").content.decode()
    assert "没有规定每条职责都要有责任岗位" in html
    assert "没有责任岗位" not in row_of(html, f"cover-{UNOWNED}")


def test_filters_narrow_the_list(plan: Plan, sign_in: SignIn) -> None:
    """By post, by what was done, by kind of carrier; nothing that fits: the page says so."""
    browser = sign_in("zhiban")
    by_kind = browser.get("/plan/coverage?kind=时钟").content.decode()
    assert 'id="cover-5.2.1.1.a"' in by_kind
    assert 'id="cover-1.1.h"' not in by_kind
    done = browser.get("/plan/coverage?standing=done").content.decode()
    assert 'id="cover-1.1.h"' in done
    assert 'id="cover-5.2.1.1.a"' not in done
    assert browser.get("/plan/coverage?role=R3").content.decode().count('id="cover-') == 176
    assert "没有符合的条款" in browser.get("/plan/coverage?role=R19").content.decode()


def test_who_sees_no_cases_sees_only_days(plan: Plan, people: dict[str, Actor], sign_in: SignIn) -> None:
    """The exercise director may read the plan: dates and counts, no link, no number, no title of a record."""
    Evening(people).open_blown_up(0)
    chief = sign_in("zhiban").get("/plan/coverage").content.decode()
    director = sign_in("yanlian").get("/plan/coverage").content.decode()
    assert "/ledger/fact/" in chief
    assert "event/" in chief
    assert "/ledger/fact/" not in director
    assert "event/" not in director
    assert "办过" in row_of(director, "cover-1.1.h")


def test_an_officer_of_one_city_gets_no_link_elsewhere(plan: Plan, people: dict[str, Actor], sign_in: SignIn) -> None:
    """No link leads to a refusal: a city's officer opens what the city concerns."""
    html = sign_in("donglu").get("/plan/coverage").content.decode()
    assert "办过" in row_of(html, "cover-3.1.c")
    links = {a["href"] for a in Page(html).all("a") if a.get("href", "").startswith("/ledger/fact/")}
    browser = sign_in("donglu")
    assert [link for link in links if browser.get(link).status_code != 200] == []


def test_a_chapter_is_named_on_one_page(plan: Plan, people: dict[str, Actor], sign_in: SignIn) -> None:
    """未定人 becomes 进行中 with A and B; the form of a chapter has all of its duties ticked."""
    browser = sign_in("zhiban")
    assert "未定人" in row_of(browser.get("/plan/checklist").content.decode(), "duty-2.1")
    form = Page(browser.get("/plan/checklist/name?chapter=2").content.decode())
    ticked = [box["value"] for box in form.all("input") if box.get("name") == "clauses" and "checked" in box]
    assert ticked == [clause for clause in plan.clauses if clause.startswith("2.")]
    html = post(browser, "/plan/checklist/name?chapter=2", clauses=ticked, officer=people["dingfang"].officer)
    line = row_of(html, "duty-2.1")
    assert "王栈" in line
    assert "李屿" in line
    assert "进行中" in line


def test_the_named_officer_marks(plan: Plan, people: dict[str, Actor], sign_in: SignIn) -> None:
    """Who is named sees the button and marks; a note is asked for; others see no button."""
    name_owner(actor=people["zhiban"], clauses=["2.1"], officer=people["dingfang"].officer)
    address = "/plan/checklist/implemented?clause=2.1"
    assert address not in sign_in("wendian").get("/plan/checklist").content.decode()
    browser = sign_in("dingfang")
    assert address in browser.get("/plan/checklist?mine=1").content.decode()
    refused = browser.post(address, {**ACT, "clauses": ["2.1"], "note": ""})
    assert refused.status_code == 422
    html = post(browser, address, clauses=["2.1"], note="机构名册已核对")
    assert "已落实" in row_of(html, "duty-2.1")
    assert "机构名册已核对" in row_of(html, "duty-2.1")
    assert checklist(plan, MORNING).counts["done"] == 1


def test_a_refused_form_keeps_what_was_picked(plan: Plan, sign_in: SignIn) -> None:
    """No officer chosen: the page comes back with the reason and the clauses still ticked."""
    answer = sign_in("zhiban").post("/plan/checklist/name?chapter=2", {**ACT, "clauses": ["2.3"], "officer": ""})
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert [box["value"] for box in page.all("input") if box.get("name") == "clauses" and "checked" in box] == ["2.3"]


def test_options_are_on_no_checklist(plan: Plan, sign_in: SignIn) -> None:
    """可以、鼓励 are nobody's to be late with."""
    assert f'id="duty-{OPTION}"' not in sign_in("zhiban").get("/plan/checklist").content.decode()


def test_a_silent_plan_says_what_is_missing(people: dict[str, Actor], sign_in: SignIn) -> None:
    """No length: 省定参数未定. No checklist at all: the page says which rule is missing, and naming is refused."""
    with in_force(plan_of(days=None)):
        assert "省定参数未定" in row_of(sign_in("zhiban").get("/plan/checklist").content.decode(), "duty-2.1")
    with in_force(plan_of(provisions=())):
        html = sign_in("zhiban").get("/plan/checklist").content.decode()
        answer = sign_in("zhiban").post(
            "/plan/checklist/name", {**ACT, "clauses": ["2.1"], "officer": people["dingfang"].officer}
        )
    assert "没有规定落实清单" in html
    assert 'id="duty-' not in html
    assert answer.status_code == 422


def test_a_practice_is_recorded_and_shown(plan: Plan, people: dict[str, Actor], sign_in: SignIn) -> None:
    """From 未办 to the day and the next one; its page shows the record, and the coverage of both clauses has it."""
    browser = sign_in("xuanchuan")
    assert "未办" in row_of(browser.get("/plan/practices").content.decode(), PRACTICE)
    fields = {"done_on": "2026-03-01", "entry-what": "与三家媒体座谈", "entry-people": "12"}
    html = post(browser, f"/plan/practices/{PRACTICE}/record", **fields)
    assert "与三家媒体座谈" in html
    line = row_of(sign_in("yanlian").get("/plan/practices").content.decode(), PRACTICE)
    assert "2026-03-01" in line
    assert "2026-06-01" in line
    assert "/plan/practices/" not in line
    assert "办过" in row_of(browser.get("/plan/coverage").content.decode(), "cover-1.5.b")


def test_a_practice_that_asks_for_its_own_day_is_asked_once(people: dict[str, Actor], sign_in: SignIn) -> None:
    """Where the plan's record has a day of its own, that is the day it was done."""
    plan = plan_of()
    assert plan.written.practices is not None
    must = plan.practices[0]
    dated = must.model_copy(update={"fields": (PracticeField(id="held_on", name="座谈日期", kind="date"),)})
    own = build_plan(plan.written.model_copy(update={"practices": PracticesFile(practices=(dated,))}))
    with in_force(own):
        browser = sign_in("xuanchuan")
        assert 'name="done_on"' not in browser.get(f"/plan/practices/{PRACTICE}/record").content.decode()
        post(browser, f"/plan/practices/{PRACTICE}/record", **{"entry-held_on": "2026-02-27"})
        assert [str(row.done_on) for row in records_of(PRACTICE)] == ["2026-02-27"]


def test_a_record_with_a_number_of_a_person_is_refused(plan: Plan, sign_in: SignIn) -> None:
    """The page comes back with the reason; nothing is written."""
    answer = sign_in("xuanchuan").post(
        f"/plan/practices/{PRACTICE}/record", {**ACT, "done_on": "2026-03-01", "entry-what": "电 13800138000"}
    )
    assert answer.status_code == 422
    assert "手机号" in answer.content.decode()
    assert records_of(PRACTICE) == []


def test_records_stay_with_officers_of_the_whole_copy(plan: Plan, people: dict[str, Actor], sign_in: SignIn) -> None:
    """A city's officer sees the days; what a record says, and who is shown no case, not."""
    record_practice(
        actor=people["zhiban"], practice=PRACTICE, done_on=MORNING.date(), entries={"what": "与三家媒体座谈"}
    )
    assert "与三家媒体座谈" in sign_in("wendian").get(f"/plan/practices/{PRACTICE}").content.decode()
    assert "与三家媒体座谈" not in sign_in("donglu").get(f"/plan/practices/{PRACTICE}").content.decode()
    assert sign_in("yanlian").get(f"/plan/practices/{PRACTICE}").status_code == 403
    assert sign_in("wendian").get("/plan/practices/none").status_code == 404


def test_the_pages_ask_no_more_for_more_facts(plan: Plan, people: dict[str, Actor], sign_in: SignIn) -> None:
    """Coverage of a province with four events takes as many queries as with one."""
    evening, browser, numbers = Evening(people), sign_in("zhiban"), []
    for ranks in ((0,), (1, 2, 3)):
        for rank in ranks:
            evening.open_blown_up(rank)
        browser.get("/plan/coverage")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/plan/coverage").status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 20
