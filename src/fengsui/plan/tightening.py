"""只严不宽: a plan laid over another may specify and tighten, never relax (clause 0.6).

For each list of elements: which keys may change and which way, and whether elements may be added. What is not named
here may not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fengsui.plan import allowed_changes as way
from fengsui.plan import files, measures, model
from fengsui.plan import tightened_terms as terms
from fengsui.plan.allowed_changes import LEAVE_OUT, Direction, Fault
from fengsui.plan.errors import Problem
from fengsui.plan.source import ElementPath, Source
from fengsui.plan.tightened_signatures import signature_faults
from fengsui.plan.tightened_terms import Comparison, Found

Addition = Callable[[Comparison, Any], Fault | None]
WholeElement = Callable[[Comparison, Any, Any], Iterator[Found]]


def _welcome(_comparison: Comparison, _new: Any) -> Fault | None:
    return None


def _closed_list(_comparison: Comparison, _new: Any) -> Fault | None:
    return Fault("这里不能增加新的项", "删去这一项")


@dataclass(frozen=True)
class ListRule:
    """How the elements of one list may change; `whole` answers for the keys of `by_whole`."""

    keys: Mapping[str, Direction] = field(default_factory=dict)
    added: Addition = _welcome
    whole: WholeElement | None = None
    by_whole: frozenset[str] = frozenset()


# Keys that mean the same in every element.
_EVERYWHERE: Mapping[str, Direction] = {
    "clauses": way.only_more,
    "effective_from": way.not_later,
    "effective_to": way.not_earlier,
    "modality": way.more_binding,
}


def _inner(keys: Mapping[str, Direction]) -> Direction:
    """A list of parts inside an element: parts are only added, and each changes only as `keys` says."""

    def direction(old: tuple[model.Element, ...], new: tuple[model.Element, ...]) -> Fault | None:
        places = {_name(part): (index, part) for index, part in enumerate(new)}
        for part in old:
            if _name(part) not in places:
                return Fault(f"少了 {_name(part)}，只能增加", "写回去")
            index, later = places[_name(part)]
            for key in _changed(part, later):
                if fault := keys.get(key, way.fixed)(getattr(part, key), getattr(later, key)):
                    return Fault(fault.why, fault.remedy, (index, key))
        return None

    return direction


def _renamed(_comparison: Comparison, old: model.Addressee, new: model.Addressee) -> Iterator[Found]:
    """An office may get the name it has today if its old names stay among its aliases."""
    for key in ("name", "full_name"):
        before = getattr(old, key)
        if before != getattr(new, key) and before not in new.aliases:
            yield Found(key, Fault("改名后查不到原名", f"把“{before}”写进 aliases"))


def _rule_grade(comparison: Comparison, old: model.GradingRule, new: model.GradingRule) -> Iterator[Found]:
    """A rule may give a graver grade, never a less grave one."""
    ranks = {grade.id: grade.rank for grade in comparison.base.grading.grades}
    before, after = ranks.get(old.grade_id or ""), ranks.get(new.grade_id or "")
    if old.grade_id != new.grade_id and (before is None or after is None or after > before):
        yield Found("grade_id", Fault("规则给出的等级不能降低", LEAVE_OUT))
    if old.explanation != new.explanation and old.when == new.when:
        yield Found("explanation", Fault("规则没有改，说明不能改", LEAVE_OUT))


def _hard_words(_comparison: Comparison, old: Any, new: Any) -> Iterator[Found]:
    """The words of a hard rule follow the rule."""
    if old.words != new.words and old.when == new.when:
        yield Found("words", Fault("规则没有改，文字不能改", LEAVE_OUT))


def _weight(comparison: Comparison, old: Any, new: Any) -> Iterator[Found]:
    """Weights are as free as the score they make; an indicator that counts goes on counting."""
    scored = comparison.base.warning.score_parameter if comparison.base.warning else ""
    parameter = comparison.old_parameters.get(scored)
    if old.weight != new.weight and (parameter is None or parameter.tighten != "free" or not new.weight):
        yield Found("weight", Fault("计分的指标不能停用", "写大于零的权重"))


def _new_grant(comparison: Comparison, new: Any) -> Fault | None:
    """A permission that the base does not hand out is nobody's."""
    if comparison.base.access is not None and new.roles:
        return Fault("国家预案没有给任何人的权限，省里不能给", "删去这一项")
    return None


