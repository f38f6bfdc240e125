"""Proving that nothing was changed, removed, reordered or cut; and saying where it was. Pure: works on an iterable."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from fengsui.ledger.canonical import GENESIS, Fact, fact_hash
from fengsui.ledger.checkpoint import CheckpointRecord, checkpoint_digest
from fengsui.ledger.keys import signature_holds


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken place: ``where`` is a fact reference, a checkpoint or a stream."""

    where: str
    problem: str


@dataclass(slots=True)
class Verification:
    """Outcome of a verification. It holds when ``findings`` is empty."""

    facts: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify_facts(
    facts: Iterable[Fact],
    checkpoints: Iterable[CheckpointRecord],
    *,
    public_key: str,
    heads: Mapping[str, tuple[int, str]] | None = None,
    waiting: Collection[str] | None = None,
    given: str = "",
) -> Verification:
    """Check chains, positions, checkpoints and signatures.

    ``facts``: per stream in the order they are stored. ``heads``: the stored last (number, hash) of each stream.
    ``waiting``: the references that stand in the queue for a position; without it, no queue is known.
    ``given``: a checkpoint kept elsewhere (``number:first-16-of-digest``, as printed on a paper); a ledger cut at or
    before it no longer has it and is reported.
    """
    outcome = Verification()
    ends: dict[str, tuple[int, str]] = {}
    by_position: dict[int, Fact] = {}
    unplaced: dict[str, list[str]] = {}
    for fact in facts:
        outcome.facts += 1
        number, previous = ends.get(fact.stream, (0, GENESIS))
        problem = _problem_of(fact, number, previous)
        if problem:
            outcome.findings.append(Finding(fact.reference, problem))
        ends[fact.stream] = (fact.number, fact.hash)
        if fact.position is None:
            unplaced.setdefault(fact.stream, []).append(fact.reference)
        else:
            # A stream's facts are positioned in their order, so that what was passed over never gets its turn.
            passed = unplaced.pop(fact.stream, ())
            outcome.findings += [Finding(reference, "lost its position: a later fact has one") for reference in passed]
            if fact.position in by_position:
                outcome.findings.append(Finding(fact.reference, f"position {fact.position} is taken twice"))
            by_position[fact.position] = fact
    if heads is not None:
        _check_heads(outcome, ends, heads)
    if waiting is not None:
        _check_waiting(outcome, unplaced, waiting)
    _check_checkpoints(outcome, by_position, list(checkpoints), public_key, given)
    return outcome


def _check_heads(
    outcome: Verification, ends: Mapping[str, tuple[int, str]], heads: Mapping[str, tuple[int, str]]
) -> None:
    for stream, (number, digest) in sorted(heads.items()):
        if ends.get(stream, (0, GENESIS)) != (number, digest):
            last = ends.get(stream, (0, ""))[0]
            outcome.findings.append(
                Finding(f"{stream}#{last + 1}", f"the stream's head says {number}, last fact is {last}")
            )
    outcome.findings += [
        Finding(f"{stream}#{ends[stream][0]}", "the stream has no head: a writer would begin it anew")
        for stream in sorted(ends.keys() - heads.keys())
    ]


def _check_waiting(outcome: Verification, unplaced: Mapping[str, list[str]], waiting: Collection[str]) -> None:
    without = [reference for stream in sorted(unplaced) for reference in unplaced[stream]]
    outcome.findings += [
        Finding(reference, "has no position and does not wait for one: no checkpoint will ever cover it")
        for reference in without
        if reference not in waiting
    ]
    outcome.findings += [
        Finding(reference, "waits for a position though it has one, or is not there")
        for reference in sorted(set(waiting) - set(without))
    ]


def _problem_of(fact: Fact, number: int, previous: str) -> str:
    if fact.number != number + 1:
        return f"number {fact.number} follows {number}: removed or reordered"
    if fact.previous_hash != previous:
        return "does not follow the fact before it: the one before was changed, removed or reordered"
    if fact_hash(fact) != fact.hash:
        return "its content does not give its hash: changed"
    return ""


def _check_checkpoints(
    outcome: Verification,
    by_position: Mapping[int, Fact],
    checkpoints: list[CheckpointRecord],
    public_key: str,
    given: str,
) -> None:
    previous_digest, start = GENESIS, 0
    for expected, checkpoint in enumerate(checkpoints, 1):
        outcome.checkpoints += 1
        where = f"checkpoint {checkpoint.number}"
        if checkpoint.number != expected:
            outcome.findings.append(Finding(where, f"checkpoint {expected} is missing"))
            return
        places = range(start + 1, checkpoint.position + 1)
        missing = [place for place in places if place not in by_position]
        if missing:
            outcome.findings.append(Finding(where, f"position {missing[0]} is missing: a fact it covers was removed"))
            return
        entries = [
            (place, by_position[place].stream, by_position[place].number, by_position[place].hash) for place in places
        ]
        digest = checkpoint_digest(checkpoint.number, checkpoint.position, checkpoint.at, previous_digest, entries)
        if digest != checkpoint.digest or checkpoint.previous_digest != previous_digest:
            outcome.findings.append(
                Finding(where, f"positions {start + 1}–{checkpoint.position} are not the ones it was signed over")
            )
            return
        if not signature_holds(public_key, checkpoint.digest.encode(), checkpoint.signature):
            outcome.findings.append(Finding(where, "its signature was not made with this installation's key"))
            return
        previous_digest, start = checkpoint.digest, checkpoint.position
    beyond = [place for place in by_position if place > start]
    if beyond:
        outcome.findings.append(Finding(by_position[min(beyond)].reference, "has a position no checkpoint covers"))
    _check_given(outcome, checkpoints, given)


def _check_given(outcome: Verification, checkpoints: list[CheckpointRecord], given: str) -> None:
    if not given:
        return
    number, _, digest = given.partition(":")
    match = next((c for c in checkpoints if str(c.number) == number), None)
    if match is None:
        last = checkpoints[-1].position if checkpoints else 0
        outcome.findings.append(
            Finding(
                f"checkpoint {number}", f"the ledger ends at position {last}, before the given checkpoint: it was cut"
            )
        )
    elif not digest or not match.digest.startswith(digest):
        outcome.findings.append(Finding(f"checkpoint {number}", "is not the checkpoint that was given"))
