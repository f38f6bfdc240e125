"""From the downloaded form to a green clock: filled in without a network, imported, sent and receipted as it was."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fengsui.conduct.rebuild import compare_with_database
from fengsui.documents.files import read_file
from fengsui.ledger.reading import read_all, read_stream
from tests.proofs.conftest import desk, staffed
from tests.proofs.event_pages import DAY, DUTY, HEAD, WATCHER, WRITER, graded, key, send_out, sign, submit, words
from tests.proofs.proving import Desk
from tests.response.offline.filled import OFFICES, body, call, saved

__all__ = ["desk", "staffed"]


def form_of(desk: Desk, event: str) -> str:
    """The event's offline form, as downloaded."""
    return desk.page(WRITER, f"{event}/offline/form")


def upload(desk: Desk, event: str, content: bytes, login: str = WRITER) -> tuple[str, str]:
    """(what the page says, where it led to): the second is empty where the file was not taken."""
    file = SimpleUploadedFile("离线首报.json", content, content_type="application/json")
    answer = desk.answer(login, f"{event}/offline", file=file, idempotency_key=key(), seen="")
    where = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
    return words(answer.content.decode()), where


def take(desk: Desk, preview: str, *, login: str = WRITER, **typed: Any) -> tuple[str, str]:
    """Accept what is ticked on the page."""
    page = desk.page(login, preview)
    ticked = re.findall(r'name="take" value="([^"]+)" checked', page)
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    fields = {"take": ticked, "revision": revision[1], "idempotency_key": key(), "seen": "", **typed}
    answer = desk.answer(login, preview, **fields)
    where = answer.redirect_chain[-1][0] if answer.redirect_chain and answer.status_code == 200 else ""
    return words(answer.content.decode()), where


def imports(event: str) -> list[Any]:
    """The event's facts of imported forms."""
    return [
        fact for fact in read_stream(f"event{event.removeprefix('/events')}") if fact.kind == "offline_form.imported"
    ]


def came_in(desk: Desk, event: str, **changes: Any) -> None:
    """A form filled in and imported."""
    _, preview = upload(desk, event, saved(body(form_of(desk, event), **changes)))
    told, where = take(desk, preview)
    assert where, told[:400]


def test_the_form_is_one_file(desk: Desk) -> None:
    """The download needs nothing else: no address, no import; it has the plan's fields, the three offices, the mark."""
    event = graded(desk)
    answer = desk.browser(WRITER).get(f"{event}/offline/form")
    assert "attachment" in answer["Content-Disposition"]
    page = answer.content.decode()
    assert not re.search(r"\s(?:src|href)=|url\(|@import|https?:", page)
    for said in (
        "基本经过（200字以内）",
        "待偿余额",
        "网贷整治办",
        "互金整治办",
        "处非办",
        "江桥贷停付",
        "不得用于真实事件",
    ):
        assert said in page
    assert desk.browser(WRITER).get("/papers/offline-form").status_code == 200
    assert "离线首报表" in words(desk.page(DUTY, "/desk"))


def test_from_the_form_to_green_clocks(desk: Desk) -> None:
    """Compared, taken, signed, then one press: sending and receipts stand at their own times (补录)."""
    event = graded(desk)
    told, preview = upload(desk, event, saved(body(form_of(desk, event))))
    assert preview.startswith(f"{event}/offline/"), told[:400]
    assert imports(event) == []
    told = words(desk.page(WRITER, preview))
    assert "还没有登记任何内容" in told
    assert "江桥贷公告停付，网络中断，已电话核实。" in told
    assert "12.40亿元" in told
    told, where = take(desk, preview)
    assert where == f"{event}/offline", told[:400]
    assert "下一步：核对草稿，送签" in told
    draft = desk.page(WRITER, f"{event}/papers/first_notice/draft")
    assert "网络中断，已电话核实" in draft
    assert "12.40亿元" in words(draft)
    fact = imports(event)[0]
    assert fact.payload["filled_by"] == "锡安"
    assert b"offline-form" in read_file(stream=fact.stream, digest=fact.payload["digest"])
    paper = submit(desk, event, "first_notice", narrative="江桥贷公告停付，网络中断，已电话核实。")
    approve_at(desk, event, paper, "08:59")
    told = words(desk.page(DUTY, f"{event}/offline"))
    assert "按离线记录登记发出和回执" in told
    record(desk, event)
    told = words(desk.page(DUTY, paper))
    assert told.count("已回执3月2日09:03") == 3 or told.count("已回执03月02日09:03") == 3, told[:900]
    assert "离线记录都已登记" in words(desk.page(DUTY, f"{event}/offline"))
    facts = read_stream(fact.stream)
    receipts = {row.reference for row in facts if row.kind == "receipt.recorded"}
    settled = [row.payload for row in facts if row.kind == "clock.settled" and row.payload["by"] in receipts]
    assert [row["settled_at"] for row in settled] == [f"{DAY}T01:03:00.000000Z"] * 3
    assert compare_with_database(list(read_all())) == []


