"""The main line, through the pages alone: report, grade, activation, tasks, 首报, three receipts, report, end.

Every officer works in a browser of the officer's own, signed in with the officer's own password. The world is a test
world on a simulated clock that begins at 09:12 Beijing time. What a page says and what the ledger holds are checked
step by step; in the end the ledger is verified and every table is rebuilt from it.
"""

import hashlib
import re
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.rebuild import compare_with_database
from fengsui.conduct.streams import state_of
from fengsui.ledger.canonical import Fact
from fengsui.ledger.exporting import verify_ledger
from fengsui.ledger.reading import read_all, read_stream
from fengsui.ledger.sealer import seal
from fengsui.response.state import EventState
from tests.response.desks import Desks, number_of
from tests.web.forms import errors_of, fill_in
from tests.web.markup import Page

EVENT, AT = "event/2026-001", "/events/2026-001"
OFFICES = ("rectification_office", "internet_finance_office", "anti_illegal_fundraising_office")


@pytest.fixture
def desks(officers: dict[str, Actor]) -> Desks:
    """The staffed province at 09:12, nobody signed in yet."""
    return Desks(officers)


def state() -> EventState:
    """The event as its facts add up."""
    found: EventState = state_of(EVENT)
    return found


def facts(kind: str) -> list[Fact]:
    """The event's facts of one kind, oldest first."""
    return [fact for fact in read_stream(EVENT) if fact.kind == kind]


def report(desks: Desks, login: str) -> None:
    """A manual report: the institution is found by search, three times are told apart, a blow-up is suspected."""
    address = "/events/new"
    found = fill_in(desks[login], address, search=desks.names[0][:2], find="1")
    assert desks.names[0] in Page(found.content.decode()).text
    chosen = desks[login].post(address, {"add": desks.ids[0], "search": desks.names[0][:2]})
    assert f'name="institution" value="{desks.ids[0]}"' in chosen.content.decode()
    typed = {
        "institution": [desks.ids[0]],
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
    }
    answer = desks[login].post(address, typed)
    assert (answer.status_code, answer["Location"]) == (303, AT), errors_of(answer)


def reported(desks: Desks) -> None:
    """09:12 The watcher reports; the page tells the three times, and no rule proposes the highest grade yet."""
    report(desks, "dingfang")
    page = desks.read("dingfang", AT)
    assert "事发 3月2日 08:10 获知 3月2日 08:32 事发后 22分钟 认定 等签等级" in page
    assert "B2 疑似爆雷" in page
    assert "13800000000" not in page
    assert state().proposal["grade"] != "extraordinary"
    assert not state().clocks


def proposed(desks: Desks) -> None:
    """09:15 A second of the largest joins: GR-2 proposes 特别重大 with its numbers; six clocks run 暂计 from 09:00."""
    desks.at("09:15")
    desks.act(
        "zhiban",
        f"{AT}/blowup?further={desks.ids[1]}",
        condition="B2",
        evidence="公告限额兑付",
        blowup_occurred__time="08:40",
        blowup_known__time="09:00",
    )
    page = desks.read("dingfang", AT)
    for words in (
        "等级建议",
        "特别重大",
        "GR-2",
        "已确认 0 家，疑似 2 家（疑似先计入）",
        "暂计",
        "等值班长（或组长）签字",
    ):
        assert words in page
    assert page.count("还有 1 小时 45 分") >= 3  # 11:00, for each of the three offices
    assert page.count("还有 3 小时 45 分") >= 3  # 13:00
    clocks = state().running("first_notice", "written_report")
    assert len(clocks) == 6
    assert all(clock.provisional for clock in clocks)
    assert state().grade is None
    assert "T0 定为 2026年3月2日 09:00" in desks.read("zhiban", f"{AT}/grade")


def confirmed(desks: Desks) -> None:
    """09:17 Watcher and duty chief sign both blow-ups; one signature alone confirms nothing."""
    desks.at("09:17")
    for suspicion in list(state().suspicions):
        address = f"{AT}/sign/{number_of(suspicion)}"
        desks.act("dingfang", address, having="seen_hash")
        assert state().suspicions[suspicion].status == "suspected"
        assert "还差：值班长" in desks.read("dingfang", AT)
        desks.act("zhiban", address, having="seen_hash")
        assert state().suspicions[suspicion].status == "confirmed"
    page = desks.read("zhiban", AT)
    assert page.count("爆雷已确认") == 2
    assert "已确认 2 家，疑似 0 家" in page


