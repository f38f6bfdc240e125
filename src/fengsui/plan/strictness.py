"""Whether a change to a plan is stricter or laxer, judged only where the element says how it may be tightened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from fengsui.plan.lengths import never_longer
from fengsui.plan.model import Term

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
_NUMBER = re.compile(r"(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+)?)")
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


def of_numbers(old: int | Decimal, new: int | Decimal, tighten: str) -> Direction:
    """Of a number under `tighten`; equal numbers are neither."""
    if tighten not in {"lower", "higher"} or old == new:
        return "altered"
    return "tightened" if (new < old) == (tighten == "lower") else "relaxed"


def of_amounts(old: tuple[int, str], new: tuple[int, str], tighten: str) -> Direction:
    """Of an amount with its unit; other units than time are compared only with themselves."""
    if old[1] == new[1] or tighten not in {"lower", "higher"}:
        return of_numbers(old[0], new[0], tighten)
    shorter, longer = never_longer(*new, *old), never_longer(*old, *new)
    if shorter == longer:  # as long as before, or longer on some calendars only
        return "altered"
    return "tightened" if shorter == (tighten == "lower") else "relaxed"


def of_terms(old: Term, new: Term, tighten: str) -> Direction:
    """Of a length of time."""
    return of_amounts((old.amount, old.unit), (new.amount, new.unit), tighten)


def of_expressions(old: str, new: str, tighten: str) -> Direction:
    """Of a rule: stricter when it comes true earlier, by one more alternative or by its numbers alone."""
    if tighten not in {"lower", "higher"}:
        return "altered"
    if new.startswith(old + " or "):
        return "tightened"
    if old.startswith(new + " or "):
        return "relaxed"
    if _NUMBER.sub(r"\1", old) != _NUMBER.sub(r"\1", new) or re.search(r"\bnot\s*\(", old):
        return "altered"
    found: set[Direction] = set()
    for (sign, before), (_, after) in zip(_NUMBER.findall(old), _NUMBER.findall(new), strict=True):
        if Decimal(before) == Decimal(after):
            continue
        if sign not in {">=", ">", "<=", "<"}:
            return "altered"
        direction = of_numbers(Decimal(before), Decimal(after), tighten)
        found.add(direction if sign[0] == ">" else opposite(direction))
    return found.pop() if len(found) == 1 else "altered"
