"""Rules read on many cases at once.

2,000 rules with a case for each are four million readings, one by one ten seconds. Here the cases stand side by side:
what holds in which of them is one whole number, a bit for each case, and a comparison looks its number up in the
sorted values of its figure. The answers are those of `evaluate_rule`, the mark for a borderline included.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import ge, gt, or_

from fengsui.plan.errors import RuleError
from fengsui.plan.rule_steps import Equality, Figure, FigureValue, Joined, Margin, Negated, Step, Threshold
from fengsui.plan.rules import read_rule


@dataclass(frozen=True, slots=True)
class Truths:
    """In which cases a rule holds, in which it does not, and where a figure lay close to a threshold: bits of cases."""

    true: int
    false: int
    borderline: int = 0


def cases_in(bits: int) -> Iterator[int]:
    """The numbers of the cases whose bit is set, from 0."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class TruthTable:
    """The cases of a table, each with its figures. `odd`: those in which a rule met a value of the wrong kind.

    An odd case has no answers here: read it by itself, which says what is wrong with it.
    """

    def __init__(self, cases: Sequence[Mapping[str, FigureValue]], borderline_percent: int) -> None:
        self._cases = cases
        self._percent = borderline_percent
        self._columns: dict[str, _Column] = {}
        self.all = (1 << len(cases)) - 1
        self.odd = 0

    def read(self, expression: str) -> Truths:
        """One rule on every case. Raises RuleError for a rule outside the language."""
        return self._read(read_rule(expression)[1])

    def _read(self, step: Step) -> Truths:
        if isinstance(step, Threshold):
            return self._against_number(step)
        if isinstance(step, Joined):
            return _joined([self._read(side) for side in step.sides], decisive=step.decisive)
        if isinstance(step, Negated):
            inner = self._read(step.inner)
            return Truths(inner.false, inner.true, inner.borderline)
        if isinstance(step, Equality):
            return self._equal(step)
        if isinstance(step, Figure):
            column = self._column(step.name)
            self.odd |= column.known | column.texts
            return Truths(column.true, column.false)
        return self._one_by_one(step)

    def _against_number(self, step: Threshold) -> Truths:
        column = self._column(step.name)
        self.odd |= column.true | column.false | column.texts
        above = column.above(step.below)
        known = column.known
        near = abs(step.threshold) * self._percent // 100  # how far a borderline value may lie from turning
        borderline = column.above(step.below - near) & ~column.above(step.below + near)
        if step.ordered in (ge, gt):
            return Truths(above, known & ~above, borderline & known)
        return Truths(known & ~above, above, borderline & known)

    def _equal(self, step: Equality) -> Truths:
        column = self._column(step.name)
        self.odd |= column.true | column.false | column.texts
        same = column.above(step.number - 1) & ~column.above(step.number)
        other = column.known & ~same
        return Truths(same, other) if step.wanted else Truths(other, same)

    def _one_by_one(self, step: Step) -> Truths:
        true = false = borderline = 0
        for number, figures in enumerate(self._cases):
            margin = Margin(self._percent)
            try:
                truth = step(figures, margin)
            except RuleError:
                self.odd |= 1 << number
                continue
            if truth is True:
                true |= 1 << number
            elif truth is False:
                false |= 1 << number
            elif truth is not None:
                self.odd |= 1 << number
            if margin.borderline:
                borderline |= 1 << number
        return Truths(true, false, borderline)

    def _column(self, name: str) -> _Column:
        if name not in self._columns:
            self._columns[name] = _Column([case.get(name) for case in self._cases])
        return self._columns[name]


class _Column:
    """The values of one figure. `known`: the cases with a whole number; `true`, `false`, `texts`: with such a value."""

    def __init__(self, values: Sequence[FigureValue]) -> None:
        bits: dict[int, int] = {}
        self.true = self.false = self.texts = 0
        for number, value in enumerate(values):
            if value is True:
                self.true |= 1 << number
            elif value is False:
                self.false |= 1 << number
            elif isinstance(value, int):
                bits[value] = bits.get(value, 0) | 1 << number
            elif value is not None:
                self.texts |= 1 << number
        self._values = sorted(bits)
        self._up_to: list[int] = [0, *accumulate((bits[value] for value in self._values), or_)]
        self.known = self._up_to[-1]

    def above(self, number: int) -> int:
        """The cases whose value is greater than the number."""
        return self.known & ~self._up_to[bisect_right(self._values, number)]


def _joined(sides: Sequence[Truths], *, decisive: bool) -> Truths:
    some_true = some_false = borderline = 0
    all_true = all_false = -1
    for side in sides:
        some_true |= side.true
        some_false |= side.false
        all_true &= side.true
        all_false &= side.false
        borderline |= side.borderline
    return Truths(some_true, all_false, borderline) if decisive else Truths(all_true, some_false, borderline)
