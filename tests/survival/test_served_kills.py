"""The real server killed with -9 while officers send forms: what a page confirmed is there after the restart."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from itertools import count

import pytest

from tests.survival.homes import Home
from tests.survival.killing import Story
from tests.survival.served import Browser, Lost, Served, report_form

PASSWORD, INSTITUTIONS = "yun-ting-ce-shi-7", "institutions.txt"  # as tests/survival/province.py sets them

KILLS = ("before-commit", "after-commit", "")
"""Where the group dies; without a name, after a second under load."""


@pytest.mark.clause("2.1")
def test_forms_confirmed_before_a_kill_are_kept(living: Home) -> None:
    """Every event whose page came back stands afterwards; a form sent again after the restart makes no second event."""
    institutions = (living.folder / INSTITUTIONS).read_text(encoding="ascii").split()
    confirmed: dict[str, str] = {}
    unanswered: list[dict[str, str]] = []
    for turn, place in enumerate(KILLS):
        failpoint = {"FENGSUI_FAILPOINT": place, "FENGSUI_FAILPOINT_AFTER": str(3 + turn)} if place else {}
        with Served(living, **failpoint) as server:
            # The worker's own acts count for the failpoint too: it may take the group along while somebody looks.
            with suppress(Lost) if place else nullcontext():
                _look_at(server, confirmed)
            with ThreadPoolExecutor(2) as officers:
                sending = [
                    officers.submit(_send_reports, server.port, login, institutions, confirmed, unanswered)
                    for login in ("zhiban", "zhiban2")
                ]
                if place:
                    server.wait_until_killed()
                else:
                    time.sleep(1)
                    server.kill()
                for officer in sending:
                    officer.result(60)
    with Served(living) as server:
        _look_at(server, confirmed)
        for form in unanswered:
            status, _, where = _signed_in(server.port, form["sent_by"]).post("/events/new", form)
            assert status == 303
            confirmed[where] = form["name"]
    with Story(living) as story:
        kinds = story.restart()
    assert len(unanswered) >= 1
    assert kinds["event.opened"] == len(confirmed) == len(set(confirmed.values()))


def _signed_in(port: int, login: str) -> Browser:
    browser = Browser(port)
    browser.sign_in(login, PASSWORD)
    return browser


def _look_at(server: Served, confirmed: dict[str, str]) -> None:
    """The last confirmed events have their pages, under their names."""
    browser = _signed_in(server.port, "zhiban")
    for where, name in list(confirmed.items())[-10:]:
        status, body, _ = browser.get(where)
        assert status == 200, where
        assert name in body


def _send_reports(
    port: int, login: str, institutions: list[str], confirmed: dict[str, str], unanswered: list[dict[str, str]]
) -> None:
    """Report after report until the server is gone; at the end one form has no answer."""
    try:
        browser = _signed_in(port, login)
    except Lost:
        return
    for turn in count():
        form = report_form(institutions[turn % len(institutions)], f"{login}第{time.time_ns()}号停付")
        form["sent_by"] = login
        try:
            status, body, where = browser.post("/events/new", form)
        except Lost:
            unanswered.append(form)
            return
        assert status == 303, re.sub(r"<[^>]+>|\s+", " ", body)
        confirmed[where] = form["name"]
