"""Charts of one institution: balance, outflow, pay-out, overdue, texts; each with the plan's thresholds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext, gettext_lazy

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.conduct.plans import plan_in_force
from fengsui.monitoring.indicators.figures import series_many
from fengsui.monitoring.texts.daily import TextsOfDay, texts_per_day
from fengsui.plan import Indicator, evaluate_rule
from fengsui.plan.warning import BAND_NAMES, constant_of
from fengsui.registry.workbook_writing import write_workbook
from fengsui.warning.rules.attention_words import threshold_words, value_words
from fengsui.web.charts import Chart, Mark, Series, Threshold
from fengsui.web.routes import Words
from fengsui.web.templatetags.wording import money_in_words

BALANCE = "institution_balance_fen"
DAILY, MONTHLY = timedelta(days=90), timedelta(days=180)
MOST_MARKS = 5
_PPM_PER_PERCENT = 10_000
_SIZES = ((10_000_000_000, gettext_lazy("亿元")), (1_000_000, gettext_lazy("万元")))
Points = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A figure that has a chart: id of the chart, how far back it looks, whether its axis begins at nought."""

    id: str
    figure: str
    span: timedelta
    from_zero: bool = True


_RATES = (
    _Drawn("payout", "payout_7_days_ppm", DAILY, from_zero=False),
    _Drawn("outflow-7", "net_outflow_7_days_ppm", DAILY),
    _Drawn("outflow-30", "net_outflow_30_days_ppm", DAILY),
    _Drawn("overdue", "overdue_ppm", MONTHLY),
)


def charts_of(actor: Actor, institution: str, *, sources: Iterable[str], marks: Sequence[Mark]) -> list[Chart]:
    """What the actor may see of an institution as charts. ``sources``: who told the measures. Five queries at most.

    For callers that have looked at the jurisdiction.
    """
    charts: list[Chart] = []
    now = timekeeping.now()
    today = now.astimezone(BEIJING).date()
    if may(actor, "monitoring.view_indicators"):
        told = "、".join(dict.fromkeys(filter(None, sources))) or gettext("机构名册")
        monthly = series_many(institution, (BALANCE, "overdue_ppm"), today - MONTHLY)
        daily = series_many(institution, [one.figure for one in _RATES if one.span == DAILY], today - DAILY)
        known = {**monthly, **daily}
        charts.append(_balance(known[BALANCE], told, _since(marks, today - MONTHLY)))
        charts += [_rate(one, known[one.figure], told, _since(marks, today - one.span)) for one in _RATES]
    if may(actor, "monitoring.view_signals"):
        days = texts_per_day(institution, now - DAILY, now)
        charts.append(_texts(days, today, _since(marks, today - DAILY)))
    return charts


def charts_workbook(name: str, charts: Sequence[Chart]) -> bytes:
    """A sheet for each chart, the newest day first."""
    sheets = [
        (
            chart.sheet or chart.id,
            [gettext("日期"), *(f"{heading}（{chart.unit}）" for heading in chart.headings)],
            [[moment.isoformat(), *(_cell(value) for value in values)] for moment, values in chart.rows],
        )
        for chart in charts
    ]
    about = [[chart.sheet or chart.id, chart.title, chart.source, chart.as_of] for chart in charts]
    head = [gettext("图"), gettext("说明"), gettext("来源"), gettext("截至")]
    return write_workbook(name, head, about, *sheets)


def _cell(value: float | None) -> str:
    return gettext("待核") if value is None else str(value)


def _since(marks: Sequence[Mark], first: date) -> list[Mark]:
    """The newest marks on or after a day; those of one day stand together."""
    by_day: dict[date, list[str]] = {}
    for mark in marks:
        day = mark.at.astimezone(BEIJING).date() if isinstance(mark.at, datetime) else mark.at
        if day >= first and mark.label not in by_day.setdefault(day, []):
            by_day[day].append(mark.label)
    days = sorted((day for day in by_day if by_day[day]), reverse=True)[:MOST_MARKS]
    return [Mark(day, "、".join(by_day[day])) for day in days]


def _balance(points: Points, source: str, marks: Sequence[Mark]) -> Chart:
    name = gettext("借贷余额")
    largest = max((abs(value) for _, value in points), default=0)
    size, unit = next(((size, unit) for size, unit in _SIZES if largest >= size), _SIZES[-1])
    return Chart(
        id="chart-balance",
        sheet=name,
        title=_balance_found(name, points),
        unit=str(unit),
        series=(Series(name, [(day, round(value / size, 4)) for day, value in points]),),
        marks=marks,
        source=source,
        as_of=_last_day(points),
        download="?format=xlsx&chart=chart-balance",
    )


