"""The clauses of the event room: what is in scope, who decides, how an event is handled; proven through its pages."""

import re
from typing import Any

import pytest

from tests.proofs.event_pages import (
    DAY,
    DUTY,
    HEAD,
    ORDER,
    PASSAGES,
    WRITER,
    activated,
    cluster,
    graded,
    institution,
    open_blown_up,
    open_event,
    refused,
    report,
    send,
    sign_grade,
    suspect,
    words,
)
from tests.proofs.proving import Desk, proof


def reported_as(desk: Desk, kind: str, name: str, **typed: Any) -> str:
    """An event of this type is reported; its page, which names the type."""
    told = words(desk.page(DUTY, open_event(desk, event_type=kind, **typed)))
    assert f"涉事机构{name}" in told
    return told


@proof("2.1")
def test_overdue_redemption_is_in_scope(desk: Desk) -> None:
    """逾期兑付 can be reported as what it is."""
    reported_as(desk, "E1", "逾期兑付")


@proof("2.2")
def test_exit_suspension_and_absconding_are_in_scope(desk: Desk) -> None:
    """退出、转型、停业、失联、跑路: one of the five must be chosen, and stands on the event."""
    told = refused(desk, DUTY, "/events/new", **report(desk, event_type="E2"))
    assert "具体情形" in told
    told = reported_as(desk, "E2", "退出、转型、停业、失联、跑路", subtype="absconding")
    assert "·跑路" in told


@proof("2.3")
def test_economic_crime_is_in_scope(desk: Desk) -> None:
    """诈骗、非法集资 and other economic crime can be reported."""
    reported_as(desk, "E3", "诈骗、非法集资等经济犯罪案件")


@proof("2.4")
def test_guarantee_insurance_is_in_scope(desk: Desk) -> None:
    """A risk event of guarantee insurance can be reported."""
    reported_as(desk, "E4", "保证保险风险事件")


@proof("2.5")
def test_group_visits_are_in_scope(desk: Desk) -> None:
    """A group visit of lenders can be reported, with a head-count and no names."""
    counted = {"value-on_site_head_count": "60", "verification-on_site_head_count": "unverified"}
    since = {"as_of-date": DAY, "as_of-time": "08:30", "figures_source": "现场工作组"}
    assert "现场人数60人" in reported_as(desk, "E5", "出借人群访事件", **counted, **since)


@proof("2.6")
def test_other_matters_are_in_scope_with_a_reason(desk: Desk) -> None:
    """Anything else that may have a bad impact: only with the reason written down."""
    told = refused(desk, DUTY, "/events/new", **report(desk, event_type="E6"))
    assert "列为其他事件的理由" in told
    reported_as(desk, "E6", "其他可能造成恶劣影响的事件", inclusion_reason="平台数据疑似外泄，出借人集中询问")


@proof("P.1")
def test_every_event_goes_through_the_same_steps(desk: Desk) -> None:
    """Activation waits for the grade; each step stands with its time; a grade without a rule has its reason."""
    event = open_event(desk)
    assert "先定级，再启动预案" in refused(desk, DUTY, f"{event}/activation", **ORDER)
    sign_grade(desk, event, "major", reason="会商认定影响面大")
    told = words(desk.page(DUTY, f"{event}/timeline"))
    assert "办理步骤" in told
    steps = told.partition("办理步骤")[2]
    assert re.search(r"报告3月2日08:32.*核实—还没有定级3月2日09:12.*会商认定影响面大.*启动—还没有", steps)


@proof("0.8")
def test_departments_work_on_one_list(desk: Desk) -> None:
    """Activation gives every department its task on one list; what one signs for, the duty chief sees."""
    event = activated(desk)
    told = words(desk.page(DUTY, f"{event}/tasks"))
    assert "公安受理案件线索" in told
    assert "税务提供涉事机构税务情况" in told
    own = re.search(r'href="(/tasks/[^"]+)"', desk.page("shuiwu", "/tasks"))
    assert own, "the tax liaison has a task"
    send(desk, "shuiwu", own[1], decision="acknowledge")
    assert "11项：已签收1" in words(desk.page(DUTY, f"{event}/tasks"))


