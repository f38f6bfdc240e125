"""Facts of plan versions and of controlled copies (clauses 0.1, 0.6, 3.2.2, P.5). Pure.

A version is named as everywhere: ``plan id@first 12 of the content's hash``. The files themselves are kept under that
name in the home; the facts hold the hash.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fengsui.conduct.shapes import FactModel, Line, Name

Version = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=140)]
Opinion = Literal["agreed", "objected"]
TriggerKind = Literal["law", "command", "risk", "resources", "information", "problem"]
"""The six occasions on which a plan is revised (PAR-07)."""


class VersionProposed(FactModel):
    """Somebody proposes a version; its files were checked whole and are kept under their hash.

    ``base``: the plan it is laid over, empty for one that stands by itself. ``compared_with``: the version in force
    that it was held against. ``changed``: elements that differ from that one, by file.
    """

    version: Version
    plan_id: Code
    number: Code
    title: Name
    document_number: Line
    source_hash: Code
    file_sha256: Code = ""
    folder: Code = ""
    base: Code = ""
    compared_with: Code
    changed: tuple[Line, ...] = ()
    case_count: int = Field(ge=0)
    cases_failed: int = Field(ge=0)
    note: Line
    officer: Code
    officer_name: Name


class VersionConsulted(FactModel):
    """Who was asked about a version, when, and what they said (3.2.2). ``first``: nobody had been asked before."""

    version: Version
    asked: Name
    held_on: date
    summary: Line
    first: bool
    officer: Code
    officer_name: Name


class VersionReviewed(FactModel):
    """The legal review by somebody other than the proposer; ``conflict_check`` is what the check found (0.6)."""

    version: Version
    opinion: Opinion
    note: Line
    conflict_check: Line
    officer: Code
    officer_name: Name


class VersionAdopted(FactModel):
    """A signature under the adoption (P.5). ``complete``: it is the last one the plan asks for; the version is adopted.

    ``seen_hash``: the hash of the content that the signer saw. ``settles``: the occasions for a revision that the
    adopted version answers.
    """

    version: Version
    effective_from: date
    document: Name
    officer: Code
    officer_name: Name
    role: Code
    seen_hash: Code
    complete: bool
    settles: tuple[Code, ...] = ()


class VersionFiled(FactModel):
    """An adopted version was sent to be filed (备案): with whom, when, under what number, with what receipt."""

    version: Version
    to: Name
    filed_on: date
    number: Line = ""
    receipt: Line = ""
    officer: Code
    officer_name: Name


class RevisionNeeded(FactModel):
    """One of the six occasions for a revision came up; it stands until a later version is adopted, or it is closed."""

    kind: TriggerKind
    occurred_on: date
    note: Name
    officer: Code
    officer_name: Name


class RevisionClosed(FactModel):
    """An occasion needs no new version, for this reason. ``trigger``: the fact that recorded it."""

    trigger: Code
    reason: Name
    officer: Code
    officer_name: Name


class CopyHandedOut(FactModel):
    """A controlled copy of the plan was made out to somebody for a purpose (0.1). ``sha256`` is that of the file."""

    number: Code
    version: Version
    recipient: Name
    purpose: Name
    handling: Code
    sha256: Code
    officer: Code
    officer_name: Name
