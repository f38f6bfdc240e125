"""What follows from facts of the warning room: tickets, clocks, verdicts. Pure."""

from fengsui.warning.reactions.readiness import after_day, after_end, after_report
from fengsui.warning.reactions.tickets import (
    after_assessment,
    after_closing,
    after_raising,
    after_signed_level,
    after_ticket,
)
from fengsui.warning.reactions.verification import after_sheet, after_signature, after_verdict
from fengsui.warning.reactions.watching import (
    after_answer,
    after_check,
    after_entry,
    after_key_list,
    after_measure,
    after_paper,
    after_watch,
    after_watch_end,
)

__all__ = [
    "after_answer",
    "after_assessment",
    "after_check",
    "after_closing",
    "after_day",
    "after_end",
    "after_entry",
    "after_key_list",
    "after_measure",
    "after_paper",
    "after_raising",
    "after_report",
    "after_sheet",
    "after_signature",
    "after_signed_level",
    "after_ticket",
    "after_verdict",
    "after_watch",
    "after_watch_end",
]
