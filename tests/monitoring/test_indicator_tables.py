"""Tables of measures as files: headings, units, encodings, and files that mean harm or are broken."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.monitoring.indicators.cells import GREATEST, read_measure, shown
from fengsui.monitoring.indicators.exporting import blank_indicators
from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.naming import Known, Namesakes
from fengsui.monitoring.indicators.reading import MeasureTable, read_measures
from fengsui.monitoring.indicators.template import MeasureColumn, column_heading, heading_column
from fengsui.registry.raw_tables import Limits
from fengsui.registry.workbook_writing import write_workbook


def read(text: str, encoding: str = "utf-8") -> MeasureTable:
    """A CSV text as a file."""
    return read_measures(text.encode(encoding))


def errors(table: MeasureTable) -> list[tuple[int, str]]:
    """Rows and columns with an error."""
    return [(finding.row_number, finding.column) for finding in table.findings if finding.severity == "error"]


def test_every_measure_has_a_heading_that_reading_takes_back() -> None:
    """Names, labels and codes are all different, with the unit in brackets or without."""
    for measure in MEASURES.values():
        for heading in (measure.name, measure.label_zh, measure.code or measure.name, column_heading(measure)):
            column = heading_column(heading)
            assert isinstance(column, MeasureColumn), heading
            assert column.measure is measure, heading


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_blank_template_reads_as_nothing(form: str) -> None:
    """Every heading is known, and the example row is skipped with a word."""
    table = read_measures(blank_indicators("xlsx" if form == "xlsx" else "csv"))
    assert (table.row_count, table.rows, table.measures) == (0, [], tuple(MEASURES))
    assert [finding.message_zh for finding in table.findings] == ["这是模板的示例行，已略过"]


TABLE = "机构名称,日期,借贷余额（万元）,前十大借款人待还金额占比（%）,限额兑付\n江桥,2019-06-30,12.5,28.5%,限额\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_units_and_words_become_integers(encoding: str) -> None:
    """万元 to 分, per cent to ppm, a choice to its place; whatever the encoding."""
    table = read(TABLE, encoding)
    assert table.findings == []
    assert table.rows[0].as_of == date(2019, 6, 30)
    assert table.rows[0].values == {
        "outstanding_balance": (12_500_000, ""),
        "top_ten_borrowers_share": (285_000, ""),
        "payment_limit": (1, "限额"),
    }


def test_a_workbook_gives_the_same_values_as_the_text() -> None:
    """Numbers as numbers, a short row without a fault."""
    lines = [line.split(",") for line in TABLE.splitlines()]
    workbook = read_measures(write_workbook("指标", [*lines[0], "投诉"], [lines[1]]))
    assert workbook.encoding == "xlsx"
    assert workbook.rows[0].values == read(TABLE).rows[0].values


def test_yuan_and_wan_yuan_of_one_row_must_agree() -> None:
    """Both may be filled in; where they differ the row is wrong."""
    header = "机构名称,日期,借贷余额（元）,借贷余额（万元）\n"
    assert read(f"{header}江桥,2019-06-30,125000,12.5\n").rows[0].values == {"outstanding_balance": (12_500_000, "")}
    assert errors(read(f"{header}江桥,2019-06-30,125000,13\n")) == [(2, "outstanding_balance")]


def test_money_without_a_unit_is_read_as_yuan_with_a_warning() -> None:
    """The heading must say it; a cell that says another unit than the heading is wrong."""
    table = read("机构名称,日期,借贷余额\n江桥,2019-06-30,5\n")
    assert table.rows[0].values == {"outstanding_balance": (500, "")}
    assert [(finding.row_number, finding.severity) for finding in table.findings] == [(1, "warning")]
    assert errors(read("机构名称,日期,借贷余额（元）\n江桥,2019-06-30,5万元\n")) == [(2, "outstanding_balance")]
    assert errors(read("机构名称,日期,借贷余额（美元）\n江桥,2019-06-30,5\n")) == [(1, "outstanding_balance")]


def test_fractions_for_per_cent_are_doubted() -> None:
    """A column of which no value passes 1 may be in fractions."""
    table = read("机构名称,日期,最大单一借款人待还金额占比\n江桥,2019-06-30,0.285\n云渡,2019-06-30,0.9\n")
    assert [finding.severity for finding in table.findings] == ["warning"]
    assert "乘以 100" in table.findings[0].message_zh


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("借贷余额（元）", "-5"),
        ("借贷余额（元）", "1.2E+08"),
        ("借贷余额（亿元）", "99999999999"),
        ("借贷余额（元）", "=1+1"),
        ("借贷余额（元）", "十二"),
        ("前十大借款人待还金额占比", "100.1"),
        ("综合年化利率", "1001"),
        ("当前出借人数量", "1.5"),
        ("全国排名", "0"),
        ("限额兑付", "不知道"),
        ("退出按步骤进行", "也许"),
        ("保证保险承保公司", "找 13900000000"),
        ("保证保险承保公司", "甲" * 121),
    ],
)
def test_a_cell_that_cannot_be_is_an_error_on_its_row(heading: str, cell: str) -> None:
    """Each names the row and the column, and the row is not read."""
    table = read(f"机构名称,日期,{heading}\n江桥,2019-06-30,{cell}\n")
    assert [row for row, _ in errors(table)] == [2]
    assert table.rows == []


def test_words_for_nothing_leave_a_measure_unknown() -> None:
    """未披露 or a dash is no zero."""
    table = read("机构名称,日期,借贷余额（元）,逾期金额（元）\n江桥,2019-06-30,未披露,0\n云渡,2019-06-30,-,--\n")
    assert [row.values for row in table.rows] == [{"overdue_amount": (0, "")}]


def test_other_columns_are_not_read() -> None:
    """Persons' columns never come in: what is not in the template is left at the door, with a word."""
    table = read("机构名称,日期,借贷余额（元）,联系人,手机\n江桥,2019-06-30,5,示例甲,13900000000\n")
    assert set(table.rows[0].values) == {"outstanding_balance"}
    assert all("13900000000" not in finding.message_zh for finding in table.findings)
    assert sum("不在模板中" in finding.message_zh for finding in table.findings) == 2


