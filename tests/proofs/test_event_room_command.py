"""特别重大: activation at once, the four requirements, the 2-hour notice and the 4-hour report; through the pages."""

import re

from tests.proofs.event_pages import (
    DAY,
    DUTY,
    HEAD,
    OFFICES,
    activated,
    draft_order,
    graded,
    receive,
    send,
    send_out,
    sign,
    submit,
    words,
)
from tests.proofs.proving import Desk, proof


@proof("3.2.3.a")
def test_the_head_decides_to_activate(desk: Desk) -> None:
    """The order waits for the head alone; signed, it has number, grade, facts, scope and signatory, and is in force."""
    event = graded(desk)
    assert "启动令" in draft_order(desk, event)
    assert "待签" in words(desk.page(DUTY, f"{event}/activation/order"))
    assert "一级响应" in sign(desk, HEAD, event, "启动令")
    order = words(desk.page(DUTY, f"{event}/activation/order"))
    assert re.search(r"云网险〔2026〕\d+号签发人：张望山", order)
    assert "事件等级特别重大" in order
    assert "范围全省涉事机构" in order


@proof("5.2.1.0.a")
def test_activation_is_immediate(desk: Desk) -> None:
    """From the signed grade a clock runs for the activation; the order settles it, and when it was is on record."""
    event = graded(desk)
    assert re.search(r"启动预案领导小组组长.{0,40}还有15分钟", words(desk.page(DUTY, event)))
    draft_order(desk, event)
    assert not re.search(r"启动预案领导小组组长.{0,40}还有", sign(desk, HEAD, event, "启动令"))
    assert "预案启动（一级响应），张望山签发" in words(desk.page(DUTY, f"{event}/timeline"))


@proof("5.2.1.0.b")
def test_the_place_of_registration_leads(desk: Desk) -> None:
    """The order says that the group of the place of registration leads and organises."""
    event = graded(desk)
    draft_order(desk, event)
    assert "牵头（注册地）云汀省云汀市" in words(desk.page(DUTY, f"{event}/activation/order"))


@proof("5.2.1.0.c")
def test_the_place_of_operation_is_asked_for_support(desk: Desk) -> None:
    """Each place of operation is asked at activation and must answer within its time; the answer is recorded."""
    event = activated(desk)
    assert re.search(r"支持请求确认云汀省东麓市等答复.{0,30}还有30分钟", words(desk.page(DUTY, event)))
    asked = re.findall(rf'href="({event}/support/\d+)"', desk.page(DUTY, f"{event}/tasks"))
    assert len(asked) == 3
    answered = {"answered-date": DAY, "answered-time": "09:12", "channel": "电话", "agreed": "yes"}
    assert "秦麓" in send(desk, DUTY, asked[-1], officer_name="秦麓", note="已到场", **answered)


@proof("5.2.1.0.d")
def test_the_four_requirements_are_a_checklist(desk: Desk) -> None:
    """All four stand on the event, each with how much of it is done."""
    told = words(desk.page(DUTY, activated(desk))).partition("四项必须做到的")[2]
    titles = ("及时传递信息", "组织开展相关处置措施", "统一口径、稳控舆情", "畅通维权途径")
    assert all(re.search(rf"{title}条款五（二）1.*?\d+/\d+", told) for title in titles)


@proof("5.2.1.1.a", "5.2.1.1.b", "5.2.1.1.c")
def test_three_offices_are_told_within_two_hours(desk: Desk) -> None:
    """Each office has a clock of its own, is named on the notice, and its own receipt stops it."""
    event = graded(desk)
    told = words(desk.page(DUTY, event))
    for office in ("网贷整治办", "互金整治办", "处非办"):
        assert re.search(rf"{office}还有1小时48分.{{0,60}}3月2日11:00到期", told), office
    paper = submit(desk, event, "first_notice")
    assert "网贷整治办、互金整治办、处非办：" in words(desk.page(DUTY, paper))
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    for office in OFFICES:
        receive(desk, paper, office)
    told = words(desk.page(DUTY, event))
    assert told.count("已回执陈值班·电话") == 3


@proof("5.2.1.1.d")
def test_a_written_report_follows_within_four_hours(desk: Desk) -> None:
    """A clock of four hours for each office; the report is numbered and signed by the head as 签发人."""
    event = graded(desk)
    assert words(desk.page(DUTY, event)).count("3月2日13:00到期") == 3
    paper = submit(desk, event, "written_report")
    sign(desk, HEAD, event, "书面报告")
    told = words(desk.page(DUTY, paper))
    assert re.search(r"云网险〔2026〕\d+号签发人：张望山", told)
    assert "网络借贷风险专项整治领导小组办公室、互联网金融风险专项整治领导小组办公室、处置非法集资工作办公室：" in told
