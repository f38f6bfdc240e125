"""How much attention an institution asks for (4.1.0, 4.1.b): hard rules first, then a weighted score. Pure.

A level starts a human check and is no finding; it is never more than a proposal. Every level comes with its *why* in
plain words, and with the figures that nobody knew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from fengsui.plan import Band, FigureValue, HardRule, Indicator, RuleResult, WarningPlan, evaluate_rule, names_in
from fengsui.plan.warning import BAND_NAMES
from fengsui.warning.levels import NONE, gravest
from fengsui.warning.rules.attention_words import Labels, band_words, hard_rule_words, percent_words
from fengsui.warning.rules.parts import MILLION, share_ppm

FULL = MILLION


@dataclass(frozen=True, slots=True)
class BandReading:
    """One indicator whose figure is known. ``band`` is empty where no band is reached.

    ``at_least``: a graver band could not be read because a figure is missing. ``points_ppm``: what it counts, of its
    weight.
    """

    indicator: str
    figure: str
    value: FigureValue
    band: Band | str
    weight: int
    points_ppm: int
    borderline: bool = False
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules propose: ``level`` 1 (gravest) … 4, 0 for none.

    ``score_ppm`` is the weighted score over the known indicators, None where none is known; ``coverage_ppm`` the part
    of all weight that the known ones carry. ``hard_rules`` are the ids of the true ones; ``unknown`` names figures,
    in the plan's order. ``raised_by`` is by how many levels a sensitive period raised it.
    """

    level: int
    score_ppm: int | None
    coverage_ppm: int
    hard_rules: tuple[str, ...]
    bands: tuple[BandReading, ...]
    why: tuple[str, ...]
    unknown: tuple[str, ...]
    borderline: bool
    raised_by: int = 0

    @property
    def reached(self) -> tuple[BandReading, ...]:
        """The indicators that reached a band."""
        return tuple(reading for reading in self.bands if reading.band)


def assess(plan_warning: WarningPlan, figures: Mapping[str, FigureValue], *, sensitive: str = "") -> Assessment:
    """Read the warning rules of the plan on the figures of one institution (None or absent: unknown).

    ``sensitive`` names the sensitive period that it is (0.4), empty outside one: a level that there is goes up by the
    plan's step, and no level stays none. The same input gives the same answer. Raises RuleError only for a figure of
    the wrong kind.
    """
    hard, hard_results = _hard_rules(plan_warning, figures)
    bands, unknown = _bands(plan_warning, figures)
    score, coverage = _score(plan_warning, bands)
    by_score = _level_of_score(plan_warning, score, coverage)
    before = gravest(*(rule.level for rule in hard), by_score)
    level = _raised(plan_warning, before) if sensitive else before
    labels = _labels(plan_warning)
    why = [
        *(hard_rule_words(rule, _rank_name(plan_warning, rule.level), figures, labels) for rule in hard),
        *_band_lines(plan_warning, bands),
        *_score_lines(plan_warning, score, coverage, by_score, len(unknown)),
    ]
    if level != before:
        why.append(
            f"敏感时期（{sensitive}），由{_rank_name(plan_warning, before)}提高为{_rank_name(plan_warning, level)}"
        )
    return Assessment(
        level=level,
        score_ppm=score,
        coverage_ppm=coverage,
        hard_rules=tuple(rule.id for rule in hard),
        bands=bands,
        why=tuple(why),
        unknown=unknown,
        borderline=any(result.borderline for result in hard_results) or any(reading.borderline for reading in bands),
        raised_by=0 if level == before else before - level,
    )


def _hard_rules(
    warning: WarningPlan, figures: Mapping[str, FigureValue]
) -> tuple[tuple[HardRule, ...], tuple[RuleResult, ...]]:
    results = tuple(
        evaluate_rule(rule.when, figures, borderline_percent=warning.borderline_percent, rule_id=rule.id)
        for rule in warning.hard_rules
    )
    true = tuple(rule for rule, result in zip(warning.hard_rules, results, strict=True) if result.truth)
    return true, results


