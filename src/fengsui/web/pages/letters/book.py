"""The number book: every number that was taken, by which paper, whether it went out or is void, and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fengsui.documents.book import books
from fengsui.registry.queries import officers_many
from fengsui.web.access import OfficerRequest

STATUSES = {"used": gettext_lazy("已取号"), "sent": gettext_lazy("已发出"), "void": gettext_lazy("作废")}


def numbers(request: OfficerRequest) -> HttpResponse:
    """Every book of this copy, the newest year first."""
    found = books(request.actor)
    names = {
        key: row.name for key, row in officers_many({row["taken_by"] for book in found for row in book.entries}).items()
    }
    shown = [
        (
            book,
            [{**row, "words": STATUSES[row["status"]], "who": names.get(row["taken_by"], "")} for row in book.entries],
        )
        for book in found
    ]
    return render(request, "letters/numbers.html", {"books": shown})
