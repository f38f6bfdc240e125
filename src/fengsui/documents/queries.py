"""Reads of papers for pages and other rooms."""

from typing import Any

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import sealed_values
from fengsui.documents.files import read_file
from fengsui.documents.layout import Paper as PaperContent
from fengsui.documents.layout import render_docx, render_pdf, render_text
from fengsui.documents.models import Paper, Receipt

FORMATS = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def paper_row(paper: str) -> Paper:
    """The row of a paper. Raises Refused when there is none."""
    row = Paper.objects.filter(pk=paper).first()
    if row is None:
        msg = "没有这件公文"
        raise Refused(msg)
    return row


def papers_of(stream: str) -> list[dict[str, Any]]:
    """The papers of an event, oldest first, each with its receipts."""
    rows: list[dict[str, Any]] = [
        dict(row) for row in Paper.objects.filter(stream=stream).order_by("submitted_at", "id").values()
    ]
    receipts = list(Receipt.objects.filter(stream=stream).order_by("received_at").values())
    for row in rows:
        row["receipts"] = {receipt["addressee"]: receipt for receipt in receipts if receipt["paper"] == row["id"]}
    return rows


def latest_papers(streams: list[str], *, limit: int = 100) -> list[dict[str, Any]]:
    """The newest papers of these events."""
    rows = Paper.objects.filter(stream__in=streams).order_by("-submitted_at")[:limit].values()
    return [dict(row) for row in rows]


def paper_content(*, actor: Actor, paper: str, purpose: str, regions: tuple[str, ...]) -> PaperContent:
    """What a submitted paper says. Opening it is logged. Raises AccessDenied, Refused."""
    require(actor, "documents.open_paper", regions=regions, purpose=purpose)
    row = paper_row(paper)
    opened = sealed_values().open([row.content], purpose=purpose, actor=actor.officer, now=timekeeping.now())
    content = opened[row.content]
    if content is None:
        msg = "公文内容的密钥已销毁"
        raise Refused(msg)
    return PaperContent.model_validate_json(content)


def paper_file(*, actor: Actor, paper: str, form: str, purpose: str, regions: tuple[str, ...]) -> bytes:
    """The frozen file of a sent paper (pdf, docx or text). Handing it out is logged as an opening of the paper (1.7.b).

    Raises AccessDenied, Refused, FileLost.
    """
    require(actor, "documents.open_paper", regions=regions, purpose=purpose)
    row = paper_row(paper)
    digest = {"pdf": row.pdf, "docx": row.docx, "text": row.text}.get(form, "")
    if not digest:
        msg = "公文发出后才有定稿文件"
        raise Refused(msg)
    content = read_file(stream=row.stream, digest=digest)
    sealed_values().open([row.content], purpose=purpose, actor=actor.officer, now=timekeeping.now())
    return content


def content_as_text(content: PaperContent) -> str:
    """Plain text to read on the phone or paste into a line."""
    return render_text(content)


def content_as_pdf(content: PaperContent) -> bytes:
    """A PDF of a paper that isn't kept as a file: the same paper gives the same bytes."""
    return render_pdf(content)


def content_as_docx(content: PaperContent) -> bytes:
    """The same as DOCX."""
    return render_docx(content)
