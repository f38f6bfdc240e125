"""Acceptance of section 三（二）: the leading group decides on activation. (三（一）: test_organisation.)"""

import pytest

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.response.models import Event
from tests.clauses import clause
from tests.plan_2019_75.evening import ORDER, Evening, minute


@clause("3.2.3.a")
def test_activation_order_says_all_that_the_law_asks(evening: Evening) -> None:
    """Number, grade and its ground, level, matters, period, measures, scope, lead and support, signatory."""
    event = evening.graded()
    evening.at(6)
    evening.activate(event)
    order = evening.state(event).activation
    assert order["number"] == "云网险〔2026〕1号"
    assert (order["grade"], order["basis"]) == ("extraordinary", "GR-1（锡安签）")
    assert {name: order[name] for name in ("matters", "response_level", "expected_period", "measures", "scope")} == {
        "matters": ORDER.matters,
        "response_level": ORDER.response_level,
        "expected_period": ORDER.expected_period,
        "measures": ORDER.measures,
        "scope": ORDER.scope,
    }
    assert (order["lead_region"], order["support_regions"]) == ("990100", ["980000", "990200", "990300"])
    assert evening.state(event).activated["signatory"] == "张望山"
    assert Event.objects.get(pk=event).activated_at == minute(6)


@clause("3.2.3.a")
@pytest.mark.parametrize("field", ["matters", "response_level", "expected_period", "measures", "scope"])
def test_incomplete_order_is_not_put_before_the_head(evening: Evening, field: str) -> None:
    """Each of the fields must be written; the refusal cites the law's article."""
    event = evening.graded()
    with pytest.raises(Refused, match="第七十二条"):
        evening.draft_order(event, **{field: " "})
    assert not evening.facts(event, "activation.drafted")


@clause("3.2.3.a")
def test_only_the_head_decides(evening: Evening) -> None:
    """Neither deputy head nor duty chief brings the plan into force; the head's signature does."""
    event = evening.ordered()
    for login in ("fuzuzhang", "zhiban", "dingfang"):
        with pytest.raises(Refused, match="组长"):
            evening.sign(event, "activate_plan", login)
    with pytest.raises(AccessDenied):
        evening.sign(event, "activate_plan", "gongan")
    assert not evening.state(event).activated
    assert not evening.facts(event, "task.issued")
    evening.sign(event, "activate_plan", "zuzhang")
    assert evening.state(event).activated["order"] == evening.state(event).activation_fact


@clause("3.2.3.a")
def test_head_signs_the_newest_order_only(evening: Evening) -> None:
    """A corrected order takes the place of the former, whose signature page no longer counts."""
    event = evening.ordered()
    former = evening.waiting(event, "activate_plan")
    evening.draft_order(event, measures="另加账户核查")
    assert evening.waiting(event, "activate_plan").opened != former.opened
    evening.sign(event, "activate_plan", "zuzhang")
    assert evening.state(event).activated["order"] != former.opened
    assert evening.state(event).activation["measures"] == "另加账户核查"


@clause("3.2.3.a")
def test_plan_can_be_activated_by_judgement_at_any_grade(evening: Evening) -> None:
    """Criteria met or judgement: a 重大 event by judgement is activated with that grade's own tasks."""
    event = evening.open(0)
    evening.grade(event, "major", reason="跨市影响，组织研判认定")
    evening.activate(event)
    order = evening.state(event).activation
    assert (order["grade"], order["basis"]) == ("major", "人工认定（锡安签）")
    issued = {task.payload["template"] for task in evening.state(event).tasks.values()}
    assert issued == {task.id for task in evening.room(event).plan.tasks_for("major")}
