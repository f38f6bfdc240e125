"""The officers' browsers: each signed in with the officer's own password, on the simulated clock of a test world."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.test import Client

from fengsui.conduct import runner, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.ledger.sealer import seal
from fengsui.registry.credentials import set_password
from fengsui.registry.queries import institution
from tests.conftest import MORNING
from tests.staffing import institution_ids
from tests.web.forms import errors_of, fill_in
from tests.web.markup import Page

PASSWORD = "xinyu-bridge-42"


class Desks:
    """The officers' browsers, and the world's clock."""

    def __init__(self, people: Mapping[str, Actor]) -> None:
        self.ids = institution_ids(people["zhiban"])
        self.names = [_name(people["zhiban"], found) for found in self.ids]
        self.login_of = {actor.officer: login for login, actor in people.items()}
        self._people = people
        self._clients: dict[str, Client] = {}

    def __getitem__(self, login: str) -> Client:
        """The browser of this officer, who signs in on the first use."""
        if login not in self._clients:
            set_password(self._people[login].officer, PASSWORD, self._people[login])
            client = Client()
            answer = fill_in(client, "/sign-in", having="password", username=login, password=PASSWORD)
            assert answer.status_code == 302, errors_of(answer)
            self._clients[login] = client
        return self._clients[login]

    def read(self, login: str, address: str) -> str:
        """The text of a page as the officer reads it; the page must have no fault a screen reader stumbles over."""
        answer = self[login].get(address)
        assert answer.status_code == 200, (login, address, answer.status_code)
        page = Page(answer.content.decode())
        assert page.faults() == []
        return page.text

    def act(self, login: str, address: str, **typed: Any) -> str:
        """Fill a form in and send it; the act must be done. Returns the address that follows."""
        answer = fill_in(self[login], address, **typed)
        assert answer.status_code == 303, (login, address, errors_of(answer))
        return str(answer["Location"])

    def at(self, clock: str) -> None:
        """It is this o'clock in Beijing; what is due fires, what was written is sealed."""
        hours, minutes = map(int, clock.split(":"))
        world.advance_time(MORNING + timedelta(hours=hours - 9, minutes=minutes - 12))
        runner.tick(timekeeping.now())
        seal(holder="test", now=timekeeping.now(), keys=world.keys())


def _name(actor: Actor, wanted: str) -> str:
    row = institution(actor, wanted)
    assert row is not None
    return row.name


def number_of(reference: str) -> str:
    """The fact's number at the end of a reference (``event/…#17``) or of an address (``/papers/…/17``)."""
    return re.split("[#/]", reference)[-1]
