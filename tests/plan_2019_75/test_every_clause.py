"""Which clauses this part of the product proves, and that each of them has its test."""

import ast
from collections import defaultdict

import pytest

from tests.clauses import clause, clause_ids
from tests.repository.tree import python_files, text

TONIGHT = frozenset(
    [
        *("0.3", "0.8", "P.1"),
        *("1.1.d", "1.1.e", "1.1.h", "1.2.a", "1.2.c", "1.2.d", "1.2.f", "1.2.g", "1.5.d", "1.6.c", "1.7.b"),
        *("2.1", "2.2", "2.3", "2.4", "2.5", "2.6"),
        *("3.1.a", "3.1.b", "3.1.c", "3.1.d", "3.1.e", "3.2.3.a"),
        *("5.1.1.b", "5.2.1.0.a", "5.2.1.0.b", "5.2.1.0.c", "5.2.1.0.d"),
        *("5.2.1.1.a", "5.2.1.1.b", "5.2.1.1.c", "5.2.1.1.d"),
    ]
)
"""The clauses of the event room: from a report to the receipts of the two papers."""

EARLY_WARNING = frozenset(
    [
        *("0.5", "1.1.a", "1.1.c", "4.1.0"),
        *("4.1.a", "4.1.b", "4.1.c", "4.1.d", "4.1.e", "4.1.f", "4.1.g"),
        *("4.2.1", "4.2.2", "4.2.5", "4.2.7.a", "4.2.7.b", "4.2.7.c"),
        *("5.1.1.a", "5.1.2.a", "5.1.3.a", "5.1.3.b"),
    ]
)
"""The clauses of prevention: information in, levels, tickets, watch, verification, and the grade's numbers."""


def marked_tests() -> dict[str, set[str]]:
    """Clause id → the tests that are marked with it, read from the tests' text so that any run can ask."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in python_files("tests"):
        for node in ast.walk(ast.parse(text(path))):
            decorated = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            roots = node.decorator_list if decorated and isinstance(node, ast.FunctionDef) else []
            if isinstance(node, ast.Call) and _name(node.func) == "param":
                roots = [keyword.value for keyword in node.keywords if keyword.arg == "marks"]
            for root in roots:
                for name in _clauses(root):
                    found[name].add(f"{path}:{getattr(node, 'name', 'param')}")
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _clauses(root: ast.expr) -> set[str]:
    return {
        argument.value
        for call in ast.walk(root)
        if isinstance(call, ast.Call) and _name(call.func) == "clause"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_each_clause_of_the_event_room_has_its_test() -> None:
    """Thirty-five clauses, none without an acceptance test."""
    assert len(TONIGHT) == 35
    assert sorted(TONIGHT - marked_tests().keys()) == []


def test_each_clause_of_early_warning_has_its_test() -> None:
    """Twenty-one clauses, none without an acceptance test."""
    assert len(EARLY_WARNING) == 21
    assert sorted(EARLY_WARNING - marked_tests().keys()) == []


def test_every_mark_names_a_clause_of_the_plan() -> None:
    """A mark with a wrong id would prove nothing."""
    assert sorted(marked_tests().keys() - clause_ids()) == []
    for wrong in ((), ("9.9.z",), ("5.2.1.1.b", "nonsense")):
        with pytest.raises(ValueError, match="no such clause"):
            clause(*wrong)
