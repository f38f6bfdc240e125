"""An evening through the pages alone: report, signatures, activation, notice, receipts, each in its browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fengsui.conduct import world
from fengsui.conduct.access import Actor
from fengsui.conduct.streams import state_of
from fengsui.response.state import EventState
from tests.conftest import MORNING
from tests.staffing import institution_ids
from tests.web.conftest import SignIn
from tests.web.forms import errors_of, fill_in

EVENT = "event/2026-001"
AT = "/events/2026-001"


@pytest.fixture
def desks(sign_in: SignIn) -> dict[str, Client]:
    """Browsers of the officers of the evening."""
    return {login: sign_in(login) for login in ("zhiban", "dingfang", "zuzhang", "wendian", "shuiwu", "ducha")}


@pytest.fixture
def ids(people: dict[str, Actor]) -> list[str]:
    """Institutions, the largest first."""
    return institution_ids(people["zhiban"])


def state() -> EventState:
    """The event as it stands."""
    found: EventState = state_of(EVENT)
    return found


def report(client: Client, ids: list[str], **typed: Any) -> Any:
    """Report the evening's event: the largest institution stopped paying at 08:10, known at 08:32."""
    chosen = fill_in(client, "/events/new", search=_name(ids[0]), find="1")
    assert _name(ids[0]) in chosen.content.decode()
    filled = {
        "institution": [ids[0]],
        "name": "江桥贷停付",
        "event_type": "E1",
        "occurred-date": "2026-03-02",
        "occurred-time": "08:10",
        "known-date": "2026-03-02",
        "known-time": "08:32",
        "source": "存管银行电话",
        "narrative": "存管银行张某 13800000000 来电，平台停付。",
        "condition": "B2",
        "evidence": "停付公告截图",
        "idempotency_key": "0b2f4b5c-54a4-4a5e-9c2e-6f1c0c5f0001",
        **typed,
    }
    return client.post("/events/new", filled)


def _name(institution: str) -> str:
    from fengsui.registry.queries import institution_many  # noqa: PLC0415

    return institution_many([institution])[institution].name


def graded(desks: dict[str, Client], ids: list[str]) -> None:
    """Report, suspect a second of the largest, sign 特别重大."""
    assert report(desks["zhiban"], ids).status_code == 303
    answer = fill_in(
        desks["zhiban"],
        f"{AT}/blowup?further={ids[1]}",
        condition="B2",
        evidence="公告限额兑付",
        blowup_occurred__time="08:40",
        blowup_known__time="09:00",
    )
    assert answer.status_code == 303, errors_of(answer)
    answer = fill_in(desks["zhiban"], f"{AT}/grade", having="grade")
    assert answer.status_code == 303, errors_of(answer)


def activated(desks: dict[str, Client], ids: list[str]) -> None:
    """Graded, and the plan activated by the head's telephone approval."""
    graded(desks, ids)
    assert fill_in(desks["zhiban"], f"{AT}/activation", having="matters").status_code == 303
    order = state().activation_fact.rpartition("#")[2]
    answer = fill_in(desks["zhiban"], f"{AT}/sign/{order}", having="officer", note="同意启动")
    assert answer.status_code == 303, errors_of(answer)


def submitted(desks: dict[str, Client]) -> str:
    """The first notice written and submitted; returns its number in the event's stream."""
    answer = fill_in(
        desks["wendian"],
        f"{AT}/papers/first_notice/draft",
        having="revision",
        decision="submit",
        narrative="平台停付，正在核实。",
        trend="可能扩大",
        support_needed="无",
        contact_name="锡安",
        contact_phone="0990-1",
    )
    assert answer.status_code == 303, errors_of(answer)
    return str(answer["Location"].rpartition("/")[2])


