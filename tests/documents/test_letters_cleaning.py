"""Pasted text: what is kept of it, whatever it was; and what a letter is made of."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.documents.book import gaps
from fengsui.documents.issuing import Issuer
from fengsui.documents.layout import Heading, Paragraph, render_text
from fengsui.documents.letters.cleaning import clean_lines, clean_paste
from fengsui.documents.letters.composing import FIELDS, blocks_of, cleaned, compose_letter, faults

WORD = """<html xmlns:o="urn:x"><head><style>p{mso:1}</style><title>t</title></head><body>
<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->
<p class=MsoNormal style='text-indent:32pt'>　　一、<b>基本情况</b><o:p></o:p></p>
<p>据〔2026〕3号文,平台&nbsp;停付(已核);请于<span lang=EN-US>３</span>月&#8203;５日前答复</p>
<script>alert(1)</script></body></html>"""
RTF = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fnil SimSun;}}\f0\fs32 \'b9\'d8\'d3\'da\par \u20989 ?\u30340 ?\par}"

PARTS = (
    "<p>",
    "</p>",
    "&lt;",
    "&gt;",
    "&amp;",
    "p",
    "<!--",
    "-->",
    "{\\rtf1",
    "\\par",
    "\\'b9\\'d8",
    "}",
    "甲",
    " ",
    "\u200b",
    ",",
    "(",
    ")",
    "\n",
)


def test_words_of_a_web_paste_are_kept_and_nothing_else() -> None:
    """Styles, comments, scripts and tags go; wide digits and half-width marks between Chinese are set right."""
    assert clean_paste(WORD) == "一、基本情况\n据〔2026〕3号文，平台停付（已核）；请于3月5日前答复"


def test_words_of_a_rich_text_are_kept() -> None:
    """Chinese in GBK bytes and in code numbers is read; fonts and sizes are dropped."""
    assert clean_paste(RTF) == "关于\n函的"


def test_automatic_numbers_bullets_and_fields_are_made_plain() -> None:
    """A bullet of a symbol font goes, a tab after a number becomes one space, a field's address is dropped."""
    pasted = '\uf0d8\t第一项\n1.\t核对账户\r\nHYPERLINK "http://example.invalid/x" \\o "x" 见附件\n\n\n•  末项'
    assert clean_paste(pasted) == "第一项\n1. 核对账户\n见附件\n末项"


def test_amounts_decimals_and_times_are_left_alone() -> None:
    """A thousands separator, a decimal point, a time and English words are not Chinese punctuation."""
    assert clean_paste("余额1,234.5万元，09:12，A, B (c)") == "余额1,234.5万元，09:12，A, B (c)"


def test_square_brackets_of_a_number_become_hexagonal() -> None:
    """文号 typed with [2026] or (2026) is written 〔2026〕; other brackets stay."""
    assert (
        clean_paste("云网险[2026]3号、云网险(2026)4号、见表[2026]")
        == "云网险〔2026〕3号、云网险〔2026〕4号、见表[2026]"
    )


@given(st.text(max_size=300) | st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What was cleaned and saved is not changed by opening it again; no line is empty or indented."""
    once = clean_paste(text)
    assert clean_paste(once) == once
    assert all(line == line.strip() and line for line in once.split("\n") if once)


@given(st.text(alphabet="<>/bpdivlgt &;{}\\rf'u09甲\n", max_size=120))
def test_no_markup_survives(text: str) -> None:
    """Whatever is pasted, no element that a browser would know is left in what comes of a web paste."""
    kept = clean_paste(f"<p>{text}</p>")
    assert "<p>" not in kept
    assert "</p>" not in kept


def test_names_of_units_are_one_a_line() -> None:
    """Each unit once, without the separator it was typed with."""
    assert clean_lines("省公安厅、\n 省通信管理局，\n\n省公安厅") == ("省公安厅", "省通信管理局")


def test_numbered_short_lines_are_headings() -> None:
    """一、 and （一） are headings that keep their number; a numbered sentence stays a paragraph."""
    blocks = blocks_of("一、基本情况\n（一）账户\n（二）请于三日内办结。\n正文")
    assert [type(block) for block in blocks] == [Heading, Heading, Paragraph, Paragraph]


def test_minutes_name_who_attended_and_whom_they_go_to() -> None:
    """纪要 have no 主送 line; who attended is printed, who receives them stands in the 版记."""
    texts = dict.fromkeys(FIELDS, "") | {
        "title": "第一次会商纪要",
        "recipients": "省公安厅",
        "attendance": "省公安厅\n省法院",
        "body": "议定。",
    }
    issuer = Issuer(body="云汀省应急办", mark="云汀省应急办文件", number_mark="云")
    printed = render_text(compose_letter("纪要", cleaned(texts), issuer=issuer, number="云〔2026〕1号", frame="live"))
    assert faults("纪要", cleaned(texts)) == {}
    assert "出席：省公安厅、省法院" in printed
    assert "抄送：省公安厅" in printed
    assert "主送" not in printed
    assert printed.startswith("【内部】\n云汀省应急办纪要")


@given(st.sets(st.integers(1, 60)))
def test_gaps_are_the_numbers_nobody_took(taken: set[int]) -> None:
    """Taken and missing numbers together are every number up to the highest, each once."""
    missing = gaps(taken)
    assert sorted([*taken, *missing]) == list(range(1, max(taken, default=0) + 1))


@pytest.mark.parametrize("piece", ["<script", "<script>", "<p><style ", "<scr<script>ipt>", "<!--", '<p>HYPERLINK "'])
def test_what_never_ends_is_looked_through_once(piece: str) -> None:
    """A paste of 400,000 characters that opens thousands of scripts and ends none takes no more time than another."""
    began = time.perf_counter()
    assert "script>" not in clean_paste(piece * (400_000 // len(piece)) + "<p>正文</p>")[-20:]
    assert time.perf_counter() - began < 5
