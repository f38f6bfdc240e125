"""What a running clock waits for, and the one button that does it (interface: time first)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.access import Actor, may
from fengsui.documents.state import PaperState, newest, under_way
from fengsui.ledger.canonical import split_reference
from fengsui.response.paper_kinds.changes import last_report
from fengsui.response.rhythm import CLOCK
from fengsui.response.state import EventState

NOTICES = {"first_notice", "written_report"}


@dataclass(frozen=True, slots=True)
class Step:
    """How things stand, the button and where it leads. Without the permission the page says whose turn it is."""

    state: str
    button: str
    address: str
    allowed: bool
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One line of clocks: one clock, or several of one kind that wait for the same thing by the same moment."""

    stream: str
    event_name: str
    name: str
    subjects: tuple[str, ...]
    clause: str
    parameter: str
    provisional: bool
    owner_roles: tuple[str, ...]
    started_at: datetime
    due_at: datetime
    step: Step

    @property
    def home(self) -> str:
        """The address of what the clock belongs to."""
        return reverse("event", kwargs={"number": self.stream.partition("/")[2]})

    @property
    def subject(self) -> str:
        """For whom, in a few words."""
        told = "、".join(self.subjects[:3])
        if len(self.subjects) <= 3:  # noqa: PLR2004 (what fits on a line)
            return told
        return gettext("%(told)s等 %(count)d 家") % {"told": told, "count": len(self.subjects)}


def clock_lines(clocks: Iterable[dict[str, Any]], states: dict[str, EventState], actor: Actor) -> list[ClockLine]:
    """Running clocks, nearest line first. Clocks that one and the same step settles stand on one line."""
    lines: dict[tuple[Any, ...], tuple[dict[str, Any], list[str], Step]] = {}
    # By the fact that started them, so that addressees stand in the plan's order (clause 5.2.1.1) for every paper.
    for clock in sorted(clocks, key=lambda clock: (clock["due_at"], clock["stream"], split_reference(clock["id"])[1])):
        if clock["status"] != "running":
            continue
        step = step_for(clock, states[clock["stream"]], actor)
        alone = clock["definition"] not in NOTICES | {"task_acknowledgement"}
        key = (clock["stream"], clock["definition"], clock["due_at"], clock["id"] if alone else step)
        lines.setdefault(key, (clock, [], step))[1].append(clock["subject_name"])
    return [_line(clock, tuple(subjects), step, actor) for clock, subjects, step in lines.values()]


def _line(clock: dict[str, Any], subjects: tuple[str, ...], step: Step, actor: Actor) -> ClockLine:
    if clock["definition"] == "task_acknowledgement" and len(subjects) == 1:
        step = _one_task(clock, actor)
    return ClockLine(
        stream=clock["stream"],
        event_name=clock.get("event_name", ""),
        name=clock["name"],
        subjects=subjects,
        clause=clock["clause"],
        parameter=clock["parameter"],
        provisional=clock["provisional"],
        owner_roles=tuple(clock["owner_roles"]),
        started_at=clock["started_at"],
        due_at=clock["due_at"],
        step=step,
    )


def next_line(lines: Sequence[ClockLine], now: datetime) -> ClockLine | None:
    """The line that matters most: the plan's own numbers before 省定参数, lapsed before running, else the nearest."""
    return min(lines, key=lambda line: (bool(line.parameter), line.due_at > now, line.due_at), default=None)


