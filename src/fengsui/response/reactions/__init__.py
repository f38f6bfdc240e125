"""What follows from a fact of the event room, by the plan. Pure: the same facts give the same consequences."""

from fengsui.response.reactions.clocks import NOTICE_CLOCKS
from fengsui.response.reactions.commanding import (
    after_activation,
    after_signature,
    ask_new_places_for_support,
    settle_countersignature,
    settle_receipt,
    settle_support,
    settle_task,
    stop_everything,
    support_clock,
    task_clock,
)
from fengsui.response.reactions.grading import (
    after_grade,
    after_rejection,
    after_taking_over,
    ask_head_to_note_correction,
    confirm_what_is_verified,
    head_counts,
    propose_grade,
    provisional_clocks,
    raise_time_zero_correction,
)
from fengsui.response.reactions.rhythm import bring_forward, report_sent, start_rhythm

__all__ = [
    "NOTICE_CLOCKS",
    "after_activation",
    "after_grade",
    "after_rejection",
    "after_signature",
    "after_taking_over",
    "ask_head_to_note_correction",
    "ask_new_places_for_support",
    "bring_forward",
    "confirm_what_is_verified",
    "head_counts",
    "propose_grade",
    "provisional_clocks",
    "raise_time_zero_correction",
    "report_sent",
    "settle_countersignature",
    "settle_receipt",
    "settle_support",
    "settle_task",
    "start_rhythm",
    "stop_everything",
    "support_clock",
    "task_clock",
]
