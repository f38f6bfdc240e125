"""Pages of the paper room: the list, one paper, sending, receipts, withdrawal, files."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.documents import further, paper, receiving, sending, stamping
from fengsui.web.routes import GET, POST, Route

_BOTH = (*GET, *POST)

ROUTES: tuple[Route, ...] = (
    Route("papers", "papers", paper.papers, "documents.view_papers", title=gettext_lazy("公文"), section="papers"),
    Route("papers/<str:number>/<int:fact>", "paper", paper.paper, "documents.view_papers", section="papers"),
    Route("papers/<str:number>/<int:fact>/text", "paper.text", paper.text, "documents.open_paper", section="papers"),
    Route(
        "papers/<str:number>/<int:fact>/file/<str:form>",
        "paper.file",
        paper.file,
        "documents.open_paper",
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/send",
        "paper.send",
        sending.send_page,
        "documents.send_paper",
        _BOTH,
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/withdraw",
        "paper.withdraw",
        sending.withdraw_page,
        "documents.withdraw_paper",
        _BOTH,
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/correct",
        "paper.correct",
        further.correct_page,
        "documents.draft_paper",
        _BOTH,
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/recall",
        "paper.recall",
        further.recall_page,
        "documents.draft_paper",
        _BOTH,
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/scan",
        "paper.scan",
        stamping.scan_page,
        "documents.record_receipt",
        _BOTH,
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/scan/<int:scan>",
        "paper.scan.file",
        stamping.scan_file,
        "documents.open_paper",
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/seal",
        "paper.seal",
        stamping.seal_page,
        "documents.send_paper",
        _BOTH,
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/sealed",
        "paper.sealed",
        stamping.sealed_file,
        "documents.open_paper",
        section="papers",
    ),
    Route(
        "papers/<str:number>/<int:fact>/receipt/<str:addressee>",
        "paper.receipt",
        receiving.receipt_page,
        "documents.record_receipt",
        _BOTH,
        section="papers",
    ),
)
