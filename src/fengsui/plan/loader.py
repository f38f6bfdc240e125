"""The only door from files to a plan."""

from __future__ import annotations

from pathlib import Path

from fengsui.plan.build import build_plan
from fengsui.plan.check import Vocabulary, check_meaning, check_names
from fengsui.plan.contents import Plan
from fengsui.plan.errors import PlanError, Problem
from fengsui.plan.files import FILE_NAMES, FILE_SHAPES, LATER_FILES, PlanFiles
from fengsui.plan.source import Source, read_source, validated


def load_plan(directory: Path, vocabulary: Vocabulary | None = None) -> Plan:
    """Read, check and build the plan in a directory.

    With a vocabulary, a figure or fact kind that code does not offer is an error too. Reading takes a noticeable
    part of a second (line numbers are kept), so load once and keep the object. Raises PlanError listing every
    problem found as "file:line: where: message".
    """
    return build_plan(load_files(directory, vocabulary))


def load_files(directory: Path, vocabulary: Vocabulary | None = None) -> PlanFiles:
    """Read and check the files in a directory without putting the parts together. Raises PlanError."""
    sources: dict[str, Source] = {}
    parts: dict[str, object] = {}
    problems: list[Problem] = []
    wanted = {
        field: name for field, name in FILE_NAMES.items() if field not in LATER_FILES or (directory / name).exists()
    }
    for field, name in wanted.items():
        try:
            sources[field] = read_source(directory / name, name)
            parts[field] = validated(sources[field], FILE_SHAPES[field])
        except PlanError as error:
            problems += error.problems
    problems += check_names(sources, vocabulary)
    written = PlanFiles.model_validate(parts) if len(parts) == len(wanted) else None
    if written is not None:
        problems += check_meaning(written, sources, vocabulary)
    if written is None or problems:
        raise PlanError(problems)
    return written
