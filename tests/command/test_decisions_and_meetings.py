"""Decisions and joint meetings against whoever bends them."""

import re

from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all, read_stream
from tests.proofs.event_pages import DAY, DUTY, HEAD, open_event, refused, send, words
from tests.proofs.proving import Desk
from tests.proofs.test_command_desk import DECISION, sign_newest

DEPUTY = "fuzuzhang"


def test_nobody_signs_a_decision_for_another(desk: Desk) -> None:
    """The deputy can't sign what the head approved; a wrong or old page is refused; a signature is given once."""
    event = open_event(desk)
    send(desk, DUTY, f"{event}/decisions/new", **DECISION)
    waiting = read_stream(f"decision/{event.rpartition('/')[2]}")[-1]
    form = {"decision": waiting.reference, "seen_hash": waiting.hash}
    assert "须本人签字" in refused(desk, DEPUTY, "/decisions/sign", **form)
    refused(desk, DUTY, "/decisions/sign", **form)
    assert "不一致" in refused(desk, HEAD, "/decisions/sign", **{**form, "seen_hash": "0"})
    sign_newest(desk, HEAD)
    assert "不需要签字" in refused(desk, HEAD, "/decisions/sign", **form)
    assert compare_with_database(read_all()) == []


def test_a_decision_can_be_returned_with_a_reason(desk: Desk) -> None:
    """The approver returns what was not decided so; the record and the reason stay."""
    told = send(desk, DUTY, "/decisions/new", **{**DECISION, "facts": ""})
    found = re.search(r'name="decision" value="([^"]+)"', desk.page(HEAD, "/decisions"))
    assert found
    assert "等张望山签" in told
    refused(desk, HEAD, "/decisions/return", decision=found[1], reason="")
    told = send(desk, HEAD, "/decisions/return", decision=found[1], reason="会上定的是先约谈")
    assert "已退回" in told
    assert "退回理由会上定的是先约谈" in told
    assert compare_with_database(read_all()) == []


def test_a_bent_record_is_refused(desk: Desk) -> None:
    """Unknown clause, fact of nowhere, an approver who may not, tomorrow's decision, an unreadable vote, a number."""
    event = open_event(desk)
    for change in (
        {"clauses": "9.9.9"},
        {"facts": "F-99999"},
        {"approver": "officer/dingfang"},
        {"approver": "nobody"},
        {"decided-date": "2026-03-03"},
        {"votes": "张望山 同意"},
        {"question": "张某13800000000怎么办"},
        {"legal_opinion": ""},
        {"options": "只有一个"},
        {"options": "一\n" * 40},
        {"decision": ""},
    ):
        refused(desk, DUTY, f"{event}/decisions/new", **{**DECISION, **change})
    refused(desk, "gongan", f"{event}/decisions/new", **DECISION)
    refused(desk, DUTY, "/decisions/new", **DECISION)  # names a fact, and belongs to no event
    assert read_stream(f"decision/{event.rpartition('/')[2]}") == []


def test_a_meeting_needs_units_agenda_and_an_end(desk: Desk) -> None:
    """No department, no agenda, a unit the plan does not know, nobody present, a second result: each is refused."""
    event = open_event(desk)
    new = {"begins__date": DAY, "begins__time": "09:30", "title": "会商", "agenda": "口径", "department": "police"}
    refused(desk, DUTY, f"{event}/meetings/new", **{**new, "department": []})
    refused(desk, DUTY, f"{event}/meetings/new", **{**new, "agenda": " \n "})
    refused(desk, DUTY, f"{event}/meetings/new", **{**new, "department": "martians"})
    refused(desk, "xuanchuan", f"{event}/meetings/new", **new)
    assert "没有等结论的会商" in words(desk.page(DUTY, f"{event}/meetings/conclude"))
    send(desk, DUTY, f"{event}/meetings/new", **new)
    meeting = read_stream(f"meeting/{event.rpartition('/')[2]}")[-1]
    unit = meeting.payload["departments"][0]["name"]
    end = {"meeting": meeting.reference, "present": f"{unit}：处长", "conclusions": "统一口径", "tasks": ""}
    refused(desk, DUTY, f"{event}/meetings/conclude", **{**end, "present": f"{unit}："})
    refused(desk, DUTY, f"{event}/meetings/conclude", **{**end, "present": "火星局：处长"})
    refused(desk, DUTY, f"{event}/meetings/conclude", **{**end, "tasks": f"{unit}："})
    refused(desk, DUTY, f"{event}/meetings/conclude", **{**end, "conclusions": ""})
    refused(desk, DUTY, f"{event}/meetings/conclude", **{**end, "meeting": "meeting/2026-999#1"})
    send(desk, DUTY, f"{event}/meetings/conclude", **end)
    assert "已经登记结果" in refused(desk, DUTY, f"{event}/meetings/conclude", **end)
    assert compare_with_database(read_all()) == []


def test_publicity_reads_the_picture_without_decisions(desk: Desk) -> None:
    """A decision may tell of what the police do: publicity's picture and pages hold none; police and head see it."""
    event = open_event(desk)
    send(desk, DUTY, f"{event}/decisions/new", **DECISION)
    sign_newest(desk, HEAD)
    assert DECISION["decision"] in words(desk.page("gongan", f"{event}/picture"))
    assert DECISION["decision"] not in words(desk.page("xuanchuan", f"{event}/picture"))
    assert desk.browser("xuanchuan").get(f"{event}/decisions").status_code == 403
    assert desk.browser("shuiwu").get(f"{event}/picture").status_code == 403
    assert DECISION["decision"] not in words(desk.page("donglu", "/desk"))
