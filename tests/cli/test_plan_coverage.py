"""``fengsui plan coverage``: its shape, its words, and its exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from fengsui.cli.main import main
from fengsui.conduct import plans
from fengsui.plan import Plan
from fengsui.plan.build import build_plan
from fengsui.plan.carriers import carriers_by_clause
from fengsui.plan.duties import DutiesFile, Duty
from tests.registry.duties_plan import UNOWNED, in_force, plan_of

Output = pytest.CaptureFixture[str]


def whole(plan: Plan) -> Plan:
    """The plan with an owner for every clause, and for each that nothing carries a duty that does."""
    carried = carriers_by_clause(plan.written)
    clauses = tuple(clause.model_copy(update={"owners": ("R3",)}) for clause in plan.written.clauses.clauses)
    bare = tuple(clause for clause in plan.clauses if clause not in carried)
    held = Duty(
        id="held", name="兜底", owners=("R3",), shown_by="测试", clause=bare[0] if bare else "0.1", clauses=bare
    )
    duties = DutiesFile(duties=(*plan.duties, held), cycles=plan.cycles)
    return build_plan(
        plan.written.model_copy(
            update={"clauses": plan.written.clauses.model_copy(update={"clauses": clauses}), "duties": duties}
        )
    )


def document(output: Output) -> dict[str, Any]:
    """The one JSON document that was printed."""
    found: dict[str, Any] = json.loads(output.readouterr().out)
    return found


@pytest.mark.django_db
def test_every_clause_has_its_keys(province: Path, capsys: Output) -> None:
    """177 clauses, each with owner, carriers, tests and evidence; further keys say where it stands."""
    with in_force(plan_of()):
        main(["plan", "coverage", "--json"])
    found = document(capsys)
    assert len(found["clauses"]) == found["totals"]["clauses"] == 177
    for entry in found["clauses"]:
        assert {"id", "owner", "carriers", "tests", "evidence"} <= set(entry)
    first = {entry["id"]: entry for entry in found["clauses"]}
    assert (first["0.7"]["owner"], first["0.7"]["owners"]) == ("值班长", ["R3"])
    assert first[UNOWNED]["owner"] is None
    assert first["0.7"]["carriers"] == ["provisions/provisions/registry.checklist_from_the_clauses"]
    assert first["P.5"]["evidence"]["last_fact"] == "world/this#1"
    assert first["2.1"]["evidence"]["status"] == "never"


@pytest.mark.django_db
def test_gaps_end_with_one_and_are_listed(province: Path, capsys: Output) -> None:
    """A clause without an owner: 1, and the clause with what is missing; all carried and owned: 0."""
    with in_force(plan_of()):
        assert main(["plan", "coverage"]) == 1
    told = capsys.readouterr().out
    assert f"缺口 {UNOWNED} " in told
    assert "没有责任岗位" in told
    with in_force(whole(plan_of())):
        assert main(["plan", "coverage"]) == 0
    told = capsys.readouterr().out
    assert "177 条：177 条有承载，177 条有责任岗位" in told
    assert "缺口" not in told
    assert "未办" in told


@pytest.mark.django_db
def test_it_works_before_there_is_a_copy(home: Path, capsys: Output) -> None:
    """Without a world evidence is null, and the table leaves it out."""
    with in_force(whole(plan_of())):
        assert main(["plan", "coverage", "--json"]) == 0
        assert {str(entry["evidence"]) for entry in document(capsys)["clauses"]} == {"None"}
        assert main(["plan", "coverage"]) == 0
    assert "未办" not in capsys.readouterr().out


@pytest.mark.django_db
def test_it_works_before_there_are_tables(home: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home whose database holds nothing yet is no fault."""

    def no_such_table() -> None:
        msg = "no such table: conduct_world"
        raise OperationalError(msg)

    monkeypatch.setattr("fengsui.cli.plan_covering.current_world", no_such_table)
    with in_force(whole(plan_of())):
        assert main(["plan", "coverage", "--json"]) == 0
    assert document(capsys)["clauses"][0]["evidence"] is None


@pytest.mark.django_db
def test_a_plan_without_the_rule_says_so(province: Path, capsys: Output) -> None:
    """Where the plan does not ask for owners (1.1.b), the summary tells."""
    with in_force(plan_of(provisions=())):
        main(["plan", "coverage"])
    assert "没有规定每条职责都要有责任岗位" in capsys.readouterr().out
    assert plans.built_in_plan().id == "national-2019-75"
