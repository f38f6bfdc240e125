"""The table of measures for people's spreadsheets: the blank template, the values known, what is wrong with a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal

from fengsui.conduct.access import Actor, require
from fengsui.monitoring.indicators.cells import shown
from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.reading import headings
from fengsui.monitoring.indicators.template import KEY_COLUMNS
from fengsui.monitoring.models import MeasureValue
from fengsui.registry.institutions import visible_institutions
from fengsui.registry.raw_tables import Finding
from fengsui.registry.table_cells import Cell
from fengsui.registry.table_writing import write_csv
from fengsui.registry.workbook_writing import write_workbook

Form = Literal["csv", "xlsx"]
VIEW: Final = "monitoring.view_indicators"
TITLE: Final = "机构指标"
_SEVERITY_ZH: Final = {"error": "错误", "warning": "提醒"}


def blank_indicators(form: Form = "csv") -> bytes:
    """The template to fill in: headings with units, required ones marked *, and one example row that reading skips."""
    example = [*(column.example for column in KEY_COLUMNS), *(measure.example for measure in MEASURES.values())]
    return _written(form, headings(), [example])


def export_indicators(
    actor: Actor,
    form: Form = "csv",
    *,
    since: date | None = None,
    until: date | None = None,
    institutions: Iterable[str] | None = None,
) -> bytes:
    """The values known of the institutions that the actor may see, in the shape that an import takes back.

    One row is an institution on a Beijing day; only measures that were ever told have a column. Raises AccessDenied.
    """
    require(actor, VIEW)
    rows = MeasureValue.objects.order_by("institution", "as_of")
    if since is not None:
        rows = rows.filter(as_of__gte=since)
    if until is not None:
        rows = rows.filter(as_of__lte=until)
    if institutions is not None:
        rows = rows.filter(institution__in=list(institutions))
    seen = {row.pk: row for row in visible_institutions(actor)}
    told = set(rows.values_list("measure", flat=True).order_by().distinct())
    measures = [name for name in MEASURES if name in told]
    table: dict[tuple[str, date], dict[str, str]] = defaultdict(dict)
    for row in rows.iterator(2000):
        if row.institution in seen:
            table[row.institution, row.as_of][row.measure] = shown(row.measure, row.value, row.text)

    def lines() -> Iterator[list[Cell]]:
        for (institution, day), values in table.items():
            known = seen[institution]
            keys = [institution, known.credit_code, known.name, known.platform_name, day.isoformat(), ""]
            yield [*keys, *(values.get(name, "") for name in measures)]

    return _written(form, headings(measures) if measures else headings(), lines())


def export_findings(findings: Iterable[Finding], form: Form = "csv") -> bytes:
    """Everything to correct in a file, for the person who made it."""
    labels = {column.name: column.label_zh for column in KEY_COLUMNS}
    labels |= {measure.name: measure.label_zh for measure in MEASURES.values()}
    rows: Iterator[list[Cell]] = (
        [
            finding.row_number or "整个文件",
            labels.get(finding.column, ""),
            _SEVERITY_ZH[finding.severity],
            finding.message_zh,
        ]
        for finding in findings
    )
    return _written(form, ("行号", "列", "程度", "说明"), rows)


def _written(form: Form, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    return write_workbook(TITLE, header, rows) if form == "xlsx" else write_csv(header, rows)
