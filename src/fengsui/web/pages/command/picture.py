"""The shared situation picture (1.3.k): figures, clocks, tasks, decisions and meetings of one event on one page."""

from django.http import HttpResponse

from fengsui.command.deciding import decisions
from fengsui.command.meeting import meetings
from fengsui.command.provisions import JOINT_EFFORT
from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.registry.queries import region_name
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import room_of, show
from fengsui.web.pages.response.overview import shown_figures


def picture(request: OfficerRequest, number: str) -> HttpResponse:
    """What every department of the event reads; nothing is done here."""
    room, actor = room_of(request, number), request.actor
    provided = plan_in_force().provides(JOINT_EFFORT)
    held = meetings(actor, room.row.pk) if provided else []
    sees_decisions = may(actor, "command.view_decisions")
    made = decisions(actor, event=room.row.pk) if provided and sees_decisions else []
    return show(
        request,
        "command/picture.html",
        room,
        tab="event.picture",
        provided=provided,
        figures=shown_figures(room) if provided else [],
        clocks=[clock for clock in room.clocks if clock["status"] == "running"] if provided else [],
        tasks=list(room.state.tasks.values()) if provided else [],
        decisions=[row for row in made if row.status == "signed"],
        waiting=sum(row.status == "waiting" for row in made),
        meetings=[row for row in held if row.concluded_at],
        called=[row for row in held if not row.concluded_at],
        sees_decisions=sees_decisions,
        places=[region_name(region) for region in room.state.regions],
    )
