"""One spelling for every fact, so that a hash means the same on every machine. Pure."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_TIMESTAMP_LENGTH = 27
_YEARS = range(1970, 3000)
GENESIS = "0" * 64
"""The previous hash of a stream's first fact."""


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces. Floats are refused: money is 分, ratios are ppm.

    Raises TypeError for a float or for anything JSON can't hold.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        msg = f"a fact holds integers, not {value!r}"
        raise TypeError(msg)
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)


def timestamp(moment: datetime) -> str:
    """UTC to the microsecond, one spelling: ``2026-11-23T01:12:00.000000Z``.

    Raises ValueError for a moment outside the years 1970 to 2999, which no act of this program can have.
    """
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:  # the first and the last day that a datetime can hold
        utc = moment.replace(tzinfo=UTC)
    if utc.year not in _YEARS:
        msg = f"时间 {moment.isoformat()} 不在 1970 年至 2999 年之间，请检查年份"
        raise ValueError(msg)
    # Not strftime: how it writes years of fewer than four digits depends on the machine.
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_timestamp(text: str) -> datetime:
    """The inverse of :func:`timestamp`. Raises ValueError for any other spelling."""
    if len(text) != _TIMESTAMP_LENGTH or text[-1] != "Z" or text[10] != "T":
        msg = f"not a timestamp of the ledger: {text!r}"
        raise ValueError(msg)
    return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as it stands in the ledger.

    ``number`` counts from 1 within ``stream``. A primary fact has an empty ``cause``; a derived fact names its cause
    (``stream#number``), the ``rule`` that drew it and a ``key`` unique within both.
    """

    stream: str
    number: int
    kind: str
    version: int
    payload: dict[str, Any]
    happened_at: datetime
    recorded_at: datetime
    actor: str
    plan_version: str
    clause: str
    cause: str
    rule: str
    key: str
    idempotency_key: str
    previous_hash: str
    hash: str = ""
    position: int | None = field(default=None, compare=False)

    @property
    def reference(self) -> str:
        """``stream#number``: how other facts, pages and papers point at this one."""
        return f"{self.stream}#{self.number}"


def fact_hash(fact: Fact) -> str:
    """SHA-256 over every field of the fact but the hash itself and the position, which is given later."""
    content = canonical_json(
        [
            fact.stream,
            fact.number,
            fact.kind,
            fact.version,
            fact.payload,
            timestamp(fact.happened_at),
            timestamp(fact.recorded_at),
            fact.actor,
            fact.plan_version,
            fact.clause,
            fact.cause,
            fact.rule,
            fact.key,
            fact.idempotency_key,
            fact.previous_hash,
        ]
    )
    return hashlib.sha256(content.encode()).hexdigest()


def split_reference(reference: str) -> tuple[str, int]:
    """``stream#number`` → (stream, number). Raises ValueError for anything else."""
    stream, _, number = reference.rpartition("#")
    if not stream:
        msg = f"not a fact reference: {reference!r}"
        raise ValueError(msg)
    return stream, int(number)
