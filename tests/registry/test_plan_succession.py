"""What may follow the plan a copy was founded on: nothing laxer, nothing of another kind, no dead end."""

from datetime import date, timedelta

import pytest

from fengsui.conduct.acting import Refused
from fengsui.conduct.house import house
from fengsui.conduct.plans import PlanNotAsKept, built_in_plan, plan_in_force, plan_of_version, version_of
from fengsui.plan.build import build_plan
from fengsui.registry.plan_versions import actions, queries, succession
from fengsui.registry.plan_versions.uploads import PlanRefused
from tests.clauses import clause
from tests.registry.plan_desk import PlanDesk, national_files, whole_plan, zipped


@clause("0.6")
def test_a_plan_laid_over_nothing_is_compared_too(desk: PlanDesk) -> None:
    """Leaving ``base`` out is no way around 0.6: a plan that everybody may read is refused, and where."""
    files = national_files(version="'甲'")
    assert "handling: 内部" in files["plan.yaml"]
    files["plan.yaml"] = files["plan.yaml"].replace("handling: 内部", "handling: 公开")
    with pytest.raises(PlanRefused) as refused:
        desk.propose(zipped(files))
    assert [(problem.file, problem.where) for problem in refused.value.problems] == [("plan.yaml", "handling")]
    assert queries.plan_versions() == []


@clause("0.6")
def test_whatever_is_laxer_is_found() -> None:
    """A longer term in a plan that stands by itself is told with the place and what it should be."""
    founding = built_in_plan()
    clocks = founding.written.clocks.clocks
    longer = clocks[0].model_copy(
        update={"term": clocks[0].term.model_copy(update={"amount": 30, "unit": "working_days"})}
    )
    file = founding.written.clocks.model_copy(update={"clocks": (longer, *clocks[1:])})
    found = succession.relaxations(build_plan(founding.written.model_copy(update={"clocks": file})), founding)
    assert [(problem.file, problem.where.split(".")[:2]) for problem in found] == [("clocks.yaml", ["clocks", "0"])]
    assert succession.relaxations(founding, founding) == ()


def test_the_same_text_under_another_number_may_follow(desk: PlanDesk) -> None:
    """Nothing laxer, nothing refused; the review says with what it was compared."""
    version = desk.propose(whole_plan())
    desk.consult(version)
    assert "national-2019-75 逐项比对：没有放宽" in desk.review(version).fact.payload["conflict_check"]


def test_another_kind_of_plan_needs_a_copy_of_its_own(desk: PlanDesk) -> None:
    """The refusal says what to do instead."""
    with pytest.raises(Refused, match="fengsui init --plan guarantee-2026"):
        actions.propose_version(actor=desk.people["wendian"], note="试试", folder="guarantee-2026")
    assert queries.plan_versions() == []


def test_a_year_that_was_mistyped_is_told(desk: PlanDesk) -> None:
    """A first day more than a year away is refused; one that was adopted too late on is overtaken by the next."""
    first = desk.propose(whole_plan("一"))
    desk.consult(first)
    desk.review(first)
    with pytest.raises(Refused, match="核对年份"):
        desk.adopt(first, on=date(2062, 3, 5))
    desk.adopt(first, later=300)
    second = desk.adopted(whole_plan("二"), later=2)
    assert queries.overtaken() == {first}
    today = queries.today()
    assert version_of(plan_in_force(today + timedelta(days=2))) == second
    assert version_of(plan_in_force(today + timedelta(days=301))) == second


@clause("0.9")
def test_a_version_whose_last_day_is_over_no_longer_applies(desk: PlanDesk) -> None:
    """From the day after its last one the plan that the copy was founded on applies again."""
    files = national_files(version="'短'")
    files["plan.yaml"] += f"effective_to: {queries.today() + timedelta(days=5)}\n"
    version = desk.adopted(zipped(files))
    today = queries.today()
    assert version_of(plan_in_force(today + timedelta(days=5))) == version
    assert plan_in_force(today + timedelta(days=6)).version != "短"


def test_an_objection_stands_until_its_author_withdraws_it(desk: PlanDesk) -> None:
    """Nobody agrees over somebody else's objection: whoever objected agrees, or a better version is proposed."""
    version = desk.propose()
    desk.consult(version)
    desk.review(version, by="zhiban", opinion="objected")
    with pytest.raises(Refused, match="只能由提出异议的人"):
        desk.review(version, by="ducha")
    assert desk.review(version, by="zhiban").fact.payload["opinion"] == "agreed"


def test_a_plan_that_nobody_could_follow_is_told(desk: PlanDesk) -> None:
    """Without a signature for the next adoption, or without the permission for it, a copy would be stuck for ever."""
    plan, permitted = built_in_plan(), house.rules["plan.adopt"].roles
    assert succession.why_no_successor(plan, permitted) == ""
    signatures = tuple(row for row in plan.written.signatures.signatures if row.act != "adopt_plan")
    unsigned = plan.written.signatures.model_copy(update={"signatures": signatures})
    silent = build_plan(plan.written.model_copy(update={"signatures": unsigned}))
    assert "signatures.yaml" in succession.why_no_successor(silent, permitted)
    assert "plan.adopt" in succession.why_no_successor(plan, frozenset({"R2"}))


@pytest.mark.parametrize("version", ["../../x@000000000000", "a/b@0", "a\0b@0", ".hidden@0", "..", "/etc@0"])
def test_no_version_leads_out_of_the_folder_of_kept_plans(desk: PlanDesk, version: str) -> None:
    """Whatever a fact or an address calls a version, nothing outside the home is read."""
    with pytest.raises(PlanNotAsKept):
        plan_of_version(version)
