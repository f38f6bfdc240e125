"""纪要 in its own layout (GB/T 9704-2012 10.3) and 通告 for everybody, from the form to the file."""

from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from fengsui.documents.layout import Attendance, Paper, Paragraph, render_docx, render_pdf, render_text
from fengsui.documents.models import Paper as PaperRow
from tests.documents.layout.measuring import pages_of
from tests.proofs.conftest import desk, staffed
from tests.proofs.event_pages import refused, send, tried, words
from tests.proofs.letter_pages import begin, sign
from tests.proofs.proving import Desk

__all__ = ["desk", "staffed"]
PRESENT = {"attendance": "省公安厅 陈明\n省通信管理局 卫平", "absence": "省法院 蒋宁", "observers": "云渡市金融办"}
MINUTES = Paper(
    kind="minutes",
    issuing_body="云汀省网贷风险应急处置领导小组",
    mark="云汀省网贷风险应急处置领导小组纪要",
    title="停付事件会商纪要",
    document_number="云网险〔2026〕7号",
    blocks=(Paragraph.of("会议议定三项。"),),
    issued_by="云汀省网贷风险应急处置领导小组",
    attendance=(
        Attendance(label="出席", names=tuple(f"省第{place}厅 某某" for place in "一二三四五六七八")),
        Attendance(label="请假", names=("省法院 蒋宁",)),
        Attendance(label="列席", names=()),
    ),
)


def test_the_mark_and_the_lists_of_minutes_stand_where_the_standard_says() -> None:
    """The red mark is 35 mm under the top of the type area; 出席 and 请假 are indented two, further lines hang."""
    page = pages_of(render_pdf(MINUTES))[0]
    lines = ["".join(word.text for word in line) for line in page.lines()]
    mark = next(line for line, told in zip(page.lines(), lines, strict=True) if told.endswith("领导小组纪要"))
    assert 37 + 34 < mark[0].top < 37 + 39
    first = next(index for index, told in enumerate(lines) if told.startswith("出席："))
    left = [page.lines()[index][0].left for index in range(first, first + 3)]
    indent, hanging = 28 + 2 * 5.57, 28 + 5 * 5.57
    assert left[0] == pytest.approx(indent, abs=0.6)
    assert left[1] == pytest.approx(hanging, abs=0.6), lines[first : first + 3]
    assert any(told.startswith("请假：") for told in lines)
    assert "列席" not in "".join(lines), "nobody sat in: the list is left out"
    assert "签发人" not in "".join(lines)


def test_minutes_read_the_same_in_every_form() -> None:
    """DOCX and plain text name who was there and who was not, once; there is no signature under the text."""
    told = render_text(MINUTES)
    assert told.count("出席：") == told.count("请假：") == 1
    word = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(render_docx(MINUTES))).paragraphs)
    assert word.count("出席：") == word.count("请假：") == 1
    assert word.count(MINUTES.issued_by + "\t") == 1, "who issues it stands in the head, beside the day"


def test_minutes_are_written_from_the_form(desk: Desk) -> None:
    """The three lists have fields of their own, are kept, shown and printed."""
    letter = begin(desk, "joint_minutes")
    fields = {"title": "停付事件会商纪要", "recipients": "省公安厅", "body": "议定三项。", **PRESENT}
    told, where = tried(desk, "wendian", f"{letter}/write", decision="submit", revision="0", **fields)
    assert where, told[:300]
    page = words(desk.page("wendian", letter))
    assert all(
        part in page for part in ("出席：省公安厅陈明、省通信管理局卫平", "请假：省法院蒋宁", "列席：云渡市金融办")
    )


@pytest.mark.parametrize("form", ["reception_notice", "public_statement"])
def test_a_public_notice_is_signed_and_printed(desk: Desk, form: str) -> None:
    """It begins with what people ask, goes to no unit, is not 内部, and is frozen for printing once it is signed."""
    letter = begin(desk, form)
    page = desk.page("wendian", f"{letter}/write")
    assert "对外发布另行办理" in page
    assert 'name="recipients"' not in page
    body = {"title": "关于接待安排的通告", "body": "一、接待地点\n（待填）"}
    assert "没有填" in refused(desk, "wendian", f"{letter}/write", decision="submit", revision="0", **body)
    body = {"title": "关于接待安排的通告", "body": "一、接待地点\n市民中心2号厅"}
    assert "不写主送" in refused(
        desk, "wendian", f"{letter}/write", decision="submit", revision="0", **body, recipients="省公安厅"
    )
    told, where = tried(desk, "wendian", f"{letter}/write", decision="submit", revision="0", **body)
    assert where, told[:300]
    assert "还没有批准" in refused(desk, "zhiban", f"{letter}/send")
    sign(desk, letter)
    send(desk, "zhiban", f"{letter}/send")
    row = PaperRow.objects.get()
    assert (row.status, row.addressees, row.sendings) == ("sent", [], [])
    pdf = PdfReader(BytesIO(desk.browser("zhiban").get(f"{letter}/file/pdf").content))
    printed = "".join(pdf.pages[0].extract_text().split())
    assert "内部" not in printed
    assert "通告" in printed
    assert "主送" not in printed
