"""The DOCX: it reopens, has the standard's measures, names the official fonts, and holds all the text."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from fengsui.documents.layout import Paragraph, render_docx, render_pdf
from tests.documents.layout.measuring import pages_of
from tests.documents.layout.specimens import OFFICE, first_report, written_report


def reopened(packed: bytes) -> Any:
    """Return the document as python-docx reads it."""
    return docx.Document(io.BytesIO(packed))


def text_of(packed: bytes) -> str:
    """Return the body text without white space, tables in place."""
    body = reopened(packed).element.body
    return re.sub(r"\s", "", "".join(node.text or "" for node in body.iter(qn("w:t"))))


def test_margins_and_grid_are_the_standard_ones() -> None:
    """37/28/26/35 mm on A4, and a grid of 22 lines."""
    document = reopened(render_docx(written_report()))
    section = document.sections[0]
    measures = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(measure.mm) for measure in measures] == [37, 28, 26, 35]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert int(225 / 25.4 * 1440 / int(grid.get(qn("w:linePitch")))) == 22
    body = next(paragraph for paragraph in document.paragraphs if "停止兑付" in paragraph.text)
    pitch = 16 + int(body.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert body.paragraph_format.line_spacing.pt * 22 <= 225 / 25.4 * 72
    assert int(156 / 25.4 * 72 / pitch) == 28


def test_official_fonts_are_named() -> None:
    """The desk's own fonts are used where the file is opened."""
    packed = render_docx(written_report())
    named = {node.get(qn("w:eastAsia")) for node in reopened(packed).element.body.iter(qn("w:rFonts"))}
    assert {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"} <= named
    assert reopened(packed).styles["Normal"].font.size.pt == 16


def test_all_text_is_in_the_document() -> None:
    """Every word of the paper is in the DOCX, with real Word tables."""
    packed = render_docx(written_report())
    printed = text_of(packed)
    for words in (
        OFFICE + "文件",
        "云网险报〔2026〕4号",
        "签发人：",
        "魏明远",
        "一、事件概况",
        "（一）股权与实际控制人",
        "3,120人（推算）",
        "其中省外出借人待核",
        "第26项记录",
        "附件：1.底数表",
        "2026年5月3日印发",
        "底账检查点",
    ):
        assert words in printed
    tables = reopened(packed).tables
    assert [len(table.rows) for table in tables] == [6, 27, 3]
    assert tables[1].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_docx_holds_what_the_pdf_prints() -> None:
    """Character for character, page numbers and repeated table headers aside."""
    paper = written_report(kind="letter", mark=OFFICE, attachments=(), blocks=(Paragraph.of("风险处置工作" * 120),))
    words = (word.text for page in pages_of(render_pdf(paper)) for word in page.words if word.top < 264)
    assert sorted("".join(words)) == sorted(re.sub(r"\u3000", "", text_of(render_docx(paper))))


def test_a_form_of_two_pairs_a_line_keeps_all_values() -> None:
    """Short values share a line; long ones span it."""
    printed = text_of(render_docx(first_report()))
    for words in ("事件名称青禾市穗丰金服平台停付事件", "借款人数待核", "法定代表人暂未联系上（待核）", "接收单位渠道"):
        assert words in printed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"frame": "demonstration"}, "演示数据"),
        ({"frame": "exercise"}, "演练"),
        ({"draft": True}, "草稿"),
    ],
)
def test_frame_and_draft_marks_stand_in_every_header(changes: dict[str, object], words: str) -> None:
    """Odd, even and first page headers all carry the mark."""
    section = reopened(render_docx(written_report(**changes))).sections[0]
    for header in (section.header, section.even_page_header, section.first_page_header):
        assert words in header.paragraphs[0].text


def test_page_number_fields_are_in_both_footers() -> None:
    """“— 1 —” is a field, right on odd pages and left on even ones."""
    section = reopened(render_docx(written_report())).sections[0]
    for footer, side in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert "PAGE" in paragraph._p.xml
        assert paragraph.text.startswith("— ")
        assert paragraph.alignment == side


def test_the_mark_is_red() -> None:
    """The issuing mark is set in red."""
    document = reopened(render_docx(written_report()))
    mark = next(paragraph for paragraph in document.paragraphs if paragraph.text.endswith("文件"))
    assert str(mark.runs[0].font.color.rgb) == "E60012"


def test_the_same_paper_gives_the_same_bytes() -> None:
    """No moment of writing is left in the package."""
    packed = render_docx(written_report())
    assert packed == render_docx(written_report())
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_control_characters_do_not_break_the_file() -> None:
    """Characters that XML forbids are dropped instead of making the file unreadable."""
    assert "甲<w:p>&乙" in text_of(render_docx(written_report(blocks=(Paragraph.of("甲\u0000\u000b<w:p>&乙"),))))
