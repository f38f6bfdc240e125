"""A table of measures that was read, held against the register and the values known: what it would bring. Pure.

All or nothing: a table with one error is not imported. A value that replaces another is a correction; both are kept.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from fengsui.monitoring.indicators.cells import shown
from fengsui.monitoring.indicators.consistency import Inconsistency, falls, inconsistencies, is_unit_slip
from fengsui.monitoring.indicators.measures import MEASURES
from fengsui.monitoring.indicators.naming import Known, Namesakes
from fengsui.monitoring.indicators.reading import MeasureRow, MeasureTable
from fengsui.registry.raw_tables import Finding
from fengsui.registry.table_cells import Severity

Standing = Literal["added", "corrected", "unchanged"]
Progress = Callable[[int, int], None]
"""(rows done, rows in all)."""
PROGRESS_STEP: Final = 500
OLDEST_DAYS: Final = 3653
"""Ten years: what is older is a mistyped year."""


class StoredValue(NamedTuple):
    """A value as the tables hold it. ``corrections``: how often it was replaced."""

    as_of: date
    value: int | None
    text: str = ""
    corrections: int = 0


Stored = Mapping[str, Mapping[str, tuple[StoredValue, ...]]]
"""Institution → measure → values by day, oldest first."""


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """One value as it would stand. ``corrections``: of this measure on this day, this one counted."""

    measure: str
    value: int | None
    text: str
    standing: Standing
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row as it would stand."""

    row_number: int
    institution: str
    name: str
    as_of: date
    values: tuple[CheckedValue, ...]

    @property
    def standing(self) -> Standing:
        """Corrected where one value is, unchanged where all are."""
        found = {value.standing for value in self.values}
        return "corrected" if "corrected" in found else "added" if "added" in found else "unchanged"


