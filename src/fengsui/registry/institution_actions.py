"""Single acts on institutions: register, change, name the watchers."""

from collections.abc import Mapping
from typing import Any, Unpack

from fengsui.conduct import world
from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.shapes import FactModel
from fengsui.registry import identities
from fengsui.registry.acting import Sent, require_two_persons
from fengsui.registry.facts import InstitutionChanged, InstitutionRecord, InstitutionRegistered, WatchersNamed
from fengsui.registry.import_checking import place_problem, valid_code
from fengsui.registry.importing import register_stream
from fengsui.registry.models import Institution, Officer, Watch
from fengsui.registry.records import build, given_institution, kept_warnings
from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.regions import built_in_regions
from fengsui.registry.table_cells import Cell
from fengsui.registry.table_reading import Finding, read_table
from fengsui.registry.table_templates import INSTITUTIONS
from fengsui.registry.table_writing import write_csv

WATCHER = "R4"


def institution_stream(institution: str) -> str:
    """The stream of one institution's single acts."""
    return f"institution/{institution}"


def read_institution_form(cells: Mapping[str, str]) -> tuple[dict[str, Cell], list[Finding]]:
    """A form's texts by column name → typed values and findings, read as a row of a table is read.

    The values are those that :func:`register_institution` and :func:`change_institution` take; empty ones are left out.
    """
    columns = [column for column in INSTITUTIONS.columns if column.name in cells]
    # A line of the form is one cell whatever it holds; the CSV writer quotes it.
    content = write_csv([column.label_zh for column in columns], [[cells[column.name] for column in columns]])
    preview = read_table(content, INSTITUTIONS, built_in_matcher())
    values = dict(preview.rows_ok[0].values) if preview.rows_ok else {}
    return {name: value for name, value in values.items() if value is not None}, preview.findings


def register_institution(*, actor: Actor, values: Mapping[str, Cell], idempotency_key: str = "") -> Outcome:
    """Enter one institution. ``values``: typed values by column key of the institutions table.

    Raises AccessDenied; Refused when it is there already, or is not of this jurisdiction.
    """
    record, warnings = _record(values, None)
    institution = identities.institution_id(
        credit_code=valid_code(record.model_dump()), name=record.name, registered_region=record.registered_region
    )

    def make(_: Drafting) -> FactModel:
        if Institution.objects.filter(pk=institution).exists():
            msg = f"“{record.name}”已在名册中，请打开该机构更改"
            raise Refused(msg)
        return InstitutionRegistered(institution=institution, record=record, warnings=warnings)

    return act(
        actor=actor,
        permission="registry.change_institution",
        stream=institution_stream(institution),
        make=make,
        idempotency_key=idempotency_key,
        clause="1.2.e",
        regions=(record.registered_region, *record.operating_regions),
        also_lock=(register_stream(),),
    )


def change_institution(
    *,
    actor: Actor,
    institution: str,
    values: Mapping[str, Cell],
    reason: str,
    cleared: tuple[str, ...] = (),
    **sent: Unpack[Sent],
) -> Outcome:
    """Correct one institution's entry. ``values`` are the new values, ``cleared`` the columns to empty.

    Raises AccessDenied; Refused without a reason, without a change, or for an unknown institution.
    """
    row = _institution(institution)

    def make(_: Drafting) -> FactModel:
        if not reason.strip():
            msg = "请写明更改的原因"
            raise Refused(msg)
        existing = Institution.objects.filter(pk=institution).values().get()
        emptied = {*cleared, *({"credit_code_problem"} if "credit_code" in cleared else ())}
        kept = {name: value for name, value in existing.items() if name not in emptied}
        before, _problems = build(InstitutionRecord, {}, existing)
        record, warnings = _record(values, kept)
        changed = tuple(
            name for name in InstitutionRecord.model_fields if getattr(before, name) != getattr(record, name)
        )
        if not changed:
            msg = "没有改动，不需要保存"
            raise Refused(msg)
        return InstitutionChanged(
            institution=institution, record=record, changed=changed, warnings=warnings, reason=reason
        )

    return act(
        actor=actor,
        permission="registry.change_institution",
        stream=institution_stream(institution),
        make=make,
        clause="1.2.e",
        regions=(row.registered_region, *row.operating_regions),
        also_lock=(register_stream(),),
        **sent,
    )


def name_watchers(*, actor: Actor, institution: str, watcher_a: str, watcher_b: str, **sent: Unpack[Sent]) -> Outcome:
    """Name who watches an institution, A and B (clause 1.1.h). Raises AccessDenied, Refused."""
    row = _institution(institution)

    def make(_: Drafting) -> FactModel:
        require_two_persons(watcher_a, watcher_b)
        first, second = _watcher(watcher_a, row), _watcher(watcher_b, row)
        if Watch.objects.filter(pk=institution, watcher_a=first.pk, watcher_b=second.pk).exists():
            msg = "盯防人没有变化"
            raise Refused(msg)
        return WatchersNamed(
            institution=institution,
            watcher_a=first.pk,
            watcher_a_name=first.name,
            watcher_b=second.pk,
            watcher_b_name=second.name,
        )

    return act(
        actor=actor,
        permission="registry.name_watchers",
        stream=institution_stream(institution),
        make=make,
        clause="1.1.h",
        regions=(row.registered_region, *row.operating_regions),
        **sent,
    )


def _institution(institution: str) -> Institution:
    row = Institution.objects.filter(pk=institution).first()
    if row is None:
        msg = "名册中没有这家机构"
        raise Refused(msg)
    return row


def _watcher(officer: str, institution: Institution) -> Officer:
    row = Officer.objects.filter(pk=officer, active=True).first()
    if row is None or WATCHER not in row.roles:
        msg = f"盯防人须是在任的盯防专人（{WATCHER}）：{row.name if row else officer}"
        raise Refused(msg)
    if not any(covers(row.region, place) for place in (institution.registered_region, *institution.operating_regions)):
        msg = f"{row.name}的辖区不含该机构的注册地和经营地"
        raise Refused(msg)
    return row


def _record(
    values: Mapping[str, Cell], existing: Mapping[str, Any] | None
) -> tuple[InstitutionRecord, tuple[str, ...]]:
    known = {name: value for name, value in values.items() if name in InstitutionRecord.model_fields}
    record, problems = build(InstitutionRecord, given_institution(known).columns, existing)
    if record is None:
        labels = {column.key: column.label_zh for column in INSTITUTIONS.columns}
        msg = "；".join(f"{labels.get(problem.column, problem.column)}：{problem.message_zh}" for problem in problems)
        raise Refused(msg)
    regions, jurisdiction = built_in_regions(), world.this_world().jurisdiction
    placed = place_problem(record, lambda code: regions.is_within(code, jurisdiction))
    if placed is not None and placed[0] == "error":
        raise Refused(placed[1])
    return record, kept_warnings(text for text in (record.credit_code_problem, placed and placed[1]) if text)
