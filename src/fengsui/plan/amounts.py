"""How large the numbers of a plan may be, each in its unit, and which of them must have an answer when worked with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from fengsui.plan import files, model
from fengsui.plan.source import ElementPath
from fengsui.plan.warning import Indicator, WarningFile

Fault = tuple[str, str]
"""What is wrong, and what to write instead."""
Placed = tuple[str, ElementPath, Fault]
"""The field of PlanFiles, the path in its file, and the fault."""

LONGEST_TERM: Final[Mapping[str, int]] = {
    "minutes": 5_256_000,
    "hours": 87_600,
    "calendar_days": 3_650,
    "working_days": 2_500,
    "months": 120,
}
"""Ten years in each unit: no deadline of a plan is longer. What is only kept or comes round may take ten times that."""
MOST: Final = 10**15
# The longest line that a fact keeps of why a level was proposed.
LONGEST_LINE: Final = 400
_MOST_OF: Final[Mapping[str, int]] = {"ppm": 1_000_000, "percent": 100}
_FEWEST_MINUTES: Final = 1
_MOST_RANK: Final = 99
_CENTURY: Final = 10
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
# What the count that a month rarely reaches by chance is worked out from (PAR-08): unit, least and most. With a tail of
# nothing, or above one, there is no such count.
_RARE_COUNT: Final[Mapping[str, tuple[str, int, int]]] = {
    "base_rate": ("ppm", 0, 1_000_000),
    "rare_tail": ("ppm", 1, 1_000_000),
    "unusual_tail": ("ppm", 1, 1_000_000),
    "smallest_floor": ("count", 0, MOST),
    "smallest_population": ("count", 0, MOST),
    "daily_crowd": ("persons", 0, MOST),
}
_THRESHOLDS: Final = "grading_thresholds"
_SCORE: Final = ("watch", "warn", "severe", "smallest_coverage")


def faults(written: files.PlanFiles) -> Iterator[Placed]:
    """Every number of the plan that is out of bounds."""
    yield from _parameter_faults(written)
    yield from _clock_faults(written.clocks)
    for index, task in enumerate(written.tasks.tasks):
        for grade, due in task.due.items():
            yield from _placed("tasks", ("tasks", index, "due", grade, "amount"), _term_fault(due))
    for index, entry in enumerate(written.grading.grades):
        yield from _placed("grading", ("grades", index, "rank"), _rank_fault(entry.rank))
    if written.warning is not None:
        yield from _warning_faults(written.warning)
        yield from _score_faults(written.warning, written.parameters.parameters)


def _placed(field: str, path: ElementPath, fault: Fault | None) -> Iterator[Placed]:
    if fault is not None:
        yield field, path, fault


def amount_fault(amount: int, unit: str | None, *, deadline: bool = False, least: int | None = None) -> Fault | None:
    """What is wrong with an amount in a unit: lengths of time are at least 1, nothing is below 0."""
    longest = LONGEST_TERM.get(unit or "")
    if longest is None:
        lowest, most = 0, _MOST_OF.get(unit or "", MOST)
    else:
        lowest, most = 1, longest * (1 if deadline else _CENTURY)
    lowest = lowest if least is None else least
    if lowest <= amount <= most:
        return None
    what = f"（单位 {unit}）" if unit else ""
    limit = "，即十年" if deadline and longest else ""
    return f"这里的数 {amount}{what}不在范围内", f"写 {lowest} 至 {most}{limit}"


def _term_fault(term: files.TermEntry) -> Fault | None:
    return None if term.amount is None else amount_fault(term.amount, term.unit, deadline=True)


def _rank_fault(rank: int) -> Fault | None:
    return None if 1 <= rank <= _MOST_RANK else (f"次序 {rank} 不对", "从 1（最重）起，依次写 1、2、3")


def _clock_faults(written: files.ClocksFile) -> Iterator[Placed]:
    for index, clock in enumerate(written.clocks):
        yield from _placed("clocks", ("clocks", index, "term", "amount"), _term_fault(clock.term))
        for place, minutes in enumerate(clock.warn_before_minutes):
            if not _FEWEST_MINUTES <= minutes < LONGEST_TERM["minutes"]:
                fault = f"提前 {minutes} 分钟提醒，不在范围内", "写 1 分钟以上、十年以内的分钟数，如 60"
                yield "clocks", ("clocks", index, "warn_before_minutes", place), fault


def _deadlines(written: files.PlanFiles) -> frozenset[str | None]:
    """The parameters that a clock, a task or a later signature takes its length from."""
    later = (
        countersign.parameter
        for entry in written.signatures.signatures
        for countersign in (entry.countersign, entry.phone_countersign)
        if countersign is not None
    )
    tasks = (due.parameter for task in written.tasks.tasks for due in task.due.values())
    return frozenset({*(clock.term.parameter for clock in written.clocks.clocks), *tasks, *later})


def _parameter_faults(written: files.PlanFiles) -> Iterator[Placed]:
    deadlines = _deadlines(written)
    for index, parameter in enumerate(written.parameters.parameters):
        at: ElementPath = ("parameters", index)
        deadline = parameter.id in deadlines
        if isinstance(parameter.value, int):
            for key in ("value", "floor", "ceiling"):
                amount = getattr(parameter, key)
                yield from _bounded((*at, key), amount, parameter.unit, deadline=deadline)
        for name, quantity in parameter.quantities.items():
            for key in ("amount", "floor", "ceiling"):
                amount = getattr(quantity, key)
                yield from _bounded((*at, "quantities", name, key), amount, quantity.unit, deadline=deadline)
        yield from _crossed(parameter, at)
        if parameter.key == _THRESHOLDS and "base_rate" in parameter.quantities:
            yield from _rare_count_faults(parameter, at)


def _crossed(parameter: model.Parameter, at: ElementPath) -> Iterator[Placed]:
    """A least that is above the most (PAR-21): no number lies between the two."""
    least, most = (parameter.quantities.get(name) for name in ("smallest", "largest"))
    if least is not None and most is not None and least.unit == most.unit and least.amount > most.amount:
        fault = (
            f"smallest 是 {least.amount}，大于 largest {most.amount}",
            f"写不大于 {most.amount} 的数，或者改 largest",
        )
        yield "parameters", (*at, "quantities", "smallest"), fault


def _bounded(path: ElementPath, amount: int | None, unit: str | None, *, deadline: bool) -> Iterator[Placed]:
    if amount is not None:
        least = 0 if path[-1] == "floor" else None
        yield from _placed("parameters", path, amount_fault(amount, unit, deadline=deadline, least=least))


def _rare_count_faults(parameter: model.Parameter, at: ElementPath) -> Iterator[Placed]:
    for name, (unit, least, most) in _RARE_COUNT.items():
        quantity = parameter.quantities.get(name)
        remedy = f"写 {name}: {{amount: {least} 至 {most} 的数, unit: {unit}}}"
        if quantity is None:
            yield "parameters", (*at, "quantities"), (f"缺少 {name}，家数界线算不出来", remedy)
        elif quantity.unit != unit or not least <= quantity.amount <= most:
            fault = f"{name} 是 {quantity.amount} {quantity.unit}，家数界线算不出来", remedy
            yield "parameters", (*at, "quantities", name), fault


def _warning_faults(warning: WarningFile) -> Iterator[Placed]:
    """Ranks without a gap, since attention goes up step by step; and reasons that a fact can keep."""
    ranks = sorted(level.rank for level in warning.levels)
    if ranks != list(range(1, len(ranks) + 1)):
        fault = f"研判级别的次序是 {ranks[:10]}，中间有空缺或者重复", "从 1（最重）起，依次写 1、2、3"
        yield "warning", ("levels",), fault
    for index, indicator in enumerate(warning.indicators):
        if indicator.weight > MOST:
            fault = f"权重 {indicator.weight} 太大", f"写 0 至 {MOST}"
            yield "warning", ("indicators", index, "weight"), fault
    yield from _reason_faults(warning)


def _score_faults(warning: WarningFile, parameters: tuple[model.Parameter, ...]) -> Iterator[Placed]:
    """Shares that the score is made of are parts per million; what a thin score gives at most is a level."""
    ranks = [level.rank for level in warning.levels]
    for index, parameter in enumerate(parameters):
        if parameter.id != warning.score_parameter:
            continue
        at = ("parameters", index, "quantities")
        for name, quantity in parameter.quantities.items():
            if name in _SCORE and quantity.unit != "ppm":
                yield "parameters", (*at, name), (f"{name} 的单位是 {quantity.unit}，分数算不出来", "单位写 ppm")
            if name == "gravest_by_thin_score" and quantity.amount not in ranks:
                message = f"没有第 {quantity.amount} 级研判"
                yield "parameters", (*at, name), (message, f"写 warning.yaml 的 levels 里有的次序：{ranks[:10]}")


def _reason_faults(warning: WarningFile) -> Iterator[Placed]:
    """A hard rule that holds is told in one line, with every indicator it reads."""
    shown = {indicator.figure: _longest(indicator) for indicator in warning.indicators}
    level = max(len(entry.name) for entry in warning.levels)
    for index, hard in enumerate(warning.hard_rules):
        figures = sum(shown.get(name, 0) for name in set(_NAME.findall(hard.when)))
        length = max(figures, len(hard.name)) + len(hard.words) + level + 10
        if length > LONGEST_LINE:
            fault = f"这条规则成立时，理由会有 {length} 个字，多于 {LONGEST_LINE} 个", "少用几个指标，或者把 words 写短"
            yield "warning", ("hard_rules", index), fault


def _longest(indicator: Indicator) -> int:
    """Characters that an indicator with its value and the sign between takes at most."""
    return len(indicator.name) + max([26, *map(len, indicator.state_names)]) + 2
