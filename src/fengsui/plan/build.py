"""From the files as written to the plan: terms and hours that stand in parameters are put in their places."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from fengsui.plan import files, model
from fengsui.plan.contents import Plan
from fengsui.plan.lexicon import NO_LEXICON
from fengsui.plan.warning import build_warning, level_key

Keyed = TypeVar("Keyed", model.Clause, model.Parameter)
OF_THE_DAY = "sensitive_period"
"""How a parameter names the term of a clock that runs on each day of a sensitive period."""
TIME_UNITS: Mapping[str, model.Unit] = {
    "minutes": "minutes",
    "hours": "hours",
    "calendar_days": "calendar_days",
    "working_days": "working_days",
    "months": "months",
}


def build_plan(written: files.PlanFiles) -> Plan:
    """Put the parts together. Call it on files that `check_files` found nothing wrong with."""
    header, grading, scope = written.header, written.grading, written.scope
    parameters = _by_id(written.parameters.parameters)
    return Plan(
        id=header.id,
        version=header.version,
        title=header.title,
        document_number=header.document_number,
        issued_on=header.issued_on,
        effective_from=header.effective_from,
        effective_to=header.effective_to,
        handling=header.handling,
        source_hash=content_hash(written),
        clauses=_by_id(written.clauses.clauses),
        grades=tuple(sorted(grading.grades, key=lambda grade: grade.rank)),
        event_types=scope.event_types,
        blowup_conditions=scope.blowup_conditions,
        blowup_exclusions=scope.blowup_exclusions,
        institution_classes=scope.institution_classes,
        organisation=written.organisation,
        addressees=written.documents.addressees,
        copy_to=written.documents.copy_to,
        papers=written.documents.papers,
        clocks=MappingProxyType({entry.id: _clock(entry, parameters) for entry in written.clocks.clocks}),
        signatures=tuple(_signature(entry, parameters) for entry in written.signatures.signatures),
        tasks=tuple(task for entry in written.tasks.tasks for task in _tasks(entry, parameters)),
        parameters=parameters,
        termination_conditions=tuple(_termination(entry, parameters) for entry in grading.termination_conditions),
        grading_rules=grading.rules,
        borderline_percent=grading.borderline_percent,
        warning=build_warning(written.warning, parameters),
        lexicon=written.lexicon or NO_LEXICON,
        written=written,
    )


def content_hash(written: files.PlanFiles) -> str:
    """SHA-256 (hex) over the canonical content: comments, key order and layout do not change it, a word does."""
    content = json.dumps(written.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()


def resolve_term(
    entry: files.TermEntry, clause: str, grade_id: str, parameters: Mapping[str, model.Parameter]
) -> model.Term:
    """The term at a grade (or at an attention level, by its key). Raises ValueError, in words, where there is none."""
    if entry.parameter is None:
        if entry.amount is None or entry.unit is None or entry.key is not None:
            raise ValueError("期限要么写 amount 和 unit，要么写 parameter")
        return model.Term(amount=entry.amount, unit=entry.unit, clause=clause, provincial=entry.provincial)
    if entry.amount is not None or entry.unit is not None:
        raise ValueError("写了 parameter 就不再写 amount、unit：数字只在参数里出现一次")
    parameter = parameters.get(entry.parameter)
    if parameter is None:
        raise ValueError(f"没有参数 {entry.parameter!r}")
    amount, unit = _parameter_amount(parameter, entry.key or grade_id)
    return model.Term(amount=amount, unit=unit, clause=clause, parameter=parameter.id, provincial=parameter.provincial)


def _parameter_amount(parameter: model.Parameter, key: str) -> tuple[int, model.Unit]:
    quantity = parameter.quantities.get(key)
    if quantity is not None and (unit := TIME_UNITS.get(quantity.unit)):
        return quantity.amount, unit
    if not parameter.quantities and isinstance(parameter.value, int) and (unit := TIME_UNITS.get(parameter.unit or "")):
        return parameter.value, unit
    raise ValueError(f"参数 {parameter.id} 没有 {key!r} 的期限")


def resolve_hours(entry: files.CountersignEntry, parameters: Mapping[str, model.Parameter]) -> model.Countersign:
    """The later signature with its hours. Raises ValueError where the parameter is missing or not in hours."""
    parameter = parameters.get(entry.parameter)
    if parameter is None:
        raise ValueError(f"没有参数 {entry.parameter!r}")
    if not isinstance(parameter.value, int) or parameter.unit != "hours":
        raise ValueError(f"参数 {parameter.id} 必须以小时计")
    return model.Countersign(roles=entry.roles, hours=parameter.value, parameter=parameter.id)


def _clock(entry: files.ClockEntry, parameters: Mapping[str, model.Parameter]) -> model.ClockDefinition:
    def term(key: str) -> model.Term:
        return resolve_term(entry.term, entry.clause, key, parameters)

    return model.ClockDefinition(
        **entry.model_dump(exclude={"term"}),
        terms={grade: term(grade) for grade in entry.for_grades},
        level_terms={level: term(level_key(level)) for level in entry.for_levels},
        day_term=term(OF_THE_DAY) if entry.in_sensitive_period else None,
        parameter=entry.term.parameter,
    )


def _signature(entry: files.SignatureEntry, parameters: Mapping[str, model.Parameter]) -> model.SignatureRequirement:
    plain = entry.model_dump(exclude={"countersign", "phone_countersign", "slots", "tighten"})
    return model.SignatureRequirement(
        **plain,
        slots=entry.slots,
        countersign=_later(entry.countersign, parameters),
        phone_countersign=_later(entry.phone_countersign, parameters),
    )


def _later(entry: files.CountersignEntry | None, parameters: Mapping[str, model.Parameter]) -> model.Countersign | None:
    return None if entry is None else resolve_hours(entry, parameters)


def _tasks(entry: files.TaskEntry, parameters: Mapping[str, model.Parameter]) -> Iterable[model.TaskTemplate]:
    plain = entry.model_dump(exclude={"due", "tighten"})
    for grade, due in entry.due.items():
        term = resolve_term(due, entry.clause, grade, parameters)
        yield model.TaskTemplate(**plain, grade=grade, due=term)


def resolve_days(entry: files.TerminationEntry, parameters: Mapping[str, model.Parameter]) -> int | None:
    """The days a condition must have held, None where it is a plain condition. ValueError where they are not days."""
    if entry.key is None:
        return None
    amount, unit = _parameter_amount(parameters[entry.parameter], entry.key)
    if unit != "calendar_days":
        raise ValueError(f"参数 {entry.parameter} 的 {entry.key!r} 必须以天计")
    return amount


def _termination(
    entry: files.TerminationEntry, parameters: Mapping[str, model.Parameter]
) -> model.TerminationCondition:
    days = resolve_days(entry, parameters)
    return model.TerminationCondition(**entry.model_dump(exclude={"key"}), days=days)


def _by_id(elements: Iterable[Keyed]) -> Mapping[str, Keyed]:
    return MappingProxyType({element.id: element for element in elements})
