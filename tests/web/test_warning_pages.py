"""The warning desk and the ticket in the browser: every act of the warning room, through its form."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fengsui.conduct import streams
from fengsui.conduct.access import Actor
from fengsui.monitoring.queries import note_signal
from fengsui.monitoring.texts.notes import take_note
from fengsui.warning.places import warning_stream
from tests.clauses import clause
from tests.plan_2019_75.evening import staffed_province
from tests.warning.room import GRAVE, MILD, Room, minute
from tests.web.forms import errors_of, fill_in

Browser = Callable[..., Client]


@pytest.fixture(scope="module")
def staffed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Actor]]:
    """The officers of the invented province by login, once for the module."""
    with django_db_blocker.unblock(), staffed_province(tmp_path_factory.mktemp("home")) as officers:
        yield officers


@pytest.fixture
def room(staffed: dict[str, Actor], db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """The warning room before anything came in; ``db`` takes back what a test does."""
    yield Room(staffed, monkeypatch)
    streams.forget_all()


@pytest.fixture
def browser(room: Room) -> Browser:
    """A browser in which the officer of this login has signed in."""

    def signed_in(login: str = "zhiban") -> Client:
        from django.contrib.auth.models import User  # noqa: PLC0415

        client = Client()
        user, _ = User.objects.get_or_create(username=login)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def page_of(client: Client, address: str) -> str:
    """A page that opens, as text."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def words_of(html: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@clause("4.1.b")
def test_the_desk_lists_the_gravest_first(room: Room, browser: Browser) -> None:
    """Level, why, the missing watchers with the button to name them, the clock with what settles it; the table too."""
    room.know(MILD, institution=room.institutions[1].pk)
    room.know(GRAVE)
    html = page_of(browser(), "/warnings")
    first, second = room.institutions[0].name, room.institutions[1].name
    assert html.index(first) < html.index(second)
    assert "限额兑付" in html
    assert f"/institutions/{room.first}/watchers" in html
    assert f"/warnings/{room.first}/verify" in html or f"/warnings/{room.first}/prompt" in html
    assert first not in page_of(browser(), "/warnings?whose=watched")
    only = page_of(browser(), "/warnings?level=1")
    assert first in only
    assert second not in only.split("<tbody>")[-1]
    sheet = load_workbook(io.BytesIO(browser().get("/warnings?format=xlsx").content)).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(values_only=True)][1:] == [first, second]


def test_the_duty_desk_shows_warnings_and_their_clocks(room: Room, browser: Browser) -> None:
    """A clock of a warning names the institution and leads to its ticket; the panel holds the open tickets."""
    room.know(GRAVE)
    html = page_of(browser(), "/desk")
    clocks, panel = html.split('id="warnings"')
    assert f'<a href="/warnings/{room.first}">{room.institutions[0].name}</a>' in clocks
    assert f"/warnings/{room.first}" in panel
    assert "一级研判" in panel


@clause("4.1.b")
def test_every_number_of_the_why_opens(room: Room, browser: Browser) -> None:
    """Each figure stands with value and line and leads to the fact; what nobody knows is listed as 待核."""
    room.know(MILD)
    html = page_of(browser(), f"/warnings/{room.first}")
    number = room.state().assessment_fact.rpartition("#")[2]
    assert re.search(rf'<a class="fact" href="/ledger/fact/[^"]+{number}"[^>]*>6.0%</a>', html)
    told = words_of(html)
    assert "达到5%" in told
    assert "待核" in told
    assert "内部研判级别，不是法定预警" in told


def test_an_institution_without_ticket_gets_one_by_judgement(room: Room, browser: Browser) -> None:
    """The page of a calm institution opens a ticket with level and reason, and refuses none of either."""
    address = f"/warnings/{room.first}/open"
    assert "没有未销的预警单" in page_of(browser(), f"/warnings/{room.first}")
    refused = fill_in(browser(), address, reason="")
    assert refused.status_code == 422
    assert "“研判级别”" in errors_of(refused)
    assert "“建单的理由”" in errors_of(refused)
    assert fill_in(browser(), address, level="2", reason="传闻增多").status_code == 303
    assert room.ticket.level == 2
    assert "已有预警单" in page_of(browser(), address)