_ON_LAW_ALONE = frozenset({"control", "exit", "closure", "transfer"})


def _new_measure(comparison: Comparison, new: measures.Measure) -> Fault | None:
    """A further measure stands on law, tells of remedies, and belongs to a body that has such a power already."""
    known = comparison.base.measures.measures if comparison.base.measures else ()
    if new.kind not in _ON_LAW_ALONE and not new.person_types:
        return None
    if not new.legal_basis:
        return Fault("没有法律依据的措施不能增加", "写明 legal_basis", ("legal_basis",))
    if not new.remedy_notice:
        return Fault("措施须告知救济途径", "写 remedy_notice: true", ("remedy_notice",))
    bodies = {body for measure in known if measure.kind == new.kind for body in measure.bodies}
    if without_power := sorted({*new.bodies} - bodies):
        words = "、".join(without_power)
        return Fault(f"{words} 没有采取这类措施的职权", "只写国家预案里有这类职权的机关", ("bodies",))
    people = {person for measure in known if measure.kind == new.kind for person in measure.person_types}
    if beyond := sorted({*new.person_types} - people):
        return Fault(f"不能对 {'、'.join(beyond)} 采取这类措施", "只写国家预案里的人员类别", ("person_types",))
    return None


_WORDS_ONLY_MORE: Mapping[str, Direction] = {
    **dict.fromkeys(("words", "first", "then", "kinds", "events"), way.only_more),
    **dict.fromkeys(("weight", "gap"), way.only_up),
    "either_order": way.stays_on,
    "needs_subject": way.stays_off,
    "unless_paired": way.stays_off,
    "note": way.free,
    "reviewed_on": way.free,
}
_BOXES: Mapping[str, Direction] = {"must": way.stays_on, "sealed": way.stays_on}
_CLOSED = ListRule(added=_closed_list)

