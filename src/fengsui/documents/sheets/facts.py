"""Facts of filled forms: begun, submitted, returned, signed, revised, dropped. What is written in them is sealed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from fengsui.conduct.shapes import Composed, FactModel, Line, Name, SealedText
from fengsui.documents.facts import DocumentNumber

Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
Day = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class SheetBegun(FactModel):
    """A form of the plan is begun for an event, an institution or neither. ``grade``: the event's, as signed."""

    form: str
    form_name: Composed
    regions: tuple[str, ...] = Field(min_length=1)
    about: str = ""
    institution: str = ""
    institution_name: Composed = ""
    grade: str = ""


class SheetSubmitted(FactModel):
    """Filled, and waiting for signatures. ``content_hash``: SHA-256 of the content, printed as 校验值.

    ``content`` holds every box but the sealed ones, which lie under ``sealed`` alone. ``due_on``: the nearest day that
    the sheet watches until the box that ends it is filled.
    """

    version: int = Field(ge=1)
    number: DocumentNumber
    takes_number: bool
    content: SealedText
    content_hash: Digest
    sealed: SealedText | None = None
    sealed_boxes: tuple[str, ...] = ()
    filler_name: Name
    due_on: Day = ""
    due_name: Composed = ""


class SheetReturned(FactModel):
    """Taken back or sent back to be filled anew; its signatures no longer count."""

    submitted: str
    reason: Annotated[Line, StringConstraints(min_length=1)]


class SheetFiles(FactModel):
    """What is frozen with the last signature, by SHA-256. ``whole_*``: with the sealed boxes; empty without any."""

    pdf: Digest
    docx: Digest
    whole_pdf: Digest = ""
    whole_docx: Digest = ""


class SheetSigned(FactModel):
    """An officer signed. ``files`` with the last signature: the sheet is valid and frozen from then on.

    ``slot``: what the plan calls this signature, such as 保密审查.
    """

    submitted: str
    version: int
    officer: str
    officer_name: Name
    role: str
    slot: Composed = ""
    seen_hash: str
    files: SheetFiles | None = None
    checkpoint: str = ""


class SheetRevised(FactModel):
    """A further version is begun: it names the one it replaces and says why. The former stays as it is."""

    version: int = Field(ge=2)
    former: str
    reason: Annotated[Line, StringConstraints(min_length=1)]


class SheetDropped(FactModel):
    """The version that was being filled isn't needed. With a first version the whole form goes, its number is void."""

    version: int
    number: Composed = ""
    reason: Annotated[Line, StringConstraints(min_length=1)]
