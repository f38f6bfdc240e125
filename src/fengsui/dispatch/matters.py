"""What alerts need to know of the matter they are about: how grave it is, and whether the news still wants anybody."""

from collections.abc import Iterable, Mapping

from fengsui.clock.due import clocks_of
from fengsui.clock.transitions import RUNNING
from fengsui.conduct.plans import plan_of_version
from fengsui.conduct.streams import state_of
from fengsui.dispatch.policy import ANSWERERS
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import plan_versions_of, read_fact
from fengsui.notify.models import Acknowledgement, Message
from fengsui.registry.queries import officers_many
from fengsui.response.state import EventState
from fengsui.tasking.state import OrderState
from fengsui.warning.state import WarningState

EVENT, WARNING, ORDER = "event/", "warning/", "order/"


class Matter:
    """The stream that messages belong to, read once for all of them."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self._event: EventState | None = state_of(stream) if stream.startswith(EVENT) else None
        self._warning: WarningState | None = state_of(stream) if stream.startswith(WARNING) else None
        self._order: OrderState | None = state_of(stream) if stream.startswith(ORDER) else None
        self._statuses: dict[str, str] | None = None
        version = plan_versions_of({stream}).get(stream, "") if self._event else ""
        grades = plan_of_version(version).grades if version else ()
        self._gravest = min(grades, key=lambda grade: grade.rank).id if grades else ""

    @property
    def gravest(self) -> bool:
        """Whether it stands, or is proposed, in the gravest grade, or was opened by the rules as such."""
        event = self._event
        if event is None or not event.is_open:
            return False
        proposed = event.proposal_open and event.proposal.get("grade") == self._gravest
        return event.grade == self._gravest or proposed or event.unverified

    @property
    def known_lower(self) -> bool:
        """Whether an officer graded it below the gravest grade, and no graver proposal is open."""
        event = self._event
        return event is not None and event.grade is not None and not self.gravest

    def settled(self, message: Message) -> str:
        """Why the news wants nobody any more, in words; empty while it does."""
        event = self._event
        if event is not None and not event.is_open:
            return "事件已经结束"
        if event is not None and message.fact in event.tasks:
            return "任务已经签收" if event.tasks[message.fact].acknowledged else ""
        fact = read_fact(message.fact)
        if fact is None:
            return ""
        if self._warning is not None and (over := _over_in_warning(self._warning, fact)):
            return over
        if self._order is not None and (over := _over_in_order(self._order, fact)):
            return over
        match fact.kind:
            case "clock.warned" | "clock.lapsed":
                return "时钟已经停下" if self._status(fact.payload["clock"]) != RUNNING else ""
            case "grade.proposed" if event is not None:
                waits = event.proposal_open and event.proposal_fact == fact.reference
                return "" if waits else "等级建议已经办理"
            case "event.opened" if event is not None:
                return "" if event.unverified else "事件已经核实"
        return ""

    def _status(self, clock: str) -> str:
        if self._statuses is None:
            self._statuses = {row["id"]: row["status"] for row in clocks_of(self.stream)}
        return self._statuses.get(clock, "")


def _over_in_order(order: OrderState, fact: Fact) -> str:
    """Why an order's news wants nobody any more; empty while it does."""
    if order.closing:
        return "指令已经关闭"
    match fact.kind:
        case "order.issued" if order.acknowledged:
            return "指令已经签收"
        case "order.overdue" if order.reasons:
            return "超期原因已经写明"
    return ""


def _over_in_warning(warning: WarningState, fact: Fact) -> str:
    """Why a warning's news wants nobody any more; empty while it does."""
    waiting = warning.matters.by_fact.get(fact.reference)
    if waiting is not None and waiting.closed:
        return "已经签字"
    match fact.kind:
        case "ticket.opened" | "ticket.raised" | "attention.signed" if warning.ticket is None:
            return "预警单已经销号"
        case "watch.opened" if warning.watch is None:
            return "盯防已经结束"
    return ""


def read_by(messages: Iterable[str]) -> Mapping[str, str]:
    """Message → the officer in command or at work who marked it as read; what only oversight read is left out."""
    rows = list(Acknowledgement.objects.filter(message_id__in=list(messages)).order_by("seen_at"))
    officers = officers_many({row.officer for row in rows})
    return {
        row.message_id: officers[row.officer].name
        for row in reversed(rows)
        if row.officer in officers and ANSWERERS.intersection(officers[row.officer].roles)
    }
