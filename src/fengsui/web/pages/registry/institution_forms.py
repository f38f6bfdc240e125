"""Forms on one institution: register, change, name the watchers (clauses 1.2.e, 1.1.h)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import covers
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.reading import stream_number
from fengsui.registry import actions, queries
from fengsui.registry.institution_actions import WATCHER, institution_stream, read_institution_form
from fengsui.registry.regions import built_in_regions
from fengsui.registry.table_cells import INSTITUTION_STATUSES, LIST_SEPARATOR, Cell
from fengsui.registry.table_reading import Finding
from fengsui.registry.table_templates import INSTITUTIONS
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.registry.institutions import visible_institution
from fengsui.web.pages.registry.showing import show
from fengsui.web.submitting import Misfilled, act_arguments, form_page

_BALANCE = {"wan": "outstanding_balance_wan_yuan", "yuan": "outstanding_balance_yuan"}
"""Unit chosen beside the balance → column of the institutions table."""
_PLAIN = tuple(column.name for column in INSTITUTIONS.columns if column.name not in _BALANCE.values())
_FEN_IN_WAN = 1_000_000
UNITS = (("wan", gettext_lazy("万元")), ("yuan", gettext_lazy("元")))


def institution_address(institution: str) -> str:
    """The address of an institution's page."""
    return reverse("institution", kwargs={"institution": institution})


def _shown_form(request: OfficerRequest, defaults: Mapping[str, str], **context: Any) -> HttpResponse:
    classes = [(known.code, f"{known.code} {known.name}") for known in plan_in_force().institution_classes]
    return show(
        request,
        "institution_form",
        classes=classes,
        statuses=[(name, name) for name in INSTITUTION_STATUSES.values()],
        units=UNITS,
        values=form_values(request, defaults),
        **context,
    )


def new_form(request: OfficerRequest) -> HttpResponse:
    """Enter one institution by hand."""
    return _shown_form(request, {"balance_unit": "wan"}, row=None, seen=None)


def _register(request: OfficerRequest) -> str:
    values, findings = _read(request.POST)
    key = act_arguments(request)["idempotency_key"]
    outcome = actions.register_institution(actor=request.actor, values=values, idempotency_key=key)
    _say_warnings(request, findings)
    return institution_address(str(outcome.fact.payload["institution"]))


def change_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """Correct what is registered, with the reason."""
    row = visible_institution(request, institution)
    return _shown_form(request, _texts(row), row=row, seen=stream_number(institution_stream(row.pk)))


def _change(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    reason = reading.text("reason", gettext("更改的原因"), longest=400)
    try:
        values, findings = _read(request.POST)
    except Misfilled as problem:
        raise Misfilled({**problem.faults, **reading.faults}) from None
    reading.finish()
    emptied = tuple(
        column.key
        for column in INSTITUTIONS.columns
        if column.name in _PLAIN and not request.POST.get(column.name, "").strip()
    )
    balance = () if request.POST.get("balance", "").strip() else ("outstanding_balance_fen",)
    actions.change_institution(
        actor=request.actor,
        institution=institution,
        values=values,
        reason=reason,
        cleared=(*emptied, *balance),
        **act_arguments(request),
    )
    _say_warnings(request, findings)
    return institution_address(institution)


def _read(typed: QueryDict) -> tuple[dict[str, Cell], list[Finding]]:
    """The form as typed values, read as a row of the table is read. Raises Misfilled with every fault."""
    cells = {name: typed.get(name, "").strip() for name in _PLAIN}
    cells[_BALANCE.get(typed.get("balance_unit", ""), _BALANCE["wan"])] = typed.get("balance", "").strip()
    values, findings = read_institution_form(cells)
    faults: dict[str, str] = {}
    for finding in findings:
        if finding.severity == "error":
            faults.setdefault(_field(finding.column), finding.message_zh)
    if not faults and "name" not in values:
        faults["name"] = gettext("请填写“%(label)s”。") % {"label": gettext("机构名称")}
    if faults:
        raise Misfilled(faults)
    return values, findings


def _field(column: str) -> str:
    return "balance" if column in _BALANCE.values() else column


def _say_warnings(request: OfficerRequest, findings: list[Finding]) -> None:
    for finding in findings:
        if finding.severity == "warning":
            messages.warning(request, finding.message_zh, extra_tags="warn")


def _texts(row: Any) -> dict[str, str]:
    """What is registered, as the form writes it."""
    regions = built_in_regions()
    texts = {name: str(getattr(row, name, None) or "") for name in _PLAIN}
    lenders = row.lender_count
    return {
        **texts,
        "registered_region": regions.full_name(row.registered_region),
        "aliases": LIST_SEPARATOR.join(row.aliases),
        "former_names": LIST_SEPARATOR.join(row.former_names),
        "operating_regions": LIST_SEPARATOR.join(regions.full_name(code) for code in row.operating_regions),
        "status": INSTITUTION_STATUSES.get(row.status, ""),
        "lender_count": "" if lenders is None else str(lenders),
        "balance": "" if row.outstanding_balance_fen is None else _in_wan(row.outstanding_balance_fen),
        "balance_unit": "wan",
    }


def _in_wan(fen: int) -> str:
    """分 as 万元, exactly."""
    whole, rest = divmod(fen, _FEN_IN_WAN)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def watchers_form(request: OfficerRequest, institution: str) -> HttpResponse:
    """Who watches this institution, A and B."""
    row = visible_institution(request, institution)
    watch = queries.watches_of([row.pk]).get(row.pk)
    places = (row.registered_region, *row.operating_regions)
    able = [
        officer
        for officer in queries.officers_with_role(WATCHER)
        if any(covers(officer.region, place) for place in places)
    ]
    return show(
        request,
        "watchers_form",
        row=row,
        watch=watch,
        able=[(officer.pk, f"{officer.name}（{officer.post}）" if officer.post else officer.name) for officer in able],
        seen=stream_number(institution_stream(row.pk)),
        values=form_values(
            request, {"watcher_a": watch.watcher_a if watch else "", "watcher_b": watch.watcher_b if watch else ""}
        ),
    )


def _name_watchers(request: OfficerRequest, institution: str) -> str:
    reading = Reading(request.POST)
    watcher_a = reading.text("watcher_a", gettext("A 角"))
    watcher_b = reading.text("watcher_b", gettext("B 角"))
    if watcher_a and watcher_a == watcher_b:
        reading.faults["watcher_b"] = gettext("A、B 角须是两个人。")
    reading.finish()
    actions.name_watchers(
        actor=request.actor,
        institution=institution,
        watcher_a=watcher_a,
        watcher_b=watcher_b,
        **act_arguments(request),
    )
    return institution_address(institution)


new_page = form_page("institution.new", new_form, _register)
change_page = form_page("institution.change", change_form, _change)
watchers_page = form_page("institution.watchers", watchers_form, _name_watchers)
