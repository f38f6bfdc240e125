"""The league table: places below the officer's own by the gravest warning, and on the centre's copy the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.plans import plan_in_force
from fengsui.plan.warning import AttentionLevel
from fengsui.registry.regions import CENTRE, built_in_regions
from fengsui.registry.workbook_writing import write_workbook
from fengsui.response.standing import standing_blowups
from fengsui.warning.place_table import ELSEWHERE, PlaceRow, place_table
from fengsui.web.access import OfficerRequest
from fengsui.web.charts import Place, PlaceMap
from fengsui.web.frame import BEIJING
from fengsui.web.map_shapes import BrokenMap, map_shapes
from fengsui.web.pages.monitoring.showing import section_tabs
from fengsui.web.pages.registry.showing import download, places_below

WINDOW = timedelta(days=30)
NO_INSTITUTION = -1


@dataclass(frozen=True, slots=True)
class LeagueLine:
    """A row with its words. ``levels``: for each level of the plan its rank, open tickets, how many only proposed.

    ``tickets_address``: the list of tickets of the place; empty where there is no such page for it.
    """

    row: PlaceRow
    name: str
    levels: tuple[tuple[int, int, int], ...]
    institutions_address: str
    tickets_address: str


def show_league(request: OfficerRequest) -> HttpResponse:
    """Places by the gravest warning; ``?format=xlsx`` gives the table to take away."""
    levels, now = plan_in_force().warning.levels, timekeeping.now()
    lines = _lines(request, levels)
    if request.GET.get("format") == "xlsx":
        return download(_workbook(lines, levels), f"{gettext('预警排行')} {now.astimezone(BEIJING):%Y-%m-%d}.xlsx")
    drawn, broken = _map(lines, levels) if request.actor.region == CENTRE else (None, "")
    return render(
        request,
        "warning/league.html",
        {
            "tabs": section_tabs(request.actor, "warnings.league"),
            "lines": lines,
            "levels": levels,
            "total": _total(lines),
            "map": drawn,
            "broken_map": broken,
            "days": WINDOW.days,
            "now": now,
            "provinces": request.actor.region == CENTRE,
        },
    )


def show_shapes(_request: OfficerRequest) -> HttpResponse:
    """The map of provinces as GeoJSON, for the page's script. Raises Http404 where it can't be drawn."""
    try:
        shapes = map_shapes()
    except BrokenMap as error:
        raise Http404(str(error)) from error
    response = HttpResponse(shapes.content, content_type="application/geo+json; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _lines(request: OfficerRequest, levels: Sequence[AttentionLevel]) -> list[LeagueLine]:
    region = request.actor.region
    places = [place.code for place in places_below(region)] or [region]
    rows = place_table(request.actor, places, _blown())
    shown = set(places)
    return [_line(row, region, levels, listed=row.region in shown) for row in rows]


def _blown() -> dict[str, bool]:
    """Institution → whether a blow-up of the last 30 days is confirmed; of several the confirmed one."""
    now = timekeeping.now()
    found: dict[str, bool] = {}
    for one in standing_blowups(now):
        if one.entry.occurred_at > now - WINDOW:
            found[one.institution] = found.get(one.institution, False) or one.entry.confirmed
    return found


def _line(row: PlaceRow, own: str, levels: Sequence[AttentionLevel], *, listed: bool) -> LeagueLine:
    known = built_in_regions()
    place = known.get(row.region)
    name = place.name if place else row.region
    if row.region == ELSEWHERE:
        name = gettext("注册在外地，在本地经营")
    elif row.region == own and not listed:
        name = gettext("%(place)s（未细分）") % {"place": name}
    query = urlencode({"region": row.region})
    return LeagueLine(
        row=row,
        name=name,
        levels=tuple((one.rank, row.tickets[one.rank], row.proposed[one.rank]) for one in levels),
        institutions_address=f"{reverse('institutions')}?{query}" if listed else "",
        tickets_address=f"{_address('warnings')}?{query}" if listed and _address("warnings") else "",
    )


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _total(lines: Sequence[LeagueLine]) -> dict[str, Any]:
    """Sums of the whole table; a sum of which nothing is known stays unknown."""
    rows = [line.row for line in lines]
    balances = [row.balance_fen for row in rows if row.balance_fen is not None]
    return {
        "institutions": sum(row.institutions for row in rows),
        "balance_fen": sum(balances) if balances else None,
        "tickets": sum(row.tickets.total() for row in rows),
        "blown_up": sum(row.blown_up for row in rows),
        "suspected": sum(row.suspected for row in rows),
    }


def _map(lines: Sequence[LeagueLine], levels: Sequence[AttentionLevel]) -> tuple[PlaceMap | None, str]:
    """(the map, why there is none)."""
    try:
        shapes = map_shapes()
    except BrokenMap as error:
        return None, str(error)
    drawn = places_on_map(lines, levels, shapes.codes)
    if not drawn:
        return None, gettext("地图里没有一个地区的代码与名册相符，请系统管理员更换")
    return PlaceMap(
        id="provinces",
        title=_finding(lines[0], levels),
        places=drawn,
        steps=_steps(levels),
        shapes=reverse("map.shapes"),
        # The library draws islands of its own into the built-in map alone, and knows it by this name.
        name="provinces" if shapes.own else "china",
        is_own=shapes.own,
        source=gettext("预警单，按注册地；计划单列市并入所在省着色，表内分列"),
        as_of=f"{timekeeping.now().astimezone(BEIJING):%Y-%m-%d %H:%M}",
    ), ""


def _finding(worst: LeagueLine, levels: Sequence[AttentionLevel]) -> str:
    gravest = worst.row.gravest
    if not gravest:
        return gettext("各地没有未销的预警单")
    name = next(level.name for level in levels if level.rank == gravest)
    return gettext("%(place)s最重：%(level)s %(number)d 张") % {
        "place": worst.name,
        "level": name,
        "number": worst.row.tickets[gravest],
    }


def _steps(levels: Sequence[AttentionLevel]) -> dict[int, str]:
    """Tone → label, from no institution over none open to the gravest."""
    ranks = sorted((level.rank for level in levels), reverse=True)
    names = {level.rank: level.name for level in levels}
    steps = {NO_INSTITUTION: gettext("没有登记机构"), 0: gettext("没有预警单")}
    return steps | {step: names[rank] for step, rank in enumerate(ranks, start=1)}


def places_on_map(lines: Sequence[LeagueLine], levels: Sequence[AttentionLevel], codes: frozenset[str]) -> list[Place]:
    """Provinces that the map has, each with its 计划单列市: the gravest level of both, and the words of each."""
    ranks = sorted((level.rank for level in levels), reverse=True)
    names = {level.rank: level.name for level in levels}
    by_province: dict[str, list[LeagueLine]] = {}
    for line in lines:
        by_province.setdefault(f"{line.row.region[:2]}0000", []).append(line)
    places = []
    for code, together in by_province.items():
        if code not in codes:
            continue
        gravest = min((line.row.gravest for line in together if line.row.gravest), default=0)
        number = sum(line.row.tickets[gravest] for line in together) if gravest else 0
        known = any(line.row.institutions for line in together)
        step = ranks.index(gravest) + 1 if gravest in ranks else 0
        places.append(
            Place(
                code=code,
                value=step if known else NO_INSTITUTION,
                mark=f"{names[gravest][:2]} {number}" if gravest in names else "",
                short_mark=names.get(gravest, "")[:1],
                words="\n".join(_in_words(line, names) for line in together),
            )
        )
    return places


def _in_words(line: LeagueLine, names: Mapping[int, str]) -> str:
    row = line.row
    told = [gettext("%(number)d 家机构") % {"number": row.institutions}]
    told += [f"{names[rank]} {count}" for rank, count, _ in line.levels if count]
    if row.blown_up or row.suspected:
        told.append(
            gettext("爆雷 %(confirmed)d（疑似 %(suspected)d）")
            % {
                "confirmed": row.blown_up,
                "suspected": row.suspected,
            }
        )
    return f"{line.name}：{'，'.join(told)}"


def _workbook(lines: Sequence[LeagueLine], levels: Sequence[AttentionLevel]) -> bytes:
    header = [
        gettext("地区"),
        gettext("代码"),
        gettext("机构（家）"),
        gettext("借贷余额（元，已知的合计）"),
        gettext("余额待核（家）"),
        gettext("出借人（人，已知的合计）"),
        gettext("出借人待核（家）"),
        *(gettext("%(level)s（张）") % {"level": level.name} for level in levels),
        gettext("其中只是建议（张）"),
        gettext("30日爆雷（家）"),
        gettext("30日疑似（家）"),
        gettext("最新数据"),
        gettext("有盯防人（家）"),
    ]
    return write_workbook(gettext("预警排行"), header, [_cells(line) for line in lines])


def _cells(line: LeagueLine) -> list[Any]:
    row, unknown = line.row, gettext("待核")
    balance = unknown if row.balance_fen is None else row.balance_fen // 100
    empty = not row.institutions
    return [
        line.name,
        row.region,
        row.institutions,
        0 if empty else balance,
        row.balance_unknown,
        0 if empty else unknown if row.lenders is None else row.lenders,
        row.lenders_unknown,
        *(count for _, count, _ in line.levels),
        row.proposed.total(),
        row.blown_up,
        row.suspected,
        row.newest.isoformat() if row.newest else "" if empty else unknown,
        row.watched,
    ]
