"""续报, 态势评估, 终报, 更正报 and 收回函: what they carry, when they may be written, what they never change."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from fengsui.conduct import runner, timekeeping
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import built_in_plan
from fengsui.documents import actions as documents
from fengsui.documents.facts import PaperKind, Sending
from fengsui.documents.layout import Block, KeyValueTable, Paper, Paragraph, Run, Section, Table, render_text
from fengsui.documents.queries import paper_content, paper_file
from fengsui.documents.state import PaperState
from fengsui.ledger.reading import read_stream
from fengsui.plan.build import build_plan
from fengsui.response import reporting
from fengsui.response.paper_texts import TEXTS as PASSAGES
from fengsui.response.rhythm import CLOCK
from tests.plan_2019_75.evening import OFFICES, Evening, minute
from tests.registry.duties_plan import in_force

TYPED = {text.name: "平稳" for texts in PASSAGES.values() for text in texts} | {
    "contact_name": "锡安",
    "contact_phone": "另告",
    "unit": "某县金融办",
}
ACTS = {"situation_report": ("sign_situation_report", "zhiban"), "final_report": ("sign_final_report", "zuzhang")}


def further(evening: Evening, event: str, kind: PaperKind, about: str = "", **typed: str) -> str:
    """Submit; the paper's reference."""
    outcome = reporting.submit(
        actor=evening.people["wendian"],
        event=event,
        kind=kind,
        texts={**TYPED, **typed},
        about=about,
        seen=None,
        idempotency_key=evening.key(),
    )
    return outcome.fact.reference


def out(evening: Evening, event: str, paper: str) -> PaperState:
    """Signed and sent now to whom it is for."""
    found = evening.state(event).papers[paper]
    acts = {"follow_up_report": "sign_follow_up_report"} | dict.fromkeys(
        ("correction_report", "recall_notice"), "sign_correction_report"
    )
    act, who = ACTS.get(found.kind) or (acts[found.kind], "zuzhang")
    evening.sign(event, act, who)
    now = timekeeping.now()
    documents.send_paper(
        actor=evening.people["zhiban"],
        paper=paper,
        sendings=[
            Sending(addressee=unit, addressee_name=unit, channel="专线", sent_at=now)
            for unit in found.payload["addressees"]
        ],
        regions=evening.state(event).regions,
        clause="5.2.1.1.e",
        idempotency_key=evening.key(),
    )
    return evening.state(event).papers[paper]


def content(evening: Evening, event: str, paper: str) -> Paper:
    """What the paper says."""
    return paper_content(
        actor=evening.people["wendian"], paper=paper, purpose="核对", regions=evening.state(event).regions
    )


def noticed(evening: Evening) -> str:
    """Activated, 20 000 lenders and a balance known, the 首报 out at minute 0."""
    event = evening.activated()
    evening.figures(event, lender_count=20_000, outstanding_amount_fen=1_200_000_000_00)
    evening.sent(event)
    return event


def lines_due(evening: Evening, event: str) -> list[tuple[str, Any]]:
    """(what for, when) of the running follow-up clocks."""
    running = evening.running(event, CLOCK)
    return [(row.subject_name, row.due_at) for row in running]


def test_every_report_starts_the_rhythm_anew(evening: Evening) -> None:
    """One clock from the signed grade; 首报 and each 续报 settle it and start the next, and after a day it is daily."""
    event = evening.graded()
    assert lines_due(evening, event) == [("按期", minute(240))]
    evening.at(60)
    evening.sent(event, at=60)
    assert lines_due(evening, event) == [("按期", minute(300))]
    evening.at(290)
    out(evening, event, further(evening, event, "follow_up_report"))
    assert lines_due(evening, event) == [("按期", minute(530))]
    evening.at(1500)
    runner.tick(timekeeping.now())
    assert [row.lapsed_at for row in evening.running(event, CLOCK)] == [minute(530)]
    out(evening, event, further(evening, event, "follow_up_report"))
    assert lines_due(evening, event) == [("按期", minute(1908))], "17:00 of the second day"
    evening.grade(event, "major", by="zuzhang", reason="兑付恢复")
    assert lines_due(evening, event) == [("立即：等级变化", minute(1530))], "the offices are told of the downgrade"
    out(evening, event, further(evening, event, "follow_up_report"))
    assert lines_due(evening, event) == []


def test_an_upgrade_after_a_report_is_told_at_once(evening: Evening) -> None:
    """Graded lower and higher again with reports out: half an hour; before any report a grade changes nothing."""
    event = evening.graded()
    evening.grade(event, "major", by="zuzhang", reason="先按重大")
    assert lines_due(evening, event) == []
    evening.grade(event)
    assert lines_due(evening, event) == [("按期", minute(240))]
    evening.sent(event)
    evening.grade(event, "major", by="zuzhang", reason="兑付恢复")
    evening.at(10)
    evening.grade(event)
    assert lines_due(evening, event) == [("立即：等级变化", minute(30))], "what was due already stays due"


