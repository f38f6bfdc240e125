"""Composing papers from figures: every number keeps the fact it comes from; unknown stays 待核 (N12)."""

from fengsui.documents.facts import UsedFigure
from fengsui.documents.layout import (
    Annex,
    Block,
    Cell,
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
from fengsui.plan.citing import citation
from fengsui.response.figures import BY_NAME, NOT_ON_FIRST_NOTICE, TYPED, in_words
from fengsui.response.ingredients import UNKNOWN, Ingredients
from fengsui.response.state import EventState, FigureState
from fengsui.response.timeline import Line
from fengsui.response.wording import beijing, clock_time, span

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
        annexes=(chronicle(ingredients),) if kind == "written_report" else (),
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

    def told(label: str, value: Cell) -> KeyValueRow:
        return KeyValueRow(label=label, value=value, required=True)

    rows = [
        told("事件名称", it.fill("name", "事件名称", str(opened["name"]), it.opening)),
        told("事件类型", _event_type(it)),
        told("初判等级", _grade(it)),
        told("事发时间", _moment(it, "occurred_at", "事发时间")),
        told("获知时间", _moment(it, "known_at", "获知时间")),
        told("认定时间", _decided(it)),
        told("距T0", _since_zero(it)),
        told("事发地", it.fill("region", "事发地", it.region(opened["region"]), it.opening)),
        told("涉事机构", it.fill_all("institutions", "涉事机构", _institutions(it))),
        told("175号文分类", it.fill_all("classes", "175号文分类", _classes(it))),
        told("信息来源", it.fill("source", "信息来源", str(opened["source"]), it.opening)),
        told("基本经过", it.passage("narrative")),
        *(KeyValueRow(label=f.label, value=_figure(it, f.name)) for f in TYPED if f.name not in NOT_ON_FIRST_NOTICE),
        told("已采取措施", it.fill_all("measures", "已采取措施", _measures(it, 4))),
        told("启动情况", _activation(it)),
        told("发展趋势初判", it.passage("trend")),
        told("需要支持", it.passage("support_needed")),
        told("联络负责人", _whom_to_ask(it)),
    ]
    receipts = tuple(Receipt(unit=addressee.name) for addressee in it.plan.addressees)
    return (KeyValueTable(rows=tuple(rows), pairs_per_row=2), ReceiptTable(receipts=receipts))


def _written_report(it: Ingredients) -> tuple[Block, ...]:
    overview = (
        Paragraph(runs=(it.passage("narrative"),)),
        Paragraph(
            runs=(
                Run(text="事件类型："),
                _event_type(it),
                Run(text="。等级："),
                _grade(it),
                Run(text="。事发时间"),
                _moment(it, "occurred_at", "事发时间"),
                Run(text="，获知时间"),
                _moment(it, "known_at", "获知时间"),
                Run(text="，认定时间"),
                _decided(it),
                Run(text="。"),
            )
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
        contact(it),
        *_basis(it),
    )


def contact(it: Ingredients) -> Paragraph:
    """Whom to ask."""
    return Paragraph(runs=(Run(text="联络负责人："), *_whom_to_ask(it)))


def _whom_to_ask(it: Ingredients) -> tuple[Run, Run]:
    name = it.passage("contact_name")
    return (name.model_copy(update={"text": f"{name.text} ".lstrip()}), it.passage("contact_phone"))


def _basis(it: Ingredients) -> tuple[Block, ...]:
    """On what the report is sent: the plan by its number and clause (0.2)."""
    clause = next((paper.clause for paper in it.plan.papers if paper.id == "written_report"), "")
    cited = citation(it.plan, clause) if clause else ""
    return (Paragraph.of(f"报送依据：{cited}"),) if cited else ()


def _text(it: Ingredients, name: str) -> tuple[Block, ...]:
    run = it.passage(name)
    return (Paragraph(runs=(run,)),) if run.text else ()


def _figure(it: Ingredients, name: str) -> Run:
    """A named figure with its status; 待核 where nobody knows. A number that changed since the 首报 is marked."""
    definition, figure = BY_NAME[name], it.state.figures.get(name)
    if figure is None:
        return it.fill(name, definition.label, UNKNOWN, "")
    local = ""
    if name == "lender_count" and "local_lender_count" in it.state.figures:
        local = f"（本地{in_words(BY_NAME['local_lender_count'], it.state.figures['local_lender_count'].value)}）"
    text = f"{in_words(definition, figure.value)}{local}，截至{clock_time(figure.as_of)}{_changed(it, figure)}"
    return it.fill(name, definition.label, text, figure.fact, figure.verification)


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
    return it.fill("event_type", "事件类型", f"{kind.name}{f'（{subtype}）' if subtype else ''}", it.opening)


def _moment(it: Ingredients, name: str, label: str) -> Run:
    return it.fill(name, label, beijing(it.state.opened[name]), it.opening)


def _grade(it: Ingredients) -> Run:
    if not it.state.grades:
        proposed = it.state.proposal.get("grade")
        text = f"建议{it.plan.grade(proposed).name}（{it.state.proposal['rule']}），尚未签字" if proposed else UNKNOWN
        return it.fill("grade", "等级", text, it.state.proposal_fact)
    signed = it.state.grades[-1]
    basis = signed["rule"] or "人工认定"
    return it.fill("grade", "等级", f"{it.plan.grade(signed['grade']).name}（{basis}）", signed["fact"])


def _decided(it: Ingredients) -> Run:
    signed = it.state.grades[-1] if it.state.grades else {"fact": ""}
    return it.fill(
        "decided_at", "认定时间", beijing(signed["signed_at"]) if signed["fact"] else "尚未认定", signed["fact"]
    )


def _since_zero(it: Ingredients) -> Run:
    zero = next((grade for grade in it.state.grades if grade["t0"]), None)
    text = f"T0为{beijing(zero['t0'])}，至成文{span(zero['t0'], it.now)}" if zero else "尚未起算"
    return it.fill("since_zero", "距T0", text, zero["fact"] if zero else "")


def _institutions(it: Ingredients) -> tuple[Run, ...]:
    told: list[Run] = []
    for key, entry in it.state.institutions.items():
        row = it.institutions.get(key, {})
        elsewhere = [code for code in entry["operating_regions"] if code != entry["registered_region"]]
        operating = "、".join(it.region_names.get(code, code) for code in elsewhere)
        if not operating:
            operating = "同注册地" if entry["operating_regions"] else UNKNOWN
        known = (row.get("platform_name"), row.get("website"), row.get("application_name"))
        sites = "、".join(dict.fromkeys(str(name) for name in known if name))
        text = (
            f"{'；' if told else ''}{entry['name']}，信用代码{row.get('credit_code') or UNKNOWN}，"
            f"平台及网站APP：{sites or UNKNOWN}，"
            f"注册地{it.region_names.get(entry['registered_region'], UNKNOWN)}，经营地{operating}"
        )
        told.append(Run(text=text, figure_reference=row.get("fact") or it.opening))
    return tuple(told)


def _classes(it: Ingredients) -> tuple[Run, ...]:
    names = {row.code: row.name for row in it.plan.institution_classes}
    told: list[Run] = []
    for key in it.state.institutions:
        row = it.institutions.get(key, {})
        code = str(row.get("class_code") or "")
        text = f"{code} {names[code]}" if code in names else UNKNOWN
        fact = None if text == UNKNOWN else row.get("fact")
        told.append(Run(text=f"{'；' if told else ''}{text}", figure_reference=fact or None))
    return tuple(told)


def _measures(it: Ingredients, most: int) -> tuple[Run, ...]:
    lines = [(f"{clock_time(line.at)} {line.text}", line.fact) for line in _measure_lines(it)[-most:]]
    told = [*lines, *_task_summary(it)]
    runs = (
        Run(text=f"{'；' if place else ''}{text}", figure_reference=fact) for place, (text, fact) in enumerate(told)
    )
    return tuple(runs) or (Run(text="已接报，正在核实", figure_reference=it.opening),)


def _measure_lines(it: Ingredients) -> list[Line]:
    """What was done, oldest first; signatures and signing-for stay in the log (大事记)."""
    return [line for line in reversed(it.lines) if line.kind in MEASURES]


def _task_summary(it: Ingredients) -> tuple[tuple[str, str], ...]:
    """What became of the tasks in one sentence, and the newest fact about them."""
    tasks = it.state.tasks.values()
    if not tasks:
        return ()
    signed, done = sum(bool(task.acknowledged) for task in tasks), sum(bool(task.done) for task in tasks)
    newest = [fact.reference for fact in it.facts if fact.kind.startswith("task.")] or [task.fact for task in tasks]
    return ((f"向{len(tasks)}个单位下达任务，已签收{signed}个，已办结{done}个", newest[-1]),)


def _activation(it: Ingredients) -> Run:
    if it.state.activated:
        text = f"已启动{it.state.activated['response_level']}响应，启动令{it.state.activation['number']}"
        return it.fill("activation", "启动情况", text, it.state.activation_fact)
    return it.fill("activation", "启动情况", "尚未启动", it.opening)


def _institution_table(it: Ingredients) -> Table:
    rows = []
    for key, entry in it.state.institutions.items():
        row = it.institutions.get(key, {})
        fact = str(row.get("fact") or it.opening)
        known = (
            str(entry["name"]),
            str(row.get("credit_code") or UNKNOWN),
            it.region_names.get(entry["registered_region"], UNKNOWN),
            "、".join(it.region_names.get(code, code) for code in entry["operating_regions"]) or UNKNOWN,
            str(row.get("custody_bank") or UNKNOWN),
            str(row.get("class_code") or UNKNOWN),
        )
        rows.append(tuple(Run(text=text, figure_reference=None if text == UNKNOWN else fact) for text in known))
    columns = ("机构", "统一社会信用代码", "注册地", "经营地", "存管银行", "分类")
    return Table(columns=columns, rows=tuple(rows), widths=(4, 7, 3, 4, 3, 2))


def _base_table(it: Ingredients) -> Table:
    rows = []
    for definition in TYPED:
        figure = it.state.figures.get(definition.name)
        source = Run(text=figure.source, figure_reference=figure.fact) if figure else Run(text=UNKNOWN)
        rows.append((definition.label, _figure(it, definition.name), source))
    return Table(columns=("项目", "数值", "来源"), rows=tuple(rows), widths=(4, 8, 4))


def _measure_table(it: Ingredients) -> Table:
    told = [(clock_time(line.at), line.text, line.fact) for line in _measure_lines(it)]
    told += [(clock_time(it.now), summary, fact) for summary, fact in _task_summary(it)]
    rows = tuple(_of_fact(fact, at, text) for at, text, fact in told)
    return Table(columns=("时间", "措施"), rows=rows, widths=(3, 13))


def _task_table(it: Ingredients) -> Table:
    rows = tuple(
        _of_fact(
            task.fact,
            task.payload["title"],
            task.payload["department_name"],
            f"{task.payload['owner_name']}／{task.payload['deputy_name']}",
            clock_time(task.payload["due_at"]),
            "已办结" if task.done else "已签收" if task.acknowledged else "待签收",
        )
        for task in it.state.tasks.values()
    )
    return Table(columns=("任务", "单位", "责任人", "时限", "状态"), rows=rows, widths=(6, 3, 4, 3, 2))


def chronicle(it: Ingredients, title: str = "大事记") -> Annex:
    """The event to the minute: time, what, and the fact that says so, oldest first."""
    return Annex(title=title, blocks=(_log_table(it),))


def _log_table(it: Ingredients) -> Table:
    rows = tuple(
        _of_fact(line.fact, clock_time(line.at), line.text, line.fact.rpartition("#")[2]) for line in reversed(it.lines)
    )
    return Table(columns=("时间", "事项", "底账号"), rows=rows, widths=(3, 12, 2))


def _of_fact(fact: str, *texts: str) -> tuple[Run, ...]:
    """A row that one fact says."""
    return tuple(Run(text=str(text), figure_reference=fact) for text in texts)
