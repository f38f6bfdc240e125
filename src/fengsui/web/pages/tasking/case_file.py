"""The case file of an event: required records (3.2.5), the first steps with times (5.2.1.2.b), evidence (1.6.a)."""

from django.http import HttpResponse

from fengsui.conduct.access import may
from fengsui.ledger.reading import read_streams
from fengsui.tasking import queries
from fengsui.tasking.case_file import initial_actions, missing, required_records
from fengsui.tasking.policy import CASE_FILE, CUSTODY, INITIAL_ACTIONS
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import room_of, show

FROM_PLAN = "5.2.1.2.a"


def case_file(request: OfficerRequest, number: str) -> HttpResponse:
    """Which records exist and which are missing; the tasks of the plan's version; the first steps; the evidence."""
    room, actor = room_of(request, number), request.actor
    orders = queries.orders_of_event(actor, room.row.pk)
    sees_evidence = may(actor, queries.VIEW_EVIDENCE)
    evidence = queries.evidence_of(actor, event=room.row.pk) if sees_evidence else []
    kept = room.plan.provides(CASE_FILE)
    told = (orders if may(actor, queries.VIEW) else None, evidence if sees_evidence else None)
    rows = required_records(room.state, room.plan, *told) if kept else ()
    streams = [row.pk for row in (*orders, *evidence)]
    others = [fact for facts in read_streams(streams).values() for fact in facts]
    logs = room.plan.provides(INITIAL_ACTIONS)
    return show(
        request,
        "tasking/case_file.html",
        room,
        tab="event.case_file",
        kept=kept,
        rows=rows,
        missing=missing(rows),
        planned=[task for task in room.state.tasks.values() if FROM_PLAN in task.payload["clauses"]],
        version=room.facts[0].plan_version if room.facts else "",
        logs=logs,
        actions=initial_actions(room.state, [*room.facts, *others]) if logs else [],
        sees_evidence=sees_evidence,
        evidence=evidence,
        may_collect=may(actor, "tasking.collect_evidence") and room.plan.provides(CUSTODY),
    )
