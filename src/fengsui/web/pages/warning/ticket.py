"""One institution's warning on one page: why, what is owed, what was done, by whom; also without any ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from fengsui.conduct.access import Actor, may
from fengsui.conduct.plans import plan_in_force
from fengsui.documents.state import newest
from fengsui.monitoring import queries as information
from fengsui.registry.queries import officers_many
from fengsui.response.queries import events_of_institution
from fengsui.warning.levels import is_graver
from fengsui.warning.papers import KIND
from fengsui.warning.queries import InstitutionWarning, Ticket
from fengsui.warning.state import OPEN, SUSPECTED, WarningState
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.monitoring.showing import CHANNELS, STANCES, kinds_in_words
from fengsui.web.pages.warning import choices
from fengsui.web.pages.warning.basis import reasons_of
from fengsui.web.pages.warning.clock_steps import warning_lines
from fengsui.web.pages.warning.history import history_of
from fengsui.web.pages.warning.warning_frame import room_of, show, warning_address
from fengsui.web.paper_sheet import PAPER_STATUSES
from fengsui.web.routes import Words

MOST_SIGNALS, MOST_HISTORY, MOST_ENTRIES = 20, 20, 6


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A text about the institution. ``asks``: waits for a check; ``check``: what its check found."""

    signal: Any
    title: str
    channel: Words
    kinds: Sequence[Any]
    stance: Words
    asks: bool
    check: Mapping[str, Any] | None
    finding: Words


def ticket(request: OfficerRequest, institution: str) -> HttpResponse:
    """The warning at a glance."""
    room, actor = room_of(request, institution), request.actor
    state = room.state
    lines = warning_lines(room.clocks, {state.stream: state}, actor)
    names = _names(room)
    signals, signal_total = _signals(room, actor)
    history, entries = history_of(room, names), _entries(room, names)
    return show(
        request,
        "ticket",
        room,
        lines=lines,
        next=next(iter(lines), None),
        reasons=reasons_of(_rules(room), state.assessment, actor),
        signals=signals,
        signal_total=signal_total,
        may_signals=may(actor, "monitoring.view_signals"),
        pending=sum(len(waiting) for waiting in state.pending.values()),
        graver=state.proposed_level if is_graver(state.proposed_level, _level(state)) else 0,
        milder=state.proposed_level if is_graver(_level(state), state.proposed_level) else None,
        waiting=room.matters,
        sheets=_sheets(room, names),
        standing=state.standing_sheet,
        suspected=bool(state.standing_sheet and state.standing_sheet.status == SUSPECTED),
        watch=state.watch,
        entries=entries[:MOST_ENTRIES],
        earlier_entries=entries[MOST_ENTRIES:],
        trends=dict(choices.TRENDS),
        measures=[
            (row, choices.words_of(choices.MEASURES, row.payload["measure"]))
            for row in reversed([*state.measures.values()])
        ],
        results=dict(choices.RESULTS),
        papers=_papers(room),
        may_prompt=_may_prompt(room, actor),
        past=[
            (row, choices.words_of(choices.OUTCOMES, row.outcome), _into(row))
            for row in room.tickets
            if row.status != OPEN
        ],
        findings=dict(choices.FINDINGS),
        lapsed=[clock for clock in room.clocks if clock["lapsed_at"]],
        checks=[(check, choices.words_of(choices.FINDINGS, check["finding"])) for check in _checks(state)],
        history=history[:MOST_HISTORY],
        earlier=history[MOST_HISTORY:],
        names=names,
        events=events_of_institution(actor, institution)[:5] if may(actor, "response.view_events") else [],
        notice=plan_in_force().warning.notice,
        event_address=_event_address(room, actor),
    )


def _rules(room: InstitutionWarning) -> Any:
    """The plan whose words explain the assessment: the one in force now, by which the worker reads."""
    return plan_in_force() if plan_in_force().warning.levels else room.plan


def _level(state: WarningState) -> int:
    return state.ticket.level if state.ticket else state.level


