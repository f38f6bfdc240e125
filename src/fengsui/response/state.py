"""An event as its facts add up. Pure and immutable: every fold returns a new state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.conduct.signatures import Matter, Matters
from fengsui.documents.state import PaperState, fold_paper_matters, fold_papers
from fengsui.ledger.canonical import Fact
from fengsui.response.hands import new_hands
from fengsui.response.joined_record import Joining

OPEN, DISMISSED, TERMINATED = "open", "dismissed", "terminated"


@dataclass(frozen=True, slots=True)
class FigureState:
    """A figure's newest value, and the fact it comes from."""

    name: str
    value: int | bool | str
    unit: str
    as_of: str
    source: str
    verification: str
    fact: str
    known_at: str


@dataclass(frozen=True, slots=True)
class SuspicionState:
    """A suspected blow-up: waiting, confirmed or rejected."""

    fact: str
    institution: str
    institution_name: str
    condition: str
    occurred_at: str
    known_at: str
    evidence: str
    status: str = "suspected"
    sheet: str = ""
    verification: str = ""


@dataclass(frozen=True, slots=True)
class ClockState:
    """A clock as the reactions see it."""

    fact: str
    definition: str
    subject: str
    provisional: bool
    started_at: str
    due_at: str
    running: bool = True
    settled: bool = False
    fired: tuple[str, ...] = ()

    @property
    def lapsed(self) -> bool:
        """Whether the line passed unsettled."""
        return "lapsed" in self.fired


@dataclass(frozen=True, slots=True)
class TaskState:
    """A department's task."""

    fact: str
    payload: Mapping[str, Any]
    issued_at: str = ""
    acknowledged: str = ""
    notes: tuple[Mapping[str, Any], ...] = ()
    done: str = ""


@dataclass(frozen=True, slots=True)
class EventState:
    """Everything an action, a reaction or a page needs to know about one event."""

    stream: str = ""
    opened: Mapping[str, Any] = field(default_factory=dict)
    status: str = ""
    support_regions: tuple[str, ...] = ()
    institutions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    figures: Mapping[str, FigureState] = field(default_factory=dict)
    figure_history: tuple[FigureState, ...] = ()
    suspicions: Mapping[str, SuspicionState] = field(default_factory=dict)
    situation: Mapping[str, Any] = field(default_factory=dict)
    proposal: Mapping[str, Any] = field(default_factory=dict)
    proposal_fact: str = ""
    proposal_hash: str = ""
    proposal_open: bool = False
    grades: tuple[Mapping[str, Any], ...] = ()
    notices_with: str = ""
    spell_floor: int = 0
    """Number of the fact that ended the last spell of grade 1 here: older papers and receipts serve no later one."""
    corrections: tuple[Mapping[str, Any], ...] = ()
    clocks: Mapping[str, ClockState] = field(default_factory=dict)
    matters: Matters = field(default_factory=Matters)
    activation: Mapping[str, Any] = field(default_factory=dict)
    activation_fact: str = ""
    activated: Mapping[str, Any] = field(default_factory=dict)
    activated_at: str = ""
    tasks: Mapping[str, TaskState] = field(default_factory=dict)
    support: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    papers: Mapping[str, PaperState] = field(default_factory=dict)
    termination: Mapping[str, Any] = field(default_factory=dict)
    closing: Mapping[str, Any] = field(default_factory=dict)
    joining: Joining = field(default_factory=Joining)

    @property
    def is_open(self) -> bool:
        """Neither a false alarm nor terminated."""
        return self.status == OPEN

    @property
    def grade(self) -> str | None:
        """The signed grade, if any."""
        return str(self.grades[-1]["grade"]) if self.grades else None

    @property
    def regions(self) -> tuple[str, ...]:
        """Where the event belongs: lead first, then support (clauses 1.2.g, 5.2.1.0.b–c)."""
        return (self.opened["lead_region"], *self.support_regions) if self.opened else ()

    @property
    def has_part(self) -> bool:
        """Whether a blow-up or a head-count of its own stands: only then a grade is proposed here.

        A blow-up on a warning's sheet is its own where it holds the institution.
        """
        standing = any(suspicion.status != "rejected" for suspicion in self.suspicions.values())
        on_sheet = any(not row["event"] and row["institution"] in self.institutions for row in self._snapshot)
        return standing or on_sheet or "on_site_head_count" in self.figures

    @property
    def unverified(self) -> bool:
        """待核实: the rules opened it, and no officer has signed a grade or found a false alarm yet."""
        return bool(self.opened.get("unverified")) and self.is_open and not self.grades

    @property
    def _snapshot(self) -> Iterable[Mapping[str, Any]]:
        rows: Iterable[Mapping[str, Any]] = self.situation.get("blowups", ())
        return rows

    def running(self, *definitions: str) -> tuple[ClockState, ...]:
        """Clocks that still run, of these definitions."""
        return tuple(clock for clock in self.clocks.values() if clock.running and clock.definition in definitions)


