"""Event facts → rows. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.documents.state import APPROVAL
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.response.hands import new_hands
from fengsui.response.state import DISMISSED, OPEN, TERMINATED

EVENT, IN_EVENT, BLOWUP = "response.Event", "response.EventInstitution", "response.Blowup"
TASK, SUPPORT, MATTER, MESSAGE = "response.Task", "response.SupportRequest", "response.OpenMatter", "notify.Message"


CLOSES: Mapping[str, str] = {
    **dict.fromkeys(("blowup.confirmed", "blowup.rejected"), "matter"),
    "plan.activated": "order",
    "event.terminated": "proposal",
    **dict.fromkeys(("paper.approved", "paper.withdrawn"), "paper"),
    "countersignature.given": "request",
}
"""Facts after which a matter waits no more, and where they name it."""


def project_event(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of the event itself."""
    payload = fact.payload
    match fact.kind:
        case "event.opened":
            yield from _opened(fact)
        case "grade.proposed":
            yield Update(EVENT, fact.stream, {"proposed_grade": payload["grade"] or ""})
        case "grade.proposal_rejected":
            yield Update(EVENT, fact.stream, {"proposed_grade": ""})
        case "grade.signed":
            yield Update(EVENT, fact.stream, _grade_columns(fact))
        case "notices.taken_over":
            yield Update(EVENT, fact.stream, {"notices_with": ""})
        case "figures.recorded" | "situation.assessed":
            yield Update(EVENT, fact.stream, {"situation_standing": payload["situation"].get("standing", "")})
        case "plan.activated":
            yield Update(EVENT, fact.stream, {"activated_at": fact.happened_at})
        case "event.dismissed" | "event.terminated":
            status = DISMISSED if fact.kind == "event.dismissed" else TERMINATED
            columns = {"status": status, "closed_at": fact.happened_at, "unverified": False}
            yield Update(EVENT, fact.stream, columns)


def _grade_columns(fact: Fact) -> dict[str, Any]:
    payload = fact.payload
    columns: dict[str, Any] = {"grade": payload["grade"], "decided_at": fact.happened_at, "unverified": False}
    columns["notices_with"] = payload.get("notices_with", "")
    if payload["t0"]:
        columns["t0_at"] = parse_timestamp(payload["t0"])
    if payload["previous"] == "extraordinary":
        columns["left_grade_one_at"] = fact.recorded_at
    if payload.get("situation"):
        columns["situation_standing"] = payload["situation"]["standing"]
    return columns


