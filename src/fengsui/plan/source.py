"""Reading one file of a plan with the line of every value, so that an error can name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from fengsui.plan.errors import PlanError, Problem
from fengsui.plan.model import Element
from fengsui.plan.reading import ElementPath, Refused, decoded, read_text
from fengsui.plan.wording import fault_in_words, is_echo

__all__ = ["LARGEST_FILE", "ElementPath", "Source", "read_source", "validated"]

Shape = TypeVar("Shape", bound=Element)

# Bytes. A plan of 2,000 grading rules has 1 MB; what is larger is no plan, and is not read at all.
LARGEST_FILE: Final = 4 * 1024 * 1024
# A person mends the first faults and looks again; a file that is wrong throughout need not be listed throughout.
MOST_PROBLEMS: Final = 100
_WHOLE_FILE = "(文件)"


@dataclass(frozen=True)
class Source:
    """A parsed file: plain values (mappings, tuples, scalars) and the line of each path, counted from 1."""

    file: str
    content: Any
    lines: Mapping[ElementPath, int]

    def problem(self, path: ElementPath, message: str, remedy: str = "") -> Problem:
        """A problem at a path, with the clause of the element around it.

        The nearest enclosing element lends its line where the path itself has none.
        """
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        where = ".".join(str(part) for part in path) or _WHOLE_FILE
        return Problem(self.file, self.lines.get(known, 1), where, message, remedy, self._clause(path))

    def _clause(self, path: ElementPath) -> str:
        value, found = self.content, ""
        for part in (*path, None):
            if isinstance(value, Mapping) and isinstance(clause := value.get("clause"), str):
                found = clause
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                break
        return found


def read_source(path: Path, name: str) -> Source:
    """Parse the YAML file `name` of a plan's folder, which lies at `path`.

    Raises PlanError for a file that is missing, is no plain file of this folder, is larger than LARGEST_FILE, or is
    refused by `reading`. The same text is parsed once: kept plans mostly repeat the built-in one.
    """
    try:
        return _parsed(name, decoded(_content(path, name)))
    except Refused as refused:
        where = _WHOLE_FILE if refused.line == 0 else "(YAML)"
        raise PlanError([Problem(name, refused.line, where, refused.message, refused.remedy)]) from refused


def _content(path: Path, name: str) -> bytes:
    """The bytes of the file; a pipe, a device or a file elsewhere is never opened, since opening it may never end."""
    folder = path.parents[len(PurePath(name).parts) - 1]
    try:
        if not path.exists():
            raise Refused(0, "没有这个文件", f"把 {name} 放进预案目录，内容可以照国家预案的同名文件改写")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Refused(0, "文件是指向预案目录之外的链接", "把文件本身放进预案目录")
        if not path.is_file():
            raise Refused(0, "不是普通文件", "换成普通的 YAML 文本文件")
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large()
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, RuntimeError, ValueError) as error:
        raise Refused(0, f"无法读取: {error.__class__.__name__}", "检查文件的权限和链接") from error
    if len(content) > LARGEST_FILE:
        raise _too_large()
    return content


def _too_large() -> Refused:
    return Refused(0, f"文件大于 {LARGEST_FILE // 1024 // 1024} MiB", "删去不属于预案的内容")


@lru_cache(maxsize=128)
def _parsed(name: str, text: str) -> Source:
    content, lines = read_text(text)
    return Source(name, content, lines)


def validated(source: Source, shape: type[Shape]) -> Shape:
    """The content of a file as `shape`. Raises PlanError naming the line of every fault, in Chinese."""
    try:
        return shape.model_validate(source.content)
    except ValidationError as error:
        found = (fault for fault in error.errors(include_url=False) if not is_echo(source.content, fault))
        faults = (fault_in_words(shape, source.content, fault) for fault in found)
        problems = (source.problem(path, message, remedy) for path, message, remedy in faults)
        raise PlanError(islice(dict.fromkeys(problems), MOST_PROBLEMS)) from error
