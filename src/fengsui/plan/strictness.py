"""Whether a change to a plan is stricter or laxer, judged only where the element says how it may be tightened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fengsui.plan.allowed_changes import RESPONSE_LEVELS
from fengsui.plan.lengths import never_longer
from fengsui.plan.model import Term
from fengsui.plan.sensitivity import at_least_as_sensitive

Direction = Literal["relaxed", "removed", "altered", "tightened", "added", "worded"]
DIRECTION_NAMES: Mapping[Direction, str] = {
    "relaxed": "放宽",
    "removed": "减少",
    "altered": "改动",
    "tightened": "收紧",
    "added": "增加",
    "worded": "文字",
}
"""The gravest first: in this order changes are shown."""

# Yes-or-no keys and keys of fixed values, each with the value that asks more of people.
_STRICTER: Mapping[tuple[str, str], object] = {
    ("SignatureEntry", "phone_allowed"): False,
    ("SignatureEntry", "reason_required"): True,
    ("ClockEntry", "per_addressee"): True,
    ("Measure", "remedy_notice"): True,
    ("PracticeField", "required"): True,
    ("FormField", "must"): True,
    ("FormField", "sealed"): True,
    ("Form", "handling"): "内部",
    ("Paper", "handling"): "内部",
    ("Clause", "modality"): "duty",
    ("Duty", "modality"): "duty",
    ("Measure", "modality"): "duty",
    ("Practice", "modality"): "duty",
}

# Keys of several values, or of a part that may be missing: what one more means.
_ONE_MORE: Mapping[tuple[str, str], Direction] = {
    ("AccessGrant", "roles"): "relaxed",
    ("Slot", "roles"): "relaxed",
    ("CountersignEntry", "roles"): "relaxed",
    ("DecisionRight", "roles"): "relaxed",
    ("ClockEntry", "for_grades"): "tightened",
    ("ClockEntry", "for_levels"): "tightened",
    ("ClockEntry", "warn_before_minutes"): "tightened",
    ("SignatureEntry", "countersign"): "tightened",
    ("SignatureEntry", "phone_countersign"): "tightened",
    ("Measure", "conditions"): "tightened",
    ("Measure", "bodies"): "relaxed",
    ("Measure", "person_types"): "relaxed",
}
_OPPOSITE: Mapping[Direction, Direction] = {
    "relaxed": "tightened",
    "tightened": "relaxed",
    "added": "removed",
    "removed": "added",
}


def opposite(direction: Direction) -> Direction:
    """What taking away means where adding means `direction`."""
    return _OPPOSITE.get(direction, direction)


def of_one_more(shape: str, key: str) -> Direction:
    """What one more value of this key means; plainly an addition where that asks neither more nor less."""
    return _ONE_MORE.get((shape, key), "added")


def of_choice(shape: str, key: str, old: object, new: object) -> Direction:
    """Of a yes-or-no key or one with fixed values."""
    if (shape, key) not in _STRICTER:
        return "altered"
    stricter = _STRICTER[shape, key]
    if stricter == new:
        return "tightened"
    return "relaxed" if stricter == old else "altered"


def of_amounts(old: tuple[int, str], new: tuple[int, str], tighten: str) -> Direction:
    """Of an amount with its unit; other units than time are compared only with themselves.

    Neither where they are equal, or where one is longer on some calendars only.
    """
    smaller, greater = never_longer(*new, *old), never_longer(*old, *new)
    if tighten not in {"lower", "higher"} or smaller == greater:
        return "altered"
    return "tightened" if smaller == (tighten == "lower") else "relaxed"


def of_terms(old: Term, new: Term, tighten: str) -> Direction:
    """Of a length of time."""
    return of_amounts((old.amount, old.unit), (new.amount, new.unit), tighten)


def of_response(old: object, new: object) -> Direction:
    """Of a level of response: a graver one is stricter; neither where the plan calls them otherwise."""
    if old not in RESPONSE_LEVELS or new not in RESPONSE_LEVELS:
        return "altered"
    return "tightened" if RESPONSE_LEVELS.index(str(new)) < RESPONSE_LEVELS.index(str(old)) else "relaxed"


def of_expressions(old: str, new: str, tighten: str) -> Direction:
    """Of a rule: stricter when it comes true at least where it did, as the check of overlays sees it (0.6)."""
    earlier, later = at_least_as_sensitive(old, new), at_least_as_sensitive(new, old)
    if tighten not in {"lower", "higher"} or earlier == later:
        return "altered"
    return "tightened" if earlier else "relaxed"
