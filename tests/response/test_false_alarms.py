"""What a false alarm leaves behind: nothing that counts or opens again, unless two people sign it after all."""

import pytest

from fengsui.conduct import timekeeping
from fengsui.response import carrying, opening
from fengsui.response.explaining import explain
from fengsui.response.models import Event
from fengsui.response.situation import events_out_of_date
from fengsui.warning.sheets import standing_sheets
from tests.plan_2019_75.evening import Evening
from tests.response.test_carrying import sheet_on, verified
from tests.warning.room import Room


@pytest.fixture
def room(evening: Evening) -> Room:
    """The warning room of the same province."""
    return Room(evening.people)


def opened_by_rules(evening: Evening, room: Room, *, rounds: int = 4) -> str:
    """Three of the largest on sheets, and the event that the rules opened for them after so many rounds."""
    for rank in range(3):
        sheet_on(room, rank)
    for _ in range(rounds):
        carrying.carry_proposals(timekeeping.now())
    return Event.objects.get().pk


def test_a_dismissed_event_counts_no_longer(evening: Evening) -> None:
    """The suspicion of a false alarm is in nobody's figures any more, and other events read again."""
    other = evening.open_blown_up(25)
    wrong = evening.open_blown_up(0)
    opening.assess_situations(timekeeping.now())
    assert evening.state(other).proposal["figures"]["blown_up_30_days"] == 2
    evening.dismiss(wrong, "机房断电，已恢复")
    assert [failure["event"] for failure in explain("990000")["failures"]] == [other]
    assert other in events_out_of_date(timekeeping.now())
    opening.assess_situations(timekeeping.now())
    assert evening.state(other).proposal["figures"]["blown_up_30_days"] == 1
    assert events_out_of_date(timekeeping.now()) == []


def test_dismissed_before_all_had_joined_opens_none_again(evening: Evening, room: Room) -> None:
    """A false alarm found before the others had joined: they were the event's reason too."""
    event = opened_by_rules(evening, room, rounds=1)
    evening.dismiss(event, "公告系伪造，已核实正常兑付")
    assert carrying.carry_proposals(timekeeping.now()) == 0
    assert Event.objects.count() == 1


def test_what_two_people_sign_after_a_false_alarm_opens_one_more(evening: Evening, room: Room) -> None:
    """The sheets turn out true after all: 特别重大 is proposed again and carried; that event is not doubled either."""
    event = opened_by_rules(evening, room)
    evening.dismiss(event, "公告系伪造，已核实正常兑付")
    evening.at(30)
    for sheet in [row.fact for row in standing_sheets("990000")][:2]:
        verified(room, sheet)
    for _ in range(4):
        carrying.carry_proposals(timekeeping.now())
    [second] = Event.objects.exclude(pk=event)
    assert evening.state(second.pk).proposal["grade"] == "extraordinary"
    assert evening.running(second.pk, "first_notice")
    assert {one.status for one in evening.state(second.pk).suspicions.values()} == {"confirmed"}
