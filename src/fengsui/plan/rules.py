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
from fengsui.plan.rule_steps import FigureValue, Margin, Step, step_of

FigureType = Literal["integer", "boolean", "text"]

_TOKEN = re.compile(
    r"\s+|'[^'\\\n]*'|(?P<percent>\d+(?:\.\d{1,4})?)%(?=\s*(?:$|[)<>=!+*-]|and\b|or\b))|\d+(?![\w.%])"
    r"|[a-z_][a-z0-9_]*(?![\w'])|==|!=|<=|>=|<|>|\+|-|\*(?!\*)|\(|\)"
)
_PERCENT_DIGITS = 4  # a percentage is ten thousand parts per million
# The longest rule of the national plan has 60 words. A tree is walked by recursion, so it must not be deep.
_MOST_WORDS = 300
_MOST_DIGITS = 18
_LONGEST_NAME = 80
_RULES_KEPT = 4096  # what a rule does is kept: a plan may have 2,000, and every case reads each of them
_TREES_KEPT = 64  # its tree is not: it is looked at once or twice, and has 20 objects
_FOREIGN_WORDS = frozenset({"in", "null", "true", "false", "inf", "nan", "for", "if"})
_ENGINE = rule_engine.Context()  # one for all rules: making it costs a quarter of reading a rule
_LEAVES = frozenset({ast.SymbolExpression, ast.FloatExpression, ast.StringExpression, ast.BooleanExpression})
_BINARY = (ast.LogicExpression, ast.ComparisonExpression, ast.AddExpression, ast.SubtractExpression)


@dataclass(frozen=True, slots=True)
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
    margin = Margin(borderline_percent)
    names, step = read_rule(expression)
    truth = step(figures, margin)
    if truth is not None and not isinstance(truth, bool):
        raise RuleError(f"规则的结果不是真假值: {expression}")
    present: dict[str, int | bool | str] = {}
    missing: list[str] = []
    for name in names:
        value = figures.get(name)
        if value is None:
            missing.append(name)
        else:
            present[name] = value
    return RuleResult(truth, tuple(missing), MappingProxyType(present), margin.borderline, rule_id, grade_id)


def names_in(expression: str) -> tuple[str, ...]:
    """The figure names a rule mentions, each once, in order of appearance."""
    return read_rule(expression)[0]


@lru_cache(maxsize=_RULES_KEPT)
def read_rule(expression: str) -> tuple[tuple[str, ...], Step]:
    """The names a rule mentions, and the rule as a function of the figures."""
    tree = _parse(expression)
    names = (node.name for node in _nodes(tree) if isinstance(node, ast.SymbolExpression))
    return tuple(dict.fromkeys(names)), step_of(tree)


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


@lru_cache(maxsize=_TREES_KEPT)
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
