"""Joint meetings (会商, 1.3.k): called, who came, what was concluded, which tasks follow."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Unpack

from fengsui.command.deciding import stream_of
from fengsui.command.facts import Attendance, MeetingConcluded, MeetingConvened, MeetingTask, Unit
from fengsui.command.models import Meeting
from fengsui.command.provisions import JOINT_EFFORT
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.ledger.canonical import split_reference
from fengsui.registry.acting import Sent, faults_refused
from fengsui.response.queries import event_regions
from fengsui.response.withholding import POLICE, keeps_police_facts_from

CLAUSE, PERMISSION = "1.3.k", "command.convene_meeting"
PUBLICITY_UNIT = "publicity"
NOT_IN_PLAN = "现行预案没有会商（条款 1.3.k 形成工作合力），不能在这里召集"


def convene(
    *,
    actor: Actor,
    event: str,
    title: str,
    begins_at: datetime,
    place: str,
    departments: Sequence[str],
    agenda: Sequence[str],
    **sent: Unpack[Sent],
) -> Outcome:
    """Call a joint meeting of departments of the plan. Raises AccessDenied, Refused."""
    regions = event_regions(event) or ("",)

    def make(_: Drafting) -> FactModel:
        _require_provision()
        units = tuple(_unit(department) for department in dict.fromkeys(departments))
        if not units:
            msg = "请至少选一个单位"
            raise Refused(msg)
        if not agenda:
            msg = "请写议题，一行一项"
            raise Refused(msg)
        with faults_refused():
            return MeetingConvened(
                region=regions[0],
                event=event,
                title=title,
                begins_at=begins_at,
                place=place,
                departments=units,
                agenda=tuple(agenda),
                officer_name=actor.name,
            )

    return act(
        actor=actor,
        permission=PERMISSION,
        stream=stream_of("meeting", event, actor.region),
        make=make,
        clause=CLAUSE,
        regions=regions,
        **sent,
    )


def conclude(
    *,
    actor: Actor,
    meeting: str,
    present: Mapping[str, str],
    conclusions: Sequence[str],
    tasks: Sequence[tuple[str, str, date | None]],
    **sent: Unpack[Sent],
) -> Outcome:
    """Enter what a meeting came to. ``present``: department → who came; ``tasks``: department, what, until when.

    Who was called and isn't in ``present`` is on record as absent. Raises AccessDenied, Refused.
    """
    row = Meeting.objects.filter(pk=meeting).first()

    def make(_: Drafting) -> FactModel:
        _require_provision()
        if row is None or not Meeting.objects.filter(pk=meeting, concluded_at__isnull=True).exists():
            msg = "这次会商已经登记结果或不存在，请刷新页面"
            raise Refused(msg)
        if not any(person.strip() for person in present.values()):
            msg = "请至少写一个到会单位和到会人"
            raise Refused(msg)
        if not conclusions:
            msg = "请写结论，一行一条"
            raise Refused(msg)
        with faults_refused():
            came = tuple(
                Attendance(**_unit(department).model_dump(), person=person)
                for department, person in present.items()
                if person.strip()
            )
            here = {one.department for one in came}
            return MeetingConcluded(
                meeting=meeting,
                present=came,
                absent=tuple(Unit(**unit) for unit in row.departments if unit["department"] not in here),
                conclusions=tuple(conclusions),
                tasks=tuple(
                    MeetingTask(**_unit(department).model_dump(), task=task, due_on=due_on)
                    for department, task, due_on in tasks
                ),
                officer_name=actor.name,
            )

    return act(
        actor=actor,
        permission=PERMISSION,
        stream=split_reference(meeting)[0] if row is not None else "meeting/none",
        make=make,
        clause=CLAUSE,
        regions=event_regions(row.event) if row is not None else (),
        **sent,
    )


def _require_provision() -> None:
    if not plan_in_force().provides(JOINT_EFFORT):
        raise Refused(NOT_IN_PLAN)


def _unit(department: str) -> Unit:
    found = next((unit for unit in plan_in_force().departments if unit.id == department), None)
    if found is None:
        msg = f"预案里没有“{department[:40]}”这个单位，请照名单写"
        raise Refused(msg)
    return Unit(department=found.id, name=found.name)


def meetings(actor: Actor, event: str) -> list[Meeting]:
    """The joint meetings of an event, newest first. Raises AccessDenied.

    Publicity reads those of the police only where it was called itself: what is said there is said to it.
    """
    require(actor, "response.view_events", regions=event_regions(event) or ("",))
    rows = list(Meeting.objects.filter(event=event).order_by("-begins_at", "-id"))
    if not keeps_police_facts_from(actor):
        return rows
    return [row for row in rows if POLICE not in _units(row) or _units(row) & {PUBLICITY_UNIT, actor.department}]


def _units(row: Meeting) -> set[str]:
    """The departments that were called, came, or took a task on."""
    return {unit["department"] for unit in (*row.departments, *row.present, *row.tasks)}
