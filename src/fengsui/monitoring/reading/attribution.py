"""Of whom a text says what: each hit goes to the institutions that are its subject. Pure."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fengsui.monitoring.reading.names import NameHit
from fengsui.monitoring.reading.sentences import Division

Institutions = frozenset[str]
NOBODY_TOLD: Institutions = frozenset()
JOINING = frozenset("、,和与及跟同以暨/ \"'“”《》()")
MOST_JOINING = 3  # characters between two names of one enumeration
FOLLOWING = 4  # a name this close after a hit goes before one of an earlier clause
CARRYING = 250  # characters over which a text goes on about somebody it no longer names
ENOUGH_NAMED = 3  # times named before somebody can be the main subject without a title
DESCRIBING = frozenset({"平台", "的", "的平台", "网贷平台", "公司", "平台“", "的“"})  # 跑路平台某某: said of the name
SOURCE_BEFORE = ("据", "根据", "来源:", "来源: ", "来自", "来自:", "@", "转自", "摘自", "编辑:", "登录", "登陆", "关注")
_REPORTING = ("消息", "讯", "报道", "数据", "显示", "记者", "研究", "获悉", "统计", "发布的", "监测", "了解", "查询")
_PUBLISHING = ("论坛", "曝光台", "评级", "首页", "小编", "整理", "编辑", "资料")
SOURCE_AFTER = _REPORTING + _PUBLISHING
POSING = ("冒充", "冒用", "假冒", "盗用", "伪装成", "假借", "仿冒")
UNLIKE_BEFORE = ("与", "和", "同", "跟", "不像", "不同于", "有别于", "相比", "比", "对比", "相较于")
UNLIKE_ALONE = ("不像", "不同于", "有别于", "相较于")
UNLIKE_AFTER = (
    "不同",
    "不一样",
    "相比",
    "有别",
    "无关",
    "没有关系",
    "没有任何关系",
    "无任何关系",
    "不存在任何",
    "相反",
)


@dataclass(frozen=True, slots=True)
class Subjects:
    """The names of a text that can be its subjects, in order, each with those it is enumerated with.

    ``main``: whom the text is about, where that is plain; ``main_ends``: where those are named.
    """

    names: tuple[NameHit, ...]
    starts: tuple[int, ...]
    groups: tuple[Institutions, ...]
    main: Institutions
    main_ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Says whose a hit is, in one folded text."""

    text: str
    who: Subjects
    sentences: Division
    clauses: Division

    def of(self, start: int, end: int) -> Institutions:
        """The institutions that a hit at these offsets speaks of; empty where none can be told.

        In its sentence: whoever it touches; whom it describes; the nearest before it; the nearest after it. In a
        sentence without a name: whom the text is about, or the last one named.
        """
        who, sentence = self.who, self.sentences.span(self.sentences.number(start))
        low, high = bisect_left(who.starts, sentence[0]), bisect_left(who.starts, sentence[1])
        if low == high:
            return self._carried(start)
        after = bisect_left(who.starts, end, low, high)
        before = bisect_left(who.starts, start, low, high) - 1
        if before + 1 < after:
            return who.groups[before + 1]  # a name inside the hit
        if before >= low and who.names[before].end > start:
            return who.groups[before]
        if after < high and self._goes_to_next(start, end, before if before >= low else None, who.names[after]):
            return who.groups[after]
        return who.groups[before] if before >= low else who.groups[after]

    def _goes_to_next(self, start: int, end: int, before: int | None, following: NameHit) -> bool:
        if self.text[end : following.start] in DESCRIBING:
            return True
        if before is not None and self._clause(self.who.names[before].start) == self._clause(start):
            return False
        return following.start - end <= FOLLOWING

    def _clause(self, position: int) -> int:
        return self.clauses.number(position)

    def _carried(self, start: int) -> Institutions:
        who = self.who
        if not who.names:
            return NOBODY_TOLD
        if who.main:
            low = bisect_left(who.main_ends, start - CARRYING)
            return who.main if low < len(who.main_ends) and who.main_ends[low] <= start + CARRYING else NOBODY_TOLD
        earlier = bisect_right(who.starts, start) - 1
        return who.groups[max(earlier, 0)]


def subjects(text: str, names: Sequence[NameHit], title_end: int) -> Subjects:
    """Sort the names of a folded text.

    Whose name swindlers use is never a subject. A source of news is none of what it reports, nor is the other side of
    a comparison, unless nobody else is named.
    """
    posed_as = {name.institution for name in names if _is_posed_as(text, name)}
    named = [name for name in names if name.institution not in posed_as]
    told = [name for name in named if not _is_source(text, name) and not _is_compared(text, name)]
    real = tuple(told or named)
    main = _main(real, title_end)
    return Subjects(
        names=real,
        starts=tuple(name.start for name in real),
        groups=_groups(text, real),
        main=main,
        main_ends=tuple(name.end for name in real if name.institution in main),
    )


def _main(names: Sequence[NameHit], title_end: int) -> Institutions:
    counts = Counter(name.institution for name in names)
    if len(counts) == 1:
        return frozenset(counts)
    titled = {name.institution for name in names if name.end <= title_end}
    if len(titled) == 1:
        return frozenset(titled)
    most = max(counts.values(), default=0)
    if most >= ENOUGH_NAMED and most * 3 >= len(names) * 2:
        return frozenset(who for who, count in counts.items() if count == most)
    return NOBODY_TOLD


def _groups(text: str, names: Sequence[NameHit]) -> tuple[Institutions, ...]:
    """For each name the institutions of its enumeration (甲、乙和丙), itself among them."""
    runs: list[list[NameHit]] = []
    for name in names:
        if runs and _joined(text, runs[-1][-1], name):
            runs[-1].append(name)
        else:
            runs.append([name])
    groups: list[Institutions] = []
    for run in runs:
        groups += [frozenset(name.institution for name in run)] * len(run)
    return tuple(groups)


def _joined(text: str, left: NameHit, right: NameHit) -> bool:
    return right.start - left.end <= MOST_JOINING and JOINING.issuperset(text[left.end : right.start])


def _is_source(text: str, name: NameHit) -> bool:
    before, after = text[max(0, name.start - 6) : name.start], text[name.end : name.end + 6]
    return before.endswith(SOURCE_BEFORE) or after.startswith(SOURCE_AFTER)


def _is_posed_as(text: str, name: NameHit) -> bool:
    return text[max(0, name.start - 6) : name.start].rstrip("\"“'《 ").endswith(POSING)


def _is_compared(text: str, name: NameHit) -> bool:
    before, after = text[max(0, name.start - 6) : name.start], text[name.end : name.end + 8]
    return before.endswith(UNLIKE_ALONE) or (before.endswith(UNLIKE_BEFORE) and after.startswith(UNLIKE_AFTER))
