"""Forms that no plan may hold: identity left open, asked of those who only ask, or gathered to watch them."""

import pytest

from fengsui.plan.guard_rails import problems
from fengsui.plan.measures import Form, FormField
from tests.plan.overlays import laid, national
from tests.plan.test_guard_rails import refusals

FORM = "forms:\n  - {id: own, name: %s, handling: %s, clause: '0.6', fields: [%s]}\n"
RECEPTION = "forms:\n  - id: reception_register\n    fields:\n      - {id: own, name: %s}\n"
CLAIM = "forms:\n  - id: claim\n    fields:\n      - {id: own, name: %s}\n"
COMMON = "common_fields:\n  - {id: own, name: %s}\n"


@pytest.mark.parametrize(
    ("forms", "number", "where"),
    [
        (FORM % ("兑付公示表", "公开", "{id: a, name: 姓名}, {id: b, name: 未兑付金额}"), "N11", "forms.0.handling"),
        (FORM % ("兑付公示表", "公开", "{id: a, name: 回执号}, {id: b, name: 金额}"), "N11", "forms.0.handling"),
        (FORM % ("核对表", "公开", "{id: a, name: 身份证号码, sealed: true}"), "N11", "forms.0.handling"),
        (FORM % ("核对表", "内部", "{id: a, name: 出借人手机}"), "N11", "forms.0.fields.0.name"),
        (FORM % ("核对表", "内部", "{id: phone, name: 号码}"), "N11", "forms.0.fields.0.name"),
        (FORM % ("核对表", "内部", "{id: a, name: 出借人单位地址}"), "N11", "forms.0.fields.0.name"),
        (FORM % ("來訪登記", "内部", "{id: a, name: 证件照片, sealed: true}"), "N4", "forms.0.fields.0.name"),
        (FORM % ("来访登记", "内部", "{id: a, name: 姓名, sealed: true, must: true}"), "N4", "forms.0.fields.0.must"),
        (RECEPTION % "身份证号码, must: true", "N4", "forms.0.fields.0.must"),
        (RECEPTION % "身份证号码, must: true, sealed: true", "N4", "forms.0.fields.0.must"),
        (RECEPTION % "身份证号码, sealed: true", "N4", "forms.0.fields.0.name"),
        (COMMON % "手机号码, must: true", "N4", "common_fields.0.name"),
        (COMMON % "手机号码, sealed: true", "N4", "common_fields.0.name"),
        (CLAIM % "政治面貌和情绪, must: true", "N5", "forms.0.fields.0.name"),
        (CLAIM % "宗教信仰", "N3", "forms.0.fields.0.name"),
        (CLAIM % "经常发帖的平台", "N2", "forms.0.fields.0.name"),
        (CLAIM % "指纹, sealed: true", "N4", "forms.0.fields.0.name"),
        (FORM % ("重点关注出借人登记表", "内部", "{id: a, name: 编号}"), "N3", "forms.0.name"),
        (FORM % ("记录表", "内部", "{id: a, name: 活动规律}"), "N3", "forms.0.fields.0.name"),
        (FORM % ("记录表", "内部", "{id: a, name: 车牌, sealed: true}"), "N3", "forms.0.fields.0.name"),
        (FORM % ("记录表", "内部", "{id: religion, name: 其他}"), "N3", "forms.0.fields.0.name"),
    ],
)
def test_a_form_gathers_nothing_of_persons_that_it_may_not(forms: str, number: str, where: str) -> None:
    """The box or form is refused at its line, with the number and a remedy."""
    found = [problem for problem in refusals(forms=forms) if problem.message.startswith(number)]
    assert where in {problem.where for problem in found}
    assert all(problem.file == "forms.yaml" and problem.remedy for problem in found)


@pytest.mark.parametrize(
    "forms",
    [
        FORM
        % (
            "走访机构记录",
            "内部",
            "{id: a, name: 经营场所地址}, {id: b, name: 经办人和电话}, {id: c, name: 存管账户余额}",
        ),
        FORM % ("接待公告", "公开", "{id: a, name: 接待地点}, {id: b, name: 咨询电话}, {id: c, name: 接待时间}"),
        FORM
        % ("兑付进度公告", "公开", "{id: a, name: 已付总额}, {id: b, name: 出借人数}, {id: c, name: 下次公布时间}"),
        FORM
        % (
            "高风险机构名单",
            "内部",
            "{id: a, name: 机构名称}, {id: b, name: 利害关系人诉求数}, {id: c, name: 资金去向}",
        ),
        RECEPTION % "来访人电话（自愿留）, sealed: true",
        CLAIM % "代理人证件号码, sealed: true",
        CLAIM % "是否有家庭困难",
        COMMON % "承办人和电话",
    ],
)
def test_forms_that_the_work_needs_pass(forms: str) -> None:
    """Offices, officers at work, totals, and identity that is sealed and asked where it is needed."""
    assert laid(forms=forms).forms is not None


def test_a_plan_without_a_base_is_held_to_the_same() -> None:
    """Forms of a whole plan are judged as those of an overlay are."""
    written, sources = national()
    assert written.forms is not None
    own = Form(id="own", name="表", clause="0.6", fields=(FormField(id="own", name="身份证号码"),))
    forms = written.forms.model_copy(update={"forms": (*written.forms.forms, own)})
    found = problems(written.model_copy(update={"forms": forms}), sources)
    assert [problem.where for problem in found] == [f"forms.{len(forms.forms) - 1}.fields.0.name"]
