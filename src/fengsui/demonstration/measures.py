"""Invented measures of the invented institutions, day by day: calm ones drift, those of the stories turn bad.

``age``: days before the last day that is told; 0 is that day. Amounts in whole 元.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.template import column_heading
from fengsui.registry.table_cells import Written
from fengsui.registry.table_writing import write_csv

DAILY: Final = (
    "outstanding_balance",
    "new_lending",
    "principal_due_not_renewed",
    "early_redemption_requested",
    "due_to_lenders",
    "paid_to_lenders",
    "transfer_orders_unfilled",
    "custody_available",
    "expected_inflow_7_days",
    "due_next_7_days",
    "complaints",
)
MONTHLY: Final = (
    "outstanding_balance",
    "amount_to_be_repaid",
    "overdue_amount",
    "overdue_90_days_amount",
    "cumulative_compensation",
    "related_balance",
    "principal_due",
    "extended_principal",
    "current_lenders",
    "top_ten_borrowers_share",
    "largest_borrower_share",
    "collection_rate",
    "offered_rate",
    "sector_mean_rate",
    "promotional_share",
    "governance_hits",
    "licence_faults",
    "open_findings",
    "inspection_result",
    "payment_limit",
    "insurer_stopped_paying",
    "national_rank",
    "contagion",
)
Values = Mapping[str, Written]
_UNCHECKED: Final = frozenset({7, 16, 25, 34})
_NOT_COMPLIANT: Final = frozenset({5, 17, 30})
_TERM_DAYS: Final = 300
"""Money is lent for about so many days: this part of the balance falls due each day."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How an institution does on a day, in parts per thousand.

    ``outflow`` of the balance a day; ``paid`` of what is due; ``queue`` of the balance waits for transfer; ``early`` of
    the balance is asked for early a day; ``cover`` of the next week's dues. ``complaints``: a day, for each hundred
    thousand lenders. ``fallen``: how much of the balance has gone since the story began.
    """

    outflow: float = 0.0
    paid: int = 1000
    queue: int = 12
    early: float = 0.4
    cover: int = 1650
    complaints: int = 1
    fallen: int = 0


Story = Callable[[int], Condition]


_BRIDGE_PAID: Final = (60, 930, 985, 985, 985, 985, 985)
"""What 江桥 paid of a thousand due, by age."""


def _bridge(age: int) -> Condition:
    """江桥: lenders leave for a fortnight, the queue grows, the custody account empties; at last payment stops."""
    if age not in range(17):
        return Condition()
    worse = 16 - age
    return Condition(
        outflow=1.5 + worse * 0.85,
        paid=_BRIDGE_PAID[age] if age < len(_BRIDGE_PAID) else 1000,
        queue=20 + worse * 15,
        early=3.4 + worse * 0.9,
        cover=max(420, 1650 - worse * 85),
        complaints=2 + worse,
        fallen=worse * (worse + 2) // 2,
    )


def _ferry(age: int) -> Condition:
    """云渡: the same guarantor; lenders grow uneasy three days before the end."""
    if age not in range(5):
        return Condition()
    worse = 4 - age
    return Condition(outflow=4.0 + worse * 2, queue=60 + worse * 30, early=2.0 + worse, cover=1150 - worse * 120,
                     complaints=8 + worse * 4, fallen=20 + worse * 13)  # fmt: skip


def _northern(age: int) -> Condition:
    """北屿: a large borrower does not pay; money runs short for weeks, and is paid late but paid."""
    if age not in range(14):
        return Condition(queue=35)
    worse = 13 - age
    return Condition(outflow=5.0 + worse * 0.5, paid=988, queue=150 + worse * 5, early=4.0, cover=960, complaints=10,
                     fallen=worse * 4)  # fmt: skip


def _eastern(age: int) -> Condition:
    """东麓: short of money after a finding of the inspectors, mended within three weeks."""
    if age not in range(17, 46):
        return Condition()
    return Condition(outflow=5.5, paid=992, queue=120, early=3.0, cover=1080, complaints=8)


def _pavilion(age: int) -> Condition:
    """长亭: a rumour makes some lenders sell."""
    if age not in range(3):
        return Condition()
    return Condition(outflow=5.0, queue=90, early=6.0, cover=1050, complaints=30)


def _uneasy(age: int) -> Condition:
    """Some that are merely uneasy: level 4, no ticket."""
    return Condition(outflow=3.4, queue=70, early=5.0, cover=1100, complaints=2) if age in range(26) else Condition()


STORIES: Final[Mapping[int, Story]] = {
    0: _bridge,
    1: _ferry,
    2: _northern,
    4: _eastern,
    10: _pavilion,
    13: _uneasy,
    19: _uneasy,
    23: _uneasy,
}


def _calm(_age: int) -> Condition:
    return Condition()


@dataclass(frozen=True, slots=True)
class Sized:
    """An institution of the register: place in the order of size, name, balance in 元, lenders."""

    rank: int
    name: str
    balance: int
    lenders: int


def day_of(it: Sized, age: int) -> Values:
    """The measures that a custody bank tells of one day."""
    chance = random.Random(f"{it.rank}/{age}")  # noqa: S311 (invented numbers, the same every time)
    condition = STORIES.get(it.rank, _calm)(age)
    drift = 1000 + (30 - age) * (it.rank % 5 - 1) // 6
    balance = it.balance * drift * (1000 - condition.fallen) // 1_000_000
    due = balance // _TERM_DAYS
    paid = due * condition.paid // 1000
    wanted = int(balance * condition.outflow / 1000)
    early = int(balance * condition.early / 1000 * chance.uniform(0.7, 1.3))
    renewed = due * chance.randint(380, 520) // 1000
    leaving = due - renewed + max(0, wanted - early)
    lent = max(0, leaving + early - wanted - (balance * chance.randint(-3, 5) // 10_000))
    week = due * 7
    return {
        "outstanding_balance": balance,
        "new_lending": lent,
        "principal_due_not_renewed": leaving,
        "early_redemption_requested": early,
        "due_to_lenders": due,
        "paid_to_lenders": paid,
        "transfer_orders_unfilled": balance * condition.queue // 1000,
        "custody_available": week * condition.cover // 2000,
        "expected_inflow_7_days": week * condition.cover // 2000 * 100 // 96,
        "due_next_7_days": week,
        "complaints": (it.lenders * condition.complaints + chance.randint(0, 99_999)) // 100_000,
    }


def month_of(it: Sized, month: int) -> Values:
    """What an institution discloses at a month's end. ``month``: 0 the newest, 1 the one before, …"""
    chance = random.Random(f"{it.rank}/month/{month}")  # noqa: S311 (as above)
    balance = it.balance * (1000 + (it.rank % 5 - 1) * (1 - month)) // 1000
    overdue = balance * chance.randint(14, 38) // 1000
    largest = chance.randint(20, 60)
    values: dict[str, Written] = {
        "outstanding_balance": balance,
        "amount_to_be_repaid": balance * 1028 // 1000,
        "overdue_amount": overdue,
        "overdue_90_days_amount": overdue * chance.randint(25, 45) // 100,
        "cumulative_compensation": it.balance * (60 - month * 8 + chance.randint(0, 3)) // 1000,
        "related_balance": 0,
        "principal_due": balance // 10,
        "extended_principal": balance // 10 * chance.randint(4, 30) // 1000,
        "current_lenders": it.lenders,
        "top_ten_borrowers_share": _percent(largest * 4 + chance.randint(10, 40)),
        "largest_borrower_share": _percent(largest),
        "collection_rate": "96%",
        "offered_rate": _percent(82 + it.rank % 7 * 3 + chance.randint(0, 2)),
        "sector_mean_rate": _percent(94 - month),
        "promotional_share": _percent(chance.randint(20, 140)),
        "governance_hits": 0,
        "licence_faults": 0,
        "open_findings": 0,
        "inspection_result": "未核查" if it.rank in _UNCHECKED else "不合规" if it.rank in _NOT_COMPLIANT else "合规",
        "payment_limit": "无",
        "insurer_stopped_paying": "否",
        "national_rank": 62 + it.rank * 19,
        "contagion": _percent(chance.randint(0, 40)),
    }
    return {**values, **_TROUBLES.get((it.rank, month), _none)(balance)}


