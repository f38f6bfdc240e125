"""The warning room as its officers work it, with what monitoring knows told by the test.

Times are minutes from 09:12 Beijing time of the first morning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from fengsui.clock.models import Clock
from fengsui.conduct import runner, streams, timekeeping, world
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome
from fengsui.ledger.canonical import Fact, split_reference
from fengsui.ledger.reading import read_stream
from fengsui.monitoring.figure_reading import FigureReading
from fengsui.notify.models import Message
from fengsui.registry.actions import name_watchers
from fengsui.registry.models import Institution
from fengsui.warning import assessing, facts, ticketing, verifying, watching
from fengsui.warning.gathering import Known
from fengsui.warning.places import warning_stream
from fengsui.warning.state import TicketState, WarningState
from tests.conftest import MORNING

GRAVE = {"payment_limit": 2}
"""H2: all payment suspended; level 1 at once."""
MILD = {"net_outflow_7_days_ppm": 60_000, "payout_coverage_ppm": 900_000}
"""Two indicators in their middle band; a ticket, no level 1."""
CALM = {"net_outflow_7_days_ppm": 0, "payout_coverage_ppm": 2_000_000}


def minute(number: float) -> datetime:
    """So many minutes after 09:12."""
    return MORNING + timedelta(minutes=number)


def conditions(**met: str) -> list[facts.ConditionFound]:
    """B1 to B5, those named as given and the others not met; a met one with its evidence."""
    answers = {f"B{number}": met.get(f"B{number}", "no") for number in range(1, 6)}
    return [
        facts.ConditionFound.model_validate(
            {"condition": name, "met": answer, "evidence": "停付公告截图" if answer == "yes" else ""}
        )
        for name, answer in answers.items()
    ]


class Room:
    """A staffed province and its watchers. ``institutions``: from the largest balance to the smallest.

    Without ``patch`` the rules read what monitoring really has.
    """

    def __init__(self, people: Mapping[str, Actor], patch: pytest.MonkeyPatch | None = None) -> None:
        self.people = people
        self.institutions = list(Institution.objects.order_by("-outstanding_balance_fen", "id"))
        self.first = self.institutions[0].pk
        self._known: dict[str, Known] = {}
        self._keys = count(1)
        if patch is not None:
            patch.setattr(assessing, "known_of", self._known_of)

    def _known_of(self, institutions: Sequence[str], _now: datetime) -> dict[str, Known]:
        return {institution: self._known.get(institution, Known()) for institution in institutions}

    def key(self) -> str:
        """An idempotency key that was not used before."""
        return f"warning-{next(self._keys)}"

    def at(self, number: float) -> None:
        """Put the clock to minute ``number`` and let the clock runner do what is due."""
        world.advance_time(minute(number))
        runner.tick(timekeeping.now())

    def know(
        self,
        figures: Mapping[str, int | bool],
        *,
        institution: str = "",
        rumours: Sequence[str] = (),
        reports: Sequence[str] = (),
    ) -> Outcome | None:
        """Monitoring knows these figures and texts of an institution, and the rules read them."""
        asks = [facts.SignalToCheck(signal=signal, kind="K1") for signal in rumours]
        asks += [facts.SignalToCheck(signal=signal, kind="K2") for signal in reports]
        target = institution or self.first
        self.set_figures(target, figures)
        self._known[target] = replace(
            self._known[target],
            signals=(*rumours, *reports),
            signal_count=len(asks),
            to_check=tuple(asks),
        )
        return assessing.assess_institution(target, timekeeping.now())

    def set_figures(self, institution: str, figures: Mapping[str, int | bool]) -> None:
        """Monitoring knows these figures, and nobody has read them yet."""
        now = timekeeping.now()
        read = {name: FigureReading(name, value, "", now) for name, value in figures.items()}
        self._known[institution] = Known(figures=read)

    def watchers(self, institution: str = "", a: str = "dingfang", b: str = "dingfang2") -> None:
        """Name who watches an institution."""
        name_watchers(
            actor=self.people["zhiban"],
            institution=institution or self.first,
            watcher_a=self.people[a].officer,
            watcher_b=self.people[b].officer,
        )

    def state(self, institution: str = "") -> WarningState:
        """The folded state of an institution's warning."""
        state: WarningState = streams.state_of(warning_stream(institution or self.first))
        return state

    @property
    def ticket(self) -> TicketState:
        """The open ticket of the first institution."""
        ticket = self.state().ticket
        assert ticket is not None
        return ticket

    def sign_level(self, level: int, reason: str = "", by: str = "zhiban") -> Outcome:
        """Fix the level of the first institution."""
        return ticketing.sign_level(
            actor=self.people[by],
            institution=self.first,
            level=level,
            reason=reason,
            seen_hash=self.state().assessment_hash,
            idempotency_key=self.key(),
        )

    def close(self, outcome: Any = "resolved", reason: str = "已补足资金，恢复兑付", **more: Any) -> Outcome:
        """Close the open ticket of the first institution."""
        actor = self.people[more.pop("by", "zhiban")]
        return ticketing.close_ticket(
            actor=actor, ticket=self.ticket.fact, outcome=outcome, reason=reason, idempotency_key=self.key(), **more
        )

    def sheet(self, by: str = "dingfang", institution: str = "", **met: str) -> Outcome:
        """Submit the sheet; without conditions named, none is met."""
        entry = verifying.SheetEntry(
            conditions=conditions(**met),
            occurred_at=minute(-120),
            known_at=minute(-10),
            checks=[facts.CheckMade(kind="premises", made_at=minute(-5), result="办公地点无人")],
            finding="公告停付，办公地点无人",
        )
        return verifying.submit_sheet(
            actor=self.people[by],
            institution=institution or self.first,
            entry=entry,
            idempotency_key=self.key(),
        )

    def sign(self, matter: str, by: str) -> Outcome:
        """Sign a sheet or a paper in person."""
        found = self.state(matter.partition("/")[2].partition("#")[0]).matters.by_fact[matter]
        return verifying.sign(actor=self.people[by], matter=matter, seen_hash=found.hash, idempotency_key=self.key())

    def watch(self, **changes: Any) -> str:
        """Open a watch because of the open ticket; returns its reference."""
        given: dict[str, Any] = {
            "actor": self.people["zhiban"],
            "institution": self.first,
            "because": changes.get("because") or self.ticket.fact,
            "criteria": "一级研判，停止兑付",
            "review_on": minute(60 * 24 * 7).date(),
            "level": 1,
            "idempotency_key": self.key(),
            **changes,
        }
        return watching.open_watch(**given).fact.reference

    def clocks(self, *definitions: str, status: str = "") -> list[Clock]:
        """Clocks of the first institution, in the order in which they were started."""
        rows = Clock.objects.filter(stream=warning_stream(self.first))
        rows = rows.filter(definition__in=definitions) if definitions else rows
        return sorted(rows.filter(status=status) if status else rows, key=lambda row: split_reference(row.pk)[1])

    def facts(self, *kinds: str) -> list[Fact]:
        """Facts of the first institution's warning."""
        return [fact for fact in read_stream(warning_stream(self.first)) if not kinds or fact.kind in kinds]

    def messages(self) -> list[Message]:
        """Messages about the first institution's warning, oldest first."""
        rows = Message.objects.filter(stream=warning_stream(self.first))
        return sorted(rows, key=lambda row: split_reference(row.pk)[1])
