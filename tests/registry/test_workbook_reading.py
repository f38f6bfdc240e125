"""Workbooks: what a person sees in the cells is what is read, with the spreadsheet's own row numbers."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.table_cells import Written
from fengsui.registry.table_reading import FILE_ROW, Finding, Limits, RawRow, read_cells, read_table
from fengsui.registry.table_templates import DEPARTMENTS, INSTITUTIONS, TEMPLATES
from fengsui.registry.table_writing import blank_template, export_findings, export_rows
from fengsui.registry.workbook_reading import number_in_words
from fengsui.registry.workbook_writing import write_workbook
from tests.registry.workbooks import HEADER_ROW_XML, book, hand_made, saved

MATCHER = built_in_matcher()
HEADER = ("机构名称", "注册地", "待偿余额（元）", "余额日期", "出借人数", "状态")


def rows_of(content: bytes) -> tuple[list[RawRow], list[Finding]]:
    table = read_cells(content)
    rows = list(table.rows)
    return rows, table.findings


def test_cells_are_read_as_they_are_seen() -> None:
    """Numbers without float artefacts, dates as ISO, percentages as percentages, truth as 是 and 否."""
    made = Workbook()
    sheet: Any = made.active
    sheet.append(["甲", "乙"])
    sheet.append([1234.5, 0.1 + 0.2, 100, 1e-7, 13900000000, True, False, " 留 白 ", 123456789012345678])
    day = date(2019, 6, 30)
    sheet.append([day, datetime.combine(day, time(8, 5, 9)), time(8, 5), datetime.combine(day, time())])
    sheet.append([0.125, 1234567.891])
    sheet["A4"].number_format, sheet["B4"].number_format = "0.0%", "#,##0.00"
    rows, findings = rows_of(saved(made))
    first = rows[0].cells
    assert first[:8] == ["1234.5", "0.3", "100", "0.0000001", "13900000000", "是", "否", " 留 白 "]
    assert "E+" in first[8]  # more digits than a spreadsheet keeps: the readers of cells refuse it
    assert rows[1].cells == ["2019-06-30", "2019-06-30 08:05:09", "08:05:00", "2019-06-30"]
    assert rows[2].cells == ["12.5%", "1234567.891"]
    assert findings == []


@pytest.mark.parametrize(
    ("raw", "kind", "text"),
    [
        ("1234.5599999999999", "", "1234.56"),
        ("-0", "", "0"),
        ("1.2E3", "", "1200"),
        ("NaN", "", "NaN"),
        ("1e999999999", "", "1.00000000000000E+999999999"),
        ("1e-999999999", "", "1e-999999999"),
        ("9" * 4000, "", "9" * 40),
        ("43646", "date", "2019-06-30"),
        ("43646.25", "date", "2019-06-30 06:00:00"),
        ("-5", "date", "-5"),
        ("99999999", "date", "99999999"),
        ("0.07", "percent", "7%"),
    ],
)
def test_numbers_in_words(raw: str, kind: str, text: str) -> None:
    """Whatever stands in a number's place, the answer is a short text."""
    assert number_in_words(raw, kind) == text


def test_an_institution_s_row_is_typed_alike_from_both_kinds_of_file() -> None:
    """The same table as XLSX and as CSV gives the same values."""
    content = book(HEADER, ("江桥网络借贷公司", "南浦市浦湾区", 1234.5, date(2019, 6, 30), 120, "在营"))
    preview = read_table(content, INSTITUTIONS, MATCHER)
    assert preview.encoding == "xlsx"
    assert preview.errors == []
    text = ",".join(HEADER) + "\n江桥网络借贷公司,南浦市浦湾区,1234.50,2019-06-30,120,在营\n"
    same = read_table(text.encode(), INSTITUTIONS, MATCHER)
    assert [row.values for row in preview.rows_ok] == [row.values for row in same.rows_ok]
    assert preview.row_count == 1