LISTS: Mapping[tuple[str, str], ListRule] = {
    ("clauses", "clauses"): ListRule({"owners": way.never_emptied}),
    ("organisation", "roles"): _CLOSED,
    ("organisation", "positions"): ListRule({"role": way.once}),
    ("organisation", "offices"): ListRule(),
    ("organisation", "departments"): ListRule(),
    ("organisation", "central_bodies"): ListRule(),
    ("organisation", "jurisdictions"): _CLOSED,
    ("organisation", "decision_rights"): ListRule({"roles": way.only_fewer, "words": way.longer_text}, _closed_list),
    ("scope", "event_types"): ListRule({"subtypes": _inner({})}),
    ("scope", "blowup_conditions"): ListRule(),
    ("scope", "blowup_exclusions"): _CLOSED,
    ("scope", "institution_classes"): _CLOSED,
    ("grading", "grades"): ListRule({"response_level": way.free}, _closed_list),
    ("grading", "rules"): ListRule(
        {"when": way.more_sensitive, "effect": way.stronger_effect},
        whole=_rule_grade,
        by_whole=frozenset({"grade_id", "explanation"}),
    ),
    ("grading", "termination_conditions"): ListRule(
        whole=terms.termination_faults, by_whole=frozenset({"parameter", "key"})
    ),
    ("clocks", "clocks"): ListRule(
        {"per_addressee": way.stays_on, "warn_before_minutes": way.only_more, "provisional_on": way.once},
        whole=terms.clock_faults,
        by_whole=frozenset({"for_grades", "for_levels", "in_sensitive_period", "term", "words"}),
    ),
    ("tasks", "tasks"): ListRule({"detail": way.longer_text}, whole=terms.task_faults, by_whole=frozenset({"due"})),
    # What an act needs is compared by act and grade, whichever row it stands in (`signature_faults`).
    ("signatures", "signatures"): ListRule(
        {"signs_as": way.once},
        by_whole=frozenset({"slots", "phone_allowed", "countersign", "phone_countersign", "reason_required"}),
    ),
    ("documents", "addressees"): ListRule(
        {"aliases": way.only_more}, whole=_renamed, by_whole=frozenset({"name", "full_name"})
    ),
    ("documents", "copy_to"): ListRule(),
    ("documents", "papers"): ListRule({"handling": way.more_closed, "parts": _inner({})}),
    ("parameters", "parameters"): ListRule(
        {"default_reason": way.free},
        whole=terms.parameter_faults,
        by_whole=frozenset({"value", "unit", "quantities", "floor", "ceiling", "text"}),
    ),
    ("lexicon", "entries"): ListRule(_WORDS_ONLY_MORE),
    ("lexicon", "marks"): _CLOSED,
    ("lexicon", "negations"): _CLOSED,
    ("lexicon", "hearsay"): _CLOSED,
    ("warning", "levels"): _CLOSED,
    ("warning", "indicators"): ListRule(
        dict.fromkeys(("watch", "warn", "severe"), way.more_sensitive), whole=_weight, by_whole=frozenset({"weight"})
    ),
    ("warning", "hard_rules"): ListRule(
        {"when": way.more_sensitive, "level": way.only_down}, whole=_hard_words, by_whole=frozenset({"words"})
    ),
    ("warning", "sensitive_periods"): ListRule({"first_day": way.not_later, "last_day": way.not_earlier}),
    ("provisions", "provisions"): ListRule({"explanation": way.longer_text}),
    ("access", "access"): ListRule({"roles": way.only_fewer}, _new_grant),
    ("information", "risk_information"): ListRule(),
    ("duties", "duties"): ListRule({"owners": way.never_emptied, "shown_by": way.longer_text}),
    ("duties", "cycles"): ListRule(
        {"owners": way.never_emptied, "triggers": _inner({})},
        whole=terms.cycle_faults,
        by_whole=frozenset({"parameter", "key"}),
    ),
    ("practices", "practices"): ListRule(
        {
            "owners": way.never_emptied,
            "reason": way.longer_text,
            "cycle": way.once,
            "fields": _inner({"required": way.stays_on}),
        }
    ),
    ("legal_basis", "legal_basis"): ListRule(
        {"effective_to": way.sooner_ended, "replaced_by": way.once, "verified": way.free}
    ),
    ("measures", "measures"): ListRule(
        {
            "bodies": way.only_fewer,
            "approvers": way.only_fewer,
            "person_types": way.only_fewer,
            "legal_basis": way.only_more,
            "conditions": way.only_more,
            "remedy_notice": way.stays_on,
            "form": way.once,
            "parameter": way.once,
        },
        _new_measure,
    ),
    ("forms", "forms"): ListRule({"handling": way.more_closed, "fields": _inner(_BOXES)}),
    ("forms", "common_fields"): ListRule(_BOXES),
    ("statements", "statement_rules"): ListRule({"served_by": way.longer_text, "measured_by": way.longer_text}),
}
"""How each list may change. A list that is not here may not change at all."""

# Single values of files.
_VALUES: Mapping[tuple[str, str], Direction] = {
    ("grading", "borderline_percent"): way.only_up,
    ("warning", "borderline_percent"): way.only_up,
    ("lexicon", "version"): way.free,
    ("lexicon", "reviewed_by"): way.free,
}
# Where the base lacks the file, everything holds; a file that names a few would take the others away.
_ALL_HOLD_WITHOUT = frozenset({"provisions", "access"})


