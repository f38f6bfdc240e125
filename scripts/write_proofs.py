"""Writes proofs.yaml beside the national plan: which tests prove which clause, and which capability the rest wait for.

    python scripts/write_proofs.py > plans/national-2019-75/proofs.yaml      (make proofs)

It reads the text of the tests, so that nothing has to run: ``@proof("4.1.a")`` proves a clause, ``@clause("4.1.a")``
names it.
"""

import ast
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CAPABILITIES = ROOT / "tests" / "proofs" / "capabilities.csv"
# What the parts of the program are called on pages, and whether they are there.
NAMES = {
    "Tonight's room": ("事件处置", True),
    "Early warning": ("监测预警", True),
    "The plan as data, whole": ("预案成为数据", True),
    "Command and papers": ("指挥和公文", False),
    "Measures by law, and closing well": ("依法处置和结案", False),
    "Off-site supervision and contagion": ("非现场监管和风险传导", False),
    "A channel that answers every lender": ("出借人诉求答复", False),
    "One truthful voice": ("统一发布", False),
    "Rehearse it, answer for it": ("演练和问责", False),
}
Marks = dict[str, set[str]]


def capabilities() -> dict[str, str]:
    """Clause → the capability that proves it, in the order of the clauses."""
    with CAPABILITIES.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["proven_with"] for row in csv.DictReader(file)}


def proofs() -> Marks:
    """Clause → the proofs in tests/proofs. Raises ValueError for a mark whose clauses are not written out."""
    return _marked((ROOT / "tests" / "proofs").rglob("test_*.py"), "proof")


def named() -> Marks:
    """Clause → all tests marked with it by ``@clause``, wherever they stand."""
    return _marked((ROOT / "tests").rglob("test_*.py"), "clause")


def proofs_file() -> str:
    """The whole file. Proofs before further tests; everything sorted, so that the same tests give the same text."""
    proven, also = proofs(), named()
    lines = [
        "# Written by `make proofs` from the tests; not part of the plan. Which tests prove a clause (tests), which",
        "# further ones name it (also), and which capability it belongs to: without a proof it waits for that one.",
        "capabilities:",
    ]
    for capability, (name, built) in NAMES.items():
        lines.append(f"  - {{id: {_quoted(capability)}, name: {name}, built: {str(built).lower()}}}")
    lines.append("proofs:")
    for clause, capability in capabilities().items():
        lines += [f"  - clause: {_quoted(clause)}", f"    capability: {_quoted(capability)}"]
        lines += _listed("tests", proven[clause])
        lines += _listed("also", also[clause] - proven[clause])
    return "\n".join(lines) + "\n"


def _listed(key: str, tests: Iterable[str]) -> list[str]:
    listed = sorted(tests)
    return [f"    {key}:", *(f"      - {_quoted(test)}" for test in listed)] if listed else []


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _marked(paths: Iterable[Path], mark: str) -> Marks:
    found: Marks = defaultdict(set)
    for path in sorted(paths):
        place = path.relative_to(ROOT).as_posix()
        for name, root in _decorations(ast.parse(path.read_text(encoding="utf-8"))):
            for call in ast.walk(root):
                if isinstance(call, ast.Call) and _name(call.func) == mark:
                    for clause in _written_out(call, place):
                        found[clause].add(f"{place}::{name}")
    return found


def _decorations(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """What stands above a test, and the marks of single cases of a parametrized one, each with the test's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                yield node.name, decorator


def _written_out(call: ast.Call, place: str) -> Iterator[str]:
    for argument in call.args:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            msg = f"{place}:{call.lineno}: write the clauses of a mark out"
            raise ValueError(msg)  # noqa: TRY004 (the tests are at fault, not a caller)
        yield argument.value


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


if __name__ == "__main__":
    sys.stdout.write(proofs_file())