def fold_event(state: EventState, fact: Fact) -> EventState:
    """The state after one more fact. Kinds that change nothing here pass through."""
    if fact.kind.startswith("clock."):
        return replace(state, clocks=_fold_clocks(state.clocks, fact))
    if fact.kind.startswith(("paper.", "receipt.")):
        matters = fold_paper_matters(state.matters, fact)
        return replace(state, papers=fold_papers(state.papers, fact), matters=matters)
    if fact.kind.startswith(("signature.", "countersignature.")):
        return replace(state, matters=state.matters.fold(fact))
    step = _STEPS.get(fact.kind)
    return step(state, fact) if step else state


def _opened(state: EventState, fact: Fact) -> EventState:
    payload = fact.payload
    state = replace(
        state,
        stream=fact.stream,
        opened=payload,
        status=OPEN,
        support_regions=tuple(payload["support_regions"]),
        institutions={row["id"]: row for row in payload["institutions"]},
        situation=payload["situation"],
    )
    state = _with_figures(state, payload["figures"], fact, payload["known_at"])
    return _with_suspicion(state, payload["suspicion"], fact) if payload["suspicion"] else state


def _figures(state: EventState, fact: Fact) -> EventState:
    state = replace(state, situation=fact.payload["situation"])
    return _with_figures(state, fact.payload["figures"], fact, fact.payload["known_at"])


def _with_figures(state: EventState, rows: Any, fact: Fact, known_at: str) -> EventState:
    new = tuple(FigureState(fact=fact.reference, known_at=known_at, **row) for row in rows)
    return replace(
        state,
        figures={**state.figures, **{figure.name: figure for figure in new}},
        figure_history=(*state.figure_history, *new),
    )


def _suspected(state: EventState, fact: Fact) -> EventState:
    institution = fact.payload["institution"]
    state = replace(
        state,
        institutions={**state.institutions, institution["id"]: institution},
        support_regions=tuple(fact.payload["support_regions"]),
        situation=fact.payload["situation"],
    )
    return _with_suspicion(state, fact.payload["suspicion"], fact)


def _with_suspicion(state: EventState, row: Mapping[str, Any], fact: Fact) -> EventState:
    name = state.institutions[row["institution"]]["name"]
    suspicion = SuspicionState(fact=fact.reference, institution_name=name, **row)
    title = f"确认爆雷：{name}（{row['condition']}）"
    return replace(
        state,
        suspicions={**state.suspicions, fact.reference: suspicion},
        matters=state.matters.opened(Matter(fact.reference, "confirm_blowup", title, fact.hash)),
    )


def _settle_suspicion(state: EventState, fact: Fact) -> EventState:
    opened = fact.payload["matter"]
    status = "confirmed" if fact.kind == "blowup.confirmed" else "rejected"
    return replace(
        state,
        suspicions={**state.suspicions, opened: replace(state.suspicions[opened], status=status)},
        matters=state.matters.closed(opened),
        situation=_after_verdict(state, state.suspicions[opened], confirmed=status == "confirmed"),
    )


def _after_verdict(state: EventState, suspicion: SuspicionState, *, confirmed: bool) -> Mapping[str, Any]:
    """The snapshot with this blow-up confirmed, or without it: a rejected suspicion no longer counts (1.6.d)."""
    rows = []
    for row in state.situation["blowups"]:
        if (row["event"], row["institution"]) != (state.stream, suspicion.institution):
            rows.append(row)
        elif confirmed:
            rows.append({**row, "confirmed": True})
    return {**state.situation, "blowups": rows}


def _proposed(state: EventState, fact: Fact) -> EventState:
    return replace(
        state,
        proposal=fact.payload,
        proposal_fact=fact.reference,
        proposal_hash=fact.hash,
        proposal_open=fact.payload["grade"] is not None and fact.payload["grade"] != state.grade,
    )


def _assessed(state: EventState, fact: Fact) -> EventState:
    return replace(state, situation=fact.payload["situation"])


def _taken_over(state: EventState, _fact: Fact) -> EventState:
    return replace(state, notices_with="")


def _graded(state: EventState, fact: Fact) -> EventState:
    signed = {**fact.payload, "fact": fact.reference, "signed_at": fact.happened_at.isoformat(), "hash": fact.hash}
    matters = state.matters
    if fact.payload["direction"] in {"first", "upgrade"}:
        matters = matters.opened(
            Matter(fact.reference, "upgrade_grade", "定级会签", fact.hash, fact.payload["grade"], closed=True)
        )
    leaves = fact.payload["previous"] == "extraordinary" and fact.payload["direction"] == "downgrade"
    return replace(
        state,
        grades=(*state.grades, signed),
        proposal_open=False,
        matters=matters,
        situation=fact.payload.get("situation") or state.situation,
        notices_with=fact.payload.get("notices_with", ""),
        spell_floor=fact.number if leaves else state.spell_floor,
    )


