"""Facts of merge, split, reopening and change of the lead → rows. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.ledger.canonical import Fact, parse_timestamp
from fengsui.notify.audience import audience_marks
from fengsui.response.audiences import AUDIENCE
from fengsui.response.joined_record import MERGED, MOVED
from fengsui.response.projectors import BLOWUP, EVENT, IN_EVENT, MATTER, MESSAGE, SUPPORT, TASK
from fengsui.response.state import OPEN


def project_joining(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of events, blow-ups, tasks, requests and matters."""
    draw = _DRAWN.get(fact.kind)
    return draw(fact) if draw else ()


def _merged(fact: Fact) -> Iterable[RowChange]:
    closed = {"status": MERGED, "closed_at": fact.happened_at, "unverified": False}
    yield Update(EVENT, fact.stream, {**closed, "merged_into": fact.payload["into"]})
    for matter in fact.payload["closed"]:
        yield Update(MATTER, matter, {"closed_at": fact.happened_at})


def _absorbed(fact: Fact) -> Iterable[RowChange]:
    yield Update(EVENT, fact.stream, _absorbed_columns(fact.payload))
    for row in fact.payload["institutions"]:
        yield _institution(fact, row)


def _support(fact: Fact) -> Iterable[RowChange]:
    requested_at = parse_timestamp(fact.payload["requested_at"])
    values = {"event": fact.stream, "region": fact.payload["region"], "requested_at": requested_at}
    yield Put(SUPPORT, fact.reference, values)


def _split_off(fact: Fact) -> Iterable[RowChange]:
    yield from _read(fact)
    for matter in fact.payload["suspicions"]:
        yield Update(MATTER, matter, {"closed_at": fact.happened_at})


def _read(fact: Fact) -> Iterable[RowChange]:
    yield Update(EVENT, fact.stream, {"situation_standing": fact.payload["situation"]["standing"]})


def _reopened(fact: Fact) -> Iterable[RowChange]:
    # An empty reading: the worker reads the jurisdiction anew at once.
    yield Update(EVENT, fact.stream, {"status": OPEN, "closed_at": None, "situation_standing": ""})
    if fact.payload.get("termination"):
        yield Update(MATTER, fact.payload["termination"], {"closed_at": fact.happened_at})
    for suspicion in fact.payload["suspicions"]:
        yield Update(BLOWUP, suspicion, {"status": "suspected", "settled_at": None})
        yield Update(MATTER, suspicion, {"closed_at": None})


def _transferred(fact: Fact) -> Iterable[RowChange]:
    places = {"lead_region": fact.payload["region"], "support_regions": list(fact.payload["support_regions"])}
    yield Update(EVENT, fact.stream, places)


def _absorbed_columns(payload: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "support_regions": list(payload["support_regions"]),
        "notices_with": payload["notices_with"],
        "situation_standing": payload["situation"]["standing"],
    }
    return columns | ({"t0_at": parse_timestamp(payload["t0"])} if payload["t0"] else {})


def _institution(fact: Fact, row: dict[str, Any]) -> RowChange:
    values = {"event": fact.stream, "institution": row["id"], "name": row["name"]}
    return Put(IN_EVENT, f"{fact.stream}|{row['id']}", values, new=False)


def _suspicion(fact: Fact) -> Iterable[RowChange]:
    """The blow-up stands here now, and no longer where it was; what it was first measured against stays."""
    payload = fact.payload
    suspicion, institution = payload["suspicion"], payload["institution"]
    yield Update(BLOWUP, payload["source"], {"status": MOVED, "settled_at": fact.recorded_at})
    yield _institution(fact, institution)
    values = {
        "event": fact.stream,
        "institution": suspicion["institution"],
        "name": institution["name"],
        "condition": suspicion["condition"],
        "occurred_at": parse_timestamp(suspicion["occurred_at"]),
        "known_at": parse_timestamp(suspicion["known_at"]),
        "status": payload["status"],
        "settled_at": parse_timestamp(payload["settled_at"]) if payload["settled_at"] else None,
        "ranking": payload["ranking"],
        "base": payload["base"] or {},
        "size": payload["size"],
        "sheet": suspicion["sheet"],
        "recorded_at": fact.recorded_at,
    }
    yield Put(BLOWUP, fact.reference, values)
    if payload["status"] == "suspected":
        yield Update(MATTER, payload["source"], {"closed_at": fact.happened_at})
        matter = {
            "event": fact.stream,
            "act": "confirm_blowup",
            "title": f"确认爆雷：{institution['name']}",
            "roles": ["R3", "R4"],
            "officer": "",
            "opened_at": fact.recorded_at,
        }
        yield Put(MATTER, fact.reference, matter)


def _task(fact: Fact) -> Iterable[RowChange]:
    payload = fact.payload
    same = ("template", "department", "department_name", "title", "detail", "clause")
    who = ("owner", "owner_name", "deputy", "deputy_name")
    columns: dict[str, Any] = {name: payload[name] for name in (*same, *who)}
    columns |= {"event": fact.stream, "clauses": list(payload["clauses"]), "due_at": parse_timestamp(payload["due_at"])}
    columns["issued_at"] = parse_timestamp(payload["issued_at"])
    if payload["acknowledged_at"]:
        columns |= {"acknowledged_at": parse_timestamp(payload["acknowledged_at"])}
    yield Put(TASK, fact.reference, columns)


_DRAWN: Mapping[str, Callable[[Fact], Iterable[RowChange]]] = {
    "event.merged": _merged,
    "event.absorbed": _absorbed,
    "suspicion.taken_over": _suspicion,
    "task.taken_over": _task,
    "support.taken_over": _support,
    "institution.split_off": _split_off,
    "split.received": _read,
    "event.reopened": _reopened,
    "lead.transferred": _transferred,
}


NEWS = {
    "event.absorbed": "有事件并入本事件，时限以更早的为准，请看过",
    "institution.split_off": "有机构从本事件拆出，另立事件",
    "event.reopened": "事件重新打开，原来的时限继续计时",
    "lead.transferred": "牵头地区已移交",
}


def project_news(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Messages for whoever must know now."""
    refused = fact.kind == "support.acknowledged" and not fact.payload.get("agreed", True)
    subject = "有地区不能支持，请督办" if refused else NEWS.get(fact.kind)
    if subject:
        values: dict[str, Any] = {
            "stream": fact.stream,
            "fact": fact.reference,
            "audience_roles": ["R1", "R2", "R3", "R7"],
            "audience_officers": [],
            "urgency": "urgent",
            "subject": subject,
            "body": "",
            "created_at": fact.recorded_at,
        }
        yield Put(MESSAGE, fact.reference, values)
        for mark in audience_marks(values["audience_roles"], values["audience_officers"], ""):
            same = {"message_id": fact.reference, "stream": fact.stream, "created_at": fact.recorded_at}
            yield Put(AUDIENCE, f"{fact.reference}|{mark}", {"mark": mark, **same})