@clause("4.1.0")
def test_a_level_is_signed_and_lowered_only_by_the_chief(room: Room, browser: Browser) -> None:
    """The watcher confirms, the chief lowers with a reason; the mark is solid then, and the history tells both."""
    room.know(GRAVE)
    address = f"/warnings/{room.first}/level"
    assert fill_in(browser("dingfang"), address, having="seen_hash", level="1").status_code == 303
    refused = fill_in(browser("dingfang"), address, having="seen_hash", level="3", reason="已缓解")
    assert refused.status_code == 422
    assert fill_in(browser(), address, having="seen_hash", level="3").status_code == 422
    assert fill_in(browser(), address, having="seen_hash", level="3", reason="已缓解").status_code == 303
    html = page_of(browser(), f"/warnings/{room.first}")
    assert '<span class="grade signed" data-rank="3">' in html
    assert "一级研判 → 三级研判" in html


@clause("4.1.d", "4.1.e", "4.1.f", "4.1.g")
def test_a_watch_from_beginning_to_end(room: Room, browser: Browser) -> None:
    """Begin, log, analyse, report, receive by another officer, open the log for a purpose, end."""
    room.know(GRAVE)
    base = f"/warnings/{room.first}"
    assert "还没有定盯防专人" in page_of(browser(), f"{base}/watch")
    room.watchers()
    assert fill_in(browser(), f"{base}/watch", criteria="停止兑付").status_code == 303
    watcher = browser("dingfang")
    assert fill_in(watcher, f"{base}/watch/log", text="门口聚集四十人").status_code == 303
    assert fill_in(watcher, f"{base}/watch/analysis", trend="worsening", cause="资金断裂").status_code == 303
    assert fill_in(watcher, f"{base}/watch/report", summary="建议维持一级").status_code == 303
    page = page_of(browser(), base)
    assert "门口聚集四十人" not in page
    report = next(row["fact"] for row in room.state().watch.entries if row["kind"] == "watch.reported")  # type: ignore[union-attr]
    action = f"{base}/watch/acknowledge/{report.rpartition('#')[2]}"
    assert action not in page_of(watcher, base)
    form = {"idempotency_key": "2f0d1f8e-9a52-4c38-8f6e-0a4f8f2f7c11"}
    assert browser().post(action, form).status_code == 303
    assert "已签收" in page_of(browser(), base)
    opened = fill_in(watcher, f"{base}/watch/texts", purpose="复核盯防")
    assert "门口聚集四十人" in opened.content.decode()
    assert fill_in(browser(), f"{base}/watch/end", reason="恢复兑付").status_code == 303
    assert room.state().watch is None


@clause("1.6.d")
def test_a_sheet_takes_two_persons_and_leads_to_the_event(room: Room, browser: Browser) -> None:
    """All five conditions are asked; two persons sign what they saw; the ticket then offers to report the event."""
    room.know(GRAVE)
    base, watcher = f"/warnings/{room.first}", browser("dingfang")
    typed = {f"met-B{number}": "no" for number in range(1, 6)} | {"met-B2": "yes", "finding": "公告停付"}
    refused = fill_in(watcher, f"{base}/sheet", having="met-B1", **typed)
    assert refused.status_code == 422
    assert "B2的证据" in errors_of(refused)
    assert "至少写一项核查" in errors_of(refused)
    times = {"made-site-date": f"{minute(0):%Y-%m-%d}", "made-site-time": "08:10"}
    typed |= {"evidence-B2": "停付公告截图", "result-site": "公告在首页", **times}
    done = fill_in(watcher, f"{base}/sheet", having="met-B1", **typed)
    assert done.status_code == 303, errors_of(done)
    assert fill_in(watcher, done["Location"], having="seen_hash").status_code == 303
    again = page_of(watcher, done["Location"])
    assert 'name="seen_hash"' not in again
    assert "停付公告截图" in again
    assert fill_in(browser(), done["Location"], having="seen_hash").status_code == 303
    html = page_of(browser(), base)
    assert "爆雷已核实" in html
    assert f"/events/new?ticket={room.ticket.fact.replace('#', '%23')}" in html
    assert page_of(browser(), f"/events/new?ticket={room.ticket.fact.replace('#', '%23')}").count("公告")


