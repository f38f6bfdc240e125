"""A replay as one picture: the nation above, a strip for each province below. Pure: it only says where things stand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fengsui.documents.drawing import Area, Box, Drawing, Line, Pattern, Piece, Words
from fengsui.warning.replay.days import WINDOW_DAYS, DayGrade, Region
from fengsui.warning.replay.finding import chinese, finding_of, sources_of, subtitle_of, when_gravest
from fengsui.warning.replay.replaying import Replay
from fengsui.warning.replay.report import percent
from fengsui.warning.replay.spells import Spell, days_by_grade, months_of, spells_of

_INK, _SECOND, _THIRD, _GRID = "#1c2126", "#59626b", "#87909a", "#e5e1d8"
_BLUE, _BEACON, _AMBER = "#2f5f9e", "#b8321f", "#8a5a00"
_WIDTH, _LEFT, _RIGHT = 280.0, 30.0, 264.0
_BANDS, _COUNTS, _SHARES, _PLACES, _STRIPS = 40.0, 56.0, 112.0, 146.0, 190.0
_BAND_HEIGHT, _COUNT_HEIGHT, _SHARE_HEIGHT, _ROW = 7.0, 46.0, 24.0, 4.6
_PPM = 1_000_000
_LETTER_NEEDS: Final = 2.6  # millimetres that a letter of a strip needs
_MILD_LETTER_NEEDS: Final = 5.0  # the mildest grade is everywhere; its short runs go by their pattern
_NAME_NEEDS: Final = 11.0  # millimetres that the whole name of a grade needs
_FEWEST_DAYS: Final = 200  # a shorter replay gets months on its axis, a longer one years


@dataclass(frozen=True, slots=True)
class _Look:
    """How a grade is filled: never by colour alone."""

    colour: str
    pattern: Pattern
    ink: str
    letter: str


_LOOKS: Final = (
    _Look(_BEACON, "none", _BEACON, "#ffffff"),
    _Look("#fbeae6", "stripes", "#e3a99d", "#7a1d10"),
    _Look("#f3f1ec", "dots", "#b9b4a8", _SECOND),
)


def draw_replay(outcome: Replay) -> Drawing:
    """The whole picture, 280 mm wide; as high as its strips need."""
    return _Chart(outcome).drawing()


class _Chart:
    """The state of laying out one picture."""

    def __init__(self, outcome: Replay) -> None:
        self._outcome = outcome
        self._first = outcome.first.toordinal()
        self._days = len(outcome.nation.days)
        self._names = {grade.id: grade.name for grade in outcome.plan.grades}
        looks = dict(zip(self._names, (*_LOOKS, *[_LOOKS[-1]] * len(self._names)), strict=False))
        self._looks: dict[str, _Look] = looks
        self._gravest = outcome.plan.grades[0].id
        self._regions = sorted(outcome.regions[1:], key=lambda region: (-self._gravest_days(region), region.code))
        self._bottom = _STRIPS + _ROW * len(self._regions)

    def drawing(self) -> Drawing:
        notes = sources_of(self._outcome)
        pieces = [*self._head(), *self._nation_bands(), *self._nation_counts(), *self._nation_shares(), *self._strips()]
        for number, note in enumerate(notes):
            pieces.append(Words(x=_LEFT, y=self._bottom + 13 + 4.4 * number, text=note, size=7, colour=_SECOND))
        return Drawing(width=_WIDTH, height=self._bottom + 16 + 4.4 * len(notes), pieces=tuple(pieces))

    def _gravest_days(self, region: Region) -> int:
        return days_by_grade(region.days, list(self._names))[self._gravest]

    def _x(self, day: date) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (day.toordinal() - self._first) / self._days

    def _head(self) -> Iterator[Piece]:
        yield Words(x=_LEFT, y=11, text=finding_of(self._outcome), size=15, bold=True)
        yield Words(x=_LEFT, y=18, text=when_gravest(self._outcome), size=9)
        yield Words(x=_LEFT, y=23, text=subtitle_of(self._outcome), size=9, colour=_SECOND)
        x = _LEFT
        for grade, name in self._names.items():
            yield self._filled(x, 28, 6, 4.2, grade)
            yield Words(x=x + 3, y=31.1, text=name[0], size=7, anchor="middle", colour=self._looks[grade].letter)
            yield Words(x=x + 7.5, y=31.3, text=name, size=8)
            x += 30
        yield Box(x=x, y=28, width=6, height=4.2, edge=_GRID)
        yield Words(x=x + 7.5, y=31.3, text="没有规则成立", size=8)
        yield self._triangle(x + 39, 31.6)
        yield Words(x=x + 41.5, y=31.3, text="来源当日集中列入大量机构（批量日）", size=8)

    def _filled(self, x: float, y: float, width: float, height: float, grade: str) -> Box:
        look = self._looks[grade]
        return Box(x=x, y=y, width=width, height=height, colour=look.colour, pattern=look.pattern, ink=look.ink)

    def _triangle(self, x: float, y: float) -> Area:
        return Area(points=((x - 1.2, y - 2.2), (x + 1.2, y - 2.2), (x, y)), colour=_INK)

    def _nation_bands(self) -> Iterator[Piece]:
        yield Words(x=_LEFT - 2, y=_BANDS + 4.6, text="全国定级（逐日）", size=7.5, anchor="end")
        yield Box(x=_LEFT, y=_BANDS, width=_RIGHT - _LEFT, height=_BAND_HEIGHT, edge=_GRID)
        for spell in spells_of(self._outcome.nation.days):
            left, right = self._x(spell.first), self._x(date.fromordinal(spell.last.toordinal() + 1))
            yield self._filled(left, _BANDS, right - left, _BAND_HEIGHT, spell.grade)
            yield from self._label(spell, left, right)

    def _label(self, spell: Spell, left: float, right: float) -> Iterator[Piece]:
        name, colour = self._names[spell.grade], self._looks[spell.grade].letter
        if right - left < _LETTER_NEEDS:
            return
        text = name if right - left >= _NAME_NEEDS else name[0]
        yield Words(x=(left + right) / 2, y=_BANDS + 4.6, text=text, size=7.5, anchor="middle", colour=colour)

    def _nation_counts(self) -> Iterator[Piece]:
        days = self._outcome.nation.days
        top = _round_up(max([*(day.n for day in days), *(day.rare_floor or 0 for day in days), 1]))
        yield Words(x=_LEFT, y=_COUNTS - 1.6, text=f"全国近{WINDOW_DAYS}日爆雷家数（家）", size=8, bold=True)
        yield from self._key(_LEFT + 52, _COUNTS - 1.6, "GR-1 家数线（常月几乎不会达到）", _BEACON)
        yield from self._key(_LEFT + 112, _COUNTS - 1.6, "GR-3 家数线（高于常月波动）", _AMBER, dashed=True)
        yield from self._axis(_COUNTS, _COUNT_HEIGHT, top, str)

        def at(value: float) -> float:
            return _COUNTS + _COUNT_HEIGHT * (1 - value / top)

        points = tuple((self._x(day.day), at(day.n)) for day in days)
        base = ((_RIGHT, at(0)), (_LEFT, at(0)))
        yield Area(points=(*points, *base), colour="#d5dfec")
        yield Line(points=points, colour=_BLUE, thickness=0.9)
        yield from self._threshold(at, lambda day: day.rare_floor, _BEACON, dashed=False)
        yield from self._threshold(at, lambda day: day.unusual_floor, _AMBER, dashed=True)
        yield from self._peaks(at)
        for batch in self._outcome.history.batch_days:
            if batch.kind == "clean_up" and self._outcome.first <= batch.day <= self._outcome.last:
                yield self._triangle(self._x(batch.day), _COUNTS + 1.6)

    def _threshold(
        self, at: Callable[[float], float], value: Callable[[DayGrade], int | None], colour: str, *, dashed: bool
    ) -> Iterator[Piece]:
        known = tuple((self._x(day.day), at(found)) for day in self._outcome.nation.days if (found := value(day)))
        if len(known) > 1:
            yield Line(points=known, colour=colour, thickness=0.7, dashed=dashed)

    def _key(self, x: float, y: float, text: str, colour: str, *, dashed: bool = False) -> Iterator[Piece]:
        yield Line(points=((x, y - 1), (x + 7, y - 1)), colour=colour, thickness=0.9, dashed=dashed)
        yield Words(x=x + 8.5, y=y, text=text, size=7, colour=_SECOND)

    def _peaks(self, at: Callable[[float], float]) -> Iterator[Piece]:
        """The day with the most failures, and the day with the largest share where it is another one."""
        days = [day for day in self._outcome.nation.days if day.n]
        if not days:
            return
        most = max(days, key=lambda day: day.n)
        widest = max(days, key=lambda day: day.share_ppm or 0)
        for peak in dict.fromkeys((most, widest)):
            right = self._x(peak.day) > (_LEFT + _RIGHT) / 2
            yield Words(
                x=self._x(peak.day) + (-2.5 if right else 2.5),
                y=at(peak.n) + 1,
                text=f"{chinese(peak)}：{peak.n}家，占在营{peak.population}家的{percent(peak.share_ppm)}",
                size=7,
                anchor="end" if right else "start",
            )

    def _nation_shares(self) -> Iterator[Piece]:
        yield Words(x=_LEFT, y=_SHARES - 1.6, text="爆雷家数占在营机构的比例", size=8, bold=True)
        yield from self._key(_LEFT + 52, _SHARES - 1.6, "GR-1 占比线 10%", _BEACON)
        yield from self._share(_SHARES, lambda day: day.share_ppm, _PPM // 10, 20)
        yield Words(x=_LEFT, y=_PLACES - 1.6, text="涉及的地级单位占有机构的地级单位的比例", size=8, bold=True)
        yield from self._key(
            _LEFT + 72, _PLACES - 1.6, "GR-1 地市线三分之一（与占比线达到一条即可，家数线须同时达到）", _BEACON
        )
        yield from self._share(_PLACES, lambda day: day.known_prefecture_share_ppm, _PPM // 3, 60)
        yield from self._times(_PLACES + _SHARE_HEIGHT)

    def _share(
        self, y: float, value: Callable[[DayGrade], int | None], threshold_ppm: int, highest: int
    ) -> Iterator[Piece]:
        """A line of shares with its threshold, cut off at ``highest`` percent: early months would flatten it."""
        known = [(day.day, found) for day in self._outcome.nation.days if (found := value(day)) is not None]
        largest = max((found for _, found in known), default=0) // 10_000
        top = min(_round_up(max(largest + 1, threshold_ppm // 10_000 + 1)), highest)

        def at(ppm: float) -> float:
            return y + _SHARE_HEIGHT * (1 - min(ppm / _PPM * 100, top) / top)

        yield from self._axis(y, _SHARE_HEIGHT, top, lambda number: f"{number}%")
        yield Line(points=((_LEFT, at(threshold_ppm)), (_RIGHT, at(threshold_ppm))), colour=_BEACON, thickness=0.7)
        if len(known) > 1:
            yield Line(points=tuple((self._x(day), at(ppm)) for day, ppm in known), colour=_BLUE, thickness=0.9)

    def _axis(self, top_y: float, height: float, top: int, words: Callable[[int], str]) -> Iterator[Piece]:
        for part in range(5):
            value = top * part / 4
            y = top_y + height * (1 - part / 4)
            yield Line(points=((_LEFT, y), (_RIGHT, y)), colour=_GRID, thickness=0.5)
            if value == int(value):
                yield Words(x=_LEFT - 2, y=y + 1, text=words(int(value)), size=7, anchor="end", colour=_SECOND)

    def _times(self, y: float) -> Iterator[Piece]:
        yearly = self._days > _FEWEST_DAYS
        starts = [
            day.day for day in self._outcome.nation.days if day.day.day == 1 and (not yearly or day.day.month == 1)
        ]
        for start in starts:
            x = self._x(start)
            yield Line(points=((x, y), (x, y + 1.4)), colour=_THIRD, thickness=0.5)
            text = f"{start.year}年" if yearly else f"{start.year}年{start.month}月"
            yield Words(x=x + 0.8, y=y + 3.6, text=text, size=7, colour=_SECOND)

    def _strips(self) -> Iterator[Piece]:
        title = "各省、自治区、直辖市和计划单列市：每月最重的一级"
        yield Words(x=_LEFT, y=_STRIPS - 8, text=title, size=8, bold=True)
        note = f"按{self._names[self._gravest]}的日数排序；计划单列市不计入所在省"
        yield Words(x=_LEFT, y=_STRIPS - 3.4, text=note, size=7, colour=_SECOND)
        yield Words(x=_WIDTH - 2, y=_STRIPS - 1.4, text=f"{self._names[self._gravest]}日数", size=6.5, anchor="end")
        for number, region in enumerate(self._regions):
            yield from self._strip(region, _STRIPS + number * _ROW)
        yield from self._times(self._bottom)

    def _strip(self, region: Region, y: float) -> Iterator[Piece]:
        name = region.name.removesuffix("壮族自治区").removesuffix("回族自治区").removesuffix("维吾尔自治区")
        yield Words(x=_LEFT - 2, y=y + 3.3, text=name.removesuffix("自治区"), size=7, anchor="end")
        yield Line(points=((_LEFT, y + _ROW), (_RIGHT, y + _ROW)), colour="#efece5", thickness=0.4)
        ranks = {grade.id: grade.rank for grade in self._outcome.plan.grades}
        mildest = max(ranks, key=lambda grade: ranks[grade])
        for first, last, grade in _runs([(m.peak.day, m.last.day, m.gravest) for m in months_of(region.days, ranks)]):
            left = self._x(first.replace(day=1)) if first.replace(day=1) >= self._outcome.first else _LEFT
            right = self._x(date.fromordinal(last.toordinal() + 1))
            yield self._filled(left, y + 0.3, right - left, _ROW - 0.6, grade)
            if right - left >= (_LETTER_NEEDS if grade != mildest else _MILD_LETTER_NEEDS):
                colour, letter = self._looks[grade].letter, self._names[grade][0]
                yield Words(x=(left + right) / 2, y=y + 3.3, text=letter, size=6.5, anchor="middle", colour=colour)
        days = self._gravest_days(region)
        yield Words(x=_WIDTH - 2, y=y + 3.3, text=str(days), size=7, anchor="end", colour=_INK if days else _THIRD)


def _runs(months: Sequence[tuple[date, date, str | None]]) -> Iterator[tuple[date, date, str]]:
    """(a day in the first month, last day of the last month, grade) of neighbouring months of one grade."""
    start: date | None = None
    for number, (day, last, grade) in enumerate(months):
        if grade is None:
            start = None
            continue
        if start is None:
            start = day
        following = months[number + 1][2] if number + 1 < len(months) else None
        if following != grade:
            yield start, last, grade
            start = None


def _round_up(value: int) -> int:
    """The next number that four equal steps divide into round ones."""
    steps = (4, 8, 12, 20, 40, 60, 80, 100, 120, 160, 200, 240, 300, 400, 600, 800, 1000)
    return next((step for step in steps if step >= value), -(-value // 1000) * 1000)
