"""Pages of the register: institutions with where every figure comes from, forms, places; who may open what."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from fengsui.conduct.access import Actor
from fengsui.ledger.reading import count_facts, read_stream
from fengsui.registry import actions, queries
from fengsui.registry.institution_actions import read_institution_form
from fengsui.registry.table_reading import read_cells
from fengsui.response import opening
from fengsui.response.facts import InstitutionInEvent
from tests.conftest import MORNING
from tests.staffing import institution_ids
from tests.web.conftest import SignIn
from tests.web.markup import Page

SCRIPT = "<script>alert(1)</script>网络借贷信息中介有限公司"
OPEN = (
    ("zhiban", "/institutions"),
    ("zhiban", "/institutions?search=江桥"),
    ("zhiban", "/institutions?search=没有这家"),
    ("zhiban", "/institutions?region=990300&class_code=B4&status=operating&page=999999999"),
    ("zhiban", "/institutions/new"),
    ("zhiban", "/institutions/import"),
    ("guanli", "/officers"),
    ("guanli", "/officers?search=没有此人&left=1"),
    ("guanli", "/officers/new"),
    ("guanli", "/officers/import"),
    ("zhiban", "/officers/export"),
    ("guanli", "/officer/zhiban"),
    ("guanli", "/officer/zhiban/change"),
    ("guanli", "/officer/zhiban/end"),
    ("zuzhang", "/officer/dingfang"),
    ("guanli", "/departments"),
    ("guanli", "/departments/import"),
    ("zhiban", "/group"),
    ("zhiban", "/group/990300"),
    ("guanli", "/group/990000/establish"),
    ("guanli", "/group/990000/appoint"),
    ("zhiban", "/roster"),
    ("zhiban", "/roster?day=2030-01-01"),
    ("zhiban", "/roster?day=nonsense"),
    ("zhiban", "/roster/990000/assign?day=2026-03-09"),
    ("zhiban", "/contacts"),
    ("zhiban", "/contacts/new"),
    ("wendian", "/contacts/import"),
    ("zhiban", "/contacts/export"),
    ("zhiban", "/regions"),
    ("zhiban", "/regions/990300"),
)


@pytest.mark.parametrize(("login", "address"), OPEN)
def test_a_screen_reader_finds_its_way(login: str, address: str, sign_in: SignIn) -> None:
    """Every page of the register: one h1, headings in order, labels on inputs, nothing inline."""
    answer = sign_in(login).get(address)
    assert answer.status_code == 200
    assert Page(answer.content.decode()).faults() == []


def html(client: Client, address: str) -> str:
    """The page at an address."""
    return client.get(address, follow=True).content.decode()


def key_of(page: str) -> dict[str, str]:
    """The hidden inputs with which a form acts."""
    return dict(re.findall(r'<input type="hidden" name="(idempotency_key|seen|replaces)" value="([^"]*)">', page))


def test_every_route_of_the_register_is_guarded(client: Client, people: dict[str, Actor]) -> None:
    """Nobody reaches a page of the register without signing in."""
    for address in ("/institutions", "/officers", "/group", "/roster", "/contacts", "/regions", "/institutions/import"):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("guanli", "/institutions"),
        ("guanli", "/contacts"),
        ("dingfang", "/institutions/new"),
        ("dingfang", "/institutions/import"),
        ("dingfang", "/officers/new"),
        ("zhiban", "/officers/import"),
        ("zhiban", "/group/990000/establish"),
        ("dingfang", "/roster/990000/assign"),
        ("wendian", "/contacts/export"),
        ("yanlian", "/officers"),
    ],
)
def test_posts_open_only_their_pages(login: str, address: str, sign_in: SignIn) -> None:
    """The administrator sees no institution, the watcher registers none, the duty chief appoints nobody."""
    assert sign_in(login).get(address).status_code == 403


def test_the_list_shows_balance_watchers_and_marks(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Balance in 亿元 with its day, who watches, how many marks; who is not watched is counted."""
    largest = institution_ids(people["zhiban"])[0]
    actions.name_watchers(
        actor=people["zhiban"],
        institution=largest,
        watcher_a=people["dingfang"].officer,
        watcher_b=people["dingfang2"].officer,
    )
    page = html(sign_in("zhiban"), "/institutions?search=江桥")
    assert "12.40亿元" in page
    assert "截至 2026-01-31" in page
    assert "王栈" in page
    assert "B 角 李屿" in page
    assert "39 家未指定盯防人" in page


