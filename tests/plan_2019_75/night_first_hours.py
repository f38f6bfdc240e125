"""The script from the first sign to the 2-hour line (T−40 to T+120)."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from fengsui.clock.calendar import BEIJING
from tests.plan_2019_75.evening import ORDER, TEXTS
from tests.plan_2019_75.night import (
    ANALYST,
    DUTY,
    FUNDRAISING,
    HEAD,
    OFFICES,
    PETITION,
    POLICE,
    PUBLICITY,
    WATCHER,
    WRITER,
    Night,
    clock,
    moment,
    row,
)
from tests.proofs import warning_pages
from tests.proofs.event_pages import tried

UNITS = 11
LATE_TO_SIGN = ("court", "procuratorate")
SIGNERS = {
    "anti_illegal_fundraising": "chufei",
    "police": "gongan",
    "tax": "shuiwu",
    "market_regulation": "shijian",
    "financial_regulation": "yanpan",
    "communications": "tongxin",
    "publicity": "xuanchuan",
    "court": "fayuan",
    "procuratorate": "jiancha",
    "petition": "jiefang",
    "internet_information": "wangxin",
}


@row(-40, "custody bank reports; ticket of level 1; watcher called (4.1.b, 4.2.5)")
def custody_bank_reports(night: Night) -> None:
    """Available funds fell by 30 %: a ticket of level 1, the pair named and on watch, the call on record."""
    warning_pages.measures(night, "存管户可用资金（元）", ("2026-02-28", 10_000_000), ("2026-03-01", 7_000_000))
    told = warning_pages.open_ticket(night)
    assert "一级研判" in told
    warning_pages.watchers(night)
    assert "一级研判" in night.told(DUTY, "/desk")
    night.call("盯防专人", "存管户可用资金一日下降三成，网站打开慢，请即联系平台", follows="二十分钟内回报")
    assert "去电盯防专人" in night.told(DUTY, "/calls")


@row(-25, "watcher telephones, nobody answers; premises are looked at (4.1.d, 4.1.e)")
def nobody_answers(night: Night) -> None:
    """The unanswered call stays open; the street office's order carries the photo of the premises with its SHA-256."""
    night.call("平台财务负责人", "", answered=False)
    assert "未接通" in night.told(DUTY, "/calls?open=1")
    order = night.order(WATCHER, "请街道查看平台办公地点", 1)
    page = night.browser(WATCHER).get(f"/evidence/new?subject=order/{order.rpartition('/')[2]}")
    assert page.status_code == 200
    typed = {
        "subject": f"order/{order.rpartition('/')[2]}",
        "what": "办公地点照片",
        "source": "街道",
        "place": "平台办公地点",
        "collector-1": "王栈",
        "post-1": "盯防专人",
        "collector-2": "李屿",
        "post-2": "盯防专人",
        "file": SimpleUploadedFile("门面.jpg", b"\xff\xd8\xff\xe0photo", "image/jpeg"),
    }
    piece = night.fill(WATCHER, f"/evidence/new?subject=order/{order.rpartition('/')[2]}", **typed)
    assert re.search(r"[0-9a-f]{64}", night.page(WATCHER, piece))
    night.done(WATCHER, order, "门店已锁，无人办公")


@row(0, "second of the top stops paying: GR-2 is proposed (5.1.1.b)")
def second_stops(night: Night) -> None:
    """The proposal card says numbers, rule and parameters, and whether it is borderline."""
    first, second = (str(institution.pk) for institution in night.evening.institutions[:2])
    typed = {
        "institution": [first],
        "name": "江桥贷、云渡贷停付",
        "event_type": "E1",
        "source": "存管银行电话",
        "narrative": "存管银行来电，平台停付。",
        "condition": "B2",
        "evidence": "停付公告截图",
    }
    told, night.event = tried(night, DUTY, "/events/new", **typed, **moment("occurred", -60), **moment("known", -10))
    assert night.event, told
    night.fill(
        DUTY,
        f"{night.event}/blowup?further={second}",
        institution=second,
        condition="B2",
        evidence="公告停付",
        **moment("blowup_occurred", -15),
        **moment("blowup_known", 0),
    )
    told = night.of_event()
    assert "特别重大" in told
    assert "GR-2" in told
    assert "暂计" in told, "2 h and 4 h run before the signature"
    for login in (WATCHER, DUTY):
        night.sign(login, "云渡")
        night.sign(login, "江桥")


