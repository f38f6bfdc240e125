"""Each prefecture hands its own roster over; open orders stand in the list; nobody sees another place's."""

import re
from datetime import timedelta

from fengsui.conduct import timekeeping
from fengsui.conduct.access import system_actor
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all, read_stream
from fengsui.registry.actions import appoint_officer, assign_duty
from fengsui.registry.queries import actor_for_officer
from fengsui.tasking import ordering, working
from fengsui.tasking.ordering import OrderEntry
from tests.clauses import clause
from tests.plan_2019_75.evening import minute
from tests.proofs.event_pages import DUTY, cluster, refused, send, words
from tests.proofs.proving import Desk

HERE, THERE, CITY, COUNTY_DUTY = "990300", "990100", "donglu", "donglu2"
POST = "东麓夜班"


def settle_in(desk: Desk, login: str, region: str, role: str = "R13") -> str:
    """An officer of a place, who can sign in; the id."""
    officer = appoint_officer(
        actor=system_actor("test", "990000"),
        name="秦二",
        roles=(role,),
        post="市工作组值班",
        department="rectification_office",
        region=region,
        login=login,
        document="云汀演示任〔2019〕1号",
    ).fact.stream
    desk.people = {**desk.people, login: actor_for_officer(officer)}
    return officer


def night(desk: Desk) -> str:
    """Two shifts of the prefecture's own roster, until 09:32 and after; the officer who comes."""
    coming, second = settle_in(desk, COUNTY_DUTY, HERE), settle_in(desk, "donglu3", HERE)
    for number, officer in enumerate((desk.people[CITY].officer, coming)):
        begins = minute(-460 + 480 * number)
        assign_duty(
            actor=system_actor("test", "990000"),
            region=HERE,
            post=POST,
            starts_at=begins,
            ends_at=begins + timedelta(hours=8),
            officer_a=officer,
            officer_b=second,
        )
    return coming


def shift_of(desk: Desk, login: str) -> str:
    """The shift of the prefecture's roster that the officer's page offers; empty for none."""
    found = re.search(rf'<option value="([^"]+)"[^>]*>[^<]*{POST}', desk.page(login, "/handover"))
    return found[1] if found else ""


def order(desk: Desk, region: str, owner: str, title: str) -> str:
    """The duty chief issues an order to an officer of a place; its stream."""
    entry = OrderEntry(
        title=title, region=region, owner=desk.people[owner].officer, due_at=timekeeping.now() + timedelta(days=1)
    )
    issued = ordering.issue_order(actor=desk.people[DUTY], entry=entry, idempotency_key=desk.evening.key())
    return issued.fact.stream


@clause("1.1.h", "1.1.g")
def test_a_prefecture_hands_its_own_roster_over(desk: Desk) -> None:
    """The list is of the prefecture: its orders, in its stream; the province sees the list, another prefecture not."""
    coming = night(desk)
    settle_in(desk, "yundu", THERE)
    mine, other = order(desk, HERE, CITY, "清点东麓出借人"), order(desk, THERE, "yundu", "清点云渡出借人")
    shift = shift_of(desk, CITY)
    assert shift
    assert not shift_of(desk, "yundu")
    told = send(desk, CITY, "/handover/give", shift=shift, incoming=coming, notes="盯住东麓两处门店")
    assert "等接班人签" in told
    frozen = read_stream(f"duty/{HERE}")[-1].payload
    assert frozen["region"] == HERE
    assert [item["fact"] for item in frozen["orders"]] == [f"{mine}#1"]
    assert read_stream("duty/990000") == []
    assert "等您接班" in words(desk.page(COUNTY_DUTY, "/handover"))
    assert POST in words(desk.page(DUTY, "/handover"))
    assert POST not in words(desk.page("yundu", "/handover"))
    assert other not in str(frozen)
    page = desk.page(COUNTY_DUTY, "/handover")
    found = re.search(r'name="handover" value="([^"]+)"><input type="hidden" name="seen_hash" value="(\w+)"', page)
    assert found
    assert "两人已签" in send(desk, COUNTY_DUTY, "/handover/take", handover=found[1], seen_hash=found[2])
    assert compare_with_database(read_all()) == []


@clause("1.1.h", "1.1.f")
def test_a_prefecture_s_missing_handover_is_seen_there_and_above(desk: Desk) -> None:
    """Nobody signed: the prefecture's desk and the province's say so, with the place; another prefecture's does not."""
    night(desk)
    settle_in(desk, "yundu", THERE)
    desk.evening.at(21)
    assert f"没有交接云汀省东麓市{POST}秦麓" in words(desk.page(DUTY, "/desk"))
    assert POST in words(desk.page(CITY, "/desk"))
    assert POST not in words(desk.page("yundu", "/desk"))


@clause("1.1.h")
def test_a_prefecture_s_shift_stays_in_its_place(desk: Desk) -> None:
    """An officer of another prefecture neither hands it over nor takes it."""
    night(desk)
    stranger = settle_in(desk, "yundu", THERE)
    shift = shift_of(desk, CITY)
    assert "在任的值班人员" in refused(desk, CITY, "/handover/give", shift=shift, incoming=stranger)
    refused(desk, "yundu", "/handover/give", shift=shift, incoming=desk.people[COUNTY_DUTY].officer)
    assert read_stream(f"duty/{HERE}") == []


@clause("1.1.h", "3.2.1")
def test_open_orders_are_handed_over_with_the_shift(desk: Desk) -> None:
    """The province's list holds every open order, the prefectures' too; a closed one is marked on the waiting list."""
    cluster(desk)
    first, second = order(desk, "990000", "gongan", "核对余额"), order(desk, HERE, CITY, "清点东麓出借人")
    shift = re.search(r'<option value="([^"]+)"[^>]*>值班长', desk.page(DUTY, "/handover"))
    assert shift
    send(desk, DUTY, "/handover/give", shift=shift[1], incoming=desk.people["zhiban2"].officer, notes="")
    frozen = read_stream("duty/990000")[-1].payload
    assert {item["fact"] for item in frozen["orders"]} == {f"{first}#1", f"{second}#1"}
    assert "未关闭的指令、督办单2" in words(desk.page("zhiban2", "/handover"))
    working.close_order(
        actor=desk.people[DUTY],
        order=first,
        outcome="withdrawn",
        reason="已另行核对",
        idempotency_key=desk.evening.key(),
    )
    told = words(desk.page("zhiban2", "/handover"))
    assert re.search("核对余额（何定）F-13月3日09:12后来已了结", told)
    assert not re.search("清点东麓出借人（秦麓）F-13月3日09:12后来已了结", told)
