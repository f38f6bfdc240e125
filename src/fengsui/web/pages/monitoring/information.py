"""What came in: the list of texts and notes, one of them with what was read in it, the table to take away."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.monitoring import queries
from fengsui.registry.queries import institution as registered
from fengsui.registry.queries import institution_many, region_name
from fengsui.registry.table_writing import write_table
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.monitoring.showing import (
    CHANNELS,
    STANCES,
    institutions_read,
    kinds_in_words,
    kinds_of_information,
    open_address,
    show,
)
from fengsui.web.pages.registry.showing import download, may_for_copy, other_page, search_of, table_format_of
from fengsui.web.paging import page_number
from fengsui.web.routes import Words

DAYS: tuple[tuple[str, Words], ...] = (
    ("1", gettext_lazy("最近 24 小时")),
    ("7", gettext_lazy("最近 7 天")),
    ("30", gettext_lazy("最近 30 天")),
    ("90", gettext_lazy("最近 90 天")),
)
LINKED: tuple[tuple[str, Words], ...] = (
    ("yes", gettext_lazy("提到名册机构")),
    ("no", gettext_lazy("没有提到")),
)
REPEATED: tuple[tuple[str, Words], ...] = (("all", gettext_lazy("逐条列出")),)
SHOWN_INSTITUTIONS = 3
Choices = list[tuple[str, Words]]


def list_information(request: OfficerRequest) -> HttpResponse:
    """Texts and notes, newest first; those that say the same stand once."""
    actor, wanted = request.actor, _wanted(request)
    found = queries.signal_page(actor, wanted, page_number(request))
    repeated = queries.duplicate_counts(actor, [row.signal.pk for row in found.rows])
    names = institution_many({reading.institution for row in found.rows for reading in row.readings})
    one = registered(actor, wanted.institution) if wanted.institution else None
    narrowed = any(request.GET.get(name) for name in ("search", *(name for name, *_ in _filters(request))))
    return show(
        request,
        "information",
        tab="information",
        rows=[_line(actor, row, names, repeated.get(row.signal.pk, 0)) for row in found.rows],
        found=found,
        earlier=other_page(request, found.page - 1) if found.page > 1 else "",
        later=other_page(request, found.page + 1) if found.page < found.pages else "",
        search=wanted.named,
        one=one,
        filters=_filters(request),
        narrowed=narrowed or one is not None,
        export=_export_address(request),
        may_import=may_for_copy(actor, "monitoring.import_texts"),
        may_note=may(actor, "monitoring.take_note"),
    )


def _line(actor: Any, row: queries.SignalRow, names: Any, repeated: int) -> dict[str, Any]:
    read = institutions_read(actor, row.readings, names)
    signal = row.signal
    return {
        "signal": signal,
        "title": row.title or row.beginning,
        "channel": CHANNELS.get(signal.channel, signal.channel),
        "place": region_name(signal.region) if signal.region else "",
        "read": read[:SHOWN_INSTITUTIONS],
        "further": max(0, len(read) - SHOWN_INSTITUTIONS),
        "kinds": [] if read else kinds_in_words(signal.kinds),
        "stances": list(dict.fromkeys(str(one.stance) for one in read)),
        "repeated": repeated,
    }


def _filters(request: OfficerRequest) -> list[tuple[str, Words, Choices, str]]:
    """(name in the address, words, choices, the chosen one)."""
    kinds: Choices = [(kind.code, f"{kind.code} {kind.label}") for kind in kinds_of_information().values()]
    every: list[tuple[str, Words, Choices]] = [
        ("kind", gettext("信息种类"), kinds),
        ("stance", gettext("口气"), list(STANCES.items())),
        ("channel", gettext("渠道"), list(CHANNELS.items())),
        ("linked", gettext("机构"), list(LINKED)),
        ("days", gettext("时间"), list(DAYS)),
        ("repeated", gettext("相同的只列一条"), list(REPEATED)),
    ]
    return [(name, words, choices, _one_of(request, name, choices)) for name, words, choices in every]


def _one_of(request: OfficerRequest, name: str, choices: Choices) -> str:
    value = request.GET.get(name, "")
    return value if value in dict(choices) else ""


def _wanted(request: OfficerRequest) -> queries.SignalFilter:
    chosen = {name: value for name, _, _, value in _filters(request)}
    days = int(chosen["days"]) if chosen["days"] else 0
    return queries.SignalFilter(
        kind=chosen["kind"],
        institution=request.GET.get("institution", "")[:40],
        stance=chosen["stance"],
        channel=chosen["channel"],
        since=timekeeping.now() - timedelta(days=days) if days else None,
        linked={"yes": True, "no": False}.get(chosen["linked"]),
        without_duplicates=chosen["repeated"] != "all",
        named=search_of(request),
    )


def _export_address(request: OfficerRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = "xlsx"
    return f"{reverse('information.export')}?{query.urlencode()}"


def export_information(request: OfficerRequest) -> HttpResponse:
    """What the list shows, all pages of it, as a table: titles and what was read, no texts."""
    table_format = table_format_of(request)
    header, rows = queries.signal_table(request.actor, _wanted(request))
    title = gettext("风险信息")
    return download(write_table(title, header, rows, table_format), f"{title}.{table_format}")


def show_signal(request: OfficerRequest, signal: str) -> HttpResponse:
    """One text or note: its words with what was read in them marked, where it came from, what came of it."""
    actor = request.actor
    row = queries.signal(actor, signal)
    names = institution_many({reading.institution for reading in row.readings})
    pieces = _pieces(queries.marked_text(actor, signal))
    came = row.signal
    said_first = bool(came.duplicate_of) and queries.is_visible(actor, came.duplicate_of)
    return show(
        request,
        "signal",
        signal=came,
        title=row.title,
        beginning=row.beginning,
        in_title=[piece for piece in pieces if piece["in_title"]],
        in_text=[piece for piece in pieces if not piece["in_title"]],
        read=institutions_read(actor, row.readings, names),
        kinds=kinds_in_words(came.kinds),
        channel=CHANNELS.get(came.channel, came.channel),
        place=region_name(came.region) if came.region else "",
        is_note=bool(came.note_sealed),
        intake=queries.intake_of(came),
        first=queries.signal(actor, came.duplicate_of) if said_first else None,
        repeated=[(one, CHANNELS.get(one.channel, one.channel)) for one in queries.duplicates_of(actor, signal)],
        list_address=open_address(actor, "information"),
    )


def _pieces(segments: list[queries.Segment]) -> list[dict[str, Any]]:
    """The pieces as a page marks them; a word that was cut in two, by a name in it, has its label once, at the end."""
    pieces = []
    for segment, following in zip(segments, [*segments[1:], None], strict=False):
        same = following is not None and (
            (segment.kinds, segment.stance, segment.negated, segment.in_title)
            == (following.kinds, following.stance, following.negated, following.in_title)
        )
        kinds = [kind for kind in kinds_in_words(segment.kinds) if kind.code[0] == "K"] or kinds_in_words(segment.kinds)
        pieces.append(
            {
                "text": segment.text,
                "named": segment.named,
                "hit": bool(segment.kinds or segment.stance),
                "kinds": [] if same else kinds,
                "labelled": not same,
                "stance": segment.stance and not segment.kinds,
                "negated": segment.negated,
                "in_title": segment.in_title,
            }
        )
    return pieces
