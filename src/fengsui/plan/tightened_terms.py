"""Tightening that one key alone does not show: terms and hours behind parameters, and the parameters themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from fengsui.plan import build, duties, files, model
from fengsui.plan.allowed_changes import LEAVE_OUT, Fault, longer_text
from fengsui.plan.lengths import never_longer, never_shorter
from fengsui.plan.warning import level_key


@dataclass(frozen=True)
class Comparison:
    """A base and the plan laid over it, with the parameters of both by id."""

    base: files.PlanFiles
    merged: files.PlanFiles

    @cached_property
    def old_parameters(self) -> Mapping[str, model.Parameter]:
        """The base's parameters."""
        return {parameter.id: parameter for parameter in self.base.parameters.parameters}

    @cached_property
    def new_parameters(self) -> Mapping[str, model.Parameter]:
        """The parameters of the plan laid over it."""
        return {parameter.id: parameter for parameter in self.merged.parameters.parameters}


@dataclass(frozen=True)
class Found:
    """A fault with the key it is at; `parameter` where the number stands in a parameter and not in the element."""

    key: str
    fault: Fault
    parameter: str | None = None


def clock_faults(comparison: Comparison, old: files.ClockEntry, new: files.ClockEntry) -> Iterator[Found]:
    """Every grade, level and day the clock ran on it still runs on, and nowhere longer."""
    keys = {grade: grade for grade in old.for_grades}
    keys |= {level_key(level): f"{level}级研判" for level in old.for_levels}
    if lost := sorted({*old.for_grades} - {*new.for_grades}):
        yield Found("for_grades", Fault(f"少了等级 {'、'.join(lost)}", "把等级写回去；时钟只能用于更多等级"))
    if gone := sorted({*old.for_levels} - {*new.for_levels}):
        words = "、".join(map(str, gone))
        yield Found("for_levels", Fault(f"少了研判级别 {words}", "把级别写回去；时钟只能用于更多级别"))
    if old.in_sensitive_period:
        keys[build.OF_THE_DAY] = "敏感时期"
        if not new.in_sensitive_period:
            yield Found("in_sensitive_period", Fault("敏感时期的时钟不能取消", LEAVE_OUT))
    for key, name in keys.items():
        before = _term(old.term, key, comparison.old_parameters)
        after = _term(new.term, key, comparison.new_parameters)
        if before is not None and after is not None and (fault := _longer(before, after, name)):
            yield Found("term", fault, after.parameter if old.term == new.term else None)
    if old.words != new.words:
        terms = {after.words for key in keys if (after := _term(new.term, key, comparison.new_parameters))}
        if not any(new.words in (words, f"{words}内") for words in terms):
            remedy = f"写 {'、'.join(sorted(terms))}内，或者删去这一行"
            yield Found("words", Fault("时限的文字与时限不一致", remedy))


def task_faults(comparison: Comparison, old: files.TaskEntry, new: files.TaskEntry) -> Iterator[Found]:
    """Every grade the task was due at it is still due at, and no later."""
    for grade, entry in old.due.items():
        later = new.due.get(grade)
        if later is None:
            yield Found("due", Fault(f"少了等级 {grade}", "把等级写回去"))
            continue
        before = _term(entry, grade, comparison.old_parameters)
        after = _term(later, grade, comparison.new_parameters)
        if before is not None and after is not None and (fault := _longer(before, after, grade)):
            inside = Fault(fault.why, fault.remedy, (grade,))
            yield Found("due", inside, after.parameter if entry == later else None)


def termination_faults(
    comparison: Comparison, old: files.TerminationEntry, new: files.TerminationEntry
) -> Iterator[Found]:
    """A condition that had to hold for so many days has to hold at least as long."""
    before = _days(old, comparison.old_parameters)
    after = _days(new, comparison.new_parameters)
    if before is not None and (after is None or after < before):
        fault = Fault(f"须保持的天数短于国家预案的 {before} 天", f"写 {before} 天或者更长")
        yield Found("parameter", fault, new.parameter if (old.parameter, old.key) == (new.parameter, new.key) else None)
    elif before is None and old.parameter != new.parameter and new.key is None:
        yield Found("parameter", Fault("这一项不能改", LEAVE_OUT))


def cycle_faults(comparison: Comparison, old: duties.Cycle, new: duties.Cycle) -> Iterator[Found]:
    """What comes round comes no more rarely; what is kept is kept no shorter."""
    before = quantity_of(comparison.old_parameters.get(old.parameter), old.key)
    after = quantity_of(comparison.new_parameters.get(new.parameter), new.key)
    if before is None:
        return
    good = never_shorter if old.kind == "retention" else never_longer
    if after is None or not good(*after, *before):
        limit = f"{before[0]}{_unit(before[1])}"
        fault = Fault(f"周期比国家预案的 {limit} 宽", f"写 {limit} 或者更{'长' if old.kind == 'retention' else '短'}的")
        yield Found("parameter", fault, new.parameter if (old.parameter, old.key) == (new.parameter, new.key) else None)


# A parameter's direction holds for each of its quantities but these: by key of the parameter and of the quantity.
# A greater tail makes the Poisson floors smaller, and a longer first day means reports every few hours for longer.
_OTHER_WAY = frozenset(
    {
        ("grading_thresholds", "rare_tail"),
        ("grading_thresholds", "unusual_tail"),
        ("follow_up_interval", "first_day_length"),
    }
)


