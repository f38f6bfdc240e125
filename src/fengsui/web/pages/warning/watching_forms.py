"""Forms of a watch (4.1.d–g): begin, log, analyse, report, receive a report, end; opening the sealed texts."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.registry.queries import institutions, watches_of
from fengsui.warning import watching
from fengsui.warning.queries import InstitutionWarning
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.warning import choices
from fengsui.web.pages.warning.ticket import back_to
from fengsui.web.pages.warning.warning_frame import form, reference_of, room_of, show
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept, page_action

USUAL_REVIEW = timedelta(days=7)
MOST_LINKED = 5


def begin_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """A named pair begins to watch."""
    room = room_of(request, institution)
    state, watch = room.state, watches_of([institution]).get(institution)
    problem = ""
    if state.watch is not None:
        problem = gettext("这家机构正在盯防，不必另开。")
    elif watch is None:
        problem = gettext("这家机构还没有定盯防专人。请值班长先指定A角和B角，再开始盯防。")
    elif state.ticket is None:
        problem = gettext("没有预警单。请先建单，再开始盯防；因事件盯防的由系统按事件开始。")
    review = (timekeeping.now() + USUAL_REVIEW).astimezone(BEIJING).date()
    return form(
        request,
        "watch_form",
        room,
        title=gettext("开始专人盯防"),
        button=gettext("开始盯防"),
        clause="4.1.d",
        problem=problem,
        follows=[gettext("A角、B角收到消息；日志、分析、报告三个时钟按级别开始计时，每写一次重新计。")],
        values=form_values(
            request, {"review_on": review.isoformat(), "criteria": "；".join(state.assessment.get("why", ())[:2])[:200]}
        ),
    )


def _begin(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    criteria = reading.text("criteria", gettext("盯防的依据和重点"))
    review_on = reading.day("review_on", gettext("复核日期"))
    reading.finish()
    state = room_of(request, institution).state
    watching.open_watch(
        actor=request.actor,
        institution=institution,
        because=state.ticket.fact if state.ticket else "",
        criteria=criteria,
        review_on=review_on,
        level=state.ticket.level if state.ticket else state.level,
        **act_arguments(request),
    )
    return back_to(institution, "watch")


def _watch_of(room: InstitutionWarning) -> str:
    if room.state.watch is None:
        raise Misfilled({"": gettext("没有正在进行的盯防，请刷新页面。")})
    return room.state.watch.fact


def _entry_form(request: OfficerRequest, institution: str, template: str, **words: Any) -> HttpResponse:
    room = room_of(request, institution)
    problem = "" if room.state.watch else gettext("没有正在进行的盯防。")
    return form(request, template, room, problem=problem, **words)


def log_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """An entry of the watch log."""
    return _entry_form(
        request,
        institution,
        "watch_log_form",
        title=gettext("记盯防日志"),
        button=gettext("记下"),
        clause="4.1.e",
        channels=[(channel, channel) for channel in choices.CHANNELS],
        values=form_values(request, {"channel": choices.CHANNELS[0], **moment_values("known", timekeeping.now())}),
    )


def _log(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    text = reading.text("text", gettext("盯防情况"), longest=2000)
    known_at = reading.moment("known", gettext("时间"))
    channel = reading.choice("channel", gettext("途径"), choices.CHANNELS)
    reading.finish()
    watch = _watch_of(room_of(request, institution))
    watching.log_watch(
        actor=request.actor, watch=watch, text=text, known_at=known_at, channel=channel, **act_arguments(request)
    )
    return back_to(institution, "watch")


def analyse_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """An analysis note, with the institutions that are linked."""
    search = request.GET.get("search", "").strip()
    found = institutions(request.actor, search=search).rows[:MOST_LINKED] if search else ()
    return _entry_form(
        request,
        institution,
        "watch_analysis_form",
        title=gettext("写盯防分析"),
        button=gettext("登记分析"),
        clause="4.1.f",
        trends=choices.TRENDS,
        search=search,
        searched=[(row.pk, row.name) for row in found if row.pk != institution],
        values=form_values(request, {}),
    )


def _analyse(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    trend = reading.choice("trend", gettext("趋势"), dict(choices.TRENDS))
    cause = reading.text("cause", gettext("原因"), longest=400)
    outlook = reading.text("outlook", gettext("预计"), required=False, longest=400)
    reading.finish()
    watching.analyse_watch(
        actor=request.actor,
        watch=_watch_of(room_of(request, institution)),
        trend=trend,
        cause=cause,
        linked=tuple(dict.fromkeys(request.POST.getlist("linked")))[:MOST_LINKED],
        outlook=outlook,
        **act_arguments(request),
    )
    return back_to(institution, "watch")


def report_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """A watch report to the duty chief."""
    return _entry_form(
        request,
        institution,
        "watch_report_form",
        title=gettext("写盯防报告"),
        button=gettext("报告值班长"),
        clause="4.1.g",
        follows=[gettext("值班长在值班台收到，须签收；签收人不能是报告人。")],
        values=form_values(request, {}),
    )


def _report(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    summary = reading.text("summary", gettext("报告内容"), longest=400)
    changes = reading.text("changes", gettext("比上次的变化"), required=False, longest=400)
    reading.finish()
    watching.report_watch(
        actor=request.actor,
        watch=_watch_of(room_of(request, institution)),
        summary=summary,
        changes=changes,
        **act_arguments(request),
    )
    return back_to(institution, "watch")


def end_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """The watch ends, with the reason."""
    return _entry_form(
        request,
        institution,
        "watch_end_form",
        title=gettext("结束盯防"),
        button=gettext("结束盯防"),
        clause="4.1.d",
        follows=[gettext("日志、分析、报告的时钟停止；已经超时的记录保留。预警单不随之销。")],
        values=form_values(request, {}),
    )


def _end(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("理由"))
    reading.finish()
    watch = _watch_of(room_of(request, institution))
    watching.end_watch(actor=request.actor, watch=watch, reason=reason, **act_arguments(request))
    return back_to(institution, "watch")


def acknowledge(request: OfficerRequest, institution: str, fact: int) -> str:
    """The duty chief has received a report."""
    key = act_arguments(request)["idempotency_key"]
    watching.acknowledge_report(actor=request.actor, report=reference_of(institution, fact), idempotency_key=key)
    return back_to(institution, "watch")


def texts(request: OfficerRequest, institution: str) -> HttpResponse:
    """The sealed texts of log and checks; closed until a purpose is given."""
    room = room_of(request, institution)
    opened = getattr(request, "opened_texts", None)
    return not_kept(
        show(
            request,
            "watch_texts",
            room,
            opened=opened,
            longest=LONGEST_PURPOSE,
            values=form_values(request, {}),
        )
    )


def _open_texts(request: OfficerRequest, institution: str) -> HttpResponse:
    reading = Reading(request.POST)
    purpose = reading.text("purpose", gettext("用途"), longest=LONGEST_PURPOSE)
    reading.finish()
    opened = watching.open_log(actor=request.actor, institution=institution, purpose=purpose)
    request.__dict__["opened_texts"] = opened
    return texts(request, institution)


begin_page = form_page("warning.watch", begin_form, _begin)
log_page = form_page("warning.watch.log", log_form, _log)
analyse_page = form_page("warning.watch.analyse", analyse_form, _analyse)
report_page = form_page("warning.watch.report", report_form, _report)
end_page = form_page("warning.watch.end", end_form, _end)
acknowledge_page = page_action("warning")(acknowledge)
texts_page = form_page("warning.watch.texts", texts, _open_texts)
