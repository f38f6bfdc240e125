"""The raw measures an institution, a bank or an office may hand in: name, unit, sort, source, days of freshness. Pure.

Names and meanings of the disclosed ones follow 银监办发〔2017〕113号 (the disclosure guide) and T/NIFA 1-2017;
``code`` is their short code. From the others the warning indicators of clauses 4.1.b and 4.2.1–4.2.7 are computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Unit = Literal["fen", "ppm", "people", "items", "hours", "days", "rank", "yes_no", "choice", "text"]
Sort = Literal["cumulative", "point", "flow"]
"""Since founding; as it stands at the end of the day; what happened on the day, or in the days the name says."""

DISCLOSED: Final = 45
"""Days a monthly figure stays fresh: disclosed within five working days of the next month, and some grace."""
DAILY: Final = 7
ROUND: Final = 100
"""Days the result of a quarterly round of inspection stays fresh."""

UNIT_LABELS: Final[Mapping[Unit, str]] = MappingProxyType(
    {
        "fen": "元",
        "ppm": "%",
        "people": "人",
        "items": "件",
        "hours": "小时",
        "days": "天",
        "rank": "位",
        "yes_no": "是/否",
        "choice": "选项",
        "text": "文字",
    }
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One raw measure. ``unit``: of the stored integer (分, ppm, people …); a text measure has no integer.

    ``fresh_days``: older values give no figure. ``choices``: the words of a choice; the stored integer is the place.
    ``signed``: may be below zero. ``bounded``: a share that cannot pass 100 %.
    """

    name: str
    label_zh: str
    unit: Unit
    sort: Sort
    fresh_days: int
    source: str
    example: str = ""
    code: str = ""
    choices: tuple[str, ...] = ()
    signed: bool = False
    bounded: bool = False


_GUIDE = "银监办发〔2017〕113号"
_STANDARD = "T/NIFA 1-2017"
PAYMENT_LIMITS: Final = ("无", "限额", "全部暂停")
INSPECTION_RESULTS: Final = ("未核查", "合规", "不合规", "一票否决")
UNCHECKED, COMPLIANT, NONCOMPLIANT, VETOED = range(4)