def _balance_found(name: str, points: Points) -> str:
    """The balance with its change since about a month before."""
    if not points:
        return name
    day, value = points[-1]
    before = [one for when, one in points if when <= day - timedelta(days=30)]
    words = gettext("%(name)s %(amount)s") % {"name": name, "amount": money_in_words(value)}
    if not before or not before[-1]:
        return words
    tenths = abs(value - before[-1]) * 1000 // before[-1]
    share = f"{tenths // 10}.{tenths % 10}%"
    if not tenths:
        return gettext("%(words)s，与一个月前相当") % {"words": words}
    if value < before[-1]:
        return gettext("%(words)s，比一个月前下降 %(share)s") % {"words": words, "share": share}
    return gettext("%(words)s，比一个月前上升 %(share)s") % {"words": words, "share": share}


def _rate(drawn: _Drawn, points: Points, source: str, marks: Sequence[Mark]) -> Chart:
    indicator = plan_in_force().warning.indicator_of(drawn.figure)
    if indicator is None:  # a plan without early warning has figures all the same
        indicator = Indicator(
            id="",
            code="",
            name=drawn.figure,
            figure=drawn.figure,
            unit="ppm",
            direction="higher",
            weight=0,
            clause="4.1.b",
        )
    return Chart(
        id=drawn.id,
        sheet=indicator.name,
        title=finding(indicator, points),
        unit="%",
        series=(Series(indicator.name, [(day, round(value / _PPM_PER_PERCENT, 2)) for day, value in points]),),
        thresholds=thresholds_of(indicator),
        marks=marks,
        source=gettext("%(source)s，按日计算") % {"source": source},
        as_of=_last_day(points),
        from_zero=drawn.from_zero,
        worse=indicator.direction,
        download=f"?format=xlsx&chart={drawn.id}",
    )


def thresholds_of(indicator: Indicator) -> list[Threshold]:
    """The lines of an indicator's bands, in per cent; a band whose rule is more than one comparison has none."""
    constants = ((band, constant_of(rule)) for band, rule in indicator.bands)
    return [
        Threshold(
            value=constant / _PPM_PER_PERCENT,
            label=f"{BAND_NAMES[band]} {value_words(indicator, constant).removesuffix('.0%').removesuffix('%')}%",
            band=band,
        )
        for band, constant in constants
        if constant is not None
    ]


def finding(indicator: Indicator, points: Points) -> str:
    """What the newest point says: ``7日实兑率降到 88.0%，低于90%（严重）``; the name alone where nothing is known."""
    if not points:
        return indicator.name
    value = points[-1][1]
    before = points[-2][1] if len(points) > 1 else value
    shown = value_words(indicator, value)
    same = shown == value_words(indicator, before)
    verb: Words = gettext("为") if same else gettext("升到") if value > before else gettext("降到")
    words = f"{indicator.name}{verb} {shown}"
    for band, rule in indicator.bands:
        if evaluate_rule(rule, {indicator.figure: value}).truth:
            return f"{words}，{threshold_words(indicator, rule)}（{BAND_NAMES[band]}）"
    return gettext("%(words)s，未到关注线") % {"words": words} if indicator.bands else words


def _texts(days: Sequence[TextsOfDay], today: date, marks: Sequence[Mark]) -> Chart:
    week = [row for row in days if row.day > today - timedelta(days=7)]
    number, negative = sum(row.reports + row.others for row in week), sum(row.negative for row in week)
    title = gettext("近7日没有提到它的信息")
    if number:
        title = gettext("近7日 %(number)d 条信息，其中负面 %(negative)d 条") % {"number": number, "negative": negative}
    return Chart(
        id="texts",
        sheet=gettext("信息"),
        title=title if days else gettext("信息"),
        unit=gettext("条"),
        kind="bar",
        series=(
            Series(gettext("报告"), [(row.day, row.reports) for row in days]),
            Series(gettext("询问、否认和其他"), [(row.day, row.others) for row in days]),
        ),
        marks=marks,
        source=gettext("收到的信息，内容相同的只计一次"),
        as_of=days[-1].day.isoformat() if days else "",
        download="?format=xlsx&chart=texts",
        empty=gettext("近 90 日没有收到提到它的信息。"),
    )


def _last_day(points: Points) -> str:
    return points[-1][0].isoformat() if points else ""


def chosen(charts: Sequence[Chart], asked: str) -> list[Chart]:
    """The chart asked for by its id; all for none of them."""
    return [chart for chart in charts if chart.id == asked] or list(charts)
