"""The register of institutions: the list, one institution with where every figure comes from, the export."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_fact, read_stream
from fengsui.monitoring.indicators.queries import MeasureShown, measures_of
from fengsui.registry import queries
from fengsui.registry.credit_code import check_credit_code
from fengsui.registry.exporting import export_table
from fengsui.registry.institution_actions import institution_stream
from fengsui.registry.table_cells import INSTITUTION_STATUSES
from fengsui.response.queries import events_of_institution
from fengsui.web.access import OfficerRequest
from fengsui.web.charts import Chart
from fengsui.web.pages.ledger import actor_in_words, kind_title
from fengsui.web.pages.registry.institution_attention import (
    MOST_STEPS,
    attention_shown,
    marks_of,
    steps_of,
    story_of,
)
from fengsui.web.pages.registry.institution_charts import charts_of, charts_workbook, chosen
from fengsui.web.pages.registry.showing import (
    download,
    may_for_copy,
    other_page,
    place_name,
    places_below,
    search_of,
    show,
    table_format_of,
)
from fengsui.web.paging import page_number

MOST_IMPORTS = 1000
MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class BalanceSource:
    """Where the balance comes from: the fact, and for an import the file and the row in it."""

    fact: Fact
    file_sha256: str = ""
    row_number: int | None = None


def list_institutions(request: OfficerRequest) -> HttpResponse:
    """Institutions of the officer's places, by name."""
    plan, actor = plan_in_force(), request.actor
    regions = [(region.code, region.name) for region in places_below(actor.region)]
    classes = [(known.code, f"{known.code} {known.name}") for known in plan.institution_classes]
    search = search_of(request)
    chosen = {
        "region": _one_of(request, "region", regions),
        "class_code": _one_of(request, "class_code", classes),
        "status": _one_of(request, "status", list(INSTITUTION_STATUSES.items())),
    }
    found = queries.institutions(actor, search=search, page=page_number(request), **chosen)
    class_names = {known.code: known.name for known in plan.institution_classes}
    return show(
        request,
        "institutions",
        tab="institutions",
        rows=[
            {
                "institution": row,
                "place": place_name(row.registered_region),
                "watch": found.watches.get(row.pk),
                "class_name": class_names.get(row.class_code, ""),
                "status": INSTITUTION_STATUSES.get(row.status, row.status),
            }
            for row in found.rows
        ],
        found=found,
        earlier=other_page(request, found.page - 1) if found.page > 1 else "",
        later=other_page(request, found.page + 1) if found.page < found.pages else "",
        search=search,
        filters=[
            ("region", gettext("地区"), regions, chosen["region"]),
            ("class_code", gettext("分类"), classes, chosen["class_code"]),
            ("status", gettext("状态"), list(INSTITUTION_STATUSES.items()), chosen["status"]),
        ],
        narrowed=bool(search or any(chosen.values())),
        unwatched=queries.unwatched(actor).count(),
        may_import=may_for_copy(actor, "registry.import_institutions"),
        may_change=may(actor, "registry.change_institution"),
    )


def _one_of(request: OfficerRequest, name: str, choices: list[tuple[str, str]]) -> str:
    value = request.GET.get(name, "")
    return value if value in dict(choices) else ""


def visible_institution(request: OfficerRequest, institution: str) -> Any:
    """The institution, if it is there and the officer may see it. Raises Http404, AccessDenied."""
    row = queries.institution(request.actor, institution)
    if row is None:
        raise Http404
    return row


def show_institution(request: OfficerRequest, institution: str) -> HttpResponse:
    """One institution: what is registered, checked, measured, watched, and what came of it.

    ``?format=xlsx`` gives the charts as a workbook, ``&chart=`` one of them.
    """
    row, actor = visible_institution(request, institution), request.actor
    may_view_events = may(actor, "response.view_events")
    events = events_of_institution(actor, row.pk)[:MOST_EVENTS] if may_view_events else []
    story, measures = story_of(actor, row.pk), _measures(request, row.pk)
    steps = steps_of(actor, row.pk, story, events)
    charts = charts_of(actor, row.pk, sources=[one.source for one in measures], marks=marks_of(steps))
    if request.GET.get("format") == "xlsx" and charts:
        return _charts_download(row.name, chosen(charts, request.GET.get("chart", "")))
    facts = read_stream(institution_stream(row.pk))
    imported = import_of_batch(row.batch)
    every = sorted((*facts, *([imported] if imported else [])), key=lambda fact: fact.recorded_at, reverse=True)
    classes = {known.code: known for known in plan_in_force().institution_classes}
    supports = [code for code in row.operating_regions if code != row.registered_region]
    return show(
        request,
        "institution",
        row=row,
        class_=classes.get(row.class_code),
        status=INSTITUTION_STATUSES.get(row.status, row.status),
        code=check_credit_code(row.credit_code),
        supports=supports,
        watch=queries.watches_of([row.pk]).get(row.pk),
        balance_source=balance_source(every, row),
        warnings=[text for text in row.warnings if text != row.credit_code_problem],
        events=events,
        attention=attention_shown(story) if story else None,
        charts=charts,
        steps=steps[:MOST_STEPS],
        steps_left=max(0, len(steps) - MOST_STEPS),
        measures=measures,
        may_view_measures=may(actor, "monitoring.view_indicators"),
        may_view_texts=may(actor, "monitoring.view_signals"),
        may_view_events=may_view_events,
        history=fact_lines(every),
        may_forms=may(actor, "documents.view_sheets"),
        may_change=may(actor, "registry.change_institution"),
        may_name_watchers=may(actor, "registry.name_watchers"),
    )


def _measures(request: OfficerRequest, institution: str) -> list[MeasureShown]:
    if not may(request.actor, "monitoring.view_indicators"):
        return []
    return measures_of(request.actor, institution)


def _charts_download(name: str, charts: Sequence[Chart]) -> HttpResponse:
    words = charts[0].sheet if len(charts) == 1 else gettext("图表")
    return download(charts_workbook(gettext("说明"), charts), f"{name} {words}.xlsx")


def import_of_batch(batch: str) -> Fact | None:
    """The fact of the import that brought a batch; None for none."""
    if not batch:
        return None
    imports = queries.table_imports("institutions", limit=MOST_IMPORTS)
    return next((read_fact(row.pk) for row in imports if row.batch == batch), None)


def balance_source(facts: Sequence[Fact], row: Any) -> BalanceSource | None:
    """The newest of ``facts`` (newest first) that set the balance; None where nobody has said."""
    if row.outstanding_balance_fen is None:
        return None
    for fact in facts:
        if fact.kind == "institutions.imported":
            return BalanceSource(fact, str(fact.payload["file_sha256"]), row.row_number)
        changed = fact.payload.get("changed", ())
        if fact.kind == "institution.registered" or "outstanding_balance_fen" in changed:
            return BalanceSource(fact)
    return None


def fact_lines(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Facts with their titles and who wrote them; one query for all names."""
    names = {key: officer.name for key, officer in queries.officers_many({fact.actor for fact in facts}).items()}
    return [
        {"fact": fact, "title": kind_title(fact.kind), "actor": actor_in_words(fact.actor, names)} for fact in facts
    ]


def export_institutions(request: OfficerRequest) -> HttpResponse:
    """All institutions that the officer may see, as a table that an import takes back."""
    table_format = table_format_of(request)
    content = export_table(request.actor, "institutions", table_format=table_format)
    return download(content, f"{gettext('机构名册')}.{table_format}")
