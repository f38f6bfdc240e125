"""From a paper to the words and lines that all three renderers print.

Everything that must read the same in PDF, DOCX and plain text is decided here once: numbering, 待核,
labels, the frame and draft marks, the column widths. Lengths are points (pt) as integers of tenths where
named so; widths of text are counted in half characters (a Chinese character is 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from fengsui.documents.layout.model import (
    Block,
    Cell,
    Heading,
    KeyValueRow,
    KeyValueTable,
    Paper,
    Paragraph,
    ReceiptTable,
    Run,
    Runs,
    Section,
    Shape,
    Table,
)
from fengsui.documents.layout.wording import (
    balanced_lines,
    chinese_date,
    is_numbered,
    mark_shape,
    number_of,
    text_width,
)

UNKNOWN = "待核"
STATUS_SUFFIX = {"unverified": "（待核）", "estimated": "（推算）"}
FRAME_MARK = {
    "live": None,
    "demonstration": "演示数据　不作办理依据",
    "exercise": "演练　演练　演练",
}
DRAFT_MARK = "草稿　未签发"
# A value longer than this many half characters does not share a line with another one.
SHARED_LINE_LIMIT = 40
# A column of cells no longer than this (half characters) is centred.
CENTRED_LIMIT = 12
DEEPEST_SECTION_HEADING = 2


class Piece(Shape):
    """A stretch of printed text; `notice` marks the words 待核 and 推算, which stand out in 黑体."""

    text: str
    notice: bool = False


Pieces = tuple[Piece, ...]


class Line(Shape):
    """A heading (level 1–4) or a body paragraph (level 0)."""

    type: Literal["line"] = "line"
    level: int
    pieces: Pieces


class Grid(Shape):
    """A table: header cells, rows of cells, relative widths and one alignment for each column."""

    type: Literal["grid"] = "grid"
    caption: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[Pieces, ...], ...]
    widths: tuple[int, ...]
    alignments: tuple[Literal["left", "center", "right"], ...]


class Pair(Shape):
    """A labelled value; `span` is the number of label-value columns it takes."""

    label: str
    pieces: Pieces
    span: int


class Form(Shape):
    """A form table: rows of pairs, `pairs_per_row` to a line."""

    type: Literal["form"] = "form"
    caption: str | None
    pairs_per_row: int
    label_width: int
    rows: tuple[tuple[Pair, ...], ...]


Element = Line | Grid | Form


class Mark(Shape):
    """The red mark: its lines, the glyph height in points and the horizontal scale in per cent."""

    lines: tuple[str, ...]
    size_points: int
    scale_percent: int


class AnnexPages(Shape):
    """An annex: its mark 附件 with its place in the 附件说明, its title, what stands under it."""

    mark: str
    title_lines: tuple[str, ...]
    elements: tuple[Element, ...]


class Composition(Shape):
    """All that is printed, in order. The JSON of this value is the only thing the PDF template reads."""

    kind: Literal["report", "notice", "letter", "order", "minutes", "log", "sheet"]
    one_page: bool
    frame: str | None
    draft: str | None
    corner_marks: tuple[str, ...]
    mark: Mark
    number: str
    signatory: str | None
    title_lines: tuple[str, ...]
    recipients: str | None
    elements: tuple[Element, ...]
    attachments: tuple[str, ...]
    annexes: tuple[AnnexPages, ...]
    attendance: tuple[tuple[str, str], ...]
    issued_by: str
    issued_on: str
    copies: str | None
    printed_by: str
    printed_on: str
    checkpoint: str | None


def compose(paper: Paper) -> Composition:
    """Return what the paper prints. Pure: the same paper gives the same composition."""
    title_characters = 24 if paper.one_page else 20
    return Composition(
        kind=paper.kind,
        one_page=paper.one_page,
        frame=FRAME_MARK[paper.frame],
        draft=DRAFT_MARK if paper.draft else None,
        corner_marks=_corner_marks(paper),
        mark=_mark(paper),
        number=paper.document_number or "待编号",
        signatory=(paper.signatory or "待签") if paper.kind == "report" else None,
        title_lines=balanced_lines(paper.title or UNKNOWN, title_characters),
        recipients="、".join(paper.main_recipients) + "：" if paper.main_recipients else None,
        elements=tuple(_elements(paper.blocks, _Numbering(), draft=paper.draft)),
        attachments=_attachments((*paper.attachments, *(annex.title for annex in paper.annexes))),
        annexes=tuple(_annexes(paper)),
        attendance=tuple((row.label, "、".join(row.names)) for row in paper.attendance if row.names),
        issued_by=paper.issued_by or UNKNOWN,
        issued_on=chinese_date(paper.issued_on) or "待签发",
        copies="抄送：" + "，".join(paper.copies_to) + "。" if paper.copies_to else None,
        printed_by=paper.printed_by or paper.issuing_body,
        printed_on=_printed_on(paper.printed_on),
        checkpoint=paper.checkpoint,
    )


def _corner_marks(paper: Paper) -> tuple[str, ...]:
    marks = ["内部"] if paper.handling == "内部" else []
    return (*marks, paper.urgency) if paper.urgency else tuple(marks)


def _mark(paper: Paper) -> Mark:
    lines, size, scale = mark_shape(paper.mark or paper.issuing_body, largest=36 if paper.one_page else 44)
    return Mark(lines=lines, size_points=size, scale_percent=scale)


def _printed_on(day: date | None) -> str:
    written = chinese_date(day)
    return f"{written}印发" if written else "待印发"


def _attachments(names: Sequence[str]) -> tuple[str, ...]:
    # GB/T 9704-2012 7.3.4: no punctuation after the name; numbers only when there are several.
    if len(names) == 1:
        return (names[0],)
    return tuple(f"{position}. {name}" for position, name in enumerate(names, start=1))


def _annexes(paper: Paper) -> Iterable[AnnexPages]:
    several = len(paper.attachments) + len(paper.annexes) > 1
    for place, annex in enumerate(paper.annexes, start=len(paper.attachments) + 1):
        yield AnnexPages(
            mark=f"附件{place if several else ''}",
            title_lines=balanced_lines(annex.title or UNKNOWN, 20),
            elements=tuple(_elements(annex.blocks, _Numbering(), draft=paper.draft)),
        )


def pieces_of(cell: Cell) -> Pieces:
    """Return the printed pieces of a cell; nothing to print gives 待核, never a blank."""
    runs: Runs = (Run(text=cell),) if isinstance(cell, str) else (cell,) if isinstance(cell, Run) else cell
    pieces: list[Piece] = []
    for run in runs:
        if not run.text.strip():
            if run.status is not None or len(runs) == 1:
                pieces.append(Piece(text=UNKNOWN, notice=True))
            continue
        pieces.append(Piece(text=run.text, notice=run.text.strip() == UNKNOWN))
        suffix = STATUS_SUFFIX.get(run.status or "")
        if suffix and run.text.strip() != UNKNOWN:
            pieces.append(Piece(text=suffix, notice=True))
    return tuple(pieces) or (Piece(text=UNKNOWN, notice=True),)


class _Numbering:
    """Counts headings per level; a heading restarts all deeper levels."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def label(self, level: int, text: str) -> str:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        return text if is_numbered(text) else number_of(level, self._counts[level - 1]) + text


