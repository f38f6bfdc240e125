"""Free text to region code: “广东|深圳”, “浙江省杭州市”, “上海市闸北区”.

The longest name at the start of the text wins; among equal names a unit in force goes before a
former one, the official name before a short one, a prefecture before a county. What stays
ambiguous is never guessed: the unit above is given, and the problem says what to write.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from fengsui.registry.regions import CENTRE, Region, RegionTable, built_in_regions

Confidence = Literal["exact", "successor", "partial", "none"]

_LONGEST_TEXT: Final = 200
_SEPARATORS: Final = re.compile(r"[\s|/\\,，、·.。;；:：>＞→_\-—()（）'\"“”]+")
_CODE: Final = re.compile(r"^(\d{6})(?!\d)")
_GENERIC_SUFFIX: Final = re.compile(r"^(?:特别行政区|自治区|自治州|自治县|地区|新区|省|市|州|盟|县|区|旗)")
_EMPTY_MIDDLE: Final = re.compile(r"^(?:市辖区|市辖县|(?:省|自治区)?直辖县(?:级行政(?:区划|单位|区))?)")
_COUNTRY_NAME: Final = re.compile(r"^(?:中华人民共和国|中国)(?=.)")
_NOTHING_MORE: Final = ("", "其他", "其它", "市", "省", "未知")
_LEVEL_ORDER: Final = {
    "country": 0,
    "province": 0,
    "separately_planned_city": 1,
    "prefecture": 1,
    "county": 2,
}


@dataclass(frozen=True, slots=True)
class RegionMatch:
    """What the text means.

    exact: a unit in force. successor: a former name or code, `code` is the unit now. partial:
    only the upper part was recognised, `code` is that upper unit. none: `code` is None.
    `problem` (Chinese) says what to look at; None for exact.
    """

    code: str | None
    confidence: Confidence
    problem: str | None


@dataclass(frozen=True, slots=True)
class _Named:
    region: Region
    official: bool

    @property
    def rank(self) -> tuple[bool, bool, int]:
        return (not self.region.current, not self.official, _LEVEL_ORDER[self.region.level])


_Index = dict[str, list[_Named]]


class RegionMatcher:
    """Matches texts against one table; answers are remembered, for files repeat few places."""

    def __init__(self, table: RegionTable) -> None:
        self._table = table
        self._provinces: _Index = defaultdict(list)
        self._anywhere: _Index = defaultdict(list)
        self._below: dict[str, _Index] = defaultdict(lambda: defaultdict(list))
        for region in table.spells():
            self._enter(region)
        self._longest = max((len(name) for name in (*self._provinces, *self._anywhere)), default=0)
        self.match = lru_cache(maxsize=20_000)(self._match)

    def _enter(self, region: Region) -> None:
        forms = [_Named(region, official=True), *(_Named(region, official=False) for _ in region.aliases)]
        names = (region.name, *region.aliases)
        upper = self._table.ancestors(region.parent) if region.parent else []
        for name, form in zip(names, forms, strict=True):
            if region.level in ("country", "province"):
                self._provinces[name].append(form)
                continue
            self._anywhere[name].append(form)
            for ancestor in upper:
                if ancestor.code != CENTRE:
                    self._below[ancestor.code][name].append(form)

    def _match(self, text: str) -> RegionMatch:
        folded = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT])
        rest = _COUNTRY_NAME.sub("", _SEPARATORS.sub("", folded))
        if not rest:
            return RegionMatch(None, "none", "未填写地区，请填省、市名称或六位区划代码")
        coded = _CODE.match(rest)
        if coded:
            return self._match_code(coded.group(1))
        province = self._longest_prefix(self._provinces, rest)
        elsewhere = self._longest_prefix(self._anywhere, rest)
        if province and (not elsewhere or len(province[0]) >= len(elsewhere[0])):
            return self._descend(text, rest, *province)
        if elsewhere:
            return self._without_province(text, rest, *elsewhere)
        return _unknown(text)

    def _without_province(self, text: str, rest: str, name: str, found: list[_Named]) -> RegionMatch:
        if found[0].official:
            return self._descend(text, rest, name, found)
        # A short name alone is one only if no unit of another province shares it: “朝阳” is two places.
        sharing = [named for named in self._anywhere[name] if named.region.current] or found
        if len({named.region.code[:2] for named in sharing}) > 1:
            return self._descend(text, rest, name, sharing)
        match = self._descend(text, rest, name, found)
        after = _GENERIC_SUFFIX.sub("", rest[len(name) :])
        if after and match.code in {None, found[0].region.code}:
            return _unknown(text)
        return match

    def _match_code(self, code: str) -> RegionMatch:
        region = self._table.get(code)
        if region is None:
            return RegionMatch(None, "none", f"区划代码 {code} 不在 GB/T 2260 表内，请核对")
        if region.current:
            return RegionMatch(code, "exact", None)
        return self._settle_former(region)

    def _longest_prefix(self, index: _Index, rest: str) -> tuple[str, list[_Named]] | None:
        for length in range(min(len(rest), self._longest), 1, -1):
            found = index.get(rest[:length])
            if found:
                best = min(named.rank for named in found)
                return rest[:length], [named for named in found if named.rank == best]
        return None

    def _descend(self, text: str, rest: str, name: str, found: list[_Named]) -> RegionMatch:
        if len({named.region.code for named in found}) > 1:
            places = "、".join(self._table.full_name(named.region.code) for named in found[:4])
            return RegionMatch(None, "none", f"“{text[:20]}”可能是 {places}，请写明省份")
        named = found[0]
        while True:
            rest = self._after(rest, name, named)
            lower = self._longest_prefix(self._below.get(named.region.code, {}), rest)
            if lower is None and rest.startswith(name):
                continue  # “北京市北京市”, “香港香港”: the province written twice
            if lower is None:
                break
            if len({each.region.code for each in lower[1]}) > 1:
                places = "、".join(self._table.full_name(each.region.code) for each in lower[1][:4])
                note = f"“{lower[0]}”可能是 {places}，暂按{named.region.name}登记，请写明"
                return RegionMatch(named.region.code, "partial", note)
            name, named = lower[0], lower[1][0]
        return self._conclude(named, rest)

    def _after(self, rest: str, name: str, named: _Named) -> str:
        rest = rest[len(name) :]
        if not named.official:
            below = self._below.get(named.region.code, {})
            if not self._longest_prefix(below, rest):
                rest = _GENERIC_SUFFIX.sub("", rest)
        return _EMPTY_MIDDLE.sub("", rest)

    def _conclude(self, named: _Named, rest: str) -> RegionMatch:
        region = named.region
        if not region.current:
            return self._settle_former(region)
        # Below a county comes the street, which isn't ours to check.
        if rest in ("", "市", "省") or region.level == "county":
            return RegionMatch(region.code, "exact", None)
        what = "未写明市、县" if rest in _NOTHING_MORE else f"“{rest[:20]}”未能识别"
        return RegionMatch(region.code, "partial", f"{what}，暂按{region.name}登记，请核对")

    def _settle_former(self, region: Region) -> RegionMatch:
        latest = self._table.get(region.code)
        if latest is not None and latest.current:
            return RegionMatch(region.code, "successor", f"{region.name}现名{latest.name}，已按现名登记")
        since = f"（{region.effective_to}年年末以后的区划表已无此名）" if region.effective_to else ""
        if region.successor:
            now = self._table.full_name(region.successor)
            return RegionMatch(region.successor, "successor", f"{region.name}已改为{now}{since}，已按现名登记")
        upper = next((unit for unit in self._table.ancestors(region.code) if unit.current), None)
        if upper is None:
            return RegionMatch(None, "none", f"{region.name}已撤销{since}，请改填现区划")
        note = f"{region.name}已撤销{since}，暂按{upper.name}登记，请改填现区划"
        return RegionMatch(upper.code, "partial", note)


def _unknown(text: str) -> RegionMatch:
    return RegionMatch(None, "none", f"“{text[:20]}”不是已知的省、市、县名称，请改为全称或六位区划代码")


@lru_cache(maxsize=1)
def built_in_matcher() -> RegionMatcher:
    """A matcher over the shipped table, built once."""
    return RegionMatcher(built_in_regions())