def project_blowups(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of suspected, confirmed and rejected blow-ups."""
    payload = fact.payload
    match fact.kind:
        case "blowup.suspected":
            yield from _institution(fact, payload["institution"])
            yield _blowup(fact, payload["suspicion"], payload["institution"]["name"])
            known = {"situation_standing": payload["situation"].get("standing", "")}
            yield Update(EVENT, fact.stream, {"support_regions": list(payload["support_regions"]), **known})
        case "blowup.confirmed" | "blowup.rejected":
            settled = {"status": fact.kind.partition(".")[2], "settled_at": fact.recorded_at}
            yield Update(BLOWUP, payload["matter"], settled)


def _opened(fact: Fact) -> Iterable[RowChange]:
    payload = fact.payload
    same = ("number", "name", "event_type", "subtype", "region", "lead_region")
    yield Put(
        EVENT,
        fact.stream,
        {
            **{name: payload[name] for name in same},
            "support_regions": list(payload["support_regions"]),
            "situation_standing": payload["situation"].get("standing", ""),
            "status": OPEN,
            "occurred_at": parse_timestamp(payload["occurred_at"]),
            "known_at": parse_timestamp(payload["known_at"]),
            "opened_by": fact.actor,
            "opened_at": fact.recorded_at,
            "plan_version": fact.plan_version,
            "unverified": payload.get("unverified", False),
            "ticket": payload.get("ticket", ""),
        },
    )
    names = {}
    for institution in payload["institutions"]:
        names[institution["id"]] = institution["name"]
        yield from _institution(fact, institution)
    if payload["suspicion"]:
        yield _blowup(fact, payload["suspicion"], names[payload["suspicion"]["institution"]])


def _institution(fact: Fact, institution: Mapping[str, Any]) -> Iterable[RowChange]:
    values = {"event": fact.stream, "institution": institution["id"], "name": institution["name"]}
    yield Put(IN_EVENT, f"{fact.stream}|{institution['id']}", values, new=False)


def _blowup(fact: Fact, suspicion: Mapping[str, Any], name: str) -> RowChange:
    return Put(
        BLOWUP,
        fact.reference,
        {
            "event": fact.stream,
            "institution": suspicion["institution"],
            "name": name,
            "condition": suspicion["condition"],
            "occurred_at": parse_timestamp(suspicion["occurred_at"]),
            "known_at": parse_timestamp(suspicion["known_at"]),
            "status": "suspected",
            "ranking": fact.payload["situation"]["ranking"],
            "base": fact.payload["situation"].get("base") or {},
            "size": _size(fact, suspicion["institution"]),
            "sheet": suspicion.get("sheet", ""),
            "recorded_at": fact.recorded_at,
        },
    )


SIZE = ("balance_fen", "lenders", "prefecture", "crosses_provinces", "national_rank", "outside")


def _size(fact: Fact, institution: str) -> dict[str, Any]:
    """What the snapshot says of the failing institution's size and place; nothing in older facts."""
    rows = fact.payload["situation"]["blowups"]
    mine = (row for row in rows if (row["event"], row["institution"]) == (fact.stream, institution))
    found: Mapping[str, Any] = next(mine, {})
    return {name: found[name] for name in SIZE if name in found}


def project_work(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of tasks and support requests."""
    payload = fact.payload
    match fact.kind:
        case "task.issued":
            columns = dict(payload)
            columns["clauses"] = list(payload["clauses"])
            columns["due_at"] = parse_timestamp(payload["due_at"])
            yield Put(TASK, fact.reference, {"event": fact.stream, **columns, "issued_at": fact.recorded_at})
        case "clock.started" if payload["definition"] == "task_acknowledgement":
            yield Update(TASK, payload["subject"], {"sign_for_due_at": parse_timestamp(payload["due_at"])})
        case "task.acknowledged":
            signed = {"acknowledged_at": fact.happened_at, "acknowledged_by": payload["officer_name"]}
            yield Update(TASK, payload["task"], signed)
        case "task.progressed":
            done = {"done_at": fact.happened_at} if payload["done"] else {}
            yield Update(TASK, payload["task"], {"note": payload["note"], **done})
        case "task.handed_over":
            yield Update(TASK, payload["task"], new_hands(payload))
        case "support.requested":
            values = {"event": fact.stream, "region": payload["region"], "requested_at": fact.recorded_at}
            yield Put(SUPPORT, fact.reference, values)
        case "support.acknowledged":
            answer = {
                "answered_at": parse_timestamp(payload["answered_at"]),
                "officer_name": payload["officer_name"],
                "channel": payload["channel"],
            }
            yield Update(SUPPORT, payload["request"], answer)


def project_matters(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The desk's list of what waits for a signature. Who still has to sign is read from the event's state."""
    payload = fact.payload
    # Papers and signatures of warnings are listed by their own room.
    match fact.kind if fact.stream.startswith("event/") else "":
        case "event.opened" if payload["suspicion"]:
            yield _matter(fact, "confirm_blowup", f"确认爆雷：{payload['name']}", ("R3", "R4"))
        case "blowup.suspected":
            yield _matter(fact, "confirm_blowup", f"确认爆雷：{payload['institution']['name']}", ("R3", "R4"))
        case "activation.drafted":
            yield from _superseded(fact)
            yield _matter(fact, "activate_plan", f"签发启动令：{payload['matters']}", ("R1", "R3"))
        case "termination.proposed":
            yield from _superseded(fact)
            yield _matter(fact, "terminate_event", f"终止事件：{payload['reason']}", tuple(payload["roles"]))
        case "paper.submitted":
            yield _matter(fact, APPROVAL[payload["kind"]], f"审签：{payload['title']}", ("R1", "R2", "R3"))
        case "countersignature.requested":
            yield _matter(fact, "countersign", payload["title"], tuple(payload["roles"]), payload["officer"])
        case kind if kind in CLOSES and (matter := payload.get(CLOSES[kind])):
            yield Update(MATTER, matter, {"closed_at": fact.happened_at})


def _superseded(fact: Fact) -> Iterable[RowChange]:
    """What this draft takes the place of waits for nobody any more."""
    if fact.payload.get("supersedes"):
        yield Update(MATTER, fact.payload["supersedes"], {"closed_at": fact.happened_at})


def _matter(fact: Fact, act: str, title: str, roles: tuple[str, ...], officer: str = "") -> RowChange:
    values = {
        "event": fact.stream,
        "act": act,
        "title": title,
        "roles": list(roles),
        "officer": officer,
        "opened_at": fact.recorded_at,
    }
    return Put(MATTER, fact.reference, values)


def project_news(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Messages for whoever must know now."""
    payload = fact.payload
    match fact.kind:
        case "event.opened" if payload.get("unverified"):
            subject = "爆雷核查单合计已达最高等级，已建立待核实事件，请值班长核实"
            yield _message(fact, ("R1", "R2", "R3"), subject, urgent=True)
        case "grade.proposed" if payload["grade"] == "extraordinary" and payload.get("changed", True):
            name = payload.get("grade_name") or "特别重大"
            yield _message(fact, ("R1", "R2", "R3"), f"规则建议定为{name}，请值班长签字", urgent=True)
        case "grade.signed":
            yield _message(fact, ("R1", "R2", "R3", "R7"), "等级已签字确认", urgent=True)
        case "t0.correction_raised":
            yield _message(fact, ("R1", "R3"), "新情况会改变已签的T0，请组长看过并签字", urgent=True)
        case "task.issued":
            subject = f"新任务：{payload['title']}"
            officers = (payload["owner"], payload["deputy"])
            yield _message(fact, (), subject, urgent=True, body=payload["detail"], officers=officers)
        case "task.handed_over":
            subject = f"任务交接给您：原由{payload['old_name']}办理"
            yield _message(fact, (), subject, urgent=True, officers=(payload["new"],))
        case "clock.warned":
            subject = f"临近时限：{payload['name']} {payload['subject_name']}"
            yield _message(fact, tuple(payload["owner_roles"]), subject, urgent=True)
        case "clock.lapsed":
            subject = f"已超时限：{payload['name']} {payload['subject_name']}"
            yield _message(fact, (*payload["owner_roles"], "R14"), subject, urgent=True)
        case "paper.sent":
            yield _message(fact, ("R1", "R2", "R3"), f"{payload['number']} 已发出，等回执", urgent=False)


def _message(
    fact: Fact, roles: tuple[str, ...], subject: str, *, urgent: bool, body: str = "", officers: tuple[str, ...] = ()
) -> RowChange:
    values = {
        "stream": fact.stream,
        "fact": fact.reference,
        "audience_roles": list(dict.fromkeys(roles)),
        "audience_officers": list(dict.fromkeys(officers)),
        "urgency": "urgent" if urgent else "normal",
        "subject": subject,
        "body": body,
        "created_at": fact.recorded_at,
    }
    return Put(MESSAGE, f"{fact.reference}", values)
