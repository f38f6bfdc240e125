"""What the measures of one institution say, figure by figure, on a Beijing day. Pure; no floats.

Definitions: PAR-11's indicator list (L1–L8, A1–A4, G1–G3, P1–P3, W1, I1, X1, D1). A rate is recomputed from its parts
wherever the parts are reported. What is missing or out of date is unknown with the reason, never zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

from fengsui.monitoring.indicators.consistency import falls, inconsistencies
from fengsui.monitoring.indicators.history import History, Point
from fengsui.monitoring.indicators.measures import MEASURES, VETOED

MILLION: Final = 1_000_000
LEAST_DAYS: Final[Mapping[int, int]] = MappingProxyType({7: 5, 30: 22})
"""Of a window of so many days, on how many the day's amounts must be known."""
NINE_TENTHS: Final = 900_000
_PPM_PER_BP: Final = 100
_MONTH: Final = 30
_STALE_MONTHS: Final = 3
_STALE_MEASURES: Final = 3
LOOK_BACK_DAYS: Final = 130
"""How far back a figure may look: the longest freshness, and a month before it."""


@dataclass(frozen=True, slots=True)
class Result:
    """A figure. ``value`` None: unknown, ``note`` says why. ``as_of``: the day of its newest part."""

    value: int | bool | None
    as_of: date | None = None
    numerator: int | None = None
    denominator: int | None = None
    sources: tuple[str, ...] = ()
    note: str = ""


class Unknown(Exception):
    """A figure cannot be told; the message says why, in Chinese."""


Figure = Callable[[History, date], Result]


def figure(name: str, history: History, day: date) -> Result:
    """One figure of an institution on a day. Raises KeyError for a figure that measures don't give."""
    try:
        return FIGURES[name](history, day)
    except Unknown as reason:
        return Result(None, note=str(reason))


def figures(history: History, day: date) -> dict[str, Result]:
    """Every figure that measures give."""
    return {name: figure(name, history, day) for name in FIGURES}


def _needed(history: History, measure: str, day: date) -> tuple[int, Point]:
    """The fresh value of a measure with its point."""
    label = MEASURES[measure].label_zh
    point = history.newest(measure, day)
    if point is None or point.value is None:
        raise Unknown(f"未报“{label}”")
    if history.fresh(measure, day) is None:
        days = MEASURES[measure].fresh_days
        raise Unknown(f"“{label}”最近一次是 {point.as_of.isoformat()}，已超过 {days} 天")
    return point.value, point


def _sources(*points: Point) -> tuple[str, ...]:
    return tuple(dict.fromkeys(point.source for point in points if point.source))


