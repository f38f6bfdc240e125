"""The night of a 特别重大 event as the officers of a province live it: pages read and forms filled in over HTTP.

Times are minutes from 09:12 Beijing time of the first morning, the T0 of the story. Each row of the script is one
function; a row that fails says which it is.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import world
from tests.plan_2019_75.evening import Evening, minute
from tests.proofs.event_pages import words
from tests.proofs.proving import Desk
from tests.staffing import staff
from tests.web.forms import errors_of, fill_in
from tests.worlds import forget

DAWN = -60
"""An hour before T0 the copy is founded."""
OFFICES = ("rectification_office", "internet_finance_office", "anti_illegal_fundraising_office")
HEAD, DUTY, NEXT, WATCHER, WRITER, ANALYST = "zuzhang", "zhiban", "zhiban2", "dingfang", "wendian", "yanpan"
POLICE, FUNDRAISING, PUBLICITY, PETITION = "gongan", "chufei", "xuanchuan", "jiefang"


@dataclass
class Night(Desk):
    """The desk, the event's address and what later rows go on from (``kept``: by a name of the row's own)."""

    event: str = ""
    kept: dict[str, str] = field(default_factory=dict)
    now: float = DAWN

    @property
    def stream(self) -> str:
        """``event/2026-001``."""
        return f"event/{self.event.rpartition('/')[2]}"

    def at(self, number: float) -> None:
        """Put the clock to minute ``number``; what is due then has happened."""
        self.now = number
        self.evening.at(number)

    def fill(self, login: str, address: str, **typed: Any) -> str:
        """Fill a form in and send it: it must be taken. Where it leads to."""
        answer = fill_in(self.browser(login), address, **typed)
        assert answer.status_code == 303, f"{address}: {errors_of(answer) or words(answer.content.decode())[:300]}"
        return str(answer["Location"])

    def told(self, login: str, address: str) -> str:
        """What a page says, without spaces."""
        return words(self.page(login, address))

    def of_event(self, login: str = DUTY, tab: str = "") -> str:
        """What a page of the event says."""
        return self.told(login, f"{self.event}{tab}")

    def sign(self, login: str, title: str) -> None:
        """Sign the waiting matter of the event whose line says ``title``."""
        self.fill(login, self._waiting(login, title), having="seen_hash", mode="in_person")

    def telephone(self, title: str, officer: str, at: float) -> None:
        """The duty chief writes down that ``officer`` approved by telephone at minute ``at``."""
        address = self._waiting(DUTY, title)
        approved = {"officer": self.people[officer].officer, **moment("approved", at)}
        self.fill(DUTY, address, having="seen_hash", mode="telephone", **approved)

    def _waiting(self, login: str, title: str) -> str:
        page = self.page(login, self.event)
        rows = re.findall(r"<tr>(?:(?!</tr>).)*?</tr>", page, re.DOTALL)
        links = (re.search(rf'href="({self.event}/sign/\d+)"', line) for line in rows if title in line)
        address = next((link[1] for link in links if link), "")
        assert address, f"nothing called {title} waits for {login}"
        return address

    def submit(self, kind: str, **passages: str) -> str:
        """The report writer submits a paper; its address."""
        where = self.fill(WRITER, f"{self.event}/papers/{kind}/draft", having="revision", decision="submit", **passages)
        assert where.startswith("/papers/"), where
        return where

    def send_out(self, paper: str, channel: str = "电话") -> None:
        """The duty chief sends an approved paper to each unit now."""
        page = self.page(DUTY, f"{paper}/send")
        fields = {f"channel-{unit}": channel for unit in re.findall(r'name="channel-([^"]+)"', page)}
        assert fields, "the paper has units to go to"
        self.fill(DUTY, f"{paper}/send", **fields)

    def receive(self, paper: str, office: str, at: float) -> None:
        """An office took it at minute ``at``."""
        self.fill(DUTY, f"{paper}/receipt/{office}", receiver="陈值班", channel="电话", **moment("received", at))

    def call(self, party: str, said: str, *, follows: str = "", answered: bool = True) -> None:
        """The duty chief writes a call down."""
        typed = {"direction": "out", "answered": "yes" if answered else "no", "said": said, "follows": follows}
        self.fill(DUTY, "/calls", having="party", party=party, event=self.stream if self.event else "", **typed)

    def order(self, owner: str, title: str, hours: float, detail: str = "", region: str = "990000") -> str:
        """The duty chief issues an order of the event with an owner and a line; with its clock to sign for it."""
        typed = {
            "title": title,
            "detail": detail,
            "region": region,
            "owner": self.people[owner].officer,
            "event": self.stream if self.event else "",
            **moment("due", self.now + hours * 60),
        }
        where = self.fill(DUTY, "/orders/new", **typed)
        page = self.told(DUTY, where)
        assert title in page
        assert "签收还没有签收" in page, "the clock to sign for it runs"
        assert f"{clock(self.now + hours * 60)}" in page, "its line"
        assert self.people[owner].name in page, "its owner"
        return where

    def done(self, owner: str, order: str, note: str, *, late_because: str = "") -> None:
        """The owner signs for an order, says why it is late, and reports it done."""
        self.fill(owner, order, having="decision", decision="acknowledge")
        if late_because:
            self.fill(owner, order, having="overdue_reason", overdue_reason=late_because)
        self.fill(owner, order, having="note", decision="report", note=note, done="1")
        assert note in self.told(DUTY, order)

    def figures(self, source: str, verification: str = "unverified", **values: object) -> None:
        """The duty chief records figures known now."""
        typed: dict[str, Any] = {"figures_source": source}
        for name, value in values.items():
            typed |= {f"value-{name}": str(value), f"verification-{name}": verification}
        self.fill(DUTY, f"{self.event}/figures/new", **typed)

    def clocks(self, definition: str) -> dict[str, Any]:
        """Clocks of the event by subject's name."""
        rows = self.evening.room(self.stream).clocks
        return {row["subject_name"]: row for row in rows if row["definition"] == definition}

    def running(self, definition: str) -> list[tuple[str, str]]:
        """(subject, line in Beijing time) of the running clocks of a definition."""
        rows = [row for row in self.evening.room(self.stream).clocks if row["definition"] == definition]
        return [
            (row["subject_name"], f"{row['due_at'].astimezone(BEIJING):%H:%M}")
            for row in rows
            if row["status"] == "running"
        ]


