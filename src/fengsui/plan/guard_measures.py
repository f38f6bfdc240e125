"""Measures that no plan may hold: without law, by a body without such a power, or against lenders (N3, N8).

Every rule holds for every plan; the national plan's own measures pass them. Bodies are known by their names, since a
plan chooses their ids itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fengsui.plan import files
from fengsui.plan import measures as lawful
from fengsui.plan.errors import Problem
from fengsui.plan.guard_reading import FEW, after, before, forbids, sentences, turned_down
from fengsui.plan.guard_words import LENDERS
from fengsui.plan.source import ElementPath, Source

_FUNDRAISING = r"处非|非法集资"
_SUPERVISORS = r"金融|银行监管|银保监|整治办|处置办"
# Which bodies have each kind of power: those of 1.3 and 5.2.2, and their like in other plans.
_BODIES: Final[Mapping[str, re.Pattern[str]]] = {
    kind: re.compile(names)
    for kind, names in {
        "prevention": rf"{_FUNDRAISING}|{_SUPERVISORS}|市场监管",
        "control": rf"{_FUNDRAISING}|金融|银行监管|银保监|公安|法院",
        "exit": rf"{_SUPERVISORS}|国资",
        "closure": rf"{_SUPERVISORS}|通信|市场监管",
        "transfer": rf"{_FUNDRAISING}|{_SUPERVISORS}|市场监管|公安",
        "claims": rf"信访|{_SUPERVISORS}",
        "publicity": rf"宣传|新闻|网信|{_SUPERVISORS}",
    }.items()
}
_DECIDERS: Final = frozenset({"R8", "R9", "R10"})


@dataclass(frozen=True)
class _Power:
    """A power over property or persons: how it is worded, and the kind, bodies and laws with which alone it stands.

    `bodies` empty: nobody's by any plan. `in_conditions`: conditions are read for it too.
    """

    name: str
    words: re.Pattern[str]
    kind: str = "control"
    bodies: str = ""
    laws: str = ""
    in_conditions: bool = True


_POWERS: Final = (
    _Power(
        "限制人身自由",
        re.compile(
            r"拘留|逮捕|拘传|羁押|留置|监视居住|取保候审|强制传唤|传唤|训诫|软禁|强制带离|带离|扣留(?:人|护照|证件)"
            r"|限制(?:人身|离开|离省|离京|出行|外出)|人身自由|学习班"
        ),
    ),
    _Power(
        "冻结",
        re.compile(r"冻结|扣划|划扣|止付|控制账户|账户控制|保全账户|保全财产|财产保全"),
        bodies=r"公安|法院",
        laws=r"刑事|民事诉讼法|行政强制法|银行业监督管理法",
    ),
    _Power(
        "查封、扣押",
        re.compile(r"查封|扣押|没收|强制执行|变价出售"),
        bodies=rf"公安|法院|{_FUNDRAISING}",
        laws=r"刑事|民事诉讼法|行政强制法|防范和处置非法集资条例",
    ),
    _Power(
        "限制出境",
        re.compile(r"(?:限制|禁止|阻止|不准|不许)[^。；;，,]{0,4}出(?:境|国)|边控|边境控制"),
        bodies=rf"公安|法院|{_FUNDRAISING}",
        laws=r"出境入境管理法|防范和处置非法集资条例|刑事|民事诉讼法",
    ),
    _Power("吊销", re.compile(r"吊销"), "closure", r"市场监管|金融|银行监管", in_conditions=False),
    _Power(
        "关停网站",
        re.compile(r"(?:关停|关闭)[^。；;，,]{0,6}(?:网站|应用|app)"),
        "closure",
        r"通信",
        in_conditions=False,
    ),
)
_AGAINST = (
    r"(?:约谈|约见|谈话|训诫|警示|警告|告诫|传唤|控制|管控|稳控|监控|监测|监视|盯防|查询|调查|排查|核查|走访|家访|通知其|处罚|惩戒|"
    r"限制|冻结|查封|扣押|追究|打击|查处|曝光|带离|劝离|劝返|说服教育|追缴)"
)
_NOT_OF_INSTITUTION = (
    rf"(?:{LENDERS}|发帖|博主|群主|网民|举报人|记者|家属|亲属|上访|闹访|维权群|维权代表|带头人|组织者)"
)
_PERSONS = re.compile(rf"{_AGAINST}{FEW}{_NOT_OF_INSTITUTION}|{_NOT_OF_INSTITUTION}{FEW}{_AGAINST}")


def measure_faults(written: files.PlanFiles, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Every measure that stands on no law, is taken by whom it may not, or is aimed at lenders, each at its line."""
    if written.measures is None:
        return
    public = frozenset(role.id for role in written.organisation.roles if role.public)
    bodies = {department.id: department.name for department in written.organisation.departments}
    titles = {law.id: law.title for law in (written.legal_basis.legal_basis if written.legal_basis else ())}
    for index, measure in enumerate(written.measures.measures):
        faults = [
            *_approver_faults(measure, public),
            *_law_faults(measure),
            *_body_faults(measure, bodies),
            *_power_faults(measure, bodies, titles),
            *_person_faults(measure),
        ]
        at: ElementPath = ("measures", index)
        for key, message, remedy in faults:
            yield sources["measures"].problem((*at, key), message, remedy)


