"""The parts of an uploaded workbook (.xlsx), each within a measure: what is in the archive, sheets, formats, strings.

An archive of a few kilobytes can unpack to terabytes, so that every size is looked at before anything is unpacked,
and nothing is unpacked whole that a sender can make large. Pure.
"""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from fengsui.registry.raw_tables import FileRefused, Limits, size_in_words
from fengsui.registry.workbook_writing import EXPLANATION_SHEET

ZIP_START: Final = b"PK\x03\x04"
_OLE_START: Final = b"\xd0\xcf\x11\xe0"
_END_OF_DIRECTORY: Final = b"PK\x05\x06"
_ZIP64_LOCATOR: Final = b"PK\x06\x07"
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DIRECTORY_BYTES: Final = 1024 * 1024  # some ten thousand entries; a workbook has dozens
_MOST_ENTRIES: Final = 2000
_SMALL_PART_BYTES: Final = 8 * 1024 * 1024  # parts that are taken whole: list of sheets, formats
_MOST_ELEMENTS: Final = 100_000  # of a part that is taken whole
_CHUNK_BYTES: Final = 64 * 1024
_LONGEST_TOKEN: Final = 1024 * 1024  # one tag or comment; the parser would hold it whole
_MOST_TAGS: Final = 25_000_000  # of a part that is read piece by piece; a full sheet of three million cells has fewer
_MOST_STRINGS: Final = 3_000_000
_STRING_CHARACTERS: Final = 48 * 1024 * 1024
# Dates in Chinese editions (ECMA-376 part 1, 18.8.30), which stand in no workbook's own list.
_CHINESE_DATE_FORMATS: Final = frozenset(str(number) for number in (*range(27, 37), *range(50, 59)))
_BROKEN: Final = "工作簿已损坏，读不出来，请用表格软件打开后另存为 .xlsx 再上传"
_OTHER_FORMATS: Final = (
    ("xl/workbook.bin", "这是 .xlsb 工作簿，请另存为 .xlsx 后上传"),
    ("word/document.xml", "这是 Word 文档，不是表格，请上传 .xlsx 或 CSV"),
    ("content.xml", "这是 OpenDocument 表格（.ods），请另存为 .xlsx 或 CSV 后上传"),
)


# What the standard library raises for an archive that is broken or lies about itself.
_UNPACKING_ERRORS: Final[tuple[type[Exception], ...]] = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)
_STREAMING_ERRORS: Final[tuple[type[Exception], ...]] = (expat.ExpatError, *_UNPACKING_ERRORS)
_PARSING_ERRORS: Final[tuple[type[Exception], ...]] = (ParseError, DefusedXmlException, *_UNPACKING_ERRORS)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One visible sheet with cells: its name and where it stands in the archive."""

    name: str
    path: str

    @property
    def explains(self) -> bool:
        """True for the sheet of our own templates that explains the columns."""
        return self.name == EXPLANATION_SHEET


def is_old_workbook(content: bytes) -> bool:
    """True for an .xls, or for a workbook with a password: both are OLE files."""
    return content.startswith(_OLE_START)


def old_workbook_refusal(content: bytes) -> FileRefused:
    """What to do with an OLE file."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return FileRefused("工作簿设了打开密码，请去掉密码后另存为 .xlsx 再上传")
    return FileRefused("这是旧版 Excel 工作簿（.xls），请在 Excel 或 WPS 中“另存为”.xlsx 后上传")


