"""The table of measures: one row is an institution on a day. Its headings, and what a heading means. Pure.

A heading is the measure's name, Chinese label or disclosure code, with the unit in brackets: 借贷余额（万元）.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fengsui.monitoring.indicators.measures import MEASURES, UNIT_LABELS, Measure

FEN_PER_UNIT: Final[Mapping[str, int]] = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
_UNIT: Final = re.compile(r"^(.+?)\(([^()]*)\)$")
_SUFFIX: Final = {"_yuan": "元", "_wan_yuan": "万元"}


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column that says of whom, of when, or that a number was looked at twice."""

    name: str
    label_zh: str
    example: str
    required: bool = False


KEY_COLUMNS: Final = (
    KeyColumn("institution", "机构编号", ""),
    KeyColumn("credit_code", "统一社会信用代码", "91990203MA0EXAMP1W"),
    KeyColumn("name", "机构名称", "江桥示例金融服务有限公司"),
    KeyColumn("platform_name", "平台名称", "江桥贷"),
    KeyColumn("as_of", "日期", "2019-06-30", required=True),
    KeyColumn("confirmed", "已复核", ""),
)
IDENTIFYING: Final = ("institution", "credit_code", "name", "platform_name")


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A column of a measure. ``unit``: as the heading says it, empty where it doesn't."""

    measure: Measure
    unit: str = ""

    @property
    def name(self) -> str:
        """Name of the measure; what findings name the column by."""
        return self.measure.name

    @property
    def label_zh(self) -> str:
        """Heading in findings."""
        return self.measure.label_zh


HeadingColumn = KeyColumn | MeasureColumn


def heading_column(heading: str) -> HeadingColumn | None:
    """The column that a heading means; None for one that is not in the template."""
    plain = folded_heading(heading)
    if plain in _KEYS:
        return _KEYS[plain]
    if plain in _MEASURES:
        return MeasureColumn(_MEASURES[plain])
    for suffix, unit in sorted(_SUFFIX.items(), key=lambda pair: -len(pair[0])):
        measure = _MEASURES.get(plain.removesuffix(suffix))
        if plain.endswith(suffix) and measure is not None and measure.unit == "fen":
            return MeasureColumn(measure, unit)
    found = _UNIT.match(plain)
    if found and found[1] in _MEASURES:
        return MeasureColumn(_MEASURES[found[1]], found[2])
    return None


def unit_problem(column: MeasureColumn) -> str:
    """Why the unit of a heading cannot be read, in Chinese; empty where it can."""
    unit, measure = column.unit, column.measure
    if not unit or (measure.unit == "fen" and unit in FEN_PER_UNIT):
        return ""
    if measure.unit == "fen":
        return f"“{measure.label_zh}”的单位“{unit[:10]}”不能识别，请用元、万元或亿元"
    if unit in (UNIT_LABELS[measure.unit], *_OTHER_WORDS.get(measure.unit, ())):
        return ""
    return f"“{measure.label_zh}”应以“{UNIT_LABELS[measure.unit]}”为单位，表头写的是“{unit[:10]}”"


_OTHER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "items": ("笔", "项", "个", "次"),
    "people": ("位", "户", "名"),
    "days": ("日",),
    "ppm": ("百分比",),
    "rank": ("名",),
    "yes_no": ("是或否",),
}


def column_heading(measure: Measure) -> str:
    """A measure's heading in blank templates and exports."""
    shown = measure.unit not in ("yes_no", "choice", "text", "rank")
    return f"{measure.label_zh}（{UNIT_LABELS[measure.unit]}）" if shown else measure.label_zh


def folded_heading(heading: str) -> str:
    """A heading without what spreadsheets and people add: width, blanks, marks of what is required."""
    plain = unicodedata.normalize("NFKC", heading).strip().lower()
    return re.sub(r"\s|\*|\(必填\)|\(选填\)", "", plain)


_KEYS: Final[Mapping[str, KeyColumn]] = {
    folded_heading(word): column for column in KEY_COLUMNS for word in (column.name, column.label_zh)
} | {folded_heading(word): KEY_COLUMNS[4] for word in ("数据日期", "截至日期")}
_MEASURES: Final[Mapping[str, Measure]] = {
    folded_heading(word): measure
    for measure in MEASURES.values()
    for word in (measure.name, measure.label_zh, measure.code)
    if word
}
