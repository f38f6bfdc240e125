"""One cell of the table of measures → the measure's integer or text, and what is wrong with it. Pure.

Money, counts and dates are read as the register reads them; shares, yes and no, choices and signed money are read here.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from fengsui.conduct.shapes import refuse_personal_data
from fengsui.monitoring.indicators.measures import MEASURES, Measure
from fengsui.monitoring.indicators.template import FEN_PER_UNIT, MeasureColumn
from fengsui.monitoring.texts.masking import mask_numbers
from fengsui.registry.table_cells import without_export_apostrophe

LONGEST_TEXT: Final = 120
_LOOKED_AT: Final = 200
GREATEST: Final = 10**17
"""The largest integer kept: 千万亿元 in 分. What is larger is a mistake, and would not fit a column."""
WHOLE_PPM: Final = 1_000_000
_NUMBER: Final = re.compile(r"^[+-]?\d{1,18}(?:\.\d{1,12})?$")
_SCIENTIFIC: Final = re.compile(r"^[+-]?\d(?:\.\d+)?E[+-]?\d+$", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_EMPTY: Final = frozenset({"", "-", "--", "—", "/", "无数据", "暂无", "n/a", "null", "none", "未披露"})
_YES: Final = frozenset({"是", "有", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "无", "没有", "n", "no", "false", "0"})
_COUNTING_WORDS: Final = re.compile(r"(?:人|户|件|笔|项|个|次|小时|天|日|位|名)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """``value`` None and no problem: an empty cell. ``problem``: an error, in Chinese; ``doubt``: a warning."""

    value: int | None = None
    text: str = ""
    problem: str = ""
    doubt: str = ""

    @property
    def empty(self) -> bool:
        """Whether the cell says nothing."""
        return self.value is None and not self.text and not self.problem


NOTHING: Final = Reading()


def read_measure(column: MeasureColumn, cell: str) -> Reading:
    """Read one cell of a measure's column; never raises, whatever the text."""
    text = without_export_apostrophe(cell.strip())
    if not text:
        return NOTHING
    measure = column.measure
    if _CONTROL.search(text):
        return Reading(problem="含有不可见的控制字符，请清除后重填")
    if len(text) > LONGEST_TEXT:
        return Reading(problem=f"超过 {LONGEST_TEXT} 字（现 {len(text)} 字），请缩短")
    if measure.unit == "text":
        return _text(text)
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    # 无 is an answer where there is a choice, and no number elsewhere.
    if plain in _EMPTY:
        return NOTHING
    match measure.unit:
        case "yes_no":
            return _yes_no(text, plain)
        case "choice":
            return _choice(measure, text, plain)
        case "fen":
            return _money(measure, column.unit or "元", text, plain)
        case "ppm":
            return _share(measure, text, plain)
    return _whole_number(measure, text, plain)


def quoted(text: str, longest: int = 20) -> str:
    """The beginning of a cell as a finding repeats it: columns may have slipped, and a telephone number stand there."""
    return mask_numbers(text[:_LOOKED_AT])[0][:longest]


def _text(text: str) -> Reading:
    try:
        refuse_personal_data(text)
    except ValueError as refused:
        return Reading(problem=str(refused))
    return Reading(text=text)


def _yes_no(text: str, plain: str) -> Reading:
    if plain in _YES:
        return Reading(1, "是")
    if plain in _NO:
        return Reading(0, "否")
    return Reading(problem=f"“{quoted(text)}”不是“是”或“否”")


def _choice(measure: Measure, text: str, plain: str) -> Reading:
    if plain in measure.choices:
        return Reading(measure.choices.index(plain), plain)
    if plain.isdecimal() and len(plain) == 1 and int(plain) < len(measure.choices):
        return Reading(int(plain), measure.choices[int(plain)])
    return Reading(problem=f"“{quoted(text)}”不在可选范围：{'、'.join(measure.choices)}")


def _number(text: str, plain: str, units: str = "") -> Decimal | str:
    """The number, or why there is none."""
    bare = re.sub(r"[,\s¥]", "", plain)
    if units and bare.endswith(units):
        bare = bare[: -len(units)]
    if _SCIENTIFIC.match(bare):
        return "被表格软件改成了科学计数法，请设为“数值”后重填"
    if not _NUMBER.match(bare):
        return f"“{quoted(text)}”不是数"
    return Decimal(bare)


def _money(measure: Measure, unit: str, text: str, plain: str) -> Reading:
    written = next((word for word in ("亿元", "万元", "元") if plain.endswith(word)), "")
    if written and written != unit:
        return Reading(problem=f"“{quoted(text)}”写的是{written}，而表头的单位是{unit}，请统一")
    number = _number(text, plain, written)
    if isinstance(number, str):
        return Reading(problem=f"{number}（单位{unit}）")
    if number < 0 and not measure.signed:
        return Reading(problem=f"“{quoted(text)}”是负数，此项不能为负")
    fen = (number * FEN_PER_UNIT[unit]).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    if abs(fen) > GREATEST:
        return Reading(problem=f"“{quoted(text)}”{unit}太大，请核对单位")
    return Reading(int(fen))


def _share(measure: Measure, text: str, plain: str) -> Reading:
    number = _number(text, plain, "%")
    if isinstance(number, str):
        return Reading(problem=f"{number}（单位 %）")
    if number < 0:
        return Reading(problem=f"“{quoted(text)}”是负数，此项不能为负")
    ppm = (number * 10_000).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    if measure.bounded and ppm > WHOLE_PPM:
        return Reading(problem=f"“{quoted(text)}”超过 100%，请核对是否以 % 为单位")
    if ppm > 10 * WHOLE_PPM:
        return Reading(problem=f"“{quoted(text)}”超过 1000%，请核对是否以 % 为单位")
    return Reading(int(ppm))


def _whole_number(measure: Measure, text: str, plain: str) -> Reading:
    number = _number(text, _COUNTING_WORDS.sub("", plain))
    if isinstance(number, str):
        return Reading(problem=number)
    if number < 0:
        return Reading(problem=f"“{quoted(text)}”是负数，此项不能为负")
    if number > GREATEST:
        return Reading(problem=f"“{quoted(text)}”太大，请核对")
    whole = int(number)
    if whole != number and measure.unit not in ("hours", "days"):
        return Reading(problem=f"“{quoted(text)}”不是整数")
    if measure.unit == "rank" and whole == 0:
        return Reading(problem="排名从 1 起")
    # Thresholds are in whole hours and days; a part of one has not reached the next.
    return Reading(whole, doubt="" if whole == number else f"“{quoted(text)}”只取整数 {whole}")


def shown(measure_name: str, value: int | None, text: str = "", *, thousands: str = "") -> str:
    """A stored value as people write it: 元 with two places, shares with their sign, ``thousands`` between groups."""
    measure = MEASURES[measure_name]
    if value is None or measure.unit in ("yes_no", "choice", "text"):
        return text
    if measure.unit == "fen":
        whole, rest = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{whole:,}.{rest:02d}".replace(",", thousands)
    if measure.unit == "ppm":
        whole, rest = divmod(abs(value), 10_000)
        return ("-" if value < 0 else "") + f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + "%"
    return f"{value:,}".replace(",", thousands)
