"""The map of provinces on the centre's copy: codes that match, one's own file, a broken one told."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fengsui.conduct import world
from fengsui.conduct.access import system_actor
from fengsui.conduct.plans import built_in_plan
from fengsui.registry import actions
from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.regions import built_in_regions
from fengsui.registry.setting_up import plan_departments_table
from fengsui.registry.table_reading import read_table
from fengsui.registry.table_templates import DEPARTMENTS, INSTITUTIONS
from fengsui.registry.table_writing import export_rows
from fengsui.warning.place_table import PlaceRow, place_in
from fengsui.web.map_shapes import BrokenMap, map_shapes
from fengsui.web.pages.warning.league import LeagueLine, places_on_map
from tests.conftest import MORNING
from tests.web.looking import browser, data_of, page

LEVELS = built_in_plan().warning.levels


def test_the_nearest_place_of_a_code() -> None:
    """A county lies in its prefecture, that in its province; 计划单列市 lie in none but themselves."""
    provinces = {region.code: None for region in built_in_regions().addressees()}
    assert [place_in(provinces, code) for code in ("440305", "440106", "429004", "110101", "990100")] == [
        "440300",
        "440000",
        "420000",
        "110000",
        "",
    ]
    assert place_in({"440000": None}, "440305") == ""
    assert place_in({"990100": None}, "990102") == "990100"


def test_the_map_has_every_province_of_the_table() -> None:
    """All 31 that the notice addresses are found on the built-in map by their codes."""
    provinces = [region for region in built_in_regions().addressees() if region.level == "province"]
    assert len(provinces) == 31
    assert {region.code for region in provinces} <= map_shapes().codes


def test_a_separately_planned_city_colours_its_province() -> None:
    """On the map 深圳 counts for 广东; the words name each; without institutions there is no level."""
    lines = [line("440300", "深圳市", {1: 2}), line("440000", "广东省", {3: 1}), line("540000", "西藏自治区", {}, 0)]
    guangdong, tibet = places_on_map(lines, LEVELS, frozenset({"440000", "540000"}))
    assert (guangdong.code, guangdong.value, guangdong.mark, guangdong.short_mark) == ("440000", 4, "一级 2", "一")
    assert "深圳市" in guangdong.words
    assert "广东省" in guangdong.words
    assert (tibet.value, tibet.mark) == (-1, "")


def line(region: str, name: str, tickets: Mapping[int, int], institutions: int = 3) -> LeagueLine:
    """A row of the league table."""
    row = PlaceRow(region, institutions=institutions)
    row.tickets.update(tickets)
    levels = tuple((level.rank, row.tickets[level.rank], 0) for level in LEVELS)
    return LeagueLine(row, name, levels, "", "")


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "FeatureCollection", "features": [{"properties": {"name": "甲"}, "geometry": {"type": "Polygon"}}]}',
        '{"type": "FeatureCollection", "features": [{"properties": {"id": 110000, "name": "京"}, "geometry": null}]}',
    ],
)
def test_a_broken_map_is_told(tmp_path: Path, settings: Any, content: str) -> None:
    """A file that is no map of provinces, or is missing, is refused in words."""
    settings.MAP = str(tmp_path / "map.json")
    with pytest.raises(BrokenMap, match="打不开"):
        map_shapes()
    (tmp_path / "map.json").write_text(content, encoding="utf-8")
    with pytest.raises(BrokenMap, match="GeoJSON"):
        map_shapes()


@pytest.fixture
def centre(db: None, home: Path) -> Client:
    """A centre's copy with one officer and three invented institutions in two provinces and 深圳."""
    world.found(kind="test", jurisdiction="100000", jurisdiction_name="全国", start=MORNING)
    actor = system_actor("demonstration", "100000")
    rows: list[dict[str, Any]] = [
        {"name": f"示例{place}网络借贷信息中介有限公司", "registered_region": place, "operating_regions": (place,)}
        for place in ("330100", "440100", "440300")
    ]
    for template, content in (
        (DEPARTMENTS, plan_departments_table()),
        (INSTITUTIONS, export_rows(INSTITUTIONS, rows)),
    ):
        seen = read_table(content, template, built_in_matcher()).sha256
        actions.import_table(actor=actor, template_id=template.id, content=content, seen_sha256=seen)
    person = {"name": "锡安", "post": "值班长", "login": "quanguo", "phone": "", "email": "quanguo@yanshi.example"}
    actions.appoint_officer(
        actor=actor, roles=("R3",), department="", region="100000", document="演示任〔2019〕1号", **person
    )
    return browser("quanguo")


def test_the_centre_sees_provinces_on_a_map(centre: Client, settings: Any, tmp_path: Path) -> None:
    """31 provinces and five cities in the table, the map beside it; a broken map is told and the table stays."""
    html = page(centre, "/warnings/league")
    codes = re.findall(r"/institutions\?region=(\d+)", html)
    assert len(codes) == len(set(codes)) == 36
    drawn = data_of(html, "provinces")
    assert len(drawn["places"]) == 31
    assert {one["code"]: one["value"] for one in drawn["places"]}["440000"] == 0
    assert (drawn["name"], drawn["shapes"], drawn["title"]) == ("china", "/map/provinces", "各地没有未销的预警单")
    assert html.index('id="places"') < html.index('id="provinces"')
    shapes = centre.get("/map/provinces")
    assert len(json.loads(shapes.content)["features"]) == 34
    settings.MAP = str(tmp_path / "own.json")
    html = page(centre, "/warnings/league")
    assert "地图画不出来：地图文件打不开" in html
    assert 'id="places"' in html
    assert 'id="provinces"' not in html
    assert centre.get("/map/provinces").status_code == 404
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    own = [{"type": "Feature", "properties": {"adcode": 330000, "name": "甲省"}, "geometry": square}]
    Path(settings.MAP).write_text(json.dumps({"type": "FeatureCollection", "features": own}), encoding="utf-8")
    drawn = data_of(page(centre, "/warnings/league"), "provinces")
    assert (drawn["name"], [one["code"] for one in drawn["places"]]) == ("provinces", ["330000"])
