"""Merge, split, reopening and a change of the lead through the pages, each in its officer's browser."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fengsui.response.models import Event
from fengsui.web.pages.response.grade_clocks import clocks_by_grade
from tests.plan_2019_75.evening import Evening
from tests.response.test_joining import check
from tests.web.forms import errors_of, fill_in
from tests.web.markup import Page


def browser(login: str) -> Client:
    """A browser in which the officer of this login has signed in."""
    client = Client()
    user, _ = User.objects.get_or_create(username=login)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(login: str, address: str) -> str:
    """The text of a page without faults."""
    answer = browser(login).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    page = Page(answer.content.decode())
    assert page.faults() == []
    return page.text


def at(event: str, page: str = "") -> str:
    """The address of an event's page."""
    return f"/events/{event.partition('/')[2]}{page}"


def test_two_events_become_one(evening: Evening) -> None:
    """The page says what passes over; the closed event leads to the one that goes on, which names it."""
    staying = evening.graded()
    going = evening.open_blown_up(2, occurred=-30, known=0)
    page = read("zhiban", at(going, "/merge"))
    assert "爆雷和疑似爆雷 1 条" in page
    answer = fill_in(browser("zhiban"), at(going, "/merge"), into="2026-001", reason="查明同一实际控制人")
    assert answer.status_code == 303, errors_of(answer)
    assert answer["Location"] == at(staying)
    closed, goes_on = read("zhiban", at(going)), read("zhiban", at(staying))
    assert "已并案" in closed
    assert "本事件已并入 2026-001 号事件" in closed
    assert "查明同一实际控制人" in goes_on
    assert "2026-002号事件并入" in read("zhiban", at(staying, "/timeline"))
    assert "处置中" not in closed


def test_a_merge_without_a_reason_is_asked_again(evening: Evening) -> None:
    """A form without a reason, or into an event that is none, changes nothing."""
    evening.open(0)
    going = evening.open(1)
    for typed in ({"reason": ""}, {"reason": "同因", "into": "1999-999"}):
        answer = browser("zhiban").post(
            at(going, "/merge"),
            {"idempotency_key": "0b2f4b5c-54a4-4a5e-9c2e-6f1c0c5f0001", "into": "2026-001", **typed},
        )
        assert answer.status_code == 422
    assert Event.objects.get(pk=going).status == "open"


def test_an_institution_gets_an_event_of_its_own(evening: Evening) -> None:
    """Both pages name the split; the new event is still to be graded."""
    event = evening.cluster()
    moved = evening.institutions[1]
    answer = fill_in(
        browser("zhiban"), at(event, "/split"), institution=moved.pk, name="另案停付", reason="资金、人员均无关联"
    )
    assert answer.status_code == 303, errors_of(answer)
    new = read("zhiban", answer["Location"])
    assert "拆自" in new
    assert "另案停付" in new
    assert "拆出" in read("zhiban", at(event))
    assert moved.name in read("zhiban", at(event))


def test_the_earlier_end_stays_visible(evening: Evening) -> None:
    """A false alarm is taken back: the page shows both, with both reasons."""
    event = evening.cluster()
    evening.dismiss(event, "客服误传")
    assert "按原来的起点和期限" in read("zhiban", at(event, "/reopen"))
    answer = fill_in(browser("zhiban"), at(event, "/reopen"), reason="存管银行确认停付")
    assert answer.status_code == 303, errors_of(answer)
    page = read("zhiban", at(event))
    assert "客服误传" in page
    assert "存管银行确认停付" in page
    assert "处置中" in page


def test_the_province_passes_the_lead_on(evening: Evening) -> None:
    """The head chooses among the places that take part; the page shows the former lead."""
    event = evening.open_blown_up(1)
    new = evening.state(event).regions[1]
    answer = fill_in(browser("zuzhang"), at(event, "/lead"), region=new, reason="出借人主要在经营地")
    assert answer.status_code == 303, errors_of(answer)
    assert "出借人主要在经营地" in read("zuzhang", at(event))
    assert Event.objects.get(pk=event).lead_region == new


@pytest.mark.parametrize("page", ["/merge", "/split", "/reopen", "/lead"])
def test_pages_of_others_are_closed(evening: Evening, page: str) -> None:
    """A watcher decides none of it; an unknown event is not there."""
    event = evening.open(0)
    assert browser("dingfang").get(at(event, page)).status_code == 403
    assert browser("zuzhang").get(f"/events/1999-001{page}").status_code in {403, 404}


def test_what_a_downgrade_stops_is_shown_before_it_is_signed(evening: Evening) -> None:
    """The page names every clock that stops and every one that goes on; signing does exactly that."""
    event = evening.graded()
    evening.activate(event)
    room = evening.room(event, "zuzhang")
    (told,) = [row for row in clocks_by_grade(room, ["extraordinary", "major"]) if row.stops]
    page = read("zuzhang", at(event, "/grade"))
    assert "签了以后，正在走的时钟" in page
    assert "首报" in page
    before = {clock["id"] for clock in (*told.stops, *told.goes_on)}
    evening.grade(event, "major", by="zuzhang", reason="影响有限")
    after = {clock.fact for clock in evening.state(event).clocks.values() if clock.running}
    assert after & before == {clock["id"] for clock in told.goes_on}
    assert told.goes_on


