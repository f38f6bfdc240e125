"""Facts of merge, split, reopening and change of the lead. What passes over names the fact it comes from."""

from typing import Any, Literal

from pydantic import Field

from fengsui.conduct.clock_facts import ClockStarted
from fengsui.conduct.shapes import Composed, FactModel, Line, Moment, Name
from fengsui.response.facts import (
    Figure,
    InstitutionInEvent,
    Situation,
    SupportRequested,
    Suspicion,
    TaskIssued,
)
from fengsui.response.snapshot import Base, Ranking


class EventMerged(FactModel):
    """This event has the same cause as another and goes on there: closed as 并入, signed, with the reason.

    ``closed``: matters that wait for signatures here and need none any more.
    """

    into: str
    reason: Name
    officer: str
    officer_name: Name
    role: str
    closed: tuple[str, ...] = ()


class ClockTaken(ClockStarted):
    """A clock as it ran at its source: it goes on with the same start and the same line."""

    source: str


class FigureTaken(Figure):
    """A figure with the fact it comes from and when it became known there."""

    fact: str
    known_at: Moment


class SignatureTaken(FactModel):
    """A signature that was given on the matter before it passed over."""

    officer: str
    officer_name: Name
    role: str
    mode: Literal["in_person", "telephone"]
    at: str
    fact: str


class SuspicionTakenOver(FactModel):
    """A suspected or confirmed blow-up stands here from now on. Ranking, base, size: as it was first read."""

    source: str
    institution: InstitutionInEvent
    suspicion: Suspicion
    status: Literal["suspected", "confirmed"]
    settled_at: Moment | None = None
    signatures: tuple[SignatureTaken, ...] = ()
    ranking: Ranking
    base: Base | None = None
    size: dict[str, Any] = Field(default_factory=dict)


class TaskTakenOver(TaskIssued):
    """An open task goes on here, with its owner, its line and the clock by which it must be signed for."""

    source: str
    issued_at: Moment
    acknowledged_at: Moment | None = None
    sign_for: ClockTaken | None = None


class SupportTakenOver(SupportRequested):
    """A request for support that is not answered yet goes on here."""

    source: str
    requested_at: Moment
    answer_by: ClockTaken | None = None


class ClockStep(FactModel):
    """What becomes of one clock of the event that goes: see ``rules.ClockFate``. ``other``: the clock it meets here."""

    step: Literal["goes_on", "nearer", "kept", "served", "serves"]
    clock: str
    other: str = ""
    taken: ClockTaken | None = None
    settled_at: Moment | None = None
    settled_by: str = ""


class EventAbsorbed(FactModel):
    """Another event goes on in this one. ``merged``: the fact that closed it. Its own facts stay where they are."""

    event: str
    merged: str
    reason: Name
    officer: str
    officer_name: Name
    institutions: tuple[InstitutionInEvent, ...]
    support_regions: tuple[str, ...]
    asked: tuple[str, ...] = ()
    """Places that were asked for support there."""
    figures: tuple[FigureTaken, ...] = ()
    suspicions: tuple[SuspicionTakenOver, ...] = ()
    tasks: tuple[TaskTakenOver, ...] = ()
    supports: tuple[SupportTakenOver, ...] = ()
    clocks: tuple[ClockStep, ...] = ()
    t0: Moment | None = None
    t0_basis: Line = ""
    notices_with: str = ""
    situation: Situation


class InstitutionSplitOff(FactModel):
    """An institution leaves for an event of its own, signed, with the reason. ``suspicions``: what goes with it."""

    institution: str
    institution_name: Name
    into: str
    reason: Name
    officer: str
    officer_name: Name
    role: str
    suspicions: tuple[str, ...] = ()
    situation: Situation


class SplitReceived(FactModel):
    """What this event was opened with, out of another. Its clocks start by its own T0."""

    event: str
    split: str
    reason: Name
    suspicions: tuple[SuspicionTakenOver, ...] = ()
    situation: Situation


class ReceiptCounted(FactModel):
    """An addressee received a notice that the merged event had sent: it counts here (``source``: the receipt)."""

    source: str
    kind: str
    addressee: str
    addressee_name: Composed
    received_at: Moment


class EventReopened(FactModel):
    """The end is taken back in writing. The clocks it stopped go on with the lines they had; the end stays visible."""

    closing: str
    reason: Name
    officer: str
    officer_name: Name
    role: str
    termination: str = ""
    """A proposed end that still waited for signatures: it waits no more."""
    suspicions: tuple[str, ...] = ()
    """Rejected by the false alarm that is taken back."""
    clocks: tuple[ClockTaken, ...] = ()


class SupportOverseen(FactModel):
    """The superior of both places on a refusal (督办): excused, or it must support all the same."""

    request: str
    region: str
    region_name: Name
    excused: bool
    note: Name
    officer: str
    officer_name: Name


class LeadTransferred(FactModel):
    """Another place leads from now on (5.2.1.0.b); the place that led supports it."""

    region: str
    region_name: Name
    previous: str
    previous_name: Name
    support_regions: tuple[str, ...]
    reason: Name
    officer: str
    officer_name: Name
    role: str
