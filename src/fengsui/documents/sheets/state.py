"""One filled form, added up from its facts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fengsui.conduct.signatures import Signature
from fengsui.ledger.canonical import Fact

PREFIX = "form"
Status = Literal["drafted", "submitted", "signed", "dropped"]


@dataclass(frozen=True, slots=True)
class Version:
    """One version. ``opened``, ``hash``: the fact that submitted it; ``former``, ``reason``: what it replaces and why.

    ``signed``: the payload of the signature that completed it.
    """

    number: int = 1
    former: str = ""
    reason: str = ""
    opened: str = ""
    hash: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    filler: str = ""
    submitted_at: str = ""
    signatures: tuple[Signature, ...] = ()
    slots: tuple[str, ...] = ()
    signed: Mapping[str, Any] = field(default_factory=dict)
    returned: str = ""

    @property
    def status(self) -> Status:
        """How it stands."""
        if self.signed:
            return "signed"
        return "submitted" if self.opened else "drafted"


@dataclass(frozen=True, slots=True)
class SheetState:
    """One form: ``versions`` oldest first; ``number`` is taken with the first submission and stays."""

    begun: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    versions: tuple[Version, ...] = ()
    dropped: str = ""
    clocks: Mapping[str, str] = field(default_factory=dict)
    """Clocks that still run: the fact that started each → its definition."""

    @property
    def form(self) -> str:
        """The plan's form."""
        return str(self.begun.get("form", ""))

    @property
    def regions(self) -> tuple[str, ...]:
        """The places it belongs to, the one that answers for it first."""
        return tuple(self.begun.get("regions", ()))

    @property
    def current(self) -> Version:
        """The newest version."""
        return self.versions[-1]

    @property
    def valid(self) -> Version | None:
        """The newest version that is signed."""
        return next((version for version in reversed(self.versions) if version.signed), None)

    @property
    def status(self) -> Status:
        """How the newest version stands."""
        return "dropped" if self.dropped else self.current.status


def fold_sheet(state: SheetState, fact: Fact) -> SheetState:
    """What one fact changes."""
    payload = fact.payload
    match fact.kind:
        case "form.begun":
            return replace(state, begun=payload, versions=(Version(),))
        case "form.submitted":
            changes = {
                "opened": fact.reference,
                "hash": fact.hash,
                "payload": payload,
                "filler": fact.actor,
                "submitted_at": fact.happened_at.isoformat(),
                "returned": "",
            }
            return _changed(replace(state, number=payload["number"]), **changes)
        case "form.returned":
            return _changed(state, opened="", hash="", signatures=(), slots=(), returned=payload["reason"])
        case "form.signed":
            signature = Signature(
                payload["officer"],
                payload["officer_name"],
                payload["role"],
                "in_person",
                fact.happened_at.isoformat(),
                fact.reference,
            )
            signatures, slots = (*state.current.signatures, signature), (*state.current.slots, payload["slot"])
            signed = {**payload, "fact": fact.reference} if payload["files"] else {}
            return _changed(state, signatures=signatures, slots=slots, signed=signed)
        case "form.revised":
            new = Version(payload["version"], payload["former"], payload["reason"])
            return replace(state, versions=(*state.versions, new))
        case "form.dropped":
            if len(state.versions) > 1:
                return replace(state, versions=state.versions[:-1])
            return replace(state, dropped=payload["reason"])
        case "clock.started":
            return replace(state, clocks={**state.clocks, fact.reference: payload["definition"]})
        case "clock.settled" | "clock.ended" | "clock.cancelled":
            left = {clock: definition for clock, definition in state.clocks.items() if clock != payload["clock"]}
            return replace(state, clocks=left)
    return state


def _changed(state: SheetState, **changes: Any) -> SheetState:
    return replace(state, versions=(*state.versions[:-1], replace(state.current, **changes)))
