"""Which institution a row of an uploaded table means, among those its sender may see. Pure."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fengsui.monitoring.indicators.cells import quoted

NEAREST: Final = 3
MOST_SUGGESTIONS: Final = 200
"""Rows of a file that are helped with near names; a file of the wrong jurisdiction needs no more."""


@dataclass(frozen=True, slots=True)
class Known:
    """An institution of the register. ``other_names``: platform, application, aliases, former names."""

    id: str
    name: str
    credit_code: str = ""
    other_names: tuple[str, ...] = ()
    balance_fen: int | None = None


class Namesakes:
    """The institutions by id, credit code and every name."""

    def __init__(self, institutions: Iterable[Known]) -> None:
        self._by_id: dict[str, Known] = {}
        self._by_code: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_other: dict[str, set[str]] = defaultdict(set)
        self._by_pair: dict[str, set[str]] = defaultdict(set)
        self._suggested = 0
        for known in institutions:
            self._by_id[known.id] = known
            if known.credit_code:
                self._by_code[_folded(known.credit_code)].add(known.id)
            self._by_name[_folded(known.name)].add(known.id)
            for name in filter(None, known.other_names):
                self._by_other[_folded(name)].add(known.id)
            for name in filter(None, (known.name, *known.other_names)):
                for pair in _pairs(name):
                    self._by_pair[pair].add(known.id)

    def of(self, institution: str) -> Known | None:
        """The institution with an id."""
        return self._by_id.get(institution)

    def find(self, keys: Mapping[str, str]) -> Known | str:
        """The institution that a row's keys (institution, credit_code, name, platform_name) mean, or why none does."""
        wanted = [(column, text) for column in _ORDER if (text := keys.get(column, "").strip())]
        found: set[str] | None = None
        for column, text in wanted:
            same = self._named(column, text)
            if not same and column == "platform_name" and found:
                continue  # a platform's name changes more often than the register learns of it
            if not same:
                return f"名册中没有“{quoted(text, 40)}”{self._nearest(text)}"
            narrowed = same if found is None else found & same
            if not narrowed:
                first = wanted[0][1]
                return f"“{quoted(first, 30)}”与“{quoted(text, 30)}”在名册中不是同一家机构，请核对"
            found = narrowed
        if not found:
            return "没有写是哪家机构"
        if len(found) > 1:
            return f"名册中有 {len(found)} 家机构叫这个名称，请加填统一社会信用代码或机构编号"
        return self._by_id[next(iter(found))]

    def _named(self, column: str, text: str) -> set[str]:
        if column == "institution":
            return {text} if text in self._by_id else set()
        plain = _folded(text)
        if column == "credit_code":
            return self._by_code.get(plain, set())
        own, others = self._by_name.get(plain, set()), self._by_other.get(plain, set())
        # The registered name is the stronger: another's platform may have the same word.
        return (own or others) if column == "name" else (others | own)

    def _nearest(self, text: str) -> str:
        if self._suggested >= MOST_SUGGESTIONS:
            return "，或不在您的辖区"
        self._suggested += 1
        shared = Counter(institution for pair in _pairs(text) for institution in self._by_pair.get(pair, ()))
        names = [self._by_id[institution].name for institution, _ in shared.most_common(NEAREST)]
        return f"，或不在您的辖区。相近的有：{'、'.join(names)}" if names else "，或不在您的辖区"


_ORDER: Final = ("institution", "credit_code", "name", "platform_name")


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _pairs(text: str) -> set[str]:
    plain = _folded(text)
    return {plain[place : place + 2] for place in range(len(plain) - 1)} - _COMMON


_COMMON: Final = frozenset(
    words[place : place + 2]
    for words in ("网络借贷信息中介有限责任公司", "金融信息服务有限公司", "科技有限公司")
    for place in range(len(words) - 1)
)
"""Pairs that nearly every name has tell nothing."""