def graded(desks: Desks) -> None:
    """09:20 The duty chief signs the grade: T0 stands at 09:00, the six clocks are confirmed from it."""
    desks.at("09:20")
    desks.act("zhiban", f"{AT}/grade", having="grade")
    page = desks.read("zhiban", AT)
    assert "T0 3月2日 09:00" in page
    assert "认定 3月2日 09:20 获知后 48分钟" in page
    assert "暂计" not in page
    assert state().grade == "extraordinary"
    clocks = state().running("first_notice", "written_report")
    assert not any(clock.provisional for clock in clocks)
    assert {(clock.definition, clock.due_at) for clock in clocks} == {
        ("first_notice", "2026-03-02T03:00:00.000000Z"),
        ("written_report", "2026-03-02T05:00:00.000000Z"),
    }


def activated(desks: Desks) -> None:
    """09:25 The order with its four fields; the head approves by telephone, the duty chief writes that down."""
    desks.at("09:25")
    refused = fill_in(desks["zhiban"], f"{AT}/activation", having="matters", measures="")
    assert refused.status_code == 422
    assert "应急处置措施" in errors_of(refused)
    order = {
        "matters": "处置江桥贷停付",
        "expected_period": "三十日",
        "measures": "核查资金；接待登记",
        "scope": "云汀市",
    }
    desks.act("zhiban", f"{AT}/activation", **order)
    assert facts("activation.drafted")[-1].payload.items() >= {"response_level": "一级", **order}.items()
    address = f"{AT}/sign/{number_of(state().activation_fact)}"
    shown = desks.read("zhiban", address)
    for words in (*order.values(), "记电话批准", "本人须在 24 小时内补签", "任务下达"):
        assert words in shown
    assert facts("task.issued") == []
    desks.act("zhiban", address, having="officer", approved__time="09:24", note="同意启动")
    signature = facts("signature.given")[-1].payload
    assert (signature["mode"], signature["officer_name"]) == ("telephone", "张望山")
    assert "电话批准，须本人补签" in desks.read("zhiban", address)
    assert state().activated


def tasks_issued(desks: Desks) -> None:
    """Eleven tasks with sign-for clocks of 15 minutes; liaisons sign on their page, the one who does not is late."""
    tasks = list(state().tasks.values())
    assert len(tasks) == len(state().running("task_acknowledgement")) == 11
    late = next(task for task in tasks if task.payload["department"] == "court")
    for task in tasks:
        if task is not late:
            login = desks.login_of[task.payload["owner"]]
            address = f"/tasks/2026-001/{number_of(task.fact)}"
            assert task.payload["title"] in desks.read(login, "/tasks")
            assert desks.act(login, address, having="decision") == address
            assert "已签收" in desks.read(login, address)
    assert desks["shuiwu"].get(AT).status_code == 403
    assert len(state().running("task_acknowledgement")) == 1
    desks.at("09:41")
    assert [fact.payload["subject_name"] for fact in facts("clock.lapsed")] == ["法院"]
    page = desks.read("zhiban", f"{AT}/tasks")
    assert "11 项：已签收 10，已办结 0" in page
    assert "待签收 超 1 分钟" in page
    assert "任务签收（法院）超过时限" in desks.read("zhiban", f"{AT}/timeline")
    telephone = {"receiver": "方衡", "acknowledged__time": "09:41"}
    desks.act("zhiban", f"/tasks/2026-001/{number_of(late.fact)}", **telephone)
    page = desks.read("zhiban", f"{AT}/tasks")
    assert "11 项：已签收 11" in page
    assert "曾超时限" in page


def recorded(desks: Desks) -> None:
    """09:45 Figures, each with its unit, its source and whether it was checked."""
    desks.at("09:45")
    typed = {
        "value__outstanding_amount_fen": "12.4",
        "unit__outstanding_amount_fen": "yi",
        "verification__outstanding_amount_fen": "verified",
        "value__lender_count": "31200",
        "figures_source": "存管行口径",
    }
    desks.act("dingfang", f"{AT}/figures/new", **typed)
    assert state().figures["outstanding_amount_fen"].value == 1_240_000_000_00
    page = desks.read("zhiban", f"{AT}/figures")
    for words in ("12.40亿元", "31,200人", "存管行口径", "已核", "待核"):
        assert words in page


