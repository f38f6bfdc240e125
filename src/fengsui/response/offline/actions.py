"""Acts on offline forms: take one in, and record the calls and receipts that were noted without a network.

Nothing here is a new kind of sending: the draft is the draft, the sending and the receipts are the paper room's acts.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.documents import actions as documents
from fengsui.documents.facts import Sending
from fengsui.documents.files import keep_file
from fengsui.documents.policy import leading
from fengsui.documents.state import PaperState
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.ledger.reading import read_stream
from fengsui.plan import Plan
from fengsui.response import opening, reporting
from fengsui.response.facts import Figure
from fengsui.response.offline.facts import OfflineCall, OfflineFormImported
from fengsui.response.offline.fields import FORM
from fengsui.response.offline.reading import OfflineFault, OfflineForm, moment_of
from fengsui.response.offline.standing import imported, is_receipt_of, notice_under_way
from fengsui.response.situation import lead_regions
from fengsui.response.state import EventState

CLAUSE = "5.2.1.1.a"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the officer takes from a form: the draft's passages as they shall be, figures, a line for the log.

    ``content``: the file. ``template_plan``: the plan's version it was made from. ``revision``: of the draft that the
    officer compared with.
    """

    content: bytes
    template_plan: str
    revision: int
    passages: Mapping[str, str]
    """Every passage of the draft, the ones from the form among them; empty leaves the draft as it is."""
    names: tuple[str, ...] = ()
    """The passages that are the form's."""
    figures: Sequence[Figure] = ()
    log: str = ""


def import_form(
    *,
    actor: Actor,
    event: str,
    form: OfflineForm,
    taken: Taken,
    seen: int | None,
    idempotency_key: str,
) -> Outcome:
    """Take a form in, whole or not at all: its fact, its file, the draft, the figures, the line of the log.

    Raises AccessDenied; Refused for a file that is in
    already, a time that can't be, a draft that a colleague has saved, a 首报 under way that passages can't fill.
    """
    regions = lead_regions(event)
    require(actor, "documents.draft_paper", regions=leading(regions))
    digest, now = hashlib.sha256(taken.content).hexdigest(), timekeeping.now()

    def make(drafting: Drafting) -> OfflineFormImported:
        _refuse_import(drafting, digest, taken)
        return _payload(form, drafting, taken)

    with transaction.atomic():
        outcome = act(
            actor=actor,
            permission="documents.draft_paper",
            stream=event,
            make=make,
            regions=leading(regions),
            seen=seen,
            idempotency_key=idempotency_key,
            clause=CLAUSE,
        )
        if not outcome.repeated:
            _take_over(actor, event, form, taken, idempotency_key)
            keep_file(stream=event, content=taken.content, now=now)
    return outcome


def _refuse_import(drafting: Drafting, digest: str, taken: Taken) -> None:
    state: EventState = drafting.state
    if not state.is_open:
        msg = "事件已经结束，不能再导入离线首报"
        raise Refused(msg)
    earlier = next((fact for fact in imported(read_stream(drafting.stream)) if fact.payload["digest"] == digest), None)
    if earlier is not None:
        msg = f"这个文件已经导入过（{earlier.reference}），没有再办一次"
        raise Refused(msg)
    if taken.names and notice_under_way(state) is not None:
        msg = "首报已经送签或发出，草稿不能再填。请回到离线首报页，重新上传核对。"
        raise Refused(msg)


def _payload(form: OfflineForm, drafting: Drafting, taken: Taken) -> OfflineFormImported:
    filled_at = _happened("填表", form.saved_at, drafting.now)
    calls = tuple(_call(row, drafting.plan, drafting.now) for row in calls_of(form))
    return OfflineFormImported(
        digest=hashlib.sha256(taken.content).hexdigest(),
        size=len(taken.content),
        form=form.form,
        template_plan=taken.template_plan,
        filled_by=form.filled_by,
        filled_at=filled_at or drafting.now,
        approved_by=form.approved_by,
        approved_at=_happened("批准", form.approved_at, drafting.now),
        reported=calls,
        taken=(*taken.names, *(figure.name for figure in taken.figures), *(("log",) if taken.log else ())),
    )


def calls_of(form: OfflineForm) -> list[Any]:
    """The calls on which anything was noted."""
    return [row for row in form.calls if row.sent_at or row.received_at or row.receiver.strip()]


