"""The rules of the command desk, on shifts and texts made up at random."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fengsui.command.rules import (
    Shift,
    call_stays_open,
    minutes_text,
    missing_handovers,
    needs_handover,
    next_shift,
    own_shifts,
    why_not_accepted,
    why_not_handed_over,
    why_not_recorded,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
people = st.sampled_from(("a", "b", "c"))


def rosters(most: int = 8) -> st.SearchStrategy[list[Shift]]:
    """Shifts of one post, one after the other, eight hours each."""

    def made(officers: list[str]) -> list[Shift]:
        return [
            Shift(f"s{n}", "值班长", START + timedelta(hours=8 * n), START + timedelta(hours=8 * n + 8), (who, "z"))
            for n, who in enumerate(officers)
        ]

    return st.lists(people, min_size=1, max_size=most).map(made)


@given(shifts=rosters(), hours=st.integers(0, 80), taken=st.sets(st.integers(0, 7)))
def test_only_the_last_shift_that_changed_hands_can_lack(shifts: list[Shift], hours: int, taken: set[int]) -> None:
    """A post lacks at most one handover: of its last ended shift, where another takes over and nobody has signed."""
    now, accepted = START + timedelta(hours=hours), {f"s{number}" for number in taken}
    ended = [shift for shift in shifts if shift.ends_at <= now]
    found = missing_handovers(shifts, accepted, now)
    wanted = ended and needs_handover(ended[-1], shifts) and ended[-1].id not in accepted
    assert [gap.shift for gap in found] == ([ended[-1]] if wanted else [])
    assert missing_handovers(list(reversed(shifts)), accepted, now) == found
    assert all(gap.since <= now for gap in found)


@given(shifts=rosters(), hours=st.integers(0, 80), officer=people)
def test_one_hands_over_ones_own_begun_shift(shifts: list[Shift], hours: int, officer: str) -> None:
    """What can be handed over is one's own and has begun; a shift long past is nobody's any more."""
    now = START + timedelta(hours=hours)
    for shift in own_shifts(shifts, officer, now):
        assert officer in shift.officers
        assert shift.starts_at <= now
        later = [other for other in shifts if officer in other.officers and shift.ends_at < other.ends_at]
        assert shift.ends_at > now or all(other.starts_at > now for other in later)


def test_who_takes_over_comes_next_at_the_same_post() -> None:
    """The next shift is of the same post; the last one has none, and then there is nobody to hand over to."""
    first = Shift("1", "值班长", START, START + timedelta(hours=8), ("a", "b"))
    other = Shift("2", "新闻", START + timedelta(hours=8), START + timedelta(hours=16), ("c", "b"))
    after = Shift("3", "值班长", START + timedelta(hours=8), START + timedelta(hours=16), ("b", "a"))
    assert next_shift(first, [first, other, after]) == after
    assert next_shift(after, [first, other, after]) is None
    assert not needs_handover(after, [first, other, after])


def test_two_persons_sign_a_handover() -> None:
    """Nobody hands over to oneself, nor another's shift; nobody signs for another or for what was not seen."""
    shift = Shift("1", "值班长", START, START + timedelta(hours=8), ("a", "b"))
    assert why_not_handed_over(shift=shift, officer="a", incoming="c", incoming_may=True) == ""
    assert "两个人" in why_not_handed_over(shift=shift, officer="a", incoming="a", incoming_may=True)
    assert "自己的班" in why_not_handed_over(shift=shift, officer="c", incoming="a", incoming_may=True)
    assert "自己的班" in why_not_handed_over(shift=None, officer="c", incoming="a", incoming_may=True)
    assert "在任" in why_not_handed_over(shift=shift, officer="a", incoming="x", incoming_may=False)
    good = {"incoming": "c", "outgoing": "a", "officer": "c", "seen_hash": "h", "hash_now": "h"}
    assert why_not_accepted(**good, closed=False) == ""
    assert "已经签收" in why_not_accepted(**good, closed=True)
    assert "两个人" in why_not_accepted(**{**good, "officer": "a"}, closed=False)
    assert "不是交给您" in why_not_accepted(**{**good, "officer": "b"}, closed=False)
    assert "不一致" in why_not_accepted(**{**good, "seen_hash": "g"}, closed=False)


def test_an_unanswered_call_stays_open() -> None:
    """A call is done with only where somebody answered and nothing follows."""
    assert not call_stays_open(answered=True, follows=False)
    assert call_stays_open(answered=False, follows=False)
    assert call_stays_open(answered=True, follows=True)


@given(
    options=st.lists(st.sampled_from(("暂停", "约谈")), max_size=3),
    no_options=st.sampled_from(("", "只有一家")),
    review=st.tuples(st.sampled_from(("", "法律顾问")), st.sampled_from(("", "可行"))),
    no_review=st.sampled_from(("", "联系不上")),
)
def test_a_decision_has_options_and_review_or_says_why_not(
    options: list[str], no_options: str, review: tuple[str, str], no_review: str
) -> None:
    """One way only, or one way written twice, is no choice; half a review is none; a reason opens either."""
    faults = why_not_recorded(
        options=options,
        no_options_reason=no_options,
        legal_reviewer=review[0],
        legal_opinion=review[1],
        no_review_reason=no_review,
    )
    assert ("options" in faults) == (len(set(options)) < 2 and not no_options)
    assert bool(faults.keys() - {"options"}) == (not (all(review) or (not any(review) and no_review)))


def test_minutes_say_who_came_and_what_follows() -> None:
    """The text of the minutes holds every part of the meeting and leaves out those that are empty."""
    meeting = {
        "title": "停付处置会商",
        "place": "",
        "present": [{"name": "公安厅", "person": "支队长"}],
        "absent": [],
        "agenda": ["资金去向"],
        "conclusions": ["先查资金"],
        "tasks": [{"name": "公安厅", "task": "查清去向", "due_on": "2026-03-03"}],
    }
    text = minutes_text(meeting, "3月2日 09:30")
    assert "停付处置会商纪要\n时间：3月2日 09:30\n出席：公安厅（支队长）\n议题：\n1．资金去向" in text
    assert text.endswith("任务：\n1．公安厅：查清去向，2026-03-03 前。")
    assert "缺席" not in text
    assert "任务" not in minutes_text({**meeting, "tasks": []}, "")
