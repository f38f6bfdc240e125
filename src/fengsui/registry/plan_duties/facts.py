"""Facts of carrying the plan out: who is named for a clause, what is done, what a practice's record says. Pure.

Names of officers stand in the clear: they are appointments. Free text refuses numbers of persons.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from fengsui.conduct.shapes import Composed, FactModel, Name, refuse_personal_data, refuse_state_secrets
from fengsui.registry.facts import Code, RegionCode

LONGEST_NOTE, LONGEST_ENTRY = 400, 1000


def refuse_numbers_of_persons(text: str) -> str:
    """Notes and records hold no mobile, identity or bank card number. Raises ValueError."""
    refuse_state_secrets(text)
    try:
        return refuse_personal_data(text)
    except ValueError as error:
        msg = "这里会原样留在底账里，不能写手机号、身份证号或银行卡号。涉及到人的，写岗位或姓名即可。"
        raise ValueError(msg) from error


ClauseId = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NOTE),
    AfterValidator(refuse_numbers_of_persons),
]
EntryText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_ENTRY), AfterValidator(refuse_numbers_of_persons)
]


class DutyOwnerNamed(FactModel):
    """One officer answers for these clauses, with who stands in (0.7; responsibility to the person, 1.1.b)."""

    region: RegionCode
    clauses: tuple[ClauseId, ...] = Field(min_length=1)
    officer: Code
    officer_name: Name
    deputy: Code
    deputy_name: Name


class DutyImplemented(FactModel):
    """What these clauses ask is in place here; the note says by what that shows."""

    region: RegionCode
    clauses: tuple[ClauseId, ...] = Field(min_length=1)
    note: Note


class PracticeEntry(FactModel):
    """One box of a practice's record, with its name on the day it was filled. Counts and days stand as text."""

    field: Code
    name: Composed
    text: EntryText


class PracticeRecorded(FactModel):
    """A clause that people carry was carried out, on that day in Beijing."""

    region: RegionCode
    practice: Code
    practice_name: Composed
    clauses: tuple[ClauseId, ...] = Field(min_length=1)
    done_on: date
    entries: tuple[PracticeEntry, ...] = Field(min_length=1)
