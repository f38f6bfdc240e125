"""A signed letter made out to each of its units (逐家成文): ordered by the duty chief, made by the worker, one by one.

Every step of a unit's paper is an act with a key of its own, so that a killed worker's successor goes on where it
stopped: no number is skipped or taken twice, and no unit gets two papers.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require, system_actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import this_world
from fengsui.documents import actions, drafts
from fengsui.documents.facts import Sending, UsedFigure
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Paper
from fengsui.documents.letters.facts import CopiesCompleted, CopiesOrdered, LetterBegun
from fengsui.documents.letters.queries import letter_state
from fengsui.documents.letters.state import KIND, PREFIX, LetterState
from fengsui.documents.models import CopyProblem, Letter, Receipt
from fengsui.documents.policy import leading
from fengsui.documents.state import PaperState
from fengsui.ledger.writing import take_number

log = logging.getLogger(__name__)
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=30), timedelta(minutes=30)
_ROUND = 2
"""Papers a round makes at most: clocks and sealing wait no longer than that takes."""


def order_copies(*, actor: Actor, letter: str, channel: str, idempotency_key: str) -> Outcome:
    """Have a signed letter made out to each of its units. The worker makes them. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> CopiesOrdered:
        state: LetterState = drafting.state
        found = state.paper
        if not state.separate or found is None or found.status != "approved":
            msg = "公文签发后才能逐家成文"
            raise Refused(msg)
        if state.ordered:
            msg = "已经在逐家成文，请刷新页面看进度"
            raise Refused(msg)
        if channel not in actions.CHANNELS:
            msg = "请选择渠道"
            raise Refused(msg)
        return CopiesOrdered(paper=found.opened, units=tuple(found.payload["addressees"]), channel=channel)

    outcome = act(
        actor=actor,
        permission="documents.send_paper",
        stream=letter,
        make=make,
        regions=leading(letter_state(letter).regions),
        idempotency_key=idempotency_key,
    )
    drafts.drop_draft(stream=letter, kind=KIND)
    return outcome


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the papers of a letter are: each unit in its order, with its own letter once it is begun."""

    total: int
    rows: tuple[dict[str, Any], ...]
    """Columns of the unit's letter, with ``received_at`` of its receipt or None."""
    problems: Mapping[int, str]

    @property
    def made(self) -> int:
        """How many are finished."""
        return sum(row["status"] == "sent" for row in self.rows)


def progress_of(*, actor: Actor, letter: str) -> Progress:
    """How far the papers of an ordered letter are. Raises AccessDenied."""
    state = letter_state(letter)
    require(actor, "documents.view_papers", regions=state.regions)
    paper = str(state.ordered.get("paper", ""))
    rows = list(Letter.objects.filter(copy_of=paper).order_by("place").values()) if paper else []
    received = dict(Receipt.objects.filter(stream__in=[row["id"] for row in rows]).values_list("stream", "received_at"))
    problems = CopyProblem.objects.filter(paper=paper).order_by("place")
    return Progress(
        total=len(state.ordered.get("units", ())),
        rows=tuple({**row, "received_at": received.get(row["id"])} for row in rows),
        problems={row.place: row.problem for row in problems},
    )


def retry_copies(*, actor: Actor, letter: str) -> None:
    """Try again now what could not be made. Raises AccessDenied."""
    state = letter_state(letter)
    require(actor, "documents.send_paper", regions=leading(state.regions))
    waiting = CopyProblem.objects.filter(paper=str(state.ordered.get("paper", "")))
    waiting.update(next_attempt_at=timekeeping.system_now())


def make_copies(now: datetime, *, limit: int = _ROUND) -> int:
    """Make up to ``limit`` of the papers that were ordered; returns how many steps were taken.

    ``now`` is the machine's time: a paper that fails is tried again later and holds up none of the others.
    """
    taken = 0
    for letter in Letter.objects.filter(status="copying").order_by("begun_at").values_list("id", flat=True):
        state = letter_state(letter)
        for place, unit in _missing(state, now):
            if taken >= limit:
                return taken
            taken += 1
            _try(state, letter, place, unit, now)
        if _is_complete(state):
            _complete(letter, state)
            taken += 1
    return taken


def _missing(state: LetterState, now: datetime) -> Iterator[tuple[int, str]]:
    paper = state.ordered["paper"]
    made = set(Letter.objects.filter(copy_of=paper, status="sent").values_list("place", flat=True))
    later = set(CopyProblem.objects.filter(paper=paper, next_attempt_at__gt=now).values_list("place", flat=True))
    for place, unit in enumerate(state.ordered["units"], start=1):
        if place not in made and place not in later:
            yield place, unit