Trouble = Callable[[int], Values]


def _none(_balance: int) -> Values:
    return {}


def _concentrated(balance: int) -> Values:
    """北屿's borrowers: one of them owes a quarter."""
    return {
        "overdue_amount": balance * 128 // 1000,
        "overdue_90_days_amount": balance * 66 // 1000,
        "extended_principal": balance // 10 * 170 // 1000,
        "top_ten_borrowers_share": "56.3%",
        "largest_borrower_share": "24.1%",
        "open_findings": 1,
    }


def _related(balance: int) -> Values:
    """江桥 lends to the firms of its own shareholder."""
    return {
        "overdue_amount": balance * 71 // 1000,
        "overdue_90_days_amount": balance * 34 // 1000,
        "extended_principal": balance // 10 * 82 // 1000,
        "top_ten_borrowers_share": "41.5%",
        "largest_borrower_share": "14.8%",
        "related_balance": balance * 62 // 1000,
        "open_findings": 1,
    }


def _guaranteed(balance: int) -> Values:
    """云渡 shares its guarantor with 江桥."""
    return {"overdue_amount": balance * 58 // 1000, "top_ten_borrowers_share": "33.0%", "contagion": "34%"}


def _promoting(balance: int) -> Values:
    """东麓 before it was mended: too dear, too short, too close to its owner."""
    return {
        "overdue_amount": balance * 55 // 1000,
        "related_balance": balance * 53 // 1000,
        "promotional_share": "47%",
        "open_findings": 3,
        "top_ten_borrowers_share": "52.0%",
        "largest_borrower_share": "11.5%",
    }


_TROUBLES: Final[Mapping[tuple[int, int], Trouble]] = {
    (0, 0): _related,
    (0, 1): _related,
    (1, 0): _guaranteed,
    (2, 0): _concentrated,
    (4, 1): _promoting,
}


def table(rows: Iterable[tuple[str, date, Values]], columns: Sequence[str]) -> bytes:
    """A table as it is imported: platform or company name, day, the columns by their headings."""
    header = ["机构名称", "日期", *(column_heading(MEASURES[column]) for column in columns)]
    return write_csv(header, ([name, day, *(values.get(column) for column in columns)] for name, day, values in rows))


def daily_rows(sized: Iterable[Sized], ages: Iterable[int], last: date) -> list[tuple[str, date, Values]]:
    """Rows of these institutions and ages; ``last``: the day of age 0."""
    listed = sorted(ages, reverse=True)
    return [(it.name, last - timedelta(days=age), day_of(it, age)) for it in sized for age in listed]


def _percent(per_thousand: int) -> str:
    return f"{per_thousand // 10}.{per_thousand % 10}%"
