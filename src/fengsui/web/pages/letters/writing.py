"""Writing a letter: paste, clean, look, save, submit. Two who write at once see both versions and take from each."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.conduct.acting import Refused
from fengsui.documents.letters import actions, composing
from fengsui.documents.letters.queries import letter_for, letter_stream
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.merging import Passage, merged
from fengsui.web.pages.letters.letter_frame import letter_address, show
from fengsui.web.paging import whole_number
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept


def differing(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[Passage]:
    """The fields in which what is typed here and what a colleague saved differ, once both are cleaned."""
    here, there = composing.cleaned(mine), composing.cleaned(theirs)
    return [
        Passage(name, composing.LABELS[name], here[name], there[name])
        for name in composing.FIELDS
        if here[name] != there[name]
    ]


def write(request: OfficerRequest, letter: str) -> HttpResponse:
    """The fields of a letter beside the letter as it would go out now."""
    state, _ = letter_for(request.actor, letter)
    if not state.is_drafted:
        return show(request, "written", letter)
    saved = actions.letter_draft(actor=request.actor, letter=letter_stream(letter))
    typed: Any = getattr(request, "typed", None)
    texts = _typed(typed) if typed is not None else dict(saved.texts)
    revision = whole_number(typed.get("revision", "")) if typed is not None else saved.revision
    passages = differing(texts, saved.texts) if typed is not None and revision < saved.revision else []
    preview = actions.preview_letter(actor=request.actor, letter=letter_stream(letter), texts=texts)
    page = show(
        request,
        "write",
        letter,
        values=texts,
        longest=composing.longest(separate=state.separate),
        revision=revision,
        theirs=saved.revision,
        passages=passages,
        saved=getattr(request, "saved_revision", 0),
        minutes=state.begun["kind"] == "纪要",
        public=state.begun["kind"] == composing.PUBLIC,
        urgencies=[("特急", "特急"), ("加急", "加急")],
        sheet=sheet_of(preview),
    )
    return not_kept(page)


def _typed(typed: Any) -> dict[str, str]:
    return {name: typed.get(name, "").replace("\r\n", "\n") for name in composing.FIELDS}


def _write(request: OfficerRequest, letter: str) -> str | HttpResponse:
    texts, decision = _typed(request.POST), request.POST.get("decision")
    if decision == "submit":
        return _submit(request, letter, texts)
    typed = request.POST.copy()
    revision = whole_number(typed.get("revision", ""))
    if decision == "merge":
        saved = actions.letter_draft(actor=request.actor, letter=letter_stream(letter))
        if saved.revision == whole_number(typed.get("theirs", "")):  # else they saved once more: look again
            revision = saved.revision
            texts = merged(differing(texts, saved.texts), texts, request.POST.dict())
    if decision in {"save", "merge"}:
        saved_revision = actions.save_letter(
            actor=request.actor, letter=letter_stream(letter), texts=texts, revision=revision
        )
        typed["revision"] = str(saved_revision)
        request.__dict__["saved_revision"] = saved_revision
        texts = composing.cleaned(texts)
    for name, text in texts.items():
        typed[name] = text
    request.__dict__["typed"] = typed
    return write(request, letter)


def _submit(request: OfficerRequest, letter: str, texts: Mapping[str, str]) -> str:
    state, _ = letter_for(request.actor, letter)
    stream, content = letter_stream(letter), composing.cleaned(texts)
    saved = actions.letter_draft(actor=request.actor, letter=stream)
    if whole_number(request.POST.get("revision", "")) < saved.revision and differing(content, saved.texts):
        raise Refused(gettext("另一位同事刚刚保存过这份草稿。请先看过两份的不同，合并后再送签。"))
    wrong = composing.faults(str(state.begun["kind"]), content, separate=state.separate)
    if wrong:
        raise Misfilled({name: f"{sentence}。" for name, sentence in wrong.items()})
    if dict(saved.texts) != content:
        actions.save_letter(actor=request.actor, letter=stream, texts=content, revision=saved.revision)
    actions.submit_letter(actor=request.actor, letter=stream, texts=content, **act_arguments(request))
    return letter_address(letter)


def drop(request: OfficerRequest, letter: str) -> HttpResponse:
    """Why a letter isn't needed any more."""
    return show(request, "drop", letter, values=form_values(request, {}))


def _drop(request: OfficerRequest, letter: str) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("理由"), longest=400)
    reading.finish()
    letter_for(request.actor, letter)
    key = act_arguments(request)["idempotency_key"]
    actions.drop_letter(actor=request.actor, letter=letter_stream(letter), reason=reason, idempotency_key=key)
    return letter_address(letter)


write_page = form_page("letter.write", write, _write)
drop_page = form_page("letter.drop", drop, _drop)
