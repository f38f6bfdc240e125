"""The PDF: grid, literal text, marks, archive format, fonts."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from fengsui.documents.layout import (
    FontReport,
    KeyValueRow,
    KeyValueTable,
    Paper,
    Paragraph,
    Run,
    Section,
    Table,
    available_fonts,
    render_pdf,
)
from tests.documents.layout.specimens import CHECKPOINT, OFFICE, first_report, written_report


@pytest.fixture(scope="module")
def fonts() -> FontReport:
    """Only the packaged faces, so that the tests do not depend on the machine's fonts."""
    return available_fonts(with_system_fonts=False)


def pages(packed: bytes) -> list[str]:
    """Return the text of each page without the zero-width break points of long codes."""
    return [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(packed)).pages]


def text(packed: bytes) -> str:
    """Return all text without white space: line breaks are the layout's own."""
    return re.sub(r"\s", "", "".join(pages(packed)))


@dataclass(frozen=True)
class Drawn:
    """A drawn stretch of text: its place from the lower left corner and its width, in points."""

    x: float
    y: float
    width: float
    words: str


def drawn(packed: bytes, page: int) -> list[Drawn]:
    """Return what is drawn on a page (counted from 0); Latin characters are taken as half as wide."""
    found: list[Drawn] = []

    def visit(words: str, outer: Any, inner: Any, _font: Any, size: Any) -> None:
        words = words.strip().replace("\u200b", "")
        if not words:
            return
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        halves = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
        found.append(Drawn(x, y, abs(inner[0] * outer[0]) * (size - 0.21) * halves / 2, words))

    PdfReader(io.BytesIO(packed)).pages[page].extract_text(visitor_text=visit)
    return found


def test_a_full_page_has_22_lines_of_28_characters(fonts: FontReport) -> None:
    """GB/T 9704-2012 6.2.2: a page of text is filled with 22 lines of 28 characters."""
    body = written_report(blocks=(Paragraph.of("风险处置工作" * 400),), attachments=())
    second = pages(render_pdf(body, fonts=fonts))[1]
    lines = [line.strip() for line in second.splitlines() if "风险" in line]
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_the_type_area_and_the_line_pitch_are_the_standard_ones(fonts: FontReport) -> None:
    """22 lines take 225 mm from 37 mm below the upper edge, on A4."""
    packed = render_pdf(written_report(blocks=(Paragraph.of("风险处置工作" * 400),)), fonts=fonts)
    box = PdfReader(io.BytesIO(packed)).pages[1].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (210, 297)
    heights = sorted({round(part.y, 1) for part in drawn(packed, 1) if "风险" in part.words}, reverse=True)
    assert len(heights) == 22
    assert abs((heights[0] - heights[-1]) / 21 - 29.6) < 0.1


def test_the_same_paper_gives_the_same_bytes(fonts: FontReport) -> None:
    """A paper can be rendered again and compared with the hash in the ledger."""
    first = render_pdf(first_report(), fonts=fonts)
    render_pdf(written_report(), fonts=fonts)
    assert render_pdf(first_report(), fonts=fonts) == first


def test_the_pdf_is_an_archive_pdf(fonts: FontReport) -> None:
    """The metadata declares PDF/A-2b."""
    metadata = PdfReader(io.BytesIO(render_pdf(first_report(), fonts=fonts))).xmp_metadata
    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "B")


