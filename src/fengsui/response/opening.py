"""Opening an event, and what changes what is known: figures, suspicions, notes."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor, covers, system_actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.shapes import SealedText, refuse_state_secrets
from fengsui.conduct.world import sealed_values, this_world
from fengsui.ledger.writing import take_number
from fengsui.response import facts
from fengsui.response.conditions import recent
from fengsui.response.figures import BY_NAME
from fengsui.response.provisions import TERRITORY_LEADS
from fengsui.response.rules import order_of_regions
from fengsui.response.sheets import from_sheet, is_open_ticket
from fengsui.response.situation import (
    events_out_of_date,
    joining_blowup,
    lead_regions,
    situation_lock,
    situation_now,
    some_event_has_a_part,
)
from fengsui.response.state import EventState


@dataclass(frozen=True, slots=True)
class SuspicionEntry:
    """A condition of 爆雷 that seems met (B1–B5), typed by an officer or taken from a warning's verification sheet."""

    institution: str
    condition: str
    evidence: str
    occurred_at: datetime
    known_at: datetime
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A manual report, as an officer types it. Times are aware; money in figures is 分.

    ``ticket``: the warning it grew out of. ``unverified`` and ``sheets``: opened by the rules, see ``carrying``.
    """

    name: str
    event_type: str
    institutions: Sequence[facts.InstitutionInEvent]
    occurred_at: datetime
    known_at: datetime
    source: str
    narrative: str
    subtype: str = ""
    inclusion_reason: str = ""
    trend: str = ""
    region: str = ""
    figures: Sequence[facts.Figure] = field(default_factory=tuple)
    suspicion: SuspicionEntry | None = None
    ticket: str = ""
    unverified: bool = False
    sheets: tuple[str, ...] = ()


def open_event(*, actor: Actor, report: Report, idempotency_key: str) -> Outcome:
    """Open an event from a manual report (clauses 2.1–2.6). Raises AccessDenied, Refused."""
    jurisdiction = this_world().jurisdiction
    year = report.known_at.astimezone(BEIJING).year
    taken: list[int] = []

    def name_stream() -> str:
        taken[:] = [take_number(f"event/{year}")]
        return f"event/{year}-{taken[0]:03d}"

    def make(drafting: Drafting) -> facts.EventOpened:
        _check_report(report, drafting, jurisdiction)
        if report.unverified and some_event_has_a_part():  # asked under the lock: another worker may have been faster
            msg = "已有事件承担这项等级建议"
            raise Refused(msg)
        first = report.institutions[0]
        lead, support = order_of_regions(
            first.registered_region if drafting.plan.provides(TERRITORY_LEADS) else jurisdiction,
            [r for i in report.institutions for r in (i.registered_region, *i.operating_regions)],
        )
        suspicion = joining = None
        if report.suspicion is not None:
            suspicion = _suspicion(report.suspicion, drafting)
            joining = joining_blowup(suspicion, _named(report.institutions, suspicion), drafting.stream)
        takes_part = any(figure.name == "on_site_head_count" for figure in report.figures)
        situation = situation_now(
            jurisdiction,
            drafting.now,
            drafting.stream,
            joining=joining,
            takes_part=takes_part,
            institutions=[institution.id for institution in report.institutions],
            conditions=recent,
        )
        return facts.EventOpened(
            number=drafting.stream.partition("/")[2],
            name=report.name,
            event_type=report.event_type,
            subtype=report.subtype,
            inclusion_reason=report.inclusion_reason,
            institutions=tuple(report.institutions),
            region=report.region or lead,
            lead_region=lead,
            support_regions=support,
            occurred_at=report.occurred_at,
            known_at=report.known_at,
            source=report.source,
            narrative=seal_text(drafting.stream, "narrative", report.narrative, drafting.now),
            trend=report.trend,
            figures=tuple(report.figures),
            suspicion=suspicion,
            situation=situation,
            ticket=report.ticket,
            unverified=report.unverified,
            sheets=report.sheets,
        )

    regions = [r for i in report.institutions for r in (i.registered_region, *i.operating_regions)]
    return act(
        actor=actor,
        permission="response.open_event",
        stream=name_stream,
        make=make,
        happened_at=report.known_at,
        idempotency_key=idempotency_key,
        clause=_clause_of(report.event_type),
        regions=regions,
        also_lock=(situation_lock(jurisdiction),) if report.suspicion else (),
    )


def _check_report(report: Report, drafting: Drafting, jurisdiction: str) -> None:
    if not report.institutions:
        msg = "至少要写明一家涉事机构"
        raise Refused(msg)
    kinds = {kind.id: kind for kind in drafting.plan.event_types}
    if report.event_type not in kinds:
        msg = "请选择事件类型（二（一）至（六））"
        raise Refused(msg)
    subtypes = {subtype.id for subtype in kinds[report.event_type].subtypes}
    if subtypes and report.subtype not in subtypes:
        msg = "请选明是退出、转型、停业、失联还是跑路"
        raise Refused(msg)
    if report.event_type == "E6" and not report.inclusion_reason.strip():
        msg = "列为“其他可能造成恶劣影响的事件”要写明理由"
        raise Refused(msg)
    _check_times(report.occurred_at, report.known_at, drafting.now)
    if not report.narrative.strip():
        msg = "请写基本经过：谁报告的、发生了什么、现在怎样"
        raise Refused(msg)
    if report.ticket and not report.unverified and not is_open_ticket(report.ticket):
        msg = "这张预警单已经销单，请刷新页面；事件可以不从预警单报告"
        raise Refused(msg)
    places = [r for i in report.institutions for r in (i.registered_region, *i.operating_regions)]
    if not any(covers(jurisdiction, place) for place in places):
        msg = "涉事机构的注册地和经营地都不在本辖区，不能在这里建立事件"
        raise Refused(msg)


def _check_times(occurred_at: datetime, known_at: datetime, now: datetime) -> None:
    if known_at > now:
        msg = "获知时间不能晚于现在"
        raise Refused(msg)
    if occurred_at > known_at:
        msg = "事发时间不能晚于获知时间"
        raise Refused(msg)


def record_figures(
    *,
    actor: Actor,
    event: str,
    figures: Sequence[facts.Figure],
    known_at: datetime,
    regions: Sequence[str],
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """Record or correct figures; the older value stays in the ledger."""

    def make(drafting: Drafting) -> facts.FiguresRecorded:
        _require_open(drafting)
        if not figures:
            msg = "没有填写任何数据"
            raise Refused(msg)
        for figure in figures:
            definition = BY_NAME.get(figure.name)
            if definition is None or definition.computed:
                msg = f"不能填写“{figure.name}”"
                raise Refused(msg)
            if definition.type == "integer" and (not isinstance(figure.value, int) or figure.value < 0):
                msg = f"“{definition.label}”应为不小于零的整数"
                raise Refused(msg)
        if known_at > drafting.now:
            msg = "获知时间不能晚于现在"
            raise Refused(msg)
        takes_part = drafting.state.has_part or any(figure.name == "on_site_head_count" for figure in figures)
        jurisdiction = this_world().jurisdiction
        situation = situation_now(jurisdiction, drafting.now, drafting.stream, takes_part=takes_part, conditions=recent)
        return facts.FiguresRecorded(figures=tuple(figures), known_at=known_at, situation=situation)

    return act(
        actor=actor,
        permission="response.record_figures",
        stream=event,
        make=make,
        happened_at=known_at,
        regions=regions,
        seen=seen,
        idempotency_key=idempotency_key,
        clause="1.6.c",
    )


def suspect_blowup(
    *,
    actor: Actor,
    event: str,
    institution: facts.InstitutionInEvent,
    entry: SuspicionEntry,
    regions: Sequence[str],
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """A condition of 爆雷 seems met at an institution of the event, or at a further one that joins it."""

    def make(drafting: Drafting) -> facts.BlowupSuspected:
        state = _require_open(drafting)
        if any(s.institution == institution.id and s.status != "rejected" for s in state.suspicions.values()):
            msg = f"{institution.name}已经在本事件里列为爆雷或疑似爆雷"
            raise Refused(msg)
        _check_times(entry.occurred_at, entry.known_at, drafting.now)
        suspicion = _suspicion(entry, drafting)
        joining = joining_blowup(suspicion, institution.name, event)
        jurisdiction = this_world().jurisdiction
        situation = situation_now(jurisdiction, drafting.now, drafting.stream, joining=joining, conditions=recent)
        places = (institution.registered_region, *institution.operating_regions)
        return facts.BlowupSuspected(
            institution=institution,
            suspicion=suspicion,
            support_regions=order_of_regions(state.opened["lead_region"], (*state.support_regions, *places))[1],
            situation=situation,
        )

    return act(
        actor=actor,
        permission="response.suspect_blowup",
        stream=event,
        make=make,
        happened_at=entry.known_at,
        regions=regions,
        seen=seen,
        idempotency_key=idempotency_key,
        clause="4.2.5",
        also_lock=(situation_lock(this_world().jurisdiction),),
    )


def assess_situation(event: str) -> Outcome:
    """Bring up to date what an event knows; the worker does it when blow-ups or conditions changed."""
    jurisdiction = this_world().jurisdiction

    def make(drafting: Drafting) -> facts.SituationAssessed:
        _require_open(drafting)
        return facts.SituationAssessed(situation=situation_now(jurisdiction, drafting.now, event, conditions=recent))

    return act(
        actor=system_actor("situation", this_world().jurisdiction),
        permission="response.assess_situation",
        stream=event,
        make=make,
        clause="4.1.b",
        also_lock=(situation_lock(this_world().jurisdiction),),
    )


def assess_situations(now: datetime) -> int:
    """Assess every event that is out of date; returns how many there were."""
    events = events_out_of_date(now)
    for event in events:
        with contextlib.suppress(Refused):  # ended in between
            assess_situation(event)
    return len(events)


def reject_blowup(*, actor: Actor, event: str, matter: str, reason: str, idempotency_key: str) -> Outcome:
    """The suspicion did not hold: it no longer counts."""

    def make(drafting: Drafting) -> facts.BlowupRejected:
        state = _require_open(drafting)
        suspicion = state.suspicions.get(matter)
        if suspicion is None or suspicion.status != "suspected":
            msg = "这条疑似爆雷已有结论，请刷新页面"
            raise Refused(msg)
        if not reason.strip():
            msg = "请写明为什么不成立"
            raise Refused(msg)
        return facts.BlowupRejected(matter=matter, institution=suspicion.institution, reason=reason)

    return act(
        actor=actor,
        permission="response.reject_blowup",
        stream=event,
        make=make,
        regions=lead_regions(event),
        idempotency_key=idempotency_key,
        clause="1.6.d",
        also_lock=(situation_lock(this_world().jurisdiction),),
    )


def add_note(
    *,
    actor: Actor,
    event: str,
    text: str,
    known_at: datetime,
    channel: str,
    regions: Sequence[str],
    idempotency_key: str,
) -> Outcome:
    """A line of the log; sealed, because it may name people."""

    def make(drafting: Drafting) -> facts.NoteAdded:
        if not text.strip():
            msg = "请写内容"
            raise Refused(msg)
        if known_at > drafting.now:
            msg = "时间不能晚于现在"
            raise Refused(msg)
        return facts.NoteAdded(text=seal_text(event, "note", text, drafting.now), known_at=known_at, channel=channel)

    return act(
        actor=actor,
        permission="response.add_note",
        stream=event,
        make=make,
        happened_at=known_at,
        regions=regions,
        idempotency_key=idempotency_key,
        clause="3.2.9",
    )


def seal_text(stream: str, label: str, text: str, now: datetime) -> SealedText:
    """Seal a text under the event's key. Raises Refused for state secrets (N10)."""
    try:
        refuse_state_secrets(text)
    except ValueError as error:
        raise Refused(str(error)) from error
    reference = sealed_values().seal(subject=stream, label=label, text=text.strip(), now=now)
    return SealedText(sealed=reference.id, commitment=reference.commitment)


