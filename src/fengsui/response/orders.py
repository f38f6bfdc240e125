"""The activation order as a paper (启动令, clause 3.2.3.a; 应对法 2024 art. 72): composed from facts, on demand."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.world import this_world
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Block, KeyValueRow, KeyValueTable, Paper, Run, Section, Table
from fengsui.plan import Plan
from fengsui.plan.citing import citation, cited, law_on
from fengsui.registry.queries import region_name
from fengsui.response.queries import EventRoom
from fengsui.response.state import EventState
from fengsui.response.wording import beijing

CLAUSE = "3.2.3.a"
NOT_SIGNED = "待签"


def activation_order(*, actor: Actor, room: EventRoom) -> Paper | None:
    """The newest order of the event as it stands, signed or waiting (待签); None while nobody has drafted one.

    Raises AccessDenied.
    """
    state, plan, world = room.state, room.plan, this_world()
    require(actor, "documents.view_papers", regions=state.regions)
    if not state.activation:
        return None
    issuing = issuer(world.jurisdiction)
    frames = {"demonstration": "demonstration", "exercise": "exercise"}
    return Paper.model_validate(
        {
            "kind": "notice",
            "issuing_body": issuing.body,
            "mark": issuing.mark,
            "title": f"关于启动{plan.title}的命令",
            "document_number": state.activation["number"],
            "signatory": state.activated.get("signatory"),
            "urgency": "特急",
            "main_recipients": _departments(state, plan),
            "blocks": _blocks(state, plan),
            "issued_by": issuing.body,
            "issued_on": _signed_on(state),
            "frame": frames.get(world.kind, "live"),
            "draft": not state.activated,
        }
    )


def _departments(state: EventState, plan: Plan) -> tuple[str, ...]:
    return tuple(plan.department(row["department"]).name for row in state.activation["assignments"])


def _signed_on(state: EventState) -> date | None:
    return datetime.fromisoformat(state.activated_at).astimezone(BEIJING).date() if state.activated_at else None


def _blocks(state: EventState, plan: Plan) -> tuple[Block, ...]:
    order = state.activation
    support = "、".join(region_name(region) for region in order["support_regions"])
    rows: Iterable[tuple[str, str]] = (
        ("响应事项", order["matters"]),
        ("事件等级", plan.grade(order["grade"]).name),
        ("响应级别", order["response_level"]),
        ("预计期限", order["expected_period"]),
        ("应急处置措施", order["measures"]),
        ("定级依据", order["basis"]),
        *_basis(state, plan),
        ("范围", order["scope"]),
        ("牵头（注册地）", region_name(order["lead_region"]) if order["lead_region"] else "预案没有写明"),
        ("配合（经营地）", support or "无"),
        ("签发人", _signatory(state)),
        ("签发时间", beijing(state.activated_at) if state.activated_at else NOT_SIGNED),
    )
    fact = state.activation_fact
    fields = tuple(KeyValueRow(label=label, value=Run(text=text, figure_reference=fact)) for label, text in rows)
    return (KeyValueTable(rows=fields), Section(title="任务清单", blocks=(_tasks(state, plan),)))


def _basis(state: EventState, plan: Plan) -> Iterable[tuple[str, str]]:
    """The plan by number and clause (0.2), and the law as it read on the day of the act (P.3); what is named there."""
    day = _signed_on(state) or timekeeping.now().astimezone(BEIJING).date()
    rows = (("预案依据", citation(plan, CLAUSE)), ("法律依据", cited(law_on(plan, CLAUSE, day))))
    return tuple((label, text) for label, text in rows if text)


def _signatory(state: EventState) -> str:
    if not state.activated:
        return NOT_SIGNED
    matter = state.matters.by_fact.get(state.activation_fact)
    by_telephone = matter is not None and any(signature.mode == "telephone" for signature in matter.signatures)
    return f"{state.activated['signatory']}{'（电话批准，值班长记录，本人补签）' if by_telephone else ''}"


def _tasks(state: EventState, plan: Plan) -> Table:
    columns = ("单位", "任务", "责任人（A／B）", "时限")
    if state.activated:
        rows = tuple(
            tuple(
                Run(text=text, figure_reference=task.fact)
                for text in (
                    task.payload["department_name"],
                    task.payload["title"],
                    f"{task.payload['owner_name']}／{task.payload['deputy_name']}",
                    beijing(task.payload["due_at"]),
                )
            )
            for task in state.tasks.values()
        )
    else:
        named = {row["department"]: row for row in state.activation["assignments"]}
        rows = tuple(
            tuple(
                Run(text=text, figure_reference=state.activation_fact)
                for text in (
                    plan.department(task.department).name,
                    task.title,
                    _both(named.get(task.department)),
                    f"签发后{task.due.words}",
                )
            )
            for task in plan.tasks_for(state.activation["grade"])
        )
    return Table(columns=columns, rows=rows, widths=(3, 6, 4, 4))


def _both(row: Mapping[str, Any] | None) -> str:
    return f"{row['officer_name']}／{row['deputy_name']}" if row else ""
