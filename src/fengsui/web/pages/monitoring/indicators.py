"""Measures of institutions: what is known of each and since when, the table to take away, bringing in a table."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import may
from fengsui.conduct.acting import Outcome
from fengsui.monitoring import queries as information
from fengsui.monitoring.indicators import queries
from fengsui.monitoring.indicators.checking import IndicatorPreview, Standing
from fengsui.monitoring.indicators.exporting import blank_indicators, export_findings, export_indicators
from fengsui.monitoring.indicators.importing import import_indicators, preview_indicators
from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.reading import LIMITS
from fengsui.monitoring.indicators.template import KEY_COLUMNS, column_heading
from fengsui.registry.queries import institution as registered
from fengsui.registry.queries import officers_many
from fengsui.registry.table_writing import TableFormat
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.monitoring.import_pages import ImportPages
from fengsui.web.pages.monitoring.showing import CHANNELS, open_address, show
from fengsui.web.pages.monitoring.uploaded import Uploaded
from fengsui.web.pages.registry.showing import download, other_page, search_of, table_format_of
from fengsui.web.paging import page_number
from fengsui.web.routes import Words

SHOWN_ROWS = 20
SHOWN_IMPORTS = 10
PERMISSION = "monitoring.import_indicators"


def list_indicators(request: OfficerRequest) -> HttpResponse:
    """Institutions of which measures are known, by name, with the newest of them and its day; the newest imports."""
    actor, search = request.actor, search_of(request)
    found = queries.measured_institutions(actor, search, page_number(request))
    imports = information.intakes(actor, "indicators", SHOWN_IMPORTS)
    names = {key: row.name for key, row in officers_many({row.imported_by for row in imports}).items()}
    return show(
        request,
        "indicators",
        tab="indicators",
        rows=[(row, [row.headline.get(name) for name in queries.HEADLINE]) for row in found.rows],
        headings=[MEASURES[name].label_zh for name in queries.HEADLINE],
        found=found,
        earlier=other_page(request, found.page - 1) if found.page > 1 else "",
        later=other_page(request, found.page + 1) if found.page < found.pages else "",
        search=search,
        imports=[
            (row, CHANNELS.get(row.channel, row.channel), names.get(row.imported_by, gettext("系统（建立环境）")))
            for row in imports
        ],
        may_import=may(actor, PERMISSION),
    )


def show_indicators(request: OfficerRequest, institution: str) -> HttpResponse:
    """Every measure of one institution: the newest value, of which day, who told it, whether it is still fresh."""
    actor = request.actor
    row = registered(actor, institution)
    if row is None:
        raise Http404
    measures = queries.measures_of(actor, institution)
    return show(
        request,
        "institution_indicators",
        row=row,
        measures=measures,
        stale=sum(not measure.fresh for measure in measures),
        list_address=open_address(actor, "indicators"),
        institution_address=open_address(actor, "institution", institution=institution),
        ticket=open_address(actor, "warning", institution=institution),
        may_import=may(actor, PERMISSION),
    )


def export_all(request: OfficerRequest) -> HttpResponse:
    """Every value known of the institutions that the officer may see, as a table that an import takes back."""
    table_format = table_format_of(request)
    return download(export_indicators(request.actor, table_format), f"{gettext('机构指标')}.{table_format}")


class IndicatorImports(ImportPages):
    """Measures as CSV or XLSX: one row is an institution on a day."""

    name = "indicators"
    permission = PERMISSION
    title: Words = gettext_lazy("导入指标")
    channels = ("institution", "custody_bank", "regulator", "inspection", "press", "public_post")
    limits = LIMITS

    def start_context(self) -> Mapping[str, Any]:
        """The columns of the template."""
        return {
            "keys": KEY_COLUMNS,
            "columns": [(column_heading(measure), measure.example, measure.code) for measure in MEASURES.values()],
        }

    def blank(self, table_format: TableFormat) -> bytes:
        """Headings and one example row, which reading skips."""
        return blank_indicators(table_format)

    def preview(self, request: OfficerRequest, file: Uploaded) -> IndicatorPreview:
        """What the import would bring."""
        return preview_indicators(
            actor=request.actor,
            content=file.content,
            filename=file.filename,
            source=file.source,
            channel=file.channel,
        )

    def bring_in(self, request: OfficerRequest, file: Uploaded, seen_sha256: str, key: str) -> Outcome:
        """Import the measures."""
        return import_indicators(
            actor=request.actor,
            content=file.content,
            filename=file.filename,
            source=file.source,
            channel=file.channel,
            seen_sha256=seen_sha256,
            idempotency_key=key,
        )

    def preview_context(self, preview: IndicatorPreview) -> Mapping[str, Any]:
        """Counts by rows and values, and the first rows."""
        unchanged = bool(preview.rows) and preview.count("unchanged") == len(preview.rows)
        nothing = gettext("表中各数与已有的完全一致。") if unchanged else ""
        standings: dict[Standing, str] = {
            "added": gettext("新增"),
            "corrected": gettext("更正"),
            "unchanged": gettext("未变"),
        }
        labels = {name: measure.label_zh for name, measure in MEASURES.items()}
        return {
            "usable": len(preview.rows),
            "nothing": nothing or ("" if preview.rows else gettext("表里没有可导入的行。")),
            "counts": [(words, preview.count_values(standing)) for standing, words in standings.items()],
            "labels": labels | {column.name: column.label_zh for column in KEY_COLUMNS},
            "sample": [(row, standings[row.standing], len(row.values)) for row in preview.rows[:SHOWN_ROWS]],
            "measures": [labels[name] for name in preview.measures],
        }

    def findings_table(self, preview: IndicatorPreview, table_format: TableFormat) -> bytes:
        """Row, column, severity and words."""
        return export_findings(preview.findings, table_format)

    def done_words(self, payload: Mapping[str, Any]) -> str:
        """How many rows, institutions and values."""
        said = gettext(
            "已导入 %(row_count)d 行：%(institution_count)d 家机构，%(value_count)d 个数，其中更正 %(corrected)d 个。"
        )
        return said % payload


INDICATORS = IndicatorImports()
