"""Correcting and recalling a sent paper through the pages: the page of the sent one says so."""

import re

import pytest

from tests.proofs.conftest import desk, staffed
from tests.proofs.event_pages import (
    DUTY,
    HEAD,
    WATCHER,
    WRITER,
    graded,
    refused,
    send_out,
    sign,
    submit,
    tried,
    words,
)
from tests.proofs.proving import Desk

__all__ = ["desk", "staffed"]
WRONG = {
    "passage": "现场人数",
    "wrong": "三百人",
    "right": "三十人",
    "reason": "多写一位",
    "contact_name": "锡安",
    "contact_phone": "0990-8001",
}
RECALL = {"unit": "某县金融办", "reason": "传真号有误", "contact_name": "锡安", "contact_phone": "0990-8001"}


def sent_notice(desk: Desk) -> tuple[str, str]:
    """(event, 首报): sent at 09:12."""
    event = graded(desk)
    paper = submit(desk, event, "first_notice")
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    return event, paper


def test_the_corrected_paper_says_so(desk: Desk) -> None:
    """From the sent paper to its correction, signed and sent to the same offices; both pages lead to each other."""
    event, paper = sent_notice(desk)
    before = words(desk.page(WRITER, f"{paper}/text"))
    assert "起草更正报" in words(desk.page(WRITER, paper))
    told, where = tried(desk, WRITER, f"{paper}/correct", decision="submit", **WRONG)
    assert where, told[:300]
    assert "本件所说的是" in words(desk.page(WRITER, where))
    assert re.search(r"本件有更正：更正报云网险〔2026〕\d+号·待批准", words(desk.page(WRITER, paper)))
    sign(desk, HEAD, event, "更正")
    send_out(desk, where)
    assert re.search(r"本件有更正：更正报云网险〔2026〕\d+号·已发出", words(desk.page(WRITER, paper)))
    assert words(desk.page(WRITER, f"{paper}/text")) == before


def test_a_wrong_unit_gives_its_receipt(desk: Desk) -> None:
    """The recall goes to the unit by its name, and its receipt is recorded like any other."""
    event, paper = sent_notice(desk)
    told, where = tried(desk, WRITER, f"{paper}/recall", decision="submit", **RECALL)
    assert where, told[:300]
    sign(desk, HEAD, event, "收回")
    moment = {"sent-某县金融办-date": "2026-03-02", "sent-某县金融办-time": "09:12", "channel-某县金融办": "当面"}
    told, out = tried(desk, DUTY, f"{where}/send", **moment)
    assert out, told[:300]
    received = {"received-date": "2026-03-02", "received-time": "09:12", "receiver": "陈科长", "channel": "当面"}
    told, done = tried(desk, DUTY, f"{where}/receipt/某县金融办", **received)
    assert done, told[:300]
    assert "本件曾误发，另文收回" in words(desk.page(WRITER, paper))


@pytest.mark.parametrize("unit", ["", "甲/乙", "甲 乙", "<b>甲</b>", "长" * 61])
def test_a_unit_must_have_a_name(desk: Desk, unit: str) -> None:
    """What can't be a unit's name comes back with a word about it, and nothing is written."""
    event, paper = sent_notice(desk)
    assert "单位" in refused(desk, WRITER, f"{paper}/recall", decision="submit", **{**RECALL, "unit": unit})
    assert "收回函" not in words(desk.page(WRITER, f"{event}/papers"))


def test_only_who_writes_papers_corrects_them(desk: Desk) -> None:
    """A watcher is refused the form and the act."""
    _, paper = sent_notice(desk)
    assert desk.browser(WATCHER).get(f"{paper}/correct").status_code == 403
    assert desk.answer(WATCHER, f"{paper}/correct", decision="submit", **WRONG).status_code == 403


def test_papers_about_another_are_drafted_from_it(desk: Desk) -> None:
    """There is no bare draft of a correction, and none of a kind that does not exist."""
    event, _ = sent_notice(desk)
    for kind in ("correction_report", "recall_notice", "nonsense"):
        assert desk.browser(WRITER).get(f"{event}/papers/{kind}/draft").status_code == 404


def test_the_draft_says_why_it_can_not_be_written(desk: Desk) -> None:
    """Before the first report the 续报 says what to do first; before the end the 终报 does."""
    event = graded(desk)
    assert "请先报首报" in words(desk.page(WRITER, f"{event}/papers/follow_up_report/draft"))
    assert "终止以后再写终报" in words(desk.page(WRITER, f"{event}/papers/final_report/draft"))
    offered = words(desk.page(WRITER, f"{event}/papers"))
    assert "起草态势评估" in offered
    assert "起草续报" not in offered
    assert "起草终报" not in offered
