"""Papers on the pages: drafts, preview, approval, withdrawal, sending, frozen files, receipts."""

from datetime import timedelta

import pytest
from django.test import Client

from fengsui.conduct import world
from fengsui.conduct.access import Actor
from fengsui.documents.queries import papers_of
from tests.conftest import MORNING
from tests.plan_2019_75.evening import TEXTS, Evening
from tests.web.conftest import SignIn
from tests.web.forms import errors_of, fill_in

AT = "/events/2026-001"
DRAFT = f"{AT}/papers/first_notice/draft"


@pytest.fixture
def evening(people: dict[str, Actor]) -> Evening:
    """An event graded 特别重大, so that its notices are due."""
    found = Evening(people)
    event = found.cluster()
    found.figures(event, lender_count=31_200)
    found.grade(event, "extraordinary")
    return found


@pytest.fixture
def writer(evening: Evening, sign_in: SignIn) -> Client:
    """The report writer's browser."""
    return sign_in("wendian")


@pytest.fixture
def duty(evening: Evening, sign_in: SignIn) -> Client:
    """The duty chief's browser."""
    return sign_in("zhiban")


def submitted(writer: Client) -> str:
    """Address of a first notice that waits for approval."""
    answer = fill_in(writer, DRAFT, having="revision", decision="submit", **TEXTS)
    assert answer.status_code == 303, errors_of(answer)
    return str(answer["Location"])


def test_the_preview_links_figures_and_counts_what_is_unknown(writer: Client) -> None:
    """The paper beside the form has each known figure leading to its fact, 待核 for the rest with their number."""
    html = writer.get(DRAFT).content.decode()
    assert "31,200人" in html
    assert 'href="/ledger/fact/event/2026-001' in html
    assert '<mark class="unknown">待核</mark>' in html
    assert "不影响送签" in html
    assert "必报还缺" in html


def test_a_preview_keeps_what_was_typed_and_saves_nothing(writer: Client) -> None:
    """更新 shows the new words in the paper; another visit starts from what is saved."""
    shown = fill_in(writer, DRAFT, having="revision", decision="preview", trend="预计明日有人来访")
    assert shown.status_code == 200
    assert shown.content.decode().count("预计明日有人来访") == 2
    assert "预计明日有人来访" not in writer.get(DRAFT).content.decode()


def test_two_writers_do_not_overwrite_each_other(writer: Client, duty: Client) -> None:
    """Who saves over a newer draft is told, and his words stay on the page."""
    saved = fill_in(writer, DRAFT, having="revision", decision="save", trend="甲稿")
    assert "草稿已存（第 1 版）" in saved.content.decode()
    assert "甲稿" in duty.get(DRAFT).content.decode()
    stale = {
        "revision": "0",
        "decision": "save",
        "trend": "乙稿",
        "idempotency_key": "0b2f4b5c-54a4-4a5e-9c2e-6f1c0c5f0001",
    }
    answer = duty.post(DRAFT, stale)
    assert answer.status_code == 422
    assert "另一位同事" in errors_of(answer)
    assert "乙稿" in answer.content.decode()


def test_a_notice_without_required_words_is_not_submitted(writer: Client) -> None:
    """Each required passage that is empty is named; missing figures are no obstacle."""
    answer = fill_in(writer, DRAFT, having="revision", decision="submit", **{**TEXTS, "support_needed": ""})
    assert answer.status_code == 422
    assert "请填写“需要支持”" in errors_of(answer)
    assert "待偿余额" not in errors_of(answer)


