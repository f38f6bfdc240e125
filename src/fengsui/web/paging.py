"""Which page of a list an address asks for: whatever stands there, a number that a database can count with."""

from django.http import HttpRequest

_MOST_DIGITS = 6


def page_number(request: HttpRequest) -> int:
    """The page asked for, from 1 to 999 999; 1 for anything that is no number."""
    return max(1, whole_number(request.GET.get("page", "")[:_MOST_DIGITS]))


def whole_number(text: str, most_digits: int = _MOST_DIGITS) -> int:
    """A number of few ASCII digits; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else 0