def test_a_plan_that_names_no_such_occasion_reports_by_interval(evening: Evening) -> None:
    """Without the trigger in the plan a changed grade ends the rhythm and asks for nothing more."""
    written = built_in_plan().written
    assert written.duties is not None
    cycles = [
        row.model_copy(update={"triggers": tuple(one for one in row.triggers if one.id != "grade_changed")})
        if row.id == CLOCK
        else row
        for row in written.duties.cycles
    ]
    duties = written.duties.model_copy(update={"cycles": tuple(cycles)})
    with in_force(build_plan(written.model_copy(update={"duties": duties}))):
        event = noticed(evening)
        evening.grade(event, "major", by="zuzhang", reason="兑付恢复")
        assert lines_due(evening, event) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"casualty_count": 1}, "立即：有伤亡"),
        ({"on_site_head_count": 300}, "立即：人员聚集"),
        ({"case_filed": True}, "立即：立案"),
        ({"account_controlled": True}, "立即：控制账户"),
        ({"lender_count": 21_000}, "按期"),
    ],
)
def test_a_major_change_is_reported_at_once(evening: Evening, change: dict[str, Any], told: str) -> None:
    """Deaths, a crowd, a filed case bring the report forward to half an hour; another figure waits for its turn."""
    event = noticed(evening)
    evening.at(30)
    evening.figures(event, known=30, **change)
    assert lines_due(evening, event) == [(told, minute(60) if told != "按期" else minute(240))]
    evening.figures(event, known=30, **change)
    assert len(lines_due(evening, event)) == 1, "told again, it starts nothing more"


def test_a_further_institution_is_reported_at_once(evening: Evening) -> None:
    """An institution that joins brings the report forward; a second suspicion of the same one does not."""
    event = noticed(evening)
    evening.suspect(event, 2)
    assert lines_due(evening, event) == [("立即：新增机构", minute(30))]


def test_before_the_first_report_there_is_nothing_to_follow(evening: Evening) -> None:
    """No 续报 before a 首报 went out, and a change calls for none: the notice will carry it."""
    event = evening.activated()
    evening.figures(event, casualty_count=1)
    assert lines_due(evening, event) == [("按期", minute(240))]
    with pytest.raises(Refused, match="先报首报"):
        further(evening, event, "follow_up_report")


def test_only_what_changed_is_told(evening: Evening) -> None:
    """A figure that stands as it stood is left out; a changed one names both values, each with its fact."""
    event = noticed(evening)
    evening.figures(event, lender_count=23_000, outstanding_amount_fen=1_200_000_000_00)
    paper = further(evening, event, "follow_up_report", new_risks="关联机构提现变慢")
    told = render_text(content(evening, event, paper))
    assert "续报一" in told
    assert "20,000人" in told
    assert "23,000人" in told
    assert "待偿余额" not in told
    assert "关联机构提现变慢" in told
    state = evening.state(event)
    used = [row for row in state.papers[paper].payload["figures"] if row["name"] == "lender_count"]
    assert [row["fact"] for row in used] == [row.fact for row in state.figure_history if row.name == "lender_count"]


def test_follow_ups_are_numbered_and_begin_where_the_last_ended(evening: Evening) -> None:
    """续报二 tells nothing of what 续报一 told; a withdrawn one gives its place to the next."""
    event = noticed(evening)
    evening.figures(event, lender_count=23_000)
    withdrawn = further(evening, event, "follow_up_report")
    with pytest.raises(Refused, match="请先撤回"):
        further(evening, event, "follow_up_report")
    documents.withdraw_paper(
        actor=evening.people["wendian"], paper=withdrawn, reason="重写", regions=evening.state(event).regions
    )
    first = out(evening, event, further(evening, event, "follow_up_report"))
    assert (first.payload["title"][-3:], first.payload["serial"]) == ("续报一", 1)
    second = further(evening, event, "follow_up_report")
    told = render_text(content(evening, event, second))
    assert "续报二" in told
    assert "23,000" not in told
    assert "数据无变化" in told
    assert first.payload["number"] in told
    assert f"{first.payload['number']} 发出" not in told


def test_a_correction_leaves_the_sent_paper_as_it_is(evening: Evening) -> None:
    """The 更正报 goes to who has the paper, names paper, passage, old, new and reason; the files stay byte by byte."""
    event = noticed(evening)
    notice = next(iter(evening.state(event).papers))
    regions = evening.state(event).regions
    file: dict[str, Any] = {"actor": evening.people["wendian"], "paper": notice, "purpose": "核对", "regions": regions}
    before = [paper_file(form=form, **file) for form in ("pdf", "docx", "text")]
    evening.figures(event, lender_count=18_000)
    paper = further(
        evening,
        event,
        "correction_report",
        notice,
        passage="出借人数",
        wrong="两万",
        right="一万八千",
        reason="重复计算",
    )
    sent = out(evening, event, paper)
    assert sent.payload["addressees"] == list(OFFICES)
    assert sent.payload["corrects"] == notice
    told = render_text(content(evening, event, paper))
    number = evening.state(event).papers[notice].payload["number"]
    assert all(word in told for word in (number, "出借人数", "两万", "一万八千", "重复计算", "20,000人", "18,000人"))
    assert [paper_file(form=form, **file) for form in ("pdf", "docx", "text")] == before
    follow_up = render_text(content(evening, event, further(evening, event, "follow_up_report")))
    assert f"{number}已由{sent.payload['number']}更正" in follow_up


