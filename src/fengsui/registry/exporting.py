"""The register as tables for spreadsheets, in the shape that an import takes back."""

from collections.abc import Iterable, Mapping
from typing import Any

from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Refused
from fengsui.registry.institutions import visible_institutions
from fengsui.registry.models import Contact, Department, Officer
from fengsui.registry.people import in_copy, open_sealed
from fengsui.registry.regions import built_in_regions
from fengsui.registry.table_cells import Cell
from fengsui.registry.table_templates import TEMPLATES, Template
from fengsui.registry.table_writing import TableFormat, export_rows


def export_table(actor: Actor, template_id: str, *, purpose: str = "", table_format: TableFormat = "csv") -> bytes:
    """CSV (UTF-8 with BOM) or XLSX of what the actor may see. Officers and contacts hold phones and need a ``purpose``.

    Raises AccessDenied, Refused.
    """
    if template_id not in TEMPLATES:
        msg = f"没有“{template_id}”这种表，可导出的有：{'、'.join(TEMPLATES)}"
        raise Refused(msg)
    template = TEMPLATES[template_id]
    match template_id:
        case "institutions":
            return export_rows(
                template, _named(template, visible_institutions(actor).order_by("id").values()), table_format
            )
        case "departments":
            require(actor, "registry.view_officers")
            rows = [{**row, "id": row["code"]} for row in Department.objects.order_by("id").values()]
            return export_rows(template, _named(template, rows), table_format)
    require(actor, "registry.export_contacts", purpose=purpose)
    own = in_copy(actor, "region")
    if template_id == "officers":
        people = Officer.objects.filter(own, active=True).order_by("id").values()
        return export_rows(
            template, _named(template, _opened(people, ("phone", "email"), "", purpose, actor)), table_format
        )
    numbers = ("phone", "second_phone", "email")
    book = Contact.objects.filter(own).order_by("id").values()
    return export_rows(template, _named(template, _opened(book, numbers, "_sealed", purpose, actor)), table_format)


def _opened(
    rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], suffix: str, purpose: str, actor: Actor
) -> list[dict[str, Any]]:
    listed = [{**row, "department_id": row["department"]} for row in rows]
    for column in columns:
        texts = open_sealed({row["id"]: row[column + suffix] for row in listed}, purpose=purpose, by=actor.officer)
        for row in listed:
            clear = row[column] if suffix else ""
            row[column] = texts.get(row["id"], clear)
    return listed


def _named(template: Template, rows: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Cell]]:
    """Rows with region codes spelt out and lists as tuples, as the CSV writer takes them."""
    regions = built_in_regions()
    for row in rows:
        cells: dict[str, Cell] = {}
        for column in template.blank_columns:
            value = row.get(column.key)
            if column.kind == "region" and value:
                value = regions.full_name(value)
            elif column.kind == "regions" and value:
                value = tuple(regions.full_name(code) for code in value)
            elif isinstance(value, list):
                value = tuple(value)
            cells[column.key] = value
        yield cells
