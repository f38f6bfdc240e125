"""Pieces that the further papers share. Whatever tells a number names the fact it comes from (N12)."""

from collections.abc import Iterable, Sequence

from fengsui.documents.layout import Block, Paragraph, Run, Section, Table
from fengsui.response.figures import EventFigure, in_words
from fengsui.response.ingredients import UNKNOWN, Ingredients
from fengsui.response.paper_kinds.changes import number_of
from fengsui.response.papers import MEASURES
from fengsui.response.state import FigureState
from fengsui.response.timeline import Line
from fengsui.response.wording import clock_time

_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """1 to 99 as papers count: 一, 十二, 三十; above in digits."""
    if not 0 < number < 100:  # noqa: PLR2004 (two places)
        return str(number)
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else f"{_DIGITS[tens]}十" if tens else "") + (_DIGITS[ones] if ones else "")


def from_fact(text: str, fact: str) -> Run:
    """Words that a fact says."""
    return Run(text=text, figure_reference=fact or None)


def said(text: str, fact: str) -> Paragraph:
    """A paragraph that a fact says."""
    return Paragraph(runs=(from_fact(text, fact),))


def figure_run(it: Ingredients, definition: EventFigure, figure: FigureState | None, told: str = "") -> Run:
    """A figure with its date and how far it was checked; 待核 where nobody knows it. ``told``: which value this is."""
    label, fixed = f"{definition.label}{told}", bool(told)
    if figure is None:
        return it.fill(definition.name, label, UNKNOWN, "", fixed=fixed)
    text = f"{in_words(definition, figure.value)}，截至{clock_time(figure.as_of)}"
    return it.fill(definition.name, label, text, figure.fact, figure.verification, fixed=fixed)


def count_run(it: Ingredients, name: str, label: str, text: str, fact: str) -> Run:
    """A number that was counted from facts, with the newest of them; nobody may write another."""
    return it.fill(name, label, text, fact, fixed=True)


def written(it: Ingredients, name: str) -> tuple[Block, ...]:
    """What the officer typed, if anything."""
    run = it.passage(name)
    return (Paragraph(runs=(run,)),) if run.text else ()


def section(title: str, blocks: Iterable[Block], when_empty: str = "无变化") -> Section:
    """A section that says so where there is nothing to tell."""
    return Section(title=title, blocks=tuple(blocks) or (Paragraph.of(f"{when_empty}。"),))


def lines_since(it: Ingredients, floor: int) -> list[Line]:
    """What was done and came to be known after fact number ``floor``, oldest first.

    That the paper of that number itself went out is no news to who reads what follows it.
    """
    base = f"{it.state.stream}#{floor}"
    own = {fact.reference for fact in it.facts if fact.kind == "paper.sent" and fact.payload["paper"] == base}
    lines = (line for line in reversed(it.lines) if line.kind in MEASURES and line.fact not in own)
    return [line for line in lines if number_of(line.fact) > floor]


def line_table(lines: Sequence[Line], *, title: str = "事项") -> tuple[Block, ...]:
    """Time, what, and the number of the fact, of each line; nothing where there is none."""
    if not lines:
        return ()
    rows = tuple(
        (
            from_fact(clock_time(line.at), line.fact),
            from_fact(line.text, line.fact),
            from_fact(str(number_of(line.fact)), line.fact),
        )
        for line in lines
    )
    return (Table(columns=("时间", title, "底账号"), rows=rows, widths=(3, 12, 2)),)


def task_counts(it: Ingredients) -> tuple[Block, ...]:
    """How many tasks there are, were signed for, are done; nothing before any was issued."""
    tasks = list(it.state.tasks.values())
    if not tasks:
        return ()
    newest = max((fact.reference for fact in it.facts if fact.kind.startswith("task.")), key=number_of)
    signed, done = sum(bool(task.acknowledged) for task in tasks), sum(bool(task.done) for task in tasks)
    runs = (
        count_run(it, "task_count", "任务数", f"下达任务{len(tasks)}项，", newest),
        count_run(it, "task_acknowledged_count", "已签收任务数", f"已签收{signed}项，", newest),
        count_run(it, "task_done_count", "已办结任务数", f"已办结{done}项（{done * 100 // len(tasks)}%）。", newest),
    )
    return (Paragraph(runs=runs),)
