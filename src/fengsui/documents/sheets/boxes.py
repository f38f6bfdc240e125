"""The boxes of a form as the plan has them, what may stand in each, and what is still missing. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fengsui.conduct.shapes import refuse_personal_data, refuse_state_secrets
from fengsui.documents.letters.cleaning import clean_paste
from fengsui.plan import Plan
from fengsui.plan.measures import Form, FormField

Part = Literal["head", "body", "foot"]
LONGEST = 2_000
"""Characters in one box."""
_FOOT = frozenset({"attachments", "hash"})
_YEARS = range(1990, 2200)
_SEPARATOR = re.compile(r"\s*[｜|]\s*")
# Words by which a note says who wrote something (N2): a rumour is told without its teller.
_WRITER = re.compile(
    r"(?:发布者|发布人|发帖人|发帖者|转发人|造谣者|博主|楼主|网友|群主|网名|昵称|微信号|微信名|抖音号|快手号|微博名|微博号|QQ号?)"
    r"\s*(?:[:：]|是|为|叫|名为|名叫)\s*\S|(?<![\w.])@[\w\u4e00-\u9fff]{2,}",
    re.IGNORECASE,
)
_OFFICER = frozenset({"filled_by"})
"""Common boxes that name an officer at work, with the office's telephone."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of one form. ``field`` is the plan's; ``part``: common boxes stand at the head or the foot."""

    field: FormField
    part: Part

    @property
    def id(self) -> str:
        """The plan's id of it."""
        return self.field.id

    @property
    def typed(self) -> bool:
        """Whether an officer fills it; the house fills the rest."""
        return not self.field.computed and self.field.kind != "signature"


def sheet_forms(plan: Plan) -> tuple[Form, ...]:
    """The forms that are filled as sheets: no register keeps them and no paper of the plan serves them."""
    papers = {paper.id for paper in plan.papers}
    return tuple(form for form in plan.forms if not form.kept_in and form.id not in papers)


def form_of(plan: Plan, form: str) -> Form | None:
    """A form that is filled as a sheet; None for any other."""
    return next((row for row in sheet_forms(plan) if row.id == form), None)


def boxes_of(plan: Plan, form: Form) -> tuple[Box, ...]:
    """Every box in the order of the sheet. A common box stands once, also where the form lists it again."""
    common = plan.written.forms.common_fields if plan.written.forms else ()
    computed = {box.id for box in common if box.computed}
    own = [box for box in form.fields if box.id not in computed]
    named = {box.id for box in own}
    shared = [box for box in common if box.id not in named]
    foot = [box for box in shared if box.id in _FOOT or box.kind == "signature"]
    head = [box for box in shared if box not in foot]
    parts: tuple[tuple[Part, Iterable[FormField]], ...] = (("head", head), ("body", own), ("foot", foot))
    return tuple(Box(field, part) for part, fields in parts for field in fields)


def cleaned(boxes: Iterable[Box], values: Mapping[str, str]) -> dict[str, str]:
    """What is kept of what was typed: plain paragraphs, by box."""
    return {box.id: clean_paste(str(values.get(box.id, ""))) for box in boxes if box.typed}


def item_rows(field: FormField, text: str) -> list[tuple[str, ...]]:
    """The lines of an `items` box as rows: its own number, then the columns; the last takes what is left over."""
    rows = []
    for number, line in enumerate((line for line in text.split("\n") if line.strip()), start=1):
        cells = _SEPARATOR.split(line.strip(), maxsplit=max(0, len(field.columns) - 1))
        rows.append((str(number), *cells, *[""] * (len(field.columns) - len(cells))))
    return rows


def missing(boxes: Iterable[Box], values: Mapping[str, str], carried: Iterable[str] = ()) -> list[Box]:
    """Every ● box that is empty. ``carried``: sealed boxes that keep what the version before said."""
    kept = set(carried)
    return [box for box in boxes if box.typed and box.field.must and not values.get(box.id) and box.id not in kept]


def faults(boxes: Iterable[Box], values: Mapping[str, str], carried: Iterable[str] = ()) -> dict[str, str]:
    """Box → why the sheet can't be submitted, in the filler's words; empty when it can."""
    rows = tuple(boxes)
    found = {box.id: f"“{box.field.name}”必须填（●）" for box in missing(rows, values, carried)}
    for box in rows:
        text = values.get(box.id, "")
        if box.typed and text and (why := _fault(box, text)):
            found[box.id] = why
    return found


def _fault(box: Box, text: str) -> str:
    field, name = box.field, box.field.name
    if len(text) > LONGEST:
        return f"“{name}”最多 {LONGEST} 字，现在 {len(text)} 字"
    if field.kind == "choice" and field.choices and text not in field.choices:
        return f"“{name}”请从列出的几项里选"
    if field.kind in {"date", "deadline"} and day_of(text) is None:
        return f"“{name}”请写日期，如 2026-11-23"
    try:
        refuse_state_secrets(text)
    except ValueError as problem:
        return f"“{name}”：{problem}"
    if field.sealed:
        return ""
    if box.id not in _OFFICER and _holds_numbers(text):
        return f"“{name}”里有手机号、身份证号或银行卡号，请删去"
    if _WRITER.search(text):
        return f"“{name}”写到了发布者是谁，请删去：只记说了什么，不记谁说的（N2）"
    return ""


def _holds_numbers(text: str) -> bool:
    try:
        refuse_personal_data(text)
    except ValueError:
        return True
    return False


def day_of(text: str) -> date | None:
    """A written day; None for anything else."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day.year in _YEARS and day.isoformat() == text.strip() else None


def nearest_deadline(boxes: Iterable[Box], values: Mapping[str, str]) -> tuple[str, str]:
    """(day, box name) of the first deadline that nothing has ended yet; empty texts where there is none."""
    found = [
        (values[box.id], box.field.name)
        for box in boxes
        if box.field.kind == "deadline"
        and day_of(values.get(box.id, ""))
        and not (box.field.done_by and values.get(box.field.done_by))
    ]
    return min(found, default=("", ""))