def test_a_sheet_that_does_not_hold_is_rejected_with_the_reason(room: Room, browser: Browser) -> None:
    """The chief says why; the ticket's finding follows, and it can be closed as unfounded."""
    room.know(GRAVE)
    sheet = room.sheet(B2="yes").fact
    assert "等签字" in page_of(browser(), f"/warnings/{room.first}/close")
    assert (
        fill_in(browser(), f"/warnings/{room.first}/sheet/{sheet.number}/reject", reason="公告系伪造").status_code
        == 303
    )
    closed = fill_in(browser(), f"/warnings/{room.first}/close", outcome="unfounded", reason="公告系伪造")
    assert closed.status_code == 303
    closed = page_of(browser(), "/warnings?status=closed")
    assert "公告系伪造" in closed
    assert "其中事先有预警单" in closed
    assert ">1 张" in closed
    assert "公告系伪造" in page_of(browser(), f"/warnings/{room.first}")


def test_a_plain_finding_stops_the_clock(room: Room, browser: Browser) -> None:
    """Short of a blow-up: the ticket shows finding and checks, the clock is settled; unfounded needs one first."""
    room.know(GRAVE)
    base = f"/warnings/{room.first}"
    assert fill_in(browser(), f"{base}/close", outcome="unfounded", reason="没有此事").status_code == 422
    typed = {"finding": "false", "note": "到场核查，正常营业", "checks": "到经营场所\n致电存管银行"}
    assert fill_in(browser("dingfang"), f"{base}/verify", **typed).status_code == 303
    assert [clock.status for clock in room.clocks("verification")] == ["settled"]
    assert "致电存管银行" in page_of(browser(), base)


@clause("4.2.1")
def test_a_rumour_is_checked_from_its_ticket(room: Room, browser: Browser) -> None:
    """The claim is sealed, the finding and the public answer stand with the text; asked twice it says so."""
    outcome = take_note(
        actor=room.people["zhiban"],
        channel="telephone",
        source="值班电话",
        text="听说要停付",
        happened_at=minute(0),
        region=room.institutions[0].registered_region,
        institutions=[room.first],
    )
    signal = note_signal(outcome.fact.number)
    room.know(GRAVE, rumours=[signal])
    address = f"/warnings/{room.first}/check/{signal}"
    assert address in page_of(browser(), f"/warnings/{room.first}")
    typed = {"claim": "称当日停付", "method": "致电存管银行", "finding": "false", "response": "publish"}
    assert fill_in(browser("dingfang"), address, **typed).status_code == 422
    typed["correction"] = "当日在本局网站"
    assert fill_in(browser("dingfang"), address, **typed).status_code == 303
    html = page_of(browser(), f"/warnings/{room.first}")
    assert "不实" in html
    assert "当日在本局网站" in html
    assert "称当日停付" not in html
    assert "已核实" in page_of(browser(), address)


