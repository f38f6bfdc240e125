"""态势评估 (SitRep): each shift says how things stand, where they go, and whether what was done holds (5.2.1.2.f)."""

from fengsui.documents.layout import Block, Paragraph, Run, Table
from fengsui.documents.state import next_serial
from fengsui.ledger.canonical import parse_timestamp
from fengsui.response.figures import TYPED
from fengsui.response.ingredients import Ingredients
from fengsui.response.paper_kinds.changes import figure_at, floor_of, number_of
from fengsui.response.paper_kinds.pieces import (
    count_run,
    figure_run,
    from_fact,
    in_chinese,
    line_table,
    lines_since,
    section,
    task_counts,
    written,
)
from fengsui.response.state import FigureState
from fengsui.response.wording import beijing, clock_time

KIND = "situation_report"


def title(it: Ingredients) -> str:
    """``关于江桥贷停付的态势评估（三）``: the third shift's."""
    return f"关于{it.state.opened['name']}的态势评估（{in_chinese(next_serial(it.state.papers, KIND))}）"


def blocks(it: Ingredients) -> tuple[Block, ...]:
    """Figures as of, trend since the last shift, what was done, what runs, what holds."""
    sent = [paper for paper in it.state.papers.values() if paper.kind == KIND and paper.sent is not None]
    before = max(sent, key=lambda paper: number_of(paper.opened), default=None)
    floor = floor_of(before)
    since = f"与{before.payload['number']}比较" if before else "第一次评估，没有上一班可比"
    reference = before.opened if before else f"{it.state.stream}#1"
    return (
        Paragraph(runs=(from_fact(f"数据截至{beijing(it.now)}；{since}。", reference),)),
        section("数据", (_figures(it, floor),)),
        section("趋势", written(it, "trend"), when_empty="待核"),
        section("本班措施", line_table(lines_since(it, floor), title="措施"), when_empty="无"),
        section("任务和时限", [*task_counts(it), *_clocks(it)], when_empty="还没有下达任务"),
        section("稳控事态", written(it, "holding"), when_empty="待核"),
        section("交下一班", written(it, "next_shift"), when_empty="无"),
    )


def _figures(it: Ingredients, floor: int) -> Table:
    rows = []
    for definition in TYPED:
        now = it.state.figures.get(definition.name)
        old = figure_at(it.state, definition.name, floor) if floor else None
        rows.append((definition.label, figure_run(it, definition, now), _trend(old, now)))
    return Table(columns=("项目", "数值", "比上一班"), rows=tuple(rows), widths=(5, 8, 3))


def _trend(old: FigureState | None, now: FigureState | None) -> Run:
    """上升, 下降 or 持平, where both are numbers; a figure that came in since says so."""
    if now is None:
        return Run(text="待核")
    if old is None:
        return from_fact("新报" if number_of(now.fact) > 1 else "初报", now.fact)
    if old.value == now.value:
        return from_fact("持平", now.fact)
    if isinstance(old.value, (bool, str)) or isinstance(now.value, (bool, str)):
        return from_fact("有变化", now.fact)
    return from_fact("上升" if now.value > old.value else "下降", now.fact)


def _clocks(it: Ingredients) -> list[Block]:
    """How many clocks run, how many of them are over their line, and the nearest one."""
    running = [clock for clock in it.state.clocks.values() if clock.running]
    if not running:
        return []
    newest = max((clock.fact for clock in it.state.clocks.values()), key=number_of)
    late = sum(parse_timestamp(clock.due_at) <= it.now for clock in running)
    nearest = min(running, key=lambda clock: parse_timestamp(clock.due_at))
    name = it.plan.clocks[nearest.definition].name if nearest.definition in it.plan.clocks else nearest.definition
    runs = (
        count_run(it, "clock_running_count", "在走时钟数", f"在走的时钟{len(running)}个，", newest),
        count_run(it, "clock_late_count", "超时时钟数", f"其中已超时{late}个；", newest),
        from_fact(f"最近到期：{name}，{clock_time(nearest.due_at)}。", nearest.fact),
    )
    return [Paragraph(runs=runs)]
