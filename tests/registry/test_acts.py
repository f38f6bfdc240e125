"""Single acts on institutions, officers and the contact book: who may, what is refused, what is written."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.conduct.access import AccessDenied, Actor, covers
from fengsui.conduct.acting import Refused, SeenOutdated
from fengsui.conduct.rebuild import write_projections
from fengsui.ledger.reading import read_all
from fengsui.registry.actions import (
    appoint_officer,
    change_institution,
    end_officer,
    name_watchers,
    read_institution_form,
    record_contact,
    register_institution,
)
from fengsui.registry.exporting import export_table
from fengsui.registry.identities import institution_id
from fengsui.registry.institutions import in_place
from fengsui.registry.models import Contact, Institution, Officer
from fengsui.registry.people import served
from fengsui.registry.policy import RULES
from fengsui.registry.queries import actor_for_officer, contact_for, institution, institutions, unwatched
from fengsui.registry.table_cells import Cell
from tests.registry.copies import administrator, appointed, assert_ledger_tells_the_same, imported

VALUES: dict[str, Cell] = {"name": "江桥网络借贷公司", "registered_region": "990203", "outstanding_balance_fen": 100}


@pytest.fixture
def supervisor(copy: None) -> Actor:
    """An off-site supervisor of the province."""
    return appointed("示例监管员", "R6", login="supervisor")


def test_register_and_change(supervisor: Actor) -> None:
    """An entry made by hand is corrected by a fact that names what changed and why; the first entry stays on record."""
    outcome = register_institution(actor=supervisor, values={**VALUES, "balance_as_of": date(2019, 6, 30)})
    key = outcome.fact.payload["institution"]
    assert outcome.fact.stream == f"institution/{key}"
    changed = change_institution(
        actor=supervisor,
        institution=key,
        values={"outstanding_balance_fen": 200},
        cleared=("balance_as_of",),
        reason="机构更正报送",
        seen=1,
    )
    assert set(changed.fact.payload["changed"]) == {"outstanding_balance_fen", "balance_as_of"}
    row = Institution.objects.get(pk=key)
    assert (row.outstanding_balance_fen, row.balance_as_of, row.name) == (200, None, "江桥网络借贷公司")
    assert_ledger_tells_the_same()


def test_refusals_say_why(supervisor: Actor) -> None:
    """Twice the same, outside the jurisdiction, without a reason, without a change, on an old page: each is told."""
    key = register_institution(actor=supervisor, values=VALUES).fact.payload["institution"]
    with pytest.raises(Refused, match="已在名册中"):
        register_institution(actor=supervisor, values=VALUES)
    with pytest.raises(Refused, match="都不在本辖区"):
        register_institution(actor=supervisor, values={**VALUES, "registered_region": "980000"})
    with pytest.raises(Refused, match="原因"):
        change_institution(actor=supervisor, institution=key, values={"status": "exited"}, reason=" ")
    with pytest.raises(Refused, match="没有改动"):
        change_institution(actor=supervisor, institution=key, values={"outstanding_balance_fen": 100}, reason="核对")
    with pytest.raises(SeenOutdated):
        change_institution(actor=supervisor, institution=key, values={"status": "exited"}, reason="核对", seen=0)
    with pytest.raises(Refused, match="没有这家机构"):
        change_institution(actor=supervisor, institution="i-none", values={}, reason="核对")


def test_form_is_read_as_a_table_row_is(supervisor: Actor) -> None:
    """What an officer types into the form is understood, and criticised, as in a file."""
    values, findings = read_institution_form(
        {"name": "=江桥公司", "registered_region": "南浦市", "outstanding_balance_yuan": "1,200.5", "credit_code": ""}
    )
    assert values["registered_region"] == "990200"
    assert values["outstanding_balance_fen"] == 120050
    assert any("统一社会信用代码" in finding.message_zh for finding in findings)
    register_institution(actor=supervisor, values=values)
    assert Institution.objects.get().name == "=江桥公司"
    values, findings = read_institution_form({"name": "", "registered_region": "某处"})
    assert values == {}
    assert len([finding for finding in findings if finding.severity == "error"]) == 2


def test_watchers_are_two_and_serve_the_place(supervisor: Actor) -> None:
    """A and B are two watchers in office whose region covers the institution (clause 1.1.h)."""
    duty = appointed("示例值班长", "R3", login="duty")
    first = appointed("示例盯防甲", "R4", login="watch.a").officer
    second = appointed("示例盯防乙", "R4", login="watch.b", region="990200").officer
    far = appointed("示例盯防丙", "R4", login="watch.c", region="990100").officer
    key = register_institution(actor=supervisor, values=VALUES).fact.payload["institution"]
    assert [row.pk for row in unwatched(supervisor)] == [key]
    for pair, words in (((first, first), "两个人"), ((first, far), "辖区"), ((first, duty.officer), "盯防专人")):
        with pytest.raises(Refused, match=words):
            name_watchers(actor=duty, institution=key, watcher_a=pair[0], watcher_b=pair[1])
    name_watchers(actor=duty, institution=key, watcher_a=first, watcher_b=second)
    assert list(unwatched(supervisor)) == []
    with pytest.raises(AccessDenied, match="指定盯防人"):
        name_watchers(actor=supervisor, institution=key, watcher_a=first, watcher_b=second)
    assert_ledger_tells_the_same()


def test_officer_who_left_acts_no_more(supervisor: Actor) -> None:
    """After the end of office nobody acts under the name; appointed anew, the person does."""
    with pytest.raises(Refused, match="最后一名"):
        end_officer(actor=administrator(), officer="officer/admin.one", reason="调离")
    end_officer(actor=administrator(), officer=supervisor.officer, reason="调离")
    with pytest.raises(AccessDenied):
        actor_for_officer(supervisor.officer)
    with pytest.raises(Refused, match="已离任"):
        end_officer(actor=administrator(), officer=supervisor.officer, reason="调离")
    appoint_officer(actor=administrator(), officer=supervisor.officer, name="示例监管员", roles=("R5",))
    assert actor_for_officer(supervisor.officer).roles == {"R5"}
    assert_ledger_tells_the_same()


def test_appointment_refusals(copy: None) -> None:
    """A login in use, an unknown department, oneself as deputy, the public's role: refused in words."""
    appointed("示例甲", "R7", login="one.two")
    for more, words in (
        ({"login": "one.two"}, "已有人使用"),
        ({"department": "nowhere"}, "没有单位"),
        ({"deputy": "officer/none"}, "B 角"),
        ({"login": "1x"}, "登录名"),
        ({"email": "nobody"}, "邮箱"),
        ({"region": "123456"}, "区划代码"),
        ({"officer": "officer/none"}, "没有此人"),
    ):
        with pytest.raises(Refused, match=words):
            appointed("示例乙", "R7", **more)
    with pytest.raises(Refused, match="出借人"):
        appointed("示例乙", "R18")
    with pytest.raises(Refused, match="没有角色"):
        appointed("示例乙", "R99")


