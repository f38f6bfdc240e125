"""Which language a page is in: Chinese, unless the visitor chose English in the footer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation


class ChosenLanguageMiddleware:
    """Follows the visitor's choice and nothing else.

    Django's own would follow the browser's Accept-Language: an officer at a borrowed English browser would meet half
    English pages around Chinese plan texts at the worst moment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Speak the chosen language until the answer is made."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.__dict__["LANGUAGE_CODE"] = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
