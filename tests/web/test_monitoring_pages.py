"""Pages that bring information in and show it: texts, notes, measures; nothing goes in that wasn't previewed."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.http import urlencode
from openpyxl import load_workbook

from fengsui.conduct import streams
from fengsui.conduct.access import Actor
from fengsui.conduct.world import sealed_values
from fengsui.ledger.reading import count_facts
from fengsui.ledger.sealed import openings_of
from fengsui.monitoring import queries
from fengsui.monitoring.models import Intake, Signal
from fengsui.monitoring.texts.sealing import texts_subject
from fengsui.registry.models import Institution
from fengsui.web.pages.monitoring import import_pages
from tests.clauses import clause
from tests.conftest import MORNING
from tests.monitoring.texts_desk import beijing, csv_file
from tests.plan_2019_75.evening import staffed_province
from tests.web.forms import errors_of, fill_in
from tests.web.markup import Page

Browser = Callable[..., Client]
HEADER = ("标题", "正文", "发布时间", "链接", "作者", "阅读量")


@pytest.fixture(scope="module")
def staffed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Actor]]:
    """The officers of the invented province by login, once for the module."""
    with django_db_blocker.unblock(), staffed_province(tmp_path_factory.mktemp("home")) as officers:
        yield officers


@pytest.fixture
def people(staffed: dict[str, Actor], db: None) -> Iterator[dict[str, Actor]]:
    """Its officers; ``db`` takes back what a test does."""
    yield staffed
    streams.forget_all()


@pytest.fixture
def browser(people: dict[str, Actor]) -> Browser:
    """A browser in which the officer of this login has signed in."""

    def signed_in(login: str = "zhiban") -> Client:
        from django.contrib.auth.models import User  # noqa: PLC0415

        client = Client()
        user, _ = User.objects.get_or_create(username=login)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def firm(platform: str) -> Institution:
    """An institution of the invented province by its platform."""
    return Institution.objects.get(platform_name=platform)


def texts() -> bytes:
    """Five texts, as somebody's weekly report has them."""
    hours = [beijing(MORNING - timedelta(hours=number)) for number in (1, 2, 3, 30, 400)]
    denial = "云渡贷发布声明辟谣，称没有停止兑付，办公地正常营业，各项业务照常开展，请出借人放心。"
    rows = [
        ("江桥贷公告：部分标的逾期兑付", "江桥贷今日公告，部分标的未能按时兑付。", hours[0], "https://news.example/1"),
        ("网传云渡贷跑路，公司：不实", denial, hours[1], "javascript:alert(1)"),
        ("云渡贷：不实", denial, hours[2], ""),
        ("", "某处有人打听行情，电话13812345678", hours[3], ""),
        ("<script>alert(1)</script>江桥贷", "无", hours[4], ""),
    ]
    return csv_file(HEADER, [(*row, "某作者", "10") for row in rows])


def upload(client: Client, content: bytes, *, folder: str = "information", **typed: str) -> Any:
    """Post the upload; the answer."""
    given = {"source": "示例舆情周报", "channel": "press" if folder == "information" else "custody_bank", **typed}
    file = SimpleUploadedFile("周报.csv", content, "text/csv")
    return client.post(f"/{folder}/import/upload", {**given, "file": file})


def preview_of(client: Client, content: bytes, folder: str = "information") -> tuple[str, str]:
    """Upload; address and page of the preview."""
    answer = upload(client, content, folder=folder)
    assert answer.status_code == 303, errors_of(answer)
    page = client.get(answer["Location"]).content.decode()
    assert Page(page).faults() == []
    return answer["Location"], page


def bring_in(client: Client, content: bytes, folder: str = "information") -> str:
    """Upload, preview, confirm; the page after it."""
    address, _ = preview_of(client, content, folder)
    answer = fill_in(client, address, having="seen_file")
    assert answer.status_code == 303, errors_of(answer)
    return str(client.get(answer["Location"]).content.decode())


def page(client: Client, address: str) -> str:
    """A page that opens and reads well aloud."""
    answer = client.get(address)
    html = str(answer.content.decode())
    assert (answer.status_code, Page(html).faults()) == (200, []), address
    return html


def titles(html: str) -> list[str]:
    """The titles of a list, in order."""
    return re.findall(r'<th scope="row"><a href="/information/[^"]+">([^<]+)</a>', html)


