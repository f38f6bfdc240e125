"""Versions of the plan: the list with what is in force, one version from proposal to filing, and controlled copies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import Actor, covers, may, roles_allowed
from fengsui.conduct.acting import Outcome
from fengsui.conduct.house import house
from fengsui.conduct.known_plans import FOLDER, known_plans
from fengsui.conduct.plans import (
    BUILT_IN,
    PlanNotAsKept,
    built_in_plan,
    founding_plan,
    plan_in_force,
    plan_of_version,
    unreadable_versions,
    version_of,
)
from fengsui.conduct.world import this_world
from fengsui.ledger.reading import stream_number
from fengsui.plan import Plan
from fengsui.plan.differences import Change
from fengsui.registry.plan_versions import actions, queries, rules
from fengsui.registry.plan_versions.differing import changes_between
from fengsui.registry.plan_versions.uploads import LARGEST_ARCHIVE, PlanRefused, offered_folders
from fengsui.web.access import OfficerRequest, in_role_names
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.plan.comparing import by_part
from fengsui.web.routes import GET, POST, Route, View, Words
from fengsui.web.submitting import act_arguments, form_page, not_kept, page_action

STATUSES: dict[str, Words] = {
    rules.PROPOSED: gettext_lazy("已提出"),
    rules.CONSULTED: gettext_lazy("已征求意见"),
    rules.REVIEWED: gettext_lazy("审查同意"),
    rules.OBJECTED: gettext_lazy("审查有异议"),
    rules.SIGNING: gettext_lazy("等其他签字"),
    rules.ADOPTED: gettext_lazy("已采用"),
}
STEPS: dict[str, tuple[Words, str]] = {
    "consult": (gettext_lazy("登记征求意见"), "plan.propose"),
    "review": (gettext_lazy("法律审查"), "plan.review"),
    "adopt": (gettext_lazy("签字采用"), "plan.adopt"),
    "file": (gettext_lazy("登记备案"), "plan.file"),
}
OPINIONS: tuple[tuple[str, Words], ...] = (
    ("agreed", gettext_lazy("同意：不抵触国家预案和法律")),
    ("objected", gettext_lazy("有异议：须修改后重新提出")),
)
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One version in the list: its row, its state in words, and what this officer can do next."""

    row: Any
    status: Words
    in_force: bool
    step: Words
    own_step: bool


def list_versions(request: OfficerRequest) -> HttpResponse:
    """Which version is in force, all versions with their state, what asks for a revision, and the copies handed out."""
    plan, actor, state = plan_in_force(), request.actor, queries.versions_state()
    version = version_of(plan)
    due = queries.review_due()
    context = {
        "plan": plan,
        "version": version,
        "since": next((day for name, day in reversed(state.adopted) if name == version), None),
        "adopted": bool(state.adopted),
        "lines": [_line(row, state, version, actor, plan) for row in queries.plan_versions()],
        "review": due,
        "revisions": [(row, rules.TRIGGERS.get(row.kind, row.kind)) for row in queries.open_revisions()],
        "keeps_local": plan.provides(rules.DRAWN_UP_HERE),
        "registers_copies": plan.provides(rules.COPIES_ARE_REGISTERED),
        "copies": queries.copies(),
        "sees_copies": _may(actor, "plan.hand_out") or _may(actor, "plan.review"),
        "unreadable": unreadable_versions(),
        "seen": stream_number(queries.stream_name()),
        "may_propose": _may(actor, "plan.propose"),
        "may_note": _may(actor, "plan.note_revision"),
        "may_hand_out": _may(actor, "plan.hand_out"),
        "current": "plan.versions",
        "values": form_values(request, {}),
        **_asked_day(request),
    }
    return render(request, "plan/versions/list.html", context)


def _may(actor: Actor, permission: str) -> bool:
    return may(actor, permission) and covers(actor.region, this_world().jurisdiction)


def _line(row: Any, state: rules.Versions, in_force: str, actor: Actor, plan: Plan) -> Line:
    step, words, permission = _next(row, state.by_version[row.pk], plan)
    own = bool(step) and _may(actor, permission)
    status = gettext_lazy("未施行即被取代") if row.pk in queries.overtaken() else STATUSES.get(row.status, row.status)
    return Line(row, status, row.pk == in_force, words, own)


def _next(row: Any, known: rules.VersionState, plan: Plan) -> tuple[str, Words, str]:
    """(step, its words, its permission); a filing stands open until its receipt is registered (3.2.2)."""
    consults = plan.provides(rules.DRAWN_UP_HERE)
    step = rules.next_step(known, consults=consults)
    if not step and consults and row.filed_on and not row.filing_receipt:
        return "file", gettext_lazy("登记回执"), STEPS["file"][1]
    return step, *STEPS.get(step, ("", ""))


def _asked_day(request: OfficerRequest) -> dict[str, Any]:
    """What applied on the day of ``?on=`` (0.9)."""
    typed = request.GET.get("on", "").strip()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return {"on": typed, "rules_on": None, "asked": bool(typed), "wrong_day": bool(typed)}
    return {"on": typed, "rules_on": queries.rules_on(day), "asked": True, "wrong_day": False}


