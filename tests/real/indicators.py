"""A centre's copy takes half a year of 588 platforms' monthly figures at one go: none lost, findings and seconds shown.

The publisher's description of the file swaps lenders and borrowers; the columns' own names are right (its means of
lending and borrowing say so). −100 stands for what is not known, and is left empty. The first preview is of the file
as it is; what it stops is then set right as an officer would: the second of two rows for one month is left out, and
amounts ten thousand times others are marked as checked.
"""

import csv
import sys
import time
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import django

if TYPE_CHECKING:
    from fengsui.monitoring.indicators.checking import IndicatorPreview

FILE = "panel/platform_indicators_2017-01_06.csv"
PLACES = "panel/platform_status_2018-08-22.csv"
CENTRE = "100000"
NOT_KNOWN = -100.0
START = datetime(2017, 7, 10, 1, 0, tzinfo=UTC)
"""After the newest month, when the world's clock stands."""
COLUMNS: Mapping[str, str] = {
    "stayStillOfTotal": "借贷余额（万元）",
    "netInflowOfThirty": "近30日资金净流入（万元）",
    "bidderNum": "当前出借人数量（人）",
    "borrowerNum": "当前借款人数量（人）",
    "incomeRate": "综合年化利率（%）",
    "top10DueInProportion": "前十大借款人待还金额占比（%）",
    "top10StayStillProportion": "最大十户出借余额占比（%）",
}


class Sender(TypedDict):
    """What every import says of a file."""

    filename: str
    source: str
    channel: str


SENDER: Sender = {"filename": "panel.csv", "source": "行业门户月度数据", "channel": "press"}


def read_rows(data: Path, file: str) -> list[dict[str, str]]:
    """Rows of a file as they are."""
    with (data / file).open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def institutions_table(names: Iterable[str], places: Mapping[str, str]) -> bytes:
    """The platforms as institutions, one for each name; where nobody knows the place, the capital stands for it."""
    from fengsui.registry.table_writing import write_csv  # noqa: PLC0415

    return write_csv(["name", "registered_region"], [[name, places.get(name, "北京")] for name in sorted(set(names))])


def measures_table(rows: Iterable[Mapping[str, str]], checked: frozenset[int] = frozenset()) -> bytes:
    """The same rows under the template's headings. ``checked``: spreadsheet rows somebody looked at twice."""
    from fengsui.registry.table_writing import write_csv  # noqa: PLC0415

    lines = [
        [
            row["platName"],
            _month_end(row["month"]),
            "是" if number in checked else "",
            *(_cell(row[column]) for column in COLUMNS),
        ]
        for number, row in enumerate(rows, 2)
    ]
    return write_csv(["机构名称", "日期", "已复核", *COLUMNS.values()], lines)


def _month_end(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02d}"


def _cell(text: str) -> str:
    return "" if text and float(text) == NOT_KNOWN else text


def show(title: str, preview: "IndicatorPreview", seconds: float) -> None:
    """Counts and findings of a preview, without names."""
    print(f"{title}: {preview.row_count} rows, {len(preview.institutions)} institutions, {seconds:.1f} s")
    for severity, findings in (("errors", preview.errors), ("warnings", preview.warnings)):
        kinds = Counter(f"{finding.column or '-'}: {_kind(finding.message_zh)}" for finding in findings)
        print(f"  {severity} {len(findings)}, of {len(kinds)} kinds")
        for kind, count in kinds.most_common(8):
            print(f"    {count:>6}  {kind}")


def _kind(message: str) -> str:
    for words in ("相差约一万倍", "名册中没有", "同一机构同一天", "家机构叫这个名称", "不是整数", "超过 100%"):
        if words in message:
            return words
    return message[:40]


def main() -> int:
    """Register, preview, set right, import, compare, compute."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from fengsui.conduct import timekeeping  # noqa: PLC0415
    from fengsui.registry import setting_up  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with timekeeping.held_at(START):
        setting_up.make_empty_copy(
            CENTRE, "test", administrator_login="admin", administrator_name="管理员", start=START
        )
        return 0 if whole(Path(sys.argv[1])) else 1


def whole(data: Path) -> bool:
    """The steps; True when nothing was lost and the ledger tells the same."""
    from fengsui.conduct.access import system_actor  # noqa: PLC0415
    from fengsui.conduct.rebuild import compare_with_database  # noqa: PLC0415
    from fengsui.ledger.reading import read_all  # noqa: PLC0415
    from fengsui.monitoring.indicators.figures import institution_figures  # noqa: PLC0415
    from fengsui.monitoring.indicators.importing import import_indicators, preview_indicators  # noqa: PLC0415
    from fengsui.monitoring.models import MeasureValue  # noqa: PLC0415
    from fengsui.registry import actions  # noqa: PLC0415
    from fengsui.registry.models import Institution  # noqa: PLC0415

    actor = system_actor("real", CENTRE)
    rows = read_rows(data, FILE)
    places = {row["name"]: row["register_location"].replace("|", "") for row in read_rows(data, PLACES)}
    register = institutions_table((row["platName"] for row in rows), places)
    seen = actions.preview_table(actor=actor, template_id="institutions", content=register)
    actions.import_table(actor=actor, template_id="institutions", content=register, seen_sha256=seen.sha256)

    started = time.monotonic()
    first = preview_indicators(actor=actor, content=measures_table(rows), **SENDER)
    show("as it is", first, time.monotonic() - started)
    twice = {finding.row_number for finding in first.errors if "同一机构同一天" in finding.message_zh}
    checked = {finding.row_number for finding in first.errors if "相差约一万倍" in finding.message_zh}
    kept = [(number, row) for number, row in enumerate(rows, 2) if number not in twice]
    places_of_checked = frozenset(place for place, (number, _) in enumerate(kept, 2) if number in checked)
    content = measures_table((row for _, row in kept), places_of_checked)

    started = time.monotonic()
    preview = preview_indicators(actor=actor, content=content, **SENDER)
    show("set right", preview, time.monotonic() - started)
    outcome = import_indicators(actor=actor, content=content, seen_sha256=preview.sha256, **SENDER)
    seconds = time.monotonic() - started
    stored, payload = MeasureValue.objects.count(), outcome.fact.payload
    print(f"rows {len(rows)} = {len(kept)} imported + {len(twice)} left out")
    print(f"values {payload['value_count']}, stored {stored}")
    print(f"preview and import {seconds:.1f} s")

    started = time.monotonic()
    ids = list(Institution.objects.values_list("id", flat=True))
    figures = institution_figures(ids, START)
    known = Counter(name for of_one in figures.values() for name, told in of_one.items() if told.value is not None)
    print(f"figures of {len(ids)} institutions in {time.monotonic() - started:.1f} s; known:")
    for name, count in known.most_common():
        print(f"  {count:>6}  {name}")
    differences = compare_with_database(read_all())
    print(f"rebuilt from the ledger with {len(differences)} differences")
    return stored == payload["value_count"] and payload["row_count"] == len(kept) and not differences


if __name__ == "__main__":
    sys.exit(main())
