"""The paper as plain text: for a phone, for reading aloud, for the 专线. Every field has its label."""

from __future__ import annotations

from collections.abc import Iterable

from fengsui.documents.layout.composition import Composition, Element, Form, Grid, compose, plain
from fengsui.documents.layout.model import Paper


def render_text(paper: Paper) -> str:
    """Return the paper as Chinese plain text, lines separated by a line feed, 待核 written out."""
    composition = compose(paper)
    lines = [*_head(composition), ""]
    if composition.recipients:
        lines.append(f"主送：{composition.recipients.removesuffix('：')}")
    for element in composition.elements:
        lines.extend(_element(element))
    lines.extend(["", *_foot(composition)])
    return "\n".join(lines) + "\n"


def _head(composition: Composition) -> Iterable[str]:
    for warning in (composition.frame, composition.draft):
        if warning:
            yield f"【{warning}】"
    if composition.corner_marks:
        yield f"【{'】【'.join(composition.corner_marks)}】"
    if composition.kind not in {"sheet", "log"}:
        yield "".join(composition.mark.lines)
    if composition.kind != "log":
        yield f"{'编号' if composition.kind == 'sheet' else '文号'}：{composition.number}"
    if composition.signatory:
        yield f"签发人：{composition.signatory}"
    yield f"标题：{''.join(composition.title_lines)}"


def _element(element: Element) -> Iterable[str]:
    if isinstance(element, Grid):
        yield from _grid(element)
    elif isinstance(element, Form):
        if element.caption:
            yield f"［{element.caption}］"
        for line in element.rows:
            for pair in line:
                yield f"{_flat(pair.label)}：{_flat(plain(pair.pieces))}"
    else:
        yield ("" if element.level else "　　") + plain(element.pieces)


def _grid(grid: Grid) -> Iterable[str]:
    if grid.caption:
        yield f"［{grid.caption}］"
    for position, row in enumerate(grid.rows, start=1):
        named = zip(grid.columns, row, strict=True)
        yield f"{position}）" + "；".join(f"{_flat(name)}：{_flat(plain(cell)).rstrip('。；')}" for name, cell in named)


def _foot(composition: Composition) -> Iterable[str]:
    if composition.attachments:
        yield "附件：" + "；".join(composition.attachments)
    if composition.kind == "sheet":
        yield composition.checkpoint or ""
        return
    for label, names in composition.attendance:
        yield f"{label}：{names}"
    if composition.kind != "log":
        yield f"署名：{composition.issued_by}"
        yield f"成文日期：{composition.issued_on}"
    for annex in composition.annexes:
        yield f"\n{annex.mark}\n{''.join(annex.title_lines)}"
        for element in annex.elements:
            yield from _element(element)
    if composition.copies and composition.kind != "log":
        yield composition.copies
    if composition.kind != "log":
        yield f"印发：{composition.printed_by}　{composition.printed_on}"
    if composition.checkpoint:
        yield composition.checkpoint


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))
