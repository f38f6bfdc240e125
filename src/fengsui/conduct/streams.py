"""The state of a stream: its facts added up. Remembered per process, so that a long event costs only its new facts."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from fengsui.conduct.house import StreamKind, house
from fengsui.conduct.plans import forget_adoptions
from fengsui.ledger.canonical import Fact
from fengsui.ledger.reading import heads_of, read_stream, read_streams_after, stream_number

_MOST = 500
_Remembered = tuple[int, str, Any, str]
_remembered: "OrderedDict[str, _Remembered]" = OrderedDict()
_lock = Lock()


def state_of(stream: str) -> Any:
    """The state of a stream as it stands now; its initial state when it does not exist."""
    return state_at(stream, stream_number(stream))[0]


def states_of(streams: Iterable[str]) -> dict[str, Any]:
    """The states of several streams as they stand now: one query for all heads, one for what isn't remembered."""
    names = list(dict.fromkeys(streams))
    heads = heads_of(names)
    states: dict[str, Any] = {}
    behind: dict[str, tuple[StreamKind, _Remembered]] = {}
    for name in names:
        kind, head = house.stream_kind(name), heads.get(name)
        if kind is None or head is None:
            states[name] = kind.initial() if kind else None
            continue
        known = _recall(name, kind, head[0])
        if known[:2] == head:
            states[name] = known[2]
        else:
            behind[name] = (kind, known)
    facts = read_streams_after({name: max(0, known[0] - 1) for name, (_, known) in behind.items()})
    for name, (kind, known) in behind.items():
        states[name] = _add_up(name, kind, known, facts[name])[0]
    return states


def state_at(stream: str, number: int) -> tuple[Any, str]:
    """(state, plan version) after fact ``number``, which is the stream's last. Unfolded streams have state None."""
    kind = house.stream_kind(stream)
    if kind is None or number == 0:
        return (kind.initial() if kind else None), (_plan_version_of(stream) if number else "")
    known = _recall(stream, kind, number)
    return _add_up(stream, kind, known, read_stream(stream, after=max(0, known[0] - 1)))


def _recall(stream: str, kind: StreamKind, number: int) -> _Remembered:
    """What is remembered of the stream up to fact ``number``; else its beginning."""
    with _lock:
        known = _remembered.get(stream)
    return known if known and known[0] <= number else (0, "", kind.initial(), "")


def _add_up(stream: str, kind: StreamKind, known: _Remembered, facts: Sequence[Fact]) -> tuple[Any, str]:
    """(state, plan version) of what is remembered and ``facts``: its last fact again and those after it."""
    done, digest, state, plan_version = known
    if done and (not facts or facts[0].hash != digest):
        # The remembered state is not of this ledger (a rolled-back act, another home in the same process).
        facts, state, plan_version, done = read_stream(stream), kind.initial(), "", 0
    for fact in facts:
        if fact.number > done:
            state = kind.fold(state, house.current(fact))
            plan_version = plan_version or fact.plan_version
    if facts:
        _keep(stream, facts[-1].number, facts[-1].hash, state, plan_version)
    return state, plan_version


def remember(stream: str, state: Any, last: Sequence[Fact]) -> None:
    """Keep the state an act ended with, once it is committed."""
    if house.stream_kind(stream) is not None and last:
        fact = last[-1]
        if fact.stream == stream:
            _keep(stream, fact.number, fact.hash, state, fact.plan_version)


def forget_all() -> None:
    """Drop every remembered state (a restored or reset home), and what is known of adopted plans."""
    with _lock:
        _remembered.clear()
    forget_adoptions()


def fold_facts(stream: str, facts: Sequence[Fact]) -> Any:
    """The state that ``facts`` add up to: as-of pages and checks."""
    kind = house.stream_kind(stream)
    if kind is None:
        return None
    state = kind.initial()
    for fact in facts:
        state = kind.fold(state, house.current(fact))
    return state


def _keep(stream: str, number: int, digest: str, state: Any, plan_version: str) -> None:
    with _lock:
        _remembered[stream] = (number, digest, state, plan_version)
        _remembered.move_to_end(stream)
        while len(_remembered) > _MOST:
            _remembered.popitem(last=False)


def _plan_version_of(stream: str) -> str:
    facts = read_stream(stream)
    return facts[0].plan_version if facts else ""
