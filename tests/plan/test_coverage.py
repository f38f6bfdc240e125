"""Coverage: every clause owned, carried, and proven, waiting or for people to do; and proofs.yaml tells the truth."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from fengsui.plan import Plan, PlanError, load_plan
from fengsui.plan.build import build_plan
from fengsui.plan.carriers import carriers_by_clause, without
from fengsui.plan.coverage import (
    PROOFS_FILE,
    Capability,
    ClauseProof,
    Proofs,
    coverage,
    gaps,
    load_proofs,
    national_ids,
    totals,
)
from fengsui.plan.duties import Practice, PracticeField, PracticesFile
from fengsui.plan.files import COMPANIONS, FILE_NAMES
from fengsui.plan.model import Clause
from tests.plan.conftest import NATIONAL

ROOT = Path(__file__).resolve().parents[2]
PROVEN = ROOT / "tests" / "proofs" / "proven.txt"
BUILT = Capability(id="Early warning", name="监测预警", built=True)
COMING = Capability(id="One truthful voice", name="统一发布")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """What ``make proofs`` runs."""
    spec = importlib.util.spec_from_file_location("write_proofs", ROOT / "scripts" / "write_proofs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def proofs_of(*entries: ClauseProof) -> Proofs:
    """Proofs with two capabilities, one there and one to come."""
    known = {capability.id: capability for capability in (BUILT, COMING)}
    return Proofs("national-2019-75", {entry.clause: entry for entry in entries}, known)


def test_proofs_file_is_fresh(script: ModuleType) -> None:
    """proofs.yaml says what the tests say. Stale: run ``make proofs``."""
    assert (NATIONAL / PROOFS_FILE).read_text(encoding="utf-8") == script.proofs_file(), "make proofs"


def test_no_clause_loses_its_proof(script: ModuleType) -> None:
    """The list of proven clauses is committed and only grows: each on it has a proof, each proven one is on it."""
    listed = PROVEN.read_text(encoding="utf-8").split()
    proven = set(script.proofs())
    assert len(listed) == len(set(listed)) >= 66
    assert sorted(set(listed) - proven) == []
    assert sorted(proven - set(listed)) == []


def test_the_list_holds_every_clause_whose_capability_is_there(script: ModuleType) -> None:
    """35 of the event room, 21 of early warning, 10 of the plan itself: 66, as the work was divided."""
    built = {clause for clause, capability in script.capabilities().items() if script.NAMES[capability][1]}
    assert len(built) == 66
    assert sorted(built - set(PROVEN.read_text(encoding="utf-8").split())) == []


def test_every_clause_is_proven_or_waits_or_is_for_people(plan: Plan) -> None:
    """All 177: none is without proof and without a capability to wait for."""
    rows = coverage(plan, load_proofs(NATIONAL))
    assert len(rows) == 177
    assert [row.clause.id for row in rows if row.standing == "unproven"] == []


def test_every_clause_is_carried_and_owned(plan: Plan) -> None:
    """177 of 177, by the plan's own data."""
    assert [(row.clause.id, missing) for row, missing in gaps(coverage(plan, Proofs()))] == []


