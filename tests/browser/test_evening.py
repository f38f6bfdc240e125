"""The main line in a real browser: a text and a number, ticket, sheet, event, activation, 首报, three receipts, green.

Each officer has a window: analyst, watcher, duty chief and report writer at a desk, the head and a liaison on a phone.
"""

import pytest
from playwright.sync_api import expect

from tests.browser import early_warning
from tests.browser.conftest import Opener
from tests.browser.province import ANALYST, LIAISON, PASSWORD
from tests.browser.windows import PHONE, Window, ago
from tests.survival.homes import Home

pytestmark = pytest.mark.browser
FIRST, SECOND = "江桥", "云渡"
COMPANY = f"{FIRST}网络借贷信息中介有限公司"


@pytest.fixture
def event() -> str:
    """The address of the year's first event."""
    return f"/events/{ago(0).year}-001"


def warn(analyst: Window, watcher: Window, duty: Window) -> None:
    """From a text and a number to the event: ticket by the rules, watch, sheet with two signatures."""
    early_warning.bring_in_text(analyst, f"{FIRST}贷")
    early_warning.bring_in_row(analyst, COMPANY)
    warning = early_warning.name_watchers(duty, COMPANY)
    early_warning.watch(watcher, COMPANY)
    early_warning.hand_in_sheet(watcher, warning)
    early_warning.countersign_sheet(duty, warning)
    early_warning.open_event(duty, f"{FIRST}贷")
    early_warning.ticket_is_closed(duty, warning)


def join(duty: Window, event: str) -> None:
    """The duty chief adds a second institution; the rules propose 特别重大 and clocks run 暂计."""
    page = duty.page
    duty.go(f"{event}/blowup?search={SECOND}")
    duty.press("选这家")
    page.locator("[name=condition][value=B2]").check()
    page.get_by_label("依据的证据").fill("公告限额兑付")
    duty.at("blowup_occurred", ago(25))
    duty.at("blowup_known", ago(10))
    duty.look("16-blowup-form")
    duty.press("提出")
    expect(page.get_by_text("暂计").first).to_be_visible()
    assert "GR-2" in duty.look("17-proposal")


def confirm(window: Window, event: str) -> None:
    """The officer signs the second suspicion; the first stands signed on the sheet."""
    window.go(event)
    window.press("查看并签", window.page.locator("#waiting"))
    window.look("18-sign-blowup")
    window.press("看过，签字")
    expect(window.page.locator(".event-head")).to_be_visible()


def grade(duty: Window, event: str) -> None:
    """The duty chief signs what the rules propose, and drafts the order."""
    duty.go(event)
    expect(duty.page.get_by_text("爆雷已确认")).to_have_count(2)
    duty.press("看过，签字或不采纳")
    assert "规则建议" in duty.look("19-grade")
    duty.press("签字确认等级")
    expect(duty.page.locator(".event-head .grade").first).to_contain_text("特别重大")
    expect(duty.page.get_by_text("暂计")).to_have_count(0)
    duty.look("20-graded")
    duty.go(f"{event}/activation")
    duty.look("21-activation")
    duty.press("送组长签发")
    expect(duty.page.locator("#waiting")).to_contain_text("启动令")


def sign_on_phone(head: Window, matter: str) -> None:
    """The head finds the matter on the phone's desk, reads it and signs."""
    head.go("/desk")
    head.look("22-head-desk")
    head.press("查看并签", head.page.locator("#waiting tr", has_text=matter))
    expect(head.page.get_by_role("heading", level=2).first).to_contain_text(matter)
    head.look("23-head-sign")
    head.press("看过，签字")
    expect(head.page.locator(".event-head")).to_be_visible()


def acknowledge(liaison: Window) -> None:
    """The liaison signs for the department's task, on a phone."""
    assert "待签收" in liaison.look("24-liaison-desk")
    liaison.press("签收")
    liaison.look("25-task")
    liaison.press("签收")
    expect(liaison.page.locator(".page-head")).to_contain_text("已签收")
    liaison.look("26-task-signed-for")


