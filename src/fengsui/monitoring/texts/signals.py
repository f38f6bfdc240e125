"""Questions about signals: what came in, of whom, what it says. A jurisdiction is part of every one (clause 1.1.d)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor, NotThere, require, system_actor
from fengsui.monitoring.models import InstitutionNews, Intake, Signal, SignalReading
from fengsui.monitoring.texts.sealing import Words, open_texts
from fengsui.monitoring.texts.showing import Segment, segments
from fengsui.registry.institutions import matching, visible_institutions
from fengsui.registry.people import served

PAGE_SIZE = 50
_NO_WORDS: Words = ("", "")
_BEGINNING = 60
_AT_ONCE = 500
_VIEW = "monitoring.view_signals"


@dataclass(frozen=True, slots=True)
class SignalFilter:
    """Which signals. ``kind``: K1–K9 or E1–E6; ``stance``: of a reading; ``intake``: of one import only.

    ``named``: words of an institution's name or code; ``linked``: only those with (True) or without (False) an
    institution. Empty text and None leave a question open.
    """

    kind: str = ""
    institution: str = ""
    stance: str = ""
    channel: str = ""
    intake: str = ""
    since: datetime | None = None
    linked: bool | None = None
    without_duplicates: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal with its title, empty where the text is destroyed, and what it says of institutions the actor sees.

    ``beginning``: the first characters of a text without a title.
    """

    signal: Signal
    title: str
    readings: tuple[SignalReading, ...]
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class SignalPage:
    """One page of signals, newest first, PAGE_SIZE a page."""

    rows: tuple[SignalRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SignalCounts:
    """Of one institution, duplicates left out: all signals, the negative ones, and how many of each kind."""

    total: int
    negative: int
    by_kind: Mapping[str, int]
    newest: datetime


def visible_signals(actor: Actor) -> QuerySet[Signal]:
    """All that an actor may see: what speaks of an institution that the actor sees, and notes of the actor's region.

    What is linked to none is for officers of the whole copy. Raises AccessDenied.
    """
    require(actor, _VIEW)
    rows = Signal.objects.all()
    if _serves_all(actor):
        return rows
    linked = SignalReading.objects.filter(institution__in=visible_institutions(actor).values("pk")).values("signal")
    return rows.filter(Q(pk__in=linked) | served("region", actor.region))


def signals(
    actor: Actor,
    *,
    kind: str = "",
    institution: str = "",
    stance: str = "",
    channel: str = "",
    since: datetime | None = None,
    page: int = 1,
    intake: str = "",
    linked: bool | None = None,
    without_duplicates: bool = False,
) -> SignalPage:
    """Signals of the actor's jurisdiction, newest first; filters as in :class:`SignalFilter`. Raises AccessDenied."""
    wanted = SignalFilter(kind, institution, stance, channel, intake, since, linked, without_duplicates)
    return signal_page(actor, wanted, page)


def signal_page(actor: Actor, wanted: SignalFilter, page: int = 1) -> SignalPage:
    """The same, by a filter; the last page for one beyond it. Raises AccessDenied."""
    rows = _filtered(actor, wanted)
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    return SignalPage(
        _with_readings(actor, _ordered(rows)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), total, page, pages
    )


def signal_rows(actor: Actor, wanted: SignalFilter, limit: int = 20_000) -> tuple[SignalRow, ...]:
    """The same, unpaged, for a table to take away. Raises AccessDenied."""
    return _with_readings(actor, _ordered(_filtered(actor, wanted))[:limit])


def signal(actor: Actor, signal_id: str) -> SignalRow:
    """One signal. Raises AccessDenied; NotThere for an unknown one and for one of another place alike."""
    rows = _with_readings(actor, visible_signals(actor).filter(pk=signal_id))
    if not rows:
        msg = "没有这条信息"
        raise NotThere(msg)
    return rows[0]


def is_visible(actor: Actor, signal_id: str) -> bool:
    """Whether there is such a signal and the actor may see it. Raises AccessDenied."""
    return visible_signals(actor).filter(pk=signal_id).exists()


def marked_text(actor: Actor, signal_id: str, institution: str = "") -> list[Segment]:
    """Title and text in pieces, marked with what was read of ``institution``, or of all that the actor sees.

    Empty where the text was destroyed. Raises AccessDenied, NotThere.
    """
    row = signal(actor, signal_id)
    title, text = text_of([signal_id], by=actor)[signal_id]
    shown = [reading for reading in row.readings if not institution or reading.institution == institution]
    if not title and not text:
        return []
    return segments(title, text, [{"spans": reading.spans, "hits": reading.hits} for reading in shown])


def text_of(signal_ids: Iterable[str], by: Actor | None = None) -> dict[str, Words]:
    """(title, text) by signal; both empty where the key was destroyed. Unknown signals are left out.

    For callers that have looked at the jurisdiction; ``by`` stands in the log where a note is opened.
    """
    ids = list(signal_ids)
    rows = [
        row
        for start in range(0, len(ids), _AT_ONCE)
        for row in Signal.objects.filter(pk__in=ids[start : start + _AT_ONCE])
    ]
    files = _texts_of_files(rows)
    notes = _texts_of_notes(rows, by)
    return {row.pk: notes.get(row.pk) or files.get(row.texts, {}).get(row.row_number, _NO_WORDS) for row in rows}


def _texts_of_files(rows: Sequence[Signal]) -> dict[str, Mapping[int, Words]]:
    intakes = Intake.objects.in_bulk({row.intake for row in rows if row.texts})
    return {row.texts: open_texts(row.file_sha256, row.texts) for row in intakes.values()}


def _texts_of_notes(rows: Sequence[Signal], by: Actor | None) -> dict[str, Words]:
    sealed = {row.note_sealed: row.pk for row in rows if row.note_sealed}
    if not sealed:
        return {}
    reader = by or system_actor("monitoring", world.this_world().jurisdiction)
    opened = world.sealed_values().open(sealed, purpose="查看风险信息", actor=reader.officer, now=timekeeping.now())
    return {sealed[value]: ("", text or "") for value, text in opened.items()}


def duplicate_counts(actor: Actor, signal_ids: Iterable[str]) -> dict[str, int]:
    """How many later signals say the same as each of these; those said once are left out. Raises AccessDenied."""
    rows = visible_signals(actor).filter(duplicate_of__in=list(signal_ids))
    return dict(rows.order_by().values_list("duplicate_of").annotate(Count("pk")))


def duplicates_of(actor: Actor, signal_id: str, limit: int = 50) -> list[Signal]:
    """The later signals that say the same, newest first. Raises AccessDenied."""
    return list(_ordered(visible_signals(actor).filter(duplicate_of=signal_id))[:limit])


def intake_of(signal: Signal) -> Intake | None:
    """The import or note that brought a signal. For callers that may see the signal."""
    return Intake.objects.filter(pk=signal.intake).first()


def readings_of(institution: str, since: datetime | None = None) -> list[SignalReading]:
    """What texts say of an institution, newest first, duplicates too. Asks nobody's permission: for other rooms."""
    rows = SignalReading.objects.filter(institution=institution)
    return list((rows.filter(at__gte=since) if since else rows).order_by("-at", "id"))


def signal_counts(institutions: Iterable[str], since: datetime) -> dict[str, SignalCounts]:
    """Counts by institution, for those of whom there is anything. Asks nobody's permission: for other rooms."""
    by_institution: dict[str, list[SignalReading]] = {}
    rows = SignalReading.objects.filter(institution__in=list(institutions), at__gte=since, duplicate=False)
    for row in rows.only("institution", "kinds", "negative", "at"):
        by_institution.setdefault(row.institution, []).append(row)
    return {institution: _counts(readings) for institution, readings in by_institution.items()}


def _counts(readings: Sequence[SignalReading]) -> SignalCounts:
    by_kind: dict[str, int] = {}
    for reading in readings:
        for kind in reading.kinds:
            by_kind[kind] = by_kind.get(kind, 0) + 1
    newest = max(reading.at for reading in readings)
    return SignalCounts(len(readings), sum(reading.negative for reading in readings), by_kind, newest)


def newest_news(institutions: Iterable[str]) -> dict[str, datetime]:
    """When something last came in about each of these institutions; those without news are left out. One query."""
    return dict(InstitutionNews.objects.filter(pk__in=list(institutions)).values_list("id", "at"))


def institutions_with_news(after: datetime | None = None, limit: int | None = None) -> list[InstitutionNews]:
    """Institutions of which something came in after ``after``, oldest news first; ``fact`` is the newest that did."""
    rows = InstitutionNews.objects.order_by("at", "id")
    return list((rows.filter(at__gt=after) if after else rows)[:limit])


def intakes(actor: Actor, kind: str = "", limit: int = 50) -> list[Intake]:
    """The newest imports and notes; files only for officers of the whole copy. Raises AccessDenied."""
    require(actor, _VIEW)
    rows = Intake.objects.order_by("-imported_at", "-id")
    if not _serves_all(actor):
        own = Signal.objects.filter(served("region", actor.region)).exclude(note_sealed="").values("intake")
        rows = rows.filter(kind="note", pk__in=own)
    return list((rows.filter(kind=kind) if kind else rows)[:limit])


def _serves_all(actor: Actor) -> bool:
    return actor.is_system or actor.region == world.this_world().jurisdiction


def _filtered(actor: Actor, wanted: SignalFilter) -> QuerySet[Signal]:
    rows = visible_signals(actor)
    if wanted.kind:
        rows = rows.filter(marks__contains=f" {wanted.kind} ")
    if wanted.institution or wanted.stance or wanted.named:
        readings = SignalReading.objects.all()
        if wanted.institution:
            readings = readings.filter(institution=wanted.institution)
        if wanted.named or not _serves_all(actor):
            # What a text says of an institution that the actor may not see is no question to ask of it either.
            seen = matching(visible_institutions(actor), wanted.named)
            readings = readings.filter(institution__in=seen.values("pk"))
        if wanted.stance:
            readings = readings.filter(stance=wanted.stance)
        rows = rows.filter(pk__in=readings.values("signal"))
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.intake:
        rows = rows.filter(intake=wanted.intake)
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.linked is not None:
        rows = rows.filter(linked=wanted.linked)
    return rows.filter(duplicate_of="") if wanted.without_duplicates else rows


def _ordered(rows: QuerySet[Signal]) -> QuerySet[Signal]:
    return rows.order_by("-at", "intake", "row_number")


def _with_readings(actor: Actor, rows: Iterable[Signal]) -> tuple[SignalRow, ...]:
    found = list(rows)
    words = _texts_of_files(found)  # notes have no title: nothing sealed is opened for a list
    readings: dict[str, list[SignalReading]] = {}
    for start in range(0, len(found), _AT_ONCE):
        ids = [row.pk for row in found[start : start + _AT_ONCE]]
        of_these = SignalReading.objects.filter(signal__in=ids).order_by("institution")
        if not _serves_all(actor):
            of_these = of_these.filter(institution__in=visible_institutions(actor).values("pk"))
        for reading in of_these:
            readings.setdefault(reading.signal, []).append(reading)
    return tuple(_row(row, words.get(row.texts, {}).get(row.row_number, _NO_WORDS), readings) for row in found)


def _row(row: Signal, words: Words, readings: Mapping[str, Sequence[SignalReading]]) -> SignalRow:
    title, text = words
    beginning = "" if title else " ".join(text[:_BEGINNING].split())
    return SignalRow(row, title, tuple(readings.get(row.pk, ())), beginning)
