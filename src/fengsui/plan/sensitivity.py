"""Whether one rule is true wherever another is: how a province may change a threshold (clause 0.6).

Decided by the shape of the two rules and nothing cleverer: the same rule with numbers moved to the sensitive side, or
with a further alternative after `or`. What is not seen to be at least as sensitive is refused.
"""

from __future__ import annotations

from typing import Any

from rule_engine import ast

from fengsui.plan.errors import RuleError
from fengsui.plan.rules import tree_of

_TURNS_ON_UPWARDS = frozenset({"ge", "gt"})
_MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def at_least_as_sensitive(old: str, new: str) -> bool:
    """Whether `new` is seen to be true on all figures on which `old` is. False also for a rule nobody can read."""
    try:
        return _covers(tree_of(old), tree_of(new), wanted=True)
    except RuleError:
        return False


def _covers(old: Any, new: Any, *, wanted: bool) -> bool:
    """Whether `new` has the truth value `wanted` wherever `old` has it."""
    widening = "or" if wanted else "and"
    if isinstance(new, ast.LogicExpression) and new.type == widening:
        return _all_found(_operands(old, widening), _operands(new, widening), wanted=wanted)
    if isinstance(old, ast.LogicExpression):
        return (
            isinstance(new, ast.LogicExpression)
            and old.type == new.type
            and _covers(old.left, new.left, wanted=wanted)
            and _covers(old.right, new.right, wanted=wanted)
        )
    if isinstance(old, ast.UnaryExpression) and old.type == "not":
        return (
            isinstance(new, ast.UnaryExpression)
            and new.type == "not"
            and _covers(old.right, new.right, wanted=not wanted)
        )
    if isinstance(old, ast.ComparisonExpression) and isinstance(new, ast.ComparisonExpression):
        return _comparison_covers(old, new, wanted=wanted)
    return _same(old, new)


def _all_found(old: list[Any], new: list[Any], *, wanted: bool) -> bool:
    """Whether each old alternative is found among the new ones, in the same order."""
    remaining = iter(new)
    return all(any(_covers(one, other, wanted=wanted) for other in remaining) for one in old)


def _operands(node: Any, operator: str) -> list[Any]:
    if isinstance(node, ast.LogicExpression) and node.type == operator:
        return [*_operands(node.left, operator), *_operands(node.right, operator)]
    return [node]


def _comparison_covers(old: Any, new: Any, *, wanted: bool) -> bool:
    if old.type != new.type:
        return False
    if _same(old.left, new.left) and _same(old.right, new.right):
        return True
    if old.type not in _MIRRORED:
        return False
    comparison, figure, number = old.type, (old.left, new.left), (old.right, new.right)
    if _number(old.left) is not None:
        comparison, figure, number = _MIRRORED[old.type], number, figure
    before, after = _number(number[0]), _number(number[1])
    if before is None or after is None or not _same(*figure):
        return False
    return after <= before if (comparison in _TURNS_ON_UPWARDS) == wanted else after >= before


def _number(node: Any) -> int | None:
    if isinstance(node, ast.FloatExpression):
        return int(node.value)
    if isinstance(node, ast.UnaryExpression) and node.type == "uminus":
        inner = _number(node.right)
        return None if inner is None else -inner
    return None


def _same(old: Any, new: Any) -> bool:
    if type(old) is not type(new):
        return False
    if isinstance(old, ast.SymbolExpression):
        return bool(old.name == new.name)
    if isinstance(old, (ast.FloatExpression, ast.StringExpression, ast.BooleanExpression)):
        return bool(old.value == new.value)
    if isinstance(old, ast.UnaryExpression):
        return bool(old.type == new.type) and _same(old.right, new.right)
    return bool(old.type == new.type) and _same(old.left, new.left) and _same(old.right, new.right)
