"""Facts of general letters: begun from a paper of the plan, dropped. All else are the paper room's facts."""

from typing import Literal

from fengsui.conduct.shapes import FactModel, Line, Name

LetterKind = Literal["报告", "请示", "函", "通知", "纪要", "通告"]
"""文种 that are drafted freely. A 通告 is written, signed and printed; publishing it is an act of its own."""


class LetterBegun(FactModel):
    """A letter is begun. ``form``: the plan's paper; ``about``: the stream of the event it belongs to, if any."""

    form: str
    form_name: Name
    kind: LetterKind
    regions: tuple[str, ...]
    about: str = ""


class LetterDropped(FactModel):
    """The letter isn't needed any more; it was never submitted, or was taken back."""

    reason: Line
