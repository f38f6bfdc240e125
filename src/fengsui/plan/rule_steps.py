"""A parsed rule as a function of the figures, in three values (Kleene): true, false, or None for unknown.

Most of a plan's rules are figures against numbers, and truths joined or negated: those are objects whose parts can be
looked at, so that `truth_table` reads them on many cases at once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rule_engine import ast

from fengsui.plan.errors import RuleError

FigureValue = int | bool | str | None


class Margin:
    """The plan's margin, and whether a compared figure has been within it of its threshold."""

    __slots__ = ("borderline", "percent")

    def __init__(self, percent: int) -> None:
        self.percent = percent
        self.borderline = False

    def note(self, below: int, value: int, threshold: int) -> None:
        """Distance to the nearest whole value that would turn the comparison, against the margin.

        Counting to the value that turns it (not to the threshold) keeps small counts honest: two failures
        against "at least two" are one whole failure away from turning, half the threshold, hence no borderline.
        The comparison turns between `below` and the next whole number.
        """
        distance = value - below if value > below else below + 1 - value
        if distance * 100 <= abs(threshold) * self.percent:
            self.borderline = True


Step = Callable[[Mapping[str, FigureValue], Margin], FigureValue]
_MIRRORED: Mapping[str, str] = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_ORDERS: Mapping[str, Callable[[int, int], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def _turning(comparison: str, threshold: int) -> int:
    """The whole number after which a comparison turns: ge and lt do so between threshold - 1 and threshold."""
    return threshold - 1 if comparison in ("ge", "lt") else threshold


def step_of(node: Any) -> Step:
    """A tree as a function of the figures: walked once, called for every case and every institution."""
    if isinstance(node, ast.SymbolExpression):
        return Figure(node.name)
    if isinstance(node, (ast.FloatExpression, ast.StringExpression, ast.BooleanExpression)):
        literal: FigureValue = int(node.value) if isinstance(node, ast.FloatExpression) else node.value
        return lambda *_: literal
    if isinstance(node, ast.UnaryExpression):
        inner = step_of(node.right)
        return Negated(inner) if node.type == "not" else _minus(inner)
    if isinstance(node, ast.LogicExpression):
        return Joined(tuple(step_of(side) for side in _sides(node, node.type)), decisive=node.type == "or")
    if isinstance(node, ast.ComparisonExpression):
        return _comparison(node)
    left, right = step_of(node.left), step_of(node.right)
    return lambda figures, margin: _arithmetic(node, left(figures, margin), right(figures, margin))


def _sides(node: Any, kind: str) -> list[Any]:
    """What a chain of the same operator joins: `a or b or c` are three sides."""
    chain: list[Any] = []
    while isinstance(node, ast.LogicExpression) and node.type == kind:
        chain.append(node.right)
        node = node.left
    return [node, *reversed(chain)]


def _minus(inner: Step) -> Step:
    def turned(figures: Mapping[str, FigureValue], margin: Margin) -> FigureValue:
        operand = inner(figures, margin)
        return None if operand is None else -_number(operand)

    return turned


@dataclass(slots=True)
class Figure:
    """A figure by itself."""

    name: str

    def __call__(self, figures: Mapping[str, FigureValue], _: Margin) -> FigureValue:
        """Its value."""
        return figures.get(self.name)


@dataclass(slots=True)
class Negated:
    """What holds where the inner does not; the unknown stays unknown."""

    inner: Step

    def __call__(self, figures: Mapping[str, FigureValue], margin: Margin) -> FigureValue:
        """Whether it holds; raises RuleError where the inner is no truth."""
        truth = _truth(self.inner(figures, margin))
        return None if truth is None else not truth


@dataclass(slots=True)
class Joined:
    """Kleene: one true decides an "or", one false an "and". Every side is read, since each may be borderline.

    An object like `Threshold`, no closure: those make up a plan's rules, and a closure is five objects to keep.
    """

    sides: tuple[Step, ...]
    decisive: bool

    def __call__(self, figures: Mapping[str, FigureValue], margin: Margin) -> FigureValue:
        """Whether it holds."""
        decisive = self.decisive
        decided = unknown = False
        for side in self.sides:
            truth = side(figures, margin)
            if truth is decisive:
                decided = True
            elif truth is None:
                unknown = True
            elif not isinstance(truth, bool):
                _truth(truth)
        return decisive if decided else None if unknown else not decisive


def _comparison(node: Any) -> Step:
    kind, left, right = node.type, step_of(node.left), step_of(node.right)
    if kind in ("eq", "ne") and isinstance(left, Figure) and isinstance(node.right, ast.FloatExpression):
        return Equality(left.name, int(node.right.value), wanted=kind == "eq")
    if kind in ("eq", "ne"):
        return lambda figures, margin: _equal(left(figures, margin), right(figures, margin), wanted=kind == "eq")
    ordered = _ORDERS[kind]
    if isinstance(node.left, ast.SymbolExpression) and isinstance(node.right, ast.FloatExpression):
        threshold = int(node.right.value)
        return Threshold(node.left.name, ordered, threshold, _turning(kind, threshold))
    constant_left = isinstance(node.left, ast.FloatExpression)
    constant_right = isinstance(node.right, ast.FloatExpression)

    def compared(figures: Mapping[str, FigureValue], margin: Margin) -> FigureValue:
        first, second = left(figures, margin), right(figures, margin)
        if first is None or second is None:
            return None
        if type(first) is not int or type(second) is not int:
            raise _mismatch(first, second)
        if not constant_left:
            margin.note(_turning(kind, second), first, second)
        elif not constant_right:
            margin.note(_turning(_MIRRORED[kind], first), second, first)
        return ordered(first, second)

    return compared


@dataclass(slots=True)
class Threshold:
    """A figure against a number, as most comparisons of a plan are: the same answer as in general, in one step."""

    name: str
    ordered: Callable[[int, int], bool]
    threshold: int
    below: int

    def __call__(self, figures: Mapping[str, FigureValue], margin: Margin) -> FigureValue:
        """Whether it holds; raises RuleError where the figure is no whole number."""
        value = figures.get(self.name)
        if value is None:
            return None
        if type(value) is not int:
            raise _mismatch(value, self.threshold)
        margin.note(self.below, value, self.threshold)
        return self.ordered(value, self.threshold)


@dataclass(slots=True)
class Equality:
    """A figure that must be a number (`wanted`), or must not be it."""

    name: str
    number: int
    wanted: bool

    def __call__(self, figures: Mapping[str, FigureValue], _: Margin) -> FigureValue:
        """Whether it holds; raises RuleError where the figure is no whole number."""
        return _equal(figures.get(self.name), self.number, wanted=self.wanted)


def _equal(first: FigureValue, second: FigureValue, *, wanted: bool) -> bool | None:
    if first is None or second is None:
        return None
    if type(first) is not type(second):
        raise _mismatch(first, second)
    return (first == second) is wanted


def _mismatch(first: FigureValue, second: FigureValue) -> RuleError:
    if type(first) is not type(second):
        return RuleError(f"比较的两边类型不一致: {first!r} 与 {second!r}")
    return RuleError(f"这里需要整数，得到 {first!r}")


def _arithmetic(node: Any, left: FigureValue, right: FigureValue) -> int | None:
    if left is None or right is None:
        return None
    first, second = _number(left), _number(right)
    if isinstance(node, ast.AddExpression):
        return first + second
    return first - second if isinstance(node, ast.SubtractExpression) else first * second


def _truth(value: FigureValue) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise RuleError(f"and / or / not 只接受真假值，得到 {value!r}")


def _number(value: FigureValue) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise RuleError(f"这里需要整数，得到 {value!r}")