def _bands(warning: WarningPlan, figures: Mapping[str, FigureValue]) -> tuple[tuple[BandReading, ...], tuple[str, ...]]:
    readings: list[BandReading] = []
    unknown: dict[str, None] = {}
    for indicator in warning.indicators:
        reading = _band(indicator, figures, warning)
        if reading is not None:
            readings.append(reading)
        if reading is None or reading.at_least:
            unknown.update(dict.fromkeys(name for name in _names(indicator) if figures.get(name) is None))
    for rule in warning.hard_rules:
        unknown.update(dict.fromkeys(name for name in names_in(rule.when) if figures.get(name) is None))
    return tuple(readings), tuple(unknown)


def _names(indicator: Indicator) -> tuple[str, ...]:
    told = (name for _, rule in indicator.bands for name in names_in(rule))
    return tuple(dict.fromkeys((indicator.figure, *told)))


def _band(indicator: Indicator, figures: Mapping[str, FigureValue], warning: WarningPlan) -> BandReading | None:
    """The gravest band that is true; None where nothing can be said about the indicator."""
    open_above = False
    reading = BandReading(indicator.id, indicator.figure, figures.get(indicator.figure), "", indicator.weight, 0)
    for band, rule in indicator.bands:
        result = evaluate_rule(rule, figures, borderline_percent=warning.borderline_percent)
        reading = replace(reading, borderline=reading.borderline or result.borderline)
        if result.truth:
            return replace(reading, band=band, points_ppm=warning.points_ppm[band], at_least=open_above)
        open_above = open_above or result.truth is None
    if open_above and reading.value is None:
        return None
    return replace(reading, at_least=open_above) if indicator.bands else None


def _score(warning: WarningPlan, bands: tuple[BandReading, ...]) -> tuple[int | None, int]:
    known = sum(reading.weight for reading in bands)
    points = sum(reading.weight * reading.points_ppm for reading in bands)
    coverage = share_ppm(known, sum(indicator.weight for indicator in warning.indicators)) or 0
    return (points // known if known else None), coverage


def _level_of_score(warning: WarningPlan, score: int | None, coverage: int) -> int:
    if score is None:
        return NONE
    level = min((level.rank for level in warning.levels if score >= level.score_at_least_ppm), default=NONE)
    if level != NONE and coverage < warning.smallest_coverage_ppm:
        return max(level, warning.gravest_by_thin_score)
    return level


def _raised(warning: WarningPlan, level: int) -> int:
    if level == NONE:
        return NONE
    return max(min(entry.rank for entry in warning.levels), level - warning.sensitive_raise)


def _rank_name(warning: WarningPlan, rank: int) -> str:
    return warning.level(rank).name


@lru_cache(maxsize=4)
def _labels_of(indicators: tuple[Indicator, ...]) -> Labels:
    return {indicator.figure: indicator for indicator in indicators}


def _labels(warning: WarningPlan) -> Labels:
    return _labels_of(warning.indicators)


def _band_lines(warning: WarningPlan, bands: tuple[BandReading, ...]) -> list[str]:
    """One line for each band reached, the gravest first, then the heaviest."""
    reached = sorted((reading for reading in bands if reading.band), key=lambda one: (-one.points_ppm, -one.weight))
    lines = []
    for reading in reached:
        indicator = warning.indicator(reading.indicator)
        rule = dict(indicator.bands)[reading.band]  # type: ignore[index]  # reached bands have rules
        name = BAND_NAMES[reading.band]  # type: ignore[index]
        lines.append(band_words(indicator, reading.value, rule, f"{name}，临界" if reading.borderline else name))
    return lines


def _score_lines(warning: WarningPlan, score: int | None, coverage: int, level: int, unknown: int) -> list[str]:
    if score is None:
        return ["没有已知指标，指数无法计算"]
    lines = [
        f"指数 {percent_words(score)}"
        + (f"，对应{_rank_name(warning, level)}" if level else "，未达到研判级别")
        + (f"；{unknown}项指标不明，未计入" if unknown else "")
    ]
    if coverage < warning.smallest_coverage_ppm:
        lines.append(
            f"已知指标只占权重的{percent_words(coverage)}，单凭指数最高定到"
            f"{_rank_name(warning, warning.gravest_by_thin_score)}"
        )
    return lines
