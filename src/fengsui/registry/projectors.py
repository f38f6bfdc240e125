"""Facts of the register → rows. Pure: a fact and its batch are all it looks at."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fengsui.conduct.house import BatchReader, Put, RowChange, Update
from fengsui.ledger.canonical import Fact, parse_timestamp

TABLES = (
    "registry.TableImport",
    "registry.Department",
    "registry.Officer",
    "registry.LeadingGroup",
    "registry.GroupMember",
    "registry.DutyAssignment",
    "registry.Contact",
    "registry.Institution",
    "registry.Watch",
)
IMPORT, DEPARTMENT, OFFICER, GROUP, MEMBER, DUTY, CONTACT, INSTITUTION, WATCH = TABLES

_TABLE_OF_IMPORT = {
    "departments.imported": DEPARTMENT,
    "officers.imported": OFFICER,
    "institutions.imported": INSTITUTION,
    "contacts.imported": CONTACT,
}
_SEALED_NUMBERS = ("phone", "second_phone", "email")


def group_id(region: str) -> str:
    """Id of the leading group of a region."""
    return f"group/{region}"


def project_import(fact: Fact, batches: BatchReader) -> Iterable[RowChange]:
    """Rows of an imported table. A row with a known id is written anew; no row is ever taken away."""
    payload, table = fact.payload, _TABLE_OF_IMPORT[fact.kind]
    yield Put(
        IMPORT,
        fact.reference,
        {
            "template": fact.kind.partition(".")[0],
            **payload,
            "imported_by": fact.actor,
            "imported_at": fact.recorded_at,
        },
    )
    for row in batches(payload["batch"]):
        values = {name: value for name, value in row.items() if name != "id" and not name.endswith("_commitment")}
        if table == INSTITUTION:
            values = {**institution_columns(values), "batch": payload["batch"]}
        yield Put(table, row["id"], values, new=False)


def institution_columns(record: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of an institution from a record whose dates are ISO texts. Older records know no other names."""
    operating = list(record["operating_regions"] or ())
    aliases, former_names = list(record.get("aliases") or ()), list(record.get("former_names") or ())
    return {
        **record,
        "aliases": aliases,
        "former_names": former_names,
        "other_names": "\n".join((*aliases, *former_names)),
        "operating_regions": operating,
        "places": "".join(f" {code}" for code in dict.fromkeys((record["registered_region"], *operating))),
        "balance_as_of": _date(record["balance_as_of"]),
        "registered_on": _date(record["registered_on"]),
    }


def project_institution(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of a single act on an institution."""
    payload = fact.payload
    match fact.kind:
        case "institution.registered":
            columns = {**institution_columns(payload["record"]), "warnings": list(payload["warnings"])}
            yield Put(INSTITUTION, payload["institution"], columns)
        case "institution.changed":
            columns = {**institution_columns(payload["record"]), "warnings": list(payload["warnings"])}
            yield Update(INSTITUTION, payload["institution"], columns)
        case "institution.watchers_named":
            same = ("watcher_a", "watcher_a_name", "watcher_b", "watcher_b_name")
            columns = {**{name: payload[name] for name in same}, "named_at": fact.happened_at}
            yield Put(WATCH, payload["institution"], columns, new=False)


def project_officer(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of an appointment or of its end."""
    payload = fact.payload
    if fact.kind == "officer.ended":
        yield Update(OFFICER, payload["officer"], {"active": False, "ended_reason": payload["reason"]})
        return
    sealed = {name: _sealed_id(payload[name]) for name in ("phone", "email")}
    columns = {**payload["record"], "active": True, "ended_reason": ""}
    if payload["again"]:
        yield Update(OFFICER, payload["officer"], {**columns, **{name: text for name, text in sealed.items() if text}})
    else:
        yield Put(OFFICER, payload["officer"], {**columns, **sealed})


def project_contact(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """The row of one entry of the contact book."""
    payload = fact.payload
    sealed = {f"{name}_sealed": _sealed_id(payload[name]) for name in _SEALED_NUMBERS}
    yield Put(CONTACT, payload["contact"], {**payload["record"], **sealed}, new=False)


def project_group(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of the leading group and of its members."""
    payload = fact.payload
    if fact.kind == "group.established":
        columns = {**payload, "established_on": date.fromisoformat(payload["established_on"])}
        yield Put(GROUP, group_id(payload["region"]), columns, new=False)
        return
    same = ("officer", "officer_name", "position", "document", "deputy", "deputy_name")
    start = date.fromisoformat(payload["valid_from"])
    if payload["ends"]:
        yield Update(MEMBER, payload["ends"], {"valid_to": date.fromordinal(start.toordinal() - 1)})
    yield Put(
        MEMBER,
        fact.reference,
        {
            "group": group_id(payload["region"]),
            **{name: payload[name] for name in same},
            "valid_from": start,
            "valid_to": _date(payload["valid_to"]),
            "appointed_at": fact.happened_at,
        },
    )


def project_duty(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of the roster."""
    payload = fact.payload
    same = ("region", "post", "officer_a", "officer_a_name", "officer_b", "officer_b_name", "extension")
    if payload["replaces"]:
        yield Update(DUTY, payload["replaces"], {"replaced_by": fact.reference})
    yield Put(
        DUTY,
        fact.reference,
        {
            **{name: payload[name] for name in same},
            "starts_at": parse_timestamp(payload["starts_at"]),
            "ends_at": parse_timestamp(payload["ends_at"]),
        },
    )


def _sealed_id(sealed: Mapping[str, str] | None) -> str:
    return sealed["sealed"] if sealed else ""


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