def signal_about(words: str) -> str:
    """Address of the signal whose title begins with these words."""
    found = [key for key, (title, _) in queries.text_of(Signal.objects.values_list("id", flat=True)).items()
             if title.startswith(words)]  # fmt: skip
    return f"/information/{found[0]}"


def test_empty_lists_say_what_to_do(browser: Browser) -> None:
    """Before anything came in, both lists lead to the import, and who may not import is told whom to ask."""
    duty, oversight = browser(), browser("ducha")
    assert "还没有信息" in page(duty, "/information")
    assert 'class="btn go" href="/information/import"' in page(duty, "/information")
    assert 'class="btn go" href="/indicators/import"' in page(duty, "/indicators")
    assert "还没有导入过" in page(duty, "/information/import")
    assert "还没有导入过" in page(duty, "/indicators/import")
    for address in ("/information", "/indicators"):
        html = page(oversight, address)
        assert "请联系值班长或研判岗" in html
        assert "/import" not in html


@clause("4.2.2")
def test_texts_are_previewed_then_go_in_whole(browser: Browser) -> None:
    """Counts, dropped columns with the reason, what the reader reads; nothing is written before the confirmation."""
    client, facts = browser(), count_facts()
    address, html = preview_of(client, texts())
    for words in ("新的", "重复", "提到名册机构", "隐去个人号码", "作者、阅读量", "作者等个人栏目不入库"):
        assert words in html
    assert "某作者" not in html
    assert "13812345678" not in html
    assert "K5 逾期、停付、限付" in html
    assert "确认导入 5 行" in html
    assert 'data-busy="正在导入…"' in html
    assert count_facts() == facts
    answer = fill_in(client, address, having="seen_file")
    assert "已导入 5 条：新的 4，重复 1" in client.get(answer["Location"]).content.decode()
    assert Intake.objects.get().source == "示例舆情周报"
    assert not list((settings.HOME / "uploads").iterdir())
    # A second click after the import finds it done; the same file again changes nothing.
    again = client.post(
        f"{address}/confirm", {"idempotency_key": "0" * 32, "seen_file": Intake.objects.get().file_sha256}
    )
    assert (again.status_code, again["Location"]) == (303, "/information/import")
    assert "不需要导入" in preview_of(client, texts())[1]
    assert "示例舆情周报" in page(client, "/information/import")


def test_only_the_file_that_was_seen_goes_in(browser: Browser) -> None:
    """A confirmation that names another file is refused on the preview; another officer has no such upload."""
    client, facts = browser(), count_facts()
    address, _ = preview_of(client, texts())
    answer = fill_in(client, address, having="seen_file", seen_file="0" * 64)
    assert answer.status_code == 422
    assert "不是同一份" in errors_of(answer)
    other = browser("yanpan").get(address, follow=True).content.decode()
    assert "上传的文件已不在" in other
    assert count_facts() == facts


def test_what_is_wrong_is_listed_and_keeps_the_file_out(browser: Browser) -> None:
    """Every finding with its row, also as a table to hand back; no confirmation is offered."""
    client = browser()
    bad = csv_file(("标题", "正文"), [("绝密★启用前", "x"), ("甲", "乙", "丙")])
    address, html = preview_of(client, bad)
    assert "不能导入" in html
    assert "确认导入" not in html
    assert re.findall(r'data-label="行">(\d+)<', html) == ["2", "3", "1"]
    table = client.get(f"{address}/findings").content.decode("utf-8-sig")
    assert table.startswith("行号,程度,说明\r\n")
    assert "国家秘密" in table
    assert client.get(f"{address}/findings?format=xlsx").status_code == 200


