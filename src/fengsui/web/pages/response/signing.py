"""Signing: the grade, a matter in person or by telephone, a countersignature. What will happen is shown first."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.conduct.signatures import Matter, requirement_for
from fengsui.documents.queries import paper_content
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.registry.queries import officers_with_role, region_name
from fengsui.response import grading, queries
from fengsui.response.accounts import open_narrative, open_notes
from fengsui.response.departures import paper_departures
from fengsui.response.queries import EventRoom, WaitingMatter
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.offline_calls import noted_approval
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import (
    event_address,
    reference_of,
    regions_of,
    room_of,
    show,
    stream_of,
)
from fengsui.web.pages.response.grade_clocks import clocks_by_grade
from fengsui.web.pages.response.proposal import grade_choices, proposal_card
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.submitting import act_arguments, form_page, not_kept


def grade(request: OfficerRequest, number: str) -> HttpResponse:
    """The grade: what the rules say, what may be signed, what follows."""
    room = room_of(request, number)
    choices = grade_choices(room, request.actor, timekeeping.now())
    proposed = next((choice.id for choice in choices if choice.proposed and choice.allowed), "")
    values = form_values(request, {"grade": proposed})
    return show(
        request,
        "response/grade.html",
        room,
        card=proposal_card(room),
        choices=choices,
        may_choose=any(choice.allowed for choice in choices),
        clocks_by_grade=clocks_by_grade(room, [choice.id for choice in choices if choice.allowed]),
        values=values,
    )


def _sign_grade(request: OfficerRequest, number: str) -> str:
    arguments: dict[str, Any] = {
        "actor": request.actor,
        "event": stream_of(number),
        **act_arguments(request),
    }
    reading = Reading(request.POST)
    if request.POST.get("decision") == "reject":
        reason = reading.text("reject_reason", gettext("不采纳的理由"))
        reading.finish()
        grading.reject_proposal(reason=reason, **arguments)
        return event_address(number)
    if request.POST.get("decision") == "take_over":
        key = arguments["idempotency_key"]
        grading.take_over_notices(actor=request.actor, event=arguments["event"], idempotency_key=key)
        return event_address(number)
    chosen = reading.text("grade", gettext("等级"))
    reason = reading.text("reason", gettext("理由"), required=False, longest=400)
    reading.finish()
    grading.sign_grade(grade=chosen, reason=reason, **arguments)
    return event_address(number)


def matter(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """One matter to sign: its content as it stands, what follows from the signature, who signs."""
    room, opened = room_of(request, number), reference_of(number, fact)
    found = room.state.matters.by_fact.get(opened)
    requirement = requirement_for(room.plan, found.act, found.grade) if found else None
    if found is None or requirement is None:
        raise Http404
    waiting = next((row for row in queries.matters_of(room, request.actor) if row.opened == opened), None)
    defaults = {**moment_values("approved", timekeeping.now()), **noted_approval(room, opened)}
    approvers = _approvers(room, waiting, request.actor)
    if approvers:
        defaults["officer"] = approvers[0][0]
    page = show(
        request,
        "response/sign.html",
        room,
        matter=found,
        waiting=waiting,
        requirement=requirement,
        consequences=_consequences(room, found),
        approvers=approvers,
        hours=requirement.phone_countersign.hours if requirement.phone_countersign else 0,
        values=form_values(request, defaults),
        **_content(request, room, found),
    )
    return not_kept(page)


def _sign_matter(request: OfficerRequest, number: str, fact: int) -> str:
    arguments: dict[str, Any] = {
        "actor": request.actor,
        "matter": reference_of(number, fact),
        "seen_hash": request.POST.get("seen_hash", ""),
        "idempotency_key": act_arguments(request)["idempotency_key"],
    }
    reading = Reading(request.POST)
    if request.POST.get("mode") == "telephone":
        officer = reading.text("officer", gettext("批准人"))
        approved_at = reading.moment("approved", gettext("批准时间"))
        note = reading.text("note", gettext("通话要点"), required=False, longest=400)
        reading.finish()
        grading.record_telephone_approval(officer=officer, approved_at=approved_at, note=note, **arguments)
    else:
        grading.sign(**arguments)
    return event_address(number)


def countersign(request: OfficerRequest, number: str, fact: int) -> HttpResponse:
    """A signature that is owed: what was decided, by whom, when."""
    room, request_fact = room_of(request, number), reference_of(number, fact)
    owed = room.state.matters.owed.get(request_fact)
    found = room.state.matters.by_fact.get(owed.matter) if owed else None
    clock = next((row for row in room.clocks if row["subject"] == request_fact), None)
    mine = (
        owed is not None and owed.officer in {"", request.actor.officer} and bool(request.actor.roles & set(owed.roles))
    )
    signed_grade = next((row for row in room.state.grades if owed and row["fact"] == owed.matter), None)
    content = _content(request, room, found) if found else {}
    return show(
        request,
        "response/countersign.html",
        room,
        owed=owed,
        matter=found,
        clock=clock,
        mine=mine,
        signed_grade=signed_grade,
        signature=found.signatures[-1] if found and found.signatures else None,
        **content,
    )


def _give_countersignature(request: OfficerRequest, number: str, fact: int) -> str:
    grading.countersign(
        actor=request.actor,
        request=reference_of(number, fact),
        seen_hash=request.POST.get("seen_hash", ""),
        regions=regions_of(number),
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return event_address(number)


def _approvers(room: EventRoom, waiting: WaitingMatter | None, actor: Actor) -> list[tuple[str, str]]:
    """Who may approve by telephone: officer id and name with post, heads before deputies."""
    if waiting is None or not waiting.telephone:
        return []
    found: dict[str, str] = {}
    for role in sorted(waiting.missing_roles, key=lambda role: int(role[1:])):
        for officer in officers_with_role(role, room.row.lead_region):
            if officer.pk != actor.officer:
                found.setdefault(officer.pk, f"{room.plan.role(role).name_zh} {officer.name}")
    return list(found.items())


def _content(request: OfficerRequest, room: EventRoom, found: Matter) -> dict[str, Any]:
    """What is signed: a suspicion, an activation order, or a paper's text where the officer may open it."""
    state = room.state
    if found.opened in state.suspicions:
        suspicion = state.suspicions[found.opened]
        conditions = {row.id: row for row in room.plan.blowup_conditions}
        return {"suspicion": suspicion, "condition": conditions.get(suspicion.condition)}
    if found.opened == state.activation_fact:
        return {"order": state.activation}
    if found.opened == state.termination.get("fact"):
        names = {row.id: row.name for row in room.plan.termination_conditions}
        checked = [(names.get(row["condition"], row["condition"]), row) for row in state.termination["conditions"]]
        return {"termination": state.termination, "checked": checked}
    paper = state.papers.get(found.opened)
    if paper is None:
        return {}
    if not may(request.actor, "documents.open_paper"):
        return {"departures": paper_departures(paper, state, None)}
    content = paper_content(actor=request.actor, paper=found.opened, purpose=gettext("审签"), regions=state.regions)
    return {
        "paper": paper,
        "sheet": sheet_of(content.model_copy(update={"signatory": paper.signatory or None})),
        "departures": paper_departures(paper, state, content),
    }


