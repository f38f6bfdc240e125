"""A letter to many units in a real browser: signed on a phone, made out by the worker, the page counts by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.windows import PHONE

pytestmark = pytest.mark.browser
UNITS = 12


def test_the_page_counts_by_itself(window: Opener) -> None:
    """From the pasted list to the last paper: nobody reloads the page, and in the end all are there to download."""
    writer, duty, head = window("batch-writer"), window("batch-duty"), window("batch-head", size=PHONE)
    for one, login in ((writer, "wendian"), (duty, "zhiban"), (head, "zuzhang")):
        one.sign_in(login)
    page = writer.page
    writer.go("/papers/letters/new")
    page.get_by_label("公文", exact=True).select_option("coordination_letter")
    page.get_by_label("逐家成文").check()
    writer.look("70-batch-new")
    writer.press("开始起草")
    page.get_by_label("标题").fill("关于报送联络人的函")
    page.get_by_label("主送").fill("\n".join(f"示例县第{place:02d}工作专班" for place in range(1, UNITS + 1)))
    page.get_by_label("正文").fill("请报送联络人。")
    writer.press("送签")
    expect(page.get_by_role("heading", name="等签发")).to_be_visible()
    letter = writer.path
    head.go(f"{letter}/sign")
    head.press("看过，签字")
    expect(head.page.get_by_role("heading", name="已签发，可以发出")).to_be_visible()
    duty.go(f"{letter}/send")
    duty.look("71-batch-send")
    duty.press("逐家成文")
    status = duty.page.locator("#copies [role=status]")
    expect(status).to_contain_text(f"/{UNITS}")
    expect(status).to_contain_text(f"已生成 {UNITS}/{UNITS}", timeout=60_000)
    expect(duty.page.get_by_text("已逐家发出")).to_be_visible(timeout=20_000)
    duty.look("72-batch-made")
    with duty.page.expect_download() as found:
        duty.press(f"下载 {UNITS} 份 PDF（ZIP）")
    assert found.value.suggested_filename.endswith(".zip")
