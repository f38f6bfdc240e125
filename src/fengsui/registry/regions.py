"""Regions by GB/T 2260: which unit a code is, who governs it, and what a free text means.

One running copy serves one jurisdiction: a province, a 计划单列市 or the centre (clause 0.3). A
计划单列市 answers for itself, so that a province's jurisdiction leaves it out.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final, Literal, cast, get_args

Level = Literal["country", "province", "separately_planned_city", "prefecture", "county"]

CENTRE: Final = "100000"
_INVENTED_PREFIXES: Final = ("98", "99")
# Special administrative regions and Taiwan are no addressees of the notice (clause 0.3).
_NOT_ADDRESSED: Final = frozenset({"710000", "810000", "820000"})
_COLUMNS: Final = ("code", "name", "level", "parent", "effective_from", "effective_to", "aliases", "successor")


class UnknownRegionError(KeyError):
    """No unit in the table, and no province by the code's first two digits either."""


@dataclass(frozen=True, slots=True)
class Region:
    """One unit under one name.

    `effective_from` and `effective_to` are years of year-end lists: the first and the last that
    have it; None is open. `successor` is the code of the same unit later on, if there is one.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    effective_from: int | None
    effective_to: int | None
    aliases: tuple[str, ...]
    successor: str | None

    @property
    def invented(self) -> bool:
        """True for the units made up for demonstrations and exercises."""
        return self.code.startswith(_INVENTED_PREFIXES)

    @property
    def current(self) -> bool:
        """True while the newest list has it."""
        return self.effective_to is None

    def in_force(self, year: int) -> bool:
        """Whether the year-end list of `year` has it."""
        return (self.effective_from or 0) <= year <= (self.effective_to or 9999)


class RegionTable:
    """All units, former ones too; read-only."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._spells: dict[str, list[Region]] = defaultdict(list)
        self._children: dict[str, list[str]] = defaultdict(list)
        for region in regions:
            self._spells[region.code].append(region)
        for code, spells in self._spells.items():
            spells.sort(key=lambda region: region.effective_to or 9999)
            parent = spells[-1].parent
            if parent is not None:
                self._children[parent].append(code)
        for codes in self._children.values():
            codes.sort()

    def __len__(self) -> int:
        return len(self._spells)

    def __contains__(self, code: object) -> bool:
        return code in self._spells

    def get(self, code: str, year: int | None = None) -> Region | None:
        """The unit under its latest name, or under its name in the year-end list of `year`."""
        spells = self._spells.get(code)
        if not spells:
            return None
        if year is None:
            return spells[-1]
        return next((region for region in spells if region.in_force(year)), None)

    def spells(self) -> Iterable[Region]:
        """Every unit under every name it had."""
        for spells in self._spells.values():
            yield from spells

    def children(self, code: str, *, former: bool = False) -> list[Region]:
        """Units directly below `code`, by code; `former` adds those no longer in force."""
        below = (self._spells[child][-1] for child in self._children.get(code, ()))
        return [region for region in below if former or region.current]

    def ancestors(self, code: str) -> list[Region]:
        """The unit itself and all above it, lowest first; empty for an unknown code."""
        chain: list[Region] = []
        region = self.get(code)
        while region is not None:
            chain.append(region)
            region = self.get(region.parent) if region.parent else None
        return chain

    def full_name(self, code: str) -> str:
        """Name with those above it, such as 云汀省南浦市浦湾区; the code itself if unknown."""
        names = [region.name for region in self.ancestors(code) if region.level != "country"]
        return "".join(reversed(names)) or (self._spells[code][-1].name if code in self._spells else code)

    def jurisdiction_of(self, code: str) -> str:
        """Code of the province or 计划单列市 that answers for `code`; the centre for the centre.

        A county code that the table lacks goes by its first four and two digits, as GB/T 2260
        builds them. Raises UnknownRegionError if those are unknown too.
        """
        for candidate in (code, f"{code[:4]}00", f"{code[:2]}0000"):
            for region in self.ancestors(candidate):
                if region.level in ("province", "separately_planned_city"):
                    return region.code
            if candidate == CENTRE and candidate in self._spells:
                return CENTRE
        raise UnknownRegionError(code)

    def is_within(self, code: str, jurisdiction: str) -> bool:
        """Whether `code` lies in the jurisdiction.

        The centre contains all; a province contains all but its 计划单列市; a lower unit contains
        itself and what is below it.
        """
        if jurisdiction == CENTRE:
            return True
        unit = self.get(jurisdiction)
        if unit is None:
            raise UnknownRegionError(jurisdiction)
        if unit.level in ("province", "separately_planned_city"):
            return self.jurisdiction_of(code) == jurisdiction
        return any(region.code == jurisdiction for region in self.ancestors(code))

    def addressees(self) -> list[Region]:
        """The 31 provincial units and five 计划单列市 the notice addresses (clause 0.3), by code."""
        units = (spells[-1] for spells in self._spells.values())
        return sorted(
            (
                unit
                for unit in units
                if unit.level in ("province", "separately_planned_city")
                and not unit.invented
                and unit.code not in _NOT_ADDRESSED
            ),
            key=lambda unit: unit.code,
        )


def read_region_table(text: str) -> RegionTable:
    """Read the table from CSV text with the columns described beside the data file."""
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        message = f"region table: columns must be {', '.join(_COLUMNS)}"
        raise ValueError(message)
    return RegionTable(_region(row) for row in reader)


def _region(row: dict[str, str]) -> Region:
    level = row["level"]
    if level not in get_args(Level):
        message = f"region table: {row['code']} has the unknown level {level!r}"
        raise ValueError(message)
    return Region(
        code=row["code"],
        name=row["name"],
        level=cast("Level", level),
        parent=row["parent"] or None,
        effective_from=int(row["effective_from"]) if row["effective_from"] else None,
        effective_to=int(row["effective_to"]) if row["effective_to"] else None,
        aliases=tuple(part for part in row["aliases"].split("；") if part),
        successor=row["successor"] or None,
    )


@lru_cache(maxsize=1)
def built_in_regions() -> RegionTable:
    """The table shipped with the program, read once."""
    file = resources.files("fengsui.registry").joinpath("data/regions.csv")
    return read_region_table(file.read_text(encoding="utf-8"))
