"""Every question this room answers, for pages and other rooms."""

from fengsui.monitoring.projectors import note_signal
from fengsui.monitoring.texts.figures import text_figures
from fengsui.monitoring.texts.showing import Segment
from fengsui.monitoring.texts.signals import (
    SignalCounts,
    SignalFilter,
    SignalPage,
    SignalRow,
    duplicate_counts,
    duplicates_of,
    institutions_with_news,
    intake_of,
    intakes,
    is_visible,
    marked_text,
    newest_news,
    readings_of,
    signal,
    signal_counts,
    signal_page,
    signal_rows,
    signals,
    text_of,
)
from fengsui.monitoring.texts.taking_away import CHANNEL_NAMES, STANCE_NAMES, signal_table

__all__ = [
    "CHANNEL_NAMES",
    "STANCE_NAMES",
    "Segment",
    "SignalCounts",
    "SignalFilter",
    "SignalPage",
    "SignalRow",
    "duplicate_counts",
    "duplicates_of",
    "institutions_with_news",
    "intake_of",
    "intakes",
    "is_visible",
    "marked_text",
    "newest_news",
    "note_signal",
    "readings_of",
    "signal",
    "signal_counts",
    "signal_page",
    "signal_rows",
    "signal_table",
    "signals",
    "text_figures",
    "text_of",
]
