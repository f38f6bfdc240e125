"""The neutral paper: what a 公文 says, before anyone decides how it looks.

A paper is a frozen value. It carries words only; every number in it was already turned into text by
the room that knows its unit. Three renderers read it: PDF, DOCX and plain text.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# Bidirectional controls can make a printed amount read differently from the stored one.
# A byte order mark and the two non-characters make a DOCX unreadable.
_UNPRINTED = frozenset("\ufffe\uffff\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _printable(value: str) -> str:
    """Return the text without control characters; line breaks are kept, tabs become spaces."""
    unified = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        character
        for character in unified
        if character == "\n" or (unicodedata.category(character) != "Cc" and character not in _UNPRINTED)
    )


PrintedText = Annotated[str, AfterValidator(_printable)]
Verification = Literal["verified", "unverified", "estimated"]
Filler = Literal["待核", "无"]


class Shape(BaseModel):
    """Base of all parts of a paper: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Hand(Shape):
    """Who typed a stretch, and when (UTC as in the ledger).

    `given` is what the facts say in its place, in the field `label`; None where they say nothing there, as in a
    passage of the form.
    """

    officer: str
    name: PrintedText
    at: str
    given: PrintedText | None = None
    label: PrintedText = ""


class Run(Shape):
    """A stretch of text that has one source.

    `figure_reference` is the id of the figure the text was read from, or from which it departs; `hand` says who typed
    it. Neither is printed, screens use them. `status` is printed in words after the text; an empty text prints 待核.
    """

    text: PrintedText
    figure_reference: str | None = None
    status: Verification | None = None
    hand: Hand | None = None


Runs = tuple[Run, ...]
Cell = PrintedText | Run | Runs


class Heading(Shape):
    """A heading; its number (一、（一）1.（1）) is written by the layout unless the text already has one."""

    block: Literal["heading"] = "heading"
    level: int = Field(ge=1, le=4)
    text: PrintedText
    when_empty: Filler = "待核"


class Paragraph(Shape):
    """A body paragraph; a line break inside a run starts a new paragraph."""

    block: Literal["paragraph"] = "paragraph"
    runs: Runs

    @classmethod
    def of(cls, text: str) -> Paragraph:
        """Return a paragraph of one plain run."""
        return cls(runs=(Run(text=text),))


class Table(Shape):
    """A table with a header row that is repeated on every page.

    `widths` are relative column widths (any positive integers); without them the contents decide.
    A cell without text prints 待核; a table without rows prints `when_empty`.
    """

    block: Literal["table"] = "table"
    columns: tuple[PrintedText, ...] = Field(min_length=1)
    rows: tuple[tuple[Cell, ...], ...] = ()
    caption: PrintedText | None = None
    widths: tuple[int, ...] | None = None
    when_empty: Filler = "待核"


class KeyValueRow(Shape):
    """One labelled value of a form; `required` marks the fields a form may not be sent without."""

    label: PrintedText
    value: Cell = ""
    required: bool = False


class KeyValueTable(Shape):
    """A form table. With `pairs_per_row=2` short values share a line, long ones take a whole one."""

    block: Literal["key_values"] = "key_values"
    rows: tuple[KeyValueRow, ...]
    caption: PrintedText | None = None
    pairs_per_row: Literal[1, 2] = 1


class Receipt(Shape):
    """One receiving unit of a report: how and when it was sent, who took it, when it was confirmed.

    Times are already Beijing time as text. What has not happened yet is left empty and printed as 待回执.
    """

    unit: PrintedText
    channel: PrintedText = ""
    sent_at: PrintedText = ""
    receiver: PrintedText = ""
    received_at: PrintedText = ""


class ReceiptTable(Shape):
    """The receiving units of a report, side by side."""

    block: Literal["receipts"] = "receipts"
    receipts: tuple[Receipt, ...]
    caption: PrintedText | None = "接收单位及回执"


class Section(Shape):
    """A heading with what stands under it; an empty section prints `when_empty`, never nothing."""

    block: Literal["section"] = "section"
    level: int = Field(default=1, ge=1, le=4)
    title: PrintedText
    blocks: tuple[Block, ...] = ()
    when_empty: Filler = "待核"


Block = Annotated[Heading | Paragraph | Table | KeyValueTable | ReceiptTable | Section, Field(discriminator="block")]
Section.model_rebuild()


class Annex(Shape):
    """An annex on pages of its own, after the signature and before the 版记 (GB/T 9704-2012 7.3.6).

    Its title also stands in the 附件说明.
    """

    title: PrintedText
    blocks: tuple[Block, ...]


class Attendance(Shape):
    """One list of who was at a meeting: 出席, 请假 or 列席 (GB/T 9704-2012 10.3)."""

    label: Literal["出席", "请假", "列席"]
    names: tuple[PrintedText, ...]


class Paper(Shape):
    """A whole paper.

    `mark` is the red 发文机关标志. `document_number` None prints 待编号; `signatory` None prints 待签 on a
    report (only upward papers name a 签发人, GB/T 9704-2012 7.2.7). `one_page` selects the tight layout of a
    first report: smaller head, 四号 body, small tables. `handling` 内部 is a handling mark, not a 密级.
    `annexes` follow the signature; their titles come after `attachments`, the names of what is attached otherwise.
    A `minutes` paper has `attendance` and no signature; a `log` has no head and no number either: it is a mere table.
    `checkpoint` is the ledger line printed small under the 版记. A line break in `mark` or `title` is kept.
    A `sheet` is a filled form: its marks, number and title over its tables, without red head, 署名 and 版记.
    `hand` is who typed the whole of a letter that is written freely; it is not printed.
    """

    kind: Literal["report", "notice", "letter", "order", "minutes", "log", "sheet"]
    issuing_body: PrintedText
    mark: PrintedText
    title: PrintedText
    blocks: tuple[Block, ...] = ()
    document_number: PrintedText | None = None
    signatory: PrintedText | None = None
    urgency: Literal["特急", "加急"] | None = None
    handling: Literal["内部", "公开"] = "内部"
    main_recipients: tuple[PrintedText, ...] = ()
    attachments: tuple[PrintedText, ...] = ()
    annexes: tuple[Annex, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    issued_by: PrintedText
    issued_on: date | None = None
    copies_to: tuple[PrintedText, ...] = ()
    printed_by: PrintedText | None = None
    printed_on: date | None = None
    checkpoint: PrintedText | None = None
    frame: Literal["live", "demonstration", "exercise"] = "live"
    draft: bool = False
    one_page: bool = False
    hand: Hand | None = None
