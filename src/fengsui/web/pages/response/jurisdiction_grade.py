"""The grading of the jurisdiction on one page: numbers, thresholds, floors, base, failures, history; and as a workbook.

What is graded is the copy's jurisdiction; a place inside it is only shown. ``?at=`` shows what was known at a moment.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.acting import Refused
from fengsui.conduct.house import house
from fengsui.registry.workbook_writing import write_workbook
from fengsui.response import queries
from fengsui.response.explaining import (
    WINDOWS,
    Comparison,
    GradingExplained,
    RuleExplained,
    figure_label,
    figure_words,
)
from fengsui.response.queries import JurisdictionGrading
from fengsui.response.wording import beijing
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.registry.showing import download
from fengsui.web.templatetags.plan_words import expression_in_words

SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠", ">": ">", "<": "<"}


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """A comparison in words: figure, value, sign with threshold, whether it is met."""

    label: str
    value: str
    sign: str
    threshold: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class ShownRule:
    """One rule on the page."""

    told: RuleExplained
    words: str
    comparisons: tuple[ShownComparison, ...]
    missing: tuple[str, ...]


def jurisdiction_grade(request: OfficerRequest) -> HttpResponse:
    """The grading of the jurisdiction, or of a place inside it."""
    grading = _asked(request)
    told = grading.told
    return render(
        request,
        "response/jurisdiction_grade.html",
        {
            "told": told,
            "history": grading.history,
            "grade_name": told.plan.grade(told.proposal.grade_id).name if told.proposal.grade_id else "",
            "rules": [_shown(row) for row in told.rules],
            "windows": [(days, figure_words(name, told.figures[name])) for days, name in WINDOWS],
            "shares": _numbers(told, SHARES),
            "figures": _numbers(told, tuple(name for name in told.figures if not name.startswith("known_"))),
            "suspected": sum(not row.confirmed for row in told.situation.blowups),
            "confirmed": sum(row.confirmed for row in told.situation.blowups),
            "query": request.GET.urlencode(),
            "at_value": f"{told.at.astimezone(BEIJING):%Y-%m-%dT%H:%M}" if told.as_of else "",
        },
    )


SHARES = (
    "blown_up_share_ppm",
    "blown_up_balance_share_ppm",
    "blown_up_lender_share_ppm",
    "blown_up_prefecture_share_ppm",
)


def jurisdiction_grade_workbook(request: OfficerRequest) -> HttpResponse:
    """The same as a workbook: rules with their figures, every figure, failures, history."""
    grading = _asked(request)
    told = grading.told
    rules = [
        (
            row.rule.id,
            row.rule.phrase,
            row.rule.clause,
            _truth(row.truth),
            one.label,
            one.value,
            one.sign + one.threshold,
        )
        for row in told.rules
        for one in (_shown(row).comparisons or (ShownComparison("", "", "", "", None),))
    ]
    content = write_workbook(
        gettext("规则"),
        [gettext(word) for word in ("规则", "表述", "条款", "结果", "指标", "数值", "界线")],
        rules,
        (gettext("数字"), [gettext("指标"), gettext("数值")], _numbers(told, tuple(told.figures))),
        (
            gettext("爆雷"),
            [gettext(word) for word in FAILURE_HEADER],
            [_failure(row) for row in told.situation.blowups],
        ),
        (
            gettext("历史"),
            [gettext(word) for word in ("时间", "事件", "签字", "等级", "规则", "签字人", "参数版本")],
            [
                (
                    beijing(step.at),
                    step.event_name,
                    gettext("已签") if step.signed else gettext("建议"),
                    told.plan.grade(step.grade).name if step.grade else "",
                    step.rule,
                    step.officer_name,
                    step.parameters,
                )
                for step in grading.history
            ],
        ),
    )
    return download(content, f"{told.region_name}定级 {told.at.astimezone(BEIJING):%Y-%m-%d %H%M}.xlsx")


FAILURE_HEADER = ("机构", "情形", "事发", "获知", "状态", "余额（分）", "出借人", "事件")


def _failure(row: Any) -> tuple[Any, ...]:
    state = gettext("已确认") if row.confirmed else gettext("疑似")
    times = (beijing(row.occurred_at), beijing(row.known_at))
    return (row.name, row.condition, *times, state, row.balance_fen, row.lenders, row.event.partition("/")[2])


def _asked(request: OfficerRequest) -> JurisdictionGrading:
    """What the address asks for. Raises Http404 for a place or a time of which nothing can be told."""
    text, region = request.GET.get("at", "").strip(), request.GET.get("region", "").strip()
    try:
        return queries.jurisdiction_grading(request.actor, region=region, at=_moment(text) if text else None)
    except (Refused, ValueError) as error:
        raise Http404(str(error)) from error


def _moment(text: str) -> datetime:
    """An ISO moment; Beijing time where it names no zone. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def _shown(row: RuleExplained) -> ShownRule:
    named = {name: figure.label for name, figure in house.figures.items()}
    missing = row.result.missing if row.result else ()
    # A lower bound is a help to the rule, not one more thing to read: it shows only where the figure itself is unknown.
    told = [one for one in row.comparisons if not one.figure.startswith("known_")]
    return ShownRule(
        told=row,
        words=expression_in_words(row.rule.when or "", named),
        comparisons=tuple(_comparison(one) for one in told),
        missing=tuple(figure_label(name) for name in missing),
    )


def _comparison(one: Comparison) -> ShownComparison:
    against = f"{figure_label(one.against)} " if one.against else ""
    return ShownComparison(
        label=figure_label(one.figure),
        value=figure_words(one.figure, one.value),
        sign=SIGNS[one.sign],
        threshold=against + figure_words(one.figure, one.threshold),
        met=one.met,
    )


def _numbers(told: GradingExplained, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(figure_label(name), figure_words(name, told.figures[name])) for name in names if name in told.figures]


def _truth(truth: bool | None) -> str:  # noqa: FBT001 (a rule's answer)
    return gettext("待核") if truth is None else gettext("成立") if truth else gettext("不成立")
