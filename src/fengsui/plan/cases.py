"""Running the given/then cases that lie beside a plan; `case_shapes` says how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from fengsui.plan.asking import Asking, readings, whole_numbers
from fengsui.plan.case_shapes import Case, CasesFile
from fengsui.plan.contents import Plan
from fengsui.plan.errors import PlanError, Problem
from fengsui.plan.loader import load_plan
from fengsui.plan.references import Vocabulary
from fengsui.plan.rule_steps import FigureValue
from fengsui.plan.source import MOST_PLACES, Source, read_source, too_much, validated

# Files in cases/, and cases in them. More are not read: reading a plan has to end.
MOST_FILES: Final = 50
MOST_CASES: Final = 20_000


@dataclass(frozen=True)
class CaseResult:
    """How one case came out; `differences` is empty when it passed.

    `shows` are the parts of the plan that the case pins down: ("rule", id, "true" or "false"), ("hard_rule", the same),
    ("clock", id, grade, level or day), ("signature", act and grades). That a rule does not hold is told once, by the
    first case.
    """

    file: str
    line: int
    name: str
    differences: tuple[str, ...]
    shows: frozenset[tuple[str, ...]] = frozenset()
    clause: str = ""

    @property
    def passed(self) -> bool:
        """True when the plan says what the case says."""
        return not self.differences


def run_cases(directory: Path, plan: Plan | None = None, vocabulary: Vocabulary | None = None) -> list[CaseResult]:
    """Run every case in `directory`/cases/*.yaml against the plan in `directory` (or the one given).

    With a vocabulary, a case that gives a figure which code does not offer fails. Raises PlanError when the plan or a
    case file cannot be read.
    """
    plan = plan or load_plan(directory)
    problems: list[Problem] = []
    results = list(results_of(directory, plan, vocabulary, problems))
    if problems:
        raise PlanError(problems)
    return results


def results_of(
    directory: Path, plan: Plan, vocabulary: Vocabulary | None, problems: list[Problem]
) -> Iterator[CaseResult]:
    """The result of every case that can be read; what is wrong with the others is added to `problems`."""
    written = _written(directory, problems)
    graded = [whole_numbers(case.given) for case in written if case.case.then is not None]
    watched = [whole_numbers(case.given) for case in written if case.case.then_attention is not None]
    rules = [(rule, rule.when) for rule in plan.grading_rules if rule.when is not None]
    hard = [(rule, rule.when) for rule in plan.warning.hard_rules]
    grading = iter(readings(rules, graded, plan.borderline_percent))
    attention = iter(readings(hard, watched, plan.warning.borderline_percent))
    figures = None if vocabulary is None else frozenset(vocabulary.figures)
    for entry in written:
        asking = Asking(plan, figures)
        if entry.case.then is not None:
            told = asking.grading(entry.case, entry.given, next(grading))
        elif entry.case.then_attention is not None:
            told = asking.attention(entry.case, entry.given, next(attention))
        else:
            told = asking.differences(entry.case)
        differences = tuple(told)
        shows = frozenset(asking.shows)
        yield CaseResult(entry.source.file, entry.line, entry.case.name, differences, shows, entry.case.clause)


@dataclass(frozen=True)
class _Written:
    """A case as it stands in its file, with the figures that hold in it."""

    case: Case
    given: Mapping[str, FigureValue]
    source: Source
    line: int


def _written(directory: Path, problems: list[Problem]) -> list[_Written]:
    folder = directory / "cases"
    names = sorted(path.name for path in islice(folder.glob("*.yaml"), MOST_FILES + 1)) if folder.is_dir() else []
    if len(names) > MOST_FILES:
        problems.append(Problem("cases", 0, "(目录)", f"案例文件多于 {MOST_FILES} 个", "把案例合并到较少的文件里"))
    found: list[_Written] = []
    left = MOST_PLACES
    for name in names[:MOST_FILES]:
        try:
            source = read_source(folder / name, f"cases/{name}")
            left -= len(source.lines)
            if left < 0:
                problems.append(too_much(source.file))
                break
            file = validated(source, CasesFile)
        except PlanError as error:
            problems += error.problems
            continue
        for index, case in enumerate(file.cases):
            found.append(_Written(case, {**file.given, **case.given}, source, source.lines["cases", index]))
    if len(found) > MOST_CASES:
        problems.append(Problem("cases", 0, "(目录)", f"案例多于 {MOST_CASES} 个", "删去重复的案例"))
    return found[:MOST_CASES]
