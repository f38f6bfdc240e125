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
import operator
import re
from collections.abc import Callable, Iterator, Mapping
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
# The longest rule of the national plan has 60 words. A tree is walked by recursion, so it must not be deep.
_MOST_WORDS = 300
_MOST_DIGITS = 18
_LONGEST_NAME = 80
_RULES_KEPT = 4096  # parsed rules are kept: a plan may have 2,000, and every case reads each of them
_FOREIGN_WORDS = frozenset({"in", "null", "true", "false", "inf", "nan", "for", "if"})
_ENGINE = rule_engine.Context()  # one for all rules: making it costs a quarter of reading a rule
_LEAVES = frozenset({ast.SymbolExpression, ast.FloatExpression, ast.StringExpression, ast.BooleanExpression})
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
    margin = _Margin(borderline_percent)
    truth = _steps(expression)(figures, margin)
    if truth is not None and not isinstance(truth, bool):
        raise RuleError(f"规则的结果不是真假值: {expression}")
    present: dict[str, int | bool | str] = {}
    missing: list[str] = []
    for name in names_in(expression):
        value = figures.get(name)
        if value is None:
            missing.append(name)
        else:
            present[name] = value
    return RuleResult(truth, tuple(missing), MappingProxyType(present), margin.borderline, rule_id, grade_id)


@lru_cache(maxsize=_RULES_KEPT)
def names_in(expression: str) -> tuple[str, ...]:
    """The figure names a rule mentions, each once, in order of appearance."""
    symbols = (node.name for node in _nodes(_parse(expression)) if isinstance(node, ast.SymbolExpression))
    return tuple(dict.fromkeys(symbols))


def tree_of(expression: str) -> Any:
    """The parsed rule, for whoever compares rules by their shape. Raises RuleError for one outside the language."""
    return _parse(expression)


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
    faults: list[str] = []
    if _kind(_parse(expression), figures, faults) not in (None, "boolean"):
        faults.append("规则的结果必须是真假值")
    return list(dict.fromkeys(faults))


def suggestion(name: str, known: Mapping[str, object] | frozenset[str]) -> str:
    """The tail of an error message that names the nearest known word, or nothing."""
    return _nearest(name, frozenset(known)) if len(name) <= _LONGEST_NAME else ""


