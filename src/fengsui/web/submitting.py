"""What forms' views share: parse, call one action, go on; where it can't be done, the page comes back and says why."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from itertools import combinations
from typing import Any, TypedDict

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext
from pydantic import ValidationError

from fengsui.conduct.acting import Refused, SeenOutdated
from fengsui.web.access import SEE_OTHER, OfficerRequest, refusal
from fengsui.web.routes import View, route_of

CONFLICT, NOT_DONE = 409, 422
_DIGEST = 16
_OURS = "Value error, "


@dataclass(frozen=True, slots=True)
class PageError:
    """One line of the error summary; ``field`` is the id of the input it is about, or empty."""

    sentence: str
    field: str = ""


class Misfilled(Exception):
    """The form can't be read: field name → what is wrong, in the user's words."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(faults.values()))
        self.faults = dict(faults)


class ActArguments(TypedDict):
    """What ``{% act_key %}`` put into the form, for ``act()``."""

    idempotency_key: str
    seen: int | None


def act_arguments(request: HttpRequest) -> ActArguments:
    """The idempotency key and the stream number the officer saw. Raises Misfilled for a key that is none of ours.

    The key is of this form with this content: sent twice, it acts once; changed after “back” and sent again, it is
    another act and not lost in silence.
    """
    key, seen = request.POST.get("idempotency_key", ""), request.POST.get("seen", "")
    try:
        return {"idempotency_key": f"web:{uuid.UUID(key)}:{_digest(request)}", "seen": int(seen) if seen else None}
    except ValueError:
        raise Misfilled({"": gettext("表单不完整，请刷新页面后重试。")}) from None


def _digest(request: HttpRequest) -> str:
    """What the form said and where it was sent, in 16 hexadecimal digits."""
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    content = json.dumps([request.path, typed], ensure_ascii=False, sort_keys=True)
    return sha256(content.encode()).hexdigest()[:_DIGEST]


def page_action(page: str) -> Callable[[Callable[..., str | HttpResponseBase]], View]:
    """Make a view of a function that does one act and returns where to go next (an address) or a whole response.

    ``page``: the route the form stands on. Its address is built from those of the view's own arguments it knows. When
    the act is refused, that page is shown again with ``page_errors`` and with ``typed``, what the officer had typed;
    it must be allowed to the officer in its own right.
    """

    def make(function: Callable[..., str | HttpResponseBase]) -> View:
        @wraps(function)
        def view(request: OfficerRequest, **arguments: Any) -> HttpResponseBase:
            try:
                done = function(request, **arguments)
            except Misfilled as problem:
                return _again(request, page, arguments, _lines(problem.faults), NOT_DONE)
            except ValidationError as problem:
                return _again(request, page, arguments, _of_payload(problem), NOT_DONE)
            except SeenOutdated as problem:
                return _again(request, page, arguments, [PageError(str(problem))], CONFLICT)
            except Refused as problem:
                return _again(request, page, arguments, [PageError(str(problem))], NOT_DONE)
            return see_other(done) if isinstance(done, str) else done

        return view

    return make


def form_page(page: str, shown: Callable[..., HttpResponseBase], done: Callable[..., str | HttpResponseBase]) -> View:
    """One address for a form: GET shows it, POST acts and goes on, or shows it again with the reasons.

    ``page``: the name of the route that this view is given to.
    """
    submit = page_action(page)(done)

    def view(request: OfficerRequest, **arguments: Any) -> HttpResponseBase:
        return submit(request, **arguments) if request.method == "POST" else shown(request, **arguments)

    view.__doc__ = shown.__doc__
    return view


def not_kept(response: HttpResponse) -> HttpResponse:
    """A response that no cache and no “back” shows again: it holds a password, a number or a sealed account."""
    response["Cache-Control"] = "no-store"
    return response


def see_other(address: str) -> HttpResponseRedirect:
    """Go on to ``address`` with GET (303), so that reloading repeats nothing."""
    response = HttpResponseRedirect(address)
    response.status_code = SEE_OTHER
    return response


def _lines(faults: Mapping[str, str]) -> list[PageError]:
    return [PageError(sentence, field) for field, sentence in faults.items()]


def _of_payload(problem: ValidationError) -> list[PageError]:
    """A fact's payload refused a value: its own Chinese sentences as they are, others named by field."""
    lines = []
    for error in problem.errors(include_url=False, include_context=False, include_input=False):
        field = str(error["loc"][-1]) if error["loc"] else ""
        message = error["msg"]
        if message.startswith(_OURS):
            lines.append(PageError(message.removeprefix(_OURS), field))
        elif error["type"] in {"string_too_short", "missing"}:
            lines.append(PageError(gettext("有一栏没有填：%(field)s。") % {"field": field}, field))
        elif error["type"] == "string_too_long":
            lines.append(PageError(gettext("有一栏太长：%(field)s。") % {"field": field}, field))
        else:
            lines.append(PageError(gettext("有一栏填得不对：%(field)s。") % {"field": field}, field))
    return lines


def _again(
    request: OfficerRequest, page: str, arguments: Mapping[str, Any], errors: list[PageError], status: int
) -> HttpResponseBase:
    address = _address(page, arguments)
    match = resolve(address)
    route = route_of(match.func)
    if route is None:
        raise Http404
    refused = refusal(request, route.permission)
    if refused is not None:
        return refused
    request.__dict__.update(page_errors=errors, typed=request.POST, route=route, page_address=address)
    request.method = "GET"
    response = route.view(request, **match.kwargs)
    response.status_code = status
    return response


def _address(page: str, arguments: Mapping[str, Any]) -> str:
    """The page's address, from as many of the arguments as it takes. Raises NoReverseMatch."""
    for size in range(len(arguments), 0, -1):
        for names in combinations(arguments, size):
            try:
                return reverse(page, kwargs={name: arguments[name] for name in names})
            except NoReverseMatch:
                continue
    return reverse(page)
