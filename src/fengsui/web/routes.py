"""Every address of the web pages is a :class:`Route`. One without a permission can't be made."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise

View = Callable[..., HttpResponseBase]
Words = str | Promise


class Everybody(Enum):
    """The mark of an address that needs no sign-in. It must be written out; nothing is public by omission."""

    PUBLIC = "public"


PUBLIC = Everybody.PUBLIC
GET = ("GET", "HEAD")
POST = ("POST",)


@dataclass(frozen=True, slots=True)
class Route:
    """An address, the view behind it and what a visitor must hold to reach it.

    ``permission``: the name of an access rule handed in to the house, or :data:`PUBLIC`. ``section``: the entry of the
    header that is marked while the page is open; the first plain address of a section is where that entry leads.

    Raises ValueError for an empty permission or an empty list of methods.
    """

    path: str
    name: str
    view: View
    permission: str | Everybody
    methods: tuple[str, ...] = GET
    title: Words = ""
    section: str = ""

    def __post_init__(self) -> None:
        if not self.permission:
            msg = f"route {self.name!r} names no permission"
            raise ValueError(msg)
        if not self.methods:
            msg = f"route {self.name!r} allows no method"
            raise ValueError(msg)

    @property
    def has_parameters(self) -> bool:
        """Whether the address has a part that varies."""
        return "<" in self.path


known_routes: list[Route] = []
"""Every route, once ``urls`` has gathered them: the frame draws its sections from here, without importing any page."""


class BoundView:
    """A view that carries its route, so that the access check can find it."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.__name__ = self.__qualname__ = route.name
        self.__doc__ = route.view.__doc__

    def __call__(self, request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        """Run the view. Only the access check may call this. A page with a form that acts is kept by no cache."""
        response = self.route.view(request, **arguments)
        if getattr(request, "holds_act", False):
            response["Cache-Control"] = "no-store"
        return response


def route_of(view: object) -> Route | None:
    """The route a resolved view belongs to; None for anything that is no page of ours."""
    return view.route if isinstance(view, BoundView) else None
