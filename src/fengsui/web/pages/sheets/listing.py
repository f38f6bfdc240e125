"""The list of forms, found by form, event, institution and state; and beginning one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.documents.sheets import filling, queries
from fengsui.documents.sheets.boxes import sheet_forms
from fengsui.registry.institutions import institution_many, matching, visible_institutions
from fengsui.response.queries import open_events
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.response.event_frame import Powers
from fengsui.web.pages.sheets.sheet_frame import STATUSES, sheet_address
from fengsui.web.paging import whole_number
from fengsui.web.submitting import Misfilled, act_arguments, form_page

SIZE, MOST_NAMED = 25, 5


def sheets(request: OfficerRequest) -> HttpResponse:
    """The forms of the officer's places, and what the plan lets him begin."""
    asked = {name: request.GET.get(name, "") for name in ("form", "about", "institution", "status", "search")}
    found = queries.sheets(request.actor, **asked)
    pages = max(1, -(-len(found) // SIZE))
    page = min(max(1, whole_number(request.GET.get("page", "1"))), pages)
    rows = [
        {
            **row,
            "address": sheet_address(row["id"].partition("/")[2]),
            "words": STATUSES[row["status"]],
            "event": row["about"].removeprefix("event/"),
            "late": queries.is_late(row),
        }
        for row in found[(page - 1) * SIZE : page * SIZE]
    ]
    forms = sheet_forms(plan_in_force())
    context = {
        "rows": rows,
        "total": len(found),
        "asked": asked,
        "filtered": any(asked.values()),
        "page": page,
        "pages": pages,
        "forms": forms,
        "filters": [
            ("form", gettext("表单"), [(row.id, row.name) for row in forms], asked["form"]),
            ("status", gettext("状态"), [*STATUSES.items(), ("late", gettext("过期未了结"))], asked["status"]),
            ("about", gettext("事件"), _events(request), asked["about"]),
        ],
        "institution_name": _institution_name(asked["institution"]),
        "can": Powers(request.actor, "documents"),
    }
    return render(request, "sheets/sheets.html", context)


def _events(request: OfficerRequest) -> list[tuple[str, str]]:
    if not may(request.actor, "response.view_events"):
        return []
    return [(row.pk, f"{row.number} {row.name}") for row in open_events(request.actor)]


def _institution_name(institution: str) -> str:
    found = institution_many([institution]).get(institution) if institution else None
    return found.name if found else ""


def new(request: OfficerRequest) -> HttpResponse:
    """Which form of the plan to fill, for which event or institution."""
    asked = {name: request.GET.get(name, "") for name in ("form", "about")}
    known = _visible(request, request.GET.get("institution", ""))
    context = {
        "forms": [(row.id, row.name) for row in sheet_forms(plan_in_force())],
        "events": _events(request),
        "values": form_values(request, {**asked, "institution": known}),
        "knows_institutions": may(request.actor, "registry.view_institutions"),
    }
    return render(request, "sheets/new.html", context)


def _visible(request: OfficerRequest, institution: str) -> str:
    """The name of an institution that the officer may see."""
    if not institution or not may(request.actor, "registry.view_institutions"):
        return ""
    row = visible_institutions(request.actor).filter(pk=institution).first()
    return row.name if row else ""


def _begin(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    form = reading.choice("form", gettext("表单"), [row.id for row in sheet_forms(plan_in_force())])
    about = reading.choice("about", gettext("所属事件"), [key for key, _ in _events(request)], required=False)
    named = reading.text("institution", gettext("机构"), required=False)
    reading.finish()
    outcome = filling.begin_sheet(
        actor=request.actor,
        form=form,
        about=about,
        institution=_chosen(request, named) if named else "",
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return sheet_address(outcome.fact.stream.partition("/")[2], "sheet.write")


def _chosen(request: OfficerRequest, named: str) -> str:
    """The one institution meant by what was typed. Raises Misfilled for none and for several."""
    rows: Any = matching(visible_institutions(request.actor), named).order_by("name", "id")
    exact = [row.pk for row in rows.filter(name=named)[:2]]
    found = list(rows[: MOST_NAMED + 1])
    if len(exact) == 1:
        return str(exact[0])
    if len(found) == 1:
        return str(found[0].pk)
    if not found:
        raise Misfilled({"institution": gettext("名册里没有找到这家机构，请核对名称或统一社会信用代码。")})
    names = "、".join(row.name for row in found[:MOST_NAMED])
    raise Misfilled({"institution": gettext("名册里有好几家：%(names)s。请写全名。") % {"names": names}})


new_page = form_page("sheet.new", new, _begin)
