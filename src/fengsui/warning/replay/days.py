"""Day by day: what each region's failures come to, and the grade the plan's rules propose. Pure.

The functions are those of the running system: `grading_figures` for the figures, `Plan.propose_grade` for the rule.
A day is graded on what had happened by its end, Beijing time; the files do not say when anybody knew.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from fengsui.plan import Plan, names_in
from fengsui.registry.regions import CENTRE
from fengsui.warning.replay.history import Life
from fengsui.warning.replay.places import Places
from fengsui.warning.rules.grading import Base, Conditions, Failure, FigureValue, GradingTerms, grading_figures

WINDOW_DAYS: Final = 30
_LONGEST_WINDOW_DAYS: Final = 90
_BEIJING: Final = timezone(timedelta(hours=8))
_NOBODY_KNOWS: Final = Conditions({})

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DayGrade:
    """One region on one day. Shares in ppm; None is unknown, ``grade`` None is no grade by any rule.

    ``n``: blow-ups in the 30 days up to and with this day; ``population``: N, alive 30 days before;
    ``known_prefecture_share_ppm``: a lower bound, where some failures name no prefecture; ``rare_floor`` and
    ``unusual_floor``: failures from which GR-1 and GR-3 speak.
    """

    day: date
    n: int
    population: int
    share_ppm: int | None
    balance_share_ppm: int | None
    prefecture_share_ppm: int | None
    known_prefecture_share_ppm: int | None
    rare_floor: int | None
    unusual_floor: int | None
    grade: str | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class Region:
    """The nation or a jurisdiction, with one grade for each day."""

    code: str
    name: str
    days: tuple[DayGrade, ...]


class Grader:
    """The plan's rules over figures; the same figures are read once."""

    def __init__(self, plan: Plan, terms: GradingTerms | None) -> None:
        self._plan = plan
        self._terms = terms
        expressions = [rule.when for rule in plan.grading_rules if rule.when is not None]
        self._read = tuple(sorted({name for expression in expressions for name in names_in(expression)}))
        self._proposed: dict[tuple[FigureValue, ...], tuple[str | None, str | None]] = {}
        self._never_known = set(self._read)

    @property
    def never_known(self) -> tuple[str, ...]:
        """Figures that some rule reads and that were unknown on every day so far."""
        return tuple(sorted(self._never_known))

    def grade(
        self, base: Base, failures: Iterable[Failure], at: datetime
    ) -> tuple[dict[str, FigureValue], str | None, str | None]:
        """(figures, id of the grade, id of the rule) at a moment."""
        figures = grading_figures(base, failures, _NOBODY_KNOWS, self._terms, at)
        key = tuple(figures.get(name) for name in self._read)
        if key not in self._proposed:
            self._never_known -= {name for name, value in zip(self._read, key, strict=True) if value is not None}
            proposal = self._plan.propose_grade(dict(zip(self._read, key, strict=True)))
            self._proposed[key] = (proposal.grade_id, proposal.rule_id)
        return figures, *self._proposed[key]


def replay_regions(
    lives: Sequence[Life], days: tuple[date, date], grader: Grader, places: Places, *, progress: Progress | None = None
) -> list[Region]:
    """First to last day: the nation, then the 36 jurisdictions by code; unknown places count for the nation only."""
    by_jurisdiction: dict[str, list[Life]] = defaultdict(list)
    for life in lives:
        by_jurisdiction[life.place.jurisdiction].append(life)
    regions = []
    for code, name in {CENTRE: "全国", **places.jurisdictions}.items():
        own = lives if code == CENTRE else by_jurisdiction[code]
        regions.append(Region(code, name, tuple(_grade_days(own, days, grader, of_nation=code == CENTRE))))
        if progress:
            progress(f"{len(regions)}/{len(places.jurisdictions) + 1} {name}")
    return regions


def _grade_days(
    lives: Sequence[Life], days: tuple[date, date], grader: Grader, *, of_nation: bool
) -> Iterator[DayGrade]:
    blown = deque(sorted((life for life in lives if life.failed and life.counted), key=lambda life: str(life.failed)))
    window: deque[tuple[date, Failure]] = deque()
    bases = _bases(lives, days, of_nation=of_nation)
    quiet: dict[Base, DayGrade] = {}
    for day, base in bases:
        while blown and blown[0].failed is not None and blown[0].failed <= day:
            life = blown.popleft()
            window.append((life.failed or day, _failure(life, of_nation=of_nation)))
        while window and window[0][0] <= day - timedelta(days=_LONGEST_WINDOW_DAYS):
            window.popleft()
        if not window and base in quiet:
            yield _on(quiet[base], day)
            continue
        graded = _graded(day, base, [failure for _, failure in window], grader)
        if not window:
            quiet[base] = graded
        yield graded


def _graded(day: date, base: Base, failures: Sequence[Failure], grader: Grader) -> DayGrade:
    figures, grade, rule = grader.grade(base, failures, end_of(day))
    return DayGrade(
        day=day,
        n=_count(figures, "blown_up_30_days") or 0,
        population=base.count or 0,
        share_ppm=_count(figures, "blown_up_share_ppm"),
        balance_share_ppm=_count(figures, "blown_up_balance_share_ppm"),
        prefecture_share_ppm=_count(figures, "blown_up_prefecture_share_ppm"),
        known_prefecture_share_ppm=_count(figures, "known_blown_up_prefecture_share_ppm"),
        rare_floor=_count(figures, "large_area_floor"),
        unusual_floor=_count(figures, "scattered_floor"),
        grade=grade,
        rule=rule,
    )


def _on(graded: DayGrade, day: date) -> DayGrade:
    return DayGrade(day, *(getattr(graded, name) for name in DayGrade.__slots__[1:]))


def _count(figures: Mapping[str, FigureValue], name: str) -> int | None:
    value = figures.get(name)
    return int(value) if isinstance(value, int) else None


def end_of(day: date) -> datetime:
    """The last second of a Beijing day, in UTC."""
    return datetime.combine(day, time(23, 59, 59), _BEIJING).astimezone(UTC)


def _failure(life: Life, *, of_nation: bool) -> Failure:
    happened = datetime.combine(life.failed or date.min, time(12), _BEIJING).astimezone(UTC)
    return Failure(
        institution=str(life.number),
        occurred_at=happened,
        known_at=happened,
        balance_fen=life.balance_fen,
        lenders=life.lenders,
        prefecture=_prefecture(life, of_nation=of_nation),
    )


def _prefecture(life: Life, *, of_nation: bool) -> str:
    return life.place.prefecture if of_nation or life.place.has_prefectures else ""


def _bases(lives: Iterable[Life], days: tuple[date, date], *, of_nation: bool) -> Iterator[tuple[date, Base]]:
    """For each day, who was alive one window before it: how many, in how many prefectures."""
    changes: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for life in lives:
        prefecture = _prefecture(life, of_nation=of_nation)
        changes[life.began.toordinal()].append((1, prefecture))
        if life.failed:
            changes[life.failed.toordinal()].append((-1, prefecture))
    moments = deque(sorted(changes))
    alive = 0
    living: Counter[str] = Counter()
    for number in range(days[0].toordinal(), days[1].toordinal() + 1):
        while moments and moments[0] <= number - WINDOW_DAYS:
            for step, prefecture in changes[moments.popleft()]:
                alive += step
                if prefecture:
                    living[prefecture] += step
        yield date.fromordinal(number), Base(count=alive, prefectures=sum(count > 0 for count in living.values()))
