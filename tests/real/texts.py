"""All real texts of negative information go in at one go: timed, the count reconciled, nothing of a person kept.

Also at one go into a centre's copy: the register of platforms comes first, so that texts are linked to real names.
"""

import csv
import io
import resource
import sys
import time
from pathlib import Path

import django

FOLDER = "negative_information"
FILES = ("labelled.csv", "unlabelled.csv")
CENTRE = "100000"
MOST_SECONDS = 60


def one_file(data: Path) -> tuple[bytes, int]:
    """Both files as one table, as they are, under the headings of the first; and how many rows it holds."""
    rows: list[dict[str, str]] = []
    for name in FILES:
        with (data / FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
            rows += csv.DictReader(file)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(), len(rows)


def main() -> int:
    """Import, count, compare."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from fengsui.conduct.access import system_actor  # noqa: PLC0415
    from fengsui.conduct.acting import Refused  # noqa: PLC0415
    from fengsui.conduct.rebuild import compare_with_database  # noqa: PLC0415
    from fengsui.ledger.reading import read_all  # noqa: PLC0415
    from fengsui.monitoring import queries  # noqa: PLC0415
    from fengsui.monitoring.texts.importing import import_texts, preview_texts  # noqa: PLC0415
    from fengsui.registry import actions, setting_up  # noqa: PLC0415
    from tests.real.platforms import institutions_table, read_platforms  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    setting_up.make_empty_copy(CENTRE, "test", administrator_login="admin", administrator_name="管理员")
    data, actor = Path(sys.argv[1]), system_actor("real", CENTRE)
    register = institutions_table(read_platforms(data))
    seen = actions.preview_table(actor=actor, template_id="institutions", content=register).sha256
    actions.import_table(actor=actor, template_id="institutions", content=register, seen_sha256=seen)
    content, in_file = one_file(data)

    started = time.monotonic()
    preview = preview_texts(actor=actor, content=content, filename="texts.csv", source="公开数据集", channel="press")
    previewed = time.monotonic() - started
    for finding in preview.findings[:10]:
        print(f"  {finding.severity} row {finding.row_number}: {finding.message_zh}")
    given = {"actor": actor, "content": content, "filename": "texts.csv", "source": "公开数据集", "channel": "press"}
    payload = import_texts(**given, seen_sha256=preview.sha256).fact.payload  # type: ignore[arg-type]
    seconds = time.monotonic() - started
    page = queries.signals(actor)
    shown = time.monotonic()
    queries.signals(actor, kind="K5", page=3)
    shown = time.monotonic() - shown
    print(f"texts in the files {in_file}, rows {payload['row_count']}, stored {page.total}")
    print(f"new {payload['new_count']}, duplicates {payload['duplicate_count']}, linked {payload['linked_count']}")
    print(f"personal numbers masked {payload['masked_count']}; columns dropped {', '.join(payload['dropped_columns'])}")
    print(f"reader {payload['reader']}")
    print(f"preview {previewed:.1f} s, preview and import {seconds:.1f} s; a page of the list {shown * 1000:.0f} ms")
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    try:
        import_texts(**given, seen_sha256=preview.sha256)  # type: ignore[arg-type]
        again = "IMPORTED TWICE"
    except Refused as refusal:
        again = str(refusal)
    print(f"the same file again: {again}")
    differences = compare_with_database(read_all())
    print(f"rebuilt from the ledger with {len(differences)} differences")
    whole = in_file == payload["row_count"] == page.total == payload["new_count"] + payload["duplicate_count"]
    print("none lost" if whole else "ROWS LOST")
    return 0 if whole and not differences and seconds <= MOST_SECONDS and "导入过" in again else 1


if __name__ == "__main__":
    sys.exit(main())
