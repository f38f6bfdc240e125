"""What the grading reads beside the blow-ups, looked up seldom and told in short: events read again when it changed.

Inspections, exits, insurers, contagion and crowds (GR-4, GR-5, ES-1, ES-3, ES-4) come with imports and notes, and run
out with time. The worker keeps what it looked up last in a row of its own, so that not every round and not every act
looks everything up again.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fengsui.ledger.canonical import canonical_json
from fengsui.monitoring.indicators.conditions import grading_conditions
from fengsui.monitoring.models import Intake
from fengsui.response.facts import Value
from fengsui.response.models import ConditionsLookedUp

LOOK_AGAIN_AFTER = timedelta(minutes=1)
"""Windows run out, and the register changes, without an import."""


@dataclass(frozen=True, slots=True)
class KnownConditions:
    """Condition figures by name, as they were ``at``."""

    figures: Mapping[str, Value]
    at: datetime

    @property
    def words(self) -> str:
        """In short: the same words, the same figures."""
        return hashlib.sha256(canonical_json(dict(self.figures)).encode()).hexdigest()[:12]


def look_up(jurisdiction: str, now: datetime) -> KnownConditions:
    """As they are now."""
    return KnownConditions(dict(grading_conditions(jurisdiction, now)), now)


def recent(jurisdiction: str, now: datetime) -> KnownConditions:
    """As the worker last looked them up, where nothing came in since; else as they are now. Writes nothing."""
    return _kept(jurisdiction, _newest_intake(), now) or look_up(jurisdiction, now)


def look_up_and_keep(jurisdiction: str, now: datetime, *, anew: bool = False) -> KnownConditions:
    """The same for the worker, which keeps what it looked up. ``anew``: whatever is kept."""
    intake = _newest_intake()  # before the figures: what comes in between is looked up next time
    kept = None if anew else _kept(jurisdiction, intake, now)
    if kept is None:
        kept = look_up(jurisdiction, now)
        values = {"intake": intake, "figures": dict(kept.figures), "looked_up_at": now}
        ConditionsLookedUp.objects.update_or_create(pk=jurisdiction, defaults=values)
    return kept


def _kept(jurisdiction: str, intake: str, now: datetime) -> KnownConditions | None:
    since = now - LOOK_AGAIN_AFTER
    rows = ConditionsLookedUp.objects.filter(pk=jurisdiction, intake=intake, looked_up_at__gt=since)
    row = rows.filter(looked_up_at__lte=now).first()
    return KnownConditions(row.figures, row.looked_up_at) if row else None


def _newest_intake() -> str:
    return Intake.objects.order_by("-imported_at", "-id").values_list("id", flat=True).first() or ""
