"""The 首报 without a network, in a real browser: opened from a file, filled in, saved, brought in, in the draft."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.windows import DESK, PHONE, Window, ago

pytestmark = pytest.mark.browser
COURSE = "平台公告停付，网络中断，已电话核实。“甲&乙<丙>”"


def open_event(duty: Window) -> str:
    """The duty chief reports an event; its address."""
    page = duty.page
    duty.go("/events/new")
    page.get_by_label("机构名称、平台名称").fill("云渡")
    duty.press("查找")
    duty.press("选这家")
    page.get_by_label("事件名称").fill("云渡贷停付")
    page.get_by_role("radio").first.check()
    duty.at("occurred", ago(60))
    duty.at("known", ago(50))
    page.get_by_label("信息来源").fill("存管银行")
    page.get_by_label("基本经过").fill("存管银行来电，平台停付。")
    duty.press("建立事件")
    expect(page.get_by_role("heading", level=1)).to_contain_text("云渡贷停付")
    return duty.path


def download(duty: Window, event: str, folder: Path) -> Path:
    """The form, saved on the desk's machine."""
    duty.go(f"{event}/papers")
    duty.press("离线首报")
    duty.look("60-offline-empty")
    with duty.page.expect_download() as found:
        duty.press("下载离线首报表")
    kept = folder / "form.html"
    found.value.save_as(kept)
    return kept


def fill_in(window: Window, form: Path, folder: Path) -> Path:
    """Open the file without a network, fill it in, save; the file it saved."""
    page = window.page
    page.context.set_offline(offline=True)
    page.goto(form.as_uri())
    expect(page.locator("#event_name")).to_have_value("云渡贷停付")
    page.locator("#course").fill(COURSE)
    page.locator("#trend").fill("咨询增多，暂无聚集。")
    page.locator("#support_needed").fill("无")
    page.locator("#contact_name").fill("锡安")
    page.locator("#contact_phone").fill("0990-8001")
    page.locator("#figure-on_site_head_count").fill("30")
    page.locator("#verification-on_site_head_count").select_option("estimated")
    page.locator("#figure-outstanding_amount_fen").fill("12.4")
    page.locator("#unit-outstanding_amount_fen").select_option("yi")
    page.locator("#sent-rectification_office").fill(f"{ago(30):%Y-%m-%dT%H:%M}")
    page.locator("#receiver-rectification_office").fill("陈值班")
    page.locator("#received-rectification_office").fill(f"{ago(28):%Y-%m-%dT%H:%M}")
    expect(page.locator("#total")).to_contain_text("/400 字")
    expect(page.locator("#script")).to_contain_text("现场人数：30人")
    expect(page.locator("#script")).to_contain_text("出借人数：待核")
    page.locator("#save").click()
    expect(page.locator("#said")).to_have_text("请先写填报人。")
    page.locator("#filled_by").fill("锡安")
    with page.expect_download() as found:
        page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("已保存")
    window.look("61-offline-form")
    saved = folder / "saved.json"
    found.value.save_as(saved)
    page.context.set_offline(offline=False)
    return saved


def test_the_form_counts_its_characters(window: Opener, tmp_path: Path) -> None:
    """On a phone: the blank form of no event warns past 400 characters, saves all the same, prints as a blank form."""
    phone = window("offline-phone", size=PHONE)
    phone.sign_in("zhiban")
    answer = phone.page.context.request.get(f"{phone.site}/papers/offline-form")
    form = tmp_path / "blank.html"
    form.write_bytes(answer.body())
    page = phone.page
    page.goto(form.as_uri())
    page.locator("#course").fill("长" * 401)
    expect(page.locator("#total")).to_have_class("over")
    expect(page.locator("#count-course")).to_have_text("401/200")
    page.locator("#filled_by").fill("锡安")
    with page.expect_download() as found:
        page.locator("#save").click()
    assert found.value.suggested_filename.endswith(".json")
    phone.look("62-offline-phone")
    page.emulate_media(media="print")
    expect(page.locator("#save")).not_to_be_visible()
    expect(page.locator("#event_type")).not_to_be_visible()
    expect(page.get_by_text("□电话 □专线").first).to_be_visible()
    page.set_viewport_size(DESK)
    page.screenshot(path=phone.pictures / "63-offline-print.jpg", full_page=True, type="jpeg")


def test_from_the_file_to_the_draft(window: Opener, tmp_path: Path) -> None:
    """What was filled in without a network stands in the draft, character by character; the hash is a true SHA-256."""
    duty, away = window("offline-duty"), window("offline-away")
    duty.sign_in("zhiban")
    event = open_event(duty)
    saved = fill_in(away, download(duty, event, tmp_path), tmp_path)
    envelope = json.loads(saved.read_text(encoding="utf-8"))
    assert sha256(envelope["body"].encode()).hexdigest() == envelope["sha256"]
    duty.go(f"{event}/offline")
    duty.page.locator("#file").set_input_files(saved)
    duty.press("上传并对照")
    told = duty.look("64-offline-preview")
    assert "网络中断，已电话核实" in told
    assert "12.40亿元" in told
    duty.press("确认导入")
    expect(duty.page.get_by_text("下一步：核对草稿，送签")).to_be_visible()
    duty.look("65-offline-imported")
    duty.press("打开首报草稿")
    expect(duty.page.locator("[name=narrative]")).to_have_value(COURSE)
    assert "12.40亿元" in duty.look("66-offline-draft")
