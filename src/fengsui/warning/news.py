"""Messages of the warning room: the desk and the mail of whoever must know now (及时提示, 4.1.b). Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange
from fengsui.ledger.canonical import Fact
from fengsui.notify.audience import audience_marks

MESSAGE, AUDIENCE = "notify.Message", "notify.MessageAudience"
LONGEST_SUBJECT = 640
ALL_HANDS = ("R1", "R2", "R3", "R4", "R7", "R14")
URGENT_LEVEL = 1
"""Only the gravest level rings at once; the others wait on the desk."""


def project_news(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """One message for each fact that somebody must hear of, and the marks by which its readers find it."""
    for subject, roles, officers, urgent, body in _told(fact):
        values = {
            "stream": fact.stream,
            "fact": fact.reference,
            "audience_roles": list(roles),
            "audience_officers": list(officers),
            "urgency": "urgent" if urgent else "normal",
            "subject": subject[:LONGEST_SUBJECT],
            "body": body,
            "created_at": fact.recorded_at,
        }
        yield Put(MESSAGE, fact.reference, values)
        same = {"message_id": fact.reference, "stream": fact.stream, "created_at": fact.recorded_at}
        for mark in audience_marks(roles, officers, ""):
            yield Put(AUDIENCE, f"{fact.reference}|{mark}", {"mark": mark, **same})


Told = tuple[str, tuple[str, ...], tuple[str, ...], bool, str]


def _told(fact: Fact) -> Iterable[Told]:
    payload = fact.payload
    match fact.kind:
        case "ticket.opened" | "ticket.raised":
            yield _ticket(fact)
        case "attention.signed" if payload["direction"] == "raise" and payload["ticket"]:
            yield _ticket(fact)
        case "sheet.submitted" if any(row["met"] == "yes" for row in payload["conditions"]):
            name = payload["institution"]["name"]
            yield f"爆雷核查单待签：{name}", ("R3",), _watchers(payload["institution"]), True, payload["finding"]
        case "blowup.verified":
            yield f"爆雷核查属实，两人已签字，请研判等级：{payload['name']}", ("R1", "R2", "R3"), (), True, ""
        case "watch.opened":
            name = payload["institution"]["name"]
            yield f"开始盯防：{name}", ("R3",), _watchers(payload["institution"]), True, payload["criteria"]
        case "sensitive_period.declared":
            days = f"{payload['first_day']}至{payload['last_day']}"
            body = "研判级别提高，24小时值班，每日报告（没有情况的报零报告）。"
            yield f"敏感时期：{payload['name']}，{days}", ALL_HANDS, (), True, body
        case "sensitive_period.ended":
            yield f"敏感时期自{payload['ended_on']}起结束：{payload['reason']}", ALL_HANDS, (), False, ""
        case "watch.reported":
            yield f"盯防报告待签收：{payload['summary']}", ("R3",), (), False, payload["changes"]


def _ticket(fact: Fact) -> Told:
    payload = fact.payload
    level, institution = payload["level"], payload["institution"]
    words = {"ticket.opened": "预警建单", "ticket.raised": "预警升级"}.get(fact.kind, "签定升级")
    subject = f"{words}：{institution['name']}（内部研判{level}级）"
    # Without named watchers every watcher of the place hears of it: somebody must.
    watchers = _watchers(institution)
    roles = ("R3",) if watchers else ("R3", "R4")
    return subject, roles, watchers, level == URGENT_LEVEL, "\n".join(payload.get("why", ()))


def _watchers(institution: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(institution[name] for name in ("watcher_a", "watcher_b") if institution[name])
