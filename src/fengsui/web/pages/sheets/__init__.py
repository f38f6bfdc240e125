"""Filled forms: the list, beginning one, filling, signing, taking back, correcting, frozen files, sealed boxes."""

from django.utils.translation import gettext_lazy

from fengsui.documents.sheets.policy import FILL, OPEN, OPEN_SEALED, SIGN, VIEW
from fengsui.web.pages.sheets import deciding, filling, listing, reading
from fengsui.web.routes import GET, POST, Route

_BOTH = (*GET, *POST)
_ONE = "papers/forms/<str:sheet>"
_VERSION = f"{_ONE}/versions/<int:edition>"

ROUTES: tuple[Route, ...] = (
    Route("papers/forms", "sheets", listing.sheets, VIEW, title=gettext_lazy("表单"), section="papers"),
    Route("papers/forms/new", "sheet.new", listing.new_page, FILL, _BOTH, section="papers"),
    Route(_ONE, "sheet", reading.sheet, VIEW, section="papers"),
    Route(f"{_ONE}/write", "sheet.write", filling.write_page, FILL, _BOTH, section="papers"),
    Route(f"{_ONE}/drop", "sheet.drop", deciding.drop_page, FILL, _BOTH, section="papers"),
    Route(f"{_ONE}/revise", "sheet.revise", deciding.revise_page, FILL, _BOTH, section="papers"),
    Route(f"{_ONE}/return", "sheet.return", deciding.return_page, VIEW, _BOTH, section="papers"),
    Route(f"{_ONE}/sign", "sheet.sign", deciding.sign_page, SIGN, _BOTH, section="papers"),
    Route(_VERSION, "sheet.version", reading.version, VIEW, section="papers"),
    Route(f"{_VERSION}/sealed", "sheet.sealed", reading.sealed_page, OPEN_SEALED, _BOTH, section="papers"),
    Route(f"{_VERSION}/<str:form>", "sheet.file", reading.file, OPEN, section="papers"),
)
