"""What every act on one institution's warning shares: stream, jurisdiction, the checks of what was typed."""

from collections.abc import Callable
from datetime import datetime
from typing import get_args

from fengsui.conduct.access import Actor, covers
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.shapes import FactModel, SealedText, refuse_state_secrets
from fengsui.conduct.world import sealed_values
from fengsui.warning.places import deciding_places, regions_or_not_there, warning_stream, watched


def act_on(
    institution: str,
    make: Callable[[Drafting], FactModel],
    *,
    actor: Actor,
    permission: str,
    clause: str,
    seen: int | None,
    idempotency_key: str,
    happened_at: datetime | None = None,
) -> Outcome:
    """One act in the stream of an institution, for officers of its places. Raises AccessDenied, Refused, NotThere."""
    return act(
        actor=actor,
        permission=permission,
        stream=warning_stream(institution),
        make=make,
        happened_at=happened_at,
        regions=regions_or_not_there(institution),
        seen=seen,
        idempotency_key=idempotency_key,
        clause=clause,
    )


def require_deciding(actor: Actor, institution: str) -> None:
    """Raise Refused for an officer of a place where the institution only works: it may see and tell, not decide."""
    places = deciding_places(watched(institution))
    if not actor.is_system and not any(covers(actor.region, place) for place in places):
        msg = "这家机构不在您的辖区注册，须由注册地决定。有新情况请登记后通知注册地"
        raise Refused(msg)


def require_words(text: str, message: str) -> None:
    """Raise Refused where nothing was written."""
    if not text.strip():
        raise Refused(message)


def require_choice(value: str, choices: object, message: str = "请选择结论") -> None:
    """Raise Refused unless ``value`` is one of a Literal's."""
    if value not in get_args(choices):
        raise Refused(message)


def require_past(moment: datetime, now: datetime, message: str) -> None:
    """Raise Refused for a time that is still to come."""
    if moment > now:
        raise Refused(message)


def seal_text(stream: str, label: str, text: str, now: datetime) -> SealedText:
    """Seal a text under the institution's key. Raises Refused for state secrets (N10)."""
    try:
        refuse_state_secrets(text)
    except ValueError as error:
        raise Refused(str(error)) from error
    reference = sealed_values().seal(subject=stream, label=label, text=text.strip(), now=now)
    return SealedText(sealed=reference.id, commitment=reference.commitment)
