"""Tables of measures come in whole or not at all, corrections keep both values, and figures are drawn from them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypedDict

import pytest
from django.utils import timezone

from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Outcome, Refused
from fengsui.conduct.house import house
from fengsui.conduct.projecting import differences
from fengsui.conduct.rebuild import project_all
from fengsui.ledger.reading import count_facts, read_all
from fengsui.monitoring.figures import FIGURES
from fengsui.monitoring.indicators.conditions import days_in_a_row, grading_conditions
from fengsui.monitoring.indicators.exporting import blank_indicators, export_findings, export_indicators
from fengsui.monitoring.indicators.figures import institution_figures, series
from fengsui.monitoring.indicators.importing import IndicatorsRefused, import_indicators, preview_indicators
from fengsui.monitoring.indicators.population import balances_at, base_population
from fengsui.monitoring.indicators.queries import measures_of, tellings
from fengsui.monitoring.models import InstitutionNews, Intake, MeasureValue, Signal
from fengsui.registry.models import Institution

JURISDICTION = "990000"
TODAY = date(2026, 3, 2)
"""The day on which the staffed province's clock stands."""


@pytest.fixture
def analyst(people: Mapping[str, Actor]) -> Actor:
    """An officer of the whole province who may import measures."""
    return next(actor for actor in people.values() if "R5" in actor.roles)


@pytest.fixture
def largest(people: Mapping[str, Actor]) -> list[Institution]:
    """Institutions from the largest balance to the smallest."""
    return list(Institution.objects.order_by("-outstanding_balance_fen", "id"))


def table(header: Sequence[str], *rows: Sequence[object]) -> bytes:
    """A CSV file; institutions stand for their names."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell.name if isinstance(cell, Institution) else cell for cell in row])
    return out.getvalue().encode()


class Sender(TypedDict):
    """What every import says of a file."""

    filename: str
    source: str
    channel: str


SENDER: Sender = {"filename": "指标.csv", "source": "存管银行日报", "channel": "custody_bank"}


def bring(actor: Actor, content: bytes) -> Outcome:
    """Preview and import."""
    preview = preview_indicators(actor=actor, content=content, **SENDER)
    return import_indicators(actor=actor, content=content, seen_sha256=preview.sha256, **SENDER)


def messages(actor: Actor, content: bytes) -> list[tuple[int, str, str]]:
    """Row, severity and words of what a preview finds."""
    preview = preview_indicators(actor=actor, content=content, **SENDER)
    return [(finding.row_number, finding.severity, finding.message_zh) for finding in preview.findings]


def only_error(actor: Actor, content: bytes) -> tuple[int, str]:
    """The single error of a file."""
    found = [(row, words) for row, severity, words in messages(actor, content) if severity == "error"]
    assert len(found) == 1, found
    return found[0]


def wan(institution: Institution) -> int:
    """The register's balance in 万元."""
    return (institution.outstanding_balance_fen or 0) // 1_000_000


def day(ago: int = 0) -> str:
    """A day before today."""
    return (TODAY - timedelta(days=ago)).isoformat()


BALANCE = ("机构名称", "日期", "借贷余额（万元）")


def test_a_table_comes_in_as_one_fact_with_its_values(analyst: Actor, largest: list[Institution]) -> None:
    """The fact counts, the values lie in the tables, and warning is told who has news."""
    first, second = largest[:2]
    seen: list[tuple[int, int]] = []
    content = table((*BALANCE, "限额兑付"), (first, day(1), wan(first), "限额"), (second, day(1), wan(second), ""))
    preview = preview_indicators(
        actor=analyst, content=content, **SENDER, progress=lambda done, total: seen.append((done, total))
    )
    assert (preview.row_count, preview.count("added"), preview.count_values("added")) == (2, 2, 3)
    assert preview.findings == ()
    assert seen == [(2, 2)]
    assert not MeasureValue.objects.exists()
    outcome = import_indicators(actor=analyst, content=content, seen_sha256=preview.sha256, **SENDER)
    assert outcome.fact.stream == f"intake/{JURISDICTION}"
    payload = outcome.fact.payload
    counts = {name: payload[name] for name in ("row_count", "value_count", "institution_count", "corrected")}
    assert counts == {"row_count": 2, "value_count": 3, "institution_count": 2, "corrected": 0}
    stored = MeasureValue.objects.get(institution=first.pk, measure="payment_limit")
    assert (stored.value, stored.text, stored.as_of.isoformat()) == (1, "限额", day(1))
    assert set(InstitutionNews.objects.values_list("id", flat=True)) == {first.pk, second.pk}
    assert Intake.objects.get(pk=outcome.fact.reference).kind == "indicators"


