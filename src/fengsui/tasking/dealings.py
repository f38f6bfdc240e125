"""Letters to departments with their replies (1.3.a–j), and the resources put to work for an event (3.2.4)."""

from datetime import datetime

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.response.queries import event_room
from fengsui.tasking import facts
from fengsui.tasking.policy import DEPARTMENT_LIST, ORGANISATION
from fengsui.tasking.queries import dealings_stream, event_is_open
from fengsui.tasking.state import DealingsState


def record_letter(
    *,
    actor: Actor,
    event: str,
    department: str,
    direction: str,
    title: str,
    exchanged_at: datetime,
    number: str = "",
    answers: str = "",
    idempotency_key: str = "",
) -> Outcome:
    """Record a letter to a department of the event, or its reply. Raises AccessDenied, Refused, NotThere."""
    room = event_room(actor, event)

    def make(drafting: Drafting) -> facts.LetterRecorded:
        state: DealingsState = drafting.state
        plan = room.plan
        if not plan.provides(DEPARTMENT_LIST):
            msg = "现行预案没有规定部门任务清单，不能登记来往函件"
            raise Refused(msg)
        _require_open(event)
        unit = next((unit for unit in plan.departments if unit.id == department), None)
        if unit is None:
            msg = "请选预案里的成员单位"
            raise Refused(msg)
        if direction not in {"sent", "received"}:
            msg = "请选择去函还是复函"
            raise Refused(msg)
        if exchanged_at > drafting.now:
            msg = "函件时间不能晚于现在"
            raise Refused(msg)
        if answers:
            asked = state.letters.get(answers)
            if direction != "received" or asked is None or asked["department"] != department:
                msg = "复函要对应发给同一单位的去函"
                raise Refused(msg)
        task = next((t.fact for t in room.state.tasks.values() if t.payload["department"] == department), "")
        return facts.LetterRecorded(
            department=department,
            department_name=unit.name,
            direction="sent" if direction == "sent" else "received",
            number=number,
            title=title,
            exchanged_at=exchanged_at,
            answers=answers,
            task=task,
        )

    return act(
        actor=actor,
        permission="tasking.record_dealings",
        stream=dealings_stream(event),
        make=make,
        happened_at=exchanged_at,
        regions=room.state.regions,
        idempotency_key=idempotency_key,
        clause="1.3.j",
    )


def record_resource(
    *,
    actor: Actor,
    event: str,
    item: str,
    amount: int,
    unit: str,
    provider: str,
    used_at: datetime,
    idempotency_key: str = "",
) -> Outcome:
    """Record people or things put to work. Raises AccessDenied, Refused, NotThere."""
    room = event_room(actor, event)

    def make(drafting: Drafting) -> facts.ResourceRecorded:
        if not room.plan.provides(ORGANISATION):
            msg = "现行预案没有规定资源使用记录，不能登记"
            raise Refused(msg)
        _require_open(event)
        if amount < 1:
            msg = "数量至少是 1"
            raise Refused(msg)
        if used_at > drafting.now:
            msg = "使用时间不能晚于现在"
            raise Refused(msg)
        return facts.ResourceRecorded(item=item, amount=amount, unit=unit, provider=provider, used_at=used_at)

    return act(
        actor=actor,
        permission="tasking.record_dealings",
        stream=dealings_stream(event),
        make=make,
        happened_at=used_at,
        regions=room.state.regions,
        idempotency_key=idempotency_key,
        clause="3.2.4",
    )


def _require_open(event: str) -> None:
    if not event_is_open(event):
        msg = "事件已经结束，不能再登记"
        raise Refused(msg)
