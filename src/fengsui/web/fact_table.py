"""A fact's payload as a table to read: labels, units, places and moments in words; sealed values stay sealed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force
from fengsui.registry.regions import built_in_regions
from fengsui.web.access import role_names
from fengsui.web.fact_labels import FIELD_LABELS
from fengsui.web.templatetags import plan_words, wording

_REFERENCE = re.compile(r"[a-z][a-z_]*/[^\s#]+#\d+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_ROLE = re.compile(r"R\d{1,2}")
_REGION_FIELDS = frozenset(
    {"region", "jurisdiction", "lead_region", "registered_region", "operating_regions", "support_regions"}
)
DEEPEST = 4
NOTHING = SafeString("—")


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """One line: ``depth`` steps in; ``value`` is empty for the heading of what follows deeper in."""

    label: str
    value: SafeString
    depth: int


def payload_rows(payload: Mapping[str, Any]) -> list[PayloadRow]:
    """The lines of a payload in its own order. Never opens a sealed value."""
    return list(_rows(payload, 0))


def _rows(content: Mapping[str, Any], depth: int) -> Iterable[PayloadRow]:
    unit = str(content.get("unit") or "")
    for name, value in content.items():
        label = _label(name)
        if _is_sealed(value):
            yield PayloadRow(label, sealed(), depth)
        elif isinstance(value, Mapping) and value:
            yield PayloadRow(label, SafeString(""), depth)
            yield from _rows(value, min(depth + 1, DEEPEST))
        elif isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value):
            yield from _listed(label, value, depth)
        else:
            yield PayloadRow(label, _value(name, value, unit if name == "value" else ""), depth)


def _listed(label: str, items: Iterable[Any], depth: int) -> Iterable[PayloadRow]:
    for place, item in enumerate(items, 1):
        heading = gettext("%(label)s（第 %(place)d 项）") % {"label": label, "place": place}
        if _is_sealed(item):
            yield PayloadRow(heading, sealed(), depth)
        elif isinstance(item, Mapping):
            yield PayloadRow(heading, SafeString(""), depth)
            yield from _rows(item, min(depth + 1, DEEPEST))
        else:
            yield PayloadRow(heading, _value("", item), depth)


def sealed() -> SafeString:
    """How a sealed value is shown: that there is one, and nothing of it."""
    return format_html('<span class="tag signed">{}</span>', gettext("已加密"))


def _is_sealed(value: Any) -> bool:
    return isinstance(value, Mapping) and "sealed" in value


def _label(name: str) -> str:
    if name in FIELD_LABELS:
        return str(FIELD_LABELS[name])
    figure = house.figures.get(name)
    return figure.label if figure else name


def _value(name: str, value: Any, unit: str = "") -> SafeString:
    if value is None:
        return wording.unknown()
    if isinstance(value, bool):
        return format_html("{}", gettext("是") if value else gettext("否"))
    if isinstance(value, int):
        return format_html("{}", _number(name, value, unit))
    if isinstance(value, (list, tuple)):
        if not value:
            return NOTHING
        return format_html_join("、", "{}", ((_value(name, item),) for item in value))
    if isinstance(value, str):
        return _text(name, value)
    return NOTHING


def _number(name: str, value: int, unit: str) -> str:
    if name.endswith("_fen") or unit == "分":
        return wording.money_in_words(value)
    if name.endswith("_ppm"):
        return str(wording.percent_of_ppm(value))
    return f"{value:,}{unit}"


def _text(name: str, value: str) -> SafeString:
    if not value:
        return NOTHING
    if _REFERENCE.fullmatch(value):
        return wording.fact_link(value)
    if _MOMENT.fullmatch(value):
        return format_html("{}", wording.beijing_long(value))
    if name == "verification":
        return wording.verification(value)
    if name in {"clause", "clauses"} and value in plan_in_force().clauses:
        return plan_words.clause_chip(value)
    return format_html("{}", _code_in_words(name, value))


def _code_in_words(name: str, value: str) -> str:
    """A code that a fact carries, by the name people know it by; anything else as it is."""
    plan = plan_in_force()
    if name in _REGION_FIELDS and value.isdigit():
        return f"{built_in_regions().full_name(value)}（{value}）"
    if name in {"grade", "previous"}:
        return next((grade.name for grade in plan.grades if grade.id == value), value)
    if name in {"role", "roles", "owner_roles"} and _ROLE.fullmatch(value):
        return "、".join(role_names(frozenset({value}))) or value
    if name == "event_type":
        return next((f"{kind.name}（{kind.id}）" for kind in plan.event_types if kind.id == value), value)
    if name == "condition":
        return next((f"{test.name}（{test.id}）" for test in plan.blowup_conditions if test.id == value), value)
    if name == "name" and value in house.figures:
        return house.figures[value].label
    return value
