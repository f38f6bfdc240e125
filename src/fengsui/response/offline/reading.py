"""Reading the file of an offline form: everything in it is doubted, and every fault has a sentence. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.shapes import refuse_state_secrets

LARGEST_BYTES = 64 * 1024
FORMAT = 1
_MOST_ENTRIES = 80
_MOST_CALLS = 20
_YEARS = range(1990, 2201)
_KIND = "offline-form"
_ADVICE = "请用浏览器打开离线首报表，重新按“保存文件”，再导入新存的文件。"
_PLACES: Mapping[str, str] = {
    "filled_by": "填报人",
    "saved_at": "保存时间",
    "texts": "文字栏",
    "figures": "数据栏",
    "figures_as_of": "数据截止时间",
    "figures_source": "数据来源",
    "approved_by": "批准人",
    "approved_at": "批准时间",
    "calls": "接收单位",
    "mark": "模板标记",
}

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Short = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=2000)]
Typed = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})?$")]


class OfflineFault(Exception):
    """The file can't be taken; the message is for the officer."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Envelope(_Shape):
    fengsui: Short
    format: int
    body: Annotated[str, StringConstraints(max_length=LARGEST_BYTES)]
    sha256: Short


class OfflineFigure(_Shape):
    """A figure as typed: ``unit`` of a sum is yuan, wan or yi."""

    value: Short
    unit: Short = ""
    verification: Short = ""


class CallNoted(_Shape):
    """One addressee as noted, times in Beijing."""

    addressee: Id
    channel: Short = ""
    sent_at: Typed = ""
    receiver: Short = ""
    received_at: Typed = ""


class OfflineForm(_Shape):
    """What the officer filled in, as typed. ``mark``: what the template carried from the copy that made it."""

    form: Id
    mark: Annotated[str, StringConstraints(max_length=2000)]
    world: Short
    filled_by: Short
    saved_at: Typed
    texts: dict[Id, Text]
    figures: dict[Id, OfflineFigure]
    figures_as_of: Typed = ""
    figures_source: Short = ""
    approved_by: Short = ""
    approved_at: Typed = ""
    calls: tuple[CallNoted, ...] = ()


def read_form(content: bytes) -> OfflineForm:
    """The form in a file. Raises OfflineFault, and nothing else, with a sentence for the officer."""
    if not content:
        msg = f"文件是空的。{_ADVICE}"
        raise OfflineFault(msg)
    if len(content) > LARGEST_BYTES:
        msg = f"文件最大 {LARGEST_BYTES // 1024} KB，这个文件 {len(content) // 1024} KB，不是离线首报表存下的文件。"
        raise OfflineFault(msg)
    try:
        envelope = _Envelope.model_validate_json(content)
    except ValidationError as problem:
        raise OfflineFault(_why_no_form(content)) from problem
    if envelope.fengsui != _KIND or envelope.format != FORMAT:
        msg = f"这个文件不是离线首报表存下的，或者是用别的版本存的。{_ADVICE}"
        raise OfflineFault(msg)
    if sha256(envelope.body.encode()).hexdigest() != envelope.sha256:
        msg = f"文件内容与保存时的校验值不符，可能在拷贝中损坏或被改动过。{_ADVICE}"
        raise OfflineFault(msg)
    try:
        form = OfflineForm.model_validate_json(envelope.body)
    except ValidationError as problem:
        raise OfflineFault(_in_words(problem)) from problem
    _check(form)
    return form


def _why_no_form(content: bytes) -> str:
    first = content[:512].lstrip().lower()
    if first.startswith((b"<!doctype", b"<html")):
        return "这是离线首报表本身（网页），不是填好后存下的文件。请在浏览器里打开它，填好按“保存文件”，导入存下的。"
    if content.startswith((b"PK", b"%PDF", b"\x89PNG", b"\xff\xd8")):
        return f"这个文件不是离线首报表存下的文件。{_ADVICE}"
    return f"文件读不出来：不是离线首报表存下的文件，或者没有拷贝完整。{_ADVICE}"


def _in_words(problem: ValidationError) -> str:
    error = problem.errors(include_url=False, include_context=False, include_input=False)[0]
    place = _PLACES.get(str(error["loc"][0]) if error["loc"] else "", "")
    if not place:
        return f"文件里的内容不完整。{_ADVICE}"
    if error["type"] == "string_too_long":
        return f"文件里“{place}”太长，请在离线首报表里写短一些，重新保存。"
    return f"文件里“{place}”读不出来。{_ADVICE}"


def _check(form: OfflineForm) -> None:
    if len(form.texts) > _MOST_ENTRIES or len(form.figures) > _MOST_ENTRIES or len(form.calls) > _MOST_CALLS:
        msg = f"文件里的栏目比离线首报表的多，不能导入。{_ADVICE}"
        raise OfflineFault(msg)
    addressees = [call.addressee for call in form.calls]
    if len(set(addressees)) != len(addressees):
        msg = f"文件里同一个接收单位写了两次。{_ADVICE}"
        raise OfflineFault(msg)
    if not form.filled_by.strip():
        msg = "离线首报表没有写填报人。请打开表补上，重新保存，再导入。"
        raise OfflineFault(msg)
    if not form.saved_at:
        msg = f"文件里“保存时间”读不出来。{_ADVICE}"
        raise OfflineFault(msg)
    try:
        for text in _all_texts(form):
            refuse_state_secrets(text)
    except ValueError as problem:
        raise OfflineFault(str(problem)) from problem
    for moment in _all_moments(form):
        moment_of(moment)


def _all_texts(form: OfflineForm) -> Sequence[str]:
    called = [text for call in form.calls for text in (call.channel, call.receiver)]
    typed = [text for figure in form.figures.values() for text in (figure.value, figure.unit, figure.verification)]
    return [form.filled_by, form.approved_by, form.figures_source, form.world, *form.texts.values(), *typed, *called]


def _all_moments(form: OfflineForm) -> Sequence[str]:
    called = [moment for call in form.calls for moment in (call.sent_at, call.received_at)]
    return [form.saved_at, form.figures_as_of, form.approved_at, *called]


def moment_of(typed: str) -> datetime | None:
    """``2026-03-02T10:05`` in Beijing → UTC; None for nothing. Raises OfflineFault for a day that does not exist."""
    if not typed:
        return None
    try:
        # The shape lets digits of every script through; only ASCII ones make a moment.
        moment = datetime.strptime(typed, "%Y-%m-%dT%H:%M").replace(tzinfo=BEIJING)
    except ValueError as problem:
        msg = f"文件里的时间“{typed.replace('T', ' ')}”不对，请在离线首报表里改好，重新保存。"
        raise OfflineFault(msg) from problem
    if moment.year not in _YEARS:
        msg = f"文件里的时间“{typed.replace('T', ' ')}”年份不对，请在离线首报表里改好，重新保存。"
        raise OfflineFault(msg)
    return moment.astimezone(UTC)


def written(form: OfflineForm, fields: Collection[str]) -> int:
    """How many characters stand in these fields of the form, spaces not counted."""
    return sum(len(re.sub(r"\s", "", text)) for name, text in form.texts.items() if name in fields)
