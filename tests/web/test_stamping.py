"""Seals: the office's own program puts one on the PDF; whatever it does else, the paper stays and nothing is kept."""

import hashlib
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.documents import seal_program, sealing
from fengsui.documents.actions import sent_files_hold
from fengsui.documents.files import file_folder
from fengsui.documents.layout import Paper, Paragraph, render_pdf
from fengsui.ledger.reading import count_facts, read_all, read_stream
from tests.proofs.conftest import desk, staffed
from tests.proofs.event_pages import HEAD, graded, refused, send, send_out, sign, submit, words
from tests.proofs.letter_pages import begin
from tests.proofs.letter_pages import send_out as letter_out
from tests.proofs.letter_pages import sign as sign_letter
from tests.proofs.letter_pages import submit as submit_letter
from tests.proofs.proving import Desk

__all__ = ["desk", "staffed"]
PROGRAM = Path(__file__).parents[1] / "documents" / "seal.py"
NOT_CONNECTED = "电子印章未接入：打印盖章后登记扫描件"
PDF = b"%PDF-1.7\nscanned"


def connect(monkeypatch: pytest.MonkeyPatch, how: str, more: str = "", seconds: float = 20) -> None:
    """The seal program of the tests is set up, doing ``how``."""
    monkeypatch.setattr(settings, "SEAL_COMMAND", f"{sys.executable} {PROGRAM} {how} {more}".strip())
    monkeypatch.setattr(seal_program, "SECONDS", seconds)


def sent(desk: Desk) -> str:
    """A notice that went out; its page."""
    event = graded(desk)
    paper = submit(desk, event, "first_notice")
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    return paper


def kept_files() -> set[Path]:
    """Every file that this copy keeps."""
    return {path for path in file_folder().rglob("*") if path.is_file()}


def test_without_a_program_the_page_says_what_to_do(desk: Desk) -> None:
    """Off by default: print, stamp, scan; neither the button nor the act is there."""
    paper = sent(desk)
    assert NOT_CONNECTED in words(desk.page("zhiban", paper))
    assert NOT_CONNECTED in words(desk.page("zhiban", f"{paper}/seal"))
    assert "加盖电子印章</a>" not in desk.page("zhiban", paper)
    assert NOT_CONNECTED in refused(desk, "zhiban", f"{paper}/seal")


def test_the_duty_chief_has_the_paper_sealed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sealed PDF lies beside the one that went out; the fact names both hashes and who; nobody seals it twice."""
    connect(monkeypatch, "seal")
    paper = sent(desk)
    before = {form: desk.browser("zhiban").get(f"{paper}/file/{form}").content for form in ("pdf", "docx", "text")}
    assert desk.answer("wendian", f"{paper}/seal", idempotency_key="x").status_code == 403
    send(desk, "zhiban", f"{paper}/seal")
    told = words(desk.page("zhiban", paper))
    assert "已加盖电子印章" in told
    assert desk.people["zhiban"].name in told
    given = desk.browser("zhiban").get(f"{paper}/sealed").content
    stream = f"event/{paper.split('/')[2]}"
    fact = next(fact for fact in read_stream(stream) if fact.kind == "paper.sealed")
    assert fact.actor == desk.people["zhiban"].officer
    assert fact.payload["input"] == hashlib.sha256(before["pdf"]).hexdigest()
    assert fact.payload["output"] == hashlib.sha256(given).hexdigest() != fact.payload["input"]
    assert {form: desk.browser("zhiban").get(f"{paper}/file/{form}").content for form in before} == before
    assert "已经加盖过" in refused(desk, "zhiban", f"{paper}/seal")
    assert "加盖电子印章" in words(desk.page("zhiban", f"/events/{paper.split('/')[2]}/timeline"))
    assert compare_with_database(read_all()) == []
    assert sent_files_hold(fact) == []
    lying = file_folder() / fact.payload["output"][:2] / f"{fact.payload['output']}.sealed"
    assert b"%PDF" not in lying.read_bytes(), "it lies encrypted"
    lying.write_bytes(b"gone")
    assert len(sent_files_hold(fact)) == 1
    assert "不一致" in words(desk.page("zhiban", f"{paper}/sealed"))


HOSTILE = [
    ("fail", "退出码 3"),
    ("silent", "不是 PDF"),
    ("text", "不是 PDF"),
    ("deaf", "打不开"),
    ("broken", "打不开|文字与公文不同"),
    ("first-bytes", "打不开"),
    ("page-more", "2 页，公文是 1 页"),
    ("other-text", "第 1 页的文字与公文不同"),
    ("endless", "超过 20 MB"),
    ("hang", "限定的时间"),
    ("hang-after", "限定的时间"),
]


def test_whatever_the_program_does_nothing_is_half_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Failing, silent, hanging, endless, another text: the page says what happened; no fact, no file, no process."""
    other = tmp_path / "other.pdf"
    told = Paper(
        kind="report", issuing_body="某办", mark="某办文件", title="另一件", issued_by="某办", one_page=True,
        blocks=(Paragraph.of("两千人"),),
    )  # fmt: skip
    other.write_bytes(render_pdf(told))
    paper = sent(desk)
    stream = f"event/{paper.split('/')[2]}"
    for how, sentence in HOSTILE:
        connect(monkeypatch, how, str(other) if how == "other-text" else "", 1.5 if how.startswith("hang") else 20)
        facts, files, began = count_facts(), kept_files(), time.monotonic()
        page = refused(desk, "zhiban", f"{paper}/seal")
        assert any(part.replace(" ", "") in page for part in sentence.split("|")), (how, page)
        assert "公文没有变动" in page
        assert (count_facts(), kept_files()) == (facts, files), how
        assert time.monotonic() - began < 15
    assert [fact for fact in read_stream(stream) if fact.kind == "paper.sealed"] == []
    assert desk.server_errors == []
    connect(monkeypatch, "seal")
    send(desk, "zhiban", f"{paper}/seal")


