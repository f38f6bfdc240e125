"""GB/T 9704-2012 measured on the produced PDF by another program: poppler's boxes and its raster."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from fengsui.documents.layout import FontReport, Paragraph, available_fonts, pdf, render_pdf
from tests.documents.layout.measuring import Page, Raster, pages_of, raster_of
from tests.documents.layout.specimens import OFFICE, first_report, written_report

TITLE_OF_40 = "关于进一步做好青禾市穗丰金服网络借贷平台停止兑付事件风险处置工作有关情况的报告书"
LEFT, RIGHT, TOP, BOTTOM = 28, 210 - 26, 37, 297 - 35
NEAR = 0.6


@pytest.fixture(scope="module")
def fonts() -> FontReport:
    """Only the packaged faces: the measures must not depend on the machine's fonts."""
    return available_fonts(with_system_fonts=False)


@pytest.fixture(scope="module")
def report(fonts: FontReport) -> bytes:
    """A report whose body fills pages, with a title of 40 characters."""
    body = (Paragraph.of("风险处置工作" * 400),)
    return render_pdf(written_report(blocks=body, title=TITLE_OF_40), fonts=fonts)


def measured_margins(page: Raster) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) margins in millimetres of what is inked; the page number is outside the type area."""
    left, top, right, bottom = page.ink(top=25, bottom=266)
    return left, top, 210 - right, 297 - bottom


def test_the_margins_are_those_of_the_standard(report: bytes) -> None:
    """6.1: 37 mm above, 28 mm left; the type area of 156 × 225 mm leaves 26 mm right and 35 mm below."""
    pages = pages_of(report)
    assert (round(pages[1].width, 1), round(pages[1].height, 1)) == (210.0, 297.0)
    assert measured_margins(raster_of(report, 2)) == pytest.approx((28, 37, 26, 35), abs=NEAR)


def test_the_measurement_finds_a_wrong_margin(
    fonts: FontReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a template 2 mm off, the same measurement says so: it can fail."""
    wrong = tmp_path / "paper.typ"
    wrong.write_text(pdf._TEMPLATE.read_text(encoding="utf-8").replace("left: 28mm", "left: 30mm"), encoding="utf-8")
    monkeypatch.setattr(pdf, "_TEMPLATE", wrong)
    pdf._engine.cache_clear()
    try:
        packed = render_pdf(written_report(blocks=(Paragraph.of("风险处置工作" * 400),)), fonts=fonts)
    finally:
        pdf._engine.cache_clear()
    assert measured_margins(raster_of(packed, 2)) != pytest.approx((28, 37, 26, 35), abs=NEAR)


def test_a_full_page_is_22_lines_of_28_characters(report: bytes) -> None:
    """6.2.2: every line is 28 characters wide, from the left edge to the right one; the pitch is even."""
    lines = [line for line in pages_of(report)[1].lines() if line[0].bottom < BOTTOM + NEAR]
    assert [len(line) for line in lines] == [1] * 22
    assert {len(line[0].text) for line in lines} == {28}
    assert all(line[0].left == pytest.approx(LEFT, abs=NEAR) for line in lines)
    assert all(line[0].right == pytest.approx(RIGHT, abs=NEAR) for line in lines)
    steps = [lower[0].top - upper[0].top for upper, lower in itertools.pairwise(lines)]
    assert steps == pytest.approx([29.6 * 25.4 / 72] * 21, abs=0.1)


def test_a_title_of_40_characters_takes_two_even_centred_lines(report: bytes) -> None:
    """7.3.1: 二号, centred, broken into lines that keep words whole; the whole title is printed."""
    assert len(TITLE_OF_40) == 40
    first = pages_of(report)[0]
    lines = [first.line_with(TITLE_OF_40[:6]), first.line_with(TITLE_OF_40[-6:])]
    assert lines[0][0].text + lines[1][0].text == TITLE_OF_40
    for (word,) in lines:
        assert (word.left + word.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=NEAR)
        assert (word.right - word.left) / len(word.text) == pytest.approx(22 * 25.4 / 72, abs=0.05)
    assert 8 < lines[1][0].top - lines[0][0].top < 14


def test_the_number_has_hexagonal_brackets(report: bytes) -> None:
    """7.2.5: the year stands in 〔〕 (U+3014, U+3015) in full, the ordinal without 第 and without leading zeros."""
    line = pages_of(report)[0].line_with("云网险报")
    assert line[0].text == "云网险报\u30142026\u30154号"


def test_the_red_mark_begins_35_mm_into_the_type_area(report: bytes) -> None:
    """7.2.4: the upper edge of 发文机关标志 is 35 mm below that of the type area."""
    top, _ = raster_of(report, 1).red_ink(top=30, bottom=100)
    assert top == pytest.approx(TOP + 35, abs=1)