def _correction_raised(state: EventState, fact: Fact) -> EventState:
    matter = Matter(fact.reference, "upgrade_grade", "T0更正", fact.hash, state.grade, closed=True)
    raised = {**fact.payload, "fact": fact.reference}
    return replace(state, corrections=(*state.corrections, raised), matters=state.matters.opened(matter))


def _proposal_rejected(state: EventState, _fact: Fact) -> EventState:
    return replace(state, proposal_open=False)


def _activation_drafted(state: EventState, fact: Fact) -> EventState:
    matters = state.matters.closed(state.activation_fact) if state.activation_fact else state.matters
    matter = Matter(
        fact.reference, "activate_plan", f"启动令：{fact.payload['matters']}", fact.hash, fact.payload["grade"]
    )
    return replace(state, activation=fact.payload, activation_fact=fact.reference, matters=matters.opened(matter))


def _activated(state: EventState, fact: Fact) -> EventState:
    return replace(
        state,
        activated={**fact.payload, "fact": fact.reference},
        activated_at=fact.happened_at.isoformat(),
        matters=state.matters.closed(fact.payload["order"]),
    )


def _task_issued(state: EventState, fact: Fact) -> EventState:
    return replace(
        state,
        tasks={**state.tasks, fact.reference: TaskState(fact.reference, fact.payload, fact.happened_at.isoformat())},
    )


def _task_changed(state: EventState, fact: Fact) -> EventState:
    task = state.tasks[fact.payload["task"]]
    at = fact.happened_at.isoformat()
    if fact.kind == "task.acknowledged":
        task = replace(task, acknowledged=at)
    elif fact.kind == "task.handed_over":
        task = replace(task, payload={**task.payload, **new_hands(fact.payload)})
    else:
        note = {"note": fact.payload["note"], "at": at, "fact": fact.reference}
        task = replace(task, notes=(*task.notes, note), done=at if fact.payload["done"] else task.done)
    return replace(state, tasks={**state.tasks, task.fact: task})


def _support(state: EventState, fact: Fact) -> EventState:
    if fact.kind == "support.requested":
        return replace(
            state,
            support={
                **state.support,
                fact.reference: {**fact.payload, "requested_at": fact.happened_at.isoformat(), "answer": None},
            },
        )
    request = fact.payload["request"]
    answered = {**state.support[request], "answer": {**fact.payload, "fact": fact.reference}}
    return replace(state, support={**state.support, request: answered})


def _termination_proposed(state: EventState, fact: Fact) -> EventState:
    matters = state.matters.closed(state.termination["fact"]) if state.termination else state.matters
    title = f"终止：{fact.payload['reason']}"
    matter = Matter(fact.reference, "terminate_event", title, fact.hash, fact.payload["grade"])
    return replace(state, termination={**fact.payload, "fact": fact.reference}, matters=matters.opened(matter))


def _closed(state: EventState, fact: Fact) -> EventState:
    status = DISMISSED if fact.kind == "event.dismissed" else TERMINATED
    closing = {**fact.payload, "at": fact.happened_at.isoformat(), "fact": fact.reference}
    return replace(state, status=status, closing=closing)


def _fold_clocks(clocks: Mapping[str, ClockState], fact: Fact) -> Mapping[str, ClockState]:
    payload = fact.payload
    if fact.kind == "clock.started":
        clock = ClockState(
            fact.reference,
            payload["definition"],
            payload["subject"],
            payload["provisional"],
            payload["started_at"],
            payload["due_at"],
        )
        return {**clocks, fact.reference: clock}
    clock = clocks[payload["clock"]]
    match fact.kind:
        case "clock.confirmed":
            clock = replace(
                clock,
                provisional=False,
                started_at=payload["started_at"],
                due_at=payload["due_at"],
                fired=tuple(payload["fired"]),
            )
        case "clock.warned" | "clock.lapsed":
            clock = replace(clock, fired=tuple(payload["fired"]))
        case "clock.settled" | "clock.cancelled" | "clock.ended":
            clock = replace(clock, running=False, settled=fact.kind == "clock.settled")
    return {**clocks, clock.fact: clock}


_STEPS = {
    "event.opened": _opened,
    "figures.recorded": _figures,
    "blowup.suspected": _suspected,
    "blowup.confirmed": _settle_suspicion,
    "blowup.rejected": _settle_suspicion,
    "grade.proposed": _proposed,
    "situation.assessed": _assessed,
    "notices.taken_over": _taken_over,
    "grade.signed": _graded,
    "grade.proposal_rejected": _proposal_rejected,
    "t0.correction_raised": _correction_raised,
    "activation.drafted": _activation_drafted,
    "plan.activated": _activated,
    "task.issued": _task_issued,
    "task.acknowledged": _task_changed,
    "task.progressed": _task_changed,
    "task.handed_over": _task_changed,
    "support.requested": _support,
    "support.acknowledged": _support,
    "event.dismissed": _closed,
    "termination.proposed": _termination_proposed,
    "event.terminated": _closed,
}
