"""One access check: whom an officer of a place serves, and what a refusal says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.conduct.access import (
    CASE_BLIND,
    SEPARATELY_PLANNED,
    AccessDenied,
    Actor,
    covers,
    may,
    require,
    system_actor,
)
from fengsui.conduct.house import house
from fengsui.registry.regions import CENTRE, built_in_regions

CODES = sorted({region.code for region in built_in_regions().spells()})
codes = st.sampled_from(CODES)


def officer(*roles: str, region: str = "990000", handling: frozenset[str] = frozenset({"内部"})) -> Actor:
    return Actor(officer="officer/a", name="甲", roles=frozenset(roles), region=region, handling=handling)


@given(codes, codes)
@pytest.mark.clause("0.3")
def test_serving_agrees_with_the_region_table(region: str, target: str) -> None:
    """The short rule on digits says the same as the table of regions, for every pair of places."""
    assert covers(region, target) == built_in_regions().is_within(target, region)


@given(codes, codes, codes)
def test_serving_nests(one: str, two: str, three: str) -> None:
    """Who serves a place serves what that place serves, and itself; the centre serves all; nobody serves the centre."""
    assert covers(one, one)
    assert covers(CENTRE, one)
    assert not covers(one, CENTRE) or one == CENTRE
    if covers(one, two) and covers(two, three):
        assert covers(one, three)
    if covers(one, two) and covers(two, one):
        assert one == two


@given(codes)
@pytest.mark.clause("0.3")
def test_separately_planned_cities_stand_beside_their_province(region: str) -> None:
    """A province does not see into the five 计划单列市 inside its digits."""
    province = region[:2] + "0000"
    assert not (region[:4] in SEPARATELY_PLANNED and covers(province, region))


@given(st.text(max_size=8))
def test_a_place_that_is_none_serves_nothing_of_others(region: str) -> None:
    """An empty or broken region never opens the whole country."""
    assert region == CENTRE or not covers(region, CENTRE)
    assert not covers("", "990000")


def test_each_reason_of_a_refusal_is_said() -> None:
    """Role, place, handling mark and purpose are checked in turn, each with its own words."""
    with pytest.raises(AccessDenied, match="需要的岗位：R3、R4"):
        require(officer("R7"), "response.open_event")
    with pytest.raises(AccessDenied, match="辖区"):
        require(officer("R3"), "response.open_event", regions=("980000",))
    with pytest.raises(AccessDenied, match="知悉"):
        require(officer("R3", handling=frozenset()), "response.open_event", regions=("990100",))
    with pytest.raises(AccessDenied, match="用途"):
        require(officer("R3"), "documents.open_paper", purpose="  ")
    require(officer("R3"), "response.open_event", regions=("980000", "990100"))
    require(officer("R3"), "documents.open_paper", purpose="核对")


def test_a_permission_nobody_handed_in_is_a_fault() -> None:
    """A misspelt permission never passes silently."""
    with pytest.raises(KeyError):
        may(officer("R3"), "response.open_evnt")
    with pytest.raises(KeyError):
        require(system_actor("x"), "response.open_evnt")


@pytest.mark.clause("1.1.d")
def test_roles_without_case_content_have_no_case_permission() -> None:
    """三员, institutions, the public and exercise directors see no event and no paper (separation of duties)."""
    rooms = {name: rule for name, rule in house.rules.items() if name.startswith(("response.", "documents."))}
    assert len(rooms) > 20
    assert [name for name, rule in rooms.items() if rule.roles & CASE_BLIND] == []
