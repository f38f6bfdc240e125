"""The decision log: of everything, of one event; recording, signing, returning."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.command import deciding as room
from fengsui.command.facts import LONGEST_TEXT, MOST_LINES, Vote
from fengsui.command.provisions import DECISION_RECORD
from fengsui.command.rules import why_not_recorded
from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.response.queries import visible_events
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import event_address, room_of, show, stream_of
from fengsui.web.submitting import act_arguments, form_page, page_action

SAYS = {"同意": "for", "反对": "against", "弃权": "abstain"}
_NUMBERS = re.compile(r"\d{1,6}")
_BETWEEN = re.compile(r"[\s,，、；;]+")


def decision_log(request: OfficerRequest) -> HttpResponse:
    """Every decision that the officer may see, newest first."""
    rows = room.decisions(request.actor)
    events = {row.event for row in rows if row.event}
    names = {
        pk: (name, number)
        for pk, name, number in visible_events(request.actor).filter(pk__in=events).values_list("pk", "name", "number")
    }
    context = _context(request, [(row, names.get(row.event)) for row in rows])
    return render(request, "command/decisions.html", context)


def event_decisions(request: OfficerRequest, number: str) -> HttpResponse:
    """The decisions of one event."""
    event = room_of(request, number)
    rows = room.decisions(request.actor, event=event.row.pk)
    return show(request, "command/event_decisions.html", event, **_context(request, [(row, None) for row in rows]))


def _context(request: OfficerRequest, rows: list[Any]) -> dict[str, Any]:
    return {
        "rows": [(row, event, _counted(row.votes)) for row, event in rows],
        "provided": plan_in_force().provides(DECISION_RECORD),
        "may_record": may(request.actor, "command.record_decision"),
        "officer": request.actor.officer,
        "values": form_values(request, {}),
    }


def _counted(votes: list[dict[str, str]]) -> str:
    return "、".join(
        f"{words} {count}" for words, says in SAYS.items() if (count := sum(vote["says"] == says for vote in votes))
    )


def _form_context(request: OfficerRequest, event: str = "") -> dict[str, Any]:
    return {
        "approvers": room.approvers(request.actor, event),
        "longest": LONGEST_TEXT,
        "values": form_values(request, moment_values("decided", timekeeping.now())),
    }


def event_form(request: OfficerRequest, number: str) -> HttpResponse:
    """A decision on one event."""
    context = _form_context(request, stream_of(number))
    return show(request, "command/event_decision_form.html", room_of(request, number), **context)


def new_form(request: OfficerRequest) -> HttpResponse:
    """A decision that belongs to no event."""
    return render(request, "command/decision_form.html", _form_context(request))


def lines_of(reading: Reading, name: str, label: str, *, longest: int = LONGEST_TEXT) -> list[str]:
    """The lines of a field that hold something; at most MOST_LINES."""
    typed = reading.text(name, label, required=False, longest=longest * 4)
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    if len(lines) > MOST_LINES:
        reading.faults[name] = gettext("“%(label)s”最多 %(most)d 行。") % {"label": label, "most": MOST_LINES}
    return lines


def _votes(reading: Reading) -> list[Vote]:
    votes = []
    for line in lines_of(reading, "votes", gettext("表决")):
        who, _, says = line.replace(":", "：").rpartition("：")
        if not who.strip() or says.strip() not in SAYS:
            reading.faults["votes"] = gettext("表决一行一人，写成“姓名：同意”“姓名：反对”或“姓名：弃权”。")
            return []
        votes.append(Vote.model_validate({"who": who, "says": SAYS[says.strip()]}))
    return votes


def _entry(request: OfficerRequest) -> room.DecisionEntry:
    reading = Reading(request.POST)
    entry = room.DecisionEntry(
        question=reading.text("question", gettext("要决定什么"), longest=LONGEST_TEXT),
        options=lines_of(reading, "options", gettext("备选方案")),
        no_options_reason=reading.text("no_options_reason", gettext("没有备选方案的理由"), required=False),
        clauses=[part for part in _BETWEEN.split(request.POST.get("clauses", "").strip()) if part],
        facts=[int(found) for found in _NUMBERS.findall(request.POST.get("facts", ""))][:MOST_LINES],
        basis=reading.text("basis", gettext("依据"), required=False, longest=400),
        legal_reviewer=reading.text("legal_reviewer", gettext("法律审查：谁审的"), required=False),
        legal_opinion=reading.text("legal_opinion", gettext("法律审查意见"), required=False, longest=400),
        no_legal_review_reason=reading.text("no_legal_review_reason", gettext("没有法律审查的理由"), required=False),
        votes=_votes(reading),
        decision=reading.text("decision", gettext("决定"), longest=LONGEST_TEXT),
        approver=reading.text("approver", gettext("批准人")),
        decided_at=reading.moment("decided", gettext("决定时间")),
    )
    lacking = why_not_recorded(
        options=entry.options,
        no_options_reason=entry.no_options_reason,
        legal_reviewer=entry.legal_reviewer,
        legal_opinion=entry.legal_opinion,
        no_review_reason=entry.no_legal_review_reason,
    )
    reading.faults.update(lacking)
    reading.finish()
    return entry


def _record_for_event(request: OfficerRequest, number: str) -> str:
    entry = _entry(request)
    room.record_decision(actor=request.actor, event=stream_of(number), entry=entry, **act_arguments(request))
    return event_address(number, "event.decisions")


def _record(request: OfficerRequest) -> str:
    room.record_decision(actor=request.actor, event="", entry=_entry(request), **act_arguments(request))
    return reverse("decisions")


def _sign(request: OfficerRequest) -> str:
    room.sign_decision(
        actor=request.actor,
        decision=request.POST.get("decision", ""),
        seen_hash=request.POST.get("seen_hash", ""),
        **act_arguments(request),
    )
    return reverse("decisions")


def _return(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("退回理由"), longest=LONGEST_TEXT)
    reading.finish()
    decision = request.POST.get("decision", "")
    room.return_decision(actor=request.actor, decision=decision, reason=reason, **act_arguments(request))
    return reverse("decisions")


event_new_page = form_page("event.decisions.new", event_form, _record_for_event)
new_page = form_page("decisions.new", new_form, _record)
sign = page_action("decisions")(_sign)
give_back = page_action("decisions")(_return)
