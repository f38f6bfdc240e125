"""Why a level: each indicator that reached a band with its value, line, parts, day and source; the unknown ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from fengsui.conduct.access import Actor
from fengsui.conduct.house import house
from fengsui.plan import Plan, names_in
from fengsui.plan.warning import BAND_NAMES, Indicator
from fengsui.warning.rules.attention_words import percent_words, threshold_words, value_words
from fengsui.web.frame import BEIJING
from fengsui.web.pages.monitoring.showing import open_address
from fengsui.web.templatetags.wording import as_moment, beijing, money_in_words, unknown

TONES = {"severe": "late", "warn": "soon", "watch": ""}
MOST_SOURCES = 3
COUNTED = frozenset({"complaints_growth_ppm", "complaints_7_days_per_million_lenders"})
"""Ratios of numbers of things and people; the parts of all other shares are sums of money."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: a fact of an import, or a text (``address``)."""

    fact: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """One figure that counts. ``parts``: numerator and denominator in words; ``points``: of the score, in percent."""

    label: str
    value: str
    parts: str
    as_of: SafeString | str
    sources: tuple[Source, ...]
    threshold: str = ""
    band: str = ""
    tone: str = ""
    borderline: bool = False
    at_least: bool = False
    points: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Hard:
    """A hard rule that is true, with the figures it read."""

    id: str
    name: str
    words: str
    clause: str
    level: int
    figures: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Reasons:
    """All of an assessment in words. ``calm``: figures that are known and reach no band; ``unknown``: names, 待核."""

    hard: tuple[Hard, ...]
    bands: tuple[Basis, ...]
    calm: tuple[Basis, ...]
    unknown: tuple[str, ...]
    score: str
    coverage: str
    thin: bool


def reasons_of(plan: Plan, assessment: Mapping[str, Any], actor: Actor) -> Reasons | None:
    """An assessment's payload in words; None where the rules have not read the institution."""
    if not assessment:
        return None
    figures = {row["name"]: row for row in assessment["figures"]}
    bands = {row["indicator"]: row for row in assessment["bands"]}
    known = {indicator.id: indicator for indicator in plan.warning.indicators}
    reached = [_basis(known[key], figures, row, actor) for key, row in bands.items() if key in known and row["band"]]
    names = {indicator.figure for indicator in plan.warning.indicators}
    calm = [
        _basis(indicator, figures, {}, actor)
        for indicator in plan.warning.indicators
        if indicator.figure in figures and not bands.get(indicator.id, {}).get("band")
    ]
    calm += [_plain(row, actor) for name, row in figures.items() if name not in names]
    score, coverage = assessment["score_ppm"], assessment["coverage_ppm"]
    return Reasons(
        hard=tuple(_hard(plan, rule, figures, actor) for rule in assessment["hard_rules"]),
        bands=tuple(reached),
        calm=tuple(calm),
        unknown=tuple(dict.fromkeys(figure_label(plan, name) for name in assessment["unknown"])),
        score=percent_words(score) if score is not None else "",
        coverage=percent_words(coverage),
        thin=coverage < plan.warning.smallest_coverage_ppm,
    )


def figure_label(plan: Plan, name: str) -> str:
    """A figure by its name in the plan, else in the house; the bare name where nobody calls it otherwise."""
    indicator = plan.warning.indicator_of(name)
    if indicator is not None:
        return indicator.name
    return house.figures[name].label if name in house.figures else name


def _hard(plan: Plan, rule_id: str, figures: Mapping[str, Any], actor: Actor) -> Hard:
    rule = next((rule for rule in plan.warning.hard_rules if rule.id == rule_id), None)
    if rule is None:
        return Hard(rule_id, rule_id, "", "", 0, ())
    read = [name for name in names_in(rule.when) if name in figures]
    shown = []
    for name in read:
        indicator = plan.warning.indicator_of(name)
        shown.append(_basis(indicator, figures, {}, actor) if indicator else _plain(figures[name], actor))
    return Hard(rule.id, rule.name, rule.words, rule.clause, rule.level, tuple(shown))


def _basis(indicator: Indicator, figures: Mapping[str, Any], band: Mapping[str, Any], actor: Actor) -> Basis:
    row = figures.get(indicator.figure, {})
    reached = band.get("band", "")
    rule = dict(indicator.bands).get(reached, "")
    return Basis(
        label=indicator.name,
        value=value_words(indicator, row.get("value")),
        threshold=threshold_words(indicator, rule) if rule else "",
        band=BAND_NAMES.get(reached, ""),
        tone=TONES.get(reached, ""),
        parts=_parts(row),
        as_of=_day(row.get("as_of")),
        sources=_sources(row, actor),
        borderline=bool(band.get("borderline")),
        at_least=bool(band.get("at_least")),
        points=percent_words(band.get("points_ppm", 0)) if reached else "",
        clause=indicator.clause,
    )


def _plain(row: Mapping[str, Any], actor: Actor) -> Basis:
    name, value = row["name"], row["value"]
    label = house.figures[name].label if name in house.figures else name
    if isinstance(value, bool):
        words = gettext("是") if value else gettext("否")
    elif row["unit"] in {"fen", "分"}:
        words = money_in_words(value)
    elif row["unit"] == "ppm":
        words = percent_words(value)
    else:
        words = f"{value:,}"
    return Basis(label=label, value=words, parts=_parts(row), as_of=_day(row["as_of"]), sources=_sources(row, actor))


def _day(as_of: str | None) -> SafeString | str:
    """The day a figure is of, with the time where it has one; 待核 for none."""
    moment = as_moment(as_of)
    if moment is None:
        return unknown()
    at = moment.astimezone(BEIJING)
    if at.time() != time():
        return beijing(moment)
    return gettext("%(month)d月%(day)d日") % {"month": at.month, "day": at.day}


def _parts(row: Mapping[str, Any]) -> str:
    above, below = row.get("numerator"), row.get("denominator")
    if above is None or below is None:
        return ""
    if row["name"] in COUNTED:
        return f"{above:,} ÷ {below:,}"
    return f"{money_in_words(above)} ÷ {money_in_words(below)}" if row["unit"] == "ppm" else ""


def _sources(row: Mapping[str, Any], actor: Actor) -> tuple[Source, ...]:
    found = []
    for source in row.get("sources", ())[:MOST_SOURCES]:
        if "#" in source:
            found.append(Source(source))
        else:
            found.append(Source("", open_address(actor, "signal", signal=source)))
    return tuple(source for source in found if source.fact or source.address)
