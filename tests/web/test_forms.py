"""Filled forms through the pages: boxes, signatures, numbers, versions, lists, clocks."""

from datetime import date
from pathlib import Path

from fengsui.clock.models import Clock
from fengsui.conduct.access import system_actor
from fengsui.conduct.rebuild import compare_with_database
from fengsui.documents.models import BookNumber, Sheet
from fengsui.documents.sheets.queries import sheet_state
from fengsui.ledger.reading import read_all
from fengsui.registry.actions import appoint_officer
from fengsui.registry.models import Institution
from tests.proofs.conftest import desk, staffed  # noqa: F401
from tests.proofs.event_pages import graded, key, send, tried, words
from tests.proofs.event_pages import refused as page_refused
from tests.proofs.proving import Desk
from tests.web.form_pages import (
    ADMONITION,
    ANSWER_LINE,
    RUMOUR,
    TRAINING,
    begin,
    boxes,
    docx_text,
    file_of,
    filled,
    pdf_text,
    sign,
    signed,
    submit,
)

PERSON = "于江桥，法定代表人"
ROOT = Path(__file__).resolve().parents[2]


def test_a_rumour_is_checked_approved_and_printed(desk: Desk) -> None:  # noqa: F811
    """The spokesperson approves what the watcher filled; the print says what was typed, 待核 for the rest."""
    sheet = signed(desk, "rumour_check", RUMOUR, "xuanchuan")
    page = words(desk.page("dingfang", sheet))
    assert "谣言核实单〔2026〕1号" in page
    assert "已冻结" in page
    content = file_of(desk, f"{sheet}/versions/1/pdf")
    text = pdf_text(content)
    for part in ("谣言核实单", "有人说平台下周停止提现", "不实", "许言", "待核", "内部", "—1—", "底账检查点"):
        assert part in text
    docx = docx_text(file_of(desk, f"{sheet}/versions/1/docx"))
    assert "有人说平台下周停止提现" in docx
    assert sheet_state("form/2026-001").current.payload["content_hash"] in text
    assert Sheet.objects.get().status == "signed"
    assert compare_with_database(read_all()) == []


def test_the_signature_waits_on_the_signers_desk(desk: Desk) -> None:  # noqa: F811
    """It stands on the desk of who may sign, not of who filled it, and leaves it with the signature."""
    sheet = begin(desk, "rumour_check")
    submit(desk, sheet, **RUMOUR)
    assert f'href="{sheet}/sign"' in desk.page("xuanchuan", "/desk")
    assert f'href="{sheet}/sign"' not in desk.page("zhiban", "/desk")
    sign(desk, sheet, "xuanchuan")
    assert f'href="{sheet}/sign"' not in desk.page("xuanchuan", "/desk")


def test_three_officers_review_an_answer_line(desk: Desk) -> None:  # noqa: F811
    """Secrecy, law and publicity each sign; it counts with the third; who filled it can't be one of them."""
    sheet = begin(desk, "answer_line", "wendian")
    submit(desk, sheet, "wendian", **ANSWER_LINE)
    seen = sheet_state("form/2026-001").current.hash
    assert "不能自己签" in page_refused(desk, "wendian", f"{sheet}/sign", seen_hash=seen)
    assert "不由您的岗位" in page_refused(desk, "zhiban", f"{sheet}/sign", seen_hash=seen)
    assert "不一致" in page_refused(desk, "chufei", f"{sheet}/sign", seen_hash="0" * 64)
    appoint_officer(
        actor=system_actor("test", "990000"), name="示例文电", roles=("R7",), login="wendian2", region="990000"
    )
    for login in ("xuanchuan", "chufei", "wendian2"):
        assert Sheet.objects.get().status == "submitted"
        assert desk.browser("zhiban").get(f"{sheet}/versions/1/pdf").status_code == 200  # says why there is none
        sign(desk, sheet, login)
    text = pdf_text(file_of(desk, f"{sheet}/versions/1/pdf"))
    assert Sheet.objects.get().status == "signed"
    for part in ("许言（宣传与新闻发言人）", "白榆（处非牵头）", "示例文电（文电）", "平台还能提现吗"):
        assert part in text


