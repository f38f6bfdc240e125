"""Importing a table through the pages: every bad row listed, all or nothing, the file sealed until then."""

import hashlib
import io
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from fengsui.conduct.access import Actor
from fengsui.ledger.reading import count_facts
from fengsui.registry import actions, queries
from tests.registry.workbooks import saved
from tests.web.conftest import SignIn
from tests.web.markup import Page

GOOD = (
    "机构名称,统一社会信用代码,注册地,待偿余额（元）,余额日期\n"
    "新增甲网络借贷信息中介有限公司,,云汀省南浦市,1000000,2026-01-31\n"
    "新增乙网络借贷信息中介有限公司,91990100MA00000020,云汀省东麓市,,\n"
)
BAD = (
    "机构名称,统一社会信用代码,注册地,待偿余额（元）,余额日期\n"
    "可用网络借贷信息中介有限公司,,云汀省南浦市,1,2026-01-31\n"
    ",x,火星市,abc,昨天\n"
    '"=HYPERLINK(""http://x.example"")",123,云汀省南浦市,-5,2026-13-45\n'
    "<script>alert(1)</script>,,月球市,1,2026-01-31\n"
)
OFFICERS = (
    "姓名,单位编号,职务,角色,电话,登录名\n"
    "示例甲,police,民警,R8,13900000017,gongan.three\n"
    "示例乙,police,民警,R3；R16,13900000018,gongan.four\n"
)


def upload(client: Client, text: str | bytes, table: str = "institutions") -> str:
    """Upload a table; returns the address of its preview."""
    content = text.encode() if isinstance(text, str) else text
    answer = client.post(f"/{table}/import/upload", {"file": SimpleUploadedFile("表.csv", content, "text/csv")})
    assert answer.status_code == 303
    assert answer["Location"] == f"/{table}/import/{hashlib.sha256(content).hexdigest()}"
    return answer["Location"]


def confirm(client: Client, preview: str) -> tuple[int, str]:
    """Confirm what a preview shows; returns status and page."""
    page = client.get(preview).content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    answer = client.post(f"{preview}/confirm", {"idempotency_key": key[1] if key else "0" * 32}, follow=True)
    return answer.status_code, answer.content.decode()


def kept_files() -> list[Path]:
    """What lies between preview and import."""
    folder = Path(settings.HOME) / "uploads"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_the_template_can_be_downloaded(sign_in: SignIn) -> None:
    """Each table's blank template, with its headings, for whoever may import it."""
    for login, table, heading in (
        ("zhiban", "institutions", "机构名称*"),
        ("guanli", "officers", "姓名*"),
        ("guanli", "departments", "单位编号*"),
        ("wendian", "contacts", "单位*"),
    ):
        answer = sign_in(login).get(f"/{table}/import/template")
        assert answer.content.decode("utf-8-sig").startswith(heading)
        assert "attachment" in answer["Content-Disposition"]


