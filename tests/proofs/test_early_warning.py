"""Early warning: prevention, the mechanism, prompts, measures, the named watch; proven through its pages."""

import re

from tests.proofs.event_pages import DAY, DUTY, HEAD, WATCHER, WRITER, graded, send, words
from tests.proofs.proving import Desk, proof
from tests.proofs.warning_pages import clocks, note, open_ticket, place, signatures, watch, watchers, work

HALF_DAY = 720


@proof("0.5")
def test_what_was_resolved_before_it_blew_up_is_counted(desk: Desk) -> None:
    """A ticket is opened, verified and closed as 已化解; the page of closed tickets says how many were."""
    open_ticket(desk)
    send(desk, WATCHER, f"{place(desk)}/verify", finding="true", note="存管流水核对，缺口已补足")
    send(desk, DUTY, f"{place(desk)}/close", outcome="resolved", reason="资金已补足，兑付恢复")
    told = words(desk.page(DUTY, "/warnings?status=closed"))
    assert re.search(r"一年内建单1爆雷之前已化解\D*1", told)
    assert "资金已补足，兑付恢复" in told


@proof("1.1.a")
def test_how_long_before_a_blowup_the_ticket_stood_is_measured(desk: Desk) -> None:
    """A blow-up that a ticket announced twelve hours before: counted as such, with its lead."""
    open_ticket(desk)
    desk.evening.at(HALF_DAY)
    typed = {f"met-B{number}": "no" for number in range(1, 6)} | {"met-B2": "yes", "evidence-B2": "停付公告截图"}
    for moment, clock in (("occurred", "21:12"), ("known", "21:12"), ("made-site", "21:12")):
        typed |= {f"{moment}-date": DAY, f"{moment}-time": clock}
    send(desk, WATCHER, f"{place(desk)}/sheet", **typed, **{"result-site": "公告在首页", "finding": "公告停付"})
    signatures(desk, WATCHER, DUTY)
    told = words(desk.page(DUTY, "/warnings?status=closed"))
    assert re.search(r"一年内爆雷（核查单已核实）1其中事先有预警单\D*1", told)
    assert "提前时间（中位）12小时" in told


@proof("1.1.c")
def test_key_institutions_are_listed_by_criteria_and_reviewed(desk: Desk) -> None:
    """An entry has its criteria; when it is looked at again comes from the plan, and a clock asks for it."""
    send(desk, DUTY, f"{place(desk)}/key-list", criteria="余额居全省第一", review_on="")
    told = words(desk.page(DUTY, "/warnings/key-list"))
    assert "余额居全省第一" in told
    assert "2026-06-02" in told
    assert "重点盯防名单复核" in clocks(desk)
    desk.evening.at(93 * 1440)
    send(desk, DUTY, f"{place(desk)}/key-list/review", decision="remove", reason="兑付恢复九十日", review_on="")
    assert "兑付恢复九十日" in words(desk.page(DUTY, "/warnings/key-list"))


@proof("4.1.0")
def test_the_level_table_is_adopted_with_date_and_approver(desk: Desk) -> None:
    """The head adopts the table by a document; it is an internal one, never the statutory red, orange, yellow, blue."""
    told = send(desk, HEAD, "/warnings/levels/adopt", document="云网险发〔2026〕3号")
    assert re.search(r"3月2日09:12:00云网险发〔2026〕3号张望山1级一级研判", told), told[150:500]
    assert "不是法定预警" in told
    assert not any(f"{colour}色预警" in told for colour in "红橙黄蓝")


@proof("4.1.a")
def test_information_becomes_a_ticket_by_itself(desk: Desk) -> None:
    """Indicators and hard rules of the plan are read on what comes in; nobody has to ask for it."""
    note(desk, "机构门前聚集约一百五十人，秩序尚可。", head_count="150")
    told = words(desk.page(DUTY, "/warnings"))
    assert f"建议一级研判{desk.evening.institutions[0].name}" in told
    assert "硬规则" in told


