"""Acceptance of sections 〇, 一（二） and 三（一）: every jurisdiction has its set-up and its leading group."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import this_world
from fengsui.ledger.reading import read_stream
from fengsui.registry.actions import appoint_member, appoint_officer, establish_group
from fengsui.registry.queries import (
    actor_for_officer,
    count_institutions,
    group_records,
    largest_institutions,
    leading_group,
)
from fengsui.registry.regions import built_in_regions
from tests.registry.copies import START, administrator, appointed, assert_ledger_tells_the_same, empty_copy, imported

PROVINCE = "990000"
TODAY = date(2019, 10, 8)


@pytest.fixture
def copy(db: None, home: Path) -> Iterator[None]:
    """An empty copy of the invented province."""
    with empty_copy():
        yield


def established(**more: Any) -> None:
    establish_group(
        **{
            "actor": administrator(),
            "region": PROVINCE,
            "name": "云汀省网贷风险事件应急处置领导小组",
            "established_on": date(2019, 9, 27),
            "established_by": "云政办〔2019〕1号",
            "government_head_name": "示例省长",
            **more,
        },
    )


def member(officer: Actor, position: Any, start: date = TODAY, **more: Any) -> str:
    outcome = appoint_member(
        actor=administrator(),
        region=PROVINCE,
        officer=officer.officer,
        position=position,
        document="云政办〔2019〕2号",
        valid_from=start,
        **more,
    )
    return outcome.fact.reference


@pytest.mark.clause("0.3")
@pytest.mark.parametrize("jurisdiction", ["110000", "440000", "440300", "100000"])
def test_every_addressee_runs_a_copy_of_its_own(db: None, home: Path, jurisdiction: str) -> None:
    """A province, a municipality, a 计划单列市 beside its province, and the centre: each founds its own copy."""
    with empty_copy(jurisdiction):
        assert this_world().jurisdiction == jurisdiction
        region = built_in_regions().get(jurisdiction)
        assert region is not None
        assert this_world().jurisdiction_name == region.name
        assert administrator().region == jurisdiction


@pytest.mark.clause("0.3")
def test_separately_planned_city_stands_beside_its_province(db: None, home: Path) -> None:
    """Guangdong's copy takes no institution of Shenzhen; the centre's copy counts each where it belongs."""
    table = "机构名称,注册地,待偿余额（元）\n示例甲公司,广州市,5\n示例乙公司,深圳市,9\n"
    with empty_copy("440000"):
        with pytest.raises(Refused, match="都不在本辖区"):
            imported(appointed("示例甲", "R6"), "institutions", table)
        assert count_institutions("440000") == 0


@pytest.mark.clause("0.3")
def test_centre_counts_a_city_apart_from_its_province(db: None, home: Path) -> None:
    """On the centre's copy Shenzhen isn't counted in Guangdong, and largest means largest there."""
    table = "机构名称,注册地,待偿余额（元）\n示例甲公司,广州市,5\n示例乙公司,深圳市,9\n示例丙公司,珠海市,7\n"
    with empty_copy("100000"):
        imported(appointed("示例甲", "R6"), "institutions", table)
        counted = {code: count_institutions(code) for code in ("440000", "440300", "100000")}
        assert counted == {"440000": 2, "440300": 1, "100000": 3}
        assert [balance for _, balance in largest_institutions("440000", 5)] == [700, 500]
        assert [balance for _, balance in largest_institutions("100000", 1)] == [900]


@pytest.mark.clause("3.1.a", "1.2.c", "1.2.d")
def test_leading_group_stands_on_a_document(copy: None) -> None:
    """The group has its establishment document, the provincial one, and names who bears overall responsibility."""
    assert leading_group(PROVINCE) is None
    with pytest.raises(Refused, match="设立文件"):
        established(established_by="")
    established(paper_mark="云汀省网贷风险事件应急处置领导小组文件", number_mark="云网贷应急")
    view = leading_group(PROVINCE)
    assert view is not None
    assert view.group.established_by == "云政办〔2019〕1号"
    assert view.group.government_head_name == "示例省长"
    assert view.group.number_mark == "云网贷应急"
    assert read_stream("region/990000")[0].clause == "3.1.a"
    assert_ledger_tells_the_same()


@pytest.mark.clause("1.2.c")
def test_change_of_government_head_is_entered(copy: None) -> None:
    """A new head of government is entered again; the former stays on record. Without a name nothing is entered."""
    with pytest.raises(Refused, match="必填"):
        established(government_head_name="")
    established()
    established(government_head_name="示例新省长", again=True)
    view = leading_group(PROVINCE)
    assert view is not None
    assert view.group.government_head_name == "示例新省长"
    assert [fact.payload["government_head_name"] for fact in read_stream("region/990000")] == ["示例省长", "示例新省长"]


@pytest.mark.clause("1.2.d")
def test_another_jurisdiction_s_officer_sets_nothing_up(copy: None) -> None:
    """The organisation is the province's own: an officer of a city can't enter it."""
    city = appointed("示例市长", "R1", region="990200")
    with pytest.raises(AccessDenied, match="不在您的辖区"):
        established(actor=city)


@pytest.mark.clause("3.1.b")
def test_earlier_group_may_serve_and_no_second_is_set_up(copy: None) -> None:
    """An earlier risk-handling group is entered by its own document; a duplicate is refused."""
    established(established_by="", predecessor_document="云政办〔2018〕9号")
    view = leading_group(PROVINCE)
    assert view is not None
    assert view.group.predecessor_document == "云政办〔2018〕9号"
    assert read_stream("region/990000")[0].clause == "3.1.b"
    with pytest.raises(Refused, match="无需另设"):
        established()


@pytest.mark.clause("3.1.c")
def test_head_is_one_and_appointed_by_a_record(copy: None) -> None:
    """The head holds R1 by an appointment record; a successor's record ends the former's the day before."""
    first, second = appointed("示例副省长甲", "R1"), appointed("示例副省长乙", "R1")
    with pytest.raises(Refused, match="先登记领导小组"):
        member(first, "group_head")
    established()
    with pytest.raises(Refused, match="组长的角色"):
        member(appointed("示例文电", "R7"), "group_head")
    member(first, "group_head")
    with pytest.raises(Refused, match="新任命须晚于"):
        member(second, "group_head")
    change = TODAY + timedelta(days=30)
    member(second, "group_head", change)
    for day, name in ((TODAY, "示例副省长甲"), (change - timedelta(days=1), "示例副省长甲"), (change, "示例副省长乙")):
        view = leading_group(PROVINCE, day)
        assert view is not None
        assert view.head is not None
        assert view.head.officer_name == name
    assert [record.valid_to for record in group_records(PROVINCE)] == [change - timedelta(days=1), None]
    assert_ledger_tells_the_same()


@pytest.mark.clause("3.1.c")
def test_head_s_role_lasts_as_long_as_the_record(copy: None) -> None:
    """Before and after the term of the record nobody acts as head, whatever the list of officers says."""
    established()
    head = appointed("示例副省长甲", "R1")
    assert head.roles == {"R1"}
    member(head, "group_head", valid_to=TODAY + timedelta(days=10))
    assert actor_for_officer(head.officer).roles == {"R1"}
    with timekeeping.held_at(START + timedelta(days=11)):
        assert actor_for_officer(head.officer).roles == frozenset()


@pytest.mark.clause("3.1.d")
def test_deputy_heads_come_from_the_member_units(copy: None) -> None:
    """Several deputy heads stand side by side, each with R2 and a record of his own."""
    established()
    deputies = [
        appointed(f"示例{unit}负责人", "R2", department=unit)
        for unit in ("rectification_office", "anti_illegal_fundraising")
    ]
    for deputy in deputies:
        member(deputy, "deputy_head")
    with pytest.raises(Refused, match="副组长的角色"):
        member(appointed("示例公安", "R8"), "deputy_head")
    view = leading_group(PROVINCE)
    assert view is not None
    assert [record.officer for record in view.deputies] == [deputy.officer for deputy in deputies]
    assert all(record.document == "云政办〔2019〕2号" for record in view.deputies)


@pytest.mark.clause("3.1.e")
def test_members_have_a_stand_in(copy: None) -> None:
    """A member is entered with a B, another officer in office; the record has its term."""
    established()
    first, second = (
        appointed("示例公安甲", "R8", department="police"),
        appointed("示例公安乙", "R8", department="police"),
    )
    with pytest.raises(Refused, match="组员须写明 B 角"):
        member(first, "member")
    with pytest.raises(Refused, match="两个人"):
        member(first, "member", deputy=first.officer)
    with pytest.raises(Refused, match="任期止"):
        member(first, "member", deputy=second.officer, valid_to=TODAY - timedelta(days=1))
    member(first, "member", deputy=second.officer, valid_to=TODAY + timedelta(days=1))
    view = leading_group(PROVINCE)
    assert view is not None
    assert [(record.officer, record.deputy, record.deputy_name) for record in view.members] == [
        (first.officer, second.officer, "示例公安乙")
    ]
    later = leading_group(PROVINCE, TODAY + timedelta(days=2))
    assert later is not None
    assert later.members == ()
    assert_ledger_tells_the_same()


@pytest.mark.clause("3.1.e")
def test_member_roster_is_kept_by_the_entitled(copy: None) -> None:
    """The head or the administrator keeps the list of members; others can't."""
    established()
    clerk = appointed("示例文电", "R7")
    with pytest.raises(AccessDenied, match="领导小组名单"):
        appoint_member(
            actor=clerk,
            region=PROVINCE,
            officer=clerk.officer,
            position="member",
            document="云政办〔2019〕3号",
            valid_from=TODAY,
        )
    with pytest.raises(AccessDenied, match="管理人员"):
        appoint_officer(actor=clerk, name="示例乙", roles=("R1",))
