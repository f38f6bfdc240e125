"""Cross checks between the plan's files: every name used is a name defined, every number has one home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengsui.plan import build, files, model
from fengsui.plan.errors import Problem
from fengsui.plan.rules import FigureType, check_expression, suggestion
from fengsui.plan.source import ElementPath, Source
from fengsui.plan.warning import WarningFile, build_warning, level_key


@dataclass(frozen=True)
class Vocabulary:
    """The names that code offers to a plan: figures with their kind of value, fact kinds, permissions, provisions.

    `permissions` gives the most roles that may ever hold each; `provisions` the rules the program knows by name. None:
    not asked.
    """

    figures: Mapping[str, FigureType]
    fact_kinds: frozenset[str]
    permissions: Mapping[str, frozenset[str]] | None = None
    provisions: frozenset[str] | None = None


# Which key names an element of which list. A key that is not here names nothing outside its element.
_REFERENCES: Mapping[str, str] = {
    "clause": "条款",
    "clauses": "条款",
    "grade": "等级",
    "grade_id": "等级",
    "grades": "等级",
    "for_grades": "等级",
    "role": "角色",
    "roles": "角色",
    "department": "部门",
    "parameter": "参数",
    "level_parameter": "参数",
    "score_parameter": "参数",
    "band_parameter": "参数",
    "sensitive_parameter": "参数",
}
_FACT_KIND_KEYS = ("starts_on", "provisional_on", "settled_by")


def check_names(sources: Mapping[str, Source], vocabulary: Vocabulary | None) -> list[Problem]:
    """Every name that resolves nowhere, every number given twice, every date out of order.

    Works on what could be read, so that one run finds as much as it can; names that would be defined in an
    unreadable file are not reported.
    """
    known = _known_names(sources)
    problems: list[Problem] = []
    for source in sources.values():
        problems += _reference_faults(source, known)
        problems += _date_faults(source)
        problems += _duplicate_faults(source)
        if vocabulary is not None:
            problems += _fact_kind_faults(source, vocabulary.fact_kinds)
    return problems


def check_meaning(
    written: files.PlanFiles, sources: Mapping[str, Source], vocabulary: Vocabulary | None
) -> list[Problem]:
    """Every rule, term and signature that cannot work. `sources` has one entry for each field of PlanFiles."""
    return [
        *_grading_faults(written, sources["grading"], vocabulary),
        *_term_faults(written, sources),
        *_signature_faults(written, sources["signatures"]),
        *_warning_faults(written, sources, vocabulary),
    ]


_HOMES: Mapping[str, tuple[str, str]] = {
    "条款": ("clauses", "clauses"),
    "等级": ("grading", "grades"),
    "角色": ("organisation", "roles"),
    "部门": ("organisation", "departments"),
    "参数": ("parameters", "parameters"),
}


def _known_names(sources: Mapping[str, Source]) -> Mapping[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for named, (field, listed) in _HOMES.items():
        content = sources[field].content if field in sources else None
        elements = content.get(listed) if isinstance(content, Mapping) else None
        if isinstance(elements, tuple):
            ids = (element.get("id") for element in elements if isinstance(element, Mapping))
            known[named] = frozenset(name for name in ids if isinstance(name, str))
    return known


def _walk(value: Any, path: ElementPath = ()) -> Iterator[tuple[ElementPath, str, Any]]:
    """Every (path, key, value) of the mappings in a file, the outermost first."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield (*path, key), str(key), inner
            yield from _walk(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*path, index))


