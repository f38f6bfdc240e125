"""Where a form belongs. By itself: it is asked for at start-up, when nothing of typesetting may be read in."""

from fengsui.documents.models import Sheet


def regions_of(stream: str) -> tuple[str, ...]:
    """Where a form belongs, for senders."""
    row = Sheet.objects.filter(pk=stream).first()
    return tuple(row.regions) if row else ()