def test_a_signed_version_is_corrected_by_a_further_one(desk: Desk) -> None:  # noqa: F811
    """The second names the first and why; the first reads as it did, byte for byte; the number stays."""
    sheet = signed(desk, "admonition", ADMONITION, "chufei")
    first = file_of(desk, f"{sheet}/versions/1/pdf")
    assert "签字以后" not in desk.page("dingfang", f"{sheet}/revise")
    assert "请填写“理由”" in page_refused(desk, "dingfang", f"{sheet}/revise", reason=" ")
    send(desk, "dingfang", f"{sheet}/revise", reason="复查")
    assert Sheet.objects.get().valid_version == 1
    submit(desk, sheet, recheck="三项已改")
    sign(desk, sheet, "chufei")
    text = pdf_text(file_of(desk, f"{sheet}/versions/2/pdf"))
    for part in ("第2版", "代替第1版；原因：复查", "三项已改", "约谈、警示、责令整改记录〔2026〕1号"):
        assert part in text
    assert file_of(desk, f"{sheet}/versions/1/pdf") == first
    assert "已由第2版代替" in words(desk.page("dingfang", f"{sheet}/versions/1"))
    assert BookNumber.objects.count() == 1
    assert compare_with_database(read_all()) == []


def test_two_who_fill_lose_nothing(desk: Desk) -> None:  # noqa: F811
    """Who saves second sees both; an undecided text keeps both, a choice keeps the one chosen."""
    sheet = begin(desk, "rumour_check")
    base = filled(desk, sheet)
    first = {**base, **boxes(text="同事听到的", finding="不实"), "decision": "save"}
    desk.answer("zhiban", f"{sheet}/write", idempotency_key=key(), seen="", **first)
    mine = {**base, **boxes(text="我听到的", finding="属实")}
    told, _ = tried(desk, "dingfang", f"{sheet}/write", **mine, decision="save")
    assert "同事听到的" in told
    looked, _ = tried(desk, "dingfang", f"{sheet}/write", **mine, decision="preview")
    assert "两份不同的地方" in looked
    assert "刚刚保存" in page_refused(desk, "dingfang", f"{sheet}/write", **mine, decision="submit")
    choices = {"take-box-text": "both", "take-box-finding": "mine", "theirs": "1"}
    desk.answer("dingfang", f"{sheet}/write", idempotency_key=key(), seen="", **mine, **choices, decision="merge")
    now = filled(desk, sheet)
    assert (now["box-text"], now["box-finding"], now["revision"]) == ("同事听到的\n我听到的", "属实", "2")


def test_a_returned_form_keeps_its_number(desk: Desk) -> None:  # noqa: F811
    """Sent back with a reason, it is filled on and submitted again under the same number; no number is lost."""
    sheet = begin(desk, "training", "wendian")
    submit(desk, sheet, "wendian", **TRAINING)
    assert "请填写“理由”" in page_refused(desk, "zuzhang", f"{sheet}/return", reason="")
    send(desk, "zuzhang", f"{sheet}/return", reason="人数不对")
    assert "人数不对" in desk.page("wendian", f"{sheet}/write")
    submit(desk, sheet, "wendian", attendance="应到20人，实到18人")
    sign(desk, sheet, "zuzhang")
    assert "实到18人" in pdf_text(file_of(desk, f"{sheet}/versions/1/pdf"))
    assert [row.ordinal for row in BookNumber.objects.all()] == [1]


def test_a_dropped_number_is_void_in_its_own_book(desk: Desk) -> None:  # noqa: F811
    """A form dropped after it took a number leaves it void, with the reason, in the book of that form."""
    sheet = begin(desk, "training", "wendian")
    submit(desk, sheet, "wendian", **TRAINING)
    send(desk, "wendian", f"{sheet}/return", reason="改期")
    send(desk, "wendian", f"{sheet}/drop", reason="培训取消")
    row = BookNumber.objects.get()
    assert (row.mark, row.ordinal, row.status, row.reason) == ("培训记录", 1, "void", "培训取消")
    assert "培训取消" in words(desk.page("zhiban", "/papers/numbers"))
    other = begin(desk, "training", "wendian")
    submit(desk, other, "wendian", **TRAINING)
    assert Sheet.objects.get(status="submitted").number == "培训记录〔2026〕2号"