def _workbook_that_unpacks_to_much() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (2 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        ("机构名称,日期,借贷余额（元）\n" + "江" * 2_000_000).encode(),
        "机构名称；日期；借贷余额（元）\n江桥；2019-06-30；5\n".encode(),
        "机构名称,日期\n江桥,2019-06-30\n".encode(),
        "日期,借贷余额（元）\n2019-06-30,5\n".encode(),
        "机构名称,日期,借贷余额（元）,借贷余额（元）\n江桥,2019-06-30,5,6\n".encode(),
        b"PK\x03\x04 no workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old workbook",
    ],
    ids=[
        "empty",
        "zeros",
        "long-line",
        "full-width",
        "no-measure",
        "no-institution",
        "twice",
        "no-zip",
        "old-workbook",
    ],
)
def test_a_file_that_is_no_table_of_measures_gives_a_finding(content: bytes) -> None:
    """A message, no row, no exception."""
    table = read_measures(content)
    assert table.rows == []
    assert errors(table)


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    """By what it says it holds, before it is unpacked."""
    assert errors(read_measures(_workbook_that_unpacks_to_much(), limits=Limits(unpacked_bytes=1024 * 1024)))


def test_more_rows_than_the_limit_are_refused() -> None:
    """Nothing of such a file comes in: the table has an error."""
    text = "机构名称,日期,借贷余额（元）\n" + "江桥,2019-06-30,5\n" * 20
    table = read_measures(text.encode(), limits=Limits(rows=10))
    assert errors(table)


def test_more_values_than_one_import_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way out: by time or by institution."""
    monkeypatch.setattr("fengsui.monitoring.indicators.reading.MOST_VALUES", 10)
    table = read("机构名称,日期,借贷余额（元）\n" + "江桥,2019-06-30,5\n" * 20)
    assert "拆分" in next(finding.message_zh for finding in table.findings if finding.severity == "error")


@given(st.sampled_from(sorted(MEASURES)), st.text(max_size=40))
def test_no_cell_makes_reading_fail(name: str, cell: str) -> None:
    """Any text gives a value within what is kept, or a problem; never an exception."""
    reading = read_measure(MeasureColumn(MEASURES[name]), cell)
    if reading.value is not None:
        assert reading.problem == ""
        assert abs(reading.value) <= GREATEST
        if MEASURES[name].bounded:
            assert 0 <= reading.value <= 1_000_000


@given(st.sampled_from(sorted(MEASURES)), st.integers(0, 10**6))
def test_what_is_shown_is_read_back(name: str, value: int) -> None:
    """An exported cell comes back as the same integer."""
    measure = MEASURES[name]
    if measure.unit in ("text", "yes_no", "choice") or (measure.unit == "rank" and not value):
        return
    assert read_measure(MeasureColumn(measure), shown(name, value)).value == value


NAMESAKES = Namesakes(
    [
        Known("i-1", "江桥网络借贷信息中介有限公司", "91990203MA0EXAMP1W", ("江桥贷",)),
        Known("i-2", "云渡网络借贷信息中介有限公司", "", ("云渡贷", "江桥贷")),
        Known("i-3", "云渡网络借贷信息中介有限公司"),
    ]
)


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"institution": "i-2"}, "i-2"),
        ({"credit_code": "91990203ma0examp1w"}, "i-1"),
        ({"name": "江桥网络借贷信息中介　有限公司"}, "i-1"),
        ({"name": "江桥贷", "credit_code": "91990203MA0EXAMP1W"}, "i-1"),
        ({"name": "江桥网络借贷信息中介有限公司", "platform_name": "新名字"}, "i-1"),
    ],
)
def test_a_row_finds_its_institution(keys: dict[str, str], found: str) -> None:
    """By id, code, name or platform; two keys together tell namesakes apart."""
    known = NAMESAKES.find(keys)
    assert isinstance(known, Known)
    assert known.id == found


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"name": "江桥网贷"}, "江桥网络借贷信息中介有限公司"),
        ({"name": "云渡网络借贷信息中介有限公司"}, "2 家"),
        ({"platform_name": "江桥贷"}, "2 家"),
        ({"name": "云渡贷", "credit_code": "91990203MA0EXAMP1W"}, "不是同一家"),
        ({"name": "甲乙丙"}, "没有"),
        ({}, "没有写"),
    ],
)
def test_a_row_without_a_clear_institution_says_what_to_do(keys: dict[str, str], words: str) -> None:
    """Unknown with the nearest names, ambiguous, or contradictory."""
    answer = NAMESAKES.find(keys)
    assert isinstance(answer, str)
    assert words in answer