def test_officers_without_login_are_numbered(copy: None) -> None:
    """Who never signs in gets a number that no login can be."""
    assert [appointed(f"示例{mark}", "R10").officer for mark in "甲乙"] == ["officer/00001", "officer/00002"]


def test_contact_of_an_addressee_is_kept_up_to_date(copy: None) -> None:
    """The body that answers for an addressee today is written by hand and goes before the imported one."""
    clerk = appointed("示例文电", "R7")
    imported(clerk, "contacts", "单位,电话\n互联网金融风险专项整治领导小组办公室,0990-0000001\n")
    record_contact(
        actor=clerk,
        organisation="云汀省金融工作局",
        addressee="internet_finance_office",
        channel="专线",
        name="示例丙",
        phone="13900000003",
    )
    contact = contact_for("internet_finance_office")
    assert contact is not None
    assert (contact.organisation, contact.channel, contact.phone) == ("云汀省金融工作局", "专线", "")
    assert contact.phone_sealed
    assert "13900000003" not in repr([fact.payload for fact in read_all()])
    with pytest.raises(Refused, match="没有收文单位"):
        record_contact(actor=clerk, organisation="某局", addressee="nobody")
    with pytest.raises(AccessDenied):
        record_contact(actor=administrator(), organisation="某局")
    assert_ledger_tells_the_same()


def test_projections_can_be_drawn_anew(supervisor: Actor) -> None:
    """Thrown away and drawn from the ledger, every row of the register is back."""
    register_institution(actor=supervisor, values=VALUES)
    before = (list(Institution.objects.values()), list(Officer.objects.values()))
    write_projections(read_all())
    assert (list(Institution.objects.values()), list(Officer.objects.values())) == before


