"""The script from the written report to the first 续报 (T+150 to T+360)."""

import re
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

from tests.plan_2019_75.night import (
    ANALYST,
    DUTY,
    HEAD,
    OFFICES,
    PETITION,
    PUBLICITY,
    WRITER,
    Night,
    moment,
    row,
)
from tests.plan_2019_75.night_first_hours import settled
from tests.proofs.test_command_desk import DECISION, sign_newest

RELEASED = {"signature-1": "许言", "signature-2": "顾文简", "signature-3": "程北川"}
CONTACT = {"contact_name": "锡安", "contact_phone": "0990-8001"}


@row(150, "4-hour report: custody and platform differ by 3.1 % (5.2.1.1.d)")
def written_report_is_drafted(night: Night) -> None:
    """Every number on the sheet leads to its fact; both sources of the balance stay on the page of figures."""
    night.figures("平台数据", outstanding_amount_fen="127844")
    night.figures("存管银行", verification="verified", outstanding_amount_fen="124000", lender_count=31_200)
    told = night.of_event(tab="/figures")
    assert "平台数据" in told
    assert "12.78亿元" in told
    assert "12.40亿元" in told
    night.done(ANALYST, night.kept["contagion"], "四家已联系，一家转盯防")
    paper = night.submit(
        "written_report",
        narrative="两家平台停付，预案已启动。",
        base="平台数据比存管数据多3.1%，差异为在途资金，以存管为准。",
        links="担保公司与四家在营机构共用。",
        **CONTACT,
    )
    page = night.page(WRITER, paper)
    assert "3.1%" in page
    assert re.search(rf'href="[^"]*{night.event.rpartition("/")[2]}[^"]*"[^>]*>[^<]*12\.40亿元', page), (
        "the fact behind it"
    )
    night.kept["written report"] = paper


@row(190, "legal and secrecy check, signed, number and files (domain 2.10)")
def written_report_is_signed(night: Night) -> None:
    """The head signs as 签发人; the number has its hexagonal brackets."""
    night.call("法律顾问、保密员", "书面报告已看，可以签发")
    night.sign(HEAD, "书面报告")
    assert re.search(r"云网险〔2026〕\d+号", night.told(DUTY, night.kept["written report"]))


@row(215, "4-hour report is sent and received, 25 minutes to spare")
def written_report_is_received(night: Night) -> None:
    """DOCX and PDF lie frozen beside it; three receipts stop three clocks before 13:12."""
    paper = night.kept["written report"]
    night.send_out(paper, channel="公文交换")
    for office in OFFICES:
        night.receive(paper, office, 215)
    assert settled(night, "written_report") == {"12:47"}
    assert all(line["lapsed_at"] is None for line in night.clocks("written_report").values())
    pdf = night.browser(WRITER).get(f"{paper}/file/pdf").content
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)
    assert "12.40亿元" in text
    assert "签发人：张望山" in text
    docx = night.browser(WRITER).get(f"{paper}/file/docx").content
    assert "word/document.xml" in ZipFile(BytesIO(docx)).namelist()
    told = night.told(DUTY, paper)
    assert "字体" in told, "a font that was replaced is named"
    assert [line[1] for line in night.running("follow_up_report")] == ["16:47"]


@row(240, "300 people at the office: counts only; assessment of the shift (2.5)")
def crowd_is_counted(night: Night) -> None:
    """A head-count, no names; the follow-up clock shortens to half an hour; the SitRep goes out."""
    night.figures("现场民警", on_site_head_count=300)
    assert night.running("follow_up_report") == [("立即：人员聚集", "13:42")]
    typed = {"trend": "现场约300人，情绪平稳。", "holding": "老年人专窗已开，缺遮雨棚。"}
    paper = night.submit("situation_report", **typed)
    assert "300人" in night.told(DUTY, paper)
    night.sign(DUTY, "态势评估")
    night.send_out(paper, channel="当面")
    assert "态势评估（一）" in night.told(DUTY, f"{night.event}/papers")