def test_the_evening_through_the_pages(desks: dict[str, Client], ids: list[str], people: dict[str, Actor]) -> None:
    """Each officer plays a part on the pages; in the end three receipts stand, one typed in late and marked so."""
    activated(desks, ids)
    assert {suspicion.status for suspicion in state().suspicions.values()} == {"suspected"}
    for login in ("dingfang", "zhiban"):
        for suspicion in list(state().suspicions):
            answer = fill_in(desks[login], f"{AT}/sign/{suspicion.rpartition('#')[2]}", having="seen_hash")
            assert answer.status_code == 303, errors_of(answer)
    assert {suspicion.status for suspicion in state().suspicions.values()} == {"confirmed"}
    paper = submitted(desks)
    assert fill_in(desks["zuzhang"], f"{AT}/sign/{paper}", having="seen_hash").status_code == 303
    world.advance_time(MORNING + timedelta(minutes=10))
    assert fill_in(desks["zhiban"], f"/papers/2026-001/{paper}/send").status_code == 303
    world.advance_time(MORNING + timedelta(minutes=40))
    times = {
        "rectification_office": "09:30",
        "internet_finance_office": "09:52",
        "anti_illegal_fundraising_office": "09:51",
    }
    for addressee, time in times.items():
        address = f"/papers/2026-001/{paper}/receipt/{addressee}"
        answer = fill_in(desks["zhiban"], address, receiver="陈值班", received__time=time)
        assert answer.status_code == 303, errors_of(answer)
    assert not state().running("first_notice")
    page = desks["zhiban"].get(AT).content.decode()
    assert page.count("已回执") == 3
    assert page.count("补录，晚 22分钟") == 1


def test_reporting_asks_for_what_is_missing_and_keeps_what_was_typed(desks: dict[str, Client], ids: list[str]) -> None:
    """A report without type, in the wrong order of times and with a bad sum comes back with faults and words."""
    faulty = {
        "event_type": "",
        "occurred-time": "08:50",
        "value-outstanding_amount_fen": "12.4567.8",
        "unit-outstanding_amount_fen": "yi",
    }
    answer = report(desks["zhiban"], ids, **faulty)
    assert answer.status_code == 422
    told = errors_of(answer)
    assert "请选择“事件类型”" in told
    assert "事发时间不能晚于获知时间" in told
    assert "12.4567.8" in told
    html = answer.content.decode()
    assert "平台停付。" in html
    assert 'value="08:50"' in html
    assert _name(ids[0]) in html


def test_the_narrative_is_sealed(desks: dict[str, Client], ids: list[str]) -> None:
    """The account of what happened is on no page until somebody writes what it is opened for; then it is shown once."""
    report(desks["zhiban"], ids)
    for page in ("", "/timeline", "/figures", "/tasks", "/papers", "/narrative"):
        assert "13800000000" not in desks["zhiban"].get(f"{AT}{page}").content.decode()
    refused = desks["zhiban"].post(f"{AT}/narrative", {"purpose": " "})
    assert refused.status_code == 422
    opened = desks["zhiban"].post(f"{AT}/narrative", {"purpose": "研判会商"})
    assert "13800000000" in opened.content.decode()
    assert desks["ducha"].get(f"{AT}/narrative").status_code == 200
    assert desks["shuiwu"].get(f"{AT}/narrative").status_code == 403


def test_signing_shows_what_will_happen(desks: dict[str, Client], ids: list[str]) -> None:
    """Before the grade is signed the page names T0, the clocks and who must countersign."""
    report(desks["zhiban"], ids)
    fill_in(
        desks["zhiban"],
        f"{AT}/blowup?further={ids[1]}",
        condition="B2",
        evidence="公告",
        blowup_occurred__time="08:40",
        blowup_known__time="09:00",
    )
    html = desks["zhiban"].get(f"{AT}/grade").content.decode()
    assert "T0 定为 2026年3月2日 09:00" in html
    assert "自 T0 起分别计时" in html
    assert "组长须在 24 小时内会签" in html
    assert "建议 特别重大" in desks["dingfang"].get(AT).content.decode()
    assert desks["dingfang"].get(f"{AT}/grade").status_code == 403


def test_a_stale_page_is_told_what_changed(desks: dict[str, Client], ids: list[str]) -> None:
    """An officer who signs on an old page is told that something came in between, and nothing is signed."""
    report(desks["zhiban"], ids)
    old = re.search(r'name="seen" value="(\d+)"', desks["zhiban"].get(f"{AT}/grade").content.decode())
    assert old is not None
    fill_in(desks["zhiban"], f"{AT}/figures/new", value__lender_count="31200", figures_source="平台口径")
    typed = {
        "grade": "other",
        "reason": "仅一家",
        "seen": old[1],
        "idempotency_key": "0b2f4b5c-54a4-4a5e-9c2e-6f1c0c5f0009",
    }
    answer = desks["zhiban"].post(f"{AT}/grade", typed)
    assert answer.status_code == 409
    assert "又有了" in errors_of(answer)
    assert "仅一家" in answer.content.decode()
    assert state().grade is None