def _elements(blocks: Sequence[Block], numbering: _Numbering, *, draft: bool) -> Iterable[Element]:
    for position, block in enumerate(blocks):
        if isinstance(block, Section):
            yield _heading(block.level, block.title, numbering)
            yield from _elements(block.blocks, numbering, draft=draft)
            if not block.blocks:
                yield _filler(block.when_empty)
        elif isinstance(block, Heading):
            yield _heading(block.level, block.text, numbering)
            if _stands_alone(block, blocks[position + 1 :]):
                yield _filler(block.when_empty)
        elif isinstance(block, Paragraph):
            yield from _paragraphs(block)
        elif isinstance(block, Table):
            yield _grid(block)
        elif isinstance(block, KeyValueTable):
            yield _form(block, draft=draft)
        else:
            yield _receipts(block)


def _heading(level: int, text: str, numbering: _Numbering) -> Line:
    words = " ".join((text or UNKNOWN).split("\n"))
    return Line(level=level, pieces=(Piece(text=numbering.label(level, words)),))


def _filler(words: str) -> Line:
    return Line(level=0, pieces=(Piece(text=words, notice=words == UNKNOWN),))


def _stands_alone(heading: Heading, following: Sequence[Block]) -> bool:
    """Tell whether nothing stands under a heading; the levels 1. and （1） may be items of a list."""
    if heading.level > DEEPEST_SECTION_HEADING:
        return False
    if not following:
        return True
    neighbour = following[0]
    return isinstance(neighbour, Heading | Section) and neighbour.level <= heading.level


