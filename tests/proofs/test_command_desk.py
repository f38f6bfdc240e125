"""Sound decisions and the joint effort: the decision log, the joint meeting, the shared picture; through pages."""

import re
from typing import Any

from tests.proofs.event_pages import DAY, DUTY, HEAD, graded, open_event, refused, send, words
from tests.proofs.proving import Desk, proof

POLICE, PUBLICITY = "gongan", "xuanchuan"
DECISION: dict[str, Any] = {
    "question": "是否请存管银行暂停平台提现",
    "options": "请存管银行暂停\n先约谈、限期说明",
    "basis": "存管银行书面答复",
    "clauses": "5.2.1.1.a",
    "facts": "F-1",
    "legal_reviewer": "法律顾问",
    "legal_opinion": "有合同依据，可行",
    "votes": "张望山：同意\n程北川：反对",
    "decision": "请存管银行暂停提现，一小时内回报",
    "approver": "officer/zuzhang",
    "decided-date": DAY,
    "decided-time": "09:10",
}
BARE = {"options": "", "legal_reviewer": "", "legal_opinion": "", "votes": ""}


def sign_newest(desk: Desk, login: str) -> str:
    """Sign the newest decision that waits for this officer."""
    page = desk.page(login, "/decisions")
    found = re.search(
        r'action="/decisions/sign".*?name="decision" value="([^"]+)".*?name="seen_hash" value="(\w+)"', page, re.DOTALL
    )
    assert found, f"no decision waits for {login}"
    return send(desk, login, "/decisions/sign", decision=found[1], seen_hash=found[2])


@proof("1.6.e")
def test_a_decision_keeps_options_review_vote_approver_and_time(desk: Desk) -> None:
    """Without options or legal review it is taken only with the reason, which stays in view; the head signs himself."""
    event = open_event(desk)
    told = refused(desk, DUTY, f"{event}/decisions/new", **{**DECISION, **BARE})
    assert "备选方案" in told
    assert "没有法律审查的写明为什么" in told
    bare = {
        **DECISION,
        **BARE,
        "no_options_reason": "只有一家存管银行",
        "no_legal_review_reason": "深夜联系不上法律顾问",
    }
    told = send(desk, DUTY, f"{event}/decisions/new", **bare)
    assert "没有备选方案只有一家存管银行" in told
    assert "没有法律审查深夜联系不上法律顾问" in told
    told = send(desk, DUTY, f"{event}/decisions/new", **DECISION)
    assert "法律顾问：有合同依据，可行" in told
    assert "同意1、反对1" in told
    assert "等张望山签" in told
    assert "签字批准" not in told
    assert "签字批准" not in words(desk.page("fuzuzhang", "/decisions"))
    told = sign_newest(desk, HEAD)
    assert re.search("批准人张望山.{0,8}09:10决定", told)
    assert "已签" in told
    assert "请存管银行暂停提现" in words(desk.page(POLICE, f"{event}/picture"))


@proof("1.3.k")
def test_departments_confer_and_read_one_picture(desk: Desk) -> None:
    """A joint meeting says who came, who did not, what was concluded; every department reads the same picture."""
    event = graded(desk)
    units = {"department": ["police", "publicity"], "title": "停付处置会商", "agenda": "资金去向\n口径"}
    told = send(desk, DUTY, f"{event}/meetings/new", begins__date=DAY, begins__time="09:30", **units)
    assert "停付处置会商" in told
    form = desk.page(DUTY, f"{event}/meetings/conclude")
    meeting = re.search(r'<option value="(meeting/[^"]+)"', form)
    listed = re.search(r'<textarea id="present"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    assert meeting
    assert listed
    first, second = [line.partition("：")[0] for line in listed[1].splitlines()]
    told = send(
        desk,
        DUTY,
        f"{event}/meetings/conclude",
        meeting=meeting[1],
        present=f"{first}：支队长\n{second}：",
        conclusions="先查资金去向，口径由宣传部门统一",
        tasks=f"{first}：查清存管资金去向 2026-03-03",
    )
    assert f"到会{first}（支队长）" in told
    assert f"缺席{second}" in told
    assert "会议议定：" in told
    seen = [words(desk.page(login, f"{event}/picture")) for login in (DUTY, POLICE, PUBLICITY)]
    for page in seen:
        assert "先查资金去向，口径由宣传部门统一" in page
        assert f"{first}：查清存管资金去向" in page
        assert "首报" in page
        assert "待核" in page