def test_the_same_file_twice_changes_nothing(analyst: Actor, largest: list[Institution]) -> None:
    """The second time is refused with the day of the first; so are the same values in another file."""
    content = table(BALANCE, (largest[0], day(1), wan(largest[0])))
    bring(analyst, content)
    facts = count_facts()
    with pytest.raises(IndicatorsRefused, match="2026-03-02 导入过"):
        bring(analyst, content)
    with pytest.raises(IndicatorsRefused, match="完全一致"):
        bring(analyst, content + b"\r\n")
    assert count_facts() == facts


def test_a_correction_keeps_both_values(analyst: Actor, largest: list[Institution]) -> None:
    """The newer stands in the table and is counted, the older in its batch; unchanged rows don't enter the batch."""
    first, second = largest[:2]
    bring(analyst, table(BALANCE, (first, day(1), wan(first)), (second, day(1), wan(second))))
    content = table(BALANCE, (first, day(1), wan(first) + 7), (second, day(1), wan(second)))
    preview = preview_indicators(actor=analyst, content=content, **SENDER)
    assert (preview.count("corrected"), preview.count("unchanged")) == (1, 1)
    payload = bring(analyst, content).fact.payload
    assert (payload["corrected"], payload["value_count"]) == (1, 1)
    stored = MeasureValue.objects.get(institution=first.pk)
    assert (stored.value, stored.corrections) == ((wan(first) + 7) * 1_000_000, 1)
    told = tellings(analyst, first.pk, "outstanding_balance", TODAY - timedelta(days=1))
    assert [one.text for one in told] == [f"{(wan(first) + 7) * 10_000}.00", f"{wan(first) * 10_000}.00"]


def test_one_error_keeps_the_whole_table_out(analyst: Actor, largest: list[Institution]) -> None:
    """All or nothing; the refusal names the row of the spreadsheet and holds every finding."""
    content = table(BALANCE, (largest[0], day(1), wan(largest[0])), ("没有这家", day(1), 5), (largest[1], day(1), "五"))
    facts = count_facts()
    with pytest.raises(IndicatorsRefused, match="第 3 行") as refused:
        bring(analyst, content)
    assert [finding.row_number for finding in refused.value.preview.errors] == [3, 4]
    assert count_facts() == facts
    assert not MeasureValue.objects.exists()
    assert "没有这家" in export_findings(refused.value.preview.findings).decode("utf-8-sig")


def test_a_telephone_number_in_a_slipped_column_is_not_repeated(analyst: Actor, largest: list[Institution]) -> None:
    """What a finding quotes of a cell goes to screens, logs of terminals and tables to take away (N2)."""
    phone = "13812345678"
    content = table(
        (*BALANCE, phone),
        (f"张三{phone}", day(1), 1, ""),
        (largest[0], phone, 1, ""),
        (largest[0], day(1), f"电话{phone}", ""),
    )
    preview = preview_indicators(actor=analyst, content=content, **SENDER)
    assert {finding.row_number for finding in preview.findings} == {1, 2, 3, 4}
    assert phone not in export_findings(preview.findings).decode("utf-8-sig")


