"""What the register's pages share: the tabs, places in words, pages of a list, downloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct import world
from fengsui.conduct.access import Actor, OutsideJurisdiction, covers, may
from fengsui.registry.regions import CENTRE, Region, built_in_regions
from fengsui.registry.table_writing import TableFormat
from fengsui.web.access import OfficerRequest
from fengsui.web.paging import page_number
from fengsui.web.routes import Words
from fengsui.web.submitting import not_kept

_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SECTION = "institutions"
"""The entry of the header that every page of the register stands under."""
PAGE_SIZE = 50
LONGEST_SEARCH = 60
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the register, for those who may open it."""

    title: Words
    address: str
    current: bool


_TABS: tuple[tuple[str, str, Words], ...] = (
    ("institutions", "registry.view_institutions", gettext_lazy("机构")),
    ("officers", "registry.view_officers", gettext_lazy("人员")),
    ("departments", "registry.view_officers", gettext_lazy("成员单位")),
    ("group", "registry.view_officers", gettext_lazy("领导小组")),
    ("roster", "registry.view_officers", gettext_lazy("值班表")),
    ("contacts", "registry.view_contacts", gettext_lazy("通讯录")),
    ("regions", "registry.view_institutions", gettext_lazy("地区")),
)


def show(request: OfficerRequest, template: str, /, *, tab: str = "", **context: Any) -> HttpResponse:
    """A page of the register. ``tab``: which list it is, or empty for a page below one."""
    tabs = [
        Tab(title, reverse(name), name == tab) for name, permission, title in _TABS if may(request.actor, permission)
    ]
    return render(request, f"registry/{template}.html", {"tabs": tabs, **context})


def search_of(request: OfficerRequest) -> str:
    """What the visitor searches for, one line."""
    return " ".join(request.GET.get("search", "").split())[:LONGEST_SEARCH]


def page_of(request: OfficerRequest, rows: "QuerySet[Any] | Sequence[Any]") -> Page[Any]:
    """The page asked for, or the last one."""
    return Paginator(rows, PAGE_SIZE).get_page(page_number(request))


def other_page(request: OfficerRequest, number: int) -> str:
    """Where another page of the same list is: the search and the filters stay."""
    query = request.GET.copy()
    query["page"] = str(number)
    return "?" + query.urlencode()


def place_name(code: str) -> str:
    """A place as people here call it: without the name of the copy's own jurisdiction before it."""
    own, full = world.this_world().jurisdiction_name, built_in_regions().full_name(code)
    return full.removeprefix(own) or full


def places_below(region: str) -> list[Region]:
    """The places directly below a region; for the centre those the notice addresses (clause 0.3)."""
    regions = built_in_regions()
    if region == CENTRE:
        return regions.addressees()
    # A 计划单列市 answers for itself, beside its province (clause 0.3).
    return [place for place in regions.children(region) if place.level != "separately_planned_city"]


def place_choices(top: str, *further: str) -> list[tuple[str, str]]:
    """``top``, the places below it and ``further`` ones, as (code, name)."""
    codes = dict.fromkeys((top, *(region.code for region in places_below(top)), *filter(None, further)))
    return [(code, built_in_regions().full_name(code)) for code in codes]


def own_or_upper_region(actor: Actor, region: str) -> str:
    """The region asked for; the copy's jurisdiction for none. Raises OutsideJurisdiction beside the actor's own."""
    region = region or world.this_world().jurisdiction
    if region not in built_in_regions() or not (covers(actor.region, region) or covers(region, actor.region)):
        msg = gettext("该事项不在您的辖区")
        raise OutsideJurisdiction(msg)
    return region


def may_for_copy(actor: Actor, permission: str) -> bool:
    """Whether the actor may do what concerns the whole copy, such as importing a table."""
    return may(actor, permission) and covers(actor.region, world.this_world().jurisdiction)


def table_format_of(request: OfficerRequest) -> TableFormat:
    """Which kind of file a download is asked for; CSV where nothing is said."""
    return "xlsx" if (request.POST or request.GET).get("format") == "xlsx" else "csv"


def download(content: bytes, name: str) -> HttpResponse:
    """A file to save, CSV or XLSX by the ending of its name; never kept by the browser or shown as a page."""
    response = HttpResponse(content, content_type=_CONTENT_TYPES[name.rpartition(".")[2]])
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return not_kept(response)
