"""Who answers for a department, who is on duty, whom a message reaches, who signs in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import WorldKind, current_world, this_world
from fengsui.ledger.reading import count_facts
from fengsui.ledger.sealed import openings_of
from fengsui.notify.models import Message
from fengsui.registry.actions import appoint_officer, assign_duty, end_officer
from fengsui.registry.credentials import (
    make_temporary_password,
    must_change_password,
    officer_for_user,
    set_password,
)
from fengsui.registry.models import Department, Officer
from fengsui.registry.queries import (
    actor_for_officer,
    department_liaisons,
    duty_now,
    liaisons_by_department,
    officers,
    officers_with_role,
    region_name,
    roster,
)
from fengsui.registry.recipients import Staff, recipients
from fengsui.registry.setting_up import jurisdictions, make_empty_copy
from tests.clauses import clause
from tests.registry.copies import (
    ADMINISTRATOR,
    PASSWORD,
    START,
    administrator,
    appointed,
    assert_ledger_tells_the_same,
    imported,
)


def message(**audience: object) -> Message:
    stream = "registry/990000"
    return Message(id="m#1", stream=stream, fact=f"{stream}#1", subject="首报", created_at=START, **audience)


@pytest.mark.usefixtures("copy")
def test_actor_carries_the_plan_s_department() -> None:
    """An officer of a real body acts for the plan's department, so that its tasks and messages reach him."""
    imported(administrator(), "departments", "单位编号,单位名称,职责条款\nlocal-finance,云汀省金融局,1.3.e\n")
    actor = appointed("示例甲", "R10", department="local-finance", region="990200")
    assert (actor.department, actor.region, actor.name) == ("financial_regulation", "990200", "示例甲")


@pytest.mark.usefixtures("copy")
def test_liaisons_are_two_persons() -> None:
    """A is the liaison, B his own deputy, else a colleague, else the office's head; nobody is both (clause 1.1.h)."""
    head = appointed("示例主任", "R2", department="rectification_office").officer
    lone = appointed("示例税务", "R10", department="tax").officer
    second = appointed("示例公安乙", "R7", department="police").officer
    first = appointed("示例公安甲", "R8", department="police").officer
    third = appointed("示例信访", "R12", department="petition", deputy=second).officer
    found = {
        department: (liaisons.owner and liaisons.owner.pk, liaisons.deputy and liaisons.deputy.pk)
        for department, liaisons in liaisons_by_department(["police", "tax", "petition", "court"]).items()
    }
    assert found == {
        "police": (first, second),
        "tax": (lone, head),
        "petition": (third, second),
        "court": (None, None),
    }
    end_officer(actor=administrator(), officer=first, reason="调离")
    liaisons = department_liaisons("police")
    assert liaisons.owner is not None
    assert liaisons.owner.pk == second


@pytest.mark.usefixtures("copy")
def test_lone_office_head_has_no_deputy() -> None:
    """One person is never both A and B; the caller is told that B is missing."""
    appointed("示例主任", "R2", department="rectification_office")
    assert department_liaisons("rectification_office").deputy is None


@pytest.mark.usefixtures("copy")
def test_roster_knows_who_is_on_duty() -> None:
    """A shift has A and B, no post is held twice at once, and a replaced shift no longer counts."""
    duty = appointed("示例值班长", "R3", login="duty")
    a, b, c = (appointed(f"示例{mark}", "R4").officer for mark in "甲乙丙")
    shift: dict[str, Any] = {
        "actor": duty,
        "region": "990000",
        "post": "盯防",
        "starts_at": START,
        "ends_at": START + timedelta(hours=8),
    }
    with pytest.raises(Refused, match="两个人"):
        assign_duty(**shift, officer_a=a, officer_b=a)
    with pytest.raises(Refused, match="晚于"):
        assign_duty(**{**shift, "ends_at": START}, officer_a=a, officer_b=b)
    first = assign_duty(**shift, officer_a=a, officer_b=b, extension="8001")
    with pytest.raises(Refused, match="已有排班"):
        assign_duty(**shift, officer_a=b, officer_b=c)
    with pytest.raises(Refused, match="手机号"):
        assign_duty(**{**shift, "post": "带班"}, officer_a=a, officer_b=b, extension="13900000001")
    assign_duty(**shift, officer_a=c, officer_b=b, replaces=first.fact.reference)
    assert [row.officer_a for row in duty_now(START)] == [c]
    assert duty_now(START + timedelta(hours=8)) == []
    assert len(roster("990000", START, START + timedelta(days=1))) == 1
    with pytest.raises(AccessDenied):
        assign_duty(**{**shift, "actor": actor_for_officer(a)}, officer_a=a, officer_b=b)
    assert_ledger_tells_the_same()


