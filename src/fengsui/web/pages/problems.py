"""Pages for what goes wrong: an unlisted address, a request that can't be read, a fault of the program."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """404: no such page, or no such thing."""
    return render(request, "web/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403 raised by the framework itself."""
    return render(request, "web/not_allowed.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """400: the request can't be read."""
    return HttpResponse(render_to_string("web/bad_request.html"), status=400)


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """500: a fault. Drawn without database, officer or frame, since any of them may be what failed."""
    return HttpResponse(render_to_string("web/failed.html"), status=500)
