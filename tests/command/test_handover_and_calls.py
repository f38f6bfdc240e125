"""Handing over and the call log through their pages, and what they leave in the ledger."""

import re
from datetime import timedelta

from fengsui.conduct.access import system_actor
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all, read_stream
from fengsui.registry.actions import assign_duty
from tests.clauses import clause
from tests.plan_2019_75.evening import minute
from tests.proofs.event_pages import DUTY, cluster, open_event, refused, send, words
from tests.proofs.proving import Desk, plan_without

NEXT, WATCHER, CITY = "zhiban2", "dingfang", "donglu"
POST = "夜班值班长"


def night(desk: Desk, first: str = DUTY, second: str = NEXT) -> None:
    """Two shifts of one post: until 09:32, and the eight hours after it."""
    for number, login in enumerate((first, second)):
        begins = minute(-460 + 480 * number)
        assign_duty(
            actor=system_actor("test", "990000"),
            region="990000",
            post=POST,
            starts_at=begins,
            ends_at=begins + timedelta(hours=8),
            officer_a=desk.people[login].officer,
            officer_b=desk.people["dingfang2"].officer,
        )


def shift_of(desk: Desk, login: str) -> str:
    """The shift of the post that the officer's page offers for handing over."""
    found = re.search(rf'<option value="([^"]+)"[^>]*>{POST}', desk.page(login, "/handover"))
    assert found, f"{login} has no shift to hand over"
    return found[1]


def given_over(desk: Desk, notes: str = "盯住东麓，客服张某 13800000000") -> str:
    """The duty chief hands the post over to the next; the page he then sees."""
    incoming = desk.people[NEXT].officer
    return send(desk, DUTY, "/handover/give", shift=shift_of(desk, DUTY), incoming=incoming, notes=notes)


def list_to_sign(desk: Desk, login: str) -> dict[str, str]:
    """What the form of the list that waits for this officer would send."""
    page = desk.page(login, "/handover")
    found = re.search(r'name="handover" value="([^"]+)"><input type="hidden" name="seen_hash" value="(\w+)"', page)
    assert found, f"nothing waits for {login}"
    return {"handover": found[1], "seen_hash": found[2]}


@clause("1.1.h")
def test_a_shift_is_handed_over_by_two(desk: Desk) -> None:
    """What is open is frozen in the fact, the desk of who comes says so, both sign, and the table follows the facts."""
    night(desk)
    cluster(desk)
    assert f"{POST}03-0201:32–03-0209:32" in words(desk.page(DUTY, "/handover"))
    assert "等接班人签" in given_over(desk)
    frozen = read_stream("duty/990000")[-1].payload
    assert {item["title"][:2] for item in frozen["clocks"]} >= {"首报"}
    assert any("确认爆雷" in item["title"] for item in frozen["matters"])
    assert "13800000000" not in str(frozen)
    assert f"锡安把{POST}交给您" in words(desk.page(NEXT, "/desk"))
    told = send(desk, NEXT, "/handover/take", **list_to_sign(desk, NEXT))
    assert "两人已签" in told
    assert "迟交" not in told
    assert "交给您" not in words(desk.page(NEXT, "/desk"))
    assert compare_with_database(read_all()) == []


@clause("1.1.h")
def test_a_missing_handover_stands_on_the_desk_until_it_is_made_late(desk: Desk) -> None:
    """From the end of the shift the desk says that nobody signed; made later it is marked late."""
    night(desk)
    assert "没有交接" not in words(desk.page(DUTY, "/desk"))
    given_over(desk)
    desk.evening.at(21)
    assert f"没有交接{POST}锡安" in words(desk.page(DUTY, "/desk"))
    send(desk, NEXT, "/handover/take", **list_to_sign(desk, NEXT))
    assert "没有交接" not in words(desk.page(DUTY, "/desk"))
    assert "迟交" in words(desk.page(DUTY, "/handover"))


def test_who_stays_on_hands_over_to_nobody(desk: Desk) -> None:
    """The same officer in the next shift: nothing is missing."""
    night(desk, DUTY, DUTY)
    desk.evening.at(21)
    assert "没有交接" not in words(desk.page(DUTY, "/desk"))


def test_a_handover_can_not_be_forged(desk: Desk) -> None:
    """Not another's shift, not to oneself, not to a liaison; nobody signs but who was named, nor what was not seen."""
    night(desk)
    shift, officer = shift_of(desk, DUTY), desk.people
    for login, incoming in ((DUTY, DUTY), (DUTY, "shuiwu"), (WATCHER, NEXT)):
        refused(desk, login, "/handover/give", shift=shift, incoming=officer[incoming].officer)
    refused(desk, DUTY, "/handover/give", shift="roster/990000#999", incoming=officer[NEXT].officer)
    given_over(desk)
    form = list_to_sign(desk, NEXT)
    assert "不是交给您" in refused(desk, WATCHER, "/handover/take", **form)
    assert "两个人" in refused(desk, DUTY, "/handover/take", **form)
    assert "不一致" in refused(desk, NEXT, "/handover/take", **{**form, "seen_hash": "0" * 64})
    refused(desk, NEXT, "/handover/take", handover="duty/990000#77", seen_hash=form["seen_hash"])
    given_over(desk)
    assert "换新" in refused(desk, NEXT, "/handover/take", **form)
    assert [fact.kind for fact in read_stream("duty/990000")] == ["handover.prepared"] * 2


