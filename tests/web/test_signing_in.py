"""Coming in and going out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from fengsui.conduct import world
from fengsui.conduct.access import Actor, system_actor
from fengsui.registry.credentials import set_password
from tests.web.conftest import PASSWORD, SignIn
from tests.web.markup import Page

WithPassword = Callable[[str], str]


def test_an_officer_comes_in_and_goes_where_wanted(client: Client, with_password: WithPassword) -> None:
    """After sign-in the officer is on the page first asked for."""
    with_password("dangan")
    answer = client.post("/sign-in", {"username": "dangan", "password": PASSWORD, "next": "/ledger"})
    assert answer.status_code == 302
    assert answer["Location"] == "/ledger"
    assert client.get("/ledger").status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_leads_nowhere_else(target: str, client: Client, with_password: WithPassword) -> None:
    """A doctored link can't send an officer to another site after sign-in."""
    with_password("dangan")
    answer = client.post("/sign-in", {"username": "dangan", "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"


def test_a_wrong_password_and_a_wrong_name_read_the_same(client: Client, with_password: WithPassword) -> None:
    """The page never tells which names exist; what was typed stays, the password does not."""
    with_password("dangan")
    pages = [
        client.post("/sign-in", {"username": name, "password": "wrong-wrong"}) for name in ("dangan", "no-such-person")
    ]
    assert {page.status_code for page in pages} == {422}
    assert all("用户名或密码不对" in page.content.decode() for page in pages)
    assert 'value="dangan"' in pages[0].content.decode()
    assert "wrong-wrong" not in pages[0].content.decode()
    assert Page(pages[0].content.decode()).faults() == []


def test_empty_fields_are_named(client: Client, people: dict[str, Actor]) -> None:
    """Each empty field has a sentence of its own, linked to it."""
    html = client.post("/sign-in", {}).content.decode()
    assert '<a href="#username">请填写用户名。</a>' in html
    assert '<a href="#password">请填写密码。</a>' in html


def test_five_wrong_passwords_lock_the_sign_in(client: Client, with_password: WithPassword) -> None:
    """Guessing stops after five; even the right password has to wait, and the page says how long and whom to call."""
    with_password("dangan")
    answers = [client.post("/sign-in", {"username": "dangan", "password": f"wrong-{n}"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    locked = client.post("/sign-in", {"username": "dangan", "password": PASSWORD})
    page = Page(locked.content.decode())
    assert locked.status_code == 429
    assert "15 分钟" in page.text
    assert "值班长" in page.text
    assert page.faults() == []


def test_one_locked_name_locks_nobody_else(client: Client, with_password: WithPassword) -> None:
    """Wrong guesses at one name don't keep a colleague at the same desk out."""
    with_password("zhiban")
    for number in range(6):
        client.post("/sign-in", {"username": "dangan", "password": f"wrong-{number}"})
    assert client.post("/sign-in", {"username": "zhiban", "password": PASSWORD}).status_code == 302


def test_a_password_others_know_is_changed_first(client: Client, people: dict[str, Actor]) -> None:
    """With a temporary password only the page that changes it opens; afterwards everything allowed does."""
    set_password(people["dangan"].officer, "handed-over-88", system_actor("init", "990000"))
    client.post("/sign-in", {"username": "dangan", "password": "handed-over-88"})
    assert client.get("/ledger")["Location"] == "/password"
    form = {"current": "handed-over-88", "new": PASSWORD, "again": PASSWORD}
    assert client.post("/password/new", form)["Location"] == "/"
    assert client.get("/ledger").status_code == 200
    fresh = Client()
    assert fresh.post("/sign-in", {"username": "dangan", "password": PASSWORD}).status_code == 302
    assert fresh.get("/ledger").status_code == 200


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"current": "not-mine-123"}, "现在的密码不对"),
        ({"again": "something-else-1"}, "两次填的新密码不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "不能与现在的相同"),
        ({"new": "123", "again": "123"}, "10"),
    ],
)
def test_a_refused_change_of_password_says_why(
    change: dict[str, str], sentence: str, client: Client, with_password: WithPassword
) -> None:
    """The form comes back with the reason on top, nothing was changed, and no password is written into the page."""
    with_password("dangan")
    client.post("/sign-in", {"username": "dangan", "password": PASSWORD})
    form = {"current": PASSWORD, "new": "another-long-7", "again": "another-long-7", **change}
    answer = client.post("/password/new", form)
    page = Page(answer.content.decode())
    assert answer.status_code == 422
    assert "办不了" in page.text
    assert sentence in page.text
    assert page.faults() == []
    assert "another-long-7" not in answer.content.decode()
    assert Client().post("/sign-in", {"username": "dangan", "password": PASSWORD}).status_code == 302


def test_signing_out_takes_a_click(sign_in: SignIn) -> None:
    """A link on another page can't sign an officer out; the button does."""
    browser = sign_in("dangan")
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/ledger").status_code == 200
    assert browser.post("/sign-out")["Location"] == "/sign-in"
    assert browser.get("/ledger").status_code == 303


def test_home_leads_to_the_first_section(sign_in: SignIn) -> None:
    """The administrators land on the system page, an exercise director on the plan."""
    assert sign_in("guanli").get("/")["Location"] == "/system"
    assert sign_in("yanlian").get("/")["Location"] == "/plan"


def test_invented_sign_ins_show_in_a_demonstration_only(db: None, home: Path, client: Client) -> None:
    """A demonstration lists its invented sign-ins; the same file in any other world is never read."""
    entry = {"username": "yanshi", "password": "invented-word-1", "name": "某甲", "post": "值班长"}
    (home / "demonstration-sign-ins.json").write_text(json.dumps([entry]), encoding="utf-8")
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省")
    assert "invented-word-1" not in client.get("/sign-in").content.decode()


def test_invented_sign_ins_of_a_demonstration(db: None, home: Path, client: Client) -> None:
    """In a demonstration a visitor can start at once."""
    entry = {"username": "yanshi", "password": "invented-word-1", "name": "某甲", "post": "值班长"}
    (home / "demonstration-sign-ins.json").write_text(json.dumps([entry]), encoding="utf-8")
    world.found(kind="demonstration", jurisdiction="990000", jurisdiction_name="云汀省")
    html = client.get("/sign-in").content.decode()
    assert "invented-word-1" in html
    assert Page(html).faults() == []
