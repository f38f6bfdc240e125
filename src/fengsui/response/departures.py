"""Where a submitted paper departs from the ledger: what the facts gave, what a writer put there, who, when. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fengsui.documents.layout import Block, Cell, KeyValueTable, Paper, Paragraph, Run, Section, Table
from fengsui.documents.state import PaperState
from fengsui.response.figures import BY_NAME, in_words
from fengsui.response.ingredients import Filled
from fengsui.response.state import EventState


@dataclass(frozen=True, slots=True)
class Departure:
    """One field. ``moved``: what the facts say by now, where that is another fact than the writer had before him.

    ``given`` and ``typed`` are empty where the reader may not open the text.
    """

    name: str
    label: str
    given: str
    typed: str
    typist: str
    at: str
    fact: str
    moved: str = ""


def drafted_departures(filled: Iterable[Filled]) -> list[Departure]:
    """Of a draft. Where the facts moved on, ``given`` is what they said when the writer typed."""
    rows = []
    for row in filled:
        change = row.change
        if change is not None:
            given = change.given if row.moved else row.given
            moved = row.given if row.moved else ""
            who, at = change.typist.name, change.typist.at
            rows.append(Departure(row.name, row.label, given, change.text, who, at, row.fact, moved))
    return rows


def paper_departures(paper: PaperState, state: EventState, content: Paper | None) -> list[Departure]:
    """Of a submitted paper; ``content`` None: the reader may not open its text."""
    texts = {run.hand.label: run for run in runs_of(blocks_of(content)) if run.hand} if content else {}
    rows = []
    for used in paper.payload["figures"]:
        if not used.get("typed_by"):
            continue
        run = texts.get(used["label"])
        given, typed = used["given"], used["typed"]
        if run is not None and run.hand is not None and run.hand.given is not None:
            given, typed = run.hand.given, run.text
        now = state.figures.get(used["name"])
        moved = in_words(BY_NAME[now.name], now.value) if now is not None and now.fact != used["fact"] else ""
        who, at = used["typed_by_name"], used["typed_at"]
        rows.append(Departure(used["name"], used["label"], given, typed, who, at, used["fact"], moved))
    return rows


def blocks_of(paper: Paper) -> tuple[Block, ...]:
    """What stands in a paper and in its annexes."""
    return (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))


def runs_of(blocks: Sequence[Block]) -> Iterator[Run]:
    """Every stretch of text of a paper in order, headings and labels left out."""
    for block in blocks:
        match block:
            case Section():
                yield from runs_of(block.blocks)
            case Paragraph():
                yield from block.runs
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from runs_in(cell)
            case KeyValueTable():
                for pair in block.rows:
                    yield from runs_in(pair.value)


def runs_in(cell: Cell) -> tuple[Run, ...]:
    """The stretches of one cell."""
    return (Run(text=cell),) if isinstance(cell, str) else (cell,) if isinstance(cell, Run) else cell
