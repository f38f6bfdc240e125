"""What the plan's parts mean together: rules that can be read, terms that resolve, signatures that can be given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from fengsui.plan import build, files, model
from fengsui.plan.errors import Problem
from fengsui.plan.references import Vocabulary, check_absent_homes, check_names
from fengsui.plan.rules import FigureType, check_expression, suggestion
from fengsui.plan.source import MOST_PROBLEMS, Source
from fengsui.plan.warning import WarningFile, build_warning, level_key

__all__ = ["Vocabulary", "check_meaning", "check_names"]

_RULE_REMEDY = "照 grading.yaml 里别的规则改写；指标名见参考手册“Figures”"
_TERM_REMEDY = "写 {amount: 数, unit: 单位}，或者写 parameter 并在 parameters.yaml 里给出这一项的数"
_ORDER_REMEDY = "从 1（最重）起，每级一个不同的数"
_LEVEL_REMEDY = "写 warning.yaml 的 levels 里有的次序"


def check_meaning(
    written: files.PlanFiles, sources: Mapping[str, Source], vocabulary: Vocabulary | None
) -> list[Problem]:
    """Every rule, term and signature that cannot work. `sources` has one entry for each field of PlanFiles."""
    found = [
        _counterpart_faults(written, sources["clauses"]),
        _grading_faults(written, sources["grading"], vocabulary),
        _term_faults(written, sources),
        _signature_faults(written, sources["signatures"]),
        _signer_faults(written, sources["signatures"], vocabulary),
        _warning_faults(written, sources, vocabulary),
        _quantity_faults(written, sources),
    ]
    return [
        *check_absent_homes(written, sources),
        *(fault for faults in found for fault in islice(faults, MOST_PROBLEMS)),
    ]


def _counterpart_faults(written: files.PlanFiles, source: Source) -> Iterator[Problem]:
    """A clause whose own number is that of another one's counterpart: the program could not tell which is meant."""
    clauses = written.clauses.clauses
    named = {name: clause.id for clause in clauses for name in clause.counterparts}
    for index, clause in enumerate(clauses):
        if (other := named.get(clause.id, clause.id)) != clause.id:
            message = f"条款 {clause.id} 与 {other} 的 counterparts 同号，分不清说的是哪一条"
            yield source.problem(("clauses", index, "id"), message, "给本预案的条款号加上自己的字头，如 担.2.1")


def _grading_faults(written: files.PlanFiles, source: Source, vocabulary: Vocabulary | None) -> Iterator[Problem]:
    ranks = Counter(grade.rank for grade in written.grading.grades)
    for index, grade in enumerate(written.grading.grades):
        if ranks[grade.rank] > 1:
            yield source.problem(("grades", index, "rank"), f"等级次序 {grade.rank} 重复", _ORDER_REMEDY)
    figures = None if vocabulary is None else vocabulary.figures
    for index, rule in enumerate(written.grading.rules):
        if rule.when is not None:
            for message in check_expression(rule.when, figures):
                yield source.problem(("rules", index, "when"), message, _RULE_REMEDY)
    parameters = {parameter.id: parameter for parameter in written.parameters.parameters}
    for index, condition in enumerate(written.grading.termination_conditions):
        try:
            if condition.parameter in parameters:
                build.resolve_days(condition, parameters)
        except ValueError as error:
            remedy = "key 写参数 quantities 里有的、以天计的一项"
            yield source.problem(("termination_conditions", index, "key"), str(error), remedy)


def _term_faults(written: files.PlanFiles, sources: Mapping[str, Source]) -> Iterator[Problem]:
    parameters = {parameter.id: parameter for parameter in written.parameters.parameters}
    for index, clock in enumerate(written.clocks.clocks):
        of_the_day = (build.OF_THE_DAY,) if clock.in_sensitive_period else ()
        for key in (*clock.for_grades, *map(level_key, clock.for_levels), *of_the_day):
            fault = _term_fault(clock.term, key, parameters)
            if fault:
                yield sources["clocks"].problem(("clocks", index, "term"), fault, _TERM_REMEDY)
    grades = frozenset(grade.id for grade in written.grading.grades)
    for index, task in enumerate(written.tasks.tasks):
        for grade, due in task.due.items():
            fault = _term_fault(due, grade, parameters)
            remedy = _TERM_REMEDY
            if grade not in grades:
                fault = f"没有等级 {grade[:_SHOWN]!r}{suggestion(grade, grades)}"
                remedy = "写 grading.yaml 的 grades 里有的等级"
            if fault:
                yield sources["tasks"].problem(("tasks", index, "due", grade), fault, remedy)


_SHOWN = 60
_WARNING_PARAMETERS = ("level_parameter", "score_parameter", "sensitive_parameter")


