"""The steps of a general letter over HTTP, one function each."""

import html
import re
from typing import Any

from tests.proofs.event_pages import DUTY, HEAD, WRITER, send, tried, words
from tests.proofs.proving import Desk

BODY = "一、会商议定事项\n请各单位于3月3日12时前报送联络人。"


def offered(desk: Desk) -> str:
    """What the page of letters says the plan lists."""
    return words(desk.page(WRITER, "/papers/letters")).partition("预案列出的公文")[2]


def begin(desk: Desk, form: str, about: str = "") -> str:
    """Begin a letter of the plan's paper; its address."""
    told, where = tried(desk, WRITER, "/papers/letters/new", form=form, about=about)
    assert where.endswith("/write"), told[:300]
    return where.removesuffix("/write")


def drafted(desk: Desk, letter: str) -> dict[str, str]:
    """What the fields of the form hold."""
    page = desk.page(WRITER, f"{letter}/write")
    found = re.findall(r'<textarea id="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    return {name: html.unescape(text).strip() for name, text in found} | {"revision": revision[1]}


def submit(desk: Desk, letter: str, **typed: Any) -> str:
    """Send it for its signature; the letter's page."""
    fields = {**drafted(desk, letter), "body": BODY, "decision": "submit", **typed}
    return send(desk, WRITER, f"{letter}/write", **fields)


def sign(desk: Desk, letter: str, login: str = HEAD) -> str:
    """The head signs; the letter's page."""
    page = desk.page(login, f"{letter}/sign")
    seen = re.search(r'name="seen_hash" value="([0-9a-f]+)"', page)
    assert seen, words(page)[:300]
    return send(desk, login, f"{letter}/sign", seen_hash=seen[1])


def send_out(desk: Desk, letter: str) -> str:
    """The duty chief records that it went out now; the letter's page."""
    at = {"sent-date": "2026-03-02", "sent-time": "09:12", "channel": "公文交换"}
    return send(desk, DUTY, f"{letter}/send", **at)


def receive(desk: Desk, letter: str, place: int = 1) -> str:
    """A unit's receipt; the letter's page."""
    at = {"received-date": "2026-03-02", "received-time": "09:12", "channel": "电话", "receiver": "陈值班"}
    return send(desk, DUTY, f"{letter}/receipt/{place}", **at)