def test_notes_open_to_the_two_only(desk: Desk) -> None:
    """Who gives and who takes read the notes; another officer's attempt opens nothing."""
    night(desk)
    given_over(desk)
    form = {"handover": list_to_sign(desk, NEXT)["handover"]}
    assert "客服张某" in desk.answer(NEXT, "/handover/notes", **form).content.decode()
    assert "客服张某" not in desk.answer(WATCHER, "/handover/notes", **form).content.decode()
    assert "客服张某" not in desk.page(NEXT, "/handover")


def test_a_plan_without_the_rule_asks_for_no_handover(desk: Desk) -> None:
    """Without the provision nothing is missing and nothing can be signed; the page says so."""
    night(desk)
    with plan_without("1.1.h"):
        desk.evening.at(21)
        assert "没有交接" not in words(desk.page(DUTY, "/desk"))
        assert "现行预案没有交接班的规定" in words(desk.page(DUTY, "/handover"))
        refused(desk, DUTY, "/handover/give", shift="x", incoming="y")


CALL = {"direction": "in", "answered": "yes", "party": "省公安厅值班室", "said": "问资金去向，联系人13800000000"}


def test_a_call_is_typed_on_one_line_and_sealed(desk: Desk) -> None:
    """Who, when and that something follows stand in the list; what was said is opened only for a purpose."""
    event = open_event(desk)
    stream = f"event/{event.rpartition('/')[2]}"
    told = send(
        desk, DUTY, "/calls/log", **CALL, follows="一小时内回电", event=stream, at__date="2026-03-02", at__time="09:05"
    )
    assert "来电省公安厅值班室江桥贷停付" in told
    assert "09:05" in told
    assert "待办结" in told
    fact = read_stream("calls/990000")[-1]
    assert "13800000000" not in str(fact.payload)
    assert fact.happened_at == minute(-7)
    page = desk.page(DUTY, "/calls")
    assert "问资金去向" not in page
    assert "用途" in refused(desk, DUTY, "/calls/open", purpose="")
    assert "问资金去向" in desk.answer(DUTY, "/calls/open", purpose="核对首报").content.decode()
    assert "您不能" in refused(desk, "zuzhang", "/calls/open", purpose="看看")
    assert "1次未了" in words(desk.page(DUTY, "/desk"))
    done = send(desk, DUTY, "/calls/follow", call=fact.reference, outcome="已回电")
    assert "已办结" in done
    assert "未了" not in words(desk.page(DUTY, "/desk"))
    assert "已经办结" in refused(desk, DUTY, "/calls/follow", call=fact.reference, outcome="再回")
    assert compare_with_database(read_all()) == []


def test_calls_are_found_by_day_and_by_being_open(desk: Desk) -> None:
    """The search leaves the days asked for; an unanswered call needs no account and stays open; odd days do no harm."""
    send(desk, DUTY, "/calls/log", **CALL, at__date="2026-02-20", at__time="23:00")
    send(desk, DUTY, "/calls/log", direction="out", answered="no", party="东麓市政府值班室", said="")
    found = words(desk.page(DUTY, "/calls?from=2026-02-20&to=2026-02-20"))
    assert "省公安厅值班室" in found
    assert "去电东麓市政府值班室" not in found
    left = words(desk.page(DUTY, "/calls?open=1"))
    assert "去电东麓市政府值班室" in left
    assert "来电省公安厅值班室" not in left
    for odd in ("from=x&to=9999-99-99", "from=0001-01-01&to=9999-12-31", "page=abc", "event=event/9"):
        desk.page(DUTY, f"/calls?{odd}")


def test_a_call_of_nonsense_is_refused(desk: Desk) -> None:
    """No number in “with whom”, no call of tomorrow, no foreign event, nothing said at all."""
    assert "手机号" in refused(desk, DUTY, "/calls/log", **{**CALL, "party": "张某13800000000"})
    refused(desk, DUTY, "/calls/log", **CALL, at__date="2026-03-03", at__time="10:00")
    refused(desk, DUTY, "/calls/log", **CALL, event="event/2026-999")
    refused(desk, DUTY, "/calls/log", **{**CALL, "said": ""})
    refused(desk, DUTY, "/calls/log", **{**CALL, "direction": "sideways"})
    refused(desk, "xuanchuan", "/calls/log", **CALL)
    refused(desk, DUTY, "/calls/follow", call="calls/990000#9", outcome="好")
    assert read_stream("calls/990000") == []
