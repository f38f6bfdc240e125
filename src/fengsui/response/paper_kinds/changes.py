"""What changed in an event since its last report that went out: the whole content of a 续报. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from fengsui.documents.state import PaperState
from fengsui.ledger.canonical import Fact, parse_timestamp, split_reference
from fengsui.response.figures import TYPED, EventFigure
from fengsui.response.rhythm import REPORTS
from fengsui.response.state import EventState, FigureState, SuspicionState, TaskState

MEANWHILE = ("blowup.suspected", "blowup.confirmed", "blowup.rejected")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure as the last report had it (None: nobody knew it) and as it is now."""

    definition: EventFigure
    old: FigureState | None
    new: FigureState


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task that moved, with the fact by which it did and what was last said of it."""

    task: TaskState
    fact: str
    note: str


def number_of(reference: str) -> int:
    """The number of a fact in its stream."""
    return split_reference(reference)[1]


def last_report(state: EventState) -> PaperState | None:
    """The newest 首报, 书面报告 or 续报 that went out."""
    sent = [paper for paper in state.papers.values() if paper.kind in REPORTS and paper.sent is not None]
    return max(sent, key=lambda paper: number_of(paper.opened), default=None)


def floor_of(report: PaperState | None) -> int:
    """Facts up to this number were known when the report was written; 0 where there is none."""
    return number_of(report.opened) if report else 0


def changed_figures(state: EventState, floor: int) -> list[FigureChange]:
    """Figures whose value, or how far it was checked, is another than at fact number ``floor``."""
    changes = []
    for definition in TYPED:
        now = state.figures.get(definition.name)
        if now is None or number_of(now.fact) <= floor:
            continue
        old = figure_at(state, definition.name, floor)
        if old is None or (old.value, old.verification) != (now.value, now.verification):
            changes.append(FigureChange(definition, old, now))
    return changes


def figure_at(state: EventState, name: str, floor: int) -> FigureState | None:
    """The figure as it was known at fact number ``floor``."""
    known = [row for row in state.figure_history if row.name == name and number_of(row.fact) <= floor]
    return known[-1] if known else None


def changed_tasks(state: EventState, facts: Iterable[Fact], floor: int) -> list[TaskChange]:
    """Tasks issued, signed for, reported on or finished since."""
    moved: dict[str, tuple[str, str]] = {}
    for fact in facts:
        if fact.number <= floor:
            continue
        match fact.kind:
            case "task.issued":
                moved[fact.reference] = (fact.reference, "")
            case "task.acknowledged":
                moved[fact.payload["task"]] = (fact.reference, "")
            case "task.progressed":
                moved[fact.payload["task"]] = (fact.reference, str(fact.payload["note"]))
    return [TaskChange(state.tasks[task], *told) for task, told in moved.items() if task in state.tasks]


def new_institutions(state: EventState) -> list[SuspicionState]:
    """Suspicions by which an institution entered the event, in order."""
    known = {row["id"] for row in state.opened["institutions"]}
    entered = []
    for suspicion in state.suspicions.values():
        if suspicion.institution not in known:
            known.add(suspicion.institution)
            entered.append(suspicion)
    return entered


def sent_moment(paper: PaperState) -> str:
    """When a sent paper went out: its latest sending; when it was approved where it has no receiving unit."""
    sendings = [str(row["sent_at"]) for row in paper.sent["sendings"]] if paper.sent else []
    return max(sendings, key=parse_timestamp, default=paper.approved_at)
