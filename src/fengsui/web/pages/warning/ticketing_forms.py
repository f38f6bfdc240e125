"""Forms about a ticket: open by judgement, fix the level, record what a check found, close."""

from django.http import HttpResponse
from django.utils.translation import gettext

from fengsui.warning import ticketing
from fengsui.warning.queries import InstitutionWarning
from fengsui.warning.state import SUSPECTED
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.warning import choices
from fengsui.web.pages.warning.basis import reasons_of
from fengsui.web.pages.warning.warning_frame import form, level_choices, room_of, warning_address
from fengsui.web.submitting import Misfilled, act_arguments, form_page


def open_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """A ticket by an officer's own judgement."""
    room = room_of(request, institution)
    return form(
        request,
        "open_form",
        room,
        title=gettext("人工建立预警单"),
        button=gettext("建立预警单"),
        clause="4.1.b",
        problem=gettext("这家机构已有预警单，新情况请写在那一张上。") if room.state.ticket else "",
        follows=[
            gettext("核查、风险提示的时钟按所选级别开始计时。"),
            gettext("盯防专人和值班长收到消息；不对外发出任何东西。"),
        ],
        levels=level_choices(room.plan),
        values=form_values(request, {}),
    )


def _open(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    room = room_of(request, institution)
    level = reading.choice("level", gettext("研判级别"), dict(level_choices(room.plan)))
    reason = reading.text("reason", gettext("建单的理由"), longest=400)
    reading.finish()
    ticketing.open_ticket(
        actor=request.actor, institution=institution, level=int(level), reason=reason, **act_arguments(request)
    )
    return warning_address(institution)


def level_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """Fixing the level: what the rules say, what is in force, what follows."""
    room = room_of(request, institution)
    state = room.state
    given = state.proposed_level or (state.ticket.level if state.ticket else 0)
    return form(
        request,
        "level_form",
        room,
        title=gettext("定研判级别"),
        button=gettext("看过，签定"),
        clause="4.1.0",
        follows=[
            gettext("您的姓名、级别和理由写入底账，不能撤回，可以再签。"),
            gettext("调高：核查时限按新级别缩短；没有预警单、达到建单级别的，同时建单。"),
            gettext("调低只能由值班长签，并写明理由；规则以后建议更重的，仍会提示。"),
            gettext("内部研判级别，不是法定预警，不对外公布。"),
        ],
        levels=level_choices(room.plan, none=state.ticket is None),
        reasons=reasons_of(room.plan, state.assessment, request.actor),
        values=form_values(request, {"level": str(given) if given else ""}),
    )


def _sign_level(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    room = room_of(request, institution)
    level = reading.choice("level", gettext("研判级别"), dict(level_choices(room.plan, none=True)))
    reason = reading.text("reason", gettext("理由"), required=False, longest=400)
    reading.finish()
    ticketing.sign_level(
        actor=request.actor,
        institution=institution,
        level=int(level),
        reason=reason,
        seen_hash=request.POST.get("seen_hash", ""),
        **act_arguments(request),
    )
    return warning_address(institution)


def verify_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """What the check of a ticket found, short of a blow-up."""
    room = room_of(request, institution)
    sheet = room.state.standing_sheet
    problem = ""
    if room.state.ticket is None:
        problem = gettext("这家机构没有未销的预警单。")
    elif sheet is not None:
        problem = gettext("爆雷核查单已提交，结论随核查单签字。")
    return form(
        request,
        "verify_form",
        room,
        title=gettext("填核查结论"),
        button=gettext("登记结论"),
        clause="1.6.d",
        problem=problem,
        follows=[
            gettext("核查时钟停止；预警单不自动销，仍可再填新的结论。"),
            gettext("情况属于爆雷（B1至B5）的，不在这里填，请填爆雷核查单，由盯防专人和值班长两人签字。"),
        ],
        findings=choices.FINDINGS,
        values=form_values(request, {}),
    )


def _verify(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    finding = reading.choice("finding", gettext("结论"), dict(choices.FINDINGS))
    note = reading.text("note", gettext("怎样核查、结果如何"), longest=400)
    checks = _lines(reading.text("checks", gettext("核查事项"), required=False, longest=2000))
    reading.finish()
    ticketing.verify_ticket(
        actor=request.actor,
        ticket=_ticket_of(room_of(request, institution)),
        finding=finding,  # type: ignore[arg-type]  # the choice has been read against the same list
        note=note,
        checks=checks,
        **act_arguments(request),
    )
    return warning_address(institution)


def close_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """Ending a ticket: outcome and reason; what lapsed stays."""
    room = room_of(request, institution)
    sheet = room.state.standing_sheet
    problem = ""
    if room.state.ticket is None:
        problem = gettext("这家机构没有未销的预警单。")
    elif sheet is not None and sheet.status == SUSPECTED:
        problem = gettext("爆雷核查单还在等签字，请先签字或者否定，再销单。")
    running = [clock for clock in room.clocks if clock["status"] == "running"]
    return form(
        request,
        "close_form",
        room,
        title=gettext("销预警单"),
        button=gettext("销单"),
        clause="0.5",
        problem=problem,
        follows=[
            gettext("正在走的核查、提示时钟停止；已经超时的记录保留。"),
            gettext("签定的级别随单销去；规则仍建议同一级别的，不会马上再建单，更重或者有新的硬规则才建。"),
            gettext("记录不删除，不能撤回；以后再有情况，另建新单。"),
        ],
        outcomes=choices.OUTCOMES,
        running=len(running),
        lapsed=sum(bool(clock["lapsed_at"]) for clock in room.clocks),
        values=form_values(request, {}),
    )


def _close(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    outcome = reading.choice("outcome", gettext("结果"), dict(choices.OUTCOMES))
    reason = reading.text("reason", gettext("理由"))
    into = reading.text("into", gettext("转为哪个事件，或者并入哪张预警单"), required=False, longest=100)
    reading.finish()
    if outcome == "became_event" and into and "/" not in into:
        into = f"event/{into}"
    ticketing.close_ticket(
        actor=request.actor,
        ticket=_ticket_of(room_of(request, institution)),
        outcome=outcome,  # type: ignore[arg-type]  # the choice has been read against the same list
        reason=reason,
        into=into,
        **act_arguments(request),
    )
    return warning_address(institution)


def _ticket_of(room: InstitutionWarning) -> str:
    if room.state.ticket is None:
        raise Misfilled({"": gettext("这家机构没有未销的预警单。")})
    return room.state.ticket.fact


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


open_page = form_page("warning.open", open_form, _open)
level_page = form_page("warning.level", level_form, _sign_level)
verify_page = form_page("warning.verify", verify_form, _verify)
close_page = form_page("warning.close", close_form, _close)
