"""How rows become failures and a population: each counting rule of the replay on an invented file."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fengsui.warning.replay.batches import find_batch_days
from fengsui.warning.replay.history import History, Life, build_history
from fengsui.warning.replay.places import Place, Places
from fengsui.warning.replay.reading import read_incidents, read_platforms
from fengsui.warning.replay.selection import PopulationRule, Selection
from tests.warning.replay_files import failing, incident, incidents_file, platforms, registry_file

PLACES = Places()


def history(rows: list[str], registered: list[tuple[str, str]], selection: Selection | None = None) -> History:
    """What the two invented files come to."""
    incidents = read_incidents(incidents_file(rows), "爆雷表")
    registry = read_platforms(registry_file(registered), "登记表")
    return build_history(incidents, registry, selection or Selection(), PLACES)


def failed(rows: list[str], registered: list[tuple[str, str]] | None = None) -> list[Life]:
    """The lives that end."""
    return [life for life in history(rows, registered or [("壬", "安徽")]).lives if life.failed]


def test_one_failure_per_name_the_earliest_dated() -> None:
    """Rows of one name are one failure, on its earliest date; the others are counted as repeats."""
    found = history([incident("甲", "2018-07-12"), incident("甲", "2018-06-01"), incident("甲", "")], [("壬", "安徽")])
    assert [life.failed for life in found.lives if life.failed] == [date(2018, 6, 1)]
    assert (found.counts.repeated_dated_rows, found.counts.names_dated_over_a_month_apart) == (1, 1)


def test_undated_rows_are_counted_and_left_out() -> None:
    """A row without a date ends no life; it is counted, and so is its name."""
    found = history([incident("甲", "-"), incident("乙", "2018-06-01")], platforms(1))
    assert (found.counts.undated_rows, found.counts.names_only_undated, found.counts.failures) == (1, 1, 1)
    assert found.counts.names_only_undated_with_type == 1


def test_a_month_is_marked_and_gives_way_to_a_day_of_that_month() -> None:
    """A date that names only the month is marked; a day in the same month, from another row, is better."""
    [life] = failed([incident("甲", "2014.03")])
    assert (life.failed, life.month_only) == (date(2014, 3, 15), True)
    [life] = failed([incident("甲", "2014.03"), incident("甲", "2014-03-28")])
    assert (life.failed, life.month_only) == (date(2014, 3, 28), False)
    [life] = failed([incident("甲", "2014.03"), incident("甲", "2014-04-02")])
    assert (life.failed, life.month_only) == (date(2014, 3, 15), True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("广东省深圳市", Place("440300", "440300")),
        ("广东|广州", Place("440000", "440100")),
        ("广东", Place("440000", "")),
        ("上海市闸北区", Place("310000", "310000")),
        ("其他其他", Place()),
        ("香港", Place()),
    ],
)
def test_a_separately_planned_city_is_not_counted_in_its_province(text: str, place: Place) -> None:
    """A 计划单列市 and a municipality answer for themselves, one unit each; elsewhere the prefecture is told apart."""
    assert PLACES.place(text) == place


def test_thirty_six_jurisdictions() -> None:
    """31 provincial units and five 计划单列市."""
    assert len(PLACES.jurisdictions) == 36


def test_the_more_precise_place_is_taken() -> None:
    """Where one source names the province and the other the city, the city counts."""
    [life] = failed([incident("甲", "2018-06-01", "安徽"), incident("甲", "2018-07-01", "安徽省合肥市")])
    assert life.place.prefecture == "340100"


@pytest.mark.parametrize(
    ("rule", "alive", "failures"),
    [("registry-and-incidents", 4, 2), ("registry", 3, 1), ("known-fate", 3, 2), ("incidents", 2, 2)],
)
def test_population_rules(rule: PopulationRule, alive: int, failures: int) -> None:
    """Registered, failed and undated platforms belong to the population as the chosen rule says."""
    rows = [incident("甲0", "2018-06-01"), incident("外", "2018-06-02"), incident("甲1", "-")]
    found = history(rows, platforms(3), Selection(population=rule))
    assert (len(found.lives), found.counts.failures) == (alive, failures)


def test_a_beginning_nobody_wrote_is_assumed() -> None:
    """Without a usable beginning a failure lived the usual time before it, a year where no life is known."""
    [life] = failed(["甲,2018-06-01,失联,安徽,--,甲,,"])
    assert life.began == date(2018, 6, 1) - timedelta(days=365)


def batch(day: date, count: int = 25) -> list[str]:
    """So many failures that one source dates to one day."""
    return failing([f"批{day.toordinal()}x{number}" for number in range(count)], day)


def test_a_batch_day_is_found_and_can_be_left_out() -> None:
    """25 on one day where there are none around: marked; on request they end lives but are no blow-ups."""
    rows = [*batch(date(2018, 1, 11)), incident("甲0", "2018-01-12")]
    found = history(rows, platforms(1))
    assert [(mark.day, mark.reported, mark.kind) for mark in found.batch_days] == [(date(2018, 1, 11), 25, "clean_up")]
    assert found.counts.failures_counted == 26
    without = history(rows, platforms(1), Selection(without_batch_days=True))
    assert (without.counts.failures_counted, without.counts.failures) == (1, 26)


def test_nineteen_are_no_batch_and_a_wave_is_none_either() -> None:
    """Fewer than twenty, or less than five times the days around, is not marked."""
    assert history(batch(date(2018, 1, 11), 19), platforms(1)).batch_days == ()
    wave = [row for offset in range(31) for row in batch(date(2018, 7, 1) + timedelta(days=offset), 6)]
    peak = batch(date(2018, 7, 16), 29)
    incidents = read_incidents(incidents_file([*wave, *peak]), "爆雷表")
    assert find_batch_days(incidents) == []


def test_a_batch_on_the_first_of_a_month_is_a_date_known_by_month() -> None:
    """Sources put on the first what they know only by month: marked as such, and never left out."""
    rows = [*batch(date(2016, 12, 1)), incident("甲0", "2016-12-20")]
    found = history(rows, platforms(1), Selection(without_batch_days=True))
    assert [mark.kind for mark in found.batch_days] == ["month_start"]
    assert found.counts.failures_counted == 26


def test_types_can_be_left_out() -> None:
    """Failures of a left-out type leave the population but are no blow-ups."""
    rows = [incident("甲0", "2018-06-01", kind="转型"), incident("甲1", "2018-06-01")]
    found = history(rows, platforms(3), Selection(without_types=frozenset({"转型"})))
    assert (found.counts.failures, found.counts.failures_counted, found.counts.failures_of_left_out_types) == (2, 1, 1)


def test_no_name_goes_further() -> None:
    """A life carries a number, never the institution's name."""
    [life] = failed([incident("独一无二的名字", "2018-06-01")])
    assert "独一无二的名字" not in repr(replace(life))