@row(3, "duty chief fixes T0 and signs: three clocks for each term (5.2.1.1)")
def zero_is_fixed(night: Night) -> None:
    """T0 is 09:12, when the second was known; 2 h and 4 h for three offices, the 5 h and 24 h lines beside them."""
    night.fill(DUTY, f"{night.event}/grade", having="grade", grade="extraordinary", reason="")
    told = night.of_event()
    assert re.search(r"T0.{0,40}09:12", told)
    for definition, line in (("first_notice", "11:12"), ("written_report", "13:12")):
        clocks = night.running(definition)
        assert len(clocks) == len(OFFICES), definition
        assert {due for _, due in clocks} == {line}
    assert [due for _, due in night.running("follow_up_report")] == ["13:15"]
    assert night.running("first_information") == [("对外发布", "14:12")]
    assert night.running("briefing") == [("对外发布", "09:12")]


@row(10, "head approves by telephone; activation order (3.2.3.a)")
def plan_is_activated(night: Night) -> None:
    """The order says matters, level, period, measures and scope; the approval is a fact, a signature is owed."""
    order = {
        name: getattr(ORDER, name) for name in ("matters", "response_level", "expected_period", "measures", "scope")
    }
    night.fill(DUTY, f"{night.event}/activation", **order)
    night.telephone("启动令", HEAD, at=10)
    told = night.told(DUTY, f"{night.event}/activation/order")
    for part in ("一级", "三十日", "先期处置", "全省涉事机构"):
        assert part in told, part
    assert night.running("countersignature"), "the head signs it afterwards"


def tasks_of(night: Night) -> dict[str, str]:
    """Department → address of its task."""
    number = night.event.rpartition("/")[2]
    tasks = night.evening.state(night.stream).tasks
    return {
        str(task.payload["department"]): f"/tasks/{number}/{fact.rpartition('#')[2]}" for fact, task in tasks.items()
    }


@row(12, "tasks to eleven units, 15 minutes to sign (1.1.h, 1.3)")
def units_sign(night: Night) -> None:
    """Eleven tasks with A and B, one clock each; nine units sign, two do not."""
    tasks = tasks_of(night)
    assert len(tasks) == UNITS
    assert len(night.running("task_acknowledgement")) == UNITS
    for department, address in tasks.items():
        if department not in LATE_TO_SIGN:
            night.fill(SIGNERS[department], address, having="decision", decision="acknowledge")
    assert {due for _, due in night.running("task_acknowledgement")} == {clock(25)}
    assert len(night.running("task_acknowledgement")) == len(LATE_TO_SIGN)


@row(20, "place of operation is asked for support (5.2.1.0.b, 5.2.1.0.c)")
def support_is_asked(night: Night) -> None:
    """The request goes to the places of operation with 30 minutes to answer; the city answers, its clock stops."""
    support = night.evening.state(night.stream).support
    here = next(fact for fact, wanted in support.items() if wanted["region"] == "990300")
    address = f"{night.event}/support/{here.rpartition('#')[2]}"
    night.fill("donglu", address, officer_name="秦麓", channel="电话", given="派两组到门店", note="已派人")
    stopped = [row for row in night.clocks("support_acknowledgement").values() if row["status"] == "settled"]
    assert [row["settled_at"] is not None for row in stopped] == [True]


@row(25, "police begin; freezing only after filing: others' powers meanwhile (5.2.1.2.c)")
def accounts_are_watched(night: Night) -> None:
    """Evidence list, account query by 处非, watching of abnormal outflow: an order each with owner and line."""
    night.kept["evidence list"] = night.order(POLICE, "受理线索，列出证据清单", 2, "立案以后才能依法冻结")
    night.order(FUNDRAISING, "依条例第二十一条查询账户", 2, "处非牵头部门无冻结权")
    night.order(ANALYST, "请存管银行盯异常流出", 1)
    assert "依条例第二十一条查询账户" in night.told(FUNDRAISING, "/desk"), "it stands on the owner's desk"


@row(27, "two red ones are telephoned")
def red_ones_are_telephoned(night: Night) -> None:
    """Fifteen minutes passed: two lapsed; each is called, and the telephone's signature is marked as such."""
    lapsed = [row for row in night.evening.room(night.stream).clocks if row["definition"] == "task_acknowledgement"]
    late = [(row["subject_name"], row["status"], row["due_at"]) for row in lapsed if row["lapsed_at"]]
    assert len(late) == len(LATE_TO_SIGN), (late, lapsed[0])
    for department in LATE_TO_SIGN:
        night.call(f"{department}联络人", "请签收任务", follows="")
        typed = {"having": "receiver", "decision": "telephone", "receiver": "值班员"}
        night.fill(DUTY, tasks_of(night)[department], **typed)
    assert not night.running("task_acknowledgement"), night.running("task_acknowledgement")
    assert night.of_event(tab="/tasks").count("曾超时限") == len(LATE_TO_SIGN)


