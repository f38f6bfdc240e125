"""``python -m tests.survival.restart``: the worker's rounds after a restart, then what is wrong with the home.

Reads the acknowledged acts (one JSON document a line) from standard input, prints one JSON document.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
django.setup()

import json  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Iterator, Mapping, Sequence  # noqa: E402
from datetime import datetime, timedelta  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402
from unittest.mock import patch  # noqa: E402

from django.conf import settings  # noqa: E402

from fengsui.cli import serving  # noqa: E402
from fengsui.clock.models import Clock  # noqa: E402
from fengsui.clock.transitions import RUNNING, stages  # noqa: E402
from fengsui.conduct import timekeeping, world  # noqa: E402
from fengsui.conduct.rebuild import compare_with_database  # noqa: E402
from fengsui.documents.actions import EACH_ITS_OWN, sent_files_hold  # noqa: E402
from fengsui.documents.files import FileLost, file_folder, read_file  # noqa: E402
from fengsui.ledger import models as ledger  # noqa: E402
from fengsui.ledger.canonical import Fact  # noqa: E402
from fengsui.ledger.exporting import verify_ledger  # noqa: E402
from fengsui.ledger.reading import read_all  # noqa: E402
from fengsui.notify.models import Delivery, Message  # noqa: E402
from fengsui.notify.outbox import NOBODY, number_of  # noqa: E402

LATER = timedelta(minutes=3)
"""The restart comes after leases (10 s) and claims (2 min) of the killed processes have run out."""


def main() -> None:
    """Restart, look, report."""
    acknowledged = [json.loads(line) for line in sys.stdin]
    now = timekeeping.now() + LATER
    machine = timekeeping.system_now
    with timekeeping.held_at(now), patch.object(timekeeping, "system_now", lambda: machine() + LATER):
        while serving.work_once("restarted"):
            pass
    facts = list(read_all())
    findings = [
        *_acts(acknowledged, facts),
        *_ledger(facts),
        *compare_with_database(facts),
        *_clocks(facts, now),
        *_messages(now),
        *_sealed(facts),
        *_files(facts),
        *_numbers(facts),
    ]
    kinds = Counter(fact.kind for fact in facts)
    print(json.dumps({"findings": findings, "facts": len(facts), "kinds": kinds}, ensure_ascii=False))  # noqa: T201


def _acts(acknowledged: Sequence[Mapping[str, Any]], facts: Sequence[Fact]) -> Iterator[str]:
    """Every acknowledged act is there, whole: its fact and all that it drew."""
    by_reference = {fact.reference: fact for fact in facts}
    hashes = {fact.hash[:16] for fact in facts}
    for act in acknowledged:
        fact = by_reference.get(act["fact"])
        if fact is None or fact.hash != act["hash"] or fact.idempotency_key != act["key"]:
            yield f"acknowledged {act['kind']} {act['fact']} is lost"
        elif not hashes.issuperset(act["derived"]):
            yield f"acknowledged {act['kind']} {act['fact']} lost some of its consequences"


def _ledger(facts: Sequence[Fact]) -> Iterator[str]:
    for finding in verify_ledger(public_key=world.keys().public_key).findings:
        yield f"{finding.where}: {finding.problem}"
    references = {fact.reference for fact in facts}
    for fact in facts:
        if fact.position is None:
            yield f"{fact.reference} was never sealed"
        if fact.cause and fact.cause not in references:
            yield f"{fact.reference} follows from {fact.cause}, which is not there"
    if ledger.UnsealedFact.objects.exists() or ledger.StreamHead.objects.count() != len({f.stream for f in facts}):
        yield "unsealed facts or heads of streams without facts are left over"


def _clocks(facts: Sequence[Fact], now: datetime) -> Iterator[str]:
    """No stage twice, none missed: what had to fire is computed anew from each clock's own line."""
    fired = Counter(
        (fact.payload["clock"], fact.payload["stage"], fact.payload["due_at"])
        for fact in facts
        if fact.kind in {"clock.warned", "clock.lapsed"}
    )
    yield from (
        f"clock {clock}: {stage} fired {times} times" for (clock, stage, _), times in fired.items() if times > 1
    )
    have = {(clock, stage) for clock, stage, _ in fired}
    for clock in Clock.objects.filter(status=RUNNING):
        due = [
            stage.key
            for stage in stages(clock.started_at, clock.due_at, clock.warn_before_minutes)
            if stage.at <= now and (stage.is_line or clock.due_at > now)
        ]
        yield from (f"clock {clock.pk}: {stage} was missed" for stage in due if (clock.pk, stage) not in have)


