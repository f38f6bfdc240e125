"""A form that would be taken, with one of its boxes filled with garbage: refused or taken, never an error page."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from fengsui.conduct.access import system_actor
from fengsui.ledger.reading import count_facts
from fengsui.registry.actions import appoint_officer
from tests.web.elsewhere import Elsewhere, everything_elsewhere
from tests.web.two_events import EVERY_CASE_ROLE, TwoEvents, province, worked

__all__ = ["province", "worked"]

DAY = {"date": "2026-03-02", "time": "09:12"}
SCRIPT = "<script>alert(7)</script>\u202e{{ 7 }}%s=1+1"
GARBAGE = ("", "\x00空", SCRIPT, "中" * 30_000, "9999-12-31", "9" * 30, "order/2026-001#x", "../../../etc/passwd")
Form = tuple[str, dict[str, Any]]


def moment(name: str) -> dict[str, str]:
    """Both boxes of a moment."""
    return {f"{name}-{part}": value for part, value in DAY.items()}


def orders(found: Elsewhere, event: str) -> Iterator[Form]:
    """Forms of orders, evidence and dealings."""
    order, piece = (f"/{stream}" for stream in (found.order, found.evidence))
    due = {"due-date": "2026-03-03", "due-time": "09:00"}
    entry = {"title": "核对", "region": "990500", "detail": "细", "source": "源", "owner": found.owner, "deputy": ""}
    yield "/orders/new", {**entry, **due, "origin": "own", "department": "", "event": found.event, "task": found.task}
    yield f"{order}/pass-down", {**entry, **due}
    yield order, {"decision": "telephone", "receiver": "某", **moment("acknowledged")}
    yield order, {"decision": "explain", "overdue_reason": "因"}
    yield order, {"decision": "note", "note": "办", "done": "on"}
    yield f"{order}/close", {"outcome": "withdrawn", "reason": "因"}
    people = {f"{name}-{number}": f"{name}{number}" for name in ("collector", "post") for number in (1, 2)}
    what = {"subject": found.event, "what": "截图", "source": "网站", "place": "室", "original": "柜", "holder": "某"}
    yield "/evidence/new", {**what, **people, **moment("collected")}
    yield f"{piece}/hand", {"taker": "甲", "taker_post": "职", "reason": "因", **moment("handed")}
    yield f"{piece}/file", {"purpose": "核对"}
    dealt = {"department": "tax", "direction": "sent", "title": "函", "number": "1号", "answers": ""}
    yield f"{event}/letter", {**dealt, **moment("exchanged")}
    yield f"{event}/resource", {"item": "车", "amount": "2", "unit": "辆", "provider": "局", **moment("used")}
    yield "/handover-of-work", {"old": found.owner, "new": "officer/zhiban2", "cause": "other", "reason": "因"}


def desk(found: Elsewhere, event: str) -> Iterator[Form]:
    """Forms of the command desk and of alerts."""
    decision = {"question": "问", "options": "甲\n乙", "no_options_reason": "", "clauses": "1.6.e", "facts": "1"}
    decision |= {"basis": "据", "legal_reviewer": "处", "legal_opinion": "可", "no_legal_review_reason": ""}
    decision |= {"votes": "某：同意", "decision": "甲", "approver": "officer/zuzhang"}
    yield f"{event}/decisions/new", {**decision, **moment("decided")}
    yield "/decisions/sign", {"decision": found.decision, "seen_hash": found.decision_hash}
    yield "/decisions/return", {"decision": found.decision, "reason": "因"}
    meeting = {"title": "会", "place": "室", "agenda": "议", "department": "tax"}
    yield f"{event}/meetings/new", {**meeting, **moment("begins")}
    concluded = {"present": "税务部门：某", "conclusions": "议定", "tasks": "税务部门：办 2026-03-05"}
    yield f"{event}/meetings/conclude", {"meeting": found.meeting, **concluded}
    call = {"direction": "in", "answered": "yes", "party": "局", "said": "说", "follows": "办", "event": found.event}
    yield "/calls/log", {**call, **moment("at")}
    yield "/calls/follow", {"call": found.call, "outcome": "办"}
    yield "/calls/open?from=2026-03-01&page=1", {"purpose": "核对"}
    yield "/handover/give", {"shift": found.shift, "incoming": "officer/zhiban2", "notes": "盯"}
    yield "/handover/take", {"handover": found.handover, "seen_hash": found.handover_hash}
    yield "/handover/notes", {"handover": found.handover}
    yield "/alerts/sign", {"message": f"{found.event}#1"}
    yield "/desk/read", {"message": f"{found.event}#1"}
    yield f"{event}/links/{found.task.rpartition('#')[2]}", {"liaison": "某", "hours": "2"}
    yield f"/answer/{found.extra['token']}", {"note": "知悉"}


def letters(found: Elsewhere, event: str) -> Iterator[Form]:
    """Forms of letters, of joined events and of neighbour notices."""
    sent = f"/papers/letters/{found.letter.partition('/')[2]}"
    yield "/papers/letters/new", {"form": "coordination_letter", "about": found.event}
    yield f"{sent}/receipt/1", {"receiver": "某", "channel": "专线", "note": "注", **moment("received")}
    yield f"{sent}/drop", {"reason": "因"}
    yield f"{sent}/withdraw", {"reason": "因"}
    yield f"{sent}/send", {"channel": "专线", **moment("sent")}
    yield f"{sent}/sign", {"seen_hash": "0"}
    yield f"{sent}/scan", {"file": ""}
    draft = f"/papers/letters/{found.extra['draft'].partition('/')[2]}/write"
    texts = {"title": "关于某事的函", "recipients": "某局", "copies": "某处", "body": "请支持。", "attachments": "表"}
    for decision in ("save", "merge", "preview", "submit"):
        yield draft, {**texts, "urgency": "", "revision": "0", "theirs": "0", "decision": decision}
    yield f"{event}/merge", {"into": "2026-001", "reason": "因"}
    yield f"{event}/split", {"institution": "institution/1", "name": "名", "reason": "因"}
    yield f"{event}/reopen", {"reason": "因"}
    yield f"{event}/lead", {"region": "990200", "reason": "因"}
    yield f"{event}/support/new", {"region": "990200", "asked": "人"}
    yield f"{event}/neighbours", {"counts": "河北省 12\n130000 3", "source": "源", **moment("as_of")}
    yield f"{event}/neighbours/130000", {"channel": "专线", "document": "1号", **moment("sent")}


@pytest.mark.parametrize("forms", [orders, desk, letters], ids=lambda forms: forms.__name__)
def test_garbage_in_one_box(province: TwoEvents, forms: Any) -> None:
    """No error page, nothing typed comes back as a mark of the page, and what is refused writes no fact."""
    found = everything_elsewhere(province)
    appoint_officer(
        actor=system_actor("test", "990000"), name="全能", roles=EVERY_CASE_ROLE, login="duty.all", region="990000"
    )
    browser = province.browser("duty.all")
    browser.raise_request_exception = False
    found.extra["draft"] = begun(browser)
    wrong = []
    for address, form in forms(found, f"/events/{found.event.partition('/')[2]}"):
        # Half of it in each box, the other half in the next: all of it meets every form.
        tries = [{**form, name: typed} for place, name in enumerate(form) for typed in GARBAGE[place % 2 :: 2]]
        tries += [{**form, name: [form[name], SCRIPT]} for name in form]
        tries += [{name: value for name, value in form.items() if name != left} for left in form]
        wrong += [(address, *problem) for sent in tries if (problem := tried(browser, address, sent))]
    assert "\n".join(sorted({str(one) for one in wrong})) == ""


def begun(browser: Client) -> str:
    """A letter of no event whose text is being written; its stream."""
    answer = browser.post(
        "/papers/letters/new", {"idempotency_key": str(uuid.uuid4()), "seen": "", "form": "coordination_letter"}
    )
    return "paper/" + answer["Location"].split("/")[-2]


def tried(browser: Client, address: str, sent: dict[str, Any]) -> tuple[str, ...]:
    """What went wrong with one form; what it did is taken back."""
    with transaction.atomic():
        before = count_facts()
        answer = browser.post(address, {"idempotency_key": str(uuid.uuid4()), "seen": "", **sent})
        failed = answer.status_code >= 500
        wrote = not failed and answer.status_code in {403, 404, 422} and count_facts() != before
        transaction.set_rollback(True)
    odd = next((f"{name}={str(value)[:20]!r}" for name, value in sent.items() if value in GARBAGE), "left out or twice")
    if failed:
        return (str(answer.status_code), repr(getattr(answer, "exc_info", None))[:160], odd)
    if "<script>alert(7)" in answer.content.decode(errors="ignore"):
        return ("a script in the page", odd)
    return ("refused, and a fact was written", odd) if wrote else ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../../x.pdf", b"%PDF-1.7<script>alert(7)</script>"),
        ("a\x00b.pdf", b"%PDF-1.7"),
        ("x" * 400 + ".pdf", b"%PDF-1.7"),
        ("\u202efdp.exe", b"MZ\x90"),
        ("13800000000.png", b"\x89PNG\r\n\x1a\n"),
        ("page.pdf", b"<html><script>alert(7)</script>"),
        ("bomb.zip", b"PK\x03\x04" + b"\x00" * 64),
        ("", b""),
    ],
)
def test_odd_files(province: TwoEvents, name: str, content: bytes) -> None:
    """Whatever a file is called and says it is: taken by its first bytes or refused, kept under no name of its own."""
    found = everything_elsewhere(province)
    browser = province.browser("zhiban")
    browser.raise_request_exception = False
    people = {f"{part}-{number}": f"{part}{number}" for part in ("collector", "post") for number in (1, 2)}
    what = {"subject": found.event, "what": "截图", "source": "网站", "place": "室", **moment("collected"), **people}
    for address, form in ((f"/papers/letters/{found.letter.partition('/')[2]}/scan", {}), ("/evidence/new", what)):
        file = SimpleUploadedFile("placeholder", content, content_type="text/html")
        file.__dict__["_name"] = name  # as a browser of no good will sends it
        answer = browser.post(address, {"idempotency_key": str(uuid.uuid4()), "seen": "", **form, "file": file})
        assert answer.status_code in {303, 422}, address