def test_the_red_rule_is_4_mm_under_the_number_and_as_wide_as_the_type_area(report: bytes) -> None:
    """7.2.6: one red rule, 156 mm long, 4 mm under the number; there is none on later pages."""
    page, first = raster_of(report, 1), pages_of(report)[0]
    ((top, bottom, left, right),) = page.rules(red=True)
    assert [left, right] == pytest.approx([LEFT, RIGHT], abs=NEAR)
    assert top - first.line_with("云网险报")[0].bottom == pytest.approx(4, abs=0.5)
    assert bottom - top == pytest.approx(0.5, abs=0.2)
    assert raster_of(report, 2).rules(red=True) == []


def test_number_and_signatory_stand_one_character_inside(report: bytes) -> None:
    """7.2.5, 7.2.7: on an upward paper the number stands left, 签发人 right, each one character from the edge."""
    number, signatory = pages_of(report)[0].line_with("云网险报")
    character = 16 * 25.4 / 72
    assert number.left == pytest.approx(LEFT + character, abs=NEAR)
    assert signatory.right == pytest.approx(RIGHT - character, abs=NEAR)


def test_page_numbers_stand_7_mm_under_the_type_area(report: bytes) -> None:
    """7.5: — 1 — right on odd pages, left on even ones, one character (四号) from the edge."""
    character = 14 * 25.4 / 72
    for number, page in enumerate(pages_of(report), start=1):
        folio = [word for word in page.words if word.top > BOTTOM + 2]
        assert [word.text for word in folio] == ["—", str(number), "—"]
        assert folio[0].top == pytest.approx(BOTTOM + 7, abs=1)
        if number % 2:
            assert folio[-1].right == pytest.approx(RIGHT - character, abs=NEAR)
        else:
            assert folio[0].left == pytest.approx(LEFT + character, abs=NEAR)


def test_the_imprint_closes_the_last_page(report: bytes) -> None:
    """7.4: three rules as wide as the type area, the outer ones thicker; the last one at the foot of the type area."""
    pages = pages_of(report)
    rules = raster_of(report, len(pages)).rules(red=False)
    assert len(rules) == 3
    assert all(left == pytest.approx(LEFT, abs=NEAR) for _, _, left, _ in rules)
    assert all(right == pytest.approx(RIGHT, abs=NEAR) for _, _, _, right in rules)
    checkpoint = pages[-1].line_with("底账检查点")[0]
    assert checkpoint.bottom == pytest.approx(BOTTOM, abs=NEAR)
    assert 0 < checkpoint.top - rules[-1][1] < 3
    assert pages[-1].line_with("印发")[-1].right == pytest.approx(RIGHT - 14 * 25.4 / 72, abs=NEAR)


def test_nothing_runs_over_the_type_area(fonts: FontReport) -> None:
    """Tables, long names and a first report on one page all stay between the margins."""
    for packed in (render_pdf(written_report(), fonts=fonts), render_pdf(first_report(), fonts=fonts)):
        for number in range(1, len(pages_of(packed)) + 1):
            left, _, right, _ = measured_margins(raster_of(packed, number))
            assert left >= LEFT - NEAR
            assert right >= 26 - NEAR


@pytest.mark.parametrize("mark", [OFFICE, "云汀省网贷整治办", OFFICE + "\n云汀省公安厅"])
def test_a_letter_has_its_double_rules(fonts: FontReport, mark: str) -> None:
    """10.1: mark 30 mm from the upper edge; 170 mm long double rules 4 mm under it and 20 mm from the lower edge."""
    packed = render_pdf(written_report(kind="letter", mark=mark), fonts=fonts)
    first = raster_of(packed, 1)
    rules = first.rules(red=True)
    assert all(right - left == pytest.approx(170, abs=NEAR) for _, _, left, right in rules)
    thick_and_thin = [bottom - top for top, bottom, _, _ in rules]
    assert len(rules) == 4, rules
    assert thick_and_thin[0] > thick_and_thin[1]
    assert thick_and_thin[2] < thick_and_thin[3]
    mark_top, mark_bottom = first.red_ink(top=25, bottom=rules[0][0] - 0.5)
    assert mark_top == pytest.approx(30, abs=1)
    assert rules[0][0] - mark_bottom == pytest.approx(4, abs=1)
    assert 297 - rules[3][1] == pytest.approx(20, abs=1)
    assert raster_of(packed, 2).rules(red=True) == []


def test_the_signature_stands_right_and_the_date_under_it(report: bytes) -> None:
    """7.3.5: the name on the right, the date centred under it; both on one page with text above them."""
    page = next(page for page in reversed(pages_of(report)) if _has(page, "2026年5月3日"))
    dates = [line[0] for line in page.lines() if line[0].text == "2026年5月3日"]
    names = [line[0] for line in page.lines() if line[0].text == OFFICE]
    assert (dates[0].left + dates[0].right) / 2 == pytest.approx((names[0].left + names[0].right) / 2, abs=1)
    assert names[0].right < RIGHT
    assert names[0].top < dates[0].top


def _has(page: Page, text: str) -> bool:
    return any(word.text == text for word in page.words)
