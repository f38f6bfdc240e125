"""What has to have a case: every rule over figures, every clock wherever it runs, every signature.

A plan without them is refused: whoever wrote a rule says, in one case each, when it holds and when not, and a later
change that turns it is found. A province's overlay owes cases for what it changes or adds; the rest has them in the
plan beneath.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from fengsui.plan.asking import signature_part
from fengsui.plan.cases import CaseResult
from fengsui.plan.contents import Plan
from fengsui.plan.errors import Problem
from fengsui.plan.overlay import identity_of
from fengsui.plan.source import MOST_PROBLEMS, ElementPath, Source

Part = tuple[str, ...]
# Of each kind: what it is called, where its elements are written, and what a person does who has no case for it.
_KINDS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "rule": ("规则", "grading", "rules", "given 写指标，then 写等级和 rule、reviews 或者 reports"),
    "hard_rule": ("硬规则", "warning", "hard_rules", "given 写指标，then_attention 写 level 和 hard_rules"),
    "clock": ("时钟", "clocks", "clocks", "given_grade、given_level 或者 given_day 写何时，then_terms 写多久"),
    "signature": ("签字", "signatures", "signatures", "given_act 写办什么，then_signatures 写谁签"),
}
_TRUTHS: Final = {"true": "成立的一例", "false": "不成立的一例"}


def without_cases(plan: Plan, results: Iterable[CaseResult], base: Plan | None = None) -> list[Part]:
    """The parts of the plan that no case asks about, as in `CaseResult.shows`; with a base, of what it says otherwise.

    A rule over figures wants a case in which it holds and is named, and one in which it does not; a clock one for each
    grade, attention level and day it runs at; a signature one. A case that fails asks too: it is a fault by itself.
    """
    shown = {part for result in results for part in result.shows}
    beneath = {} if base is None else dict(_parts(base))
    return [part for part, content in _parts(plan) if part not in shown and beneath.get(part) != content]


def demands(plan: Plan, missing: Sequence[Part], sources: Mapping[str, Source]) -> list[Problem]:
    """A problem for each rule, clock and signature without its cases, at the line where it is written.

    `sources`: the files of the plan's own folder.
    """
    wanted: dict[tuple[str, str], list[str]] = {}
    for kind, name, *rest in missing:
        wanted.setdefault((kind, name), []).extend(rest)
    found = (_demand(plan, kind, name, rest, sources) for (kind, name), rest in wanted.items())
    return list(islice(found, MOST_PROBLEMS))


def _parts(plan: Plan) -> Iterator[tuple[Part, Any]]:
    """Every part that wants a case, with all that a case could say of it."""
    for rule in plan.grading_rules:
        if rule.when is not None:
            for truth in _TRUTHS:
                yield ("rule", rule.id, truth), (rule.when, rule.effect, rule.grade_id)
    for hard in plan.warning.hard_rules:
        for truth in _TRUTHS:
            yield ("hard_rule", hard.id, truth), (hard.when, hard.level)
    for clock in plan.clocks.values():
        terms = {**clock.terms, **{str(level): term for level, term in clock.level_terms.items()}}
        if clock.day_term is not None:
            terms["敏感时期"] = clock.day_term
        for moment, term in terms.items():
            yield ("clock", clock.id, moment), (term.amount, term.unit)
    for row in plan.signatures:
        later = [
            None if entry is None else (entry.roles, entry.hours) for entry in (row.countersign, row.phone_countersign)
        ]
        yield signature_part(row), ([slot.roles for slot in row.slots], row.phone_allowed, row.reason_required, later)


def _demand(plan: Plan, kind: str, name: str, rest: Sequence[str], sources: Mapping[str, Source]) -> Problem:
    word, _, _, how = _KINDS[kind]
    lacks = "、".join(_in_words(plan, kind, part) for part in rest)
    message = f"{word} {name[:60]} 没有案例{f'：缺{lacks}' if lacks else ''}"
    remedy = f"在 cases 目录的文件里补上案例：{how}"
    for source, path in _places(plan, kind, name, sources):
        return source.problem(path, message, remedy)
    return sources["header"].problem((), message, remedy)


def _in_words(plan: Plan, kind: str, part: str) -> str:
    if kind != "clock":
        return _TRUTHS[part]
    grades = {grade.id: grade.name for grade in plan.grades}
    return grades.get(part, f"研判{part}级" if part.isdigit() else part)


def _places(plan: Plan, kind: str, name: str, sources: Mapping[str, Source]) -> Iterator[tuple[Source, ElementPath]]:
    """Where it is written in this folder: the element itself, or the parameter that an overlay changed under it."""
    _, field, listed, _ = _KINDS[kind]
    yield from _written(sources.get(field), listed, name)
    for parameter in _parameters(plan, kind, name):
        yield from _written(sources.get("parameters"), "parameters", parameter)


def _written(source: Source | None, listed: str, name: str) -> Iterator[tuple[Source, ElementPath]]:
    content = source.content.get(listed) if source is not None and isinstance(source.content, Mapping) else None
    for index, element in enumerate(content if isinstance(content, tuple) else ()):
        if source is not None and identity_of(element) == name:
            yield source, (listed, index)


def _parameters(plan: Plan, kind: str, name: str) -> list[str]:
    if kind == "clock":
        return [plan.clocks[name].parameter or ""]
    rows = [row for row in plan.signatures if signature_part(row) == (kind, name)]
    later = [entry for row in rows for entry in (row.countersign, row.phone_countersign)]
    return [entry.parameter or "" for entry in later if entry is not None]