@row(35, "exit restriction is decided by 处非 (5.2.1.2.d)")
def exit_is_restricted(night: Night) -> None:
    """The order names posts, not persons, and has 处非 as its owner."""
    night.kept["exit restriction"] = night.order(
        FUNDRAISING, "办理限制出境（控制人和三名高管）", 2, "只限条例列明的岗位"
    )


@row(45, "首报 is drafted by itself; what is missing is 待核 (5.2.1.1.a)")
def notice_is_drafted(night: Night) -> None:
    """Figures stand in the draft with their source; the others are counted as 待核 and hold nothing up."""
    night.figures("存管银行", outstanding_amount_fen="124000", lender_count=31_200)
    night.figures("现场工作组", payment_stopped="yes", on_site_head_count=40)
    draft = night.told(WRITER, f"{night.event}/papers/first_notice/draft")
    assert "必报还缺" in draft
    assert "待核" in draft
    paper = night.submit("first_notice", **TEXTS)
    told = night.told(WRITER, paper)
    assert "31,200人" in told
    counted = re.search(r"已核(\d+)，待核(\d+)，推算(\d+)，没有数据(\d+)", told)
    assert counted
    verified, unverified, estimated, unknown = (int(number) for number in counted.groups())
    assert unverified >= 4
    assert unknown > 0
    assert verified >= 1  # names, times and counts that stand in signed records
    assert estimated == 0
    night.kept["first notice"] = paper


@row(50, "approved by telephone, read to three offices, written by line")
def notice_is_sent(night: Night) -> None:
    """The deputy head approves by telephone, the duty chief sends to all three."""
    night.telephone("首报", "fuzuzhang", at=48)
    night.send_out(night.kept["first notice"])
    assert "等回执" in night.told(DUTY, f"{night.event}/papers")


@row(55, "two receipts: their clocks stop, the third runs (5.2.1.1.a–c)")
def two_receipts(night: Night) -> None:
    """10:05 and 10:07 stop two clocks."""
    for office, at in zip(OFFICES, (53, 55), strict=False):
        night.receive(night.kept["first notice"], office, at)
    assert settled(night, "first_notice") == {"10:05", "10:07"}
    assert len(night.running("first_notice")) == 1


def settled(night: Night, definition: str) -> set[str]:
    """When clocks of a definition stopped, in Beijing time."""
    stopped = [line["settled_at"] for line in night.clocks(definition).values() if line["settled_at"]]
    return {f"{at.astimezone(BEIJING):%H:%M}" for at in stopped}


@row(70, "contagion: four live institutions share a guarantor (5.2.1.2.g)")
def contagion_is_followed(night: Night) -> None:
    """The institutions to be called are an order of the analyst; one of them gets a watch of its own."""
    night.kept["contagion"] = night.order(ANALYST, "逐家联系同一担保公司的四家机构", 2)
    night.order(WATCHER, "盯防一家可用资金占比97%的机构", 4)


@row(75, "rumour of another platform is checked (4.2.1, 5.2.1.3.c)")
def rumour_is_checked(night: Night) -> None:
    """The check of the rumour has an owner and two hours; it comes back as false."""
    order = night.order("wangxin", "核实“另一平台跑路”的传闻", 2, "查办公地点、系统、存管三处")
    night.done("wangxin", order, "三处核实，传闻不实")


@row(79, "third receipt: 10:31")
def third_receipt(night: Night) -> None:
    """The third office's clock stops by its own receipt."""
    night.receive(night.kept["first notice"], OFFICES[2], 79)
    assert not night.running("first_notice")
    assert settled(night, "first_notice") == {"10:05", "10:07", "10:31"}


@row(90, "reception team, three sites, notice text (5.2.1.4.c, 5.2.1.4.d)")
def reception_is_formed(night: Night) -> None:
    """Three sites and the notice are an order with owner; the unit's task of the plan has its line by PAR-18."""
    night.kept["reception"] = night.order(PETITION, "三处接待点开门，接待公告文本报审", 6)
    task = next(
        task for task in night.evening.state(night.stream).tasks.values() if task.payload["department"] == "petition"
    )
    assert task.payload["due_at"]


@row(110, "hotline script and five answers (1.5.b)")
def answers_are_agreed(night: Night) -> None:
    """The agreed answers have an owner and a line."""
    night.kept["answers"] = night.order(PUBLICITY, "热线口径第一版，五个问题", 3)


@row(120, "2-hour line: all three receipts are in")
def two_hours_are_kept(night: Night) -> None:
    """No 2-hour clock lapsed, none runs."""
    for clock_row in night.clocks("first_notice").values():
        assert clock_row["status"] == "settled"
        assert clock_row["lapsed_at"] is None
    assert "首报" in night.told(DUTY, f"{night.event}/papers")
