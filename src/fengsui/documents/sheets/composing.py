"""From the boxes to the printed sheet. A box nobody knows prints 待核, never a blank. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.shapes import FactModel
from fengsui.documents.layout import Block, KeyValueRow, KeyValueTable, Paper, Table
from fengsui.documents.sheets.boxes import Box, Part, item_rows
from fengsui.plan.measures import FormField

SEALED, WAITS, NONE = "（已加密，凭用途查看）", "待签", "无"


class WrittenBox(FactModel):
    """One box as it was submitted, with the plan's words of that day. A sealed one says only whether it is filled."""

    field: FormField
    part: Part
    text: str = ""
    filled: bool = False


class SheetContent(FactModel):
    """All that signers sign. ``replaces``: the version before and why, empty for a first one."""

    form: str
    form_name: str
    handling: str
    urgency: str = ""
    number: str
    version: int
    about: str = ""
    institution: str = ""
    replaces: str = ""
    filled_at: str
    filler_name: str
    boxes: tuple[WrittenBox, ...]


class Signed(FactModel):
    """A signature as it is printed: the slot's name, who, in which post, when (Beijing)."""

    slot: str
    officer_name: str
    post: str
    at: str

    @property
    def words(self) -> str:
        """In one line."""
        return f"{self.officer_name}（{self.post}）{self.at}"


def written(boxes: Sequence[Box], values: Mapping[str, str], filled: Mapping[str, bool]) -> tuple[WrittenBox, ...]:
    """The boxes with what stands in them. ``filled``: which of the sealed ones hold something."""
    return tuple(
        WrittenBox(
            field=box.field,
            part=box.part,
            text="" if box.field.sealed else values.get(box.id, ""),
            filled=filled.get(box.id, False) if box.field.sealed else bool(values.get(box.id)),
        )
        for box in boxes
    )


def moment_words(moment: datetime) -> str:
    """``2026-11-23 09:12`` in Beijing."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def compose_sheet(
    content: SheetContent,
    *,
    issuer: str,
    frame: str,
    signatures: Sequence[Signed] = (),
    slots: Sequence[str] = (),
    opened: Mapping[str, str] | None = None,
    digest: str = "",
    checkpoint: str = "",
    day: date | None = None,
    draft: bool = True,
) -> Paper:
    """The sheet as it is printed. ``slots``: what the plan calls the signatures it asks for.

    ``opened``: the sealed boxes' texts, for a print that shows them.
    """
    printer = _Printer(content, signatures, frozenset(slots), opened or {}, digest)
    later = f"（第{content.version}版）" if content.version > 1 else ""
    return Paper.model_validate(
        {
            "kind": "sheet",
            "issuing_body": issuer,
            "mark": issuer,
            "title": content.form_name + later,
            "document_number": content.number or None,
            "urgency": content.urgency or None,
            "handling": content.handling or "内部",
            "blocks": tuple(printer.blocks()),
            "issued_by": issuer,
            "issued_on": day,
            "printed_on": day,
            "checkpoint": checkpoint or None,
            "frame": frame,
            "draft": draft,
        }
    )


class _Printer:
    def __init__(
        self,
        content: SheetContent,
        signatures: Sequence[Signed],
        slots: frozenset[str],
        opened: Mapping[str, str],
        digest: str,
    ) -> None:
        self.content, self.signatures, self.slots, self.opened = content, signatures, slots, opened
        named = content.filler_name
        self.house = {
            "number": content.number or "待编号",
            "event": content.about or "不属于某个事件",
            "version": str(content.version),
            "filled_at": content.filled_at,
            "hash": digest or "签字后算出",
        }
        typed = next((box.text for box in content.boxes if box.field.id == "filled_by"), "")
        self.filler = typed if not typed or named in typed else f"{typed}（送签人：{named}）"

    def blocks(self) -> list[Block]:
        """Head, body, foot; a box of items is a table of its own between the others."""
        found: list[Block] = []
        parts: tuple[Part, ...] = ("head", "body", "foot")
        for part in parts:
            rows: list[KeyValueRow] = []
            if part == "head" and self.content.replaces:
                rows.append(KeyValueRow(label="更正说明", value=self.content.replaces))
            if part == "body" and self.content.institution and not self._has("institution"):
                rows.append(KeyValueRow(label="机构", value=self.content.institution))
            for box in (box for box in self.content.boxes if box.part == part):
                if box.field.kind == "items" and box.field.columns:
                    found += _table(rows, part)
                    rows = []
                    columns = ("项号", *box.field.columns)
                    found.append(
                        Table(columns=columns, rows=tuple(item_rows(box.field, box.text)), caption=box.field.name)
                    )
                else:
                    rows.append(self._row(box))
            found += _table(rows, part)
        return found

    def _has(self, box: str) -> bool:
        return any(row.field.id == box for row in self.content.boxes)

    def _row(self, box: WrittenBox) -> KeyValueRow:
        return KeyValueRow(label=box.field.name, value=self._text(box), required=box.field.must)

    def _text(self, box: WrittenBox) -> str:
        field = box.field
        if field.kind == "signature":
            return self._signers(box)
        if field.computed:
            return self.house.get(field.id, "")
        if field.sealed:
            return self.opened.get(field.id, SEALED) if box.filled else ""
        return self.filler if field.id == "filled_by" else box.text

    def _signers(self, box: WrittenBox) -> str:
        """Who signed here: the slot of this name; else, at the foot, the last signs and those before have reviewed."""
        if not self.signatures:
            return WAITS
        if box.part == "foot":
            signed = self.signatures[-1:] if box.field.id == "signed_by" else self.signatures[:-1]
            return "\n".join(row.words for row in signed) or NONE
        named = box.field.name in self.slots
        mine = [row for row in self.signatures if not named or row.slot == box.field.name]
        return "\n".join(row.words for row in mine) or WAITS


def _table(rows: list[KeyValueRow], part: Part) -> list[Block]:
    if not rows:
        return []
    return [KeyValueTable(rows=tuple(rows), pairs_per_row=1 if part == "body" else 2)]
