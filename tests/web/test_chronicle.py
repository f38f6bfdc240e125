"""大事记: to save by itself, and as an annex of the written and of the final report."""

from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from fengsui.documents.layout import render_text
from fengsui.documents.queries import paper_content
from fengsui.ledger.reading import read_all
from fengsui.response.chronicle import chronicle
from tests.plan_2019_75.evening import Evening, minute
from tests.proofs.conftest import desk, staffed
from tests.proofs.event_pages import activated, words
from tests.proofs.proving import Desk
from tests.response.numbers import unanswered
from tests.response.test_every_number import officers

__all__ = ["desk", "staffed"]


def test_the_chronicle_is_saved_by_itself(desk: Desk) -> None:
    """PDF and DOCX say every line of the time line with its minute and the number of its fact."""
    event = activated(desk)
    room = desk.evening.room(f"event/{event.rpartition('/')[2]}")
    page = desk.page("zhiban", f"{event}/timeline")
    assert f'href="{event}/chronicle/pdf"' in page
    pdf = desk.browser("zhiban").get(f"{event}/chronicle/pdf").content
    printed = "".join("".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(pdf)).pages)
    word = docx.Document(BytesIO(desk.browser("zhiban").get(f"{event}/chronicle/docx").content))
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows][1:]
    assert len(rows) == len(room.lines)
    for line, row in zip(reversed(room.lines), rows, strict=True):
        assert row[1] == line.text
        assert row[2] == line.fact.rpartition("#")[2]
        assert "".join(line.text.split()) in printed
    assert "待编号" not in printed
    assert desk.browser("zhiban").get(f"{event}/chronicle/exe").status_code == 404


def test_publicity_gets_no_police_line(desk: Desk) -> None:
    """The file holds what the reader's time line holds and no more."""
    event = activated(desk)
    stream = f"event/{event.rpartition('/')[2]}"
    for login in ("zhiban", "xuanchuan"):
        room = desk.evening.room(stream, login)
        told = render_text(chronicle(actor=desk.people[login], room=room, now=minute(0)))
        assert ("公安" in told) == any("公安" in line.text for line in room.lines)
        assert told.count("；底账号：") == len(room.lines)


def test_every_number_of_the_chronicle_is_a_facts(desk: Desk) -> None:
    """Each line leads to the fact that says it."""
    stream = desk.evening.activated()
    paper = chronicle(actor=desk.people["zhiban"], room=desk.evening.room(stream), now=minute(0))
    assert unanswered(paper, {fact.reference for fact in read_all()}, officers()) == []


@pytest.mark.parametrize("kind", ["written_report", "final_report"])
def test_it_is_an_annex_of_the_reports(desk: Desk, kind: str) -> None:
    """Named in the 附件说明, on a page of its own behind the signature, and shown beside the draft."""
    evening: Evening = desk.evening
    stream = evening.activated()
    if kind == "final_report":
        evening.end(stream, reason="兑付完毕")
        from tests.response.test_further_papers import further  # noqa: PLC0415

        paper = further(evening, stream, "final_report")
        evening.sign(stream, "sign_final_report", "zuzhang")
    else:
        paper = evening.submit(stream, "written_report")
        evening.sign(stream, "sign_written_report", "zuzhang")
    evening.send(stream, paper)
    content = paper_content(
        actor=desk.people["zhiban"], paper=paper, purpose="核对", regions=evening.state(stream).regions
    )
    (annex,) = content.annexes
    assert annex.title.startswith("大事记")
    number = stream.partition("/")[2]
    address = f"/papers/{number}/{paper.rpartition('#')[2]}"
    assert f"附件{annex.title}" in words(desk.page("zhiban", address))
    pdf = PdfReader(BytesIO(desk.browser("zhiban").get(f"{address}/file/pdf").content))
    pages = ["".join(page.extract_text().split()) for page in pdf.pages]
    place = next(index for index, text in enumerate(pages) if f"附件{annex.title}" in text and "附件：" not in text)
    assert any(f"附件：{annex.title}" in text for text in pages[:place])
    assert "抄送" in pages[-1]
    assert pages[place].index(annex.title) < 40
