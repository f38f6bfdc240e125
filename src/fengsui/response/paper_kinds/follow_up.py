"""续报 (form 4.3): numbered, and only what changed since the last report that went out (5.2.1.1.e)."""

from collections.abc import Iterable, Mapping
from typing import Any

from fengsui.documents.layout import Block, Paragraph, Run, Table
from fengsui.documents.state import next_serial
from fengsui.ledger.canonical import parse_timestamp
from fengsui.response import rhythm
from fengsui.response.ingredients import Ingredients
from fengsui.response.paper_kinds.changes import (
    MEANWHILE,
    changed_figures,
    changed_tasks,
    floor_of,
    last_report,
    number_of,
    sent_moment,
)
from fengsui.response.paper_kinds.pieces import (
    figure_run,
    from_fact,
    in_chinese,
    line_table,
    lines_since,
    said,
    section,
    task_counts,
    written,
)
from fengsui.response.papers import contact
from fengsui.response.wording import beijing, clock_time

NOTHING_SENT = "还没有发出首报或者书面报告。续报只写变化，请先报首报。"


def title(it: Ingredients) -> str:
    """``关于江桥贷停付的续报一``."""
    return f"关于{it.state.opened['name']}的续报{in_chinese(next_serial(it.state.papers, 'follow_up_report'))}"


def blocks(it: Ingredients) -> tuple[Block, ...]:
    """The ten boxes of the form; what did not change is left out, what nothing is known of says so."""
    before = last_report(it.state)
    floor = floor_of(before)
    changes: list[Block] = []
    if before is not None and before.sent is not None:
        told = f"本报告接{before.payload['number']}（{beijing(sent_moment(before))}发出），只写其后的变化。"
        changes.append(said(told, before.opened))
    changes += [*_grades(it, floor), *_blowups(it, floor), *_figures(it, floor)]
    return (
        section("上报以来变化", changes),
        section("数据更正", _corrections(it, floor), when_empty="无"),
        section("处置进展", [*task_counts(it), *_tasks(it, floor), *line_table(lines_since(it, floor), title="措施")]),
        section("新风险", written(it, "new_risks"), when_empty="无"),
        section("接访与诉求进度", written(it, "claims"), when_empty="无变化"),
        section("发布情况", written(it, "statements"), when_empty="无变化"),
        section("资产与账户变化", written(it, "assets"), when_empty="无变化"),
        section("请求", written(it, "requests"), when_empty="无"),
        section("下次续报时间", (_next(it),)),
        contact(it),
    )


def _grades(it: Ingredients, floor: int) -> Iterable[Block]:
    for grade in it.state.grades:
        if number_of(grade["fact"]) > floor:
            old = f"由{it.plan.grade(grade['previous']).name}改为" if grade["previous"] else "定为"
            rule = grade["rule"] or "人工认定"
            told = f"等级{old}{it.plan.grade(grade['grade']).name}（{rule}），{grade['officer_name']}签字。"
            yield said(told, grade["fact"])
    for raised in it.state.corrections:
        if number_of(raised["fact"]) > floor:
            fixed, computed = clock_time(raised["fixed"]), clock_time(raised["computed"])
            yield said(f"T0：已签{fixed}，按现在所知应为{computed}，两个值都保留。", raised["fact"])


def _blowups(it: Ingredients, floor: int) -> Iterable[Block]:
    words = {
        "blowup.suspected": "新增疑似爆雷：{name}（{condition}）。",
        "blowup.confirmed": "爆雷确认：{name}（{condition}）。",
        "blowup.rejected": "爆雷不成立：{name}。",
    }
    for fact in it.facts:
        if fact.kind in MEANWHILE and fact.number > floor:
            yield said(words[fact.kind].format(**_blowup(it, fact.reference, fact.payload)), fact.reference)


def _blowup(it: Ingredients, reference: str, payload: Mapping[str, Any]) -> dict[str, str]:
    suspicion = it.state.suspicions.get(str(payload.get("matter", reference)))
    if suspicion is not None:
        return {"name": suspicion.institution_name, "condition": suspicion.condition}
    name = it.state.institutions.get(str(payload.get("institution")), {}).get("name", "")
    return {"name": str(name), "condition": str(payload.get("condition", ""))}


def _figures(it: Ingredients, floor: int) -> tuple[Block, ...]:
    rows = []
    for change in changed_figures(it.state, floor):
        old = figure_run(it, change.definition, change.old, "（上次报告）")
        now = figure_run(it, change.definition, change.new)
        rows.append((change.definition.label, old, now, from_fact(change.new.source, change.new.fact)))
    columns = ("项目", "上次报告", "现在", "来源")
    return (Table(columns=columns, rows=tuple(rows), widths=(4, 5, 5, 3)),) if rows else (Paragraph.of("数据无变化。"),)


def _corrections(it: Ingredients, floor: int) -> Iterable[Block]:
    for paper in it.state.papers.values():
        corrected = it.state.papers.get(paper.payload.get("corrects", ""))
        if paper.kind == "correction_report" and corrected and paper.sent and number_of(paper.opened) > floor:
            told = f"{corrected.payload['number']}已由{paper.payload['number']}更正，原数、新数和原因见该件。"
            yield said(told, paper.opened)


def _tasks(it: Ingredients, floor: int) -> tuple[Block, ...]:
    rows = tuple(
        (
            from_fact(str(change.task.payload["title"]), change.fact),
            str(change.task.payload["department_name"]),
            from_fact(_state_of(change.task.done, change.task.acknowledged), change.fact),
            from_fact(change.note or "无", change.fact),
        )
        for change in changed_tasks(it.state, it.facts, floor)
    )
    return (Table(columns=("任务", "单位", "状态", "进展"), rows=rows, widths=(6, 3, 3, 6)),) if rows else ()


def _state_of(done: str, acknowledged: str) -> str:
    if done:
        return f"{clock_time(done)}办结"
    return f"{clock_time(acknowledged)}签收" if acknowledged else "待签收"


def _next(it: Ingredients) -> Paragraph:
    """By the rhythm, counted from now; that is where the clock will start when this goes out."""
    signed = next((grade for grade in reversed(it.state.grades) if grade["t0"]), None)
    running = it.state.running(rhythm.CLOCK)
    line = None
    if signed is not None and running:
        due = max(parse_timestamp(clock.due_at) for clock in running)
        line = rhythm.next_line(it.plan, t0=parse_timestamp(signed["t0"]), sent_at=it.now, settled=due)
    if signed is None or line is None:
        return Paragraph.of("情况有变化时随时续报。")
    told = it.fill("next_report_at", "下次续报时间", f"{beijing(line.due_at)}前", signed["fact"])
    return Paragraph(runs=(told, Run(text="；情况有重大变化时随时续报。")))