def _reference_faults(source: Source, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for path, key, value in _walk(source.content):
        named = _REFERENCES.get(key)
        if (
            named is None
            or named not in known
            or isinstance(value, Mapping)
            or (len(path) == 1 and isinstance(value, tuple))
        ):
            continue  # the outermost key is the list of elements itself
        for name in value if isinstance(value, tuple) else (value,):
            if isinstance(name, str) and name not in known[named]:
                yield source.problem(path, f"没有{named} {name!r}{suggestion(name, known[named])}")


def _fact_kind_faults(source: Source, fact_kinds: frozenset[str]) -> Iterator[Problem]:
    for path, key, value in _walk(source.content):
        if key in _FACT_KIND_KEYS and isinstance(value, str) and value not in fact_kinds:
            yield source.problem(path, f"未知的事实种类 {value!r}{suggestion(value, fact_kinds)}")


def _date_faults(source: Source) -> Iterator[Problem]:
    dated = [((), source.content), *((path, value) for path, _, value in _walk(source.content))]
    for path, value in dated:
        elements = value if isinstance(value, tuple) else (value,)
        for index, element in enumerate(elements):
            if not isinstance(element, Mapping):
                continue
            start, end = element.get("effective_from"), element.get("effective_to")
            if isinstance(start, date) and isinstance(end, date) and end < start:
                inside = (*path, index) if isinstance(value, tuple) else path
                yield source.problem((*inside, "effective_to"), f"失效日期 {end} 早于生效日期 {start}")


def _duplicate_faults(source: Source) -> Iterator[Problem]:
    for name, elements in source.content.items() if isinstance(source.content, Mapping) else ():
        if not isinstance(elements, tuple):
            continue
        seen: Counter[tuple[str, ...]] = Counter()
        for index, element in enumerate(elements):
            identity = _identity(element)
            seen[identity] += 1
            if identity and seen[identity] > 1:
                yield source.problem((name, index), f"重复的编号 {' '.join(identity)!r}")


def _identity(element: Any) -> tuple[str, ...]:
    if not isinstance(element, Mapping):
        return ()
    if "act" in element:
        return (str(element["act"]), *map(str, element.get("grades") or ()))
    return next(((str(element[key]),) for key in ("id", "code") if key in element), ())


def _grading_faults(written: files.PlanFiles, source: Source, vocabulary: Vocabulary | None) -> Iterator[Problem]:
    ranks = Counter(grade.rank for grade in written.grading.grades)
    for index, grade in enumerate(written.grading.grades):
        if ranks[grade.rank] > 1:
            yield source.problem(("grades", index, "rank"), f"等级次序 {grade.rank} 重复")
    figures = None if vocabulary is None else vocabulary.figures
    for index, rule in enumerate(written.grading.rules):
        if rule.when is not None:
            for message in check_expression(rule.when, figures):
                yield source.problem(("rules", index, "when"), message)
    parameters = {parameter.id: parameter for parameter in written.parameters.parameters}
    for index, condition in enumerate(written.grading.termination_conditions):
        try:
            if condition.parameter in parameters:
                build.resolve_days(condition, parameters)
        except ValueError as error:
            yield source.problem(("termination_conditions", index, "key"), str(error))


def _term_faults(written: files.PlanFiles, sources: Mapping[str, Source]) -> Iterator[Problem]:
    parameters = {parameter.id: parameter for parameter in written.parameters.parameters}
    for index, clock in enumerate(written.clocks.clocks):
        for key in (*clock.for_grades, *map(level_key, clock.for_levels)):
            fault = _term_fault(clock.term, key, parameters)
            if fault:
                yield sources["clocks"].problem(("clocks", index, "term"), fault)
    for index, task in enumerate(written.tasks.tasks):
        for grade, due in task.due.items():
            fault = _term_fault(due, grade, parameters)
            if grade not in {known.id for known in written.grading.grades}:
                fault = f"没有等级 {grade!r}"
            if fault:
                yield sources["tasks"].problem(("tasks", index, "due", grade), fault)


_WARNING_PARAMETERS = ("level_parameter", "score_parameter", "sensitive_parameter")


def _warning_faults(
    written: files.PlanFiles, sources: Mapping[str, Source], vocabulary: Vocabulary | None
) -> Iterator[Problem]:
    warning = written.warning
    ranks = [level.rank for level in warning.levels] if warning else []
    for index, clock in enumerate(written.clocks.clocks):
        if unknown := sorted(set(clock.for_levels) - set(ranks)):
            yield sources["clocks"].problem(("clocks", index, "for_levels"), f"没有研判级别 {unknown}")
    if warning is None:
        return
    source = sources["warning"]
    if len(set(ranks)) < len(ranks):
        yield source.problem(("levels",), "研判级别的次序重复")
    try:
        build_warning(warning, {parameter.id: parameter for parameter in written.parameters.parameters})
    except ValueError as error:
        named = (key for key in _WARNING_PARAMETERS if getattr(warning, key) in str(error))
        yield source.problem((next(named, "levels"),), str(error))
    for index, hard in enumerate(warning.hard_rules):
        if hard.level not in ranks:
            yield source.problem(("hard_rules", index, "level"), f"没有研判级别 {hard.level}")
    yield from _warning_rule_faults(warning, source, None if vocabulary is None else vocabulary.figures)


def _warning_rule_faults(
    warning: WarningFile, source: Source, figures: Mapping[str, FigureType] | None
) -> Iterator[Problem]:
    for index, hard in enumerate(warning.hard_rules):
        for message in check_expression(hard.when, figures):
            yield source.problem(("hard_rules", index, "when"), message)
    for index, indicator in enumerate(warning.indicators):
        for band, rule in indicator.bands:
            for message in check_expression(rule, figures):
                yield source.problem(("indicators", index, band), message)
        if figures is not None and indicator.figure not in figures:
            message = f"未知的指标 {indicator.figure!r}{suggestion(indicator.figure, figures)}"
            yield source.problem(("indicators", index, "figure"), message)


def _term_fault(entry: files.TermEntry, grade: str, parameters: Mapping[str, model.Parameter]) -> str:
    if entry.parameter is not None and entry.parameter not in parameters:
        return ""  # already reported as an unknown reference
    try:
        build.resolve_term(entry, "", grade, parameters)
    except ValueError as error:
        return str(error)
    return ""


def _signature_faults(written: files.PlanFiles, source: Source) -> Iterator[Problem]:
    parameters = {parameter.id: parameter for parameter in written.parameters.parameters}
    for index, entry in enumerate(written.signatures.signatures):
        later = {"countersign": entry.countersign, "phone_countersign": entry.phone_countersign}
        for name, countersign in later.items():
            if countersign is None or countersign.parameter not in parameters:
                continue
            try:
                build.resolve_hours(countersign, parameters)
            except ValueError as error:
                yield source.problem(("signatures", index, name), str(error))
        if entry.phone_countersign is not None and not entry.phone_allowed:
            yield source.problem(("signatures", index, "phone_countersign"), "不允许电话批准，就没有电话补签")
        if entry.phone_allowed and entry.phone_countersign is None:
            yield source.problem(("signatures", index, "phone_allowed"), "允许电话批准，就要写明补签 phone_countersign")
