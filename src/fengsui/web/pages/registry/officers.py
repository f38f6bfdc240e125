"""Officers and member units: the lists, one officer, appointing, ending, a temporary password."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import world
from fengsui.conduct.access import may, require
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.reading import read_stream
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.registry import actions, queries
from fengsui.registry.credentials import make_temporary_password, must_change_password, set_password
from fengsui.registry.exporting import export_table
from fengsui.registry.officer_actions import LENDER_ROLE, roles_problem
from fengsui.registry.table_cells import ROLES
from fengsui.web.access import OfficerRequest, in_role_names
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.registry.institutions import fact_lines
from fengsui.web.pages.registry.showing import (
    download,
    other_page,
    page_of,
    place_choices,
    place_name,
    search_of,
    show,
    table_format_of,
)
from fengsui.web.submitting import Misfilled, act_arguments, form_page, not_kept, page_action

_FOLDER = "officer/"


def officer_address(officer: str, page: str = "officer") -> str:
    """The address of a page of one officer, by id."""
    return reverse(page, kwargs={"key": officer.removeprefix(_FOLDER)})


def list_officers(request: OfficerRequest) -> HttpResponse:
    """Officers of the places that the visitor serves; those who have left on demand."""
    search, left = search_of(request), request.GET.get("left") == "1"
    page = page_of(request, queries.officers(request.actor, search, left=left))
    units = unit_names()
    return show(
        request,
        "officers",
        tab="officers",
        rows=[(row, officer_address(row.pk), units.get(row.department, row.department)) for row in page.object_list],
        page=page,
        earlier=other_page(request, page.previous_page_number()) if page.has_previous() else "",
        later=other_page(request, page.next_page_number()) if page.has_next() else "",
        search=search,
        left=left,
        may_manage=may(request.actor, "registry.manage_officers"),
        may_export=may(request.actor, "registry.export_contacts"),
    )


def unit_names() -> dict[str, str]:
    """Member units by code."""
    return {row.code: row.name for row in queries.departments()}


def list_departments(request: OfficerRequest) -> HttpResponse:
    """Every member unit with its duty in the plan (clause 1.3)."""
    return show(
        request,
        "departments",
        tab="departments",
        rows=queries.departments(),
        may_manage=may(request.actor, "registry.manage_officers"),
    )


def export_departments(request: OfficerRequest) -> HttpResponse:
    """Member units as a table that an import takes back."""
    table_format = table_format_of(request)
    content = export_table(request.actor, "departments", table_format=table_format)
    return download(content, f"{gettext('成员单位')}.{table_format}")


def _officer(request: OfficerRequest, key: str) -> Any:
    row = queries.officer(_FOLDER + key)
    if row is None:
        raise Http404
    require(request.actor, "registry.view_officers", regions=(row.region,))
    return row


def show_officer(request: OfficerRequest, key: str, **extra: Any) -> HttpResponse:
    """One officer: duties, who stands in, sign-in, what was decided."""
    row = _officer(request, key)
    facts = list(reversed(read_stream(row.pk)))
    actor = request.actor
    # The three administrators never see whom the cases are about (clause 1.5.d).
    may_view_institutions = may(actor, "registry.view_institutions")
    watched = queries.watched_by(row.pk) if may_view_institutions else []
    return show(
        request,
        "officer",
        row=row,
        key=key,
        unit=unit_names().get(row.department, row.department),
        place=place_name(row.region),
        deputy=queries.officer(row.deputy) if row.deputy else None,
        deputy_address=officer_address(row.deputy) if row.deputy else "",
        watched=list(queries.institution_many(watched).values()),
        appointment=next((fact for fact in facts if fact.kind == "officer.appointed"), None),
        history=fact_lines(facts),
        temporary=must_change_password(row.pk),
        may_manage=may(actor, "registry.manage_officers"),
        longest_purpose=LONGEST_PURPOSE,
        may_open_numbers=may(actor, "registry.export_contacts"),
        **extra,
    )


def _shown_form(request: OfficerRequest, defaults: dict[str, str], row: Any) -> HttpResponse:
    jurisdiction = world.this_world().jurisdiction
    plan_roles = {role.id: role.name_zh for role in plan_in_force().roles}
    colleagues = queries.officers(request.actor)
    return show(
        request,
        "officer_form",
        row=row,
        key=row.pk.removeprefix(_FOLDER) if row else "",
        roles=[(f"role-{role}", f"{plan_roles.get(role, role)}（{role}）") for role in ROLES if role != LENDER_ROLE],
        units=[(unit.code, unit.name) for unit in queries.departments()],
        places=place_choices(jurisdiction, row.region if row else ""),
        deputies=[(other.pk, _with_post(other)) for other in colleagues if row is None or other.pk != row.pk],
        values=form_values(request, defaults),
    )


def _with_post(officer: Any) -> str:
    return f"{officer.name}（{officer.post}）" if officer.post else str(officer.name)


def new_form(request: OfficerRequest) -> HttpResponse:
    """Appoint somebody who is not in the register."""
    return _shown_form(request, {"region": world.this_world().jurisdiction}, None)


def _appoint(request: OfficerRequest) -> str:
    key = act_arguments(request)["idempotency_key"]
    outcome = actions.appoint_officer(
        actor=request.actor, login=request.POST.get("login", "").strip(), idempotency_key=key, **_duties(request)
    )
    return officer_address(outcome.fact.stream)


def change_form(request: OfficerRequest, key: str) -> HttpResponse:
    """Appoint a known officer anew, with these duties."""
    row = _officer(request, key)
    defaults = {name: str(getattr(row, name)) for name in ("name", "post", "department", "region", "deputy", "login")}
    return _shown_form(request, {**defaults, **{f"role-{role}": "1" for role in row.roles}}, row)


def _appoint_again(request: OfficerRequest, key: str) -> str:
    row = _officer(request, key)
    actions.appoint_officer(
        actor=request.actor,
        officer=row.pk,
        login=row.login or request.POST.get("login", "").strip(),
        idempotency_key=act_arguments(request)["idempotency_key"],
        **_duties(request),
    )
    return officer_address(row.pk)


def _duties(request: OfficerRequest) -> dict[str, Any]:
    reading = Reading(request.POST)
    roles = [role for role in ROLES if reading.checked(f"role-{role}")]
    duties: dict[str, Any] = {
        "name": reading.text("name", gettext("姓名")),
        "post": reading.text("post", gettext("职务"), required=False),
        "department": reading.text("department", gettext("单位"), required=False),
        "region": reading.text("region", gettext("辖区")),
        "deputy": reading.text("deputy", gettext("B 角"), required=False),
        "phone": reading.text("phone", gettext("电话"), required=False),
        "email": reading.text("email", gettext("邮箱"), required=False),
        "document": reading.text("document", gettext("任命文件"), required=False),
    }
    problem = roles_problem(roles)
    if problem:
        reading.faults["role-R1" if "role-R16" not in request.POST else "role-R16"] = in_role_names(problem)
    reading.finish()
    return {**duties, "roles": roles}


def end_form(request: OfficerRequest, key: str) -> HttpResponse:
    """An officer leaves."""
    row = _officer(request, key)
    return show(
        request,
        "officer_end",
        row=row,
        key=key,
        watched=len(queries.watched_by(row.pk)),
        values=form_values(request, {}),
    )


def _end(request: OfficerRequest, key: str) -> str:
    row, reading = _officer(request, key), Reading(request.POST)
    reason = reading.text("reason", gettext("离任原因"), longest=400)
    reading.finish()
    actions.end_officer(
        actor=request.actor,
        officer=row.pk,
        reason=reason,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return officer_address(row.pk)


@page_action(page="officer")
def give_password(request: OfficerRequest, key: str) -> HttpResponse:
    """Set a temporary password and show it, this once."""
    row = _officer(request, key)
    require(request.actor, "registry.manage_officers", regions=(row.region,))
    if row.pk == request.actor.officer:
        raise Misfilled({"": gettext("给自己换密码，请点页面上方自己的姓名。")})
    password = make_temporary_password()
    set_password(row.pk, password, request.actor)
    return not_kept(show(request, "officer_password", row=row, key=key, password=password))


@page_action(page="officer")
def open_number(request: OfficerRequest, key: str) -> HttpResponse:
    """Show an officer's phone for a stated purpose; the opening is logged."""
    row, reading = _officer(request, key), Reading(request.POST)
    purpose = reading.text("purpose", gettext("用途"), longest=LONGEST_PURPOSE)
    reading.finish()
    phone = queries.phones_of(request.actor, [row.pk], purpose=purpose).get(row.pk, "")
    return not_kept(show_officer(request, key, phone=phone or gettext("没有登记"), purpose=purpose))


new_page = form_page("officer.new", new_form, _appoint)
change_page = form_page("officer.change", change_form, _appoint_again)
end_page = form_page("officer.end", end_form, _end)
