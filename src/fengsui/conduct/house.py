"""What the rooms hand in at start-up: fact kinds, folds, reactions, projectors, access rules, figures. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from fengsui.conduct.shapes import FactModel
from fengsui.ledger.canonical import Fact
from fengsui.plan import FigureType, Plan


@dataclass(frozen=True, slots=True)
class FactKind:
    """A versioned kind of fact. ``upcasters[v]`` turns a payload of version v into v + 1 on reading.

    ``background``: the house keeps its own time with it (a clock's warning, a reading that changed nothing). Nobody's
    page is out of date because of it; what follows from it, such as a new proposal, is a fact of its own and counts.
    """

    name: str
    model: type[FactModel]
    title: str
    version: int = 1
    upcasters: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    background: bool = False


@dataclass(frozen=True, slots=True)
class StreamKind:
    """How the facts of one sort of stream add up to a state. ``initial`` and ``fold`` are pure."""

    prefix: str
    initial: Callable[[], Any]
    fold: Callable[[Any, Fact], Any]


@dataclass(frozen=True, slots=True)
class Situation:
    """All a reaction may look at."""

    fact: Fact
    state: Any
    plan: Plan
    now: datetime


@dataclass(frozen=True, slots=True)
class Derived:
    """A consequence: joins its cause's stream; unique on cause + rule + key. It happens now, or at ``happened_at``."""

    payload: FactModel
    rule: str
    key: str = ""
    clause: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole row. ``new``: there must be none yet."""

    table: str
    id: str
    values: Mapping[str, Any]
    new: bool = True


@dataclass(frozen=True, slots=True)
class Update:
    """Change columns of an existing row."""

    table: str
    id: str
    values: Mapping[str, Any]


RowChange = Put | Update
BatchReader = Callable[[str], list[dict[str, Any]]]
Reaction = Callable[[Situation], Iterable[Derived]]
Projector = Callable[[Fact, BatchReader], Iterable[RowChange]]


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Who may do or see something, by role. ``needs_purpose``: a stated purpose is part of the asking."""

    permission: str
    roles: frozenset[str]
    title: str
    needs_purpose: bool = False


@dataclass(frozen=True, slots=True)
class FigureDefinition:
    """A named, typed, unit-bearing value that papers, rules and boards read by name."""

    name: str
    label: str
    type: FigureType
    unit: str


class UnknownKind(Exception):
    """A fact of a kind that no room handed in."""


class House:
    """The registry. One per process, filled while Django starts."""

    def __init__(self) -> None:
        self.kinds: dict[str, FactKind] = {}
        self.streams: dict[str, StreamKind] = {}
        self.reactions: dict[str, list[Reaction]] = {}
        self.projectors: dict[str, list[Projector]] = {}
        self.rules: dict[str, AccessRule] = {}
        self.figures: dict[str, FigureDefinition] = {}
        self.provisions: dict[str, str] = {}
        self.signed_acts: dict[str, str] = {}
        self.regions_of_stream: dict[str, Callable[[str], tuple[str, ...]]] = {}
        self.tables: list[str] = []
        self._kind_of_model: dict[type[FactModel], FactKind] = {}

    def add_kind(self, kind: FactKind) -> None:
        """Make a fact kind known. Raises ValueError for a second kind of the same name."""
        if kind.name in self.kinds:
            msg = f"fact kind {kind.name} is handed in twice"
            raise ValueError(msg)
        self.kinds[kind.name] = kind
        self._kind_of_model[kind.model] = kind

    def add_stream(self, stream: StreamKind) -> None:
        """Make a sort of stream known."""
        self.streams[stream.prefix] = stream

    def add_regions(self, prefix: str, regions: Callable[[str], tuple[str, ...]]) -> None:
        """Say where the matters of a sort of stream belong (clause 1.1.d). It reads: for senders, never for a fold."""
        self.regions_of_stream[prefix] = regions

    def add_reaction(self, *kinds: str, reaction: Reaction) -> None:
        """React to facts of these kinds."""
        for kind in kinds:
            self.reactions.setdefault(kind, []).append(reaction)

    def add_projector(self, *kinds: str, projector: Projector) -> None:
        """Draw rows from facts of these kinds."""
        for kind in kinds:
            self.projectors.setdefault(kind, []).append(projector)

    def add_rule(self, rule: AccessRule) -> None:
        """Make an access rule known. Raises ValueError for a second rule of the same name."""
        if rule.permission in self.rules:
            msg = f"access rule {rule.permission} is handed in twice"
            raise ValueError(msg)
        self.rules[rule.permission] = rule

    def add_figure(self, figure: FigureDefinition) -> None:
        """Offer a figure by name."""
        self.figures[figure.name] = figure

    def add_signed_acts(self, permission: str, *acts: str) -> None:
        """Say under which permission the signatures of these acts of the plan are given.

        A plan that names a signer without the permission would ask for a signature that nobody can give.
        """
        self.signed_acts.update(dict.fromkeys(acts, permission))

    def add_provision(self, name: str, title: str) -> None:
        """Offer a rule that a plan switches on by naming it. ``title``: what it does, in the user's words.

        Raises ValueError for a second rule of the same name.
        """
        if name in self.provisions:
            msg = f"provision {name} is handed in twice"
            raise ValueError(msg)
        self.provisions[name] = title

    def add_table(self, *tables: str) -> None:
        """Name tables (``app.Model``) that are projections, in an order in which they can be filled."""
        self.tables.extend(table for table in tables if table not in self.tables)

    def kind_for(self, payload: FactModel) -> FactKind:
        """The kind whose payload this is."""
        kind = self._kind_of_model.get(type(payload))
        if kind is None:
            msg = f"no fact kind has payload {type(payload).__name__}"
            raise UnknownKind(msg)
        return kind

    def in_background(self, kind: str) -> bool:
        """Whether facts of this kind leave the pages officers decide on up to date."""
        known = self.kinds.get(kind)
        return known is not None and known.background

    def stream_kind(self, stream: str) -> StreamKind | None:
        """How a stream folds; None for streams that need no state."""
        return self.streams.get(stream.partition("/")[0])

    def current(self, fact: Fact) -> Fact:
        """The fact with its payload brought up to the newest version of its kind. Raises UnknownKind."""
        kind = self.kinds.get(fact.kind)
        if kind is None:
            msg = f"{fact.reference}: no room knows facts of kind {fact.kind!r}"
            raise UnknownKind(msg)
        payload, version = fact.payload, fact.version
        if version == kind.version:
            return fact
        while version < kind.version:
            payload = kind.upcasters[version](payload)
            version += 1
        return replace(fact, payload=payload, version=version)

    def project(self, fact: Fact, batches: BatchReader) -> Iterable[RowChange]:
        """The row changes of one fact."""
        current = self.current(fact)
        for projector in self.projectors.get(fact.kind, ()):
            yield from projector(current, batches)


house = House()
