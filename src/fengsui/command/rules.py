"""What the command desk holds to: who hands over to whom, when a call stays open, what a decision lacks. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of a post. ``officers``: A, then B."""

    id: str
    post: str
    starts_at: datetime
    ends_at: datetime
    officers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class MissingHandover:
    """A shift that ended at ``since`` and that nobody has signed for."""

    shift: Shift
    since: datetime


def next_shift(shift: Shift, shifts: Iterable[Shift]) -> Shift | None:
    """The shift that takes over the post: the first to end later that has not begun before this one."""
    later = [
        other
        for other in shifts
        if other.post == shift.post and other.ends_at > shift.ends_at and other.starts_at > shift.starts_at
    ]
    return min(later, key=lambda other: (other.starts_at, other.id), default=None)


def needs_handover(shift: Shift, shifts: Iterable[Shift]) -> bool:
    """Whether another officer takes the post over; who stays on has nobody to hand over to."""
    following = next_shift(shift, shifts)
    return following is not None and following.officers[0] != shift.officers[0]


def missing_handovers(shifts: Sequence[Shift], accepted: Collection[str], now: datetime) -> list[MissingHandover]:
    """Of each post the shift that ended last, where it had to be handed over and was not.

    ``accepted``: shifts whose list both have signed. Older ones are history: they stand on the page of handovers.
    """
    last: dict[str, Shift] = {}
    for shift in shifts:
        if shift.ends_at <= now and (shift.post not in last or last[shift.post].ends_at < shift.ends_at):
            last[shift.post] = shift
    return [
        MissingHandover(shift, shift.ends_at)
        for _, shift in sorted(last.items())
        if shift.id not in accepted and needs_handover(shift, shifts)
    ]


def own_shifts(shifts: Sequence[Shift], officer: str, now: datetime) -> list[Shift]:
    """The officer's shifts that can be handed over: those that run, and the last of a post that ended."""
    started = [shift for shift in shifts if shift.starts_at <= now and officer in shift.officers]
    newest: dict[str, datetime] = {}
    for shift in started:
        newest[shift.post] = max(newest.get(shift.post, shift.ends_at), shift.ends_at)
    return [shift for shift in started if shift.ends_at > now or shift.ends_at == newest[shift.post]]


def why_not_handed_over(*, shift: Shift | None, officer: str, incoming: str, incoming_may: bool) -> str:
    """Why this officer can't hand this shift over to that one; empty when he can."""
    if shift is None or officer not in shift.officers:
        return "只能交自己的班；请在值班表上核对您的班次"
    if incoming == officer:
        return "交班人、接班人须是两个人"
    if not incoming_may:
        return "接班人须是在任的值班人员，请从名单里选"
    return ""


def why_not_accepted(*, incoming: str, outgoing: str, officer: str, seen_hash: str, hash_now: str, closed: bool) -> str:
    """Why this officer can't sign for the list; empty when he can."""
    if closed:
        return "这份交接清单已经签收或已换新的，请刷新页面"
    if officer == outgoing:
        return "交班人、接班人须是两个人"
    if officer != incoming:
        return "这份清单不是交给您的；换人接班请交班人重新交班"
    if seen_hash != hash_now:
        return "您看到的清单与待签的不一致，请刷新页面看过再签"
    return ""


def call_stays_open(*, answered: bool, follows: bool) -> bool:
    """A call that nobody answered, or that asks for something, stays open until it is followed up."""
    return follows or not answered


def why_not_recorded(
    *, options: Sequence[str], no_options_reason: str, legal_reviewer: str, legal_opinion: str, no_review_reason: str
) -> Mapping[str, str]:
    """What a record of a decision lacks (1.6.e): field → sentence. One option is no choice between options."""
    faults: dict[str, str] = {}
    if len(set(options)) < 2 and not no_options_reason:  # noqa: PLR2004 (two ways at least)
        faults["options"] = "请至少写两个备选方案；没有的写明为什么"
    if bool(legal_reviewer) != bool(legal_opinion):
        faults["legal_opinion"] = "法律审查请写明谁审的、意见是什么"
    elif not legal_reviewer and not no_review_reason:
        faults["no_legal_review_reason"] = "没有法律审查的写明为什么"
    return faults


def minutes_text(meeting: Mapping[str, object], when: str) -> str:
    """A meeting as the text of its minutes (会商纪要), to be taken into a paper. ``when``: its time in words."""

    def rows(name: str) -> list[Mapping[str, str]]:
        found: list[Mapping[str, str]] = meeting.get(name) or []  # type: ignore[assignment]
        return found

    def lines(name: str) -> list[str]:
        found: list[str] = meeting.get(name) or []  # type: ignore[assignment]
        return [f"{number}．{text}" for number, text in enumerate(found, 1)]

    came = "、".join(f"{row['name']}（{row['person']}）" for row in rows("present"))
    missed = "、".join(row["name"] for row in rows("absent"))
    tasks = [
        f"{number}．{row['name']}：{row['task']}{'，' + row['due_on'] + ' 前' if row.get('due_on') else ''}。"
        for number, row in enumerate(rows("tasks"), 1)
    ]
    parts = [
        f"{meeting['title']}纪要",
        f"时间：{when}" + (f"　地点：{meeting['place']}" if meeting.get("place") else ""),
        f"出席：{came}" + (f"　缺席：{missed}" if missed else ""),
        "议题：",
        *lines("agenda"),
        "会议议定：",
        *lines("conclusions"),
        *(["任务：", *tasks] if tasks else []),
    ]
    return "\n".join(parts)
