"""General letters through the pages: cleaning, two writers, numbers, scans, refusals."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from fengsui.conduct.access import system_actor
from fengsui.conduct.rebuild import compare_with_database
from fengsui.documents.models import BookNumber, Letter, Paper, PaperDraft
from fengsui.ledger.reading import read_all
from fengsui.registry.actions import appoint_officer
from tests.proofs.conftest import desk, staffed  # noqa: F401
from tests.proofs.event_pages import graded, key, refused, send, tried, words
from tests.proofs.letter_pages import BODY, begin, drafted, receive, send_out, sign, submit
from tests.proofs.proving import Desk

TITLE = "关于商请协调支持处置工作的函"
PDF = b"%PDF-1.7\nscanned"


def test_a_letter_belongs_to_its_event(desk: Desk) -> None:  # noqa: F811
    """Begun for an event, it belongs to that event's places; the rows are what the ledger alone gives."""
    event = graded(desk).rpartition("/")[2]
    letter = begin(desk, "work_notice", f"event/{event}")
    submit(desk, letter, title="关于报送联络人的通知", recipients="省公安厅\n省通信管理局")
    assert event in words(desk.page("zhiban", letter))
    row = Letter.objects.get()
    assert (row.about, row.status, row.regions[0]) == (f"event/{event}", "submitted", "990100")
    assert compare_with_database(read_all()) == []


def test_the_signature_waits_on_the_head_s_desk(desk: Desk) -> None:  # noqa: F811
    """What was submitted stands on the desk of who may sign, and leaves it with the signature."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    assert f'href="{letter}/sign"' in desk.page("zuzhang", "/desk")
    sign(desk, letter)
    assert f'href="{letter}/sign"' not in desk.page("zuzhang", "/desk")


def test_nobody_else_signs_and_nothing_goes_out_unsigned(desk: Desk) -> None:  # noqa: F811
    """The writer can't sign; the duty chief can't send what waits; a signature of another text is refused."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    assert desk.answer("wendian", f"{letter}/sign", idempotency_key=key(), seen_hash="0" * 64).status_code == 403
    at = {"sent-date": "2026-03-02", "sent-time": "09:12", "channel": "公文交换"}
    assert "还没有批准" in refused(desk, "zhiban", f"{letter}/send", **at)
    assert "不一致" in refused(desk, "zuzhang", f"{letter}/sign", seen_hash="0" * 64)


def test_what_was_pasted_is_kept_as_text_alone(desk: Desk) -> None:  # noqa: F811
    """Markup of another program neither reaches the page nor the draft; the words do."""
    letter = begin(desk, "coordination_letter")
    pasted = (
        '<p class=MsoNormal onclick="x()">一、请<b>协调</b>\u200b支持</p><script>alert(1)</script><p>　　第二段 。</p>'
    )
    fields = {**drafted(desk, letter), "title": TITLE, "body": pasted, "decision": "save"}
    answer = desk.answer("wendian", f"{letter}/write", idempotency_key=key(), seen="", **fields)
    assert "alert(1)" not in answer.content.decode()
    assert drafted(desk, letter)["body"] == "一、请协调支持\n第二段。"


def test_two_writers_lose_nothing(desk: Desk) -> None:  # noqa: F811
    """Who saves second sees both versions; undecided passages keep both; a chosen one stands alone."""
    letter = begin(desk, "coordination_letter")
    base = drafted(desk, letter)
    first = {**base, "title": TITLE, "body": "同事的一段。", "decision": "save"}
    desk.answer("zhiban", f"{letter}/write", idempotency_key=key(), seen="", **first)
    mine = {**base, "title": "关于我的标题的函", "body": "我的一段。"}
    told, where = tried(desk, "wendian", f"{letter}/write", **mine, decision="save")
    assert not where
    assert "同事的一段。" in told
    assert drafted(desk, letter)["body"] == "同事的一段。"
    looked, _ = tried(desk, "wendian", f"{letter}/write", **mine, decision="preview")
    assert "两份不同的地方" in looked
    assert "刚刚保存" in refused(desk, "wendian", f"{letter}/write", **mine, decision="submit")
    choices = {"take-title": "theirs", "take-body": "both", "theirs": "1"}
    answer = desk.answer(
        "wendian", f"{letter}/write", idempotency_key=key(), seen="", **mine, **choices, decision="merge"
    )
    assert answer.status_code == 200
    now = drafted(desk, letter)
    assert (now["title"], now["body"], now["revision"]) == (TITLE, "同事的一段。\n我的一段。", "2")


@pytest.mark.parametrize(
    ("form", "typed", "sentence"),
    [
        ("coordination_letter", {"title": "关于商请协调的报告"}, "以文种“函”结尾"),
        ("coordination_letter", {"title": TITLE, "body": " \u200b "}, "请写正文"),
        ("coordination_letter", {"title": TITLE, "recipients": ""}, "请写主送单位"),
        ("instruction_request", {"title": "关于动用资金的请示", "recipients": "省政府\n省委"}, "只写一个主送机关"),
        ("work_notice", {"title": "关" * 101 + "通知", "recipients": "省公安厅"}, "最多100字"),
    ],
)
def test_what_a_letter_must_have(desk: Desk, form: str, typed: dict[str, Any], sentence: str) -> None:  # noqa: F811
    """Each kind says what is missing before it takes a number; no number is used up by a refusal."""
    letter = begin(desk, form)
    fields = {**drafted(desk, letter), "body": BODY, **typed}
    assert sentence in refused(desk, "wendian", f"{letter}/write", **fields, decision="submit")
    assert not BookNumber.objects.exists()