def test_a_workbook_goes_in_like_a_text_table(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The workbook's template, filled in, is previewed and imported; a formula in it is told with row and column."""
    client = sign_in("zhiban")
    template = client.get("/institutions/import/template", {"format": "xlsx"})
    assert template["Content-Type"].endswith("spreadsheetml.sheet")
    assert ".xlsx" in template["Content-Disposition"]
    filled = load_workbook(io.BytesIO(template.content))
    sheet = filled.worksheets[0]
    sheet["A3"], sheet["G3"] = "新增丙网络借贷信息中介有限公司", "旧丙投资有限公司"
    place = next(cell.column for cell in sheet[1] if cell.value == "注册地*")
    sheet.cell(3, place, "云汀省东麓市")
    assert "确认导入 1 行" in client.get(upload(client, saved(filled))).content.decode()
    status, page = confirm(client, upload(client, saved(filled)))
    assert (status, "新增 1" in page) == (200, True)
    assert queries.institutions(people["zhiban"], search="旧丙").total == 1
    sheet["F3"] = "=1+1"
    page = client.get(upload(client, saved(filled))).content.decode()
    assert "选择性粘贴" in page
    assert "不能导入" in page


def test_a_good_table_goes_in_whole(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Upload, preview, confirm: the rows are there, the import is listed with its fact, the upload is gone."""
    client, before = sign_in("zhiban"), queries.institutions(people["zhiban"]).total
    preview = upload(client, GOOD)
    page = client.get(preview).content.decode()
    assert Page(page).faults() == []
    assert "可以导入" in page
    assert "确认导入 2 行" in page
    assert queries.institutions(people["zhiban"]).total == before
    status, page = confirm(client, preview)
    assert status == 200
    assert "已导入 2 行：新增 2，更改 0，未变 0。" in page
    assert "/ledger/fact/registry/990000%23" in page
    assert queries.institutions(people["zhiban"]).total == before + 2
    assert kept_files() == []


def test_every_bad_row_is_listed_and_nothing_is_written(sign_in: SignIn) -> None:
    """All errors of all rows, with row and column; one of them keeps the whole table out."""
    client, facts = sign_in("zhiban"), count_facts()
    preview = upload(client, BAD)
    page = client.get(preview).content.decode()
    assert Page(page).faults() == []
    rows = re.findall(r'<td class="num" data-label="行">(\d+)</td><td data-label="列">(.*?)</td>', page)
    assert {("3", "机构名称"), ("3", "注册地"), ("3", "待偿余额（元）"), ("3", "余额日期")} <= set(rows)
    assert {("4", "待偿余额（元）"), ("4", "余额日期"), ("5", "注册地")} <= set(rows)
    assert "涉及 3 行" in page
    assert "<script>alert" not in page
    assert "确认导入" not in page
    status, page = confirm(client, preview)
    assert status == 422
    assert "一行也没有导入" in page
    assert count_facts() == facts


def test_hundreds_of_bad_rows_are_all_listed(sign_in: SignIn) -> None:
    """No list is cut: the last bad row of a long table is on the page."""
    text = "机构名称,注册地\n" + "".join(f"甲{number},火星市\n" for number in range(700))
    page = sign_in("zhiban").get(upload(sign_in("zhiban"), text)).content.decode()
    numbers = re.findall(r'<td class="num" data-label="行">(\d+)</td><td data-label="列">注册地', page)
    assert numbers == [str(number) for number in range(2, 702)]
    assert "有 700 处错误" in page


def test_findings_can_be_handed_back(sign_in: SignIn) -> None:
    """What is to be corrected comes as a table that no spreadsheet runs."""
    client = sign_in("zhiban")
    answer = client.get(upload(client, BAD) + "/findings")
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("行号,列,程度,说明")
    assert "错误" in text
    assert "火星市" in text
    assert not re.search(r'(^|,)"?[=+@]', text, flags=re.MULTILINE)


def test_the_same_file_twice_is_refused_politely(sign_in: SignIn) -> None:
    """A file that was imported is named as such, with its day; a second confirmation writes nothing."""
    client = sign_in("zhiban")
    confirm(client, upload(client, GOOD))
    facts, preview = count_facts(), upload(client, GOOD)
    page = client.get(preview).content.decode()
    assert "这份文件已导入过" in page
    assert "确认导入" not in page
    status, page = confirm(client, preview)
    assert status == 422
    assert "名册没有变化" in page
    assert count_facts() == facts


def test_a_second_click_finds_it_done(sign_in: SignIn) -> None:
    """The confirmation sent again, after the upload is gone, leads on and writes nothing."""
    client = sign_in("zhiban")
    preview = upload(client, GOOD)
    confirm(client, preview)
    facts = count_facts()
    answer = client.post(f"{preview}/confirm", {"idempotency_key": "0" * 32})
    assert answer.status_code == 303
    assert answer["Location"] == "/institutions/import"
    assert count_facts() == facts


def test_only_the_previewed_file_is_imported(sign_in: SignIn) -> None:
    """An address of a file that was never uploaded imports nothing and says what to do."""
    client, facts = sign_in("zhiban"), count_facts()
    answer = client.post(f"/institutions/import/{'0' * 64}/confirm", {"idempotency_key": "0" * 32}, follow=True)
    assert "请重新上传" in answer.content.decode()
    assert count_facts() == facts


def test_an_upload_is_sealed_and_its_owner_s_alone(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """On disk nothing can be read; another officer, or the page of another table, does not find the file."""
    client = sign_in("guanli")
    preview = upload(client, OFFICERS, "officers")
    [file] = kept_files()
    assert b"13900000017" not in file.read_bytes()
    assert "示例甲".encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    name = preview.rpartition("/")[2]
    assert client.get(f"/departments/import/{name}").status_code == 303
    assert sign_in("zhiban").get(f"/institutions/import/{name}").status_code == 303
    assert client.get(preview)["Cache-Control"] == "no-store"


def test_an_upload_is_forgotten_after_a_day(sign_in: SignIn) -> None:
    """What nobody confirmed within a day is deleted, with the key that opened it."""
    client = sign_in("zhiban")
    preview = upload(client, GOOD)
    [file] = kept_files()
    os.utime(file, (file.stat().st_mtime - 90_000,) * 2)
    client.get("/institutions/import")
    assert kept_files() == []
    answer = client.get(preview, follow=True)
    assert "请重新上传" in answer.content.decode()
    assert client.get(upload(client, GOOD)).status_code == 200


def test_exclusive_roles_are_named_row_by_row(sign_in: SignIn) -> None:
    """An officers' table that gives the administrator a business role is refused at its row."""
    client, facts = sign_in("guanli"), count_facts()
    page = client.get(upload(client, OFFICERS, "officers")).content.decode()
    assert '<td class="num" data-label="行">3</td><td data-label="列">角色</td>' in page
    assert "不得兼任业务角色" in page
    assert "13900000018" not in page
    assert count_facts() == facts


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "请选择要导入的文件"),
        (b"PK\x03\x04workbook", "另存为"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "旧版 Excel"),
        ("机构名称,注册地\n甲公司,云汀省东麓市\n".encode("gb18030"), "可以导入"),
        (b"\x00\xff\xfe\x00garbage", "不能导入"),
    ],
)
def test_strange_files_are_answered(content: bytes, says: str, sign_in: SignIn) -> None:
    """Nothing chosen, a workbook, GBK, garbage: each gets a sentence, none a fault."""
    client = sign_in("zhiban")
    form = {"file": SimpleUploadedFile("x.csv", content)} if content else {}
    answer = client.post("/institutions/import/upload", form, follow=True)
    assert says in answer.content.decode()


