"""What holds for every file: names that say something, sizes that can be read, nothing of one machine."""

import ast
import re
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, files, python_files, text

LONGEST_MODULE = 450  # lines; the aim is 400
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "misc", "manager", "managers", "common", "stuff"}

# Folders of one machine, and addresses of package registries. Written so that this file doesn't hold them itself.
ONE_MACHINE = re.compile(r"(?<![\w.}])/(?:wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+|tm[p])(?:/|\b)")
REGISTRY = re.compile(r"(?:py[p]i\.org|pythonhost[e]d\.org|registry\.np[m]js|npm[m]irror|tun[a]\.tsinghua)")


def test_no_file_names_one_machine() -> None:
    """Whatever works, works on any machine: no file holds a path of somebody's own."""
    found = {
        f"{path}:{number}: {line.strip()[:100]}"
        for path in files()
        for number, line in enumerate(text(path).splitlines(), 1)
        if ONE_MACHINE.search(line)
    }
    assert found == set()


def test_no_file_names_a_registry() -> None:
    """Where packages come from is each machine's own setting (many a ministry has a mirror)."""
    assert [str(path) for path in files() if REGISTRY.search(text(path))] == []


def test_no_merge_marks() -> None:
    """No file was committed in the middle of a merge."""
    mark = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)
    assert [str(path) for path in files() if mark.search(text(path))] == []


def test_modules_can_be_read_in_one_sitting() -> None:
    """A module that outgrows the limit becomes a folder of the same name."""
    lengths = {str(path): len(text(path).splitlines()) for path in python_files("src")}
    assert {path: length for path, length in lengths.items() if length >= LONGEST_MODULE} == {}


def test_names_say_something() -> None:
    """No file or folder of code is named after being useful; it is named after what it does."""
    assert [
        str(path)
        for path in python_files("src", "tests", "bench", "scripts")
        if {Path(part).stem for part in path.parts} & EMPTY_NAMES
    ] == []


def test_every_test_says_what_is_promised() -> None:
    """Each test function carries a sentence; a reader of the tests learns what the product promises."""
    silent = [
        f"{path}: {node.name}"
        for path in python_files("tests")
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def is_pure(path: Path) -> bool:
    """Tell whether a module must be pure: rules, facts, and all of the plan but its loader."""
    inside = path.relative_to("src/fengsui").parts
    return inside[0] == "plan" or bool({"rules", "rules.py", "facts", "facts.py"} & set(inside))


def impurities(path: Path) -> list[str]:
    """Return the calls in a module that read the time or chance, as file:line: name."""
    reading = {"now", "utcnow", "today", "localtime", "monotonic", "perf_counter", "uuid4", "getenv"}
    found = []
    for node in ast.walk(ast.parse(text(path))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in reading:
            found.append(f"{path}:{node.lineno}: {node.func.attr}")
    return found


def test_rules_and_facts_read_no_clock() -> None:
    """A rule gets `now` as an argument, so that the same facts give the same answer on any day."""
    assert [
        finding
        for path in python_files("src")
        if path.is_relative_to("src/fengsui") and is_pure(path)
        for finding in impurities(path)
    ] == []


def test_every_package_has_an_init() -> None:
    """import-linter and mypy see a folder of code only if it is a package."""
    folders = {path.parent for path in python_files("src")} - {Path("src")}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("ending", [".py", ".sh", ".md", ".html", ".css", ".js", ".yaml", ".toml"])
def test_text_ends_with_one_line_end(ending: str) -> None:
    """Texts use one line end, and the last line has it too."""
    wrong = [
        str(path)
        for path in files()
        if path.suffix == ending and text(path) and ("\r" in text(path) or not text(path).endswith("\n"))
    ]
    assert wrong == []
