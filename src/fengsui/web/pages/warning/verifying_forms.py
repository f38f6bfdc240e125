"""The 爆雷 verification sheet: fill in, sign (a sheet or a letter), reject."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import may
from fengsui.conduct.signatures import Matter, requirement_of
from fengsui.documents.queries import paper_content
from fengsui.plan import Plan
from fengsui.registry.queries import officers_many
from fengsui.warning import facts, verifying
from fengsui.warning.queries import InstitutionWarning
from fengsui.warning.state import SUSPECTED
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.warning import choices
from fengsui.web.pages.warning.ticket import back_to
from fengsui.web.pages.warning.warning_frame import form, reference_of, room_of, show, warning_address
from fengsui.web.paper_sheet import sheet_of
from fengsui.web.submitting import act_arguments, form_page, not_kept


def sheet_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """B1 to B5 one by one, the checks made, the two times, the finding."""
    room, now = room_of(request, institution), timekeeping.now()
    standing = room.state.standing_sheet
    defaults = {**moment_values("occurred", now), **moment_values("known", now)}
    for kind, _ in choices.CHECKS:
        defaults |= moment_values(f"made-{kind}", now)
    defaults |= {f"met-{row.id}": "" for row in room.plan.blowup_conditions}
    return form(
        request,
        "sheet_form",
        room,
        title=gettext("爆雷核查单"),
        button=gettext("提交核查单"),
        clause="1.6.d",
        problem=gettext("已有一份爆雷核查单待签字或者已核查属实。") if standing else "",
        follows=[
            gettext("有一条符合的，从此按“疑似爆雷”计入本地区分级；由盯防专人和值班长两人签字后为“已核实”。"),
            gettext("五条都不符合的，本单就是预警单的核查结论，核查时钟停止。"),
            gettext("不自动定级，不对外发出任何东西。"),
        ],
        conditions=room.plan.blowup_conditions,
        exclusions=room.plan.blowup_exclusions,
        met=choices.MET,
        checks=choices.CHECKS,
        values=form_values(request, defaults),
    )


def _submit(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    room = room_of(request, institution)
    conditions = _conditions(reading, room.plan)
    made = _checks(reading)
    occurred_at = reading.moment("occurred", gettext("事发时间"))
    known_at = reading.moment("known", gettext("获知时间"))
    finding = reading.text("finding", gettext("核查结论"))
    reading.finish()
    outcome = verifying.submit_sheet(
        actor=request.actor,
        institution=institution,
        entry=verifying.SheetEntry(conditions, occurred_at, known_at, made, finding),
        **act_arguments(request),
    )
    met = any(row.met == "yes" for row in conditions)
    if met and may(request.actor, "warning.sign"):
        return warning_address(institution, "warning.sign", fact=outcome.fact.number)
    return back_to(institution, "sheets")


def _conditions(reading: Reading, plan: Plan) -> list[facts.ConditionFound]:
    rows = []
    for condition in plan.blowup_conditions:
        met = reading.choice(f"met-{condition.id}", f"{condition.id} {condition.name}", dict(choices.MET))
        label = gettext("%(id)s的证据") % {"id": condition.id}
        evidence = reading.text(f"evidence-{condition.id}", label, required=met == "yes", longest=400)
        rows.append({"condition": condition.id, "met": met, "evidence": evidence})
    return [facts.ConditionFound.model_validate(row) for row in rows] if not reading.faults else []


def _checks(reading: Reading) -> list[facts.CheckMade]:
    """Each kind of check that has a result, with its time."""
    rows: list[dict[str, Any]] = []
    for kind, words in choices.CHECKS:
        result = reading.text(f"result-{kind}", str(words), required=False)
        if result:
            label = gettext("%(check)s的时间") % {"check": words}
            rows.append({"kind": kind, "made_at": reading.moment(f"made-{kind}", label), "result": result})
    if not rows:
        reading.faults[f"result-{choices.CHECKS[0][0]}"] = gettext("至少写一项核查的结果和时间。")
    return [facts.CheckMade.model_validate(row) for row in rows] if not reading.faults else []


def sign(request: OfficerRequest, institution: str, fact: int) -> HttpResponse:
    """A sheet or a letter to sign: its content as it stands, what follows, who has signed."""
    room, opened = room_of(request, institution), reference_of(institution, fact)
    matter = room.state.matters.by_fact.get(opened)
    if matter is None:
        raise Http404
    sheet = room.state.sheets.get(opened)
    waiting = next((row for row in room.matters if row.opened == opened), None)
    page = show(
        request,
        "sign",
        room,
        matter=matter,
        waiting=waiting,
        requirement=requirement_of(room.plan, matter),
        consequences=_consequences(matter),
        blowup=sheet,
        may_reject=sheet is not None and sheet.status == SUSPECTED and may(request.actor, "warning.reject_sheet"),
        fact_number=fact,
        **_content(request, room, opened),
    )
    return not_kept(page)


def _content(request: OfficerRequest, room: InstitutionWarning, opened: str) -> dict[str, Any]:
    sheet, paper = room.state.sheets.get(opened), room.state.papers.get(opened)
    if sheet is not None:
        return sheet_in_words(room, opened)
    if paper is None or not may(request.actor, "documents.open_paper"):
        return {}
    content = paper_content(actor=request.actor, paper=opened, purpose=gettext("审签"), regions=room.regions)
    return {"paper": paper, "sheet": sheet_of(content.model_copy(update={"signatory": paper.signatory or None}))}


def sheet_in_words(room: InstitutionWarning, opened: str) -> dict[str, Any]:
    """The conditions and checks of a sheet with their names, who submitted it."""
    sheet = room.state.sheets[opened]
    known = {condition.id: condition for condition in room.plan.blowup_conditions}
    officers = officers_many([sheet.submitted_by])
    return {
        "conditions": [
            (row, known.get(row["condition"]), choices.words_of(choices.MET, row["met"]))
            for row in sheet.payload["conditions"]
        ],
        "checks": [(row, choices.words_of(choices.CHECKS, row["kind"])) for row in sheet.payload["checks"]],
        "submitted_by": officers[sheet.submitted_by].name if sheet.submitted_by in officers else sheet.submitted_by,
    }


def _consequences(matter: Matter) -> list[str]:
    if matter.act == "verify_blowup":
        return [
            gettext("盯防专人和值班长都签字后，这次爆雷即为已核实，计入本地区分级；等级建议可能随之改变。"),
            gettext("两个签字须是两个人。不会自动定级，不会自动对外发出任何东西。"),
            gettext("签字写入底账，不能撤回；以后查明不实，另行登记更正。"),
        ]
    return [
        gettext("签字后提示函即可发给机构和所列单位；由值班长发出，签字本身不发出任何东西。"),
        gettext("您的姓名作为签发人印在函上。发出后内容冻结。"),
    ]


def _sign(request: OfficerRequest, institution: str, fact: int) -> str:
    verifying.sign(
        actor=request.actor,
        matter=reference_of(institution, fact),
        seen_hash=request.POST.get("seen_hash", ""),
        note=request.POST.get("note", "")[:400],
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return back_to(institution, "sheets")


def reject_form(request: OfficerRequest, institution: str, fact: int) -> HttpResponse:
    """The sheet did not hold: why."""
    room = room_of(request, institution)
    sheet = room.state.sheets.get(reference_of(institution, fact))
    if sheet is None:
        raise Http404
    return form(
        request,
        "reject_form",
        room,
        title=gettext("核查单不成立"),
        button=gettext("认定不成立"),
        clause="1.6.d",
        problem="" if sheet.status == SUSPECTED else gettext("这份核查单已有结论。"),
        follows=[
            gettext("疑似爆雷不再计入分级；预警单的核查结论记为“不实”，核查时钟停止。"),
            gettext("核查单和理由都留存，不能撤回；以后另有证据，重新提交。"),
        ],
        blowup=sheet,
        values=form_values(request, {}),
    )


def _reject(request: OfficerRequest, institution: str, fact: int) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("不成立的理由"))
    reading.finish()
    sheet = reference_of(institution, fact)
    verifying.reject_sheet(actor=request.actor, sheet=sheet, reason=reason, **act_arguments(request))
    return back_to(institution, "sheets")


sheet_page = form_page("warning.sheet", sheet_form, _submit)
sign_page = form_page("warning.sign", sign, _sign)
reject_page = form_page("warning.sheet.reject", reject_form, _reject)