def approve_at(desk: Desk, event: str, paper: str, clock: str) -> None:
    """The duty chief writes down what the head approved by telephone at this o'clock."""
    page = desk.page(DUTY, f"{event}/sign/{paper.rpartition('/')[2]}")
    seen = re.search(r'name="seen_hash" value="([0-9a-f]+)"', page)
    officer = re.search(r'<option value="(officer/[^"]+)"', page)
    assert seen
    assert officer
    fields = {"approved-date": DAY, "approved-time": clock, "mode": "telephone", "officer": officer[1]}
    answer = desk.answer(
        DUTY, f"{event}/sign/{paper.rpartition('/')[2]}", seen_hash=seen[1], idempotency_key=key(), **fields
    )
    assert answer.redirect_chain, words(answer.content.decode())[:400]


def record(desk: Desk, event: str) -> str:
    """Press “按离线记录登记发出和回执”; the text of the page that follows."""
    answer = desk.answer(DUTY, f"{event}/offline/record", idempotency_key=key(), seen="")
    return words(answer.content.decode())


def test_the_same_file_twice_does_nothing_twice(desk: Desk) -> None:
    """The second import is refused with a word, whoever does it; a second press records nothing again."""
    event = graded(desk)
    content = saved(body(form_of(desk, event)))
    _, preview = upload(desk, event, content)
    assert take(desk, preview)[1]
    before = len(list(read_all()))
    _, again = upload(desk, event, content, DUTY)
    assert "导入过，不用再导入" in words(desk.page(DUTY, again))
    answer = desk.answer(DUTY, again, take=["text:course"], revision="1", idempotency_key=key(), seen="")
    assert "已经导入过" in words(answer.content.decode())
    assert len(list(read_all())) == before
    paper = submit(desk, event, "first_notice")
    approve_at(desk, event, paper, "08:59")
    record(desk, event)
    before = len(list(read_all()))
    assert "没有可以登记的" in record(desk, event)
    assert len(list(read_all())) == before


def test_a_notice_that_went_out_meanwhile_stands(desk: Desk) -> None:
    """The page says so and what to do; figures and receipts still come in, the draft does not."""
    event = graded(desk)
    content = saved(body(form_of(desk, event), calls=[call(OFFICES[0], "09:12", "09:12")], saved_at=f"{DAY}T09:12"))
    paper = submit(desk, event, "first_notice")
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    _, preview = upload(desk, event, content)
    page = desk.page(WRITER, preview)
    assert "首报已经发出" in words(page)
    assert "另发更正报" in words(page)
    assert 'value="text:' not in page
    forced = desk.answer(WRITER, preview, take=["text:course"], revision="0", idempotency_key=key(), seen="")
    assert "草稿不能再填" in words(forced.content.decode())
    assert imports(event) == []
    assert take(desk, preview)[1]
    refused = record(desk, event)
    assert "离线记录都已登记" in refused
    assert words(desk.page(DUTY, paper)).count("已回执") == 1


def test_told_before_the_notice_went_out_is_no_receipt(desk: Desk) -> None:
    """Sent by a colleague at 09:12: what an office received at 09:03 stops no clock, and the page says so."""
    event = graded(desk)
    content = saved(body(form_of(desk, event), calls=[call(OFFICES[0])]))
    paper = submit(desk, event, "first_notice")
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    _, preview = upload(desk, event, content)
    assert take(desk, preview)[1]
    assert "网贷整治办离线时的回执早于首报发出" in words(desk.page(DUTY, f"{event}/offline"))
    assert "没有可以登记的" in record(desk, event)
    assert "已回执" not in words(desk.page(DUTY, paper))


