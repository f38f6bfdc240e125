"""The list of papers, one paper, its text to read out, its frozen files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct.access import may
from fengsui.conduct.acting import Refused
from fengsui.documents import queries as paper_queries
from fengsui.documents.actions import with_sendings
from fengsui.documents.facts import Sending
from fengsui.documents.files import FileLost
from fengsui.documents.layout import Paper, available_fonts
from fengsui.documents.state import PaperState, further_papers
from fengsui.ledger.canonical import split_reference
from fengsui.registry.queries import contact_for
from fengsui.response import queries
from fengsui.response.departures import paper_departures
from fengsui.response.paper_texts import PAPER_NAMES
from fengsui.response.queries import EventRoom
from fengsui.warning import queries as warnings
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.response.event_frame import Powers, reference_of, room_of, show
from fengsui.web.pages.response.overview import late_entry
from fengsui.web.paper_sheet import PAPER_STATUSES, sheet_of
from fengsui.web.routes import Words
from fengsui.web.stamp import Stamp, stamp_of
from fengsui.web.submitting import not_kept
from fengsui.web.templatetags.filling import fact_address

READING = "阅办"
FORMS: Mapping[str, tuple[str, str]] = {
    **{name: (name, kind) for name, kind in paper_queries.FORMATS.items()},
    "text": ("txt", "text/plain; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """One addressee of a paper: how it was sent, its receipt, who answers there today."""

    id: str
    name: str
    full_name: str
    sending: Mapping[str, Any] | None
    receipt: Mapping[str, Any] | None
    late_entry: str
    clock: Mapping[str, Any] | None
    contact: Any


def papers(request: OfficerRequest) -> HttpResponse:
    """The newest papers of the officer's events."""
    names = {row.pk: row for row in queries.visible_events(request.actor)}
    rows = paper_queries.latest_papers(list(names))
    listed = [
        {
            **row,
            "about": names[row["stream"]].number,
            "about_address": _event_address(request, names[row["stream"]].number),
            "address": fact_address("paper", row["id"]),
            "kind_name": PAPER_NAMES[row["kind"]],
            "words": PAPER_STATUSES[row["status"]],
        }
        for row in rows
    ]
    listed += [_prompt(request, row) for row in warnings.prompt_papers(request.actor)]
    listed.sort(key=lambda row: row["submitted_at"], reverse=True)
    can, drafts = Powers(request.actor, "documents"), may(request.actor, "documents.draft_paper")
    return render(request, "documents/papers.html", {"rows": listed, "can": can, "drafts": drafts})


def _event_address(request: OfficerRequest, number: str) -> str:
    """The event's page, for who may open it."""
    return reverse("event", kwargs={"number": number}) if may(request.actor, "response.view_events") else ""


def _prompt(request: OfficerRequest, row: Mapping[str, Any]) -> dict[str, Any]:
    """A 风险提示函 as the list shows it; it leads to the warning for who may open that."""
    institution, fact = row["institution"], split_reference(row["id"])[1]
    sees = may(request.actor, "warning.view")
    return {
        **row,
        "about": row["name"],
        "about_address": reverse("warning", kwargs={"institution": institution}) if sees else "",
        "address": reverse("warning.paper", kwargs={"institution": institution, "fact": fact}),
        "kind_name": gettext("风险提示函"),
        "words": PAPER_STATUSES[row["status"]],
    }


def paper_in(room: EventRoom, number: str, fact: int) -> PaperState:
    """The paper of this event. Raises Http404 when there is none."""
    found = room.state.papers.get(reference_of(number, fact))
    if found is None:
        raise Http404
    return found


def addressees_of(room: EventRoom, found: PaperState) -> list[Addressee]:
    """The paper's addressees, with sending, receipt, clock and contact."""
    receipts = _receipts(room, found)
    clocks = queries.clocks_by_addressee(room.clocks).get(found.kind, {})
    sendings = {row["addressee"]: row for row in found.sent["sendings"]} if found.sent else {}
    names = {row.id: (row.name, row.full_name) for row in room.plan.addressees}
    rows = []
    for addressee_id in found.payload["addressees"]:
        name, full_name = names.get(addressee_id, (addressee_id, addressee_id))
        receipt = receipts.get(addressee_id)
        rows.append(
            Addressee(
                id=addressee_id,
                name=name,
                full_name=full_name,
                sending=sendings.get(addressee_id),
                receipt=receipt,
                late_entry=late_entry(receipt),
                clock=clocks.get(addressee_id),
                contact=contact_for(addressee_id),
            )
        )
    return rows


