"""Reading one YAML file with the line of every value, so that an error can name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.scalarbool import ScalarBoolean

from fengsui.plan.errors import PlanError, Problem
from fengsui.plan.model import Element

ElementPath = tuple[str | int, ...]
Shape = TypeVar("Shape", bound=Element)


@dataclass(frozen=True)
class Source:
    """A parsed file: plain values (mappings, tuples, scalars) and the line of each path, counted from 1."""

    file: str
    content: Any
    lines: Mapping[ElementPath, int]

    def problem(self, path: ElementPath, message: str) -> Problem:
        """A problem at a path; the nearest enclosing element lends its line where the path itself has none."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        where = ".".join(str(part) for part in path) or "(文件)"
        return Problem(self.file, self.lines.get(known, 1), where, message)


def read_source(path: Path, name: str) -> Source:
    """Parse one YAML file. Raises PlanError for a missing file, bad YAML or a duplicate key.

    The same text is parsed once: keeping line numbers is slow, and kept plans mostly repeat the built-in one.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError([Problem(name, 0, "(文件)", f"无法读取: {error.__class__.__name__}")]) from error
    return _parsed(name, text)


@lru_cache(maxsize=64)
def _parsed(name: str, text: str) -> Source:
    try:
        document = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 0 if mark is None else mark.line + 1
        problem = str(error.problem or error.context).strip()
        raise PlanError([Problem(name, line, "(YAML)", problem)]) from error
    lines: dict[ElementPath, int] = {(): 1}
    return Source(name, _plain(document, (), lines), lines)


def validated(source: Source, shape: type[Shape]) -> Shape:
    """The content of a file as `shape`. Raises PlanError naming the line of every fault."""
    try:
        return shape.model_validate(source.content)
    except ValidationError as error:
        problems = [source.problem(tuple(fault["loc"]), fault["msg"]) for fault in error.errors()]
        raise PlanError(problems) from error


def _plain(node: Any, path: ElementPath, lines: dict[ElementPath, int]) -> Any:
    if isinstance(node, CommentedMap):
        for key in node:
            lines[(*path, key)] = node.lc.key(key)[0] + 1
        return {key: _plain(value, (*path, key), lines) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for index in range(len(node)):
            lines[(*path, index)] = node.lc.item(index)[0] + 1
        return tuple(_plain(value, (*path, index), lines) for index, value in enumerate(node))
    if isinstance(node, ScalarBoolean):
        return bool(node)
    for kind in (str, int, float):
        if isinstance(node, kind) and not isinstance(node, bool):
            return kind(node)
    return node
