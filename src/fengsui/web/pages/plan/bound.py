"""Duties, practices, measures, forms and access in words; and where the elements that carry a clause are shown."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fengsui.conduct.house import house
from fengsui.plan import Plan
from fengsui.plan.carriers import Carrier
from fengsui.plan.duties import AccessGrant, Cycle, Practice
from fengsui.plan.key_names import VALUE_NAMES
from fengsui.plan.measures import Measure
from fengsui.plan.speaking import Names
from fengsui.web.pages.plan.parts import Groups, part_of, row_id
from fengsui.web.routes import Words

CYCLES: dict[str, Words] = {
    "training": gettext_lazy("培训"),
    "exercise": gettext_lazy("演练"),
    "review": gettext_lazy("评估"),
    "inspection": gettext_lazy("核查"),
    "retention": gettext_lazy("保存年限"),
    "report": gettext_lazy("报告"),
}
MEASURES: dict[str, Words] = {
    "prevention": gettext_lazy("预防"),
    "control": gettext_lazy("控制"),
    "exit": gettext_lazy("机构退出"),
    "closure": gettext_lazy("关闭"),
    "transfer": gettext_lazy("移送"),
    "claims": gettext_lazy("债权登记"),
    "publicity": gettext_lazy("舆论引导"),
}
ROOMS: dict[str, Words] = {
    "response": gettext_lazy("处置"),
    "warning": gettext_lazy("预警"),
    "monitoring": gettext_lazy("监测"),
    "documents": gettext_lazy("公文"),
    "registry": gettext_lazy("名册"),
    "plan": gettext_lazy("预案"),
    "ledger": gettext_lazy("底账"),
}


def bound_parts(plan: Plan, groups: Groups) -> dict[str, Any]:
    """What the tabs of duties, practices, measures, forms and access show."""
    return {
        "cycles_in_words": [_cycle(plan, cycle) for cycle in groups.get("cycles", ())],
        "practices_in_words": [_practice(plan, practice) for practice in groups.get("practices", ())],
        "measures_by_kind": _measures(plan, groups.get("measures", ())),
        "common_fields": plan.written.forms.common_fields if plan.written.forms else (),
        "access_by_room": _access(groups.get("access", ())),
        "access_written": plan.written.access is not None,
        "provisions_known": [
            {"provision": entry, "held": entry.id in house.provisions} for entry in groups.get("provisions", ())
        ],
    }


def _cycle(plan: Plan, cycle: Cycle) -> dict[str, Any]:
    return {"cycle": cycle, "kind": CYCLES[cycle.kind], "length": _length(plan, cycle)}


def _length(plan: Plan, cycle: Cycle) -> str:
    """How long it is, where its parameter holds a number; else the parameter's own words."""
    parameter = plan.parameters.get(cycle.parameter)
    if parameter is None:
        return ""
    quantity = parameter.quantities.get(cycle.key or "")
    if quantity is not None:
        return Names.amount(quantity.amount, quantity.unit)
    if isinstance(parameter.value, int):
        return Names.amount(parameter.value, parameter.unit)
    return parameter.text


def _practice(plan: Plan, practice: Practice) -> dict[str, Any]:
    cycle = next((known for known in plan.cycles if known.id == practice.cycle), None)
    return {"practice": practice, "cycle": cycle, "length": _length(plan, cycle) if cycle else ""}


def _measures(plan: Plan, measures: Iterable[Measure]) -> list[tuple[Words, list[dict[str, Any]]]]:
    units = {unit.id: unit.name for unit in plan.departments}
    laws = {law.id: law for law in plan.legal_basis}
    forms = {form.id: form for form in plan.forms}
    classes = {entry.code: entry.name for entry in plan.institution_classes}
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for measure in measures:
        line = {
            "measure": measure,
            "bodies": [units.get(body, body) for body in measure.bodies],
            "laws": [laws[law] for law in measure.legal_basis if law in laws],
            "persons": [VALUE_NAMES["person_types"].get(person, person) for person in measure.person_types],
            "classes": [classes.get(code, code) for code in measure.institution_classes],
            "form": forms.get(measure.form or ""),
            "parameter": plan.parameters.get(measure.parameter or ""),
            "length": _measure_length(plan, measure),
        }
        by_kind.setdefault(measure.kind, []).append(line)
    return [(MEASURES[kind], lines) for kind, lines in by_kind.items()]


def _measure_length(plan: Plan, measure: Measure) -> str:
    parameter = plan.parameters.get(measure.parameter or "")
    if parameter is None:
        return ""
    quantity = parameter.quantities.get(measure.term or "")
    return Names.amount(quantity.amount, quantity.unit) if quantity else parameter.text


def _access(grants: Iterable[AccessGrant]) -> list[tuple[Words, list[AccessGrant]]]:
    """By the room that a permission is about; those of no room named here come last."""
    by_room: dict[str, list[AccessGrant]] = {room: [] for room in (*ROOMS, "")}
    for grant in grants:
        room = grant.id.partition(".")[0]
        by_room[room if room in ROOMS else ""].append(grant)
    return [(ROOMS.get(room, gettext_lazy("其他")), listed) for room, listed in by_room.items() if listed]


def carrier_links(plan: Plan, carriers: Iterable[Carrier]) -> list[dict[str, str]]:
    """Each element that carries a clause: its kind, its name, and where its tab shows it."""
    tasks: dict[str, str] = {}
    for task in plan.tasks:
        tasks.setdefault(task.id, task.grade)
    links = []
    for carrier in carriers:
        address = reverse("plan.part", kwargs={"part": part_of(carrier.file, carrier.listed)})
        listed = (
            f"{carrier.id} {tasks[carrier.id]}" if carrier.id in tasks and carrier.listed == "tasks" else carrier.id
        )
        links.append(
            {"kind": carrier.kind, "name": carrier.name, "address": f"{address}#{row_id(carrier.listed, listed)}"}
        )
    return links