@dataclass(frozen=True, slots=True)
class IndicatorPreview:
    """What an import would do. ``row_count``: the file's data rows, bad ones too. ``measures``: those with a column."""

    sha256: str
    encoding: str
    row_count: int
    measures: tuple[str, ...]
    rows: tuple[CheckedRow, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that keep the whole table out."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that keep nothing out."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    @property
    def institutions(self) -> frozenset[str]:
        """Ids of the institutions in it."""
        return frozenset(row.institution for row in self.rows)

    def count(self, standing: Standing) -> int:
        """How many rows are added, corrected or unchanged."""
        return sum(row.standing == standing for row in self.rows)

    def count_values(self, *standings: Standing) -> int:
        """How many values are."""
        return sum(value.standing in standings for row in self.rows for value in row.values)


class _Seen(NamedTuple):
    """The newest value of a measure before a row: of the tables, or of an earlier row."""

    as_of: date
    value: int
    where: str


Named = tuple[MeasureRow, Known]


def identify(table: MeasureTable, namesakes: Namesakes) -> tuple[list[Named], list[Finding]]:
    """The rows whose institution is known, and what is wrong with the others."""
    named: list[Named] = []
    findings: list[Finding] = []
    answers: dict[tuple[str, ...], Known | str] = {}
    for row in table.rows:
        key = tuple(row.keys.values())
        if key not in answers:
            answers[key] = namesakes.find(row.keys)
        found = answers[key]
        if isinstance(found, str):
            findings.append(Finding(row.row_number, "", "error", found))
        else:
            named.append((row, found))
    return named, findings


def check_measures(
    table: MeasureTable,
    identified: tuple[list[Named], list[Finding]],
    stored: Stored,
    today: date,
    progress: Progress | None = None,
) -> IndicatorPreview:
    """Hold a table against what is known. ``stored``: values of the days of the table, and the newest ones before."""
    named, unknown = identified
    checking = _Checking(stored, today)
    total = len(named)
    # Day by day, so that a value is held against the one before it also where the file goes backwards.
    for done, (row, institution) in enumerate(sorted(named, key=lambda pair: (pair[0].as_of, pair[0].row_number)), 1):
        checking.check(row, institution)
        if progress is not None and (done % PROGRESS_STEP == 0 or done == total):
            progress(done, total)
    findings = sorted([*table.findings, *unknown, *checking.findings], key=lambda finding: finding.row_number)
    rows = tuple(sorted(checking.rows, key=lambda row: row.row_number))
    return IndicatorPreview(table.sha256, table.encoding, table.row_count, table.measures, rows, tuple(findings))


class _Checking:
    """The state of checking one table."""

    def __init__(self, stored: Stored, today: date) -> None:
        self._stored = stored
        self._today = today
        self._claimed: dict[tuple[str, date], MeasureRow] = {}
        self._running: dict[str, dict[str, _Seen]] = defaultdict(dict)
        self.rows: list[CheckedRow] = []
        self.findings: list[Finding] = []

    def _find(self, row: MeasureRow, column: str, severity: Severity, message: str) -> None:
        self.findings.append(Finding(row.row_number, column, severity, message))

    def check(self, row: MeasureRow, institution: Known) -> None:
        if not self._day_is_right(row) or not self._is_first(row, institution):
            return
        before = {name: self._before(institution, name, row.as_of) for name in row.values}
        slipped = self._slips(row, institution, before)
        self._warn(row, before)
        for name, (value, _) in row.values.items():
            # A slipped value is no measure for the next one.
            if value is not None and name not in slipped:
                self._running[institution.id][name] = _Seen(row.as_of, value, f"第 {row.row_number} 行")
        values = tuple(self._value(institution.id, row.as_of, name, *cell) for name, cell in row.values.items())
        self.rows.append(CheckedRow(row.row_number, institution.id, institution.name, row.as_of, values))

    def _day_is_right(self, row: MeasureRow) -> bool:
        if row.as_of > self._today:
            self._find(row, "as_of", "error", f"日期 {row.as_of.isoformat()} 还没有到，请核对")
            return False
        if row.as_of < self._today - timedelta(days=OLDEST_DAYS):
            self._find(row, "as_of", "error", f"日期 {row.as_of.isoformat()} 在十年以前，请核对年份")
            return False
        return True

    def _is_first(self, row: MeasureRow, institution: Known) -> bool:
        first = self._claimed.setdefault((institution.id, row.as_of), row)
        if first is row:
            return True
        if first.values == row.values:
            self._find(row, "", "warning", f"与第 {first.row_number} 行完全相同，只读一次")
        else:
            self._find(row, "", "error", f"与第 {first.row_number} 行是同一机构同一天，请合并为一行")
        return False

    def _before(self, institution: Known, measure: str, day: date) -> _Seen | None:
        values = self._stored.get(institution.id, {}).get(measure, ())
        earlier = [value for value in values[: bisect_left(values, day, key=_day)] if value.value is not None]
        known = None
        if earlier and earlier[-1].value is not None:
            known = _Seen(earlier[-1].as_of, earlier[-1].value, f"{earlier[-1].as_of.isoformat()} 的")
        running = self._running[institution.id].get(measure)
        return running if known is None or (running is not None and running.as_of >= known.as_of) else known

    def _slips(self, row: MeasureRow, institution: Known, before: Mapping[str, _Seen | None]) -> set[str]:
        """Amounts ten thousand times another: 元 and 万元 were taken for each other."""
        slipped = set()
        for name, (value, _) in row.values.items():
            measure = MEASURES[name]
            if value is None or measure.unit != "fen" or measure.sort == "flow":
                continue
            other = self._other_amount(row, institution, name, before.get(name))
            if other is None or not is_unit_slip(value, other.value):
                continue
            slipped.add(name)
            told, known = (shown(name, amount, thousands=",") for amount in (value, other.value))
            words = f"“{measure.label_zh}”为 {told} 元，而{other.where}是 {known} 元，相差约一万倍，像是元和万元混用"
            if row.confirmed:
                self._find(row, name, "warning", f"{words}；已注明复核，照此读入")
            else:
                self._find(row, name, "error", f"{words}。请改正单位；核对无误的，在“已复核”列填“是”")
        return set() if row.confirmed else slipped

    def _other_amount(self, row: MeasureRow, institution: Known, name: str, before: _Seen | None) -> _Seen | None:
        same_day = self._same_day(institution.id, name, row.as_of)
        if same_day is not None and same_day.value is not None:
            return _Seen(row.as_of, same_day.value, "当日已有的数")
        if before is not None:
            return before._replace(where=f"{before.where}数" if before.where.endswith("的") else before.where)
        if name == "outstanding_balance" and institution.balance_fen is not None:
            return _Seen(row.as_of, institution.balance_fen, "机构名册上")
        return None

    def _warn(self, row: MeasureRow, before: Mapping[str, _Seen | None]) -> None:
        values = {name: value for name, (value, _) in row.values.items()}
        earlier = {name: seen.value for name, seen in before.items() if seen is not None}
        broken: list[Inconsistency] = [*inconsistencies(values), *falls(earlier, values)]
        for problem in broken:
            self._find(row, problem.measure, "warning", problem.message_zh)

    def _same_day(self, institution: str, measure: str, day: date) -> StoredValue | None:
        values = self._stored.get(institution, {}).get(measure, ())
        place = bisect_left(values, day, key=_day)
        return values[place] if place < len(values) and values[place].as_of == day else None

    def _value(self, institution: str, day: date, measure: str, value: int | None, text: str) -> CheckedValue:
        known = self._same_day(institution, measure, day)
        if known is None:
            return CheckedValue(measure, value, text, "added")
        if (known.value, known.text) == (value, text):
            return CheckedValue(measure, value, text, "unchanged", known.corrections)
        return CheckedValue(measure, value, text, "corrected", known.corrections + 1)


def _day(value: StoredValue) -> date:
    return value.as_of
