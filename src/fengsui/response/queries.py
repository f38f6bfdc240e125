"""Reads for pages and other rooms. Every one that takes an actor is confined to his jurisdiction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from fengsui.clock.due import clocks_of, running_clocks
from fengsui.conduct.access import Actor, NotThere, OutsideJurisdiction, covers, may, require
from fengsui.conduct.plans import plan_in_force, plan_of_version
from fengsui.conduct.signatures import open_slots, requirement_for
from fengsui.conduct.streams import state_at
from fengsui.conduct.world import this_world
from fengsui.ledger.canonical import Fact, split_reference
from fengsui.ledger.reading import read_stream, read_streams, stream_number
from fengsui.notify.outbox import messages_for
from fengsui.plan import Plan
from fengsui.registry.queries import watches_of
from fengsui.response.explaining import GradingExplained, explained
from fengsui.response.joined_record import MERGED
from fengsui.response.models import Event, EventInstitution, OpenMatter, Task
from fengsui.response.provisions import FOUR_REQUIREMENTS
from fengsui.response.rules import LONGEST_WINDOW, WATCHED_GRADES
from fengsui.response.state import EventState
from fengsui.response.timeline import Line, timeline
from fengsui.response.withholding import POLICE, keeps_police_facts_from, police_facts, without


@dataclass(frozen=True, slots=True)
class EventRoom:
    """All that the event page may show the officer; ``number`` is the stream number the page was made from."""

    row: Event
    state: EventState
    plan: Plan
    number: int
    facts: Sequence[Fact]
    lines: Sequence[Line]
    clocks: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class WaitingMatter:
    """A matter that this officer may sign, or whose telephone approval he may record."""

    opened: str
    event: str
    event_name: str
    act: str
    act_name: str
    title: str
    seen_hash: str
    may_sign: bool
    telephone: bool
    missing_roles: tuple[str, ...]
    signed_by: tuple[str, ...]


def visible_events(actor: Actor) -> QuerySet[Event]:
    """Events whose lead or support place the officer serves."""
    if actor.region == "100000":
        return Event.objects.all()
    wanted = Q(pk__in=[])
    prefix = _prefix(actor.region)
    for name in ("lead_region", "region"):
        wanted |= Q(**{f"{name}__startswith": prefix})
    rows = Event.objects.filter(wanted | ~Q(support_regions=[]))
    # Support regions are a short list in JSON: those rows are narrowed in Python, by the same rule as the access check.
    keep = [row.pk for row in rows if any(covers(actor.region, r) for r in (row.lead_region, *row.support_regions))]
    return Event.objects.filter(pk__in=keep)


def _prefix(region: str) -> str:
    if region[2:] == "0000":
        return region[:2]
    return region[:4] if region[4:] == "00" else region


def events(
    actor: Actor, *, search: str = "", status: str = "", page: int = 1, size: int = 25
) -> tuple[list[Event], int]:
    """(events of one page, newest first; how many there are)."""
    require(actor, "response.view_events")
    rows = visible_events(actor)
    if search.strip():
        by_institution = EventInstitution.objects.filter(name__icontains=search.strip()).values("event")
        rows = rows.filter(Q(name__icontains=search.strip()) | Q(number=search.strip()) | Q(pk__in=by_institution))
    if status:
        rows = rows.filter(status=status)
    start = (max(1, page) - 1) * size
    return list(rows.order_by("-opened_at", "-id")[start : start + size]), rows.count()


def events_of_institution(actor: Actor, institution: str) -> list[Event]:
    """Events that hold an institution, of those the actor may see, newest first."""
    require(actor, "response.view_events")
    held = EventInstitution.objects.filter(institution=institution).values("event")
    return list(visible_events(actor).filter(pk__in=held).order_by("-opened_at", "-id"))


def open_events(actor: Actor) -> list[Event]:
    """Events in progress, the gravest and newest first."""
    require(actor, "response.view_events")
    ranks = {grade.id: grade.rank for grade in plan_in_force().grades}
    rows = list(visible_events(actor).filter(status="open").order_by("-opened_at")[:50])
    return sorted(rows, key=lambda row: ranks.get(row.grade or row.proposed_grade, 9))


def event_room(actor: Actor, event: str) -> EventRoom:
    """One event, whole; for publicity without the police's facts. Raises NotThere, also where it is another place's."""
    row = Event.objects.filter(pk=event).first()
    if row is None:
        msg = "没有这个事件"
        raise NotThere(msg)
    require(actor, "response.view_events", regions=(row.lead_region, *row.support_regions))
    facts = read_stream(event)
    state, version = state_at(event, stream_number(event))
    plan = plan_of_version(version)
    number, clocks = len(facts), clocks_of(event)
    if keeps_police_facts_from(actor):
        withheld = police_facts(facts)
        state, facts = without(state, withheld), [fact for fact in facts if fact.reference not in withheld]
        clocks = [clock for clock in clocks if clock["id"] not in withheld]
    return EventRoom(row, state, plan, number, facts, timeline(facts, plan), clocks)


def event_regions(event: str) -> tuple[str, ...]:
    """Where an event belongs, for access checks. Empty when it does not exist."""
    row = Event.objects.filter(pk=event).first()
    return (row.lead_region, *row.support_regions) if row else ()


def desk_clocks(actor: Actor, *, limit: int = 60) -> list[dict[str, Any]]:
    """Running clocks of the officer's events, lapsed and nearest lines first, with the event's name."""
    require(actor, "response.view_desk")
    names = dict(visible_events(actor).filter(status__in=("open", MERGED)).values_list("id", "name"))
    rows = running_clocks(names)[:limit]
    return [{**row, "event_name": names[row["stream"]]} for row in rows.values()]


def matters_of(room: EventRoom, actor: Actor) -> list[WaitingMatter]:
    """What waits for a signature in one event, as this officer sees it."""
    found = []
    for matter in room.state.matters.by_fact.values():
        if matter.closed:
            continue
        requirement = requirement_for(room.plan, matter.act, matter.grade)
        if requirement is None:  # the plan does not say who signs: nobody can
            continue
        missing = open_slots(requirement, matter.signatures)
        if not missing:
            continue
        signed = any(signature.officer == actor.officer for signature in matter.signatures)
        roles = tuple(sorted({role for slot in missing for role in slot}))
        found.append(
            WaitingMatter(
                opened=matter.opened,
                event=room.row.pk,
                event_name=room.row.name,
                act=matter.act,
                act_name=requirement.name,
                title=matter.title,
                seen_hash=matter.hash,
                may_sign=not signed and bool(actor.roles & set(roles)),
                telephone=requirement.phone_allowed and "R3" in actor.roles,
                missing_roles=roles,
                signed_by=tuple(f"{s.officer_name}（{room.plan.role(s.role).name_zh}）" for s in matter.signatures),
            )
        )
    return found


def desk_matters(actor: Actor) -> list[OpenMatter]:
    """What waits for this officer's signature, over all his events, oldest first."""
    require(actor, "response.view_desk")
    visible = list(visible_events(actor).filter(status__in=("open", MERGED)).values_list("id", flat=True))
    rows = OpenMatter.objects.filter(closed_at__isnull=True, event__in=visible).order_by("opened_at")
    return [row for row in rows if actor.roles & set(row.roles) and row.officer in {"", actor.officer}]


