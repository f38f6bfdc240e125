"""The elements of a part in the order and the words in which its tab shows them."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.house import house
from fengsui.plan import Clause, HardRule, Indicator, Parameter, Plan
from fengsui.plan.carriers import carriers_by_clause
from fengsui.plan.model import UNIT_NAMES, GradingRule, TaskTemplate
from fengsui.plan.speaking import Names
from fengsui.warning.rules.attention_words import percent_words, threshold_words
from fengsui.web.pages.plan.bound import bound_parts, carrier_links
from fengsui.web.pages.plan.laws import law_lines
from fengsui.web.pages.plan.parts import PARTS, Groups
from fengsui.web.routes import Words
from fengsui.web.templatetags.plan_words import expression_in_words, section_title
from fengsui.web.templatetags.wording import money_in_words

MONEY_UNIT = "分"
_MINUTES_IN_HOUR = 60


def arrangements(plan: Plan, groups: Groups) -> dict[str, Any]:
    """What the templates show in another order than the plan's files, or in other words."""
    return {
        "rules_in_words": [_rule_in_words(plan, rule) for rule in groups.get("rules", ())],
        "levels_in_words": [(level, percent_words(level.score_at_least_ppm)) for level in groups.get("levels", ())],
        "hard_rules_in_words": [_hard_rule_in_words(plan, rule) for rule in groups.get("hard_rules", ())],
        "indicators_in_words": [_indicator_in_words(indicator) for indicator in groups.get("indicators", ())],
        "clocks_in_words": [_clock_in_words(plan, clock) for clock in groups.get("clocks", ())],
        "tasks_by_grade": _tasks_by_grade(plan, groups.get("tasks", ())),
        "parameters_in_words": _parameters_in_words(plan, groups.get("parameters", ())),
        "sections": _sections(plan, groups.get("clauses", ())),
        "laws": law_lines(groups.get("legal_basis", ()), plan.legal_basis),
        **bound_parts(plan, groups),
    }


def _sections(plan: Plan, clauses: Iterable[Clause]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The clauses by section, each with the elements that carry it and where these are shown."""
    carried = carriers_by_clause(plan.written)
    return [
        (section, [{"clause": clause, "carriers": carrier_links(plan, carried.get(clause.id, ()))} for clause in found])
        for section, found in groupby(clauses, key=section_title)
    ]


def warning_in_words(plan: Plan) -> dict[str, Any]:
    """Levels, hard rules, indicators and sensitive periods, as the part 预警 shows them."""
    part = next(part for part in PARTS if part.slug == "warning")
    groups = part.groups(plan)
    return {**arrangements(plan, groups), "sensitive_periods": groups["sensitive_periods"]}


def _in_words(expression: str) -> str:
    """A rule with its figures by their labels, and sums of money as people say them."""
    figures = house.figures.values()
    money = [figure.name for figure in figures if figure.unit == MONEY_UNIT]
    compared = rf"\b({'|'.join(map(re.escape, money))})(\s*[<>=!]+\s*)(\d+)\b" if money else r"(?!)()()()"
    said = re.sub(compared, lambda found: f"{found[1]}{found[2]}{money_in_words(int(found[3]))}", expression)
    return expression_in_words(said, {figure.name: figure.label for figure in figures})


def _hard_rule_in_words(plan: Plan, rule: HardRule) -> dict[str, Any]:
    return {
        "rule": rule,
        "level": plan.warning.level(rule.level),
        "expression": _in_words(rule.when),
    }


def _indicator_in_words(indicator: Indicator) -> dict[str, Any]:
    """The indicator with each band as a reader says it: `达到5%` where it only compares its own figure."""
    words: dict[str, str] = {
        band: threshold_words(indicator, rule) or _in_words(rule) for band, rule in indicator.bands
    }
    return {"indicator": indicator, **words}


def _rule_in_words(plan: Plan, rule: GradingRule) -> dict[str, Any]:
    return {
        "rule": rule,
        "grade": plan.grade(rule.grade_id) if rule.grade_id else None,
        "expression": _in_words(rule.when) if rule.when else "",
    }


def _clock_in_words(plan: Plan, clock: Any) -> dict[str, Any]:
    terms: list[tuple[Any, Any]] = [(plan.grade(grade), term) for grade, term in clock.terms.items()]
    terms += [(plan.warning.level(level), term) for level, term in clock.level_terms.items()]
    if clock.day_term is not None:
        terms.append(({"name": gettext("敏感时期每日")}, clock.day_term))
    return {
        "clock": clock,
        "terms": terms,
        "starts_on": _kind_title(clock.starts_on),
        "provisional_on": _kind_title(clock.provisional_on) if clock.provisional_on else "",
        "settled_by": _kind_title(clock.settled_by),
        "warnings": "、".join(_ahead(minutes) for minutes in clock.warn_before_minutes),
    }


def _ahead(minutes: int) -> str:
    """``4小时``, ``45分钟``: whole hours as hours."""
    hours, rest = divmod(minutes, _MINUTES_IN_HOUR)
    return f"{minutes}{UNIT_NAMES['minutes']}" if rest else f"{hours}{UNIT_NAMES['hours']}"


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


TIGHTENED: dict[str, Words] = {
    "lower": gettext_lazy("只能缩短、调低"),
    "higher": gettext_lazy("只能调高"),
    "add_only": gettext_lazy("只能增加"),
    "fixed": gettext_lazy("不能改"),
    "free": gettext_lazy("可以自定"),
}


def _parameters_in_words(plan: Plan, parameters: Iterable[Parameter]) -> list[dict[str, Any]]:
    """Each parameter with its bounds, those of its single values too, and how a province may change it."""
    names = Names.of(plan.written, {})
    return [
        {"parameter": one, "limits": _all_limits(one, names), "tighten": TIGHTENED[one.tighten]} for one in parameters
    ]


def _all_limits(parameter: Parameter, names: Names) -> list[str]:
    whole = _limits(parameter.floor, parameter.ceiling, parameter.unit)
    inner = [
        f"{names.key(key, quantity)}：{words}"
        for key, quantity in parameter.quantities.items()
        if (words := _limits(quantity.floor, quantity.ceiling, quantity.unit))
    ]
    return [*([whole] if whole else []), *inner]


def _limits(floor: int | None, ceiling: int | None, unit: str | None) -> str:
    """``不低于 …，不高于 …`` where the plan bounds a value; empty otherwise."""
    parts = []
    if floor is not None:
        parts.append(gettext("不低于 %(value)s") % {"value": Names.amount(floor, unit)})
    if ceiling is not None:
        parts.append(gettext("不高于 %(value)s") % {"value": Names.amount(ceiling, unit)})
    return "，".join(parts)
