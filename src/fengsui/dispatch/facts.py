"""Facts of urgent news on their way to somebody who signs for them. Pure.

They stand in the stream ``alert/<stream of the matter>``. Officers' names stand in the clear: they are told in office.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fengsui.conduct.shapes import Composed, FactModel, Line, Moment, Name
from fengsui.dispatch.rules import Step

MessageId = Annotated[str, StringConstraints(min_length=1, max_length=160)]
Officer = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Outcome = Literal["reached", "no_answer", "wrong_number"]
Subject = Annotated[str, StringConstraints(max_length=640)]


class Terms(FactModel):
    """After how many minutes without a signature what happens; ``quiet_hours``: the hours before 07:00 (PAR-52, 53)."""

    repeat: int
    deputy: int
    superior: int
    head: int
    afterwards: int
    quiet_hours: int


class Told(FactModel):
    """An officer who was told, and whether the house has an e-mail address for him; else the page alone tells him."""

    officer: Officer
    name: Name
    email: bool


class Raised(FactModel):
    """One urgent message that nobody has signed for when it is first repeated."""

    message: MessageId
    subject: Subject
    since: Moment
    told: tuple[Told, ...]


class AlertsRaised(FactModel):
    """Urgent messages of one matter go on the ladder."""

    matter: str
    messages: tuple[Raised, ...] = Field(min_length=1)
    terms: Terms


class AlertsStepped(FactModel):
    """One rung: who is told now. ``told`` empty: nobody holds the post, and the next rung comes at once."""

    matter: str
    messages: tuple[MessageId, ...] = Field(min_length=1)
    subjects: tuple[Subject, ...]
    step: Step
    minutes: int
    told: tuple[Told, ...]


class AlertAnswered(FactModel):
    """Somebody signs for the messages on the page. The ladder ends here for them."""

    messages: tuple[MessageId, ...] = Field(min_length=1)
    officer: Officer
    officer_name: Name


class AlertCalled(FactModel):
    """A telephone call about the messages. Reached: it counts as signed for, by the person named."""

    messages: tuple[MessageId, ...] = Field(min_length=1)
    officer: Officer
    officer_name: Name
    outcome: Outcome
    spoke_with: Line = ""
    caller: Officer
    caller_name: Name
    note: Line = ""


class AlertsClosed(FactModel):
    """The messages need no signature any more: the matter was settled, or the news was read."""

    messages: tuple[MessageId, ...] = Field(min_length=1)
    reason: Composed
