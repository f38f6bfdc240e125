"""The steps of an event over HTTP, one function each, so that a proof is as short as what it asserts.

Each asserts that the form was taken and returns the text of the page that came next, or an address. Addresses are
those of the event, such as ``/events/2026-001``.
"""

import re
import uuid
from typing import Any

from tests.proofs.proving import Desk

DAY = "2026-03-02"
HEAD, DUTY, WATCHER, WRITER = "zuzhang", "zhiban", "dingfang", "wendian"
OFFICES = ("rectification_office", "internet_finance_office", "anti_illegal_fundraising_office")
PASSAGES = {
    "narrative": "平台停付，正在核实。",
    "trend": "咨询增多，暂无聚集。",
    "support_needed": "请协调存管银行。",
    "contact_name": "锡安",
    "contact_phone": "0990-8001",
}
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def words(html: str) -> str:
    """What the main part of a page says, without marks and spaces."""
    found = _MAIN.search(html)
    return "".join(_TAG.sub("", found[0] if found else html).split())


def key() -> str:
    """An idempotency key, as a form carries one."""
    return str(uuid.uuid4())


def send(desk: Desk, login: str, address: str, **fields: Any) -> str:
    """A form that must be taken: the text of the page it leads to."""
    told, where = tried(desk, login, address, **fields)
    assert where, f"{address}: {told[:400]}"
    return told


def tried(desk: Desk, login: str, address: str, **fields: Any) -> tuple[str, str]:
    """(what the answer says, where it led to): the second is empty where the form came back or was refused."""
    answer: Any = desk.answer(login, address, idempotency_key=key(), **{"seen": "", **_hyphened(fields)})
    html = answer.content.decode()
    where = answer.redirect_chain[-1][0] if answer.redirect_chain and answer.status_code == 200 else ""
    return words(html), where


def refused(desk: Desk, login: str, address: str, **fields: Any) -> str:
    """A form that must come back or be refused: what the page says of it."""
    told, where = tried(desk, login, address, **fields)
    assert not where, f"{address} led to {where}"
    return told


def _hyphened(fields: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "-"): value for name, value in fields.items()}


def institution(desk: Desk, rank: int) -> str:
    """The institution of this rank by balance; 0 is the largest."""
    return str(desk.evening.institutions[rank].pk)


def report(desk: Desk, rank: int = 0, **typed: Any) -> dict[str, Any]:
    """What the duty chief types: the institution stopped paying at 08:10, known at 08:32."""
    return {
        "institution": [institution(desk, rank)],
        "name": "江桥贷停付",
        "event_type": "E1",
        "occurred-date": DAY,
        "occurred-time": "08:10",
        "known-date": DAY,
        "known-time": "08:32",
        "source": "存管银行电话",
        "narrative": "存管银行来电，平台停付。",
        **typed,
    }


def open_event(desk: Desk, rank: int = 0, **typed: Any) -> str:
    """Report an event; its address."""
    told, where = tried(desk, DUTY, "/events/new", **report(desk, rank, **typed))
    assert where.startswith("/events/"), told[:400]
    return where


def open_blown_up(desk: Desk, rank: int = 0) -> str:
    """Report an event with a suspected blow-up."""
    return open_event(desk, rank, condition="B2", evidence="停付公告截图")


def suspect(desk: Desk, event: str, rank: int = 1) -> str:
    """A further institution of the event seems to have blown up; the event's page."""
    return send(
        desk,
        DUTY,
        f"{event}/blowup",
        institution=institution(desk, rank),
        condition="B2",
        evidence="公告限额兑付",
        blowup_occurred__date=DAY,
        blowup_occurred__time="08:40",
        blowup_known__date=DAY,
        blowup_known__time="09:00",
    )


def cluster(desk: Desk) -> str:
    """Two of the largest are suspected: the rules propose 特别重大."""
    event = open_blown_up(desk)
    suspect(desk, event)
    return event


def sign_grade(desk: Desk, event: str, grade: str = "extraordinary", reason: str = "", login: str = DUTY) -> str:
    """Sign the grade."""
    return send(desk, login, f"{event}/grade", grade=grade, reason=reason)


def graded(desk: Desk) -> str:
    """A cluster that the duty chief graded 特别重大."""
    event = cluster(desk)
    sign_grade(desk, event)
    return event


ORDER = {
    "matters": "停付处置",
    "response_level": "一级",
    "expected_period": "三十日",
    "measures": "先期处置、信息发布、接待登记",
    "scope": "全省涉事机构",
}


def draft_order(desk: Desk, event: str) -> str:
    """Put the activation order before the head."""
    return send(desk, DUTY, f"{event}/activation", **ORDER)


def sign(desk: Desk, login: str, event: str, title: str) -> str:
    """Sign the waiting matter whose line says ``title``."""
    page = desk.page(login, event)
    rows = re.findall(r"<tr>(?:(?!</tr>).)*?</tr>", page, re.DOTALL)
    links = (re.search(rf'href="({event}/sign/\d+)"', row) for row in rows if title in row)
    address = next((link[1] for link in links if link), "")
    assert address, f"nothing called {title} waits for {login}"
    seen = re.search(r'name="seen_hash" value="([0-9a-f]+)"', desk.page(login, address))
    assert seen, f"{login} may not sign {title}"
    return send(desk, login, address, mode="in_person", seen_hash=seen[1])


def activated(desk: Desk) -> str:
    """Graded 特别重大, and the head signed the order."""
    event = graded(desk)
    draft_order(desk, event)
    sign(desk, HEAD, event, "启动令")
    return event


def submit(desk: Desk, event: str, kind: str, **typed: str) -> str:
    """Submit a paper for approval; its address."""
    draft = f"{event}/papers/{kind}/draft"
    told, where = tried(desk, WRITER, draft, decision="submit", revision="0", **{**PASSAGES, **typed})
    assert where.startswith("/papers/"), told[:400]
    return where


def send_out(desk: Desk, paper: str) -> str:
    """The duty chief sends an approved paper to every office at 09:12."""
    fields: dict[str, str] = {}
    for office in OFFICES:
        fields |= {f"channel-{office}": "电话", f"sent-{office}-date": DAY, f"sent-{office}-time": "09:12"}
    return send(desk, DUTY, f"{paper}/send", **fields)


def receive(desk: Desk, paper: str, office: str) -> str:
    """An office's receipt, at 09:12."""
    moment = {"received-date": DAY, "received-time": "09:12"}
    return send(desk, DUTY, f"{paper}/receipt/{office}", receiver="陈值班", channel="电话", **moment)
