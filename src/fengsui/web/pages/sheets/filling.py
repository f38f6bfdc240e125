"""Filling a form: box by box, as the plan lists them, beside the sheet as it would be printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.conduct.acting import Refused
from fengsui.documents.sheets import boxes as rules
from fengsui.documents.sheets import filling
from fengsui.documents.sheets.boxes import Box
from fengsui.documents.sheets.queries import sheet_for, sheet_stream
from fengsui.web.access import OfficerRequest
from fengsui.web.merging import Passage, merged
from fengsui.web.pages.sheets.sheet_frame import or_lost, sheet_address, show
from fengsui.web.paging import whole_number
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept

_ONE_VALUE = frozenset({"choice", "date", "deadline"})


@dataclass(frozen=True, slots=True)
class Input:
    """One box as the page asks for it. ``kept``: it is sealed and something already lies in it."""

    box: Box
    name: str
    label: str
    hint: str
    kept: bool

    @property
    def kind(self) -> str:
        """choice, day, line or text."""
        kind = self.box.field.kind
        if kind in {"date", "deadline"}:
            return "day"
        return (
            "choice" if kind == "choice" and self.box.field.choices else "line" if self.box.part == "head" else "text"
        )

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What it may say."""
        return [(choice, choice) for choice in self.box.field.choices]


def _name(box: Box) -> str:
    return f"box-{box.id}"


def _inputs(boxes: Sequence[Box], saved: filling.Draft) -> list[Input]:
    return [_input(box, saved) for box in boxes if box.typed]


def _input(box: Box, saved: filling.Draft) -> Input:
    field = box.field
    kept = field.sealed and (bool(saved.values.get(box.id)) or box.id in saved.carried)
    hints = [field.hint, field.only_when]
    if field.kind == "items" and field.columns:
        columns = "｜".join(field.columns)
        hints.append(gettext("一行一项，各栏用“｜”隔开：%(columns)s") % {"columns": columns})
    if kept:
        hints.append(gettext("已填，加密保存；留空不改，重填即替换"))
    mark = "● " if field.must else "○ "
    sealed = gettext("（加密）") if field.sealed else ""
    return Input(box, _name(box), f"{mark}{field.name}{sealed}", "；".join(filter(None, hints)), kept)


def _typed(boxes: Sequence[Box], typed: Any) -> dict[str, str]:
    return {box.id: typed.get(_name(box), "").replace("\r\n", "\n") for box in boxes if box.typed}


def _with_kept(boxes: Sequence[Box], values: Mapping[str, str], saved: filling.Draft) -> dict[str, str]:
    """Sealed boxes are never shown again: one left empty keeps what was saved."""
    kept = {box.id: saved.values.get(box.id, "") for box in boxes if box.field.sealed and not values.get(box.id)}
    return {**values, **{box: text for box, text in kept.items() if text}}


def differing(boxes: Sequence[Box], mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[Passage]:
    """The boxes in which what is typed here and what a colleague saved differ, once both are cleaned."""
    here, there = rules.cleaned(boxes, mine), rules.cleaned(boxes, theirs)
    return [
        Passage(_name(box), box.field.name, here[box.id], there[box.id], box.field.kind in _ONE_VALUE, box.field.sealed)
        for box in boxes
        if box.typed and here[box.id] != there[box.id]
    ]


def write(request: OfficerRequest, sheet: str) -> HttpResponse:
    """The boxes of a form beside the sheet as it would be printed now."""
    state, stream = sheet_for(request.actor, sheet), sheet_stream(sheet)
    if state.status != "drafted":
        return show(request, "written", sheet)
    boxes, saved = filling.boxes_of_sheet(stream, state), filling.sheet_draft(actor=request.actor, sheet=stream)
    typed: Any = getattr(request, "typed", None)
    values = _typed(boxes, typed) if typed is not None else dict(saved.values)
    whole = _with_kept(boxes, values, saved)
    revision = whole_number(typed.get("revision", "")) if typed is not None else saved.revision
    passages = differing(boxes, whole, saved.values) if typed is not None and revision < saved.revision else []
    just_saved = getattr(request, "saved_revision", 0)
    hidden = {box.id for box in boxes if box.field.sealed and (typed is None or just_saved)}
    inputs = _inputs(boxes, saved)
    page = show(
        request,
        "write",
        sheet,
        values={_name(box): "" if box.id in hidden else values.get(box.id, "") for box in boxes},
        body=[row for row in inputs if row.box.part == "body"],
        rest=[row for row in inputs if row.box.part != "body"],
        longest=rules.LONGEST,
        revision=revision,
        theirs=saved.revision,
        passages=passages,
        saved=just_saved,
        sheet=sheet_of(filling.preview_sheet(actor=request.actor, sheet=stream, values=whole)),
    )
    return not_kept(page)


def _write(request: OfficerRequest, sheet: str) -> str | HttpResponse:
    stream, actor = sheet_stream(sheet), request.actor
    state = sheet_for(actor, sheet)
    boxes, saved = filling.boxes_of_sheet(stream, state), filling.sheet_draft(actor=actor, sheet=stream)
    values, decision = _with_kept(boxes, _typed(boxes, request.POST), saved), request.POST.get("decision")
    if decision == "submit":
        return _submit(request, sheet, boxes, saved, values)
    typed = request.POST.copy()
    revision = whole_number(typed.get("revision", ""))
    if decision == "merge" and saved.revision == whole_number(typed.get("theirs", "")):
        # else they saved once more: look again
        revision = saved.revision
        passages = differing(boxes, values, saved.values)
        named = {_name(box): values.get(box.id, "") for box in boxes}
        taken = merged(passages, named, request.POST.dict())
        values = {box.id: taken[_name(box)] for box in boxes}
    if decision in {"save", "merge"}:
        revision = filling.save_sheet(actor=actor, sheet=stream, values=values, revision=revision)
        typed["revision"] = str(revision)
        request.__dict__["saved_revision"] = revision
        values = rules.cleaned(boxes, values)
        for box in boxes:
            typed[_name(box)] = values.get(box.id, "")
    request.__dict__["typed"] = typed
    return write(request, sheet)


def _submit(
    request: OfficerRequest, sheet: str, boxes: Sequence[Box], saved: filling.Draft, values: Mapping[str, str]
) -> str:
    stream, kept = sheet_stream(sheet), rules.cleaned(boxes, values)
    if whole_number(request.POST.get("revision", "")) < saved.revision and differing(boxes, kept, saved.values):
        raise Refused(gettext("另一位同事刚刚保存过这份草稿。请先看过两份的不同，合并后再送签。"))
    wrong = rules.faults(boxes, kept, {box for box in saved.carried if not kept.get(box)})
    if wrong:
        raise Misfilled({f"box-{box}": f"{sentence}。" for box, sentence in wrong.items()})
    if dict(saved.values) != kept or not saved.revision:
        filling.save_sheet(actor=request.actor, sheet=stream, values=kept, revision=saved.revision)
    filling.submit_sheet(actor=request.actor, sheet=stream, values=kept, **act_arguments(request))
    return sheet_address(sheet)


write_page = form_page("sheet.write", or_lost(write), _write)
