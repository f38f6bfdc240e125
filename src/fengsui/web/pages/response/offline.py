"""The 首报 without a network: download the form, compare its file with the draft, record what was told by telephone."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct.acting import Refused
from fengsui.registry import uploads
from fengsui.response import reporting
from fengsui.response.offline import actions
from fengsui.response.offline.fields import DRAFTED, FORM, LOGGED, MOST_CHARACTERS, offline_fields
from fengsui.response.offline.marks import check_mark
from fengsui.response.offline.reading import LARGEST_BYTES, OfflineFault, OfflineForm, read_form, written
from fengsui.response.offline.standing import imported, notice_under_way, standing
from fengsui.response.offline.template import known_fields, offline_template
from fengsui.response.queries import EventRoom
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.offline import (
    Compared,
    figure_lines,
    known_lines,
    offline_figures,
    passages,
    shown_moment,
)
from fengsui.web.pages.response.event_frame import event_address, room_of, show, stream_of
from fengsui.web.paging import whole_number
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept, page_action

_TABLE = "offline-form"


def any_template(request: OfficerRequest) -> HttpResponse:
    """The form for an event that nobody knows yet: to be kept on the desk's machine beforehand."""
    return _download(lambda: offline_template(actor=request.actor), "", request)


def event_template(request: OfficerRequest, number: str) -> HttpResponse:
    """The form with what this event already says."""
    room = room_of(request, number)
    return _download(lambda: offline_template(actor=request.actor, room=room), number, request)


def _download(make: Callable[[], bytes], number: str, request: OfficerRequest) -> HttpResponse:
    try:
        content = make()
    except Refused as problem:
        return render(request, "response/offline/no_form.html", {"problem": str(problem)})
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    name = f"{gettext('离线首报表')}{'-' if number else ''}{number}.html"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return not_kept(response)


def offline(request: OfficerRequest, number: str) -> HttpResponse:
    """What came in from offline forms, what is next, and the upload."""
    room = room_of(request, number)
    return show(
        request,
        "response/offline/offline.html",
        room,
        tab="event.papers",
        forms=imported(room.facts),
        standing=standing(room.state, room.facts),
        kilobytes=LARGEST_BYTES // 1024,
        most=MOST_CHARACTERS,
    )


def _upload(request: OfficerRequest, number: str) -> str:
    room, uploaded = room_of(request, number), request.FILES.get("file")
    if not isinstance(uploaded, UploadedFile):
        raise Misfilled({"file": gettext("请选择文件。")})
    content = uploaded.read(LARGEST_BYTES + 1)
    try:
        check_mark(read_form(content), event=room.row.number)
    except OfflineFault as problem:
        raise Misfilled({"file": str(problem)}) from problem
    digest = uploads.keep(_TABLE, request.actor.officer, content)
    return reverse("event.offline.preview", kwargs={"number": number, "sha256": digest})


def _kept(request: OfficerRequest, number: str, sha256: str) -> tuple[OfflineForm, bytes]:
    """The file that this officer uploaded. Raises Http404 for none, Refused where it is not this event's."""
    content = uploads.find(_TABLE, request.actor.officer, sha256)
    if content is None:
        raise Http404
    try:
        form = read_form(content)
        check_mark(form, event=number)
    except OfflineFault as problem:
        raise Refused(str(problem)) from problem
    return form, content


def preview(request: OfficerRequest, number: str, sha256: str) -> HttpResponse:
    """The file beside what the event and its draft hold; nothing is written yet."""
    room = room_of(request, number)
    form, _ = _kept(request, room.row.number, sha256)
    draft, revision = reporting.prefilled_texts(actor=request.actor, event=room.row.pk, kind=FORM)
    typed = getattr(request, "typed", None)
    notice = notice_under_way(room.state)
    figures, faults = offline_figures(form)
    fields = offline_fields(room.plan)
    texts = passages(form, fields, draft, open_draft=notice is None, saved=revision > 0)
    page = show(
        request,
        "response/offline/preview.html",
        room,
        tab="event.papers",
        form=form,
        sha256=sha256,
        revision=revision,
        notice=notice,
        earlier=next((fact for fact in imported(room.facts) if fact.payload["digest"] == sha256), None),
        texts=_chosen(texts, typed),
        figures=_chosen(figure_lines(room, figures, faults, form), typed),
        known=known_lines(room, form, fields, known_fields(room)),
        calls=_calls(form, room),
        saved_at=shown_moment(form.saved_at),
        approved_at=shown_moment(form.approved_at),
        written=written(form, {field.id for field in fields if field.kind in {"passage", "line"}}),
        most=MOST_CHARACTERS,
    )
    return not_kept(page)


def _chosen(rows: list[Compared], typed: Any) -> list[tuple[Compared, bool]]:
    """Every line with whether its box is ticked: as the officer left it after a refusal."""
    kept = set(typed.getlist("take")) if typed is not None else None
    return [(row, row.chosen if kept is None else row.take in kept) for row in rows]


def _calls(form: OfflineForm, room: EventRoom) -> list[dict[str, str]]:
    names = {addressee.id: addressee.name for addressee in room.plan.addressees}
    return [
        {
            "name": names.get(row.addressee, row.addressee),
            "channel": row.channel,
            "sent_at": shown_moment(row.sent_at),
            "receiver": row.receiver,
            "received_at": shown_moment(row.received_at),
        }
        for row in actions.calls_of(form)
    ]


def _accept(request: OfficerRequest, number: str, sha256: str) -> str:
    room = room_of(request, number)
    form, content = _kept(request, room.row.number, sha256)
    take = set(request.POST.getlist("take"))
    figures, _ = offline_figures(form)
    names = tuple(field for field in DRAFTED if f"text:{field}" in take)
    draft, _ = reporting.prefilled_texts(actor=request.actor, event=room.row.pk, kind=FORM)
    filled = {DRAFTED[field]: form.texts.get(field, "").replace("\r\n", "\n").strip() for field in names}
    actions.import_form(
        actor=request.actor,
        event=stream_of(number),
        form=form,
        taken=actions.Taken(
            content=content,
            template_plan=check_mark(form, event=room.row.number).plan,
            revision=whole_number(request.POST.get("revision", "")),
            passages={**draft, **filled},
            names=tuple(DRAFTED[field] for field in names),
            figures=[figure for figure in figures if f"figure:{figure.name}" in take],
            log=form.texts.get(LOGGED, "").strip() if "log" in take else "",
        ),
        **act_arguments(request),
    )
    uploads.drop(_TABLE, request.actor.officer, sha256)
    return event_address(number, "event.offline")


def _record(request: OfficerRequest, number: str) -> str:
    """The sending and the receipts as they were noted, each by its own act."""
    room = room_of(request, number)
    found = standing(room.state, room.facts)
    if found.form is None or found.notice is None or found.next not in {"send", "receipts"}:
        raise Refused(gettext("没有可以登记的离线发送和回执，请刷新页面。"))
    actions.record_calls(
        actor=request.actor,
        event=stream_of(number),
        form=found.form,
        notice=found.notice,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return event_address(number, "event.offline")


offline_page = form_page("event.offline", offline, _upload)
preview_page = form_page("event.offline.preview", preview, _accept)
record_calls = page_action("event.offline")(_record)
