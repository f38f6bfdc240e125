"""Questions about institutions, for pages and other rooms."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fengsui.conduct import world
from fengsui.conduct.access import Actor, require
from fengsui.registry.models import Institution, TableImport, Watch
from fengsui.registry.people import separately_planned_in, served
from fengsui.registry.regions import built_in_regions

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """One page of a list of institutions. ``watches``: who watches them, by institution id."""

    rows: tuple[Institution, ...]
    watches: dict[str, Watch]
    total: int
    page: int
    pages: int


def institutions(
    actor: Actor, search: str = "", region: str = "", class_code: str = "", page: int = 1, *, status: str = ""
) -> InstitutionPage:
    """Institutions registered or operating in the actor's jurisdiction, by name, 50 a page. Raises AccessDenied.

    ``region``: only those of that place or below it.
    """
    rows = matching(visible_institutions(actor), search)
    if region:
        rows = rows.filter(in_place(region))
    if class_code:
        rows = rows.filter(class_code=class_code)
    if status:
        rows = rows.filter(status=status)
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = tuple(rows.order_by("name", "id")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    return InstitutionPage(shown, watches_of(row.pk for row in shown), total, page, pages)


def matching(rows: QuerySet[Institution], search: str) -> QuerySet[Institution]:
    """Those with each of the words in a name, the credit code or the website; all for no words."""
    for words in search.split():
        rows = rows.filter(
            Q(name__icontains=words)
            | Q(platform_name__icontains=words)
            | Q(application_name__icontains=words)
            | Q(other_names__icontains=words)
            | Q(credit_code__icontains=words)
            | Q(website__icontains=words)
        )
    return rows


def institution(actor: Actor, institution_id: str) -> Institution | None:
    """One institution; None for an unknown id. Raises AccessDenied for one of another jurisdiction."""
    row = Institution.objects.filter(pk=institution_id).first()
    places = (row.registered_region, *row.operating_regions) if row else ()
    require(actor, "registry.view_institutions", regions=places)
    return row


def institution_many(ids: Iterable[str]) -> dict[str, Institution]:
    """Institutions by id, one query; unknown ids are left out. For other rooms: asks nobody's permission."""
    return Institution.objects.in_bulk(list(ids))


def institution_names() -> list[tuple[str, tuple[str, ...]]]:
    """(id, names): name, platform, application, aliases and former names of every institution, each once, by id.

    For the readers of texts; asks nobody's permission. Without legal forms taken off.
    """
    columns = ("id", "name", "platform_name", "application_name", "aliases", "former_names")
    rows = Institution.objects.order_by("id").values_list(*columns)
    return [
        (row_id, tuple(dict.fromkeys(name for name in (*own, *aliases, *former) if name)))
        for row_id, *own, aliases, former in rows
    ]


def watches_of(ids: Iterable[str]) -> dict[str, Watch]:
    """Who watches these institutions, by institution id, one query."""
    return Watch.objects.in_bulk(list(ids))


def watched_by(officer: str) -> list[str]:
    """Ids of the institutions an officer watches, as A or B."""
    rows = Watch.objects.filter(Q(watcher_a=officer) | Q(watcher_b=officer))
    return list(rows.order_by("id").values_list("id", flat=True))


def unwatched(actor: Actor) -> QuerySet[Institution]:
    """Institutions of the jurisdiction without a named watcher (clause 1.1.h). Raises AccessDenied."""
    return visible_institutions(actor).exclude(pk__in=Watch.objects.values("id")).order_by("name", "id")


def largest_institutions(jurisdiction: str, limit: int) -> list[tuple[str, int]]:
    """(id, outstanding balance in 分) of institutions registered there, largest first; unknown balances left out."""
    rows = Institution.objects.filter(served("registered_region", jurisdiction), outstanding_balance_fen__isnull=False)
    largest = rows.order_by("-outstanding_balance_fen", "id").values_list("id", "outstanding_balance_fen")[:limit]
    return [(institution_id, balance) for institution_id, balance in largest if balance is not None]


def count_institutions(jurisdiction: str) -> int:
    """How many institutions are registered there."""
    return Institution.objects.filter(served("registered_region", jurisdiction)).count()


def table_imports(template_id: str = "", limit: int = 20) -> list[TableImport]:
    """The newest imports, of one table or of all."""
    rows = TableImport.objects.order_by("-imported_at", "-id")
    return list((rows.filter(template=template_id) if template_id else rows)[:limit])


def region_name(code: str) -> str:
    """Full name of a region, such as 云汀省南浦市; the code itself if it is unknown."""
    return built_in_regions().full_name(code)


def visible_institutions(actor: Actor) -> QuerySet[Institution]:
    """All that an actor may see: registered or operating in the region served. Raises AccessDenied."""
    require(actor, "registry.view_institutions")
    rows = Institution.objects.all()
    # Whatever was let into the copy is the whole copy's matter, by its place of operation at least.
    if actor.is_system or actor.region == world.this_world().jurisdiction:
        return rows
    return rows.filter(in_place(actor.region))


def in_place(region: str) -> Q:
    """Registered or operating in a region: ``places`` holds each code after a space."""
    if region == "100000":
        return Q()
    if not region.endswith("00"):
        return Q(places__contains=f" {region}")
    if not region.endswith("0000"):
        return Q(places__contains=f" {region[:4]}")
    cities = separately_planned_in(region)
    if not cities:
        return Q(places__contains=f" {region[:2]}")
    without = "|".join(city[2:] for city in cities)
    return Q(places__regex=f" {region[:2]}(?!{without})")
