"""What the plan asks beyond clocks, tasks and papers: provisions, access, risk information, duties, cycles, practices.

Each element names its clause (`clause`, and `clauses` for further ones): that is how a clause is carried.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fengsui.plan.model import ClauseElement, Element

Modality = Literal["duty", "option", "exemption"]
"""应当、要 are duties; 可以、鼓励 options, never overdue; 无需 an exemption."""


class Bound(ClauseElement):
    """An element that may serve several clauses: `clause` first, `clauses` the others."""

    clauses: tuple[str, ...] = ()


class Provision(Bound):
    """A rule that the program knows by name and that holds because the plan says so."""

    id: str
    name: str
    explanation: str


class ProvisionsFile(Element):
    """provisions.yaml."""

    provisions: tuple[Provision, ...]


class AccessGrant(Bound):
    """Who holds a permission. The program's own limit stays above it: a plan can narrow it, never widen it."""

    id: str
    name: str
    roles: tuple[str, ...] = ()


class AccessFile(Element):
    """access.yaml."""

    access: tuple[AccessGrant, ...]


class RiskInformationKind(Bound):
    """A kind of risk information to watch (section 四（二）). `code`: the kind as readers know it, else its id is that.

    A kind may have several entries, one for each clause it stands on; it is watched while one of them is there.
    """

    id: str
    code: str | None = None
    name: str

    @property
    def kind(self) -> str:
        """K1 to K9."""
        return self.code or self.id


class InformationFile(Element):
    """information.yaml."""

    risk_information: tuple[RiskInformationKind, ...]


class Duty(Bound):
    """A standing duty of the leading group or of the whole set-up: who owns it and how it shows that it was done.

    `records` names practices, forms, papers or clocks in words a reader understands.
    """

    id: str
    name: str
    owners: tuple[str, ...] = Field(min_length=1)
    shown_by: str
    modality: Modality = "duty"


class Trigger(Element):
    """An occasion on which something is due at once, whatever its cycle."""

    id: str
    name: str


class Cycle(Bound):
    """Something that comes round: training, exercise, review, inspection, retention. Its length is a parameter."""

    id: str
    name: str
    kind: Literal["training", "exercise", "review", "inspection", "retention", "report"]
    parameter: str
    key: str | None = None
    owners: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()


class DutiesFile(Element):
    """duties.yaml."""

    duties: tuple[Duty, ...]
    cycles: tuple[Cycle, ...] = ()


class PracticeField(Element):
    """One box of a practice's record."""

    id: str
    name: str
    kind: Literal["text", "date", "count"] = "text"
    required: bool = True


class Practice(Bound):
    """A clause that people carry and no software could: a record they fill, so that the last time shows.

    `cycle` names the cycle after which it is due again; None: when the occasion arises, and then never overdue.
    """

    id: str
    name: str
    owners: tuple[str, ...] = Field(min_length=1)
    reason: str
    fields: tuple[PracticeField, ...] = Field(min_length=1)
    cycle: str | None = None
    modality: Modality = "duty"


class PracticesFile(Element):
    """practices.yaml."""

    practices: tuple[Practice, ...]
