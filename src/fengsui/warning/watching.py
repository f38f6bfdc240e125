"""专人盯防 (4.1.d–g): open a watch for a named pair, keep its log, analyse, report, acknowledge, end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import sealed_values
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.registry.queries import institution_many
from fengsui.warning import facts
from fengsui.warning.acting import act_on, require_deciding, require_past, require_words, seal_text
from fengsui.warning.places import institution_of, regions_or_not_there, warning_stream, watched
from fengsui.warning.state import WarningState, WatchState

KEY_DESTROYED = "（密钥已销毁）"


def open_watch(
    *,
    actor: Actor,
    institution: str,
    because: str,
    criteria: str,
    review_on: date,
    level: int = 0,
    grade: str = "",
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """Let the institution's named pair watch it, because of a ticket or an event (4.1.d).

    ``because``: reference of the ticket, or the event's stream. ``level`` of attention or ``grade`` of the event: by it
    the intervals of log, analysis and report run. Raises Refused while no watchers A and B are named.
    """

    def make(drafting: Drafting) -> facts.WatchOpened:
        state: WarningState = drafting.state
        if state.watch is not None:
            msg = "这家机构正在盯防，不必另开"
            raise Refused(msg)
        found = watched(institution)
        if not (found.watcher_a and found.watcher_b):
            msg = f"{found.name}还没有定盯防专人。请值班长先在机构页指定A角和B角，再开始盯防"
            raise Refused(msg)
        require_words(because, "请写明因哪张预警单或者哪个事件盯防")
        require_words(criteria, "请写明盯防的依据和重点")
        _require_later(review_on, drafting.now)
        return facts.WatchOpened(
            institution=found, because=because, level=level, grade=grade, criteria=criteria, review_on=review_on
        )

    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.open_watch",
        clause="4.1.d",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def _require_later(day: date, now: datetime) -> None:
    if day < now.astimezone(BEIJING).date():
        msg = "复核日期不能早于今天"
        raise Refused(msg)


def log_watch(
    *,
    actor: Actor,
    watch: str,
    text: str,
    known_at: datetime,
    channel: str,
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """An entry of the watch log (跟踪, 4.1.e); sealed. The log's clock begins anew."""

    def make(drafting: Drafting) -> facts.WatchLogged:
        found = _going_on(drafting.state, watch)
        require_words(text, "请写盯防情况；没有变化的写“无变化”")
        require_past(known_at, drafting.now, "时间不能晚于现在")
        return facts.WatchLogged(
            watch=found.fact,
            text=seal_text(drafting.stream, "watch_log", text, drafting.now),
            known_at=known_at,
            channel=channel,
        )

    return act_on(
        institution_of(watch),
        make,
        actor=actor,
        permission="warning.keep_watch",
        clause="4.1.e",
        seen=seen,
        idempotency_key=idempotency_key,
        happened_at=known_at,
    )


