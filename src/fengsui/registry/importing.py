"""Importing a table whole: preview first, then all of it or none of it."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils import timezone

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.batches import write_batch
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.plan import Plan
from fengsui.registry import facts
from fengsui.registry.import_checking import CheckedRow, CheckedTable, Progress, Register, check_table
from fengsui.registry.models import Department, TableImport
from fengsui.registry.policy import IMPORT_PERMISSIONS
from fengsui.registry.records import Surroundings
from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.regions import built_in_regions
from fengsui.registry.table_reading import Preview, read_table
from fengsui.registry.table_templates import TEMPLATES

_TABLES = {
    "institutions": "registry.Institution",
    "departments": "registry.Department",
    "officers": "registry.Officer",
    "contacts": "registry.Contact",
}
_FACTS: Mapping[str, type[facts.TableImported]] = {
    "institutions": facts.InstitutionsImported,
    "departments": facts.DepartmentsImported,
    "officers": facts.OfficersImported,
    "contacts": facts.ContactsImported,
}
_SEALED_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "officers": {"phone": "phone", "email": "email"},
    "contacts": {name: f"{name}_sealed" for name in ("phone", "second_phone", "email")},
}
"""Personal column of a table file → column that holds the sealed id."""
SEALED_LABELS = {"phone": "电话", "second_phone": "备用电话", "email": "邮箱"}
_CLAUSES = {"institutions": "1.2.e", "departments": "1.3.j", "officers": "1.1.h", "contacts": "3.1.e"}


class TableRefused(Refused):
    """The table was not imported; ``table`` holds every finding."""

    def __init__(self, message: str, table: CheckedTable) -> None:
        super().__init__(message)
        self.table = table


def register_stream() -> str:
    """The stream of the copy's imports; single acts on imported rows lock it too."""
    return f"registry/{world.this_world().jurisdiction}"


def preview_table(*, actor: Actor, template_id: str, content: bytes, progress: Progress | None = None) -> CheckedTable:
    """What an import of these bytes would do; nothing is written but the log of opened sealed values.

    Raises AccessDenied; Refused for an unknown template.
    """
    require(actor, _permission(template_id), regions=(world.this_world().jurisdiction,))
    return _check(read_table(content, TEMPLATES[template_id], built_in_matcher()), actor, plan_in_force(), progress)


