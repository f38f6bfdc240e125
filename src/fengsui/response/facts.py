"""Facts of the event room. Free text about persons is sealed; everything here may stand in the ledger in the clear."""

from typing import Literal

from fengsui.conduct.shapes import FactModel, Line, Moment, Name, SealedText

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


class Ranking(FactModel):
    """The institutions by size before the first blow-up of the window, frozen then (PAR-21)."""

    metric: str
    as_of: str
    k: int
    institutions: tuple[str, ...]


class Blowup(FactModel):
    """A suspected or confirmed blow-up in the jurisdiction, as known when the snapshot was taken."""

    institution: str
    name: Name
    event: str
    occurred_at: Moment
    known_at: Moment
    confirmed: bool


class Situation(FactModel):
    """What the jurisdiction knew: the input of the grading rules, kept with the fact that changed it.

    ``blowups``: those of ranked institutions within the longest window, and this event's own; the others are counted.
    ``spell_ended_at``: when the last spell of grade 1 was ended by signature. ``standing``: the blow-ups in short.
    """

    jurisdiction: str
    blowups: tuple[Blowup, ...]
    others_suspected: int = 0
    others_confirmed: int = 0
    ranking: Ranking
    grade_one_event: str = ""
    spell_ended_at: Moment | None = None
    standing: str = ""


class Suspicion(FactModel):
    """A condition of 爆雷 (B1–B5) that seems met at an institution."""

    institution: str
    condition: str
    occurred_at: Moment
    known_at: Moment
    evidence: Line


class EventOpened(FactModel):
    """A manual report opens an event: three times, what is known, where it belongs."""

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
    """Watcher and duty chief signed: the blow-up is confirmed."""

    matter: str
    institution: str
    condition: str


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
    """What the rules say. A proposal, never a decision (N8). ``changed``: another grade than they said before."""

    changed: bool = True
    grade: str | None
    rule: str | None
    outcomes: tuple[RuleOutcome, ...]
    figures: dict[str, int | bool | None]
    suspected: int
    confirmed: int
    t0: Moment | None = None
    t0_basis: str = ""


class GradeSigned(FactModel):
    """An officer fixes the grade: following a proposal, against it, or by judgement where no rule speaks.

    ``notices_with``: the other open event of grade 1 whose notices serve for this one too (one set per spell).
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
    """The activation order, with the four fields of 应对法 (2024) art. 72, ready for the head's signature."""

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


class SupportRequested(FactModel):
    """The place of operation is asked to support (5.2.1.0.c)."""

    region: str
    region_name: Name


class SupportAcknowledged(FactModel):
    """The place of operation answered."""

    request: str
    region: str
    officer_name: Name
    channel: Name
    answered_at: Moment
    note: Line = ""


class EventDismissed(FactModel):
    """A false alarm: nothing of the kind happened, or it is not in scope."""

    reason: Name


class ConditionChecked(FactModel):
    """One line of the checklist before 终止."""

    condition: str
    met: bool
    note: Line = ""


class EventTerminated(FactModel):
    """The head ends the event after the checklist of PAR-22."""

    reason: Name
    conditions: tuple[ConditionChecked, ...]
    residual: Line = ""


class NoteAdded(FactModel):
    """A line of the log: calls, observations, decisions in passing. Its text is sealed."""

    text: SealedText
    known_at: Moment
    channel: Name
