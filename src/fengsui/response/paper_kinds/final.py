"""终报 (form 4.4): the whole course, grades, clocks and reports from the facts; the rest by whoever answers for it."""

from collections.abc import Iterable

from fengsui.documents.layout import Annex, Block, Paragraph, Run, Table
from fengsui.ledger.canonical import parse_timestamp
from fengsui.response.figures import TYPED
from fengsui.response.ingredients import Ingredients
from fengsui.response.paper_kinds.changes import number_of, sent_moment
from fengsui.response.paper_kinds.pieces import (
    count_run,
    figure_run,
    from_fact,
    said,
    section,
    task_counts,
    written,
)
from fengsui.response.papers import chronicle, contact
from fengsui.response.wording import beijing, clock_time

NOT_ENDED = "事件还没有终止。终止以后再写终报。"


def title(it: Ingredients) -> str:
    """``关于江桥贷停付的终报``."""
    return f"关于{it.state.opened['name']}的终报"


def blocks(it: Ingredients) -> tuple[Block, ...]:
    """In the order of the form; a computed box comes from the facts, an empty one says 待核."""
    return (
        section("基本情况", [*written(it, "narrative"), _figures(it)], when_empty="待核"),
        section("等级与变更", _grades(it), when_empty="没有定级"),
        section("措施及解除", [*written(it, "measures"), *task_counts(it)], when_empty="待核"),
        section("兑付结果", written(it, "repayment"), when_empty="待核"),
        section("债权登记结果", written(it, "claims"), when_empty="待核"),
        section("案件状态", written(it, "cases"), when_empty="待核"),
        section("资产处置", written(it, "assets"), when_empty="待核"),
        section("保证保险", written(it, "insurance"), when_empty="待核"),
        section("履职评估（时钟报告）", _clocks(it), when_empty="没有时钟"),
        section("原因与责任", written(it, "causes"), when_empty="待核"),
        section("经验教训", written(it, "lessons"), when_empty="待核"),
        section("改进措施", written(it, "improvements"), when_empty="待核"),
        section("遗留事项与承接单位", [*_ending(it), *written(it, "residual")], when_empty="待核"),
        section("个人信息处理结论", written(it, "personal_data"), when_empty="待核"),
        section("归档目录", [*_papers(it), *written(it, "archive")], when_empty="待核"),
        section("上报与人大专项报告情况", written(it, "reported"), when_empty="待核"),
        contact(it),
    )


def annexes(it: Ingredients) -> tuple[Annex, ...]:
    """The whole course, to the minute."""
    return (chronicle(it, "大事记（全过程时间轴）"),)


def _figures(it: Ingredients) -> Table:
    known = [definition for definition in TYPED if definition.name in it.state.figures]
    rows = tuple((row.label, figure_run(it, row, it.state.figures[row.name])) for row in known)
    return Table(columns=("项目", "数值"), rows=rows, widths=(5, 11))


def _grades(it: Ingredients) -> Iterable[Block]:
    for grade in it.state.grades:
        rule = grade["rule"] or "人工认定"
        name = it.plan.grade(grade["grade"]).name
        yield said(f"{beijing(grade['signed_at'])}，{grade['officer_name']}签{name}（{rule}）。", grade["fact"])


def _clocks(it: Ingredients) -> tuple[Block, ...]:
    """Each sort of clock: how many ran, how many were kept, how many passed their line."""
    settled = {f.payload["clock"]: f.payload["settled_at"] for f in it.facts if f.kind == "clock.settled"}
    rows = []
    for definition in dict.fromkeys(clock.definition for clock in it.state.clocks.values()):
        mine = [clock for clock in it.state.clocks.values() if clock.definition == definition]
        newest = max((clock.fact for clock in mine), key=number_of)
        name = it.plan.clocks[definition].name if definition in it.plan.clocks else definition
        late = [
            clock
            for clock in mine
            if clock.fact in settled and parse_timestamp(settled[clock.fact]) > parse_timestamp(clock.due_at)
        ]
        in_time = sum(clock.fact in settled for clock in mine) - len(late)
        over = sum(clock.fact not in settled and clock.lapsed for clock in mine)
        counts = (
            (str(len(mine)), "共"),
            (str(in_time), "按时"),
            (str(len(late)), "超时办结"),
            (str(over), "超时未办结"),
        )
        cells = (count_run(it, f"clocks.{definition}", f"{name}：{told}", text, newest) for text, told in counts)
        rows.append((name, *cells))
    if not rows:
        return ()
    columns = ("时钟", "共", "按时", "超时办结", "超时未办结")
    return (Table(columns=columns, rows=tuple(rows), widths=(5, 2, 2, 3, 3)),)


def _ending(it: Ingredients) -> Iterable[Block]:
    closing = it.state.closing
    names = {row.id: row.name for row in it.plan.termination_conditions}
    for row in closing.get("conditions", ()):
        note = f"（{row['note']}）" if row["note"] else ""
        told = f"{names.get(row['condition'], row['condition'])}：{'已达到' if row['met'] else '没有达到'}{note}。"
        yield said(told, closing["fact"])


def _papers(it: Ingredients) -> tuple[Block, ...]:
    sent = [paper for paper in it.state.papers.values() if paper.sent is not None]
    rows = tuple(
        (
            from_fact(str(paper.payload["number"]), paper.opened),
            from_fact(str(paper.payload["title"]), paper.opened),
            from_fact(clock_time(sent_moment(paper)), paper.opened),
            Run(text=f"{len(paper.receipts)}/{len(paper.payload['addressees'])}", figure_reference=paper.opened),
        )
        for paper in sent
    )
    if not rows:
        return (Paragraph.of("没有发出过公文。"),)
    return (Table(columns=("文号", "标题", "发出", "回执"), rows=rows, widths=(4, 7, 3, 2)),)
