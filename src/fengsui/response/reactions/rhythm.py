"""The rhythm of the 续报: a clock that each report settles and starts anew, and that a major change brings forward."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from fengsui.clock.calendar import calendar_version
from fengsui.conduct.clock_facts import ClockEnded, ClockSettled, ClockStarted
from fengsui.conduct.house import Derived, Situation
from fengsui.ledger.canonical import parse_timestamp
from fengsui.plan import Plan
from fengsui.response import rules
from fengsui.response.paper_kinds.changes import figure_at, last_report, new_institutions
from fengsui.response.reactions.clocks import stop_clocks
from fengsui.response.rhythm import CLOCK, REPORTS, Line, at_once, next_line
from fengsui.response.state import EventState

BY_INTERVAL = "按期"
PULLS = {
    "casualty_count": "casualties",
    "on_site_head_count": "crowd",
    "case_filed": "case_filed",
    "account_controlled": "account_controlled",
}
"""Figure → the trigger of the plan's cycle that its change pulls."""


def start_rhythm(situation: Situation) -> Iterable[Derived]:
    """A grade that needs the notices starts the rhythm; any other ends it (不再适用).

    Where the offices were told another grade before, the change itself is reported at once; after a downgrade that is
    the last report that the rhythm asks for.
    """
    state: EventState = situation.state
    why, line = _grade_changed(situation), at_once(situation.plan, situation.now)
    if not _owed(state, situation.plan):
        name = situation.plan.grade(str(state.grade)).name
        told = "同一轮的续报由另一事件承担" if state.notices_with else f"等级定为{name}"
        yield from stop_clocks(state.running(CLOCK), told)
        if why and line and not state.notices_with:
            yield _started(situation, line, situation.now, f"立即：{why}")
    elif why and line:
        yield from _brought_forward(situation, line, why)
    elif not state.running(CLOCK):
        line = next_line(situation.plan, t0=_zero(state, situation.now), sent_at=situation.fact.happened_at)
        if line:
            yield _started(situation, line, situation.fact.happened_at, BY_INTERVAL)


def report_sent(situation: Situation) -> Iterable[Derived]:
    """A 首报, 书面报告 or 续报 that went out settles the clock, by when it was sent, and starts the next."""
    state, payload = situation.state, situation.fact.payload
    if not isinstance(state, EventState) or payload["kind"] not in REPORTS:  # warnings send papers too
        return
    running = state.running(CLOCK)
    if not running:
        return
    sent_at = max((parse_timestamp(row["sent_at"]) for row in payload["sendings"]), default=situation.fact.happened_at)
    for clock in running:
        settled = ClockSettled(clock=clock.fact, settled_at=sent_at, by=situation.fact.reference)
        yield Derived(settled, rule="clock-settled", key=clock.fact)
    if state.is_open and _owed(state, situation.plan):
        before = max(parse_timestamp(clock.due_at) for clock in running)
        line = next_line(situation.plan, t0=_zero(state, sent_at), sent_at=sent_at, settled=before)
        if line:
            yield _started(situation, line, sent_at, BY_INTERVAL)


def bring_forward(situation: Situation) -> Iterable[Derived]:
    """A major change of what a report told is reported at once: the running clock ends, a shorter one begins."""
    state: EventState = situation.state
    why, line = _major_change(situation), at_once(situation.plan, situation.now)
    if state.running(CLOCK) and why and line and last_report(state) is not None:
        yield from _brought_forward(situation, line, why)


def _brought_forward(situation: Situation, line: Line, why: str) -> Iterable[Derived]:
    """The clocks that run end and one at ``line`` begins, unless one of them is due before it anyway."""
    running = situation.state.running(CLOCK)
    if any(parse_timestamp(clock.due_at) <= line.due_at for clock in running):
        return
    for clock in running:
        ended = ClockEnded(clock=clock.fact, reason=f"{why}，改为立即续报")
        yield Derived(ended, rule="follow-up-at-once", key=clock.fact)
    yield _started(situation, line, situation.now, f"立即：{why}")


def _grade_changed(situation: Situation) -> str:
    """The plan's word for a changed grade, where another grade was signed before and a report had gone out."""
    state: EventState = situation.state
    grades = [row["grade"] for row in state.grades]
    changed = situation.fact.kind == "grade.signed" and len(set(grades[-2:])) > 1
    return _triggers(situation.plan).get("grade_changed", "") if changed and last_report(state) is not None else ""


def _triggers(plan: Plan) -> Mapping[str, str]:
    """What of the plan's cycle is reported at once: id → name."""
    return {row.id: row.name for cycle in plan.cycles if cycle.id == CLOCK for row in cycle.triggers}


def _major_change(situation: Situation) -> str:
    """The trigger of the plan's cycle that this fact pulls; empty for none."""
    state: EventState = situation.state
    fact = situation.fact
    found = ""
    if fact.kind == "blowup.suspected":
        found = "institution_added" if any(row.fact == fact.reference for row in new_institutions(state)) else ""
    for row in fact.payload["figures"] if fact.kind == "figures.recorded" else ():
        before = figure_at(state, row["name"], fact.number - 1)
        changed = (before.value if before else 0) != row["value"]
        if changed and row["name"] in PULLS:
            found = found or PULLS[row["name"]]
    return _triggers(situation.plan).get(found, "")


def _owed(state: EventState, plan: Plan) -> bool:
    """Whether this event reports by the rhythm now."""
    grade = state.grade
    return grade is not None and plan.grade(grade).rank == rules.GRAVEST and not state.notices_with


def _zero(state: EventState, otherwise: datetime) -> datetime:
    signed = next((grade["t0"] for grade in reversed(state.grades) if grade["t0"]), None)
    return parse_timestamp(signed) if signed else otherwise


def _started(situation: Situation, line: Line, started_at: datetime, told: str) -> Derived:
    definition = situation.plan.clocks[CLOCK]
    minutes = (line.due_at - started_at).total_seconds() / 60
    started = ClockStarted(
        definition=CLOCK,
        name=definition.name,
        subject=CLOCK,
        subject_name=told,
        clause=definition.clause,
        parameter=line.term.parameter or "",
        owner_roles=("R3", "R7"),
        started_at=started_at,
        due_at=line.due_at,
        warn_before_minutes=tuple(before for before in definition.warn_before_minutes if before < minutes),
        calendar_version=calendar_version(),
    )
    return Derived(started, rule=CLOCK, key=situation.fact.reference, clause=definition.clause)
