"""Institutions found by name: the longest right match, and nothing on a word of the trade. All names are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.monitoring.reading.characters import folded
from fengsui.monitoring.reading.names import NameIndex

NAMES = NameIndex.of(
    [
        ("jqd", ["江桥贷", "澄江桥互联网金融信息服务有限公司"]),
        ("xjq", ["新江桥贷宝"]),
        ("lamp", ["灯e贷", "LampLoan", "旧灯贷"]),
        ("qm", ["青木"]),
        ("one", ["合山财富"]),
        ("two", ["合山财富", "金融"]),
        ("three", ["杭州木舟网络借贷信息中介有限公司"]),
        ("four", ["海岸线金融信息服务有限公司"]),
        ("five", ["海岸线投资管理有限公司"]),
        ("six", ["合金融"]),
        ("", ["海桥贷"]),
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    """Institution and the words of the text that name it."""
    return [(hit.institution, text[hit.start : hit.end]) for hit in NAMES.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江桥贷今日公告", [("jqd", "江桥贷")]),
        ("新江桥贷宝今日公告，江桥贷没有", [("xjq", "新江桥贷宝"), ("jqd", "江桥贷")]),
        ("ＬａｍｐＬｏａｎ提现", [("lamp", "ＬａｍｐＬｏａｎ")]),
        ("lamploan提现，BigLamploan与lamploans都不是", [("lamp", "lamploan")]),
        ("燈E貸逾期", [("lamp", "燈E貸")]),
        ("原旧灯贷的出借人", [("lamp", "旧灯贷")]),
        ("海桥贷宣布清盘", []),
    ],
)
def test_the_longest_right_name_links(text: str, expected: list[tuple[str, str]]) -> None:
    """A name inside another's name never links; width, case and traditional characters make no difference."""
    assert found(text) == expected


def test_a_full_company_name_links_by_its_usual_short_forms() -> None:
    """Legal form, business, brackets and place may be left out, as long as three characters stay."""
    assert found("澄江桥的出借人") == [("jqd", "澄江桥")]
    assert found("杭州木舟网络借贷信息中介有限公司") == [("three", "杭州木舟网络借贷信息中介有限公司")]
    assert found("杭州木舟的项目") == [("three", "杭州木舟")]
    assert found("木舟在湖上") == []  # two characters are too few for a derived form


def test_a_name_of_two_institutions_links_none_and_is_reported() -> None:
    """Given names and derived forms alike."""
    assert found("合山财富逾期") == []
    assert NAMES.ambiguous["合山财富"] == ("one", "two")
    assert found("海岸线平台") == []
    assert NAMES.ambiguous["海岸线"] == ("five", "four")


def test_words_of_the_trade_never_link() -> None:
    """An alias that is a general word is set aside and reported."""
    assert found("金融行业") == []
    assert NAMES.generic == {"金融"}


def test_a_name_of_two_characters_needs_a_word_of_the_trade_beside_it() -> None:
    """青木 is a tree in a garden and a platform beside 出借人."""
    assert found("园中青木成荫") == []
    assert found("青木的出借人") == [("qm", "青木")]


def test_a_name_that_other_words_make_needs_an_edge() -> None:
    """综合金融 holds the characters of 合金融 and does not name it."""
    assert found("综合金融服务") == []
    assert found("平台合金融宣布清盘，“合金融”的出借人") == [("six", "合金融"), ("six", "合金融")]


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    """One character for one character, and folding twice changes nothing."""
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


def test_no_names_at_all() -> None:
    """An empty register links nothing."""
    assert NameIndex.of([]).find("江桥贷") == ()
