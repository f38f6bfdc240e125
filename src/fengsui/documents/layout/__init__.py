"""The pure layout engine: a neutral paper to PDF, DOCX and plain text in GB/T 9704-2012 layout."""

from fengsui.documents.layout.fonts import FontReport, FontUse, available_fonts
from fengsui.documents.layout.model import (
    Annex,
    Attendance,
    Block,
    Cell,
    Hand,
    Heading,
    KeyValueRow,
    KeyValueTable,
    Paper,
    Paragraph,
    Receipt,
    ReceiptTable,
    Run,
    Section,
    Table,
)
from fengsui.documents.layout.pdf import render_pdf
from fengsui.documents.layout.plain import render_text

__all__ = [
    "Annex",
    "Attendance",
    "Block",
    "Cell",
    "FontReport",
    "FontUse",
    "Hand",
    "Heading",
    "KeyValueRow",
    "KeyValueTable",
    "Paper",
    "Paragraph",
    "Receipt",
    "ReceiptTable",
    "Run",
    "Section",
    "Table",
    "available_fonts",
    "render_docx",
    "render_pdf",
    "render_text",
]


def render_docx(paper: Paper) -> bytes:
    """Return the paper as DOCX bytes, with the official fonts named; the same paper gives the same bytes."""
    # python-docx takes 0.2 s to import; most pages that know papers never write a DOCX.
    from fengsui.documents.layout.word import write_docx  # noqa: PLC0415

    return write_docx(paper)
