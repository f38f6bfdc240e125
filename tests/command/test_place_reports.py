"""In a sensitive period each prefecture reports every day; who did not shows there and above."""

from datetime import date

from fengsui.conduct import timekeeping
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all, read_stream
from fengsui.warning import readiness
from tests.clauses import clause
from tests.command.test_handover_of_places import CITY, HERE, THERE, settle_in
from tests.proofs.event_pages import DUTY, refused, send, words
from tests.proofs.proving import Desk

TODAY = "2026-03-02"
LINE = 468
"""17:00."""


def sensitive(desk: Desk) -> None:
    """The head declares three days from today; the worker starts today's clock."""
    readiness.declare_period(
        actor=desk.people["zuzhang"],
        name="重要会议期间",
        first_day=date(2026, 3, 2),
        last_day=date(2026, 3, 4),
        reason="会期",
        idempotency_key=desk.evening.key(),
    )
    readiness.start_daily_reports(timekeeping.now())


@clause("0.4")
def test_a_prefecture_files_its_zero_report(desk: Desk) -> None:
    """Its desk asks for it; filed, the province's list has it with name and time, and names the others as missing."""
    assert "还没有报每日报告" not in words(desk.page(CITY, "/desk"))
    sensitive(desk)
    assert "今天还没有报每日报告：云汀省东麓市" in words(desk.page(CITY, "/desk"))
    told = send(desk, CITY, "/place-reports/file", which=f"{HERE} {TODAY}", kind="nothing", text="")
    assert "零报告秦麓3月2日09:12" in told
    assert "还没有报每日报告" not in words(desk.page(CITY, "/desk"))
    above = words(desk.page(DUTY, "/desk"))
    assert "今天还没有报每日报告：" in above
    assert "东麓市" not in above.partition("今天还没有报每日报告：")[2][:120]
    fact = read_stream(f"place-reports/{HERE}")[-1]
    assert (fact.kind, fact.payload["nothing"]) == ("place_report.filed", True)
    assert compare_with_database(read_all()) == []


@clause("0.4")
def test_the_province_writes_a_telephoned_report_down(desk: Desk) -> None:
    """A report that came by telephone is marked as such, with the name of who wrote it down."""
    sensitive(desk)
    told = send(desk, DUTY, "/place-reports/file", which=f"{HERE} {TODAY}", kind="nothing", text="")
    assert "零报告锡安3月2日09:12·电话报来，代记" in told


@clause("0.4")
def test_a_late_report_says_so(desk: Desk) -> None:
    """After 17:00 what is missing is red; filed then, it is marked late, and once is enough."""
    sensitive(desk)
    desk.evening.at(LINE + 10)
    typed = {"which": f"{HERE} {TODAY}", "kind": "something", "text": "门店有20人咨询"}
    told = send(desk, CITY, "/place-reports/file", **typed)
    assert "门店有20人咨询" in told
    assert "迟报" in told
    refused(desk, CITY, "/place-reports/file", **typed)


@clause("0.4")
def test_a_prefecture_reports_for_itself_only(desk: Desk) -> None:
    """Another prefecture neither sees its row nor files it; no report of a day that owes none, nor an empty one."""
    sensitive(desk)
    settle_in(desk, "yundu", THERE)
    assert "东麓市" not in words(desk.page("yundu", "/place-reports"))
    for which in (f"{HERE} {TODAY}", f"{THERE} 2026-03-01", f"990000 {TODAY}", "x"):
        refused(desk, "yundu", "/place-reports/file", which=which, kind="nothing", text="")
    refused(desk, "yundu", "/place-reports/file", which=f"{THERE} {TODAY}", kind="nothing", text="有事")
    refused(desk, "yundu", "/place-reports/file", which=f"{THERE} {TODAY}", kind="something", text="")
    typed = {"which": f"{THERE} {TODAY}", "kind": "something", "text": "张某13800000000来访"}
    refused(desk, "yundu", "/place-reports/file", **typed)
    assert read_stream(f"place-reports/{HERE}") == []
    assert read_stream(f"place-reports/{THERE}") == []
