"""Files of past failures: headings, encodings, dates, amounts, and what is refused."""

import io
from datetime import date

import openpyxl
import pytest

from fengsui.warning.replay.dating import FailureDay, read_day
from fengsui.warning.replay.reading import UnreadableFile, read_incidents, read_platforms
from tests.warning.replay_files import incident, incidents_file


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-07-12", FailureDay(date(2018, 7, 12))),
        ("2018/7/2", FailureDay(date(2018, 7, 2))),
        ("2018年7月12日", FailureDay(date(2018, 7, 12))),
        ("2018-07-12 00:00:00", FailureDay(date(2018, 7, 12))),
        ("2014.03", FailureDay(date(2014, 3, 15), month_only=True)),
        ("2014年3月", FailureDay(date(2014, 3, 15), month_only=True)),
        ("2014.1", FailureDay(date(2014, 10, 15), month_only=True)),
        ("2018-02-30", None),
        ("0018-02-03", None),
        ("-", None),
        ("", None),
    ],
)
def test_dates_as_portals_write_them(text: str, expected: FailureDay | None) -> None:
    """A day stays a day; a month lies in its middle and is marked; what names no day is no date."""
    assert read_day(text, two_digit_months=True) == expected


def test_a_lone_one_is_january_where_months_have_one_digit() -> None:
    """``2014.1`` is October only where the column writes 2014.01 for January."""
    assert read_day("2014.1", two_digit_months=False) == FailureDay(date(2014, 1, 15), month_only=True)


def test_chinese_headings_in_gbk() -> None:
    """The headings of either portal are known, in either encoding; a column in 万元 becomes 分."""
    headings = "问题发生时间,平台名称,所在地区,上线时间,出问题原因,待收余额(万元)"
    text = f"{headings}\n2018-07-12,甲,安徽省合肥市,2016-01-01,失联,1.50万元\n"
    rows = read_incidents(text.encode("gbk"), "爆雷表")
    assert [(row.day, row.place, row.kind, row.balance_fen) for row in rows] == [
        (FailureDay(date(2018, 7, 12)), "安徽省合肥市", "失联", 1_500_000)
    ]


def test_a_workbook_is_read_like_a_csv() -> None:
    """An XLSX with real dates gives the same rows."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["name", "date", "region"])
    sheet.append(["甲", date(2018, 7, 12), "安徽"])
    content = io.BytesIO()
    workbook.save(content)
    assert [row.day for row in read_incidents(content.getvalue(), "爆雷表")] == [FailureDay(date(2018, 7, 12))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"name,date\n\xe7\x94\xb2,2018-07-12\n", "缺少"),
        (b"name,date,region\nx,,\n", "没有一行写明日期"),
        (b"name,date,region\nx,2018-07-12,y,1,2,3\n", "第 2 行"),
        (b'name,date,region\n"x,2018-07-12,y\n', "引号"),
        (b"name,date,region\nx\x00,2018-07-12,y\n", "空字节"),
        (b"name,date,region\n" + b"x" * 200_000, "字"),
        (b"name,date,region\n" + b"x,2018-07-12,y\n" * 200_001, "200000 行"),
    ],
)
def test_what_is_no_incidents_file_is_refused_in_words(content: bytes, words: str) -> None:
    """The message names the file and says what to correct."""
    with pytest.raises(UnreadableFile, match=words) as refused:
        read_incidents(content, "爆雷表")
    assert str(refused.value).startswith("爆雷表")


def test_a_registry_without_dates_is_refused() -> None:
    """The rule for the population needs to know since when."""
    with pytest.raises(UnreadableFile, match="登记表"):
        read_platforms("name,register_location\n甲,安徽\n".encode(), "登记表")


def test_names_are_compared_folded() -> None:
    """Full-width letters, spaces and capitals make no second institution."""
    rows = read_incidents(incidents_file([incident("Ａb 贷", "2018-07-12"), incident("ab贷", "2018-07-13")]), "爆雷表")
    assert len({row.key for row in rows}) == 1