def show_version(request: OfficerRequest, version: str) -> HttpResponse:
    """One version: what the checks found, what it changes, what was done with it, and the next step as a form."""
    row = queries.plan_version(version)
    if row is None and version != version_of(founding_plan()):
        raise Http404
    plan, in_force = _plan_or_none(version), plan_in_force()
    context = {
        "row": row,
        "version": version,
        "in_force": version == version_of(in_force),
        "plan": plan,
        "status": STATUSES.get(row.status, row.status) if row else "",
        "history": [(fact, house.kinds[fact.kind].title) for fact in queries.history(version)] if row else [],
        "compared": version_of(in_force),
        **_changes(in_force, plan),
        **(_step(request, row, in_force) if row else {}),
    }
    return render(request, "plan/versions/version.html", context)


def _plan_or_none(version: str) -> Plan | None:
    try:
        return plan_of_version(version)
    except PlanNotAsKept:
        return None


def _changes(in_force: Plan, plan: Plan | None) -> dict[str, Any]:
    found: tuple[Change, ...] = changes_between(in_force, plan) if plan is not None else ()
    return {"changes": found[:MOST_CHANGES], "parts": by_part(found[:MOST_CHANGES]), "change_count": len(found)}


def _step(request: OfficerRequest, row: Any, in_force: Plan) -> dict[str, Any]:
    actor = request.actor
    known = rules.still_signed(queries.versions_state().by_version[row.pk], queries.today())
    step, words, permission = _next(row, known, in_force)
    requirement = queries.signature_requirement(in_force)
    reason = ""
    if step == "review":
        reason = rules.why_not_review(known, in_force, actor.officer)
    elif step == "adopt":
        reason = rules.why_not_adopt(known, requirement, actor.officer)
    elif step == "consult":
        reason = rules.why_not_consult(known, in_force)
    slots = requirement.slots if requirement else ()
    today = queries.today().isoformat()
    return {
        "step": step,
        "step_words": words,
        "may_step": bool(step) and _may(actor, permission),
        "reason": reason,
        "signers": [in_role_names(" 或 ".join(slot.roles)) for slot in slots],
        "source_hash": known.source_hash,
        "opinions": OPINIONS,
        "seen": stream_number(queries.stream_name()),
        "doers": sorted(roles_allowed(permission), key=lambda role: int(role[1:])) if permission else [],
        "values": form_values(request, {"held_on": today, "effective_from": today, "filed_on": today, **_filed(row)}),
    }


def _filed(row: Any) -> dict[str, str]:
    """What was registered of a filing, so that only its receipt is left to write."""
    if not row.filed_on:
        return {}
    return {"to": row.filed_to, "filed_on": row.filed_on.isoformat(), "number": row.filing_number}


def propose_form(request: OfficerRequest) -> HttpResponse:
    """Propose a version: a zip of its files, or a folder that ships with the program; and after a refusal, why."""
    titles = {known.key: f"{known.title} · {known.number}" for known in known_plans()}
    titles[FOLDER + BUILT_IN] = built_in_plan().title
    context = {
        "plan": plan_in_force(),
        "folders": [(name, titles.get(FOLDER + name, name)) for name in offered_folders()],
        "megabytes": LARGEST_ARCHIVE // 1024 // 1024,
        "problems": getattr(request, "plan_problems", ()),
        "seen": stream_number(queries.stream_name()),
        "values": form_values(request, {}),
    }
    return render(request, "plan/versions/propose.html", context)


