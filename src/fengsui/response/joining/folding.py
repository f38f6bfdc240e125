"""How the facts of this package add up in an event's state. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fengsui.conduct.signatures import Matter, Signature
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.response.joined_record import MERGED
from fengsui.response.state import OPEN, EventState, FigureState, SuspicionState, TaskState, fold_event


def fold_whole_event(state: EventState, fact: Fact) -> EventState:
    """The state after one more fact, these kinds included."""
    step = _STEPS.get(fact.kind)
    return step(state, fact) if step else fold_event(state, fact)


def _told(fact: Fact) -> Mapping[str, Any]:
    return {**fact.payload, "fact": fact.reference, "at": fact.happened_at.isoformat()}


def _merged(state: EventState, fact: Fact) -> EventState:
    matters = state.matters
    for opened in fact.payload["closed"]:
        matters = matters.closed(opened)
    return replace(state, status=MERGED, closing=_told(fact), matters=matters)


def _absorbed(state: EventState, fact: Fact) -> EventState:
    payload = fact.payload
    institutions = {row["id"]: row for row in payload["institutions"]}
    grades = state.grades
    if payload["t0"]:
        grades = (*grades[:-1], {**grades[-1], "t0": payload["t0"], "t0_basis": payload["t0_basis"]})
    told = {key: payload[key] for key in ("event", "merged", "reason", "officer_name")}
    told |= {"fact": fact.reference, "at": fact.happened_at.isoformat(), "institutions": tuple(institutions)}
    state = replace(
        state,
        institutions={**institutions, **state.institutions},
        support_regions=tuple(payload["support_regions"]),
        situation=payload["situation"],
        grades=grades,
        notices_with=payload["notices_with"],
        joining=replace(state.joining, absorbed=(*state.joining.absorbed, told)),
    )
    return _with_figures(state, payload["figures"])


def _with_figures(state: EventState, rows: Any) -> EventState:
    """Figures of both, in order of knowledge: the newest known counts, every value stays."""
    taken = tuple(FigureState(**row) for row in rows)
    history = tuple(sorted((*state.figure_history, *taken), key=lambda figure: figure.known_at))
    newest = {figure.name: figure for figure in taken}
    for name, figure in state.figures.items():
        if name not in newest or newest[name].known_at <= figure.known_at:
            newest[name] = figure
    return replace(state, figures=newest, figure_history=history)


def _suspicion(state: EventState, fact: Fact) -> EventState:
    payload = fact.payload
    row, name = payload["suspicion"], payload["institution"]["name"]
    taken = SuspicionState(fact=fact.reference, institution_name=name, status=payload["status"], **row)
    signatures = tuple(Signature(**signature) for signature in payload["signatures"])
    title = f"确认爆雷：{name}（{row['condition']}）"
    matter = Matter(fact.reference, "confirm_blowup", title, fact.hash, None, signatures)
    return replace(
        state,
        suspicions={**state.suspicions, fact.reference: taken},
        institutions={**state.institutions, row["institution"]: payload["institution"]},
        matters=state.matters.opened(replace(matter, closed=payload["status"] == "confirmed")),
    )


def _task(state: EventState, fact: Fact) -> EventState:
    payload = fact.payload
    signed = payload["acknowledged_at"]
    task = TaskState(fact.reference, payload, _iso(payload["issued_at"]), _iso(signed) if signed else "")
    return replace(state, tasks={**state.tasks, fact.reference: task})


def _iso(moment: str) -> str:
    """A ledger's timestamp as the state spells moments."""
    return parse_timestamp(moment).isoformat()


def _support(state: EventState, fact: Fact) -> EventState:
    request = {**fact.payload, "requested_at": _iso(fact.payload["requested_at"]), "answer": None}
    return replace(state, support={**state.support, fact.reference: request})


def _overseen(state: EventState, fact: Fact) -> EventState:
    request = fact.payload["request"]
    told = {**state.support[request], "overseen_by": _told(fact)}
    return replace(state, support={**state.support, request: told})


def _split_off(state: EventState, fact: Fact) -> EventState:
    payload = fact.payload
    gone = set(payload["suspicions"])
    matters = state.matters
    for opened in gone:
        matters = matters.closed(opened)
    return replace(
        state,
        institutions={key: row for key, row in state.institutions.items() if key != payload["institution"]},
        suspicions={key: row for key, row in state.suspicions.items() if key not in gone},
        matters=matters,
        situation=payload["situation"],
        joining=replace(state.joining, split_off=(*state.joining.split_off, _told(fact))),
    )


def _split_received(state: EventState, fact: Fact) -> EventState:
    told = {key: fact.payload[key] for key in ("event", "split", "reason")}
    told |= {"fact": fact.reference, "at": fact.happened_at.isoformat()}
    return replace(state, situation=fact.payload["situation"], joining=replace(state.joining, split_from=told))


def _reopened(state: EventState, fact: Fact) -> EventState:
    payload = fact.payload
    matters, suspicions = state.matters, dict(state.suspicions)
    for opened in payload["suspicions"]:
        suspicions[opened] = replace(suspicions[opened], status="suspected")
        matters = matters.opened(replace(matters.by_fact[opened], closed=False))
    if state.termination:
        matters = matters.closed(state.termination["fact"])
    told = {**_told(fact), "ended": state.closing, "ended_as": state.status}
    return replace(
        state,
        status=OPEN,
        closing={},
        termination={},
        matters=matters,
        suspicions=suspicions,
        joining=replace(state.joining, reopened=(*state.joining.reopened, told)),
    )


def _transferred(state: EventState, fact: Fact) -> EventState:
    payload = fact.payload
    return replace(
        state,
        opened={**state.opened, "lead_region": payload["region"]},
        support_regions=tuple(payload["support_regions"]),
        joining=replace(state.joining, transfers=(*state.joining.transfers, _told(fact))),
    )


def _extended(state: EventState, fact: Fact) -> EventState:
    return replace(state, joining=replace(state.joining, extended=_told(fact)))


def _lenders(state: EventState, fact: Fact) -> EventState:
    return replace(state, joining=replace(state.joining, lenders=_told(fact)))


def _notified(state: EventState, fact: Fact) -> EventState:
    notified = {**state.joining.notified, fact.payload["region"]: _told(fact)}
    return replace(state, joining=replace(state.joining, notified=notified))


_STEPS: Mapping[str, Callable[[EventState, Fact], EventState]] = {
    "event.merged": _merged,
    "event.absorbed": _absorbed,
    "suspicion.taken_over": _suspicion,
    "task.taken_over": _task,
    "support.taken_over": _support,
    "support.overseen": _overseen,
    "institution.split_off": _split_off,
    "split.received": _split_received,
    "event.reopened": _reopened,
    "lead.transferred": _transferred,
    "lenders.counted": _lenders,
    "activation.extended": _extended,
    "neighbour.notified": _notified,
}
