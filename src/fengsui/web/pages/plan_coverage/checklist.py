"""The implementation checklist (0.7): who answers for each duty, by when, how far; naming, and marking as in place."""

from collections.abc import Iterable, Sequence

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor, covers, may
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.reading import stream_number
from fengsui.registry import queries
from fengsui.registry.plan_duties import actions
from fengsui.registry.plan_duties.checklist import Checklist, ChecklistLine, checklist, count
from fengsui.registry.plan_duties.facts import LONGEST_NOTE
from fengsui.registry.plan_duties.policy import DUTY_CHIEF
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.plan_coverage.chapters import Counts, chapters
from fengsui.web.routes import GET, POST, Route, Words
from fengsui.web.submitting import act_arguments, form_page

STATUSES: tuple[tuple[str, Words, str], ...] = (
    ("overdue", gettext_lazy("超期"), "late"),
    ("unnamed", gettext_lazy("未定人"), "soon"),
    ("running", gettext_lazy("进行中"), ""),
    ("done", gettext_lazy("已落实"), "done"),
)
"""Status, its words, its tone."""


def show_checklist(request: OfficerRequest) -> HttpResponseBase:
    """Every duty of the plan in force by chapter; ``status`` narrows, ``mine`` shows what the officer answers for."""
    plan = plan_in_force()
    provided = plan.provides(actions.CHECKLIST_PROVISION)
    whole = checklist(plan, timekeeping.now())
    status, mine = request.GET.get("status", ""), request.GET.get("mine") == "1"
    lines = [
        line
        for line in whole.lines
        if (not status or line.status == status) and (not mine or _answers(request.actor, line))
    ]
    counts = whole.counts
    context = {
        "plan": plan,
        "provided": provided,
        "whole": whole,
        "chapters": chapters(plan, lines, _tally) if provided else [],
        "found": len(lines),
        "statuses": [(key, words, counts[key]) for key, words, _ in STATUSES],  # type: ignore[index]
        "words": {key: (words, tone) for key, words, tone in STATUSES},
        "status": status,
        "mine": mine,
        "narrowed": bool(status) or mine,
        "may_name": _may_here(request.actor, "duties.name_owner"),
        "may_mark": {line.clause.id for line in whole.lines if _may_mark(request.actor, line)},
        "may_mark_any": any(_may_mark(request.actor, line) for line in whole.lines),
        "unnamed": sum(line.owner is None for line in whole.lines),
        "current": "plan.checklist",
    }
    return render(request, "plan/coverage/checklist.html", context)


def _tally(lines: Sequence[ChecklistLine]) -> Counts:
    counts = count(lines)
    shown = ((words, counts[key], "late" if tone == "late" else "") for key, words, tone in STATUSES)  # type: ignore[index]
    return tuple(one for one in shown if one[1])


def _answers(actor: Actor, line: ChecklistLine) -> bool:
    return line.owner is not None and actor.officer in {line.owner.officer, line.owner.deputy}


def _may_here(actor: Actor, permission: str) -> bool:
    """The checklist is the whole copy's: an officer of one city in it names nobody for the province."""
    return may(actor, permission) and covers(actor.region, world.this_world().jurisdiction)


def _may_mark(actor: Actor, line: ChecklistLine) -> bool:
    able = _answers(actor, line) or (DUTY_CHIEF in actor.roles and line.owner is not None)
    return able and line.implementation is None and _may_here(actor, "duties.mark_implemented")


def _asked(request: OfficerRequest, lines: Iterable[ChecklistLine]) -> list[ChecklistLine]:
    """The lines a form is about: of one chapter, one clause, or all."""
    chapter, clause = request.GET.get("chapter", ""), request.GET.get("clause", "")
    return [
        line for line in lines if (not chapter or line.chapter == chapter) and (not clause or line.clause.id == clause)
    ]


def _form(request: OfficerRequest, template: str, lines: list[ChecklistLine], **context: object) -> HttpResponseBase:
    typed = getattr(request, "typed", None)
    narrowed = bool(request.GET.get("chapter") or request.GET.get("clause"))
    picked = set(typed.getlist("clauses")) if typed is not None else {line.clause.id for line in lines if narrowed}
    return render(
        request,
        f"plan/coverage/{template}.html",
        {
            "lines": [(line, line.clause.id in picked) for line in lines],
            "seen": stream_number(actions.checklist_stream(world.this_world().jurisdiction)),
            "current": "plan.checklist",
            **context,
        },
    )


def _whole() -> Checklist:
    return checklist(plan_in_force(), timekeeping.now())


def name_form(request: OfficerRequest) -> HttpResponseBase:
    """Name who answers for one clause, or for a whole chapter at once."""
    rows = queries.officers(request.actor)
    people = [(row.pk, f"{row.name}（{row.post}）" if row.post else row.name) for row in rows]
    lines = _asked(request, _whole().lines)
    first = lines[0].owner if len(lines) == 1 else None
    defaults = {"officer": first.officer, "deputy": first.deputy} if first else {}
    return _form(request, "name_owner", lines, people=people, values=form_values(request, defaults))


def _name(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    clauses = request.POST.getlist("clauses")
    officer = reading.text("officer", gettext("责任人"))
    deputy = reading.text("deputy", gettext("B 角"), required=False)
    if not clauses:
        reading.faults["clauses"] = gettext("请至少选一条。")
    if officer and officer == deputy:
        reading.faults["deputy"] = gettext("A、B 角须是两个人。")
    reading.finish()
    actions.name_owner(actor=request.actor, clauses=clauses, officer=officer, deputy=deputy, **act_arguments(request))
    return reverse("plan.checklist")


def mark_form(request: OfficerRequest) -> HttpResponseBase:
    """Mark clauses as in place, with what shows it."""
    lines = [line for line in _asked(request, _whole().lines) if _may_mark(request.actor, line)]
    return _form(request, "mark_implemented", lines, longest=LONGEST_NOTE, values=form_values(request, {}))


def _mark(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    clauses = request.POST.getlist("clauses")
    note = reading.text("note", gettext("凭什么看出已经落实"), longest=LONGEST_NOTE)
    if not clauses:
        reading.faults["clauses"] = gettext("请至少选一条。")
    reading.finish()
    actions.mark_implemented(actor=request.actor, clauses=clauses, note=note, **act_arguments(request))
    return reverse("plan.checklist")


ROUTES: tuple[Route, ...] = (
    Route(
        "plan/checklist", "plan.checklist", show_checklist, "plan.view", title=gettext_lazy("落实清单"), section="plan"
    ),
    Route(
        "plan/checklist/name",
        "plan.checklist.name",
        form_page("plan.checklist.name", name_form, _name),
        "duties.name_owner",
        (*GET, *POST),
        gettext_lazy("指定条款责任人"),
        "plan",
    ),
    Route(
        "plan/checklist/implemented",
        "plan.checklist.implemented",
        form_page("plan.checklist.implemented", mark_form, _mark),
        "duties.mark_implemented",
        (*GET, *POST),
        gettext_lazy("登记条款已落实"),
        "plan",
    ),
)