def _call(row: Any, plan: Plan, now: datetime) -> OfflineCall:
    name = next((addressee.name for addressee in plan.addressees if addressee.id == row.addressee), "")
    if not name:
        msg = f"预案没有“{row.addressee}”这个接收单位，不能导入"
        raise Refused(msg)
    sent_at = _happened(f"发往{name}", row.sent_at, now)
    received_at = _happened(f"{name}回执", row.received_at, now)
    if received_at and (sent_at is None or received_at < sent_at):
        msg = f"{name}的回执时间早于发出时间，或者没有写发出时间。请在离线首报表里改好，重新保存。"
        raise Refused(msg)
    if received_at and not row.receiver.strip():
        msg = f"{name}有回执时间，没有写接收人。请在离线首报表里补上，重新保存。"
        raise Refused(msg)
    channel = row.channel if row.channel in documents.CHANNELS else documents.CHANNELS[0]
    return OfflineCall(
        addressee=row.addressee,
        addressee_name=name,
        channel=channel,
        sent_at=sent_at,
        receiver=row.receiver,
        received_at=received_at,
    )


def _happened(what: str, typed: str, now: datetime) -> datetime | None:
    try:
        moment = moment_of(typed)
    except OfflineFault as problem:
        raise Refused(str(problem)) from problem
    if moment and moment > now:
        msg = f"{what}的时间晚于现在，请核对填表电脑的时钟，在离线首报表里改好，重新保存。"
        raise Refused(msg)
    return moment


def _take_over(actor: Actor, event: str, form: OfflineForm, taken: Taken, key: str) -> None:
    if taken.names:
        reporting.save_draft(actor=actor, event=event, kind=FORM, texts=taken.passages, revision=taken.revision)
    filled_at = moment_of(form.saved_at) or timekeeping.now()
    if taken.figures:
        opening.record_figures(
            actor=actor,
            event=event,
            figures=taken.figures,
            known_at=filled_at,
            regions=lead_regions(event),
            seen=None,
            idempotency_key=f"{key}:figures",
        )
    if taken.log:
        opening.add_note(
            actor=actor,
            event=event,
            text=f"离线首报“已采取措施”：{taken.log}",
            known_at=filled_at,
            channel="离线首报表",
            regions=lead_regions(event),
            idempotency_key=f"{key}:log",
        )


def record_calls(*, actor: Actor, event: str, form: Fact, notice: PaperState, idempotency_key: str) -> int:
    """Record the sending of an approved 首报 and the receipts as they were noted, at their own times (补录).

    What is on record already is left alone, so that doing it again completes what is missing. Returns how many acts
    were done. Raises AccessDenied; Refused where a time does not fit: nothing before that is lost.
    """
    regions = lead_regions(event)
    calls = {row["addressee"]: row for row in form.payload["reported"]}
    done = 0
    if notice.sent is not None:
        sendings = {row["addressee"]: Sending.model_validate(row) for row in notice.sent["sendings"]}
    else:
        sendings = _sendings(notice, calls)
        documents.send_paper(
            actor=actor,
            paper=notice.opened,
            sendings=list(sendings.values()),
            regions=regions,
            clause=CLAUSE,
            idempotency_key=f"{idempotency_key}:send",
        )
        done += 1
    for addressee in notice.payload["addressees"]:
        call = calls.get(addressee)
        if call is None or addressee in notice.receipts or not is_receipt_of(call, sendings[addressee]):
            continue
        documents.record_receipt(
            actor=actor,
            paper=notice.opened,
            addressee=addressee,
            channel=call["channel"],
            receiver=call["receiver"],
            received_at=parse_timestamp(call["received_at"]),
            note=f"离线登记，{form.payload['filled_by']}填；离线文件校验值 {form.payload['digest'][:12]}",
            regions=regions,
            idempotency_key=f"{idempotency_key}:{addressee}",
        )
        done += 1
    return done


def _sendings(notice: PaperState, calls: Mapping[str, Mapping[str, Any]]) -> dict[str, Sending]:
    missing = [name for name in notice.payload["addressees"] if not calls.get(name, {}).get("sent_at")]
    if missing:
        msg = "离线时没有报给全部接收单位。请按“发出”逐家登记：离线报过的已填好时间，没有报的填现在的时间。"
        raise Refused(msg)
    return {
        name: Sending(
            addressee=name,
            addressee_name=calls[name]["addressee_name"],
            channel=calls[name]["channel"],
            sent_at=parse_timestamp(calls[name]["sent_at"]),
        )
        for name in notice.payload["addressees"]
    }
