"""The jurisdiction's places, one step at a time: how many institutions, and whether the leading group stands (0.3)."""

from dataclasses import dataclass

from django.http import HttpResponse

from fengsui.conduct import world
from fengsui.registry import queries
from fengsui.registry.regions import CENTRE, Region, built_in_regions
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.registry.showing import own_or_upper_region, places_below, show


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the list. ``below``: how many places lie directly below it; ``group`` is its leading group."""

    region: Region
    institutions: int
    below: int
    group: queries.GroupView | None


def show_regions(request: OfficerRequest, region: str = "") -> HttpResponse:
    """A place and those directly below it; for the centre the addressees of the notice (clause 0.3)."""
    code = own_or_upper_region(request.actor, region or request.actor.region)
    regions = built_in_regions()
    places = [_place(place) for place in places_below(code)]
    own = world.this_world().jurisdiction
    above = [place for place in regions.ancestors(code)[1:] if _in_copy(place.code, own)]
    here = regions.get(code)
    return show(
        request,
        "regions",
        tab="regions",
        here=_place(here) if here else None,
        above=list(reversed(above)),
        places=places,
        centre=code == CENTRE,
        with_group=sum(place.group is not None for place in places),
    )


def _in_copy(code: str, jurisdiction: str) -> bool:
    return built_in_regions().is_within(code, jurisdiction)


def _place(region: Region) -> Place:
    return Place(
        region,
        queries.count_institutions(region.code),
        len(places_below(region.code)) if region.level != "county" else 0,
        queries.leading_group(region.code),
    )
