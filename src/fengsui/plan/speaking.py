"""A plan's values in words: posts, grades and departments by name, lengths of time with their unit, dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengsui.plan.files import PlanFiles
from fengsui.plan.key_names import QUANTITY_NAMES, key_name, value_name
from fengsui.plan.model import Element, Parameter, Quantity
from fengsui.plan.places import place_of
from fengsui.plan.warning import level_key

NOTHING = "（没有）"
_YES, _NO = "是", "否"
_PPM_IN_PERCENT = 10_000
_LONGEST_WHOLE = 40
_CONTEXT = 8

# Which key names an element of which list.
_NAMED_BY: Mapping[str, str] = {
    **dict.fromkeys(("role", "roles", "owners", "approvers"), "role"),
    **dict.fromkeys(("grade", "grade_id", "grades", "for_grades"), "grade"),
    **dict.fromkeys(("department", "bodies"), "department"),
    **dict.fromkeys(("level", "for_levels"), "level"),
    **dict.fromkeys(("clause", "clauses", "counterparts"), "clause"),
    **dict.fromkeys(
        ("parameter", "level_parameter", "score_parameter", "band_parameter", "sensitive_parameter"), "parameter"
    ),
    **dict.fromkeys(("starts_on", "provisional_on", "settled_by", "figure"), "title"),
    **dict.fromkeys(("legal_basis", "replaced_by"), "law"),
    "form": "form",
    "cycle": "cycle",
}


@dataclass(frozen=True)
class Names:
    """The names of one plan by what they name, and its parameters."""

    by_kind: Mapping[str, Mapping[str, str]]
    parameters: Mapping[str, Parameter]

    @classmethod
    def of(cls, written: PlanFiles, titles: Mapping[str, str]) -> Names:
        """The names of a plan; `titles` names fact kinds, figures and permissions."""
        organisation, parameters = written.organisation, written.parameters.parameters
        laws = written.legal_basis.legal_basis if written.legal_basis else ()
        return cls(
            {
                "role": {role.id: role.name_zh for role in organisation.roles},
                "grade": {grade.id: grade.name for grade in written.grading.grades},
                "department": {unit.id: unit.name for unit in organisation.departments},
                "level": {str(level.rank): level.name for level in (written.warning.levels if written.warning else ())},
                "clause": {clause.id: f"{place_of(clause.id)}（{clause.id}）" for clause in written.clauses.clauses},
                "parameter": {parameter.id: f"{parameter.id} {parameter.name}" for parameter in parameters},
                "law": {law.id: f"{law.title}{law.article}" for law in laws},
                "form": {form.id: form.name for form in (written.forms.forms if written.forms else ())},
                "cycle": {cycle.id: cycle.name for cycle in (written.duties.cycles if written.duties else ())},
                "title": titles,
            },
            {parameter.id: parameter for parameter in parameters},
        )

    def word(self, shape: str, key: str, value: Any) -> str:
        """One value of a key in words; several with 、 between; （没有） for none."""
        if isinstance(value, bool):
            return _YES if value else _NO
        if value is None or value in ("", ()):
            return NOTHING
        if isinstance(value, tuple):
            return "、".join(self.word(shape, key, one) for one in value)
        if isinstance(value, Element):
            return self.summary(value)
        if isinstance(value, date):
            return value.isoformat()
        kind = _NAMED_BY.get(key)
        if kind is not None:
            return self.by_kind[kind].get(str(value), str(value))
        return value_name(shape, key, str(value))

    def key(self, key: str, value: object = None) -> str:
        """What names a value within a parameter or a term: a grade, an attention level, else the value's own words."""
        levels = {level_key(int(rank)): name for rank, name in self.by_kind["level"].items()}
        own = value.words if isinstance(value, Quantity) else ""
        return self.by_kind["grade"].get(key) or levels.get(key) or QUANTITY_NAMES.get(key) or own or key

    def summary(self, element: Element) -> str:
        """An element in one line: an amount with its unit, else its keys that hold something."""
        if isinstance(element, Quantity):
            return self.amount(element.amount, element.unit)
        shape = type(element).__name__
        held = {key: getattr(element, key) for key in type(element).model_fields}
        if isinstance(held.get("amount"), int) and held.get("unit"):
            return self.amount(held["amount"], held["unit"])
        return "，".join(
            f"{key_name(shape, key)} {self.word(shape, key, value)}"
            for key, value in held.items()
            if value not in (None, "", (), False) and not isinstance(value, Mapping)
        )

    @staticmethod
    def amount(amount: int | str | None, unit: str | None) -> str:
        """`2小时`, `30%`, `20人`, `3个`; what is no number stays as it is."""
        if amount is None:
            return NOTHING
        if not isinstance(amount, int):
            return amount
        if unit == "ppm":
            whole, rest = divmod(abs(amount), _PPM_IN_PERCENT)
            decimals = f".{rest:04d}".rstrip("0") if rest else ""
            return f"{'-' if amount < 0 else ''}{whole}{decimals}%"
        return f"{amount}%" if unit == "percent" else f"{amount}{value_name('', 'unit', unit or '')}"


def what_changed(old: str, new: str) -> tuple[str, str]:
    """Both texts, or of long ones only the stretch that differs with a few characters around it."""
    if max(len(old), len(new)) <= _LONGEST_WHOLE or not old or not new:
        return _short(old), _short(new)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return _stretch(old, start, end), _stretch(new, start, end)


def _stretch(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _CONTEXT), min(len(text), len(text) - end + _CONTEXT)
    while first and _in_a_name(text[first - 1]):
        first -= 1
    while last < len(text) and _in_a_name(text[last]):
        last += 1
    return ("…" if first else "") + text[first:last].strip() + ("…" if last < len(text) else "")


def _in_a_name(character: str) -> bool:
    """Names of figures and numbers are not cut in two."""
    return character.isascii() and (character.isalnum() or character in "_.%")


def _short(text: str) -> str:
    return text if len(text) <= 2 * _LONGEST_WHOLE else text[: 2 * _LONGEST_WHOLE] + "…"