def _names(room: InstitutionWarning) -> dict[str, str]:
    """Officers that the page speaks of, by id."""
    state = room.state
    ids = {entry["by"] for watch in state.watches.values() for entry in watch.entries}
    ids |= {sheet.submitted_by for sheet in state.sheets.values()}
    ids |= {fact.actor for fact in room.facts}
    return {key: row.name for key, row in officers_many(ids).items()}


def _signals(room: InstitutionWarning, actor: Actor) -> tuple[list[SignalLine], int]:
    """The newest texts, those that wait for a check first."""
    if not may(actor, "monitoring.view_signals"):
        return [], 0
    wanted = information.SignalFilter(institution=room.institution, without_duplicates=True)
    page = information.signal_page(actor, wanted)
    asked = {signal for waiting in room.state.pending.values() for signal in waiting}
    lines = [_signal(row, room, asked) for row in page.rows]
    return sorted(lines, key=lambda line: not line.asks)[:MOST_SIGNALS], page.total


def _signal(row: Any, room: InstitutionWarning, asked: set[str]) -> SignalLine:
    signal, check = row.signal, room.state.checks.get(row.signal.pk)
    reading = next((one for one in row.readings if one.institution == room.institution), None)
    return SignalLine(
        signal=signal,
        title=row.title,
        channel=CHANNELS.get(signal.channel, signal.channel),
        kinds=kinds_in_words(reading.kinds) if reading else (),
        stance=STANCES.get(reading.stance, reading.stance) if reading else "",
        asks=signal.pk in asked,
        check=check,
        finding=choices.words_of(choices.FINDINGS, check["finding"]) if check else "",
    )


def _checks(state: WarningState) -> list[Mapping[str, Any]]:
    """Each check once, the newest first; one check may cover several texts."""
    return sorted(
        {check["fact"]: check for check in state.checks.values()}.values(), key=lambda c: c["at"], reverse=True
    )


def _sheets(room: InstitutionWarning, names: Mapping[str, str]) -> list[dict[str, Any]]:
    known = {condition.id: condition for condition in room.plan.blowup_conditions}
    return [
        {
            "sheet": sheet,
            "words": choices.SHEET_STATUSES[sheet.status],
            "by": names.get(sheet.submitted_by, sheet.submitted_by),
            "condition": known.get(sheet.condition),
            "matter": room.state.matters.by_fact.get(sheet.fact),
        }
        for sheet in reversed([*room.state.sheets.values()])
    ]


def _entries(room: InstitutionWarning, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Entries of every watch, the newest first."""
    found = [
        {
            **entry,
            "when": datetime.fromisoformat(entry.get("known_at") or entry["at"]),
            "who": names.get(entry["by"], entry["by"]),
        }
        for watch in room.state.watches.values()
        for entry in watch.entries
    ]
    return sorted(found, key=lambda entry: entry["when"], reverse=True)


def _papers(room: InstitutionWarning) -> list[dict[str, Any]]:
    return [{**row, "words": PAPER_STATUSES[row["status"]]} for row in reversed(room.papers)]


def _may_prompt(room: InstitutionWarning, actor: Actor) -> bool:
    """Whether a letter can be drafted now: a ticket is open and none is under way."""
    under_way = newest(room.state.papers, KIND, "submitted", "approved", "sent", after=room.state.spell_floor)
    return room.state.ticket is not None and under_way is None and may(actor, "documents.draft_paper")


def _into(row: Ticket) -> str:
    """The address of the event that went on with a ticket, for the page to link; empty for none."""
    kind, _, number = row.into.partition("/")
    return number if kind == "event" and number else ""


def _event_address(room: InstitutionWarning, actor: Actor) -> str:
    """Where an event is reported from this ticket, once a sheet stands."""
    if room.state.ticket is None or room.state.standing_sheet is None or not may(actor, "response.open_event"):
        return ""
    return f"{reverse('event.new')}?ticket={room.state.ticket.fact.replace('#', '%23')}"


def back_to(institution: str, part: str = "") -> str:
    """The ticket page, at one of its parts."""
    return warning_address(institution) + (f"#{part}" if part else "")
