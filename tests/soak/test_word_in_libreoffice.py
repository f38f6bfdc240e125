"""The DOCX as LibreOffice prints it: the words and the number of pages of the PDF that went out. Wants soffice."""

import re
import shutil
import subprocess
from collections import Counter

import pytest

from fengsui.documents.layout import Paper, Paragraph, render_docx, render_pdf
from tests.documents.layout.measuring import Page, pages_of
from tests.documents.layout.specimens import OFFICE, first_report, written_report

LOWEST_TEXT_MM = 264
PAPERS: dict[str, Paper] = {
    "report": written_report(),
    "first": first_report(),
    "notice": written_report(kind="notice", signatory=None),
    "order": written_report(kind="order", signatory=None),
    "letter": written_report(kind="letter", mark=OFFICE),
    "plain-letter": written_report(kind="letter", mark=OFFICE, blocks=(Paragraph.of("风险处置工作" * 120),)),
    "full-pages": written_report(blocks=(Paragraph.of("风险处置工作" * 400),)),
}


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Every specimen's DOCX as LibreOffice prints it."""
    program = shutil.which("soffice")
    assert program, "LibreOffice (soffice) is not installed; the DOCX cannot be compared"
    folder = tmp_path_factory.mktemp("word")
    for name, paper in PAPERS.items():
        (folder / f"{name}.docx").write_bytes(render_docx(paper))
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    command = [program, settings, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, folder.glob("*.docx"))], check=True, capture_output=True, timeout=300)
    return {name: pages_of((folder / f"{name}.pdf").read_bytes()) for name in PAPERS}


def printed(pages: list[Page]) -> Counter[str]:
    """Every character above the page number; a table's header counts once, however many pages it is repeated on."""
    words = (word for page in pages for line in page.lines() for word in line if word.top < LOWEST_TEXT_MM)
    text = re.sub(r"\s", "", "".join(word.text for word in words))
    # The DOCX writes the frame mark in brackets where the PDF draws a box.
    return Counter(re.sub("[【】]|时间事项经办", "", text))


@pytest.mark.parametrize("name", PAPERS)
def test_the_docx_says_what_the_pdf_says_on_as_many_pages(converted: dict[str, list[Page]], name: str) -> None:
    """Converted by LibreOffice, the DOCX shows the same characters and the same number of pages as the PDF."""
    sent, opened = pages_of(render_pdf(PAPERS[name])), converted[name]
    assert len(opened) == len(sent)
    assert printed(opened) == printed(sent)


def test_every_page_of_the_docx_is_numbered(converted: dict[str, list[Page]]) -> None:
    """LibreOffice prints — 1 — on each page of a report."""
    for number, page in enumerate(converted["report"], start=1):
        assert [word.text for word in page.words if word.top > LOWEST_TEXT_MM] == ["—", str(number), "—"]
