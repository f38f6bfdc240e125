"""Pages on persons and the organisation: appointments, passwords, leading group, roster, contacts, numbers."""

import re

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from fengsui.conduct.access import Actor
from fengsui.ledger.reading import count_facts, read_stream
from fengsui.registry import actions, queries
from fengsui.registry.credentials import must_change_password
from tests.web.conftest import SignIn
from tests.web.markup import Page


def html(client: Client, address: str) -> str:
    """The page at an address."""
    return client.get(address, follow=True).content.decode()


def key_of(page: str) -> dict[str, str]:
    """The hidden inputs with which a form acts."""
    return dict(re.findall(r'<input type="hidden" name="(idempotency_key|seen|replaces)" value="([^"]*)">', page))


def send(client: Client, address: str, form: dict[str, str]) -> tuple[int, str]:
    """Open a form, send it; returns the status of the answer and the page one ends on."""
    opened = key_of(html(client, address))
    answer = client.post(address.partition("?")[0], {**opened, **form})
    page = html(client, answer["Location"]) if answer.status_code == 303 else answer.content.decode()
    return answer.status_code, page


def test_officers_are_listed_with_their_posts_in_words(sign_in: SignIn) -> None:
    """Who, in which unit, with which posts, by name and not by code; the search narrows."""
    page = html(sign_in("guanli"), "/officers?search=锡安")
    assert "锡安" in page
    assert "值班长" in page
    assert "1 人" in page
    assert "R3" not in Page(page).text