def test_formulas_and_error_values_are_named_and_never_read() -> None:
    """What a formula once showed is not what somebody wrote: its row and column are told, and what to do."""
    content = book(HEADER, ("甲贷", "云汀省", "=1+1", None, "#REF!", "在营"))
    preview = read_table(content, INSTITUTIONS, MATCHER)
    assert [(finding.row_number, finding.column) for finding in preview.errors] == [
        (2, "outstanding_balance_yuan"),
        (2, "lender_count"),
    ]
    assert "“待偿余额（元）”是公式，请复制后“选择性粘贴”为数值" in preview.errors[0].message_zh
    assert "#REF!" in preview.errors[1].message_zh
    assert preview.rows_ok == []


def test_a_formula_in_a_column_nobody_asks_for_harms_nothing() -> None:
    """A clerk's own sums beside the table keep no row out."""
    preview = read_table(book((*HEADER[:2], "我的备注"), ("甲贷", "云汀省", "=1+1")), INSTITUTIONS, MATCHER)
    assert preview.errors == []
    assert len(preview.rows_ok) == 1


def test_the_first_sheet_with_content_is_read_and_named() -> None:
    """Several filled sheets: the first one counts and the preview says so; empty and hidden ones don't."""
    made = Workbook()
    empty: Any = made.active
    empty.title = "空"
    hidden: Any = made.create_sheet("藏")
    hidden.append(["别读"])
    hidden.sheet_state = "hidden"
    for title in ("名册", "旧名册"):
        made.create_sheet(title).append(["机构名称", "注册地"])
    table = read_cells(saved(made))
    assert table.header == ["机构名称", "注册地"]
    [finding] = table.findings
    assert finding.row_number == FILE_ROW
    assert "“名册”" in finding.message_zh
    assert "“旧名册”" in finding.message_zh
    assert "藏" not in finding.message_zh


def test_blank_rows_keep_the_numbers_right() -> None:
    """A finding's row number is the one that the clerk sees in the spreadsheet."""
    content = book(HEADER[:2], (), ("甲贷", "某处"), (None, None), (), ("乙贷", "云汀省"))
    preview = read_table(content, INSTITUTIONS, MATCHER)
    assert [finding.row_number for finding in preview.errors] == [3]
    assert [row.row_number for row in preview.rows_ok] == [6]
    assert preview.row_count == 2


def test_merged_cells_are_refused() -> None:
    """A merged cell holds its value once: read as it is, the other rows would silently lose theirs."""
    made = Workbook()
    sheet: Any = made.active
    for row in (HEADER[:2], ("甲贷", "云汀省"), ("乙贷", None)):
        sheet.append(list(row))
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("A90:B90")
    preview = read_table(saved(made), INSTITUTIONS, MATCHER)
    assert "单元格 B2至B3 是合并的" in preview.errors[0].message_zh
    assert not any("A90" in finding.message_zh for finding in preview.errors)


def test_a_title_above_the_header_is_told() -> None:
    """The header stands in the first row; a title or nothing there is refused with the reason."""
    titled = read_table(book(("机构名册",), HEADER), INSTITUTIONS, MATCHER)
    assert "首行不是“机构名册”的表头" in titled.errors[0].message_zh
    lowered = read_table(book((), HEADER), INSTITUTIONS, MATCHER)
    assert "首行" in lowered.errors[0].message_zh
    assert titled.file_refused
    assert lowered.file_refused


def test_shared_strings_phonetics_and_escapes() -> None:
    """Texts kept apart are joined from their pieces, without the phonetic reading; escaped signs come back."""
    strings = (
        "<sst><si><t>机构名称</t></si><si><r><t>注册</t></r><r><t>地</t></r><rPh><t>zhu</t></rPh></si>"
        "<si><t>甲_x005F_贷</t></si></sst>"
    )
    rows = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        '<row><c t="s"><v>2</v></c><c t="str"><v>云汀省</v></c></row>'
    )
    table = read_cells(hand_made(rows, **{"xl/sharedStrings.xml": strings}))
    assert table.header == ["机构名称", "注册地"]
    assert [row.cells for row in table.rows] == [["甲_贷", "云汀省"]]