def _is_complete(state: LetterState) -> bool:
    made = Letter.objects.filter(copy_of=state.ordered["paper"], status="sent").count()
    return bool(made == len(state.ordered["units"]))


def _try(state: LetterState, letter: str, place: int, unit: str, now: datetime) -> None:
    paper = state.ordered["paper"]
    try:
        _make(state, place, unit)
    except Exception as error:
        if not isinstance(error, Refused):  # whatever one paper meets, the others go on
            log.exception("%s: paper %s could not be made", letter, place)
        problem = str(error) if isinstance(error, Refused) else f"生成出错（{type(error).__name__}），稍后自动再试"
        row, _ = CopyProblem.objects.get_or_create(paper=paper, place=place, defaults={"next_attempt_at": now})
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(row.attempts, 10))
        changes = {"problem": problem[:300], "attempts": row.attempts + 1, "next_attempt_at": now + wait}
        CopyProblem.objects.filter(pk=row.pk).update(**changes)
    else:
        CopyProblem.objects.filter(paper=paper, place=place).delete()


def _make(state: LetterState, place: int, unit: str) -> None:
    """The three acts of one unit's paper: begun, numbered, frozen. What an earlier try did is found by its key."""
    actor, key = system_actor("letters", this_world().jurisdiction), f"copy:{state.ordered['fact']}:{place}"
    master = state.papers[state.ordered["paper"]]
    copy = _begin(actor, state, place, unit, f"{key}:begin")
    paper = _number(actor, state, master, copy, f"{key}:number")
    if state_of(copy).papers[paper].sent is not None:
        return
    # To the minute, as people write it: a receipt may come in the same one.
    sent_at = timekeeping.now().replace(second=0, microsecond=0)
    sending = Sending(addressee=unit, addressee_name=unit, channel=state.ordered["channel"], sent_at=sent_at)
    actions.send_paper(
        actor=actor,
        paper=paper,
        sendings=[sending],
        regions=state.regions,
        clause="",
        idempotency_key=f"{key}:send",
    )


def _begin(actor: Actor, state: LetterState, place: int, unit: str, key: str) -> str:
    begun, master = state.begun, state.papers[state.ordered["paper"]]
    year = timekeeping.now().astimezone(BEIJING).year

    def make(_: Drafting) -> LetterBegun:
        return LetterBegun(
            form=begun["form"],
            form_name=begun["form_name"],
            kind=begun["kind"],
            regions=state.regions,
            about=begun["about"],
            copy_of=master.opened,
            unit=unit,
            place=place,
            signatory=master.signatory,
            signed_at=datetime.fromisoformat(master.approved_at),
        )

    outcome = act(
        actor=actor,
        permission="documents.draft_paper",
        stream=lambda: f"{PREFIX}/{year}-{take_number(f'letters/{year}'):03d}",
        make=make,
        idempotency_key=key,
    )
    return outcome.fact.stream


def _number(actor: Actor, state: LetterState, master: PaperState, copy: str, key: str) -> str:
    """The unit's paper with its number: word for word what was signed, made out to this unit alone."""
    unit = str(letter_state(copy).begun["unit"])
    signed = Paper.model_validate_json(actions.approved_content(master, actor, timekeeping.now()))

    def compose(_: Drafting, number: str) -> tuple[Paper, tuple[UsedFigure, ...]]:
        return signed.model_copy(update={"main_recipients": (unit,), "document_number": number}), ()

    outcome = actions.submit_paper(
        actor=actor,
        stream=copy,
        kind="letter",
        compose=compose,
        number_mark=issuer(this_world().jurisdiction).number_mark,
        addressees=(unit,),
        regions=state.regions,
        clause="",
        seen=None,
        idempotency_key=key,
    )
    return outcome.fact.reference


def _complete(letter: str, state: LetterState) -> None:
    def make(drafting: Drafting) -> CopiesCompleted:
        if drafting.state.completed:
            msg = "已经完成"
            raise Refused(msg)
        return CopiesCompleted(paper=state.ordered["paper"], count=len(state.ordered["units"]))

    act(
        actor=system_actor("letters", this_world().jurisdiction),
        permission="documents.send_paper",
        stream=letter,
        make=make,
        idempotency_key=f"copy:{state.ordered['fact']}:all",
    )