def clock(number: float) -> str:
    """The time of day at minute ``number``, in Beijing."""
    return f"{minute(number).astimezone(BEIJING):%H:%M}"


def moment(prefix: str, number: float) -> dict[str, str]:
    """The two fields of a moment at minute ``number``."""
    at = minute(number).astimezone(BEIJING)
    return {f"{prefix}-date": f"{at:%Y-%m-%d}", f"{prefix}-time": f"{at:%H:%M}"}


@contextmanager
def province_at_dawn(home: Path) -> Iterator[Night]:
    """The invented province staffed an hour before T0. All of it is rolled back at the end."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "HOME", home)
        forget()
        start = minute(0) + timedelta(minutes=DAWN)
        world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=start)
        people = staff(start)
        yield Night(people, home, Evening(people))
        transaction.set_rollback(True)
    forget()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the script. ``at``: minutes from T0."""

    at: float
    what: str
    step: Callable[[Night], None]

    def live(self, night: Night) -> None:
        """Live it; a failure names the row."""
        night.at(self.at)
        try:
            self.step(night)
        except Exception as problem:
            msg = f"T{self.at:+g} {self.what}: {problem}"
            raise AssertionError(msg) from problem


ROWS: list[Row] = []


def row(at: float, what: str) -> Callable[[Callable[[Night], None]], Callable[[Night], None]]:
    """Mark a function as the row of minute ``at``."""

    def marked(step: Callable[[Night], None]) -> Callable[[Night], None]:
        ROWS.append(Row(at, what, step))
        return step

    return marked
