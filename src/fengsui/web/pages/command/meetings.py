"""Joint meetings of an event: called, concluded, their minutes as a text."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.command import meeting as room
from fengsui.command.provisions import JOINT_EFFORT
from fengsui.command.rules import minutes_text
from fengsui.conduct import timekeeping
from fengsui.conduct.plans import plan_in_force
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.command.decisions import lines_of
from fengsui.web.pages.response.event_frame import event_address, room_of, show, stream_of
from fengsui.web.submitting import act_arguments, form_page
from fengsui.web.templatetags.wording import beijing_long


def event_meetings(request: OfficerRequest, number: str) -> HttpResponse:
    """The joint meetings of an event, with what each came to."""
    event = room_of(request, number)
    rows = [(row, _minutes(row) if row.concluded_at else "") for row in room.meetings(request.actor, event.row.pk)]
    provided = plan_in_force().provides(JOINT_EFFORT)
    return show(request, "command/meetings.html", event, rows=rows, provided=provided)


def _minutes(row: Any) -> str:
    fields = ("title", "place", "present", "absent", "agenda", "conclusions", "tasks")
    return minutes_text({name: getattr(row, name) for name in fields}, str(beijing_long(row.begins_at)))


def new_form(request: OfficerRequest, number: str) -> HttpResponse:
    """Call a joint meeting."""
    values = form_values(request, moment_values("begins", timekeeping.now()))
    typed = getattr(request, "typed", None)
    chosen = typed.getlist("department") if typed is not None else []
    units = [(unit.id, unit.name, unit.id in chosen) for unit in plan_in_force().departments]
    return show(request, "command/meeting_form.html", room_of(request, number), units=units, values=values)


def _convene(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    title = reading.text("title", gettext("会商名称"))
    begins_at = reading.moment("begins", gettext("时间"))
    place = reading.text("place", gettext("地点"), required=False)
    agenda = lines_of(reading, "agenda", gettext("议题"))
    reading.finish()
    room.convene(
        actor=request.actor,
        event=stream_of(number),
        title=title,
        begins_at=begins_at,
        place=place,
        departments=request.POST.getlist("department"),
        agenda=agenda,
        **act_arguments(request),
    )
    return event_address(number, "event.meetings")


def conclude_form(request: OfficerRequest, number: str) -> HttpResponse:
    """What a meeting came to: who came, conclusions, tasks."""
    event = room_of(request, number)
    waiting = [row for row in room.meetings(request.actor, event.row.pk) if row.concluded_at is None]
    chosen = next((row for row in waiting if row.pk == request.GET.get("meeting")), waiting[0] if waiting else None)
    present = "\n".join(f"{unit['name']}：" for unit in chosen.departments) if chosen else ""
    return show(
        request,
        "command/conclude_form.html",
        event,
        meetings=[(row.pk, row.title) for row in waiting],
        values=form_values(request, {"meeting": chosen.pk if chosen else "", "present": present}),
    )


def _conclude(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    meeting = reading.text("meeting", gettext("会商"))
    present = _present(reading)
    conclusions = lines_of(reading, "conclusions", gettext("结论"))
    tasks = _tasks(reading)
    reading.finish()
    if not meeting.startswith(f"meeting/{number}#"):
        meeting = ""
    room.conclude(
        actor=request.actor,
        meeting=meeting,
        present=present,
        conclusions=conclusions,
        tasks=tasks,
        **act_arguments(request),
    )
    return event_address(number, "event.meetings")


def _named(line: str) -> tuple[str, str]:
    """``单位：其余`` → the department's id (the name itself where the plan has none such) and the rest."""
    name, _, rest = line.replace(":", "：").partition("：")
    found = next((unit.id for unit in plan_in_force().departments if unit.name == name.strip()), name.strip())
    return found, rest.strip()


def _present(reading: Reading) -> dict[str, str]:
    return dict(_named(line) for line in lines_of(reading, "present", gettext("到会")))


def _tasks(reading: Reading) -> list[tuple[str, str, date | None]]:
    tasks: list[tuple[str, str, date | None]] = []
    for line in lines_of(reading, "tasks", gettext("任务")):
        department, rest = _named(line)
        what, _, day = rest.rpartition(" ")
        due_on = _day(day)
        task = what.strip() if due_on else rest
        if not task:
            reading.faults["tasks"] = gettext("任务一行一项，写成“单位：要办的事 2026-03-05”，日期可以不写。")
            return []
        tasks.append((department, task, due_on))
    return tasks


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


new_page = form_page("event.meetings.new", new_form, _convene)
conclude_page = form_page("event.meetings.conclude", conclude_form, _conclude)
