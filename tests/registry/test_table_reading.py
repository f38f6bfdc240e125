"""Uploads: every usable row and everything wrong, before anything is kept; a hostile file only gives findings."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.table_reading import FILE_ROW, HEADER_ROW, Limits, Preview, read_table
from fengsui.registry.table_templates import CONTACTS, DEPARTMENTS, INSTITUTIONS, OFFICERS, TEMPLATES, Template

MATCHER = built_in_matcher()
HEADER = "机构名称,统一社会信用代码,注册地,经营地,机构分类,待偿余额（元）,余额日期,出借人数,状态"
GOOD = '江桥网络借贷公司,91990203MA0EXAMP1W,南浦市浦湾区,云汀省云汀市；岚湾省,B3,"1,234.50",2019/6/30,120,在营'


def read(text: str, template: Template = INSTITUTIONS, encoding: str = "utf-8") -> Preview:
    return read_table(text.encode(encoding), template, MATCHER)


def messages(preview: Preview, row_number: int) -> list[str]:
    return [finding.message_zh for finding in preview.findings if finding.row_number == row_number]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding: str, named: str, delimiter: str, line_end: str) -> None:
    """What Excel and WPS save is read alike: UTF-8 with or without BOM, GBK, Unicode text, comma or tab."""
    lines = ["机构名称,注册地,状态", "江桥贷,云汀省,在营", "北屿贷,岚湾省,退出中"]
    preview = read(line_end.join(lines).replace(",", delimiter), encoding=encoding)
    assert preview.encoding == named
    assert preview.errors == []
    assert [(row.values["name"], row.values["registered_region"]) for row in preview.rows_ok] == [
        ("江桥贷", "990000"),
        ("北屿贷", "980000"),
    ]


def test_good_row_is_typed() -> None:
    """Money becomes 分, places codes, lists tuples, dates dates; what isn't in the file is None."""
    preview = read(f"{HEADER}\n{GOOD}\n")
    assert preview.findings == []
    assert preview.row_count == 1
    assert len(preview.sha256) == 64
    values = preview.rows_ok[0].values
    assert preview.rows_ok[0].row_number == 2
    assert values["outstanding_balance_fen"] == 123450
    assert values["registered_region"] == "990203"
    assert values["operating_regions"] == ("990100", "980000")
    assert values["balance_as_of"] == date(2019, 6, 30)
    assert values["lender_count"] == 120
    assert values["class_code"] == "B3"
    assert values["status"] == "operating"
    assert values["custody_bank"] is None


def test_english_names_and_marked_labels_are_headings_too() -> None:
    """A column is known by its English name, by its label, and by its label with the mark of the template."""
    preview = read("NAME,注册地*,Credit_Code,机构分类（选填）\n江桥贷,990200,91990203MA0EXAMP1W,b4\n")
    assert preview.findings == []
    assert preview.rows_ok[0].values["class_code"] == "B4"


def test_every_bad_row_is_listed() -> None:
    """The clerk corrects the file once: all rows with errors are named, good rows stay usable."""
    rows = [
        "甲贷,,云汀省,,,,,,",
        ",,云汀省,,,,,,",
        "乙贷,,某处,,,,,,",
        "丙贷,,云汀省,,,abc,,,",
        "丁贷,,云汀省,,,1.234,2019-06-30,,",
        "戊贷,,云汀省,,,,2019-02-30,,",
        "己贷,,云汀省,,,,,-3,",
        "庚贷,,云汀省",
        "辛贷,,云汀省,,,,,,,,多",
        "壬贷,,云汀省,,,1.2E+08,,,",
        "癸贷,,云汀省,,,,2019-71,,",
    ]
    preview = read("\n".join([HEADER, *rows]))
    assert [finding.row_number for finding in preview.errors] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert [row.row_number for row in preview.rows_ok] == [2]
    assert preview.row_count == 11
    assert not preview.file_refused
    assert "必填项未填" in preview.errors[0].message_zh
    assert preview.errors[1].column == "registered_region"


