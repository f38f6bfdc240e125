"""Facts of statements to the public. Pure."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from fengsui.conduct.shapes import FactModel, Line, Moment, Name
from fengsui.registry.plan_duties.facts import refuse_numbers_of_persons

StatementKind = Literal["first_information", "briefing", "further"]


class Released(FactModel):
    """One signature of the release, as the plan names it (宣传负责人、保密审查、法律审查), and who gave it."""

    signature: Name
    name: Name


class StatementRecorded(FactModel):
    """A statement was published, or a briefing was held, at ``published_at``. ``number``: of the paper, if it has one.

    ``released``: everybody who signed the release; each is another person.
    """

    kind: StatementKind
    title: Annotated[Name, AfterValidator(refuse_numbers_of_persons)]
    channel: Name
    number: Line = ""
    published_at: Moment
    released: tuple[Released, ...] = Field(min_length=1)
    officer: str
    officer_name: Name
