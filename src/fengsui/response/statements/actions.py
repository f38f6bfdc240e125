"""Recording that a statement went out, with who signed its release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.signatures import nobody_signs, requirement_for
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import read_stream
from fengsui.plan import Plan
from fengsui.registry.acting import faults_refused
from fengsui.response.situation import lead_regions
from fengsui.response.state import EventState
from fengsui.response.statements import facts

KINDS = get_args(facts.StatementKind)
RELEASE, CLAUSE = "release_statement", "5.2.1.3.a"


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """What is typed. ``released``: names in the order of :func:`release_signatures`."""

    kind: str
    title: str
    channel: str
    published_at: datetime
    released: Sequence[str]
    number: str = ""


def release_signatures(plan: Plan, grade: str | None) -> list[str]:
    """What has to be signed before a statement is released, by name; none where the plan does not say who signs."""
    requirement = requirement_for(plan, RELEASE, grade)
    slots = requirement.slots if requirement else ()
    return [slot.name or "、".join(plan.role(role).name_zh for role in slot.roles) for slot in slots]


def record_statement(
    *, actor: Actor, event: str, entry: StatementEntry, seen: int | None, idempotency_key: str
) -> Outcome:
    """Record a statement. Raises AccessDenied; Refused for a release that was not signed by all, or in the future."""

    def make(drafting: Drafting) -> facts.StatementRecorded:
        state: EventState = drafting.state
        if not state.is_open:
            msg = "事件已经结束，不能再登记"
            raise Refused(msg)
        signatures = release_signatures(drafting.plan, state.grade)
        if not signatures:
            raise Refused(nobody_signs("对外发布"))
        _check(entry, signatures, drafting.now)
        released = [
            facts.Released(signature=signature, name=name)
            for signature, name in zip(signatures, entry.released, strict=True)
        ]
        with faults_refused("题目："):
            return facts.StatementRecorded(
                kind=cast("facts.StatementKind", entry.kind),
                title=entry.title,
                channel=entry.channel,
                number=entry.number,
                published_at=entry.published_at,
                released=tuple(released),
                officer=actor.officer,
                officer_name=actor.name,
            )

    return act(
        actor=actor,
        permission="response.record_statement",
        stream=event,
        make=make,
        happened_at=entry.published_at,
        regions=lead_regions(event),
        seen=seen,
        idempotency_key=idempotency_key,
        clause=CLAUSE,
    )


def _check(entry: StatementEntry, signatures: Sequence[str], now: datetime) -> None:
    if entry.kind not in KINDS:
        msg = "请选择是首次权威信息、新闻发布会还是其他发布"
        raise Refused(msg)
    if entry.published_at > now:
        msg = "发布时间不能晚于现在；还没有发布的，发布以后再登记"
        raise Refused(msg)
    names = [name.strip() for name in entry.released]
    missing = [signature for signature, name in zip(signatures, names, strict=False) if not name]
    if missing or len(names) != len(signatures):
        msg = f"请写明谁签的：{'、'.join(missing or signatures)}。没有签齐的不能发布"
        raise Refused(msg)
    if len(set(names)) != len(names):
        msg = f"{'、'.join(signatures)}须是不同的人"
        raise Refused(msg)


def statements_of(event: str) -> list[Fact]:
    """What was published about an event, the newest first."""
    found = [fact for fact in read_stream(event) if fact.kind == "statement.recorded"]
    return sorted(found, key=lambda fact: (fact.happened_at, fact.number), reverse=True)