@proof("4.1.b")
def test_the_institution_is_prompted_in_time(desk: Desk) -> None:
    """Level 1: the check and the letter have two hours; the letter, signed and sent, settles its clock."""
    told = open_ticket(desk)
    assert re.search(r"风险提示提示函还没送签.{0,20}还有2小时.{0,20}3月2日11:12到期", told)
    assert re.search(r"预警核查还没有核查结论.{0,20}还有2小时", told)
    texts = dict(re.findall(r'<textarea id="(\w+)"[^>]*>\s*([^<]*)<', desk.page(WRITER, f"{place(desk)}/prompt")))
    letter = {name: text.strip() or "待核" for name, text in texts.items()}
    send(desk, WRITER, f"{place(desk)}/prompt", decision="submit", revision="0", **letter)
    paper = signatures(desk, DUTY)
    send(desk, DUTY, paper.replace("/sign/", "/papers/") + "/send", channel="电话", sent__date=DAY, sent__time="09:12")
    told = words(desk.page(DUTY, place(desk)))
    assert "提示函还没送签" not in told
    assert re.search(r"预警建单：.{4,60}还没有人阅", told), "who has read the message is on the page"


@proof("4.1.c")
def test_control_comes_before_the_blowup(desk: Desk) -> None:
    """A measure with problems, demand and ground; how long the institution has is the plan's; a clock runs for it."""
    open_ticket(desk)
    typed = {"problems": "兑付率低于九成", "demand": "补足兑付资金", "legal_basis": "暂行办法第四十条"}
    told = send(desk, DUTY, f"{place(desk)}/measure", measure="talk", due__date="", due__time="", **typed)
    assert "补足兑付资金" in told
    assert re.search(r"等机构答复或复查.{0,45}3月4日00:00到期", told)


@proof("4.1.d")
def test_a_grave_event_is_watched_by_a_named_pair(desk: Desk) -> None:
    """特别重大: the pair named for an institution watches it at once; one without a pair is called out on the event."""
    watchers(desk)
    event = graded(desk)
    work(desk)
    told = words(desk.page(DUTY, place(desk)))
    assert "特别重大，专人盯防" in told
    assert "王栈（A）李屿（B）" in told
    called = words(desk.page(DUTY, event))
    assert "未定盯防专人" in called
    assert desk.evening.institutions[1].name in called


@proof("4.1.e")
def test_tracking_is_logged_at_the_set_interval(desk: Desk) -> None:
    """The log's clock runs by the level; an entry settles it, and the next interval begins."""
    assert re.search(r"盯防日志等记盯防情况.{0,20}还有1天", watch(desk))
    desk.evening.at(60)
    known = {"known-date": DAY, "known-time": "10:12"}
    told = send(desk, WATCHER, f"{place(desk)}/watch/log", text="到场查看，正常营业", channel="巡查", **known)
    assert re.search(r"盯防日志等记盯防情况.{0,20}还有1天.{0,20}3月3日10:12到期", told)
    desk.evening.at(60 + 1440)
    assert "已超时限：盯防日志" in words(desk.page(WATCHER, "/desk"))


@proof("4.1.f")
def test_the_watch_is_analysed(desk: Desk) -> None:
    """An analysis is due within its interval: trend and cause; it settles its clock and the next one begins."""
    assert re.search(r"盯防分析等盯防分析.{0,45}3月4日00:00到期", watch(desk))
    linked = desk.evening.institutions[1].pk
    typed = {"trend": "worsening", "cause": "大额借款人逾期", "linked": linked}
    told = send(desk, "yanpan", f"{place(desk)}/watch/analysis", **typed)
    assert "分析加重：大额借款人逾期" in told


@proof("4.1.g")
def test_the_watch_is_reported_and_received(desk: Desk) -> None:
    """The watcher reports, the duty chief is asked to sign for it and does; a clock asks for the next one."""
    assert re.search(r"盯防报告等盯防报告.{0,45}3月4日00:00到期", watch(desk))
    send(desk, WATCHER, f"{place(desk)}/watch/report", summary="资金缺口扩大", changes="新增一笔逾期")
    assert "签收盯防报告：资金缺口扩大" in words(desk.page(DUTY, "/warnings"))
    found = re.search(rf'action="({place(desk)}/watch/acknowledge/\d+)"', desk.page(DUTY, place(desk)))
    assert found
    assert "锡安已签收" in send(desk, DUTY, found[1])