def draft(writer: Window, event: str) -> None:
    """The report writer drafts the 首报 beside the paper as it would go out, and submits it."""
    page = writer.page
    writer.go(f"{event}/papers")
    writer.look("27-papers-empty")
    writer.press("起草首报")
    for label, words in (
        ("基本经过", "平台公告停付，正在核实。"),
        ("发展趋势", "咨询增多，暂无聚集。"),
        ("需要支持", "无"),
        ("联络负责人", "锡安"),
        ("联络电话", "0990-8001"),
    ):
        page.get_by_label(label).fill(words)
    writer.press("更新右边")
    expect(page.locator(".paper-sheet")).to_contain_text("咨询增多")
    assert "必报内容齐" in writer.look("28-draft")
    writer.press("送签")
    expect(page.get_by_role("heading", name="等批准")).to_be_visible()
    writer.look("29-submitted")


def send(duty: Window, event: str) -> str:
    """The duty chief sends the approved paper; returns its address."""
    duty.go(event)
    duty.look("30-approved")
    duty.press("发出")
    duty.look("31-send")
    duty.press("登记发出")
    expect(duty.page.get_by_role("heading", name="定稿")).to_be_visible()
    assert "已冻结" in duty.look("32-sent")
    return duty.path


def receive(duty: Window, plain: Window, paper: str) -> None:
    """Three receipts: by keyboard alone, with the mouse, and in a window without scripts."""
    for window, by_keyboard in ((duty, True), (duty, False), (plain, False)):
        window.go(paper)
        window.press("登记回执", window.page.locator("#receipts"))
        window.look("33-receipt")
        if by_keyboard:
            window.tab_to("[name=receiver]")
            window.page.keyboard.type("陈值班")
            window.tab_to("main button.go")
            window.page.keyboard.press("Enter")
        else:
            window.page.get_by_label("接收人").fill("陈值班")
            window.press("登记回执")
        expect(window.page.get_by_role("heading", name="接收单位")).to_be_visible()
        window.look("34-received")


def green(window: Window, event: str) -> None:
    """Every 首报 stands received, in the green of what is done; the written report's clocks still run."""
    window.go(event)
    done = window.page.locator(".matrix td:nth-child(2) .tag.done")
    expect(done).to_have_count(3)
    expect(done.first).to_contain_text("已回执")
    colours = {done.nth(place).evaluate("tag => getComputedStyle(tag).color") for place in range(3)}
    calm = window.page.evaluate(
        """() => { const one = document.createElement("i"); one.style.color = "var(--calm)";
        document.body.append(one); const found = getComputedStyle(one).color; one.remove(); return found }"""
    )
    assert colours == {calm}
    expect(window.page.locator(".matrix td:nth-child(3) time[data-due]")).to_have_count(3)
    window.look("35-green")


def test_the_evening(window: Opener, served_home: Home, event: str) -> None:
    """From an idle desk to three green clocks; no page had a fault; the ledger of that home holds."""
    duty = window("duty")
    duty.go("/")
    duty.look("00-sign-in")
    duty.tab_to("[name=username]")
    duty.page.keyboard.type("zhiban")
    duty.tab_to("[name=password]")
    duty.page.keyboard.type(PASSWORD)
    duty.page.keyboard.press("Enter")
    expect(duty.page.get_by_role("heading", level=1)).to_have_text("值班台")
    assert "没有正在走的时钟" in duty.look("01-idle-desk")
    analyst, watcher, writer = window("analyst"), window("watcher"), window("writer")
    head, liaison = window("head", size=PHONE), window("liaison", size=PHONE)
    plain, night = window("plain", scripts=False, like=duty), window("night", dark=True, like=duty)
    seats = ((analyst, ANALYST), (watcher, "dingfang"), (writer, "wendian"), (head, "zuzhang"), (liaison, LIAISON))
    for one, login in seats:
        one.sign_in(login)
    warn(analyst, watcher, duty)
    join(duty, event)
    confirm(watcher, event)
    confirm(duty, event)
    grade(duty, event)
    sign_on_phone(head, "启动令")
    liaison.go("/desk")
    acknowledge(liaison)
    draft(writer, event)
    sign_on_phone(head, "首报")
    paper = send(duty, event)
    receive(duty, plain, paper)
    for one in (duty, head, night):
        green(one, event)
    for name, path in (("36-desk", "/desk"), ("37-timeline", f"{event}/timeline"), ("38-tasks", f"{event}/tasks")):
        for one in (head, night):
            one.go(path)
            one.look(name)
    for command in ("verify", "rebuild"):
        done = served_home.run("fengsui.cli", "ledger", command)
        assert done.returncode == 0, done.stdout + done.stderr
