"""Early warning in the plan (section 四（一）): internal attention levels, indicators with bands, hard rules.

Attention levels are for work inside the office (内部研判级别); they are no statutory warning levels. The bands are
rules in the plan's own language; how they add up to a level is the business of the warning room.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, model_validator

from fengsui.plan.model import ClauseElement, Element, Parameter
from fengsui.plan.rules import parts_per_million

Band = Literal["watch", "warn", "severe"]
BANDS: tuple[Band, ...] = ("severe", "warn", "watch")
BAND_NAMES: Mapping[Band, str] = MappingProxyType({"watch": "关注", "warn": "预警", "severe": "严重"})
IndicatorUnit = Literal["ppm", "bp", "fen", "hours", "days", "count", "persons", "per_million", "flag", "state"]


class LevelEntry(ClauseElement):
    """An attention level as written: rank 1 is the gravest; its score stands in the file's level parameter."""

    rank: int = Field(ge=1)
    name: str


class AttentionLevel(LevelEntry):
    """An attention level; from a score of `score_at_least_ppm` on the weighted score alone gives it."""

    score_at_least_ppm: int = Field(ge=0, le=1_000_000)


class Indicator(ClauseElement):
    """One indicator: the figure it reads, and a rule for each band.

    `code` is the family in the indicator dictionary (A3 has three indicators). `direction`: whether higher or lower
    values are worse. A band without a rule is never reached. `weight` is its part in the score; 0 is shown only, and
    needs no band.
    `state_names` says what the values of a `state` figure mean, from 0.
    """

    id: str
    code: str
    name: str
    figure: str
    unit: IndicatorUnit
    direction: Literal["higher", "lower"]
    watch: str | None = None
    warn: str | None = None
    severe: str | None = None
    weight: int = Field(ge=0)
    state_names: tuple[str, ...] = ()

    @property
    def bands(self) -> tuple[tuple[Band, str], ...]:
        """The bands that have a rule, the gravest first."""
        rules: Mapping[Band, str | None] = {"severe": self.severe, "warn": self.warn, "watch": self.watch}
        return tuple((band, rule) for band in BANDS if (rule := rules[band]) is not None)

    @model_validator(mode="after")
    def _has_a_band(self) -> Self:
        if self.weight and not self.bands:
            raise ValueError("指标至少要有一段：watch、warn 或者 severe")
        return self


class HardRule(ClauseElement):
    """A rule that gives a level at once, whatever the score. `words` says the condition for a reader."""

    id: str
    name: str
    when: str
    level: int
    words: str


class SensitivePeriod(ClauseElement):
    """Days (Beijing, both included) in which attention is raised (0.4)."""

    id: str
    name: str
    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError(f"敏感时期的末日 {self.last_day} 早于首日 {self.first_day}")
        return self


class WarningFile(Element):
    """warning.yaml. Numbers that are not bands stand in parameters, by the keys named in `build_warning`."""

    notice: str
    level_parameter: str
    score_parameter: str
    band_parameter: str
    sensitive_parameter: str
    borderline_percent: int = Field(ge=0, le=100)
    levels: tuple[LevelEntry, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...]
    hard_rules: tuple[HardRule, ...]
    sensitive_periods: tuple[SensitivePeriod, ...] = ()


class WarningPlan(Element):
    """What the plan says on early warning, with its parameters in place.

    `points_ppm`: what a band counts, of the indicator's weight. `smallest_coverage_ppm`: where the known indicators
    carry less of the weight than this, the score alone gives no level graver than `gravest_by_thin_score`.
    `sensitive_raise`: by how many levels attention goes up in a sensitive period. `notice` is shown with every level.
    """

    notice: str = ""
    level_parameter: str = ""
    score_parameter: str = ""
    band_parameter: str = ""
    sensitive_parameter: str = ""
    borderline_percent: int = 0
    levels: tuple[AttentionLevel, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    hard_rules: tuple[HardRule, ...] = ()
    sensitive_periods: tuple[SensitivePeriod, ...] = ()
    points_ppm: Mapping[Band, int] = Field(default_factory=dict)
    smallest_coverage_ppm: int = 0
    gravest_by_thin_score: int = 1
    sensitive_raise: int = 0

    def level(self, rank: int) -> AttentionLevel:
        """The level of that rank; KeyError when there is none."""
        for level in self.levels:
            if level.rank == rank:
                return level
        raise KeyError(rank)

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of that id; KeyError when there is none."""
        for indicator in self.indicators:
            if indicator.id == indicator_id:
                return indicator
        raise KeyError(indicator_id)

    def indicator_of(self, figure: str) -> Indicator | None:
        """The indicator that shows a figure; None where no indicator does."""
        return next((indicator for indicator in self.indicators if indicator.figure == figure), None)

    def sensitive_period(self, on: date) -> SensitivePeriod | None:
        """The sensitive period that a Beijing date lies in; None outside every one."""
        return next((period for period in self.sensitive_periods if period.first_day <= on <= period.last_day), None)


_ONE_COMPARISON = re.compile(r"^\s*[a-z][a-z0-9_]*\s*(?:>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)(%?)\s*$")


def constant_of(rule: str) -> int | None:
    """The number a band's rule compares its figure with, per cent as parts per million: where a chart draws its line.

    None for a rule that is anything but one comparison of a figure with a number.
    """
    found = _ONE_COMPARISON.match(rule)
    if found is None:
        return None
    number, percent = found.groups()
    if percent:
        return parts_per_million(number)
    return int(number) if "." not in number else None


def level_key(rank: int) -> str:
    """How a parameter names the value of an attention level."""
    return f"level_{rank}"


def build_warning(written: WarningFile | None, parameters: Mapping[str, Parameter]) -> WarningPlan:
    """Put the parameters in place; a plan without warning.yaml gets an empty one.

    Raises ValueError, in words, where a parameter lacks a value that the warning rules need.
    """
    if written is None:
        return WarningPlan()
    score = written.score_parameter
    levels = tuple(
        AttentionLevel(
            **level.model_dump(),
            score_at_least_ppm=_amount(parameters, written.level_parameter, level_key(level.rank)),
        )
        for level in sorted(written.levels, key=lambda level: level.rank)
    )
    return WarningPlan(
        **{name: getattr(written, name) for name in _TAKEN_OVER},
        levels=levels,
        points_ppm={band: _amount(parameters, score, band) for band in BANDS},
        smallest_coverage_ppm=_amount(parameters, score, "smallest_coverage"),
        gravest_by_thin_score=_amount(parameters, score, "gravest_by_thin_score"),
        sensitive_raise=_amount(parameters, written.sensitive_parameter, "level_raise"),
    )


_TAKEN_OVER = (
    "notice",
    "level_parameter",
    "score_parameter",
    "band_parameter",
    "sensitive_parameter",
    "borderline_percent",
    "indicators",
    "hard_rules",
    "sensitive_periods",
)


def _amount(parameters: Mapping[str, Parameter], parameter_id: str, key: str) -> int:
    parameter = parameters.get(parameter_id)
    if parameter is None:
        raise ValueError(f"没有参数 {parameter_id!r}")
    quantity = parameter.quantities.get(key)
    if quantity is None:
        raise ValueError(f"参数 {parameter_id} 没有 {key!r}")
    return quantity.amount