def test_doubtful_cells_are_warnings_and_the_row_stays() -> None:
    """A missing or wrong credit code, an unknown class or status, an abolished district: told, never blocking."""
    rows = (
        "甲贷,,云汀省,,,,,,",
        "乙贷,91990203MA0EXAMP1X,云汀省,,,,,,",
        "丙贷,91990203MA0EXAMP1W,上海市闸北区,云汀省；某处,C9,100,,,不明",
    )
    preview = read("\n".join([HEADER, *rows]))
    assert preview.errors == []
    assert len(preview.rows_ok) == 3
    assert any("未填写统一社会信用代码" in message for message in messages(preview, 2))
    assert any("校验码" in message for message in messages(preview, 3))
    assert preview.rows_ok[1].values["credit_code"] == "91990203MA0EXAMP1X"
    assert len(messages(preview, 4)) == 5
    last = preview.rows_ok[2].values
    assert last["registered_region"] == "310000"
    assert last["operating_regions"] == ("990000",)
    assert (last["class_code"], last["status"]) == (None, None)


def test_balance_in_wan_yuan() -> None:
    """万元 is another column, never another meaning of the same one; two different figures are an error."""
    header = "机构名称,注册地,待偿余额（万元）,待偿余额（元）"
    preview = read(f"{header}\n甲贷,云汀省,1.23,\n乙贷,云汀省,1,10000.00\n丙贷,云汀省,1,1\n丁贷,云汀省,0.0000001,\n")
    balances = {row.values["name"]: row.values["outstanding_balance_fen"] for row in preview.rows_ok}
    assert balances == {"甲贷": 1_230_000, "乙贷": 1_000_000}
    assert [finding.row_number for finding in preview.errors] == [4, 5]


def test_duplicates_point_at_the_first_row() -> None:
    """The same name and place twice is a warning for institutions; the same login is an error for officers."""
    preview = read("机构名称,注册地,统一社会信用代码\n甲贷,云汀省,\n乙贷,云汀省,\n甲贷,990000,\n")
    assert len(preview.rows_ok) == 3
    assert "机构名称、注册地与第 2 行重复" in messages(preview, 4)
    without_codes = read("机构名称,注册地\n甲贷,云汀省\n")
    assert messages(without_codes, HEADER_ROW) == ["没有“统一社会信用代码”列，各行均按未填登记"]
    officers = read("姓名,单位编号,登录名,角色,电话\n甲,a,one,R3,110\n乙,a,ONE,R3,110\n", OFFICERS)
    assert [row.row_number for row in officers.rows_ok] == [2]
    assert messages(officers, 3) == ["登录名与第 2 行重复"]


def test_officers() -> None:
    """Roles are checked against R1 to R19, and an administrator holds no other role (GB/T 22239-2019)."""
    header = "姓名,单位编号,职务,角色,电话,邮箱,地区,登录名"
    rows = [
        "示例甲,local-finance,处长,r3、R5;R3,+86 139 0000 0000,a@example.cn,云汀省,Officer.One",
        "示例乙,local-finance,,R20,110,,,",
        "示例丙,local-finance,,R16 R3,110,,,",
        "示例丁,local finance,,R3,110,,,",
        "示例戊,local-finance,,R3,1.39E+10,,,",
        "示例己,local-finance,,,,not-mail,,",
        "示例庚,local-finance,,,,,,loginname",
    ]
    preview = read("\n".join([header, *rows]), OFFICERS)
    assert [finding.row_number for finding in preview.errors] == [3, 4, 5, 6, 7]
    first = preview.rows_ok[0].values
    assert first["roles"] == ("R3", "R5")
    assert first["phone"] == "+86 139 0000 0000"
    assert first["login"] == "officer.one"
    assert len(messages(preview, 8)) == 2


def test_messages_never_repeat_what_identifies_a_person() -> None:
    """Findings are shown and kept outside sealed values, so that they hold no name, phone or address."""
    preview = read("姓名,单位编号,电话,邮箱,登录名\n=示例甲,bad id,电话就是他,mail-of-him,示例登录\n", OFFICERS)
    told = "".join(finding.message_zh for finding in preview.findings)
    assert len(preview.findings) >= 5
    for private in ("示例甲", "就是他", "mail-of-him", "示例登录"):
        assert private not in told


