"""A letter made out unit by unit: how far it is, trying again, all its papers in one file."""

import io
import re
import zipfile
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from fengsui.documents import queries as paper_queries
from fengsui.documents.files import FileLost
from fengsui.documents.letters import copies
from fengsui.documents.letters.queries import letter_for, letter_stream
from fengsui.documents.letters.state import LetterState
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.documents.paper import READING
from fengsui.web.pages.letters.letter_frame import letter_address, show, submitted_paper
from fengsui.web.submitting import not_kept, page_action

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What a file's name can't hold on one system or another."""


def copies_context(actor: Actor, letter: str, state: LetterState) -> dict[str, Any]:
    """What the letter's page shows of its units' papers, or of the letter that this one is a unit's paper of."""
    if state.begun.get("copy_of"):
        origin = str(state.begun["copy_of"]).partition("#")[0].partition("/")[2]
        return {"origin": origin, "origin_address": letter_address(origin)}
    if not state.ordered:
        return {}
    progress = copies.progress_of(actor=actor, letter=letter_stream(letter))
    rows = {row["place"]: row for row in progress.rows}
    units = [
        {
            "place": place,
            "unit": unit,
            "row": rows.get(place),
            "address": letter_address(rows[place]["id"].partition("/")[2]) if place in rows else "",
            "problem": progress.problems.get(place, ""),
        }
        for place, unit in enumerate(state.ordered["units"], start=1)
    ]
    return {"progress": progress, "units": units, "failed": [row for row in units if row["problem"]]}


def _retry(request: OfficerRequest, letter: str) -> str:
    letter_for(request.actor, letter)
    copies.retry_copies(actor=request.actor, letter=letter_stream(letter))
    return letter_address(letter)


def files(request: OfficerRequest, letter: str) -> HttpResponse:
    """Every finished paper as PDF, in one ZIP, for reading (阅办)."""
    state, _ = letter_for(request.actor, letter)
    if not state.ordered:
        return show(request, "lost", letter, problem=gettext("这件公文没有逐家成文，没有可以下载的各家公文。"))
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(made, "w") as packed:
            for row in copies.progress_of(actor=request.actor, letter=letter_stream(letter)).rows:
                if row["status"] == "sent":
                    packed.writestr(_name(row), _pdf(request, row["id"]))
    except (FileLost, Refused) as problem:
        return show(request, "lost", letter, problem=str(problem))
    response = HttpResponse(made.getvalue(), content_type="application/zip")
    separately = gettext("逐家")
    name = f"{submitted_paper(state).payload['title']}（{separately}）.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return not_kept(response)


def _name(row: dict[str, Any]) -> str:
    return _UNSAFE.sub("_", f"{row['place']:03d} {row['unit']}（{row['number']}）.pdf")


def _pdf(request: OfficerRequest, stream: str) -> bytes:
    copy, _ = letter_for(request.actor, stream.partition("/")[2])
    found = submitted_paper(copy)
    return paper_queries.paper_file(
        actor=request.actor, paper=found.opened, form="pdf", purpose=READING, regions=copy.regions
    )


retry = page_action("letter")(_retry)