def import_table(
    *,
    actor: Actor,
    template_id: str,
    content: bytes,
    seen_sha256: str,
    idempotency_key: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """Import a table whole. ``seen_sha256``: the file as the actor saw it previewed.

    ``progress`` is called with (rows checked, rows in all). Raises AccessDenied; TableRefused when a row has an error
    or nothing would change; Refused for another file than the previewed one.
    """
    permission, jurisdiction = _permission(template_id), world.this_world().jurisdiction
    require(actor, permission, regions=(jurisdiction,))
    preview = read_table(content, TEMPLATES[template_id], built_in_matcher())
    if preview.sha256 != seen_sha256:
        msg = "上传的文件与您预览过的不是同一份，请重新预览后再导入"
        raise Refused(msg)

    def make(drafting: Drafting) -> FactModel:
        table = _check(preview, actor, drafting.plan, progress)
        _refuse_unusable(table)
        return _FACTS[template_id](
            file_sha256=table.sha256,
            batch=write_batch(_batch_rows(table, drafting)),
            row_count=len(table.rows),
            added=table.count("added"),
            changed=table.count("changed"),
            unchanged=table.count("unchanged"),
            warning_count=len(table.warnings),
        )

    outcome = act(
        actor=actor,
        permission=permission,
        stream=register_stream(),
        make=make,
        idempotency_key=idempotency_key,
        clause=_CLAUSES[template_id],
        regions=(jurisdiction,),
    )
    return same_file(outcome, preview.sha256)


def same_file(outcome: Outcome, file_sha256: str) -> Outcome:
    """The outcome, if it is of this file. Raises Refused where a key used before handed out another file's import."""
    if outcome.fact.payload.get("file_sha256") != file_sha256:
        msg = "这个办理编号已用于另一份文件，这份文件没有导入，请刷新页面后重试"
        raise Refused(msg)
    return outcome


def _permission(template_id: str) -> str:
    if template_id not in IMPORT_PERMISSIONS:
        msg = f"没有“{template_id}”这种表，可导入的有：{'、'.join(IMPORT_PERMISSIONS)}"
        raise Refused(msg)
    return IMPORT_PERMISSIONS[template_id]


def _refuse_unusable(table: CheckedTable) -> None:
    errors = table.errors
    if errors:
        first = "；".join(f"{finding.where_zh}：{finding.message_zh}" for finding in errors[:3])
        raise TableRefused(f"表中有 {len(errors)} 处错误，一行也没有导入。{first}", table)
    earlier = TableImport.objects.filter(template=table.template_id, file_sha256=table.sha256).first()
    if earlier is not None:
        day = timezone.localtime(earlier.imported_at).date().isoformat()
        raise TableRefused(f"这份文件已于 {day} 导入过，名册没有变化", table)
    if not table.rows:
        raise TableRefused("表中没有可导入的行，名册没有变化", table)
    if table.count("unchanged") == len(table.rows):
        raise TableRefused("表中各行与现有名册完全一致，名册没有变化", table)


def _check(preview: Preview, actor: Actor, plan: Plan, progress: Progress | None) -> CheckedTable:
    template_id = preview.template_id
    rows = _existing_rows(template_id)
    register = Register(
        rows=rows,
        surroundings=surroundings(plan),
        regions=built_in_regions(),
        department_codes=frozenset(Department.objects.values_list("code", flat=True)),
    )
    return check_table(preview, register, _known_personal(template_id, rows, actor), progress)


def surroundings(plan: Plan) -> Surroundings:
    """What reading a row needs to know of this copy and of the plan."""
    names = {
        name: addressee.id
        for addressee in plan.addressees
        for name in (addressee.name, addressee.full_name, *addressee.aliases)
    }
    return Surroundings(
        jurisdiction=world.this_world().jurisdiction,
        department_ids=frozenset(department.id for department in plan.departments),
        departments={department.clause: department.id for department in plan.departments},
        addressees=names,
    )


def _existing_rows(template_id: str) -> dict[str, dict[str, Any]]:
    model = apps.get_model(_TABLES[template_id])
    return {row["id"]: row for row in model._default_manager.values()}  # noqa: SLF001


def _known_personal(
    template_id: str, rows: Mapping[str, Mapping[str, Any]], actor: Actor
) -> dict[tuple[str, str], str | None]:
    """The texts sealed now, to tell a changed number from an unchanged one; they don't leave the check."""
    places = {
        row[sealed]: (row_id, column)
        for column, sealed in _SEALED_COLUMNS.get(template_id, {}).items()
        for row_id, row in rows.items()
        if row[sealed]
    }
    if not places:
        return {}
    opened = world.sealed_values().open(places, purpose="导入名册时比对", actor=actor.officer, now=timekeeping.now())
    return {places[value_id]: text for value_id, text in opened.items()}


def _batch_rows(table: CheckedTable, drafting: Drafting) -> list[dict[str, Any]]:
    before = _existing_rows(table.template_id) if table.template_id in _SEALED_COLUMNS else {}
    rows = []
    for row in table.rows:
        columns: dict[str, Any] = {"id": row.id, **row.record.model_dump(mode="json")}
        if table.template_id == "institutions":
            columns |= {"warnings": list(row.warnings), "row_number": row.row_number}
        if table.template_id == "officers":
            columns |= {"active": True, "ended_reason": ""}
        if table.template_id in _SEALED_COLUMNS:
            columns |= _sealed_columns(table.template_id, row, before.get(row.id, {}), drafting)
        rows.append(columns)
    return rows


def _sealed_columns(template_id: str, row: CheckedRow, before: Mapping[str, Any], drafting: Drafting) -> dict[str, str]:
    columns: dict[str, str] = {}
    for column, sealed in _SEALED_COLUMNS[template_id].items():
        text = row.personal.get(column)
        clear = getattr(row.record, column, "")
        columns[sealed] = "" if clear else before.get(sealed, "")
        columns[f"{column}_commitment"] = ""
        if text:
            reference = world.sealed_values().seal(
                subject=row.id, label=SEALED_LABELS[column], text=text, now=drafting.now
            )
            columns[sealed], columns[f"{column}_commitment"] = reference.id, reference.commitment
    return columns