def test_lists_show_the_officer_s_own_jurisdiction(supervisor: Actor) -> None:
    """A city's officer sees what is registered or operates in the city, nothing else."""
    for name, region, operating in (("甲", "990200", ()), ("乙", "990100", ()), ("丙", "990100", ("990203",))):
        register_institution(
            actor=supervisor,
            values={"name": f"{name}公司", "registered_region": region, "operating_regions": operating},
        )
    city = appointed("示例市级", "R6", region="990200")
    assert [row.name for row in institutions(city).rows] == ["丙公司", "甲公司"]
    assert institutions(supervisor).total == 3
    assert [row.name for row in institutions(supervisor, search="乙").rows] == ["乙公司"]
    assert institutions(supervisor, region="990203").total == 1
    hidden = Institution.objects.get(name="乙公司").pk
    with pytest.raises(AccessDenied, match="辖区"):
        institution(city, hidden)
    with pytest.raises(AccessDenied, match="查看机构名册"):
        institutions(administrator())


def test_list_costs_the_same_however_long(supervisor: Actor, django_assert_num_queries: Any) -> None:
    """A page of the list takes three queries, with ten institutions or fifty."""
    rows = [f"示例{number:03d}公司,云汀省\n" for number in range(120)]
    imported(supervisor, "institutions", "机构名称,注册地\n" + "".join(rows))
    for page in (1, 3):
        with django_assert_num_queries(3):
            shown = institutions(supervisor, page=page)
    assert (shown.page, shown.pages, len(shown.rows)) == (3, 3, 20)


def test_exports_come_back_as_they_went(supervisor: Actor) -> None:
    """An export imported again changes nothing; phones are exported only for a stated purpose."""
    register_institution(actor=supervisor, values={**VALUES, "operating_regions": ("980000", "990100")})
    content = export_table(supervisor, "institutions").decode()
    with pytest.raises(Refused, match="没有变化"):
        imported(supervisor, "institutions", content)
    appointed("示例丁", "R7", department="police", phone="13900000004", login="fourth")
    duty = appointed("示例值班长", "R3", login="duty")
    with pytest.raises(AccessDenied, match="用途"):
        export_table(duty, "officers")
    officers = export_table(duty, "officers", purpose="核对通讯录").decode()
    assert "13900000004" in officers
    for stranger in (supervisor, administrator()):
        with pytest.raises(AccessDenied):
            export_table(stranger, "officers", purpose="核对")
    contacts = "单位,联系人,电话\n示例局,示例戊,13900000005\n"
    imported(appointed("示例文电", "R7"), "contacts", contacts)
    assert Contact.objects.get().phone == ""
    assert "13900000005" in export_table(duty, "contacts", purpose="核对通讯录").decode()
    assert "police" in export_table(administrator(), "departments").decode()


def test_every_right_names_its_roles() -> None:
    """No right is everybody's; the administrator has none over institutions."""
    for rule in RULES:
        assert rule.roles
        assert not rule.roles & {"R17", "R18", "R19"}
        if "institution" in rule.permission or "watchers" in rule.permission:
            assert "R16" not in rule.roles


@given(st.text(max_size=20), st.sampled_from(["990000", "990203"]), st.text(max_size=10))
def test_institution_ids_are_drawn_from_content(name: str, region: str, more: str) -> None:
    """The same content gives the same id; a valid code goes before the name; anything more makes another id."""
    plain = institution_id(credit_code="", name=name, registered_region=region)
    assert plain == institution_id(credit_code="", name=name, registered_region=region)
    assert plain.startswith("i-")
    assert len(plain) == 14
    coded = institution_id(credit_code="91990203MA0EXAMP1W", name=name, registered_region=region)
    assert coded == institution_id(credit_code="91990203MA0EXAMP1W", name=name + "改名", registered_region="990000")
    assert plain != institution_id(credit_code="", name=name, registered_region=region, more=(more,))


def test_filter_of_lists_agrees_with_the_access_check(copy: None) -> None:
    """What the lists show for a region is exactly what the access check covers, 计划单列市 beside their provinces."""
    codes = [
        *("110000", "110101", "210000", "210100", "210200", "210203", "350200", "350206", "440000", "440100"),
        *("440300", "440305", "420000", "429004", "990000", "990200", "990203", "980000", "100000"),
    ]
    Institution.objects.bulk_create(
        [Institution(id=code, name=code, registered_region=code, places=f" {code}") for code in codes]
    )
    for region in codes:
        covered = {code for code in codes if covers(region, code)}
        assert (
            set(Institution.objects.filter(served("registered_region", region)).values_list("id", flat=True)) == covered
        )
        assert set(Institution.objects.filter(in_place(region)).values_list("id", flat=True)) == covered