def _ratio(part: int, whole: int, name_of_whole: str, *points: Point, note: str = "") -> Result:
    if whole <= 0:
        raise Unknown(f"“{name_of_whole}”为零，无法计算比率")
    newest = max(point.as_of for point in points)
    return Result(part * MILLION // whole, newest, part, whole, _sources(*points), note)


def _as_reported(measure: str, history: History, day: date, *, per: int = 1, note: str = "") -> Result:
    value, point = _needed(history, measure, day)
    return Result(value // per, point.as_of, sources=_sources(point), note=note)


def _yes(measure: str, history: History, day: date) -> Result:
    value, point = _needed(history, measure, day)
    return Result(bool(value), point.as_of, sources=_sources(point))


def _part_of(part: str, whole: str, history: History, day: date) -> Result:
    """A point measure over another: of the same day where both are reported, else of the newest days of each."""
    above, point = _needed(history, part, day)
    below, base = _needed(history, whole, point.as_of)
    return _ratio(above, below, MEASURES[whole].label_zh, point, base)


def _net_outflow(days: int, history: History, day: date) -> Result:
    """L1, L2: (due and not renewed + early redemption − new lending) ÷ balance at the beginning."""
    _, newest = _needed(history, "new_lending", day)
    end = newest.as_of
    lending = {p.as_of: p for p in history.window("new_lending", end, days)}
    due = {p.as_of: p for p in history.window("principal_due_not_renewed", end, days)}
    both = sorted(lending.keys() & due.keys())
    if len(both) < LEAST_DAYS[days]:
        raise Unknown(f"近 {days} 日只有 {len(both)} 日的新增出借和到期未续，不足 {LEAST_DAYS[days]} 日")
    early = [
        p for p in history.window("early_redemption_requested", end, days) if p.as_of in lending and p.as_of in due
    ]
    points = [*(lending[on] for on in both), *(due[on] for on in both), *early]
    out = sum((due[on].value or 0) - (lending[on].value or 0) for on in both) + sum(p.value or 0 for p in early)
    notes = [] if len(both) == days else [f"{days} 日中有 {len(both)} 日的数据"]
    if not early:
        notes.append("未报提前兑付，未计入")
    opening, base, doubt = _opening(history, end - timedelta(days=days), end)
    return _ratio(out, opening, "借贷余额", *points, base, note="；".join([*notes, *doubt]))


def _opening(history: History, start: date, end: date) -> tuple[int, Point, list[str]]:
    """The balance at the beginning of a window; where nobody told it, the one at its end."""
    before = history.fresh("outstanding_balance", start)
    if before is not None and before.value is not None:
        return before.value, before, []
    value, point = _needed(history, "outstanding_balance", end)
    return value, point, ["期初余额未报，以期末余额计"]


def _net_outflow_30_days(history: History, day: date) -> Result:
    """L2; where no daily amounts come in, from the net inflow of thirty days that somebody reports."""
    try:
        return _net_outflow(_MONTH, history, day)
    except Unknown as reason:
        if history.fresh("net_inflow_30_days", day) is None:
            raise Unknown(str(reason)) from reason
    inflow, point = _needed(history, "net_inflow_30_days", day)
    opening, base, doubt = _opening(history, point.as_of - timedelta(days=_MONTH), point.as_of)
    note = "；".join(["按所报近30日资金净流入计", *doubt])
    return _ratio(-inflow, opening, "借贷余额", point, base, note=note)


def _early_redemption(history: History, day: date) -> Result:
    """L3: asked for early in seven days ÷ balance."""
    points, note = _days_of("early_redemption_requested", 7, history, day)
    balance, base = _needed(history, "outstanding_balance", points[-1].as_of)
    return _ratio(sum(p.value or 0 for p in points), balance, "借贷余额", *points, base, note=note)


def _days_of(flow: str, days: int, history: History, day: date) -> tuple[tuple[Point, ...], str]:
    """The daily amounts of a window up to the newest, and what is missing of it. Raises Unknown for too few."""
    _, newest = _needed(history, flow, day)
    points = history.window(flow, newest.as_of, days)
    if len(points) < LEAST_DAYS[days]:
        raise Unknown(f"近 {days} 日只有 {len(points)} 日的“{MEASURES[flow].label_zh}”")
    return points, "" if len(points) == days else f"{days} 日中有 {len(points)} 日的数据"


def _same_days(part: str, whole: str, days: int, history: History, day: date) -> list[tuple[Point, Point]]:
    """Pairs of two daily amounts of the same day, oldest first."""
    _, newest = _needed(history, whole, day)
    wholes = history.window(whole, newest.as_of, days)
    parts = {p.as_of: p for p in history.window(part, newest.as_of, days)}
    pairs = [(parts[p.as_of], p) for p in wholes if p.as_of in parts]
    if not pairs:
        raise Unknown(f"未报同日的“{MEASURES[part].label_zh}”和“{MEASURES[whole].label_zh}”")
    return pairs


def _flows_ratio(part: str, whole: str, days: int, history: History, day: date) -> Result:
    """L5, L7: an amount of some days ÷ another of the same days."""
    pairs = _same_days(part, whole, days, history, day)
    above, below = (sum(pair[place].value or 0 for pair in pairs) for place in (0, 1))
    note = "" if len(pairs) == days else f"{days} 日中有 {len(pairs)} 日的数据"
    return _ratio(above, below, MEASURES[whole].label_zh, *(p for pair in pairs for p in pair), note=note)


def _payout_below_90_days(history: History, day: date) -> Result:
    """B1's count: days in a row up to the newest on which less than nine tenths of what was due was paid.

    A day on which nothing was due is passed over; a day of which nothing is known ends the count.
    """
    pairs = _same_days("paid_to_lenders", "due_to_lenders", LOOK_BACK_DAYS, history, day)
    count, used, expected = 0, [pairs[-1][0]], pairs[-1][0].as_of
    for paid, due in reversed(pairs):
        if paid.as_of != expected:
            break
        expected -= timedelta(days=1)
        if not due.value:
            continue
        if (paid.value or 0) * MILLION >= NINE_TENTHS * due.value:
            break
        count += 1
        used += [paid, due]
    return Result(count, pairs[-1][0].as_of, sources=_sources(*used))


def _payout_coverage(history: History, day: date) -> Result:
    """L8: (available in custody + expected inflow × collection rate) ÷ due, of the next seven days."""
    due, due_point = _needed(history, "due_next_7_days", day)
    custody, custody_point = _needed(history, "custody_available", due_point.as_of)
    inflow, inflow_point = _needed(history, "expected_inflow_7_days", due_point.as_of)
    points = [due_point, custody_point, inflow_point]
    rate = history.fresh("collection_rate", due_point.as_of)
    note = "" if rate else "未报回款率，按预计回款全部收回计，实际不会更高"
    if rate is not None and rate.value is not None:
        inflow = inflow * rate.value // MILLION
        points.append(rate)
    return _ratio(custody + inflow, due, MEASURES["due_next_7_days"].label_zh, *points, note=note)


def _overdue(history: History, day: date) -> Result:
    """A1: 逾期金额 ÷ 待偿金额 (principal and interest), never the rate a platform states of itself."""
    overdue, point = _needed(history, "overdue_amount", day)
    whole = history.fresh("amount_to_be_repaid", point.as_of)
    if whole is not None and whole.value is not None:
        return _ratio(overdue, whole.value, "待偿金额", point, whole)
    balance, base = _needed(history, "outstanding_balance", point.as_of)
    interest = history.fresh("outstanding_interest", point.as_of)
    if interest is not None and interest.value is not None and interest.as_of == base.as_of:
        return _ratio(overdue, balance + interest.value, "待偿金额", point, base, interest)
    note = "待偿金额和利息余额未报，以借贷余额作分母，结果略偏高"
    return _ratio(overdue, balance, "借贷余额", point, base, note=note)


def _compensation_growth(history: History, day: date) -> Result:
    """A2: what third parties paid for borrowers in the last thirty days ÷ balance (hidden overdue)."""
    now, point = _needed(history, "cumulative_compensation", day)
    # Month-end to month-end is 28 to 31 days; a longer gap would count two months as one.
    before = history.near("cumulative_compensation", point.as_of, earliest=45, latest=20, before=_MONTH)
    if before is None or before.value is None:
        raise Unknown("没有约 30 日前的“累计代偿金额”可比")
    balance, base = _needed(history, "outstanding_balance", point.as_of)
    return _ratio(now - before.value, balance, "借贷余额", point, before, base)


def _veto(history: History, day: date) -> Result:
    """G3: a veto item, said by itself or as the result of an inspection."""
    item, inspection = history.fresh("veto_finding", day), history.fresh("inspection_result", day)
    told = [(bool(p.value), p) for p in (item,) if p is not None and p.value is not None]
    if inspection is not None and inspection.value:
        told.append((inspection.value == VETOED, inspection))
    if not told:
        raise Unknown("未报“一票否决项”和核查结论")
    points = [point for _, point in told]
    return Result(any(yes for yes, _ in told), max(p.as_of for p in points), sources=_sources(*points))


def _rate_above_sector(history: History, day: date) -> Result:
    """P1, in hundredths of a percentage point."""
    offered, point = _needed(history, "offered_rate", day)
    mean, base = _needed(history, "sector_mean_rate", point.as_of)
    return Result((offered - mean) // _PPM_PER_BP, point.as_of, offered, mean, _sources(point, base))


def _rate_rise(history: History, day: date) -> Result:
    """P1's sudden rise: against the rate about thirty days before."""
    offered, point = _needed(history, "offered_rate", day)
    before = history.near("offered_rate", point.as_of, earliest=45, latest=20, before=_MONTH)
    if before is None or before.value is None:
        raise Unknown("没有约 30 日前的利率可比")
    return Result((offered - before.value) // _PPM_PER_BP, point.as_of, offered, before.value, _sources(point, before))


def _complaints(history: History, day: date) -> Result:
    """P3: complaints of seven days for each million of current lenders."""
    points, note = _days_of("complaints", 7, history, day)
    count, newest = sum(p.value or 0 for p in points), points[-1].as_of
    if history.lenders and history.fresh("current_lenders", newest) is None:
        registered = "当前出借人数量未报，以机构名册的出借人数计"
        return _ratio(count, history.lenders, "出借人数", *points, note="；".join(filter(None, (note, registered))))
    lenders, base = _needed(history, "current_lenders", newest)
    return _ratio(count, lenders, "当前出借人数量", *points, base, note=note)


def _complaints_growth(history: History, day: date) -> Result:
    """P3: complaints of seven days ÷ those of the seven before; 1,000,000 is as many."""
    _, newest = _needed(history, "complaints", day)
    this = history.window("complaints", newest.as_of, 7)
    last = history.window("complaints", newest.as_of - timedelta(days=7), 7)
    if min(len(this), len(last)) < LEAST_DAYS[7]:
        raise Unknown("前后两周的投诉数不全")
    above, below = (sum(p.value or 0 for p in points) for points in (this, last))
    return _ratio(above, below, "上一周投诉", *this, *last)


def _data_faults(history: History, day: date) -> Result:
    """D1: rules of consistency that the newest disclosure breaks, a copy of old values, and mismatches reported."""
    notes: list[str] = []
    points: list[Point] = []
    faults = 0
    reported = history.fresh("reported_data_faults", day)
    if reported is not None and reported.value is not None:
        faults += reported.value
        points.append(reported)
    balance = history.fresh("outstanding_balance", day)
    if balance is not None:
        points.append(balance)
        values = _values_on(history, balance.as_of)
        broken = [*inconsistencies(values), *falls(_values_before(history, balance.as_of), values)]
        notes += [problem.message_zh for problem in broken]
        if _is_stale_copy(history, balance.as_of):
            notes.append("三个月所报各数完全相同，疑为照抄旧数")
    if not points:
        raise Unknown("近期没有可核对的数据")
    return Result(faults + len(notes), max(p.as_of for p in points), sources=_sources(*points), note="；".join(notes))


def _values_on(history: History, day: date) -> dict[str, int | None]:
    found = ((name, next((p for p in points if p.as_of == day), None)) for name, points in history.measures.items())
    return {name: point.value for name, point in found if point is not None}


def _values_before(history: History, day: date) -> dict[str, int | None]:
    found = ((name, history.newest(name, day - timedelta(days=1))) for name in history.measures)
    return {name: point.value for name, point in found if point is not None}


def _is_stale_copy(history: History, day: date) -> bool:
    """Whether the last values of three months are the same for every disclosed measure that was told in all three."""
    same = 0
    for name, points in history.measures.items():
        if not MEASURES[name].code:
            continue
        by_month = {(p.as_of.year, p.as_of.month): p.value for p in points if p.as_of <= day and p.value}
        newest = [by_month[month] for month in sorted(by_month)[-_STALE_MONTHS:]]
        if len(newest) == _STALE_MONTHS:
            if len(set(newest)) > 1:
                return False
            same += 1
    return same >= _STALE_MEASURES


_SELF: Final = "机构自报的占比，没有可供重算的金额"

FIGURES: Final[Mapping[str, Figure]] = MappingProxyType(
    {
        "institution_balance_fen": partial(_as_reported, "outstanding_balance"),
        "net_outflow_7_days_ppm": partial(_net_outflow, 7),
        "net_outflow_30_days_ppm": _net_outflow_30_days,
        "early_redemption_7_days_ppm": _early_redemption,
        "transfer_queue_ppm": partial(_part_of, "transfer_orders_unfilled", "outstanding_balance"),
        "payout_7_days_ppm": partial(_flows_ratio, "paid_to_lenders", "due_to_lenders", 7),
        "payout_below_90_days": _payout_below_90_days,
        "payment_limit": partial(_as_reported, "payment_limit"),
        "extension_30_days_ppm": partial(_flows_ratio, "extended_principal", "principal_due", _MONTH),
        "payout_coverage_ppm": _payout_coverage,
        "overdue_ppm": _overdue,
        "overdue_90_days_ppm": partial(_part_of, "overdue_90_days_amount", "outstanding_balance"),
        "compensation_growth_30_days_ppm": _compensation_growth,
        "top_ten_borrowers_ppm": partial(_as_reported, "top_ten_borrowers_share", note=_SELF),
        "largest_borrower_ppm": partial(_as_reported, "largest_borrower_share", note=_SELF),
        "related_party_ppm": partial(_part_of, "related_balance", "outstanding_balance"),
        "over_limit_borrowers_ppm": partial(_as_reported, "over_limit_balance_share", note=_SELF),
        "governance_hits": partial(_as_reported, "governance_hits"),
        "governance_severe": partial(_yes, "governance_severe"),
        "licence_faults": partial(_as_reported, "licence_faults"),
        "open_findings": partial(_as_reported, "open_findings"),
        "veto_finding": _veto,
        "rate_above_sector_bp": _rate_above_sector,
        "rate_rise_30_days_bp": _rate_rise,
        "promotional_share_ppm": partial(_as_reported, "promotional_share"),
        "complaints_7_days_per_million_lenders": _complaints,
        "complaints_growth_ppm": _complaints_growth,
        "site_unreachable_hours": partial(_as_reported, "site_unreachable_hours"),
        "content_stale_days": partial(_as_reported, "content_stale_days"),
        "insurance_claims_ppm": partial(_part_of, "insurance_claims_30_days", "insured_balance"),
        "contagion_ppm": partial(_as_reported, "contagion"),
        "data_faults": _data_faults,
    }
)
"""Every figure that measures give, by its name in the plan's vocabulary (``monitoring.figures``)."""