def test_a_key_that_brought_another_table_in_brings_none(analyst: Actor, largest: list[Institution]) -> None:
    """Nobody is told that a table came in when it was another one under the same idempotency key."""

    def click(content: bytes) -> Outcome:
        seen = preview_indicators(actor=analyst, content=content, **SENDER).sha256
        return import_indicators(
            actor=analyst, content=content, seen_sha256=seen, idempotency_key="one-click", **SENDER
        )

    click(table(BALANCE, (largest[0], day(1), wan(largest[0]))))
    with pytest.raises(Refused, match="另一份文件"):
        click(table(BALANCE, (largest[0], day(2), wan(largest[0]))))
    assert MeasureValue.objects.count() == 1


def test_an_unknown_institution_is_named_with_the_nearest(analyst: Actor, largest: list[Institution]) -> None:
    """So that a typing mistake is seen at once."""
    row, words = only_error(analyst, table(BALANCE, (largest[0].name.replace("公司", "企业"), day(1), 5)))
    assert row == 2
    assert largest[0].name in words


def test_yuan_for_wan_yuan_is_stopped_with_both_numbers_and_the_way_out(
    analyst: Actor, largest: list[Institution]
) -> None:
    """Against the register, against the value before, against the row before; whoever looked twice may confirm."""
    one = largest[0]
    slipped = table(BALANCE, (one, day(1), wan(one) * 10_000))
    row, words = only_error(analyst, slipped)
    assert row == 2
    assert f"{wan(one) * 10_000 * 10_000:,}.00" in words
    assert "机构名册上" in words
    assert "已复核" in words
    _, words = only_error(analyst, table(BALANCE, (one, day(2), wan(one)), (one, day(1), wan(one) / 10_000)))
    assert "第 2 行" in words
    bring(analyst, table(BALANCE, (one, day(2), wan(one))))
    _, words = only_error(analyst, slipped)
    assert day(2) in words
    confirmed = table((*BALANCE, "已复核"), (one, day(1), wan(one) * 10_000, "是"))
    assert [severity for _, severity, _ in messages(analyst, confirmed)] == ["warning"]
    assert bring(analyst, confirmed).fact.payload["value_count"] == 1


def test_daily_amounts_may_differ_as_they_like(analyst: Actor, largest: list[Institution]) -> None:
    """A quiet day beside a busy one is no slip of units."""
    header = ("机构名称", "日期", "当日新增出借（元）")
    assert messages(analyst, table(header, (largest[0], day(2), 100), (largest[0], day(1), 1_000_000))) == []


@pytest.mark.parametrize(
    ("on", "words"), [("2026-03-03", "还没有到"), ("2016-02-01", "十年以前"), ("2026-02-30", "日期")]
)
def test_days_of_the_future_or_long_past_are_stopped(
    analyst: Actor, largest: list[Institution], on: str, words: str
) -> None:
    """A mistyped year is an error, not a value."""
    _, told = only_error(analyst, table(BALANCE, (largest[0], on, wan(largest[0]))))
    assert words in told


def test_two_rows_of_one_day_are_stopped_unless_they_are_the_same(analyst: Actor, largest: list[Institution]) -> None:
    """The error names the first row; the very same row is read once."""
    one = largest[0]
    row, words = only_error(analyst, table(BALANCE, (one, day(1), wan(one)), (one, day(1), wan(one) + 1)))
    assert row == 3
    assert "第 2 行" in words
    same = messages(analyst, table(BALANCE, (one, day(1), wan(one)), (one, day(1), wan(one))))
    assert [severity for _, severity, _ in same] == ["warning"]


def test_what_breaks_a_rule_comes_in_with_a_warning_and_is_a_data_fault(
    analyst: Actor, largest: list[Institution]
) -> None:
    """1 ≥ top ten ≥ largest; totals never fall: it was reported so, and D1 counts it."""
    one = largest[0]
    header = (*BALANCE, "前十大借款人待还金额占比", "最大单一借款人待还金额占比", "累计借贷金额（万元）")
    content = table(
        header, (one, day(30), wan(one), "30%", "6%", 900_000), (one, day(1), wan(one), "5%", "6%", 899_999)
    )
    assert [(row, severity) for row, severity, _ in messages(analyst, content)] == [(3, "warning"), (3, "warning")]
    assert bring(analyst, content).fact.payload["warning_count"] == 2
    fault = institution_figures([one.pk], timekeeping.now())[one.pk]["data_faults"]
    assert fault.value == 2


