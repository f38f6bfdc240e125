"""What goes wrong with plan files, told so that a person can go to the line and mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one plan file.

    `file` is the name relative to the plan directory, `line` counts from 1 (0: the file as a whole), `where` is
    the dotted path of the element, `message` says what is wrong and, where one is near, what was probably meant;
    `remedy` what to do about it, `clause` the clause of the element ("" where there is none).
    """

    file: str
    line: int
    where: str
    message: str
    remedy: str = ""
    clause: str = ""

    def __str__(self) -> str:
        clause = f"（条款 {self.clause}）" if self.clause else ""
        remedy = f"。改法：{self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}: {self.where}: {self.message}{clause}{remedy}"


class PlanError(Exception):
    """A plan directory that cannot be used; `problems` lists everything found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RuleError(ValueError):
    """A rule outside the permitted language, or one that compares things of different kinds."""
