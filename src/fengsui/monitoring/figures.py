"""The named figures of one institution, as the indicator dictionary of the plan names them (4.2.1–4.2.8). Pure.

Shares and rates are whole parts per million (ppm), differences of rates hundredths of a percentage point (bp), money
is 分. What nobody reported is unknown, never zero.
"""

from dataclasses import dataclass

from fengsui.plan import FigureType


@dataclass(frozen=True, slots=True)
class InstitutionFigure:
    """A figure of one institution with its unit."""

    name: str
    label: str
    type: FigureType
    unit: str


def _share(name: str, label: str) -> InstitutionFigure:
    return InstitutionFigure(name, label, "integer", "ppm")


def _number(name: str, label: str, unit: str) -> InstitutionFigure:
    return InstitutionFigure(name, label, "integer", unit)


def _flag(name: str, label: str) -> InstitutionFigure:
    return InstitutionFigure(name, label, "boolean", "")


FIGURES: tuple[InstitutionFigure, ...] = (
    _number("institution_balance_fen", "借贷余额", "分"),
    _share("net_outflow_7_days_ppm", "7日净流出率"),
    _share("net_outflow_30_days_ppm", "30日净流出率"),
    _share("early_redemption_7_days_ppm", "7日提前兑付申请率"),
    _share("transfer_queue_ppm", "债转拥堵率"),
    _share("payout_7_days_ppm", "7日实兑率"),
    _number("payout_below_90_days", "实兑率低于九成的连续天数", "天"),
    _number("payment_limit", "限额兑付", ""),
    _share("extension_30_days_ppm", "30日展期率"),
    _share("payout_coverage_ppm", "兑付覆盖率"),
    _share("overdue_ppm", "金额逾期率"),
    _share("overdue_90_days_ppm", "逾期90天以上占比"),
    _share("compensation_growth_30_days_ppm", "30日代偿增速"),
    _share("top_ten_borrowers_ppm", "前十大借款人占比"),
    _share("largest_borrower_ppm", "最大单一借款人占比"),
    _share("related_party_ppm", "关联借款占比"),
    _share("over_limit_borrowers_ppm", "超限额借款人占比"),
    _number("governance_hits", "主体异常项数", "项"),
    _flag("governance_severe", "主体有潜逃或者涉罪"),
    _number("licence_faults", "存管、许可、审计缺失项数", "项"),
    _number("open_findings", "未整改的检查问题数", "项"),
    _flag("veto_finding", "有一票否决项"),
    _number("rate_above_sector_bp", "利率高于行业平均", "bp"),
    _number("rate_rise_30_days_bp", "30日利率上升", "bp"),
    _share("promotional_share_ppm", "天标、一月标和返利占比"),
    _number("complaints_7_days_per_million_lenders", "7日每百万出借人投诉数", "件"),
    _share("complaints_growth_ppm", "投诉增长倍数"),
    _number("negative_items_24_hours", "24小时负面信息", "条"),
    _number("negative_items_7_days", "7日负面信息", "条"),
    _number("rumour_items_7_days", "7日传闻", "条"),
    _number("crowd_items_7_days", "7日聚集信息", "条"),
    _number("site_unreachable_hours", "网站连续打不开", "小时"),
    _number("content_stale_days", "内容未更新", "天"),
    _share("insurance_claims_ppm", "30日保证保险索赔率"),
    _share("contagion_ppm", "传染度"),
    _number("data_faults", "数据不一致项数", "项"),
    _flag("runaway_reported", "有跑路失联的信息"),
    _flag("police_filing_reported", "有公安立案的信息"),
    _flag("payment_stop_reported", "有停付限付的信息"),
    _number("crowd_head_count", "聚集人数", "人"),
    _flag("traffic_blocked", "堵塞交通"),
)