@row(265, "the crowd is reported at once: 续报一 carries what changed")
def follow_up_at_once(night: Night) -> None:
    """Only what changed since the written report: the crowd, not the balance."""
    paper = night.submit("follow_up_report", new_risks="现场聚集300人", **CONTACT)
    told = night.told(DUTY, paper)
    assert "续报一" in told
    changes = told.partition("上报以来变化")[2]
    assert "300人" in changes
    assert "12.40亿元" not in changes
    night.sign("fuzuzhang", "续报一")
    night.send_out(paper)
    assert [line[1] for line in night.running("follow_up_report")] == ["17:37"]


@row(280, "first public statement: inside the 5-hour line (5.2.1.3.a)")
def first_statement(night: Night) -> None:
    """Published at 13:52 and released by three: the 5-hour clock stops; the unit's task is reported done."""
    state = night.evening.state(night.stream)
    task = next(task for task in state.tasks.values() if task.payload["department"] == "publicity")
    address = f"/tasks/{night.event.rpartition('/')[2]}/{task.fact.rpartition('#')[2]}"
    assert "首次权威信息" in night.told(PUBLICITY, address)
    night.done(PUBLICITY, night.kept["answers"], "口径第一版已审签")
    night.fill(PUBLICITY, address, having="note", decision="report", note="首次权威信息已发布，下次更新18:00", done="1")
    assert "已办结" in night.told(PUBLICITY, address)
    page = f"{night.event}/statements"
    night.fill(PUBLICITY, page, having="title", title="关于两家平台停付的情况说明", channel="省政府网站", **RELEASED)
    assert "关于两家平台停付的情况说明" in night.told(DUTY, page)
    assert settled(night, "first_information") == {"13:52"}
    assert not night.running("first_information")


@row(300, "online registration opens (5.2.1.4)")
def registration_opens(night: Night) -> None:
    """Who runs the registration, and by when."""
    night.kept["registration"] = night.order(PETITION, "网上登记开通，限流排号", 1)
    night.done(PETITION, night.kept["registration"], "首小时登记1900人")


@row(345, "head's meeting of 15 minutes: three decisions (1.3.k, 1.6.e)")
def head_meets(night: Night) -> None:
    """The meeting names who came; each decision has options, review, approver and the head's own signature."""
    units = {"department": ["police", "publicity"], "title": "停付处置会商", "agenda": "资金去向\n口径"}
    night.fill(DUTY, f"{night.event}/meetings/new", **units)
    page = night.page(DUTY, f"{night.event}/meetings/conclude")
    listed = re.search(r'<textarea id="present"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert listed
    first, second = (line.partition("：")[0] for line in listed[1].splitlines())
    night.fill(
        DUTY,
        f"{night.event}/meetings/conclude",
        present=f"{first}：支队长\n{second}：许言",
        conclusions="先查资金去向，口径统一",
        tasks=f"{first}：查清资金去向 2026-03-03",
    )
    decided = {**DECISION, "facts": "", **moment("decided", 345)}
    for question in ("是否请存管银行逐笔报告", "是否设第四个接待点", "是否提请邻省协查"):
        night.fill(DUTY, f"{night.event}/decisions/new", **{**decided, "question": question})
        sign_newest(night, HEAD)
    told = night.told(HEAD, f"{night.event}/decisions")
    assert told.count("已签") >= 3
    assert "先查资金去向，口径统一" in night.told(PUBLICITY, f"{night.event}/picture")


@row(360, "续报二 carries only what changed since 续报一 (5.2.1.1.e)")
def second_follow_up(night: Night) -> None:
    """The crowd, told already, is left out; a new number is in."""
    night.figures("现场民警", on_site_head_count=120)
    assert night.running("follow_up_report") == [("立即：人员聚集", "15:42")]
    night.figures("平台数据", borrower_count=8_400)
    paper = night.submit("follow_up_report", claims="登记1900人", **CONTACT)
    changes = night.told(DUTY, paper).partition("上报以来变化")[2]
    assert "8,400人" in changes
    assert re.search(r"300人.{0,40}120人", changes)
    assert "31,200人" not in changes
    night.sign("fuzuzhang", "续报二")
    night.send_out(paper)
    assert [line[1] for line in night.running("follow_up_report")] == ["19:12"]
