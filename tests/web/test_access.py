"""Nobody reaches a page without the post for it; the check stands before every view."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fengsui.conduct.access import Actor, may
from fengsui.conduct.house import house
from fengsui.web.routes import PUBLIC, Route
from fengsui.web.urls import ROUTES
from tests.web.conftest import SignIn
from tests.web.markup import Page

PLAIN = [route for route in ROUTES if not route.has_parameters and "GET" in route.methods]


def nothing(*_: Any) -> Any:
    """A view that is never run."""
    raise AssertionError


def test_a_route_without_a_permission_is_impossible() -> None:
    """Whoever forgets the permission can't even write the route down."""
    with pytest.raises(ValueError, match="names no permission"):
        Route("x", "x", nothing, "")
    with pytest.raises(ValueError, match="allows no method"):
        Route("x", "x", nothing, PUBLIC, ())


def test_every_route_names_a_rule_of_the_house() -> None:
    """A permission is an access rule somebody handed in, never a word only the page knows."""
    assert [
        route.name for route in ROUTES if route.permission is not PUBLIC and route.permission not in house.rules
    ] == []
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    assert len({route.path for route in ROUTES}) == len(ROUTES)


def test_public_addresses_are_these() -> None:
    """What needs no sign-in is a short list; a new one is a decision."""
    public = {route.name for route in ROUTES if route.permission is PUBLIC}
    assert public == {"sign_in", "sign_out", "set_language", "health", "answer"}


def test_a_visitor_is_sent_to_sign_in(client: Client, people: dict[str, Actor]) -> None:
    """Without a sign-in no page opens; after it the visitor comes back to the page wanted."""
    for route in PLAIN:
        if route.permission is not PUBLIC:
            answer = client.get(reverse(route.name))
            assert answer.status_code == 303, route.name
            assert answer["Location"] == f"/sign-in?next={reverse(route.name)}"


LOGINS = ("zuzhang", "fuzuzhang", "zhiban", "dingfang", "yanpan", "hecha", "wendian", "gongan", "chufei", "shuiwu")
MORE_LOGINS = ("xuanchuan", "jiefang", "donglu", "ducha", "dangan", "yanlian", "guanli")


def test_each_post_opens_its_pages_and_no_others(sign_in: SignIn, people: dict[str, Actor]) -> None:
    """Post by post: a page opens exactly where the access rule says so."""
    for login in (*LOGINS, *MORE_LOGINS):
        browser = sign_in(login)
        for route in PLAIN:
            if route.permission is PUBLIC:
                continue
            status = browser.get(reverse(route.name)).status_code
            if may(people[login], str(route.permission)):
                assert status in {200, 302, 303}, (login, route.name)
            else:
                assert status == 403, (login, route.name)


def test_a_refusal_says_which_post_and_whom_to_ask(sign_in: SignIn) -> None:
    """The 403 page speaks of posts by name, not by code, and says what to do."""
    answer = sign_in("shuiwu").get("/ledger")
    page = Page(answer.content.decode())
    assert answer.status_code == 403
    assert "查看底账" in page.text
    assert "组长" in page.text
    assert "值班长" in page.text
    assert "请联系" in page.text
    assert not re.search(r"\bR\d", page.text)
    assert page.faults() == []


def test_the_header_offers_only_what_opens(sign_in: SignIn) -> None:
    """The header of a department's liaison has no ledger; the administrators' has no event."""
    liaison = Page(sign_in("shuiwu").get("/plan").content.decode())
    administrator = Page(sign_in("guanli").get("/system").content.decode())
    links = {attributes["href"] for attributes in liaison.all("a")}
    assert "/ledger" not in links
    assert "/plan" in links
    offered = {a["href"] for a in administrator.all("a") if a.get("href", "").startswith("/")}
    assert "/system" in offered
    assert [address for address in offered if address.startswith(("/events", "/desk", "/papers", "/ledger/fact"))] == []
    assert "/ledger" not in offered


def test_case_content_is_closed_to_the_administrators(sign_in: SignIn) -> None:
    """The three administrators prove the ledger whole without reading it."""
    browser = sign_in("guanli")
    assert browser.get("/ledger").status_code == 403
    assert browser.get("/ledger/fact/world/this%231").status_code == 403
    assert browser.get("/ledger/verification").status_code == 200


def test_an_unlisted_address_is_a_page_that_says_so(client: Client, people: dict[str, Actor]) -> None:
    """404 is a page in the frame, for a visitor too, and gives nothing away."""
    answer = client.get("/no/such/page")
    page = Page(answer.content.decode())
    assert answer.status_code == 404
    assert "没有这一页" in page.text
    assert page.faults() == []


def test_a_forms_address_can_not_be_opened(sign_in: SignIn) -> None:
    """Opening the address of a form does nothing and says so."""
    answer = sign_in("dangan").get("/ledger/verify")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "没有办成任何事项" in answer.content.decode()


def test_an_account_without_an_officer_opens_nothing(client: Client, people: dict[str, Actor]) -> None:
    """A sign-in whose officer has left, or never was, is told whom to call."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    user = User.objects.create_user("nobody")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/plan")
    assert answer.status_code == 403
    assert "请联系系统管理员" in answer.content.decode()


def test_forms_without_their_token_do_nothing(people: dict[str, Actor]) -> None:
    """Another site can't make an officer's browser act."""
    strict = Client(enforce_csrf_checks=True)
    for route in ROUTES:
        if "POST" in route.methods and not route.has_parameters:
            answer = strict.post(reverse(route.name))
            assert answer.status_code == 403, route.name
            assert "表单已过期" in answer.content.decode(), route.name
