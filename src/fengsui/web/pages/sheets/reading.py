"""One form as it stands, its versions, its frozen files, its sealed boxes for a stated purpose."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct.access import covers, may
from fengsui.conduct.acting import Refused
from fengsui.documents.files import FileLost
from fengsui.documents.queries import FORMATS
from fengsui.documents.sheets import policy, queries
from fengsui.documents.sheets.signing_rules import waiting
from fengsui.documents.sheets.state import SheetState, Version
from fengsui.ledger.sealed import PurposeTooLong
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.sheets.sheet_frame import or_lost, show
from fengsui.web.paper_sheet import Sheet, sheet_of
from fengsui.web.submitting import Misfilled, form_page, not_kept


def _print(request: OfficerRequest, number: str, state: SheetState, version: Version) -> Sheet | None:
    """A submitted version as it is printed, for who may open it."""
    if not version.opened or not may(request.actor, policy.OPEN):
        return None
    stream = queries.sheet_stream(number)
    content = queries.content_of(request.actor, stream, version)
    return sheet_of(queries.paper_of(stream, state, version, content))


@or_lost
def sheet(request: OfficerRequest, sheet: str) -> HttpResponse:
    """One form: what stands in it, how it stands, what comes next."""
    state, stream = queries.sheet_for(request.actor, sheet), queries.sheet_stream(sheet)
    version = state.current
    shown = version if version.opened else state.valid
    leads = any(covers(request.actor.region, place) for place in state.regions[:1])
    fills = leads and may(request.actor, policy.FILL)
    signs = leads and may(request.actor, policy.SIGN)
    page = show(
        request,
        "sheet",
        sheet,
        version=version,
        shown=shown,
        sheet=_print(request, sheet, state, shown) if shown else None,
        signed=[row for row in reversed(state.versions) if row.signed],
        may_sign=queries.may_sign(request.actor, stream, state),
        may_return=(fills and version.filler == request.actor.officer) or signs,
        fills=fills,
        waits_for=_waits_for(stream, state) if state.status == "submitted" else [],
        late=_late(state),
    )
    return not_kept(page)


def _late(state: SheetState) -> str:
    valid = state.valid
    due = str(valid.payload["due_on"]) if valid else ""
    return due if due and queries.is_late({"valid_version": 1, "waits_until": due}) else ""


def _waits_for(stream: str, state: SheetState) -> list[Any]:
    return list(waiting(queries.slots_for(stream, state), state.current.signatures))


def _version(state: SheetState, number: int) -> Version:
    found = next((row for row in state.versions if row.number == number and row.signed), None)
    if found is None:
        raise Http404
    return found


@or_lost
def version(request: OfficerRequest, sheet: str, edition: int) -> HttpResponse:
    """A signed version, as it was signed."""
    state = queries.sheet_for(request.actor, sheet)
    found = _version(state, edition)
    page = show(request, "version", sheet, version=found, sheet=_print(request, sheet, state, found))
    return not_kept(page)


def file(request: OfficerRequest, sheet: str, edition: int, form: str) -> HttpResponse:
    """A frozen file of a signed version, for reading (阅办); sealed boxes are left out of it."""
    if form not in queries.FILES:
        raise Http404
    queries.sheet_for(request.actor, sheet)
    try:
        content, found = queries.sheet_file(
            actor=request.actor, sheet=queries.sheet_stream(sheet), version=edition, form=form
        )
    except (FileLost, Refused) as problem:
        return show(request, "lost", sheet, problem=str(problem))
    return _download(content, found, form)


def _download(content: bytes, version: Version, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[form])
    name = f"{version.payload['number']}-{version.number}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return not_kept(response)


def _sealed_form(request: OfficerRequest, sheet: str, edition: int) -> HttpResponse:
    """For which purpose the sealed boxes are opened."""
    found = _version(queries.sheet_for(request.actor, sheet), edition)
    return not_kept(show(request, "sealed", sheet, version=found, values=form_values(request, {}), texts=[]))


def _open_sealed(request: OfficerRequest, sheet: str, edition: int) -> HttpResponse:
    state, reading = queries.sheet_for(request.actor, sheet), Reading(request.POST)
    purpose = reading.text("purpose", gettext("用途"), longest=100)
    reading.finish()
    found, stream = _version(state, edition), queries.sheet_stream(sheet)
    form = request.POST.get("form", "")
    try:
        if form in queries.FILES:
            content, _ = queries.sheet_file(
                actor=request.actor, sheet=stream, version=edition, form=form, purpose=purpose, whole=True
            )
            return _download(content, found, form)
        texts = queries.sealed_of(request.actor, stream, found, purpose)
    except PurposeTooLong as problem:
        raise Misfilled({"purpose": str(problem)}) from problem
    except FileLost as problem:
        return show(request, "lost", sheet, problem=str(problem))
    written = queries.content_of(request.actor, stream, found)
    shown = [(row.field.name, texts[row.field.id]) for row in written.boxes if row.field.id in texts]
    return not_kept(show(request, "sealed", sheet, version=found, values={"purpose": purpose}, texts=shown))


sealed_page = form_page("sheet.sealed", _sealed_form, _open_sealed)