HOSTILE = (
    '#read("/etc/passwd")',
    "$x^2$",
    "back\\slash \\u{41}",
    "] } ) #{ panic() }",
    "*star* _line_ `code` <label> @ref",
    "= heading",
    "- item",
    "// comment",
    '#import "x.typ"',
    "~ --- ...",
    '{"json": 1}',
    "https://example.invalid/*a*/",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_prints_literally(hostile: str, fonts: FontReport) -> None:
    """Text typed by people is data in every place it can stand."""
    paper = Paper(
        kind="report",
        issuing_body=OFFICE,
        mark=OFFICE,
        title=hostile,
        issued_by=hostile,
        document_number=hostile,
        signatory=hostile,
        main_recipients=(hostile,),
        attachments=(hostile,),
        copies_to=(hostile,),
        printed_by=hostile,
        checkpoint=hostile,
        blocks=(
            Section(title=hostile, blocks=(Paragraph.of(hostile),)),
            Table(columns=(hostile, "乙"), rows=((hostile, "丙"),), caption=hostile, widths=(3, 1)),
            KeyValueTable(rows=(KeyValueRow(label=hostile, value=hostile),)),
        ),
    )
    printed = text(render_pdf(paper, fonts=fonts))
    assert printed.count(re.sub(r"\s", "", hostile)) >= 13


def test_control_and_direction_characters_do_not_reach_the_paper(fonts: FontReport) -> None:
    """A right-to-left override could make an amount read backwards; it is dropped with control characters."""
    paper = written_report(blocks=(Paragraph.of("金额\u202e12345\u0000元"),))
    assert "金额12345元" in text(render_pdf(paper, fonts=fonts))


def test_unknown_values_print_as_words(fonts: FontReport) -> None:
    """待核, 推算 and 必报 are written; a value is never blank."""
    paper = written_report(
        draft=True,
        blocks=(
            KeyValueTable(
                rows=(
                    KeyValueRow(label="借款人数", value=""),
                    KeyValueRow(label="待偿余额", value="", required=True),
                    KeyValueRow(label="出借人数", value=Run(text="3,120人", status="estimated")),
                    KeyValueRow(label="现场人数", value=Run(text="12人", status="unverified")),
                )
            ),
            Section(title="原因初步分析"),
            Section(title="关联与传导", when_empty="无"),
        ),
    )
    printed = text(render_pdf(paper, fonts=fonts))
    for words in (
        "借款人数待核",
        "待偿余额待核（必报）",
        "3,120人（推算）",
        "12人（待核）",
        "一、原因初步分析待核",
        "二、关联与传导无",
    ):
        assert words in printed


def test_a_report_has_the_elements_of_an_upward_paper(fonts: FontReport) -> None:
    """Mark, number with 〔〕, 签发人, handling, urgency, recipients, name, date, copies, imprint, checkpoint."""
    printed = text(render_pdf(written_report(), fonts=fonts))
    for words in (
        "内部",
        "特急",
        OFFICE + "文件",
        "云网险报〔2026〕4号",
        "签发人：魏明远",
        "2026年5月3日",
        "2026年5月3日印发",
        "抄送：省委办公厅，",
        "青禾市人民政府。",
        "附件：1.底数表2.措施台账",
        re.sub(r"\s", "", CHECKPOINT),
    ):
        assert words in printed
    assert "秘密" not in printed


def test_the_mark_and_the_rule_are_red(fonts: FontReport) -> None:
    """The red mark and the red rule are drawn in the standard red on the first page only."""
    reader = PdfReader(io.BytesIO(render_pdf(written_report(), fonts=fonts)))
    red = re.compile(rb"0?\.90\d* 0(\.0+)? 0?\.07\d* (rg|RG|scn|SCN)")
    contents = [page.get_contents().get_data() for page in reader.pages]  # type: ignore[union-attr]
    kinds = {match.group(2).lower()[:2] for match in red.finditer(contents[0])}
    assert len(red.findall(contents[0])) >= 2
    assert kinds
    assert not red.search(contents[1])


def test_missing_number_and_signatory_are_said(fonts: FontReport) -> None:
    """A paper without number or 签发人 says so instead of leaving a hole."""
    printed = text(
        render_pdf(written_report(document_number=None, signatory=None, issued_on=None, printed_on=None), fonts=fonts)
    )
    for words in ("待编号", "签发人：待签", "待签发", "待印发"):
        assert words in printed


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"frame": "demonstration"}, "演示数据"),
        ({"frame": "exercise"}, "演练"),
        ({"draft": True}, "草稿"),
    ],
)
def test_frame_and_draft_marks_stand_on_every_page(changes: dict[str, object], words: str, fonts: FontReport) -> None:
    """No page of a demonstration, exercise or draft can pass for a real one."""
    marked = pages(render_pdf(written_report(**changes), fonts=fonts))
    assert len(marked) > 1
    assert all(words in page for page in marked)
    assert words not in text(render_pdf(written_report(), fonts=fonts))