def problems(base: files.PlanFiles, merged: files.PlanFiles, sources: Mapping[str, Source]) -> list[Problem]:
    """Every change that is no tightening, with file, line, clause and what to write instead.

    `sources` has one entry for each field of the merged files. Elements that are gone are found too, so that any two
    plans can be compared, however the second was made.
    """
    comparison = Comparison(base, merged)
    found = list(_header_faults(base, merged, sources["header"]))
    for part in files.FILE_NAMES:
        old, new = getattr(base, part), getattr(merged, part)
        if part == "header" or (old is None and new is None):
            continue
        if new is None:
            found.append(_told(sources["header"], ("base",), Fault(f"少了 {part}", "写回去")))
        elif old is None:
            if part in _ALL_HOLD_WITHOUT:
                fault = Fault("国家预案没有这个文件，即全部有效；省里单写几项，其余就失效了", "删去这个文件")
                found.append(_told(sources[part], (), fault))
        else:
            found += _part_faults(comparison, part, sources)
    for index, one in signature_faults(comparison):
        found.append(_problem(comparison, sources, "signatures", ("signatures", index), one))
    return list(dict.fromkeys(found))


def _header_faults(base: files.PlanFiles, merged: files.PlanFiles, source: Source) -> Iterator[Problem]:
    old, new = base.header, merged.header
    if new.effective_from < old.effective_from:
        fault = Fault(f"生效日期早于国家预案的 {old.effective_from}", f"写 {old.effective_from} 或者以后")
        yield _told(source, ("effective_from",), fault)
    if old.handling == "内部" and (loosened := way.more_closed(old.handling, new.handling)):
        yield _told(source, ("handling",), loosened)


def _part_faults(comparison: Comparison, part: str, sources: Mapping[str, Source]) -> Iterator[Problem]:
    old, new = getattr(comparison.base, part), getattr(comparison.merged, part)
    for key in type(old).model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if before == after:
            continue
        rule = LISTS.get((part, key))
        if rule is not None:
            yield from _list_faults(comparison, (part, key), rule, sources)
        elif fault := _VALUES.get((part, key), way.fixed)(before, after):
            yield _told(sources[part], (key, *fault.inside), fault)


def _list_faults(
    comparison: Comparison, place: tuple[str, str], rule: ListRule, sources: Mapping[str, Source]
) -> Iterator[Problem]:
    part, listed = place
    before = {_name(element): element for element in getattr(getattr(comparison.base, part), listed)}
    after = getattr(getattr(comparison.merged, part), listed)
    kept = {_name(element) for element in after}
    if lost := [name for name in before if name not in kept]:
        fault = Fault(f"少了 {'、'.join(lost)}", "写回去；国家预案的内容不能去掉")
        yield _told(sources[part], (listed,), fault)
    for index, element in enumerate(after):
        old = before.get(_name(element))
        if old is None:
            if refused := rule.added(comparison, element):
                yield _told(sources[part], (listed, index, *refused.inside), refused)
        elif old != element:
            for found in _element_faults(comparison, rule, old, element):
                yield _problem(comparison, sources, part, (listed, index), found)


def _element_faults(comparison: Comparison, rule: ListRule, old: Any, new: Any) -> Iterator[Found]:
    for key in _changed(old, new):
        direction = rule.keys.get(key) or _EVERYWHERE.get(key, way.fixed)
        if key not in rule.by_whole and (fault := direction(getattr(old, key), getattr(new, key))):
            yield Found(key, fault)
    if rule.whole is not None:
        yield from rule.whole(comparison, old, new)


def _problem(
    comparison: Comparison, sources: Mapping[str, Source], part: str, path: ElementPath, found: Found
) -> Problem:
    if found.parameter is not None:  # the number was changed there
        for index, parameter in enumerate(comparison.merged.parameters.parameters):
            if parameter.id == found.parameter:
                return _told(sources["parameters"], ("parameters", index), found.fault)
    return _told(sources[part], (*path, found.key, *found.fault.inside), found.fault)


def _told(source: Source, path: ElementPath, fault: Fault) -> Problem:
    return source.problem(path, f"{fault.why}（0.6：只能细化、从严）", fault.remedy)


def _changed(old: model.Element, new: model.Element) -> Iterator[str]:
    return (key for key in type(old).model_fields if getattr(old, key) != getattr(new, key))


def _name(element: Any) -> str:
    if (act := getattr(element, "act", None)) is not None:
        return " ".join((act, *element.grades))
    for key in ("id", "code", "grade", "rank"):
        if (value := getattr(element, key, None)) is not None:
            return str(value)
    return ""