def written(desks: Desks) -> str:
    """09:50 The report writer drafts the 首报: figures lead to facts, 待核 is counted. Returns the paper's number."""
    desks.at("09:50")
    address = f"{AT}/papers/first_notice/draft"
    texts = {
        "trend": "咨询增多，暂无聚集",
        "support_needed": "无",
        "contact_name": "锡安",
        "contact_phone": "0990-8001",
    }
    shown = fill_in(desks["wendian"], address, having="revision", decision="preview", narrative="平台停付。", **texts)
    html = shown.content.decode()
    figure = state().figures["lender_count"].fact
    assert re.search(rf'<a [^>]*href="/ledger/fact/{EVENT}[^"]*{number_of(figure)}"[^>]*>31,200人', html)
    unknown = html.count('<mark class="unknown">待核</mark>')
    assert unknown > 5
    assert f"没有数据的 {unknown} 处写“待核”；有数、还没核实的 1 处" in Page(html).text
    assert facts("paper.submitted") == []
    where = desks.act("wendian", address, having="revision", decision="submit", narrative="平台停付。", **texts)
    submitted = facts("paper.submitted")[-1].payload
    assert {row["name"]: row["fact"] for row in submitted["figures"]}["lender_count"] == figure
    assert desks["wendian"].get(f"{where}/send").status_code == 403
    return where


def sent(desks: Desks, paper: str) -> None:
    """09:52 The deputy approves by telephone; 09:54 the duty chief sends the 首报 to three offices."""
    desks.at("09:52")
    assert "还没有批准" in desks.read("zhiban", f"{paper}/send")
    address = f"{AT}/sign/{number_of(paper)}"
    found = re.search(r'<option value="([^"]+)"[^>]*>[^<]*程北川', desks["zhiban"].get(address).content.decode())
    assert found is not None
    desks.act("zhiban", address, having="officer", officer=found[1], note="同意报送")
    desks.at("09:54")
    desks.act("zhiban", f"{paper}/send")
    page = desks.read("zhiban", paper)
    assert "已冻结" in page
    assert "签发人：程北川" in page
    assert page.count("登记回执") == 3
    assert len(facts("paper.sent")[-1].payload["sendings"]) == 3
    assert len(state().running("first_notice")) == 3


def received(desks: Desks, paper: str) -> None:
    """Receipts one by one, the last typed in 25 minutes late (补录): each stops its own clock; all three are green."""
    for clock, office, time, left in (
        ("09:58", OFFICES[0], "09:57", 2),
        ("10:00", OFFICES[1], "10:00", 1),
        ("10:20", OFFICES[2], "09:55", 0),
    ):
        desks.at(clock)
        desks.act("zhiban", f"{paper}/receipt/{office}", receiver="陈值班", received__time=time)
        assert len(state().running("first_notice")) == left
    page = desks.read("zuzhang", AT)
    for words in ("09:57 已回执", "10:00 已回执", "09:55 已回执"):
        assert words in page
    assert page.count("补录，晚 25分钟") == 1
    assert '<span class="tag done"><time datetime="2026-03-02T01:55:00+00:00">09:55</time> 已回执' in (
        desks["zhiban"].get(AT).content.decode()
    )


def countersigned(desks: Desks) -> None:
    """10:30 The head signs what was decided in the head's name or needs it: grade, activation; nobody else can."""
    desks.at("10:30")
    for request, owed in list(state().matters.owed.items()):
        login = desks.login_of.get(owed.officer, "zuzhang")
        address = f"{AT}/countersign/{number_of(request)}"
        assert "看过，补签" not in desks.read("zhiban", address)
        desks.act(login, address, having="seen_hash")
    assert not state().matters.owed
    assert not state().running("countersignature")


def reported_in_writing(desks: Desks) -> str:
    """10:40 The written report, signed by the head in person, sent, received: all six clocks are settled in time."""
    desks.at("10:40")
    texts = {
        "narrative": "两家机构先后停付。",
        "outlook": "好、中、坏三种情形。",
        "contact_name": "锡安",
        "contact_phone": "0990-8001",
    }
    paper = desks.act("wendian", f"{AT}/papers/written_report/draft", having="revision", decision="submit", **texts)
    desks.act("zuzhang", f"{AT}/sign/{number_of(paper)}", having="mode", mode="in_person")
    assert facts("signature.given")[-1].payload["mode"] == "in_person"
    desks.act("zhiban", f"{paper}/send")
    desks.at("10:50")
    for office in OFFICES:
        desks.act("wendian", f"{paper}/receipt/{office}", receiver="陈值班", received__time="10:48")
    assert not state().running("first_notice", "written_report")
    kinds = [state().clocks[fact.payload["clock"]].definition for fact in facts("clock.settled")]
    assert kinds.count("first_notice") == kinds.count("written_report") == 3
    page = desks.read("zhiban", AT)
    assert page.count("已回执") == 6
    assert "超时限" not in page
    return paper


def supported(desks: Desks) -> None:
    """10:55 Each place that was asked for support has answered; one answer came in time and was typed in late."""
    desks.at("10:55")
    for request in list(state().support):
        typed = {"officer_name": "值班主任", "answered__time": "09:40", "note": "同意配合"}
        desks.act("zhiban", f"{AT}/support/{number_of(request)}", **typed)
    assert all(wanted["answer"] for wanted in state().support.values())
    assert not state().running("support_acknowledgement")
    assert "值班主任" in desks.read("zhiban", f"{AT}/tasks")


