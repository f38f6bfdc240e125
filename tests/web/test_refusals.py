"""越权记录: every refusal of a signed-in officer is on record, without a word about the case."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError
from django.test import Client

from fengsui.conduct import refusals
from fengsui.conduct.access import Actor
from fengsui.conduct.models import AccessRefusal
from fengsui.web import access
from tests.clauses import clause
from tests.web.conftest import SignIn
from tests.web.markup import Page


def kept() -> list[tuple[str, str, str, str]]:
    """(officer, permission, route, ground) of every refusal, oldest first."""
    rows = AccessRefusal.objects.order_by("id")
    return [(row.actor, row.permission, row.path, row.reason) for row in rows]


@clause("1.1.d")
def test_a_refusal_is_on_record(sign_in: SignIn, people: dict[str, Actor], event: str) -> None:
    """Missing post, by link or by form; another place's event: who, what, why, when. Allowed pages leave nothing."""
    liaison, city = sign_in("shuiwu"), sign_in("donglu")
    number = event.partition("/")[2]
    assert liaison.get(f"/events/{number}").status_code == 403
    assert liaison.post(f"/events/{number}/grade", {"reason": "某甲"}).status_code == 403
    assert city.get("/desk").status_code == 200
    assert sign_in("zhiban").get(f"/events/{number}").status_code == 200
    tax = people["shuiwu"].officer
    assert kept() == [
        (tax, "response.view_events", "event", "post"),
        (tax, "response.sign_grade", "event.grade", "post"),
    ]


@clause("1.1.d", "1.5.d")
def test_a_look_at_another_place_is_on_record(
    sign_in: SignIn, people: dict[str, Actor], event: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event of another place is answered as one that isn't there; only the real one is an overstepping."""
    from fengsui.registry import credentials  # noqa: PLC0415

    elsewhere = Actor("officer/elsewhere", "示例", frozenset({"R3"}), "970000")
    browser = sign_in("zhiban")
    monkeypatch.setattr(credentials, "officer_for_user", lambda _: elsewhere)
    real, unknown = browser.get(f"/events/{event.partition('/')[2]}"), browser.get("/events/2026-999")
    assert (real.status_code, unknown.status_code) == (404, 404)
    assert Page(real.content.decode()).text == Page(unknown.content.decode()).text
    assert kept() == [("officer/elsewhere", "response.view_events", "event", "place")]


@clause("1.1.d", "1.5.d")
def test_the_record_holds_no_case(sign_in: SignIn, event: str) -> None:
    """Neither the rows nor the pages that show them name an event, an address or what was typed."""
    sign_in("shuiwu").get(f"/events/{event.partition('/')[2]}/sign/1?search=江桥贷")
    for login, address in (("guanli", "/system"), ("ducha", "/system/refusals"), ("guanli", "/system/refusals")):
        answer = sign_in(login).get(address)
        page = Page(answer.content.decode())
        assert answer.status_code == 200
        assert page.faults() == []
        assert "event.sign" in page.text
        assert "共 1 次" in page.text
        assert "岗位 1" in page.text
        for told in ("2026-001", "江桥", "停付"):
            assert told not in page.text


@clause("1.1.d")
@pytest.mark.parametrize("login", ["zhiban", "zuzhang", "dangan", "yanpan"])
def test_who_may_not_read_the_record(login: str, sign_in: SignIn) -> None:
    """The record is for 督查 and the administrators; whoever else asks is on it."""
    assert sign_in(login).get("/system/refusals").status_code == 403
    assert AccessRefusal.objects.get().permission == refusals.VIEW


@clause("1.5.d")
def test_the_record_of_a_place_is_its_own(people: dict[str, Actor]) -> None:
    """An inspector of a city sees the refusals of the city's officers; the newest come first, at most so many."""
    for region, reason in (("990300", "post"), ("990200", "post"), ("990300", "place"), ("970000", "mark")):
        officer = Actor(f"officer/{region}", "示例", frozenset({"R10"}), region)
        refusals.record_refusal(officer, permission="web.system", path="system", reason=reason)  # type: ignore[arg-type]
    AccessRefusal.objects.filter(reason="place").update(at=datetime(2030, 1, 1, tzinfo=UTC))
    inspector = Actor("officer/inspector", "示例督查", frozenset({"R14"}), "990300")
    record = refusals.refusals(inspector, limit=1)
    assert (record.total, record.by_reason) == (2, {"post": 1, "place": 1})
    assert [row.reason for row in record.newest] == ["place"]
    assert refusals.refusals(people["ducha"]).total == 3


def test_visitors_leave_no_record(client: Client, people: dict[str, Actor]) -> None:
    """Who isn't signed in is sent to sign in; there is nobody to name."""
    client.get("/system")
    client.get("/no/such/page")
    assert kept() == []


def test_a_lost_record_keeps_nobody_out_or_in(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the refusal can't be written, the answer is the refusal all the same."""

    def broken(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(access, "record_refusal", broken)
    assert sign_in("shuiwu").get("/ledger").status_code == 403
