"""What stands of offline forms in an event: which came in, which 首报 they belong to, what is still to be recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fengsui.documents.facts import Sending
from fengsui.documents.state import PaperState, newest
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.response.offline.fields import FORM
from fengsui.response.state import EventState

IMPORTED = "offline_form.imported"


def imported(facts: Iterable[Fact]) -> list[Fact]:
    """The forms that came in, the newest first."""
    return [fact for fact in facts if fact.kind == IMPORTED][::-1]


def notice_under_way(state: EventState) -> PaperState | None:
    """The 首报 that was submitted, approved or sent in this spell."""
    return newest(state.papers, FORM, "submitted", "approved", "sent", after=state.spell_floor)


def noted_calls(facts: Iterable[Fact]) -> Mapping[str, Mapping[str, Any]]:
    """Addressee → the newest call that was noted offline."""
    found: dict[str, Mapping[str, Any]] = {}
    for fact in imported(facts):
        for row in fact.payload["reported"]:
            found.setdefault(row["addressee"], row)
    return found


def is_receipt_of(call: Mapping[str, Any], sending: Sending) -> bool:
    """Whether what was noted is a receipt of the paper that was sent so: nobody receives a paper before it is sent."""
    return bool(call["received_at"]) and parse_timestamp(call["received_at"]) >= sending.sent_at


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest form with calls, the 首报, and what is to be done next: one of ``NEXT``."""

    form: Fact | None
    notice: PaperState | None
    next: str
    earlier: tuple[str, ...] = ()
    """Offices that were told before this 首报 went out: what they received then is not its receipt."""


NEXT = ("nothing", "draft", "approve", "send", "receipts", "done")


def standing(state: EventState, facts: Sequence[Fact]) -> Standing:
    """How far the calls of the newest form have come into the ledger."""
    forms = imported(facts)
    form = next((fact for fact in forms if fact.payload["reported"]), None)
    notice = notice_under_way(state)
    if form is None:
        return Standing(None, notice, "nothing" if not forms or notice else "draft")
    if notice is None:
        return Standing(form, None, "draft")
    if notice.status == "submitted":
        return Standing(form, notice, "approve")
    if notice.sent is None:
        return Standing(form, notice, "send")
    sendings = {row["addressee"]: Sending.model_validate(row) for row in notice.sent["sendings"]}
    rows = [row for row in form.payload["reported"] if row["addressee"] in sendings]
    left = [row for row in rows if row["addressee"] not in notice.receipts]
    waiting = any(is_receipt_of(row, sendings[row["addressee"]]) for row in left)
    earlier = [row["addressee_name"] for row in left if row["received_at"]]
    return Standing(form, notice, "receipts" if waiting else "done", () if waiting else tuple(earlier))