@clause("4.1.c", "1.1.c")
def test_measures_and_the_key_list(room: Room, browser: Browser) -> None:
    """A measure with its deadline and its answer; an entry of the key list with its review, and the table of both."""
    room.know(GRAVE)
    base = f"/warnings/{room.first}"
    typed = {"measure": "correction", "problems": "未披露\n逾期", "demand": "限期披露", "legal_basis": "办法第三十条"}
    assert fill_in(browser(), f"{base}/measure", **typed).status_code == 303
    measure = next(iter(room.state().measures.values()))
    assert measure.payload["problems"] == ["未披露", "逾期"]
    answer = f"{base}/measure/{measure.fact.rpartition('#')[2]}/answer"
    assert fill_in(browser(), answer, result="rectified", answer="已披露").status_code == 303
    assert "整改完成" in page_of(browser(), base)
    assert room.institutions[0].name in page_of(browser(), "/warnings/key-list")
    assert fill_in(browser(), f"{base}/key-list", criteria="余额居前，停止兑付").status_code == 303
    assert "余额居前" in page_of(browser("dingfang"), "/warnings/key-list")
    book = load_workbook(io.BytesIO(browser().get("/warnings/key-list?format=xlsx").content)).active
    assert book is not None
    assert book.cell(2, 3).value == "余额居前，停止兑付"
    assert fill_in(browser(), f"{base}/key-list/review", decision="remove", reason="已清退").status_code == 303
    assert not room.state().key_list


@clause("4.1.b")
def test_a_prompt_from_draft_to_receipt(room: Room, browser: Browser) -> None:
    """Draft with preview, submit, sign, send, receipt, files; the other officers see how it stands."""
    room.know(GRAVE)
    base, clerk = f"/warnings/{room.first}", browser("wendian")
    preview = fill_in(clerk, f"{base}/prompt", having="warned_of", decision="preview", warned_of="停止兑付，请说明")
    assert preview.content.decode().count("停止兑付，请说明") == 2
    assert fill_in(clerk, f"{base}/prompt", having="warned_of", decision="submit", scope="").status_code == 422
    done = fill_in(clerk, f"{base}/prompt", having="warned_of", decision="submit")
    assert done.status_code == 303
    paper = done["Location"]
    sign = paper.replace("/papers/", "/sign/")
    assert fill_in(browser(), sign, having="seen_hash").status_code == 303
    assert fill_in(browser(), f"{paper}/send", channel="当面").status_code == 303
    assert [clock.status for clock in room.clocks("warning_notice")] == ["settled"]
    assert fill_in(browser(), f"{paper}/receipt/institution", receiver="前台工号三").status_code == 303
    assert "前台工号三" in page_of(clerk, paper)
    assert browser().get(f"{paper}/file/pdf").content[:4] == b"%PDF"
    assert browser().get(f"{paper}/file/docx").status_code == 200


@clause("4.1.0", "4.1.a")
def test_the_head_adopts_the_table_of_levels(room: Room, browser: Browser) -> None:
    """Levels, rules and bands marked as provincial; adopted by the head with a document, nobody else."""
    html = page_of(browser(), "/warnings/levels")
    assert "省定参数" in html
    assert "还没有采用" in html
    assert browser().get("/warnings/levels/adopt").status_code == 403
    assert fill_in(browser("zuzhang"), "/warnings/levels/adopt", document="云网办〔2026〕5号").status_code == 303
    html = page_of(browser(), "/warnings/levels")
    assert "云网办〔2026〕5号" in html
    assert "还没有采用" not in html


def test_warning_pages_ask_no_more_for_more_tickets(room: Room, browser: Browser) -> None:
    """The desk asks the database as often for eight tickets as for two."""
    client, found = browser(), []
    for upto in (2, 8):
        for row in room.institutions[:upto]:
            if room.state(row.pk).ticket is None:
                room.know(GRAVE, institution=row.pk)
        client.get("/warnings")
        numbers = []
        for address in ("/warnings", "/desk", "/warnings/key-list"):
            streams.forget_all()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        found.append(numbers)
    assert found[1] == found[0]
    assert max(found[0]) < 80
    assert streams.state_of(warning_stream(room.first)).ticket
