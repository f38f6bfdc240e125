"""The coverage of a plan: for every clause who owns it, what carries it, what proves it, or what it waits for (1.1.b).

Which tests prove a clause stands in proofs.yaml beside the national plan. ``make proofs`` writes it from the tests; it
says nothing of what the plan asks and is no part of the plan's content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from fengsui.plan.carriers import Carrier, carriers_by_clause
from fengsui.plan.contents import Plan
from fengsui.plan.model import Clause, Element
from fengsui.plan.source import read_source, validated

PROOFS_FILE = "proofs.yaml"
Standing = Literal["proven", "practice", "waiting", "unproven"]
"""Proven by a test; carried by people, whom no test can prove; waiting for a capability to come; none of these."""
STANDING_WORDS: Mapping[Standing, str] = {
    "proven": "有测试证明",
    "practice": "靠人办理",
    "waiting": "待建",
    "unproven": "没有证明",
}


class Capability(Element):
    """A part of the program that proves some clauses. ``built``: it is there, so its clauses wait for nothing."""

    id: str
    name: str
    built: bool = False


class ClauseProof(Element):
    """What is known of one clause's proof: its capability, its proofs, and further tests that name it."""

    clause: str
    capability: str
    tests: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class ProofsFile(Element):
    """proofs.yaml."""

    capabilities: tuple[Capability, ...]
    proofs: tuple[ClauseProof, ...]


@dataclass(frozen=True)
class Proofs:
    """What proofs.yaml says, ready to be asked, and of which plan. An empty one proves nothing, and nothing waits."""

    plan_id: str = ""
    by_clause: Mapping[str, ClauseProof] = field(default_factory=dict)
    capabilities: Mapping[str, Capability] = field(default_factory=dict)


@dataclass(frozen=True)
class ClauseCoverage:
    """One clause. ``tests`` prove it, ``also`` name it; ``waits_for`` is the capability still to be built, if any.

    Of a clause that only stands for national ones, their tests are in ``also``: they prove those, with their carriers.
    """

    clause: Clause
    carriers: tuple[Carrier, ...]
    tests: tuple[str, ...]
    also: tuple[str, ...]
    waits_for: Capability | None
    standing: Standing

    @property
    def owners(self) -> tuple[str, ...]:
        """The roles that answer for it."""
        return self.clause.owners

    @property
    def chapter(self) -> str:
        """``0`` cover letter, ``P`` preamble, ``1`` to ``7``: what the clause's id begins with."""
        return self.clause.id.partition(".")[0]


@dataclass(frozen=True)
class Totals:
    """How many clauses there are, and how many of them have what."""

    clauses: int
    carried: int
    owned: int
    proven: int
    practice: int
    waiting: int
    unproven: int


def load_proofs(directory: Path) -> Proofs:
    """The proofs beside a plan; none where the file is missing. Raises PlanError for a file of another shape."""
    if not (directory / PROOFS_FILE).exists():
        return Proofs()
    written = validated(read_source(directory / PROOFS_FILE, PROOFS_FILE), ProofsFile)
    return Proofs(
        plan_id=directory.name,
        by_clause={proof.clause: proof for proof in written.proofs},
        capabilities={capability.id: capability for capability in written.capabilities},
    )


def coverage(plan: Plan, proofs: Proofs) -> tuple[ClauseCoverage, ...]:
    """Every clause of the plan, in its order. Proven is what the proofs' own plan, or one laid over it, carries."""
    carriers = carriers_by_clause(plan.written)
    same = proofs.plan_id in {plan.id, plan.written.header.base}
    return tuple(_covered(clause, carriers.get(clause.id, ()), proofs, same=same) for clause in plan.clauses.values())


def totals(rows: Iterable[ClauseCoverage]) -> Totals:
    """The figures of a coverage."""
    listed = list(rows)
    standing = [row.standing for row in listed]
    return Totals(
        clauses=len(listed),
        carried=sum(bool(row.carriers) for row in listed),
        owned=sum(bool(row.owners) for row in listed),
        proven=standing.count("proven"),
        practice=standing.count("practice"),
        waiting=standing.count("waiting"),
        unproven=standing.count("unproven"),
    )


def gaps(rows: Iterable[ClauseCoverage]) -> list[tuple[ClauseCoverage, str]]:
    """The clauses that nothing carries or nobody owns, each with what is missing, in Chinese; empty when none is."""
    found = []
    for row in rows:
        missing = [words for words, there in (("没有承载", row.carriers), ("没有责任岗位", row.owners)) if not there]
        if missing:
            found.append((row, "、".join(missing)))
    return found


def national_ids(clause: Clause) -> tuple[str, ...]:
    """The national clauses that this one stands for, by which the program names what it does; itself among them."""
    return (clause.id, *clause.counterparts)


def _covered(clause: Clause, carriers: tuple[Carrier, ...], proofs: Proofs, *, same: bool) -> ClauseCoverage:
    own = proofs.by_clause.get(clause.id) if same and not clause.counterparts else None
    others = [proofs.by_clause[name] for name in clause.counterparts if name in proofs.by_clause]
    known = [own] if own else others
    coming = [proofs.capabilities[proof.capability] for proof in known if proof.capability in proofs.capabilities]
    waits_for = next((capability for capability in coming if not capability.built), None)
    tests = own.tests if own and carriers else ()
    also = own.also if own else tuple(test for proof in others for test in (*proof.tests, *proof.also))
    return ClauseCoverage(
        clause=clause,
        carriers=carriers,
        tests=tests,
        also=tuple(dict.fromkeys(also)),
        waits_for=None if tests else waits_for,
        standing=_standing(carriers, proven=bool(tests), waiting=waits_for is not None),
    )


def _standing(carriers: tuple[Carrier, ...], *, proven: bool, waiting: bool) -> Standing:
    if proven:
        return "proven"
    if carriers and all(carrier.file == "practices" for carrier in carriers):
        return "practice"
    return "waiting" if waiting else "unproven"