def test_an_officer_brings_only_what_he_may_see(analyst: Actor, largest: list[Institution]) -> None:
    """Of another prefecture it is as unknown; without the post it is refused; the source is no place for numbers."""
    elsewhere = next(row for row in largest if not any(p.startswith("9902") for p in row.places.split()))
    local = replace(analyst, region="990200")
    _, words = only_error(local, table(BALANCE, (elsewhere, day(1), wan(elsewhere))))
    assert "不在您的辖区" in words
    with pytest.raises(AccessDenied):
        preview_indicators(actor=replace(analyst, roles=frozenset({"R16"})), content=b"", **SENDER)
    content = table(BALANCE, (largest[0], day(1), wan(largest[0])))
    for source, channel in (("", "press"), ("某人 13900000000", "press"), ("日报", "rumour")):
        with pytest.raises(Refused):
            preview_indicators(actor=analyst, content=content, filename="指标.csv", source=source, channel=channel)
    with pytest.raises(Refused, match="不是同一份"):
        import_indicators(actor=analyst, content=content, seen_sha256="0" * 64, **SENDER)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_back_without_a_change(analyst: Actor, largest: list[Institution], form: str) -> None:
    """The shape is the import's, in both forms; formulas don't run."""
    header = (*BALANCE, "近30日资金净流入（万元）", "限额兑付", "保证保险承保公司", "综合年化利率")
    bring(analyst, table(header, (largest[0], day(1), wan(largest[0]), -12.5, "全部暂停", "=1+1", "8.91%")))
    exported = export_indicators(analyst, "xlsx" if form == "xlsx" else "csv")
    preview = preview_indicators(actor=analyst, content=exported, **SENDER)
    assert preview.errors == ()
    assert (preview.count("unchanged"), preview.count_values("unchanged")) == (1, 5)


def test_the_ledger_tells_the_same(analyst: Actor, largest: list[Institution]) -> None:
    """Projectors alone give every row, corrections too."""
    one = largest[0]
    bring(analyst, table(BALANCE, (one, day(1), wan(one))))
    bring(analyst, table(BALANCE, (one, day(1), wan(one) + 1), (largest[1], day(1), wan(largest[1]))))
    assert differences(project_all(read_all()).rows, house.tables) == []


def daily(institution: Institution, days: int) -> Iterator[tuple[object, ...]]:
    """A balance, daily lending, dues and payments; on the last three days only 80 % is paid."""
    for ago in range(days, 0, -1):
        yield institution, day(ago), wan(institution), 10, 20, 100, 80 if ago <= 3 else 100


DAILY = (*BALANCE, "当日新增出借（万元）", "当日到期未续本金（万元）", "当日应付出借人（元）", "当日实付出借人（元）")


def test_figures_show_their_parts_and_sources(analyst: Actor, largest: list[Institution]) -> None:
    """Each name of the vocabulary is there: known with parts, day and fact, or unknown with a reason."""
    one, other = largest[:2]
    reference = bring(analyst, table(DAILY, *daily(one, 20))).fact.reference
    now = timekeeping.now()
    figures = institution_figures([one.pk, other.pk], now)
    assert figures[one.pk].keys() == {figure.name for figure in FIGURES}
    outflow = figures[one.pk]["net_outflow_7_days_ppm"]
    balance = wan(one) * 1_000_000
    assert (outflow.value, outflow.numerator, outflow.denominator) == (
        70_000_000 * 1_000_000 // balance,
        70_000_000,
        balance,
    )
    assert outflow.sources == (reference,)
    assert outflow.as_of is not None
    assert timezone.localdate(outflow.as_of) == TODAY - timedelta(days=1)
    assert figures[one.pk]["payout_below_90_days"].value == 3
    assert figures[other.pk]["net_outflow_7_days_ppm"].value is None
    assert figures[other.pk]["net_outflow_7_days_ppm"].note
    # What came in later was not known then.
    before = institution_figures([one.pk], now - timedelta(minutes=1))
    assert before[one.pk]["payout_below_90_days"].value is None


