"""Rules over named figures: true, false, or unknown because a figure is missing.

The language is deliberately small — `and or not`, comparisons, `+ - *`, whole numbers, percentages, 'text' and names
— so that a lawyer can read a rule and the same text can run elsewhere (one event, a million rows, a cluster). Division
and decimals are left out on purpose: ratios are figures, computed in code as whole parts per million, `20%` is another
way to write the whole number 200000, and a rule that never rounds gives the same answer on every engine. The
rule-engine library parses and types; the three-valued reading (Kleene) is ours, because in that library a missing
value is an error.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

import rule_engine
from rule_engine import ast

from fengsui.plan.errors import RuleError

FigureType = Literal["integer", "boolean", "text"]
FigureValue = int | bool | str | None

_TOKEN = re.compile(
    r"\s+|'[^'\\\n]*'|(?P<percent>\d+(?:\.\d{1,4})?)%(?=\s*(?:$|[)<>=!+*-]|and\b|or\b))|\d+(?![\w.%])"
    r"|[a-z_][a-z0-9_]*(?![\w'])|==|!=|<=|>=|<|>|\+|-|\*(?!\*)|\(|\)"
)
_PERCENT_DIGITS = 4  # a percentage is ten thousand parts per million
_FOREIGN_WORDS = frozenset({"in", "null", "true", "false", "inf", "nan", "for", "if"})
_ENGINE_TYPES: Mapping[FigureType, Any] = MappingProxyType(
    {
        "integer": rule_engine.DataType.FLOAT,
        "boolean": rule_engine.DataType.BOOLEAN,
        "text": rule_engine.DataType.STRING,
    }
)
_BINARY = (ast.LogicExpression, ast.ComparisonExpression, ast.AddExpression, ast.SubtractExpression)


@dataclass(frozen=True)
class RuleResult:
    """The reading of one rule.

    `truth` is None when a missing figure decides; `missing` names every figure the rule mentions that has no value,
    even where the answer stands without it; `used` holds the ones that had. `borderline` means that a compared
    figure lies so close to a threshold that a change within the plan's margin would turn that comparison; where a
    figure is compared with another figure, the one on the right is the threshold.
    """

    truth: bool | None
    missing: tuple[str, ...] = ()
    used: Mapping[str, int | bool | str] = field(default_factory=dict)
    borderline: bool = False
    rule_id: str = ""
    grade_id: str | None = None


def evaluate_rule(
    expression: str,
    figures: Mapping[str, FigureValue],
    *,
    borderline_percent: int = 0,
    rule_id: str = "",
    grade_id: str | None = None,
) -> RuleResult:
    """Read one rule on the given figures (None or absent: missing).

    `borderline_percent` is the plan's margin around a threshold, in percent of it; 0 switches the mark off.
    Raises RuleError for a rule outside the language or one that compares different kinds of value.
    """
    tree = _parse(expression)
    reading = _Reading(figures, borderline_percent)
    truth = reading.value(tree)
    if truth is not None and not isinstance(truth, bool):
        raise RuleError(f"规则的结果不是真假值: {expression}")
    names = names_in(expression)
    present = {name: value for name in names if (value := figures.get(name)) is not None}
    missing = tuple(name for name in names if name not in present)
    return RuleResult(truth, missing, MappingProxyType(present), reading.borderline, rule_id, grade_id)


@lru_cache(maxsize=512)
def names_in(expression: str) -> tuple[str, ...]:
    """The figure names a rule mentions, each once, in order of appearance."""
    symbols = (node.name for node in _nodes(_parse(expression)) if isinstance(node, ast.SymbolExpression))
    return tuple(dict.fromkeys(symbols))


def check_expression(expression: str, figures: Mapping[str, FigureType] | None) -> list[str]:
    """Every fault of a rule's text, in words; with `figures` also unknown names and kinds that don't fit."""
    try:
        names = names_in(expression)
    except RuleError as error:
        return [str(error)]
    if figures is None:
        return []
    unknown = [f"未知的指标 {name!r}{suggestion(name, figures)}" for name in names if name not in figures]
    if unknown:
        return unknown
    types = {name: _ENGINE_TYPES[figures[name]] for name in names}
    context = rule_engine.Context(type_resolver=rule_engine.type_resolver_from_dict(types))
    try:
        tree = rule_engine.Rule(_in_whole_numbers(expression), context=context).statement.expression
    except rule_engine.EngineError as error:
        return [f"规则中的类型不一致: {error.message}"]
    return list(_kind_faults(tree))


def suggestion(name: str, known: Mapping[str, object] | frozenset[str]) -> str:
    """The tail of an error message that names the nearest known word, or nothing."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"，是否指 {near[0]!r}？" if near else ""


@lru_cache(maxsize=512)
def _parse(expression: str) -> Any:
    whole = _in_whole_numbers(expression)
    try:
        tree = rule_engine.Rule(whole).statement.expression
    except rule_engine.EngineError as error:
        raise RuleError(f"规则无法读懂: {error.message}") from error
    list(_nodes(tree))  # refuses what the tokens alone cannot show
    return tree


