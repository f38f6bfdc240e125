"""Filled forms through the pages."""

from io import BytesIO

from pypdf import PdfReader

from fengsui.conduct.rebuild import compare_with_database
from fengsui.documents.models import Sheet
from fengsui.ledger.reading import read_all
from tests.proofs.conftest import desk, staffed  # noqa: F401
from tests.proofs.event_pages import words
from tests.proofs.proving import Desk
from tests.web.form_pages import RUMOUR, begin, signed


def pdf_text(content: bytes) -> str:
    """What an independent reader finds in a PDF, without line ends."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")


def test_a_rumour_is_checked_approved_and_printed(desk: Desk) -> None:  # noqa: F811
    """The spokesperson approves what the watcher filled; the frozen print says what was typed, and 待核 for the rest."""
    sheet = signed(desk, "rumour_check", RUMOUR, "xuanchuan")
    page = words(desk.page("dingfang", sheet))
    assert "谣言核实单〔2026〕1号" in page
    assert "已冻结" in page
    text = pdf_text(desk.browser("dingfang").get(f"{sheet}/versions/1/pdf").content)
    for part in ("谣言核实单", "有人说平台下周停止提现", "不实", "许言", "待核", "内部", "— 1 —"):
        assert part in text
    assert Sheet.objects.get().status == "signed"
    assert compare_with_database(read_all()) == []