def test_departments_and_contacts() -> None:
    """The plain tables are read with their own keys."""
    departments = read("单位编号,单位名称,简称或曾用名,职责条款\npolice,公安厅,,1.3.c\npolice,公安,,x\n", DEPARTMENTS)
    assert [row.values["clause"] for row in departments.rows_ok] == ["1.3.c"]
    assert [finding.severity for finding in departments.findings] == ["warning", "error"]
    contacts = read("单位,电话,用途\n值班室,0990-0000000,值班\n值班室,,值班\n", CONTACTS)
    assert len(contacts.rows_ok) == 1


def test_column_that_is_not_asked_for_is_not_read() -> None:
    """An extra column is named and left out, so that nobody's data come in by the way."""
    preview = read("机构名称,统一社会信用代码,注册地,投资人姓名\n甲贷,,云汀省,某某\n")
    assert messages(preview, HEADER_ROW) == ["表头“投资人姓名”不在模板中，该列不读入"]
    assert "某某" not in map(str, preview.rows_ok[0].values.values())


@pytest.mark.parametrize(
    ("content", "row_number", "told"),
    [
        (b"", FILE_ROW, "空的"),
        (b" \r\n \r\n", FILE_ROW, "空的"),
        (b"\xef\xbb\xbf", HEADER_ROW, "表头"),
        (b"PK\x03\x04" + bytes(200), FILE_ROW, "工作簿已损坏"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), FILE_ROW, "Excel 工作簿"),
        ("机构名称,注册地\n甲\x00贷,云汀省\n".encode(), FILE_ROW, "空字节"),
        (bytes(range(256)) * 20, FILE_ROW, ""),
        (b"\xff\xfe\x00", FILE_ROW, "编码"),
        ("机构名称,注册地,机构名称\n甲,云汀省,乙\n".encode(), HEADER_ROW, "重复"),
        ("机构名称,状态\n甲,在营\n".encode(), HEADER_ROW, "缺少必填列“注册地”"),
        ("甲贷,云汀省\n".encode(), HEADER_ROW, "不是“机构名册”的表头"),
        ("机构名称，注册地\n甲，云汀省\n".encode(), HEADER_ROW, "全角逗号"),
        (b'"name,registered_region\nA,990000\n', HEADER_ROW, "双引号"),
        (b"x" * 200_000, FILE_ROW, "超过 100000 字"),
    ],
)
def test_unreadable_files_are_refused_with_the_reason(content: bytes, row_number: int, told: str) -> None:
    """A file that can't be a table of this kind brings no row, and the finding says what to do."""
    preview = read_table(content, INSTITUTIONS, MATCHER)
    assert preview.rows_ok == []
    assert preview.file_refused
    assert preview.errors[0].row_number == row_number
    assert told in preview.errors[0].message_zh


def test_limits_hold() -> None:
    """A huge file, line, cell, number of rows or of faults ends early with a finding, not with the memory."""
    started = time.perf_counter()
    huge = read_table(b"name,registered_region\n" + b"x" * 50_000_000, INSTITUTIONS, MATCHER)
    assert time.perf_counter() - started < 1
    assert "MB" in huge.errors[0].message_zh
    rows = "name,registered_region\n" + "A,990000\n" * 5
    few = read_table(rows.encode(), INSTITUTIONS, MATCHER, limits=Limits(rows=3))
    assert len(few.rows_ok) == 3
    assert "自本行起未读" in few.errors[-1].message_zh
    faulty = b"name,registered_region\n" + b",\n,990000\n" * 50
    faults = read_table(faulty, INSTITUTIONS, MATCHER, limits=Limits(findings=20))
    assert 20 <= len(faults.findings) < 30
    quoted = b"name,registered_region\n" + b'"a"b,990000\n' * 50
    broken = read_table(quoted, INSTITUTIONS, MATCHER, limits=Limits(rows=9))
    assert len(broken.findings) < 30
    long_cell = read(f"name,registered_region\n{'甲' * 600},990000\n")
    assert "超过 500 字" in long_cell.errors[0].message_zh


