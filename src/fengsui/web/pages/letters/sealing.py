"""The electronic seal of a letter that went out."""

from django.http import Http404, HttpResponse

from fengsui.conduct.acting import Refused
from fengsui.documents import sealing
from fengsui.documents.files import FileLost
from fengsui.documents.letters.queries import letter_for
from fengsui.documents.seal_program import seal_command
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.documents.paper import READING
from fengsui.web.pages.letters.letter_frame import letter_address, show, submitted_paper
from fengsui.web.stamp import to_save
from fengsui.web.submitting import act_arguments, form_page


def seal_form(request: OfficerRequest, letter: str) -> HttpResponse:
    """What is sealed, by what, and what follows."""
    return show(request, "seal", letter, connected=bool(seal_command()))


def _affix(request: OfficerRequest, letter: str) -> str:
    state, _ = letter_for(request.actor, letter)
    sealing.affix_seal(
        actor=request.actor,
        paper=submitted_paper(state).opened,
        regions=state.regions,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return letter_address(letter)


def sealed_file(request: OfficerRequest, letter: str) -> HttpResponse:
    """The sealed PDF, to save."""
    state, _ = letter_for(request.actor, letter)
    found = submitted_paper(state)
    if found.sealed is None:
        raise Http404
    try:
        content = sealing.sealed_file(actor=request.actor, paper=found.opened, purpose=READING, regions=state.regions)
    except (FileLost, Refused) as problem:
        return show(request, "lost", letter, problem=str(problem))
    return to_save(content, "application/pdf", f"{found.payload['number']}（电子印章）.pdf")


seal_page = form_page("letter.seal", seal_form, _affix)
