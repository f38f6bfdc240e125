"""Files that mean harm, through the whole of ``fengsui import``: seconds, most memory, what was said, what changed.

The line to hold: a clear message within 60 s and 512 MiB, and nothing changed. No peer: the WeChat group and the
spreadsheet take such a file, or hang on it.
"""

import io
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEADINGS = {
    "institutions": "机构名称,注册地,待偿余额（元）,余额日期",
    "indicators": "机构名称,日期,借贷余额（元）,当前出借人数量（人）",
    "texts": "标题,正文,发布时间",
}
_ROWS = {
    "institutions": "江桥网络借贷信息中介有限公司,云汀市,1240000000,2026-01-31",
    "indicators": "江桥贷,2026-02-01,1240000000,31000",
    "texts": "江桥贷按期兑付,江桥贷今日按期兑付。,2026-02-01 10:00",
}
_OPTIONS = {
    "institutions": (),
    "indicators": ("--source", "试验", "--channel", "custody_bank"),
    "texts": ("--source", "试验", "--channel", "press"),
}


def main() -> None:
    """Import every file into every table of one invented province, each in a process of its own."""
    print("| file | table | seconds | MiB | exit | said | changed |\n|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as folder:
        home = Path(folder, "home")
        os.environ["FENGSUI_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengsui.settings"
        subprocess.run([sys.executable, "-c", "from bench.hostile import make_province; make_province()"], check=True)
        for table in _HEADINGS:
            # A process of its own makes the files: what it needed for them would count as the import's memory.
            made = [sys.executable, "-c", f"from bench.hostile import make_files; make_files({folder!r}, {table!r})"]
            subprocess.run(made, check=True)  # noqa: S603
            for path in sorted(Path(folder).glob(f"{table}-*")):
                _try(path.stem.partition("-")[2], table, path, home / "fengsui.sqlite3")


def make_province() -> None:
    """A staffed invented province whose 31 January is over."""
    import django  # noqa: PLC0415

    django.setup()
    from fengsui.cli.tables import migrate  # noqa: PLC0415
    from fengsui.conduct import world  # noqa: PLC0415
    from fengsui.demonstration.staffing import staff_province  # noqa: PLC0415

    start = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
    migrate()
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=start)
    staff_province(password=None, as_of=date(2026, 1, 31), now=start)


def make_files(folder: str, table: str) -> None:
    """Write the files for one table into the folder."""
    for name, ending, content in _files(table):
        Path(folder, f"{table}-{name}.{ending}").write_bytes(content)


def _files(table: str) -> Iterator[tuple[str, str, bytes]]:
    """(what it is, file ending, content)."""
    heading, row = _HEADINGS[table], _ROWS[table]
    slipped = row.replace("1240000000", "12400000000000")
    yield "line of 10 MB", "csv", f"{heading}\n{row}{'长' * 3_500_000}\n".encode()
    yield "zero bytes", "csv", f"{heading}\n{row}\n".encode() + b"\0" * 1_000_000
    yield "wrong delimiter", "csv", f"{heading}\n{row}\n".replace(",", "；").encode()
    yield (
        "formula cells",
        "xlsx",
        _workbook(_cells(heading) + f'<row r="2"><c r="A2"><f>1+1</f></c>{_filled(row)}</row>'),
    )
    yield "zip bomb", "xlsx", _bomb()
    yield "a million rows", "csv", f"{heading}\n".encode() + f"{row[:12]}\n".encode() * 1_000_000
    yield (
        "a million rows",
        "xlsx",
        _workbook(_cells(heading) + "<row><c t='inlineStr'><is><t>甲</t></is></c></row>" * 1_000_000),
    )
    if slipped != row:
        yield "元 for 万元", "csv", f"{heading}\n{slipped}\n".encode()


def _cells(heading: str) -> str:
    texts = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in heading.split(","))
    return f'<row r="1">{texts}</row>'


def _filled(row: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row.split(",")[1:])


def _workbook(rows: str) -> bytes:
    return _packed(f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'.encode())


def _bomb() -> bytes:
    """A sheet that unpacks to 2 GB from two megabytes."""
    return _packed(b" " * 1024, times=2 * 1024 * 1024)


def _packed(sheet: bytes, times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        office = f'<Relationship Id="r" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        leaf = f'<Relationship Id="s" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}">{office}</Relationships>')
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{leaf}</Relationships>')
        named = '<sheets><sheet name="表" sheetId="1" r:id="s"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}">{named}</workbook>')
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(times):
                part.write(sheet)
    return out.getvalue()


def _try(name: str, table: str, path: Path, database: Path) -> None:
    before = _counts(database)
    began = time.monotonic()
    command = [sys.executable, "-m", "fengsui.cli", "import", table, str(path), "--as", "yanpan", *_OPTIONS[table]]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603
    said = (process.stderr.read() if process.stderr else "").strip().splitlines()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    changed = "nothing" if _counts(database) == before else "SOMETHING"
    words = (said[-2] if len(said) > 1 else said[-1])[:60].replace("|", "\\|")
    memory = _mebibytes(used)
    code = os.waitstatus_to_exitcode(status)
    print(
        f"| {name} ({path.suffix[1:]}) | {table} | {seconds:.1f} | {memory} | {code} | {words} | {changed} |",
        flush=True,
    )


def _mebibytes(used: resource.struct_rusage) -> int:
    return used.ru_maxrss // 1024


def _counts(database: Path) -> tuple[int, ...]:
    tables = (
        "ledger_factrow",
        "monitoring_intake",
        "monitoring_signal",
        "monitoring_measurevalue",
        "registry_institution",
    )
    with sqlite3.connect(database) as connection:
        return tuple(int(connection.execute(f"select count(*) from {table}").fetchone()[0]) for table in tables)  # noqa: S608
