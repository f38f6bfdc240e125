"""Who there is and who may: the leading group, the jurisdictions, the access grants; through pages and commands."""

import re

from tests.proofs.event_pages import DUTY, open_event, refused, send, words
from tests.proofs.proving import Desk, proof

ADMINISTRATOR, INSPECTOR, SPOKESPERSON = "guanli", "ducha", "xuanchuan"
GROUP = "/group/990300"
FOUNDED = {"name": "东麓市处置领导小组", "established_on": "2026-02-01", "government_head_name": "何川"}


@proof("0.3")
def test_every_province_and_separately_planned_city_runs_its_own(desk: Desk) -> None:
    """All 36 addressees of the notice can be set up, 计划单列市 beside their provinces; a county can't."""
    code, _, told = desk.command("init", "--jurisdiction", "210203")
    assert code != 0
    listed = re.findall(r"\b(\d{6}) ", told)
    assert {"210000", "210200", "310000", "440300"} <= set(listed)
    assert len([place for place in listed if place != "100000"]) == 36
    assert "计划单列市" in words(desk.page(DUTY, "/plan/organisation"))


@proof("1.2.c")
def test_the_head_of_government_bears_responsibility(desk: Desk) -> None:
    """The leading group's page names who bears overall responsibility."""
    assert "政府主要负责人（一把手）负总责高远" in words(desk.page(DUTY, "/group"))


@proof("3.1.a")
def test_a_leading_group_is_set_up_by_a_document(desk: Desk) -> None:
    """A prefecture's group is entered with the document that set it up."""
    told = send(desk, ADMINISTRATOR, f"{GROUP}/establish", established_by="东麓政发〔2026〕3号", **FOUNDED)
    assert "东麓市处置领导小组" in told
    assert "设立文件东麓政发〔2026〕3号" in told


@proof("3.1.b")
def test_a_group_that_exists_may_serve(desk: Desk) -> None:
    """A group from before is entered by its own document; no new one is asked for. Some document there must be."""
    assert "请填设立文件" in refused(desk, ADMINISTRATOR, f"{GROUP}/establish", **FOUNDED)
    told = send(desk, ADMINISTRATOR, f"{GROUP}/establish", predecessor_document="东麓金办〔2018〕9号", **FOUNDED)
    assert "原设立文件东麓金办〔2018〕9号" in told


def appointed(desk: Desk, position: str, login: str, **more: str) -> str:
    """The group's page after an appointment from today on."""
    return send(
        desk,
        ADMINISTRATOR,
        "/group/990000/appoint",
        position=position,
        officer=f"officer/{login}",
        document="云政任〔2026〕7号",
        valid_from="2026-03-02",
        **more,
    )


@proof("3.1.c")
def test_the_head_is_of_the_provincial_government(desk: Desk) -> None:
    """The head is appointed by a document; only who holds the head's post can be."""
    wrong = {"position": "group_head", "officer": "officer/dingfang", "document": "云政任〔2026〕7号"}
    told = refused(desk, ADMINISTRATOR, "/group/990000/appoint", valid_from="2026-03-02", **wrong)
    assert "没有组长的角色" in told
    assert "组长张望山—云政任〔2026〕7号" in appointed(desk, "group_head", "zuzhang")


@proof("3.1.d")
def test_deputy_heads_are_heads_of_member_units(desk: Desk) -> None:
    """A deputy head is appointed by a document and stands on the group's page."""
    assert "副组长程北川—云政任〔2026〕7号" in appointed(desk, "deputy_head", "fuzuzhang")


@proof("3.1.e")
def test_members_have_somebody_who_stands_in(desk: Desk) -> None:
    """A member is appointed with a B角, who stands beside on the roster."""
    assert "组员王栈李屿云政任〔2026〕7号" in appointed(desk, "member", "dingfang", deputy="officer/dingfang2")


@proof("1.1.d")
def test_only_ones_own_post_and_the_rest_is_on_record(desk: Desk) -> None:
    """Who asks for what is not of the post is refused, and oversight sees who, what and why."""
    assert "您不能打开这一页" in refused(desk, SPOKESPERSON, "/events/new", name="试")
    assert "许言建立事件" in words(desk.page(INSPECTOR, "/system/refusals"))
    assert "报告新事件" in words(desk.page(DUTY, "/events/new"))


@proof("1.5.d")
def test_accounts_open_only_to_who_needs_them(desk: Desk) -> None:
    """The account of an event is 内部 and sealed: not for publicity, and for others only with a purpose."""
    account = f"{open_event(desk, narrative='某甲来电称停付')}/narrative"
    assert "您不能打开这一页" in refused(desk, SPOKESPERSON, account, purpose="写通稿")
    told = refused(desk, DUTY, account, purpose="")
    assert "用途" in told
    assert "某甲" not in told
    answer = desk.answer(DUTY, account, purpose="研判会商").content.decode()
    assert "某甲来电称停付" in answer
    assert "内部" in words(answer)


@proof("1.7.b")
def test_a_breach_can_be_traced(desk: Desk) -> None:
    """Oversight reads who was refused what, and the ledger says who recorded what."""
    event = open_event(desk)
    assert "您不能打开这一页" in refused(desk, SPOKESPERSON, f"{event}/narrative", purpose="写通稿")
    assert "许言查看基本经过" in words(desk.page(INSPECTOR, "/system/refusals"))
    entry = words(desk.page(INSPECTOR, f"/ledger/fact/event/{event.rpartition('/')[2]}%231"))
    assert "建立事件" in entry
    assert "锡安" in entry