@lru_cache(maxsize=_RULES_KEPT)
def _nearest(name: str, known: frozenset[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"，是否指 {near[0]!r}？" if near else ""


@lru_cache(maxsize=_RULES_KEPT)
def _parse(expression: str) -> Any:
    whole = _in_whole_numbers(expression)
    try:
        tree = rule_engine.Rule(whole, context=_ENGINE).statement.expression
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
            word = expression[position:].split(maxsplit=1)[0][:_LONGEST_NAME]
            raise RuleError(f"规则只允许 and or not、比较、+ - *、整数、百分数、'文字' 和指标名，不允许 {word!r}")
        percent = match["percent"]
        words.append(match.group() if percent is None else str(parts_per_million(percent)))
        if len(words) > 2 * _MOST_WORDS:  # half of them are spaces
            raise RuleError(f"规则长于 {_MOST_WORDS} 个词，拆成几条规则写")
        if len(words[-1]) > _MOST_DIGITS and words[-1].isdigit():
            raise RuleError(f"规则里的数多于 {_MOST_DIGITS} 位")
        position = match.end()
    return "".join(words)


def parts_per_million(percent: str) -> int:
    """`33.3333` per cent as 333333 parts per million; at most four decimals, so that nothing is rounded."""
    whole, _, decimals = percent.partition(".")
    return int(whole + decimals.ljust(_PERCENT_DIGITS, "0"))


def _nodes(tree: Any) -> Iterator[Any]:
    """Every node of the tree, the root first, left before right; raises RuleError at one outside the language."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        kind = type(node)
        if kind is ast.FuzzyComparisonExpression:
            raise RuleError("规则不允许模糊匹配")
        if isinstance(node, _BINARY) or (isinstance(node, ast.ArithmeticExpression) and node.type == "mul"):
            waiting += (node.right, node.left)
        elif kind is ast.UnaryExpression and node.type in ("not", "uminus"):
            waiting.append(node.right)
        elif kind not in _LEAVES:
            raise RuleError(f"规则不允许这种写法: {kind.__name__}")


def _kind(node: Any, figures: Mapping[str, FigureType], faults: list[str]) -> FigureType | None:
    """The kind of value a tree gives; None where a fault leaves it open. Adds every fault of kind it meets."""
    if isinstance(node, ast.SymbolExpression):
        return figures[node.name]
    if isinstance(node, ast.FloatExpression):
        return "integer"
    if isinstance(node, ast.StringExpression):
        return "text"
    if isinstance(node, ast.BooleanExpression):
        return "boolean"
    sides = [node.right] if isinstance(node, ast.UnaryExpression) else [node.left, node.right]
    kinds = [_kind(side, figures, faults) for side in sides]
    if isinstance(node, ast.LogicExpression) or node.type == "not":
        if any(kind not in (None, "boolean") for kind in kinds):
            faults.append(f"{node.type} 两边必须是真假值")
        return "boolean"
    if isinstance(node, ast.ComparisonExpression):
        ordered = node.type not in ("eq", "ne")
        if None not in kinds and (kinds[0] != kinds[1] or (ordered and kinds[0] != "integer")):
            faults.append("比较的两边类型不一致")
        return "boolean"
    if any(kind not in (None, "integer") for kind in kinds):
        faults.append(f"{node.type} 两边必须是整数")
        return None
    return "integer"


class _Margin:
    """The plan's margin, and whether a compared figure has been within it of its threshold."""

    __slots__ = ("borderline", "percent")

    def __init__(self, percent: int) -> None:
        self.percent = percent
        self.borderline = False

    def note(self, comparison: str, value: int, threshold: int) -> None:
        """Distance to the nearest whole value that would turn the comparison, against the margin.

        Counting to the value that turns it (not to the threshold) keeps small counts honest: two failures
        against "at least two" are one whole failure away from turning, half the threshold, hence no borderline.
        """
        # ge and lt turn between threshold-1 and threshold, gt and le between threshold and threshold+1
        below = threshold - 1 if comparison in ("ge", "lt") else threshold
        distance = value - below if value > below else below + 1 - value
        if distance * 100 <= abs(threshold) * self.percent:
            self.borderline = True


_Step = Callable[[Mapping[str, FigureValue], _Margin], FigureValue]
_MIRRORED: Mapping[str, str] = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_ORDERS: Mapping[str, Callable[[int, int], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@lru_cache(maxsize=_RULES_KEPT)
def _steps(expression: str) -> _Step:
    return _step(_parse(expression))


def _step(node: Any) -> _Step:
    """A tree as a function of the figures: walked once, called for every case and every institution."""
    if isinstance(node, ast.SymbolExpression):
        name = node.name
        return lambda figures, _: figures.get(name)
    if isinstance(node, (ast.FloatExpression, ast.StringExpression, ast.BooleanExpression)):
        literal: FigureValue = int(node.value) if isinstance(node, ast.FloatExpression) else node.value
        return lambda *_: literal
    if isinstance(node, ast.UnaryExpression):
        return _unary(node.type, _step(node.right))
    if isinstance(node, ast.LogicExpression):
        return _logic([_step(side) for side in _sides(node, node.type)], decisive=node.type == "or")
    if isinstance(node, ast.ComparisonExpression):
        return _comparison(node)
    left, right = _step(node.left), _step(node.right)
    return lambda figures, margin: _arithmetic(node, left(figures, margin), right(figures, margin))


def _sides(node: Any, kind: str) -> list[Any]:
    """What a chain of the same operator joins: `a or b or c` are three sides."""
    chain: list[Any] = []
    while isinstance(node, ast.LogicExpression) and node.type == kind:
        chain.append(node.right)
        node = node.left
    return [node, *reversed(chain)]


def _unary(kind: str, inner: _Step) -> _Step:
    def turned(figures: Mapping[str, FigureValue], margin: _Margin) -> FigureValue:
        operand = inner(figures, margin)
        if kind == "not":
            truth = _truth(operand)
            return None if truth is None else not truth
        return None if operand is None else -_number(operand)

    return turned


def _logic(sides: list[_Step], *, decisive: bool) -> _Step:
    """Kleene: one true decides an "or", one false an "and". Every side is read, since each may be borderline."""

    def joined(figures: Mapping[str, FigureValue], margin: _Margin) -> FigureValue:
        decided = unknown = False
        for side in sides:
            truth = side(figures, margin)
            if truth is decisive:
                decided = True
            elif truth is None:
                unknown = True
            elif not isinstance(truth, bool):
                _truth(truth)
        return decisive if decided else None if unknown else not decisive

    return joined


def _comparison(node: Any) -> _Step:
    kind, left, right = node.type, _step(node.left), _step(node.right)
    if kind in ("eq", "ne"):
        return lambda figures, margin: _equal(left(figures, margin), right(figures, margin), wanted=kind == "eq")
    ordered = _ORDERS[kind]
    if isinstance(node.left, ast.SymbolExpression) and isinstance(node.right, ast.FloatExpression):
        return _threshold(node.left.name, kind, int(node.right.value))
    constant_left = isinstance(node.left, ast.FloatExpression)
    constant_right = isinstance(node.right, ast.FloatExpression)

    def compared(figures: Mapping[str, FigureValue], margin: _Margin) -> FigureValue:
        first, second = left(figures, margin), right(figures, margin)
        if first is None or second is None:
            return None
        if type(first) is not int or type(second) is not int:
            raise _mismatch(first, second)
        if not constant_left:
            margin.note(kind, first, second)
        elif not constant_right:
            margin.note(_MIRRORED[kind], second, first)
        return ordered(first, second)

    return compared


def _threshold(name: str, kind: str, threshold: int) -> _Step:
    """A figure against a number, as most comparisons of a plan are: the same answer as in general, in one step."""
    ordered = _ORDERS[kind]

    def compared(figures: Mapping[str, FigureValue], margin: _Margin) -> FigureValue:
        value = figures.get(name)
        if value is None:
            return None
        if type(value) is not int:
            raise _mismatch(value, threshold)
        margin.note(kind, value, threshold)
        return ordered(value, threshold)

    return compared


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
