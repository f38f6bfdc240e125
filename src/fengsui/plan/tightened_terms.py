"""Tightening that one key alone does not show: terms and hours behind parameters, and the parameters themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from fengsui.plan import build, duties, files, model
from fengsui.plan.allowed_changes import LEAVE_OUT, Fault, longer_text
from fengsui.plan.lengths import never_longer, never_shorter
from fengsui.plan.named_lengths import foreign_lengths, lengths_of
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

    @cached_property
    def at_fault(self) -> frozenset[str]:
        """Parameters that were relaxed themselves: what reads them need not be told again."""
        before = self.old_parameters
        return frozenset(
            parameter.id
            for parameter in self.new_parameters.values()
            if parameter.id in before and any(parameter_faults(self, before[parameter.id], parameter))
        )


@dataclass(frozen=True)
class Found:
    """A fault with the key it is at; `parameter` where the number stands in a parameter and not in the element."""

    key: str
    fault: Fault
    parameter: str | None = None


STARTED_AT_THE_GRAVEST = frozenset({"first_notice", "written_report", "activation"})
"""Clocks that the signed gravest grade starts, and nothing else."""


def _where_nothing_starts_it(old: files.ClockEntry, new: files.ClockEntry) -> Iterator[Found]:
    """Grades, levels and days at which a clock would stand in the plan and never run."""
    fault = Fault("程序不在这里起动这个时钟，写了也没有人等它", "照国家预案写时钟用在哪里，只改期限和提醒")
    if old.id in STARTED_AT_THE_GRAVEST and {*new.for_grades} - {*old.for_grades}:
        yield Found("for_grades", fault)
    if not old.for_levels and new.for_levels:
        yield Found("for_levels", fault)
    if new.in_sensitive_period and not old.in_sensitive_period:
        yield Found("in_sensitive_period", fault)


def clock_faults(comparison: Comparison, old: files.ClockEntry, new: files.ClockEntry) -> Iterator[Found]:
    """Every grade, level and day the clock ran on it still runs on, and nowhere longer."""
    yield from _where_nothing_starts_it(old, new)
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
        before = term_at(old.term, key, comparison.old_parameters)
        after = term_at(new.term, key, comparison.new_parameters)
        if before is not None and after is not None and (fault := _longer(before, after, name)):
            yield Found("term", fault, after.parameter if old.term == new.term else None)
    if old.words != new.words:
        terms = {after.words for key in keys if (after := term_at(new.term, key, comparison.new_parameters))}
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
        before = term_at(entry, grade, comparison.old_parameters)
        after = term_at(later, grade, comparison.new_parameters)
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


# A parameter's direction holds for each of its quantities but these, which go the other way: by key of the parameter
# and of the quantity. A greater tail makes the Poisson floors smaller, and a longer first day means reports every few
# hours for longer. A ticket from a higher rank on opens for more institutions; a score is acted on sooner where less of
# the weight must be known and the level of a thin one is graver. Fewer representatives would mean fewer who are heard.
_OTHER_WAY = frozenset(
    {
        ("grading_thresholds", "rare_tail"),
        ("grading_thresholds", "unusual_tail"),
        ("follow_up_interval", "first_day_length"),
        ("attention_levels", "ticket"),
        ("attention_score", "smallest_coverage"),
        ("attention_score", "gravest_by_thin_score"),
        ("group_visit", "representatives"),
    }
)


_OPPOSITE: Mapping[str, model.Tighten] = {"lower": "higher", "higher": "lower"}
# What is kept of persons ends with the event (应对法 art. 85): by key of the parameter, words that say so and stay.
_ON_PERSONS = "个人信息"
_KEPT_WORDS: Mapping[str, str] = {"retention": "个人信息按法律处理"}


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
            direction = tighten_of(old, key)
            if direction == "add_only" and key in must_hold:
                direction = "higher"
            before, after = (quantity.amount, str(quantity.unit)), (later.amount, str(later.unit))
            if fault := _number_fault(direction, before, after, (key,)):
                yield Found("quantities", fault)
        elif quantity.words != later.words and old.tighten != "free":
            yield Found("quantities", Fault("没有改数，文字不能改", LEAVE_OUT, (key, "words")))
        if later is not None and old.key in _KEPT_WORDS and _ON_PERSONS in later.words:
            yield Found("quantities", Fault("个人信息保存多久由法律定（应对法第八十五条）", LEAVE_OUT, (key, "words")))
        if later is not None and (fault := _length_fault((quantity.words, quantity), (later.words, later))):
            yield Found("quantities", Fault(fault.why, fault.remedy, (key, "words")))
    yield from _new_quantity_faults(old, new)
    yield from _bound_faults(old, new)
    yield from _text_faults(old, new)


def tighten_of(parameter: model.Parameter, quantity: str) -> str:
    """Which way one of a parameter's quantities is tightened."""
    opposite = (parameter.key, quantity) in _OTHER_WAY
    return _OPPOSITE.get(parameter.tighten, parameter.tighten) if opposite else parameter.tighten


def _new_quantity_faults(old: model.Parameter, new: model.Parameter) -> Iterator[Found]:
    """Quantities stand before the value wherever both could be read, so they may not join one."""
    for key in new.quantities:
        if key in old.quantities:
            continue
        if old.value is not None:
            limit = f"{old.value}{_unit(old.unit or '')}"
            fault = Fault(f"国家预案在这里写了 {limit}，另写 quantities 就取代了它", "只改 value", (key,))
            yield Found("quantities", fault)
        elif old.tighten == "fixed":
            yield Found("quantities", Fault("这个参数是固定的", LEAVE_OUT, (key,)))
        elif old.key in _KEPT_WORDS:
            yield Found("quantities", Fault("保存期限不能另立（应对法第八十五条）", LEAVE_OUT, (key,)))


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


Named = tuple[str, model.Parameter | model.Quantity]


def _length_fault(old: Named, new: Named) -> Fault | None:
    """Words with the number they are about: a length that they name is one of its own."""
    if old[0] == new[0]:
        return None
    foreign = foreign_lengths((old[0], lengths_of(old[1])), (new[0], lengths_of(new[1])))
    if not foreign:
        return None
    return Fault(f"文字写了{'、'.join(foreign)}，参数里没有这个期限", "文字里的期限照 value、quantities 写")


def _text_faults(old: model.Parameter, new: model.Parameter) -> Iterator[Found]:
    if old.text == new.text:
        return
    if fault := _length_fault((old.text, old), (new.text, new)):
        yield Found("text", fault)
    kept = _KEPT_WORDS.get(old.key, "")
    if kept in old.text and (kept not in new.text or (kept and _ON_PERSONS in new.text.replace(kept, ""))):
        yield Found("text", Fault("个人信息保存多久由法律定（应对法第八十五条）", f"照写“{kept}”，不另写个人信息"))
    if old.tighten == "free":
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


def term_at(entry: files.TermEntry, key: str, parameters: Mapping[str, model.Parameter]) -> model.Term | None:
    """The term at a grade or level; None where it can't be told, which the check of the files tells of."""
    try:
        return build.resolve_term(entry, "", key, parameters)
    except ValueError:
        return None


def _days(entry: files.TerminationEntry, parameters: Mapping[str, model.Parameter]) -> int | None:
    try:
        return build.resolve_days(entry, parameters)
    except (ValueError, KeyError):
        return None


def _unit(unit: str) -> str:
    return model.UNIT_NAMES.get(unit, "" if unit == "count" else f" {unit}") if unit else ""
