"""The named figures of a jurisdiction that only grading computes (section 五（一）); officers never type them. Pure.

The window is part of the name. ``known_…`` counts what is known where part of it is not: a lower bound.
"""

from dataclasses import dataclass

from fengsui.plan import FigureType


@dataclass(frozen=True, slots=True)
class GradingFigure:
    """A figure of the jurisdiction with its unit (ppm: parts per million)."""

    name: str
    label: str
    type: FigureType
    unit: str


def _share(name: str, label: str) -> GradingFigure:
    return GradingFigure(name, label, "integer", "ppm")


def _number(name: str, label: str, unit: str) -> GradingFigure:
    return GradingFigure(name, label, "integer", unit)


def _flag(name: str, label: str) -> GradingFigure:
    return GradingFigure(name, label, "boolean", "")


FIGURES: tuple[GradingFigure, ...] = (
    _number("blown_up_7_days", "7日内爆雷家数", "家"),
    _number("blown_up_30_days", "30日内爆雷家数", "家"),
    _number("blown_up_90_days", "90日内爆雷家数", "家"),
    _number("population", "机构基数", "家"),
    _flag("population_is_small", "机构基数过小"),
    _share("blown_up_share_ppm", "爆雷家数占比"),
    _share("blown_up_balance_share_ppm", "爆雷机构余额占比"),
    _share("known_blown_up_balance_share_ppm", "爆雷机构余额占比（已知部分）"),
    _share("blown_up_lender_share_ppm", "爆雷机构出借人占比"),
    _share("known_blown_up_lender_share_ppm", "爆雷机构出借人占比（已知部分）"),
    _share("blown_up_prefecture_share_ppm", "涉及地市占比"),
    _share("known_blown_up_prefecture_share_ppm", "涉及地市占比（已知部分）"),
    _number("large_area_floor", "“大面积”家数下限", "家"),
    _number("scattered_floor", "“少部分地区”家数下限", "家"),
    _flag("blown_up_across_provinces", "爆雷机构跨省"),
    _share("inspected_share_ppm", "已核查机构占比"),
    _share("noncompliant_count_share_ppm", "不合规家数占比"),
    _share("noncompliant_balance_share_ppm", "不合规余额占比"),
    _share("veto_share_ppm", "一票否决占比"),
    _flag("exits_known", "退出进度已知"),
    _share("exits_on_schedule_ppm", "按步骤退出占比"),
    _number("largest_blown_lender_count", "一家爆雷机构最多出借人数", "人"),
    _number("known_largest_blown_lender_count", "一家爆雷机构最多出借人数（已知部分）", "人"),
    _number("largest_blown_unpaid_fen", "一家爆雷机构最大未兑付金额", "分"),
    _number("known_largest_blown_unpaid_fen", "一家爆雷机构最大未兑付金额（已知部分）", "分"),
    _share("contagion_on_top_ten_ppm", "前十位在营机构最高传染度"),
    _number("institutions_of_stopped_insurer", "停止赔付的保险人承保机构数", "家"),
    _number("blown_national_top", "全国前列机构爆雷家数（已知）", "家"),
    _number("office_head_count", "办公场所聚集人数", "人"),
    _number("daily_crowd_days", "每日聚集的连续天数", "天"),
)