def test_an_upload_that_cannot_be_taken_says_why(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, no source, too large, an address of the own network: each at its field, what was typed is kept."""
    client = browser()
    answer = client.post("/information/import/upload", {"source": "周报", "channel": "press"})
    assert (answer.status_code, errors_of(answer).count("请选择要导入的文件")) == (422, 1)
    assert 'value="周报"' in answer.content.decode()
    assert "请填写“来源”" in errors_of(upload(client, texts(), source=""))
    assert "来源" in errors_of(upload(client, texts(), source="电话13812345678"))
    answer = client.post(
        "/information/import/upload", {"source": "周报", "channel": "press", "feed": "http://127.0.0.1/feed"}
    )
    assert "内部网络" in errors_of(answer)
    monkeypatch.setattr(import_pages.ImportPages, "_megabytes", lambda _: 0)
    assert "文件超过 0 MB，请拆分后上传" in errors_of(upload(client, texts()))


def test_blank_tables_and_exports(browser: Browser) -> None:
    """Templates and lists can be taken away as CSV and XLSX; a title that looks like a formula is harmless."""
    client = browser()
    rows = [("=1+1江桥贷提现困难", "无", beijing(MORNING), "")]
    bring_in(client, csv_file(HEADER[:4], rows))
    assert client.get("/information/import/template").content.decode("utf-8-sig") == "标题,正文,发布时间,链接\r\n"
    assert "借贷余额（元）" in client.get("/indicators/import/template").content.decode("utf-8-sig")
    answer = client.get("/information/export", {"format": "xlsx", "kind": "K5"})
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet["F"]] == ["标题", "=1+1江桥贷提现困难"]
    assert sheet["F2"].data_type == "s"
    assert client.get("/information/export", {"kind": "K8"}).content.decode("utf-8-sig").count("\r\n") == 1


def test_the_list_can_be_narrowed(browser: Browser) -> None:
    """Newest first, what is said twice once; by kind, institution, stance, link, days; nothing found says so."""
    client = browser()
    bring_in(client, texts())
    html = page(client, "/information")
    assert titles(html)[:2] == ["江桥贷公告：部分标的逾期兑付", "网传云渡贷跑路，公司：不实"]
    assert "另 1 条" in html
    assert "某处有人打听行情，电话＊＊＊＊＊＊＊＊＊＊＊" in html  # a text without a title shows its beginning
    assert "<script>alert" not in html
    for asked, count in (
        ({"kind": "K5", "search": "江桥"}, 1),
        ({"search": "江桥贷"}, 2),
        ({"institution": firm("云渡贷").pk}, 1),
        ({"institution": firm("云渡贷").pk, "repeated": "all"}, 2),
        ({"stance": "denial"}, 1),
        ({"linked": "no"}, 1),
        ({"days": "1"}, 2),
        ({"channel": "hotline"}, 0),
        ({"kind": "没有", "page": "9999999"}, 4),
    ):
        found = page(client, f"/information?{urlencode(asked)}")
        assert len(titles(found)) == count, asked
        assert ("没有相符的信息" in found) == (count == 0)
    assert "只看提到“云渡网络借贷信息中介有限公司”的信息" in page(
        client, f"/information?institution={firm('云渡贷').pk}"
    )


def test_a_text_shows_what_was_read_and_where(browser: Browser) -> None:
    """Words are marked with their kind, words taken back as denied; source, clause, reader and the same text again."""
    client = browser()
    bring_in(client, texts())
    html = page(client, signal_about("网传云渡贷跑路"))
    assert re.search(
        r'<mark class="hit negated">停止兑付<span class="hit-label">否定 逾期、停付、限付</span></mark>', html
    )
    assert re.search(r'<mark class="hit">跑路<span class="hit-label">', html)
    assert '<b class="named">云渡贷</b>' in html
    assert "口气" in html
    assert f'href="/institutions/{firm("云渡贷").pk}"' in html
    assert "lexicon" in html
    assert "javascript:" not in html
    assert "内容相同的" in html
    assert "最早的一条" in page(client, signal_about("云渡贷：不实"))
    first = page(client, signal_about("江桥贷公告"))
    assert 'href="https://news.example/1" rel="noreferrer noopener nofollow"' in first
    assert "条款 四（二）5" in first
    assert "文件第 2 行" in first


def test_a_destroyed_text_says_so(browser: Browser) -> None:
    """The key is gone: the page says it, and still tells source, time and what was read."""
    client = browser()
    bring_in(client, texts())
    address = signal_about("江桥贷公告")
    sealed_values().destroy(texts_subject(Intake.objects.get().file_sha256), reason="保存期满", now=MORNING)
    html = page(client, address)
    assert "密钥已销毁" in html
    assert "江桥网络借贷信息中介有限公司" in html
    assert "示例舆情周报" in html
    assert page(client, "/information").count("（没有标题）") == 4


@clause("4.2.7.b", "4.2.7.c")
def test_a_note_is_taken_with_counts_of_people(browser: Browser) -> None:
    """An institution is found and picked, typed words stay; the note holds counts, its words are sealed and masked."""
    client = browser("donglu")
    found = fill_in(client, "/information/note/new", search="云渡", find="1", source="信访来电")
    html = found.content.decode()
    assert 'value="信访来电"' in html
    key = re.search(r'name="add" value="([^"]+)"', html)
    assert key is not None
    address = f"/information/note/new?institution={key[1]}"
    answer = fill_in(client, address, head_count="很多", text="")
    assert answer.status_code == 422
    for words in ("请填写“来源”", "请填写“说了什么”", "不是整数"):
        assert words in errors_of(answer)
    answer = fill_in(
        client,
        address,
        source="信访来电",
        text="门口有人静坐，带头的电话13812345678",
        head_count="1,200",
        traffic_blocked="1",
        behaviour="静坐",
        **{"kind-K7": "1"},
    )
    assert answer.status_code == 303, errors_of(answer)
    html = page(client, answer["Location"])
    for words in ("1,200 人", "静坐", "交通受阻", "＊＊＊＊", "K7", "电话登记：信访来电", "东麓市"):
        assert words in html
    assert "13812345678" not in html
    note = Signal.objects.get()
    assert (note.on_site_head_count, note.region) == (1200, "990300")
    assert len(openings_of(note.note_sealed)) == 1  # the list opens no sealed words, the page says who did
    assert "现场 1,200 人" in page(client, "/information")
    assert len(openings_of(note.note_sealed)) == 1


@clause("1.1.d")
def test_a_place_sees_and_brings_in_its_own(browser: Browser) -> None:
    """An officer of one place takes notes, imports no whole file, and finds nothing of institutions elsewhere."""
    bring_in(browser(), texts())
    local = browser("donglu")
    seen = titles(page(local, "/information?repeated=all"))
    assert not any("江桥" in title for title in seen)
    assert local.get(signal_about("江桥贷公告")).status_code == 404
    assert local.get("/information/import").status_code == 403
    assert local.get("/information/no-such-text").status_code == 404
    assert "登记来电" in page(local, "/information")


def measures(*rows: tuple[str, ...]) -> bytes:
    """A table of measures of two days."""
    return csv_file(("机构名称", "日期", "借贷余额（万元）", "当日应付出借人（元）", "限额兑付"), rows)


def test_measures_are_previewed_go_in_and_are_shown_by_institution(browser: Browser) -> None:
    """Counts of values, corrections apart; the list with days, one institution with units and source, the export."""
    client, name = browser("yanpan"), firm("江桥贷").name
    _, html = preview_of(client, measures((name, "2026-03-01", "124000", "1000000", "限额")), "indicators")
    assert "确认导入 1 行" in html
    assert "借贷余额、当日应付出借人、限额兑付" in html
    html = bring_in(client, measures((name, "2026-03-01", "124000", "1000000", "限额")), "indicators")
    assert "已导入 1 行：1 家机构，3 个数，其中更正 0 个" in html
    listed = page(client, "/indicators")
    assert "12.40亿元" in listed
    assert "2026-03-01" in listed
    assert "没有相符的机构" in page(client, "/indicators?search=没有这家")
    one = page(client, f"/indicators/{firm('江桥贷').pk}")
    for words in ("借贷余额", "1,240,000,000.00", "限额", "2026-03-01", "示例舆情周报"):
        assert words in one, words
    assert "这家机构还没有指标" in page(client, f"/indicators/{firm('云渡贷').pk}")
    assert client.get("/indicators/nobody").status_code == 404
    assert load_workbook(io.BytesIO(client.get("/indicators/export?format=xlsx").content)).worksheets[0].max_row == 2
    assert (
        "不需要导入" in preview_of(client, measures((name, "2026-03-01", "124000", "1000000", "限额")), "indicators")[1]
    )
    html = bring_in(client, measures((name, "2026-03-01", "123000", "1000000", "限额")), "indicators")
    assert "其中更正 1 个" in html


def test_a_table_of_measures_with_a_mistake_stays_out(browser: Browser) -> None:
    """Each mistake with row and column; the list of them can be handed back; nothing is written."""
    client, facts = browser(), count_facts()
    address, html = preview_of(
        client, measures(("没有这家", "2026-03-01", "1", "", ""), ("", "昨天", "x", "", "")), "indicators"
    )
    assert "不能导入" in html
    assert ("3", "借贷余额") in re.findall(
        r'data-label="行">(\d+)</td><td class="nowrap" data-label="列">(.*?)</td>', html
    )
    assert "没有这家" in client.get(f"{address}/findings").content.decode()
    assert count_facts() == facts
