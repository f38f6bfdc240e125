"""The plan's own page: one part of it, whole or what fits a search."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from fengsui.conduct.plans import plan_in_force, version_of
from fengsui.plan import Clause, Plan
from fengsui.plan.model import Element
from fengsui.registry.plan_versions.queries import versions_state
from fengsui.web.access import OfficerRequest, in_role_names
from fengsui.web.pages.plan.arranging import arrangements
from fengsui.web.pages.plan.laws import law_on, on_that_day
from fengsui.web.pages.plan.parts import PARTS, SUBJECTS, Groups, Part
from fengsui.web.routes import Words
from fengsui.web.templatetags.plan_words import clause_label

LONGEST_SEARCH = 60
Item = TypeVar("Item", bound=Element)


@dataclass(frozen=True, slots=True)
class Tab:
    """A part in the list of tabs; ``found`` counts its elements that fit the search."""

    title: Words
    address: str
    current: bool
    found: int


def show_plan(request: OfficerRequest, part: str = "grading") -> HttpResponseBase:
    """One part of the plan, all of it or what fits the search ``q``; of the laws those of the day ``on``.

    Unknown parts are 404.
    """
    plan = plan_in_force()
    search = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    chosen = next((known for known in PARTS if known.slug == part), None)
    if chosen is None:
        raise Http404
    day = on_that_day(request.GET.get("on", ""))
    whole = {known.slug: known.groups(plan) for known in PARTS}
    fitting = {slug: _fitting(plan, groups, search) for slug, groups in whole.items()}
    groups = law_on(fitting[part], day.day)
    context = {
        "plan": plan,
        "version": version_of(plan),
        "since": in_force_since(plan),
        "search": search,
        "part": chosen,
        "subjects": [
            (
                subject.title,
                [_tab(known, fitting[known.slug], search, current=known is chosen) for known in subject.parts],
            )
            for subject in SUBJECTS
        ],
        "found": _count(groups),
        "written": _count(whole[part]),
        "day": day,
        "template": f"plan/parts/{chosen.slug}.html",
        "current": "plan",
        **groups,
        **arrangements(plan, groups),
    }
    return render(request, "plan/plan.html", context)


def in_force_since(plan: Plan) -> date:
    """The day the leading group set when it adopted the plan; of the built-in one, and of any other, its own."""
    adopted, version = versions_state().adopted, version_of(plan)
    return next((day for name, day in reversed(adopted) if name == version), plan.effective_from)


def _tab(part: Part, groups: Groups, search: str, *, current: bool) -> Tab:
    address = reverse("plan.part", kwargs={"part": part.slug})
    return Tab(part.title, f"{address}?{urlencode({'q': search})}" if search else address, current, _count(groups))


def _count(groups: Groups) -> int:
    return sum(len(elements) for elements in groups.values())


def _fitting(plan: Plan, groups: Groups, search: str) -> Groups:
    if not search:
        return groups
    wanted = search.casefold().split()
    return {name: tuple(_matching(plan, elements, wanted)) for name, elements in groups.items()}


def _matching(plan: Plan, elements: Iterable[Item], wanted: list[str]) -> Iterable[Item]:
    for element in elements:
        text = " ".join(_words(plan, element)).casefold()
        if all(word in text for word in wanted):
            yield element


def _words(plan: Plan, element: Element) -> Iterable[str]:
    """All that a reader sees of an element: its own texts, posts and units by name, its clauses by place and quote."""
    texts = list(_texts(element.model_dump(mode="json")))
    yield from texts
    yield in_role_names(" ".join(text for text in texts if text[:1] == "R"))
    units = {unit.id: unit.name for unit in plan.departments}
    yield from (units[text] for text in texts if text in units)
    clauses = (element.id,) if isinstance(element, Clause) else (getattr(element, "clause", ""), *_further(element))
    for clause_id in clauses:
        if clause_id in plan.clauses:
            yield clause_label(clause_id)
            yield plan.clauses[clause_id].quote


def _further(element: Element) -> tuple[str, ...]:
    clauses: tuple[str, ...] = getattr(element, "clauses", ())
    return clauses


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