def _in_whole_numbers(expression: str) -> str:
    """The expression with percentages as whole parts per million; RuleError at a word outside the language."""
    position, words = 0, []
    while position < len(expression):
        match = _TOKEN.match(expression, position)
        if match is None or match.group() in _FOREIGN_WORDS:
            word = expression[position:].split(maxsplit=1)[0]
            raise RuleError(f"规则只允许 and or not、比较、+ - *、整数、百分数、'文字' 和指标名，不允许 {word!r}")
        percent = match["percent"]
        words.append(match.group() if percent is None else str(parts_per_million(percent)))
        position = match.end()
    return "".join(words)


def parts_per_million(percent: str) -> int:
    """`33.3333` per cent as 333333 parts per million; at most four decimals, so that nothing is rounded."""
    whole, _, decimals = percent.partition(".")
    return int(whole + decimals.ljust(_PERCENT_DIGITS, "0"))


def _nodes(node: Any) -> Iterator[Any]:
    """Every node of the tree, the root first; raises RuleError at one outside the language."""
    yield node
    if isinstance(node, ast.FuzzyComparisonExpression):
        raise RuleError("规则不允许模糊匹配")
    if isinstance(node, _BINARY) or (isinstance(node, ast.ArithmeticExpression) and node.type == "mul"):
        yield from _nodes(node.left)
        yield from _nodes(node.right)
    elif isinstance(node, ast.UnaryExpression) and node.type in ("not", "uminus"):
        yield from _nodes(node.right)
    elif not isinstance(node, (ast.SymbolExpression, ast.FloatExpression, ast.StringExpression, ast.BooleanExpression)):
        raise RuleError(f"规则不允许这种写法: {type(node).__name__}")


def _kind_faults(tree: Any) -> Iterator[str]:
    boolean = rule_engine.DataType.BOOLEAN
    if tree.result_type != boolean:
        yield "规则的结果必须是真假值"
    for node in _nodes(tree):
        if isinstance(node, ast.LogicExpression):
            operands = [node.left, node.right]
        elif isinstance(node, ast.UnaryExpression) and node.type == "not":
            operands = [node.right]
        else:
            operands = []
        if any(operand.result_type != boolean for operand in operands):
            yield f"{node.type} 两边必须是真假值"
        if isinstance(node, ast.ComparisonExpression) and node.left.result_type != node.right.result_type:
            yield "比较的两边类型不一致"


class _Reading:
    """One walk over a rule's tree; remembers whether a compared figure was close to its threshold."""

    def __init__(self, figures: Mapping[str, FigureValue], borderline_percent: int) -> None:
        self.figures = figures
        self.percent = borderline_percent
        self.borderline = False

    def value(self, node: Any) -> FigureValue:
        if isinstance(node, ast.SymbolExpression):
            return self.figures.get(node.name)
        if isinstance(node, ast.FloatExpression):
            return int(node.value)
        if isinstance(node, (ast.StringExpression, ast.BooleanExpression)):
            literal: FigureValue = node.value
            return literal
        if isinstance(node, ast.UnaryExpression):
            return self._unary(node)
        if isinstance(node, ast.LogicExpression):
            return _kleene(node.type, _truth(self.value(node.left)), _truth(self.value(node.right)))
        if isinstance(node, ast.ComparisonExpression):
            return self._comparison(node)
        return _arithmetic(node, self.value(node.left), self.value(node.right))

    def _unary(self, node: Any) -> FigureValue:
        operand = self.value(node.right)
        if node.type == "not":
            truth = _truth(operand)
            return None if truth is None else not truth
        return None if operand is None else -_number(operand)

    def _comparison(self, node: Any) -> bool | None:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        if type(left) is not type(right):
            raise RuleError(f"比较的两边类型不一致: {left!r} 与 {right!r}")
        if node.type == "eq":
            return left == right
        if node.type == "ne":
            return left != right
        first, second = _number(left), _number(right)
        if not isinstance(node.left, ast.FloatExpression):
            self._note_margin(node.type, first, second)
        elif not isinstance(node.right, ast.FloatExpression):
            mirrored = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
            self._note_margin(mirrored[node.type], second, first)
        return _ordered(node.type, first, second)

    def _note_margin(self, comparison: str, value: int, threshold: int) -> None:
        """Distance to the nearest whole value that would turn the comparison, against the margin.

        Counting to the value that turns it (not to the threshold) keeps small counts honest: two failures
        against "at least two" are one whole failure away from turning, half the threshold, hence no borderline.
        """
        at_least = comparison in ("ge", "lt")  # these two turn between threshold-1 and threshold
        below, above = (threshold - 1, threshold) if at_least else (threshold, threshold + 1)
        distance = value - below if value >= above else above - value
        if distance * 100 <= abs(threshold) * self.percent:
            self.borderline = True


def _kleene(operator: str, *operands: bool | None) -> bool | None:
    decisive = operator == "or"  # one true decides an "or", one false decides an "and"
    if decisive in operands:
        return decisive
    return None if None in operands else not decisive


def _ordered(comparison: str, left: int, right: int) -> bool:
    if comparison == "lt":
        return left < right
    if comparison == "le":
        return left <= right
    return left > right if comparison == "gt" else left >= right


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
