"""Invented workbooks for tests: good ones by the library, bad ones put together part by part."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_RELATIONS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
    '<sheet name="表" sheetId="1" r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="s" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="t" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
HEADER_ROW_XML = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>机构名称</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>注册地</t></is></c></row>'
)


def book(*rows: Sequence[Any], sheets: Iterable[tuple[str, Sequence[Sequence[Any]]]] = ()) -> bytes:
    """A workbook as a person's program saves it: one sheet with these rows, and further ones."""
    made = Workbook()
    first: Any = made.active
    first.title = "表"
    for row in rows:
        first.append(list(row))
    for title, more in sheets:
        sheet = made.create_sheet(title)
        for row in more:
            sheet.append(list(row))
    return saved(made)


def saved(made: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def packed(parts: dict[str, str | bytes], level: int = 6) -> bytes:
    """An archive of these parts over the ones that every workbook has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in {**PARTS, **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet_of(rows: str | bytes, before: str = "", after: str = "") -> bytes:
    """The part of a sheet with these rows, as XML."""
    rows = rows.encode() if isinstance(rows, str) else rows
    start, end = f'<worksheet xmlns="{MAIN}">{before}<sheetData>', f"</sheetData>{after}</worksheet>"
    return start.encode() + rows + end.encode()


def hand_made(rows: str | bytes, before: str = "", after: str = "", **parts: str) -> bytes:
    """A workbook whose one sheet is written by hand."""
    return packed({"xl/worksheets/sheet1.xml": sheet_of(rows, before, after), **parts}, level=1)
