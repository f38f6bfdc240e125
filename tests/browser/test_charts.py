"""Charts and the map in a real browser: drawn without a fault under the pages' policy, by day and night, or a table."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.windows import PHONE, Window
from tests.survival.homes import Home

pytestmark = pytest.mark.browser
CHARTS = ("chart-balance", "payout", "outflow-7", "outflow-30", "overdue")
PAINTED = """canvas => { const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
return new Set(new Uint32Array(data.buffer)).size }"""
FIGURE = """data => { const json = document.createElement("script");
Object.assign(json, { type: "application/json", id: "m-data", textContent: data });
const figure = document.createElement("figure");
Object.assign(figure, { className: "chart map", id: "m" });
figure.dataset.chart = "m-data";
figure.innerHTML = '<figcaption><h3>图</h3><span class="actions"></span></figcaption>' +
'<div class="chart-canvas" hidden></div><p class="chart-source">来源</p>';
document.querySelector("main").append(json, figure) }"""


@pytest.fixture(scope="module")
def institution(served_home: Home) -> str:
    """The address of an institution that has reported for forty days."""
    done = served_home.run("tests.browser.measures")
    assert done.returncode == 0, done.stderr
    return f"/institutions/{done.stdout.strip().splitlines()[-1]}"


def drawn(page: Page, name: str) -> int:
    """How many colours a drawing has once it is there."""
    expect(page.locator(f"figure#{name}")).to_have_attribute("data-drawn", "yes")
    return int(page.locator(f"figure#{name} canvas").first.evaluate(PAINTED))


def test_charts_are_drawn_and_taken_away(window: Opener, institution: str) -> None:
    """By day at a desk and by night on a phone: every chart has lines, its table folded, its picture one press away."""
    desk = window("charts-desk")
    desk.sign_in("zhiban")
    for one in (desk, window("charts-phone", size=PHONE, dark=True, like=desk)):
        one.go(institution)
        for name in CHARTS:
            assert drawn(one.page, name) > 10
            assert one.page.locator(f"#{name} details").get_attribute("open") is None
        one.look("charts")
    picture = saved(desk, "payout")
    assert picture.suffix == ".png"
    assert picture.read_bytes().startswith(b"\x89PNG")


def saved(window: Window, name: str) -> Path:
    """The picture of a chart as it was taken away."""
    with window.page.expect_download() as waiting:
        window.page.locator(f"#{name}").get_by_role("button", name="存为图片").click()
    path = window.pictures / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_without_scripts_the_tables_stand_open(window: Opener, institution: str) -> None:
    """Nothing is lost where no script runs: the same numbers, and no empty ground."""
    desk = window("charts-signing")
    desk.sign_in("zhiban")
    plain = window("charts-plain", scripts=False, like=desk)
    plain.go(institution)
    expect(plain.page.locator("#payout table")).to_be_visible()
    expect(plain.page.locator("#payout table")).to_contain_text("100.0")
    expect(plain.page.locator("#payout .chart-canvas")).to_be_hidden()


def test_the_map_is_drawn(window: Opener) -> None:
    """The map's shapes come from the site itself; a map that does not come is told."""
    desk = window("map-desk")
    desk.sign_in("zhiban")
    desk.go("/warnings/league")
    place = {"code": "440000", "value": 4, "mark": "一级 2", "shortMark": "一", "words": "广东省"}
    steps = [{"value": value, "label": str(value)} for value in range(-1, 5)]
    chart = {
        "kind": "map",
        "name": "china",
        "title": "图",
        "unit": "",
        "unknown": "",
        "save": "存为图片",
        "failed": "没有取到",
    }
    data = {**chart, "shapes": "/map/provinces", "steps": steps, "places": [place]}
    desk.page.evaluate(FIGURE, json.dumps(data))
    desk.page.add_script_tag(url="/static/vendor/echarts/echarts.min.js")
    desk.page.add_script_tag(url="/static/charts.js")
    assert drawn(desk.page, "m") > 50
    assert saved(desk, "m").read_bytes().startswith(b"\x89PNG")
