"""Facts of the register: imports, appointments, leading group, roster, institutions. Pure.

Names and posts of officers stand in the clear: they are official appointment records. Phones and e-mail addresses of
persons are sealed values; a fact or a batch holds only their ids and commitments.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fengsui.conduct.shapes import FactModel, Line, Moment, Name, SealedText

Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
"""An identifier or a coded value. Not searched for personal data: a credit code may look like an identity number."""

RegionCode = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
GroupPosition = Literal["group_head", "deputy_head", "member"]
"""Positions of the plan's organisation (clauses 3.1.c, 3.1.d, 3.1.e)."""


class TableImported(FactModel):
    """A table was imported whole: the file by its SHA-256, the resulting rows as a batch."""

    file_sha256: Code
    batch: Code
    row_count: int = Field(ge=1)
    added: int = Field(ge=0)
    changed: int = Field(ge=0)
    unchanged: int = Field(ge=0)
    warning_count: int = Field(ge=0)


class DepartmentsImported(TableImported):
    """Member units (clause 1.3)."""


class OfficersImported(TableImported):
    """Officers; sealed values are named in the batch."""


class InstitutionsImported(TableImported):
    """Institutions of the jurisdiction."""


class ContactsImported(TableImported):
    """The contact book."""


class DepartmentRecord(FactModel):
    """A member unit. ``plan_id``: the department of the plan whose duty it carries; empty for none."""

    code: Code
    plan_id: Code = ""
    name: Name
    alias: Line = ""
    clause: Code = ""
    region: RegionCode


class OfficerRecord(FactModel):
    """What the appointment record says of an officer. ``deputy``: who stands in for him (B角)."""

    name: Name
    post: Line = ""
    department: Code = ""
    roles: tuple[Code, ...] = ()
    region: RegionCode
    login: Code = ""
    deputy: Code = ""


class ContactRecord(FactModel):
    """An entry of the contact book. Mobile numbers and a person's e-mail address are sealed, office numbers are not."""

    organisation: Name
    addressee: Code = ""
    department: Code = ""
    region: RegionCode
    purpose: Line = ""
    channel: Line = ""
    name: Line = ""
    post: Line = ""
    phone: Line = ""
    second_phone: Line = ""
    fax: Line = ""
    email: Line = ""


class InstitutionRecord(FactModel):
    """An institution as registered. Amounts in 分; None where nobody has said."""

    name: Name
    credit_code: Code = ""
    credit_code_problem: Line = ""
    platform_name: Line = ""
    website: Line = ""
    application_name: Line = ""
    registered_region: RegionCode
    operating_regions: tuple[RegionCode, ...] = ()
    class_code: Code = ""
    outstanding_balance_fen: int | None = Field(default=None, ge=0)
    balance_as_of: date | None = None
    lender_count: int | None = Field(default=None, ge=0)
    custody_bank: Line = ""
    status: Code = ""
    registered_on: date | None = None
    # The names under which texts speak of it besides its own, its platform's and its application's.
    aliases: tuple[Line, ...] = ()
    former_names: tuple[Line, ...] = ()


class InstitutionRegistered(FactModel):
    """One institution is entered by hand."""

    institution: Code
    record: InstitutionRecord
    warnings: tuple[Line, ...] = ()


class InstitutionChanged(FactModel):
    """One institution's entry is corrected: the whole new record, and which columns differ."""

    institution: Code
    record: InstitutionRecord
    changed: tuple[Code, ...]
    warnings: tuple[Line, ...] = ()
    reason: Line


class WatchersNamed(FactModel):
    """Who watches an institution, A and B (clause 1.1.h)."""

    institution: Code
    watcher_a: Code
    watcher_a_name: Name
    watcher_b: Code
    watcher_b_name: Name


class OfficerAppointed(FactModel):
    """An officer is appointed. ``document``: the appointment record.

    ``again``: known already, now with other duties; a phone or e-mail left out stays as it was.
    """

    officer: Code
    again: bool = False
    record: OfficerRecord
    phone: SealedText | None = None
    email: SealedText | None = None
    document: Line = ""


class OfficerEnded(FactModel):
    """An officer has left; what was signed stays."""

    officer: Code
    reason: Line


class ContactRecorded(FactModel):
    """One entry of the contact book is written by hand, such as the body that answers for an addressee today."""

    contact: Code
    record: ContactRecord
    phone: SealedText | None = None
    second_phone: SealedText | None = None
    email: SealedText | None = None


class GroupEstablished(FactModel):
    """The leading group exists: by a document of its own (3.1.a), or as an earlier group that serves (3.1.b)."""

    region: RegionCode
    name: Name
    established_by: Line = ""
    established_on: date
    predecessor_document: Line = ""
    government_head_name: Name
    paper_mark: Line = ""
    number_mark: Line = ""


class MemberAppointed(FactModel):
    """An officer takes a position in the leading group. ``ends``: the membership that it replaces."""

    region: RegionCode
    officer: Code
    officer_name: Name
    position: GroupPosition
    document: Name
    valid_from: date
    valid_to: date | None = None
    deputy: Code = ""
    deputy_name: Line = ""
    ends: Code = ""


class DutyAssigned(FactModel):
    """A duty shift, A and B. ``replaces``: the shift that no longer stands. ``extension`` is an internal number."""

    region: RegionCode
    post: Name
    starts_at: Moment
    ends_at: Moment
    officer_a: Code
    officer_a_name: Name
    officer_b: Code
    officer_b_name: Name
    extension: Line = ""
    replaces: Code = ""