def test_a_withdrawn_number_is_void_and_stays_in_the_book(desk: Desk) -> None:  # noqa: F811
    """The book lists both numbers, the void one with its reason; the text is still there and takes a new number."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    send(desk, "wendian", f"{letter}/withdraw", reason="主送写漏一家")
    assert drafted(desk, letter)["body"] == BODY
    submit(desk, letter)
    told = words(desk.page("zhiban", "/papers/numbers"))
    assert "共取2号，作废1号没有缺号" in told
    assert "作废主送写漏一家" in told
    sign(desk, letter)
    send_out(desk, letter)
    assert "已发出" in words(desk.page("zhiban", "/papers/numbers"))


def test_the_book_tells_nothing_of_other_places(desk: Desk) -> None:  # noqa: F811
    """Who serves another prefecture sees that the number was taken, not by what, by whom or why it is void."""
    event = graded(desk).rpartition("/")[2]
    letter = begin(desk, "work_notice", f"event/{event}")
    submit(desk, letter, title="关于报送联络人的通知", recipients="省公安厅")
    send(desk, "wendian", f"{letter}/withdraw", reason="理由甲")
    elsewhere = appoint_officer(
        actor=system_actor("test", "990000"), name="示例外地", roles=("R3",), login="waidi", region="990600"
    )
    assert elsewhere.fact
    told = words(desk.page("waidi", "/papers/numbers"))
    assert "别地事项作废" in told
    assert "联络人" not in told
    assert "理由甲" not in told
    assert desk.browser("waidi").get(letter).status_code == 404


def test_a_missing_number_is_named(desk: Desk) -> None:  # noqa: F811
    """Were a number gone from the record, the book would say which."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    BookNumber.objects.update(ordinal=3)
    assert "缺号1、2" in words(desk.page("zhiban", "/papers/numbers"))


def test_a_scanned_copy_is_kept_sealed_beside_the_paper(desk: Desk) -> None:  # noqa: F811
    """Its hash is in the ledger, it comes back whole, lies encrypted, and leaves what was sent as it was."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    scan = {"file": SimpleUploadedFile("盖章.pdf", PDF)}
    assert "发出后才登记" in refused(desk, "zhiban", f"{letter}/scan", **scan)
    sign(desk, letter)
    send_out(desk, letter)
    before = Paper.objects.get()
    told = send(desk, "zhiban", f"{letter}/scan", file=SimpleUploadedFile("盖章.pdf", PDF))
    assert "盖章.pdf" in told
    assert desk.browser("zhiban").get(f"{letter}/scan/1").content == PDF
    digest = hashlib.sha256(PDF).hexdigest()
    sealed = Path(settings.HOME) / "files" / digest[:2] / f"{digest}.sealed"
    assert PDF not in sealed.read_bytes()
    after = Paper.objects.get()
    assert (after.pdf, after.docx, after.text) == (before.pdf, before.docx, before.text)
    assert "已经登记过" in refused(desk, "zhiban", f"{letter}/scan", file=SimpleUploadedFile("又.pdf", PDF))


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ\x90", b"PK\x03\x04", b" %PDF-1.7"])
def test_only_pictures_and_pdf_are_taken_as_scans(desk: Desk, content: bytes) -> None:  # noqa: F811
    """A file counts by its first bytes, whatever its name says."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    sign(desk, letter)
    send_out(desk, letter)
    _, where = tried(desk, "zhiban", f"{letter}/scan", file=SimpleUploadedFile("盖章.pdf", content))
    assert not where


def test_the_send_page_names_substituted_fonts(desk: Desk) -> None:  # noqa: F811
    """Before it goes out, the duty chief reads which official typeface this machine lacks and what stands in."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    sign(desk, letter)
    assert "本机没有“仿宋_GB2312”" in words(desk.page("zhiban", f"{letter}/send"))
    send_out(desk, letter)
    assert "本机没有“仿宋_GB2312”" in words(desk.page("zhiban", letter))


def test_a_letter_that_is_not_needed_leaves_no_text_behind(desk: Desk) -> None:  # noqa: F811
    """Dropped with a reason, its draft is gone and it can't be written on."""
    letter = begin(desk, "coordination_letter")
    fields = {**drafted(desk, letter), "title": TITLE, "decision": "save"}
    desk.answer("wendian", f"{letter}/write", idempotency_key=key(), seen="", **fields)
    assert PaperDraft.objects.count() == 1
    assert "不再办理" in send(desk, "wendian", f"{letter}/drop", reason="改为电话协调")
    assert PaperDraft.objects.count() == 0
    assert "文字不能再改" in words(desk.page("wendian", f"{letter}/write"))


def test_a_receipt_is_recorded_once(desk: Desk) -> None:  # noqa: F811
    """The second try is refused, and a place that isn't there is not found."""
    letter = begin(desk, "coordination_letter")
    submit(desk, letter, title=TITLE)
    sign(desk, letter)
    send_out(desk, letter)
    receive(desk, letter)
    assert "已登记" in words(desk.page("zhiban", f"{letter}/receipt/1"))
    assert desk.browser("zhiban").get(f"{letter}/receipt/9").status_code == 404
