"""What early warning watches for (四（二）) and how an event is graded (五（一）), through pages and commands."""

import re

from tests.proofs.event_pages import DUTY, WATCHER, cluster, open_blown_up, send, words
from tests.proofs.proving import Desk, proof
from tests.proofs.warning_pages import exiting, measures, note, place

WEEK = (*(f"2026-02-{day}" for day in range(23, 29)), "2026-03-01")


def checked(desk: Desk, kind: str, **typed: str) -> str:
    """The text that waits for a check is checked from the page of the warning; that page then."""
    found = re.search(rf'href="({place(desk)}/check/[^"]+)"', desk.page(WATCHER, place(desk)))
    assert found, "a text waits for a check"
    given = {"kind": kind, "method": "到办公地点核对", "response": "none", **typed}
    send(desk, WATCHER, found[1], **given)
    return words(desk.page(DUTY, place(desk)))


@proof("4.2.1")
def test_a_rumour_is_checked_in_time_and_answered(desk: Desk) -> None:
    """A rumour starts the check's clock; finding and public correction stand on the page, nothing is taken down."""
    note(desk, "网传老板跑路，消息未经证实。", channel="public_post", **{"kind-K1": "1"})
    assert re.search(r"传闻核实.{0,10}待核实.{0,45}到期", words(desk.page(DUTY, place(desk))))
    answer = {"response": "publish", "correction": "3月2日10:00门户网站第一条"}
    told = checked(desk, "K1", finding="false", claim="称负责人跑路", **answer)
    assert "不实" in told
    assert "3月2日10:00门户网站第一条" in told
    assert "称负责人跑路" not in told, "what a rumour says of people stays sealed"


@proof("4.2.2")
def test_a_media_report_is_checked_the_same_day(desk: Desk) -> None:
    """A negative report starts a clock of the working day; outlet and result of the check are on the page."""
    note(desk, "本报记者获悉，多个项目逾期，投资人无法提现。", channel="press", source="示例日报", **{"kind-K2": "1"})
    assert re.search(r"负面报道核查.{0,10}待核实.{0,45}到期", words(desk.page(DUTY, place(desk))))
    told = checked(desk, "K2", finding="partly", claim="称多个项目逾期", outlet="示例日报")
    assert "部分属实" in told


@proof("4.2.5")
def test_stopped_payment_is_seen_with_value_and_source(desk: Desk) -> None:
    """Suspended payout in a custody bank's table is level 1 at once, by a hard rule that names the value."""
    measures(desk, "限额兑付", ("2026-03-01", "全部暂停"))
    told = words(desk.page(DUTY, place(desk)))
    assert "建议一级研判" in told
    assert re.search(r"全部暂停兑付.{0,20}硬规则", told)
    assert "存管银行日报" in words(desk.page(DUTY, f"/indicators/{desk.evening.institutions[0].pk}"))


@proof("4.2.7.a")
def test_a_surge_of_early_redemption_is_seen_as_a_share(desk: Desk) -> None:
    """Amounts of a week add up to a share of the balance, which reaches its band; no lender is named."""
    asked = (desk.evening.institutions[0].outstanding_balance_fen or 0) // 1_000_000 // 28
    measures(desk, "当日申请提前兑付（万元）", *((day, asked) for day in WEEK))
    told = words(desk.page(DUTY, place(desk)))
    assert re.search(r"7日提前兑付申请率.{0,30}24\.9%达到15%严重", told), told[:600]


@proof("4.2.7.b")
def test_a_crowd_is_an_aggregate_report(desk: Desk) -> None:
    """A hundred and fifty people on the spot: level 1 by a hard rule; place, number, behaviour and safety are kept."""
    typed = {"head_count": "150", "at_office": "1", "behaviour": "静坐，打横幅", "safety": "公安到场维持秩序"}
    note(desk, "机构门前聚集约一百五十人，秩序尚可。", **typed)
    page = desk.page(DUTY, place(desk))
    assert re.search(r"百人以上聚集.{0,40}达到100人.{0,40}150人", words(page))
    found = re.search(r'href="(/information/[^"?]+)"', page.partition("<main")[2])
    assert found
    told = words(desk.page(DUTY, found[1]))
    assert "静坐，打横幅" in told
    assert "公安到场维持秩序" in told


@proof("4.2.7.c")
def test_blocked_traffic_is_reported_at_once(desk: Desk) -> None:
    """A report of blocked traffic reaches its gravest band on the page of the warning."""
    note(desk, "人群占用机动车道。", traffic_blocked="1")
    assert re.search(r"堵塞交通条款四（二）7是.{0,20}严重", words(desk.page(DUTY, place(desk))))


def explained(desk: Desk) -> str:
    """What ``fengsui grade explain`` says of the province."""
    code, told, problem = desk.command("grade", "explain")
    assert code == 0, problem
    return told


@proof("5.1.1.a")
def test_a_large_area_is_particularly_grave(desk: Desk) -> None:
    """Two of the largest hold more than a fifth of the money: 特别重大 by the rule of the large area, with numbers."""
    told = words(desk.page(DUTY, cluster(desk)))
    assert "建议特别重大" in told
    lines = explained(desk)
    assert re.search(r"GR-1 +成立 +大面积爆雷", lines)
    assert "建议：特别重大（GR-1）" in lines
    assert "基数：2026-01-31，40家" in lines


@proof("5.1.2.a")
def test_a_small_part_of_areas_is_grave(desk: Desk) -> None:
    """One failure with more than a twentieth of the money is 重大, by the rule of few areas."""
    told = words(desk.page(DUTY, open_blown_up(desk)))
    assert "建议重大" in told
    assert "建议：重大（GR-3）" in explained(desk)


@proof("5.1.3.a")
def test_very_few_failures_are_other(desk: Desk) -> None:
    """One of the small institutions: 其他, by its rule; no clock of the gravest grade runs."""
    told = words(desk.page(DUTY, open_blown_up(desk, 25)))
    assert re.search(r"建议其他F-2GR-5极少数网贷机构爆雷", told)
    assert "首报" not in told.partition("逐条规则")[0]


@proof("5.1.3.b")
def test_exits_must_be_known_and_on_schedule(desk: Desk) -> None:
    """An exit whose progress nobody knows: whether it is 重大 must be reviewed before 其他 is signed."""
    exiting(desk, 12)
    told = words(desk.page(DUTY, open_blown_up(desk, 25)))
    assert re.search(r"签字前必须复核.*GR-5R.*因缺数据", told)
