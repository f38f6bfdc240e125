"""Facts about papers: submitted, approved, withdrawn, sent, received. A paper's text is a sealed value."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from fengsui.conduct.shapes import FactModel, Line, Moment, Name, SealedText

EventPaperKind = Literal[
    "first_notice",
    "written_report",
    "follow_up_report",
    "situation_report",
    "final_report",
    "correction_report",
    "recall_notice",
]
"""Papers of an event."""
PaperKind = Literal[EventPaperKind, "risk_prompt", "letter"]
"""Every paper: those of an event, the 风险提示函 of a warning, and general letters."""
DocumentNumber = Annotated[str, StringConstraints(max_length=440)]
"""机构代字 (a line of the leading group's record), year and ordinal."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a kept file."""
Addressee = Annotated[str, StringConstraints(max_length=80)]
"""Id of a receiving unit."""


class UsedFigure(FactModel):
    """A number in the paper and the fact it comes from; ``fact`` is empty where the figure is 待核.

    Where a writer put something else in its place, ``typed_by`` says who: ``typed`` is what the paper says and
    ``given`` what the fact says. Both are empty for a passage whose text is sealed: then the paper's content has them.
    """

    name: str
    label: Name
    fact: str
    status: Literal["verified", "unverified", "estimated", "unknown"]
    given: Annotated[str, StringConstraints(max_length=4000)] = ""
    typed: Line = ""
    typed_by: str = ""
    typed_by_name: str = ""
    typed_at: Moment | None = None


class PaperSubmitted(FactModel):
    """A paper goes for approval: its content, its number, and where its figures come from.

    ``serial``: which of its kind it is in this event (续报一 is 1), 0 for papers that are written once. ``corrects``:
    the sent paper that this one corrects or recalls; that paper itself never changes.
    """

    kind: PaperKind
    title: Name
    number: DocumentNumber
    content: SealedText
    content_hash: str
    figures: tuple[UsedFigure, ...]
    addressees: tuple[str, ...]
    grade: str | None = None
    serial: int = 0
    corrects: str = ""


class PaperApproved(FactModel):
    """Every signature the plan asks for is there."""

    paper: str
    kind: PaperKind
    signatory: Name


class PaperWithdrawn(FactModel):
    """The paper is taken back before it was sent; its number is void."""

    paper: str
    reason: Line


class Sending(FactModel):
    """To whom, by which channel, when."""

    addressee: Addressee
    addressee_name: Name
    channel: Name
    sent_at: Moment


class PaperSent(FactModel):
    """The paper went out and is frozen: the files are named by their SHA-256."""

    paper: str
    kind: PaperKind
    number: DocumentNumber
    signatory: Name
    pdf: str
    docx: str
    text: str
    checkpoint: str
    substituted_fonts: tuple[str, ...] = ()
    sendings: tuple[Sending, ...]


class ReceiptRecorded(FactModel):
    """An addressee received the paper. ``received_at`` counts; when it was typed in is the fact's recorded-at."""

    paper: str
    kind: PaperKind
    addressee: Addressee
    addressee_name: Name
    channel: Name
    receiver: Name
    received_at: Moment
    note: Line = ""


class PaperSealed(FactModel):
    """The office's program put its electronic seal on the PDF that went out; both files are named by their SHA-256."""

    paper: str
    number: DocumentNumber
    input: Digest
    output: Digest
    pages: int
    size: int
    program: Name


class ScanAttached(FactModel):
    """The printed, stamped and scanned copy of a paper that went out, kept under its SHA-256."""

    paper: str
    digest: Digest
    media: Literal["application/pdf", "image/jpeg", "image/png"]
    name: Name
    size: int
