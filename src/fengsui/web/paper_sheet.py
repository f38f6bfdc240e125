"""A paper as HTML: every figure leads to its fact, 待核 stands out and is counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from fengsui.documents.layout import (
    Block,
    Heading,
    KeyValueTable,
    Paper,
    Paragraph,
    Receipt,
    ReceiptTable,
    Run,
    Section,
    Table,
)
from fengsui.documents.layout.wording import is_numbered, number_of
from fengsui.web.routes import Words

UNKNOWN = "待核"
PAPER_STATUSES: Mapping[str, Words] = {
    "submitted": gettext_lazy("待批准"),
    "approved": gettext_lazy("已批准，待发出"),
    "sent": gettext_lazy("已发出"),
    "withdrawn": gettext_lazy("已撤回，编号作废"),
}
RECEIPT_COLUMNS = ("接收单位", "渠道", "发送时间", "接收人", "回执时间")
SHARED_LINE = 36
"""A value longer than this many characters does not share its line with another."""
Cells = tuple[Run, ...]
Cell = str | Run | Cells


@dataclass(frozen=True, slots=True)
class Line:
    """A heading (level 1–4) or a paragraph (level 0)."""

    level: int
    runs: Cells
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cells, ...], ...]
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled value; ``required``: a 首报 can't go without it (●)."""

    label: str
    runs: Cells
    required: bool

    @property
    def wide(self) -> bool:
        """Whether it takes a whole line."""
        return sum(len(run.text) for run in self.runs) > SHARED_LINE


@dataclass(frozen=True, slots=True)
class Form:
    """Labelled values."""

    pairs: tuple[Pair, ...]
    kind: str = "form"


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the screen shows of a paper. ``unknown``: how many values nobody knows; ``unchecked``: 待核 or 推算."""

    paper: Paper
    elements: tuple[Line | Grid | Form, ...]
    annexes: tuple[tuple[str, tuple[Line | Grid | Form, ...]], ...]
    unknown: int
    unchecked: int


@dataclass(slots=True)
class _Numbers:
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def label(self, level: int, text: str) -> str:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (4 - level)
        return text if is_numbered(text) else number_of(level, self.counts[level - 1]) + text


def sheet_of(paper: Paper) -> Sheet:
    """The paper, ready to be shown."""
    elements = tuple(_elements(paper.blocks, _Numbers()))
    annexes = tuple((annex.title, tuple(_elements(annex.blocks, _Numbers()))) for annex in paper.annexes)
    behind = [element for _, inside in annexes for element in inside]
    runs = [run for element in (*elements, *behind) for run in _runs_of(element)]
    return Sheet(
        paper=paper,
        elements=elements,
        annexes=annexes,
        unknown=sum(run.text.strip() == UNKNOWN for run in runs),
        unchecked=sum(run.status in {"unverified", "estimated"} for run in runs),
    )


def _runs_of(element: Line | Grid | Form) -> Iterable[Run]:
    match element:
        case Line():
            yield from element.runs
        case Grid():
            yield from (run for row in element.rows for cell in row for run in cell)
        case Form():
            yield from (run for pair in element.pairs for run in pair.runs)


def _elements(blocks: Sequence[Block], numbers: _Numbers) -> Iterable[Line | Grid | Form]:
    for block in blocks:
        match block:
            case Section():
                yield Line(block.level, (Run(text=numbers.label(block.level, block.title)),))
                yield from _elements(block.blocks, numbers)
                if not block.blocks:
                    yield Line(0, (Run(text=block.when_empty),))
            case Heading():
                yield Line(block.level, (Run(text=numbers.label(block.level, block.text)),))
            case Paragraph():
                yield Line(0, block.runs)
            case Table():
                rows = block.rows or (((block.when_empty,) * len(block.columns)),)
                yield Grid(
                    block.caption or "", block.columns, tuple(tuple(_cells(cell) for cell in row) for row in rows)
                )
            case KeyValueTable():
                yield Form(tuple(Pair(row.label, _cells(row.value), row.required) for row in block.rows))
            case ReceiptTable():
                receipts = tuple(tuple(_cells(cell) for cell in _receipt_cells(row)) for row in block.receipts)
                yield Grid(block.caption or "", RECEIPT_COLUMNS, receipts)


def _receipt_cells(receipt: Receipt) -> tuple[str, ...]:
    """As it is printed: a step that has not happened says so."""
    waiting = receipt.receiver or "待回执", receipt.received_at or "待回执"
    return receipt.unit, receipt.channel or "待发送", receipt.sent_at or "待发送", *waiting


def _cells(cell: Cell) -> Cells:
    runs = (Run(text=cell),) if isinstance(cell, str) else (cell,) if isinstance(cell, Run) else cell
    kept = tuple(run for run in runs if run.text.strip())
    return kept or (Run(text=UNKNOWN),)
