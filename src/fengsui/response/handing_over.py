"""Handing a task over: who owns it, or is its deputy, when an officer leaves or goes off duty."""

from collections.abc import Sequence

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.ledger.canonical import split_reference
from fengsui.registry.models import Officer
from fengsui.response import facts
from fengsui.response.models import Task
from fengsui.response.state import EventState


def hand_over_task(
    *,
    actor: Actor,
    task: str,
    old: str,
    new: Officer,
    cause: str,
    reason: str,
    regions: Sequence[str],
    permission: str,
    idempotency_key: str = "",
) -> Outcome:
    """Put ``new`` in the place of ``old``, as owner or deputy. ``permission``: of the room that hands work over.

    Raises AccessDenied, Refused.
    """

    def make(drafting: Drafting) -> facts.TaskHandedOver:
        state: EventState = drafting.state
        found = state.tasks.get(task)
        if found is None or found.done or not state.is_open:
            msg = "没有这项任务，或已经办结"
            raise Refused(msg)
        post = next((post for post in ("owner", "deputy") if found.payload[post] == old), "")
        if not post:
            msg = f"{found.payload['title']}已经不由原来的人办理，请刷新页面"
            raise Refused(msg)
        if not any(covers(new.region, place) or covers(place, new.region) for place in state.regions):
            msg = f"{new.name}不在办理{found.payload['title']}的地区"
            raise Refused(msg)
        if new.pk in {found.payload["owner"], found.payload["deputy"]}:
            msg = f"{new.name}已经是{found.payload['title']}的责任人或者替补，A、B角不能是同一个人"
            raise Refused(msg)
        return facts.TaskHandedOver.model_validate(
            {
                "task": task,
                "post": post,
                "old": old,
                "old_name": found.payload[f"{post}_name"],
                "new": new.pk,
                "new_name": new.name,
                "cause": cause,
                "reason": reason,
            }
        )

    return act(
        actor=actor,
        permission=permission,
        stream=split_reference(task)[0],
        make=make,
        regions=regions,
        idempotency_key=idempotency_key,
        clause="1.1.h",
    )


def tasks_in_hands(officer: str, events: Sequence[str]) -> list[Task]:
    """Tasks of these events not done yet that the officer owns, or is deputy of, by line."""
    rows = Task.objects.filter(event__in=list(events), done_at__isnull=True).order_by("due_at", "id")
    return [row for row in rows if officer in {row.owner, row.deputy}]
