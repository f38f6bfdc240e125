"""Signing for urgent news: on the page, or by a telephone call that the duty desk records (1.1.f)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.house import house
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.streams import state_of
from fengsui.dispatch.alerting import CLAUSE, OWN
from fengsui.dispatch.facts import AlertAnswered, AlertCalled
from fengsui.dispatch.facts import Outcome as CallOutcome
from fengsui.dispatch.models import Alert
from fengsui.dispatch.policy import ANSWERERS
from fengsui.dispatch.state import AlertState
from fengsui.ledger.canonical import parse_timestamp, split_reference
from fengsui.notify.models import Message
from fengsui.notify.outbox import mark_seen
from fengsui.registry.acting import officer_in_post
from fengsui.registry.recipients import Staff

ON_DESK = "response.view_desk"
"""Marking one's own news as read takes no more than the own desk."""
OVER = "这些急件已经有人签收，或者已经了结，请刷新页面"


def read(actor: Actor, message: str) -> None:
    """已阅: the message leaves the officer's desk, and where it is on the ladder, or is the ladder's own, he signs.

    Raises AccessDenied for news of another place that does not name the officer: nobody ends what others are told.
    """
    known = Message.objects.filter(pk=message).first()
    if known is None:
        return
    if actor.officer not in known.audience_officers:  # what a post is told belongs to the post's place
        require(actor, ON_DESK, regions=Staff().regions_of(known.stream) or ("",))
    if may(actor, ON_DESK) and ANSWERERS.intersection(actor.roles):
        stream, messages = _meant(message)
        if messages:
            with suppress(Refused):  # another officer signed at this moment
                _sign(actor, ON_DESK, stream, messages)
    mark_seen(message, actor.officer, timekeeping.now())


def _meant(message: str) -> tuple[str, tuple[str, ...]]:
    """(stream, the messages still waiting) that reading this one signs for; none where nothing waits."""
    if message.startswith(OWN):
        stream = split_reference(message)[0]
        state: AlertState = state_of(stream)
        return stream, state.running(state.notices.get(message, ()))
    row = Alert.objects.filter(pk=message, running=True).first()
    return (row.stream, (row.pk,)) if row else ("", ())


def answer(*, actor: Actor, stream: str, messages: Sequence[str], idempotency_key: str = "") -> Outcome:
    """Sign for messages of one matter on the page. Raises AccessDenied; Refused where none of them waits any more."""
    return _sign(actor, "dispatch.answer_alert", stream, messages, idempotency_key)


def _sign(actor: Actor, permission: str, stream: str, messages: Sequence[str], idempotency_key: str = "") -> Outcome:
    def make(drafting: Drafting) -> FactModel:
        return AlertAnswered(messages=_waiting(drafting, messages), officer=actor.officer, officer_name=actor.name)

    return act(
        actor=actor,
        permission=permission,
        stream=stream,
        make=make,
        regions=_regions_for(actor, stream, messages),
        idempotency_key=idempotency_key,
        clause=CLAUSE,
    )


def record_call(
    *,
    actor: Actor,
    stream: str,
    messages: Sequence[str],
    officer: str,
    outcome: CallOutcome,
    spoke_with: str,
    called_at: datetime,
    note: str,
    idempotency_key: str,
) -> Outcome:
    """A call about messages of one matter. Reached: signed for by ``spoke_with``. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> FactModel:
        waiting = _waiting(drafting, messages)
        state: AlertState = drafting.state
        since = min(parse_timestamp(state.alerts[name].since) for name in waiting)
        if not since.replace(second=0, microsecond=0) <= called_at <= drafting.now:
            msg = "通话时间应在急件发出之后、现在之前"
            raise Refused(msg)
        if outcome == "reached" and not spoke_with.strip():
            msg = "接通的，请写明接电话的人"
            raise Refused(msg)
        called = officer_in_post(officer, "请选择通知的人：此人已不在任")
        return AlertCalled(
            messages=waiting,
            officer=called.pk,
            officer_name=called.name,
            outcome=outcome,
            spoke_with=spoke_with if outcome == "reached" else "",
            caller=actor.officer,
            caller_name=actor.name,
            note=note,
        )

    return act(
        actor=actor,
        permission="dispatch.record_call",
        stream=stream,
        make=make,
        happened_at=called_at,
        regions=house.regions_of_stream[OWN.rstrip("/")](stream),
        idempotency_key=idempotency_key,
        clause=CLAUSE,
    )


def _waiting(drafting: Drafting, messages: Sequence[str]) -> tuple[str, ...]:
    waiting: tuple[str, ...] = drafting.state.running(messages)
    if not waiting:
        raise Refused(OVER)
    return waiting


def _regions_for(actor: Actor, stream: str, messages: Sequence[str]) -> tuple[str, ...]:
    """Whoever was told may sign; every other only for a place he serves."""
    state: AlertState = state_of(stream)
    told = all(name in state.alerts and actor.officer in state.alerts[name].told for name in messages)
    return () if told and messages else house.regions_of_stream[OWN.rstrip("/")](stream)
