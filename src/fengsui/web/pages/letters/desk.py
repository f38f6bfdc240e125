"""The list of letters, beginning one, one letter as it stands, its frozen files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct.access import may
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import plan_in_force
from fengsui.documents import queries as paper_queries
from fengsui.documents.files import FileLost
from fengsui.documents.layout import available_fonts
from fengsui.documents.letters import actions, composing, queries
from fengsui.documents.state import PaperState
from fengsui.response.queries import open_events
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.documents.paper import FORMS, READING, as_it_stands
from fengsui.web.pages.letters.copies import copies_context
from fengsui.web.pages.letters.letter_frame import STATUSES, letter_address, receivers_of, show, submitted_paper
from fengsui.web.pages.response.event_frame import Powers
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.stamp import Stamp, stamp_of
from fengsui.web.submitting import act_arguments, form_page, not_kept


def letters(request: OfficerRequest) -> HttpResponse:
    """The newest letters of the officer's places, and what the plan lets him begin."""
    rows = [
        {**row, "address": letter_address(row["id"].partition("/")[2]), "words": STATUSES[row["status"]]}
        for row in queries.letters(request.actor)
    ]
    forms = composing.drafted_papers(plan_in_force())
    can = Powers(request.actor, "documents")
    return render(request, "letters/letters.html", {"rows": rows, "forms": forms, "can": can})


def new(request: OfficerRequest) -> HttpResponse:
    """Which paper of the plan to begin, and the event it belongs to."""
    events = open_events(request.actor) if may(request.actor, "response.view_events") else []
    context = {
        "forms": [(row.id, f"{row.name}（{row.kind}）") for row in composing.drafted_papers(plan_in_force())],
        "events": [(row.pk, f"{row.number} {row.name}") for row in events],
        "values": form_values(request, {"form": request.GET.get("form", ""), "about": request.GET.get("about", "")}),
    }
    return render(request, "letters/new.html", context)


def _begin(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    form = reading.choice("form", gettext("公文"), [row.id for row in composing.drafted_papers(plan_in_force())])
    events = open_events(request.actor) if may(request.actor, "response.view_events") else []
    about = reading.choice("about", gettext("所属事件"), [row.pk for row in events], required=False)
    reading.finish()
    outcome = actions.begin_letter(
        actor=request.actor,
        form=form,
        about=about,
        separate=reading.checked("separate"),
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return letter_address(outcome.fact.stream.partition("/")[2]) + "/write"


new_page = form_page("letter.new", new, _begin)


def letter(request: OfficerRequest, letter: str) -> HttpResponse:
    """One letter: its text, how it stands, what comes next."""
    state, _ = queries.letter_for(request.actor, letter)
    found, sheet = state.paper, None
    if found is not None and may(request.actor, "documents.open_paper"):
        content = paper_queries.paper_content(
            actor=request.actor, paper=found.opened, purpose=READING, regions=state.regions
        )
        sheet = sheet_of(content.model_copy(update=as_it_stands(found, content)))
    matter = state.matters.by_fact.get(found.opened) if found else None
    roles = set(found.sent["substituted_fonts"]) if found and found.sent else set()
    page = show(
        request,
        "letter",
        letter,
        sheet=sheet,
        matter=matter,
        may_sign=matter is not None and queries.may_sign(request.actor, matter),
        receivers=receivers_of(letter, found) if found else [],
        stamp=_stamp(letter, found) if found and found.sent else None,
        void=[row for row in state.papers.values() if row.status == "withdrawn"],
        **copies_context(request.actor, letter, state),
        substituted=[use.sentence() for use in available_fonts().uses if use.role in roles] if roles else [],
    )
    return not_kept(page)


def _stamp(letter: str, found: PaperState) -> Stamp:
    base = letter_address(letter)
    return stamp_of(found, seal=f"{base}/seal", sealed_file=f"{base}/sealed", scan=f"{base}/scan")


def file(request: OfficerRequest, letter: str, form: str) -> HttpResponse:
    """A frozen file of a sent letter, for reading (阅办)."""
    if form not in FORMS:
        raise Http404
    state, _ = queries.letter_for(request.actor, letter)
    found = submitted_paper(state)
    try:
        content = paper_queries.paper_file(
            actor=request.actor, paper=found.opened, form=form, purpose=READING, regions=state.regions
        )
    except (FileLost, Refused) as problem:
        return show(request, "lost", letter, problem=str(problem))
    ending, kind = FORMS[form]
    response = HttpResponse(content, content_type=kind)
    name = gettext("%(title)s（%(number)s）") % {"title": found.payload["title"], "number": found.payload["number"]}
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}")
    response["Content-Disposition"] = disposition or "attachment"
    return not_kept(response)
