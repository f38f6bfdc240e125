"""Importing a table of measures whole: preview first, then all of it or none of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.batches import write_batch
from fengsui.conduct.shapes import FactModel, Name
from fengsui.monitoring.facts import Channel, IndicatorsImported
from fengsui.monitoring.indicators.checking import (
    IndicatorPreview,
    Progress,
    Stored,
    StoredValue,
    check_measures,
    identify,
)
from fengsui.monitoring.indicators.naming import Known, Namesakes
from fengsui.monitoring.indicators.reading import MeasureTable, read_measures
from fengsui.monitoring.indicators.values import newest_values
from fengsui.monitoring.models import Intake, MeasureValue
from fengsui.registry.importing import same_file
from fengsui.registry.institutions import visible_institutions

PERMISSION = "monitoring.import_indicators"
CLAUSE = "4.1.b"
_SOURCE: TypeAdapter[str] = TypeAdapter(Name)
_CHANNEL: TypeAdapter[Channel] = TypeAdapter(Channel)


class IndicatorsRefused(Refused):
    """The table was not imported; ``preview`` holds every finding."""

    def __init__(self, message: str, preview: IndicatorPreview) -> None:
        super().__init__(message)
        self.preview = preview


def intake_stream() -> str:
    """The stream of what comes in to this copy."""
    return f"intake/{world.this_world().jurisdiction}"


def preview_indicators(
    *,
    actor: Actor,
    content: bytes,
    filename: str,  # noqa: ARG001 (the kind of a file is told by its content)
    source: str,
    channel: str,
    progress: Progress | None = None,
) -> IndicatorPreview:
    """What an import of these bytes would do; nothing is written. ``progress``: called with (rows checked, in all).

    Raises AccessDenied; Refused for a source that is empty or holds personal data, and for an unknown channel.
    """
    require(actor, PERMISSION)
    _sender(source, channel)
    return _check(read_measures(content), actor, progress)


def import_indicators(
    *,
    actor: Actor,
    content: bytes,
    filename: str,  # noqa: ARG001
    source: str,
    channel: str,
    seen_sha256: str,
    idempotency_key: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """Import a table whole. ``seen_sha256``: the file as the actor saw it previewed.

    Raises AccessDenied; IndicatorsRefused when a row has an error or nothing would change; Refused for another file
    than the previewed one.
    """
    require(actor, PERMISSION)
    sender, way = _sender(source, channel)
    table = read_measures(content)
    if table.sha256 != seen_sha256:
        msg = "上传的文件与您预览过的不是同一份，请重新预览后再导入"
        raise Refused(msg)

    def make(_: Drafting) -> FactModel:
        preview = _check(table, actor, progress)
        refuse_unusable(preview)
        rows = batch_rows(preview)
        return IndicatorsImported(
            source=sender,
            channel=way,
            file_sha256=preview.sha256,
            batch=write_batch(rows),
            row_count=preview.row_count,
            value_count=len(rows),
            institution_count=len({row["institution"] for row in rows}),
            corrected=preview.count_values("corrected"),
            warning_count=len(preview.warnings),
        )

    outcome = act(
        actor=actor,
        permission=PERMISSION,
        stream=intake_stream(),
        make=make,
        idempotency_key=idempotency_key,
        clause=CLAUSE,
    )
    return same_file(outcome, table.sha256)


def refuse_unusable(preview: IndicatorPreview) -> None:
    """Raise IndicatorsRefused for a table with an error, one that came in before, or one that changes nothing."""
    errors = preview.errors
    if errors:
        first = "；".join(f"{finding.where_zh}：{finding.message_zh}" for finding in errors[:3])
        raise IndicatorsRefused(f"表中有 {len(errors)} 处错误，一行也没有导入。{first}", preview)
    if not preview.rows:
        raise IndicatorsRefused("表中没有可导入的行，指标没有变化", preview)
    if preview.count("unchanged") == len(preview.rows):
        earlier = Intake.objects.filter(kind="indicators", file_sha256=preview.sha256).order_by("imported_at").first()
        if earlier is not None:
            day = timezone.localtime(earlier.imported_at).date().isoformat()
            raise IndicatorsRefused(f"这份文件已于 {day} 导入过，指标没有变化", preview)
        raise IndicatorsRefused("表中各数与已有的完全一致，指标没有变化", preview)


def batch_rows(preview: IndicatorPreview) -> list[dict[str, Any]]:
    """The batch: one row for each value that is new or corrected, in the order of the file."""
    return [
        {
            "institution": row.institution,
            "measure": value.measure,
            "as_of": row.as_of.isoformat(),
            "value": value.value,
            "text": value.text,
            "corrections": value.corrections,
            "row_number": row.row_number,
        }
        for row in preview.rows
        for value in row.values
        if value.standing != "unchanged"
    ]


def _sender(source: str, channel: str) -> tuple[str, Channel]:
    try:
        return _SOURCE.validate_python(source), _CHANNEL.validate_python(channel)
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first.get("ctx", {}).get("error", "")) or "请写明数据来自哪里（200 字以内），并选择来源渠道"
        raise Refused(reason) from error


def _check(table: MeasureTable, actor: Actor, progress: Progress | None) -> IndicatorPreview:
    identified = identify(table, Namesakes(_visible(actor)))
    named = identified[0]
    days = [row.as_of for row, _ in named]
    stored: Stored = {}
    if days:
        stored = stored_values({known.id for _, known in named}, table.measures, min(days), max(days))
    return check_measures(table, identified, stored, timezone.localdate(timekeeping.now()), progress)


def _visible(actor: Actor) -> Iterable[Known]:
    """The institutions that the actor may see; values of others are refused as unknown (clause 1.1.d)."""
    for row in visible_institutions(actor):
        others = (row.platform_name, row.application_name, *row.aliases, *row.former_names)
        yield Known(row.pk, row.name, row.credit_code, tuple(filter(None, others)), row.outstanding_balance_fen)


def stored_values(institutions: set[str], measures: Iterable[str], since: date, until: date) -> Stored:
    """What is stored of these days, and the newest value before them. Two queries."""
    wanted = list(measures)
    found: dict[str, dict[str, list[StoredValue]]] = defaultdict(lambda: defaultdict(list))
    # What is known before goes first, so that each list stands in the order of its days.
    for institution, points in newest_values(wanted, date.fromordinal(since.toordinal() - 1)).items():
        if institution in institutions:
            for measure, point in points.items():
                found[institution][measure].append(StoredValue(point.as_of, point.value, point.text))
    rows = MeasureValue.objects.filter(measure__in=wanted, as_of__gte=since, as_of__lte=until).order_by("as_of")
    for row in rows.iterator(2000):
        if row.institution in institutions:
            value = StoredValue(row.as_of, row.value, row.text, row.corrections)
            found[row.institution][row.measure].append(value)
    return {institution: {name: tuple(v) for name, v in by_name.items()} for institution, by_name in found.items()}
