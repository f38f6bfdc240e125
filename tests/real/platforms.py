"""A centre's copy takes every platform of the registry of 2018-08-22: with progress, none lost, warnings counted."""

import csv
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import django

FILE = "panel/platform_status_2018-08-22.csv"
CENTRE = "100000"


def read_platforms(data: Path) -> list[dict[str, str]]:
    """Rows of the registry file as they are."""
    with (data / FILE).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def institutions_table(platforms: list[dict[str, str]]) -> bytes:
    """The same rows under the import template's headings."""
    from fengsui.registry.table_writing import write_csv  # noqa: PLC0415

    header = ["name", "platform_name", "registered_region", "registered_on"]
    rows = [[p["name"], p["name"], p["register_location"], _day(p["register_time"])] for p in platforms]
    return write_csv(header, rows)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return ""


def main() -> int:
    """Import, count, compare."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from fengsui.conduct.access import system_actor  # noqa: PLC0415
    from fengsui.conduct.rebuild import compare_with_database  # noqa: PLC0415
    from fengsui.ledger.reading import read_all  # noqa: PLC0415
    from fengsui.registry import actions, queries, setting_up  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    setting_up.make_empty_copy(CENTRE, "test", administrator_login="admin", administrator_name="管理员")
    platforms = read_platforms(Path(sys.argv[1]))
    content = institutions_table(platforms)
    actor = system_actor("real", CENTRE)
    started = time.monotonic()
    preview = actions.preview_table(actor=actor, template_id="institutions", content=content)
    for finding in preview.errors[:10]:
        print(f"  row {finding.row_number} {finding.column}: {finding.message_zh}")

    def progress(done: int, total: int) -> None:
        if done % 1000 == 0 or done == total:
            print(f"  {done}/{total}", flush=True)

    outcome = actions.import_table(
        actor=actor, template_id="institutions", content=content, seen_sha256=preview.sha256, progress=progress
    )
    seconds = time.monotonic() - started
    stored = queries.count_institutions(CENTRE)
    warnings = Counter(finding.message_zh.split("：")[0][:30] for finding in preview.findings)
    print(f"rows in the file {len(platforms)}, imported {outcome.fact.payload['row_count']}, stored {stored}")
    print(f"warnings {sum(warnings.values())}:")
    for message, count in warnings.most_common(8):
        print(f"  {count:>6}  {message}")
    differences = compare_with_database(read_all())
    print(f"preview and import {seconds:.1f} s; rebuilt from the ledger with {len(differences)} differences")
    whole = len(platforms) == outcome.fact.payload["row_count"] == stored
    print("none lost" if whole else "ROWS LOST")
    return 0 if whole and not differences else 1


if __name__ == "__main__":
    sys.exit(main())
