"""Facts about papers: submitted, approved, withdrawn, sent, received. A paper's text is a sealed value."""

from typing import Literal

from fengsui.conduct.shapes import FactModel, Line, Moment, Name, SealedText

PaperKind = Literal["first_notice", "written_report"]


class UsedFigure(FactModel):
    """A number in the paper and the fact it comes from; ``fact`` is empty where the figure is 待核."""

    name: str
    label: str
    fact: str
    status: Literal["verified", "unverified", "estimated", "unknown"]


class PaperSubmitted(FactModel):
    """A paper goes for approval: its content, its number, and where its figures come from."""

    kind: PaperKind
    title: Name
    number: str
    content: SealedText
    content_hash: str
    figures: tuple[UsedFigure, ...]
    addressees: tuple[str, ...]
    grade: str | None = None


class PaperApproved(FactModel):
    """Every signature the plan asks for is there."""

    paper: str
    kind: PaperKind
    signatory: str


class PaperWithdrawn(FactModel):
    """The paper is taken back before it was sent; its number is void."""

    paper: str
    reason: Line


class Sending(FactModel):
    """To whom, by which channel, when."""

    addressee: str
    addressee_name: str
    channel: Name
    sent_at: Moment


class PaperSent(FactModel):
    """The paper went out and is frozen: the files are named by their SHA-256."""

    paper: str
    kind: PaperKind
    number: str
    signatory: str
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
    addressee: str
    addressee_name: str
    channel: Name
    receiver: Name
    received_at: Moment
    note: Line = ""
