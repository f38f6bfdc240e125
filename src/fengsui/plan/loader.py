"""The only door from files to a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fengsui.plan import bounds, guard_rails, tightening
from fengsui.plan.build import build_plan, content_hash
from fengsui.plan.check import Vocabulary, check_meaning, check_names
from fengsui.plan.contents import Plan
from fengsui.plan.errors import PlanError, Problem
from fengsui.plan.files import COMPANIONS, FILE_NAMES, FILE_SHAPES, LATER_FILES, PlanFiles
from fengsui.plan.model import Element
from fengsui.plan.overlay import base_fault, laid_over
from fengsui.plan.source import MOST_PLACES, Source, read_source, too_much, validated

HEADER = FILE_NAMES["header"]
Sources = Mapping[str, Source]


def load_plan(directory: Path, vocabulary: Vocabulary | None = None) -> Plan:
    """Read, check and build the plan in a directory.

    With a vocabulary, a figure or fact kind that code does not offer is an error too. Reading takes a noticeable
    part of a second (line numbers are kept), so load once and keep the object. Raises PlanError listing every
    problem found as "file:line: where: message".
    """
    return build_plan(load_files(directory, vocabulary))


def load_files(directory: Path, vocabulary: Vocabulary | None = None) -> PlanFiles:
    """Read and check the files in a directory without putting the parts together. Raises PlanError.

    Where plan.yaml names a `base`, the folder of that name beside this one is read first and this one's files are laid
    over it: the result is one whole plan. It may only tighten the base (clause 0.6).
    """
    problems: list[Problem] = []
    own = _sources(directory, _present(directory), problems)
    header = own["header"].content if "header" in own else None
    if isinstance(header, Mapping) and header.get("base") is not None:
        base, base_sources = _base(directory, own["header"], vocabulary)
        problems += _foreign_files(directory)
        return over_base(base, base_sources, own, vocabulary, problems)
    missing = [field for field in FILE_NAMES if field not in LATER_FILES and field not in own]
    told = {problem.file for problem in problems}
    for field in missing:
        if FILE_NAMES[field] not in told:
            _sources(directory, [field], problems)  # says why it cannot be read
    written = _checked(own, problems, vocabulary, whole=not missing)
    if written is None or problems:
        raise PlanError(problems)
    return written


def over_base(
    base: PlanFiles,
    base_sources: Sources,
    own: Sources,
    vocabulary: Vocabulary | None = None,
    problems: list[Problem] | None = None,
) -> PlanFiles:
    """One whole plan of a base and the files that were read to lie over it; `problems`: those found in reading.

    Raises PlanError where they cannot be laid, or relax the base.
    """
    found = [] if problems is None else problems
    merged: dict[str, Source] = {"header": own["header"]}
    for field, source in base_sources.items():
        below = replace(source, file=f"{base.header.id}/{source.file}")
        if field in own and field != "header":
            merged[field], faults = laid_over(below, own[field])
            found += faults
        elif field != "header":
            merged[field] = below
    merged |= {field: source for field, source in own.items() if field not in merged}
    unchanged = {field: getattr(base, field) for field in base_sources if field not in own}
    written = _checked(merged, found, vocabulary, whole=True, read=unchanged)
    if written is not None:
        found += tightening.problems(base, written, merged)
    if written is None or found:
        raise PlanError(dict.fromkeys(found))
    return written


def read_sources(directory: Path) -> Sources:
    """The files of a plan as parsed, by field; those that are not there are left out. Raises PlanError."""
    problems: list[Problem] = []
    sources = _sources(directory, _present(directory), problems)
    if problems:
        raise PlanError(problems)
    return sources


def _checked(
    sources: Sources,
    problems: list[Problem],
    vocabulary: Vocabulary | None,
    *,
    whole: bool,
    read: Mapping[str, Element] = MappingProxyType({}),
) -> PlanFiles | None:
    """The files as one, with every problem found in them added to `problems`; None where a file has not its shape.

    `read`: files that were given their shape already.
    """
    parts: dict[str, Any] = dict(read)
    for field, source in sources.items():
        if field in read:
            continue
        try:
            parts[field] = validated(source, FILE_SHAPES[field])
        except PlanError as error:
            problems += error.problems
    problems += check_names(sources, vocabulary)
    if not whole or len(parts) < len(sources):
        return None
    written = PlanFiles.model_validate(parts)
    if fault := bounds.too_many_rules(written, sources):
        problems.append(fault)
        return None
    problems += check_meaning(written, sources, vocabulary)
    problems += bounds.problems(written, sources)
    problems += guard_rails.problems(written, sources)
    return written


def _present(directory: Path) -> list[str]:
    """The fields whose files are there, and plan.yaml, without which there is no plan."""
    return [field for field, name in FILE_NAMES.items() if field == "header" or (directory / name).exists()]


def _sources(directory: Path, fields: list[str], problems: list[Problem]) -> dict[str, Source]:
    """The files that can be read. Raises PlanError once they hold more than a plan does: the rest is not read."""
    sources: dict[str, Source] = {}
    left = MOST_PLACES
    for field in fields:
        try:
            sources[field] = read_source(directory / FILE_NAMES[field], FILE_NAMES[field])
        except PlanError as error:
            problems += error.problems
            continue
        left -= len(sources[field].lines)
        if left < 0:
            raise PlanError([*problems, too_much(FILE_NAMES[field])])
    return sources


def _base(directory: Path, header: Source, vocabulary: Vocabulary | None) -> tuple[PlanFiles, Sources]:
    """The base's files, checked, and as parsed. Raises PlanError, at the line that names the base."""
    name = header.content["base"]
    if fault := base_fault(name, header.content.get("id")):
        raise PlanError([header.problem(("base",), *fault)])
    folder = directory.resolve().parent / name
    if folder == directory.resolve():
        raise PlanError([header.problem(("base",), "base 不能是预案自己", "写国家预案的编号，如 national-2019-75")])
    if not (folder / HEADER).is_file():
        remedy = f"把国家预案的目录 {name} 放在本目录旁边，或者改正编号"
        if all((directory / FILE_NAMES[field]).exists() for field in FILE_NAMES if field not in LATER_FILES):
            # A version that was adopted is kept whole. Its header still says what it was laid over, for its hash.
            remedy = (
                f"留存的版本已与 {name} 合成一体：要看它，写版本号（编号@哈希）；要检查，检查省级目录本身。或者{remedy}"
            )
        raise PlanError([header.problem(("base",), f"旁边没有预案 {name!r}", remedy)])
    try:
        sources = read_sources(folder)
    except PlanError as error:
        raise _in_folder(name, error) from error
    below = sources["header"].content
    if isinstance(below, Mapping) and below.get("base") is not None:
        remedy = "base 直接写国家预案；叠加只有一层"
        raise PlanError([header.problem(("base",), f"{name} 自己也叠加在别的预案上", remedy)])
    try:
        written = load_files(folder, vocabulary)
    except PlanError as error:
        raise _in_folder(name, error) from error
    if written.header.id != name:
        remedy = "目录名要与预案编号相同"
        raise PlanError([header.problem(("base",), f"目录 {name} 里的预案是 {written.header.id!r}", remedy)])
    if fault := _forged(name, written, vocabulary):
        raise PlanError([header.problem(("base",), *fault)])
    return written, sources


