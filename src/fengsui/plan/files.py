"""The shape of each plan file as written; `build` resolves these into the parts of `model`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from fengsui.plan import duties as dutiful
from fengsui.plan import measures as lawful
from fengsui.plan import model
from fengsui.plan.lexicon import Lexicon
from fengsui.plan.warning import WarningFile


class PlanHeader(model.ClauseElement):
    """plan.yaml. `base`: the plan that this one lays over; its folder stands beside this one's."""

    added_later = frozenset({"base"})

    id: str
    version: str
    title: str
    document_number: str
    issued_on: date
    effective_from: date
    effective_to: date | None = None
    handling: Literal["公开", "内部"]
    base: str | None = None


class ClausesFile(model.Element):
    """clauses.yaml."""

    clauses: tuple[model.Clause, ...]


class ScopeFile(model.Element):
    """scope.yaml."""

    event_types: tuple[model.EventType, ...]
    blowup_conditions: tuple[model.BlowupCondition, ...]
    blowup_exclusions: tuple[model.BlowupCondition, ...]
    institution_classes: tuple[model.InstitutionClass, ...]


class TerminationEntry(model.ClauseElement):
    """One line of the termination checklist as written; `key` names the days within the parameter."""

    id: str
    name: str
    parameter: str
    key: str | None = None


class GradingFile(model.Element):
    """grading.yaml. `borderline_percent` is the margin around a threshold, in percent of it."""

    grades: tuple[model.Grade, ...]
    borderline_percent: int = Field(ge=0, le=100)
    rules: tuple[model.GradingRule, ...]
    termination_conditions: tuple[TerminationEntry, ...]


class TermEntry(model.Element):
    """A term as written: an amount with its unit, or the parameter that holds it (`key` within the parameter).

    An amount that the plan's text does not state, and that has no parameter of its own, is marked `provincial`.
    """

    amount: int | None = Field(default=None, gt=0)
    unit: model.Unit | None = None
    parameter: str | None = None
    key: str | None = None
    provincial: bool = False


class ClockEntry(model.ClauseElement):
    """One clock as written; it runs at event grades, at attention levels (by rank), or daily in a sensitive period.

    A clock of the day counts from 0:00 Beijing time: a term of 17 hours is a line at 17:00.
    """

    added_later = frozenset({"for_levels", "in_sensitive_period"})

    id: str
    name: str
    per_addressee: bool = False
    for_grades: tuple[str, ...] = ()
    for_levels: tuple[int, ...] = ()
    in_sensitive_period: bool = False
    starts_on: str
    provisional_on: str | None = None
    settled_by: str
    warn_before_minutes: tuple[int, ...]
    words: str = ""
    term: TermEntry
    tighten: model.Tighten

    @model_validator(mode="after")
    def _runs_somewhere(self) -> Self:
        if not self.for_grades and not self.for_levels and not self.in_sensitive_period:
            raise ValueError("时钟要写明适用的等级 for_grades、研判级别 for_levels 或者敏感时期 in_sensitive_period")
        return self


class ClocksFile(model.Element):
    """clocks.yaml."""

    clocks: tuple[ClockEntry, ...]


class TaskEntry(model.ClauseElement):
    """One task as written, due at one or more grades."""

    id: str
    department: str
    title: str
    detail: str
    clauses: tuple[str, ...] = ()
    due: Mapping[str, TermEntry] = Field(min_length=1)
    tighten: model.Tighten


class TasksFile(model.Element):
    """tasks.yaml."""

    tasks: tuple[TaskEntry, ...]


class CountersignEntry(model.Element):
    """A later signature as written; its hours stand in a parameter."""

    roles: tuple[str, ...] = Field(min_length=1)
    parameter: str