def _receipts(room: EventRoom, found: PaperState) -> Mapping[str, Any]:
    rows = {row["id"]: row["receipts"] for row in paper_queries.papers_of(room.row.pk)}
    receipts: Mapping[str, Any] = rows.get(found.opened, {})
    return receipts


def paper(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """One paper: its text with every figure linked, how it stands, what comes next."""
    room = room_of(request, number)
    found = paper_in(room, number, fact)
    sheet = content = None
    if may(request.actor, "documents.open_paper"):
        content = paper_queries.paper_content(
            actor=request.actor, paper=found.opened, purpose=READING, regions=room.state.regions
        )
        sheet = sheet_of(content.model_copy(update=as_it_stands(found, content)))
    matter = room.state.matters.by_fact.get(found.opened)
    waiting = next((row for row in queries.matters_of(room, request.actor) if row.opened == found.opened), None)
    page = show(
        request,
        "documents/paper.html",
        room,
        paper=found,
        fact=fact,
        words=PAPER_STATUSES[found.status],
        kind_name=PAPER_NAMES[found.kind],
        sheet=sheet,
        matter=matter,
        waiting=waiting,
        addressees=addressees_of(room, found),
        substituted=_font_sentences(found),
        figure_counts=_counts(found),
        departures=paper_departures(found, room.state, content),
        stamp=_stamp(number, fact, found) if found.sent else None,
        further=_further(room, found),
        about=room.state.papers.get(found.payload.get("corrects", "")),
    )
    return not_kept(page)


def _stamp(number: str, fact: int, found: PaperState) -> Stamp:
    base = reverse("paper", kwargs={"number": number, "fact": fact})
    return stamp_of(found, seal=f"{base}/seal", sealed_file=f"{base}/sealed", scan=f"{base}/scan")


def _further(room: EventRoom, found: PaperState) -> list[tuple[PaperState, str, Words]]:
    """The papers that correct or recall this one, with what they are called and how they stand."""
    rows = further_papers(room.state.papers, found.opened)
    return [(row, PAPER_NAMES[row.kind], PAPER_STATUSES[row.status]) for row in rows]


def as_it_stands(found: PaperState, content: Paper) -> dict[str, Any]:
    """What of a paper is known only after it was written: who signed, and how it was sent."""
    stands: dict[str, Any] = {"signatory": found.signatory or None, "draft": found.status == "submitted"}
    if found.sent:
        sendings = [Sending.model_validate(row) for row in found.sent["sendings"]]
        stands["blocks"] = tuple(with_sendings(block, sendings) for block in content.blocks)
    return stands


def _font_sentences(found: PaperState) -> list[str]:
    """What the officer should know about typefaces of a sent paper; empty when none was replaced."""
    roles = set(found.sent["substituted_fonts"]) if found.sent else set()
    return [use.sentence() for use in available_fonts().uses if use.role in roles] if roles else []


def _counts(found: PaperState) -> dict[str, int]:
    statuses = [row["status"] for row in found.payload["figures"]]
    return {name: statuses.count(name) for name in ("verified", "unverified", "estimated", "unknown")}


def text(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """The paper as plain text: to read on the telephone, to paste into a line."""
    room = room_of(request, number)
    found = paper_in(room, number, fact)
    if found.sent:
        content = paper_queries.paper_file(
            actor=request.actor, paper=found.opened, form="text", purpose=READING, regions=room.state.regions
        ).decode()
    else:
        draft = paper_queries.paper_content(
            actor=request.actor, paper=found.opened, purpose=READING, regions=room.state.regions
        )
        content = paper_queries.content_as_text(draft)
    page = show(
        request,
        "documents/text.html",
        room,
        paper=found,
        fact=fact,
        text=content,
        lines=content.count("\n") + 2,
        addressees=addressees_of(room, found),
    )
    return not_kept(page)


def file(request: OfficerRequest, number: str, fact: int, form: str) -> HttpResponse:
    """A frozen file of a sent paper, for reading (阅办)."""
    if form not in FORMS:
        raise Http404
    room = room_of(request, number)
    found = paper_in(room, number, fact)
    try:
        content = paper_queries.paper_file(
            actor=request.actor, paper=found.opened, form=form, purpose=READING, regions=room.state.regions
        )
    except (FileLost, Refused) as problem:
        return show(request, "documents/file_lost.html", room, paper=found, fact=fact, problem=str(problem))
    ending, kind = FORMS[form]
    response = HttpResponse(content, content_type=kind)
    name = gettext("%(title)s（%(number)s）") % {"title": found.payload["title"], "number": found.payload["number"]}
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}")
    response["Content-Disposition"] = disposition or "attachment"
    return not_kept(response)
