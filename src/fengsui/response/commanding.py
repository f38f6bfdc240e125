"""Activation, tasks and support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.signatures import nobody_signs, requirement_for
from fengsui.conduct.world import this_world
from fengsui.documents.issuing import number_mark
from fengsui.ledger.canonical import split_reference
from fengsui.ledger.writing import take_number
from fengsui.registry.queries import liaisons_by_department
from fengsui.response import facts, rules
from fengsui.response.provisions import ONE_NAMED_OWNER, REGISTRATION_LEADS
from fengsui.response.situation import lead_regions
from fengsui.response.state import EventState
from fengsui.response.wording import clock_time, minute_of


@dataclass(frozen=True, slots=True)
class ActivationEntry:
    """The four required fields of 应对法 (2024) art. 72 as typed: matters, level, period, measures; and the scope."""

    matters: str
    response_level: str
    expected_period: str
    measures: str
    scope: str


def draft_activation(
    *,
    actor: Actor,
    event: str,
    entry: ActivationEntry,
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """Put an activation order before the head. Every department must have an owner and a deputy (1.1.h)."""

    def make(drafting: Drafting) -> facts.ActivationDrafted:
        state: EventState = drafting.state
        _check_activation(state, entry)
        plan = drafting.plan
        if requirement_for(plan, "activate_plan", state.grade) is None:
            raise Refused(nobody_signs("启动预案"))
        grade = str(state.grade)
        departments = [template.department for template in plan.tasks_for(grade)]
        owners = liaisons_by_department(departments, (state.opened["lead_region"],))
        named = {name: (both.owner, both.deputy) for name, both in owners.items()}
        missing = rules.missing_assignments(named, {name: (a.pk, b.pk) for name, (a, b) in named.items() if a and b})
        if missing and plan.provides(ONE_NAMED_OWNER):
            names = "、".join(plan.department(department).name for department in missing)
            msg = f"{names}还没有指定联络人和替补（AB角）。请先在名册里补上，责任到人。"
            raise Refused(msg)
        last = state.grades[-1]
        basis = (
            f"{last['rule']}（{last['officer_name']}签）" if last["rule"] else f"人工认定（{last['officer_name']}签）"
        )
        year = drafting.now.astimezone(BEIJING).year
        mark = number_mark(this_world().jurisdiction)
        return facts.ActivationDrafted(
            supersedes=state.activation_fact,
            number=f"{mark}〔{year}〕{take_number(f'book/{mark}/{year}')}号",
            grade=grade,
            response_level=entry.response_level,
            matters=entry.matters,
            expected_period=entry.expected_period,
            measures=entry.measures,
            basis=basis,
            scope=entry.scope,
            lead_region=state.opened["lead_region"] if plan.provides(REGISTRATION_LEADS) else "",
            support_regions=state.support_regions,
            assignments=tuple(
                facts.Assignment(
                    department=department,
                    officer=owner.pk,
                    officer_name=owner.name,
                    deputy=deputy.pk,
                    deputy_name=deputy.name,
                )
                for department, (owner, deputy) in named.items()
                if owner and deputy
            ),
        )

    return act(
        actor=actor,
        permission="response.draft_activation",
        stream=event,
        make=make,
        regions=lead_regions(event),
        seen=seen,
        idempotency_key=idempotency_key,
        clause="3.2.3.a",
    )


def _check_activation(state: EventState, entry: ActivationEntry) -> None:
    if not state.is_open:
        msg = "事件已经结束"
        raise Refused(msg)
    if state.activated:
        msg = "预案已经启动"
        raise Refused(msg)
    if state.grade is None:
        msg = "先定级，再启动预案"
        raise Refused(msg)
    labels = {
        "matters": "响应事项",
        "response_level": "响应级别",
        "expected_period": "预计期限",
        "measures": "应急处置措施",
        "scope": "范围",
    }
    empty = [label for name, label in labels.items() if not getattr(entry, name).strip()]
    if empty:
        msg = f"启动令还缺：{'、'.join(empty)}（突发事件应对法第七十二条）"
        raise Refused(msg)


def acknowledge_task(
    *,
    actor: Actor,
    task: str,
    regions: Sequence[str],
    idempotency_key: str,
    by_telephone: bool = False,
    receiver: str = "",
    acknowledged_at: datetime | None = None,
) -> Outcome:
    """Sign for a task (签收). The duty chief may record that the department signed for it by telephone."""

    def make(drafting: Drafting) -> facts.TaskAcknowledged:
        state: EventState = drafting.state
        found = state.tasks.get(task)
        if found is None or not state.is_open:
            msg = "没有这项任务，或事件已经结束"
            raise Refused(msg)
        if found.acknowledged:
            msg = "这项任务已经签收"
            raise Refused(msg)
        if by_telephone:
            if not receiver.strip():
                msg = "请写明电话里签收的人"
                raise Refused(msg)
        elif not _is_theirs(actor, found.payload):
            msg = f"这项任务由{found.payload['department_name']}办理，须由其联络人签收"
            raise Refused(msg)
        if acknowledged_at is not None and not in_between(found.issued_at, acknowledged_at, drafting.now):
            msg = f"签收时间应在任务下达（{clock_time(found.issued_at)}）之后、现在之前"
            raise Refused(msg)
        return facts.TaskAcknowledged(
            task=task,
            officer="" if by_telephone else actor.officer,
            officer_name=receiver if by_telephone else actor.name,
            by_telephone=by_telephone,
        )

    return act(
        actor=actor,
        permission="response.acknowledge_task_by_telephone" if by_telephone else "response.acknowledge_task",
        stream=split_reference(task)[0],
        make=make,
        happened_at=acknowledged_at,
        regions=regions,
        idempotency_key=idempotency_key,
        clause="1.3.j",
    )


def report_task(
    *, actor: Actor, task: str, note: str, done: bool, regions: Sequence[str], idempotency_key: str
) -> Outcome:
    """What the department did so far."""

    def make(drafting: Drafting) -> facts.TaskProgressed:
        state: EventState = drafting.state
        found = state.tasks.get(task)
        if found is None or not state.is_open:
            msg = "没有这项任务，或事件已经结束"
            raise Refused(msg)
        if not _is_theirs(actor, found.payload) and "R3" not in actor.roles:
            msg = f"这项任务由{found.payload['department_name']}办理"
            raise Refused(msg)
        if not found.acknowledged:
            msg = "请先签收，再反馈进展"
            raise Refused(msg)
        if not note.strip():
            msg = "请写做了什么、结果怎样"
            raise Refused(msg)
        return facts.TaskProgressed(task=task, note=note, done=done)

    return act(
        actor=actor,
        permission="response.report_task",
        stream=split_reference(task)[0],
        make=make,
        regions=regions,
        idempotency_key=idempotency_key,
        clause="1.3.j",
    )


def _is_theirs(actor: Actor, payload: Mapping[str, Any]) -> bool:
    return actor.officer in {payload["owner"], payload["deputy"]} or actor.department == payload["department"]


def record_support_answer(
    *,
    actor: Actor,
    request: str,
    officer_name: str,
    channel: str,
    answered_at: datetime,
    note: str,
    regions: Sequence[str],
    idempotency_key: str,
    agreed: bool = True,
    given: str = "",
) -> Outcome:
    """The place of operation answered the request for support (5.2.1.0.c): what it gives, or why it does not."""

    def make(drafting: Drafting) -> facts.SupportAcknowledged:
        state: EventState = drafting.state
        found = state.support.get(request)
        if found is None or found["answer"] is not None:
            msg = "没有这项请求，或已登记过答复"
            raise Refused(msg)
        if not agreed and not note.strip():
            msg = "不能支持的，请写明理由"
            raise Refused(msg)
        if not in_between(found["requested_at"], answered_at, drafting.now):
            msg = f"答复时间应在发出请求（{clock_time(found['requested_at'])}）之后、现在之前"
            raise Refused(msg)
        return facts.SupportAcknowledged(
            request=request,
            region=found["region"],
            officer_name=officer_name,
            channel=channel,
            answered_at=answered_at,
            note=note,
            agreed=agreed,
            given=given if agreed else "",
        )

    return act(
        actor=actor,
        permission="response.record_support_answer",
        stream=split_reference(request)[0],
        make=make,
        happened_at=answered_at,
        regions=regions,
        idempotency_key=idempotency_key,
        clause="5.2.1.0.c",
    )


def in_between(start: str, moment: datetime, now: datetime) -> bool:
    """Whether a typed moment lies after what it answers and not in the future; typed times have no seconds."""
    return minute_of(start) <= moment <= now
