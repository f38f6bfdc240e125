"""What a jurisdiction knew, as facts keep it: base population, blow-ups, conditions. The input of the grading rules."""

from typing import Literal

from pydantic import Field

from fengsui.conduct.shapes import FactModel, Moment, Name

Value = int | bool | str | None


class Ranking(FactModel):
    """The institutions by size before the first blow-up of the window, frozen then (PAR-21), with their balances."""

    metric: str
    as_of: str
    k: int
    institutions: tuple[str, ...]
    balances_fen: tuple[int, ...] = ()


class Base(FactModel):
    """The base population (§3.4): institutions with 借贷余额 > 0 one window before, frozen with the first blow-up.

    ``count`` None: nobody knows. ``as_of``: ISO date. ``prefectures``: how many places hold one of them; 0 unknown.
    """

    as_of: str
    source: Literal["indicators", "register", ""] = ""
    count: int | None = None
    balance_fen: int | None = None
    lenders: int | None = None
    prefectures: int = 0


class Blowup(FactModel):
    """A suspected or confirmed blow-up in the jurisdiction, as known when the snapshot was taken.

    ``event`` empty: it stands on a verification sheet of a warning (``sheet``) and no event holds it yet. Size and
    place are those of the institution when the blow-up was first read. ``outside``: registered in no place of this
    jurisdiction, so it is shown and not counted.
    """

    institution: str
    name: Name
    event: str
    occurred_at: Moment
    known_at: Moment
    confirmed: bool
    condition: str = ""
    sheet: str = ""
    balance_fen: int | None = None
    lenders: int | None = None
    prefecture: str = ""
    crosses_provinces: bool | None = None
    national_rank: int | None = None
    outside: bool = False


class BlowupGroup(FactModel):
    """Blow-ups beyond the longest list, summed by place and window.

    ``occurred_at``: the earliest; ``known_at``: the latest. ``without_balance``, ``without_lenders``: of so many it is
    unknown.
    """

    prefecture: str = ""
    occurred_at: Moment
    known_at: Moment
    count: int = Field(ge=1)
    confirmed: int = Field(default=0, ge=0)
    balance_fen: int = 0
    without_balance: int = Field(default=0, ge=0)
    lenders: int = 0
    without_lenders: int = Field(default=0, ge=0)
    crosses_provinces: bool | None = None


class Situation(FactModel):
    """What the jurisdiction knew: the input of the grading rules, kept with the fact that changed it.

    ``blowups``: the failures of the longest window shown (90 days), one by one up to 120: those of ranked institutions
    and this event's own first, then the largest. Beyond that they are summed in ``others``, by place and by window (7,
    30, 60, 90 days): every figure of this snapshot is exact; one recomputed for an earlier moment (T0) takes a group as
    known when its last member was. ``others_suspected`` and ``others_confirmed`` count what is summed.

    ``conditions``: everything else the rules read, by figure name, as it was at ``conditions_at``; absent is unknown.
    ``spell_ended_at``: when the last spell of grade 1 was ended by signature. ``standing``: the blow-ups in short.
    """

    jurisdiction: str
    blowups: tuple[Blowup, ...]
    others: tuple[BlowupGroup, ...] = ()
    others_suspected: int = 0
    others_confirmed: int = 0
    base: Base | None = None
    ranking: Ranking
    conditions: dict[str, Value] = Field(default_factory=dict)
    conditions_at: Moment | None = None
    grade_one_event: str = ""
    spell_ended_at: Moment | None = None
    standing: str = ""
