"""When news nobody signed for goes up a rung, and when it is repeated (1.1.f). Pure; times are the world's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Step = Literal["deputy", "superior", "head"]
STEPS: tuple[Step, ...] = ("deputy", "superior", "head")
STEP_NAMES: Mapping[str, str] = {"deputy": "替补", "superior": "上一级", "head": "组长"}
DAY_BEGINS = time(7)
"""Quiet hours end at 07:00 in Beijing."""
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Ladder:
    """Minutes without a signature until each rung, and between repeats; ``quiet_hours`` before 07:00."""

    repeat: int
    deputy: int
    superior: int
    head: int
    afterwards: int
    quiet_hours: int

    def minutes(self, step: Step) -> int:
        """After how many minutes this rung is told."""
        return {"deputy": self.deputy, "superior": self.superior, "head": self.head}[step]


def due_steps(ladder: Ladder, since: datetime, now: datetime, taken: str, *, silent: bool) -> tuple[Step, ...]:
    """The rungs to take now, in order, after the rung ``taken`` (empty: none yet). ``silent``: none while it is quiet.

    Where nobody ran the clock, every rung that was missed is taken at once: none is left out.
    """
    if silent:
        return ()
    left = STEPS[len(taken_up_to(taken)) :]
    due = [step for step in left if now - since >= timedelta(minutes=ladder.minutes(step))]
    # A rung may be set shorter than the one before it; the order of the rungs stands.
    return left[: left.index(due[-1]) + 1] if due else ()


def taken_up_to(step: str) -> tuple[Step, ...]:
    """The rungs up to this one and itself; none for an empty step."""
    return STEPS[: STEPS.index(step) + 1] if step in STEPS else ()


def repeats_due(ladder: Ladder, since: datetime, now: datetime, *, gravest: bool) -> int:
    """How often the message has to have been repeated by now; 0 before the first time.

    Up to the last rung every ``repeat`` minutes. After it, in the gravest grade, every ``afterwards`` minutes without
    end; else no more: everybody was told.
    """
    passed = max(timedelta(0), now - since) // timedelta(minutes=1)
    on_ladder = min(passed, ladder.head) // ladder.repeat
    if not gravest or passed <= ladder.head:
        return on_ladder
    return on_ladder + (passed - ladder.head) // ladder.afterwards


def is_quiet(now: datetime, hours: int) -> bool:
    """Whether ``now`` lies within so many hours before 07:00 in Beijing."""
    local = now.astimezone(_BEIJING)
    ends = local.replace(hour=DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    if local >= ends:
        ends += timedelta(days=1)
    return ends - local <= timedelta(hours=hours)


def is_silent(now: datetime, hours: int, *, known_lower: bool) -> bool:
    """Quiet hours hold for what is known to be below the gravest grade; never for grade 1, nor for what is ungraded."""
    return known_lower and is_quiet(now, hours)
