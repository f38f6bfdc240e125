"""Facts of the command desk: handing over, calls, decisions, meetings. Pure.

What was said on the telephone and a handover's notes may name persons: they are sealed. Decisions and the conclusions
of a meeting are made to be read by many: they stand in the clear and refuse numbers of persons.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from fengsui.conduct.shapes import Composed, FactModel, Line, Moment, Name, SealedText
from fengsui.registry.facts import Code, RegionCode
from fengsui.registry.plan_duties.facts import ClauseId, refuse_numbers_of_persons

LONGEST_TEXT, MOST_LINES = 1000, 30
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(refuse_numbers_of_persons),
]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=400), AfterValidator(refuse_numbers_of_persons)
]
Direction = Literal["in", "out"]
Says = Literal["for", "against", "abstain"]
Reference = Annotated[str, StringConstraints(max_length=160)]


class OpenItem(FactModel):
    """One thing that is open when a shift ends. ``fact``: where it began; ``of``: the event or institution."""

    fact: Reference
    of: Composed
    title: Composed
    due_at: Moment | None = None
    lapsed: bool = False


class HandoverPrepared(FactModel):
    """The outgoing officer signs what is open, frozen here (1.1.h). ``beyond``: how many more there were than fit.

    ``replaces``: an earlier list of the same shift that nobody had signed for yet.
    """

    region: RegionCode
    post: Name
    shift: Reference
    shift_ends_at: Moment
    outgoing: Code
    outgoing_name: Name
    incoming: Code
    incoming_name: Name
    clocks: tuple[OpenItem, ...] = ()
    matters: tuple[OpenItem, ...] = ()
    tasks: tuple[OpenItem, ...] = ()
    calls: tuple[OpenItem, ...] = ()
    orders: tuple[OpenItem, ...] = ()
    beyond: int = Field(default=0, ge=0)
    notes: SealedText | None = None
    replaces: Reference = ""


class HandoverAccepted(FactModel):
    """The incoming officer signs for the list as the page showed it (``seen_hash``)."""

    handover: Reference
    officer: Code
    officer_name: Name
    seen_hash: Reference


class ActivationExtended(FactModel):
    """The head signs that the plan stays in force until a later day than the order said (应对法 2024 art. 72)."""

    order: Reference
    until: date
    reason: Text
    officer: Code
    officer_name: Name


class PlaceReportFiled(FactModel):
    """A prefecture's report of one day of a sensitive period (0.4): ``nothing`` is a zero report (零报告).

    ``by_telephone``: the prefecture told it, an officer of the level above wrote it down.
    """

    region: RegionCode
    day: date
    nothing: bool
    text: Reason = ""
    by_telephone: bool = False
    officer: Code
    officer_name: Name


class CallLogged(FactModel):
    """A call in or out: with which office or post, what was said, what follows. ``event``: its stream, or none."""

    region: RegionCode
    event: Reference = ""
    direction: Direction
    party: Name
    answered: bool
    said: SealedText | None = None
    follows: SealedText | None = None
    officer_name: Name


class CallFollowedUp(FactModel):
    """What a call asked for is done, or an unanswered one was reached."""

    call: Reference
    outcome: SealedText
    officer_name: Name


class Vote(FactModel):
    """How one member voted."""

    who: Name
    says: Says


class DecisionRecorded(FactModel):
    """A decision of the leading group (1.6.e), ready for its approver's signature.

    ``clauses`` and ``facts``: what it rests on, ``basis`` in words. Without options or legal review the reason stands.
    """

    region: RegionCode
    event: Reference = ""
    question: Text
    options: tuple[Text, ...] = Field(default=(), max_length=MOST_LINES)
    no_options_reason: Reason = ""
    clauses: tuple[ClauseId, ...] = ()
    facts: tuple[Reference, ...] = Field(default=(), max_length=MOST_LINES)
    basis: Reason = ""
    legal_reviewer: Line = ""
    legal_opinion: Reason = ""
    no_legal_review_reason: Reason = ""
    votes: tuple[Vote, ...] = Field(default=(), max_length=MOST_LINES)
    decision: Text
    approver: Code
    approver_name: Name
    decided_at: Moment
    officer_name: Name


class DecisionSigned(FactModel):
    """The approver signs the record as the page showed it."""

    decision: Reference
    officer: Code
    officer_name: Name
    role: Code
    seen_hash: Reference


class DecisionReturned(FactModel):
    """The approver does not sign: the record says something else than was decided."""

    decision: Reference
    officer: Code
    officer_name: Name
    reason: Text


class Unit(FactModel):
    """A department of the plan, by its name on the day."""

    department: Code
    name: Name


class Attendance(Unit):
    """Who came for a department."""

    person: Name


class MeetingTask(Unit):
    """What a department took on."""

    task: Text
    due_on: date | None = None


class MeetingConvened(FactModel):
    """A joint meeting is called (1.3.k)."""

    region: RegionCode
    event: Reference = ""
    title: Name
    begins_at: Moment
    place: Line = ""
    departments: tuple[Unit, ...] = Field(min_length=1)
    agenda: tuple[Text, ...] = Field(min_length=1, max_length=MOST_LINES)
    officer_name: Name


class MeetingConcluded(FactModel):
    """What the joint meeting came to. ``absent``: who was called and sent nobody."""

    meeting: Reference
    present: tuple[Attendance, ...] = Field(min_length=1)
    absent: tuple[Unit, ...] = ()
    conclusions: tuple[Text, ...] = Field(min_length=1, max_length=MOST_LINES)
    tasks: tuple[MeetingTask, ...] = Field(default=(), max_length=MOST_LINES)
    officer_name: Name