def parameter_faults(comparison: Comparison, old: model.Parameter, new: model.Parameter) -> Iterator[Found]:
    """Value and quantities in the parameter's direction and within its bounds; words change only with a number."""
    if old.value != new.value or (old.unit != new.unit and old.value is not None):
        yield from _value_faults(old, new)
    must_hold = {
        entry.key for entry in comparison.base.grading.termination_conditions if entry.parameter == old.id and entry.key
    }
    for key, quantity in old.quantities.items():
        later = new.quantities.get(key)
        if later is None:
            yield Found("quantities", Fault(f"少了 {key}", "写回去", (key,)))
        elif (quantity.amount, quantity.unit) != (later.amount, later.unit):
            direction: str = old.tighten
            if (old.key, key) in _OTHER_WAY or (direction == "add_only" and key in must_hold):
                direction = "higher"
            before, after = (quantity.amount, str(quantity.unit)), (later.amount, str(later.unit))
            if fault := _number_fault(direction, before, after, (key,)):
                yield Found("quantities", fault)
        elif quantity.words != later.words and old.tighten != "free":
            yield Found("quantities", Fault("没有改数，文字不能改", LEAVE_OUT, (key, "words")))
    if old.tighten == "fixed" and set(new.quantities) != set(old.quantities):
        yield Found("quantities", Fault("这个参数是固定的", LEAVE_OUT))
    yield from _bound_faults(old, new)
    yield from _text_faults(old, new)


def _value_faults(old: model.Parameter, new: model.Parameter) -> Iterator[Found]:
    if isinstance(old.value, int) and isinstance(new.value, int):
        fault = _number_fault(old.tighten, (old.value, old.unit or ""), (new.value, new.unit or ""), ())
        if fault:
            yield Found("unit" if old.value == new.value else "value", fault)
    elif old.tighten != "free" and not (old.value is None and not old.quantities and old.tighten != "fixed"):
        yield Found("value", Fault("这一项不能改", LEAVE_OUT))


def _number_fault(
    direction: str, before: tuple[int, str], after: tuple[int, str], inside: tuple[str, ...]
) -> Fault | None:
    limit = f"{before[0]}{_unit(before[1])}"
    now = f"{after[0]}{_unit(after[1])}"
    if direction == "free":
        return None
    if direction == "lower" and not never_longer(*after, *before):
        return Fault(f"{now} 比国家预案的 {limit} 宽", f"写 {limit} 或者更小、更短的", inside)
    if direction == "higher" and not never_shorter(*after, *before):
        return Fault(f"{now} 比国家预案的 {limit} 宽", f"写 {limit} 或者更大、更长的", inside)
    if direction in ("fixed", "add_only"):
        return Fault(f"国家预案写明的 {limit} 不能改", LEAVE_OUT, inside)
    if after[0] < 0 or (after[0] == 0 and before[0] != 0 and before[1] in model.UNIT_NAMES):
        return Fault(f"{now} 不是期限", "写大于零的数", inside)
    return None


def _bound_faults(old: model.Parameter, new: model.Parameter) -> Iterator[Found]:
    bounded: list[tuple[tuple[str, ...], model.Parameter | model.Quantity, model.Parameter | model.Quantity]]
    bounded = [((), old, new)]
    for key in sorted({*old.quantities} & {*new.quantities}):
        bounded.append((("quantities", key), old.quantities[key], new.quantities[key]))
    for inside, before, after in bounded:
        floor, ceiling = [*inside, "floor"], [*inside, "ceiling"]
        if before.floor is not None and (after.floor is None or after.floor < before.floor):
            yield Found(floor[0], Fault(f"下限不能低于国家预案的 {before.floor}", LEAVE_OUT, tuple(floor[1:])))
        if before.ceiling is not None and (after.ceiling is None or after.ceiling > before.ceiling):
            yield Found(ceiling[0], Fault(f"上限不能高于国家预案的 {before.ceiling}", LEAVE_OUT, tuple(ceiling[1:])))


def _text_faults(old: model.Parameter, new: model.Parameter) -> Iterator[Found]:
    if old.text == new.text or old.tighten == "free":
        return
    numbers = (old.value, old.unit, dict(old.quantities)) != (new.value, new.unit, dict(new.quantities))
    if old.tighten == "fixed" or (
        not numbers and not (old.tighten == "add_only" and not longer_text(old.text, new.text))
    ):
        yield Found("text", Fault("没有改数，文字不能改", "先改 value 或者 quantities，文字跟着改；或者删去这一行"))


def quantity_of(parameter: model.Parameter | None, key: str | None) -> tuple[int, str] | None:
    """The amount and unit a parameter gives under a key; None where it gives none."""
    if parameter is None:
        return None
    if key is not None and (quantity := parameter.quantities.get(key)):
        return quantity.amount, quantity.unit
    if isinstance(parameter.value, int) and not parameter.quantities:
        return parameter.value, parameter.unit or ""
    return None


def _longer(before: model.Term, after: model.Term, name: str) -> Fault | None:
    if never_longer(after.amount, after.unit, before.amount, before.unit):
        return None
    return Fault(
        f"{name} 的期限 {after.words} 比国家预案的 {before.words} 长，或者单位不同、可能更长",
        f"写 {before.words} 或者更短，用同一单位",
    )


def _term(entry: files.TermEntry, key: str, parameters: Mapping[str, model.Parameter]) -> model.Term | None:
    try:
        return build.resolve_term(entry, "", key, parameters)
    except ValueError:
        return None  # the check of the merged files says so


def _days(entry: files.TerminationEntry, parameters: Mapping[str, model.Parameter]) -> int | None:
    try:
        return build.resolve_days(entry, parameters)
    except (ValueError, KeyError):
        return None


def _unit(unit: str) -> str:
    return model.UNIT_NAMES.get(unit, "" if unit == "count" else f" {unit}") if unit else ""
