"""Cells of a table row → the record that a fact or a batch holds, with what is wrong in Chinese. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from fengsui.conduct.shapes import FactModel, holds_mobile_number, refuse_personal_data
from fengsui.registry.credit_code import check_credit_code
from fengsui.registry.facts import ContactRecord, DepartmentRecord, InstitutionRecord, OfficerRecord
from fengsui.registry.table_cells import Cell

Record = TypeVar("Record", bound=FactModel)

_NOT_KEPT = "该行有一处提醒涉及个人信息，原文不留存"


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """What keeps a record out: the column and the reason in Chinese."""

    column: str
    message_zh: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a row needs besides the row: the copy's jurisdiction and the plan's words.

    ``departments``: clause → department id of the plan. ``addressees``: every name → addressee id of the plan.
    """

    jurisdiction: str
    department_ids: frozenset[str] = frozenset()
    departments: Mapping[str, str] = field(default_factory=dict)
    addressees: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """The non-empty cells of a row as columns; ``personal`` are texts to be sealed."""

    columns: Mapping[str, Any]
    personal: Mapping[str, str] = field(default_factory=dict)


def build(
    kind: type[Record], columns: Mapping[str, Any], existing: Mapping[str, Any] | None = None
) -> tuple[Record | None, tuple[RecordProblem, ...]]:
    """A record from ``columns`` laid over ``existing``: an empty cell leaves what is known."""
    known = {name: existing[name] for name in kind.model_fields if name in existing} if existing else {}
    try:
        return kind.model_validate({**known, **columns}), ()
    except ValidationError as error:
        return None, problems_of(error)


def problems_of(error: ValidationError) -> tuple[RecordProblem, ...]:
    """What a validation found, in the user's words; never the cell's text."""
    found = []
    for detail in error.errors(include_input=False, include_url=False):
        column = str(detail["loc"][0]) if detail["loc"] else ""
        if detail["type"] == "string_too_long":
            message = f"超过 {detail['ctx']['max_length']} 字，请缩短"
        elif detail["type"] == "value_error":
            message = str(detail["ctx"]["error"])
        elif detail["type"] in {"missing", "string_too_short"}:
            message = "必填项未填"
        else:
            message = "填写有误，请核对"
        found.append(RecordProblem(column, message))
    return tuple(found)


def given_institution(values: Mapping[str, Cell]) -> Given:
    """Columns of an institution row; the credit code is checked and its problem kept beside it."""
    columns = {name: value for name, value in values.items() if value is not None}
    code = values.get("credit_code")
    if isinstance(code, str):
        finding = check_credit_code(code)
        columns |= {"credit_code": finding.normalised, "credit_code_problem": finding.problem or ""}
    return Given(columns)


def given_department(values: Mapping[str, Cell], surroundings: Surroundings) -> Given:
    """Columns of a department row. The plan's department is found by its own id, else by the duty's clause."""
    columns = {name: value for name, value in values.items() if value is not None and name != "id"}
    code, clause = str(values["id"]), str(values.get("clause") or "")
    plan_id = code if code in surroundings.department_ids else surroundings.departments.get(clause, "")
    columns |= {"code": code, "region": surroundings.jurisdiction}
    if plan_id:
        columns["plan_id"] = plan_id
    return Given(columns)


def given_officer(values: Mapping[str, Cell]) -> Given:
    """Columns of an officer row; phone and e-mail are to be sealed."""
    renamed = {"department_id": "department"}
    personal = {name: str(values[name]) for name in ("phone", "email") if values.get(name)}
    columns = {
        renamed.get(name, name): value
        for name, value in values.items()
        if value is not None and name not in {"phone", "email"}
    }
    return Given(columns, personal)


def given_contact(values: Mapping[str, Cell], surroundings: Surroundings) -> Given:
    """Columns of a contact row. Mobile numbers and a named person's e-mail are to be sealed, office numbers are not."""
    columns = {name: value for name, value in values.items() if value is not None and name != "department_id"}
    department, organisation = str(values.get("department_id") or ""), str(values["organisation"])
    if department:
        columns["department"] = department
    addressee = addressee_of(organisation, department, surroundings)
    if addressee:
        columns["addressee"] = addressee
    personal = {}
    for name in ("phone", "second_phone", "email"):
        text = values.get(name)
        if isinstance(text, str) and (holds_mobile_number(text) or (name == "email" and values.get("name"))):
            personal[name] = text
            columns[name] = ""
    reached = (("电话", values.get("phone")), ("传真", values.get("fax")), ("邮件", values.get("email")))
    columns["channel"] = "、".join(channel for channel, cell in reached if cell)
    return Given(columns, personal)


def addressee_of(organisation: str, department: str, surroundings: Surroundings) -> str:
    """The addressee of the plan that an organisation is: by its code, or by a name it ends with; empty for none."""
    if department in surroundings.addressees.values():
        return department
    matching = [name for name in surroundings.addressees if organisation.endswith(name)]
    return surroundings.addressees[max(matching, key=len)] if matching else ""


def kept_warnings(messages: Iterable[str]) -> tuple[str, ...]:
    """Warnings as they may stay beside a row: one that quotes personal data is not kept in its own words."""
    kept = []
    for message in messages:
        try:
            kept.append(refuse_personal_data(message)[:400])
        except ValueError:
            kept.append(_NOT_KEPT)
    return tuple(dict.fromkeys(kept))


RECORDS: Mapping[str, type[FactModel]] = {
    "institutions": InstitutionRecord,
    "departments": DepartmentRecord,
    "officers": OfficerRecord,
    "contacts": ContactRecord,
}
"""Record by table template."""