def test_a_form_belongs_to_its_institution(desk: Desk) -> None:  # noqa: F811
    """Named by name or code, found in the roll; several or none are told; the list finds it by the institution."""
    row = Institution.objects.order_by("name").first()
    assert row is not None
    sheet = begin(desk, "admonition", institution=row.name)
    found = Sheet.objects.get()
    assert (found.institution, found.regions) == (row.pk, [row.registered_region])
    assert row.name in words(desk.page("dingfang", sheet))
    assert row.name in words(desk.page("dingfang", f"/papers/forms?institution={row.pk}"))
    told, _ = tried(desk, "dingfang", "/papers/forms/new", form="admonition", institution="没有这一家")
    assert "没有找到这家机构" in told
    told, _ = tried(desk, "dingfang", "/papers/forms/new", form="admonition", institution="公司")
    assert "好几家" in told


def test_forms_are_found_by_form_event_state_and_words(desk: Desk) -> None:  # noqa: F811
    """Each filter keeps what it says; a filter that finds nothing says what to do."""
    graded(desk)
    signed(desk, "rumour_check", RUMOUR, "xuanchuan", about="event/2026-001")
    begin(desk, "training", "wendian")
    for query, finds in (
        ("form=training", {"002"}),
        ("form=rumour_check", {"001"}),
        ("about=event/2026-001", {"001"}),
        ("status=signed", {"001"}),
        ("status=drafted", {"002"}),
        ("search=核实单〔2026", {"001"}),
        ("status=late", set()),
        ("page=999", {"001", "002"}),
        ("page=x&status=%00", set()),
    ):
        page = desk.page("zhiban", f"/papers/forms?{query}")
        assert {number for number in ("001", "002") if f'/papers/forms/2026-{number}"' in page} == finds, query
    assert "没有符合的表单" in words(desk.page("zhiban", "/papers/forms?status=late"))


def test_a_day_that_has_passed_shows_until_the_result_is_filled(desk: Desk) -> None:  # noqa: F811
    """An overdue rectification stands on the desk and in the list; the recheck takes it away."""
    sheet = signed(desk, "admonition", {**ADMONITION, "due": "2026-03-01"}, "chufei")
    assert "期限2026-03-01已过" in words(desk.page("zhiban", "/desk"))
    assert "已过期" in words(desk.page("zhiban", "/papers/forms?status=late"))
    send(desk, "dingfang", f"{sheet}/revise", reason="复查")
    submit(desk, sheet, recheck="已改")
    sign(desk, sheet, "chufei")
    assert "2026-03-01已过" not in words(desk.page("zhiban", "/desk"))


def test_a_rumour_runs_against_the_plan_s_clock(desk: Desk) -> None:  # noqa: F811
    """Two hours in an extraordinary event (PAR-15); it stands on the desk; the signature settles it."""
    graded(desk)
    sheet = begin(desk, "rumour_check", about="event/2026-001")
    clock = Clock.objects.get(stream="form/2026-001")
    assert (clock.due_at - clock.started_at).total_seconds() == 2 * 3600
    assert f'href="{sheet}"' in desk.page("zhiban", "/desk")
    submit(desk, sheet, **RUMOUR)
    sign(desk, sheet, "xuanchuan")
    assert Clock.objects.get(stream="form/2026-001").status == "settled"
    dropped = begin(desk, "rumour_check", about="event/2026-001")
    send(desk, "dingfang", f"{dropped}/drop", reason="重复")
    assert Clock.objects.get(stream="form/2026-002").status == "ended"


def test_days_are_written_in_beijing(desk: Desk) -> None:  # noqa: F811
    """The frozen print carries the signature's moment of the world's clock, in Beijing."""
    sheet = begin(desk, "training", "wendian")
    submit(desk, sheet, "wendian", **TRAINING)
    sign(desk, sheet, "zuzhang")
    assert f"签发人{desk.people['zuzhang'].name}（组长）{date(2026, 3, 2)}09:12" in pdf_text(
        file_of(desk, f"{sheet}/versions/1/pdf")
    )
