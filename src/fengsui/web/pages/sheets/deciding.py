"""Signing a form, sending it back, correcting it by a further version, dropping it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.documents.sheets import filling, queries, signing
from fengsui.documents.sheets.sealed import opened_boxes
from fengsui.documents.sheets.signing_rules import waiting
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.sheets.sheet_frame import or_lost, sheet_address, show
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.routes import View
from fengsui.web.submitting import act_arguments, form_page, not_kept


def _key(request: OfficerRequest) -> str:
    return act_arguments(request)["idempotency_key"]


@or_lost
def sign(request: OfficerRequest, sheet: str) -> HttpResponse:
    """The sheet to sign as it stands, with its sealed boxes, and what follows from the signature."""
    state, stream = queries.sheet_for(request.actor, sheet), queries.sheet_stream(sheet)
    signs, shown = queries.may_sign(request.actor, stream, state), None
    if signs:
        version = state.current
        content = queries.read_content(version, signing.SIGNING, request.actor.officer)
        opened = opened_boxes(version, signing.SIGNING, request.actor.officer)
        shown = sheet_of(queries.paper_of(stream, state, version, content, opened))
    missing = waiting(queries.slots_for(stream, state), state.current.signatures)
    page = show(request, "sign", sheet, sheet=shown, signs=signs, last=len(missing) == 1)
    return not_kept(page)


def _sign(request: OfficerRequest, sheet: str) -> str:
    queries.sheet_for(request.actor, sheet)
    signing.sign_sheet(
        actor=request.actor,
        sheet=queries.sheet_stream(sheet),
        seen_hash=request.POST.get("seen_hash", ""),
        idempotency_key=_key(request),
    )
    return sheet_address(sheet)


def _with_reason(page: str, template: str, act: Callable[..., Any], after: str = "sheet") -> View:
    """A page that asks why and then does one act."""

    def shown(request: OfficerRequest, sheet: str) -> HttpResponse:
        return show(request, template, sheet, values=form_values(request, {}))

    def done(request: OfficerRequest, sheet: str) -> str:
        queries.sheet_for(request.actor, sheet)
        reading = Reading(request.POST)
        reason = reading.text("reason", gettext("理由"), longest=400)
        reading.finish()
        act(actor=request.actor, sheet=queries.sheet_stream(sheet), reason=reason, idempotency_key=_key(request))
        return sheet_address(sheet, after)

    return form_page(page, shown, done)


sign_page = form_page("sheet.sign", sign, _sign)
return_page = _with_reason("sheet.return", "return", filling.return_sheet)
revise_page = _with_reason("sheet.revise", "revise", filling.revise_sheet, "sheet.write")
drop_page = _with_reason("sheet.drop", "drop", filling.drop_sheet)