def terminated(desks: Desks) -> None:
    """17:00 The head ends the event: each condition of PAR-22 is met, or said why not."""
    desks.at("17:00")
    shown = desks["zuzhang"].get(f"{AT}/terminate").content.decode()
    assert "PAR-22" in shown
    names = re.findall(r'type="radio" name="met-([a-z_]+)" id=', shown)
    assert len(names) > 3
    answers = {f"met__{name}": "yes" for name in names} | {f"met__{names[0]}": "no"}
    refused = fill_in(desks["zuzhang"], f"{AT}/terminate", reason="风险已控制", **answers)
    assert refused.status_code == 422
    note = {f"note__{names[0]}": "由处非办继续办理"}
    desks.act("zuzhang", f"{AT}/terminate", reason="风险已控制", **answers, **note)
    assert state().status == "terminated"
    conditions = facts("event.terminated")[-1].payload["conditions"]
    assert [row["met"] for row in conditions] == [False] + [True] * (len(names) - 1)
    page = desks.read("ducha", AT)
    assert "已终止" in page
    assert "风险已控制" in page
    assert not [clock for clock in state().clocks.values() if clock.running]


def filed(desks: Desks, papers: tuple[str, ...]) -> None:
    """What was sent can be fetched as PDF, DOCX and text: the very bytes the fact names, the checkpoint printed."""
    for paper, fact in zip(papers, facts("paper.sent"), strict=True):
        payload = fact.payload
        files = {form: desks["wendian"].get(f"{paper}/file/{form}").content for form in ("pdf", "docx", "text")}
        for form, content in files.items():
            assert hashlib.sha256(content).hexdigest() == payload[form], (paper, form)
        text = files["text"].decode()
        assert payload["checkpoint"] in text
        pages = "".join(page.extract_text() for page in PdfReader(BytesIO(files["pdf"])).pages)
        printed = "".join(pages.replace("\u200b", "").split())  # where a line may break
        assert payload["number"] in text
        assert payload["number"] in printed
        assert "".join(payload["checkpoint"].split()) in printed
        assert Document(BytesIO(files["docx"])).paragraphs
        given = payload["checkpoint"].split()[-1]
        assert verify_ledger(public_key=world.keys().public_key, given=given).holds


def kept(desks: Desks) -> None:
    """Nothing in the ledger was changed, and every table follows from it."""
    seal(holder="test", now=timekeeping.now(), keys=world.keys())
    outcome = verify_ledger(public_key=world.keys().public_key)
    assert (outcome.holds, outcome.findings) == (True, [])
    assert outcome.facts > 150
    assert compare_with_database(read_all()) == []
    answer = fill_in(desks["ducha"], "/ledger/verification", having="given")
    assert "底账完整" in answer.content.decode()


def test_the_main_line(desks: Desks) -> None:
    """From a manual report to the end of the event, each officer on the officer's own pages; the ledger holds."""
    for step in (reported, proposed, confirmed, graded, activated, tasks_issued, recorded):
        step(desks)
    notice = written(desks)
    sent(desks, notice)
    received(desks, notice)
    countersigned(desks)
    whole = reported_in_writing(desks)
    supported(desks)
    terminated(desks)
    filed(desks, (notice, whole))
    kept(desks)


def test_a_false_alarm(desks: Desks) -> None:
    """A report that proves wrong: dismissed with a reason, its record stays, it counts no more; nothing went out."""
    report(desks, "zhiban")
    desks.at("09:30")
    assert fill_in(desks["zhiban"], f"{AT}/dismiss", having="reason").status_code == 422
    desks.act("zhiban", f"{AT}/dismiss", reason="机房断电，兑付已恢复")
    assert state().status == "dismissed"
    page = desks.read("dingfang", AT)
    assert "误报" in page
    assert "机房断电，兑付已恢复" in page
    assert f'href="{AT}/grade"' not in desks["zhiban"].get(AT).content.decode()
    refused = fill_in(desks["dingfang"], f"{AT}/figures/new", value__lender_count="3", figures_source="平台")
    assert refused.status_code == 422
    assert "江桥贷停付" in desks.read("zhiban", "/events?status=dismissed")
    assert facts("paper.submitted") == facts("paper.sent") == []
    seal(holder="test", now=timekeeping.now(), keys=world.keys())
    assert verify_ledger(public_key=world.keys().public_key).holds
    assert compare_with_database(read_all()) == []