def _warning_faults(
    written: files.PlanFiles, sources: Mapping[str, Source], vocabulary: Vocabulary | None
) -> Iterator[Problem]:
    warning = written.warning
    ranks = [level.rank for level in warning.levels] if warning else []
    for index, clock in enumerate(written.clocks.clocks):
        if unknown := sorted(set(clock.for_levels) - set(ranks)):
            yield sources["clocks"].problem(
                ("clocks", index, "for_levels"), f"没有研判级别 {unknown[:10]}", _LEVEL_REMEDY
            )
    if warning is None:
        return
    source = sources["warning"]
    if len(set(ranks)) < len(ranks):
        yield source.problem(("levels",), "研判级别的次序重复", _ORDER_REMEDY)
    try:
        build_warning(warning, {parameter.id: parameter for parameter in written.parameters.parameters})
    except ValueError as error:
        named = (key for key in _WARNING_PARAMETERS if getattr(warning, key) in str(error))
        remedy = "在 parameters.yaml 的这个参数里补上这一项"
        yield source.problem((next(named, "levels"),), str(error), remedy)
    for index, hard in enumerate(warning.hard_rules):
        if hard.level not in ranks:
            yield source.problem(("hard_rules", index, "level"), f"没有研判级别 {hard.level}", _LEVEL_REMEDY)
    yield from _warning_rule_faults(warning, source, None if vocabulary is None else vocabulary.figures)


def _warning_rule_faults(
    warning: WarningFile, source: Source, figures: Mapping[str, FigureType] | None
) -> Iterator[Problem]:
    for index, hard in enumerate(warning.hard_rules):
        for message in check_expression(hard.when, figures):
            yield source.problem(("hard_rules", index, "when"), message, _RULE_REMEDY)
    for index, indicator in enumerate(warning.indicators):
        for band, rule in indicator.bands:
            for message in check_expression(rule, figures):
                yield source.problem(("indicators", index, band), message, _RULE_REMEDY)
        if figures is not None and indicator.figure not in figures:
            message = f"未知的指标 {indicator.figure[:_SHOWN]!r}{suggestion(indicator.figure, figures)}"
            yield source.problem(("indicators", index, "figure"), message, _RULE_REMEDY)


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
                remedy = "写一个以小时计的参数，如 PAR-27"
                yield source.problem(("signatures", index, name), str(error), remedy)
        if entry.phone_countersign is not None and not entry.phone_allowed:
            message = "不允许电话批准，就没有电话补签"
            yield source.problem(("signatures", index, "phone_countersign"), message, "删去 phone_countersign")
        if entry.phone_allowed and entry.phone_countersign is None:
            message = "允许电话批准，就要写明补签 phone_countersign"
            remedy = "补上 phone_countersign，或者 phone_allowed 写 false"
            yield source.problem(("signatures", index, "phone_allowed"), message, remedy)


def _signer_faults(written: files.PlanFiles, source: Source, vocabulary: Vocabulary | None) -> Iterator[Problem]:
    """Signatures of posts none of which may sign: they would be waited for for ever (N9)."""
    if vocabulary is None or vocabulary.permissions is None or vocabulary.signed_acts is None:
        return
    granted = None if written.access is None else {grant.id: frozenset(grant.roles) for grant in written.access.access}
    for index, entry in enumerate(written.signatures.signatures):
        permission = vocabulary.signed_acts.get(entry.act)
        if permission is None:
            continue
        able = vocabulary.permissions[permission]
        if granted is not None and permission in granted:  # one that is not granted at all shows on its own page
            able &= granted[permission]
        for number, slot in enumerate(entry.slots):
            if not able & {*slot.roles}:
                message = f"{'、'.join(slot.roles)} 都没有签“{entry.name}”的权限（{permission}），这个签字永远签不上"
                remedy = f"写有这项权限的岗位：{'、'.join(sorted(able)) or '先在 access.yaml 给岗位'}"
                yield source.problem(("signatures", index, "slots", number), message, remedy)


def _quantity_faults(written: files.PlanFiles, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Cycles and measures that name a quantity which their parameter lacks."""
    parameters = {parameter.id: parameter for parameter in written.parameters.parameters}
    cycles = written.duties.cycles if written.duties else ()
    measures = written.measures.measures if written.measures else ()
    named = [
        *(("duties", "cycles", index, "key", cycle.parameter, cycle.key) for index, cycle in enumerate(cycles)),
        *(("measures", "measures", index, "term", item.parameter, item.term) for index, item in enumerate(measures)),
    ]
    for file, listed, index, key, parameter_id, quantity in named:
        parameter = parameters.get(parameter_id or "")
        if quantity is None or (parameter is None and parameter_id is not None):
            continue
        if parameter is None or quantity not in parameter.quantities:
            known = frozenset(parameter.quantities) if parameter is not None else frozenset()
            message = f"参数 {parameter_id} 没有 {quantity[:_SHOWN]!r} 这一项{suggestion(quantity, known)}"
            remedy = f"写参数 quantities 里有的一项：{'、'.join(sorted(known)[:20])}"
            yield sources[file].problem((listed, index, key), message, remedy)