def test_capabilities_name_every_clause_once(plan: Plan, script: ModuleType) -> None:
    """The table has the clauses of the plan, in its order, each with a capability that has a name."""
    with (ROOT / "tests" / "proofs" / "capabilities.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], row["proven_with"]) for row in csv.DictReader(file)]
    assert [clause for clause, _ in rows] == list(plan.clauses)
    assert {capability for _, capability in rows} == set(script.NAMES)


def test_proofs_are_no_part_of_the_plan(tmp_path: Path, plan: Plan) -> None:
    """The file lies beside the plan: a companion, in no list of its files; without it nothing is proven."""
    assert PROOFS_FILE in COMPANIONS
    assert PROOFS_FILE not in FILE_NAMES.values()
    assert load_plan(NATIONAL).source_hash == plan.source_hash
    assert load_proofs(tmp_path) == Proofs()
    (tmp_path / PROOFS_FILE).write_text("proofs: 3\n", encoding="utf-8")
    with pytest.raises(PlanError):
        load_proofs(tmp_path)


def test_a_clause_is_proven_or_waits(plan: Plan) -> None:
    """A test proves it, whatever it belongs to; without one it waits for a capability that is still to come."""
    rows = coverage(
        plan,
        proofs_of(
            ClauseProof(clause="4.1.a", capability=BUILT.id, tests=("a::b",), also=("c::d",)),
            ClauseProof(clause="4.1.b", capability=BUILT.id, also=("c::d",)),
            ClauseProof(clause="1.5.a", capability=COMING.id),
            ClauseProof(clause="1.5.b", capability=COMING.id, tests=("e::f",)),
        ),
    )
    found = {row.clause.id: row for row in rows}
    assert (found["4.1.a"].standing, found["4.1.a"].tests, found["4.1.a"].also) == ("proven", ("a::b",), ("c::d",))
    assert (found["4.1.b"].standing, found["4.1.b"].waits_for) == ("unproven", None)
    assert (found["1.5.a"].standing, found["1.5.a"].waits_for) == ("waiting", COMING)
    assert (found["1.5.b"].standing, found["1.5.b"].waits_for) == ("proven", None)
    assert totals(rows).proven == 2


def test_what_only_people_carry_is_a_practice(plan: Plan) -> None:
    """A clause whose only carrier is a practice stands on its records, not on a test."""
    practice = Practice(
        id="p", name="座谈", owners=("R11",), reason="人办", fields=(PracticeField(id="a", name="甲"),), clause="1.5.e"
    )
    bare = without(plan.written, carriers_by_clause(plan.written).get("1.5.e", ()))
    written = bare.model_copy(update={"practices": PracticesFile(practices=(practice,))})
    rows = coverage(build_plan(written), proofs_of(ClauseProof(clause="1.5.e", capability=COMING.id)))
    assert next(row for row in rows if row.clause.id == "1.5.e").standing == "practice"


def test_a_gap_says_what_is_missing(plan: Plan) -> None:
    """Nothing carries it, nobody owns it, or both; what is whole is no gap."""
    written = without(plan.written, carriers_by_clause(plan.written)["2.1"])
    owned = {"2.1": ("R3",), "2.2": ()}
    clauses = tuple(
        clause.model_copy(update={"owners": owned.get(clause.id, ("R3",))}) for clause in written.clauses.clauses
    )
    written = written.model_copy(update={"clauses": written.clauses.model_copy(update={"clauses": clauses})})
    found = {row.clause.id: missing for row, missing in gaps(coverage(build_plan(written), Proofs()))}
    assert found["2.1"] == "没有承载"
    assert "没有责任岗位" in found["2.2"]
    assert "5.2.1.1.a" not in found


def test_a_clause_that_stands_for_others_is_not_proven_by_them(plan: Plan) -> None:
    """The tests of the national clauses it stands for are told; they prove those, with what carries those."""
    own = Clause(id="A1", section="一", quote="本省", owners=("R3",), counterparts=("4.1.a",))
    assert national_ids(own) == ("A1", "4.1.a")
    clauses = plan.written.clauses.model_copy(update={"clauses": (*plan.written.clauses.clauses, own)})
    other = build_plan(plan.written.model_copy(update={"clauses": clauses}))
    rows = coverage(other, proofs_of(ClauseProof(clause="4.1.a", capability=BUILT.id, tests=("a::b",))))
    found = next(row for row in rows if row.clause.id == "A1")
    assert (found.standing, found.tests, found.also) == ("unproven", (), ("a::b",))


def test_nothing_is_proven_without_a_carrier(plan: Plan) -> None:
    """A test that proves a clause with what carries it proves nothing where the plan carries it by nothing."""
    proofs = proofs_of(ClauseProof(clause="4.1.a", capability=BUILT.id, tests=("a::b",)))
    bare = build_plan(without(plan.written, carriers_by_clause(plan.written)["4.1.a"]))
    assert next(row for row in coverage(plan, proofs) if row.clause.id == "4.1.a").standing == "proven"
    assert next(row for row in coverage(bare, proofs) if row.clause.id == "4.1.a").standing == "unproven"


def test_another_plan_is_not_proven_by_the_same_number(plan: Plan) -> None:
    """Clauses of two plans may bear one number by chance."""
    proofs = proofs_of(ClauseProof(clause="4.1.a", capability=BUILT.id, tests=("a::b",)))
    header = plan.written.header.model_copy(update={"id": "elsewhere-2026"})
    other = build_plan(plan.written.model_copy(update={"header": header}))
    assert next(row for row in coverage(other, proofs) if row.clause.id == "4.1.a").standing == "unproven"