@pytest.mark.parametrize(
    ("login", "table", "status"),
    [
        ("zhiban", "institutions", 200),
        ("yanpan", "institutions", 200),
        ("dingfang", "institutions", 403),
        ("guanli", "institutions", 403),
        ("guanli", "officers", 200),
        ("zhiban", "officers", 403),
        ("guanli", "departments", 200),
        ("wendian", "departments", 403),
        ("wendian", "contacts", 200),
        ("guanli", "contacts", 403),
    ],
)
def test_each_table_has_its_importers(login: str, table: str, status: int, sign_in: SignIn) -> None:
    """Each table's import is open to those its permission names, page and upload alike."""
    client = sign_in(login)
    assert client.get(f"/{table}/import").status_code == status
    posted = client.post(f"/{table}/import/upload", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert posted.status_code == (303 if status == 200 else 403)


def test_a_city_s_officer_imports_no_table(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A table is the whole copy's: a duty chief of one city is not led to the import, and can't upload."""
    actions.appoint_officer(actor=people["guanli"], name="示例丁", roles=("R3",), region="990300", login="donglu.duty")
    client = sign_in("donglu.duty")
    assert "/institutions/import" not in client.get("/institutions").content.decode()
    assert client.get("/institutions/import").status_code == 403
    posted = client.post("/institutions/import/upload", {"file": SimpleUploadedFile("x.csv", GOOD.encode())})
    assert posted.status_code == 403
    assert kept_files() == []
