"""Whether the system runs: for a monitor (JSON, public) and for the three administrators. Never any case content."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.plans import plan_in_force, unreadable_versions, version_of
from fengsui.conduct.world import current_world
from fengsui.ledger.reading import count_facts
from fengsui.ledger.sealer import last_beat, latest_checkpoint, unsealed_count
from fengsui.web.access import OfficerRequest
from fengsui.web.frame import program_version
from fengsui.web.pages.refusals import refusal_table
from fengsui.web.routes import PUBLIC, Route

SILENT_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Health:
    """Ages in whole seconds of the system's time, None where there is nothing yet."""

    database: bool
    founded: bool
    checkpoint_age: int | None
    waiting: int
    heartbeat_age: int | None

    @property
    def runner(self) -> bool:
        """Whether the clock runner was heard lately."""
        return self.heartbeat_age is not None and self.heartbeat_age <= SILENT_AFTER.total_seconds()

    @property
    def well(self) -> bool:
        """Whether clocks fire and facts are kept."""
        return self.database and self.founded and self.runner


def health() -> Health:
    """How the system stands. A database that doesn't answer is an answer."""
    try:
        now = timekeeping.now()
        checkpoint, waiting, founded = latest_checkpoint(), unsealed_count(), current_world() is not None
    except DatabaseError:
        return Health(database=False, founded=False, checkpoint_age=None, waiting=0, heartbeat_age=None)
    age = max(0, int((now - checkpoint.at).total_seconds())) if checkpoint else None
    return Health(database=True, founded=founded, checkpoint_age=age, waiting=waiting, heartbeat_age=_heartbeat_age())


def _heartbeat_age() -> int | None:
    """Real seconds, whatever the world's clock says: it is the process that must be alive."""
    beat = last_beat("worker")
    return max(0, int((timekeeping.system_now() - beat).total_seconds())) if beat else None


def show_health(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 (a view's signature)
    """For a monitor: 200 when all is well, 503 otherwise."""
    state = health()
    content = {
        "status": "ok" if state.well else "failing",
        "database": "ok" if state.database else "failing",
        "world": "founded" if state.founded else "missing",
        "last_checkpoint_age_seconds": state.checkpoint_age,
        "facts_waiting_for_checkpoint": state.waiting,
        "runner_heartbeat_age_seconds": state.heartbeat_age,
        "plan": "failing" if state.database and unreadable_versions() else "ok",
        "version": program_version(),
    }
    response = JsonResponse(content, status=200 if state.well else 503)
    response["Cache-Control"] = "no-store"
    # A monitor asks every few seconds: its answer is the news, not a line in the log each time.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def show_system(request: OfficerRequest) -> HttpResponseBase:
    """For the system, security and audit administrators: the same in words, and what they may do."""
    context = {
        "health": health(),
        "world": current_world(),
        "plan_version": version_of(plan_in_force()),
        "unreadable": unreadable_versions(),
        "total": count_facts(),
        "database": "PostgreSQL" if "postgresql" in settings.DATABASES["default"]["ENGINE"] else "SQLite",
        "refusals": refusal_table(request.actor),
    }
    return render(request, "web/system.html", context)


ROUTES: tuple[Route, ...] = (
    Route("health", "health", show_health, PUBLIC, title=gettext_lazy("运行状况")),
    Route("system", "system", show_system, "web.system", title=gettext_lazy("系统"), section="system"),
)
