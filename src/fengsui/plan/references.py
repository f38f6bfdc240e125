"""Every name that a plan file uses is defined in some file; ids are unique; dates are in order; grants stay narrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from fengsui.plan import files
from fengsui.plan.errors import Problem
from fengsui.plan.rules import FigureType, suggestion
from fengsui.plan.source import MOST_PROBLEMS, ElementPath, Source


@dataclass(frozen=True)
class Vocabulary:
    """The names that code offers to a plan: figures with their kind of value, fact kinds, permissions, provisions.

    `permissions` gives the most roles that may ever hold each; `provisions` the rules the program knows by name;
    `signed_acts` the permission under which each act of signatures.yaml is signed; `shipped` the content's hash of the
    plan that ships with the program under an id, None where none does. None: not asked.
    """

    figures: Mapping[str, FigureType]
    fact_kinds: frozenset[str]
    permissions: Mapping[str, frozenset[str]] | None = None
    provisions: frozenset[str] | None = None
    signed_acts: Mapping[str, str] | None = None
    shipped: Callable[[str], str | None] | None = None


_SHOWN = 80  # characters of a name that is not known: a line's worth

# Which key names an element of which list. A key that is not here names nothing outside its element; `counterparts`
# names clauses of the national plan, which need not be there.
_REFERENCES: Mapping[str, str] = {
    "clause": "条款",
    "clauses": "条款",
    "grade": "等级",
    "grade_id": "等级",
    "grades": "等级",
    "for_grades": "等级",
    "role": "角色",
    "roles": "角色",
    "owners": "角色",
    "approvers": "角色",
    "department": "部门",
    "bodies": "部门",
    "parameter": "参数",
    "level_parameter": "参数",
    "score_parameter": "参数",
    "band_parameter": "参数",
    "sensitive_parameter": "参数",
    "legal_basis": "法律依据",
    "replaced_by": "法律依据",
    "form": "表单",
    "cycle": "周期",
    "institution_classes": "机构分类",
}
# Where each is defined: the file (a field of PlanFiles), its list, and the key that names an element.
_HOMES: Mapping[str, tuple[str, str, str]] = {
    "条款": ("clauses", "clauses", "id"),
    "等级": ("grading", "grades", "id"),
    "角色": ("organisation", "roles", "id"),
    "部门": ("organisation", "departments", "id"),
    "参数": ("parameters", "parameters", "id"),
    "法律依据": ("legal_basis", "legal_basis", "id"),
    "表单": ("forms", "forms", "id"),
    "周期": ("duties", "cycles", "id"),
    "机构分类": ("scope", "institution_classes", "code"),
}
_FACT_KIND_KEYS = ("starts_on", "provisional_on", "settled_by")


def home_of(key: str) -> str:
    """Where the names that a key holds are defined, such as `grading.yaml 的 grades`; empty for other keys."""
    named = _REFERENCES.get(key)
    if named is None:
        return ""
    field, listed, _ = _HOMES[named]
    return f"{files.FILE_NAMES[field]} 的 {listed}"


def check_names(sources: Mapping[str, Source], vocabulary: Vocabulary | None) -> list[Problem]:
    """Every name that resolves nowhere, every number given twice, every date out of order.

    Works on what could be read, so that one run finds as much as it can; names that would be defined in an
    unreadable file are not reported. At most MOST_PROBLEMS of each sort are told of a file.
    """
    known = _known_names(sources)
    problems: list[Problem] = []
    for source in sources.values():
        found = [_reference_faults(source, known), _date_faults(source), _duplicate_faults(source)]
        if vocabulary is not None:
            found.append(_fact_kind_faults(source, vocabulary.fact_kinds))
            found.append(_permission_faults(source, vocabulary.permissions))
            found.append(_provision_faults(source, vocabulary.provisions))
        for faults in found:
            problems += islice(faults, MOST_PROBLEMS)
    return problems


def check_absent_homes(written: files.PlanFiles, sources: Mapping[str, Source]) -> list[Problem]:
    """Names of things whose whole file is not in the plan: nothing defines them."""
    absent = {named: frozenset[str]() for named, (field, *_) in _HOMES.items() if getattr(written, field) is None}
    return [
        problem for source in sources.values() for problem in islice(_reference_faults(source, absent), MOST_PROBLEMS)
    ]


def _known_names(sources: Mapping[str, Source]) -> Mapping[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    for named, (field, listed, key) in _HOMES.items():
        content = sources[field].content if field in sources else None
        elements = content.get(listed, ()) if isinstance(content, Mapping) else None
        if isinstance(elements, tuple):
            ids = (element.get(key) for element in elements if isinstance(element, Mapping))
            known[named] = frozenset(name for name in ids if isinstance(name, str))
    return known


def _walk(value: Any, path: ElementPath = ()) -> Iterator[tuple[ElementPath, str, Any]]:
    """Every (path, key, value) of the mappings in a file, the outermost first."""
    inside = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, tuple) else ())
    for part, inner in inside:
        if isinstance(part, str):
            yield (*path, part), part, inner
        if isinstance(inner, (dict, tuple)):
            yield from _walk(inner, (*path, part))


def _reference_faults(source: Source, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for path, key, value in _walk(source.content):
        named = _REFERENCES.get(key)
        if (
            named is None
            or named not in known
            or isinstance(value, Mapping)
            or (len(path) == 1 and isinstance(value, tuple))
        ):
            continue  # the outermost key is the list of elements itself
        for name in value if isinstance(value, tuple) else (value,):
            if isinstance(name, str) and name not in known[named]:
                remedy = f"改成 {home_of(key)} 里有的，或者先在那里写上"
                yield source.problem(path, f"没有{named} {_short(name)}{suggestion(name, known[named])}", remedy)


def _fact_kind_faults(source: Source, fact_kinds: frozenset[str]) -> Iterator[Problem]:
    for path, key, value in _walk(source.content):
        if key in _FACT_KIND_KEYS and isinstance(value, str) and value not in fact_kinds:
            message = f"未知的事实种类 {_short(value)}{suggestion(value, fact_kinds)}"
            yield source.problem(path, message, "改成参考手册“Fact kinds”里有的种类")


def _permission_faults(source: Source, permissions: Mapping[str, frozenset[str]] | None) -> Iterator[Problem]:
    """A plan narrows who may do what; what the program never gives to a role, no plan can give it."""
    for path, grant in _elements(source, "access") if permissions is not None else ():
        name, roles = grant.get("id"), grant.get("roles")
        if not isinstance(name, str) or permissions is None:
            continue
        if name not in permissions:
            message = f"没有权限 {_short(name)}{suggestion(name, frozenset(permissions))}"
            yield source.problem((*path, "id"), message, "改成参考手册“Permissions”里有的权限")
            continue
        wide = [role for role in (roles if isinstance(roles, tuple) else ()) if role not in permissions[name]]
        if wide:
            allowed = "、".join(sorted(permissions[name], key=_role_number)) or "无人"
            message = f"权限只能收窄：{name} 程序至多给 {allowed}，不能再给 {'、'.join(map(str, wide))[:60]}"
            yield source.problem((*path, "roles"), message, f"删去 {'、'.join(map(str, wide))[:60]}")


def _provision_faults(source: Source, provisions: frozenset[str] | None) -> Iterator[Problem]:
    for path, provision in _elements(source, "provisions") if provisions is not None else ():
        name = provision.get("id")
        if isinstance(name, str) and provisions is not None and name not in provisions:
            message = f"程序里没有规则 {_short(name)}{suggestion(name, provisions)}"
            yield source.problem((*path, "id"), message, "改成程序认识的规则编号，或者删去这一条")


def _elements(source: Source, listed: str) -> Iterator[tuple[ElementPath, Mapping[str, Any]]]:
    """The elements of one of a file's outermost lists, with their paths."""
    elements = source.content.get(listed) if isinstance(source.content, Mapping) else None
    for index, element in enumerate(elements if isinstance(elements, tuple) else ()):
        if isinstance(element, Mapping):
            yield (listed, index), element


