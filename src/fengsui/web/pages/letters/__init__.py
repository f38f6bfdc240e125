"""General letters: beginning, writing, signing, sending, receipts, scans; and the number book."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.letters import book, copies, desk, dispatch, scanning, sealing, writing
from fengsui.web.routes import GET, POST, Route

_BOTH = (*GET, *POST)
_ONE = "papers/letters/<str:letter>"
VIEW, DRAFT, OPEN = "documents.view_papers", "documents.draft_paper", "documents.open_paper"

ROUTES: tuple[Route, ...] = (
    Route("papers/letters", "letters", desk.letters, VIEW, title=gettext_lazy("一般公文"), section="papers"),
    Route("papers/letters/new", "letter.new", desk.new_page, DRAFT, _BOTH, section="papers"),
    Route(_ONE, "letter", desk.letter, VIEW, section="papers"),
    Route(f"{_ONE}/write", "letter.write", writing.write_page, DRAFT, _BOTH, section="papers"),
    Route(f"{_ONE}/drop", "letter.drop", writing.drop_page, "documents.withdraw_paper", _BOTH, section="papers"),
    Route(f"{_ONE}/sign", "letter.sign", dispatch.sign_page, "documents.sign_letter", _BOTH, section="papers"),
    Route(
        f"{_ONE}/withdraw",
        "letter.withdraw",
        dispatch.withdraw_page,
        "documents.withdraw_paper",
        _BOTH,
        section="papers",
    ),
    Route(f"{_ONE}/send", "letter.send", dispatch.send_page, "documents.send_paper", _BOTH, section="papers"),
    Route(
        f"{_ONE}/receipt/<int:unit>",
        "letter.receipt",
        dispatch.receipt_page,
        "documents.record_receipt",
        _BOTH,
        section="papers",
    ),
    Route(f"{_ONE}/file/<str:form>", "letter.file", desk.file, OPEN, section="papers"),
    Route(f"{_ONE}/copies", "letter.copies", copies.files, OPEN, section="papers"),
    Route(f"{_ONE}/copies/retry", "letter.copies.retry", copies.retry, "documents.send_paper", POST, section="papers"),
    Route(f"{_ONE}/scan", "letter.scan", scanning.scan_page, "documents.record_receipt", _BOTH, section="papers"),
    Route(f"{_ONE}/scan/<int:scan>", "letter.scan.file", scanning.scan_file, OPEN, section="papers"),
    Route(f"{_ONE}/seal", "letter.seal", sealing.seal_page, "documents.send_paper", _BOTH, section="papers"),
    Route(f"{_ONE}/sealed", "letter.sealed", sealing.sealed_file, OPEN, section="papers"),
    Route("papers/numbers", "numbers", book.numbers, VIEW, title=gettext_lazy("发文字号簿"), section="papers"),
)