@proof("1.1.e")
def test_a_grade_is_signed_by_level(desk: Desk) -> None:
    """The duty chief may raise; only the head may lower, with a reason; at 特别重大 the head directs."""
    event = graded(desk)
    assert "组长统一指挥" in words(desk.page(DUTY, event))
    assert "须由组长签字" in refused(desk, DUTY, f"{event}/grade", grade="major", reason="影响有限")
    assert "必须写明理由" in refused(desk, HEAD, f"{event}/grade", grade="major", reason="")
    assert "组长或者副组长指挥" in sign_grade(desk, event, "major", reason="影响有限", login=HEAD)


@proof("1.2.f")
def test_each_level_has_who_directs(desk: Desk) -> None:
    """A 重大 event names who directs it: head or deputy; a lesser one the deputy or the duty chief."""
    event = open_event(desk)
    assert "副组长或者值班长指挥" in sign_grade(desk, event, "other", reason="只有一家，金额小")
    assert "组长或者副组长指挥" in sign_grade(desk, event, "major", reason="出借人多")


@proof("1.1.h")
def test_no_task_without_a_named_person(desk: Desk) -> None:
    """A department whose liaisons have left keeps the order from the head, until somebody is named."""
    event = graded(desk)
    for liaison in ("shuiwu", "shuiwu2"):
        send(desk, "guanli", f"/officer/{liaison}/end", reason="调任")
    assert "税务还没有指定联络人和替补（AB角）" in refused(desk, DUTY, f"{event}/activation", **ORDER)


@proof("1.2.g")
def test_the_territory_is_responsible(desk: Desk) -> None:
    """Where the institution is registered leads, where it operates supports: computed as the event is reported."""
    told = words(desk.page(DUTY, open_event(desk, rank=1)))
    assert "牵头云汀省南浦市·配合云汀省东麓市" in told


@proof("5.1.1.b")
def test_top_ranked_institutions_blowing_up_together(desk: Desk) -> None:
    """Two of the four largest within 30 days: GR-2 holds, 特别重大 is proposed, and T0 names the rule."""
    event = open_blown_up(desk, rank=2)
    told = suspect(desk, event, rank=3)
    assert "建议特别重大" in told
    assert re.search("GR-2“30日内省内前K位机构爆雷家数”不少于2[^立]*成立GR-3", told)
    assert re.search(r"3月2日09:00按GR-1、GR-2", told)


@proof("1.2.a")
def test_the_central_leading_group_is_named_as_lead(desk: Desk) -> None:
    """The plan's page on organisation names the central body and its part: 牵头."""
    page = desk.page("zhiban", "/plan/organisation?q=网络借贷风险专项整治领导小组")
    assert "网络借贷风险专项整治领导小组</" in page
    assert "牵头" in page


@proof("1.2.d")
def test_the_provincial_government_gets_a_copy(desk: Desk) -> None:
    """The written report goes in copy to the provincial government, under whose leadership the work is done."""
    event = open_event(desk)
    assert "抄送：省级人民政府" in words(desk.page(WRITER, f"{event}/papers/written_report/draft"))


@proof("1.6.c")
def test_a_report_is_clear_or_says_what_is_not(desk: Desk) -> None:
    """A 首报 without a required passage is not submitted; a figure nobody knows is written 待核."""
    draft = f"{open_event(desk)}/papers/first_notice/draft"
    assert "待偿余额待核" in words(desk.page(WRITER, draft))
    passages = {**PASSAGES, "support_needed": ""}
    told = refused(desk, WRITER, draft, decision="submit", revision="0", **passages)
    assert "请填写“需要支持”（●必报）" in told


def test_a_proposal_needs_institutions_that_are_there(desk: Desk) -> None:
    """The largest four are what the proofs take them for: two of them make a cluster, one alone does not."""
    event = open_blown_up(desk)
    assert "建议特别重大" not in words(desk.page(DUTY, event))
    assert institution(desk, 0) != institution(desk, 1)
    assert "建议特别重大" in words(desk.page(DUTY, cluster(desk)))


@pytest.mark.parametrize("login", ["xuanchuan", "shuiwu"])
def test_a_refused_form_is_not_taken_for_a_page(desk: Desk, login: str) -> None:
    """Who may not report an event gets no event: a proof cannot pass on a refusal."""
    assert "您不能打开这一页" in refused(desk, login, "/events/new", **report(desk))
