"""The page of coverage: every clause with its owners, carriers, proofs, and what this copy has to show for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor, covers, may
from fengsui.conduct.plans import BUILT_IN, plan_in_force, version_of
from fengsui.plan import Plan
from fengsui.plan.coverage import ClauseCoverage, Proofs, coverage, load_proofs, totals
from fengsui.plan.model import Clause
from fengsui.registry.plan_duties.actions import OWNER_PROVISION
from fengsui.registry.plan_duties.evidence import Evidence, evidence
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.ledger import kind_title, places_of
from fengsui.web.pages.plan.bound import carrier_links
from fengsui.web.pages.plan_coverage.chapters import Counts, chapters
from fengsui.web.routes import Route, Words

STANDINGS: tuple[tuple[str, Words], ...] = (
    ("never", gettext_lazy("未办")),
    ("overdue", gettext_lazy("超期")),
    ("open", gettext_lazy("在办")),
    ("done", gettext_lazy("办过")),
    ("waiting", gettext_lazy("待建")),
    ("gap", gettext_lazy("有缺口")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One clause on the page. ``opens``: whether the officer may open the fact; ``gap``: what is missing."""

    row: ClauseCoverage
    evidence: Evidence
    carriers: list[dict[str, str]]
    opens: bool
    title: str
    ownerless: bool

    @property
    def clause(self) -> Clause:
        """The clause itself."""
        return self.row.clause

    @property
    def gap(self) -> bool:
        """Whether nothing carries it, or nobody owns it though the plan asks so."""
        return self.ownerless or not self.row.carriers

    @property
    def standings(self) -> set[str]:
        """Under which of the page's standings it is found."""
        waiting = {"waiting"} if self.row.standing == "waiting" else set()
        return {self.evidence.standing, *waiting, *({"gap"} if self.gap else ())}


def show_coverage(request: OfficerRequest) -> HttpResponseBase:
    """The coverage of the plan in force; ``role``, ``standing`` and ``kind`` narrow it."""
    plan = plan_in_force()
    rows = coverage(plan, proofs())
    lines = _lines(request.actor, plan, rows)
    chosen = {name: request.GET.get(name, "") for name in ("role", "standing", "kind")}
    found = [line for line in lines if _fits(line, **chosen)]
    context = {
        "plan": plan,
        "version": version_of(plan),
        "totals": totals(rows),
        "owners_asked": plan.provides(OWNER_PROVISION),
        "gaps": sum(line.gap for line in lines),
        "standings": [(key, words, sum(key in line.standings for line in lines)) for key, words in STANDINGS],
        "chapters": chapters(plan, found, _tally),
        "found": len(found),
        "chosen": chosen,
        "narrowed": any(chosen.values()),
        "roles": [(role.id, role.name_zh) for role in plan.roles if any(role.id in row.owners for row in rows)],
        "kinds": list(dict.fromkeys(carrier.kind for row in rows for carrier in row.carriers)),
        "current": "plan.coverage",
    }
    return render(request, "plan/coverage/coverage.html", context)


def _tally(lines: Sequence[Line]) -> Counts:
    """What a folded chapter says: gaps and what is overdue in red, then the rest that is there."""
    order = ("gap", "overdue", "open", "done", "never", "waiting")
    words = dict(STANDINGS)
    counted = [(key, sum(key in line.standings for line in lines)) for key in order]
    return tuple((words[key], count, "late" if key in order[:2] else "") for key, count in counted if count)


def proofs() -> Proofs:
    """Which tests prove the national clauses, read once for the process."""
    return _proofs(Path(settings.PLANS) / BUILT_IN)


@lru_cache(maxsize=2)
def _proofs(directory: Path) -> Proofs:
    return load_proofs(directory)


def _fits(line: Line, *, role: str, standing: str, kind: str) -> bool:
    return (
        (not role or role in line.row.owners)
        and (not standing or standing in line.standings)
        and (not kind or any(carrier["kind"] == kind for carrier in line.carriers))
    )


def _lines(actor: Actor, plan: Plan, rows: Iterable[ClauseCoverage]) -> list[Line]:
    found = evidence(plan, timekeeping.now())
    open_to = _open_to(actor, {one.last.reference for one in found.values() if one.last})
    asked = plan.provides(OWNER_PROVISION)
    return [
        Line(
            row=row,
            evidence=found[row.clause.id],
            carriers=carrier_links(plan, row.carriers),
            opens=_reference(found[row.clause.id]) in open_to,
            title=_title(found[row.clause.id]),
            ownerless=asked and not row.owners,
        )
        for row in rows
    ]


def _reference(one: Evidence) -> str:
    return one.last.reference if one.last else ""


def _title(one: Evidence) -> str:
    return kind_title(one.last.kind) if one.last else ""


def _open_to(actor: Actor, references: Collection[str]) -> set[str]:
    """The facts that the officer may open: no link leads to a refusal, and no number tells of another place's case."""
    if not may(actor, "ledger.view_fact"):
        return set()
    if covers(actor.region, world.this_world().jurisdiction):
        return set(references)
    places = places_of({reference.partition("#")[0] for reference in references})
    return {
        reference
        for reference in references
        if not places[reference.partition("#")[0]]
        or any(covers(actor.region, place) for place in places[reference.partition("#")[0]])
    }


ROUTES: tuple[Route, ...] = (
    Route("plan/coverage", "plan.coverage", show_coverage, "plan.view", title=gettext_lazy("覆盖"), section="plan"),
)
