"""What no plan may open, national or provincial: N1 to N12 of the guard-rails, and colours for attention levels."""

import pytest

from fengsui.plan import PlanError, Problem, load_plan
from fengsui.plan.guard_rails import problems
from fengsui.plan.guard_words import FORBIDDEN, forbidden_in
from tests.plan.overlays import PLANS, laid, national

TASK = """\
tasks:
  - id: invented_task
    department: internet_information
    title: {title}
    detail: {detail}
    clause: 5.2.1.3.c
    due: {{extraordinary: {{amount: 1, unit: hours, provincial: true}}}}
    tighten: lower
"""


VISIT = "forms:\n  - {id: visit, name: 来访, clause: 5.2.1.4.e, handling: 公开, fields: [FIELD]}"
OWN_CLOCK = """\
clocks:
  - id: own
    name: 自定
    for_grades: [other]
    starts_on: grade.signed
    settled_by: grade.signed
    warn_before_minutes: []
    clause: 5.2.3.a
    term: {amount: 1, unit: hours}
    tighten: lower
"""
OF_LENDERS = """\
measures:
  - id: own
    name: 约见
    kind: control
    bodies: [police]
    approvers: [R1]
    clause: 4.1.c
    legal_basis: [fundraising_regulation_stop]
    person_types: [lender]
"""
BY_THE_PUBLIC = "signatures:\n  - {act: send_first_notice, slots: [{roles: [R3]}, {roles: [R18]}]}"
STATE_SECRET = "papers:\n  - {id: own, name: 通报, kind: 函, handling: 秘密, clause: 1.2.d}"
PLAIN_TASK = TASK.format(title="一项任务", detail="按规定办")


def refusals(**parts: str) -> tuple[Problem, ...]:
    """The problems an overlay is refused with; empty where it loads."""
    try:
        laid(**parts)
    except PlanError as error:
        return error.problems
    return ()


ASKED = [
    ("N1", "要求平台删除负面帖文"),
    ("N1", "联系网站屏蔽涉及机构的信息"),
    ("N1", "对不实言论予以删除、降权"),
    ("N1", "协调平台压热搜"),
    ("N1", "组织评论员引导跟帖"),
    ("N1", "设置敏感词过滤"),
    ("N1", "负 面 报 道 撤 下"),
    ("N2", "查明发帖人身份"),
    ("N2", "收集群成员名单并落地"),
    ("N2", "建立信访人画像"),
    ("N3", "建立重点人员台账"),
    ("N3", "劝返进京上访的出借人"),
    ("N3", "掌握出借人行踪轨迹"),
    ("N3", "拦截集资参与人"),
    ("N4", "接待时刷身份证、人脸识别"),
    ("N4", "咨询登记须扫描身份证"),
    ("N5", "对出借人评分，评估上访倾向"),
    ("N5", "分析信访人情绪指数"),
    ("N6", "申报数据提供给征信机构"),
    ("N6", "登记信息用于税务稽查"),
    ("N7", "涂改已报的书面报告"),
    ("N7", "倒签定级时间并修改记录，不留痕"),
    ("N8", "达到阈值自动冻结账户"),
    ("N8", "首报无需签发直接报送"),
    ("N9", "必要时暂停计时"),
    ("N9", "为避免恐慌缓报预警"),
    ("N10", "首报标注机密★"),
    ("N10", "书面报告定为国家秘密"),
    ("N11", "公布出借人名单和金额"),
    ("N11", "张榜兑付明细"),
    ("N12", "由人工智能生成报告中的数字"),
    ("finding 2", "一级研判发布红色预警"),
]


@pytest.mark.parametrize(("number", "text"), ASKED)
def test_what_is_never_built_cannot_be_asked_for_in_words(number: str, text: str) -> None:
    """A task that asks for it is refused at its line, with the lawful way beside it."""
    found = refusals(tasks=TASK.format(title="一项任务", detail=text))
    assert [(problem.file, problem.line) for problem in found] == [("tasks.yaml", 5)]
    assert found[0].message.startswith(f"{number}：")
    assert found[0].remedy in {forbidden.instead for forbidden in FORBIDDEN}


def test_every_number_of_the_guard_rails_is_watched() -> None:
    """N1 to N12 and the colours each have their words, and each has an example above."""
    numbers = {f"N{number}" for number in range(1, 13)} | {"finding 2"}
    assert {forbidden.number for forbidden in FORBIDDEN} == {number for number, _ in ASKED} == numbers


@pytest.mark.parametrize(
    "text",
    [
        "只记机构、渠道类型和时间，不记发布者，不提出删除、屏蔽要求",
        "汇总传闻，核实后用证据公开澄清",
        "不属于国家秘密的不得标国家秘密标志",
        "登记只记批次和人数，咨询不查证件",
        "依法关停网站，保留公告页",
        "个人信息处理目的已经实现的，到期删除个人信息",
        "禁止公布出借人名单",
        "不对出借人评分",
        "公布兑付总额和下次公布时间",
        "未经批准不得发布",
        "不经签字的文书一律不发",
        "对瞒报、迟报预警的追究责任",
        "因系统故障暂停计时的，写明理由",
        "限制出境只限实际控制人、控股股东、董事、监事、高管和直接责任人",
        "出借人数和金额以存管银行数据为准",
        "为举报人保密",
        "稳定出借人情绪",
    ],
)
def test_lawful_words_pass(text: str) -> None:
    """Forbidding it, or serving the same end lawfully, is no fault."""
    assert forbidden_in(text) is None


@pytest.mark.parametrize("plan_id", ["national-2019-75", "guarantee-2026", "yunting-2026"])
def test_the_plans_of_this_program_open_nothing(plan_id: str) -> None:
    """The plans shipped with the program pass their own check."""
    assert load_plan(PLANS / plan_id).id == plan_id


@pytest.mark.parametrize(
    ("part", "text", "number", "where"),
    [
        ("tasks", PLAIN_TASK.replace("invented_task", "content_takedown"), "N1", "tasks.0.id"),
        (
            "forms",
            VISIT.replace("FIELD", "{id: fingerprint, name: 其他}"),
            "N4",
            "forms.0.fields.0.id",
        ),
        (
            "forms",
            VISIT.replace("FIELD", "{id: phone, name: 电话, sealed: true}"),
            "N11",
            "forms.0.handling",
        ),
        (
            "signatures",
            BY_THE_PUBLIC,
            "N8",
            "slots",
        ),
        (
            "clocks",
            OWN_CLOCK,
            "N9",
            "clocks.0.settled_by",
        ),
        (
            "measures",
            "measures:\n  - {id: own, name: 约见, kind: prevention, bodies: [police], approvers: [R17], clause: 4.1.c}",
            "N8",
            "measures.0.approvers",
        ),
        (
            "documents",
            STATE_SECRET,
            "公开",
            "handling",
        ),
        (
            "measures",
            OF_LENDERS,
            "actual_controller",
            "person_types",
        ),
    ],
)
def test_the_shape_of_the_plan_rules_it_out(part: str, text: str, number: str, where: str) -> None:
    """Names, persons, marks and signatures: what can be seen by shape needs no list of words."""
    found = refusals(**{part: text + "\n"})
    assert any(where in problem.where and number in problem.message + problem.remedy for problem in found)


def test_attention_levels_say_that_they_are_no_statutory_warning() -> None:
    """Without the words beside them, attention levels could be taken for the law's colours."""
    written, sources = national()
    assert written.warning is not None
    silent = written.model_copy(update={"warning": written.warning.model_copy(update={"notice": "预警"})})
    assert [problem.where for problem in problems(silent, sources)] == ["notice"]
