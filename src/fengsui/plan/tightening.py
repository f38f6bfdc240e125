"""只严不宽: a plan laid over another may specify and tighten, never relax (clause 0.6).

For each list of elements: which keys may change and which way, and whether elements may be added. What is not named
here may not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fengsui.plan import allowed_changes as way
from fengsui.plan import files, model
from fengsui.plan import tightened_elements as elements
from fengsui.plan import tightened_terms as terms
from fengsui.plan.allowed_changes import Direction, Fault
from fengsui.plan.carriers import identity
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


def _new_clock(_comparison: Comparison, _new: Any) -> Fault:
    return Fault("程序不会起动这个时钟，写了也没有人等它", "删去；要更短的时限，改国家预案已有的时钟")


@dataclass(frozen=True)
class ListRule:
    """How the elements of one list may change; `whole` answers for the keys of `by_whole`.

    `through_parameters`: its numbers stand in parameters, so that it is compared even where none of it was rewritten.
    """

    keys: Mapping[str, Direction] = field(default_factory=dict)
    added: Addition = _welcome
    whole: WholeElement | None = None
    by_whole: frozenset[str] = frozenset()
    through_parameters: bool = False


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
        places = {identity(part): (index, part) for index, part in enumerate(new)}
        for part in old:
            if identity(part) not in places:
                return Fault(f"少了 {identity(part)}，只能增加", "写回去")
            index, later = places[identity(part)]
            for key in _changed(part, later):
                if fault := keys.get(key, way.fixed)(getattr(part, key), getattr(later, key)):
                    return Fault(fault.why, fault.remedy, (index, key))
        return None

    return direction


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
    ("organisation", "leading_groups"): ListRule({"number_mark": way.free}, _closed_list),
    ("organisation", "decision_rights"): ListRule({"roles": way.only_fewer, "words": way.longer_text}, _closed_list),
    ("scope", "event_types"): ListRule({"subtypes": _inner({})}),
    ("scope", "blowup_conditions"): ListRule(),
    ("scope", "blowup_exclusions"): _CLOSED,
    ("scope", "institution_classes"): _CLOSED,
    ("grading", "grades"): ListRule({"response_level": way.graver_response}, _closed_list),
    ("grading", "rules"): ListRule(
        {"when": way.more_sensitive, "effect": way.stronger_effect},
        whole=elements.rule_grade,
        by_whole=frozenset({"grade_id", "explanation"}),
    ),
    ("grading", "termination_conditions"): ListRule(
        whole=terms.termination_faults, by_whole=frozenset({"parameter", "key"}), through_parameters=True
    ),
    ("clocks", "clocks"): ListRule(
        {"warn_before_minutes": way.only_more},
        _new_clock,
        whole=terms.clock_faults,
        by_whole=frozenset({"for_grades", "for_levels", "in_sensitive_period", "term", "words"}),
        through_parameters=True,
    ),
    ("tasks", "tasks"): ListRule(
        {"detail": way.longer_text}, whole=terms.task_faults, by_whole=frozenset({"due"}), through_parameters=True
    ),
    # What an act needs is compared by act and grade, whichever row it stands in (`signature_faults`).
    ("signatures", "signatures"): ListRule(
        {"signs_as": way.once},
        by_whole=frozenset({"slots", "phone_allowed", "countersign", "phone_countersign", "reason_required"}),
    ),
    ("documents", "addressees"): ListRule(
        {
            **dict.fromkeys(("aliases", "dated_names"), way.only_more),
            **dict.fromkeys(("name", "full_name"), elements.kept_name),
        },
        elements.new_addressee,
        elements.renamed,
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
    # Weights are shares of one mean: a greater one takes from the others what it gives to its own.
    ("warning", "indicators"): ListRule(
        dict.fromkeys(("watch", "warn", "severe"), way.more_sensitive), elements.new_indicator
    ),
    ("warning", "hard_rules"): ListRule(
        {"when": way.more_sensitive, "level": way.only_down}, whole=elements.hard_words, by_whole=frozenset({"words"})
    ),
    ("warning", "sensitive_periods"): ListRule({"first_day": way.not_later, "last_day": way.not_earlier}),
    ("provisions", "provisions"): ListRule({"explanation": way.longer_text}),
    ("access", "access"): ListRule(
        added=elements.new_grant, whole=elements.grant_faults, by_whole=frozenset({"roles"})
    ),
    ("information", "risk_information"): ListRule(),
    ("duties", "duties"): ListRule({"owners": way.never_emptied, "shown_by": way.longer_text}),
    ("duties", "cycles"): ListRule(
        {"owners": way.never_emptied, "triggers": _inner({})},
        elements.new_cycle,
        terms.cycle_faults,
        frozenset({"parameter", "key"}),
        through_parameters=True,
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
        {"clauses": way.only_more, "verified": way.free},
        elements.new_law,
        elements.law_faults,
        frozenset({"effective_from", "effective_to", "replaced_by"}),
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
        elements.new_measure,
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
        rule = LISTS.get((part, key))
        if before == after and (rule is None or not rule.through_parameters):
            continue
        if rule is not None:
            yield from _list_faults(comparison, (part, key), rule, sources)
        elif fault := _VALUES.get((part, key), way.fixed)(before, after):
            yield _told(sources[part], (key, *fault.inside), fault)


def _list_faults(
    comparison: Comparison, place: tuple[str, str], rule: ListRule, sources: Mapping[str, Source]
) -> Iterator[Problem]:
    part, listed = place
    before = {identity(element): element for element in getattr(getattr(comparison.base, part), listed)}
    after = getattr(getattr(comparison.merged, part), listed)
    kept = {identity(element) for element in after}
    if lost := [name for name in before if name not in kept]:
        fault = Fault(f"少了 {'、'.join(lost)}", "写回去；国家预案的内容不能去掉")
        yield _told(sources[part], (listed,), fault)
    for index, element in enumerate(after):
        old = before.get(identity(element))
        if old != element and place in elements.OWNED and (owned := elements.owner_faults(comparison, old, element)):
            yield _told(sources[part], (listed, index, *owned.inside), owned)
        if old is None:
            if refused := rule.added(comparison, element):
                yield _told(sources[part], (listed, index, *refused.inside), refused)
            continue
        for found in _element_faults(comparison, rule, old, element):
            yield _problem(comparison, sources, part, (listed, index), found)


def _element_faults(comparison: Comparison, rule: ListRule, old: Any, new: Any) -> Iterator[Found]:
    for key in _changed(old, new):
        direction = rule.keys.get(key) or _EVERYWHERE.get(key, way.fixed)
        if key not in rule.by_whole and (fault := direction(getattr(old, key), getattr(new, key))):
            yield Found(key, fault)
    if rule.whole is not None and (old != new or rule.through_parameters):
        for found in rule.whole(comparison, old, new):
            if old != new or found.parameter not in comparison.at_fault:  # once is enough
                yield found


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
