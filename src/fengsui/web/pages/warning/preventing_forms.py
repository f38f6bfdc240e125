"""Forms of prevention: a measure and its answer (4.1.c), the key list (1.1.c)."""

from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.warning import preventing
from fengsui.warning.queries import InstitutionWarning
from fengsui.warning.reactions.clocks import due_after
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.warning import choices
from fengsui.web.pages.warning.ticket import back_to
from fengsui.web.pages.warning.warning_frame import form, reference_of, room_of
from fengsui.web.submitting import act_arguments, form_page


def measure_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """约谈, 警示, 责令整改 or 限期整改: problems, demand, ground, deadline, 陈述申辩."""
    room = room_of(request, institution)
    due = due_after(room.plan, "preventive_measure", room.state.level_in_force, timekeeping.now())
    return form(
        request,
        "measure_form",
        room,
        title=gettext("要求机构整改"),
        button=gettext("登记要求"),
        clause="4.1.c",
        follows=[
            gettext("期限时钟开始计时，机构答复或复查有结果才停。"),
            gettext("本系统不替您通知机构：请另行送达，或者发风险提示函。"),
        ],
        kinds=choices.MEASURES,
        values=form_values(request, {"measure": "talk", **(moment_values("due", due) if due else {})}),
    )


def _require(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    measure = reading.choice("measure", gettext("措施"), dict(choices.MEASURES))
    problems = reading.text("problems", gettext("存在的问题"), longest=2000)
    demand = reading.text("demand", gettext("要求"), longest=400)
    basis = reading.text("legal_basis", gettext("法律依据"))
    due_at = reading.moment_or_none("due", gettext("期限"))
    statement = reading.text("statement", gettext("陈述申辩"), required=False, longest=400)
    reading.finish()
    preventing.require_measure(
        actor=request.actor,
        institution=institution,
        measure=measure,  # type: ignore[arg-type]  # the choice has been read against the same list
        problems=problems.split("\n"),
        demand=demand,
        legal_basis=basis,
        due_at=due_at,
        statement=statement,
        **act_arguments(request),
    )
    return back_to(institution, "measures")


def answer_form(request: OfficerRequest, institution: str, fact: int) -> HttpResponse:
    """What the institution answered, or what the recheck found."""
    room = room_of(request, institution)
    measure = room.state.measures.get(reference_of(institution, fact))
    if measure is None:
        raise Http404
    return form(
        request,
        "answer_form",
        room,
        title=gettext("登记答复或复查"),
        button=gettext("登记"),
        clause="4.1.c",
        problem="" if measure.open else gettext("这项整改已经了结。"),
        follows=[gettext("整改完成或者逾期没有整改，期限时钟停止；只有答复的，时钟继续走。")],
        measure=measure,
        measure_words=choices.words_of(choices.MEASURES, measure.payload["measure"]),
        results=choices.RESULTS,
        values=form_values(request, {"result": "open", **moment_values("answered", timekeeping.now())}),
    )


def _answer(request: OfficerRequest, institution: str, fact: int) -> str:
    reading = Reading(request.POST)
    result = reading.choice("result", gettext("结果"), dict(choices.RESULTS))
    answer = reading.text("answer", gettext("答复或复查的情况"), longest=400)
    answered_at = reading.moment("answered", gettext("时间"))
    reading.finish()
    preventing.answer_measure(
        actor=request.actor,
        measure=reference_of(institution, fact),
        result=result,
        answer=answer,
        answered_at=answered_at,
        **act_arguments(request),
    )
    return back_to(institution, "measures")


def _usual_review(room: InstitutionWarning) -> date | None:
    due = due_after(room.plan, "key_list_review", room.state.level_in_force, timekeeping.now())
    return due.astimezone(BEIJING).date() if due else None


def entry_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """Putting an institution on the key list."""
    room = room_of(request, institution)
    review = _usual_review(room)
    return form(
        request,
        "key_entry_form",
        room,
        title=gettext("列入重点盯防名单"),
        button=gettext("列入"),
        clause="1.1.c",
        problem=gettext("这家机构已在重点盯防名单里。") if room.state.key_list else "",
        follows=[gettext("到复核日期之前须再看一次，复核时钟开始计时。")],
        values=form_values(
            request,
            {
                "criteria": "；".join(room.state.assessment.get("why", ())[:2])[:200],
                "review_on": review.isoformat() if review else "",
            },
        ),
    )


def _enter(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    criteria = reading.text("criteria", gettext("列入的标准"))
    review_on = reading.day_or_none("review_on", gettext("复核日期"))
    reading.finish()
    preventing.enter_key_list(
        actor=request.actor, institution=institution, criteria=criteria, review_on=review_on, **act_arguments(request)
    )
    return reverse("warnings.key_list")


def review_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """Reviewing an entry of the key list: it stays until another date, or leaves."""
    room = room_of(request, institution)
    review = _usual_review(room)
    return form(
        request,
        "key_review_form",
        room,
        title=gettext("复核重点盯防名单"),
        button=gettext("登记复核"),
        clause="1.1.c",
        problem="" if room.state.key_list else gettext("这家机构不在重点盯防名单里。"),
        decisions=choices.KEY_DECISIONS,
        values=form_values(request, {"decision": "keep", "review_on": review.isoformat() if review else ""}),
    )


def _review(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    decision = reading.choice("decision", gettext("决定"), dict(choices.KEY_DECISIONS))
    reason = reading.text("reason", gettext("理由"))
    review_on = reading.day_or_none("review_on", gettext("下次复核日期"))
    reading.finish()
    preventing.review_key_list(
        actor=request.actor,
        institution=institution,
        decision=decision,
        reason=reason,
        review_on=review_on if decision == "keep" else None,
        **act_arguments(request),
    )
    return reverse("warnings.key_list")


measure_page = form_page("warning.measure", measure_form, _require)
answer_page = form_page("warning.measure.answer", answer_form, _answer)
entry_page = form_page("warning.key_list", entry_form, _enter)
review_page = form_page("warning.key_list.review", review_form, _review)
