"""The steps of early warning over HTTP, one function each: what came in, the ticket, the watch, the worker's round."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.proofs.event_pages import DAY, DUTY, WATCHER, send, words
from tests.proofs.proving import Desk
from tests.web.forms import fill_in

ANALYST = "yanpan"
DEPUTY = "dingfang2"


def place(desk: Desk, rank: int = 0) -> str:
    """The address of the warning of the institution of this rank by balance; 0 is the largest."""
    return f"/warnings/{desk.evening.institutions[rank].pk}"


def work(desk: Desk) -> None:
    """One round of the worker: it fires clocks, reads what came in, starts what follows."""
    code, _, problem = desk.command("work", "--once")
    assert code == 0, problem


def note(desk: Desk, text: str, **typed: Any) -> None:
    """The duty chief takes a note about the largest institution, and the worker reads on."""
    told = {
        "channel": "telephone",
        "source": "市工作组电话",
        "region": "990100",
        "institution": [desk.evening.institutions[0].pk],
        "happened-date": DAY,
        "happened-time": "08:52",
    }
    send(desk, DUTY, "/information/note/new", **{**told, "text": text, **typed})
    work(desk)


def measures(desk: Desk, header: str, *rows: tuple[str, object]) -> None:
    """The analyst imports a column of measures (day, value) of the largest institution, and the worker reads on."""
    name = desk.evening.institutions[0].name
    lines = [f"机构名称,日期,{header}", *(f"{name},{day},{value}" for day, value in rows)]
    file = SimpleUploadedFile("指标.csv", "\n".join(lines).encode(), "text/csv")
    client = desk.browser(ANALYST)
    sent = client.post("/indicators/import/upload", {"source": "存管银行日报", "channel": "custody_bank", "file": file})
    assert sent.status_code == 303, words(sent.content.decode())
    done = fill_in(client, sent["Location"], having="seen_file")
    assert done.status_code == 303, words(done.content.decode())
    work(desk)


def open_ticket(desk: Desk, rank: int = 0, level: int = 1) -> str:
    """The duty chief opens a ticket by judgement; the page of the warning."""
    return send(desk, DUTY, f"{place(desk, rank)}/open", level=str(level), reason="存管银行来电，资金紧张")


def watchers(desk: Desk, rank: int = 0) -> str:
    """The duty chief names the pair that watches an institution."""
    row = desk.evening.institutions[rank]
    pair = {"watcher_a": desk.people[WATCHER].officer, "watcher_b": desk.people[DEPUTY].officer}
    return send(desk, DUTY, f"/institutions/{row.pk}/watchers", **pair)


def watch(desk: Desk) -> str:
    """A ticket of level 1, its pair named, and the watch begun; the page of the warning."""
    open_ticket(desk)
    watchers(desk)
    return send(desk, DUTY, f"{place(desk)}/watch", criteria="停止兑付", review_on="2026-03-09")


def clocks(desk: Desk, login: str = DUTY) -> str:
    """The clocks of the duty desk as they stand."""
    return words(desk.page(login, "/desk")).partition("待我办理")[0]


def signatures(desk: Desk, *logins: str, rank: int = 0) -> str:
    """Officers sign the one thing that waits in a warning, in this order; its address."""
    address = ""
    for login in logins:
        found = re.search(rf'href="({place(desk, rank)}/sign/\d+)"', desk.page(login, place(desk, rank)))
        assert found, f"something waits for {login}"
        address = found[1]
        seen = re.search(r'name="seen_hash" value="([0-9a-f]+)"', desk.page(login, address))
        assert seen, f"{login} may sign"
        send(desk, login, address, seen_hash=seen[1])
    return address


def exiting(desk: Desk, rank: int) -> None:
    """An institution begins to exit; how far it is nobody has reported."""
    address = f"/institutions/{desk.evening.institutions[rank].pk}/change"
    done = fill_in(desk.browser(DUTY), address, status="退出中", reason="公告退出网贷业务")
    assert done.status_code == 303, words(done.content.decode())
