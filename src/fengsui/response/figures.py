"""The named figures of an event: what the 首报 form asks for, and what the grading rules read. Pure."""

from dataclasses import dataclass

from fengsui.plan import FigureType


@dataclass(frozen=True, slots=True)
class EventFigure:
    """A figure with its unit. ``computed``: drawn by a rule from facts, never typed."""

    name: str
    label: str
    type: FigureType
    unit: str
    computed: bool = False
    hint: str = ""


FIGURES: tuple[EventFigure, ...] = (
    EventFigure("outstanding_amount_fen", "待偿余额", "integer", "分", hint="填元"),
    EventFigure("overdue_amount_fen", "逾期金额", "integer", "分", hint="填元"),
    EventFigure("lender_count", "出借人数", "integer", "人"),
    EventFigure("local_lender_count", "其中本地出借人", "integer", "人"),
    EventFigure("borrower_count", "借款人数", "integer", "人"),
    EventFigure("on_site_head_count", "现场人数", "integer", "人", hint="注明估计方法"),
    EventFigure("casualty_count", "伤亡人数", "integer", "人"),
    EventFigure("surety_insurance_balance_fen", "保证保险余额", "integer", "分", hint="填元"),
    EventFigure("insurer_name", "保险人", "text", ""),
    EventFigure("insured_policy_count", "保证保险保单数", "integer", "件"),
    EventFigure("out_of_contact", "是否失联", "boolean", ""),
    EventFigure("payment_stopped", "是否停付", "boolean", ""),
    EventFigure("case_filed", "是否立案", "boolean", ""),
    EventFigure("case_number", "案号", "text", ""),
    EventFigure("account_controlled", "是否控制账户", "boolean", ""),
    EventFigure("key_post_status", "关键人员状态（按岗位）", "text", ""),
    EventFigure("blown_up_in_top_k_30_days", "30日内省内前K位机构爆雷家数", "integer", "家", computed=True),
    EventFigure("blown_up_in_top_2k_60_days", "60日内省内前2K位机构爆雷家数", "integer", "家", computed=True),
)

BY_NAME = {figure.name: figure for figure in FIGURES}
TYPED = tuple(figure for figure in FIGURES if not figure.computed)
NOT_ON_FIRST_NOTICE = frozenset({"local_lender_count", "insured_policy_count", "case_number", "account_controlled"})
"""The 首报 is one page: 其中本地 stands beside the lenders, the rest follows in the 书面报告."""


def in_words(figure: EventFigure, value: int | bool | str) -> str:  # noqa: FBT001 (a figure may be yes or no)
    """A value with its unit, as papers and pages show it."""
    return value_in_words(value, figure.unit)


def value_in_words(value: int | bool | str, unit: str) -> str:  # noqa: FBT001 (a figure may be yes or no)
    """A value in ``unit``: 是 or 否, money in 元, parts per million as percent with one decimal, else with its unit."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if unit == "分":
        return money_in_words(int(value))
    if unit == "ppm":
        return percent_in_words(int(value))
    return f"{value:,}{unit}" if isinstance(value, int) else f"{value}{unit}"


def percent_in_words(ppm: int) -> str:
    """Parts per million as percent with one decimal, rounded half up."""
    tenths = (abs(ppm) + 500) // 1000
    return f"{'-' if ppm < 0 and tenths else ''}{tenths // 10:,}.{tenths % 10}%"


def money_in_words(fen: int) -> str:
    """分 → 元, 万元 or 亿元, exact to 分 where it is small and to two decimals where it is large."""
    for size, word in ((10_000_000_000, "亿元"), (1_000_000, "万元")):
        if abs(fen) >= size:
            hundredths = (abs(fen) * 100 + size // 2) // size
            return f"{'-' if fen < 0 else ''}{hundredths // 100:,}.{hundredths % 100:02d}{word}"
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}元"