def test_what_did_not_go_out_is_not_corrected(evening: Evening) -> None:
    """A paper under way is withdrawn, not corrected; nor is one that there never was."""
    event = evening.submitted()
    waiting = next(iter(evening.state(event).papers))
    for about in (waiting, f"{event}#9999", ""):
        with pytest.raises(Refused, match="只有已发出的公文"):
            further(evening, event, "correction_report", about)


def test_a_wrong_unit_is_asked_to_give_the_paper_back(evening: Evening) -> None:
    """The recall is a letter to that unit alone; the paper it is about stays as it is."""
    event = noticed(evening)
    notice = next(iter(evening.state(event).papers))
    sent = out(evening, event, further(evening, event, "recall_notice", notice, unit="某县金融办", reason="传真号有误"))
    assert sent.payload["addressees"] == ["某县金融办"]
    told = render_text(content(evening, event, sent.opened))
    assert all(word in told for word in ("某县金融办", "传真号有误", "停止传阅", "退回")), told


def test_a_shift_compares_with_the_one_before(evening: Evening) -> None:
    """Each 态势评估 names every figure, unknown ones as 待核, and says where it went since the last one."""
    event = noticed(evening)
    out(evening, event, further(evening, event, "situation_report"))
    evening.figures(event, lender_count=25_000)
    told = render_text(content(evening, event, further(evening, event, "situation_report")))
    assert "态势评估（二）" in told
    assert re.search(r"出借人数.*25,000人.*上升", told)
    assert re.search(r"待偿余额.*12\.00亿元.*持平", told)
    assert re.search(r"借款人数.*待核", told)
    assert len(lines_due(evening, event)) == 1, "it reports to nobody above: the rhythm goes on"


def test_the_final_report_comes_after_the_end(evening: Evening) -> None:
    """Refused while the event runs; afterwards it counts the clocks and lists the course, and the head alone signs."""
    event = noticed(evening)
    with pytest.raises(Refused, match="还没有终止"):
        further(evening, event, "final_report")
    evening.end(event, reason="兑付完毕")
    sent = out(evening, event, further(evening, event, "final_report", lessons="早核账户"))
    told = render_text(content(evening, event, sent.opened))
    assert all(word in told for word in ("全过程时间轴", "履职评估", "早核账户", "组长终止事件", "特别重大"))
    with pytest.raises(Refused, match="已送签或已发出"):
        further(evening, event, "final_report")


def test_required_passages_are_asked_for(evening: Evening) -> None:
    """A correction without its reason is not taken, nor one longer than its box."""
    event = noticed(evening)
    notice = next(iter(evening.state(event).papers))
    with pytest.raises(Refused, match="更正原因"):
        further(evening, event, "correction_report", notice, reason="")
    with pytest.raises(Refused, match="写短一些"):
        further(evening, event, "correction_report", notice, reason="长" * 401)


@pytest.mark.parametrize("kind", ["follow_up_report", "situation_report", "final_report", "correction_report"])
def test_every_number_on_a_further_paper_leads_to_its_fact(evening: Evening, kind: PaperKind) -> None:
    """Whatever has a digit in it and was not typed by the writer names a fact of this event (N12)."""
    event = noticed(evening)
    notice = next(iter(evening.state(event).papers))
    evening.figures(event, lender_count=23_000, on_site_head_count=300)
    evening.suspect(event, 2)
    if kind == "final_report":
        evening.end(event, reason="兑付完毕")
    paper = further(evening, event, kind, notice if kind == "correction_report" else "")
    references = {fact.reference for fact in read_stream(event)}
    told = [run for run in runs(content(evening, event, paper).blocks) if re.search(r"\d", run.text)]
    assert len(told) > 3
    assert [run.text for run in told if run.figure_reference not in references] == []
    facts = {row["fact"] for row in evening.state(event).papers[paper].payload["figures"]} - {""}
    assert facts <= references


def runs(blocks: Sequence[Block]) -> Iterator[Run]:
    """Every stretch of text of a paper, headings left out."""
    for block in blocks:
        match block:
            case Section():
                yield from runs(block.blocks)
            case Paragraph():
                yield from block.runs
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from _of(cell)
            case KeyValueTable():
                for pair in block.rows:
                    yield from _of(pair.value)


def _of(cell: Any) -> Iterator[Run]:
    yield from (Run(text=cell),) if isinstance(cell, str) else (cell,) if isinstance(cell, Run) else cell
