"""Whose matter an institution's warning is: its stream, its places, its watchers as the register has them."""

from collections.abc import Iterable

from fengsui.conduct.access import NotThere, covers
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import this_world
from fengsui.registry.queries import institution_many, watches_of
from fengsui.warning.facts import WatchedInstitution

PREFIX = "warning"


def warning_stream(institution: str) -> str:
    """The stream of one institution's warning."""
    return f"{PREFIX}/{institution}"


def institution_of(stream: str) -> str:
    """The institution a warning stream, or the reference of one of its facts, is about."""
    return stream.partition("/")[2].partition("#")[0]


def watched_many(ids: Iterable[str]) -> dict[str, WatchedInstitution]:
    """Institutions by id as the register has them now; unknown ids are left out. Two queries."""
    rows = institution_many(ids)
    watches = watches_of(rows)
    found = {}
    for key, row in rows.items():
        watch = watches.get(key)
        pair = {name: getattr(watch, name) for name in _PAIR} if watch else {}
        found[key] = WatchedInstitution(
            id=row.pk,
            name=row.name,
            registered_region=row.registered_region,
            operating_regions=tuple(row.operating_regions),
            **pair,
        )
    return found


_PAIR = ("watcher_a", "watcher_a_name", "watcher_b", "watcher_b_name")


def watched(institution: str) -> WatchedInstitution:
    """One institution as the register has it now. Raises Refused for an unknown one."""
    found = watched_many([institution]).get(institution)
    if found is None:
        msg = "名册中没有这家机构，请先登记"
        raise Refused(msg)
    return found


def places_of(institution: WatchedInstitution) -> tuple[str, ...]:
    """Where an institution's matter belongs: the place of registration first, then those of operation.

    Where only a place of operation lies in this copy's jurisdiction, that one comes first: papers go out from here.
    """
    places = tuple(dict.fromkeys((institution.registered_region, *institution.operating_regions)))
    jurisdiction = this_world().jurisdiction
    return tuple(sorted(places, key=lambda place: not covers(jurisdiction, place)))


def deciding_places(institution: WatchedInstitution) -> tuple[str, ...]:
    """Whose officers decide: the place of registration (5.2.1.0.b); for one registered elsewhere, those it works in."""
    jurisdiction = this_world().jurisdiction
    if covers(jurisdiction, institution.registered_region):
        return (institution.registered_region,)
    return tuple(place for place in institution.operating_regions if covers(jurisdiction, place))


def regions_of_stream(stream: str) -> tuple[str, ...]:
    """Where the warning of an institution belongs, for senders and access checks; empty for an unknown one."""
    institution = institution_of(stream)
    found = watched_many([institution]).get(institution)
    return places_of(found) if found else ()


def regions_or_not_there(institution: str) -> tuple[str, ...]:
    """The places of an institution. Raises NotThere for an unknown one, as for one of another place."""
    regions = regions_of_stream(warning_stream(institution))
    if not regions:
        msg = "没有这家机构"
        raise NotThere(msg)
    return regions