@pytest.mark.parametrize("command", ["/no/such/program", "", "'", "/etc/hostname"])
def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """A program that is not there or can't be started is a sentence, not a fault."""
    monkeypatch.setattr(settings, "SEAL_COMMAND", command)
    with pytest.raises(Refused, match=r"启动不了|未接入"):
        seal_program.sealed_by_program(b"%PDF-1.7")


def test_the_program_learns_no_settings(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this installation's environment reaches it, and nothing of its command line is read by a shell."""
    monkeypatch.setenv("FENGSUI_DATABASE_URL", "postgresql://a:secret@b/c")
    seen, paper = tmp_path / "seen", sent(desk)
    connect(monkeypatch, "environment", f"{seen} ; touch {tmp_path / 'shell'}")
    with pytest.raises(AssertionError, match="退出码"):
        send(desk, "zhiban", f"{paper}/seal")
    connect(monkeypatch, "environment", str(seen))
    send(desk, "zhiban", f"{paper}/seal")
    names = seen.read_text(encoding="utf-8").split()
    assert [name for name in names if name.startswith(("FENGSUI", "DJANGO"))] == []
    assert not (tmp_path / "shell").exists()
    assert "PATH" in names or "PATH" not in os.environ


def test_what_did_not_go_out_is_not_sealed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper that waits has no final PDF; the program isn't even started."""
    connect(monkeypatch, "hang")
    event = graded(desk)
    paper = submit(desk, event, "first_notice")
    assert "发出" in refused(desk, "zhiban", f"{paper}/seal")
    assert desk.browser("zhiban").get(f"{paper}/sealed").status_code == 404


def test_sending_the_form_twice_seals_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same act once more is answered with the fact that is there."""
    connect(monkeypatch, "seal")
    paper = sent(desk)
    number, fact = paper.split("/")[2:4]
    arguments: dict[str, Any] = {
        "actor": desk.people["zhiban"],
        "paper": f"event/{number}#{fact}",
        "idempotency_key": "once",
    }
    regions = desk.evening.state(f"event/{number}").regions
    first = sealing.affix_seal(**arguments, regions=regions)
    monkeypatch.setattr(settings, "SEAL_COMMAND", "/no/such/program")
    again = sealing.affix_seal(**arguments, regions=regions)
    assert again.repeated
    assert again.fact.reference == first.fact.reference


def test_a_letter_is_sealed_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """General letters have the same port."""
    connect(monkeypatch, "seal")
    letter = begin(desk, "coordination_letter")
    submit_letter(desk, letter, title="关于商请协调支持处置工作的函")
    sign_letter(desk, letter)
    letter_out(desk, letter)
    send(desk, "zhiban", f"{letter}/seal")
    assert "已加盖电子印章" in words(desk.page("zhiban", letter))
    assert desk.browser("zhiban").get(f"{letter}/sealed").content.startswith(b"%PDF-")


def test_the_scan_of_an_event_paper_is_kept_beside_it(desk: Desk) -> None:
    """A stamped print is scanned and kept sealed; the same file once; only pictures and PDF; only of what went out."""
    event = graded(desk)
    paper = submit(desk, event, "first_notice")

    def scan(content: bytes = PDF) -> SimpleUploadedFile:
        return SimpleUploadedFile("盖章.pdf", content)

    assert "发出后才登记" in refused(desk, "zhiban", f"{paper}/scan", file=scan())
    sign(desk, HEAD, event, "首报")
    send_out(desk, paper)
    assert "盖章.pdf" in send(desk, "zhiban", f"{paper}/scan", file=scan())
    assert desk.browser("zhiban").get(f"{paper}/scan/1").content == PDF
    assert desk.browser("zhiban").get(f"{paper}/scan/2").status_code == 404
    assert "已经登记过" in refused(desk, "zhiban", f"{paper}/scan", file=scan())
    assert "只收" in refused(desk, "zhiban", f"{paper}/scan", file=scan(b"<html>"))
    assert "请选择文件" in refused(desk, "zhiban", f"{paper}/scan")
    assert "登记用印扫描件" in words(desk.page("zhiban", f"{event}/timeline"))
    assert compare_with_database(read_all()) == []
