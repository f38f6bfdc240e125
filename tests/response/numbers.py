"""Reading every number off a paper: what is left after all that a fact or a named writer answers for is blanked."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from fengsui.documents.layout import Block, Paper, Paragraph, ReceiptTable, Run, Section, render_text

NUMBER = re.compile(r"\d[\d,.:：]*")
BY_RULE: tuple[tuple[str, str], ...] = (
    (r"〔\d{4}〕\d+号", "a document number: the book of numbers"),
    (
        r"[一二三四五六七](（[一二三四五六七八九十]）)?\d*(（\d+）)?(?=[\s。；，）]|$)",
        "a clause of the plan by its place",
    ),
    (r"(?m)^\d+）", "the ordinal that the plain text gives a row of a table"),
    (r"(?m)^\d+\. ", "the ordinal of a heading or of an attachment"),
    (r"(?m)^(成文日期|印发)：.*$", "the paper's own day: it is that of the fact that sent it"),
    (r"(?m)^底账检查点 .*$", "the ledger's own mark"),
    (r"\d+号文", "a document by its usual short name, in a label of the form"),
    (r"T0", "the name of a moment"),
)
"""What is no number of the event, by its form; each with whose it is."""


def unanswered(
    paper: Paper, known: Collection[str], officers: Collection[str], *, own: Sequence[str] = ()
) -> list[str]:
    """The lines of the printed paper with a number that no fact and no named writer answers for.

    ``known``: every fact there is; ``officers``: every officer; ``own``: texts that the paper's own facts say.
    """
    answered: dict[str, Any] = {"blocks": tuple(_blanked(block, known, officers) for block in paper.blocks)}
    answered["annexes"] = tuple(
        annex.model_copy(update={"blocks": tuple(_blanked(block, known, officers) for block in annex.blocks)})
        for annex in paper.annexes
    )
    if paper.hand is not None and paper.hand.officer in officers:
        words = {
            name: tuple(map(blank, getattr(paper, name))) for name in ("main_recipients", "copies_to", "attachments")
        }
        present = (row.model_copy(update={"names": tuple(map(blank, row.names))}) for row in paper.attendance)
        answered["attendance"] = tuple(present)
        answered |= {"title": blank(paper.title), **words, "blocks": tuple(map(_wholly_blanked, answered["blocks"]))}
    text = render_text(paper.model_copy(update=answered))
    for told in own:
        text = text.replace(told, "")
    for form, _ in BY_RULE:
        text = re.sub(form, "", text)
    return [line for line in text.splitlines() if NUMBER.search(line)]


def blank(text: str) -> str:
    """Without its digits."""
    return re.sub(r"\d", "×", text)


def _blanked(block: Block, known: Collection[str], officers: Collection[str]) -> Block:
    def run(found: Run) -> Run:
        by_fact = found.figure_reference in known and found.hand is None
        by_hand = found.hand is not None and found.hand.officer in officers and bool(found.hand.name and found.hand.at)
        return found.model_copy(update={"text": blank(found.text)}) if by_fact or by_hand else found

    return rewritten(block, run)


def _wholly_blanked(block: Block) -> Block:
    if block.block == "heading":
        return block.model_copy(update={"text": blank(block.text)})
    return rewritten(block, lambda run: run.model_copy(update={"text": blank(run.text)}))


def rewritten(block: Block, change: Any) -> Block:
    """The block with every run changed."""
    match block:
        case Section():
            return block.model_copy(update={"blocks": tuple(rewritten(inner, change) for inner in block.blocks)})
        case Paragraph():
            return block.model_copy(update={"runs": tuple(map(change, block.runs))})
        case ReceiptTable():
            return block
    if block.block == "table":
        rows = tuple(tuple(_cell(cell, change) for cell in row) for row in block.rows)
        return block.model_copy(update={"rows": rows})
    if block.block == "key_values":
        pairs = tuple(row.model_copy(update={"value": _cell(row.value, change)}) for row in block.rows)
        return block.model_copy(update={"rows": pairs})
    return block


def _cell(cell: Any, change: Any) -> Any:
    if isinstance(cell, str):
        return cell
    return change(cell) if isinstance(cell, Run) else tuple(map(change, cell))


def numbers_in(text: str) -> Iterator[str]:
    """Every number of a text."""
    yield from NUMBER.findall(text)
