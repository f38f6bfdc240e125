"""Laying a province's files over the national ones (clause 0.6): what it may say, and where each word comes from.

An overlay holds only what changes. A list is keyed by what names its elements (id, code, rank, act with grades): a
known element takes over the keys that are given, a new one is added at the end, and nothing can be taken away, since
there is no way of writing it. Whether a change may be made at all is the business of `tightening`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fengsui.plan.errors import Problem
from fengsui.plan.source import ElementPath, Source

PLAN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a plan's id looks like: it is the name of a folder, and nothing in it can lead to another one."""
LONGEST_ID = 60

# Written as one thing: a term that now stands in figures no longer stands in a parameter.
_WHOLE = frozenset({"term", "countersign", "phone_countersign"})
_WHOLE_VALUES = frozenset({"due"})


@dataclass(frozen=True)
class LaidSource(Source):
    """A file laid over another: its content merged, and for each part the file and line it was written in.

    `origins` maps a path in the merged content to the source and the path it comes from; a path without an entry lies
    within its nearest ancestor's.
    """

    origins: Mapping[ElementPath, tuple[Source, ElementPath]] = field(default_factory=dict)

    def problem(self, path: ElementPath, message: str, remedy: str = "") -> Problem:
        """A problem at a path of the merged content, told with the file and line where that part was written."""
        known = path
        while known and known not in self.origins:
            known = known[:-1]
        source, inside = self.origins[known]
        told = source.problem((*inside, *path[len(known) :]), message, remedy)
        return replace(told, clause=self._clause(path))  # the overlay need not repeat the clause of what it changes


def identity_of(element: Any) -> str | None:
    """What names an element as it stands in a file; None where nothing does (a signature's slot, a word)."""
    if not isinstance(element, Mapping):
        return None
    if "act" in element:
        grades = element.get("grades")
        return " ".join([str(element["act"]), *map(str, grades if isinstance(grades, tuple) else ())])
    return next((str(element[key]) for key in ("id", "code", "grade", "rank") if key in element), None)


def base_fault(base: object, own_id: object) -> tuple[str, str] | None:
    """What is wrong with the name of a base, and what to write instead; None where nothing is."""
    if not isinstance(base, str) or len(base) > LONGEST_ID or PLAN_ID.fullmatch(base) is None:
        return "base 不是预案编号", "写国家预案的编号，只用小写字母、数字和连字符，如 national-2019-75；不能写路径"
    if base == own_id:
        return "base 不能是预案自己", "写国家预案的编号，如 national-2019-75"
    return None


def laid_over(base: Source, over: Source) -> tuple[LaidSource, list[Problem]]:
    """The base's file with the overlay's laid over it, and everything in the overlay that cannot be laid."""
    laying = _Laying(base, over)
    if over.content is None:  # a file of comments only
        return LaidSource(base.file, base.content, base.lines, {(): (base, ())}), []
    content = laying.value((), base.content, (), over.content, ())
    return LaidSource(over.file, content, over.lines, laying.origins), laying.problems


class _Laying:
    """One walk over both files."""

    def __init__(self, base: Source, over: Source) -> None:
        self.base = base
        self.over = over
        self.origins: dict[ElementPath, tuple[Source, ElementPath]] = {}
        self.problems: list[Problem] = []

    def value(self, path: ElementPath, old: Any, old_path: ElementPath, new: Any, new_path: ElementPath) -> Any:
        """What stands at `path`: `new` laid over `old`."""
        self.origins[path] = (self.over, new_path)
        if new is None and old is not None:
            message = "叠加预案不能用空值抹掉国家预案写明的内容（0.6）"
            self.problems.append(self.over.problem(new_path, message, "删去这一行，或者写上更严的值"))
            return old
        key = path[-1] if path else ""
        if key in _WHOLE or (len(path) > 1 and path[-2] in _WHOLE_VALUES):
            return new
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            return self._mapping(path, old, old_path, new, new_path)
        if isinstance(old, tuple) and isinstance(new, tuple) and old and all(map(identity_of, old)):
            return self._elements(path, old, old_path, new, new_path)
        return new

    def _mapping(
        self,
        path: ElementPath,
        old: Mapping[str, Any],
        old_path: ElementPath,
        new: Mapping[str, Any],
        new_path: ElementPath,
    ) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for key, value in old.items():
            if key not in new:
                merged[key] = value
                self.origins[*path, key] = (self.base, (*old_path, key))
        for key, value in new.items():
            merged[key] = self.value((*path, key), old.get(key), (*old_path, key), value, (*new_path, key))
        if new.get("phone_allowed") is False and "phone_countersign" not in new:
            merged.pop("phone_countersign", None)  # no approval by phone, so none to sign again
        return merged

    def _elements(
        self,
        path: ElementPath,
        old: tuple[Any, ...],
        old_path: ElementPath,
        new: tuple[Any, ...],
        new_path: ElementPath,
    ) -> tuple[Any, ...]:
        given: dict[str, int] = {}
        added: list[int] = []
        known = {identity_of(element) for element in old}
        for index, element in enumerate(new):
            name = identity_of(element)
            if name is None or name not in known:
                added.append(index)
            elif name in given:
                self.problems.append(self.over.problem((*new_path, index), f"重复的编号 {name!r}", "合成一项"))
            else:
                given[name] = index
        merged: list[Any] = []
        for index, element in enumerate(old):
            at = (*path, index)
            place = given.get(str(identity_of(element)))
            if place is None:
                merged.append(element)
                self.origins[at] = (self.base, (*old_path, index))
            else:
                merged.append(self.value(at, element, (*old_path, index), new[place], (*new_path, place)))
        for index in added:
            self.origins[*path, len(merged)] = (self.over, (*new_path, index))
            merged.append(new[index])
        return tuple(merged)