def test_a_sheet_s_word_about_its_own_size_is_not_believed() -> None:
    """A sheet that says it reaches to XFD1048576 is read as far as it goes."""
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row>'
    table = read_cells(hand_made(HEADER_ROW_XML + row, before='<dimension ref="A1:XFD1048576"/>'))
    assert [found.cells for found in table.rows] == [["甲"]]


def test_dates_of_the_other_epoch() -> None:
    """A workbook of an older Macintosh counts its days from 1904."""
    made = Workbook()
    made.epoch = datetime.combine(date(1904, 1, 1), time())
    sheet: Any = made.active
    sheet.append(["日期"])
    sheet.append([date(2019, 6, 30)])
    assert rows_of(saved(made))[0][0].cells == ["2019-06-30"]


@pytest.mark.parametrize("template_id", sorted(TEMPLATES))
def test_the_template_as_a_workbook(template_id: str) -> None:
    """Blank, it brings no row; its second sheet explains every column and is passed over."""
    template = TEMPLATES[template_id]
    preview = read_table(blank_template(template, "xlsx"), template, MATCHER)
    assert [finding.message_zh for finding in preview.findings] == ["这是模板的示例行，已略过"]
    assert (preview.rows_ok, preview.row_count) == ([], 0)


def test_export_comes_back_as_it_went() -> None:
    """A register taken away as a workbook can be corrected and uploaded again without a change in any value."""
    values: dict[str, Any] = {column.key: None for column in INSTITUTIONS.columns}
    values |= {
        "name": "=江桥网络借贷",
        "credit_code": "91990203MA0EXAMP1W",
        "registered_region": "990203",
        "registered_on": date(2014, 5, 20),
        "operating_regions": ("990100", "980000"),
        "outstanding_balance_fen": 12_345_678_905,
        "lender_count": 0,
        "status": "exiting",
        "aliases": ("江桥网贷", "江桥金服"),
        "former_names": ("江桥投资咨询有限公司",),
    }
    preview = read_table(export_rows(INSTITUTIONS, [values], "xlsx"), INSTITUTIONS, MATCHER)
    assert preview.errors == []
    assert dict(preview.rows_ok[0].values) == values


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "  =1", "{=1}"])
def test_no_written_text_is_a_formula(text: str) -> None:
    """What looks like a formula is stored as text: the reader meets no formula."""
    rows, findings = rows_of(write_workbook("表", ["列"], [[text]]))
    assert rows[0].cells == [text]
    assert rows[0].problems == {}
    assert findings == []


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.text(max_size=20), st.integers(-(10**18), 10**18), st.decimals(-9, 9, places=2)), max_size=6)
)
def test_any_cells_can_be_written(cells: list[Written]) -> None:
    """Whatever the cells, the workbook opens, holds no formula, and numbers below ten billion 元 are exact."""
    table = read_cells(write_workbook("任意/[表]:*?" * 5, ["列"] * 6, [["始", *cells]]))
    [row] = table.rows
    assert row.problems == {}
    for written, read in zip(cells, row.cells[1:], strict=False):
        if isinstance(written, int | Decimal) and -(10**13) < Decimal(written) < 10**13:
            assert Decimal(read) == written


def test_findings_as_a_workbook() -> None:
    """What is to be corrected goes back to whoever made the file, as a workbook too."""
    preview = read_table("单位编号,单位名称\n坏 号,公安厅\n".encode(), DEPARTMENTS, MATCHER)
    rows, _ = rows_of(export_findings(preview, DEPARTMENTS, "xlsx"))
    assert rows[0].cells[:3] == ["2", "单位编号", "错误"]


def test_limits_hold_for_workbooks() -> None:
    """Too many rows or columns end early with a finding that says where."""
    many = read_cells(book(*(["列"] for _ in range(9))), Limits(rows=3))
    assert len(list(many.rows)) == 3
    assert "超过 3 行" in many.findings[0].message_zh
    wide = read_cells(book(["列"] * 9), Limits(columns=5))
    assert wide.refused
    assert "超出 5 列" in wide.findings[0].message_zh