def own_tasks(actor: Actor) -> list[Task]:
    """Open tasks of the officer, as owner, deputy or member of the department: unsigned first."""
    require(actor, "response.view_own_tasks")
    running = list(Event.objects.filter(status="open").values_list("id", flat=True))
    mine = Q(owner=actor.officer) | Q(deputy=actor.officer)
    if actor.department:
        # The same department of another place has no part in it (1.1.d).
        here = list(visible_events(actor).filter(status="open").values_list("id", flat=True))
        mine |= Q(department=actor.department, event__in=here)
    rows = Task.objects.filter(mine, event__in=running, done_at__isnull=True)
    return sorted(rows, key=lambda task: (task.acknowledged_at is not None, task.due_at))


def task_of(actor: Actor, task: str) -> Task:
    """One task: the department's own, or any for who may see the event. Raises NotThere for every other."""
    row = Task.objects.filter(pk=task).first()
    if row is None:
        msg = "没有这项任务"
        raise NotThere(msg)
    if actor.officer in {row.owner, row.deputy}:
        return row
    regions = event_regions(row.event)
    department = bool(actor.department) and actor.department == row.department
    if department and any(covers(actor.region, region) for region in regions):
        return row
    if not may(actor, "response.view_events") or (row.department == POLICE and keeps_police_facts_from(actor)):
        msg = "这项任务不是您单位的"
        raise OutsideJurisdiction(msg)
    require(actor, "response.view_events", regions=regions)
    return row


def news_for(actor: Actor, *, limit: int = 20) -> list[Any]:
    """Messages for this officer that he has not marked as seen, of events he may see."""
    streams = visible_events(actor).values_list("id", flat=True)
    return list(messages_for(actor.officer, actor.roles, actor.department, streams=streams, limit=limit))