def open_archive(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive of a workbook whose declared sizes are within the limits. Raises FileRefused.

    The reader of archives never gives more bytes of an entry than it declares.
    """
    _check_directory(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error):
        raise FileRefused(_BROKEN) from None
    problem = _problem_of(archive.infolist(), limits)
    if problem:
        raise FileRefused(problem)
    return archive


def _problem_of(entries: list[zipfile.ZipInfo], limits: Limits) -> str:
    """Why these entries are no workbook that can be read; empty if they are."""
    names = {entry.filename.lower() for entry in entries}
    other = next((words for name, words in _OTHER_FORMATS if name in names), "")
    unpacked = sum(entry.file_size for entry in entries)
    problems = (
        (len(entries) > _MOST_ENTRIES, f"文件里有 {len(entries)} 个条目，不像工作簿，请检查文件"),
        (any(entry.flag_bits & 1 for entry in entries), "文件设了密码，请去掉密码后再上传"),
        (bool(other), other),
        (
            not any(name.startswith("xl/") for name in names),
            "这是压缩包，不是工作簿，请解压后上传里面的 .xlsx 或 CSV",
        ),
        (
            any(name.endswith("vbaproject.bin") for name in names),
            "工作簿带有宏（.xlsm），请另存为不带宏的 .xlsx 后上传",
        ),
        (len(names) < len(entries) or any(entry.compress_type not in _METHODS for entry in entries), _BROKEN),
        (
            unpacked > limits.unpacked_bytes,
            f"工作簿解压后有 {size_in_words(unpacked)}，上限是 {size_in_words(limits.unpacked_bytes)}，请拆分后上传",
        ),
    )
    return next((words for wrong, words in problems if wrong), "")


def _check_directory(content: bytes) -> None:
    """Refuse an archive whose list of entries alone is too much, before it is read."""
    found = content.rfind(_END_OF_DIRECTORY, max(0, len(content) - 66_000), len(content) - 18)
    if found < 0 or content[max(0, found - 20) : found].startswith(_ZIP64_LOCATOR):
        raise FileRefused(_BROKEN)
    (directory_bytes,) = struct.unpack_from("<L", content, found + 12)
    if directory_bytes > _DIRECTORY_BYTES:
        raise FileRefused("文件里的条目太多，不像工作簿，请检查文件")


class Workbook:
    """The parts that a reader of rows needs. Every method raises FileRefused for a broken part."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        self._path = self._workbook_path()
        self._root = self._small_part(self._path)
        self._targets = self._related(self._path)
        self.from_1904 = any(element.get("date1904", "") in {"1", "true"} for element in _all(self._root, "workbookPr"))

    def sheets(self) -> list[SheetPart]:
        """Visible sheets with cells, in the order of the tabs."""
        found = []
        for element in _all(self._root, "sheet"):
            key = next((value for name, value in element.attrib.items() if _local(name) == "id"), "")
            kind, path = self._targets.get(key, ("", ""))
            if kind == "worksheet" and element.get("state", "visible") == "visible":
                found.append(SheetPart(element.get("name", ""), path))
        return found

    def number_formats(self) -> list[str]:
        """The kind of every cell style: "date", "percent", or "" for other numbers."""
        path = next((path for kind, path in self._targets.values() if kind == "styles"), "")
        if not path or path.lower() not in self._names:
            return []
        root = self._small_part(path)
        own = {element.get("numFmtId", ""): element.get("formatCode", "") for element in _all(root, "numFmt")}
        styles: list[str] = []
        for formats in _all(root, "cellXfs"):
            styles += [_format_kind(element.get("numFmtId", "0"), own) for element in formats]
        return styles

    def strings(self) -> list[str]:
        """The texts that cells refer to by number."""
        path = next((path for kind, path in self._targets.values() if kind == "sharedStrings"), "")
        if not path or path.lower() not in self._names:
            return []
        reading = _Strings()
        for _ in self.stream(path, reading.start, reading.end, reading.text):
            pass
        return reading.found

    def stream(
        self,
        path: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None],
    ) -> Iterator[None]:
        """Read a part piece by piece; after each piece the generator pauses. Names come without namespace prefix."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
        parser.EndElementHandler = lambda name: end(_local(name))
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype  # no document type, hence no entity to swell
        fed = tags = 0
        try:
            with self._open(path) as part:
                while chunk := part.read(_CHUNK_BYTES):
                    parser.Parse(chunk, False)  # noqa: FBT003 (the library's own signature)
                    fed += len(chunk)
                    tags += chunk.count(b"<")
                    if tags > _MOST_TAGS:
                        raise FileRefused("工作簿里的标记过多，不像表格软件所存，请检查文件")
                    if fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TOKEN:
                        raise FileRefused("工作簿里有过长的标记，不像表格软件所存，请检查文件")
                    yield
            parser.Parse(b"", True)  # noqa: FBT003
        except _STREAMING_ERRORS:
            raise FileRefused(_BROKEN) from None
        yield

    def _open(self, path: str) -> IO[bytes]:
        name = self._names.get(path.lower())
        if name is None:
            raise FileRefused(_BROKEN)
        return self._archive.open(name)

    def _workbook_path(self) -> str:
        targets = self._related("")
        path = next((path for kind, path in targets.values() if kind == "officeDocument"), "xl/workbook.xml")
        if path.lower() not in self._names:
            raise FileRefused(_BROKEN)
        return path

    def _related(self, path: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: key → (kind, path in the archive)."""
        folder, name = posixpath.split(path)
        list_path = posixpath.join(folder, "_rels", f"{name}.rels")
        if list_path.lower() not in self._names:
            return {}
        found = {}
        for element in _all(self._small_part(list_path), "Relationship"):
            if element.get("TargetMode", "") == "External":
                continue
            target = element.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], place)
        return found

    def _small_part(self, path: str) -> Element:
        try:
            with self._open(path) as part:
                content = part.read(_SMALL_PART_BYTES + 1)
            if len(content) > _SMALL_PART_BYTES or content.count(b"<") > _MOST_ELEMENTS:
                raise FileRefused("工作簿的样式或目录过大，请把数据复制到新工作簿后上传")
            root: Element = ElementTree.fromstring(content, forbid_dtd=True)
        except _PARSING_ERRORS:
            raise FileRefused(_BROKEN) from None
        return root


class _Strings:
    """The state of reading the shared strings; phonetic readings (拼音) are left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._open = False
        self._phonetic = 0
        self._characters = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._phonetic += name == "rPh"
        self._open = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append("".join(self._pieces))
            self._pieces = []
            if len(self.found) > _MOST_STRINGS:
                raise FileRefused("工作簿里的文字条目过多，请拆分后上传")
        self._phonetic -= name == "rPh"
        self._open = False

    def text(self, piece: str) -> None:
        if self._open:
            self._characters += len(piece)
            if self._characters > _STRING_CHARACTERS:
                raise FileRefused("工作簿里的文字过多，请拆分后上传")
            self._pieces.append(piece)


def _refuse_doctype(*_arguments: Any) -> None:
    raise FileRefused(_BROKEN)


def _local(name: str) -> str:
    return name.rpartition(":")[2].rpartition("}")[2]


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _local(element.tag) == name)


def _format_kind(number: str, own: dict[str, str]) -> str:
    code = own.get(number) or (BUILTIN_FORMATS.get(int(number), "") if number.isdigit() else "")
    if number in _CHINESE_DATE_FORMATS or is_date_format(code):
        return "date"
    return "percent" if "%" in code else ""
