"""One-time answer links for liaisons without an account: issue, open, answer, revoke.

A link is 256 random bits, shown once and kept as a hash. It opens one task or one request for support, until it
expires, is revoked or was answered with. The answer is an ordinary fact of the event, in the name of the liaison it
was issued for; its key makes it single, however often the form is sent.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, NotThere, require, system_actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.streams import state_of
from fengsui.dispatch.link_facts import LinkIssued, LinkRevoked, LinkUsed
from fengsui.dispatch.models import AnswerLink, LinkVisit, WrongToken
from fengsui.ledger.canonical import Fact, parse_timestamp, split_reference
from fengsui.response import facts as response_facts
from fengsui.response.queries import event_regions
from fengsui.response.state import EventState

PREFIX, HOURS = "answer_link", "answer_link"
CHANNEL = "答复链接"
TASK_CLAUSE, SUPPORT_CLAUSE = "1.3.j", "5.2.1.0.c"
MOST_VISITS = 100
WRONG_WITHIN, MOST_WRONG = timedelta(minutes=10), 20


@dataclass(frozen=True, slots=True)
class Link:
    """How one link stands: what it is for, and whether it still opens."""

    stream: str = ""
    event: str = ""
    about: str = ""
    what: str = ""
    title: str = ""
    liaison: str = ""
    expires_at: datetime | None = None
    revoked: bool = False
    used: bool = False

    def open_at(self, now: datetime) -> bool:
        """Whether it may be answered with."""
        return self.expires_at is not None and now < self.expires_at and not self.revoked and not self.used


class TooManyTries(Exception):
    """Wrong links came from one address without end."""


def fold_link(state: Link, fact: Fact) -> Link:
    """The link after one more fact."""
    payload = fact.payload
    match fact.kind:
        case "answer_link.issued":
            same = {name: payload[name] for name in ("event", "about", "what", "title", "liaison")}
            return Link(stream=fact.stream, expires_at=parse_timestamp(payload["expires_at"]), **same)
        case "answer_link.revoked":
            return replace(state, revoked=True)
        case "answer_link.used":
            return replace(state, used=True)
    return state


def longest_hours() -> int:
    """How many hours a link may be open, by the plan; 0 where the plan knows no links."""
    found = (one.value for one in plan_in_force().parameters.values() if one.key == HOURS)
    value = next(found, 0)
    return value if isinstance(value, int) else 0


def issue(*, actor: Actor, about: str, liaison: str, hours: int, idempotency_key: str) -> tuple[Outcome, str]:
    """A new link for a task or a request for support: the act, and the token, which is not to be had again.

    Raises AccessDenied, Refused.
    """
    event = split_reference(about)[0]
    token = secrets.token_urlsafe(32)
    digest = token_digest(token)

    def make(drafting: Drafting) -> FactModel:
        most = longest_hours()
        if not most:
            msg = "现行预案没有规定答复链接"
            raise Refused(msg)
        if not 1 <= hours <= most:
            msg = f"有效时间为1至{most}小时"
            raise Refused(msg)
        what, title = _open_matter(event, about)
        return LinkIssued(
            event=event,
            about=about,
            what="task" if what == "task" else "support",
            title=title,
            liaison=liaison,
            token_hash=digest,
            expires_at=drafting.now + timedelta(hours=hours),
            issued_by=actor.name,
        )

    outcome = act(
        actor=actor,
        permission="dispatch.issue_link",
        stream=f"{PREFIX}/{digest[:24]}",
        make=make,
        regions=event_regions(event),
        idempotency_key=idempotency_key,
        clause=TASK_CLAUSE,
    )
    if outcome.repeated:
        msg = "链接已经生成过，只显示一次。没有记下的，请撤销后重新生成。"
        raise Refused(msg)
    return outcome, token


def _open_matter(event: str, about: str) -> tuple[str, str]:
    """(task or support, its title) of what still waits for an answer. Raises Refused."""
    state: EventState = state_of(event)
    if state.is_open and about in state.tasks and not state.tasks[about].acknowledged:
        payload = state.tasks[about].payload
        return "task", f"{payload['department_name']}：{payload['title']}"
    if state.is_open and about in state.support and state.support[about]["answer"] is None:
        return "support", "支持请求"
    msg = "这项任务或者请求已经答复，或事件已经结束"
    raise Refused(msg)


def revoke(*, actor: Actor, key: str, idempotency_key: str) -> Outcome:
    """The link opens nothing any more. Raises AccessDenied, NotThere, Refused."""
    stream = f"{PREFIX}/{key}"
    known: Link = state_of(stream)
    if not known.stream:
        msg = "没有这个链接"
        raise NotThere(msg)

    def make(drafting: Drafting) -> FactModel:
        if drafting.state.revoked or drafting.state.used:
            msg = "这个链接已经用过或者撤销，请刷新页面"
            raise Refused(msg)
        return LinkRevoked(officer_name=actor.name)

    return act(
        actor=actor,
        permission="dispatch.issue_link",
        stream=stream,
        make=make,
        regions=event_regions(known.event),
        idempotency_key=idempotency_key,
        clause=TASK_CLAUSE,
        also_lock=(stream,),
    )


def links_about(actor: Actor, about: str) -> list[AnswerLink]:
    """The links issued for one task or request, the newest first. Raises AccessDenied."""
    require(actor, "dispatch.issue_link", regions=event_regions(split_reference(about)[0]))
    return list(AnswerLink.objects.filter(about=about).order_by("-issued_at", "id"))


def title_of(actor: Actor, about: str) -> str:
    """What a link would be about; empty where it was answered. Raises AccessDenied, NotThere."""
    event = split_reference(about)[0]
    require(actor, "dispatch.issue_link", regions=event_regions(event))
    state: EventState = state_of(event)
    if about not in state.tasks and about not in state.support:
        msg = "没有这项任务"
        raise NotThere(msg)
    try:
        return _open_matter(event, about)[1]
    except Refused:
        return ""


def token_digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def opened(token: str, address: str, what: str) -> Link | None:
    """The link behind a token, with the visit on record; None for a token that is none.

    ``address``: a digest of where the request came from. Raises TooManyTries after many wrong tokens from there; a
    right one is never held up by what others try.
    """
    row = AnswerLink.objects.filter(token_hash=token_digest(token)).first()
    now = timekeeping.system_now()
    if row is None:
        WrongToken.objects.filter(at__lt=now - WRONG_WITHIN).delete()
        if WrongToken.objects.filter(address=address).count() >= MOST_WRONG:
            raise TooManyTries
        WrongToken.objects.create(address=address, at=now)
        return None
    if LinkVisit.objects.filter(link=row.pk).count() < MOST_VISITS:
        LinkVisit.objects.create(link=row.pk, what=what, address=address, at=now)
    link: Link = state_of(row.pk)
    return link


def answer(link: Link, note: str) -> None:
    """The liaison of the link signs for the task, or says that support comes; once. Raises Refused, ValidationError."""
    regions = event_regions(link.event)
    LinkUsed(answer="", note=note)  # what may not be kept is refused before anything is signed for

    def make(drafting: Drafting) -> FactModel:
        current: Link = state_of(link.stream)
        if not current.open_at(drafting.now):
            msg = "这个链接已经失效，请与值班室联系"
            raise Refused(msg)
        _open_matter(link.event, link.about)
        return _answer_fact(drafting, current, note)

    outcome = act(
        actor=system_actor(PREFIX, regions[0] if regions else ""),
        permission="dispatch.answer_by_link",
        stream=link.event,
        make=make,
        idempotency_key=f"{link.stream}:answer",
        clause=TASK_CLAUSE if link.what == "task" else SUPPORT_CLAUSE,
        also_lock=(link.stream,),
    )
    act(
        actor=system_actor(PREFIX, regions[0] if regions else ""),
        permission="dispatch.answer_by_link",
        stream=link.stream,
        make=lambda _: LinkUsed(answer=outcome.fact.reference, note=note),
        idempotency_key=f"{link.stream}:used",
        clause=TASK_CLAUSE,
    )


def _answer_fact(drafting: Drafting, link: Link, note: str) -> FactModel:
    if link.what == "task":
        return response_facts.TaskAcknowledged(task=link.about, officer="", officer_name=f"{link.liaison}（{CHANNEL}）")
    return response_facts.SupportAcknowledged(
        request=link.about,
        region=drafting.state.support[link.about]["region"],
        officer_name=link.liaison,
        channel=CHANNEL,
        answered_at=drafting.now,
        note=note,
    )
