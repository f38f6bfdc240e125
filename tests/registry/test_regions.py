"""Regions: who governs a code (clause 0.3), and the shipped table's own consistency."""

from itertools import pairwise

import pytest

from fengsui.registry.regions import (
    CENTRE,
    RegionTable,
    UnknownRegionError,
    built_in_regions,
    read_region_table,
)

TABLE = built_in_regions()


def test_addressees_are_31_provincial_units_and_five_cities() -> None:
    """Clause 0.3: every province, autonomous region, municipality and 计划单列市, and nobody else."""
    addressees = TABLE.addressees()
    cities = {unit.name for unit in addressees if unit.level == "separately_planned_city"}
    assert len(addressees) == 36
    assert cities == {"大连市", "宁波市", "厦门市", "青岛市", "深圳市"}


def test_special_regions_and_taiwan_are_known() -> None:
    """They are in the table, as in GB/T 2260, though the notice doesn't address them."""
    assert [region.name for code in ("710000", "810000", "820000") if (region := TABLE.get(code))] == [
        "台湾省",
        "香港特别行政区",
        "澳门特别行政区",
    ]


@pytest.mark.parametrize(
    ("code", "jurisdiction"),
    [
        ("440305", "440300"),
        ("440300", "440300"),
        ("440000", "440000"),
        ("440106", "440000"),
        ("330106", "330000"),
        ("330206", "330200"),
        ("310115", "310000"),
        ("310108", "310000"),
        ("429004", "420000"),
        ("990203", "990000"),
        (CENTRE, CENTRE),
        ("330199", "330000"),
        ("330299", "330200"),
    ],
)
def test_jurisdiction(code: str, jurisdiction: str) -> None:
    """A 计划单列市 answers for its districts, a province for the rest; an unlisted county goes by its digits."""
    assert TABLE.jurisdiction_of(code) == jurisdiction


@pytest.mark.parametrize("code", ["", "000000", "77", "abcdef"])
def test_unknown_code_has_no_jurisdiction(code: str) -> None:
    """A made-up code is refused by name, not sent to somebody."""
    with pytest.raises(UnknownRegionError):
        TABLE.jurisdiction_of(code)


def test_province_leaves_out_its_separately_planned_city() -> None:
    """A province's copy doesn't count what its 计划单列市 answers for, nor the other way round."""
    assert TABLE.is_within("330106", "330000")
    assert not TABLE.is_within("330206", "330000")
    assert not TABLE.is_within("330200", "330000")
    assert TABLE.is_within("330206", "330200")
    assert not TABLE.is_within("330106", "330200")


def test_centre_contains_all_and_a_prefecture_what_is_below() -> None:
    """The centre's copy sees every code; a lower unit contains itself and what is below it."""
    assert TABLE.is_within("440305", CENTRE)
    assert TABLE.is_within("990203", "990200")
    assert TABLE.is_within("990200", "990200")
    assert not TABLE.is_within("990102", "990200")
    assert not TABLE.is_within("990000", "990200")
    with pytest.raises(UnknownRegionError):
        TABLE.is_within("440305", "000000")


def test_children_are_those_in_force() -> None:
    """The list for a menu holds units in force; former ones come only when asked for."""
    names = [region.name for region in TABLE.children("990000")]
    assert names == ["云汀市", "南浦市", "东麓市", "北屿市", "西栈市", "青堰市"]
    shanghai = {region.code for region in TABLE.children("310000")}
    assert "310115" in shanghai
    assert "310108" not in shanghai
    assert "310108" in {region.code for region in TABLE.children("310000", former=True)}
    assert TABLE.children("000000") == []


def test_one_code_under_two_names() -> None:
    """A renamed city keeps its code: the newest name by default, the old one for its years."""
    newest, former = TABLE.get("420600"), TABLE.get("420600", year=2008)
    assert newest is not None
    assert former is not None
    assert (newest.name, former.name) == ("襄阳市", "襄樊市")
    assert TABLE.get("310108", year=2018) is None
    assert TABLE.get("000000") is None


def test_full_name_reads_from_the_top() -> None:
    """A page shows the place with what is above it; an unknown code shows itself."""
    assert TABLE.full_name("990203") == "云汀省南浦市浦湾区"
    assert TABLE.full_name(CENTRE) == "中央"
    assert TABLE.full_name("123456") == "123456"


def test_invented_units_are_told_apart() -> None:
    """Demonstration units carry the mark, real ones never do."""
    invented = {region.code[:2] for region in TABLE.spells() if region.invented}
    assert invented == {"98", "99"}
    real_names = {region.name for region in TABLE.spells() if not region.invented}
    assert not real_names & {region.name for region in TABLE.spells() if region.invented}


def test_table_is_consistent() -> None:
    """Every parent and successor exists, and successors are in force in the same province."""
    for region in TABLE.spells():
        assert len(region.code) == 6
        assert region.parent is None or region.parent in TABLE
        assert region.code == CENTRE or TABLE.ancestors(region.code)[-1].code == CENTRE
        if region.successor:
            successor = TABLE.get(region.successor)
            assert successor is not None
            assert successor.current
            assert successor.code[:2] == region.code[:2]


def test_names_of_one_code_follow_one_another() -> None:
    """In any year a code has at most one name."""
    spells: dict[str, list[tuple[int, int]]] = {}
    for region in TABLE.spells():
        spells.setdefault(region.code, []).append((region.effective_from or 0, region.effective_to or 9999))
    overlapping = [
        code
        for code, years in spells.items()
        if any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(years)))
    ]
    assert overlapping == []


def test_wrong_table_is_refused() -> None:
    """A region file with other columns or an unknown level stops the start, by name."""
    with pytest.raises(ValueError, match="columns must be"):
        read_region_table("code,name\n1,x\n")
    header = "code,name,level,parent,effective_from,effective_to,aliases,successor\n"
    with pytest.raises(ValueError, match="unknown level"):
        read_region_table(header + "990000,云汀省,kingdom,,,,,\n")
    assert len(RegionTable([])) == 0
