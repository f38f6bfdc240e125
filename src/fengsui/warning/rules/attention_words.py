"""The *why* of an attention level in plain Chinese: figure, value, the line it crossed. Pure."""

import re
from collections.abc import Mapping

from fengsui.plan import FigureValue, HardRule, Indicator, names_in

Labels = Mapping[str, Indicator]
_ONE_COMPARISON = re.compile(r"^[a-z0-9_]+ (>=|<=|>|<) (-?\d+(?:\.\d+)?%?)$")
_SIGNS = {">=": "达到", "<=": "不高于", ">": "高于", "<": "低于"}
_UNITS = {"hours": "小时", "days": "天", "count": "", "persons": "人", "per_million": "件"}


def hard_rule_words(rule: HardRule, level_name: str, figures: Mapping[str, FigureValue], labels: Labels) -> str:
    """``7日实兑率 88.0%，低于90%（硬规则，一级研判）``."""
    values = [
        figure_words(labels[name], figures[name])
        for name in names_in(rule.when)
        if name in labels and figures.get(name) is not None
    ]
    return f"{'、'.join(values) or rule.name}，{rule.words}（硬规则，{level_name}）"


def band_words(indicator: Indicator, value: FigureValue, rule: str, band_name: str) -> str:
    """``7日净流出率 5.3%，达到5%（预警）``."""
    crossed = "" if indicator.unit == "state" else threshold_words(indicator, rule)  # a state's name says it all
    return f"{figure_words(indicator, value)}{crossed and '，'}{crossed}（{band_name}）"


def threshold_words(indicator: Indicator, rule: str) -> str:
    """``达到5%`` of a band's rule; empty for a rule that is more than one comparison with a number."""
    line = _ONE_COMPARISON.match(rule)
    if line is None:
        return ""
    value = line[2] if line[2].endswith("%") else value_words(indicator, int(line[2]))
    return f"{_SIGNS[line[1]]}{value}"


def figure_words(indicator: Indicator, value: FigureValue) -> str:
    """The figure's name with its value in the unit a reader knows; 待核 where it is unknown."""
    if indicator.unit == "flag" and value is True:
        return indicator.name
    return f"{indicator.name} {value_words(indicator, value)}"


def value_words(indicator: Indicator, value: FigureValue) -> str:
    """A value in words: per cent with one decimal, 元 in 万 or 亿, a state by its name."""
    if value is None:
        return "待核"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    match indicator.unit:
        case "ppm":
            return percent_words(value)
        case "bp":
            return f"{_decimal(value, 100, 2)}个百分点"
        case "fen":
            return _money_words(value)
        case "state":
            return indicator.state_names[value] if 0 <= value < len(indicator.state_names) else str(value)
        case unit:
            return f"{value:,}{_UNITS.get(unit, '')}"


def percent_words(ppm: int) -> str:
    """Parts per million as per cent with one decimal, rounded towards zero: no line seems crossed that is not."""
    return f"{_decimal(ppm, 10_000, 1)}%"


def _money_words(fen: int) -> str:
    for size, word in ((10_000_000_000, "亿元"), (1_000_000, "万元")):
        if abs(fen) >= size:
            return f"{_decimal(fen, size, 2)}{word}"
    return f"{_decimal(fen, 100, 2)}元"


def _decimal(value: int, size: int, places: int) -> str:
    scaled = abs(value) * 10**places // size
    whole, rest = divmod(scaled, 10**places)
    return f"{'-' if value < 0 and scaled else ''}{whole:,}.{rest:0{places}d}"
