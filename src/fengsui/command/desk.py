"""What of the command desk belongs on the duty desk: handovers that lack, lists and decisions to sign, open calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengsui.command.calling import calls
from fengsui.command.deciding import decisions_waiting
from fengsui.command.expiring import near
from fengsui.command.handing_over import gaps, waiting_for
from fengsui.command.models import Decision, Handover
from fengsui.command.periods import Expiring
from fengsui.command.place_reports import OwedReport, missing_today
from fengsui.command.rules import MissingHandover
from fengsui.conduct.access import Actor, may


@dataclass(frozen=True, slots=True)
class CommandDesk:
    """``missing``: shifts here that ended without a handover: row of the roster, name of the place."""

    missing: Sequence[tuple[MissingHandover, Any, str]]
    to_take_over: Sequence[Handover]
    to_sign: Sequence[Decision]
    open_calls: int
    expiring: Sequence[Expiring]
    unreported: Sequence[OwedReport]


def command_desk(actor: Actor, now: datetime) -> CommandDesk:
    """What the officer's desk shows of this room; nothing of what the officer may not see."""
    sees = may(actor, "command.view_handover")
    return CommandDesk(
        missing=gaps(actor, now) if sees else [],
        to_take_over=waiting_for(actor) if may(actor, "command.hand_over") else [],
        to_sign=decisions_waiting(actor) if may(actor, "command.sign_decision") else [],
        expiring=near(actor, now),
        unreported=missing_today(actor, now),
        open_calls=calls(actor, only_open=True).count() if may(actor, "command.view_calls") else 0,
    )
