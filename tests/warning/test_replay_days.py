"""Days graded with the running system's own functions; spells, months, the picture and the page."""

import json
from datetime import date, timedelta

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from fengsui.conduct.plans import built_in_plan
from fengsui.documents.drawing import Words, draw_png, draw_svg
from fengsui.warning.replay.chart import draw_replay
from fengsui.warning.replay.page import write_page
from fengsui.warning.replay.replaying import Replay, replay
from fengsui.warning.replay.report import document, in_words, percent
from fengsui.warning.replay.selection import Selection
from fengsui.warning.replay.spells import months_of, spells_of
from fengsui.warning.rules.grading import terms_of
from tests.warning.replay_files import failing, incident, incidents_file, platforms, registry_file

START = date(2018, 7, 1)


def replayed(rows: list[str], registered: list[tuple[str, str]], last: date | None = None) -> Replay:
    """The replay of two invented files, from July 2018 on."""
    end = [] if last is None else failing(["末"], last, place="海南省海口市")
    plan = built_in_plan()
    return replay(
        incidents_file([*rows, *end]),
        registry_file(registered),
        plan=plan,
        terms=terms_of(plan),
        selection=Selection(),
        first=START,
    )


def of(outcome: Replay, code: str) -> list[str | None]:
    """The grade of each day of a region."""
    return [day.grade for region in outcome.regions if region.code == code for day in region.days]


def test_the_vectors_of_a_province_with_28() -> None:
    """Of 28 institutions two failures are 其他 by GR-5, five are 特别重大 by GR-1."""
    rows = failing([f"甲{number}" for number in range(5)], START, apart=1)
    [anhui] = [region for region in replayed(rows, platforms(28)).regions if region.code == "340000"]
    assert [(day.n, day.population, day.grade, day.rule) for day in anhui.days if day.n in (2, 5)] == [
        (2, 28, "other", "GR-5"),
        (5, 28, "extraordinary", "GR-1"),
    ]


def test_a_window_holds_thirty_days() -> None:
    """A failure counts on its day and the 29 days after it; N is who was alive before the window."""
    outcome = replayed(failing(["甲0"], START), platforms(10), START + timedelta(days=40))
    [anhui] = [region for region in outcome.regions if region.code == "340000"]
    assert [day.n for day in anhui.days] == [1] * 30 + [0] * 11
    assert [day.population for day in anhui.days] == [10] * 30 + [9] * 11


def test_a_city_of_its_own_and_the_nation() -> None:
    """Shenzhen's failures are in Shenzhen and in the nation, not in Guangdong; an unknown place only in the nation."""
    rows = failing(["深0", "深1"], START, place="广东省深圳市") + failing(["外"], START, place="其他其他")
    outcome = replayed(rows, platforms(20, "广东|深圳", "深"), START + timedelta(days=1))
    counts = {region.code: region.days[0].n for region in outcome.regions}
    assert (counts["100000"], counts["440300"], counts["440000"]) == (3, 2, 0)
    assert sum(counts.values()) == 3 + 2


def test_spells_and_months() -> None:
    """A spell runs from the first to the last day of one grade, with its peak; months hold their gravest grade."""
    outcome = replayed(failing([f"甲{n}" for n in range(5)], START), platforms(28), START + timedelta(days=40))
    [anhui] = [region for region in outcome.regions if region.code == "340000"]
    [spell] = spells_of(anhui.days)
    assert (spell.first, spell.days, spell.grade, spell.rules, spell.peak.n) == (
        START,
        30,
        "extraordinary",
        ("GR-1",),
        5,
    )
    ranks = {grade.id: grade.rank for grade in outcome.plan.grades}
    assert [(month.month, month.gravest) for month in months_of(anhui.days, ranks)] == [
        ("2018-07", "extraordinary"),
        ("2018-08", None),
    ]


def test_fewer_than_five_are_not_graded_by_count() -> None:
    """In a place with four institutions even three failures are left to people: no grade graver than 其他 by count."""
    outcome = replayed(failing(["甲0", "甲1", "甲2"], START), platforms(4), START + timedelta(days=1))
    assert of(outcome, "340000")[0] == "other"


