"""Who asks, and may they: the access check of every page, before its view runs (clause 1.5.d)."""

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.access import AccessDenied, Actor, Ground, NotThere, OutsideJurisdiction, may, roles_allowed
from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.refusals import record_refusal
from fengsui.web.routes import PUBLIC, Everybody, Route, route_of

log = logging.getLogger(__name__)
SEE_OTHER = 303
NULL = "\0"
"""The null character: no text of ours holds one, and PostgreSQL can't even be asked for it. It names nothing."""
STAND_IN = "\ufffd"
CHOOSES_FIRST = "chooses_first"
"""Session key: the officer signed in with a password that another person has seen."""
_OPEN_BEFORE_CHANGE = frozenset({"password", "password.set"})
_ROLE = re.compile(r"\bR\d{1,2}\b")


class OfficerRequest(HttpRequest):
    """A request behind the access check: somebody is signed in and may."""

    actor: Actor
    route: Route


class AccessMiddleware:
    """Finds out who asks and checks the route's permission. Also turns AccessDenied from an act into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name the actor (None for a visitor), then go on."""
        try:
            actor = _actor_of(request)
        except AccessDenied as denied:
            actor = None
            request.__dict__["actor_refused"] = str(denied)
        request.__dict__.update(actor=actor, route=None)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, _args: tuple[object, ...], arguments: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer instead of the view where the visitor may not reach it; None lets the view run."""
        route = route_of(view)
        if route is None:
            return not_allowed(request, gettext("这个地址没有登记访问权限。"))
        request.__dict__["route"] = route
        if request.method not in route.methods:
            return wrong_method(request, route)
        refused = refusal(request, route.permission)
        if refused is None and _must_change_password(request, route):
            return HttpResponseRedirect(reverse("password"))
        if refused is None and any(NULL in part for part in map(str, arguments.values())):
            return render(request, "web/not_found.html", status=404)
        if refused is None:
            _search_without_it(request)
        return refused

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """An act or a query refused the actor: say so in the user's words.

        What is not there and what belongs to another place get one answer, so that a guess tells nothing (1.5.d).
        """
        if isinstance(problem, NotThere):
            if isinstance(problem, OutsideJurisdiction):
                _remember(request, problem.ground)
            return render(request, "web/not_found.html", status=404)
        if isinstance(problem, DataError | ValueError) and any(NULL in text for text in _typed(request)):
            return render(request, "web/not_found.html", status=404)
        if not isinstance(problem, AccessDenied):
            return None
        _remember(request, problem.ground)
        return not_allowed(request, str(problem))


def _search_without_it(request: HttpRequest) -> None:
    """Behind the question mark stand words to search for: with a stand-in for the null character they find nothing."""
    if any(NULL in text for name, values in request.GET.lists() for text in (name, *values)):
        asked = QueryDict(mutable=True)
        for name, values in request.GET.lists():
            asked.setlist(name.replace(NULL, STAND_IN), [text.replace(NULL, STAND_IN) for text in values])
        request.GET = asked  # type: ignore[assignment]  # as a request parsed from such an address would hold


def _typed(request: HttpRequest) -> Iterator[str]:
    """What the form says."""
    for name, values in request.POST.lists():
        yield from (name, *values)


def _must_change_password(request: HttpRequest, route: Route) -> bool:
    if route.permission is PUBLIC or route.name in _OPEN_BEFORE_CHANGE:
        return False
    return bool(request.session.get(CHOOSES_FIRST))


def _actor_of(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    # The registry's tables are not loaded yet when the middleware is.
    from fengsui.registry.credentials import officer_for_user  # noqa: PLC0415

    return officer_for_user(request.user)


def actor_of(request: HttpRequest) -> Actor | None:
    """The officer behind a request; None for a visitor."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def refusal(request: HttpRequest, permission: str | Everybody) -> HttpResponseBase | None:
    """The answer to somebody who lacks the permission; None for one who holds it."""
    if permission is PUBLIC:
        return None
    actor = actor_of(request)
    if actor is None:
        if request.user.is_authenticated:
            return not_allowed(request, str(getattr(request, "actor_refused", "")))
        return _to_sign_in(request)
    if may(actor, str(permission)):
        return None
    _remember(request, "post", str(permission))
    return not_allowed(request, permission=str(permission))


def _remember(request: HttpRequest, ground: Ground, permission: str = "") -> None:
    """Put the refusal on record (越权记录, 1.1.d). The answer never waits on whether that succeeds."""
    actor, route = actor_of(request), getattr(request, "route", None)
    if actor is None:
        return
    asked = permission or (str(route.permission) if route else "")
    try:
        record_refusal(actor, permission=asked, path=route.name if route else "", reason=ground)
    except DatabaseError:
        log.exception("a refusal could not be put on record")


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    target = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    response = HttpResponseRedirect(f"{settings.LOGIN_URL}?next={quote(target, safe='/')}")
    response.status_code = SEE_OTHER
    return response


def not_allowed(request: HttpRequest, reason: str = "", permission: str = "") -> HttpResponse:
    """The 403 page: what is asked, which posts may, whom to ask."""
    rule = house.rules.get(permission)
    actor = actor_of(request)
    context = {
        "reason": in_role_names(reason),
        "doing": rule.title if rule else "",
        "needed": role_names(roles_allowed(permission)) if rule else (),
        "held": role_names(actor.roles) if actor else (),
    }
    return render(request, "web/not_allowed.html", context, status=403)


def wrong_method(request: HttpRequest, route: Route) -> HttpResponse:
    """The 405 page: a form's address was opened, or a page was posted to."""
    response = render(request, "web/wrong_method.html", status=405)
    response["Allow"] = ", ".join(route.methods)
    return response


def role_names(roles: frozenset[str]) -> tuple[str, ...]:
    """Names of the roles in the plan's order."""
    return tuple(role.name_zh for role in plan_in_force().roles if role.id in roles)


def in_role_names(text: str) -> str:
    """The text with R3 written as the post's name."""
    names = {role.id: role.name_zh for role in plan_in_force().roles}
    return _ROLE.sub(lambda found: names.get(found[0], found[0]), text)
