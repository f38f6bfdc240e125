"""Sensitive periods: readiness goes up, the roster shows its gaps, every day has its report; through the pages."""

import re

from tests.proofs.event_pages import DUTY, HEAD, WATCHER, send, words
from tests.proofs.proving import Desk, proof
from tests.proofs.warning_pages import clocks, note, place, work

PERIODS = "/warnings/sensitive-periods"
FIRST, SECOND = "2026-03-02", "2026-03-03"
AN_EVENING_LATER = 32 * 60
"""Minutes after 09:12: 17:12 of the second day."""


def declared(desk: Desk) -> str:
    """The head declares two days; the page of the periods."""
    days = {"first_day": FIRST, "last_day": SECOND}
    return send(desk, HEAD, f"{PERIODS}/declare", name="重要会议期间", reason="上级通知", **days)


@proof("0.4")
def test_attention_and_cover_go_up_in_a_sensitive_period(desk: Desk) -> None:
    """The head declares days: attention is a level graver, the roster names the hours in which nobody is on duty."""
    note(desk, "门口聚集约三十人。", head_count="30")
    assert "建议四级研判" in words(desk.page(DUTY, place(desk)))
    told = declared(desk)
    assert "重要会议期间正在进行" in told
    assert "张望山宣布" in told
    desk.evening.at(10)
    work(desk)
    raised = words(desk.page(DUTY, place(desk)))
    assert "建议三级研判" in raised
    assert "敏感时期：重要会议期间" in raised
    assert re.search(r"3月3日周二敏感时期.{0,20}(没有人值班|24小时有人)", words(desk.page(DUTY, "/roster")))
    assert re.search(r"敏感时期重要会议期间到2026-03-03：研判级别提高", words(desk.page(DUTY, "/desk")))


@proof("0.4")
def test_each_day_of_a_sensitive_period_has_its_report(desk: Desk) -> None:
    """Each day starts a clock until 17:00; a zero report settles it, and one that is missed is told and stays."""
    declared(desk)
    work(desk)
    assert re.search(r"每日报告2026-03-02重要会议期间.{0,80}3月2日17:00到期", clocks(desk))
    told = send(desk, DUTY, f"{PERIODS}/report", day=FIRST, kind="nothing", text="")
    assert re.search(r"2026-03-02重要会议期间3月2日17:00零报告锡安3月2日09:12", told)
    assert "每日报告2026-03-02" not in clocks(desk)
    desk.evening.at(AN_EVENING_LATER)
    work(desk)
    work(desk)
    assert "已超时限：每日报告2026-03-03" in words(desk.page("wendian", "/desk"))
    told = send(desk, WATCHER, f"{PERIODS}/report", day=SECOND, kind="something", text="门口聚集约三十人，已劝离")
    assert re.search(r"2026-03-03重要会议期间3月3日17:00门口聚集约三十人，已劝离迟报王栈3月3日17:12", told)