def test_only_an_approved_paper_is_sent(writer: Client, duty: Client) -> None:
    """Before approval the page for sending has no form, and a forged post is refused."""
    paper = submitted(writer)
    assert "还没有批准，不能发出" in duty.get(f"{paper}/send").content.decode()
    assert writer.get(f"{paper}/send").status_code == 403
    forged = {"idempotency_key": "0b2f4b5c-54a4-4a5e-9c2e-6f1c0c5f0001"}
    for office in ("rectification_office", "internet_finance_office", "anti_illegal_fundraising_office"):
        forged |= {f"channel-{office}": "电话", f"sent-{office}-date": "2026-03-02", f"sent-{office}-time": "09:10"}
    answer = duty.post(f"{paper}/send", forged)
    assert answer.status_code == 422
    assert "还没有批准" in errors_of(answer)


def test_a_withdrawn_number_is_void(writer: Client) -> None:
    """A paper is taken back with a reason; it stays on record with its number, and a new one can be written."""
    paper = submitted(writer)
    assert fill_in(writer, f"{paper}/withdraw").status_code == 422
    assert fill_in(writer, f"{paper}/withdraw", reason="等级有误").status_code == 303
    assert "编号作废" in writer.get(paper).content.decode()
    assert submitted(writer) != paper
    assert len({row["number"] for row in papers_of("event/2026-001")}) == 2


def sent(writer: Client, duty: Client) -> str:
    """Address of a notice that was approved by telephone and sent at 09:22."""
    paper = submitted(writer)
    approval = fill_in(duty, f"{AT}/sign/{paper.rpartition('/')[2]}", having="officer")
    assert approval.status_code == 303, errors_of(approval)
    world.advance_time(MORNING + timedelta(minutes=10))
    answer = fill_in(duty, f"{paper}/send")
    assert answer.status_code == 303, errors_of(answer)
    return paper


def test_a_sent_paper_is_frozen_and_handed_out_as_files(writer: Client, duty: Client, sign_in: SignIn) -> None:
    """PDF, DOCX and text of the very paper that went out; the names of the files say what they are."""
    paper = sent(writer, duty)
    html = duty.get(paper).content.decode()
    assert "已冻结" in html
    assert "签发人：张望山" in html
    pdf = duty.get(f"{paper}/file/pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment")
    assert duty.get(f"{paper}/file/docx").content.startswith(b"PK")
    text = duty.get(f"{paper}/file/text").content.decode()
    assert "首报" in text
    assert text.strip().splitlines()[-1] in duty.get(f"{paper}/text").content.decode()
    assert duty.get(f"{paper}/file/exe").status_code == 404
    assert sign_in("shuiwu").get(f"{paper}/file/pdf").status_code == 403


def test_receipts_are_one_per_addressee(writer: Client, duty: Client) -> None:
    """A receipt before sending, in the future or before the sending is refused; a good one stops one clock only."""
    paper = submitted(writer)
    address = f"{paper}/receipt/rectification_office"
    assert "还没有发出，不能登记回执" in duty.get(address).content.decode()
    fill_in(duty, f"{AT}/sign/{paper.rpartition('/')[2]}", having="officer")
    world.advance_time(MORNING + timedelta(minutes=10))
    fill_in(duty, f"{paper}/send")
    for time, words in (("09:40", "不能晚于现在"), ("09:02", "不能早于发出时间")):
        answer = fill_in(duty, address, receiver="陈值班", received__time=time)
        assert answer.status_code == 422
        assert words in errors_of(answer)
        assert "陈值班" in answer.content.decode()
    assert fill_in(duty, address, receiver="陈值班").status_code == 303
    html = duty.get(paper).content.decode()
    assert html.count("登记回执") == 2
    assert "陈值班" in html


def test_the_list_of_papers_shows_only_the_jurisdiction(writer: Client, sign_in: SignIn) -> None:
    """The writer finds the paper in the list; a department's liaison has no such list."""
    submitted(writer)
    assert "首报" in writer.get("/papers").content.decode()
    assert sign_in("shuiwu").get("/papers").status_code == 403


def test_an_empty_list_says_where_papers_are_made(sign_in: SignIn) -> None:
    """Before the first paper the list leads to the events."""
    assert "公文在事件里起草" in sign_in("wendian").get("/papers").content.decode()