def clocks_by_addressee(clocks: Iterable[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Definition → addressee → the clock that counts (the newest that was not cancelled)."""
    table: dict[str, dict[str, dict[str, Any]]] = {}
    for clock in clocks:
        if clock["definition"] in {"first_notice", "written_report"} and clock["status"] != "cancelled":
            table.setdefault(clock["definition"], {})[clock["subject"]] = clock
    return table


def checklist(room: EventRoom) -> list[dict[str, Any]]:
    """The four mandatory requirements of 五（二）1 with how they stand (5.2.1.0.d): tasks and clocks by clause.

    Empty where the plan does not list them.
    """
    if not room.plan.provides(FOUR_REQUIREMENTS):
        return []
    headings = (
        ("5.2.1.1", "及时传递信息"),
        ("5.2.1.2", "组织开展相关处置措施"),
        ("5.2.1.3", "统一口径、稳控舆情"),
        ("5.2.1.4", "畅通维权途径"),
    )
    rows = []
    for prefix, title in headings:
        tasks = [
            task
            for task in room.state.tasks.values()
            if any(str(clause).startswith(prefix) for clause in (task.payload["clause"], *task.payload["clauses"]))
        ]
        clocks = [clock for clock in room.clocks if str(clock["clause"]).startswith(prefix + ".")]
        rows.append(
            {
                "clause": prefix,
                "title": title,
                "tasks": tasks,
                "clocks": clocks,
                "done": sum(bool(task.done) for task in tasks) + sum(c["status"] == "settled" for c in clocks),
                "whole": len(tasks) + len(clocks),
            }
        )
    return rows


def unwatched_institutions(room: EventRoom) -> list[tuple[str, str]]:
    """(id, name) of the institutions of a grave open event for which no pair is named: 未定盯防专人 (4.1.d)."""
    state = room.state
    if not state.is_open or state.grade not in WATCHED_GRADES or not room.plan.provides("warning.named_watch"):
        return []
    named = watches_of(state.institutions)
    return [(key, str(row["name"])) for key, row in state.institutions.items() if key not in named]


@dataclass(frozen=True, slots=True)
class GradeStep:
    """A proposal whose grade changed, or a signed grade, in the history of a jurisdiction."""

    at: datetime
    event: str
    event_name: str
    signed: bool
    grade: str
    rule: str
    officer_name: str
    reason: str
    parameters: str
    fact: str


@dataclass(frozen=True, slots=True)
class JurisdictionGrading:
    """The grading of the copy's jurisdiction with its history, newest first."""

    told: GradingExplained
    history: tuple[GradeStep, ...]


def jurisdiction_grading(actor: Actor, *, region: str = "", at: datetime | None = None) -> JurisdictionGrading:
    """What the rules say of the jurisdiction, or of a place inside it (only shown), now or as known at ``at``.

    An officer of one place sees that place, unless another is asked for. Raises AccessDenied, and Refused for a place
    outside the jurisdiction or a time to come.
    """
    whole = this_world().jurisdiction
    asked = region or (whole if covers(actor.region, whole) else actor.region)
    require(actor, "response.view_events", regions=(asked,))
    told = explained(asked, at)
    since = told.at - LONGEST_WINDOW
    recent = Q(closed_at__isnull=True) | Q(closed_at__gt=since)
    names = dict(visible_events(actor).filter(recent, opened_at__lte=told.at).values_list("id", "name"))
    steps = [
        step
        for event, facts in read_streams(names).items()
        for fact in facts
        if fact.recorded_at <= told.at and (step := _grade_step(fact, event, names[event])) is not None
    ]
    return JurisdictionGrading(told, tuple(sorted(steps, key=_when, reverse=True)))


def _when(step: GradeStep) -> tuple[datetime, int]:
    return step.at, split_reference(step.fact)[1]


def _grade_step(fact: Fact, event: str, name: str) -> GradeStep | None:
    signed = fact.kind == "grade.signed"
    if not signed and (fact.kind != "grade.proposed" or not fact.payload.get("changed", True)):
        return None
    payload = fact.payload
    return GradeStep(
        at=fact.recorded_at,
        event=event,
        event_name=name,
        signed=signed,
        grade=payload["grade"] or "",
        rule=payload["rule"] or "",
        officer_name=payload["officer_name"] if signed else "",
        reason=payload["reason"] if signed else "",
        parameters=payload.get("parameters") or fact.plan_version,
        fact=fact.reference,
    )