def test_rejecting_a_proposal_needs_a_reason(desks: dict[str, Client], ids: list[str]) -> None:
    """Without a reason nothing happens; with one the provisional clocks are called off."""
    graded_not = report(desks["zhiban"], ids)
    assert graded_not.status_code == 303
    fill_in(
        desks["zhiban"],
        f"{AT}/blowup?further={ids[1]}",
        condition="B2",
        evidence="公告",
        blowup_occurred__time="08:40",
        blowup_known__time="09:00",
    )
    assert len(state().running("first_notice")) == 3
    assert fill_in(desks["zhiban"], f"{AT}/grade", having="reject_reason").status_code == 422
    answer = fill_in(desks["zhiban"], f"{AT}/grade", having="reject_reason", reject_reason="云渡贷系误传")
    assert answer.status_code == 303
    assert state().running("first_notice") == ()


def test_money_is_typed_in_its_own_unit(desks: dict[str, Client], ids: list[str]) -> None:
    """12.4 亿元 is 124 000 000 000 分 to the last digit; the page shows it with its source and as unverified."""
    report(desks["zhiban"], ids)
    answer = fill_in(
        desks["zhiban"],
        f"{AT}/figures/new",
        value__outstanding_amount_fen="12.40",
        unit__outstanding_amount_fen="yi",
        value__payment_stopped="yes",
        verification__payment_stopped="verified",
        figures_source="存管行口径",
    )
    assert answer.status_code == 303, errors_of(answer)
    assert state().figures["outstanding_amount_fen"].value == 124_000_000_000
    assert state().figures["payment_stopped"].value is True
    html = desks["zhiban"].get(f"{AT}/figures").content.decode()
    assert "12.40亿元" in html
    assert "存管行口径" in html


def test_a_liaison_sees_own_tasks_only(desks: dict[str, Client], ids: list[str]) -> None:
    """A department's liaison signs for the department's task on the desk; the event itself stays closed."""
    activated(desks, ids)
    desk = desks["shuiwu"].get("/desk").content.decode()
    assert "提供涉事机构税务情况" in desk
    assert "处置中的事件" not in desk
    assert desks["shuiwu"].get(AT).status_code == 403
    task = next(task.fact for task in state().tasks.values() if task.payload["department"] == "tax").rpartition("#")[2]
    other = next(task.fact for task in state().tasks.values() if task.payload["department"] == "court").rpartition("#")[
        2
    ]
    assert desks["shuiwu"].get(f"/tasks/2026-001/{other}").status_code == 404
    assert fill_in(desks["shuiwu"], f"/tasks/2026-001/{task}", having="decision").status_code == 303
    assert fill_in(desks["shuiwu"], f"/tasks/2026-001/{task}", note="已提供登记表", done="1").status_code == 303
    assert state().tasks[f"{EVENT}#{task}"].done
    telephone = fill_in(desks["zhiban"], f"/tasks/2026-001/{other}", having="receiver", receiver="方衡")
    assert telephone.status_code == 303
    assert state().tasks[f"{EVENT}#{other}"].acknowledged


def test_nobody_signs_for_another(desks: dict[str, Client], ids: list[str]) -> None:
    """A telephone approval is countersigned by the person who gave it; the duty chief's page has no button for it."""
    activated(desks, ids)
    owed = next(key for key, value in state().matters.owed.items() if value.officer).rpartition("#")[2]
    page = desks["zhiban"].get(f"{AT}/countersign/{owed}").content.decode()
    assert "只能由电话批准的本人补签" in page
    assert "看过，补签" not in page
    assert fill_in(desks["zuzhang"], f"{AT}/countersign/{owed}", having="seen_hash").status_code == 303
    assert all(not value.officer for value in state().matters.owed.values())


