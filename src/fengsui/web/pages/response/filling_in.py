"""The fields of a draft that the facts fill: each may be written over, and restored to what the facts say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fengsui.response.drafting import LONGEST_CHANGE, faults
from fengsui.response.ingredients import Filled

FILL, WAS = "fill-", "was-"
LINE = 40
"""A longer value gets a field of several lines."""


@dataclass(frozen=True, slots=True)
class Fill:
    """One field of the form. ``was``: what the facts said when the page was made."""

    name: str
    label: str
    was: str
    fact: str
    rows: int
    changed: bool

    @property
    def field(self) -> str:
        """Name of its input."""
        return f"{FILL}{self.name}"

    @property
    def was_field(self) -> str:
        """Name of the hidden input with what the facts said."""
        return f"{WAS}{self.name}"


def fills_of(filled: Iterable[Filled]) -> list[Fill]:
    """The fields in the order of the paper, each once; passages have fields of their own."""
    rows = {row.name: row for row in filled if not row.passage}
    return [
        Fill(row.name, row.label, row.given, row.fact, 2 if len(row.given) > LINE else 0, row.change is not None)
        for row in rows.values()
        if len(row.given) <= LONGEST_CHANGE or row.change
    ]


def fill_values(filled: Iterable[Filled], typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in each input: what is typed, else the writer's change, else what the facts say."""
    return {
        f"{FILL}{row.name}": typed.get(row.name) or (row.change.text if row.change else row.given) for row in filled
    }


def typed_changes(typed: Mapping[str, Any]) -> dict[str, str]:
    """Field → what was typed in it, where that is another than what the page showed; an empty field is no change."""
    changes = {}
    for key in typed:
        name = key.removeprefix(FILL)
        if key.startswith(FILL):
            text = str(typed[key]).replace("\r\n", "\n").strip()
            if text and text != str(typed.get(f"{WAS}{name}", "")).replace("\r\n", "\n").strip():
                changes[name] = text
    return changes


def sound_changes(changes: Mapping[str, str]) -> dict[str, str]:
    """Without those that can't be kept."""
    wrong = faults(changes)
    return {name: text for name, text in changes.items() if name not in wrong}


def fill_faults(changes: Mapping[str, str]) -> dict[str, str]:
    """Input → why what is typed in it can't be kept."""
    return {f"{FILL}{name}": sentence for name, sentence in faults(changes).items()}


def restored(posted: Any) -> Any:
    """The form as posted; where a field is to be restored, with what the facts say in it, to be saved."""
    typed = posted.copy()
    if name := typed.get("restore"):
        field = f"{FILL}{name}" if f"{FILL}{name}" in typed else name
        typed[field] = typed.get(f"{WAS}{name}", "")
        typed["decision"] = "save"
    return typed