def _messages(now: datetime) -> Iterator[str]:
    """Every message has its delivery, every delivery its message, and what waited has gone out."""
    messages = set(Message.objects.values_list("id", flat=True))
    deliveries = list(Delivery.objects.values("message_id", "state", "problem", "round"))
    if {row["message_id"] for row in deliveries if not row["round"]} != messages:
        yield "a message has no first delivery, or a delivery no message"
    if any(times > 1 for times in Counter((row["message_id"], row["round"]) for row in deliveries).values()):
        yield "a message was queued twice in one round"
    captured = {}
    for path in (Path(settings.HOME) / "captured").glob("[!.]*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        captured[content["number"]] = content["recipients"]
    numbered = {number_of(row["message_id"], row["round"]) for row in deliveries}
    for row in deliveries:
        if row["state"] != "sent" and row["problem"] != NOBODY:
            yield f"message {row['message_id']} is {row['state']} at {now}"
        elif row["state"] == "sent" and not captured.get(number_of(row["message_id"], row["round"])):
            yield f"message {row['message_id']} counts as sent and is not in the captured folder"
    yield from (f"message {number} went out and is not on record" for number in captured.keys() - numbered)


def _sealed(facts: Sequence[Fact]) -> Iterator[str]:
    """A sealed value without its fact would be half an act."""
    named = set()
    for fact in facts:
        named |= set(_sealed_in(fact.payload))
    kept = set(ledger.SealedValue.objects.values_list("id", flat=True))
    yield from (f"sealed value {value} belongs to no fact" for value in kept - named)
    yield from (f"sealed value {value} is lost" for value in named - kept)


def _sealed_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("sealed"), str):
            yield value["sealed"]
        for item in value.values():
            yield from _sealed_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _sealed_in(item)


def _files(facts: Sequence[Fact]) -> Iterator[str]:
    """Sent papers are whole; a file kept for a paper that was never sent is whole too."""
    named: dict[str, str] = {}
    for fact in facts:
        if fact.kind == "paper.sent":
            yield from sent_files_hold(fact)
            named.update({fact.payload[name]: fact.stream for name in ("pdf", "docx", "text")})
    streams = {fact.stream for fact in facts if fact.kind == "event.opened"}
    for path in file_folder().rglob("[!.]*.sealed"):
        candidates = [named[path.stem]] if path.stem in named else sorted(streams)
        if not any(_readable(stream, path.stem) for stream in candidates):
            yield f"file {path.name} is not whole"


def _readable(stream: str, digest: str) -> bool:
    try:
        read_file(stream=stream, digest=digest)
    except FileLost:
        return False
    return True


def _numbers(facts: Sequence[Fact]) -> Iterator[str]:
    """Number books have no gap: a killed act gave its number back."""
    events = sorted(int(fact.payload["number"].rpartition("-")[2]) for fact in facts if fact.kind == "event.opened")
    papers = sorted(
        int(fact.payload["number"].partition("〕")[2].removesuffix("号"))
        for fact in facts
        if fact.kind in {"paper.submitted", "activation.drafted"} and fact.payload["number"] != EACH_ITS_OWN
    )
    for name, numbers in (("event", events), ("paper", papers)):
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the {name} numbers have a gap or a double: {numbers}"


if __name__ == "__main__":
    main()