@pytest.mark.usefixtures("copy")
def test_message_reaches_those_on_duty() -> None:
    """R3 and R4 mean those on duty; without anybody on duty, everybody who holds the role."""
    duty = appointed("示例值班长", "R3", login="duty", email="duty@example.cn")
    off = appointed("示例值班员", "R3", login="off", email="off@example.cn").officer
    assert {row.pk for row in Staff().officers_for(message(audience_roles=["R3"]))} == {duty.officer, off}
    assign_duty(
        actor=duty,
        region="990000",
        post="值班长",
        starts_at=START,
        ends_at=START + timedelta(hours=8),
        officer_a=duty.officer,
        officer_b=ADMINISTRATOR,
    )
    assert [row.officer for row in recipients([message(audience_roles=["R3"])], "email")[0]] == [duty.officer]
    assert [row.address for row in recipients([message(audience_officers=[off])], "email")[0]] == ["off@example.cn"]
    assert recipients([message(audience_roles=["R3"])], "telegraph") == [[]]
    sealed = Officer.objects.get(pk=off).email
    assert [(actor, purpose) for actor, purpose, _ in openings_of(sealed)] == [("system:outbox", "发送通知")]


@pytest.mark.usefixtures("copy")
def test_message_to_a_department_reaches_a_and_b() -> None:
    """A department's message goes to its two liaisons; who has left or has no address is passed over."""
    first = appointed("示例公安甲", "R8", department="police", email="a@example.cn").officer
    appointed("示例公安乙", "R7", department="police")
    found = message(audience_department="police")
    assert len(Staff().officers_for(found)) == 2
    assert [row.officer for row in recipients([found], "email")[0]] == [first]


@pytest.mark.usefixtures("copy")
def test_message_of_a_city_stays_there() -> None:
    """A roster message of one city isn't sent to another city's officers."""
    here = appointed("示例甲", "R7", region="990200").officer
    appointed("示例乙", "R7", region="990100")
    city = message(audience_roles=["R7"])
    city.stream = "roster/990200"
    assert [row.pk for row in Staff().officers_for(city)] == [here]


@pytest.mark.usefixtures("copy")
def test_message_of_an_unknown_event_reaches_no_role() -> None:
    """Where nobody can say which places a matter belongs to, no role holder is written to."""
    appointed("示例甲", "R7")
    lost = message(audience_roles=["R7"], audience_department="police")
    lost.stream = "event/1"
    assert Staff().officers_for(lost) == []


@pytest.mark.usefixtures("copy")
def test_liaisons_of_a_place_serve_it() -> None:
    """A department answers through officers who serve the matter's place; those of the whole province serve each."""
    elsewhere = appointed("示例公安甲", "R8", department="police", region="990100").officer
    here = appointed("示例公安乙", "R8", department="police", region="990200").officer
    assert department_liaisons("police").owner is not None
    found = department_liaisons("police", ["990200"])
    assert (found.owner and found.owner.pk, found.deputy) == (here, None)
    wide = appointed("示例公安丙", "R8", department="police").officer
    both = department_liaisons("police", ["990200"])
    assert {both.owner and both.owner.pk, both.deputy and both.deputy.pk} == {here, wide}
    assert elsewhere not in {here, wide}


@pytest.mark.usefixtures("copy")
@pytest.mark.parametrize("address", ["x%40y.cn&smtp=evil.example&z=@b.cn", "a b@c.cn", "甲@b.cn", "a@b"])
def test_an_address_is_an_address(address: str) -> None:
    """What could be read as a setting of the mail server, or as two addresses, never enters the register."""
    with pytest.raises(Refused, match="邮箱"):
        appointed("示例甲", "R7", email=address)


@pytest.mark.usefixtures("copy")
def test_role_and_name_queries() -> None:
    """Officers by role serve the place asked for; the list is for those who may see it."""
    near = appointed("示例甲", "R6", region="990200").officer
    wide = appointed("示例乙", "R6").officer
    assert [row.pk for row in officers_with_role("R6", "990203")] == [near, wide]
    assert [row.pk for row in officers_with_role("R6", "990100")] == [wide]
    assert {row.name for row in officers(administrator(), "示例乙")} == {"示例乙"}
    with pytest.raises(AccessDenied):
        officers(appointed("示例档案", "R15"))
    assert region_name("990203") == "云汀省南浦市浦湾区"