def _date_faults(source: Source) -> Iterator[Problem]:
    dated = [((), source.content), *((path, value) for path, _, value in _walk(source.content))]
    for path, value in dated:
        elements = value if isinstance(value, tuple) else (value,)
        for index, element in enumerate(elements):
            if not isinstance(element, Mapping):
                continue
            start, end = element.get("effective_from"), element.get("effective_to")
            if isinstance(start, date) and isinstance(end, date) and end < start:
                inside = (*path, index) if isinstance(value, tuple) else path
                message = f"失效日期 {end} 早于生效日期 {start}"
                yield source.problem((*inside, "effective_to"), message, "改正其中一个日期")


def _duplicate_faults(source: Source) -> Iterator[Problem]:
    for name, elements in source.content.items() if isinstance(source.content, Mapping) else ():
        if not isinstance(elements, tuple):
            continue
        seen: Counter[tuple[str, ...]] = Counter()
        for index, element in enumerate(elements):
            identity = _identity(element)
            seen[identity] += 1
            if identity and seen[identity] > 1:
                message = f"重复的编号 {_short(' '.join(identity))}"
                yield source.problem((name, index), message, "换一个编号，或者合成一项")


def _identity(element: Any) -> tuple[str, ...]:
    if not isinstance(element, Mapping):
        return ()
    if "act" in element:
        grades = element.get("grades")
        return (str(element["act"]), *map(str, grades if isinstance(grades, tuple) else ()))
    return next(((str(element[key]),) for key in ("id", "code") if key in element), ())


def _short(name: str) -> str:
    words = repr(name)
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _role_number(role: str) -> tuple[int, str]:
    return len(role), role