def test_nothing_is_half_written(desk: Desk) -> None:
    """A draft that a colleague saved in between refuses the whole import: no fact, no figure, no line of the log."""
    event = graded(desk)
    _, preview = upload(desk, event, saved(body(form_of(desk, event))))
    page = desk.page(WRITER, preview)
    fields = {"decision": "save", "revision": "0", "narrative": "同事写的", "idempotency_key": key(), "seen": ""}
    assert desk.answer(DUTY, f"{event}/papers/first_notice/draft", **fields).status_code == 200
    before = len(list(read_all()))
    ticked = re.findall(r'name="take" value="([^"]+)" checked', page)
    answer = desk.answer(WRITER, preview, take=ticked, revision="0", idempotency_key=key(), seen="")
    assert "另一位同事刚刚保存过" in words(answer.content.decode())
    assert len(list(read_all())) == before
    assert 'value="text:course" checked' in answer.content.decode(), "what the officer had ticked stays ticked"
    fresh = desk.page(WRITER, preview)
    assert "同事写的" in fresh
    assert 'value="text:course" checked' not in fresh, "a colleague's words are not written over unasked"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"world": "live"}, "正式环境下载"),
        ({"mark": "eyJ9.forged"}, "不是用本系统下载"),
        ({"filled_by": " "}, "没有写填报人"),
        ({"saved_at": "2026-13-45T99:99"}, "时间"),
        ({"texts": {"course": "长" * 2001}}, "太长"),
        ({"texts": {"course": "绝密★启用前"}}, "国家秘密"),
        ({"form": "written_report"}, "另一套环境"),
        ({"surplus": 1}, "不完整"),
        ({"calls": [call(OFFICES[0])] * 2}, "写了两次"),
        ({"figures": {"outstanding_amount_fen": 3}}, "数据栏"),
    ],
)
def test_a_file_that_is_not_right_says_why(desk: Desk, changes: dict[str, Any], said: str) -> None:
    """Every kind of wrong file comes back with its own sentence; nothing is kept or written."""
    event = graded(desk)
    before = len(list(read_all()))
    told, where = upload(desk, event, saved(body(form_of(desk, event), **changes)))
    assert where == ""
    assert said in told
    assert len(list(read_all())) == before


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        ([call(OFFICES[0], "09:59", "10:01")], "晚于现在"),
        ([call(OFFICES[0], "09:05", "09:01")], "回执时间早于发出时间"),
        ([{**call(OFFICES[0]), "sent_at": ""}], "没有写发出时间"),
        ([{**call(OFFICES[0]), "receiver": " "}], "没有写接收人"),
        ([{**call(OFFICES[0]), "receiver": "陈某13800138000"}], "手机号"),
        ([call("nobody")], "没有“nobody”这个接收单位"),
    ],
)
def test_times_that_can_not_be_are_told(desk: Desk, calls: list[dict[str, str]], said: str) -> None:
    """A call that can't have been comes back when the import is confirmed, and nothing is written."""
    event = graded(desk)
    _, preview = upload(desk, event, saved(body(form_of(desk, event), calls=calls)))
    before = len(list(read_all()))
    told, where = take(desk, preview)
    assert where == ""
    assert said in told, told[:300]
    assert len(list(read_all())) == before


def test_a_form_of_another_event_stays_out(desk: Desk) -> None:
    """A form that was made for one event does not come into another; one for any event does."""
    from tests.proofs.event_pages import open_event  # noqa: PLC0415

    event, other = graded(desk), open_event(desk, 5)
    told, where = upload(desk, other, saved(body(form_of(desk, event))))
    assert where == ""
    assert f"是为事件{event.rpartition('/')[2]}填的" in told
    told, where = upload(desk, other, saved(body(desk.page(WRITER, "/papers/offline-form"))))
    assert where, told[:300]


def test_partly_told_offices_are_sent_to_by_hand(desk: Desk) -> None:
    """Where not every office was told without a network, the press says to record the sending one by one."""
    event = graded(desk)
    came_in(desk, event, calls=[call(OFFICES[0])])
    paper = submit(desk, event, "first_notice")
    approve_at(desk, event, paper, "08:59")
    before = len(list(read_all()))
    assert "没有报给全部接收单位" in record(desk, event)
    assert len(list(read_all())) == before
    assert 'value="09:01"' in desk.page(DUTY, f"{paper}/send")


def test_a_plan_without_the_form_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the plan has no form for the 首报 there is none to download: a page with a word, no fault."""
    event = graded(desk)
    monkeypatch.setattr("fengsui.response.offline.template.offline_fields", lambda _: ())
    for address in ("/papers/offline-form", f"{event}/offline/form"):
        assert "预案没有首报表" in words(desk.page(WRITER, address))


def test_what_the_event_says_can_not_break_out(desk: Desk) -> None:
    """A name with marks of HTML stands on the form as it is written; nothing of it is run."""
    from tests.proofs.event_pages import open_event  # noqa: PLC0415

    event = open_event(desk, 6, name='甲"><script>alert(1)</script>贷停付')
    page = form_of(desk, event)
    assert page.count("<script") == 2
    assert "&lt;script&gt;alert(1)" in page


def test_who_writes_no_papers_imports_none(desk: Desk) -> None:
    """A watcher gets neither the form nor the page; a file of one officer is not another's to confirm."""
    event = graded(desk)
    for address in (f"{event}/offline", f"{event}/offline/form", "/papers/offline-form"):
        assert desk.browser(WATCHER).get(address).status_code == 403
    _, preview = upload(desk, event, saved(body(form_of(desk, event))))
    assert desk.browser(DUTY).get(preview).status_code == 404
    assert desk.answer(WRITER, f"{event}/offline/record", idempotency_key=key()).status_code == 403