@examples(max_examples=15)
@given(
    failures=st.lists(st.tuples(st.integers(0, 29), st.integers(0, 50)), max_size=12, unique_by=lambda pair: pair[0]),
    further=st.integers(0, 50),
)
def test_a_further_failure_never_lowers_a_grade(failures: list[tuple[int, int]], further: int) -> None:
    """One more failure of a registered institution leaves every day's grade, nation and province, or raises it."""
    ranks = {grade.id: grade.rank for grade in built_in_plan().grades}
    end = START + timedelta(days=60)
    rows = [row for number, day in failures for row in failing([f"甲{number}"], START + timedelta(days=day))]
    more = failing(["甲39"], START + timedelta(days=further))
    before, after = replayed(rows, platforms(40), end), replayed([*rows, *more], platforms(40), end)
    for code in ("100000", "340000"):
        pairs = zip(of(before, code), of(after, code), strict=True)
        assert all(ranks.get(new or "", 9) <= ranks.get(old or "", 9) for old, new in pairs)


def small() -> Replay:
    """A replay whose picture has all three grades."""
    rows = failing([f"甲{number}" for number in range(5)], START, apart=9)
    return replayed([*rows, *failing(["乙0"], START, place="浙江省杭州市")], platforms(28), START + timedelta(days=80))


def test_the_document_has_everything_and_no_name() -> None:
    """One JSON document: options, rule, counts, unknowns, days by grade, spells, months; no name, no source."""
    found = document(small(), daily=True)
    text = json.dumps(found, ensure_ascii=False)
    assert found["options"]["population"] == "registry-and-incidents"
    assert found["regions"][0]["code"] == "100000"
    assert len(found["regions"]) == 37
    assert sum(found["regions"][0]["days_by_grade"].values()) == 81 == len(found["regions"][0]["days"])
    assert "甲0" not in text
    assert "on_site_head_count" in found["unknown_figures"]
    assert {"n", "N", "s_c_ppm", "s_b_ppm", "p_ppm", "rule", "grade"} <= found["regions"][0]["days"][0].keys()


def test_the_table_in_words_says_the_rule_and_the_regions() -> None:
    """Without --json a person reads the population rule, a line for each region and the spells."""
    words = in_words(small())
    assert "机构口径 registry-and-incidents" in words
    assert "\n安徽省\t" in words
    assert "甲0" not in words


def test_the_picture_says_its_finding_its_thresholds_and_its_source() -> None:
    """Title with the finding, both thresholds, source with as-of, a letter with every grade: not by colour alone."""
    drawing = draw_replay(small())
    texts = [piece.text for piece in drawing.pieces if isinstance(piece, Words)]
    assert any("全国" in text and "特别重大" in text for text in texts)
    assert any("GR-1 家数线" in text for text in texts)
    assert any(text.startswith("来源：") and "截至" in text for text in texts)
    assert "特" in texts
    assert all(0 <= piece.x <= drawing.width for piece in drawing.pieces if isinstance(piece, Words))


def test_the_page_stands_alone() -> None:
    """The page has the picture inside, tables of its figures, no script, and asks for nothing from elsewhere."""
    outcome = small()
    svg = draw_svg(draw_replay(outcome))
    page = write_page(outcome, svg)
    assert "<svg" in page
    assert "<table>" in page
    assert "<script" not in page
    assert "src=" not in page
    assert "@import" not in page
    assert "甲0" not in page


def test_a_png_is_a_png() -> None:
    """The picture can be saved as PNG, large enough to print."""
    content = draw_png(draw_replay(small()))
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(content[16:20], "big") > 2000


def test_words_of_a_file_are_never_code() -> None:
    """Markup in a text is printed as it stands; it neither runs nor breaks the picture."""
    outcome = small()
    drawing = draw_replay(outcome)
    hostile = Words(x=10, y=10, text='#panic("x") $ \\ <script>')
    assert draw_svg(drawing.model_copy(update={"pieces": (hostile,)})).count("<script>") == 0


def test_percent_is_rounded_once() -> None:
    """Shares are written with one decimal, and unknown as a word."""
    assert (percent(88_950), percent(100_000), percent(None)) == ("8.9%", "10.0%", "不明")


def test_an_incident_outside_the_registry_joins_the_population() -> None:
    """A failure that the registry lacks was alive from its own beginning on."""
    outcome = replayed([incident("外", "2018-07-05")], platforms(9), START + timedelta(days=10))
    assert {day.population for region in outcome.regions if region.code == "340000" for day in region.days} == {10}
