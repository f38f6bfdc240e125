"""Two drafts of one paper or form, brought together field by field: nothing that anybody typed is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True, slots=True)
class Passage:
    """A field that two writers left differently. ``single``: one value alone can stand; ``hidden``: it is sealed."""

    name: str
    label: str
    mine: str
    theirs: str
    single: bool = False
    hidden: bool = False


def merged(passages: Sequence[Passage], mine: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The texts after each differing passage was decided; one that wasn't decided keeps both, so nothing is lost."""
    taken = dict(mine)
    for passage in passages:
        choice = chosen.get(f"take-{passage.name}", BOTH)
        if choice == THEIRS:
            taken[passage.name] = passage.theirs
        elif choice != MINE and not passage.single:
            parts = (passage.theirs, passage.mine)
            taken[passage.name] = "\n".join(part for part in parts if part)
    return taken
