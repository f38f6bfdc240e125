"""Plain text and the rules of wording that all three renderers share."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from fengsui.documents.layout import Heading, Paper, Paragraph, Run, Section, Table, render_text
from fengsui.documents.layout.composition import compose
from fengsui.documents.layout.wording import balanced_lines, chinese_date, chinese_number, mark_shape, number_of
from tests.documents.layout.specimens import first_report, written_report


def test_the_text_of_a_first_report_can_be_read_out() -> None:
    """Every field has its label and 待核 is written out."""
    lines = render_text(first_report(draft=True)).splitlines()
    for line in (
        "【演示数据　不作办理依据】",
        "【草稿　未签发】",
        "【内部】【特急】",
        "文号：云网险报〔2026〕3号",
        "签发人：魏明远",
        "借款人数：待核",
        "出借人数：3,120人（推算）",
        "伤亡：无",
        "成文日期：2026年5月3日",
        "抄送：省委办公厅，省政府办公厅。",
    ):
        assert line in lines
    assert not [line for line in lines if line.endswith("：")]


def test_table_rows_are_written_with_their_column_names() -> None:
    """A phone shows no table; each row names its columns, a missing cell is 待核."""
    printed = render_text(written_report())
    assert "5）金额分层：100万元以上；人数（人）：18；待偿余额（万元）：3,600（待核）；占比：待核" in printed


def test_headings_are_numbered_unless_they_already_are() -> None:
    """一、（一）1.（1） restart under a new heading; an author's own number is kept."""
    paper = written_report(
        blocks=tuple(
            Heading(level=level, text=text)
            for level, text in (
                (1, "甲"),
                (2, "乙"),
                (2, "丙"),
                (3, "丁"),
                (4, "戊"),
                (1, "己"),
                (2, "庚"),
                (1, "三、辛"),
            )
        )
    )
    headings = [
        "".join(piece.text for piece in element.pieces)
        for element in compose(paper).elements
        if element.type == "line" and element.level
    ]
    assert headings == ["一、甲", "（一）乙", "（二）丙", "1. 丁", "（1）戊", "二、己", "（一）庚", "三、辛"]


def test_a_heading_with_nothing_under_it_says_so() -> None:
    """An empty part prints 待核, or 无 when its author knows that there is nothing."""
    printed = render_text(
        written_report(
            blocks=(
                Heading(level=1, text="甲"),
                Heading(level=1, text="乙", when_empty="无"),
                Section(title="丙"),
                Section(title="丁", blocks=(Paragraph.of("有"),)),
                Table(columns=("子", "丑"), caption="空表"),
            )
        )
    )
    assert "一、甲\n　　待核\n二、乙\n　　无\n三、丙\n　　待核\n四、丁\n　　有\n" in printed
    assert "1）子：待核；丑：待核" in printed


def test_a_line_break_in_a_text_starts_a_paragraph() -> None:
    """What was typed on several lines stays on several lines."""
    printed = render_text(written_report(blocks=(Paragraph(runs=(Run(text="甲\n乙"), Run(text="丙"))),)))
    assert "　　甲\n　　乙丙\n" in printed


def test_a_row_longer_than_its_header_is_an_error() -> None:
    """A value without a column is never dropped in silence."""
    with pytest.raises(ValueError, match="多于表头"):
        render_text(written_report(blocks=(Table(columns=("甲",), rows=(("1", "2"),)),)))


def test_a_paper_is_frozen_and_knows_its_keys() -> None:
    """An unknown key is an error, a change too."""
    with pytest.raises(ValidationError):
        Paper.model_validate({**written_report().model_dump(), "secret": "绝密"})
    with pytest.raises(ValidationError):
        written_report().title = "改"  # type: ignore[misc]


def test_a_paper_survives_json() -> None:
    """A paper can be stored as JSON and printed later."""
    paper = written_report()
    assert Paper.model_validate_json(paper.model_dump_json()) == paper


def test_dates_and_numbers_follow_the_standard() -> None:
    """No leading zeros in dates; Chinese numerals up to 99."""
    assert chinese_date(date(2026, 5, 3)) == "2026年5月3日"
    assert [chinese_number(number) for number in (1, 10, 11, 20, 45, 99, 100)] == [
        "一",
        "十",
        "十一",
        "二十",
        "四十五",
        "九十九",
        "100",
    ]
    assert [number_of(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12. ", "（12）"]


def test_titles_break_between_words() -> None:
    """Title lines are of like length, cut no known word and do not begin with 的."""
    title = "关于青禾市穗丰金服平台停付事件有关情况的书面报告"
    lines = balanced_lines(title, 20)
    assert "".join(lines) == title
    assert len(lines) == 2
    assert lines[0].endswith("平台")
    assert balanced_lines("短标题", 20) == ("短标题",)
    assert balanced_lines("上行\n下行", 20) == ("上行", "下行")


@pytest.mark.parametrize("length", [5, 12, 24, 40, 70])
def test_the_mark_fits_the_type_area(length: int) -> None:
    """A mark of any length fits 156 mm, in one line if it can."""
    lines, size, scale = mark_shape("云" * length, largest=44)
    assert "".join(lines) == "云" * length
    assert all(len(line) * size * scale / 100 <= 442.5 for line in lines)
    assert len(lines) == (1 if length <= 26 else 2)