@pytest.mark.usefixtures("copy")
def test_sign_in_is_the_officer_s() -> None:
    """A user acts as the officer of that login, with the roles held now, until the end of office."""
    officer = appointed("示例甲", "R7", login="first")
    set_password(officer.officer, "smoke-signal-77x", administrator())
    user = User.objects.get(username="first")
    assert user.check_password("smoke-signal-77x")
    assert must_change_password(officer.officer)
    set_password(officer.officer, "another-signal-78", officer)
    assert not must_change_password(officer.officer)
    assert officer_for_user(user) == officer
    end_officer(actor=administrator(), officer=officer.officer, reason="退休")
    user.refresh_from_db()
    assert not user.is_active
    for nobody in (user, AnonymousUser()):
        with pytest.raises(AccessDenied):
            officer_for_user(nobody)
    with pytest.raises(Refused, match="不能设密码"):
        set_password(officer.officer, "another-signal-79", administrator())


@pytest.mark.usefixtures("copy")
def test_passwords_are_strong_and_set_by_the_entitled() -> None:
    """Short and common passwords are refused; nobody but the administrator sets another's."""
    first, second = appointed("示例甲", "R7", login="first"), appointed("示例乙", "R7", login="second")
    for weak in ("short", "password123", "1234567890123"):
        with pytest.raises(Refused):
            set_password(first.officer, weak, administrator())
    with pytest.raises(AccessDenied):
        set_password(first.officer, "smoke-signal-77x", second)
    made = {make_temporary_password() for _ in range(20)}
    assert len(made) == 20
    assert all(len(password) == 19 for password in made)


@pytest.mark.usefixtures("copy")
@clause("1.5.d")
def test_administrator_of_a_place_reaches_nobody_elsewhere() -> None:
    """A county's administrator neither sets the provincial head's password nor fetches the head down by appointing."""
    head = appointed("示例甲", "R1", login="first")
    county = appointed("示例乙", "R16", login="second", region="990202")
    with pytest.raises(AccessDenied):
        set_password(head.officer, "smoke-signal-77x", county)
    with pytest.raises(AccessDenied):
        appoint_officer(actor=county, officer=head.officer, name="示例甲", roles=("R8",), region="990202")
    assert actor_for_officer(head.officer) == head
    clerk = appointed("示例丙", "R8", login="third", region="990202")
    set_password(clerk.officer, "smoke-signal-77x", county)
    again = appoint_officer(actor=county, officer=clerk.officer, name="示例丙", roles=("R9",), region="990202")
    assert actor_for_officer(again.fact.stream).roles == {"R9"}


@pytest.mark.usefixtures("copy")
def test_new_copy_has_departments_and_one_administrator() -> None:
    """After set-up: a world of the jurisdiction, the plan's departments, an administrator who can sign in."""
    assert (this_world().jurisdiction, this_world().jurisdiction_name) == ("990000", "云汀省")
    assert Department.objects.filter(plan_id="court", clause="1.3.h").count() == 1
    assert Department.objects.count() == 12
    assert officer_for_user(User.objects.get(username="admin.one")).roles == {"R16"}
    assert User.objects.get(username="admin.one").check_password(PASSWORD)
    assert must_change_password(ADMINISTRATOR)
    assert_ledger_tells_the_same()


@pytest.mark.usefixtures("copy")
def test_home_in_use_is_refused_and_stays() -> None:
    """A second set-up changes nothing."""
    with pytest.raises(Refused, match="不能再建"):
        make_empty_copy("990000", "test", administrator_login="admin.two", administrator_name="示例", start=START)
    assert Officer.objects.count() == 1


@pytest.mark.usefixtures("copy")
def test_who_may_run_a_copy() -> None:
    """The 36 addressees, the centre and the two invented provinces; a live copy is never an invented one."""
    assert len(jurisdictions()) == 39
    wrong: tuple[tuple[str, WorldKind], ...] = (("990200", "test"), ("123456", "test"), ("990000", "live"))
    for code, kind in wrong:
        with pytest.raises(Refused, match=r"不能单独建立环境。可以建立的是：.*440300"):
            make_empty_copy(code, kind, administrator_login="admin.two", administrator_name="示例")
    with pytest.raises(Refused, match="登录名"):
        make_empty_copy("990000", "test", administrator_login="9", administrator_name="示例")


def test_failed_set_up_leaves_no_world_and_no_drawn_keys_for_a_live_one(db: None, home: Path) -> None:
    """A set-up that fails half-way can be repeated; keys drawn from a test's seed never serve a live copy."""
    with pytest.raises(Refused, match="手机号"):
        make_empty_copy(
            "990000", "test", administrator_login="admin.two", administrator_name="13900000001", start=START
        )
    assert current_world() is None
    assert count_facts() == 0
    with pytest.raises(Refused, match="密钥"):
        make_empty_copy("110000", "live", administrator_login="admin.two", administrator_name="示例")
    make_empty_copy("990000", "test", administrator_login="admin.two", administrator_name="示例", start=START)
    assert officer_for_user(User.objects.get(username="admin.two")).name == "示例"
