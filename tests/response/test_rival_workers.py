"""Several workers at once read warnings and carry proposals: each answer is written once. On both databases."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.ledger.reading import read_all
from fengsui.monitoring.figure_reading import FigureReading
from fengsui.response import carrying, sheets
from fengsui.response.models import Event
from fengsui.warning import assessing
from fengsui.warning.gathering import Known
from tests.conduct.test_rivals import errors, nothing_is_wrong, together
from tests.response.test_carrying import sheet_on
from tests.warning.room import GRAVE, Room

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def room(transactional_db: None, officers: dict[str, Actor]) -> Room:
    """The warning room of a staffed province, committed for all to see."""
    return Room(officers)


def test_rival_workers_write_each_answer_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """One assessment and one ticket an institution; one event for the sheets, each of which joins it once.

    One worker knows of a sheet that the other has not seen: still there is one event.
    """

    def known_of(institutions: Sequence[str], now: datetime) -> dict[str, Known]:
        figures = {name: FigureReading(name, value, "", now) for name, value in GRAVE.items()}
        return {institution: Known(figures=figures) for institution in institutions}

    monkeypatch.setattr(assessing, "known_of", known_of)
    now = timekeeping.now()
    results = together(*[partial(assessing.assess_institution, room.first, now)] * 4)
    assert errors(results) == []
    kinds = [fact.kind for fact in read_all() if fact.stream == f"warning/{room.first}"]
    assert kinds[:2] == ["attention.assessed", "ticket.opened"]
    assert kinds.count("attention.assessed") == kinds.count("ticket.opened") == 1

    for rank in range(3):
        sheet_on(room, rank)
    whole = sheets.standing_sheets(now - timedelta(days=30))
    seen = iter([whole, whole[:2], whole, whole[1:]])
    with monkeypatch.context() as patch:
        patch.setattr(sheets, "standing_sheets", lambda _since: next(seen))
        assert errors(together(*[partial(carrying.carry_proposals, now)] * 4)) == []
    for _ in range(3):
        assert errors(together(*[partial(carrying.carry_proposals, now)] * 2)) == []
    [event] = Event.objects.all()
    joined = [fact.kind for fact in read_all() if fact.stream == event.pk]
    assert joined.count("blowup.suspected") == len(event_sheets(event.pk)) - 1
    nothing_is_wrong()


def event_sheets(event: str) -> Sequence[str]:
    """The sheets that the event was opened for."""
    [opened] = [fact for fact in read_all() if fact.stream == event and fact.kind == "event.opened"]
    listed: Sequence[str] = opened.payload["sheets"]
    return listed
