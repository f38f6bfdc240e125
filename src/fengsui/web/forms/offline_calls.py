"""What was noted without a network, as the first values of the forms for approving, sending and receipts."""

from collections.abc import Mapping
from typing import Any

from fengsui.documents.state import PaperState
from fengsui.ledger.canonical import parse_timestamp
from fengsui.response.offline.fields import FORM
from fengsui.response.offline.standing import imported, noted_calls, notice_under_way
from fengsui.response.queries import EventRoom
from fengsui.web.forms.values import moment_values


def noted_sending(room: EventRoom, paper: PaperState, addressee: str) -> dict[str, str]:
    """Channel and time at which the 首报 was told to this office; empty where nothing was noted."""
    call = _call(room, paper, addressee)
    if not call.get("sent_at"):
        return {}
    moment = moment_values(f"sent-{addressee}", parse_timestamp(call["sent_at"]))
    return {f"channel-{addressee}": call["channel"], **moment}


def noted_receipt(room: EventRoom, paper: PaperState, addressee: str) -> dict[str, str]:
    """Who took it and when."""
    call = _call(room, paper, addressee)
    if not call.get("received_at"):
        return {}
    moment = moment_values("received", parse_timestamp(call["received_at"]))
    return {"receiver": call["receiver"], "channel": call["channel"], **moment}


def noted_approval(room: EventRoom, matter: str) -> dict[str, str]:
    """When the head approved the 首报 by telephone."""
    notice = notice_under_way(room.state)
    if notice is None or notice.opened != matter:
        return {}
    moments = (fact.payload["approved_at"] for fact in imported(room.facts))
    found = next((moment for moment in moments if moment), None)
    return moment_values("approved", parse_timestamp(found)) if found else {}


def _call(room: EventRoom, paper: PaperState, addressee: str) -> Mapping[str, Any]:
    return noted_calls(room.facts).get(addressee, {}) if paper.kind == FORM else {}