Fault = tuple[str, str, str]
"""The key at fault, what is wrong and what to write instead."""


def _approver_faults(measure: lawful.Measure, public: frozenset[str]) -> Iterator[Fault]:
    if public & {*measure.approvers}:
        yield "approvers", "N8：批准人只能是有职权的工作人员", "去掉这个角色"


def _law_faults(measure: lawful.Measure) -> Iterator[Fault]:
    if not measure.legal_basis:
        key = "person_types" if measure.person_types else "name"
        whose = "对人的措施" if measure.person_types else "措施"
        yield key, f"N8：{whose}没有法律依据", "写明 legal_basis；没有法律依据的不能作为措施"


def _body_faults(measure: lawful.Measure, bodies: Mapping[str, str]) -> Iterator[Fault]:
    having = _BODIES[measure.kind]
    if without := [bodies[body] for body in measure.bodies if body in bodies and not having.search(bodies[body])]:
        yield "bodies", f"N8：{'、'.join(without)[:60]} 没有采取这类措施的职权", "只写有这类职权的机关"


def _power_faults(measure: lawful.Measure, bodies: Mapping[str, str], titles: Mapping[str, str]) -> Iterator[Fault]:
    for power in _POWERS:
        texts = (measure.name, *measure.conditions) if power.in_conditions else (measure.name,)
        if not any(_speaks_of(power.words, text) for text in texts):
            continue
        if not power.bodies:
            yield "name", f"N3：任何预案都不能设{power.name}的措施", "删去；由办案机关依法决定，不经本系统"
            continue
        lacking = [
            bodies.get(body, body) for body in measure.bodies if not re.search(power.bodies, bodies.get(body, "公安"))
        ]
        if measure.kind != power.kind:
            yield "kind", f"N8：{power.name}只能作为 {power.kind} 一类的措施", f"kind 写 {power.kind}，由有权机关办"
        elif lacking:
            yield "bodies", f"N8：{'、'.join(lacking)[:60]} 无权{power.name}", "只写有这项职权的机关"
        elif power.kind == "control" and not {*measure.approvers} <= _DECIDERS:
            yield "approvers", f"N8：{power.name}由有权机关批准", "approvers 只写 R8、R9、R10"
        elif power.laws and not any(re.search(power.laws, titles.get(law, "")) for law in measure.legal_basis):
            yield "legal_basis", f"N8：所列依据没有授予{power.name}的权力", "写明授予这项权力的法律"


def _speaks_of(words: re.Pattern[str], text: str) -> bool:
    for sentence in sentences(text):
        for hit in words.finditer(sentence):
            leading = before(sentence, hit)
            if not (forbids(leading) or leading.endswith(("无权", "不", "未")) or turned_down(after(sentence, hit))):
                return True
    return False


def _person_faults(measure: lawful.Measure) -> Iterator[Fault]:
    for key, texts in (("name", (measure.name,)), ("conditions", measure.conditions)):
        if any(_speaks_of(_PERSONS, text) for text in texts):
            yield key, "N3：措施不能针对出借人、信访人、发帖人和他们的家属", "只对机构和机构里的职务；诉求按接待程序办"
