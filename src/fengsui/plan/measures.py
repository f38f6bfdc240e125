"""Measures by law, the forms they use, the legal basis of every act by date, and the rules of public statements."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fengsui.plan.duties import Bound, Modality
from fengsui.plan.model import Element

PersonType = Literal[
    "actual_controller", "controlling_shareholder", "director", "supervisor", "senior_manager", "directly_responsible"
]
"""The closed list of persons a measure may name: posts of the institution, never a lender (domain.md §5, N3)."""


class LegalBasis(Bound):
    """One instrument, or one article of it, with the days on which it is law (`effective_from`, `effective_to`).

    `verified` is false while a province's lawyer still has to check it; pages say so.
    """

    id: str
    title: str
    document_number: str = ""
    article: str = ""
    says: str
    verified: bool = True
    replaced_by: str | None = None


class LegalBasisFile(Element):
    """legal_basis.yaml."""

    legal_basis: tuple[LegalBasis, ...]


class Measure(Bound):
    """A measure: who may take it, on what law, on whom, for how long; a proposal until named officers sign.

    `bodies` are department ids (the competent ones), `approvers` role ids. `term` names a quantity of `parameter`.
    `institution_classes` are the classes of 175号文 it is meant for (1.4.a); none: any.
    """

    id: str
    name: str
    modality: Modality = "duty"
    kind: Literal["prevention", "control", "exit", "closure", "transfer", "claims", "publicity"]
    bodies: tuple[str, ...] = Field(min_length=1)
    approvers: tuple[str, ...] = Field(min_length=1)
    legal_basis: tuple[str, ...] = ()
    person_types: tuple[PersonType, ...] = ()
    conditions: tuple[str, ...] = ()
    remedy_notice: bool = False
    form: str | None = None
    parameter: str | None = None
    term: str | None = None
    institution_classes: tuple[str, ...] = ()


class MeasuresFile(Element):
    """measures.yaml."""

    measures: tuple[Measure, ...]


class FormField(Element):
    """One box of a form. `must`: needed to send; otherwise unknown shows as 待核. `sealed`: personal data.

    `computed`: never typed. `only_when`: the stage before which it is not asked. `kind`: how it is filled; a `choice`
    box has `choices`, an `items` box `columns`; a `signature` box is filled by who signs; the day in a `deadline` box
    is watched until the box named in `done_by` is filled. `hint` stands beside the box.
    """

    id: str
    name: str
    must: bool = False
    sealed: bool = False
    computed: bool = False
    only_when: str = ""
    kind: Literal["text", "choice", "date", "deadline", "items", "signature"] = "text"
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    done_by: str = ""
    hint: str = ""


class Form(Bound):
    """A form that people fill; `fields` in the order of the paper. `kept_in`: the register it belongs to, if any."""

    id: str
    name: str
    kept_in: Literal["", "tasking", "claims", "oversight"] = ""
    handling: Literal["公开", "内部"] = "内部"
    fields: tuple[FormField, ...] = Field(min_length=1)


class FormsFile(Element):
    """forms.yaml. Every form begins with `common_fields`."""

    common_fields: tuple[FormField, ...] = ()
    forms: tuple[Form, ...]


class StatementRule(Bound):
    """How the hard words about public opinion are served lawfully, and the measure shown to the head (§5's table)."""

    id: str
    name: str
    served_by: str
    measured_by: str


class StatementsFile(Element):
    """statements.yaml."""

    statement_rules: tuple[StatementRule, ...]
