"""The place a file names → who answers for it, and which prefecture it is. Pure over the table of regions."""

from dataclasses import dataclass
from functools import lru_cache

from fengsui.registry.region_matching import RegionMatcher, built_in_matcher
from fengsui.registry.regions import CENTRE, RegionTable, UnknownRegionError, built_in_regions


@dataclass(frozen=True, slots=True)
class Place:
    """``jurisdiction``: a province or 计划单列市, empty where unknown. ``prefecture``: code, empty where not named.

    A municipality and a 计划单列市 have no prefectures of their own: they are one such unit of the nation, and inside
    them the share of prefectures is unknown.
    """

    jurisdiction: str = ""
    prefecture: str = ""

    @property
    def has_prefectures(self) -> bool:
        """Whether the jurisdiction is made of prefectures, so that a share of them means something."""
        return bool(self.prefecture) and self.prefecture != self.jurisdiction


class Places:
    """Places by their text."""

    def __init__(self, matcher: RegionMatcher | None = None, table: RegionTable | None = None) -> None:
        self._matcher = matcher or built_in_matcher()
        self._table = table or built_in_regions()
        self._addressed = {region.code: region.name for region in self._table.addressees()}
        self._undivided = {code for code in self._addressed if self._is_undivided(code)}
        self.place = lru_cache(maxsize=20_000)(self._place)

    @property
    def jurisdictions(self) -> dict[str, str]:
        """Code → name of the 31 provincial units and the five 计划单列市 (clause 0.3), by code."""
        return dict(self._addressed)

    def _is_undivided(self, code: str) -> bool:
        levels = {region.level for region in self._table.children(code)}
        return "prefecture" not in levels

    def _place(self, text: str) -> Place:
        code = self._matcher.match(text).code
        if code is None or code == CENTRE:
            return Place()
        try:
            jurisdiction = self._table.jurisdiction_of(code)
        except UnknownRegionError:
            return Place()
        if jurisdiction not in self._addressed:
            return Place()
        return Place(jurisdiction, self._prefecture(code, jurisdiction))

    def _prefecture(self, code: str, jurisdiction: str) -> str:
        if jurisdiction in self._undivided:
            return jurisdiction
        ancestors = self._table.ancestors(code)
        prefecture = next((region.code for region in ancestors if region.level == "prefecture"), "")
        # A county directly under the province (省直辖县级) stands beside the prefectures.
        return prefecture or (code if ancestors and ancestors[0].level == "county" else "")