def test_filters_narrow_and_stay_on_the_next_page(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Region, class and status narrow the list; a value that doesn't exist narrows nothing and breaks nothing."""
    client = sign_in("zhiban")
    shown = queries.institutions(people["zhiban"], region="990300", class_code="B2")
    page = html(client, "/institutions?region=990300&class_code=B2")
    assert 0 < shown.total < 40
    assert f"{shown.total} 家" in page
    assert "40 家" in html(client, "/institutions?region=<b>&class_code=Z&status=x&page=²")


def test_the_next_page_keeps_the_search(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A list of more than fifty has a next page that keeps the filters."""
    for number in range(15):
        values, _ = read_institution_form({"name": f"翻页{number}", "registered_region": "云汀省东麓市"})
        actions.register_institution(actor=people["zhiban"], values=values)
    page = html(sign_in("zhiban"), "/institutions?status=")
    assert "第 1 页，共 2 页" in page
    assert 'rel="next" href="?status=&amp;page=2"' in page
    assert "第 2 页，共 2 页" in html(sign_in("zhiban"), "/institutions?page=2")


def test_an_empty_register_says_what_to_do(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is nothing yet, those who may import are led to it, others are told whom to ask."""
    empty = queries.InstitutionPage((), {}, 0, 1, 1)
    monkeypatch.setattr(queries, "institutions", lambda *_, **__: empty)
    assert 'href="/institutions/import">导入机构名册' in html(sign_in("zhiban"), "/institutions")
    watcher = html(sign_in("dingfang"), "/institutions")
    assert "请联系值班长" in watcher
    assert "/institutions/import" not in watcher


def test_the_balance_opens(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The sum leads to its fact; file, batch, row and hash are named; after a correction the source is the new fact."""
    duty, client = people["zhiban"], sign_in("zhiban")
    largest = institution_ids(duty)[0]
    imported = queries.table_imports("institutions")[0]
    page = html(client, f"/institutions/{largest}")
    link = f'href="/ledger/fact/{imported.pk.replace("#", "%23")}"'
    assert re.search(rf"<b><a[^>]*{re.escape(link)}[^>]*><span[^>]*>12\.40亿元", page)
    assert "导入的机构名册，第 2 行" in page
    assert imported.file_sha256[:16] in page
    assert imported.batch[:16] in page
    change = html(client, f"/institutions/{largest}/change")
    form = {**_filled(change), "balance": "3", "balance_unit": "wan", "reason": "存管银行更正"}
    assert client.post(f"/institutions/{largest}/change", form).status_code == 303
    page = html(client, f"/institutions/{largest}")
    assert "3.0万元" in page
    assert "逐家登记" in page
    assert "存管银行更正" in page
    assert queries.institution(duty, largest).outstanding_balance_fen == 3_000_000  # type: ignore[union-attr]


def _filled(page: str) -> dict[str, str]:
    """The fields of a form as the page fills them."""
    fields = dict(re.findall(r'<input id="([\w-]+)" name="[\w-]+" value="([^"]*)"', page))
    for name, body in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', page, flags=re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    return {**fields, **key_of(page)}


@pytest.mark.clause("P.4", "1.2.g")
def test_class_goal_and_places_are_in_words(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The class with the goal of its disposal; the place of registration leads, the place of operation supports."""
    largest = institution_ids(people["zhiban"])[0]
    text = Page(html(sign_in("zhiban"), f"/institutions/{largest}")).text
    assert "B4 在营–规模较大–正常运营机构" in text
    assert "目标：清理违法违规业务，不留风险隐患" in text
    assert "牵头（注册地） 云汀省云汀市" in text
    assert "配合（经营地） 岚湾省" in text
    assert "校验相符" in text


def test_other_names_are_shown_searched_and_corrected(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Aliases and former names stand on the page, find the institution, and are changed like any other entry."""
    client, largest = sign_in("zhiban"), institution_ids(people["zhiban"])[0]
    text = Page(html(client, f"/institutions/{largest}")).text
    assert "江桥网贷；江桥金服" in text
    assert "曾用名 江桥投资咨询有限公司" in text
    assert f"/institutions/{largest}" in html(client, "/institutions?search=江桥投资咨询")
    address = f"/institutions/{largest}/change"
    form = {**_filled(html(client, address)), "reason": "核对", "aliases": "江桥网贷；江桥速贷", "former_names": ""}
    assert client.post(address, form).status_code == 303
    [fact] = read_stream(f"institution/{largest}")
    assert fact.payload["changed"] == ["aliases", "former_names"]
    text = Page(html(client, f"/institutions/{largest}")).text
    assert "江桥速贷" in text
    assert "江桥投资咨询" not in text.partition("经过")[0]


def test_a_change_writes_only_what_was_changed(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The form saved as it came changes nothing; an emptied field is emptied, all others stay."""
    client, duty = sign_in("zhiban"), people["zhiban"]
    largest = institution_ids(duty)[0]
    address = f"/institutions/{largest}/change"
    form = {**_filled(html(client, address)), "reason": "核对"}
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "没有改动" in answer.content.decode()
    assert client.post(address, {**form, "custody_bank": ""}).status_code == 303
    [fact] = read_stream(f"institution/{largest}")
    assert fact.payload["changed"] == ["custody_bank"]
    assert fact.payload["record"]["custody_bank"] == ""
    assert fact.payload["record"]["outstanding_balance_fen"] == 124_000_000_000


def test_a_change_on_an_old_page_is_stopped(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Two officers correct the same institution: the second one is told and loses nothing that was typed."""
    client, duty = sign_in("zhiban"), people["zhiban"]
    largest = institution_ids(duty)[0]
    address = f"/institutions/{largest}/change"
    form = {**_filled(html(client, address)), "reason": "核对", "platform_name": "甲贷"}
    client.post(address, form)
    late = client.post(address, {**form, "idempotency_key": "0" * 32, "platform_name": "乙贷"})
    assert late.status_code == 409
    assert 'value="乙贷"' in late.content.decode()
    assert len(read_stream(f"institution/{largest}")) == 1


def test_registering_keeps_what_was_typed_until_it_is_right(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Faults are named field by field, nothing is written; a doubtful credit code warns and does not block."""
    client, before = sign_in("yanpan"), count_facts()
    form = {"name": "", "registered_region": "火星市", "balance": "12亿", "balance_unit": "wan", "credit_code": "123"}
    key = key_of(html(client, "/institutions/new"))
    answer = client.post("/institutions/new", {**form, **key})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Page(page).faults() == []
    for field in ("name", "registered_region", "balance"):
        assert f'href="#{field}"' in page
    assert 'value="火星市"' in page
    assert count_facts() == before
    form = {**form, "name": "新来网络借贷信息中介有限公司", "registered_region": "云汀省东麓市", "balance": "12.5"}
    answer = client.post("/institutions/new", {**form, **key}, follow=True)
    page = answer.content.decode()
    assert "新来网络借贷信息中介有限公司" in page
    assert "应为 18 位，现为 3 位" in page
    assert "只作提示，不影响登记和处置" in page
    assert "12.5万元" in page
    assert count_facts() == before + 1


def test_the_same_form_sent_twice_registers_once(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A second click goes to the same institution and writes nothing."""
    client = sign_in("yanpan")
    form = {"name": "双击网络借贷信息中介有限公司", "registered_region": "云汀省东麓市"}
    form |= key_of(html(client, "/institutions/new"))
    first, second = (client.post("/institutions/new", form) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]


def test_names_are_never_markup(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A name that is a script is shown as text: in the list, on its page, in the form and in the trail."""
    values, _ = read_institution_form({"name": SCRIPT, "registered_region": "云汀省东麓市", "platform_name": SCRIPT})
    outcome = actions.register_institution(actor=people["zhiban"], values=values)
    client, institution = sign_in("zhiban"), outcome.fact.payload["institution"]
    for address in ("/institutions", f"/institutions/{institution}", f"/institutions/{institution}/change"):
        page = html(client, address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
        assert Page(page).faults() == []


@pytest.mark.clause("1.1.h")
def test_watchers_are_named_by_the_duty_chief(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A and B are two persons; only 值班长 names them; the page then says who."""
    client, largest = sign_in("zhiban"), institution_ids(people["zhiban"])[0]
    address = f"/institutions/{largest}/watchers"
    form = key_of(html(client, address))
    one, other = people["dingfang"].officer, people["dingfang2"].officer
    twice = client.post(address, {**form, "watcher_a": one, "watcher_b": one})
    assert twice.status_code == 422
    assert 'href="#watcher_b"' in twice.content.decode()
    stranger = client.post(address, {**form, "watcher_a": people["gongan"].officer, "watcher_b": other})
    assert stranger.status_code == 422
    assert client.post(address, {**form, "watcher_a": one, "watcher_b": other}).status_code == 303
    assert "李屿" in html(client, f"/institutions/{largest}")
    assert sign_in("yanpan").get(address).status_code == 403


def test_an_institution_names_its_events(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The events that hold an institution are on its page; who may not see events sees no such panel."""
    duty = people["zhiban"]
    row = queries.institution(duty, institution_ids(duty)[0])
    assert row is not None
    report = opening.Report(
        name="云汀市江桥贷停付",
        event_type="E1",
        institutions=(
            InstitutionInEvent(
                id=row.pk,
                name=row.name,
                registered_region=row.registered_region,
                operating_regions=tuple(row.operating_regions),
            ),
        ),
        occurred_at=MORNING - timedelta(hours=2),
        known_at=MORNING - timedelta(minutes=40),
        source="存管银行电话",
        narrative="停付",
    )
    opening.open_event(actor=duty, report=report, idempotency_key="k1")
    page = html(sign_in("zhiban"), f"/institutions/{row.pk}")
    assert '<a href="/events/2026-001">云汀市江桥贷停付</a>' in page
    assert "云汀市江桥贷停付" not in html(sign_in("zhiban"), f"/institutions/{institution_ids(duty)[5]}")


def test_an_officer_of_a_city_sees_that_city(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """东麓市's team sees what is registered or operates there, and no other institution by its address."""
    client, duty = sign_in("donglu"), people["zhiban"]
    elsewhere = next(
        i
        for i in institution_ids(duty)
        if "990300" not in queries.institution(duty, i).places  # type: ignore[union-attr]
    )
    assert client.get(f"/institutions/{elsewhere}").status_code == 404
    total = queries.institutions(people["donglu"]).total
    assert f"{total} 家" in html(client, "/institutions")
    assert 0 < total < 40


def test_an_administrator_reads_no_institution_on_a_watcher_s_page(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Whom an officer watches is for those who may see institutions; the administrator only sees the officer."""
    largest, one, other = institution_ids(people["zhiban"])[0], people["dingfang"], people["dingfang2"]
    actions.name_watchers(actor=people["zhiban"], institution=largest, watcher_a=one.officer, watcher_b=other.officer)
    assert "江桥网络借贷" in html(sign_in("zhiban"), "/officer/dingfang")
    assert "江桥网络借贷" not in html(sign_in("guanli"), "/officer/dingfang")


def test_an_unknown_institution_is_not_found(sign_in: SignIn) -> None:
    """An address that names nothing is a 404, not a fault."""
    assert sign_in("zhiban").get("/institutions/i-000000000000").status_code == 404
    assert sign_in("guanli").get("/officer/nobody").status_code == 404


def test_the_export_is_safe_in_a_spreadsheet(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The CSV opens in Chinese spreadsheets and runs no cell as a formula."""
    name = '=HYPERLINK("http://x.example","点我")'
    values, _ = read_institution_form({"name": name, "registered_region": "云汀省东麓市"})
    actions.register_institution(actor=people["zhiban"], values=values)
    answer = sign_in("zhiban").get("/institutions/export")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not re.search(r'(^|,)"?=', text, flags=re.MULTILINE)


def test_every_list_can_be_taken_away_as_a_workbook(sign_in: SignIn) -> None:
    """Where a list has a CSV it has an XLSX too; both hold the same rows."""
    client = sign_in("zhiban")
    for address in ("/institutions/export", "/departments/export"):
        answer = client.get(address, {"format": "xlsx"})
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert answer["Cache-Control"] == "no-store"
        table = read_cells(answer.content)
        as_text = read_cells(client.get(address).content)
        assert table.header == as_text.header
        assert len(list(table.rows)) == len(list(as_text.rows)) > 0
    for address in ("/officers/export", "/contacts/export"):
        answer = client.post(address, {"purpose": "核对名册", "format": "xlsx"})
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert not read_cells(answer.content).refused


def test_places_are_counted(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The jurisdiction's cities with their institutions and leading groups, and each city's counties."""
    page = html(sign_in("zhiban"), "/regions")
    assert "注册机构 40 家" in page
    assert "东麓市" in page
    assert 'href="/institutions?region=990300"' in page
    assert sign_in("zhiban").get("/regions/980000").status_code == 404
    assert '<a href="/regions/990000">' in html(sign_in("zhiban"), "/regions/990300")


@pytest.mark.clause("0.3")
def test_the_centre_sees_thirty_six_addressees(db: None, home: Path, settings: object) -> None:
    """The centre's copy lists the 31 provinces and five 计划单列市, and whether each has a leading group."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from fengsui.conduct import world  # noqa: PLC0415
    from fengsui.conduct.access import system_actor  # noqa: PLC0415

    world.found(kind="test", jurisdiction="100000", jurisdiction_name="中央", start=MORNING)
    system = system_actor("test", "100000")
    actions.appoint_officer(actor=system, name="甲", roles=("R3",), region="100000", login="centre.duty")
    actions.establish_group(
        actor=system,
        region="440000",
        name="示例领导小组",
        established_by="示例发〔2019〕1号",
        established_on=MORNING.date(),
        government_head_name="示例甲",
    )
    client = Client()
    client.force_login(User.objects.create(username="centre.duty"), "django.contrib.auth.backends.ModelBackend")
    page = html(client, "/regions")
    assert "1/36 地已登记领导小组" in page
    for name in ("广东省", "深圳市", "大连市", "西藏自治区"):
        assert name in page
    assert "香港" not in page
    assert "深圳市" not in html(client, "/regions/440000")