def test_a_first_report_fits_on_one_page(fonts: FontReport) -> None:
    """The two-hour form with all its fields is one page, foot included (domain form 首报)."""
    printed = pages(render_pdf(first_report(), fonts=fonts))
    assert len(printed) == 1
    assert "底账检查点" in printed[0]
    assert "待回执" in printed[0]


def test_long_tables_cross_pages_with_their_header(fonts: FontReport) -> None:
    """The header row is repeated on every page a table reaches, and no row is lost."""
    printed = pages(render_pdf(written_report(), fonts=fonts))
    with_rows = [page for page in printed if "项记录" in page]
    assert len(with_rows) >= 3
    assert all("经办" in page for page in with_rows)
    assert all(f"第{number}项记录" in "".join(printed) for number in range(1, 27))


def test_page_numbers_stand_between_dashes_right_and_left(fonts: FontReport) -> None:
    """“— 1 —” stands right on odd pages and left on even ones."""
    packed = render_pdf(written_report(), fonts=fonts)
    for number, printed in enumerate(pages(packed), start=1):
        assert f"— {number} —" in printed
        start = min(part.x for part in drawn(packed, number - 1) if part.y < 35 / 25.4 * 72)
        assert start > 400 if number % 2 else start < 120


def test_a_letter_has_no_number_on_its_first_page(fonts: FontReport) -> None:
    """信函格式 (10.1): no page number on page one, no 签发人, no 印发 line."""
    letter = written_report(kind="letter", mark=OFFICE)
    printed = pages(render_pdf(letter, fonts=fonts))
    assert "— 1 —" not in printed[0]
    assert "— 2 —" in printed[1]
    assert "签发人" not in "".join(printed)
    assert "印发" not in "".join(printed)


@pytest.mark.parametrize("kind", ["notice", "order"])
def test_downward_papers_name_no_signatory(kind: str, fonts: FontReport) -> None:
    """Only a report carries 签发人."""
    assert "签发人" not in text(render_pdf(written_report(kind=kind), fonts=fonts))


def test_very_long_names_stay_inside_the_type_area(fonts: FontReport) -> None:
    """A long body name and an unbroken code do not run over the right edge."""
    long_name = "云汀省青禾市河东区" * 6 + "领导小组办公室"
    paper = written_report(
        mark=long_name + "文件",
        issued_by=long_name,
        printed_by=long_name,
        title=long_name * 2,
        blocks=(Table(columns=("代码", "说明"), rows=(("A1B2C3D4" * 12, "无"),)), Paragraph.of("X9" * 90)),
    )
    packed = render_pdf(paper, fonts=fonts)
    rights = [part.x + part.width for page in range(len(pages(packed))) for part in drawn(packed, page)]
    assert 500 < max(rights) < 595.3 - 26 / 25.4 * 72 + 2


def test_rare_name_characters_are_printed(fonts: FontReport) -> None:
    """Names with 喆 堃 镕 昇 must not become boxes."""
    packed = render_pdf(written_report(), fonts=fonts)
    assert "赵喆，监事钱堃，董事孙镕、李昇" in text(packed)


def test_the_font_report_tells_substitutes_in_plain_words(fonts: FontReport) -> None:
    """With the packaged faces only, 仿宋, 小标宋 and 楷体 are named as substituted, 黑体 is not."""
    assert not fonts.complete
    assert [use.role for use in fonts.uses if use.substitute] == ["仿宋", "小标宋", "楷体"]
    sentence = fonts.sentences()[0]
    assert "本机没有“仿宋_GB2312”" in sentence
    assert "Noto Serif SC" in sentence


def test_a_named_directory_that_does_not_exist_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong setting is told, not silently replaced by substitutes."""
    monkeypatch.setenv("FENGSUI_FONTS", str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError, match="字体目录不存在"):
        available_fonts()
