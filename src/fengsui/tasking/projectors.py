"""Facts → rows of orders and evidence, and the messages to who must know. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.notify.audience import audience_marks
from fengsui.tasking.reactions import SIGN_FOR

ORDER, EVIDENCE = "tasking.Order", "tasking.Evidence"
MESSAGE, AUDIENCE = "notify.Message", "notify.MessageAudience"
_SAME = (
    *("number", "origin", "title", "event", "event_name", "task", "parent", "root", "depth"),
    *("department", "department_name", "region", "region_name", "owner", "owner_name", "deputy", "deputy_name"),
    *("issuer", "issuer_name", "issuer_region"),
)


def project_orders(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of orders."""
    payload = fact.payload
    match fact.kind:
        case "order.issued":
            columns = {name: payload[name] for name in _SAME}
            times = {"issued_at": fact.happened_at, "due_at": parse_timestamp(payload["due_at"])}
            yield Put(ORDER, fact.stream, {**columns, **times})
        case "clock.started" if payload["definition"] == SIGN_FOR:
            yield Update(ORDER, fact.stream, {"sign_for_due_at": parse_timestamp(payload["due_at"])})
        case "order.acknowledged":
            signed = {"acknowledged_at": fact.happened_at, "acknowledged_by": payload["officer_name"]}
            yield Update(ORDER, fact.stream, signed)
        case "order.progressed":
            done = {"completed_at": fact.happened_at} if payload["done"] else {}
            yield Update(ORDER, fact.stream, {"note": payload["note"], **done})
        case "order.returned":
            yield Update(ORDER, fact.stream, {"note": payload["reason"], "completed_at": None})
        case "order.overdue":
            yield Update(ORDER, fact.stream, {"overdue": True})
        case "order.overdue_explained":
            yield Update(ORDER, fact.stream, {"overdue_reason": payload["reason"]})
        case "order.handed_over":
            post = payload["post"]
            yield Update(ORDER, fact.stream, {post: payload["new"], f"{post}_name": payload["new_name"]})
        case "order.closed":
            yield Update(ORDER, fact.stream, {"closed_at": fact.happened_at, "outcome": payload["outcome"]})


def project_evidence(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of evidence."""
    payload = fact.payload
    if fact.kind == "evidence.collected":
        same = {name: payload[name] for name in ("number", "subject", "event", "what", "region", "holder", "original")}
        digest = payload["file"]["sha256"] if payload["file"] else ""
        times = {"collected_at": parse_timestamp(payload["collected_at"]), "recorded_at": fact.recorded_at}
        yield Put(EVIDENCE, fact.stream, {**same, "sha256": digest, **times})
    elif fact.kind == "evidence.handed":
        yield Update(EVIDENCE, fact.stream, {"holder": payload["taker"]})


def project_news(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Messages to owners and deputies, and to the issuer when it is reported done."""
    payload = fact.payload
    match fact.kind:
        case "order.issued":
            officers = (payload["owner"], payload["deputy"])
            yield from _message(fact, "", f"新指令 {payload['number']}：{payload['title']}", officers)
        case "order.overdue":
            subject = f"指令已超期，请写明原因：{payload['number']} {payload['title']}"
            yield from _message(fact, "", subject, payload["officers"])
        case "order.handed_over":
            yield from _message(fact, "", f"指令交接给您：原由{payload['old_name']}办理", (payload["new"],))
        case "order.closed":
            for child in payload["open_children"]:
                subject = f"上级指令已关闭，您的 {child['number']} 仍要办：{child['title']}"
                yield from _message(fact, f"/{child['number']}", subject, child["officers"], stream=child["order"])


def _message(fact: Fact, suffix: str, subject: str, officers: Iterable[str], stream: str = "") -> Iterable[RowChange]:
    named = [officer for officer in dict.fromkeys(officers) if officer]
    if not named:
        return
    key = f"{fact.reference}{suffix}"
    values: Mapping[str, Any] = {
        "stream": stream or fact.stream,
        "fact": fact.reference,
        "audience_officers": named,
        "urgency": "urgent",
        "subject": subject,
        "created_at": fact.recorded_at,
    }
    yield Put(MESSAGE, key, values)
    same = {"message_id": key, "stream": values["stream"], "created_at": fact.recorded_at}
    for mark in audience_marks((), named, ""):
        yield Put(AUDIENCE, f"{key}|{mark}", {"mark": mark, **same})