def _propose(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    note = reading.text("note", gettext("修订说明"), longest=400)
    folder = reading.choice("folder", gettext("预案目录"), offered_folders(), required=False)
    file = request.FILES.get("file")
    if file is None and not folder:
        reading.faults["file"] = gettext("请选择预案文件的 ZIP 压缩包，或者选一个预案目录。")
    elif file is not None and folder:
        reading.faults["file"] = gettext("压缩包和预案目录只能选一个。用压缩包的，预案目录选“不用”。")
    elif file is not None and (file.size or 0) > LARGEST_ARCHIVE:
        told = gettext("压缩包超过 %(limit)d MB，不像是预案文件。请只打包 YAML 文件和 cases 目录。")
        reading.faults["file"] = told % {"limit": LARGEST_ARCHIVE // 1024 // 1024}
    reading.finish()
    try:
        outcome = actions.propose_version(
            actor=request.actor,
            note=note,
            archive=file.read() if file is not None else None,
            folder=folder,
            **act_arguments(request),
        )
    except PlanRefused as error:
        request.__dict__["plan_problems"] = error.problems
        raise
    return _address(outcome.fact.payload["version"])


def _address(version: str) -> str:
    return reverse("plan.version", kwargs={"version": version})


Step = Callable[..., Outcome]
"""An act on a version with all it takes from the form; who acts on which version is still to be said."""


def _consult(reading: Reading) -> Step:
    return partial(
        actions.record_consultation,
        asked=reading.text("asked", gettext("征求了谁的意见")),
        held_on=reading.day("held_on", gettext("日期")),
        summary=reading.text("summary", gettext("意见和采纳情况"), longest=400),
    )


def _review(reading: Reading) -> Step:
    return partial(
        actions.review_version,
        opinion=reading.choice("opinion", gettext("审查意见"), [value for value, _ in OPINIONS]),
        note=reading.text("note", gettext("审查说明"), required=False, longest=400),
        seen_hash=reading.typed.get("seen_hash", ""),
    )


def _adopt(reading: Reading) -> Step:
    return partial(
        actions.adopt_version,
        effective_from=reading.day("effective_from", gettext("施行日期")),
        document=reading.text("document", gettext("采用文件")),
        seen_hash=reading.typed.get("seen_hash", ""),
    )


def _file(reading: Reading) -> Step:
    return partial(
        actions.file_version,
        to=reading.text("to", gettext("报谁备案")),
        filed_on=reading.day("filed_on", gettext("报送日期")),
        number=reading.text("number", gettext("报送文号"), required=False),
        receipt=reading.text("receipt", gettext("回执"), required=False),
    )


def _taking(read: Callable[[Reading], Step]) -> View:
    """The view that takes a step: its form read whole, then the act, then the version's page again."""

    def done(request: OfficerRequest, version: str) -> str:
        reading = Reading(request.POST)
        step = read(reading)
        reading.finish()
        step(actor=request.actor, version=version, **act_arguments(request))
        return _address(version)

    return page_action("plan.version")(done)


def revision_form(request: OfficerRequest) -> HttpResponse:
    """Record one of the six occasions on which the plan is revised."""
    context = {
        "plan": plan_in_force(),
        "kinds": list(rules.TRIGGERS.items()),
        "keeps_local": plan_in_force().provides(rules.DRAWN_UP_HERE),
        "seen": stream_number(queries.stream_name()),
        "values": form_values(request, {"occurred_on": queries.today().isoformat()}),
    }
    return render(request, "plan/versions/revision.html", context)


def _note_revision(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    kind = reading.choice("kind", gettext("修订事由"), rules.TRIGGERS)
    occurred_on = reading.day("occurred_on", gettext("发生日期"))
    note = reading.text("note", gettext("说明"))
    reading.finish()
    actions.note_revision(actor=request.actor, kind=kind, occurred_on=occurred_on, note=note, **act_arguments(request))
    return reverse("plan.versions") + "#revisions"


def _close_revision(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("不修订的理由"))
    reading.finish()
    actions.close_revision(
        actor=request.actor, trigger=request.POST.get("trigger", ""), reason=reason, **act_arguments(request)
    )
    return reverse("plan.versions") + "#revisions"


def copy_form(request: OfficerRequest) -> HttpResponse:
    """Before a copy goes out: for whom and what for; the copies handed out so far."""
    plan = plan_in_force()
    context = {
        "plan": plan,
        "version": version_of(plan),
        "registers_copies": plan.provides(rules.COPIES_ARE_REGISTERED),
        "values": form_values(request, {}),
    }
    return render(request, "plan/versions/copy.html", context)


def _hand_out(request: OfficerRequest) -> HttpResponse:
    reading = Reading(request.POST)
    recipient = reading.text("recipient", gettext("接收人和单位"))
    purpose = reading.text("purpose", gettext("用途"))
    reading.finish()
    outcome, content = actions.hand_out_copy(
        actor=request.actor,
        recipient=recipient,
        purpose=purpose,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    name = gettext("预案副本（%(number)s，内部）.html") % {"number": outcome.fact.payload["number"]}
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return not_kept(response)


_BOTH = (*GET, *POST)
_VERSION = "plan/version/<str:version>"


def _route(path: str, name: str, view: View, called: tuple[Words, str], methods: tuple[str, ...] = GET) -> Route:
    title, permission = called
    return Route(path, name, view, permission, methods, title, "plan")


propose_page = form_page("plan.propose", propose_form, _propose)
revision_page = form_page("plan.revision", revision_form, _note_revision)
copy_page = form_page("plan.copy", copy_form, _hand_out)
ROUTES: tuple[Route, ...] = (
    _route("plan/versions", "plan.versions", list_versions, (gettext_lazy("预案版本"), "plan.view")),
    _route(
        "plan/versions/propose", "plan.propose", propose_page, (gettext_lazy("提出预案版本"), "plan.propose"), _BOTH
    ),
    _route(
        "plan/revision", "plan.revision", revision_page, (gettext_lazy("登记修订事由"), "plan.note_revision"), _BOTH
    ),
    _route(
        "plan/revision/close",
        "plan.revision.close",
        page_action("plan.versions")(_close_revision),
        (gettext_lazy("了结修订事由"), "plan.note_revision"),
        POST,
    ),
    _route("plan/copy", "plan.copy", copy_page, (gettext_lazy("发出预案副本"), "plan.hand_out"), _BOTH),
    _route(_VERSION, "plan.version", show_version, (gettext_lazy("预案版本"), "plan.view")),
    *(
        _route(f"{_VERSION}/{step}", f"plan.version.{step}", _taking(read), STEPS[step], POST)
        for step, read in (("consult", _consult), ("review", _review), ("adopt", _adopt), ("file", _file))
    ),
)
