"""Facts of the warning room, one stream per institution. Keyed by institution; no person but officers (N2, N3).

Levels of attention: 1 is the gravest, larger numbers are milder, 0 is none. They are 内部研判级别, no statutory 预警
(clause 4.1.0). Amounts in 分, ratios in ppm.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fengsui.conduct.shapes import Composed, FactModel, Line, Moment, Name, SealedText

Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=160)]
OfficerId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Level = Annotated[int, Field(ge=0, le=9)]
Finding = Literal["true", "partly", "false", "unclear"]
"""What a check found: 属实, 部分属实, 不实, 无法核实."""
TicketOutcome = Literal["unfounded", "resolved", "became_event", "joined"]
"""不属实, 已化解, 转为事件, 并入."""
Met = Literal["yes", "no", "unknown"]
CheckKind = Literal["premises", "telephone", "site", "custody"]
MeasureKind = Literal["talk", "warning", "correction", "deadline"]
"""约谈, 警示, 责令整改, 限期整改."""


class WatchedInstitution(FactModel):
    """An institution as the register had it when the fact was written, with who watches it (clause 1.1.h)."""

    id: Code
    name: Name
    registered_region: str
    operating_regions: tuple[str, ...] = ()
    watcher_a: OfficerId = ""
    watcher_a_name: Line = ""
    watcher_b: OfficerId = ""
    watcher_b_name: Line = ""


class FigureUsed(FactModel):
    """A figure the rules read: value in ``unit``, as of when, from what. ``value`` None: nobody knows."""

    name: Code
    value: int | bool | None
    unit: Line = ""
    as_of: Moment | None = None
    numerator: int | None = None
    denominator: int | None = None
    sources: tuple[Code, ...] = ()


class BandReached(FactModel):
    """One indicator of the plan and the band its figures fall in (``watch``, ``warn``, ``severe``; empty for none).

    ``points_ppm``: what it counts, of ``weight``. ``at_least``: a graver band could not be read.
    """

    indicator: Code
    figure: Code = ""
    band: Code
    weight: int = 0
    points_ppm: int = 0
    borderline: bool = False
    at_least: bool = False


class SignalToCheck(FactModel):
    """A text that asks for a check: a rumour (K1) or a negative report in the media (K2)."""

    signal: Code
    kind: Literal["K1", "K2"]


class AttentionAssessed(FactModel):
    """The plan's rules on what is known of one institution: a proposed level (建议级别) with its reasons (4.1.b).

    ``coverage_ppm``: the part of all weight that the known indicators carry. ``signals``: the newest texts about it, at
    most 20, of ``signal_count``. ``ticket_level``: at this level or graver a ticket opens. ``rules_version``: the plan
    whose rules were read, the one in force then; ``plan_numbers``: its parameters that were read, by name.
    """

    institution: WatchedInstitution
    level: Level
    score_ppm: int | None = None
    coverage_ppm: int = 0
    borderline: bool = False
    hard_rules: tuple[Code, ...] = ()
    bands: tuple[BandReached, ...] = ()
    why: tuple[Composed, ...] = ()
    unknown: tuple[Code, ...] = ()
    figures: tuple[FigureUsed, ...] = ()
    signals: tuple[Code, ...] = ()
    signal_count: int = Field(default=0, ge=0)
    to_check: tuple[SignalToCheck, ...] = ()
    sensitive_period: Line = ""
    ticket_level: Level
    rules_version: Code = ""
    plan_numbers: dict[str, int | str] = Field(default_factory=dict)


class AttentionSigned(FactModel):
    """An officer fixes the level (定级别). ``level`` 0 takes the attention away; lowering names its reason.

    ``ticket``: the open ticket that takes this level over; empty where there is none.
    """

    ticket: Code = ""
    institution: WatchedInstitution
    level: Level
    previous: Level
    proposed: Level
    direction: Literal["raise", "lower", "confirm"]
    reason: Line = ""
    officer: OfficerId
    officer_name: Name
    role: Code
    seen_hash: str


class TicketOpened(FactModel):
    """A warning ticket: one open per institution; what comes later joins it. ``assessment``: the fact behind it."""

    institution: WatchedInstitution
    level: Level
    basis: Literal["rule", "judgement"]
    assessment: Code = ""
    why: tuple[Composed, ...] = ()


class TicketRaised(FactModel):
    """The level of an open ticket has grown graver."""

    ticket: Code
    institution: WatchedInstitution
    level: Level
    previous: Level
    because: Code


class TicketVerified(FactModel):
    """What the check of a ticket found (核查结论). ``sheet``: the 爆雷 sheet it follows from, if it does."""

    ticket: Code
    finding: Finding
    sheet: Code = ""
    note: Line = ""
    checks: tuple[Line, ...] = ()


class TicketClosed(FactModel):
    """The duty chief ends a ticket. ``into``: the event or the ticket that goes on with it."""

    ticket: Code
    outcome: TicketOutcome
    into: Code = ""
    reason: Name


class SignalChecked(FactModel):
    """What the check of a rumour (4.2.1) or of a media report (4.2.2) found.

    ``claim``: the facts alleged, sealed. ``correction``: where and when the public correction stands, where one was
    made; nothing here asks for a removal (N1). ``also``: further texts that say the same and share this check.
    """

    signal: Code
    also: tuple[Code, ...] = ()
    kind: Literal["K1", "K2"]
    claim: SealedText | None = None
    outlet: Line = ""
    published_at: Moment | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    method: Line
    finding: Finding
    evidence: Line = ""
    response: Literal["publish", "answer", "none"] = "none"
    correction: Line = ""


class WatchOpened(FactModel):
    """A named pair watches (专人盯防, 4.1.d). ``because``: the ticket or the event. ``grade``: of the event."""

    institution: WatchedInstitution
    because: Code
    level: Level = 0
    grade: Code = ""
    criteria: Name
    review_on: date


class WatchLogged(FactModel):
    """An entry of the watch log (跟踪, 4.1.e). The text is sealed: it may name people."""

    watch: Code
    text: SealedText
    known_at: Moment
    channel: Name


class WatchAnalysed(FactModel):
    """An analysis note (分析, 4.1.f): trend, cause, linked institutions by id."""

    watch: Code
    trend: Literal["worsening", "steady", "easing", "unclear"]
    cause: Line
    linked: tuple[Code, ...] = ()
    outlook: Line = ""


class WatchReported(FactModel):
    """A watch report (报告, 4.1.g) to the duty chief, who acknowledges it."""

    watch: Code
    summary: Line
    changes: Line = ""


class WatchReportAcknowledged(FactModel):
    """The duty chief has received a watch report."""

    watch: Code
    report: Code
    officer: OfficerId
    officer_name: Name


class WatchEnded(FactModel):
    """The watch ends, with the reason."""

    watch: Code
    reason: Name


class KeyListEntered(FactModel):
    """An institution enters the 重点盯防名单 (1.1.c): by which criteria, and when that is looked at again."""

    institution: WatchedInstitution
    criteria: Name
    review_on: date


class KeyListReviewed(FactModel):
    """The entry was reviewed: it stays until the next date, or the institution leaves the list."""

    decision: Literal["keep", "remove"]
    reason: Name
    review_on: date | None = None


class ConditionFound(FactModel):
    """One condition of 爆雷 (B1–B5): met or not, and the evidence."""

    condition: Code
    met: Met
    evidence: Line = ""


class CheckMade(FactModel):
    """One check on the spot: premises, telephone, site, custody bank; when and what it gave."""

    kind: CheckKind
    made_at: Moment
    result: Name


class SheetSubmitted(FactModel):
    """The verification sheet of 爆雷. With a condition met the blow-up counts as suspected from now on (1.6.d)."""

    ticket: Code = ""
    institution: WatchedInstitution
    conditions: tuple[ConditionFound, ...]
    occurred_at: Moment
    known_at: Moment
    checks: tuple[CheckMade, ...]
    finding: Name


class BlowupVerified(FactModel):
    """Watcher and duty chief signed: the blow-up is verified. ``condition``: the first one met."""

    sheet: Code
    institution: Code
    name: Name
    condition: Code
    occurred_at: Moment
    known_at: Moment


class SheetRejected(FactModel):
    """The sheet did not hold: it counts no longer."""

    sheet: Code
    institution: Code
    reason: Name
    officer: OfficerId
    officer_name: Name


class MeasureRequired(FactModel):
    """A preventive measure before any blow-up (提前控制, 4.1.c): problems, demand, ground, deadline, 陈述申辩."""

    institution: WatchedInstitution
    measure: MeasureKind
    problems: tuple[Line, ...] = Field(min_length=1)
    demand: Line
    legal_basis: Name
    due_at: Moment
    statement: Line = ""


class MeasureAnswered(FactModel):
    """What the institution answered, or what the recheck found. ``result`` other than open ends the measure."""

    measure: Code
    result: Literal["open", "rectified", "not_rectified"]
    answer: Line
    answered_at: Moment


class AttentionTableAdopted(FactModel):
    """The leading group adopts the local table of attention levels (4.1.0) and the mechanism (4.1.a), by document."""

    jurisdiction: str
    plan_version: Code
    document: Name
    levels: tuple[Composed, ...]
    officer: OfficerId
    officer_name: Name


class SensitivePeriodDeclared(FactModel):
    """The head declares days (Beijing, both included) in which readiness is raised (0.4)."""

    jurisdiction: str
    name: Name
    first_day: date
    last_day: date
    reason: Name
    officer: OfficerId
    officer_name: Name


class SensitivePeriodEnded(FactModel):
    """A declared period ends before its last day: ``ended_on`` is the first day that is none of it any more."""

    period: Code
    ended_on: date
    reason: Name
    officer: OfficerId
    officer_name: Name


class DailyReportDue(FactModel):
    """A day of a sensitive period has begun: its report is due (0.4). The clock's numbers are of the plan in force."""

    jurisdiction: str
    day: date
    period: Line
    clock_name: Name
    clause: Code
    parameter: Code = ""
    started_at: Moment
    due_at: Moment
    warn_before_minutes: tuple[int, ...] = ()


class DailyReportFiled(FactModel):
    """The report of one day: ``nothing`` is a zero report (零报告), else ``text`` says what there was."""

    jurisdiction: str
    day: date
    nothing: bool
    text: Line = ""
    officer: OfficerId
    officer_name: Name
