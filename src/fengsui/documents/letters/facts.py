"""Facts of general letters: begun from a paper of the plan, dropped, sent out unit by unit.

All else are the paper room's facts.
"""

from typing import Literal

from fengsui.conduct.shapes import FactModel, Line, Moment, Name
from fengsui.documents.facts import Addressee

LetterKind = Literal["报告", "请示", "函", "通知", "纪要", "通告"]
"""文种 that are drafted freely. A 通告 is written, signed and printed; publishing it is an act of its own."""


class LetterBegun(FactModel):
    """A letter is begun. ``form``: the plan's paper; ``about``: the stream of the event it belongs to, if any.

    ``separate`` (逐家成文): once signed, each unit gets a paper and a number of its own. Such a paper names what was
    signed in ``copy_of``, its ``unit`` and its ``place`` among the units, from 1.
    """

    form: str
    form_name: Name
    kind: LetterKind
    regions: tuple[str, ...]
    about: str = ""
    separate: bool = False
    copy_of: str = ""
    unit: str = ""
    place: int = 0
    signatory: str = ""
    signed_at: Moment | None = None


class LetterDropped(FactModel):
    """The letter isn't needed any more; it was never submitted, or was taken back."""

    reason: Line


class CopiesOrdered(FactModel):
    """The duty chief had the signed letter made out to each of its units: a paper and a number for each."""

    paper: str
    units: tuple[Addressee, ...]
    channel: Name


class CopiesCompleted(FactModel):
    """Every unit has its paper."""

    paper: str
    count: int