class SignatureEntry(model.ClauseElement):
    """One act's signatures as written."""

    act: str
    name: str
    grades: tuple[str, ...] = ()
    slots: tuple[model.Slot, ...] = Field(min_length=1)
    phone_allowed: bool
    countersign: CountersignEntry | None = None
    phone_countersign: CountersignEntry | None = None
    reason_required: bool
    signs_as: str = ""
    provincial: bool = True
    tighten: model.Tighten


class SignaturesFile(model.Element):
    """signatures.yaml."""

    signatures: tuple[SignatureEntry, ...]


class DocumentsFile(model.Element):
    """documents.yaml."""

    addressees: tuple[model.Addressee, ...]
    copy_to: tuple[model.CopyRecipient, ...]
    papers: tuple[model.Paper, ...]


class ParametersFile(model.Element):
    """parameters.yaml."""

    parameters: tuple[model.Parameter, ...]


class PlanFiles(model.Element):
    """All files of one plan directory; those that a kept plan of an earlier program lacks are None."""

    added_later = frozenset(
        {
            *("warning", "lexicon", "provisions", "access", "information", "duties", "practices"),
            *("legal_basis", "measures", "forms", "statements"),
        }
    )

    header: PlanHeader
    clauses: ClausesFile
    organisation: model.Organisation
    scope: ScopeFile
    grading: GradingFile
    clocks: ClocksFile
    tasks: TasksFile
    signatures: SignaturesFile
    documents: DocumentsFile
    parameters: ParametersFile
    lexicon: Lexicon | None = None
    warning: WarningFile | None = None
    provisions: dutiful.ProvisionsFile | None = None
    access: dutiful.AccessFile | None = None
    information: dutiful.InformationFile | None = None
    duties: dutiful.DutiesFile | None = None
    practices: dutiful.PracticesFile | None = None
    legal_basis: lawful.LegalBasisFile | None = None
    measures: lawful.MeasuresFile | None = None
    forms: lawful.FormsFile | None = None
    statements: lawful.StatementsFile | None = None


FILE_NAMES: Mapping[str, str] = {
    "header": "plan.yaml",
    "clauses": "clauses.yaml",
    "organisation": "organisation.yaml",
    "scope": "scope.yaml",
    "grading": "grading.yaml",
    "clocks": "clocks.yaml",
    "tasks": "tasks.yaml",
    "signatures": "signatures.yaml",
    "documents": "documents.yaml",
    "parameters": "parameters.yaml",
    "lexicon": "lexicon.yaml",
    "warning": "warning.yaml",
    "provisions": "provisions.yaml",
    "access": "access.yaml",
    "information": "information.yaml",
    "duties": "duties.yaml",
    "practices": "practices.yaml",
    "legal_basis": "legal_basis.yaml",
    "measures": "measures.yaml",
    "forms": "forms.yaml",
    "statements": "statements.yaml",
}
COMPANIONS = frozenset({"proofs.yaml"})
"""Files that lie beside a plan and are no part of it: written by the program's own tools, never read by the loader."""
# Files that plans got after some had been kept under their content's hash: a folder may lack them.
LATER_FILES = PlanFiles.added_later
FILE_SHAPES: Mapping[str, type[model.Element]] = {
    "header": PlanHeader,
    "clauses": ClausesFile,
    "organisation": model.Organisation,
    "scope": ScopeFile,
    "grading": GradingFile,
    "clocks": ClocksFile,
    "tasks": TasksFile,
    "signatures": SignaturesFile,
    "documents": DocumentsFile,
    "parameters": ParametersFile,
    "lexicon": Lexicon,
    "warning": WarningFile,
    "provisions": dutiful.ProvisionsFile,
    "access": dutiful.AccessFile,
    "information": dutiful.InformationFile,
    "duties": dutiful.DutiesFile,
    "practices": dutiful.PracticesFile,
    "legal_basis": lawful.LegalBasisFile,
    "measures": lawful.MeasuresFile,
    "forms": lawful.FormsFile,
    "statements": lawful.StatementsFile,
}
