"""``fengsui plan diff``: what two plans say differently."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from fengsui.cli.stopping import BAD_INPUT, Stop
from fengsui.conduct.plans import UNREADABLE, PlanNotAsKept, plan_of_version, shipped_plans
from fengsui.conduct.program_titles import program_titles
from fengsui.plan.differences import Change, differences
from fengsui.plan.files import PlanFiles
from fengsui.plan.loader import load_plan


def diff_plans(options: argparse.Namespace) -> int:
    """Print every difference between two folders or kept versions, by part; 3 where one can't be read."""
    changes = differences(_written(options.old), _written(options.new), program_titles())
    if options.json:
        document = {"old": options.old, "new": options.new, "changes": [as_document(change) for change in changes]}
        print(json.dumps(document, ensure_ascii=False))
    elif changes:
        print("\n".join(_lines(changes)))
    else:
        print("两份预案没有差别")
    return 0


def _written(named: str) -> PlanFiles:
    """The plan in a folder, one that ships with the program, or the kept version of that name.

    Raises Stop, saying which one can't be read and why.
    """
    try:
        if Path(named).is_dir():
            return _in_folder(Path(named))
        if named in shipped_plans():
            return load_plan(Path(settings.PLANS) / named).written
        if "@" in named and not {"/", "\\"} & set(named):
            return plan_of_version(named).written
    except (PlanNotAsKept, *UNREADABLE) as error:
        msg = f"{named} 读不出来：\n{error}"
        raise Stop(msg, BAD_INPUT) from error
    shipped = "、".join(shipped_plans())
    msg = f"没有 {named}：请写预案目录、随程序的预案（{shipped}），或本机留存的版本，如 national-2019-75@1a2b3c4d5e6f"
    raise Stop(msg, BAD_INPUT)


def _in_folder(folder: Path) -> PlanFiles:
    """The plan in a folder. One of those kept in this home is whole already: it is not laid over its base again."""
    plan_id, _, short_hash = folder.resolve().name.rpartition("_")
    if plan_id and folder.resolve().parent == Path(settings.HOME).resolve() / "plans":
        return plan_of_version(f"{plan_id}@{short_hash}").written
    return load_plan(folder).written


def _lines(changes: tuple[Change, ...]) -> list[str]:
    lines: list[str] = []
    part = ""
    for change in changes:
        if change.part != part:
            part = change.part
            lines.append(f"【{change.part_name}】")
        lines.append(f"  {change.sentence}")
    return lines


def as_document(change: Change) -> dict[str, Any]:
    """One change as JSON carries it."""
    return {
        "part": change.part,
        "list": change.listed,
        "element": change.element_kind,
        "id": change.id,
        "name": change.name,
        "clauses": list(change.clauses),
        "kind": change.kind,
        "direction": change.direction,
        "sentence": change.sentence,
        "before": change.before,
        "after": change.after,
    }
