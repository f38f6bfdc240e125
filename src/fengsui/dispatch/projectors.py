"""Facts of alerts → rows, and the news that go with each rung. Pure."""

from collections.abc import Iterable
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.dispatch.rules import STEP_NAMES
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.notify.audience import audience_marks

ALERT, STEP, LINK = "dispatch.Alert", "dispatch.AlertStep", "dispatch.AnswerLink"
TABLES = (ALERT, STEP, LINK)
MESSAGE, AUDIENCE = "notify.Message", "notify.MessageAudience"
OUTCOMES = {"reached": "接通", "no_answer": "没有接通", "wrong_number": "号码不对"}
_NAMED = 3
"""So many subjects stand in the line of a notice."""


def project_alerts(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of the alerts themselves and of what was done about each."""
    payload = fact.payload
    match fact.kind:
        case "alert.raised":
            for row in payload["messages"]:
                yield Put(ALERT, row["message"], _raised(fact, row))
                yield _step(fact, row["message"], "raised", row["told"])
        case "alert.stepped":
            for name in payload["messages"]:
                yield Update(ALERT, name, {"step": payload["step"], "stepped_at": fact.happened_at})
                yield _step(fact, name, payload["step"], payload["told"])
        case "alert.answered":
            yield from _over(fact, "answered", f"{payload['officer_name']}（页面签收）")
        case "alert.closed":
            yield from _over(fact, "closed", payload["reason"])
        case "alert.called":
            yield from _called(fact)


def _raised(fact: Fact, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "stream": fact.stream,
        "matter": fact.payload["matter"],
        "subject": row["subject"],
        "since": parse_timestamp(row["since"]),
        "terms": fact.payload["terms"],
    }


def _called(fact: Fact) -> Iterable[RowChange]:
    payload = fact.payload
    if payload["outcome"] == "reached":
        yield from _over(fact, "called", f"{payload['spoke_with']}（电话签收，{payload['caller_name']}通知）")
        return
    words = f"{payload['caller_name']}致电{payload['officer_name']}：{OUTCOMES[payload['outcome']]}"
    for name in payload["messages"]:
        yield _step(fact, name, "called", (), words)


def _over(fact: Fact, kind: str, words: str) -> Iterable[RowChange]:
    for name in fact.payload["messages"]:
        yield Update(ALERT, name, {"running": False, "ended_at": fact.happened_at, "ended_by": words})
        yield _step(fact, name, kind, (), words)


def _step(fact: Fact, message: str, kind: str, told: Iterable[dict[str, Any]], words: str = "") -> RowChange:
    values = {
        "alert": message,
        "fact": fact.reference,
        "number": fact.number,
        "kind": kind,
        "told": [dict(one) for one in told],
        "words": words,
        "at": fact.happened_at,
    }
    return Put(STEP, f"{fact.reference}|{message}", values)


def project_notices(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """One message for whoever a rung tells, with what nobody has signed for."""
    payload = fact.payload
    officers = tuple(one["officer"] for one in payload["told"])
    if not officers:
        return
    subjects = payload["subjects"]
    more = f"等{len(subjects)}件" if len(subjects) > _NAMED else ""
    named = "；".join(subject[:80] for subject in subjects[:_NAMED])
    values = {
        "stream": payload["matter"],
        "fact": fact.reference,
        "audience_officers": list(officers),
        "urgency": "urgent",
        "subject": f"{payload['minutes']}分钟无人签收，报{STEP_NAMES[payload['step']]}：{named}{more}",
        "body": "\n".join(subjects),
        "created_at": fact.recorded_at,
    }
    yield Put(MESSAGE, fact.reference, values)
    same = {"message_id": fact.reference, "stream": payload["matter"], "created_at": fact.recorded_at}
    for mark in audience_marks((), officers, ""):
        yield Put(AUDIENCE, f"{fact.reference}|{mark}", {"mark": mark, **same})


def project_links(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of answer links."""
    payload = fact.payload
    match fact.kind:
        case "answer_link.issued":
            same = {name: payload[name] for name in ("token_hash", "about", "liaison", "issued_by")}
            expires = parse_timestamp(payload["expires_at"])
            yield Put(LINK, fact.stream, {**same, "issued_at": fact.happened_at, "expires_at": expires})
        case "answer_link.revoked":
            yield Update(LINK, fact.stream, {"revoked_at": fact.happened_at})
        case "answer_link.used":
            yield Update(LINK, fact.stream, {"used_at": fact.happened_at})
