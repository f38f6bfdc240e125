"""The DOCX as LibreOffice prints it: the words and the number of pages of the PDF that went out. Wants soffice."""

import re
import shutil
import subprocess
from collections import Counter

import pytest

from fengsui.documents.layout import Annex, Attendance, Paper, Paragraph, Table, render_docx, render_pdf
from tests.documents.layout.measuring import Page, pages_of
from tests.documents.layout.specimens import OFFICE, first_report, written_report

LOWEST_TEXT_MM = 264
CHRONICLE = Table(
    columns=("时间", "事项", "底账号"),
    rows=tuple(
        (f"2日 {9 + line // 60:02d}:{line % 60:02d}", f"第{line}项措施办结，情况平稳", str(line)) for line in range(90)
    ),
    widths=(3, 12, 2),
)
PAPERS: dict[str, Paper] = {
    "report": written_report(),
    "first": first_report(),
    "notice": written_report(kind="notice", signatory=None),
    "order": written_report(kind="order", signatory=None),
    "letter": written_report(kind="letter", mark=OFFICE),
    "plain-letter": written_report(kind="letter", mark=OFFICE, blocks=(Paragraph.of("风险处置工作" * 120),)),
    "annex": written_report(annexes=(Annex(title="大事记", blocks=(CHRONICLE,)),), attachments=("债权登记表",)),
    "log": written_report(kind="log", signatory=None, blocks=(CHRONICLE,), attachments=()),
    "minutes": written_report(
        kind="minutes",
        signatory=None,
        mark=f"{OFFICE}纪要",
        main_recipients=(),
        blocks=(
            Paragraph.of("会议听取情况，研究下一步处置工作。" * 12),
            *(Paragraph.of("议定一项：按时限办结。" * 6),) * 6,
        ),
        attendance=(
            Attendance(label="出席", names=tuple(f"省第{place}厅 某某" for place in "一二三四五六七八")),
            Attendance(label="请假", names=("省法院 蒋宁",)),
            Attendance(label="列席", names=("云渡市金融办",)),
        ),
    ),
    "public": written_report(kind="notice", signatory=None, handling="公开", main_recipients=(), mark=f"{OFFICE}通告"),
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
    return Counter(re.sub("[【】]|时间事项经办|时间事项底账号", "", text))


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
