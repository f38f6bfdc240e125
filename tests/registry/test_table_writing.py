"""Downloads: they open in Excel, run no formula, and come back as they went."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.table_cells import FORMULA_STARTS, Cell
from fengsui.registry.table_reading import read_table
from fengsui.registry.table_templates import INSTITUTIONS, OFFICERS, TEMPLATES
from fengsui.registry.table_writing import blank_template, export_findings, export_rows, formula_safe, write_csv

MATCHER = built_in_matcher()


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("template_id", sorted(TEMPLATES))
def test_blank_template_opens_in_excel_and_reads_back_empty(template_id: str) -> None:
    """The blank template has a BOM, marks what is required, and its example row is never imported."""
    template = TEMPLATES[template_id]
    content = blank_template(template)
    assert content.startswith(b"\xef\xbb\xbf")
    header = cells_of(content)[0]
    assert [heading for heading in header if heading.endswith("*")] == [
        f"{column.label_zh}*" for column in template.columns if column.required
    ]
    preview = read_table(content, template, MATCHER)
    assert preview.rows_ok == []
    assert preview.row_count == 0
    assert [finding.message_zh for finding in preview.findings] == ["这是模板的示例行，已略过"]


@pytest.mark.parametrize("template_id", sorted(TEMPLATES))
def test_examples_are_themselves_right(template_id: str) -> None:
    """Whoever copies the example and changes the name gets no finding about it."""
    template = TEMPLATES[template_id]
    header = ",".join(column.name for column in template.blank_columns)
    row = [column.example for column in template.blank_columns]
    changed = ",".join([row[0] + "2", *row[1:]])
    preview = read_table(f"{header}\n{changed}\n".encode(), template, MATCHER)
    assert preview.findings == []
    assert len(preview.rows_ok) == 1


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "  =1", "\n=1", "＝1", "－1"]
)
def test_formulas_are_written_as_text(text: str) -> None:
    """A cell that a spreadsheet would run begins with an apostrophe."""
    assert formula_safe(text) == f"'{text}"
    assert cells_of(write_csv(["列"], [[text]]))[1][0].startswith("'")


@given(st.text(max_size=40))
def test_no_written_text_begins_a_formula(text: str) -> None:
    """Whatever the text, no cell of a download begins with a sign that a spreadsheet runs."""
    written = formula_safe(text)
    assert not written.lstrip(" \u3000\n").startswith(FORMULA_STARTS)
    assert written in (text, f"'{text}")


def test_export_comes_back_as_it_went() -> None:
    """What is exported can be corrected in a spreadsheet and uploaded again without a change in any value."""
    values: dict[str, Cell] = {column.key: None for column in INSTITUTIONS.columns}
    values |= {
        "name": "=江桥网络借贷",
        "credit_code": "91990203MA0EXAMP1W",
        "platform_name": '江桥"贷",一号',
        "registered_region": "990203",
        "registered_on": date(2014, 5, 20),
        "operating_regions": ("990100", "980000"),
        "class_code": "B3",
        "outstanding_balance_fen": 12_345_678_905,
        "balance_as_of": date(2019, 6, 30),
        "lender_count": 0,
        "status": "exiting",
    }
    preview = read_table(export_rows(INSTITUTIONS, [values]), INSTITUTIONS, MATCHER)
    assert preview.errors == []
    assert dict(preview.rows_ok[0].values) == values


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() == text), st.integers(0, 10**15))
def test_text_and_money_survive_the_way_out_and_back(text: str, fen: int) -> None:
    """Any printable name and any amount read back as they were written."""
    content = export_rows(INSTITUTIONS, [{"name": text, "registered_region": "990000", "outstanding_balance_fen": fen}])
    preview = read_table(content, INSTITUTIONS, MATCHER)
    for row in preview.rows_ok:
        assert row.values["name"] == text
        assert row.values["outstanding_balance_fen"] == fen
    assert preview.rows_ok or preview.errors


def test_phone_with_plus_sign_survives() -> None:
    """The apostrophe against formulas is taken off again on reading."""
    content = export_rows(OFFICERS, [{"name": "示例甲", "department_id": "a", "phone": "+86 10 0000 0000"}])
    assert "'+86" in content.decode("utf-8-sig")
    assert read_table(content, OFFICERS, MATCHER).rows_ok[0].values["phone"] == "+86 10 0000 0000"


def test_findings_can_be_handed_to_the_person_who_made_the_file() -> None:
    """Row, column label, severity in words and advice, one line for each finding."""
    preview = read_table("机构名称,注册地,状态\n,云汀省,不明\n".encode(), INSTITUTIONS, MATCHER)
    lines = cells_of(export_findings(preview, INSTITUTIONS))
    assert lines[0] == ["行号", "列", "程度", "说明"]
    assert ["2", "机构名称", "错误", "机构名称：必填项未填"] in lines
    assert any(line[1:3] == ["状态", "提醒"] for line in lines)
    empty = export_findings(read_table(b"", INSTITUTIONS, MATCHER), INSTITUTIONS)
    assert cells_of(empty)[1][0] == "整个文件"
