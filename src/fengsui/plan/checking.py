"""Checking a plan's folder as a whole: its files, what lies beside them, and its cases."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from fengsui.plan.build import build_plan
from fengsui.plan.case_demands import demands, without_cases
from fengsui.plan.cases import CaseResult, results_of
from fengsui.plan.contents import Plan
from fengsui.plan.errors import PlanError, Problem
from fengsui.plan.files import COMPANIONS, FILE_NAMES
from fengsui.plan.loader import load_files, load_plan, read_sources
from fengsui.plan.references import Vocabulary
from fengsui.plan.rules import suggestion

_CASES = "cases"
# Names looked at in a folder. A plan has 21 files.
_MOST_NAMES: Final = 200


@dataclass(frozen=True)
class Checked:
    """What checking a folder found. `plan` is None where it cannot be loaded; then no case was run.

    `without_cases`: the parts that no case asks about, as in `CaseResult.shows`; each is among the problems too.
    """

    plan: Plan | None
    problems: tuple[Problem, ...]
    cases: tuple[CaseResult, ...] = ()
    without_cases: tuple[tuple[str, ...], ...] = ()


def check_directory(directory: Path, vocabulary: Vocabulary | None = None) -> Checked:
    """Read, check and build the plan in a folder and run the cases beside it; every problem found, sorted.

    A folder that is not there, or holds no plan.yaml, has that one problem. Never raises for anything in the folder.
    """
    with _keeping_everything():
        return _check(directory, vocabulary)


@contextmanager
def _keeping_everything() -> Iterator[None]:
    """What is read is kept to the end: looking for garbage in it would take a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _check(directory: Path, vocabulary: Vocabulary | None) -> Checked:
    problems = stray_files(directory)
    plan = None
    results: list[CaseResult] = []
    missing: list[tuple[str, ...]] = []
    try:
        plan = build_plan(load_files(directory, vocabulary))
    except PlanError as error:
        problems += error.problems
    if plan is not None:
        unread: list[Problem] = []
        results = list(results_of(directory, plan, vocabulary, unread))
        problems += [*unread, *(_failed(result) for result in results if not result.passed)]
        if not unread:  # what an unread file asks is not known
            missing = without_cases(plan, results, _base(directory, plan))
        if missing:
            problems += demands(plan, missing, read_sources(directory))
    return Checked(plan, tuple(sorted(_once(problems))), tuple(results), tuple(missing))


def _base(directory: Path, plan: Plan) -> Plan | None:
    """The plan that this folder's lies over; None for one that stands by itself."""
    base = plan.written.header.base
    return None if base is None else load_plan(directory.resolve().parent / base)


def stray_files(directory: Path) -> list[Problem]:
    """Files and folders that are no part of a plan, misspelt names above all, and links that lead nowhere.

    What a misspelt file says would otherwise hold nowhere, and nobody would know.
    """
    known = frozenset({*FILE_NAMES.values(), *COMPANIONS, _CASES})
    found: list[Problem] = []
    try:
        paths = sorted(islice(directory.iterdir(), _MOST_NAMES + 1))
    except OSError as error:
        return [Problem(".", 0, "(目录)", f"目录无法读取: {error.__class__.__name__}", "检查目录名和权限")]
    if len(paths) > _MOST_NAMES:
        found.append(Problem(".", 0, "(目录)", f"目录里多于 {_MOST_NAMES} 个文件", "预案放在单独的目录里"))
    for path in paths[:_MOST_NAMES]:
        if path.name.startswith(".") or path.name.lower().startswith("readme"):
            continue
        name = path.name[:80]
        if name not in known:
            near = suggestion(name.replace(".yml", ".yaml"), known)
            remedy = "改成预案文件的名称，如 clocks.yaml；不属于预案的移到别处"
            found.append(Problem(name, 0, "(文件)", f"不认识的文件，里面的内容不起作用{near}", remedy))
        elif path.is_symlink() and not path.exists():
            found.append(Problem(name, 0, "(文件)", "链接指向不存在的文件", "把文件本身放进预案目录"))
    return found


def _failed(result: CaseResult) -> Problem:
    remedy = "改正预案，或者改正案例：两者必须一致"
    message = f"案例“{result.name[:60]}”不符：{'；'.join(result.differences)[:1000]}"
    return Problem(result.file, result.line, "cases", message, remedy, result.clause)


def _once(problems: list[Problem]) -> list[Problem]:
    """Each problem once; of a file that several checks call unknown, the first word."""
    unknown: dict[tuple[str, int, str], Problem] = {}
    kept = []
    for problem in problems:
        if problem.line == 0 and problem.message.startswith("不认识的文件"):
            unknown.setdefault((problem.file, problem.line, problem.where), problem)
        else:
            kept.append(problem)
    return list(dict.fromkeys([*unknown.values(), *kept]))
