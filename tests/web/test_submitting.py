"""Forms that act: a refused act comes back to its page with what was typed; a done one is not repeated."""

import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import path

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused, SeenOutdated
from fengsui.conduct.shapes import FactModel, Name
from fengsui.web import urls
from fengsui.web.access import OfficerRequest
from fengsui.web.routes import POST, BoundView, Route
from fengsui.web.submitting import Misfilled, act_arguments, page_action
from tests.web.conftest import SignIn

ActThat = Callable[[type[Exception] | None], Client]


class Remark(FactModel):
    """A payload like any other."""

    text: Name


def bounds(problem: type[Exception] | None) -> tuple[Route, Route, Route]:
    """A page, a form on it whose act ends in ``problem``, and the same form on a page others may not open."""

    def show(request: OfficerRequest, number: str) -> HttpResponse:
        return render(request, "web/not_found.html", {"number": number})

    @page_action(page="remark")
    def remark(request: OfficerRequest, number: str, line: int) -> str:
        assert act_arguments(request)["seen"] == 3
        if problem is Misfilled:
            raise Misfilled({"text": "请写说明。"})
        if problem is SeenOutdated:
            raise SeenOutdated([])
        if problem is AccessDenied:
            raise AccessDenied("需要的岗位：R1、R3")
        if problem is Refused:
            raise Refused("组长已经签过，不能再签。")
        Remark(text=request.POST.get("text", ""))
        return f"/remark/{number}"

    @page_action(page="closed")
    def closed_act(request: OfficerRequest) -> str:
        raise Refused("这句话里有事件内容。")

    return (
        Route("remark/<str:number>", "remark", show, "plan.view"),
        Route("remark/<str:number>/lines/<int:line>", "remark.add", remark, "plan.view", POST),
        Route("closed/add", "closed.add", closed_act, "plan.view", POST),
    )


@pytest.fixture
def act_that(settings: Any, sign_in: SignIn) -> ActThat:
    """A signed-in browser before a form whose act ends in the given problem."""

    def make(problem: type[Exception] | None) -> Client:
        page, form, closed_form = bounds(problem)
        closed = Route("closed", "closed", page.view, "web.system")
        table = ModuleType("table")
        routes = [path(route.path, BoundView(route), name=route.name) for route in (page, form, closed, closed_form)]
        vars(table).update(urlpatterns=[*urls.urlpatterns, *routes], handler404=urls.handler404)
        settings.ROOT_URLCONF = table
        return sign_in("zhiban")

    return make


def form(**more: str) -> dict[str, str]:
    """What ``{% act_key 3 %}`` puts into a form."""
    return {"idempotency_key": str(uuid.uuid4()), "seen": "3", **more}


def test_a_done_act_goes_on_with_get(act_that: ActThat) -> None:
    """303: reloading the next page repeats nothing."""
    answer = act_that(None).post("/remark/7/lines/1", form(text="已电话核对"))
    assert answer.status_code == 303
    assert answer["Location"] == "/remark/7"


@pytest.mark.parametrize(
    ("problem", "status", "sentence"),
    [
        (Refused, 422, "组长已经签过，不能再签。"),
        (Misfilled, 422, "请写说明。"),
        (SeenOutdated, 409, "请看过再办"),
    ],
)
def test_a_refused_act_comes_back_to_its_page(
    problem: type[Exception],
    status: int,
    sentence: str,
    act_that: ActThat,
) -> None:
    """The page the form stands on is shown again: the summary on top, the typed values at hand, its own address."""
    answer = act_that(problem).post("/remark/7/lines/1", form(text="我写的话"))
    html = answer.content.decode()
    assert answer.status_code == status
    assert "办不了" in html
    assert sentence in html
    assert answer.context["typed"]["text"] == "我写的话"
    assert answer.context["number"] == "7"
    assert 'name="next" value="/remark/7"' in html


def test_a_payload_fault_is_said_in_its_own_words(act_that: ActThat) -> None:
    """What a fact refuses (a telephone number in a clear column) reaches the officer as a sentence with its field."""
    html = act_that(None).post("/remark/7/lines/1", form(text="电话 13800138000")).content.decode()
    assert '<a href="#text">这一栏会原样留在底账里' in html
    assert "Value error" not in html


def test_a_denied_act_is_a_403_in_words(act_that: ActThat) -> None:
    """Denied while acting: 403, with posts by name."""
    answer = act_that(AccessDenied).post("/remark/7/lines/1", form())
    assert answer.status_code == 403
    assert "需要的岗位：组长、值班长" in answer.content.decode()


def test_a_refusal_never_opens_a_page_the_officer_may_not_see(
    act_that: ActThat,
) -> None:
    """Coming back to a page asks for that page's own permission."""
    answer = act_that(Refused).post("/closed/add", form())
    assert answer.status_code == 403
    assert "事件内容" not in answer.content.decode()


@pytest.mark.parametrize("wrong", [{}, {"idempotency_key": "x"}, {"seen": "1;2", "idempotency_key": str(uuid.uuid4())}])
def test_a_form_without_its_key_acts_on_nothing(wrong: dict[str, str]) -> None:
    """The idempotency key is ours (a UUID) and the stream number whole, or nothing happens."""
    with pytest.raises(Misfilled):
        act_arguments(RequestFactory().post("/", wrong))


def test_the_key_is_the_forms_own_with_its_content() -> None:
    """The same form sent twice carries one key, whatever its CSRF token; other words or another address, another."""
    key = str(uuid.uuid4())

    def key_of(address: str = "/a", **typed: str) -> str:
        request = RequestFactory().post(address, {"idempotency_key": key, **typed})
        return act_arguments(request)["idempotency_key"]

    first = key_of(text="一")
    assert first.startswith(f"web:{key}:")
    assert len(first) <= 140
    assert key_of(text="一", csrfmiddlewaretoken="x") == key_of(text="一", csrfmiddlewaretoken="y") == first
    assert len({first, key_of(text="二"), key_of("/b", text="一"), key_of(text="一", more="")}) == 4


def test_a_page_with_a_form_that_acts_is_kept_by_no_cache(sign_in: SignIn, event: str) -> None:
    """“Back” asks for the form again and gets a new key; pages that are only read may be kept."""
    browser, at = sign_in("zhiban"), f"/events/{event.partition('/')[2]}"
    for ending in ("/note", "/grade", "/figures/new", "/blowup", "/dismiss"):
        assert browser.get(at + ending)["Cache-Control"] == "no-store", ending
    assert not browser.get(at).has_header("Cache-Control")
