"""The table of routes: every address there is, gathered from the rooms' pages."""

from django.urls import path

from fengsui.web.pages import (
    command,
    desk,
    dispatch,
    documents,
    health,
    ledger,
    letters,
    monitoring,
    plan,
    plan_coverage,
    plan_versions,
    refusals,
    registry,
    response,
    sheets,
    signing_in,
    tasking,
    warning,
)
from fengsui.web.routes import BoundView, Route, known_routes

ROUTES: tuple[Route, ...] = (
    *signing_in.ROUTES,
    *desk.ROUTES,
    *dispatch.ROUTES,
    *response.ROUTES,
    *command.ROUTES,
    *tasking.ROUTES,
    *warning.ROUTES,
    *monitoring.ROUTES,
    *registry.ROUTES,
    *letters.ROUTES,
    *sheets.ROUTES,
    *documents.ROUTES,
    # Before the plan's own, whose parts have any name.
    *plan_coverage.ROUTES,
    *plan_versions.ROUTES,
    *plan.ROUTES,
    *ledger.ROUTES,
    *health.ROUTES,
    *refusals.ROUTES,
)

known_routes[:] = ROUTES
urlpatterns = [path(route.path, BoundView(route), name=route.name) for route in ROUTES]

handler400 = "fengsui.web.pages.problems.bad_request"
handler403 = "fengsui.web.pages.problems.forbidden"
handler404 = "fengsui.web.pages.problems.not_found"
handler500 = "fengsui.web.pages.problems.failed"
