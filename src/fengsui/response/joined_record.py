"""What an event remembers of merges, splits, ends taken back and changes of the lead. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MERGED = "merged"
"""Status of an event that goes on in another."""
MOVED = "moved"
"""Status of a blow-up's row whose blow-up stands in another event now."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Payloads of the facts, each with its reference (``fact``) and its time (``at``)."""

    absorbed: tuple[Mapping[str, Any], ...] = ()
    split_off: tuple[Mapping[str, Any], ...] = ()
    split_from: Mapping[str, Any] = field(default_factory=dict)
    reopened: tuple[Mapping[str, Any], ...] = ()
    """Each with the earlier end (``closing``), which stays visible."""
    transfers: tuple[Mapping[str, Any], ...] = ()
    lenders: Mapping[str, Any] = field(default_factory=dict)
    """Lenders by province, as last counted."""
    notified: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Provinces that were told, by region."""
    extended: Mapping[str, Any] = field(default_factory=dict)
    """The newest extension of the activation."""
