"""Every question this room answers, for pages and other rooms."""

from fengsui.warning.desk import (
    DeskTicket,
    Duty,
    WaitingSignature,
    adopted_tables,
    desk_clocks,
    desk_matters,
    duties,
    key_candidates,
    key_list,
    matters_of,
    news_for,
    tickets,
    visible_tickets,
)
from fengsui.warning.models import Ticket
from fengsui.warning.places import institution_of, warning_stream
from fengsui.warning.places import regions_of_stream as warning_regions
from fengsui.warning.prevention import Prevention, prevention
from fengsui.warning.rooms import (
    AssessedThen,
    InstitutionWarning,
    Prompted,
    PromptRoom,
    SignalToCheck,
    TicketPage,
    institution_warning,
    prompt_papers,
    prompt_room,
    signal_to_check,
    ticket_page,
)
from fengsui.warning.sheets import VerifiedOrSuspected, standing_sheets, verified_sheet

__all__ = [
    "AssessedThen",
    "DeskTicket",
    "Duty",
    "InstitutionWarning",
    "Prevention",
    "PromptRoom",
    "Prompted",
    "SignalToCheck",
    "Ticket",
    "TicketPage",
    "VerifiedOrSuspected",
    "WaitingSignature",
    "adopted_tables",
    "desk_clocks",
    "desk_matters",
    "duties",
    "institution_of",
    "institution_warning",
    "key_candidates",
    "key_list",
    "matters_of",
    "news_for",
    "prevention",
    "prompt_papers",
    "prompt_room",
    "signal_to_check",
    "standing_sheets",
    "ticket_page",
    "tickets",
    "verified_sheet",
    "visible_tickets",
    "warning_regions",
    "warning_stream",
]