def _require_open(drafting: Drafting) -> EventState:
    state: EventState = drafting.state
    if not state.is_open:
        msg = "事件已经结束，不能再登记"
        raise Refused(msg)
    return state


def _suspicion(entry: SuspicionEntry, drafting: Drafting) -> facts.Suspicion:
    if entry.condition not in {condition.id for condition in drafting.plan.blowup_conditions}:
        msg = f"请选择符合哪一条（{'、'.join(condition.id for condition in drafting.plan.blowup_conditions)}）"
        raise Refused(msg)
    if not entry.evidence.strip():
        msg = "请写明依据的证据"
        raise Refused(msg)
    typed = facts.Suspicion(
        institution=entry.institution,
        condition=entry.condition,
        occurred_at=entry.occurred_at,
        known_at=entry.known_at,
        evidence=entry.evidence,
    )
    return from_sheet(typed, entry.sheet) if entry.sheet else typed


def _named(institutions: Sequence[facts.InstitutionInEvent], suspicion: facts.Suspicion) -> str:
    for institution in institutions:
        if institution.id == suspicion.institution:
            return institution.name
    msg = "疑似爆雷的机构不在本事件里"
    raise Refused(msg)


def _clause_of(event_type: str) -> str:
    return f"2.{event_type[1:]}" if event_type[:1] == "E" and event_type[1:].isdigit() else "2.6"