def test_series_follow_a_measure_and_a_figure(analyst: Actor, largest: list[Institution]) -> None:
    """For charts: balance by day, payout by day; a name that is neither is an error."""
    one = largest[0]
    bring(analyst, table(DAILY, *daily(one, 20)))
    since = TODAY - timedelta(days=5)
    assert series(one.pk, "due_to_lenders", since) == [(TODAY - timedelta(days=ago), 10_000) for ago in range(5, 0, -1)]
    payout = dict(series(one.pk, "payout_7_days_ppm", since))
    assert payout[TODAY - timedelta(days=5)] == 1_000_000
    assert payout[TODAY - timedelta(days=1)] == 640 * 1_000_000 // 700
    with pytest.raises(KeyError):
        series(one.pk, "nothing", since)


def test_the_page_of_an_institution_shows_its_newest_values(analyst: Actor, largest: list[Institution]) -> None:
    """With unit, day, source and whether still fresh."""
    one = largest[0]
    bring(analyst, table((*BALANCE, "限额兑付"), (one, day(10), wan(one), "限额")))
    shown = {row.measure.name: row for row in measures_of(analyst, one.pk)}
    assert (shown["payment_limit"].text, shown["payment_limit"].fresh) == ("限额", False)
    assert (shown["outstanding_balance"].unit, shown["outstanding_balance"].fresh) == ("元", True)
    assert shown["outstanding_balance"].source == "存管银行日报"


def test_the_population_takes_the_newest_balance_of_the_day(analyst: Actor, largest: list[Institution]) -> None:
    """Measures before the register, nothing of later days; who has nothing outstanding is no part of it."""
    one, two = largest[:2]
    before = base_population(JURISDICTION, TODAY)
    assert before.count == sum(bool(row.outstanding_balance_fen) for row in largest)
    assert before.ranking[0] == one.pk
    header = (*BALANCE, "外省出借人占比", "全国排名")
    bring(
        analyst,
        table(header, (one, day(3), 0, "20%", 40), (two, day(3), wan(two), "19.9%", ""), (one, day(1), 9, "", "")),
    )
    on_the_day = balances_at(JURISDICTION, TODAY - timedelta(days=3))
    assert on_the_day[one.pk].balance_fen == 0
    assert (on_the_day[one.pk].crosses_provinces, on_the_day[one.pk].national_rank) == (True, 40)
    assert on_the_day[one.pk].prefecture == f"{one.registered_region[:4]}00"
    population = base_population(JURISDICTION, TODAY - timedelta(days=3))
    assert population.count == (before.count or 0) - 1
    assert one.pk not in population.ranking
    assert base_population(JURISDICTION, TODAY).standings[one.pk].balance_fen == 9_000_000