def step_for(clock: dict[str, Any], state: EventState, actor: Actor) -> Step:
    """What settles this clock, as things stand."""
    number = clock["stream"].partition("/")[2]
    match clock["definition"]:
        case "first_notice" | "written_report" as kind:
            return _notice(number, kind, clock["subject"], state, actor)
        case "follow_up_report":
            return _follow_up(number, state, actor)
        case "first_information" | "briefing":
            address = reverse("event.statements", kwargs={"number": number})
            return Step(gettext("还没登记发布"), gettext("登记发布"), address, may(actor, "response.record_statement"))
        case "activation":
            return _activation(number, state, actor)
        case "task_acknowledgement":
            address = reverse("event.tasks", kwargs={"number": number})
            allowed = may(actor, "response.acknowledge_task_by_telephone")
            return Step(gettext("等签收"), gettext("催办、代记"), address, allowed)
        case "support_acknowledgement":
            allowed = may(actor, "response.record_support_answer")
            return _at("event.support", clock["subject"], gettext("等答复"), gettext("登记答复"), allowed=allowed)
        case "countersignature":
            owed = state.matters.owed.get(clock["subject"])
            mine = owed is not None and owed.officer in {"", actor.officer} and bool(actor.roles & set(owed.roles))
            return _at("event.countersign", clock["subject"], gettext("等补签"), gettext("去补签"), allowed=mine)
    return Step("", gettext("打开事件"), reverse("event", kwargs={"number": number}), allowed=True, urgent=False)


def _at(route: str, reference: str, state: str, button: str, *, allowed: bool) -> Step:
    stream, fact = split_reference(reference)
    address = reverse(route, kwargs={"number": stream.partition("/")[2], "fact": fact})
    return Step(state, button, address, allowed)


def _one_task(clock: dict[str, Any], actor: Actor) -> Step:
    allowed = may(actor, "response.acknowledge_task_by_telephone")
    return _at("task", clock["subject"], gettext("等签收"), gettext("催办、代记"), allowed=allowed)


def _notice(number: str, kind: str, addressee: str, state: EventState, actor: Actor) -> Step:
    paper = newest(state.papers, kind, "submitted", "approved", "sent", after=state.spell_floor)
    if paper is None:
        address = reverse("paper.draft", kwargs={"number": number, "kind": kind})
        return Step(gettext("还没送签"), gettext("起草送签"), address, may(actor, "documents.draft_paper"))
    if paper.status == "submitted":
        return _at("event.sign", paper.opened, gettext("等批准"), gettext("审签"), allowed=may(actor, "response.sign"))
    if paper.status == "approved":
        allowed = may(actor, "documents.send_paper")
        return _at("paper.send", paper.opened, gettext("已批准，等发出"), gettext("发出"), allowed=allowed)
    return receipt_step(paper, addressee, actor)


def _follow_up(number: str, state: EventState, actor: Actor) -> Step:
    """The next report of the rhythm: the first are 首报 and 书面报告, then 续报 after 续报."""
    address = reverse("event.papers", kwargs={"number": number})
    allowed = may(actor, "documents.draft_paper")
    if last_report(state) is None:
        return Step(gettext("先报首报、书面报告"), gettext("看公文"), address, allowed, urgent=False)
    paper = under_way(state.papers, CLOCK)
    if paper is None:
        address = reverse("paper.draft", kwargs={"number": number, "kind": CLOCK})
        return Step(gettext("续报还没送签"), gettext("起草续报"), address, allowed)
    if paper.status == "submitted":
        return _at("event.sign", paper.opened, gettext("等批准"), gettext("审签"), allowed=may(actor, "response.sign"))
    allowed = may(actor, "documents.send_paper")
    return _at("paper.send", paper.opened, gettext("已批准，等发出"), gettext("发出"), allowed=allowed)


def receipt_step(paper: PaperState, addressee: str, actor: Actor) -> Step:
    """The paper is out: its receipt is wanted."""
    stream, fact = split_reference(paper.opened)
    arguments = {"number": stream.partition("/")[2], "fact": fact, "addressee": addressee}
    address = reverse("paper.receipt", kwargs=arguments)
    return Step(gettext("已发出，等回执"), gettext("登记回执"), address, may(actor, "documents.record_receipt"))


def _activation(number: str, state: EventState, actor: Actor) -> Step:
    if state.activation_fact and not state.activated:
        allowed = may(actor, "response.sign")
        return _at("event.sign", state.activation_fact, gettext("启动令等签发"), gettext("审签启动令"), allowed=allowed)
    address = reverse("event.activation", kwargs={"number": number})
    return Step(gettext("启动令还没起草"), gettext("起草启动令"), address, may(actor, "response.draft_activation"))
