"""Measures that no plan may hold: without law, by a body without such a power, or against lenders."""

import pytest

from fengsui.plan.guard_rails import problems
from fengsui.plan.measures import Measure
from tests.plan.overlays import laid, national
from tests.plan.test_guard_rails import refusals

POLICE = "bodies: [police], approvers: [R8], legal_basis: [criminal_procedure_rules_2020], remedy_notice: true"
FUNDRAISING = (
    "bodies: [anti_illegal_fundraising], approvers: [R9], legal_basis: [fundraising_regulation_control],"
    " remedy_notice: true"
)
TALK = "kind: prevention, bodies: [financial_regulation], approvers: [R2], legal_basis: [interim_measures_supervision]"


def measure(name: str, rest: str) -> str:
    """measures.yaml of an overlay that adds one measure."""
    return f"measures:\n  - {{id: own, name: {name}, {rest}, clause: '0.6'}}\n"


@pytest.mark.parametrize(
    ("name", "rest", "number", "key"),
    [
        ("上门提示机构", "kind: prevention, bodies: [financial_regulation], approvers: [R2]", "N8", "name"),
        ("发布信息", "kind: publicity, bodies: [publicity], approvers: [R11]", "N8", "name"),
        ("冻结机构全部账户并限制出境", "kind: prevention, bodies: [tax], approvers: [R4]", "N8", "bodies"),
        ("冻结机构全部账户并限制出境", "kind: prevention, bodies: [tax], approvers: [R4]", "N8", "kind"),
        ("约谈带头出借人并通知其单位", f"kind: claims, {POLICE}", "N8", "bodies"),
        ("约谈带头出借人并通知其单位", TALK, "N3", "name"),
        ("走访上访群众家属", TALK, "N3", "name"),
        ("必要措施", f"{TALK}, conditions: [查询出借人账户]", "N3", "conditions"),
        ("冻结账户", f"kind: control, {FUNDRAISING}", "N8", "bodies"),
        ("凍結賬戶", f"kind: control, {FUNDRAISING}", "N8", "bodies"),
        ("必要措施", f"kind: control, {FUNDRAISING}, conditions: [可以先行冻结账户]", "N8", "bodies"),
        ("冻结账户", f"kind: transfer, {POLICE}", "N8", "kind"),
        ("冻结账户", f"kind: control, {POLICE}".replace("R8", "R4"), "N8", "approvers"),
        (
            "冻结账户",
            f"kind: control, {POLICE}".replace("criminal_procedure_rules_2020", "petition_rules_2022"),
            "N8",
            "legal_basis",
        ),
        ("查封财产", f"{TALK}", "N8", "kind"),
        ("限制高管出国（境）", f"{TALK}", "N8", "kind"),
        ("拘留责任人", f"kind: control, {POLICE}", "N3", "name"),
        ("限制出借人离开本地", f"kind: control, {POLICE}", "N3", "name"),
        ("吊销执照", f"{TALK}", "N8", "kind"),
        ("关闭机构网站", f"{TALK}", "N8", "kind"),
    ],
)
def test_a_measure_stands_on_law_and_is_taken_by_whom_it_belongs_to(
    name: str, rest: str, number: str, key: str
) -> None:
    """Whatever kind it calls itself: no law, no such power, or aimed at lenders, and it is refused at its line."""
    found = [problem for problem in refusals(measures=measure(name, rest)) if problem.where == f"measures.0.{key}"]
    assert any(problem.message.startswith(number) and problem.remedy for problem in found)


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("上门提示机构", TALK),
        ("公安机关冻结支付账户余额", f"kind: control, {POLICE}, conditions: [已经立案, 不得冻结出借人存管资金]"),
        ("处非牵头部门封存资料", f"kind: control, {FUNDRAISING}, conditions: [无权冻结，只能申请]"),
        ("提示机构", f"{TALK}, conditions: [只提示，不冻结、不查封, 向出借人说明进展, 不得限制任何人出行]"),
        (
            "延长接待时间",
            "kind: claims, bodies: [petition], approvers: [R12], legal_basis: [petition_rules_2022]",
        ),
    ],
)
def test_lawful_measures_can_be_added(name: str, rest: str) -> None:
    """Law, the right body and no lender in sight: a province may add it."""
    added = laid(measures=measure(name, rest)).measures
    assert added is not None
    assert added.measures[-1].name == name


def test_a_plan_without_a_base_is_held_to_the_same() -> None:
    """Measures of a whole plan are judged as those of an overlay are."""
    written, sources = national()
    assert written.measures is not None
    own = Measure(id="own", name="冻结账户", kind="claims", bodies=("tax",), approvers=("R4",), clause="0.6")
    measures = written.measures.model_copy(update={"measures": (*written.measures.measures, own)})
    found = problems(written.model_copy(update={"measures": measures}), sources)
    last = f"measures.{len(measures.measures) - 1}"
    assert {problem.where for problem in found} == {f"{last}.name", f"{last}.bodies", f"{last}.kind"}
