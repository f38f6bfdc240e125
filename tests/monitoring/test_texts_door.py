"""What is read of a file, what is left at the door, and what a hostile file comes to."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from fengsui.conduct.shapes import holds_mobile_number
from fengsui.monitoring.texts.door import admit, clean_address, content_key
from fengsui.monitoring.texts.feeds import plain_text
from fengsui.monitoring.texts.formats import read_texts
from fengsui.monitoring.texts.masking import mask_numbers
from fengsui.monitoring.texts.moments import read_moment
from fengsui.monitoring.texts.raw_texts import RawText, RawTexts
from tests.monitoring.texts_desk import csv_file, json_lines

NOW = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>示例</title>
<item><title>江桥贷公告</title><description>&lt;p&gt;停止兑付。&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<author>zhang@example.org (张三)</author><pubDate>Sun, 01 Mar 2026 20:00:00 +0800</pubDate>
<link>https://news.example/9</link></item></channel></rss>"""


def words_of(texts: RawTexts) -> list[tuple[str, str]]:
    assert [finding for finding in texts.findings if finding.severity == "error"] == []
    return [(row.title, row.text) for row in texts.rows]


def workbook(*rows: tuple[str, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_tables_are_read_in_every_usual_encoding(encoding: str) -> None:
    """UTF-8 with and without BOM, GBK, GB18030 and Unicode text give the same rows."""
    texts = read_texts(csv_file(("标题", "内容"), [("甲", "江桥贷，停止兑付")], encoding))
    assert words_of(texts) == [("甲", "江桥贷，停止兑付")]


def test_every_format_is_told_by_its_content() -> None:
    """CSV, XLSX, JSON lines, RSS and Atom: the same text, whatever the file is called."""
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>江桥贷公告</title>'
        "<author><name>张三</name></author><summary>停止兑付。</summary></entry></feed>"
    )
    files = {
        "csv": csv_file(("title", "text"), [("江桥贷公告", "停止兑付。")]),
        "xlsx": workbook(("标题", "正文"), ("江桥贷公告", "停止兑付。")),
        "jsonl": json_lines({"title": "江桥贷公告", "content": "停止兑付。"}),
        "rss": RSS.encode(),
    }
    for name, content in [*files.items(), ("rss", atom.encode())]:
        texts = read_texts(content)
        assert (texts.format, words_of(texts)) == (name, [("江桥贷公告", "停止兑付。")])
    assert read_texts(RSS.encode()).rows[0].published == "Sun, 01 Mar 2026 20:00:00 +0800"


def test_columns_that_nobody_asked_for_are_dropped_and_named() -> None:
    """Authors, posters, accounts, telephones and all that is unknown stay outside; people first."""
    header = ("备注", "标题", "作者", "正文", "用户ID", "联系方式", "entity")
    texts = read_texts(csv_file(header, [("内部", "甲", "张三", "乙", "10086", "13800000000", "江桥")]))
    assert texts.dropped_columns == ("作者", "用户ID", "联系方式", "备注", "entity")
    assert texts.rows == [RawText(2, "甲", "乙", "", "")]
    records = json_lines({"text": "甲", "author": {"name": "张三"}}, {"text": "乙", "uid": 7, "content": ["x"]})
    found = read_texts(records)
    assert found.dropped_columns == ("author", "uid", "content")
    assert [row.text for row in found.rows] == ["甲", "乙"]
    assert "author" in read_texts(RSS.encode()).dropped_columns


def test_a_heading_that_holds_a_number_is_not_repeated() -> None:
    """A file whose first row holds data gives no personal number, and no name beside one, to the dropped columns."""
    texts = read_texts(csv_file(("正文", "张三13812345678", "秘密★一年"), [("甲", "", "")]))
    assert texts.dropped_columns == ("（未读的列）",)


def test_fields_that_only_some_records_have_are_not_named() -> None:
    """Comments by the name of who wrote them: their names are data and stay outside."""
    records = [{"text": f"甲{number}", "author": "x", f"网友{number}": "好"} for number in range(3)]
    assert read_texts(json_lines(*records)).dropped_columns == ("author", "（未读的列）")


def test_addresses_lose_the_account_that_wrote() -> None:
    """The page of somebody's account, its number or name, numbers behind percent signs, mail addresses (N2)."""
    for address, kept in (
        ("https://posts.example/user/zhangsan/post/9", "https://posts.example/user/＊/post/9"),
        ("https://m.weibo.cn/u/1234567890", "https://m.weibo.cn/u/＊"),
        ("https://weibo.com/1234567890/AbCdEf", "https://weibo.com/＊/AbCdEf"),
        ("https://clips.example/@zhangsan/video/7", "https://clips.example/＊/video/7"),
        (
            "https://news.example/%31%33%38%31%32%33%34%35%36%37%38.html",
            "https://news.example/＊＊＊＊＊＊＊＊＊＊＊.html",
        ),
        (
            "https://news.example/a?q=138%200000%200000&m=zhang%40mail.example",
            "https://news.example/a?q=＊＊＊＊＊＊＊＊＊＊＊＊＊",
        ),
        ("https://news.example/20190102/3.html?page=2&tip=1", "https://news.example/20190102/3.html?page=2&tip=1"),
    ):
        assert clean_address(address) == kept


@pytest.mark.parametrize("piece", ["<a ", "<!--", "</", "<!", "<script>", "&#", "<", "<p>"])
def test_open_tags_are_read_in_one_walk(piece: str) -> None:
    """A hundred thousand characters of unfinished markup take no longer than as many of text."""
    began = time.monotonic()
    plain_text(piece * (100_000 // len(piece)))
    assert time.monotonic() - began < 2


def test_the_words_of_a_page() -> None:
    """What a reader sees: no scripts, no comments, a line for each block; a sign of comparison is no tag."""
    page = "<p>甲 &lt; 乙</p><script>x<y</script><!-- <p>丙 --><div title='q'>丁<br/>戊</div>3 < 5"
    assert plain_text(page) == "甲 < 乙\n丁\n戊\n3 < 5"
    assert plain_text("甲<script>document.write('乙')") == "甲"


@pytest.mark.parametrize(
    "items",
    [
        "<item><title>甲</title></item>" * 6000,
        "<item " + " ".join(f'a{number}="1"' for number in range(9000)) + "/>",
        "<item>" + "".join(f'<p{number}:x xmlns:p{number}="u"/>' for number in range(600)) + "</item>",
        "<item>" + "<x>" * 150_001,
    ],
)
def test_a_feed_that_would_keep_the_parser_busy_is_refused(items: str) -> None:
    """Too many entries, attributes, namespaces or tags: a sentence, at once, in UTF-16 as well."""
    feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
    for encoding in ("utf-8", "utf-16"):
        began = time.monotonic()
        texts = read_texts(feed.encode(encoding))
        assert [finding.severity for finding in texts.findings] == ["error"]
        assert texts.rows == []
        assert time.monotonic() - began < 2


def test_long_headings_and_many_fields_are_refused_at_once() -> None:
    """A heading of brackets and a record of thousands of fields."""
    began = time.monotonic()
    assert read_texts(csv_file(("标题", "(" * 90_000), [("甲", "乙")])).dropped_columns == ("(" * 40,)
    texts = read_texts(json_lines({"title": "甲", **{f"k{number}": 0 for number in range(300)}}))
    assert "字段" in texts.findings[0].message_zh
    assert time.monotonic() - began < 2


def test_personal_numbers_are_blotted_out_and_offsets_stay() -> None:
    """Mobile, identity and bank card numbers, however they are written; amounts, dates and credit codes stay."""
    text = "请拨138-1234-5678或１３９８７６５４３２１，身份证11010519491231002X，卡号6222 0212 3456 7890 128。"
    masked, count = mask_numbers(text)
    assert (len(masked), count) == (len(text), 4)
    assert not any(character.isdecimal() for character in masked)
    assert masked.startswith("请拨＊＊＊＊＊＊＊＊＊＊＊＊＊或＊")
    for harmless in ("待收12,345,678,901.25元", "2018-07-01 09:30:15 公告", "91990100MA000001XY", "编号20180701001234"):
        assert mask_numbers(harmless) == (harmless, 0)


@given(st.text(alphabet="1385 -年月日X６\u200b①a", max_size=60))
def test_no_mobile_number_is_left_in_any_text(text: str) -> None:
    """Whatever stands around it, nothing that reads as a mobile number comes through, and the length is the same."""
    masked, _ = mask_numbers(text)
    assert len(masked) == len(text)
    assert not holds_mobile_number(masked)


@pytest.mark.parametrize(
    ("spelt", "read"),
    [
        ("2018-07-01", datetime(2018, 6, 30, 16, tzinfo=UTC)),
        ("2018/7/1 9:05", datetime(2018, 7, 1, 1, 5, tzinfo=UTC)),
        ("2018年7月1日 9时5分", datetime(2018, 7, 1, 1, 5, tzinfo=UTC)),
        ("2018-07-01T09:05:30+00:00", datetime(2018, 7, 1, 9, 5, 30, tzinfo=UTC)),
        ("2018-07-01 09:05:30.123Z", datetime(2018, 7, 1, 9, 5, 30, tzinfo=UTC)),
        ("Sun, 01 Jul 2018 09:05:00 +0800", datetime(2018, 7, 1, 1, 5, tzinfo=UTC)),
        ("1530407100", datetime(2018, 7, 1, 1, 5, tzinfo=UTC)),
        ("20180701", datetime(2018, 6, 30, 16, tzinfo=UTC)),
        ("昨天", None),
        ("2018-13-45", None),
        ("0001-01-01", None),
        ("9" * 40, None),
    ],
)
def test_moments_are_read_in_usual_spellings(spelt: str, read: datetime | None) -> None:
    """What names no zone is Beijing time; what can't be read is unknown, never a guess."""
    assert read_moment(spelt) == read


def test_a_time_to_come_is_no_time() -> None:
    """A text can't have been published next week: it counts as undated, and the officer is told."""
    texts = RawTexts("csv", rows=[RawText(2, "", "甲", "2026-03-09", ""), RawText(3, "", "乙", "2026-03-01", "")])
    admitted, _ = admit(texts, NOW)
    assert [text.published_at for text in admitted] == [None, NOW - timedelta(hours=33, minutes=12)]
    assert ["1 条的发布时间" in finding.message_zh for finding in texts.findings] == [True]


def test_addresses_lose_whom_they_name() -> None:
    """Only web addresses; no user name, no fragment, no parameter that names people, no number of a person."""
    assert clean_address("https://u:p@news.example/a?id=3&uid=77&user_name=z#c") == "https://news.example/a?id=3"
    assert clean_address("https://news.example/13812345678") == "https://news.example/＊＊＊＊＊＊＊＊＊＊＊"
    assert clean_address("http://[2001:db8::1]:80/a\0b") == "http://[2001:db8::1]:80/ab"
    for wrong in (
        "javascript:alert(1)",
        "ftp://a.example/",
        "http://",
        "http://[::1",
        "x" * 10,
        "https://a/" + "x" * 2000,
    ):
        assert clean_address(wrong) == ""


def test_the_same_words_have_the_same_key() -> None:
    """Width, case, spaces and punctuation make no difference; a short text is told apart by its title."""
    long = "江桥贷今日公告停止兑付本息，客服电话无人接听，出借人要求公司给出说法ABC"
    assert content_key("甲", long) == content_key("乙", f" {long.lower().replace('，', ',  ')} ")
    assert content_key("甲", "详见公告") != content_key("乙", "详见公告")
    assert (len(content_key("", "甲")), content_key("。", " ")) == (16, "")


def test_markup_becomes_plain_words() -> None:
    """A line for each block, nothing of scripts, entities as characters."""
    assert plain_text("<p>甲&amp;乙</p><style>p{}</style><div>丙<br>丁</div>") == "甲&乙\n丙\n丁"


def bomb() -> bytes:
    """A workbook whose sheet unpacks to 400 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(400):
            part.write(b" " * 1_000_000)
    return out.getvalue()


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "a line of 10 MB": lambda: b"title,text\n" + b"x" * 10_000_000,
    "a JSON line of 10 MB": lambda: b'{"text": "' + b"x" * 10_000_000,
    "zero bytes": lambda: b"title,text\n\0\0,a",
    "nothing": lambda: b"  \n ",
    "wrong delimiter": "标题；正文\n甲；乙".encode,
    "no such columns": "姓名,电话\n甲,乙".encode,
    "million rows": lambda: b"title,text\n" + b"a,b\n" * 1_000_000,
    "million JSON rows": lambda: b'{"text":"a"}\n' * 1_000_000,
    "zip bomb": bomb,
    "only blanks": lambda: csv_file(("标题", "正文", "编号"), [("", " ", "1"), ("", "", "2")]),
    "nested JSON": lambda: b'{"text":' + b"[" * 90_000,
    "no JSON": lambda: b"{\n" * 200_000,
    "entities": lambda: b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 10_000 + b'">]><rss>&b;</rss>',
    "feed of 9 MB": lambda: b"<rss>" + b" " * 9_000_000,
    "no feed": lambda: b"<html><body>hello</body></html>",
    "formula cells": lambda: workbook(("标题", "正文"), ("甲", "=1+1")),
    "random bytes": lambda: bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_turned_away_in_words(name: str) -> None:
    """Each gives an error in Chinese, quickly; none raises."""
    started = time.monotonic()
    texts = read_texts(HOSTILE[name]())
    admit(texts, NOW)
    errors = [finding.message_zh for finding in texts.findings if finding.severity == "error"]
    assert errors
    assert any("\u4e00" <= character <= "\u9fff" for character in errors[0])
    assert time.monotonic() - started < 30


def test_formulas_in_a_text_table_stay_text() -> None:
    """In CSV a leading = is words; only what leaves for a spreadsheet is escaped."""
    assert words_of(read_texts(csv_file(("标题", "正文"), [("=1+1", "@甲")]))) == [("=1+1", "@甲")]


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reading_fall_over(content: bytes) -> None:
    """Any bytes give rows or findings, and whatever is admitted can be written down."""
    texts = read_texts(content)
    admitted, _ = admit(texts, NOW)
    json.dumps([[text.title, text.text, text.address] for text in admitted]).encode()
    assert texts.rows or texts.findings or texts.dropped_columns is not None