def _forged(name: str, beside: PlanFiles, vocabulary: Vocabulary | None) -> tuple[str, str] | None:
    """What is wrong with a base that goes by the id of a plan which ships, yet says something else; else None.

    Held against a spoilt national plan, a relaxed province's plan would seem to relax nothing (clause 0.6).
    """
    shipped = None if vocabulary is None or vocabulary.shipped is None else vocabulary.shipped(name)
    found = content_hash(beside)
    if shipped is None or found == shipped:
        return None
    message = f"旁边的 {name} 与程序自带的内容不同（散列 {found[:12]}，自带的 {shipped[:12]}），照它检查不算数"
    return message, f"把旁边的 {name} 换成程序 plans 目录里的那一份"


def _in_folder(name: str, error: PlanError) -> PlanError:
    return PlanError(replace(problem, file=f"{name}/{problem.file}") for problem in error.problems)


def _foreign_files(directory: Path) -> list[Problem]:
    """Files that no part of a plan has: a misspelt name would otherwise change nothing, and nobody would know."""
    known = {*FILE_NAMES.values(), *COMPANIONS}
    strangers = sorted(path.name for path in directory.iterdir() if path.suffix in {".yaml", ".yml"})
    return [
        Problem(name, 0, "(文件)", "不认识的文件，里面的内容不起作用", "改成预案文件的名称，如 clocks.yaml，或者删去")
        for name in strangers
        if name not in known
    ]
