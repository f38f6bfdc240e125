"""The page of differences: two plans, what they say differently, by part, the gravest first (0.9, 3.2.2.a)."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fengsui.conduct.known_plans import KnownPlan, known_plans, read_known
from fengsui.conduct.plans import PlanNotAsKept, founding_plan, version_of
from fengsui.conduct.program_titles import program_titles
from fengsui.plan.differences import Change, differences
from fengsui.plan.strictness import Direction
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.plan.parts import PARTS, part_of
from fengsui.web.routes import Words

DIRECTIONS: dict[Direction, tuple[Words, str]] = {
    "relaxed": (gettext_lazy("放宽"), "late"),
    "removed": (gettext_lazy("减少"), "late"),
    "altered": (gettext_lazy("改动"), ""),
    "tightened": (gettext_lazy("收紧"), "done"),
    "added": (gettext_lazy("增加"), "done"),
    "worded": (gettext_lazy("文字"), "unknown"),
}
"""Direction → words and tone, the gravest first."""
_OTHER_PARTS: dict[str, Words] = {"header": gettext_lazy("预案本身"), "lexicon": gettext_lazy("词库")}


def show_differences(request: OfficerRequest) -> HttpResponseBase:
    """What ``new`` says otherwise than ``old``; both are keys of the offered list, anything else chooses nothing.

    ``direction`` narrows to one direction.
    """
    offered = known_plans()
    old, new = (_chosen(offered, request.GET.get(name, "")) for name in ("old", "new"))
    wanted = request.GET.get("direction", "")
    changes: tuple[Change, ...] = ()
    problem = ""
    if old is not None and new is not None:
        try:
            changes = differences(read_known(old).written, read_known(new).written, program_titles())
        except PlanNotAsKept as error:
            problem = str(error)
    shown = [change for change in changes if change.direction == wanted] if wanted in DIRECTIONS else list(changes)
    context = {
        "offered": offered,
        "old": old,
        "new": new,
        "offered_old": old or _base(offered),
        "offered_new": new or next((known for known in offered if known != (old or _base(offered))), None),
        "chosen": old is not None and new is not None,
        "problem": problem,
        "unknown": _unknown(request, old, new),
        "changes": len(changes),
        "directions": _directions(changes, old, new, wanted),
        "wanted": wanted if wanted in DIRECTIONS else "",
        "parts": by_part(shown),
        "current": "plan.diff",
    }
    return render(request, "plan/differences.html", context)


def _chosen(offered: Iterable[KnownPlan], key: str) -> KnownPlan | None:
    """By its key, or by its version: what was proposed from a folder is offered once, as that folder."""
    return next((known for known in offered if key in {known.key, known.version}), None)


def _base(offered: tuple[KnownPlan, ...]) -> KnownPlan:
    """What a local plan is read against: the plan this copy was founded on; failing that the first offered."""
    founding = version_of(founding_plan())
    return next((known for known in offered if known.version == founding), offered[0])


def _unknown(request: OfficerRequest, old: KnownPlan | None, new: KnownPlan | None) -> bool:
    """Whether the address names a plan that is not offered."""
    return any(request.GET.get(name) and known is None for name, known in (("old", old), ("new", new)))


def _directions(
    changes: tuple[Change, ...], old: KnownPlan | None, new: KnownPlan | None, wanted: str
) -> list[dict[str, Any]]:
    """The filter: each direction that occurs, with its count and address."""
    if old is None or new is None:
        return []
    pair = {"old": old.key, "new": new.key}
    return [
        {
            "words": words,
            "count": sum(change.direction == direction for change in changes),
            "address": "?" + urlencode({**pair, "direction": direction}),
            "current": direction == wanted,
        }
        for direction, (words, _) in DIRECTIONS.items()
        if any(change.direction == direction for change in changes)
    ]


def by_part(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Part, then element with its changes; an element whose worst change is the gravest comes first."""
    titles: dict[str, Words] = {part.slug: part.title for part in PARTS} | _OTHER_PARTS
    parts = []
    for part, of_part in groupby(changes, key=lambda change: change.part):
        elements: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for change in of_part:
            words, tone = DIRECTIONS[change.direction]
            line = {"change": change, "words": words, "tone": tone}
            elements.setdefault((change.listed, change.id, change.kind), []).append(line)
        lines = [{"first": grouped[0]["change"], "changes": grouped} for grouped in elements.values()]
        count = sum(len(grouped) for grouped in elements.values())
        parts.append({"slug": part, "title": titles[part_of(part)], "elements": lines, "count": count})
    return parts
