"""The activation order as a paper: 待签 until the head signs, then with signatory and time; on the page and as PDF."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from fengsui.conduct import world
from fengsui.registry.queries import actor_for_officer
from fengsui.response.orders import activation_order
from fengsui.response.queries import event_room
from tests.clauses import clause
from tests.web.markup import Page
from tests.web.two_events import FIRST, TwoEvents, login_of, province, worked

__all__ = ["province", "worked"]

AT = "/events/2026-001/activation/order"


def pdf_text(content: bytes) -> str:
    """What a PDF says, without spaces and line ends."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@clause("3.2.3.a")
def test_the_signed_order_can_be_read(province: TwoEvents) -> None:
    """Number, four fields, basis, scope, lead, tasks with both names, signatory and time; each leads to its fact."""
    state = province.evening.state(FIRST)
    answer = province.browser("zhiban").get(AT)
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert page.faults() == []
    for name in ("number", "matters", "response_level", "expected_period", "measures", "basis", "scope"):
        assert state.activation[name] in page.text, name
    for task in state.tasks.values():
        assert task.payload["title"] in page.text
        assert f"{task.payload['owner_name']}／{task.payload['deputy_name']}" in page.text
    assert state.activated["signatory"] in page.text
    assert "内部" in page.text
    assert "待签" not in page.text
    number = state.activation_fact.rpartition("#")[2]
    assert any(a.get("href", "").endswith(f"%23{number}") for a in page.all("a"))


@clause("3.2.3.a")
def test_the_pdf_says_the_same(province: TwoEvents) -> None:
    """The PDF holds the number, the fields and the tasks; the same order gives the same bytes."""
    browser, state = province.browser("zhiban"), province.evening.state(FIRST)
    answer = browser.get(f"{AT}/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    text = pdf_text(answer.content)
    for name in ("number", "matters", "scope"):
        assert "".join(state.activation[name].split()) in text, name
    assert all("".join(task.payload["department_name"].split()) in text for task in state.tasks.values())
    assert "内部" in text
    assert "草稿" not in text
    assert browser.get(f"{AT}/pdf").content == answer.content


@clause("3.2.3.a")
def test_an_order_nobody_has_signed_says_so(province: TwoEvents) -> None:
    """Before the signature: 待签, a draft, and no date of issue; without an order there is no page."""
    evening = province.evening
    event = evening.open_blown_up(6)
    address = f"/events/{event.partition('/')[2]}/activation/order"
    browser = province.browser("zhiban")
    assert browser.get(address).status_code == 404
    evening.grade(event, reason="组织研判认定")
    assert browser.get(address).status_code == 404
    evening.draft_order(event)
    page = Page(browser.get(address).content.decode())
    assert "待签" in page.text
    assert "草稿" in page.text
    text = pdf_text(browser.get(f"{address}/pdf").content)
    assert "待签" in text
    papers = browser.get(f"/events/{event.partition('/')[2]}/papers").content.decode()
    assert address in papers


@clause("1.5.d")
@pytest.mark.parametrize(("role", "status"), [("R1", 200), ("R14", 200), ("R10", 403), ("R11", 403), ("R13", 403)])
def test_who_reads_the_order(province: TwoEvents, role: str, status: int) -> None:
    """The order opens for who may see papers."""
    browser = province.browser(login_of(role))
    assert browser.get(AT).status_code == browser.get(f"{AT}/pdf").status_code == status


@pytest.mark.parametrize("kind", ["demonstration", "exercise", "live"])
def test_an_order_of_a_drill_is_framed(province: TwoEvents, kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed in a demonstration or a drill can't be taken for the real thing."""
    found = world.this_world()
    monkeypatch.setattr(found, "kind", kind)
    duty = actor_for_officer("officer/zhiban")
    paper = activation_order(actor=duty, room=event_room(duty, FIRST))
    assert paper is not None
    assert (paper.frame, paper.handling) == (kind, "内部")