def analyse_watch(
    *,
    actor: Actor,
    watch: str,
    trend: str,
    cause: str,
    linked: Sequence[str] = (),
    outlook: str = "",
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """An analysis note (4.1.f): where it is going, why, which institutions are linked (ids of the register)."""

    def make(drafting: Drafting) -> facts.WatchAnalysed:
        found = _going_on(drafting.state, watch)
        require_words(cause, "请写明原因分析")
        if set(linked) - institution_many(linked).keys():
            msg = "关联机构里有名册中没有的，请先登记"
            raise Refused(msg)
        return facts.WatchAnalysed.model_validate(
            {"watch": found.fact, "trend": trend, "cause": cause, "linked": tuple(linked), "outlook": outlook}
        )

    return act_on(
        institution_of(watch),
        make,
        actor=actor,
        permission="warning.analyse",
        clause="4.1.f",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def report_watch(
    *,
    actor: Actor,
    watch: str,
    summary: str,
    changes: str = "",
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """A watch report to the duty chief (4.1.g)."""

    def make(drafting: Drafting) -> facts.WatchReported:
        found = _going_on(drafting.state, watch)
        require_words(summary, "请写报告内容")
        return facts.WatchReported(watch=found.fact, summary=summary, changes=changes)

    return act_on(
        institution_of(watch),
        make,
        actor=actor,
        permission="warning.keep_watch",
        clause="4.1.g",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def acknowledge_report(*, actor: Actor, report: str, idempotency_key: str = "") -> Outcome:
    """The duty chief has received a watch report; nobody acknowledges his own."""

    def make(drafting: Drafting) -> facts.WatchReportAcknowledged:
        state: WarningState = drafting.state
        for watch in state.watches.values():
            entry = next((row for row in watch.entries if row["fact"] == report), None)
            if entry is None or entry["kind"] != "watch.reported":
                continue
            if entry["acknowledged"]:
                break
            if entry["by"] == actor.officer:
                msg = "报告须由报告人以外的值班长签收"
                raise Refused(msg)
            return facts.WatchReportAcknowledged(
                watch=watch.fact, report=report, officer=actor.officer, officer_name=actor.name
            )
        msg = "没有这份待签收的盯防报告，请刷新页面"
        raise Refused(msg)

    return act_on(
        institution_of(report),
        make,
        actor=actor,
        permission="warning.acknowledge_report",
        clause="4.1.g",
        seen=None,
        idempotency_key=idempotency_key,
    )


def end_watch(*, actor: Actor, watch: str, reason: str, seen: int | None = None, idempotency_key: str = "") -> Outcome:
    """End a watch with the reason; its clocks no longer apply, what lapsed stays."""

    def make(drafting: Drafting) -> facts.WatchEnded:
        found = _going_on(drafting.state, watch)
        require_deciding(actor, institution_of(watch))
        require_words(reason, "请写明结束盯防的理由")
        return facts.WatchEnded(watch=found.fact, reason=reason)

    return act_on(
        institution_of(watch),
        make,
        actor=actor,
        permission="warning.end_watch",
        clause="4.1.d",
        seen=seen,
        idempotency_key=idempotency_key,
    )


@dataclass(frozen=True, slots=True)
class OpenedText:
    """One sealed text, opened: when it was so, by which channel, what it says, the fact that holds it."""

    at: datetime
    channel: str
    text: str
    fact: str


def open_log(*, actor: Actor, institution: str, purpose: str) -> list[OpenedText]:
    """The watch log and the claims of checked rumours, newest first; each opening is logged (1.7.b).

    Raises AccessDenied, Refused for a purpose too long to be kept.
    """
    require(actor, "warning.open_log", regions=regions_or_not_there(institution), purpose=purpose)
    if len(purpose.strip()) > LONGEST_PURPOSE:
        msg = f"用途最多 {LONGEST_PURPOSE} 字，请写短一些"
        raise Refused(msg)
    state: WarningState = state_of(warning_stream(institution))
    rows = [entry for watch in state.watches.values() for entry in watch.entries if entry["kind"] == "watch.logged"]
    told = [(row["at"], row["channel"], row["text"]["sealed"], row["fact"]) for row in rows]
    checks = {check["fact"]: check for check in state.checks.values() if check["claim"]}
    told += [(row["at"], row["outlet"], row["claim"]["sealed"], row["fact"]) for row in checks.values()]
    sealed = [row[2] for row in told]
    texts = sealed_values().open(sealed, purpose=purpose, actor=actor.officer, now=timekeeping.now())
    opened = [
        OpenedText(datetime.fromisoformat(at), channel, texts[value] or KEY_DESTROYED, fact)
        for at, channel, value, fact in told
    ]
    return sorted(opened, key=lambda text: text.at, reverse=True)


def _going_on(state: WarningState, watch: str) -> WatchState:
    if state.watch is None or state.watch.fact != watch:
        msg = "这次盯防已经结束，请刷新页面"
        raise Refused(msg)
    return state.watch