def test_hostile_cells() -> None:
    """Control characters and text that turns round are errors; formulas are kept as text with a warning."""
    preview = read(
        "机构名称,注册地,网址,平台名称\n"
        "甲\x07贷,云汀省,,\n"
        "乙\u202e贷,云汀省,,\n"
        '=HYPERLINK("http://example.cn"),云汀省,javascript:alert(1),@SUM(A1)\n'
    )
    assert [finding.row_number for finding in preview.errors] == [2, 3]
    kept = preview.rows_ok[0].values
    assert kept["website"] is None
    assert kept["platform_name"] == "@SUM(A1)"
    assert len(messages(preview, 4)) == 3


def test_broken_quotes_name_the_row_and_reading_goes_on() -> None:
    """One row with a stray quote doesn't take the others with it; an open quote to the end is named."""
    preview = read('机构名称,注册地\n"甲"贷,云汀省\n乙贷,云汀省\n"丙贷,云汀省\n丁贷,云汀省\n')
    assert [row.values["name"] for row in preview.rows_ok] == ["乙贷"]
    assert [finding.row_number for finding in preview.errors] == [2, 4]
    assert not preview.file_refused


def test_ten_thousand_rows() -> None:
    """A province's whole register is previewed, every row of it."""
    text = "\n".join([HEADER, *(GOOD.replace("江桥", f"江桥{number}") for number in range(10_000))])
    preview = read(text)
    assert len(preview.rows_ok) == 10_000


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(sorted(TEMPLATES)))
def test_any_bytes_give_a_preview(content: bytes, template_id: str) -> None:
    """Whatever is uploaded, the answer is a preview, and unreadable bytes bring no row without a finding."""
    preview = read_table(content, TEMPLATES[template_id], MATCHER)
    assert preview.rows_ok or preview.findings


@settings(max_examples=150)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=12))
def test_any_cells_give_a_preview(cells: list[str]) -> None:
    """Whatever stands in the cells, each data row is usable or has a finding."""
    header = ",".join(column.name for column in OFFICERS.columns)
    preview = read_table(f"{header}\n{','.join(cells)}\n".encode(errors="replace"), OFFICERS, MATCHER)
    assert len(preview.rows_ok) <= preview.row_count
    if preview.row_count and not preview.rows_ok:
        assert preview.findings


def test_other_delimiters_are_named() -> None:
    """A semicolon can be told and is read, with a word; what stands in running text too is refused with advice."""
    semicolons = read("机构名称;注册地;统一社会信用代码\n甲贷;云汀省;\n")
    assert [row.values["name"] for row in semicolons.rows_ok] == ["甲贷"]
    assert "分号" in messages(semicolons, HEADER_ROW)[0]
    for mark, name in (("；", "全角分号"), ("、", "顿号"), ("｜", "全角竖线")):
        refused = read(f"机构名称{mark}注册地\n甲贷{mark}云汀省\n")
        assert refused.file_refused
        assert name in refused.errors[0].message_zh
        assert "半角逗号" in refused.errors[0].message_zh


def test_an_amount_without_its_unit_is_refused_with_what_to_write() -> None:
    """元 or 万元 is never guessed: a heading without the unit, or with another, says which headings there are."""
    for heading in ("待偿余额", "待偿余额（亿元）", "待偿余额(千元)", "待偿余额万元", "待偿余额亿元"):
        preview = read(f"机构名称,注册地,{heading}\n甲贷,云汀省,1\n")
        assert preview.file_refused, heading
        assert "“待偿余额（元）”或“待偿余额（万元）”" in preview.errors[0].message_zh
    assert not read("机构名称,注册地,余额来源\n甲贷,云汀省,1\n").file_refused


def test_other_names_are_lists() -> None:
    """Aliases and former names: several with semicolons, each once; the comma belongs to a name."""
    preview = read('机构名称,注册地,"简称、别名",曾用名\n甲贷,云汀省,"甲网贷；甲,金服; 甲网贷",旧甲\n乙贷,云汀省,乙,\n')
    values = preview.rows_ok[0].values
    assert values["aliases"] == ("甲网贷", "甲,金服")
    assert values["former_names"] == ("旧甲",)
    assert ["只有一个字" in finding.message_zh for finding in preview.errors] == [True]