def test_conditions_of_the_grading(analyst: Actor, largest: list[Institution]) -> None:
    """Unknown while nobody told; then shares of the inspected, highest contagion, whom the stopped insurer insures."""
    now = timekeeping.now()
    unknown = grading_conditions(JURISDICTION, now)
    for name in ("inspected_share_ppm", "veto_share_ppm", "contagion_on_top_ten_ppm", "daily_crowd_days"):
        assert unknown[name] is None, name
    a, b, c, d = largest[:4]
    header = ("机构名称", "日期", "行政核查结论", "传染度", "保证保险承保公司", "承保公司停止赔付")
    bring(
        analyst,
        table(
            header,
            (a, day(1), "合规", "10%", "甲财险", "否"),
            (b, day(1), "不合规", "55%", "乙财险", "是"),
            (c, day(1), "一票否决", "", "乙财险", ""),
            (d, day(1), "未核查", "", "", ""),
        ),
    )
    known = grading_conditions(JURISDICTION, now)
    population = base_population(JURISDICTION, TODAY)
    assert known["inspected_share_ppm"] == 3 * 1_000_000 // (population.count or 1)
    assert known["noncompliant_count_share_ppm"] == 666_666
    assert known["veto_share_ppm"] == 333_333
    money = [population.standings[row.pk].balance_fen or 0 for row in (a, b, c)]
    assert known["noncompliant_balance_share_ppm"] == (money[1] + money[2]) * 1_000_000 // sum(money)
    assert known["contagion_on_top_ten_ppm"] == 550_000
    assert known["institutions_of_stopped_insurer"] == 2


def test_exits_are_known_when_every_exiting_institution_is_told(analyst: Actor, largest: list[Institution]) -> None:
    """GR-5's second half: unknown is no 'on schedule'; where nobody is exiting it holds."""
    now = timekeeping.now()
    Institution.objects.filter(status="exiting").update(status="operating")
    none = grading_conditions(JURISDICTION, now)
    assert (none["exits_known"], none["exits_on_schedule_ppm"]) == (True, 1_000_000)
    a, b = largest[:2]
    Institution.objects.filter(pk__in=[a.pk, b.pk]).update(status="exiting")
    header = ("机构名称", "日期", "退出按步骤进行")
    bring(analyst, table(header, (a, day(1), "是")))
    half = grading_conditions(JURISDICTION, now)
    assert (half["exits_known"], half["exits_on_schedule_ppm"]) == (False, None)
    bring(analyst, table(header, (b, day(1), "否")))
    whole = grading_conditions(JURISDICTION, now)
    assert (whole["exits_known"], whole["exits_on_schedule_ppm"]) == (True, 500_000)


def crowd(number: int, people: int, ago: timedelta, *, at_office: bool = True, region: str = "990100") -> Signal:
    """A note of a head-count, taken when it was seen."""
    at = timekeeping.now() - ago
    return Signal(
        id=f"note-{number}",
        intake="intake/990000#1",
        source="街道办事处",
        channel="telephone",
        region=region,
        received_at=at,
        published_at=at,
        at=at,
        on_site_head_count=people,
        at_office=at_office,
    )


def test_crowds_are_counted_from_the_notes_of_a_day_and_of_a_week(people: Mapping[str, Actor]) -> None:
    """ES-1: the largest of 24 hours, at an office and anywhere; days in a row with twenty or more at an office."""
    days = timedelta(days=1)
    notes = [crowd(number, 25, number * days) for number in range(1, 8)]
    notes += [crowd(8, 300, timedelta(hours=2), at_office=False), crowd(9, 40, timedelta(hours=1))]
    notes += [crowd(10, 900, timedelta(hours=1), region="420100"), crowd(11, 19, 9 * days)]
    Signal.objects.bulk_create(notes)
    told = grading_conditions(JURISDICTION, timekeeping.now())
    assert (told["on_site_head_count"], told["office_head_count"], told["daily_crowd_days"]) == (300, 40, 8)


def test_days_in_a_row_end_at_the_first_gap() -> None:
    """Today may still be empty; a gap before yesterday ends the row."""
    ago = [TODAY - timedelta(days=days) for days in (1, 2, 3, 5, 6)]
    assert days_in_a_row(ago, TODAY) == 3
    assert days_in_a_row([*ago, TODAY], TODAY) == 4
    assert days_in_a_row([], TODAY) == 0


def test_the_blank_template_previews_as_nothing(analyst: Actor) -> None:
    """Whoever uploads it unfilled is told so."""
    with pytest.raises(IndicatorsRefused, match="没有可导入的行"):
        bring(analyst, blank_indicators("xlsx"))