def _paragraphs(block: Paragraph) -> Iterable[Line]:
    current: list[Piece] = []
    for piece in pieces_of(block.runs):
        first, *rest = piece.text.split("\n")
        current.append(piece.model_copy(update={"text": first}))
        for text in rest:
            yield from _line(current)
            current = [piece.model_copy(update={"text": text})]
    yield from _line(current)


def _line(pieces: Sequence[Piece]) -> Iterable[Line]:
    kept = tuple(piece for piece in pieces if piece.text)
    if kept:
        yield Line(level=0, pieces=kept)


def plain(pieces: Pieces) -> str:
    """Return the text of the pieces without any marking."""
    return "".join(piece.text for piece in pieces)


def _grid(table: Table) -> Grid:
    count = len(table.columns)
    # A short row is filled with 待核 and a long one is an error of the caller that must not lose a value.
    if any(len(row) > count for row in table.rows):
        raise ValueError(f"表格“{table.caption or table.columns[0]}”有一行的格数多于表头")
    rows = tuple(tuple(pieces_of(cell) for cell in (*row, *[""] * (count - len(row)))) for row in table.rows)
    if table.widths is not None and len(table.widths) != count:
        raise ValueError(f"表格“{table.caption or table.columns[0]}”的列宽数与列数不符")
    if not rows:
        filler = (Piece(text=table.when_empty, notice=table.when_empty == UNKNOWN),)
        rows = ((filler,) * count,)
    columns = [[plain(row[index]) for row in rows] for index in range(count)]
    return Grid(
        caption=table.caption,
        columns=table.columns,
        rows=rows,
        widths=table.widths or tuple(_width(name, cells) for name, cells in zip(table.columns, columns, strict=True)),
        alignments=tuple(_alignment(cells) for cells in columns),
    )


def _width(name: str, cells: Sequence[str]) -> int:
    longest = max((text_width(cell) for cell in cells), default=0)
    return min(max(text_width(name), longest, 4), 40) + 2


_QUANTITY = re.compile(r"[-+]?[\d,]+(\.\d+)?%?[\u4e00-\u9fff]{0,2}(（(待核|推算)）)?")


def _alignment(cells: Sequence[str]) -> Literal["left", "center", "right"]:
    known = [cell for cell in cells if cell not in (UNKNOWN, "无")]
    if known and all(_QUANTITY.fullmatch(cell) for cell in known):
        return "right"
    return "center" if all(text_width(cell) <= CENTRED_LIMIT for cell in cells) else "left"


def _form(table: KeyValueTable, *, draft: bool) -> Form:
    lines: list[tuple[Pair, ...]] = []
    waiting: Pair | None = None
    for row in table.rows:
        pair = _pair(row, draft=draft)
        fits = text_width(plain(pair.pieces)) <= SHARED_LINE_LIMIT and "\n" not in plain(pair.pieces)
        if table.pairs_per_row > 1 and fits:
            if waiting is None:
                waiting = pair
            else:
                lines.append((waiting, pair))
                waiting = None
            continue
        if waiting is not None:
            lines.append((_across(waiting, table.pairs_per_row),))
            waiting = None
        lines.append((_across(pair, table.pairs_per_row),))
    if waiting is not None:
        lines.append((_across(waiting, table.pairs_per_row),))
    longest = max((text_width(row.label) for row in table.rows), default=8)
    return Form(
        caption=table.caption,
        pairs_per_row=table.pairs_per_row,
        label_width=min(max(longest, 8), 18),
        rows=tuple(lines) or ((Pair(label="内容", pieces=pieces_of(""), span=table.pairs_per_row),),),
    )


def _across(pair: Pair, columns: int) -> Pair:
    return pair.model_copy(update={"span": columns})


def _pair(row: KeyValueRow, *, draft: bool) -> Pair:
    pieces = pieces_of(row.value)
    missing = plain(pieces) == UNKNOWN
    if draft and row.required and missing:
        pieces = (*pieces, Piece(text="（必报）", notice=True))
    return Pair(label=row.label, pieces=pieces, span=1)


def _receipts(block: ReceiptTable) -> Grid:
    """A step that has not happened yet prints 待回执 or 待发送, so that nobody reads a blank as done."""
    rows = tuple(
        (
            receipt.unit,
            receipt.channel,
            receipt.sent_at or "待发送",
            receipt.receiver or "待回执",
            receipt.received_at or "待回执",
        )
        for receipt in block.receipts
    )
    return _grid(
        Table(
            columns=("接收单位", "渠道", "发送时间", "接收人", "回执时间"),
            rows=rows,
            caption=block.caption,
            widths=(8, 4, 6, 4, 6),
        )
    )
