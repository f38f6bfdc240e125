"""How the evening begins: a text and an indicator row come in, a ticket opens, a pair watches, a sheet is signed.

Each step is an officer's, in the officer's own window.
"""

import time

from playwright.sync_api import expect

from tests.browser.windows import Window, ago

SECONDS_FOR_THE_WORKER = 15


def bring_in_text(analyst: Window, platform: str) -> None:
    """The analyst imports a file with one text; a column that names its author stays at the door."""
    analyst.go("/information/import")
    analyst.look("02-text-import")
    words = f"{platform}今日公告，因流动性受到影响，自即日起暂停兑付，恢复时间另行公告。"
    rows = f"标题,正文,发布时间,作者\r\n{platform}公告暂停兑付,{words},{ago(25):%Y-%m-%d %H:%M},某某\r\n"
    _hand_in(analyst, "信息.csv", rows, "公开报道监测", "press")
    seen = analyst.look("03-text-preview")
    assert "K5" in seen
    assert "作者" in seen
    analyst.press("确认导入 1 行")
    expect(analyst.page.get_by_role("main")).to_contain_text("公开报道监测")
    analyst.go("/information")
    expect(analyst.page.get_by_role("main")).to_contain_text(f"{platform}公告暂停兑付")
    analyst.look("04-information")


def bring_in_row(analyst: Window, company: str) -> None:
    """The analyst imports a table with one row: all payment suspended."""
    analyst.go("/indicators/import")
    header = "机构名称,日期,限额兑付,当日应付出借人（元）,当日实付出借人（元）"
    rows = f"{header}\r\n{company},{ago(5):%Y-%m-%d},全部暂停,4000000,0\r\n"
    _hand_in(analyst, "指标.csv", rows, "存管银行日报", "custody_bank")
    assert company in analyst.look("05-row-preview")
    analyst.press("确认导入 1 行")
    expect(analyst.page.get_by_role("main")).to_contain_text("存管银行日报")


def _hand_in(analyst: Window, name: str, rows: str, source: str, channel: str) -> None:
    page = analyst.page
    page.locator("[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": rows.encode()})
    page.get_by_label("来源").fill(source)
    page.get_by_label("渠道").select_option(channel)
    analyst.press("上传并预览")
    expect(page.get_by_role("heading", level=1)).to_have_text("预览")


def name_watchers(duty: Window, company: str) -> str:
    """The worker has opened a ticket at the gravest level; the duty chief names a pair and lets it watch.

    Returns the address of the institution's warning.
    """
    until = time.monotonic() + SECONDS_FOR_THE_WORKER
    duty.go("/warnings")
    while duty.page.get_by_role("link", name=company).count() == 0 and time.monotonic() < until:
        time.sleep(0.3)
        duty.go("/warnings")
    assert "一级研判" in duty.look("06-warning-desk")
    duty.press("指定")
    for place, field in enumerate(("watcher_a", "watcher_b"), 1):
        duty.page.locator(f"[name={field}]").select_option(index=place)
    duty.press("指定")
    duty.go("/warnings")
    duty.press(company)
    assert "停止兑付" in duty.look("07-ticket")
    address = duty.path
    duty.go(f"{address}/watch")
    duty.page.get_by_label("盯防的依据和重点").fill("一级研判，公告暂停兑付")
    duty.look("08-watch-form")
    duty.press("开始盯防")
    expect(duty.page.get_by_role("main")).to_contain_text("一级研判，公告暂停兑付")
    return address


def watch(watcher: Window, company: str) -> None:
    """The watcher finds the ticket on the desk of warnings and keeps the log."""
    watcher.go("/warnings")
    watcher.press(company)
    watcher.press("记日志")
    watcher.page.get_by_label("盯防情况").fill("客服电话占线，网站公告暂停兑付。")
    watcher.at("known", ago(12))
    watcher.look("09-watch-log")
    watcher.press("记下")
    expect(watcher.page.get_by_role("main")).to_contain_text("日志")


def hand_in_sheet(watcher: Window, warning: str) -> None:
    """The watcher answers B1 to B5 with what was checked, and signs."""
    page = watcher.page
    watcher.go(f"{warning}/sheet")
    for number in range(1, 6):
        page.locator(f"[name=met-B{number}][value={'yes' if number == 2 else 'no'}]").check()
    page.locator("[name=evidence-B2]").fill("停付公告截图")
    page.locator("[name=result-custody]").fill("存管银行证实停付")
    watcher.at("made-custody", ago(15))
    watcher.at("occurred", ago(30))
    watcher.at("known", ago(20))
    page.get_by_label("核查结论").fill("公告停付，存管银行证实")
    watcher.look("10-sheet")
    watcher.press("提交核查单")
    expect(page.locator("#sign")).to_be_visible()
    watcher.look("11-sheet-sign")
    watcher.press("看过，签字")
    expect(page.locator("#sheets")).to_contain_text("B2")


def countersign_sheet(duty: Window, warning: str) -> None:
    """The duty chief signs as the second; the ticket offers to open an event."""
    duty.go(warning)
    duty.press("查看并签", duty.page.locator("#waiting"))
    duty.press("看过，签字")
    expect(duty.page.locator("#sheets")).to_be_visible()
    assert "建立事件" in duty.look("12-sheet-verified")


def open_event(duty: Window, platform: str) -> None:
    """The duty chief opens the event from the ticket: institution, times and condition are filled in already."""
    page = duty.page
    duty.press("建立事件", page.locator("#ticket"))
    expect(page.get_by_role("button", name="去掉")).to_be_visible()
    expect(page.locator("[name=condition]")).to_have_value("B2")
    page.get_by_label("事件名称").fill(f"{platform}停付")
    page.get_by_role("radio").first.check()
    page.get_by_label("基本经过").fill("存管银行来电，平台停付。")
    duty.look("13-report-from-ticket")
    duty.press("建立事件")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{platform}停付")
    duty.look("14-event-opened")


def ticket_is_closed(duty: Window, warning: str) -> None:
    """The worker has closed the ticket as 转为事件."""
    until = time.monotonic() + SECONDS_FOR_THE_WORKER
    duty.go(warning)
    while duty.page.get_by_text("转为事件").count() == 0 and time.monotonic() < until:
        time.sleep(0.3)
        duty.go(warning)
    assert "以前的预警单" in duty.look("15-ticket-closed")
