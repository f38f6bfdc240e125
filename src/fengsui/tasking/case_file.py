"""What an event's file must hold and what is missing (3.2.5), and the log of the first steps with times (5.2.1.2.b).

Reads the event's state and rows; decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.plan import Plan
from fengsui.response.state import EventState
from fengsui.tasking.models import Evidence, Order

Standing = Literal["there", "partly", "missing", "later"]
"""There, partly there, missing though its time has come, not due yet."""
NOTICES = ("first_notice", "written_report")


@dataclass(frozen=True, slots=True)
class Required:
    """One line of the checklist of a file. ``told``: what there is, or what is wanting; ``clause``: who asks for it."""

    name: str
    standing: Standing
    told: str
    clause: str


def required_records(
    state: EventState, plan: Plan, orders: Sequence[Order] | None, evidence: Sequence[Evidence] | None
) -> tuple[Required, ...]:
    """Every record the file of this event must hold, in the order of the work.

    ``orders``, ``evidence``: None for a reader who may not see them, who is told nothing about them.
    """
    rows = [
        Required("事件报告", "there", "已登记三个时间、来源和基本经过", "1.6.c"),
        _verified(state),
        _signed(state),
        _activated(state),
        *_papers(state, plan),
        *_tasks(state),
        *(() if orders is None else (_of_orders(orders),)),
        *(() if evidence is None else (_of_evidence(evidence),)),
        *_ending(state, plan),
    ]
    return tuple(rows)


def missing(rows: Iterable[Required]) -> int:
    """How many lines are wanting now."""
    return sum(row.standing in {"partly", "missing"} for row in rows)


def _verified(state: EventState) -> Required:
    waiting = [row for row in state.suspicions.values() if row.status == "suspected"]
    if waiting:
        return Required("爆雷核查签字", "missing", f"{len(waiting)} 家还没有两人签字", "1.6.d")
    told = f"{len(state.suspicions)} 家已有结论" if state.suspicions else "没有疑似爆雷"
    return Required("爆雷核查签字", "there", told, "1.6.d")


def _signed(state: EventState) -> Required:
    if not state.grades:
        return Required("定级签字、会签", "missing", "还没有签等级", "1.6.c")
    owed = sum(1 for owed in state.matters.owed.values())
    if owed:
        return Required("定级签字、会签", "partly", f"还有 {owed} 项会签、补签没有签", "1.1.f")
    return Required("定级签字、会签", "there", f"{len(state.grades)} 次", "1.6.c")


def _activated(state: EventState) -> Required:
    if state.activated:
        return Required(
            "启动令", "there", f"{state.activation['number']}，{state.activated['signatory']}签发", "3.2.3.a"
        )
    if state.grade is None:
        return Required("启动令", "later", "定级以后签发", "3.2.3.a")
    return Required("启动令", "missing", "起草了，等签发" if state.activation else "还没有起草", "3.2.3.a")


def _papers(state: EventState, plan: Plan) -> Iterable[Required]:
    """The notices that the plan sets a clock for at the event's grade, each with every office's receipt."""
    for kind in NOTICES:
        clock = plan.clocks.get(kind)
        if clock is None or state.grade not in clock.for_grades or state.notices_with:
            continue
        name = next((paper.name for paper in plan.papers if paper.id == kind), clock.name)
        sent = [paper for paper in state.papers.values() if paper.kind == kind and paper.status == "sent"]
        running = state.running(kind)
        if not sent and running and not any(one.lapsed for one in running):
            yield Required(name, "later", "还没有发出，没有到时限", clock.clause)
        elif not sent:
            yield Required(name, "missing", "还没有发出", clock.clause)
        elif running:
            yield Required(name, "partly", f"已发出，还有 {len(running)} 个单位没有回执", clock.clause)
        else:
            yield Required(name, "there", "已发出，回执齐全", clock.clause)


def _tasks(state: EventState) -> Iterable[Required]:
    if not state.tasks:
        yield Required("部门任务", "later", "启动以后下达", "1.3.j")
        return
    unsigned = [task.payload["department_name"] for task in state.tasks.values() if not task.acknowledged]
    told = f"没有签收的：{'、'.join(unsigned)}" if unsigned else f"{len(state.tasks)} 项全部签收"
    yield Required("任务签收", "partly" if unsigned else "there", told, "1.3.j")
    left = [task.payload["department_name"] for task in state.tasks.values() if not task.done]
    told = f"没有办结的：{'、'.join(left)}" if left else f"{len(state.tasks)} 项全部办结"
    standing: Standing = "there" if not left else "later" if state.is_open else "missing"
    yield Required("任务办结", standing, told, "1.3.j")


def _of_orders(orders: Sequence[Order]) -> Required:
    left = [row.number for row in orders if row.closed_at is None]
    if left:
        return Required("指令、督办单", "partly", f"没有关闭的：{'、'.join(left)}", "3.2.1")
    told = f"{len(orders)} 份全部关闭" if orders else "没有下达过"
    return Required("指令、督办单", "there", told, "3.2.1")


def _of_evidence(evidence: Sequence[Evidence]) -> Required:
    if not evidence:
        return Required("证据登记", "missing", "还没有登记证据", "1.6.a")
    return Required("证据登记", "there", f"{len(evidence)} 份，逐份有取证人和保管人", "1.6.a")


def _ending(state: EventState, plan: Plan) -> Iterable[Required]:
    later: Standing = "later" if state.is_open else "missing"
    ended = state.closing and state.status == "terminated"
    told = str(state.closing["reason"]) if ended else "终止时核对"
    yield Required("终止条件核对表", "there" if ended else later, told, "3.2.3.b")
    if any(form.id == "final_report" for form in plan.forms):
        sent = any(paper.kind == "final_report" and paper.status == "sent" for paper in state.papers.values())
        yield Required("终报（结案报告）", "there" if sent else later, "已发出" if sent else "终止以后报送", "1.3.l")


@dataclass(frozen=True, slots=True)
class LoggedAction:
    """One of the first steps: when, how long after it became known, who, what, the fact."""

    at: datetime
    minutes: int
    who: str
    what: str
    fact: str


_STEPS: Mapping[str, str] = {
    "event.opened": "建立事件，登记情况",
    "blowup.confirmed": "核实爆雷，两人签字",
    "grade.signed": "签等级",
    "plan.activated": "签发启动令，预案启动",
    "paper.sent": "发出报告",
    "task.issued": "下达任务",
    "task.acknowledged": "签收任务",
    "task.progressed": "反馈进展",
    "support.acknowledged": "经营地答复支持",
    "order.issued": "下达指令",
    "order.acknowledged": "签收指令",
    "order.progressed": "指令进展",
    "evidence.collected": "取得证据",
}


def initial_actions(state: EventState, facts: Sequence[Fact], *, first: str = "5.2.1.2.b") -> list[LoggedAction]:
    """The first steps with their times, oldest first. Of tasks only those that the plan says are first steps."""
    known = parse_timestamp(state.opened["known_at"])
    early = {task.fact for task in state.tasks.values() if first in task.payload["clauses"]}
    found = []
    for fact in facts:
        if fact.kind not in _STEPS:
            continue
        task = fact.reference if fact.kind == "task.issued" else str(fact.payload.get("task", ""))
        if fact.kind.startswith("task.") and task not in early:
            continue
        minutes = round((fact.happened_at - known).total_seconds() / 60)
        who, what = _told(fact, state, task)
        found.append(LoggedAction(fact.happened_at, minutes, who, what, fact.reference))
    return sorted(found, key=lambda row: (row.at, row.fact))


def _told(fact: Fact, state: EventState, task: str) -> tuple[str, str]:
    payload: Mapping[str, Any] = fact.payload
    what = _STEPS[fact.kind]
    if fact.kind.startswith("task.") and task in state.tasks:
        of = state.tasks[task].payload
        note = f"：{payload['note']}" if "note" in payload else ""
        return str(of["department_name"]), f"{what} {of['title']}{note}"
    if fact.kind.startswith("order."):
        return str(payload.get("owner_name") or payload.get("officer_name", "")), f"{what} {payload.get('title', '')}"
    if fact.kind == "grade.signed":
        return str(payload["officer_name"]), what
    if fact.kind == "plan.activated":
        return str(payload["signatory"]), what
    if fact.kind == "paper.sent":
        return "", f"{what} {payload['number']}"
    if fact.kind == "evidence.collected":
        return "、".join(row["name"] for row in payload["collectors"]), f"{what} {payload['what']}"
    return "", what
