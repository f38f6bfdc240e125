"""Facts of the event room. Free text about persons is sealed; everything here may stand in the ledger in the clear."""

from typing import Literal

from pydantic import Field

from fengsui.conduct.shapes import FactModel, Line, Moment, Name, SealedText
from fengsui.response.snapshot import Base, Blowup, BlowupGroup, Ranking, Situation, Value

__all__ = ["Base", "Blowup", "BlowupGroup", "Ranking", "Situation", "Value"]

Verification = Literal["verified", "unverified", "estimated"]


class InstitutionInEvent(FactModel):
    """An institution as it stood when it entered the event."""

    id: str
    name: Name
    registered_region: str
    operating_regions: tuple[str, ...] = ()
    class_code: str = ""


class Figure(FactModel):
    """One figure with its unit, its date, its source and how far it was checked (已核/待核/推算)."""

    name: str
    value: int | bool | Line
    unit: Line = ""
    as_of: Moment
    source: Name
    verification: Verification


class Suspicion(FactModel):
    """A condition of 爆雷 (B1–B5) that seems met at an institution.

    ``sheet``: the verification sheet of a warning that it was taken from; ``verification``: the fact by which watcher
    and duty chief verified that sheet, whose two signatures are not asked again; empty while it is not signed.
    """

    institution: str
    condition: str
    occurred_at: Moment
    known_at: Moment
    evidence: Line
    sheet: str = ""
    verification: str = ""


class EventOpened(FactModel):
    """A manual report opens an event: three times, what is known, where it belongs.

    ``ticket``: the warning it grew out of. ``unverified`` (待核实): opened by the rules because verification sheets
    propose 特别重大 and no event had a part in it; ``sheets`` names them all. It carries the provisional clocks, sends
    nothing, and waits for an officer to sign a grade or to find a false alarm.
    """

    number: str
    name: Name
    event_type: str
    subtype: str = ""
    inclusion_reason: Line = ""
    institutions: tuple[InstitutionInEvent, ...]
    region: str
    lead_region: str
    support_regions: tuple[str, ...]
    occurred_at: Moment
    known_at: Moment
    source: Name
    narrative: SealedText
    trend: Line = ""
    figures: tuple[Figure, ...] = ()
    suspicion: Suspicion | None = None
    situation: Situation
    handling: Literal["内部"] = "内部"
    ticket: str = ""
    unverified: bool = False
    sheets: tuple[str, ...] = ()


class FiguresRecorded(FactModel):
    """Figures came in or were corrected; an older value of the same name stays in the ledger."""

    figures: tuple[Figure, ...]
    known_at: Moment
    situation: Situation


class BlowupSuspected(FactModel):
    """A blow-up is suspected; it counts in brackets until two officers sign."""

    institution: InstitutionInEvent
    suspicion: Suspicion
    situation: Situation
    support_regions: tuple[str, ...] = ()


class BlowupConfirmed(FactModel):
    """Watcher and duty chief signed: the blow-up is confirmed. ``verification``: where they signed, if on a sheet."""

    matter: str
    institution: str
    condition: str
    verification: str = ""


class BlowupRejected(FactModel):
    """The suspicion did not hold."""

    matter: str
    institution: str
    reason: Name


class RuleOutcome(FactModel):
    """One grading rule on the figures: true, false or unknown with what is missing."""

    rule: str
    truth: bool | None
    missing: tuple[str, ...] = ()
    grade: str | None = None
    borderline: bool = False


class GradeProposed(FactModel):
    """What the rules say. A proposal, never a decision (N8). ``changed``: another grade than they said before.

    ``reviews``: rules that demand a check by people before anybody signs; ``reports``: that ask for a report only. A
    rule that could not be answered stands in ``outcomes`` with the figures that are missing. ``grade_name``: as the
    plan calls it; empty in facts from before other plans than the national one were run.
    """

    changed: bool = True
    grade: str | None
    grade_name: str = ""
    rule: str | None
    outcomes: tuple[RuleOutcome, ...]
    figures: dict[str, Value]
    suspected: int
    confirmed: int
    t0: Moment | None = None
    t0_basis: str = ""
    reviews: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()


class GradeSigned(FactModel):
    """An officer fixes the grade: following a proposal, against it, or by judgement where no rule speaks.

    ``notices_with``: the other open event of grade 1 whose notices serve for this one too (one set per spell).
    ``figures``: the numbers at the moment of signing, over ``window_days``; ``parameters``: the plan version whose
    thresholds they were read with. ``reviews``: checks the rules demanded then.
    """

    grade: str
    previous: str | None
    direction: Literal["first", "upgrade", "downgrade", "same"]
    basis: Literal["rule", "judgement"]
    rule: str | None = None
    proposal: str | None = None
    reason: Line = ""
    officer: str
    officer_name: Name
    role: str
    seen_hash: str
    t0: Moment | None = None
    t0_basis: str = ""
    notices_with: str = ""
    situation: Situation | None = None
    figures: dict[str, Value] = Field(default_factory=dict)
    window_days: int = Field(default=30, ge=1)
    parameters: str = ""
    reviews: tuple[str, ...] = ()


