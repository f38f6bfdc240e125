"""Workbooks made to harm: each ends early with a sentence that says what to do, and brings no row."""

import io
import struct
import zipfile

import pytest

from fengsui.registry.raw_tables import Limits
from fengsui.registry.table_reading import read_cells
from tests.registry.workbooks import HEADER_ROW_XML, PARTS, book, hand_made, packed, sheet_of

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
TEXT_CELL = '<c t="inlineStr"><is><t>{}</t></is></c>'


def told(content: bytes, limits: Limits | None = None) -> str:
    """All error messages of a file, its rows gone through."""
    table = read_cells(content, limits)
    for _ in table.rows:
        pass
    return "；".join(finding.message_zh for finding in table.findings if finding.severity == "error")


def zip_of(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04", "已损坏"),
        (b"PK\x03\x04" + bytes(5000), "已损坏"),
        (book(["甲"])[:-200], "已损坏"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版 Excel"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (zip_of(table=b"a,b"), "压缩包"),
        (zip_of(inner=book(["甲"])), "压缩包"),
        (zip_of(word__document=b"", **{"word__document.xml": b"<w/>"}), "Word"),
        (zip_of(**{"content.xml": b"<o/>", "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (zip_of(**{"xl__workbook.bin": b"x"}), "xlsb"),
        (packed({SHEET: sheet_of(HEADER_ROW_XML), "xl/vbaProject.bin": b"macro"}), "宏"),
        (packed({}), "已损坏"),
        (packed({SHEET: b"<worksheet><sheetData><row>"}), "没有内容|已损坏"),
        (packed({SHEET: sheet_of("")}), "没有内容"),
        (packed({SHEET: sheet_of(HEADER_ROW_XML), "xl/workbook.xml": "<"}), "已损坏"),
        (hand_made(HEADER_ROW_XML + '<row r="2"><c t="s"><v>7</v></c></row>'), "引用的文字不存在"),
        (hand_made(HEADER_ROW_XML + '<row r="1"><c><v>1</v></c></row>'), "行号错乱"),
        (hand_made(HEADER_ROW_XML + '<row r="99999999"><c><v>1</v></c></row><row r="3"/>'), ""),
        (hand_made(HEADER_ROW_XML + '<row r="2"><c r="ZZZ2"><v>1</v></c></row>'), "列号错乱"),
        (hand_made(HEADER_ROW_XML + '<row r="2"><c r="XFD2"><v>1</v></c></row>'), "超出 256 列"),
        (hand_made(HEADER_ROW_XML + "<row>" + TEXT_CELL.format("x" * 200_000) + "</row>"), "第 2 行超过 100000 字"),
    ],
)
def test_what_is_no_workbook_is_told_apart(content: bytes, says: str) -> None:
    """Broken, protected, of another kind, or with numbers that cannot be: a sentence, never an exception."""
    heard = told(content)
    assert any(word in heard for word in says.split("|"))


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"])
def test_entity_bombs_are_refused(part: str) -> None:
    """A document type in any part, hence every entity that could swell, is refused."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace("/sharedStrings", "/styles")
    more = {"xl/_rels/workbook.xml.rels": relations.replace("sharedStrings.xml", "styles.xml")}
    parts: dict[str, str | bytes] = {SHEET: sheet_of(HEADER_ROW_XML), **(more if "styles" in part else {}), part: bomb}
    assert "已损坏" in told(packed(parts))


def test_a_zip_bomb_is_weighed_before_it_is_unpacked() -> None:
    """Three hundred megabytes of nothing in a file of a few hundred kilobytes: refused by its declared size."""
    out = io.BytesIO()
    zeros = bytes(1024 * 1024)
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(SHEET, "w", force_zip64=True) as part,
    ):
        for _ in range(300):
            part.write(zeros)
    content = out.getvalue()
    assert len(content) < 3_000_000
    assert "解压后有 300 MB" in told(content)


def test_an_archive_that_lies_about_its_sizes_gives_no_more_than_it_declares() -> None:
    """Sizes made small in the archive's list: the part breaks off there, and the file is broken."""
    content = bytearray(hand_made(HEADER_ROW_XML + "<row>" + " " * 3_000_000 + "</row>"))
    place = content.rfind(SHEET.encode()) - 46
    struct.pack_into("<L", content, place + 24, 200)
    assert "已损坏" in told(bytes(content))


def test_an_archive_of_countless_entries_is_refused_by_its_list() -> None:
    """Thousands of entries are no workbook; the list alone is looked at."""
    names: dict[str, str | bytes] = {f"xl/x{number}": b"" for number in range(2100)}
    assert "条目" in told(packed(names))
    assert "条目太多" in told(packed({f"xl/{'x' * 900}{number}": b"" for number in range(1200)}))


@pytest.mark.parametrize(
    "inside",
    [
        b"<!--" + b"<" * 3_000_000 + b"-->",
        b"<row x='" + b"y" * 3_000_000 + b"'/>",
        b"<?x " + b"y" * 3_000_000 + b"?>",
    ],
)
def test_a_giant_tag_is_not_taken_into_memory(inside: bytes) -> None:
    """A comment, an attribute or an instruction of megabytes is given up after the first."""
    assert "过长的标记" in told(hand_made(HEADER_ROW_XML.encode() + inside))


def test_countless_empty_cells_end_with_the_row() -> None:
    """Formatted empty cells count: a sheet of nothing else ends early, with the row where it became too much."""
    row = b"<row>" + b"<c/>" * 1000 + b"</row>"
    heard = told(hand_made(HEADER_ROW_XML.encode() + row * 50), Limits(cells=20_000))
    assert "第 21 行起单元格过多" in heard


def test_countless_strings_are_refused() -> None:
    """Texts kept apart are counted while they are read."""
    strings = b"<sst><si><t>" + b"x" * 50_331_649 + b"</t></si></sst>"
    assert "文字过多" in told(packed({SHEET: sheet_of(HEADER_ROW_XML), STRINGS: strings}, level=1))


def test_styles_of_megabytes_are_refused() -> None:
    """The formats are taken whole, so that their measure is small."""
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace("/sharedStrings", "/styles")
    parts: dict[str, str | bytes] = {
        SHEET: sheet_of(HEADER_ROW_XML),
        "xl/_rels/workbook.xml.rels": relations.replace("sharedStrings.xml", "styles.xml"),
        "xl/styles.xml": b"<styleSheet>" + b"<x/>" * 200_000 + b"</styleSheet>",
    }
    assert "样式或目录过大" in told(packed(parts))
