"""The plan's pages: what it says, clause by clause; nothing here can be changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force, version_of
from fengsui.plan import Clause, HardRule, Indicator, Plan
from fengsui.plan.model import UNIT_NAMES, Element, GradingRule, TaskTemplate
from fengsui.warning.rules.attention_words import percent_words, threshold_words
from fengsui.web.access import OfficerRequest, in_role_names
from fengsui.web.routes import Route, Words
from fengsui.web.templatetags.wording import clause_label, expression_in_words

LONGEST_SEARCH = 60
Item = TypeVar("Item", bound=Element)
Groups = dict[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """One tab: its name in the address, its title, and the plan's elements on it by group."""

    slug: str
    title: Words
    groups: Callable[[Plan], Groups]


PARTS: tuple[Part, ...] = (
    Part(
        "grading",
        gettext_lazy("分级"),
        lambda plan: {
            "grades": plan.grades,
            "rules": plan.grading_rules,
            "decision_rights": plan.organisation.decision_rights,
            "termination": plan.termination_conditions,
        },
    ),
    Part(
        "warning",
        gettext_lazy("预警"),
        lambda plan: {
            "levels": plan.warning.levels,
            "hard_rules": plan.warning.hard_rules,
            "indicators": plan.warning.indicators,
            "sensitive_periods": plan.warning.sensitive_periods,
        },
    ),
    Part(
        "scope",
        gettext_lazy("对象和范围"),
        lambda plan: {
            "event_types": plan.event_types,
            "blowup_conditions": plan.blowup_conditions,
            "blowup_exclusions": plan.blowup_exclusions,
            "institution_classes": plan.institution_classes,
        },
    ),
    Part(
        "organisation",
        gettext_lazy("组织体系"),
        lambda plan: {
            "positions": plan.organisation.positions,
            "offices": plan.organisation.offices,
            "departments": plan.departments,
            "central_bodies": plan.organisation.central_bodies,
            "roles": plan.roles,
        },
    ),
    Part("clocks", gettext_lazy("时钟"), lambda plan: {"clocks": tuple(plan.clocks.values())}),
    Part("signatures", gettext_lazy("签字"), lambda plan: {"signatures": plan.signatures}),
    Part("tasks", gettext_lazy("任务"), lambda plan: {"tasks": plan.tasks}),
    Part(
        "papers",
        gettext_lazy("公文和报送"),
        lambda plan: {"addressees": plan.addressees, "copy_to": plan.copy_to, "papers": plan.papers},
    ),
    Part("parameters", gettext_lazy("省定参数"), lambda plan: {"parameters": tuple(plan.parameters.values())}),
    Part("clauses", gettext_lazy("条款"), lambda plan: {"clauses": tuple(plan.clauses.values())}),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A part in the list of tabs; ``found`` counts its elements that fit the search."""

    title: Words
    address: str
    current: bool
    found: int


def show_plan(request: OfficerRequest, part: str = "grading") -> HttpResponseBase:
    """One part of the plan, all of it or what fits the search ``q``. Unknown parts are 404."""
    plan = plan_in_force()
    search = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    chosen = next((known for known in PARTS if known.slug == part), None)
    if chosen is None:
        raise Http404
    fitting = {known.slug: _fitting(plan, known.groups(plan), search) for known in PARTS}
    groups = fitting[part]
    context = {
        "plan": plan,
        "version": version_of(plan),
        "search": search,
        "part": chosen,
        "tabs": [_tab(known, known is chosen, fitting[known.slug], search) for known in PARTS],
        "found": _count(groups),
        "template": f"plan/parts/{chosen.slug}.html",
        **groups,
        **_arrangements(plan, groups),
    }
    return render(request, "plan/plan.html", context)


def _tab(part: Part, current: bool, groups: Groups, search: str) -> Tab:  # noqa: FBT001 (a field of the tab)
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
    """All that a reader sees of an element: its own texts, posts by name, its clause by place and quote."""
    texts = list(_texts(element.model_dump(mode="json")))
    yield from texts
    yield in_role_names(" ".join(text for text in texts if text[:1] == "R"))
    clause_id = element.id if isinstance(element, Clause) else getattr(element, "clause", "")
    if clause_id in plan.clauses:
        yield clause_label(clause_id)
        yield plan.clauses[clause_id].quote


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)


def _arrangements(plan: Plan, groups: Groups) -> dict[str, Any]:
    """What the templates show in another order than the plan's files, or in other words."""
    return {
        "rules_in_words": [_rule_in_words(plan, rule) for rule in groups.get("rules", ())],
        "levels_in_words": [(level, percent_words(level.score_at_least_ppm)) for level in groups.get("levels", ())],
        "hard_rules_in_words": [_hard_rule_in_words(plan, rule) for rule in groups.get("hard_rules", ())],
        "indicators_in_words": [_indicator_in_words(indicator) for indicator in groups.get("indicators", ())],
        "clocks_in_words": [_clock_in_words(plan, clock) for clock in groups.get("clocks", ())],
        "tasks_by_grade": _tasks_by_grade(plan, groups.get("tasks", ())),
        "parameters_in_words": [(parameter, _limits(parameter)) for parameter in groups.get("parameters", ())],
        "sections": [
            (section, list(clauses))
            for section, clauses in groupby(groups.get("clauses", ()), key=lambda clause: clause.section)
        ],
    }


def warning_in_words(plan: Plan) -> dict[str, Any]:
    """Levels, hard rules, indicators and sensitive periods, as the part 预警 shows them."""
    part = next(part for part in PARTS if part.slug == "warning")
    groups = part.groups(plan)
    return {**_arrangements(plan, groups), "sensitive_periods": groups["sensitive_periods"]}


def _labels() -> dict[str, str]:
    return {figure.name: figure.label for figure in house.figures.values()}


def _hard_rule_in_words(plan: Plan, rule: HardRule) -> dict[str, Any]:
    return {
        "rule": rule,
        "level": plan.warning.level(rule.level),
        "expression": expression_in_words(rule.when, _labels()),
    }


def _indicator_in_words(indicator: Indicator) -> dict[str, Any]:
    """The indicator with each band as a reader says it: `达到5%` where it only compares its own figure."""
    words: dict[str, str] = {
        band: threshold_words(indicator, rule) or expression_in_words(rule, _labels()) for band, rule in indicator.bands
    }
    return {"indicator": indicator, **words}


def _rule_in_words(plan: Plan, rule: GradingRule) -> dict[str, Any]:
    labels = _labels()
    return {
        "rule": rule,
        "grade": plan.grade(rule.grade_id) if rule.grade_id else None,
        "expression": expression_in_words(rule.when, labels) if rule.when else "",
    }


def _clock_in_words(plan: Plan, clock: Any) -> dict[str, Any]:
    terms: list[tuple[Any, Any]] = [(plan.grade(grade), term) for grade, term in clock.terms.items()]
    terms += [(plan.warning.level(level), term) for level, term in clock.level_terms.items()]
    return {
        "clock": clock,
        "terms": terms,
        "starts_on": _kind_title(clock.starts_on),
        "provisional_on": _kind_title(clock.provisional_on) if clock.provisional_on else "",
        "settled_by": _kind_title(clock.settled_by),
        "warnings": "、".join(f"{minutes}{UNIT_NAMES['minutes']}" for minutes in clock.warn_before_minutes),
    }


def _kind_title(kind: str) -> str:
    return house.kinds[kind].title if kind in house.kinds else kind


def _tasks_by_grade(plan: Plan, tasks: Iterable[TaskTemplate]) -> list[dict[str, Any]]:
    listed = list(tasks)
    order = {department.id: place for place, department in enumerate(plan.departments)}
    names = {department.id: department.name for department in plan.departments}
    grades = []
    for grade in plan.grades:
        of_grade = sorted((t for t in listed if t.grade == grade.id), key=lambda t: order.get(t.department, len(order)))
        if of_grade:
            rows = [{"department": names.get(task.department, task.department), "task": task} for task in of_grade]
            grades.append({"grade": grade, "rows": rows})
    return grades


def _limits(parameter: Any) -> str:
    """``不低于 …，不高于 …`` where the plan bounds a value; empty otherwise."""
    unit = UNIT_NAMES.get(parameter.unit or "", "")
    parts = []
    if parameter.floor is not None:
        parts.append(f"不低于 {parameter.floor}{unit}")
    if parameter.ceiling is not None:
        parts.append(f"不高于 {parameter.ceiling}{unit}")
    return "，".join(parts)


ROUTES: tuple[Route, ...] = (
    Route("plan", "plan", show_plan, "plan.view", title=gettext_lazy("预案"), section="plan"),
    Route("plan/<slug:part>", "plan.part", show_plan, "plan.view", title=gettext_lazy("预案"), section="plan"),
)