class SituationAssessed(FactModel):
    """Blow-ups changed in another event, or ran out of the window: what is known here is brought up to date."""

    situation: Situation


class NoticesTakenOver(FactModel):
    """The notices of a spell of grade 1 pass from another event to this one, because that one leaves grade 1."""

    from_event: str
    t0: Moment


class TimeZeroCorrectionRaised(FactModel):
    """A later fact would move the T0 that was fixed at signing. Both values stay; the head takes note by signature."""

    signed: str
    fixed: Moment
    computed: Moment
    basis: str


class ProposalRejected(FactModel):
    """The duty chief or the head does not follow a grade-1 proposal: provisional clocks are called off."""

    proposal: str
    reason: Name
    officer: str
    officer_name: Name
    role: str
    seen_hash: str


class Assignment(FactModel):
    """Who owns a department's task, by name, and the deputy (AB角)."""

    department: str
    officer: str
    officer_name: Name
    deputy: str
    deputy_name: Line


class ActivationDrafted(FactModel):
    """The activation order, with the four fields of 应对法 (2024) art. 72, ready for the head's signature.

    ``supersedes``: the earlier draft that nobody is asked to sign any more; its number is void.
    """

    supersedes: str = ""
    number: str
    grade: str
    response_level: Name
    matters: Name
    expected_period: Name
    measures: Name
    basis: Name
    scope: Name
    lead_region: str
    support_regions: tuple[str, ...]
    assignments: tuple[Assignment, ...]


class PlanActivated(FactModel):
    """The head signed: the plan is in force for this event."""

    order: str
    grade: str
    response_level: Name
    signatory: Name


class TaskIssued(FactModel):
    """One task for one department, with one named owner and deputy (1.1.h)."""

    template: str
    department: str
    department_name: Name
    title: Name
    detail: str
    clause: str
    owner: str
    owner_name: Name
    deputy: str
    deputy_name: Line
    due_at: Moment
    clauses: tuple[str, ...] = ()


class TaskAcknowledged(FactModel):
    """The department signed for its task (签收)."""

    task: str
    officer: str
    officer_name: Name
    by_telephone: bool = False


class TaskProgressed(FactModel):
    """What a department reports on its task; ``done`` closes it."""

    task: str
    note: Name
    done: bool


class TaskHandedOver(FactModel):
    """Another officer owns a task from now on (or is its deputy): old, new, cause and reason."""

    task: str
    post: Literal["owner", "deputy"]
    old: str
    old_name: Name
    new: str
    new_name: Name
    cause: Literal["left", "off_duty", "other"]
    reason: Line = ""


class SupportRequested(FactModel):
    """The place of operation is asked to support (5.2.1.0.c). ``asked``: what for, where an officer wrote it.

    ``overseen``: the refusal that the superior did not accept (督办), after which it is asked again.
    """

    region: str
    region_name: Name
    asked: Line = ""
    overseen: str = ""


class SupportAcknowledged(FactModel):
    """The place of operation answered. ``given``: what it gives; where it does not agree, ``note`` says why."""

    request: str
    region: str
    officer_name: Name
    channel: Name
    answered_at: Moment
    note: Line = ""
    agreed: bool = True
    given: Line = ""


class EventDismissed(FactModel):
    """A false alarm: nothing of the kind happened, or it is not in scope."""

    reason: Name


class ConditionChecked(FactModel):
    """One line of the checklist before 终止."""

    condition: str
    met: bool
    note: Line = ""


class TerminationProposed(FactModel):
    """The end of an event waits for signatures: the plan asks for more than one. ``roles``: who may give them.

    ``supersedes``: the earlier proposal that this one takes the place of.
    """

    supersedes: str = ""
    grade: str | None
    reason: Name
    conditions: tuple[ConditionChecked, ...]
    residual: Line = ""
    roles: tuple[str, ...]


class EventTerminated(FactModel):
    """The event has ended after the checklist of PAR-22; ``proposal`` is what was signed, where several had to sign."""

    reason: Name
    conditions: tuple[ConditionChecked, ...]
    residual: Line = ""
    proposal: str = ""


class NoteAdded(FactModel):
    """A line of the log: calls, observations, decisions in passing. Its text is sealed."""

    text: SealedText
    known_at: Moment
    channel: Name
