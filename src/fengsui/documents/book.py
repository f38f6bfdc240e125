"""The number book (发文字号簿): which numbers of a 机关代字 and year are used, which are void, is one missing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fengsui.conduct.access import Actor, covers, require
from fengsui.conduct.house import BatchReader, Put, RowChange, Update, house
from fengsui.documents.models import BookNumber
from fengsui.ledger.canonical import Fact

NUMBER = "documents.BookNumber"
KINDS = ("paper.submitted", "paper.withdrawn", "paper.sent", "activation.drafted", "form.submitted", "form.dropped")
_SPELT = re.compile(r"(.+)〔(\d{4})〕(\d+)号", re.DOTALL)


def project(fact: Fact, _batches: BatchReader) -> Iterable[RowChange]:
    """Rows of the book. An activation order takes its number from the same book as every paper."""
    payload = fact.payload
    match fact.kind:
        case "paper.submitted" | "activation.drafted":
            spelt = _SPELT.fullmatch(payload["number"])
            # A letter whose units get numbers of their own has none: its row is in no book.
            mark, year, ordinal = (spelt[1], int(spelt[2]), int(spelt[3])) if spelt else ("", 0, 0)
            values: Mapping[str, Any] = {
                "stream": fact.stream,
                "mark": mark,
                "year": year,
                "ordinal": ordinal,
                "title": payload.get("title") or "启动令",
                "taken_by": fact.actor,
                "taken_at": fact.happened_at,
                "status": "used",
            }
            yield Put(NUMBER, fact.reference, values)
            if payload.get("supersedes"):
                yield Update(NUMBER, payload["supersedes"], {"status": "void", "reason": "启动令重新起草"})
        case "form.submitted":
            yield from _of_sheet(fact)
        case "form.dropped" if payload["version"] == 1 and payload["number"]:
            yield Update(NUMBER, fact.stream, {"status": "void", "reason": payload["reason"]})
        case "paper.withdrawn":
            yield Update(NUMBER, payload["paper"], {"status": "void", "reason": payload["reason"]})
        case "paper.sent":
            yield Update(NUMBER, payload["paper"], {"status": "sent"})


def _of_sheet(fact: Fact) -> Iterable[RowChange]:
    """A form takes its number once, in a book of its own; further versions keep it."""
    payload = fact.payload
    spelt = _SPELT.fullmatch(payload["number"])
    if spelt is None or not payload["takes_number"]:
        return
    values: Mapping[str, Any] = {
        "stream": fact.stream,
        "mark": spelt[1],
        "year": int(spelt[2]),
        "ordinal": int(spelt[3]),
        "title": spelt[1][:200],
        "taken_by": fact.actor,
        "taken_at": fact.happened_at,
        "status": "used",
    }
    yield Put(NUMBER, fact.stream, values)


@dataclass(frozen=True, slots=True)
class Book:
    """One book: its entries by ordinal, and the ordinals below the highest that nothing on record accounts for."""

    mark: str
    year: int
    entries: tuple[dict[str, Any], ...]
    missing: tuple[int, ...]

    @property
    def void(self) -> int:
        """How many numbers were taken and not used."""
        return sum(row["status"] == "void" for row in self.entries)


def books(actor: Actor) -> list[Book]:
    """Every book, the newest year first. Of papers of other places the actor sees the number alone (1.1.d, 1.5.d)."""
    require(actor, "documents.view_papers")
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    rows: list[dict[str, Any]] = [
        dict(row) for row in BookNumber.objects.exclude(mark="").order_by("ordinal", "id").values()
    ]
    served = {stream: _serves(actor, stream) for stream in {row["stream"] for row in rows}}
    for row in rows:
        elsewhere = not served[row["stream"]]
        hidden = {"title": "", "reason": "", "taken_by": ""} if elsewhere else {}
        found.setdefault((row["mark"], row["year"]), []).append({**row, **hidden, "elsewhere": elsewhere})
    return [
        Book(mark, year, tuple(rows), gaps(row["ordinal"] for row in rows))
        for (mark, year), rows in sorted(found.items(), key=lambda item: (-item[0][1], item[0][0]))
    ]


def _serves(actor: Actor, stream: str) -> bool:
    """Whether one of the places a stream belongs to is the actor's; a stream of no place is everybody's."""
    known = house.regions_of_stream.get(stream.partition("/")[0])
    regions = known(stream) if known else ()
    return not regions or any(covers(actor.region, region) for region in regions)


def gaps(ordinals: Iterable[int]) -> tuple[int, ...]:
    """The whole numbers from 1 to the highest that are not among these."""
    known = set(ordinals)
    return tuple(number for number in range(1, max(known, default=0)) if number not in known)
