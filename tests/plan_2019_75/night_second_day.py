"""The script from the filed case to the review of the 24 hours (T+420 to T+1,440)."""

import re
from datetime import timedelta

from fengsui.conduct.access import system_actor
from fengsui.registry.actions import assign_duty
from tests.plan_2019_75.evening import minute
from tests.plan_2019_75.night import (
    ANALYST,
    DUTY,
    HEAD,
    NEXT,
    POLICE,
    PUBLICITY,
    WRITER,
    Night,
    row,
)
from tests.plan_2019_75.night_first_hours import settled
from tests.plan_2019_75.night_reports import CONTACT, RELEASED
from tests.proofs import letter_pages

HALF_A_YEAR = 24 * 181


@row(420, "police file the case: freezing with an end, lenders' money left out (5.2.1.2.c)")
def case_is_filed(night: Night) -> None:
    """The filing brings the 续报 forward; the freeze stands as an order that ends in six months."""
    night.done(POLICE, night.kept["evidence list"], "已立案，清单移交", late_because="补充材料")
    night.figures("公安机关", verification="verified", case_filed="yes", case_number="云公（经）立字〔2026〕5号")
    assert night.running("follow_up_report") == [("立即：立案", "16:42")]
    night.kept["freeze"] = night.order(POLICE, "冻结到期前续冻或者解除", HALF_A_YEAR, "出借人存管资金除外")
    paper = night.submit("follow_up_report", assets="已立案，账户冻结六个月", **CONTACT)
    assert "续报三" in night.told(DUTY, paper)
    night.sign(HEAD, "续报三")
    night.send_out(paper)


@row(540, "letters: the site stays open, the registration is held (5.2.2.5.e)")
def letters_go_out(night: Night) -> None:
    """A letter of the event to the communications office; each unit's line holds letter and answer still owed."""
    letter = letter_pages.begin(night, "coordination_letter", about=night.stream)
    title = "关于保持网站公告页的函"
    letter_pages.submit(night, letter, title=title, body="还款通道未另行确认前，请不关闭网站，保留公告页。")
    assert re.search(r"云网险函?〔2026〕\d+号", letter_pages.sign(night, letter))
    night.fill(DUTY, f"{letter}/send", channel="公文交换")
    for department, asked in (("communications", title), ("market_regulation", "商请暂停变更登记")):
        typed = {"department": department, "direction": "sent", "title": asked, "number": "云网险函〔2026〕3号"}
        night.fill(DUTY, f"{night.event}/letter", **typed)
    told = night.of_event(tab="/command")
    assert title in told
    assert "没有答复" in told


@row(600, "night roster, rotation: A and B, everything open is handed over (1.1.h)")
def night_shift(night: Night) -> None:
    """Clocks, matters, tasks, orders and calls are frozen; both sign; the next officer has them."""
    for number, login in enumerate((DUTY, NEXT)):
        assign_duty(
            actor=system_actor("test", "990000"),
            region="990000",
            post="夜班值班长",
            starts_at=minute(120 + 480 * number),
            ends_at=minute(120 + 480 * number) + timedelta(hours=8),
            officer_a=night.people[login].officer,
            officer_b=night.people["dingfang2"].officer,
        )
    page = night.page(DUTY, "/handover")
    shift = re.search(r'<option value="([^"]+)"[^>]*>夜班值班长', page)
    assert shift
    incoming = night.people[NEXT].officer
    night.fill(DUTY, "/handover", having="shift", shift=shift[1], incoming=incoming, notes="盯住冻结和口径")
    told = night.told(NEXT, "/handover")
    for part in ("正在走的时钟", "待签事项", "未办结的任务", "未关闭的指令、督办单", "未接通、待办结的电话"):
        assert part in told, part
    assert "冻结到期前续冻或者解除" in told
    night.fill(NEXT, "/handover", having="seen_hash")
    assert "两人已签" in night.told(NEXT, "/handover")


@row(720, "other provinces' lenders: neighbour notices (应对法 62)")
def neighbours_are_told(night: Night) -> None:
    """Counts by province; those over the plan's number get a letter; the rest don't."""
    address = f"{night.event}/neighbours"
    night.fill(NEXT, address, counts="河北省 1200\n山东省 2600\n广东省 2", source="存管银行出借人清单")
    for place in ("130000", "370000"):
        night.fill(NEXT, f"{address}/{place}", document="云网险函〔2026〕4号")
    told = night.told(NEXT, address)
    assert told.count("已通报") >= 2
    assert "广东省" in told


