"""``fengsui plan coverage``: for every clause who owns it, what carries it, what proves it, what was done here."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from fengsui.conduct import timekeeping
from fengsui.conduct.plans import BUILT_IN, plan_in_force, version_of
from fengsui.conduct.world import current_world
from fengsui.plan import Plan
from fengsui.plan.coverage import STANDING_WORDS, ClauseCoverage, coverage, gaps, load_proofs, totals
from fengsui.registry.plan_duties.actions import OWNER_PROVISION
from fengsui.registry.plan_duties.evidence import Evidence, Standing, evidence

GAPS = 1
EVIDENCE_WORDS: Mapping[Standing, str] = {"overdue": "超期", "open": "在办", "done": "办过", "never": "未办"}


def plan_coverage(options: argparse.Namespace) -> int:
    """Print the coverage. Returns 0 when every clause is carried and owned, 1 otherwise; works before ``init`` too."""
    plan = plan_in_force()
    rows = coverage(plan, load_proofs(Path(settings.PLANS) / BUILT_IN))
    found = _evidence(plan)
    missing = gaps(rows)
    asked = plan.provides(OWNER_PROVISION)
    if options.json:
        print(json.dumps(_document(plan, rows, found), ensure_ascii=False))
    else:
        print("\n".join([*_lines(rows, found), "", *_summary(plan, rows, found, asked=asked)]))
    return GAPS if missing else 0


def _evidence(plan: Plan) -> dict[str, Evidence] | None:
    """What this copy has to show; None where there is no copy yet."""
    try:
        return evidence(plan, timekeeping.now()) if current_world() is not None else None
    except DatabaseError:  # no tables yet
        return None


def _document(plan: Plan, rows: tuple[ClauseCoverage, ...], found: dict[str, Evidence] | None) -> dict[str, Any]:
    figures = totals(rows)
    names = {role.id: role.name_zh for role in plan.roles}
    return {
        "plan": version_of(plan),
        "totals": {name: getattr(figures, name) for name in figures.__dataclass_fields__},
        "gaps": [{"id": row.clause.id, "missing": words} for row, words in gaps(rows)],
        "clauses": [_entry(row, found, names) for row in rows],
    }


def _entry(row: ClauseCoverage, found: dict[str, Evidence] | None, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row.clause.id,
        "owner": "、".join(names.get(role, role) for role in row.owners) or None,
        "carriers": [f"{carrier.file}/{carrier.listed}/{carrier.id}" for carrier in row.carriers],
        "tests": list(row.tests),
        "evidence": found[row.clause.id].as_json() if found is not None else None,
        "owners": list(row.owners),
        "section": row.clause.section,
        "quote": row.clause.quote,
        "modality": row.clause.modality,
        "status": row.standing,
        "waits_for": row.waits_for.id if row.waits_for else None,
        "also": list(row.also),
    }


def _lines(rows: tuple[ClauseCoverage, ...], found: dict[str, Evidence] | None) -> list[str]:
    lines, section = [], ""
    for row in rows:
        if row.clause.section != section:
            section = row.clause.section
            lines += ["", section]
        kinds = "、".join(dict.fromkeys(carrier.kind for carrier in row.carriers)) or "无承载"
        standing = f"待建：{row.waits_for.name}" if row.standing == "waiting" and row.waits_for else ""
        parts = [
            f"{row.clause.id:<12}",
            ",".join(row.owners) or "无责任岗位",
            f"{kinds}（{len(row.carriers)}）" if row.carriers else kinds,
            standing or STANDING_WORDS[row.standing] + (f"（{len(row.tests)}）" if row.tests else ""),
            EVIDENCE_WORDS[found[row.clause.id].standing] if found is not None else "",
        ]
        lines.append("  ".join(part for part in parts if part) + f"  “{row.clause.quote}”")
    return lines[1:]


def _summary(
    plan: Plan, rows: tuple[ClauseCoverage, ...], found: dict[str, Evidence] | None, *, asked: bool
) -> list[str]:
    figures = totals(rows)
    carried = f"{figures.clauses} 条：{figures.carried} 条有承载，{figures.owned} 条有责任岗位；"
    proven = f"{figures.proven} 条有测试证明，{figures.practice} 条靠人办理，{figures.waiting} 条待建，"
    lines = [f"{plan.title}（{version_of(plan)}）", f"{carried}{proven}{figures.unproven} 条没有证明"]
    if found is not None:
        standing = [one.standing for one in found.values()]
        lines.append("本地：" + "，".join(f"{words} {standing.count(key)} 条" for key, words in EVIDENCE_WORDS.items()))
    if not asked:
        lines.append("这份预案没有规定每条职责都要有责任岗位（1.1.b）")
    lines += [f"缺口 {row.clause.id} {words}：“{row.clause.quote}”" for row, words in gaps(rows)]
    return lines
