"""The front page of an event: next clock, three addressees by two papers, three times, figures, what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from fengsui.conduct import timekeeping
from fengsui.documents.queries import papers_of
from fengsui.documents.state import newest
from fengsui.ledger.canonical import parse_timestamp
from fengsui.registry.queries import region_name
from fengsui.response import queries
from fengsui.response.figures import BY_NAME, TYPED, in_words
from fengsui.response.paper_texts import NOTICE_NAMES
from fengsui.response.queries import EventRoom
from fengsui.response.state import FigureState, SuspicionState
from fengsui.response.wording import span
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response import past
from fengsui.web.pages.response.clock_steps import ClockLine, Step, clock_lines, next_line, step_for
from fengsui.web.pages.response.event_frame import room_of, show
from fengsui.web.pages.response.proposal import proposal_card, served_by
from fengsui.web.pages.response.waiting import Waiting, waiting_of

LATE_ENTRY_SECONDS = 600
HEADLINE_FIGURES = ("outstanding_amount_fen", "overdue_amount_fen", "lender_count", "on_site_head_count")


@dataclass(frozen=True, slots=True)
class Cell:
    """One addressee, one paper: its clock, what settles it, its receipt. ``late_entry``: typed in long after (补录)."""

    clock: Mapping[str, Any] | None
    step: Step | None
    receipt: Mapping[str, Any] | None
    late_entry: str = ""


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure on a page."""

    label: str
    words: str
    figure: FigureState | None
    changes: int = 0


def overview(request: OfficerRequest, number: str) -> HttpResponse:
    """The event at a glance."""
    if "as_of" in request.GET:
        return past.as_known(request, number)
    room, now = room_of(request, number), timekeeping.now()
    lines = clock_lines(room.clocks, {room.row.pk: room.state}, request.actor)
    figures = shown_figures(room)
    rows = matrix(room, request)
    in_matrix = {cell.clock["id"] for _, cells in rows for cell in cells if cell.clock}
    others = [clock for clock in room.clocks if clock["id"] not in in_matrix]
    next_, card, waiting = next_line(lines, now), proposal_card(room), waiting_of(room, request.actor)
    return show(
        request,
        "response/overview.html",
        room,
        tab="event",
        lines=clock_lines(others, {room.row.pk: room.state}, request.actor),
        next=next_,
        primary=_primary(next_, waiting),
        matrix=rows,
        paper_names=NOTICE_NAMES.items(),
        figures=[figure for figure in figures if BY_NAME[HEADLINE_FIGURES[0]].label == figure.label or figure.figure],
        unverified=sum(figure.figure is None or figure.figure.verification != "verified" for figure in figures),
        figure_count=len(figures),
        card=card,
        served_by=served_by(room),
        waiting=waiting,
        checklist=queries.checklist(room),
        directed_by=_directed_by(room),
        institutions=_institutions(room),
        kind=room.plan.event_type(room.row.event_type),
        subtype=subtype_name(room),
        lags=_lags(room),
        places=[region_name(region) for region in room.state.regions],
    )


def _directed_by(room: EventRoom) -> str:
    """Who directs at the signed grade, in the plan's words (分级负责); empty before, or where the plan does not say."""
    rights = room.plan.organisation.decision_rights
    return next((right.words for right in rights if right.grade == room.state.grade), "")


def _primary(line: ClockLine | None, waiting: Sequence[Waiting]) -> str:
    """The one part of the page whose button is red: what the clock wants, else the officer's own signature."""
    if line is not None and line.step.allowed:
        return "next"
    return "waiting" if any(matter.mine for matter in waiting) else "proposal"


def _institutions(room: EventRoom) -> list[tuple[Mapping[str, Any], list[SuspicionState]]]:
    """Each institution of the event with what was suspected of it."""
    return [
        (row, [known for known in room.state.suspicions.values() if known.institution == row["id"]])
        for row in room.state.institutions.values()
    ]


def subtype_name(room: EventRoom) -> str:
    """退出, 转型, 停业, 失联 or 跑路; empty for other types."""
    kinds = room.plan.event_type(room.row.event_type).subtypes
    return next((kind.name for kind in kinds if kind.id == room.row.subtype), "")


def shown_figures(room: EventRoom) -> list[ShownFigure]:
    """Every figure the notice asks for, known or not (待核 is a value)."""
    history = [figure.name for figure in room.state.figure_history]
    return [
        ShownFigure(
            definition.label,
            in_words(definition, figure.value) if figure else "",
            figure,
            max(0, history.count(definition.name) - 1),
        )
        for definition in TYPED
        for figure in (room.state.figures.get(definition.name),)
    ]


def matrix(room: EventRoom, request: OfficerRequest) -> list[tuple[str, list[Cell]]]:
    """Addressee → a cell for each paper. Empty while no clock runs for any."""
    table = queries.clocks_by_addressee(room.clocks)
    if not table:
        return []
    receipts = {row["id"]: row["receipts"] for row in papers_of(room.row.pk)}
    rows = []
    for addressee in room.plan.addressees:
        cells = []
        for kind in NOTICE_NAMES:
            clock = table.get(kind, {}).get(addressee.id)
            paper = newest(room.state.papers, kind, "sent", after=room.state.spell_floor)
            receipt = receipts.get(paper.opened, {}).get(addressee.id) if paper else None
            running = clock is not None and clock["status"] == "running"
            step = step_for(clock, room.state, request.actor) if clock and running else None
            cells.append(Cell(clock, step, receipt, late_entry(receipt)))
        rows.append((addressee.name, cells))
    return rows


def late_entry(receipt: Mapping[str, Any] | None) -> str:
    """How long after it happened a receipt was typed in, where that is long (补录); else empty."""
    if receipt is None:
        return ""
    lag = receipt["recorded_at"] - receipt["received_at"]
    return span(receipt["received_at"], receipt["recorded_at"]) if lag.total_seconds() >= LATE_ENTRY_SECONDS else ""


def _lags(room: EventRoom) -> dict[str, Any]:
    row = room.row
    decided = row.decided_at
    zero = next((grade for grade in room.state.grades if grade["t0"]), None)
    return {
        "known": span(row.occurred_at, row.known_at),
        "decided": span(row.known_at, decided) if decided else "",
        "zero": parse_timestamp(zero["t0"]) if zero else None,
        "zero_basis": zero["t0_basis"] if zero else "",
        "zero_fact": zero["fact"] if zero else "",
    }