def test_ending_an_event(desks: dict[str, Client], ids: list[str]) -> None:
    """Once the plan runs it is no false alarm; the head terminates it, and each unmet condition needs words."""
    activated(desks, ids)
    assert "不能按误报处理" in desks["zhiban"].get(f"{AT}/dismiss").content.decode()
    assert desks["zhiban"].get(f"{AT}/terminate").status_code == 403
    conditions = re.findall(r'name="(met-[a-z_]+)"', desks["zuzhang"].get(f"{AT}/terminate").content.decode())
    answers = dict.fromkeys(conditions, "yes") | {conditions[0]: "no"}
    typed = {name.replace("-", "__"): value for name, value in answers.items()}
    refused = fill_in(desks["zuzhang"], f"{AT}/terminate", reason="风险消除", **typed)
    assert refused.status_code == 422
    note = {conditions[0].replace("met-", "note__"): "最近一起由公安承接"}
    assert fill_in(desks["zuzhang"], f"{AT}/terminate", reason="风险消除", **typed, **note).status_code == 303
    assert state().status == "terminated"
    assert "风险消除" in desks["zhiban"].get(AT).content.decode()


def test_a_false_alarm(desks: dict[str, Client], ids: list[str]) -> None:
    """Before anything is confirmed the duty chief closes a false alarm with a reason; the list finds it by status."""
    report(desks["zhiban"], ids)
    assert fill_in(desks["zhiban"], f"{AT}/dismiss", having="reason").status_code == 422
    assert fill_in(desks["zhiban"], f"{AT}/dismiss", reason="机房断电，已恢复").status_code == 303
    assert "江桥贷停付" in desks["zhiban"].get("/events?status=dismissed").content.decode()
    assert "没有符合的事件" in desks["zhiban"].get("/events?status=open&search=x").content.decode()


def test_a_note_is_kept_sealed(desks: dict[str, Client], ids: list[str]) -> None:
    """A line of the log appears on the timeline without its words."""
    report(desks["zhiban"], ids)
    assert fill_in(desks["zhiban"], f"{AT}/note", text="与财务负责人李某通话").status_code == 303
    html = desks["zhiban"].get(f"{AT}/timeline").content.decode()
    assert "内容已加密" in html
    assert "李某" not in html


def test_a_suspicion_that_did_not_hold(desks: dict[str, Client], ids: list[str]) -> None:
    """The duty chief rejects a suspicion with a reason; it is shown as 不成立 and no longer waits for signatures."""
    report(desks["zhiban"], ids)
    suspicion = next(iter(state().suspicions)).rpartition("#")[2]
    assert fill_in(desks["zhiban"], f"{AT}/blowup/{suspicion}/reject", reason="公告系伪造").status_code == 303
    html = desks["zhiban"].get(AT).content.decode()
    assert "等签字" not in html
    assert "不成立" in html


def test_an_idle_desk_says_what_to_do(sign_in: SignIn) -> None:
    """Without events every panel says so; who may report an event finds the button."""
    html = sign_in("zhiban").get("/desk").content.decode()
    for words in ("没有正在走的时钟", "没有等您签的", "没有新消息", "没有处置中的事件", "报告新事件"):
        assert words in html


def test_news_leaves_the_desk_when_read(desks: dict[str, Client], ids: list[str]) -> None:
    """已阅 takes one message off the officer's own desk and off nobody else's."""
    graded(desks, ids)
    before = desks["zhiban"].get("/desk").content.decode().count('name="message"')
    others = desks["zuzhang"].get("/desk").content.decode().count('name="message"')
    assert before > 0
    fill_in(desks["zhiban"], "/desk", having="message", message=_first_message(desks["zhiban"]))
    assert desks["zhiban"].get("/desk").content.decode().count('name="message"') == before - 1
    assert desks["zuzhang"].get("/desk").content.decode().count('name="message"') == others


def _first_message(client: Client) -> str:
    found = re.search(r'name="message" value="([^"]+)"', client.get("/desk").content.decode())
    assert found is not None
    return found[1]


def test_a_second_event_of_the_spell_points_to_the_first(desks: dict[str, Client], ids: list[str]) -> None:
    """One set of notices per spell of grade 1: the later event says which event carries them, and shows no clocks."""
    graded(desks, ids)
    answer = report(
        desks["zhiban"], [ids[2]], name="第三家停付", idempotency_key="0b2f4b5c-54a4-4a5e-9c2e-6f1c0c5f0002"
    )
    assert answer["Location"] == "/events/2026-002"
    html = desks["zhiban"].get("/events/2026-002").content.decode()
    assert "由 2026-001 号事件承担" in html
    assert "接收单位</h2>" not in html
    assert "由 2026-001 号事件承担" in desks["zhiban"].get("/events/2026-002/grade").content.decode()