def test_a_first_grade_below_the_gravest_withdraws_the_provisional_clocks(evening: Evening) -> None:
    """The page says so before, and the clocks of grade 1 are called off with the grade."""
    event = evening.cluster()
    room = evening.room(event, "zhiban")
    stops = {clock["id"] for row in clocks_by_grade(room, ["major"]) for clock in row.stops}
    running = {clock.fact for clock in evening.state(event).clocks.values() if clock.running}
    evening.grade(event, "major", reason="会商认定")
    still = {clock.fact for clock in evening.state(event).clocks.values() if clock.running}
    assert running - still == stops
    assert stops


def test_a_refusal_is_overseen_by_the_province(evening: Evening) -> None:
    """What is asked and given stands on the page; a refusal needs a reason, and the superior may ask again."""
    event = evening.open_blown_up(1)
    evening.grade(event, reason="组织研判认定")
    evening.activate(event)
    region = evening.state(event).support_regions[0]
    form = at(event, "/support/new")
    assert fill_in(browser("zhiban"), form, region=region, asked="派两人到经营地核查").status_code == 303
    request = next(ref for ref, row in evening.state(event).support.items() if row["asked"])
    assert evening.running(event, "support_acknowledgement")
    answer_page = at(event, f"/support/{request.partition('#')[2]}")
    answer = fill_in(browser("zhiban"), answer_page, officer_name="值班员", agreed="no", note="")
    assert answer.status_code == 422
    answer = fill_in(browser("zhiban"), answer_page, officer_name="值班员", agreed="no", note="人手都在另案")
    assert answer.status_code == 303, errors_of(answer)
    tasks = read("zhiban", at(event, "/tasks"))
    assert "派两人到经营地核查" in tasks
    assert "不能支持" in tasks
    oversee = at(event, f"/support/{request.partition('#')[2]}/oversee")
    answer = fill_in(browser("zuzhang"), oversee, decision="support", note="特别重大事件优先")
    assert answer.status_code == 303, errors_of(answer)
    again = [row for row in evening.state(event).support.values() if row["asked"] and row["answer"] is None]
    assert [row["region"] for row in again] == [region]
    assert "特别重大事件优先" in read("zhiban", at(event, "/tasks"))
    assert "没有等督办的答复" in read("zuzhang", oversee)


def test_what_is_given_is_recorded(evening: Evening) -> None:
    """An answer that agrees says what is given, on the tasks' page and on the timeline."""
    event = evening.open_blown_up(1)
    evening.grade(event, reason="组织研判认定")
    evening.activate(event)
    (request, *_) = evening.state(event).support
    page = at(event, f"/support/{request.partition('#')[2]}")
    answer = fill_in(browser("zhiban"), page, officer_name="值班员", agreed="yes", given="两名核查员今日到位")
    assert answer.status_code == 303, errors_of(answer)
    assert "两名核查员今日到位" in read("zhiban", at(event, "/tasks"))
    assert "两名核查员今日到位" in read("zhiban", at(event, "/timeline"))


def test_neighbours_are_told_by_a_named_officer(evening: Evening) -> None:
    """Provinces over the plan's number are listed with a letter each; nothing goes out; who sent it is on record."""
    event = evening.open_blown_up(0)
    counts = "河北省 1200\n山东省，30\n河南省 5\n广东省 2"
    answer = fill_in(browser("zhiban"), at(event, "/neighbours"), counts=counts, source="机构出借人清单")
    assert answer.status_code == 303, errors_of(answer)
    page = read("zhiban", at(event, "/neighbours"))
    assert page.count("该通报") == 2  # the sentence above the table, and 河北省
    letter = read("zhiban", at(event, "/neighbours/130000"))
    assert "出借人1200人，占全部出借人的97.0%" in letter
    answer = fill_in(browser("zhiban"), at(event, "/neighbours/130000"), document="示例函〔2026〕1号")
    assert answer.status_code == 303, errors_of(answer)
    assert "已通报" in read("zhiban", at(event, "/neighbours"))
    assert "登记已发出" not in read("zhiban", at(event, "/neighbours/130000"))
    assert "已向河北省发函通报" in read("zhiban", at(event, "/timeline"))
    check(event)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ("河北省", "第 1 行"),
        ("河北省 一千二", "第 1 行"),
        ("河北省 12 张某", "第 1 行"),
        ("河北省 12\n河北省 13", "两次"),
        ("火星 12", "没有这个省份"),
        ("130100 12", "没有这个省份"),
        ("<script>alert(1)</script> 5", "没有这个省份"),
    ],
)
def test_lines_that_are_no_counts_are_asked_again(evening: Evening, counts: str, why: str) -> None:
    """Names of persons, towns and nonsense are not taken in; the page says which line."""
    event = evening.open_blown_up(0)
    answer = fill_in(browser("zhiban"), at(event, "/neighbours"), counts=counts, source="清单")
    assert answer.status_code == 422
    assert why in errors_of(answer)
    assert not evening.state(event).joining.lenders


def test_letters_are_only_for_provinces_with_lenders(evening: Evening) -> None:
    """A region without a count, or none at all, has no letter."""
    event = evening.open_blown_up(0)
    for region in ("130000", "999999", "x"):
        assert browser("zhiban").get(at(event, f"/neighbours/{region}")).status_code == 404