_DISCLOSED_MONEY = (
    ("cumulative_lending", "累计借贷金额", "cum_amt", "cumulative", "9876543210.00"),
    ("outstanding_balance", "借贷余额", "bal_amt", "point", "123456789.00"),
    ("outstanding_interest", "利息余额", "int_bal", "point", "3456789.00"),
    ("related_balance", "关联关系借款余额", "rel_amt", "point", "0"),
    ("overdue_amount", "逾期金额", "od_amt", "point", "2345678.00"),
    ("overdue_90_days_amount", "逾期90天（不含）以上金额", "od90_amt", "point", "1234567.00"),
    ("cumulative_compensation", "累计代偿金额", "comp_amt", "cumulative", "3456789.00"),
)
_DISCLOSED_COUNTS: tuple[tuple[str, str, str, Unit, Sort, str], ...] = (
    ("cumulative_loans", "累计借贷笔数", "cum_cnt", "items", "cumulative", "98765"),
    ("outstanding_loans", "借贷余额笔数", "bal_cnt", "items", "point", "4321"),
    ("cumulative_lenders", "累计出借人数量", "cum_lender", "people", "cumulative", "23456"),
    ("cumulative_borrowers", "累计借款人数量", "cum_borrower", "people", "cumulative", "12345"),
    ("current_lenders", "当前出借人数量", "cur_lender", "people", "point", "12000"),
    ("current_borrowers", "当前借款人数量", "cur_borrower", "people", "point", "3400"),
    ("related_loans", "关联关系借款笔数", "rel_cnt", "items", "point", "0"),
    ("overdue_loans", "逾期笔数", "od_cnt", "items", "point", "56"),
    ("overdue_90_days_loans", "逾期90天（不含）以上笔数", "od90_cnt", "items", "point", "23"),
    ("cumulative_compensation_loans", "累计代偿笔数", "comp_cnt", "items", "cumulative", "78"),
)
_DISCLOSED_SHARES = (
    ("top_ten_borrowers_share", "前十大借款人待还金额占比", "top10_b", _GUIDE, "28.5%"),
    ("largest_borrower_share", "最大单一借款人待还金额占比", "top1_b", _GUIDE, "6.2%"),
    ("top_ten_lenders_share", "最大十户出借余额占比", "top10_l", _STANDARD, "9.1%"),
    ("largest_lender_share", "最大单户出借余额占比", "top1_l", _STANDARD, "1.3%"),
    ("reported_overdue_rate", "金额逾期率", "od_rate_amt", _GUIDE, "1.8%"),
)
_DAILY_MONEY: tuple[tuple[str, str, Sort, int, str, str], ...] = (
    ("amount_to_be_repaid", "待偿金额", "point", DISCLOSED, _GUIDE, "126913578.00"),
    ("new_lending", "当日新增出借", "flow", DAILY, "4.2.5", "1200000.00"),
    ("principal_due_not_renewed", "当日到期未续本金", "flow", DAILY, "4.2.5", "900000.00"),
    ("early_redemption_requested", "当日申请提前兑付", "flow", DAILY, "4.2.7.a", "150000.00"),
    ("due_to_lenders", "当日应付出借人", "flow", DAILY, "2.1", "1000000.00"),
    ("paid_to_lenders", "当日实付出借人", "flow", DAILY, "2.1", "1000000.00"),
    ("transfer_orders_unfilled", "未成交债权转让", "point", DAILY, "4.2.5", "2000000.00"),
    ("principal_due", "当日到期本金", "flow", DAILY, "4.2.5", "1100000.00"),
    ("extended_principal", "当日展期本金", "flow", DAILY, "4.2.5", "0"),
    ("custody_available", "存管户可用资金", "point", DAILY, "4.2.5", "8000000.00"),
    ("expected_inflow_7_days", "未来7日预计回款", "point", DAILY, "4.2.5", "6000000.00"),
    ("due_next_7_days", "未来7日应付", "point", DAILY, "4.2.5", "7000000.00"),
    ("insured_balance", "保证保险承保余额", "point", DISCLOSED, "4.2.8", "50000000.00"),
    ("insurance_claims_30_days", "近30日保险报案金额", "point", DISCLOSED, "4.2.8", "500000.00"),
)
_SHARES: tuple[tuple[str, str, int, str, str, bool], ...] = (
    ("collection_rate", "回款率", DISCLOSED, "4.2.5", "95%", True),
    ("over_limit_balance_share", "超限额借款人金额占比", DISCLOSED, "5.1.2.b", "0.5%", True),
    ("offered_rate", "综合年化利率", DISCLOSED, "4.1.b", "8.9%", False),
    ("sector_mean_rate", "行业平均年化利率", DISCLOSED, "4.1.b", "9.4%", False),
    ("promotional_share", "返利和超短期标占比", DISCLOSED, "4.1.b", "12%", True),
    ("contagion", "传染度", DISCLOSED, "5.2.1.2.g", "3%", True),
    ("lenders_elsewhere_share", "外省出借人占比", DISCLOSED, "1.2.g", "15%", True),
)
_COUNTS: tuple[tuple[str, str, Unit, Sort, int, str, str], ...] = (
    ("complaints", "当日投诉", "items", "flow", DAILY, "4.2.2", "2"),
    ("site_unreachable_hours", "网站或应用无法打开时长", "hours", "point", DAILY, "5.2.2.5.b", "0"),
    ("content_stale_days", "内容未更新天数", "days", "point", DAILY, "5.2.2.5.b", "1"),
    ("governance_hits", "主体异常项数", "items", "point", DISCLOSED, "4.2.3", "0"),
    ("licence_faults", "存管、许可、审计缺项数", "items", "point", DISCLOSED, "5.2.2.0", "0"),
    ("open_findings", "合规检查未整改项数", "items", "point", ROUND, "5.1.2.b", "0"),
    ("national_rank", "全国排名", "rank", "point", ROUND, "5.1.1.b", "120"),
    ("reported_data_faults", "数据核对不符项数", "items", "point", DISCLOSED, "1.6.b", "0"),
)
_ANSWERS: tuple[tuple[str, str, Unit, int, str, str, tuple[str, ...]], ...] = (
    ("payment_limit", "限额兑付", "choice", DAILY, "4.2.5", "无", PAYMENT_LIMITS),
    ("governance_severe", "失联或涉罪", "yes_no", DISCLOSED, "4.2.4", "否", ()),
    ("veto_finding", "一票否决项", "yes_no", ROUND, "5.1.2.b", "否", ()),
    ("inspection_result", "行政核查结论", "choice", ROUND, "5.1.2.b", "合规", INSPECTION_RESULTS),
    ("exit_on_schedule", "退出按步骤进行", "yes_no", DISCLOSED, "5.1.3.b", "", ()),
    ("insurer_stopped_paying", "承保公司停止赔付", "yes_no", DISCLOSED, "4.2.8", "否", ()),
    ("insurer", "保证保险承保公司", "text", ROUND, "4.2.8", "示例财产保险公司", ()),
)


def _dictionary() -> Mapping[str, Measure]:
    found = [
        *(
            Measure(
                name, label, "fen", "cumulative" if sort == "cumulative" else "point", DISCLOSED, _GUIDE, example, code
            )
            for name, label, code, sort, example in _DISCLOSED_MONEY
        ),
        *(
            Measure(name, label, unit, sort, DISCLOSED, _GUIDE, example, code)
            for name, label, code, unit, sort, example in _DISCLOSED_COUNTS
        ),
        *(
            Measure(name, label, "ppm", "point", DISCLOSED, source, example, code, bounded=True)
            for name, label, code, source, example in _DISCLOSED_SHARES
        ),
        *(
            Measure(name, label, "fen", sort, fresh, source, example)
            for name, label, sort, fresh, source, example in _DAILY_MONEY
        ),
        Measure(
            "net_inflow_30_days", "近30日资金净流入", "fen", "flow", DISCLOSED, "4.2.5", "-1500000.00", signed=True
        ),
        *(
            Measure(name, label, "ppm", "point", fresh, source, example, bounded=bounded)
            for name, label, fresh, source, example, bounded in _SHARES
        ),
        *(
            Measure(name, label, unit, sort, fresh, source, example)
            for name, label, unit, sort, fresh, source, example in _COUNTS
        ),
        *(
            Measure(name, label, unit, "point", fresh, source, example, choices=choices)
            for name, label, unit, fresh, source, example, choices in _ANSWERS
        ),
    ]
    return MappingProxyType({measure.name: measure for measure in found})


MEASURES: Final = _dictionary()
"""Every measure by name, in the order of the template's columns."""