@row(900, "night's refresh of data; doubled claims are merged")
def data_is_refreshed(night: Night) -> None:
    """The check of the data has an owner and a line; the corrected number of lenders comes out of it."""
    order = night.order(ANALYST, "刷新存管和平台数据，合并重复登记", 3)
    night.done(ANALYST, order, "合并重复登记412条")
    night.figures("存管银行", verification="verified", lender_count=30_788)


@row(1080, "morning report, and the correction of yesterday's number (1.6.b)")
def number_is_corrected(night: Night) -> None:
    """Old → new with the reason, to the same offices; the earlier paper says that it was corrected and is unchanged."""
    paper = night.kept["written report"]
    before = night.browser(WRITER).get(f"{paper}/file/pdf").content
    typed = {
        "passage": "风险底数出借人数",
        "wrong": "31,200人",
        "right": "30,788人",
        "reason": "重复登记412条已合并",
    }
    correction = night.fill(WRITER, f"{paper}/correct", having="passage", decision="submit", **typed, **CONTACT)
    told = night.told(WRITER, correction)
    assert "31,200人" in told
    assert "30,788人" in told
    night.sign("fuzuzhang", "更正")
    night.send_out(correction)
    assert "本件有更正" in night.told(WRITER, paper)
    assert night.browser(WRITER).get(f"{paper}/file/pdf").content == before


@row(1090, "日报: what changed overnight")
def morning_report(night: Night) -> None:
    """The 续报 of the night tells the corrected number, old and new."""
    paper = night.submit("follow_up_report", claims="受理1900件，办结210件", **CONTACT)
    changes = night.told(WRITER, paper).partition("上报以来变化")[2]
    assert re.search(r"31,200人.{0,40}30,788人", changes)
    night.sign("fuzuzhang", "续报四")
    night.send_out(paper)


@row(1260, "rehearsal of the briefing from the top questions")
def briefing_is_rehearsed(night: Night) -> None:
    """Who prepares the questions, by when."""
    night.kept["rehearsal"] = night.order(PUBLICITY, "按前十个问题演练发布会答问", 1.5)
    night.done(PUBLICITY, night.kept["rehearsal"], "已演练")


@row(1380, "press briefing at 23 h (PAR-14)")
def briefing(night: Night) -> None:
    """Held inside the 24-hour line, recorded with who released it."""
    order = night.order(PUBLICITY, "召开新闻发布会", 1)
    night.done(PUBLICITY, order, "新闻发布会已召开")
    typed = {"kind": "briefing", "title": "停付事件处置新闻发布会", "channel": "新闻发布厅", **RELEASED}
    night.fill(PUBLICITY, f"{night.event}/statements", having="title", **typed)
    assert settled(night, "briefing") == {"08:12"}


@row(1440, "24-hour review: clocks, late tasks, lessons; daily rhythm (3.2.7)")
def day_is_reviewed(night: Night) -> None:
    """What lapsed stays in view, what is open has an owner; the lesson is an occasion to revise; from now on 17:00."""
    assert settled(night, "first_notice") == {"10:05", "10:07", "10:31"}
    lapsed = [line["name"] for line in night.evening.room(night.stream).clocks if line["lapsed_at"]]
    assert lapsed.count("任务签收") == 2
    assert "首报" not in lapsed
    assert "书面报告" not in lapsed
    open_tasks = [task for task in night.evening.state(night.stream).tasks.values() if not task.done]
    assert all(task.payload["owner_name"] for task in open_tasks)
    assert "督〔2026〕" in night.told(HEAD, "/orders?status=overdue")
    night.fill(DUTY, "/plan/revision", having="kind", kind="problem", note="首报用时偏长，模板再短些")
    assert "首报用时偏长" in night.told(HEAD, "/plan/versions")
    paper = night.submit("situation_report", trend="趋稳，转入每日节奏。", holding="接待有序。")
    night.sign(NEXT, "态势评估")
    assert "态势评估（二）" in night.told(DUTY, paper)
    follow_up = night.submit("follow_up_report", **CONTACT)
    night.sign("fuzuzhang", "续报五")
    night.send_out(follow_up)
    assert night.running("follow_up_report") == [("按期", "17:00")]