def test_an_appointment_is_a_record(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A new officer stands in the register with document and duties; the phone is sealed and not on the page."""
    form = {
        "name": "示例甲",
        "post": "民警",
        "department": "police",
        "region": "990000",
        "role-R8": "1",
        "login": "gongan.three",
        "phone": "13900000017",
        "document": "云汀演示任〔2026〕2号",
    }
    status, page = send(sign_in("guanli"), "/officers/new", form)
    assert status == 303
    assert "示例甲" in page
    assert "云汀演示任〔2026〕2号" in page
    assert "13900000017" not in page
    assert "已登记，封存" in page
    officer = queries.officer("officer/gongan.three")
    assert officer is not None
    assert officer.roles == ["R8"]


def test_the_administrator_holds_no_other_post(sign_in: SignIn) -> None:
    """R16 with a business post is refused at the box, in the words of the posts; the boxes stay ticked."""
    facts = count_facts()
    form = {"name": "示例甲", "region": "990000", "role-R16": "1", "role-R3": "1"}
    status, page = send(sign_in("guanli"), "/officers/new", form)
    assert status == 422
    assert 'href="#role-R16"' in page
    assert "不得兼任业务角色" in page
    assert re.search(r'name="role-R3" value="1" checked', page)
    assert Page(page).faults() == []
    assert count_facts() == facts


def test_duties_change_and_what_is_not_shown_stays(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A new appointment of a known officer replaces the duties; login and sealed numbers stay."""
    sealed = queries.officer(people["gongan"].officer)
    assert sealed is not None
    form = {"name": "何定", "post": "副总队长", "department": "police", "region": "990000", "role-R8": "1"}
    status, page = send(sign_in("guanli"), "/officer/gongan/change", form)
    assert status == 303
    assert "副总队长" in page
    officer = queries.officer(people["gongan"].officer)
    assert officer is not None
    assert (officer.login, officer.email) == ("gongan", sealed.email)


def test_leaving_closes_the_account(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """After 离任, with its reason, the officer can do nothing more; the page and the list say so."""
    client = sign_in("guanli")
    status, page = send(client, "/officer/gongan2/end", {"reason": ""})
    assert status == 422
    assert 'href="#reason"' in page
    status, page = send(client, "/officer/gongan2/end", {"reason": "调任"})
    assert status == 303
    assert "离任原因" in page
    assert "关山" not in html(client, "/officers")
    assert "关山" in html(client, "/officers?left=1")
    assert sign_in("gongan2").get("/officers").status_code == 403


def test_the_last_administrator_stays(sign_in: SignIn) -> None:
    """The copy never loses its last administrator, by end or by change."""
    status, page = send(sign_in("guanli"), "/officer/guanli/end", {"reason": "调任"})
    assert status == 422
    assert "最后一名系统管理员" in page


def test_a_temporary_password_is_shown_once(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """The administrator reads it out once; no cache keeps it, it works, and its owner must change it."""
    client = sign_in("guanli")
    answer = client.post("/officer/gongan/password")
    page = answer.content.decode()
    found = re.search(r"<h2><code>([a-z0-9-]{19})</code></h2>", page)
    assert found
    assert answer["Cache-Control"] == "no-store"
    assert Page(page).faults() == []
    assert authenticate(answer.wsgi_request, username="gongan", password=found[1]) is not None
    assert must_change_password(people["gongan"].officer)
    page = html(client, "/officer/gongan")
    assert found[1] not in page
    assert "临时密码，本人尚未更改" in page
    assert all(found[1] not in str(fact.payload) for fact in read_stream("officer/gongan"))


def test_nobody_else_gives_passwords(sign_in: SignIn) -> None:
    """The duty chief can't, and the administrator does not give one to himself."""
    assert sign_in("zhiban").post("/officer/gongan/password").status_code == 403
    answer = sign_in("guanli").post("/officer/guanli/password")
    assert answer.status_code == 422
    assert "点页面上方自己的姓名" in answer.content.decode()


def test_a_phone_is_opened_for_a_purpose(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Without a purpose no number; with one the number is on this one page, and the opening is logged."""
    from fengsui.ledger.sealed import openings_of  # noqa: PLC0415

    appointed = {"name": "何定", "region": "990000", "role-R8": "1", "phone": "13911111111", "department": "police"}
    send(sign_in("guanli"), "/officer/gongan/change", appointed)
    client = sign_in("zhiban")
    assert "13911111111" not in html(client, "/officer/gongan")
    refused = client.post("/officer/gongan/phone", {"purpose": " "})
    assert refused.status_code == 422
    assert "13911111111" not in refused.content.decode()
    answer = client.post("/officer/gongan/phone", {"purpose": "首报后电话确认"})
    assert "13911111111" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    officer = queries.officer(people["gongan"].officer)
    assert officer is not None
    assert [(who, why) for who, why, _ in openings_of(officer.phone)] == [(people["zhiban"].officer, "首报后电话确认")]
    assert sign_in("zuzhang").post("/officer/gongan/phone", {"purpose": "看看"}).status_code == 403


@pytest.mark.clause("3.1.a", "3.1.e", "1.2.c")
def test_the_leading_group_shows_its_record(sign_in: SignIn) -> None:
    """Head, deputies, members with B, document and term; and the head of government, who bears responsibility."""
    page = html(sign_in("zhiban"), "/group")
    text = Page(page).text
    for words in ("张望山", "程北川", "云汀演示发〔2019〕8号", "2026-01-08", "高远", "政府主要负责人"):
        assert words in text
    assert text.index("张望山") < text.index("程北川") < text.index("柳长青")


@pytest.mark.clause("3.1.a", "3.1.b")
def test_a_group_is_entered_by_its_document(sign_in: SignIn) -> None:
    """A city's group needs a document, its own or an earlier group's; then it stands, and no second one is set up."""
    client = sign_in("zuzhang")
    assert "不必另设" in html(client, "/group/990300")
    form = {"name": "东麓市领导小组", "established_on": "2026-02-01", "government_head_name": "示例丙"}
    status, page = send(client, "/group/990300/establish", form)
    assert status == 422
    assert 'href="#established_by"' in page
    status, page = send(client, "/group/990300/establish", {**form, "predecessor_document": "东麓演示发〔2018〕3号"})
    assert status == 303
    assert "东麓演示发〔2018〕3号" in page
    assert "没有组长" in page


def test_a_member_is_appointed_for_a_term(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A member has a document, a term and a B; the group's page shows them."""
    form = {"position": "member", "officer": people["fayuan"].officer, "document": "云汀演示发〔2026〕5号"}
    form |= {"valid_from": "2026-03-01", "valid_to": "2026-12-31"}
    client = sign_in("zuzhang")
    status, page = send(client, "/group/990000/appoint", form)
    assert status == 422
    assert 'href="#deputy"' in page
    status, page = send(client, "/group/990000/appoint", {**form, "deputy": people["fayuan2"].officer})
    assert status == 303
    assert "方衡" in page
    assert "至 2026-12-31" in page
    status, page = send(
        client, "/group/990000/appoint", {**form, "position": "group_head", "deputy": "", "valid_from": "2026-03-02"}
    )
    assert status == 422
    assert "没有组长的角色" in page


def test_the_roster_is_read_by_day(sign_in: SignIn) -> None:
    """Seven days from the day asked for, who is on duty now, days without anybody said so."""
    page = html(sign_in("zhiban"), "/roster")
    text = Page(page).text
    assert "3月2日 周一" in text
    assert text.count("在值") == 4
    assert "没有排班" in text
    assert "这七天没有排班" in html(sign_in("zuzhang"), "/roster?day=2031-01-06")


def test_a_shift_is_assigned_and_replaced(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A taken post refuses a second shift; replacing keeps the old one in the ledger and off the page."""
    client = sign_in("zhiban")
    one, other = people["zhiban"].officer, people["zhiban2"].officer
    form = {
        "post": "值班长",
        "starts-date": "2026-03-02",
        "starts-time": "08:30",
        "ends-date": "2026-03-03",
        "ends-time": "08:30",
        "officer_a": other,
        "officer_b": one,
        "extension": "8009",
    }
    status, page = send(client, "/roster/990000/assign", form)
    assert status == 422
    assert "已有排班" in page
    assert 'value="8009"' in page
    shift = re.search(r"replaces=([^\"]+)\"", html(client, "/roster?day=2026-03-02"))
    assert shift
    address = f"/roster/990000/assign?replaces={shift[1]}"
    opened = html(client, address)
    assert "办理后原排作废" in opened
    post = re.search(r'name="post" value="([^"]+)"', opened)
    assert post
    status, page = send(client, address, {**form, "post": post[1]})
    assert status == 303
    assert "8009" in page
    assert sign_in("dingfang").get("/roster/990000/assign").status_code == 403


def test_a_refused_replacement_stays_a_replacement(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A fault in the form of a replacement does not turn it into a new shift."""
    client = sign_in("zhiban")
    shift = re.search(r"replaces=([^\"]+)\"", html(client, "/roster"))
    assert shift
    same = people["zhiban"].officer
    status, page = send(
        client, f"/roster/990000/assign?replaces={shift[1]}", {"officer_a": same, "officer_b": same, "post": "值班长"}
    )
    assert status == 422
    assert 'name="replaces"' in page
    assert "替换一班" in page


def test_contacts_are_entered_and_their_mobile_numbers_sealed(sign_in: SignIn) -> None:
    """An entry of the book shows office numbers; a mobile number is only said to be there."""
    client = sign_in("wendian")
    assert "通讯录还是空的" in html(client, "/contacts")
    form = {"organisation": "<b>网络借贷风险专项整治领导小组办公室</b>", "region": "990000", "channel": "电话"}
    status, page = send(client, "/contacts/new", form)
    assert status == 422
    assert 'href="#phone"' in page
    numbers = {"phone": "010-00000000", "second_phone": "13900000019", "name": "示例乙"}
    status, page = send(client, "/contacts/new", {**form, **numbers})
    assert status == 303
    assert "010-00000000" in page
    assert "13900000019" not in page
    assert "封存" in page
    assert "<b>网络" not in page


def test_an_export_with_numbers_states_its_purpose(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """No purpose, no file; with one the file holds the numbers and runs no formula."""
    actions.record_contact(
        actor=people["wendian"], organisation='=HYPERLINK("http://x.example")', purpose="值班", phone="13900000020"
    )
    client = sign_in("zhiban")
    refused = client.post("/contacts/export", {"purpose": ""})
    assert refused.status_code == 422
    assert 'href="#purpose"' in refused.content.decode()
    answer = client.post("/contacts/export", {"purpose": "应急演练逐一通知"})
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode("utf-8-sig")
    assert "13900000020" in text
    assert "'=HYPERLINK" in text
    assert sign_in("wendian").post("/contacts/export", {"purpose": "看看"}).status_code == 403
    assert sign_in("guanli").post("/officers/export", {"purpose": "核对名册"}).status_code == 403
    officers = client.post("/officers/export", {"purpose": "核对名册"})
    assert "锡安" in officers.content.decode("utf-8-sig")


def test_units_are_listed_with_their_duty(sign_in: SignIn) -> None:
    """Member units with the clause of their duty; the table can be taken away."""
    page = html(sign_in("zhiban"), "/departments")
    assert "police" in page
    assert "#clause-1.3" in page
    assert "police" in sign_in("zhiban").get("/departments/export").content.decode("utf-8-sig")


def test_names_of_persons_are_never_markup(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """A name that is a script is text in the list, on the page and in every choice."""
    script = "<script>alert(1)</script>"
    form = {"name": script, "post": script, "region": "990000", "role-R4": "1", "login": "odd.name"}
    status, page = send(sign_in("guanli"), "/officers/new", form)
    assert status == 303
    client = sign_in("guanli")
    for shown in (page, html(client, "/officers?search=script"), html(client, "/group/990000/appoint")):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown
