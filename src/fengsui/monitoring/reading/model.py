"""What a reader gives for a text; the lexicon reader now, a learned one later, behind the same interface. Pure."""

from dataclasses import dataclass
from typing import Protocol

from fengsui.monitoring.facts import InstitutionRead


@dataclass(frozen=True, slots=True)
class TextRead:
    """A text as read: institutions named in it, and the kinds of risk information of the text as a whole."""

    institutions: tuple[InstitutionRead, ...]
    kinds: tuple[str, ...]


class Reader(Protocol):
    """Reads one text.

    Offsets count characters of title, line break and text as given (of the text alone where it has no title).
    """

    @property
    def version(self) -> str:
        """Name and version of the reader and of what it read by; stands in the fact."""

    def read(self, title: str, text: str) -> TextRead:
        """What the text says. Never raises for any text."""