def _consequences(room: EventRoom, found: Matter) -> list[str]:
    plan, state = room.plan, room.state
    match found.act:
        case "confirm_blowup":
            return [
                gettext("盯防专人和值班长都签字后，这次爆雷即为确认，计入分级规则；等级建议可能随之改变。"),
                gettext("不会自动定级，不会自动对外发出任何东西。"),
                gettext("签字写入底账，不能撤回；以后查明不实，另行登记更正。"),
            ]
        case "activate_plan":
            tasks = plan.tasks_for(str(found.grade))
            units = len({task.department for task in tasks})
            told = [
                gettext("预案立即启动，任务下达 %(units)d 个单位，共 %(tasks)d 项，责任到人，签收计时开始。")
                % {
                    "units": units,
                    "tasks": len(tasks),
                }
            ]
            if state.activation.get("support_regions"):
                places = "、".join(region_name(region) for region in state.activation["support_regions"])
                told.append(gettext("请求%(places)s支持配合，答复计时开始。") % {"places": places})
            return [*told, gettext("启动不能撤回，只能由组长终止；签发写入底账。")]
        case "terminate_event":
            running = sum(clock["status"] == "running" for clock in room.clocks)
            return [
                gettext("最后一个签字完成，事件即终止：正在走的 %(count)d 个时钟停止，没有办结的任务不再接受反馈。")
                % {"count": running},
                gettext("终止不能撤回，须本人签，不能电话批准。"),
            ]
        case "approve_first_notice" | "sign_written_report" | "sign_follow_up_report" | "sign_final_report":
            offices = "、".join(addressee.name for addressee in plan.addressees)
            return [
                gettext("签字后公文即可发往%(offices)s；由值班长发出，签字本身不发出任何东西。") % {"offices": offices},
                gettext("您的姓名作为签发人印在公文上。发出后内容冻结，差错只能另发更正报。"),
            ]
    return [gettext("签字写入底账，不能撤回。")]


def narrative(request: OfficerRequest, number: str) -> HttpResponse:
    """The sealed account of what happened and the sealed notes of the log; closed until a purpose is given."""
    room = room_of(request, number)
    opened, notes = getattr(request, "opened_accounts", ("", ()))
    return not_kept(
        show(
            request,
            "response/narrative.html",
            room,
            opened=opened,
            notes=notes,
            sealed_notes=sum(fact.kind == "note.added" for fact in room.facts),
            longest=LONGEST_PURPOSE,
            values=form_values(request, {}),
        )
    )


def _open_narrative(request: OfficerRequest, number: str) -> HttpResponse:
    reading = Reading(request.POST)
    purpose = reading.text("purpose", gettext("用途"), longest=LONGEST_PURPOSE)
    reading.finish()
    room, actor = room_of(request, number), request.actor
    account = open_narrative(actor=actor, state=room.state, purpose=purpose)
    notes = open_notes(actor=actor, event=stream_of(number), purpose=purpose)
    request.__dict__["opened_accounts"] = (account, notes)
    return narrative(request, number)


grade_page = form_page("event.grade", grade, _sign_grade)
matter_page = form_page("event.sign", matter, _sign_matter)
countersign_page = form_page("event.countersign", countersign, _give_countersignature)
narrative_page = form_page("event.narrative", narrative, _open_narrative)
