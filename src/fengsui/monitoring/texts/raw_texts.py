"""Texts as they stand in an uploaded file, before anybody asks what they say. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from fengsui.conduct.shapes import refuse_personal_data
from fengsui.monitoring.texts.columns import TextColumn, names_person
from fengsui.monitoring.texts.masking import mask_numbers
from fengsui.registry.raw_tables import Finding, Limits
from fengsui.registry.table_cells import Severity

TextFormat = Literal["csv", "jsonl", "xlsx", "rss"]
LIMITS: Final = Limits()
UNNAMED = "（未读的列）"
"""For a column that was not read and whose heading may itself be about a person."""
_LONGEST_HEADING = 40
_MOST_DROPPED = 60  # headings named one by one


@dataclass(frozen=True, slots=True)
class RawText:
    """One text as it stands in the file. ``row_number``: the spreadsheet's, the line's or the entry's."""

    row_number: int
    title: str
    text: str
    published: str
    address: str


@dataclass(slots=True)
class RawTexts:
    """A file of texts as read. ``read_columns``: what was found; ``dropped_columns``: headings that were not read."""

    format: TextFormat
    encoding: str = ""
    rows: list[RawText] = field(default_factory=list)
    read_columns: frozenset[TextColumn] = frozenset()
    dropped_columns: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def find(self, row_number: int, severity: Severity, message_zh: str) -> None:
        """Note something to correct; of very many only the first."""
        if len(self.findings) < LIMITS.findings:
            self.findings.append(Finding(row_number, "", severity, message_zh))

    def drop(self, headings: Iterable[str]) -> None:
        """Name columns that were not read; those that sound like people first."""
        named = dict.fromkeys(_heading_in_words(heading) for heading in headings)
        ordered = sorted((heading for heading in named if heading), key=lambda heading: not names_person(heading))
        self.dropped_columns = tuple(ordered[:_MOST_DROPPED])


def _heading_in_words(heading: str) -> str:
    """A heading as the fact names it: whatever a file without headings of its own may have in that place."""
    words, numbers = mask_numbers(" ".join(heading.split()))
    try:
        return refuse_personal_data(words[:_LONGEST_HEADING]) if not numbers else UNNAMED
    except ValueError:
        return UNNAMED
