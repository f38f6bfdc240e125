"""Composing papers from figures: every number keeps the fact it comes from; unknown stays 待核 (N12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fengsui.documents.facts import UsedFigure
from fengsui.documents.issuing import Issuer
from fengsui.documents.layout import (
    Block,
    KeyValueRow,
    KeyValueTable,
    Paper,
    Paragraph,
    Receipt,
    ReceiptTable,
    Run,
    Section,
    Table,
)
from fengsui.ledger.canonical import Fact
from fengsui.plan import Plan
from fengsui.plan.citing import citation
from fengsui.response.figures import BY_NAME, NOT_ON_FIRST_NOTICE, TYPED, in_words
from fengsui.response.state import EventState, FigureState
from fengsui.response.timeline import Line
from fengsui.response.wording import beijing, clock_time, span

UNKNOWN = "待核"
MEASURES = frozenset(
    {
        "blowup.confirmed",
        "grade.signed",
        "plan.activated",
        "support.requested",
        "support.acknowledged",
        "task.progressed",
        "paper.sent",
    }
)


@dataclass(frozen=True, slots=True)
class Ingredients:
    """Everything a paper is made of."""

    state: EventState
    plan: Plan
    issuer: Issuer
    frame: str
    now: Any
    lines: Sequence[Line]
    texts: Mapping[str, str]
    institutions: Mapping[str, Mapping[str, Any]]
    region_names: Mapping[str, str]
    facts: Sequence[Fact] = ()
    about: str = ""
    """The sent paper that a further paper corrects or recalls."""
    used: list[UsedFigure] = field(default_factory=list)

    def region(self, code: str) -> str:
        """``云汀省南浦市（990200）``."""
        return f"{self.region_names.get(code, '')}（{code}）"


def compose(kind: str, ingredients: Ingredients, number: str | None) -> tuple[Paper, tuple[UsedFigure, ...]]:
    """The paper of this kind and the figures it used."""
    blocks = _first_notice(ingredients) if kind == "first_notice" else _written_report(ingredients)
    state, plan = ingredients.state, ingredients.plan
    # 首报 is one page: it names the offices by their accepted short names.
    addressees = tuple(a.name if kind == "first_notice" else a.full_name for a in plan.addressees)
    paper = Paper(
        kind="report",
        issuing_body=ingredients.issuer.body,
        mark=ingredients.issuer.mark,
        title=_title(kind, state),
        blocks=blocks,
        document_number=number,
        urgency="特急",
        main_recipients=addressees,
        issued_by=ingredients.issuer.body,
        copies_to=tuple(copy.name for copy in plan.copy_to) if kind == "written_report" else (),
        attachments=("大事记",) if kind == "written_report" else (),
        printed_by=f"{ingredients.issuer.body}办公室" if "办公室" not in ingredients.issuer.body else None,
        frame=ingredients.frame,
        draft=number is None,
        one_page=kind == "first_notice",
    )
    return paper, tuple(ingredients.used)


def _title(kind: str, state: EventState) -> str:
    name = str(state.opened["name"])
    return f"关于{name}的首报" if kind == "first_notice" else f"关于{name}的书面报告"


def _first_notice(it: Ingredients) -> tuple[Block, ...]:
    opened = it.state.opened
    rows = [
        KeyValueRow(label="事件名称", value=_given(it, "name", "事件名称", opened["name"]), required=True),
        KeyValueRow(label="事件类型", value=_event_type(it), required=True),
        KeyValueRow(label="初判等级", value=_grade(it), required=True),
        KeyValueRow(label="事发时间", value=beijing(opened["occurred_at"]), required=True),
        KeyValueRow(label="获知时间", value=beijing(opened["known_at"]), required=True),
        KeyValueRow(label="认定时间", value=_decided(it), required=True),
        KeyValueRow(label="距T0", value=_since_zero(it), required=True),
        KeyValueRow(label="事发地", value=it.region(opened["region"]), required=True),
        KeyValueRow(label="涉事机构", value=_institutions(it), required=True),
        KeyValueRow(label="175号文分类", value=_classes(it), required=True),
        KeyValueRow(label="信息来源", value=str(opened["source"]), required=True),
        KeyValueRow(label="基本经过", value=it.texts["narrative"], required=True),
        *(KeyValueRow(label=f.label, value=_figure(it, f.name)) for f in TYPED if f.name not in NOT_ON_FIRST_NOTICE),
        KeyValueRow(label="已采取措施", value=_measures(it, 4), required=True),
        KeyValueRow(label="启动情况", value=_activation(it), required=True),
        KeyValueRow(label="发展趋势初判", value=it.texts["trend"], required=True),
        KeyValueRow(label="需要支持", value=it.texts["support_needed"], required=True),
        KeyValueRow(label="联络负责人", value=f"{it.texts['contact_name']} {it.texts['contact_phone']}", required=True),
    ]
    receipts = tuple(Receipt(unit=addressee.name) for addressee in it.plan.addressees)
    return (KeyValueTable(rows=tuple(rows), pairs_per_row=2), ReceiptTable(receipts=receipts))


def _written_report(it: Ingredients) -> tuple[Block, ...]:
    opened = it.state.opened
    overview = (
        Paragraph.of(it.texts["narrative"]),
        Paragraph.of(
            f"事件类型：{_plain(_event_type(it))}。等级：{_plain(_grade(it))}。事发时间{beijing(opened['occurred_at'])}，"
            f"获知时间{beijing(opened['known_at'])}，认定时间{_decided(it)}。"
        ),
    )
    return (
        Section(title="事件概况", blocks=overview),
        Section(title="机构情况", blocks=(_institution_table(it), *_text(it, "ownership"))),
        Section(title="风险底数", blocks=(_base_table(it), *_text(it, "base"))),
        Section(title="原因初步分析", blocks=_text(it, "causes")),
        Section(title="关联与传导", blocks=_text(it, "links")),
        Section(title="已采取措施", blocks=(_measure_table(it),)),
        Section(title="社会面情况", blocks=_text(it, "public_order")),
        Section(title="研判", blocks=_text(it, "outlook")),
        Section(title="下一步工作", blocks=(_task_table(it),)),
        Section(title="请求事项", blocks=_text(it, "requests"), when_empty="无"),
        Paragraph.of(f"联络负责人：{it.texts['contact_name']} {it.texts['contact_phone']}"),
        *_basis(it),
        Section(title="附：大事记", blocks=(_log_table(it),)),
    )


def _basis(it: Ingredients) -> tuple[Block, ...]:
    """On what the report is sent: the plan by its number and clause (0.2)."""
    clause = next((paper.clause for paper in it.plan.papers if paper.id == "written_report"), "")
    cited = citation(it.plan, clause) if clause else ""
    return (Paragraph.of(f"报送依据：{cited}"),) if cited else ()


def _text(it: Ingredients, name: str) -> tuple[Block, ...]:
    text = it.texts.get(name, "").strip()
    return (Paragraph.of(text),) if text else ()


def _given(it: Ingredients, name: str, label: str, value: object) -> Run:
    fact = f"{it.state.stream}#1"
    it.used.append(UsedFigure(name=name, label=label, fact=fact, status="verified"))
    return Run(text=str(value), figure_reference=fact)


def _figure(it: Ingredients, name: str) -> Run | tuple[Run, ...]:
    """A named figure with its status; 待核 where nobody knows. A number that changed since the 首报 is marked."""
    definition, figure = BY_NAME[name], it.state.figures.get(name)
    if figure is None:
        it.used.append(UsedFigure(name=name, label=definition.label, fact="", status="unknown"))
        return Run(text=UNKNOWN)
    it.used.append(UsedFigure(name=name, label=definition.label, fact=figure.fact, status=figure.verification))
    local = ""
    if name == "lender_count" and "local_lender_count" in it.state.figures:
        local = f"（本地{in_words(BY_NAME['local_lender_count'], it.state.figures['local_lender_count'].value)}）"
    text = f"{in_words(definition, figure.value)}{local}，截至{clock_time(figure.as_of)}{_changed(it, figure)}"
    return Run(text=text, figure_reference=figure.fact, status=figure.verification)


def _changed(it: Ingredients, figure: FigureState) -> str:
    sent = [paper for paper in it.state.papers.values() if paper.kind == "first_notice" and paper.sent is not None]
    if not sent:
        return ""
    before = next((row["fact"] for row in sent[-1].payload["figures"] if row["name"] == figure.name), "")
    if before == figure.fact:
        return ""
    old = next((f for f in it.state.figure_history if f.name == figure.name and f.fact == before), None)
    return f"（较首报更新，原为{in_words(BY_NAME[figure.name], old.value) if old else UNKNOWN}）"


def _event_type(it: Ingredients) -> Run:
    kind = it.plan.event_type(it.state.opened["event_type"])
    subtype = next((s.name for s in kind.subtypes if s.id == it.state.opened["subtype"]), "")
    return Run(text=f"{kind.name}{f'（{subtype}）' if subtype else ''}", figure_reference=f"{it.state.stream}#1")


def _grade(it: Ingredients) -> Run:
    if not it.state.grades:
        proposed = it.state.proposal.get("grade")
        text = f"建议{it.plan.grade(proposed).name}（{it.state.proposal['rule']}），尚未签字" if proposed else UNKNOWN
        return Run(text=text, figure_reference=it.state.proposal_fact or None)
    signed = it.state.grades[-1]
    basis = signed["rule"] or "人工认定"
    return Run(text=f"{it.plan.grade(signed['grade']).name}（{basis}）", figure_reference=signed["fact"])


def _decided(it: Ingredients) -> str:
    return beijing(it.state.grades[-1]["signed_at"]) if it.state.grades else "尚未认定"


def _since_zero(it: Ingredients) -> str:
    zero = next((grade["t0"] for grade in it.state.grades if grade["t0"]), None)
    return f"T0为{beijing(zero)}，至成文{span(zero, it.now)}" if zero else "尚未起算"


def _institutions(it: Ingredients) -> str:
    told = []
    for key, entry in it.state.institutions.items():
        row = it.institutions.get(key, {})
        elsewhere = [code for code in entry["operating_regions"] if code != entry["registered_region"]]
        operating = "、".join(it.region_names.get(code, code) for code in elsewhere)
        if not operating:
            operating = "同注册地" if entry["operating_regions"] else UNKNOWN
        known = (row.get("platform_name"), row.get("website"), row.get("application_name"))
        sites = "、".join(dict.fromkeys(str(name) for name in known if name))
        told.append(
            f"{entry['name']}，信用代码{row.get('credit_code') or UNKNOWN}，平台及网站APP：{sites or UNKNOWN}，"
            f"注册地{it.region_names.get(entry['registered_region'], UNKNOWN)}，经营地{operating}"
        )
    return "；".join(told)


def _classes(it: Ingredients) -> str:
    names = {row.code: row.name for row in it.plan.institution_classes}
    told = []
    for key in it.state.institutions:
        code = str(it.institutions.get(key, {}).get("class_code") or "")
        told.append(f"{code} {names[code]}" if code in names else UNKNOWN)
    return "；".join(told)


def _measures(it: Ingredients, most: int) -> str:
    lines = [f"{clock_time(line.at)} {line.text}" for line in _measure_lines(it)[-most:]]
    return "；".join([*lines, *_task_summary(it)]) or "已接报，正在核实"


def _measure_lines(it: Ingredients) -> list[Line]:
    """What was done, oldest first; signatures and signing-for stay in the log (大事记)."""
    return [line for line in reversed(it.lines) if line.kind in MEASURES]


def _task_summary(it: Ingredients) -> tuple[str, ...]:
    tasks = it.state.tasks.values()
    if not tasks:
        return ()
    signed, done = sum(bool(task.acknowledged) for task in tasks), sum(bool(task.done) for task in tasks)
    return (f"向{len(tasks)}个单位下达任务，已签收{signed}个，已办结{done}个",)


def _activation(it: Ingredients) -> str:
    if it.state.activated:
        return f"已启动{it.state.activated['response_level']}响应，启动令{it.state.activation['number']}"
    return "尚未启动"


def _institution_table(it: Ingredients) -> Table:
    rows = []
    for key, entry in it.state.institutions.items():
        row = it.institutions.get(key, {})
        rows.append(
            (
                str(entry["name"]),
                str(row.get("credit_code") or UNKNOWN),
                it.region_names.get(entry["registered_region"], UNKNOWN),
                "、".join(it.region_names.get(code, code) for code in entry["operating_regions"]) or UNKNOWN,
                str(row.get("custody_bank") or UNKNOWN),
                str(row.get("class_code") or UNKNOWN),
            )
        )
    columns = ("机构", "统一社会信用代码", "注册地", "经营地", "存管银行", "分类")
    return Table(columns=columns, rows=tuple(rows), widths=(4, 6, 3, 4, 3, 2))


def _base_table(it: Ingredients) -> Table:
    rows = []
    for definition in TYPED:
        figure = it.state.figures.get(definition.name)
        source = figure.source if figure else UNKNOWN
        rows.append((definition.label, _figure(it, definition.name), source))
    return Table(columns=("项目", "数值", "来源"), rows=tuple(rows), widths=(4, 8, 4))


def _measure_table(it: Ingredients) -> Table:
    rows = [(clock_time(line.at), line.text) for line in _measure_lines(it)]
    rows += [(clock_time(it.now), summary) for summary in _task_summary(it)]
    return Table(columns=("时间", "措施"), rows=tuple(rows), widths=(3, 13))


def _task_table(it: Ingredients) -> Table:
    rows = tuple(
        (
            task.payload["title"],
            task.payload["department_name"],
            f"{task.payload['owner_name']}／{task.payload['deputy_name']}",
            clock_time(task.payload["due_at"]),
            "已办结" if task.done else "已签收" if task.acknowledged else "待签收",
        )
        for task in it.state.tasks.values()
    )
    return Table(columns=("任务", "单位", "责任人", "时限", "状态"), rows=rows, widths=(6, 3, 4, 3, 2))


def _log_table(it: Ingredients) -> Table:
    rows = tuple((clock_time(line.at), line.text, line.fact.rpartition("#")[2]) for line in reversed(it.lines))
    return Table(columns=("时间", "事项", "底账号"), rows=rows, widths=(3, 12, 2))


def _plain(run: Run) -> str:
    return run.text
