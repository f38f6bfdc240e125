"""What the values of an institution must satisfy among themselves (信息披露 validation rules, clause 1.6.b). Pure.

What breaks a rule still comes in: it was reported so, and that it was is itself an indicator (D1, 数据可信).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fengsui.monitoring.indicators.measures import MEASURES

_NOT_ABOVE: Final = (
    ("overdue_90_days_amount", "outstanding_balance"),
    ("overdue_90_days_loans", "overdue_loans"),
    ("largest_borrower_share", "top_ten_borrowers_share"),
    ("largest_lender_share", "top_ten_lenders_share"),
    ("related_balance", "outstanding_balance"),
    ("current_lenders", "cumulative_lenders"),
    ("current_borrowers", "cumulative_borrowers"),
    ("extended_principal", "principal_due"),
)
"""The first is a part of the second."""
RATE_TOLERANCE_PPM: Final = 5_000
"""Half a percentage point between a platform's own overdue rate and the one recomputed is rounding, more is not."""
MILLION: Final = 1_000_000
Values = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """A rule that values break: the measure it is seen at, and what to say, in Chinese."""

    measure: str
    message_zh: str


def inconsistencies(values: Values) -> list[Inconsistency]:
    """The rules that the values of one day break."""
    found = []
    for part, whole in _NOT_ABOVE:
        small, great = values.get(part), values.get(whole)
        if small is not None and great is not None and small > great:
            message = f"“{MEASURES[part].label_zh}”大于“{MEASURES[whole].label_zh}”，请核对"
            found.append(Inconsistency(part, message))
    rate, overdue = values.get("reported_overdue_rate"), values.get("overdue_amount")
    whole_due = values.get("amount_to_be_repaid") or values.get("outstanding_balance")
    if rate is not None and overdue is not None and whole_due:
        recomputed = overdue * MILLION // whole_due
        if abs(recomputed - rate) > RATE_TOLERANCE_PPM:
            message = f"机构自报逾期率 {_percent(rate)}，按逾期金额除以待偿金额应为 {_percent(recomputed)}"
            found.append(Inconsistency("reported_overdue_rate", message))
    return found


def falls(before: Values, after: Values) -> list[Inconsistency]:
    """Cumulative measures that fell from one day to a later one."""
    return [
        Inconsistency(name, f"“{MEASURES[name].label_zh}”是累计数，却比上次少，请核对")
        for name, value in after.items()
        if value is not None
        and MEASURES[name].sort == "cumulative"
        and (earlier := before.get(name)) is not None
        and value < earlier
    ]


SLIP_FROM: Final = 5_000
SLIP_TO: Final = 20_000


def is_unit_slip(value: int, other: int) -> bool:
    """Whether two amounts are about ten thousand times apart, as when 元 and 万元 are taken for each other."""
    small, great = sorted((abs(value), abs(other)))
    return small > 0 and SLIP_FROM * small <= great <= SLIP_TO * small


def _percent(ppm: int) -> str:
    return f"{ppm // 10_000}.{ppm % 10_000 // 100:02d}%"
