"""Reports upwards: numbered 续报 in their rhythm, the chain from desk to office, 态势评估 by shift."""

import re

from tests.proofs.event_pages import (
    DAY,
    DUTY,
    HEAD,
    OFFICES,
    WRITER,
    activated,
    graded,
    receive,
    send,
    send_out,
    sign,
    submit,
    tried,
    words,
)
from tests.proofs.proving import Desk, proof

CONTACT = {"contact_name": "锡安", "contact_phone": "0990-8001"}


def noticed(desk: Desk, event: str) -> str:
    """The 首报 went out at 09:12; its address."""
    paper = submit(desk, event, "first_notice")
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    return paper


def lenders(desk: Desk, event: str, number: int) -> str:
    """The number of lenders is recorded at 09:12."""
    moments = {"known-date": DAY, "known-time": "09:12", "as_of-date": DAY, "as_of-time": "09:12"}
    fields = {
        "figures_source": "平台口径",
        "value-lender_count": str(number),
        "verification-lender_count": "verified",
    }
    return send(desk, DUTY, f"{event}/figures/new", **fields, **moments)


def draft(desk: Desk, event: str, kind: str, login: str = WRITER, **typed: str) -> str:
    """Submit a further paper; its address."""
    told, where = tried(desk, login, f"{event}/papers/{kind}/draft", decision="submit", revision="0", **typed)
    assert where.startswith("/papers/"), told[:400]
    return where


@proof("5.2.1.1.e")
def test_follow_up_reports_come_numbered_and_in_time(desk: Desk) -> None:
    """After a report the next is due in 4 hours; 续报一 tells what changed since, and sending it starts the next."""
    event = activated(desk)
    lenders(desk, event, 20_000)
    noticed(desk, event)
    assert re.search(r"续报按期续报还没送签.{0,40}3月2日13:12到期", words(desk.page(DUTY, event)))
    lenders(desk, event, 23_000)
    paper = draft(desk, event, "follow_up_report", **CONTACT)
    told = words(desk.page(DUTY, paper))
    assert "续报一" in told
    assert re.search(r"出借人数20,000人.{0,40}23,000人", told)
    assert "待偿余额" not in told.partition("上报以来变化")[2]
    sign(desk, HEAD, event, "续报一")
    send_out(desk, paper)
    for office in OFFICES:
        receive(desk, paper, office)
    assert "续报一" in words(desk.page(DUTY, f"{event}/papers"))
    second = draft(desk, event, "follow_up_report", **CONTACT)
    assert "续报二" in words(desk.page(DUTY, second))


@proof("1.1.f")
def test_each_level_answers_to_the_next(desk: Desk) -> None:
    """The chain of a report: who wrote it, which leader signed, who sent it, and who at the office above took it."""
    event = graded(desk)
    paper = noticed(desk, event)
    receive(desk, paper, OFFICES[0])
    told = words(desk.page(DUTY, f"{event}/papers")).partition("逐级报送")[2]
    assert re.search(r"首报云网险〔2026〕\d+号.{0,40}张望山.{0,60}网贷整治办陈值班3月2日09:12", told)
    assert told.count("等回执") == 2


@proof("3.2.11.a")
def test_the_rectification_office_is_reported_to(desk: Desk) -> None:
    """What went to 网贷整治办, and its receipt, is listed under its name."""
    event = graded(desk)
    paper = noticed(desk, event)
    receive(desk, paper, OFFICES[0])
    told = words(desk.page(DUTY, f"{event}/papers")).partition("各单位收到什么")[2]
    assert re.search(r"网络借贷风险专项整治领导小组办公室1件1/1首报云网险〔2026〕\d+号·3月2日09:12", told)


@proof("3.2.11.b")
def test_the_internet_finance_office_is_reported_to(desk: Desk) -> None:
    """What went to 互金整治办 is listed under its name, with the receipt that is still owed."""
    event = graded(desk)
    noticed(desk, event)
    told = words(desk.page(DUTY, f"{event}/papers")).partition("各单位收到什么")[2]
    assert re.search(r"互联网金融风险专项整治领导小组办公室1件0/1首报云网险〔2026〕\d+号·3月2日09:12", told)


@proof("5.2.1.2.f")
def test_each_shift_assesses_how_things_stand(desk: Desk) -> None:
    """A 态势评估 a shift: figures as of now, their trend since the last one, and whether the measures hold."""
    event = activated(desk)
    lenders(desk, event, 20_000)
    typed = {"trend": "咨询减少，总体平稳。", "holding": "接待点运转正常，缺老年人专窗。"}
    first = draft(desk, event, "situation_report", **typed)
    told = words(desk.page(DUTY, first))
    assert re.search(r"态势评估（一）.*出借人数20,000人.*稳控事态接待点运转正常", told)
    sign(desk, DUTY, event, "态势评估")
    unit = re.findall(r'name="channel-([^"]+)"', desk.page(DUTY, f"{first}/send"))
    assert len(unit) == 1
    send(
        desk,
        DUTY,
        f"{first}/send",
        **{f"channel-{unit[0]}": "当面", f"sent-{unit[0]}-date": DAY, f"sent-{unit[0]}-time": "09:12"},
    )
    lenders(desk, event, 18_000)
    second = draft(desk, event, "situation_report", **typed)
    assert re.search(r"态势评估（二）.*出借人数18,000人.{0,20}下降", words(desk.page(DUTY, second)))
